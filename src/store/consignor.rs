//! Consignors: plain rows, kept once under a key. The number is the identity.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set, TryInsertResult};

use crate::domain::id::{EventId, OrganizationId};
use crate::domain::tag::ConsignorNumber;
use crate::domain::time::Timestamp;

use super::entity::{consignor, item, organization};
use super::event::Asked;
use super::fault::of_write;
use super::limit::{WORK_TIME_MAX, in_time};
use super::writer::commit;
use super::{Fault, Kept, Page, Reader, Records, Slice};

/// Somebody who brings items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consignor {
    /// Whose.
    pub organization: OrganizationId,
    /// Printed on each tag.
    pub number: ConsignorNumber,
    /// For organizers and the consignor.
    pub display_name: String,
}

impl TryFrom<consignor::Model> for Consignor {
    type Error = Fault;

    fn try_from(row: consignor::Model) -> Result<Self, Fault> {
        let number =
            ConsignorNumber::new(i64::from(row.number)).ok_or_else(|| Fault::inconsistent("consignor", "number", row.number))?;
        Ok(Self { organization: OrganizationId(row.organization_id), number, display_name: row.display_name })
    }
}

const ADD: &str = "consignorAdd";

impl Records {
    /// Keeps a new consignor, once under the key; without a number it gets the next free one behind the highest.
    #[expect(clippy::too_many_arguments, reason = "whose, what, the key, when: no two of one type")]
    pub async fn add_consignor(
        &self,
        tenant: OrganizationId,
        (number, display_name): (Option<ConsignorNumber>, &str),
        (key, arguments): (&str, u64),
        at: Timestamp,
    ) -> Result<Kept<ConsignorNumber>, Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let asked = Asked { tenant, operation: ADD, key, arguments };
            let (_turn, transaction) = self.writer.begin().await?;
            // One after the other, also those who bring a number: two who ask at once get two numbers, and nobody waits for
            // a row of somebody who waits for this one. (SQLite has one writer anyway.)
            organization::Entity::find_by_id(tenant.0).lock_exclusive().one(&transaction).await?;
            if let Some(known) = asked.known(&transaction).await? {
                return Ok(known.and_then(ConsignorNumber::new).map_or(Kept::KeyMismatch, Kept::Done));
            }
            let number = match number {
                Some(number) => number,
                None => match next_number(&transaction, tenant).await? {
                    Some(number) => number,
                    None => return Ok(Kept::Taken),
                },
            };
            let row = consignor::ActiveModel {
                organization_id: Set(tenant.0),
                number: Set(number.get().cast_signed()),
                display_name: Set(display_name.to_owned()),
                next_item_number: Set(1),
                created_at: Set(at.milliseconds()),
            };
            let once =
                OnConflict::columns([consignor::Column::OrganizationId, consignor::Column::Number]).do_nothing().to_owned();
            let inserted = consignor::Entity::insert(row)
                .on_conflict(once)
                .try_insert()
                .exec_without_returning(&transaction)
                .await
                .map_err(of_write)?;
            let is_kept =
                matches!(inserted, TryInsertResult::Inserted(1)) && asked.keep(&transaction, i64::from(number.get())).await?;
            if !is_kept {
                transaction.rollback().await?;
                // Taken by another consignor, or by this very request sent twice at once.
                let known = asked.known(&self.writer.pool).await?;
                return Ok(match known {
                    Some(Some(number)) => ConsignorNumber::new(number).map_or(Kept::KeyMismatch, Kept::Done),
                    Some(None) => Kept::KeyMismatch,
                    None => Kept::Taken,
                });
            }
            commit(transaction).await?;
            Ok(Kept::Done(number))
        })
        .await
    }
}

/// Behind the highest; the lowest gap when the highest is 99,999.
async fn next_number(
    connection: &impl sea_orm::ConnectionTrait,
    tenant: OrganizationId,
) -> Result<Option<ConsignorNumber>, Fault> {
    let highest: Option<i32> = consignor::of(tenant)
        .select_only()
        .column(consignor::Column::Number)
        .order_by_desc(consignor::Column::Number)
        .into_tuple()
        .one(connection)
        .await?;
    if let Some(number) = ConsignorNumber::new(i64::from(highest.unwrap_or_default()) + 1) {
        return Ok(Some(number));
    }
    let taken: Vec<i32> = consignor::of(tenant)
        .select_only()
        .column(consignor::Column::Number)
        .order_by_asc(consignor::Column::Number)
        .into_tuple()
        .all(connection)
        .await?;
    Ok((1_i32..).zip(taken).find(|(free, taken)| free != taken).and_then(|(free, _)| ConsignorNumber::new(i64::from(free))))
}

impl Reader {
    /// Those of the numbers that the tenant has, by number.
    pub async fn consignors_by_number(
        &self,
        tenant: OrganizationId,
        numbers: &[ConsignorNumber],
    ) -> Result<HashMap<ConsignorNumber, Consignor>, Fault> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let wanted = numbers.iter().map(|number| number.get().cast_signed());
        let rows = consignor::of(tenant).filter(consignor::Column::Number.is_in(wanted)).all(&self.pool).await?;
        rows.into_iter().map(|row| Consignor::try_from(row).map(|consignor| (consignor.number, consignor))).collect()
    }

    /// The tenant's consignors by number; with an event, those that have items in it.
    pub async fn consignors(
        &self,
        tenant: OrganizationId,
        event: Option<EventId>,
        page: Page,
    ) -> Result<Slice<Consignor>, Fault> {
        let mut select = consignor::of(tenant);
        if let Some(event) = event {
            // A consignor's items are a range of the tags, so this asks an index once for each row of the page.
            let tag = || Expr::col((item::Entity, item::Column::Tag));
            let number = || Expr::col((consignor::Entity, consignor::Column::Number));
            let items = Query::select()
                .expr(Expr::value(1))
                .from(item::Entity)
                .and_where(Expr::col((item::Entity, item::Column::EventId)).eq(event.0))
                .and_where(tag().gte(number().mul(10_000_i64)))
                .and_where(tag().lt(number().add(1_i64).mul(10_000_i64)))
                .to_owned();
            select = select.filter(Expr::exists(items));
        }
        let rows = page.narrow(select, consignor::Column::Number).all(&self.pool).await?;
        let rows: Result<Vec<_>, Fault> = rows.into_iter().map(Consignor::try_from).collect();
        Ok(page.slice(rows?))
    }
}
