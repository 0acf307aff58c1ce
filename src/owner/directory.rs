//! Finds the owner of a key, and starts it if nobody asked for a while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use dashmap::DashMap;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::domain::handover::OwnerKey;

use super::Surroundings;
use super::task::{self, Kind};
use super::vitals::Vitals;

/// A reconnect of every till of a large sale, ten times over; beyond it waiting is worse than coming again.
pub(super) const MAILBOX_COMMANDS_MAX: usize = 1_024;
/// A full mailbox is empty again after a handful of batches.
const OVERLOADED_RETRY_MS: u64 = 250;
/// How often a command may meet an owner that is just stopping.
const SUCCESSORS_MAX: usize = 100;

/// Why a command got no decision. Ours, not the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The mailbox is full; nothing was done.
    Overloaded {
        /// When to come again.
        retry_after_ms: u64,
    },
    /// The store failed or the owner ended: the outcome may be unknown; retry with the same key.
    Unavailable,
    /// A bug: this command must not be sent again.
    Internal,
}

/// A decision, or why there is none.
pub(super) type Reply<K> = Result<
    Result<<K as crate::domain::machine::StateMachine>::Answer, <K as crate::domain::machine::StateMachine>::Refusal>,
    Failure,
>;

/// A command on its way, and where its answer goes. Without an address it is the owner's own.
pub(super) struct Envelope<K: Kind> {
    pub command: K::Command,
    pub reply: Option<oneshot::Sender<Reply<K>>>,
}

impl<K: Kind> Envelope<K> {
    pub(super) fn answer(self, reply: Reply<K>) {
        if let Some(address) = self.reply {
            // A caller that went away gets no answer; what was committed stays.
            let _ = address.send(reply);
        }
    }
}

/// One running owner.
struct Slot<K: Kind> {
    generation: u64,
    mailbox: mpsc::Sender<Envelope<K>>,
    view: Arc<K::View>,
    vitals: Arc<Vitals>,
}

impl<K: Kind> Clone for Slot<K> {
    fn clone(&self) -> Self {
        let (view, vitals) = (Arc::clone(&self.view), Arc::clone(&self.vitals));
        Self { generation: self.generation, mailbox: self.mailbox.clone(), view, vitals }
    }
}

/// The owners of one kind.
pub(super) struct Directory<K: Kind> {
    slots: Arc<DashMap<OwnerKey, Slot<K>>>,
    /// Who still looks at the view of an owner that rests sees what its successor publishes.
    views: Arc<DashMap<OwnerKey, Weak<K::View>>>,
    generations: Arc<AtomicU64>,
    surroundings: Arc<Surroundings>,
}

impl<K: Kind> Clone for Directory<K> {
    fn clone(&self) -> Self {
        Self {
            slots: Arc::clone(&self.slots),
            views: Arc::clone(&self.views),
            generations: Arc::clone(&self.generations),
            surroundings: Arc::clone(&self.surroundings),
        }
    }
}

impl<K: Kind> std::fmt::Debug for Directory<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Directory({} owners)", self.slots.len())
    }
}

impl<K: Kind> Directory<K> {
    pub(super) fn new(surroundings: Arc<Surroundings>) -> Self {
        Self { slots: Arc::default(), views: Arc::default(), generations: Arc::default(), surroundings }
    }

    /// Hands a command to the owner and waits for its answer.
    pub(super) async fn ask(&self, key: OwnerKey, command: K::Command) -> Reply<K> {
        let (reply, answer) = oneshot::channel();
        self.send(key, Envelope { command, reply: Some(reply) });
        // An owner that ended without an answer may have committed before.
        answer.await.unwrap_or(Err(Failure::Unavailable))
    }

    /// Hands an envelope to the owner, or to its successor if it is just stopping.
    pub(super) fn send(&self, key: OwnerKey, envelope: Envelope<K>) {
        let mut envelope = envelope;
        for _ in 0..SUCCESSORS_MAX {
            if self.surroundings.stopping.is_cancelled() {
                return envelope.answer(Err(Failure::Unavailable));
            }
            let slot = self.slot(key);
            match slot.mailbox.try_send(envelope) {
                Ok(()) => return,
                Err(TrySendError::Full(refused)) => {
                    return refused.answer(Err(Failure::Overloaded { retry_after_ms: OVERLOADED_RETRY_MS }));
                }
                Err(TrySendError::Closed(returned)) => {
                    self.forget(key, slot.generation);
                    envelope = returned;
                }
            }
        }
        envelope.answer(Err(Failure::Unavailable));
    }

    /// Starts the owner if it is not running.
    pub(super) fn wake(&self, key: OwnerKey) {
        drop(self.slot(key));
    }

    /// What the owner has published; starts it if it is not running.
    pub(super) fn view(&self, key: OwnerKey) -> Arc<K::View> {
        self.slot(key).view
    }

    /// What the owner has published, if it is running.
    pub(super) fn running(&self, key: OwnerKey) -> Option<Arc<K::View>> {
        self.slots.get(&key).map(|slot| Arc::clone(&slot.view))
    }

    /// Takes the owner out, unless a successor is there already.
    pub(super) fn forget(&self, key: OwnerKey, generation: u64) {
        self.slots.remove_if(&key, |_, slot| slot.generation == generation);
    }

    /// How each running owner stands, and how many commands wait for it.
    pub(super) fn vitals(&self) -> Vec<(Arc<Vitals>, usize)> {
        let waiting = |slot: &Slot<K>| slot.mailbox.max_capacity() - slot.mailbox.capacity();
        self.slots.iter().map(|slot| (Arc::clone(&slot.vitals), waiting(&slot))).collect()
    }

    fn slot(&self, key: OwnerKey) -> Slot<K> {
        if let Some(slot) = self.slots.get(&key) {
            return slot.clone();
        }
        self.slots
            .entry(key)
            .or_insert_with(|| {
                let (mailbox, commands) = mpsc::channel(MAILBOX_COMMANDS_MAX);
                let generation = self.generations.fetch_add(1, Ordering::Relaxed);
                let view = self.views.get(&key).and_then(|view| view.upgrade());
                let view = view.unwrap_or_else(|| Arc::new(K::empty_view(key)));
                self.views.insert(key, Arc::downgrade(&view));
                let task = task::Task::new(self.clone(), (key, generation), Arc::clone(&view), commands);
                let vitals = task.vitals();
                self.surroundings.tasks.spawn(task.run());
                Slot { generation, mailbox, view, vitals }
            })
            .clone()
    }

    pub(super) fn surroundings(&self) -> &Arc<Surroundings> {
        &self.surroundings
    }
}
