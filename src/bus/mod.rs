//! Carries what was committed to whoever listens in this process. It keeps nothing: a listener that missed something
//! reads the journal.

use std::sync::Arc;

use dashmap::DashMap;
use tokio::sync::broadcast;

use crate::domain::id::SessionId;
use crate::domain::machine::Entry;
use crate::domain::sale::SessionEvent;

/// Batches that a listener may lie behind before it must read the journal.
const BATCHES_BEHIND_MAX: usize = 256;

/// A session has come this far.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// The newest committed sequence.
    pub last_seq: u64,
    /// What was committed just now; empty after a reload: whoever stands lower fills from the journal.
    pub entries: Arc<[Entry<SessionEvent>]>,
}

/// Topics by session, made when somebody listens.
#[derive(Clone, Debug, Default)]
pub struct Bus {
    topics: Arc<DashMap<SessionId, broadcast::Sender<Announcement>>>,
}

impl Bus {
    /// Listens from now on.
    pub fn listen(&self, session: SessionId) -> broadcast::Receiver<Announcement> {
        self.topics.entry(session).or_insert_with(|| broadcast::Sender::new(BATCHES_BEHIND_MAX)).subscribe()
    }

    /// Tells everybody who listens; a topic without listeners is forgotten.
    pub fn announce(&self, session: SessionId, announcement: Announcement) {
        let is_deserted = match self.topics.get(&session) {
            Some(topic) => topic.send(announcement).is_err(),
            None => return,
        };
        if is_deserted {
            self.topics.remove_if(&session, |_, topic| topic.receiver_count() == 0);
        }
    }
}
