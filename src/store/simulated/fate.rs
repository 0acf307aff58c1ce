//! What a seed decides: every chance, and the time that passes; and the trace of what came of it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::Instant;

use crate::domain::time::Timestamp;

/// 2026-11-20T10:15:00Z.
const BEGIN_MS: i64 = 1_795_169_700_000;

/// Of one seed.
#[derive(Debug)]
pub(crate) struct Fate {
    chance: Mutex<StdRng>,
    time: Mutex<Time>,
    trace: Mutex<Vec<String>>,
}

/// A runtime's clock begins anew with each life of the process; the world's goes on.
#[derive(Debug)]
struct Time {
    before_ms: i64,
    since: Option<Instant>,
}

impl Fate {
    pub(crate) fn of(seed: u64) -> Self {
        let time = Time { before_ms: BEGIN_MS, since: None };
        Self { chance: Mutex::new(StdRng::seed_from_u64(seed)), time: Mutex::new(time), trace: Mutex::default() }
    }

    /// A runtime has begun.
    pub(crate) fn life_begins(&self) {
        lock(&self.time).since = Some(Instant::now());
    }

    /// Its runtime is about to end.
    pub(crate) fn life_ends(&self) {
        let now = self.now().milliseconds();
        *lock(&self.time) = Time { before_ms: now, since: None };
    }

    pub(crate) fn now(&self) -> Timestamp {
        let time = lock(&self.time);
        let passed = time.since.map_or(0, |since| i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX));
        Timestamp::from_milliseconds(time.before_ms + passed)
    }

    /// 0 to `count - 1`.
    pub(crate) fn pick(&self, count: u64) -> u64 {
        lock(&self.chance).random_range(0..count.max(1))
    }

    /// As [`Fate::pick`], for a place in a list.
    pub(crate) fn place(&self, count: usize) -> usize {
        lock(&self.chance).random_range(0..count.max(1))
    }

    /// Once in so many; 0: never.
    pub(crate) fn one_in(&self, count: u64) -> bool {
        count > 0 && self.pick(count) == 0
    }

    /// Up to so many milliseconds pass.
    pub(crate) async fn pause(&self, max_ms: u64) {
        let pause = self.pick(max_ms + 1);
        if pause > 0 {
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }

    /// Remembers what happened, and when.
    pub(crate) fn note(&self, what: impl fmt::Display) {
        let passed = self.now().milliseconds() - BEGIN_MS;
        lock(&self.trace).push(format!("{passed:>7} {what}"));
    }

    /// All that happened.
    pub(crate) fn trace(&self) -> Vec<String> {
        lock(&self.trace).clone()
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
