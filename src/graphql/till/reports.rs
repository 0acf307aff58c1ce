//! What tills said of themselves last. In memory only: after a restart each is heard of again within ten seconds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::watch;

use crate::domain::id::SessionId;
use crate::domain::till::TillReport;

/// Sessions whose tills are kept; those that were heard of last.
const SESSIONS_MAX: u64 = 1_024;
/// Tills of a session; the largest halls have some forty.
const TILLS_MAX: usize = 500;
/// A session that no till reports to, and nobody watches, is forgotten.
const IDLE_TIME_MAX: Duration = Duration::from_hours(24);

/// Copies share it.
#[derive(Clone)]
pub(in crate::graphql) struct Reports(Cache<SessionId, Arc<OfSession>>);

struct OfSession {
    tills: Mutex<BTreeMap<String, TillReport>>,
    changes: watch::Sender<u64>,
}

impl Default for Reports {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(SESSIONS_MAX).time_to_idle(IDLE_TIME_MAX).build())
    }
}

impl Reports {
    /// Keeps it; false: there are too many tills.
    pub(super) fn take(&self, session: SessionId, till: &str, report: TillReport) -> bool {
        let of_session = self.session(session);
        let mut tills = of_session.tills.lock().unwrap_or_else(PoisonError::into_inner);
        if tills.len() >= TILLS_MAX && !tills.contains_key(till) {
            return false;
        }
        tills.insert(till.to_owned(), report);
        drop(tills);
        of_session.changes.send_modify(|count| *count += 1);
        true
    }

    /// The newest of each till.
    pub(super) fn of(&self, session: SessionId) -> BTreeMap<String, TillReport> {
        self.session(session).tills.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Wakes when one comes.
    pub(super) fn changes(&self, session: SessionId) -> watch::Receiver<u64> {
        self.session(session).changes.subscribe()
    }

    fn session(&self, session: SessionId) -> Arc<OfSession> {
        self.0.get_with(session, || Arc::new(OfSession { tills: Mutex::default(), changes: watch::Sender::new(0) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::EventId;
    use crate::domain::till::TillState;
    use crate::domain::time::Timestamp;

    #[test]
    fn no_more_tills_are_kept_than_a_hall_can_have() {
        let (reports, session) = (Reports::default(), SessionId::of(EventId(4), 1));
        let report = TillReport {
            at: Timestamp::from_milliseconds(1),
            state: TillState::Open,
            pending_sales: 0,
            oldest_pending_at: None,
            clock_skew_seconds: 0,
        };
        let mut changes = reports.changes(session);
        for till in 0..TILLS_MAX {
            assert!(reports.take(session, &till.to_string(), report));
        }
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        assert!(!reports.take(session, "one more", report));
        assert!(!changes.has_changed().unwrap());
        assert!(reports.take(session, "7", TillReport { state: TillState::Closed, ..report }), "a known one");
        assert_eq!((reports.of(session).len(), reports.of(session)["7"].state), (TILLS_MAX, TillState::Closed));
        assert!(reports.take(SessionId::of(EventId(4), 2), "one more", report), "another session has tills of its own");
    }
}
