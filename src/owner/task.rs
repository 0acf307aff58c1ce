//! The life of an owner: load, take what waits, decide, commit, answer; and end without losing a command.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::domain::handover::OwnerKey;
use crate::domain::machine::Entry;
use crate::observe::metrics::{self, OwnerKind, Size};
use crate::store::{Claim, Fault, Journaled, Letter, Offer};

use super::batch::{Batch, Outcome};
use super::directory::{Directory, Envelope, Failure};
use super::vitals::{Standing, Vitals};
use super::{Clock, Surroundings};

/// More in one transaction gains little and lets the first one wait (DESIGN 3).
const BATCH_COMMANDS_MAX: usize = 256;
/// Decided at once while a batch waits: if its turn comes meanwhile, all others wait for that.
const ADDED_COMMANDS_MAX: usize = 16;
/// A quiet owner is passivated after this; loading it again takes milliseconds.
const QUIET_SECONDS_MAX: u64 = 60;
/// A store that just failed is asked again after this.
const RELOAD_PAUSE_MS: u64 = 100;
/// Without a command, it is asked again after this: an outcome that was unknown is announced soon.
const RELOAD_SECONDS: u64 = 1;

/// A kind of owner: its state, its rows, and what it publishes.
pub(super) trait Kind: Journaled + Sync {
    /// What it is counted as.
    const COUNTED: OwnerKind;
    /// Read by everybody without asking the owner.
    type View: Send + Sync + 'static;
    /// Before the owner is loaded.
    fn empty_view(key: OwnerKey) -> Self::View;
    /// Shows the whole state, after a load.
    fn show(&self, view: &Self::View);
    /// Shows what these entries changed, after a commit.
    fn show_changes(&self, view: &Self::View, entries: &[Entry<Self::Event>]);
    /// Tells who listens; without entries, after a load, how far the journal is.
    fn announce(&self, surroundings: &Surroundings, entries: Arc<[Entry<Self::Event>]>);
    /// May it be passivated when nobody asks?
    fn may_rest(&self) -> bool;
    /// How much it keeps in memory.
    fn size(&self) -> Size;
}

/// State that rests on a claim.
pub(super) struct Loaded<K> {
    pub claim: Claim,
    pub state: K,
}

/// One running owner.
pub(super) struct Task<K: Kind> {
    directory: Directory<K>,
    surroundings: Arc<Surroundings>,
    key: OwnerKey,
    generation: u64,
    view: Arc<K::View>,
    vitals: Arc<Vitals>,
    commands: mpsc::Receiver<Envelope<K>>,
    /// Came too late for the last batch, and begin the next.
    held: Vec<Envelope<K>>,
    /// One of them makes `apply` panic: each is a batch of its own, and only the guilty caller is told so.
    suspects: VecDeque<Envelope<K>>,
    loaded: Option<Loaded<K>>,
    /// The last load failed, and another try may pass.
    may_reload: bool,
}

/// What became of a batch.
enum Fate<K: Kind> {
    Durable(Batch<K>),
    /// Of what its callers wait for the outcome may be unknown.
    Failed(Fault, Vec<Envelope<K>>),
    /// `apply` panicked. Nothing of it is durable, and the commands come back undecided.
    Poisoned(Vec<Envelope<K>>),
}

/// What woke an owner.
enum Wake<K: Kind> {
    Command(Envelope<K>),
    Due(K::Command),
    Reload,
    Quiet,
    /// Nobody can send any more.
    End,
}

impl<K: Kind> Task<K> {
    pub(super) fn new(
        directory: Directory<K>,
        (key, generation): (OwnerKey, u64),
        view: Arc<K::View>,
        commands: mpsc::Receiver<Envelope<K>>,
    ) -> Self {
        let surroundings = Arc::clone(directory.surroundings());
        let vitals = Arc::default();
        Self {
            directory,
            surroundings,
            key,
            generation,
            view,
            vitals,
            commands,
            held: Vec::new(),
            suspects: VecDeque::new(),
            loaded: None,
            may_reload: false,
        }
    }

    pub(super) fn vitals(&self) -> Arc<Vitals> {
        Arc::clone(&self.vitals)
    }

    /// Lives until it is quiet or the process ends.
    pub(super) async fn run(mut self) {
        // Loaded at once, so that the view is there before the first command.
        self.load().await;
        loop {
            if let Some(suspect) = self.suspects.pop_front() {
                self.work(vec![suspect], 1).await;
                continue;
            }
            if !self.held.is_empty() {
                let held = std::mem::take(&mut self.held);
                let waiting = self.with_waiting(held, BATCH_COMMANDS_MAX);
                self.work(waiting, BATCH_COMMANDS_MAX).await;
                continue;
            }
            match self.wait().await {
                Wake::Command(first) => {
                    let waiting = self.with_waiting(vec![first], BATCH_COMMANDS_MAX);
                    self.work(waiting, BATCH_COMMANDS_MAX).await;
                }
                Wake::Due(command) => self.work(vec![Envelope { command, reply: None }], BATCH_COMMANDS_MAX).await,
                Wake::Reload => self.load().await,
                Wake::Quiet => return self.rest().await,
                Wake::End => return,
            }
        }
    }

    async fn wait(&mut self) -> Wake<K> {
        let due = self.loaded.as_ref().and_then(|loaded| loaded.state.due());
        let until_due = due.as_ref().map_or(Duration::MAX, |(at, _)| until(&self.surroundings.clock, *at));
        let may_reload = self.loaded.is_none() && self.may_reload;
        let may_rest = self.loaded.as_ref().map_or(!may_reload, |loaded| loaded.state.may_rest());
        tokio::select! {
            biased;
            command = self.commands.recv() => command.map_or(Wake::End, Wake::Command),
            () = self.surroundings.stopping.cancelled(), if !self.commands.is_closed() => {
                // What waits is still worked off; then `recv` says that it was the last.
                self.commands.close();
                match self.commands.recv().await {
                    Some(command) => Wake::Command(command),
                    None => Wake::End,
                }
            }
            () = tokio::time::sleep(until_due), if due.is_some() => match due {
                Some((_, command)) => Wake::Due(command),
                None => Wake::Quiet,
            },
            () = tokio::time::sleep(Duration::from_secs(RELOAD_SECONDS)), if may_reload => Wake::Reload,
            () = tokio::time::sleep(Duration::from_secs(QUIET_SECONDS_MAX)), if may_rest => Wake::Quiet,
        }
    }

    /// Up to so many, with what is in the mailbox.
    fn with_waiting(&mut self, mut waiting: Vec<Envelope<K>>, max: usize) -> Vec<Envelope<K>> {
        while waiting.len() < max
            && let Ok(envelope) = self.commands.try_recv()
        {
            waiting.push(envelope);
        }
        waiting
    }

    /// Loads, or says in the log why not.
    async fn load(&mut self) {
        self.vitals.stands(Standing::Loading);
        if let Err(fault) = self.try_load().await {
            // Damage stays, and so does what never was.
            self.may_reload = !matches!(fault, Fault::Inconsistent { .. });
            tracing::error!(owner = ?self.key, %fault, "an owner cannot be loaded");
        }
        self.vitals.stands(match (&self.loaded, self.may_reload) {
            (Some(_), _) => Standing::Loaded,
            (None, true) => Standing::Loading,
            (None, false) => Standing::Damaged,
        });
        match self.loaded {
            Some(_) => metrics::loaded(K::COUNTED),
            None => metrics::load_failed(K::COUNTED),
        }
    }

    /// Claims and folds; publishes the view, and says how far the journal is.
    async fn try_load(&mut self) -> Result<(), Fault> {
        let store = &self.surroundings.store;
        let claim = store.journal.claim(self.key).await?;
        let missing = || Fault::Inconsistent { table: "sale_event", column: "id", row: format!("{:?}", self.key) };
        let claim = claim.ok_or_else(missing)?;
        let state = store.journal.load::<K>(&store.reader, self.key, &claim).await?;
        // A commit whose outcome was unknown may have left messages that nobody carries yet.
        for letter in store.journal.letters(Some(&claim)).await? {
            self.post(letter);
        }
        state.show(&self.view);
        state.announce(&self.surroundings, Arc::default());
        self.vitals.weighs(state.size());
        self.loaded = Some(Loaded { claim, state });
        Ok(())
    }

    /// One batch of at most so many commands, these first.
    async fn work(&mut self, waiting: Vec<Envelope<K>>, max: usize) {
        if self.loaded.is_none() {
            self.load().await;
        }
        let Some(loaded) = self.loaded.take() else {
            for envelope in waiting {
                envelope.answer(Err(Failure::Unavailable));
            }
            tokio::time::sleep(Duration::from_millis(RELOAD_PAUSE_MS)).await;
            return;
        };
        let fate = match Batch::of(loaded).decide(waiting, self.surroundings.clock.now()) {
            Outcome::Decided(batch) => self.commit(batch, max).await,
            Outcome::Poisoned(returned) => Fate::Poisoned(returned),
        };
        match fate {
            Fate::Durable(batch) => self.tell(batch),
            Fate::Failed(fault, envelopes) => {
                metrics::batch(K::COUNTED, envelopes.len());
                tracing::warn!(owner = ?self.key, %fault, commands = envelopes.len(), "a commit failed; reloading");
                for envelope in envelopes {
                    envelope.answer(Err(Failure::Unavailable));
                }
                metrics::reload(K::COUNTED);
                // What was committed after all, if anything, is seen and announced by the reload.
                self.load().await;
            }
            Fate::Poisoned(returned) if returned.len() > 1 => self.suspects.extend(returned),
            Fate::Poisoned(returned) => returned.into_iter().for_each(|envelope| envelope.answer(Err(Failure::Internal))),
        }
    }

    /// Until it is durable. As long as it waits behind other commits it takes along what comes in.
    async fn commit(&mut self, mut batch: Batch<K>, max: usize) -> Fate<K> {
        let surroundings = Arc::clone(&self.surroundings);
        let journal = &surroundings.store.journal;
        let offer = match batch.rows(journal, 0) {
            Ok(Some(rows)) => Offer::of(rows),
            Ok(None) => return Fate::Durable(batch),
            Err(fault) => return Fate::Failed(fault, batch.envelopes()),
        };
        let mut work = pin!(metrics::commit(K::COUNTED, Fault::reason, journal.commit(&offer)));
        let fate = loop {
            let may_add = self.held.is_empty() && batch.answers.len() < max;
            let first = tokio::select! {
                biased;
                outcome = &mut work => return match outcome {
                    Ok(()) => Fate::Durable(batch),
                    Err(fault) => Fate::Failed(fault, batch.envelopes()),
                },
                Some(first) = self.commands.recv(), if may_add => first,
            };
            let more = self.with_waiting(vec![first], ADDED_COMMANDS_MAX.min(max - batch.answers.len()));
            let Some(withdrawn) = offer.withdraw() else {
                self.held = more;
                continue;
            };
            let parts = batch.parts.len();
            batch = match batch.decide(more, surroundings.clock.now()) {
                Outcome::Decided(decided) => decided,
                Outcome::Poisoned(returned) => break Fate::Poisoned(returned),
            };
            match batch.rows(journal, parts) {
                Ok(more) => withdrawn.offer_with(more),
                Err(fault) => break Fate::Failed(fault, batch.envelopes()),
            }
        };
        // Nothing is offered any more, but it may be committing for others.
        let _ = work.await;
        fate
    }

    /// What is durable: the view, answers, messages, events.
    fn tell(&mut self, batch: Batch<K>) {
        let Batch { loaded: Loaded { mut claim, state }, parts, answers } = batch;
        let entries: Arc<[_]> = match <[_; 1]>::try_from(parts) {
            Ok([part]) => part,
            Err(parts) => parts.concat().into(),
        };
        metrics::batch(K::COUNTED, answers.len());
        claim.last_seq = entries.last().map_or(claim.last_seq, |entry| entry.seq);
        state.show_changes(&self.view, &entries);
        self.vitals.weighs(state.size());
        for (envelope, reply) in answers {
            envelope.answer(reply);
        }
        for entry in entries.iter() {
            self.post_of(&claim, &state, entry);
        }
        if !entries.is_empty() {
            state.announce(&self.surroundings, entries);
        }
        self.loaded = Some(Loaded { claim, state });
    }

    fn post_of(&self, claim: &Claim, state: &K, entry: &Entry<K::Event>) {
        if let Some((to, Ok(body))) = state.letter(entry) {
            self.post(Letter { owner: claim.owner, from: self.key, seq: entry.seq, to, body });
        }
    }

    fn post(&self, letter: Letter) {
        // A courier that is gone ended with the process; the outbox keeps the letter.
        let _ = self.surroundings.letters.send(letter);
    }

    /// Ends; a command that slipped in goes to the successor.
    pub(super) async fn rest(mut self) {
        self.directory.forget(self.key, self.generation);
        self.commands.close();
        while let Some(envelope) = self.commands.recv().await {
            self.directory.send(self.key, envelope);
        }
    }
}

/// A millisecond more than the clock says: what lapses at a moment has lapsed behind it.
fn until(clock: &Clock, at: crate::domain::time::Timestamp) -> Duration {
    clock.until(at) + Duration::from_millis(1)
}
