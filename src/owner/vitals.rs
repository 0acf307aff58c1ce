//! How it stands with each owner: what `/readyz` and the metrics ask, without a mailbox in the way.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

use crate::observe::metrics::{KindSample, Sample, Size};

use super::Owners;
use super::directory::Directory;
use super::task::Kind;

/// Is an owner's state in memory?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// About to be, or the store failed and it tries again.
    Loading,
    /// Yes.
    Loaded,
    /// Its journal cannot be read, or its event does not exist: it will never be.
    Damaged,
}

/// Of one owner; its task says, and everybody may look.
#[derive(Debug)]
pub(super) struct Vitals {
    standing: watch::Sender<Standing>,
    items: AtomicUsize,
    sales: AtomicUsize,
    holds: AtomicUsize,
    keys: AtomicUsize,
}

impl Default for Vitals {
    fn default() -> Self {
        let zero = AtomicUsize::default;
        Self { standing: watch::Sender::new(Standing::Loading), items: zero(), sales: zero(), holds: zero(), keys: zero() }
    }
}

impl Vitals {
    pub(super) fn stands(&self, standing: Standing) {
        self.standing.send_if_modified(|now| std::mem::replace(now, standing) != standing);
    }

    /// After a load, and after each commit: four plain stores.
    pub(super) fn weighs(&self, size: Size) {
        self.items.store(size.items, Ordering::Relaxed);
        self.sales.store(size.sales, Ordering::Relaxed);
        self.holds.store(size.holds, Ordering::Relaxed);
        self.keys.store(size.keys, Ordering::Relaxed);
    }

    fn standing(&self) -> Standing {
        *self.standing.borrow()
    }

    fn size(&self) -> Size {
        let read = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        Size { items: read(&self.items), sales: read(&self.sales), holds: read(&self.holds), keys: read(&self.keys) }
    }

    /// Waits while it is loading.
    async fn settled(&self) {
        // The sender is in `self`, which is borrowed: it cannot be gone.
        let _ = self.standing.subscribe().wait_for(|standing| *standing != Standing::Loading).await;
    }
}

impl Owners {
    /// Waits until no owner is about to be loaded: with a store that fails, for ever.
    pub async fn settled(&self) {
        settled(&self.sessions).await;
        settled(&self.inventories).await;
    }

    /// Do messages between owners travel? A queue that stopped at one message does not count: the others go on.
    pub fn courier_lives(&self) -> bool {
        !self.surroundings.letters.is_closed()
    }

    /// What the owners have to say for the metrics.
    pub fn sample(&self) -> Sample {
        Sample {
            sessions: of_kind(&self.sessions),
            inventories: of_kind(&self.inventories),
            queues_stopped: self.surroundings.queues_stopped.load(Ordering::Relaxed),
            ..Sample::default()
        }
    }
}

async fn settled<K: Kind>(owners: &Directory<K>) {
    // First the list, then the waiting: a place of the directory is not held meanwhile.
    for (vitals, _) in owners.vitals() {
        vitals.settled().await;
    }
}

fn of_kind<K: Kind>(owners: &Directory<K>) -> KindSample {
    let mut sample = KindSample::default();
    for (vitals, waiting) in owners.vitals() {
        match vitals.standing() {
            Standing::Loading => sample.loading += 1,
            Standing::Loaded => sample.loaded += 1,
            Standing::Damaged => sample.damaged += 1,
        }
        sample.add(waiting, vitals.size());
    }
    sample
}
