//! The events of a session, and whoever follows them.

use std::collections::VecDeque;
use std::sync::Arc;

use async_graphql::{Enum, ID, Interface, Result, SimpleObject};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::bus::Announcement;
use crate::domain::id::{GlobalId, SaleId, SessionId};
use crate::domain::machine::Entry;
use crate::domain::sale::{self as domain, SessionEvent};
use crate::domain::tag::Tag;
use crate::owner::Owners;

use crate::graphql::ask::{self, storage};
use crate::graphql::sale::Sale;
use crate::graphql::scalar::{DateTime, int};
use crate::graphql::session::SaleSessionStatus;
use crate::graphql::stream::position::{Mark, Position};

/// Entries that one look into the journal brings.
const ENTRIES_PER_LOOK: u64 = 500;

/// What can happen in a session. Clients skip kinds that they do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::SessionEventKind")]
pub enum SaleSessionEventKind {
    SessionOpened,
    SessionCompleted,
    SessionCancelled,
    ItemsLocked,
    ItemsUnlocked,
    ItemsHeld,
    ItemsReleased,
    SaleRecorded,
    SaleVoided,
    SaleChanged,
}

/// How a standing sale changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SaleChange {
    /// It got the item of one of its unattributed lines.
    ItemAttributed,
    /// A person decided what needed review.
    Reviewed,
}

/// Something that happened in a session, in its place.
#[derive(Interface)]
#[graphql(
    field(name = "sequence", ty = "&i32", desc = "Strictly increasing from 1; dense without `kinds`."),
    field(name = "kind", ty = "&SaleSessionEventKind", desc = "What happened."),
    field(name = "occurred_at", ty = "&DateTime", desc = "When it was committed."),
    field(name = "session_id", ty = "&ID", desc = "Where.")
)]
pub(in crate::graphql) enum SaleSessionEvent {
    Recorded(SaleRecordedEvent),
    Voided(SaleVoidedEvent),
    Changed(SaleChangedEvent),
    Items(SaleSessionItemsEvent),
    Status(SaleSessionStatusEvent),
}

/// `SALE_RECORDED`: money was taken.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleRecordedEvent {
    /// Place in the session's order of events.
    sequence: i32,
    /// `SALE_RECORDED`.
    kind: SaleSessionEventKind,
    /// When the server took it.
    occurred_at: DateTime,
    /// Where.
    session_id: ID,
    /// As of this event.
    sale: Sale,
}

/// `SALE_VOIDED`: a sale was taken back.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleVoidedEvent {
    /// Place in the session's order of events.
    sequence: i32,
    /// `SALE_VOIDED`.
    kind: SaleSessionEventKind,
    /// When it was taken back.
    occurred_at: DateTime,
    /// Where.
    session_id: ID,
    /// As of this event.
    sale: Sale,
    /// In a person's words.
    reason: String,
}

/// `SALE_CHANGED`: a standing sale changed: it got an item because another sale was voided (one event for each, after
/// `SALE_VOIDED`), or a person decided what needed review.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleChangedEvent {
    /// Place in the session's order of events.
    sequence: i32,
    /// `SALE_CHANGED`.
    kind: SaleSessionEventKind,
    /// When.
    occurred_at: DateTime,
    /// Where.
    session_id: ID,
    /// As of this event.
    sale: Sale,
    /// How.
    change: SaleChange,
}

/// `ITEMS_LOCKED`, `ITEMS_UNLOCKED`, `ITEMS_HELD`, `ITEMS_RELEASED`. A session over many items sends counts, not every tag.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleSessionItemsEvent {
    /// Place in the session's order of events.
    sequence: i32,
    /// Which of the four.
    kind: SaleSessionEventKind,
    /// When.
    occurred_at: DateTime,
    /// Where.
    session_id: ID,
    /// How many.
    item_count: i32,
    /// The first 100.
    tags: Vec<String>,
    /// Of `ITEMS_HELD` and `ITEMS_RELEASED`; null when all carts are meant.
    cart: Option<String>,
    /// Why: a person's words for `ITEMS_UNLOCKED`; RELEASED, LAPSED, `TAKEN_OVER`, `SOLD_OFFLINE`, `SESSION_CLOSED` for `ITEMS_RELEASED`.
    reason: Option<String>,
}

/// `SESSION_OPENED`, `SESSION_COMPLETED`, `SESSION_CANCELLED`.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleSessionStatusEvent {
    /// Place in the session's order of events.
    sequence: i32,
    /// Which of the three.
    kind: SaleSessionEventKind,
    /// When.
    occurred_at: DateTime,
    /// Where.
    session_id: ID,
    /// Where the session stands now.
    status: SaleSessionStatus,
}

/// Follows a session's journal: catches up alone, joins what is announced at the live edge, and goes back to the journal
/// whenever it fell behind.
pub(super) struct Follower {
    pub owners: Owners,
    pub session: SessionId,
    /// The last sequence given out (or skipped by kind).
    pub cursor: u64,
    /// The newest sequence that is known to be committed.
    pub known: u64,
    pub waiting: VecDeque<Entry<SessionEvent>>,
    pub announcements: Receiver<Announcement>,
    pub position: Position,
    pub kinds: Option<Vec<domain::SessionEventKind>>,
}

impl Follower {
    /// The next event that is wanted.
    pub(super) async fn next(&mut self) -> Result<SaleSessionEvent> {
        loop {
            while let Some(entry) = self.waiting.pop_front() {
                if entry.seq != self.cursor + 1 {
                    continue;
                }
                self.cursor = entry.seq;
                if self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&entry.event.kind())) {
                    let event = self.event(&entry).await?;
                    self.position.gives(Mark::Event(self.cursor));
                    return Ok(event);
                }
            }
            if self.known > self.cursor {
                let entries = self.owners.reader().session_entries(self.session, self.cursor, ENTRIES_PER_LOOK).await;
                let entries = entries.map_err(|fault| storage(&fault))?;
                if entries.is_empty() {
                    self.known = self.cursor;
                }
                self.waiting.extend(entries);
                continue;
            }
            if self.announcements.is_empty() {
                self.position.rests(Mark::Event(self.cursor));
            }
            match self.announcements.recv().await {
                Ok(announcement) => {
                    self.known = self.known.max(announcement.last_seq);
                    let joins = announcement.entries.first().is_some_and(|first| first.seq <= self.cursor + 1);
                    if joins {
                        self.waiting.extend(announcement.entries.iter().filter(|entry| entry.seq > self.cursor).cloned());
                    }
                }
                Err(RecvError::Lagged(_)) => self.known = u64::MAX,
                Err(RecvError::Closed) => return Err(ask::unavailable()),
            }
        }
    }

    async fn event(&self, entry: &Entry<SessionEvent>) -> Result<SaleSessionEvent> {
        let sequence = int(entry.seq);
        let kind = entry.event.kind().into();
        let occurred_at: DateTime = entry.at.into();
        let session_id = ID(GlobalId::Session(self.session).to_string());
        let items = |(tags, count): (&[Tag], u64), cart: Option<&String>, reason: Option<String>| SaleSessionItemsEvent {
            sequence,
            kind,
            occurred_at: occurred_at.clone(),
            session_id: session_id.clone(),
            item_count: int(count),
            tags: tags.iter().take(domain::EVENT_TAGS_MAX).map(|tag| tag.digits()).collect(),
            cart: cart.cloned(),
            reason,
        };
        let status = |status| SaleSessionStatusEvent {
            sequence,
            kind,
            occurred_at: occurred_at.clone(),
            session_id: session_id.clone(),
            status,
        };
        Ok(match &entry.event {
            SessionEvent::SaleRecorded(recorded) => {
                let id = SaleId { session: self.session, sequence: entry.seq };
                let sale = Sale { row: Arc::new(domain::Sale::recorded(id, entry.at, recorded)) };
                SaleSessionEvent::Recorded(SaleRecordedEvent { sequence, kind, occurred_at, session_id, sale })
            }
            SessionEvent::SaleVoided(voided) => {
                let sale = self.sale_as_of(voided.sale, entry.seq).await?;
                let reason = voided.reason.clone();
                SaleSessionEvent::Voided(SaleVoidedEvent { sequence, kind, occurred_at, session_id, sale, reason })
            }
            SessionEvent::SaleChanged(changed) => {
                let sale = self.sale_as_of(changed.sale, entry.seq).await?;
                let change = SaleChange::ItemAttributed;
                SaleSessionEvent::Changed(SaleChangedEvent { sequence, kind, occurred_at, session_id, sale, change })
            }
            SessionEvent::SaleReviewed(reviewed) => {
                let sale = self.sale_as_of(reviewed.sale, entry.seq).await?;
                let change = SaleChange::Reviewed;
                SaleSessionEvent::Changed(SaleChangedEvent { sequence, kind, occurred_at, session_id, sale, change })
            }
            SessionEvent::ItemsLocked(locked) => SaleSessionEvent::Items(items((&locked.tags, locked.count), None, None)),
            SessionEvent::ItemsUnlocked(unlocked) => {
                SaleSessionEvent::Items(items(counted(&unlocked.tags), None, Some(unlocked.reason.clone())))
            }
            SessionEvent::ItemsHeld(held) => SaleSessionEvent::Items(items(counted(&held.tags), Some(&held.cart), None)),
            SessionEvent::ItemsReleased(released) => {
                let reason = Some(released.reason.name().to_owned());
                SaleSessionEvent::Items(items(counted(&released.tags), released.cart.as_ref(), reason))
            }
            SessionEvent::Opened(_) => SaleSessionEvent::Status(status(SaleSessionStatus::Active)),
            SessionEvent::Completed => SaleSessionEvent::Status(status(SaleSessionStatus::Completed)),
            SessionEvent::Cancelled { .. } => SaleSessionEvent::Status(status(SaleSessionStatus::Cancelled)),
        })
    }

    async fn sale_as_of(&self, sale: u64, seq: u64) -> Result<Sale> {
        let id = SaleId { session: self.session, sequence: sale };
        let row = self.owners.reader().sale_as_of(id, seq).await.map_err(|fault| storage(&fault))?;
        Ok(Sale { row: row.ok_or_else(ask::unavailable)?.into() })
    }
}

fn counted(tags: &[Tag]) -> (&[Tag], u64) {
    (tags, tags.len() as u64)
}
