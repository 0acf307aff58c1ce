//! Owners: one task per key that alone may change that key's state. The heart of Hangtag (DESIGN 3).
//!
//! An owner waits for the store and nothing else; owners never await owners. Callers see verbs, never the channel.

mod batch;
mod clock;
mod courier;
mod directory;
mod inventory;
mod place;
mod sale;
mod task;
mod view;
mod vitals;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

pub use clock::Clock;
pub use directory::Failure;
pub use inventory::{ItemEdit, ReviewRefusal};
pub use place::Place;
pub use sale::Recorded;
pub use view::{Head, SessionView};

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::bus::Bus;
use crate::domain::inventory::Inventory;
use crate::domain::sale::Session;
use crate::store::{Fault, Letter, Store};

use directory::Directory;

/// Why a verb did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop<Refusal> {
    /// For the user.
    Refused(Refusal),
    /// Ours.
    Failed(Failure),
}

/// What every owner of this process shares.
#[derive(Debug)]
pub(crate) struct Surroundings {
    pub store: Store,
    pub clock: Clock,
    pub bus: Bus,
    pub letters: tokio::sync::mpsc::UnboundedSender<Letter>,
    pub stopping: CancellationToken,
    pub tasks: TaskTracker,
    /// Of the courier: each stands at a message that cannot be applied.
    pub queues_stopped: AtomicUsize,
}

/// All owners of this process.
#[derive(Clone, Debug)]
pub struct Owners {
    sessions: Directory<Session>,
    inventories: Directory<Inventory>,
    surroundings: Arc<Surroundings>,
}

impl Owners {
    /// Starts the courier with what waits since the last run, and loads every session that runs.
    #[expect(clippy::disallowed_methods, reason = "every letter is a row of the outbox already, and as many")]
    pub async fn start(store: Store, clock: Clock, bus: Bus) -> Result<Self, Fault> {
        // Unbounded, but not endless: every message is a row of the outbox, and commits are what makes them.
        let (letters, inbox) = tokio::sync::mpsc::unbounded_channel();
        let surroundings = Arc::new(Surroundings {
            store,
            clock,
            bus,
            letters,
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
            queues_stopped: AtomicUsize::new(0),
        });
        let owners = Self {
            sessions: Directory::new(Arc::clone(&surroundings)),
            inventories: Directory::new(Arc::clone(&surroundings)),
            surroundings: Arc::clone(&surroundings),
        };
        for letter in surroundings.store.journal.letters(None).await? {
            // The receiver is in this function: it cannot be closed.
            let _ = surroundings.letters.send(letter);
        }
        surroundings.tasks.spawn(courier::run(owners.clone(), inbox));
        for session in surroundings.store.reader.active_sessions().await? {
            owners.sessions.wake(crate::domain::handover::OwnerKey::Session(session));
        }
        Ok(owners)
    }

    /// Lets every mailbox finish, then ends every owner. Commands that come later are told to come again.
    pub async fn stop(&self) {
        self.surroundings.stopping.cancel();
        self.surroundings.tasks.close();
        self.surroundings.tasks.wait().await;
    }

    /// For questions about rows.
    pub fn reader(&self) -> &crate::store::Reader {
        &self.surroundings.store.reader
    }

    /// For plain rows.
    pub fn records(&self) -> &crate::store::Records {
        &self.surroundings.store.records
    }

    /// The present, as the owners see it.
    pub fn now(&self) -> crate::domain::time::Timestamp {
        self.surroundings.clock.now()
    }
}
