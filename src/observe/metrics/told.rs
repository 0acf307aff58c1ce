//! What other rooms say when it happens. Nothing of it waits, and nothing of it does anything while there are no metrics.

use std::future::Future;

use metrics::{Gauge, Histogram};
use tokio::time::Instant;

use super::meters;

/// A kind of owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// A sale session.
    Session,
    /// The stock of an event.
    Inventory,
}

impl OwnerKind {
    pub(super) const ALL: [Self; 2] = [Self::Session, Self::Inventory];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Inventory => "inventory",
        }
    }
}

/// Why a commit failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The database did not do it, or did not say so.
    Unavailable,
    /// Another process had claimed the owner.
    Fenced,
    /// A row is not what it can be.
    Inconsistent,
}

impl Reason {
    pub(super) const ALL: [Self; 3] = [Self::Unavailable, Self::Fenced, Self::Inconsistent];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Fenced => "fenced",
            Self::Inconsistent => "inconsistent",
        }
    }
}

/// Something that is there as long as this is: the gauge is one higher.
#[derive(Debug)]
#[must_use = "it is over when this is dropped"]
pub struct Present(Option<&'static Gauge>);

/// An HTTP request that is being answered.
pub type RequestInFlight = Present;
/// An open WebSocket.
pub type Connection = Present;

impl Present {
    fn of(gauge: Option<&'static Gauge>) -> Self {
        if let Some(gauge) = gauge {
            gauge.increment(1.0);
        }
        Self(gauge)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        if let Some(gauge) = self.0 {
            gauge.decrement(1.0);
        }
    }
}

/// A request came; it is answered when this is dropped.
pub fn request() -> RequestInFlight {
    Present::of(meters().map(|meters| &meters.requests))
}

/// A socket opened; it is closed when this is dropped.
pub fn socket() -> Connection {
    Present::of(meters().map(|meters| &meters.sockets))
}

/// Takes the time until it is dropped.
#[must_use = "the time ends when this is dropped"]
pub struct Timed(Option<(Instant, &'static Histogram)>);

impl Drop for Timed {
    fn drop(&mut self) {
        if let Some((since, seconds)) = self.0.take() {
            seconds.record(since.elapsed().as_secs_f64());
        }
    }
}

/// A query or mutation begins; `place` is its place among those that are counted.
pub fn operation(place: usize) -> Timed {
    let of = meters().and_then(|meters| meters.operations.get(place));
    Timed(of.map(|of| (Instant::now(), &of.seconds)))
}

/// A subscription that runs as long as this is.
#[must_use = "it is over when this is dropped"]
pub struct Subscription {
    _running: Present,
    /// Until the first event.
    opening: Option<(Instant, &'static Histogram)>,
}

/// A subscription begins; `place` is its place among the operations that are counted.
pub fn subscription(place: usize) -> Subscription {
    let of = meters().and_then(|meters| meters.operations.get(place));
    if let Some(of) = of {
        of.opened.increment(1);
    }
    Subscription {
        _running: Present::of(meters().map(|meters| &meters.subscriptions)),
        opening: of.map(|of| (Instant::now(), &of.seconds)),
    }
}

impl Subscription {
    /// So many events were handed to its socket.
    pub fn delivered(&mut self, events: usize) {
        if let Some((since, seconds)) = self.opening.take() {
            seconds.record(since.elapsed().as_secs_f64());
        }
        if let Some(meters) = meters() {
            meters.delivered.increment(events as u64);
        }
    }
}

/// An answer has an error with this code.
pub fn error(code: &'static str) {
    if let Some(meters) = meters() {
        meters.errors.add(code, 1);
    }
}

/// An answer has a refusal with this code.
pub fn refusal(code: &'static str) {
    if let Some(meters) = meters() {
        meters.refusals.add(code, 1);
    }
}

/// The server closes a socket with this code; `SLOW` is the one of a client that stopped reading.
pub fn socket_closed<const SLOW: u16>(code: u16) {
    if let Some(meters) = meters() {
        meters.closed.add(code, 1);
        if code == SLOW {
            meters.slow.increment(1);
        }
    }
}

/// An owner decided so many commands together, and they were committed or not.
#[expect(clippy::cast_precision_loss, reason = "256 at most")]
pub fn batch(kind: OwnerKind, commands: usize) {
    if let Some(meters) = meters() {
        meters.kinds[kind as usize].batch.record(commands as f64);
    }
}

/// Takes the time of a commit, and says why it failed if it did.
pub async fn commit<T, E>(
    kind: OwnerKind,
    reason: impl Fn(&E) -> Reason,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let Some(meters) = meters() else { return work.await };
    let (of, since) = (&meters.kinds[kind as usize], Instant::now());
    let committed = work.await;
    match &committed {
        Ok(_) => of.commit.record(since.elapsed().as_secs_f64()),
        Err(error) => {
            let why = reason(error);
            of.failed[why as usize].increment(1);
            if why == Reason::Fenced {
                of.fences.increment(1);
            }
        }
    }
    committed
}

/// An owner was loaded from its journal.
pub fn loaded(kind: OwnerKind) {
    if let Some(meters) = meters() {
        meters.kinds[kind as usize].loaded.increment(1);
    }
}

/// An owner could not be loaded.
pub fn load_failed(kind: OwnerKind) {
    if let Some(meters) = meters() {
        meters.kinds[kind as usize].load_failed.increment(1);
    }
}

/// An owner dropped its memory.
pub fn reload(kind: OwnerKind) {
    if let Some(meters) = meters() {
        meters.kinds[kind as usize].reloads.increment(1);
    }
}

/// Takes the time of a checkpoint of SQLite's log, and counts one that failed.
pub async fn checkpoint<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let since = Instant::now();
    let done = work.await;
    if let Some(meters) = meters() {
        match &done {
            Ok(_) => meters.checkpoint.record(since.elapsed().as_secs_f64()),
            Err(_) => meters.checkpoints_failed.increment(1),
        }
    }
    done
}

/// So many spans came to this end.
pub(in crate::observe) fn spans(outcome: &'static str, count: u64) {
    if let Some(meters) = meters() {
        meters.spans.add(outcome, count);
    }
}
