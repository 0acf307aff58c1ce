//! What is not told but asked, at the moment when somebody looks.

use tokio::time::Duration;

use super::Process;
use super::catalog;
use super::meters::Register;
use super::told::OwnerKind;

/// A moment of the server.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The owners of sessions.
    pub sessions: KindSample,
    /// The owners of inventories.
    pub inventories: KindSample,
    /// Queues of the courier that stopped.
    pub queues_stopped: usize,
    /// What the database says; none if it did not answer.
    pub outbox: Option<Outbox>,
    /// Does this process hold the lock on the database?
    pub lock_held: bool,
    /// Connections to the database.
    pub pools: Vec<Pool>,
    /// Length of SQLite's log.
    pub wal_bytes: u64,
}

/// The owners of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSample {
    /// With their state in memory.
    pub loaded: usize,
    /// About to have it, or trying again.
    pub loading: usize,
    /// Their journal cannot be read.
    pub damaged: usize,
    /// Commands in mailboxes.
    pub mailbox: Load,
    /// Items known.
    pub items: Load,
    /// Sales known.
    pub sales: Load,
    /// Items in carts.
    pub holds: Load,
    /// Idempotency keys known.
    pub keys: Load,
}

/// The most of one, and all together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Of the one that has most.
    pub max: usize,
    /// Of all.
    pub sum: usize,
}

/// How much one owner has in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Items.
    pub items: usize,
    /// Sales.
    pub sales: usize,
    /// Items in carts.
    pub holds: usize,
    /// Idempotency keys.
    pub keys: usize,
}

/// Messages that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outbox {
    /// How many.
    pub letters: u64,
    /// Of the oldest.
    pub oldest_age_seconds: f64,
}

/// Connections of one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// `reader` or `writer`.
    pub name: &'static str,
    /// Open ones.
    pub open: usize,
    /// Open ones that nobody uses.
    pub idle: usize,
    /// As many as there may be.
    pub max: usize,
}

impl Load {
    /// One more owner that has so much.
    pub fn add(&mut self, count: usize) {
        self.max = self.max.max(count);
        self.sum += count;
    }
}

impl KindSample {
    /// One more owner, with what waits for it and what it has in memory.
    pub fn add(&mut self, waiting: usize, size: Size) {
        self.mailbox.add(waiting);
        self.items.add(size.items);
        self.sales.add(size.sales);
        self.holds.add(size.holds);
        self.keys.add(size.keys);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; beyond 2^53 nobody counts")]
fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}

impl Sample {
    pub(super) fn show(&self, register: &Register<'_>, process: Process, uptime: Duration) {
        let set = |metric: &catalog::Metric, value: f64| register.gauge(metric, &[]).set(value);
        set(&catalog::UPTIME, uptime.as_secs_f64());
        let of_process = [
            (&catalog::RESIDENT, process.resident_bytes),
            (&catalog::DESCRIPTORS, process.open_descriptors),
            (&catalog::DESCRIPTORS_MAX, process.max_descriptors),
        ];
        for (metric, value) in of_process {
            if let Some(value) = value {
                set(metric, number(value));
            }
        }
        self.sessions.show(register, OwnerKind::Session);
        self.inventories.show(register, OwnerKind::Inventory);
        set(&catalog::QUEUES, number(self.queues_stopped));
        set(&catalog::DATABASE_UP, if self.outbox.is_some() { 1.0 } else { 0.0 });
        set(&catalog::LOCK_HELD, if self.lock_held { 1.0 } else { 0.0 });
        // A database that does not answer leaves what it said last.
        let outbox = [&catalog::OUTBOX, &catalog::OUTBOX_AGE].map(|metric| register.gauge(metric, &[]));
        if let Some(Outbox { letters, oldest_age_seconds }) = self.outbox {
            outbox[0].set(number(letters));
            outbox[1].set(oldest_age_seconds);
        }
        set(&catalog::WAL, number(self.wal_bytes));
        for pool in &self.pools {
            let name = ("pool", pool.name);
            register.gauge(&catalog::CONNECTIONS, &[name, ("state", "idle")]).set(number(pool.idle));
            let used = pool.open.saturating_sub(pool.idle);
            register.gauge(&catalog::CONNECTIONS, &[name, ("state", "used")]).set(number(used));
            register.gauge(&catalog::CONNECTIONS_MAX, &[name]).set(number(pool.max));
        }
    }
}

impl KindSample {
    fn show(&self, register: &Register<'_>, kind: OwnerKind) {
        let kind = ("kind", kind.name());
        for (state, count) in [("loaded", self.loaded), ("loading", self.loading), ("damaged", self.damaged)] {
            register.gauge(&catalog::OWNERS, &[kind, ("state", state)]).set(number(count));
        }
        register.gauge(&catalog::MAILBOX_MAX, &[kind]).set(number(self.mailbox.max));
        register.gauge(&catalog::MAILBOX_SUM, &[kind]).set(number(self.mailbox.sum));
        for (of, load) in [("items", self.items), ("sales", self.sales), ("holds", self.holds), ("keys", self.keys)] {
            register.gauge(&catalog::STATE_MAX, &[kind, ("of", of)]).set(number(load.max));
            register.gauge(&catalog::STATE_SUM, &[kind, ("of", of)]).set(number(load.sum));
        }
    }
}
