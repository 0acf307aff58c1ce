//! The rows of sale sessions: written from entries, read for people.

mod rows;

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::domain::handover::{Handed, OwnerKey};
use crate::domain::id::{EventId, OrganizationId, SaleId, SessionId};
use crate::domain::machine::{Entry, StateMachine};
use crate::domain::money::Money;
use crate::domain::sale::{Phase, Sale, Session, SessionEvent, Tally, Totals};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;

use super::entity::{owner, sale_session, session_consignor, session_item};
use super::journal::{self, Row, columns, unsigned};
use super::page::walk;
pub(super) use rows::NewSale;
pub use rows::SaleRows;
use rows::SessionRows;

use super::{Claim, Fault, Journaled, Page, Reader, Slice};

/// A session as the rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleSession {
    /// Which.
    pub id: SessionId,
    /// Which event's items it sells.
    pub event: EventId,
    /// Where it stands.
    pub status: SessionStatus,
    /// When it began.
    pub opened_at: Timestamp,
    /// Its newest entry.
    pub sequence: u64,
    /// What it adds up to, at that entry.
    pub totals: Totals,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStatus {
    /// It sells.
    Active,
    /// It ended.
    Completed {
        /// When.
        at: Timestamp,
    },
    /// It ended, nothing was sold.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

impl SessionStatus {
    /// From what a machine knows; an unopened session has no rows.
    pub fn of(phase: Phase) -> Self {
        match phase {
            Phase::Unopened | Phase::Active => Self::Active,
            Phase::Completed { at } => Self::Completed { at },
            Phase::Cancelled { at } => Self::Cancelled { at },
        }
    }

    pub(super) fn columns(self) -> (&'static str, Option<i64>) {
        match self {
            Self::Active => ("ACTIVE", None),
            Self::Completed { at } => ("COMPLETED", Some(at.milliseconds())),
            Self::Cancelled { at } => ("CANCELLED", Some(at.milliseconds())),
        }
    }
}

impl TryFrom<sale_session::Model> for SaleSession {
    type Error = Fault;

    fn try_from(row: sale_session::Model) -> Result<Self, Fault> {
        let closed_at = row.closed_at.map(Timestamp::from_milliseconds);
        let status = match (row.status.as_str(), closed_at) {
            ("ACTIVE", None) => SessionStatus::Active,
            ("COMPLETED", Some(at)) => SessionStatus::Completed { at },
            ("CANCELLED", Some(at)) => SessionStatus::Cancelled { at },
            _ => return Err(Fault::inconsistent("sale_session", "status", row.id)),
        };
        Ok(Self {
            id: SessionId(row.id),
            event: EventId(row.event_id),
            status,
            opened_at: Timestamp::from_milliseconds(row.opened_at),
            sequence: unsigned(row.last_sequence),
            totals: serde_json::from_str(&row.totals).map_err(|_| Fault::inconsistent("sale_session", "totals", row.id))?,
        })
    }
}

impl Journaled for Session {
    type Rows = SessionRows;

    fn key(&self) -> OwnerKey {
        OwnerKey::Session(self.id())
    }

    fn encode(event: &SessionEvent) -> Result<(&'static str, String), serde_json::Error> {
        event.encode()
    }

    fn letter(&self, entry: &Entry<SessionEvent>) -> Option<(OwnerKey, Result<String, serde_json::Error>)> {
        self.message(entry).map(|(to, message)| (to, serde_json::to_string(&message)))
    }

    fn rows(&self, claim: &Claim, entries: &Arc<[Entry<SessionEvent>]>) -> Result<SessionRows, Fault> {
        SessionRows::of(self, claim, entries)
    }

    async fn load(reader: &Reader, key: OwnerKey, claim: &Claim) -> Result<Self, Fault> {
        let OwnerKey::Session(id) = key else { return Err(Fault::inconsistent("owner", "kind", claim.owner)) };
        fold_session(&reader.pool, id, claim.owner, claim.last_seq).await
    }
}

/// Folds a session's journal; the items of each hand-over are the rows that bear its sequence.
pub(super) async fn fold_session(
    connection: &impl ConnectionTrait,
    id: SessionId,
    owner: i64,
    last_seq: u64,
) -> Result<Session, Fault> {
    let mut handed = handed_by_seq(connection, id).await?;
    let mut session = Session::new(id);
    journal::fold(connection, owner, last_seq, |row| {
        let event = decode(row)?.with_items(|| handed.remove(&row.seq).unwrap_or_default());
        if let SessionEvent::ItemsLocked(locked) = &event
            && locked.items.len() as u64 != locked.count
        {
            return Err(Fault::inconsistent("session_item", "locked_seq", format!("{id}/{}", row.seq)));
        }
        session.apply(&row.entry(event));
        Ok(())
    })
    .await?;
    Ok(session)
}

pub(super) fn decode(row: &Row) -> Result<SessionEvent, Fault> {
    SessionEvent::decode(&row.kind, &row.body)
        .map_err(|_| Fault::inconsistent("journal", "kind", format!("{} ({})", row.seq, row.kind)))
}

async fn handed_by_seq(connection: &impl ConnectionTrait, id: SessionId) -> Result<HashMap<u64, Vec<Handed>>, Fault> {
    let select = session_item::Entity::find()
        .select_only()
        .columns([session_item::Column::Tag, session_item::Column::LockedSeq, session_item::Column::Price])
        .filter(session_item::Column::SessionId.eq(id.0));
    let order = [session_item::Column::Tag, session_item::Column::LockedSeq];
    let mut handed: HashMap<u64, Vec<Handed>> = HashMap::new();
    walk(connection, select, &order, |(number, locked_seq, price): (i64, i64, i64)| {
        let tag = Tag::from_number(number).ok_or_else(|| Fault::inconsistent("session_item", "tag", number))?;
        handed.entry(unsigned(locked_seq)).or_default().push(Handed { tag, price: Money::from_minor(price) });
        Ok(number)
    })
    .await?;
    Ok(handed)
}

impl Reader {
    /// One session of the tenant.
    pub async fn session(&self, tenant: OrganizationId, id: SessionId) -> Result<Option<SaleSession>, Fault> {
        let row = sale_session::of(tenant).filter(sale_session::Column::Id.eq(id.0)).one(&self.pool).await?;
        row.map(SaleSession::try_from).transpose()
    }

    /// The sessions of an event, in the order of their creation.
    pub async fn sessions(&self, tenant: OrganizationId, event: EventId, page: Page) -> Result<Slice<SaleSession>, Fault> {
        let select = sale_session::of(tenant).filter(sale_session::Column::EventId.eq(event.0));
        let rows = page.narrow(select, sale_session::Column::Id).all(&self.pool).await?;
        let rows: Result<Vec<_>, Fault> = rows.into_iter().map(SaleSession::try_from).collect();
        Ok(page.slice(rows?))
    }

    /// The session of an event that runs, if one does.
    pub async fn active_session(&self, tenant: OrganizationId, event: EventId) -> Result<Option<SaleSession>, Fault> {
        let select = sale_session::of(tenant)
            .filter(sale_session::Column::EventId.eq(event.0))
            .filter(sale_session::Column::Status.eq("ACTIVE"));
        select.one(&self.pool).await?.map(SaleSession::try_from).transpose()
    }

    /// The tenant's sessions that run, of every event.
    pub async fn running_sessions(&self, tenant: OrganizationId) -> Result<Vec<SessionId>, Fault> {
        let rows = sale_session::of(tenant).filter(sale_session::Column::Status.eq("ACTIVE")).all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| SessionId(row.id)).collect())
    }

    /// Every session that runs, of every tenant: for those who start their owners.
    pub async fn active_sessions(&self) -> Result<Vec<SessionId>, Fault> {
        let ids: Vec<i64> = sale_session::Entity::find()
            .select_only()
            .column(sale_session::Column::Id)
            .filter(sale_session::Column::Status.eq("ACTIVE"))
            .order_by_asc(sale_session::Column::Id)
            .into_tuple()
            .all(&self.pool)
            .await?;
        Ok(ids.into_iter().map(SessionId).collect())
    }

    /// What a consignor sold in a finished session.
    pub async fn finished_tally(&self, session: SessionId, number: ConsignorNumber) -> Result<Tally, Fault> {
        let row = session_consignor::Entity::find_by_id((session.0, number.get().cast_signed())).one(&self.pool).await?;
        Ok(row.map_or_else(Tally::default, |row| Tally {
            sold_count: unsigned(row.sold_count),
            gross: Money::from_minor(row.gross),
        }))
    }

    /// Entries of a session behind `after`, in order, at most so many. Sales come as they were at each entry.
    pub async fn session_entries(&self, id: SessionId, after: u64, limit: u64) -> Result<Vec<Entry<SessionEvent>>, Fault> {
        let Some(owner) = self.owner(OwnerKey::Session(id)).await? else { return Ok(Vec::new()) };
        let rows = journal::rows_after(&self.pool, owner.id, after, limit).await?;
        rows.iter().map(|row| Ok(row.entry(decode(row)?))).collect()
    }

    /// A sale as it was right after the entry `seq` that recorded, voided or changed it.
    pub async fn sale_as_of(&self, id: SaleId, seq: u64) -> Result<Option<Sale>, Fault> {
        let Some(owner) = self.owner(OwnerKey::Session(id.session)).await? else { return Ok(None) };
        let mut changes = Vec::new();
        let mut next = Some(seq);
        while let Some(seq) = next {
            let Some(row) = journal::rows_after(&self.pool, owner.id, seq.saturating_sub(1), 1).await?.pop() else {
                return Ok(None);
            };
            let entry = row.entry(decode(&row)?);
            next = match &entry.event {
                SessionEvent::SaleVoided(void) if void.sale == id.sequence => Some(void.previous.unwrap_or(id.sequence)),
                SessionEvent::SaleChanged(change) if change.sale == id.sequence => Some(change.previous.unwrap_or(id.sequence)),
                SessionEvent::SaleReviewed(review) if review.sale == id.sequence => Some(review.previous.unwrap_or(id.sequence)),
                SessionEvent::SaleRecorded(_) if seq == id.sequence => None,
                _ => return Ok(None),
            };
            changes.push(entry);
        }
        let mut sale = None;
        for entry in changes.into_iter().rev() {
            match (&entry.event, &mut sale) {
                (SessionEvent::SaleRecorded(recorded), _) => sale = Some(Sale::recorded(id, entry.at, recorded)),
                (SessionEvent::SaleVoided(void), Some(sale)) => sale.void(void.reason.clone()),
                (SessionEvent::SaleChanged(change), Some(sale)) => sale.attribute(change.position as usize, change.share),
                (SessionEvent::SaleReviewed(review), Some(sale)) => sale.review(review.position, &review.resolution),
                _ => {}
            }
        }
        Ok(sale)
    }

    pub(super) async fn owner(&self, key: OwnerKey) -> Result<Option<owner::Model>, Fault> {
        let (kind, number) = columns(key);
        let select = owner::Entity::find().filter(owner::Column::Kind.eq(kind)).filter(owner::Column::Key.eq(number));
        Ok(select.one(&self.pool).await?)
    }
}
