//! A command that panics costs its own caller only, whichever half of the rules it breaks; and what comes while a batch waits for
//! its commit goes with it.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::bus::Bus;
use crate::domain::access::Role;
use crate::domain::handover::OwnerKey;
use crate::domain::id::{EventId, SessionId};
use crate::domain::machine::{Decision, Entry, Moment, StateMachine};
use crate::domain::money::{Bps, Currency};
use crate::domain::terms::{Rates, Terms};
use crate::domain::time::Timestamp;
use crate::observe::metrics::{OwnerKind, Size};
use crate::owner::directory::{Directory, Failure};
use crate::owner::task::Kind;
use crate::owner::{Clock, Surroundings};
use crate::store::{Claim, Database, DatabaseTransaction, Fault, Journaled, Kept, NewSaleEvent, Reader, Rows, Store};

const NOW: Timestamp = Timestamp::from_milliseconds(1_795_169_700_000);

/// Counts; its answers are the sequences.
struct Counter(u64);

#[derive(Clone, Copy)]
enum Count {
    Up,
    /// `decide` panics.
    Undecidable,
    /// `apply` panics.
    Poison,
}

impl StateMachine for Counter {
    type Command = Count;
    type Event = Count;
    type Answer = u64;
    type Refusal = ();

    fn decide(&self, command: &Count, _moment: Moment) -> Result<Decision<Count, u64>, ()> {
        assert!(!matches!(command, Count::Undecidable), "a bug in decide, on purpose");
        Ok(Decision { events: vec![(*command, None)], answer: self.0 + 1 })
    }

    fn apply(&mut self, entry: &Entry<Count>) {
        self.0 = entry.seq;
        assert!(!matches!(entry.event, Count::Poison), "a bug in apply, on purpose");
    }

    fn last(&self) -> (u64, Timestamp) {
        (self.0, NOW)
    }

    fn due(&self) -> Option<(Timestamp, Count)> {
        None
    }
}

struct NoRows;

impl Rows for NoRows {
    async fn write(self, _transaction: &DatabaseTransaction) -> Result<(), Fault> {
        Ok(())
    }
}

impl Journaled for Counter {
    type Rows = NoRows;

    fn key(&self) -> OwnerKey {
        unreachable!("nobody asks")
    }

    fn encode(_event: &Count) -> Result<(&'static str, String), serde_json::Error> {
        Ok(("counted.1", "{}".to_owned()))
    }

    fn letter(&self, _entry: &Entry<Count>) -> Option<(OwnerKey, Result<String, serde_json::Error>)> {
        None
    }

    fn rows(&self, _claim: &Claim, _entries: &Arc<[Entry<Count>]>) -> Result<NoRows, Fault> {
        Ok(NoRows)
    }

    async fn load(_reader: &Reader, _key: OwnerKey, claim: &Claim) -> Result<Self, Fault> {
        Ok(Self(claim.last_seq))
    }
}

impl Kind for Counter {
    const COUNTED: OwnerKind = OwnerKind::Session;
    /// How many entries each commit had.
    type View = Mutex<Vec<usize>>;

    fn empty_view(_key: OwnerKey) -> Self::View {
        Mutex::default()
    }

    fn show(&self, _view: &Self::View) {}

    fn show_changes(&self, view: &Self::View, entries: &[Entry<Count>]) {
        view.lock().unwrap().push(entries.len());
    }

    fn announce(&self, _surroundings: &Surroundings, _entries: Arc<[Entry<Count>]>) {}

    fn may_rest(&self) -> bool {
        true
    }

    fn size(&self) -> Size {
        Size::default()
    }
}

/// Two owners of a real event, for every owner has one, on a file.
struct World {
    owners: Directory<Counter>,
    keys: [OwnerKey; 2],
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::of(None, folder.path()).unwrap();
        database.migrate_up().await.unwrap();
        let store = database.open("test").await.unwrap();
        let event = event(&store).await;
        #[expect(clippy::disallowed_methods, reason = "nobody posts anything")]
        let (letters, _inbox) = tokio::sync::mpsc::unbounded_channel();
        let (clock, bus) = (Clock::new(|| NOW), Bus::default());
        let (stopping, tasks) = (CancellationToken::new(), TaskTracker::new());
        let surroundings = Surroundings { store, clock, bus, letters, stopping, tasks, queues_stopped: AtomicUsize::new(0) };
        let keys = [1, 2].map(|ordinal| OwnerKey::Session(SessionId::of(event, ordinal)));
        Self { owners: Directory::new(Arc::new(surroundings)), keys, folder }
    }

    /// What each command is told, if all of them wait in the mailbox at once.
    async fn tells(&self, key: OwnerKey, commands: &[Count]) -> Vec<Result<u64, Failure>> {
        let replies = join_all(commands.iter().map(|command| self.owners.ask(key, *command))).await;
        replies.into_iter().map(|reply| reply.map(|answer| answer.unwrap())).collect()
    }

    /// What a command is told that comes while the owner's batch, of one command, waits behind a commit of another owner; and what
    /// that one is told. Before it the owner has committed once.
    async fn tells_meanwhile(&self, commands: &[Count]) -> (Result<u64, Failure>, Vec<Result<u64, Failure>>) {
        let [other, key] = self.keys;
        for key in self.keys {
            assert_eq!(self.tells(key, &[Count::Up]).await, [Ok(1)]);
        }
        // A foreign program writes: the other owner's commit cannot begin, and everybody else stands behind it.
        let foreign = rusqlite::Connection::open(self.folder.path().join("hangtag.db")).unwrap();
        foreign.execute_batch("BEGIN IMMEDIATE").unwrap();
        let ahead = self.tells(other, &[Count::Up]);
        let first = self.tells(key, &[Count::Up]);
        let more = self.tells(key, commands);
        let steps = async {
            self.until_received().await;
            foreign.execute_batch("ROLLBACK").unwrap();
        };
        // Each is sent before the next is polled, and received before that is sent.
        let (ahead, (first, (more, ()))) = tokio::join!(ahead, async {
            self.until_received().await;
            tokio::join!(first, async {
                self.until_received().await;
                tokio::join!(more, steps)
            })
        });
        assert_eq!(ahead, [Ok(2)]);
        (first.into_iter().next().unwrap(), more)
    }

    /// No mailbox has anything in it. The owners run on this thread, and nothing that they wait for comes: a command that one of them
    /// has taken out is decided.
    async fn until_received(&self) {
        while self.owners.vitals().iter().any(|(_, waiting)| *waiting > 0) {
            tokio::task::yield_now().await;
        }
    }

    fn commits(&self, key: OwnerKey) -> Vec<usize> {
        self.owners.view(key).lock().unwrap().clone()
    }
}

async fn event(store: &Store) -> EventId {
    assert!(store.records.create_token(("acme", Role::Organizer, None), &[1; 32], NOW).await.unwrap());
    let organization = store.reader.viewer(&[1; 32]).await.unwrap().unwrap().organization;
    let bps = |bps| Bps::new(bps).unwrap();
    let rates = Rates { base: bps(6_500), volunteer_bonus: bps(0), super_bonus: bps(0), max: bps(10_000) };
    let terms = Terms { rates, currency: Currency::Usd, time_zone: "America/New_York".to_owned() };
    let new = NewSaleEvent { name: "Spring".to_owned(), terms, starts_at: NOW, ends_at: NOW };
    let Kept::Done(event) = store.records.create_event(organization, &new, ("event", 1), NOW).await.unwrap() else {
        panic!("no event")
    };
    event
}

/// What each command of one batch is told.
async fn told(commands: &[Count]) -> Vec<Result<u64, Failure>> {
    let world = World::new().await;
    world.tells(world.keys[0], commands).await
}

#[tokio::test]
async fn a_panic_in_decide_costs_its_caller_only() {
    let answers = told(&[Count::Up, Count::Undecidable, Count::Up]).await;
    assert_eq!(answers, [Ok(1), Err(Failure::Internal), Ok(2)]);
}

#[tokio::test]
async fn a_panic_in_apply_costs_its_caller_only_and_its_state_is_dropped() {
    let answers = told(&[Count::Up, Count::Poison, Count::Up, Count::Poison, Count::Up]).await;
    assert_eq!(answers, [Ok(1), Err(Failure::Internal), Ok(2), Err(Failure::Internal), Ok(3)]);
}

#[tokio::test]
async fn what_comes_while_a_batch_waits_goes_with_it() {
    let world = World::new().await;
    let (first, more) = world.tells_meanwhile(&[Count::Up, Count::Undecidable, Count::Up]).await;
    assert_eq!((first, more), (Ok(2), vec![Ok(3), Err(Failure::Internal), Ok(4)]));
    assert_eq!(world.commits(world.keys[1]), [1, 3]);
    // What a restart would find is what they were told.
    assert_eq!(world.tells(world.keys[1], &[Count::Up]).await, [Ok(5)]);
}

#[tokio::test]
async fn a_panic_in_apply_while_a_batch_waits_costs_its_caller_only() {
    let world = World::new().await;
    let (first, more) = world.tells_meanwhile(&[Count::Poison, Count::Up]).await;
    assert_eq!((first, more), (Ok(2), vec![Err(Failure::Internal), Ok(3)]));
    assert_eq!(world.tells(world.keys[1], &[Count::Up]).await, [Ok(4)]);
}
