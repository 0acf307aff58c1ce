//! A command that panics costs its own caller only, whichever half of the rules it breaks.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::bus::Bus;
use crate::domain::access::Role;
use crate::domain::handover::OwnerKey;
use crate::domain::id::SessionId;
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
    type View = ();

    fn empty_view(_key: OwnerKey) {}

    fn show(&self, _view: &()) {}

    fn show_changes(&self, _view: &(), _entries: &[Entry<Count>]) {}

    fn announce(&self, _surroundings: &Surroundings, _entries: Arc<[Entry<Count>]>) {}

    fn may_rest(&self) -> bool {
        true
    }

    fn size(&self) -> Size {
        Size::default()
    }
}

/// An owner of a real event, for every owner has one.
async fn event(store: &Store) -> OwnerKey {
    assert!(store.records.create_token(("acme", Role::Organizer, None), &[1; 32], NOW).await.unwrap());
    let organization = store.reader.viewer(&[1; 32]).await.unwrap().unwrap().organization;
    let bps = |bps| Bps::new(bps).unwrap();
    let rates = Rates { base: bps(6_500), volunteer_bonus: bps(0), super_bonus: bps(0), max: bps(10_000) };
    let terms = Terms { rates, currency: Currency::Usd, time_zone: "America/New_York".to_owned() };
    let new = NewSaleEvent { name: "Spring".to_owned(), terms, starts_at: NOW, ends_at: NOW };
    let Kept::Done(event) = store.records.create_event(organization, &new, ("event", 1), NOW).await.unwrap() else {
        panic!("no event")
    };
    OwnerKey::Session(SessionId::of(event, 1))
}

/// What each command of one batch is told.
async fn told(commands: &[Count]) -> Vec<Result<u64, Failure>> {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::of(None, folder.path()).unwrap();
    database.migrate_up().await.unwrap();
    let store = database.open("test").await.unwrap();
    let key = event(&store).await;
    #[expect(clippy::disallowed_methods, reason = "nobody posts anything")]
    let (letters, _inbox) = tokio::sync::mpsc::unbounded_channel();
    let (clock, bus) = (Clock::new(|| NOW), Bus::default());
    let (stopping, tasks) = (CancellationToken::new(), TaskTracker::new());
    let surroundings = Surroundings { store, clock, bus, letters, stopping, tasks, queues_stopped: AtomicUsize::new(0) };
    let owners = Directory::<Counter>::new(Arc::new(surroundings));
    // All wait in the mailbox before the owner is loaded, and so are one batch.
    let replies = join_all(commands.iter().map(|command| owners.ask(key, *command))).await;
    replies.into_iter().map(|reply| reply.map(|answer| answer.unwrap())).collect()
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
