//! The present, as an argument: the system's in production, a test's in tests.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::time::Timestamp;

/// Tells the present.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Clock {
    /// From any source of time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now) }
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// How long until then; nothing if it is past.
    pub fn until(&self, then: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(then.milliseconds() - self.now().milliseconds()).unwrap_or_default())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
