//! What is watched live: a session's events in order, its totals, a consignor's earnings.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Enum, ID, Interface, Result, SimpleObject, Subscription};
use futures_util::Stream;
use futures_util::stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::bus::Announcement;
use crate::domain::access::Viewer;
use crate::domain::id::{GlobalId, OrganizationId, SaleId, SessionId};
use crate::domain::machine::Entry;
use crate::domain::sale::{self as domain, SessionEvent};
use crate::domain::tag::Tag;
use crate::owner::Owners;
use crate::store::{self, SessionStatus};

use super::ask::{self, bad, owners, storage, viewer};
use super::consignor::{ConsignorEarnings, earnings, earnings_of};
use super::error::{Code, error};
use super::pace::{Pace, next_look};
use super::sale::Sale;
use super::scalar::{DateTime, int};
use super::session::{SaleSessionStatus, SaleSessionTotals};
use super::stream::position::{Mark, Position, Start};

/// Entries that one look into the journal brings.
const ENTRIES_PER_LOOK: u64 = 500;
/// A consignor's page hears at most so often.
const EARNINGS_INTERVAL: Duration = Duration::from_secs(1);
/// Without a running session nothing is announced: look whether one was opened.
const NO_SESSION_INTERVAL: Duration = Duration::from_secs(2);
/// No session announces what else moves a consignor's figures: items that are taken in while it sells.
const INVENTORY_INTERVAL: Duration = Duration::from_secs(5);

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
pub(super) enum SaleSessionEvent {
    Recorded(SaleRecordedEvent),
    Voided(SaleVoidedEvent),
    Changed(SaleChangedEvent),
    Items(SaleSessionItemsEvent),
    Status(SaleSessionStatusEvent),
}

/// `SALE_RECORDED`: money was taken.
#[derive(SimpleObject)]
pub(super) struct SaleRecordedEvent {
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
pub(super) struct SaleVoidedEvent {
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
pub(super) struct SaleChangedEvent {
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
pub(super) struct SaleSessionItemsEvent {
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
pub(super) struct SaleSessionStatusEvent {
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

/// Live data.
#[derive(Default)]
pub(super) struct LiveSubscription;

#[Subscription]
impl LiveSubscription {
    /// Every event of the session in commit order: committed only, `sequence` strictly increasing and, without `kinds`, dense.
    /// `after`: the last sequence already seen (0 = from the start; omitted = from now on; beyond the last = `BAD_USER_INPUT`). A
    /// client that reconnects with the last sequence that it saw misses nothing. `sale`, its lines and tenders are as of that
    /// event; what they link to (item, session, event, consignor) is as of now. Stays open after completion.
    async fn sale_session_events(
        &self,
        context: &Context<'_>,
        session_id: ID,
        after: Option<i32>,
        kinds: Option<Vec<SaleSessionEventKind>>,
    ) -> Result<impl Stream<Item = Result<SaleSessionEvent>> + use<>> {
        let session = visible_session(context, &session_id).await?;
        // Listens before it looks: what is committed in between is seen twice rather than never.
        let announcements = owners(context).listen(session);
        let newest = newest_committed(owners(context), viewer(context)?.organization, session).await?;
        let position = Position::of(context);
        let cursor = match (position.start(), after) {
            (Start::Now, _) | (Start::Asked, None) => newest,
            (Start::After(sequence), _) => sequence,
            (Start::Asked, Some(after)) => u64::try_from(after)
                .ok()
                .filter(|after| *after <= newest)
                .ok_or_else(|| bad("after", format!("is {after}; the newest sequence is {newest}")))?,
        };
        let follower = Follower {
            owners: owners(context).clone(),
            session,
            cursor,
            known: newest,
            waiting: VecDeque::new(),
            announcements,
            position,
            kinds: kinds.map(|kinds| kinds.into_iter().map(domain::SessionEventKind::from).collect()),
        };
        Ok(stream::unfold(Some(follower), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(event) => Some((Ok(event), Some(follower))),
                // The client comes again with the last sequence that it saw.
                Err(error) => Some((Err(error), None)),
            }
        }))
    }

    /// The totals at once, then whenever they change, at most `maxPerSecond` (1-10) a second: always the newest.
    async fn sale_session_totals(
        &self,
        context: &Context<'_>,
        session_id: ID,
        #[graphql(default = 4)] max_per_second: i32,
    ) -> Result<impl Stream<Item = Result<SaleSessionTotals>> + use<>> {
        let session = visible_session(context, &session_id).await?;
        let rate = u64::try_from(max_per_second).ok().filter(|rate| (1..=10).contains(rate));
        let rate = rate.ok_or_else(|| bad("maxPerSecond", format!("is {max_per_second}; it must be 1 to 10")))?;
        let pace = Pace::new(owners(context).listen(session), Duration::from_millis(1_000 / rate));
        let state = (owners(context).clone(), viewer(context)?.organization, pace, None);
        let position = Position::of(context);
        Ok(stream::unfold(Some(state), move |state| {
            let position = position.clone();
            async move {
                let (owners, tenant, mut pace, last) = state?;
                loop {
                    match last {
                        Some(sequence) => pace.news(|| position.rests(Mark::State(sequence))).await,
                        None => pace.turn().await,
                    }
                    match newest(&owners, tenant, session).await {
                        Ok(totals) if last == Some(totals.sequence) => {}
                        Ok(totals) => {
                            let sequence = totals.sequence;
                            position.gives(Mark::State(sequence));
                            return Some((Ok(totals), Some((owners, tenant, pace, Some(sequence)))));
                        }
                        Err(error) => return Some((Err(error), None)),
                    }
                }
            }
        }))
    }

    /// One consignor's earnings at once, then whenever they change, at most once a second: always the newest.
    async fn consignor_earnings(
        &self,
        context: &Context<'_>,
        consignor_id: ID,
        event_id: ID,
    ) -> Result<impl Stream<Item = Result<ConsignorEarnings>> + use<>> {
        let found = earnings_of(context, &consignor_id, &event_id).await?;
        let (consignor, event) = found.ok_or_else(not_found)?;
        let (owners, viewer, position) = (owners(context).clone(), viewer(context)?.clone(), Position::of(context));
        let watcher = Watcher { owners, viewer, consignor, event, pace: None, looked: 0, position };
        Ok(stream::unfold(Some((watcher, None)), |state| async {
            let (mut watcher, mut last) = state?;
            loop {
                if last.is_some() {
                    watcher.news().await;
                }
                match watcher.look().await {
                    Ok(earnings) if last.as_ref() == Some(&earnings.figures()) => {}
                    Ok(earnings) => {
                        last = Some(earnings.figures());
                        watcher.position.gives(Mark::State(watcher.looked));
                        return Some((Ok(earnings), Some((watcher, last))));
                    }
                    Err(error) => return Some((Err(error), None)),
                }
            }
        }))
    }
}

fn not_found() -> async_graphql::Error {
    error(Code::NotFound, "There is no such thing, or it may not be seen.")
}

pub(super) async fn visible_session(context: &Context<'_>, id: &str) -> Result<SessionId> {
    ask::session_id(context, id).await?.ok_or_else(not_found)
}

/// The newest sequence that is known to be committed. The rows may be ahead of the view for a moment, and a client that
/// caught up from the journal may have seen what they say.
async fn newest_committed(owners: &Owners, tenant: OrganizationId, session: SessionId) -> Result<u64> {
    let row = owners.reader().session(tenant, session).await.map_err(|fault| storage(&fault))?.ok_or_else(not_found)?;
    Ok(row.sequence)
}

/// The totals at the newest moment, from the running owner or the rows.
async fn newest(owners: &Owners, tenant: OrganizationId, session: SessionId) -> Result<SaleSessionTotals> {
    let row = owners.reader().session(tenant, session).await.map_err(|fault| storage(&fault))?.ok_or_else(not_found)?;
    if row.status != SessionStatus::Active {
        return Ok(SaleSessionTotals { sequence: row.sequence, totals: row.totals });
    }
    let (_, head) = ask::live(owners, session).await?;
    Ok(SaleSessionTotals { sequence: head.sequence, totals: head.totals.clone() })
}

/// Follows a session's journal: catches up alone, joins what is announced at the live edge, and goes back to the journal
/// whenever it fell behind.
struct Follower {
    owners: Owners,
    session: SessionId,
    /// The last sequence given out (or skipped by kind).
    cursor: u64,
    /// The newest sequence that is known to be committed.
    known: u64,
    waiting: VecDeque<Entry<SessionEvent>>,
    announcements: Receiver<Announcement>,
    position: Position,
    kinds: Option<Vec<domain::SessionEventKind>>,
}

impl Follower {
    async fn next(&mut self) -> Result<SaleSessionEvent> {
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

/// Watches one consignor's earnings in an event, whichever session runs.
struct Watcher {
    owners: Owners,
    viewer: Viewer,
    consignor: store::Consignor,
    event: store::SaleEvent,
    pace: Option<(SessionId, Pace)>,
    /// When it looked last, in the order of all looks of this process: figures have no sequence of their own.
    looked: u64,
    position: Position,
}

impl Watcher {
    /// Waits until there may be something new.
    async fn news(&mut self) {
        let rests = || self.position.rests(Mark::State(self.looked));
        if let Some((_, pace)) = &mut self.pace {
            // Items can come in without a word of the session.
            drop(tokio::time::timeout(INVENTORY_INTERVAL, pace.news(rests)).await);
        } else {
            tokio::time::sleep(EARNINGS_INTERVAL).await;
            rests();
            tokio::time::sleep(NO_SESSION_INTERVAL.saturating_sub(EARNINGS_INTERVAL)).await;
        }
    }

    /// The earnings now. Listens to the session that runs before it looks.
    async fn look(&mut self) -> Result<ConsignorEarnings> {
        self.looked = next_look();
        let tenant = self.event.organization;
        let running = self.owners.reader().active_session(tenant, self.event.id).await.map_err(|fault| storage(&fault))?;
        let running = running.map(|session| session.id);
        if self.pace.as_ref().map(|(session, _)| *session) != running {
            self.pace = running.map(|session| (session, Pace::from_now_on(self.owners.listen(session), EARNINGS_INTERVAL)));
        }
        earnings(&self.owners, &self.viewer, self.consignor.clone(), self.event.clone()).await
    }
}
