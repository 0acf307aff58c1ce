//! Sale events: plain rows, kept once under a key.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, TryInsertResult};

use crate::domain::id::{EventId, OrganizationId};
use crate::domain::money::{Bps, Currency};
use crate::domain::terms::{Rates, Terms};
use crate::domain::time::Timestamp;

use super::entity::{request, sale_event};
use super::fault::of_write;
use super::limit::{WORK_TIME_MAX, in_time};
use super::writer::commit;
use super::{Fault, Kept, Page, Reader, Records, Slice};

/// One season's sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleEvent {
    /// Which.
    pub id: EventId,
    /// Whose.
    pub organization: OrganizationId,
    /// For example Spring 2027.
    pub name: String,
    /// Rates, currency and time zone.
    pub terms: Terms,
    /// When doors open.
    pub starts_at: Timestamp,
    /// When they close.
    pub ends_at: Timestamp,
}

/// A sale event to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSaleEvent {
    /// For example Spring 2027.
    pub name: String,
    /// Rates, currency and time zone.
    pub terms: Terms,
    /// When doors open.
    pub starts_at: Timestamp,
    /// When they close.
    pub ends_at: Timestamp,
}

impl TryFrom<sale_event::Model> for SaleEvent {
    type Error = Fault;

    fn try_from(row: sale_event::Model) -> Result<Self, Fault> {
        let bad = |column| Fault::inconsistent("sale_event", column, row.id);
        let bps = |value: i32, column| Bps::new(i64::from(value)).ok_or_else(|| bad(column));
        let currency: Result<Currency, _> = serde_json::from_value(serde_json::Value::String(row.currency.clone()));
        Ok(Self {
            id: EventId(row.id),
            organization: OrganizationId(row.organization_id),
            terms: Terms {
                rates: Rates {
                    base: bps(row.base_share_bps, "base_share_bps")?,
                    volunteer_bonus: bps(row.volunteer_bonus_bps, "volunteer_bonus_bps")?,
                    super_bonus: bps(row.super_bonus_bps, "super_bonus_bps")?,
                    max: bps(row.max_share_bps, "max_share_bps")?,
                },
                currency: currency.map_err(|_| bad("currency"))?,
                time_zone: row.time_zone.clone(),
            },
            starts_at: Timestamp::from_milliseconds(row.starts_at),
            ends_at: Timestamp::from_milliseconds(row.ends_at),
            name: row.name,
        })
    }
}

const CREATE: &str = "saleEventCreate";

impl Records {
    /// Keeps a new event, once under the key.
    #[expect(clippy::too_many_arguments, reason = "whose, what, the key, when: no two of one type")]
    pub async fn create_event(
        &self,
        tenant: OrganizationId,
        new: &NewSaleEvent,
        (key, arguments): (&str, u64),
        at: Timestamp,
    ) -> Result<Kept<EventId>, Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let asked = Asked { tenant, operation: CREATE, key, arguments };
            let (_turn, transaction) = self.writer.begin().await?;
            if let Some(known) = asked.known(&transaction).await? {
                return Ok(known.map_or(Kept::KeyMismatch, |id| Kept::Done(EventId(id))));
            }
            let rates = new.terms.rates;
            let bps = |rate: Bps| Set(i32::from(rate.get()));
            let row = sale_event::ActiveModel {
                organization_id: Set(tenant.0),
                name: Set(new.name.clone()),
                currency: Set(currency_name(new.terms.currency)),
                time_zone: Set(new.terms.time_zone.clone()),
                starts_at: Set(new.starts_at.milliseconds()),
                ends_at: Set(new.ends_at.milliseconds()),
                base_share_bps: bps(rates.base),
                volunteer_bonus_bps: bps(rates.volunteer_bonus),
                super_bonus_bps: bps(rates.super_bonus),
                max_share_bps: bps(rates.max),
                created_at: Set(at.milliseconds()),
                ..Default::default()
            };
            let id = sale_event::Entity::insert(row).exec(&transaction).await.map_err(of_write)?.last_insert_id;
            if !asked.keep(&transaction, id).await? {
                // Another request with this key was quicker: what it made stands, ours is rolled back.
                transaction.rollback().await?;
                let known = asked.known(&self.writer.pool).await?;
                return Ok(known.flatten().map_or(Kept::KeyMismatch, |id| Kept::Done(EventId(id))));
            }
            commit(transaction).await?;
            Ok(Kept::Done(EventId(id)))
        })
        .await
    }
}

/// ISO 4217, as rows hold it.
fn currency_name(currency: Currency) -> String {
    match serde_json::to_value(currency) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// A request for plain rows: whose, for what, and under which key with which arguments.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub tenant: OrganizationId,
    pub operation: &'static str,
    pub key: &'a str,
    pub arguments: u64,
}

impl Asked<'_> {
    /// `None`: the key is free. `Some(None)`: it was used for other arguments. `Some(Some(id))`: what it made.
    pub(super) async fn known(&self, connection: &impl ConnectionTrait) -> Result<Option<Option<i64>>, Fault> {
        let id = (self.tenant.0, self.operation.to_owned(), self.key.to_owned());
        let row = request::Entity::find_by_id(id).one(connection).await?;
        Ok(row.map(|row| (row.request_hash == self.arguments.cast_signed()).then_some(row.answer_id)))
    }

    /// Binds the key. False: somebody was quicker.
    pub(super) async fn keep(&self, connection: &impl ConnectionTrait, answer: i64) -> Result<bool, Fault> {
        use request::Column;
        let row = request::ActiveModel {
            organization_id: Set(self.tenant.0),
            operation: Set(self.operation.to_owned()),
            key: Set(self.key.to_owned()),
            request_hash: Set(self.arguments.cast_signed()),
            answer_id: Set(answer),
        };
        let once = OnConflict::columns([Column::OrganizationId, Column::Operation, Column::Key]).do_nothing().to_owned();
        let insert = request::Entity::insert(row).on_conflict(once).try_insert();
        let kept = insert.exec_without_returning(connection).await.map_err(of_write)?;
        Ok(matches!(kept, TryInsertResult::Inserted(1)))
    }
}

impl Reader {
    /// One event of the tenant.
    pub async fn event(&self, tenant: OrganizationId, id: EventId) -> Result<Option<SaleEvent>, Fault> {
        let row = sale_event::of(tenant).filter(sale_event::Column::Id.eq(id.0)).one(&self.pool).await?;
        row.map(SaleEvent::try_from).transpose()
    }

    /// The tenant's events, in the order of their creation.
    pub async fn events(&self, tenant: OrganizationId, page: Page) -> Result<Slice<SaleEvent>, Fault> {
        let rows = page.narrow(sale_event::of(tenant), sale_event::Column::Id).all(&self.pool).await?;
        let rows: Result<Vec<_>, Fault> = rows.into_iter().map(SaleEvent::try_from).collect();
        Ok(page.slice(rows?))
    }

    /// Every event with sessions that ended or run, by consignor's earnings: the event's sessions, oldest first.
    pub async fn all_sessions(&self, tenant: OrganizationId, event: EventId) -> Result<Vec<super::SaleSession>, Fault> {
        let page =
            Page { after: None, before: None, limit: u64::from(crate::domain::id::SESSIONS_PER_EVENT_MAX), is_backward: false };
        Ok(self.sessions(tenant, event, page).await?.rows)
    }
}
