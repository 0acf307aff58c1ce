//! How often a stream of states may speak: when something was announced, and not more often than it may.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::time::Instant;

use crate::bus::Announcement;

/// The next place in the order of all looks of this process, for what has no sequence of its own.
pub(super) fn next_look() -> u64 {
    static LOOKS: AtomicU64 = AtomicU64::new(0);
    LOOKS.fetch_add(1, Ordering::SeqCst)
}

/// Wakes when something was announced, and not more often than it may.
pub(super) struct Pace {
    announcements: Receiver<Announcement>,
    interval: Duration,
    next: Instant,
}

impl Pace {
    pub(super) fn new(announcements: Receiver<Announcement>, interval: Duration) -> Self {
        Self { announcements, interval, next: Instant::now() }
    }

    /// As `new`, for somebody who speaks right now.
    pub(super) fn from_now_on(announcements: Receiver<Announcement>, interval: Duration) -> Self {
        Self { announcements, interval, next: Instant::now() + interval }
    }

    /// Waits until something is announced and it may speak again. If nothing is when it may, it rests. Closed or lagging is
    /// news too: whoever wakes looks at the newest.
    pub(super) async fn news(&mut self, rests: impl FnOnce()) {
        tokio::time::sleep_until(self.next).await;
        if self.announcements.is_empty() {
            rests();
        }
        let _ = self.announcements.recv().await;
        self.turn().await;
    }

    /// Waits until it may speak again, the first time not at all. What was announced in the meantime is one wake.
    pub(super) async fn turn(&mut self) {
        tokio::time::sleep_until(self.next).await;
        while self.announcements.try_recv().is_ok() {}
        self.next = Instant::now() + self.interval;
    }
}
