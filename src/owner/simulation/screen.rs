//! A screen that follows a session as subscribers do: what it heard last survives the process, and it comes back with it.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use crate::bus::Announcement;
use crate::domain::id::SessionId;
use crate::domain::machine::Entry;
use crate::domain::sale::SessionEvent;
use crate::owner::Owners;
use crate::store::lock;

use super::Nodes;
use super::world::World;

/// An unopened session announces nothing.
const LOOK: Duration = Duration::from_secs(2);

pub(super) struct Screen {
    pub session: SessionId,
    /// What it was given, in order.
    given: Mutex<Vec<(u64, String)>>,
}

impl Screen {
    pub(super) fn of(session: SessionId) -> Self {
        Self { session, given: Mutex::default() }
    }

    pub(super) fn given(&self) -> Vec<(u64, String)> {
        lock(&self.given).clone()
    }

    /// Follows for as long as the process lives.
    pub(super) async fn follow(&self, world: &World, nodes: &Nodes) {
        while world.committed(self.session) == 0 {
            tokio::time::sleep(LOOK).await;
        }
        let owners = &nodes.newest();
        // Listens before it looks: what is committed in between is seen twice rather than never.
        let mut announcements = owners.listen(self.session);
        let mut known = world.committed(self.session);
        let mut announced = 0;
        loop {
            let cursor = self.cursor();
            if known > cursor {
                match owners.reader().session_entries(self.session, cursor, 50).await {
                    Ok(entries) if entries.is_empty() => known = cursor,
                    Ok(entries) => self.takes(&entries),
                    Err(_) => world.fate.pause(100).await,
                }
                continue;
            }
            match announcements.recv().await {
                Ok(announcement) => {
                    self.examine(world, owners, (&announcement, &mut announced));
                    known = known.max(announcement.last_seq);
                    if announcement.entries.first().is_some_and(|first| first.seq <= self.cursor() + 1) {
                        self.takes(&announcement.entries);
                    }
                }
                Err(RecvError::Lagged(_)) => known = u64::MAX,
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn cursor(&self) -> u64 {
        lock(&self.given).last().map_or(0, |(seq, _)| *seq)
    }

    fn takes(&self, entries: &[Entry<SessionEvent>]) {
        let cursor = self.cursor();
        let new = entries.iter().filter(|entry| entry.seq > cursor).map(|entry| (entry.seq, written(entry)));
        lock(&self.given).extend(new);
    }

    /// Only what is committed is announced, once, in order, and when the view has it.
    fn examine(&self, world: &World, owners: &Owners, (announcement, announced): (&Announcement, &mut u64)) {
        let session = self.session;
        let newest = announcement.last_seq;
        if newest > world.committed(session) {
            world.finds(format!("{newest} of session {session} was announced, and is not committed"));
        }
        for entry in announcement.entries.iter() {
            if entry.seq <= *announced {
                world.finds(format!("{} of session {session} was announced after {announced}", entry.seq));
            }
            *announced = entry.seq;
        }
        let Some(view) = owners.running_view(session) else { return };
        let shown = view.head().sequence;
        if shown < newest || shown > world.committed(session) {
            world.finds(format!("the view of session {session} shows {shown}, when {newest} is announced"));
        }
    }
}

/// An entry as its row would be.
pub(super) fn written(entry: &Entry<SessionEvent>) -> String {
    let (kind, body) = entry.event.encode().unwrap();
    format!("{} {kind} {body}", entry.at)
}
