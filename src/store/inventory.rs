//! The rows of items, written from an Inventory's entries; and the numbers that are reserved for them.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Set};

use crate::domain::handover::{Handed, OwnerKey};
use crate::domain::id::{EventId, OrganizationId, SessionId};
use crate::domain::inventory::{Changes, Inventory, InventoryEvent, ItemAttributed, ItemsReturned, NewItem, Returned};
use crate::domain::key::Key;
use crate::domain::machine::{Entry, StateMachine};
use crate::domain::money::Money;
use crate::domain::tag::{ConsignorNumber, ITEMS_PER_CONSIGNOR_MAX, Tag};
use crate::domain::time::Timestamp;

use super::across::update_from;
use super::append::append;
use super::commit::Rows;
use super::entity::{consignor, item, number_reservation, session_item};
use super::fault::of_write;
use super::journal::{self, Row, signed};
use super::limit::{WORK_TIME_MAX, in_time};
use super::page::walk;
use super::writer::commit;
use super::{Claim, Fault, Journaled, Reader, Records};

const MODIFIABLE: &str = "MODIFIABLE";
const LOCKED: &str = "LOCKED";
const SOLD: &str = "SOLD";

impl Journaled for Inventory {
    type Rows = InventoryRows;

    fn key(&self) -> OwnerKey {
        OwnerKey::Inventory(self.event())
    }

    fn encode(event: &InventoryEvent) -> Result<(&'static str, String), serde_json::Error> {
        event.encode()
    }

    fn letter(&self, entry: &Entry<InventoryEvent>) -> Option<(OwnerKey, Result<String, serde_json::Error>)> {
        Self::message(entry).map(|(to, message)| (to, serde_json::to_string(&message)))
    }

    fn rows(&self, claim: &Claim, entries: &Arc<[Entry<InventoryEvent>]>) -> Result<InventoryRows, Fault> {
        Ok(InventoryRows { event: self.event(), tenant: claim.organization, entries: Arc::clone(entries) })
    }

    async fn load(reader: &Reader, key: OwnerKey, claim: &Claim) -> Result<Self, Fault> {
        let OwnerKey::Inventory(event) = key else { return Err(Fault::inconsistent("owner", "kind", claim.owner)) };
        fold_inventory(&reader.pool, event, claim.owner, claim.last_seq).await
    }
}

/// Changes of an Inventory's rows.
pub struct InventoryRows {
    event: EventId,
    tenant: OrganizationId,
    entries: Arc<[Entry<InventoryEvent>]>,
}

impl Rows for InventoryRows {
    async fn write(self, transaction: &DatabaseTransaction) -> Result<(), Fault> {
        for entry in self.entries.iter() {
            match &entry.event {
                InventoryEvent::ItemsAdded(added) => {
                    let rows = added.items.iter().map(|new| item_row(self.tenant, self.event, new, entry.at));
                    append::<item::Entity>(transaction, rows.collect()).await?;
                }
                InventoryEvent::ItemUpdated(updated) => {
                    let row = item::ActiveModel {
                        organization_id: sea_orm::ActiveValue::Unchanged(self.tenant.0),
                        tag: sea_orm::ActiveValue::Unchanged(i64::from(updated.tag.number())),
                        version: Set(updated.version.cast_signed()),
                        updated_at: Set(entry.at.milliseconds()),
                        ..changed_columns(&updated.changes)
                    };
                    item::Entity::update(row).exec(transaction).await.map_err(of_write)?;
                }
                InventoryEvent::SessionBegun(begun) => {
                    let rows = item::Column::State.eq(MODIFIABLE);
                    lock(transaction, begun.session, entry.seq, rows).await?;
                }
                InventoryEvent::ItemsRestocked(restocked) => {
                    lock(transaction, restocked.session, entry.seq, is_one_of(&restocked.tags)).await?;
                }
                InventoryEvent::ItemAttributed(attributed) => {
                    mark_attributed(transaction, entry.seq, attributed).await?;
                }
                InventoryEvent::ItemsReturned(returned) => {
                    take_back(transaction, self.tenant, returned).await?;
                }
            }
        }
        Ok(())
    }
}

/// Of an inventory's journal. An entry may have 500 new items of 300 bytes each, and the process keeps what a page took.
const ROWS_PER_PAGE: u64 = 32;

/// Folds an inventory's journal; what a finished session sold is read from the session's rows.
pub(super) async fn fold_inventory(
    connection: &impl ConnectionTrait,
    event: EventId,
    owner: i64,
    last_seq: u64,
) -> Result<Inventory, Fault> {
    let mut inventory = Inventory::new(event);
    let mut seq = 0;
    while seq < last_seq {
        let page = journal::rows_after(connection, owner, seq, Ord::min(ROWS_PER_PAGE, last_seq - seq)).await?;
        if page.is_empty() {
            return Err(Fault::inconsistent("journal", "seq", format!("{owner}/{}", seq + 1)));
        }
        for row in page {
            seq = row.seq;
            let mut entry = row.entry(decode(&row)?);
            drop(row);
            if let InventoryEvent::ItemsReturned(returned) = &mut entry.event
                && matches!(returned.how, Returned::Completed { .. })
            {
                returned.sold = sold_tags(connection, returned.session, returned.seq).await?;
            }
            inventory.apply(&entry);
        }
    }
    Ok(inventory)
}

pub(super) fn decode(row: &Row) -> Result<InventoryEvent, Fault> {
    InventoryEvent::decode(&row.kind, &row.body)
        .map_err(|_| Fault::inconsistent("journal", "kind", format!("{} ({})", row.seq, row.kind)))
}

async fn sold_tags(connection: &impl ConnectionTrait, session: SessionId, seq: u64) -> Result<Arc<[Tag]>, Fault> {
    let select = session_item::Entity::find()
        .select_only()
        .column(session_item::Column::Tag)
        .filter(session_item::Column::SessionId.eq(session.0))
        .filter(session_item::Column::ReturnedSeq.eq(signed(seq)))
        .filter(session_item::Column::SaleSequence.is_not_null());
    let mut tags = Vec::new();
    walk(connection, select, &[session_item::Column::Tag], |(number,): (i64,)| {
        tags.push(Tag::from_number(number).ok_or_else(|| Fault::inconsistent("session_item", "tag", number))?);
        Ok(number)
    })
    .await?;
    Ok(tags.into())
}

fn is_one_of(tags: &[Tag]) -> sea_orm::sea_query::SimpleExpr {
    item::Column::Tag.is_in(tags.iter().map(|tag| i64::from(tag.number())))
}

async fn lock(
    transaction: &DatabaseTransaction,
    session: SessionId,
    seq: u64,
    rows: sea_orm::sea_query::SimpleExpr,
) -> Result<(), Fault> {
    item::Entity::update_many()
        .col_expr(item::Column::State, Expr::value(LOCKED))
        .col_expr(item::Column::SessionId, Expr::value(session.0))
        .col_expr(item::Column::HandoverSeq, Expr::value(signed(seq)))
        .filter(item::Column::EventId.eq(session.event().0))
        .filter(rows)
        .exec(transaction)
        .await
        .map_err(of_write)?;
    Ok(())
}

/// Sold in a session that had ended; the row bears the entry's sequence, for the session to find it.
async fn mark_attributed(transaction: &DatabaseTransaction, seq: u64, attributed: &ItemAttributed) -> Result<(), Fault> {
    item::Entity::update_many()
        .col_expr(item::Column::State, Expr::value(SOLD))
        .col_expr(item::Column::SessionId, Expr::value(attributed.session.0))
        .col_expr(item::Column::HandoverSeq, Expr::value(signed(seq)))
        .col_expr(item::Column::SoldSequence, Expr::value(signed(attributed.attribution.sale)))
        .filter(item::Column::EventId.eq(attributed.session.event().0))
        .filter(is_one_of(&[attributed.tag]))
        .exec(transaction)
        .await
        .map_err(of_write)?;
    Ok(())
}

async fn take_back(transaction: &DatabaseTransaction, tenant: OrganizationId, returned: &ItemsReturned) -> Result<(), Fault> {
    let mut states = vec![LOCKED];
    let rows = match &returned.how {
        Returned::Withdrawn { tags } => is_one_of(tags),
        Returned::HandedBack { handover } => {
            // An attribution had sold its item.
            states.push(SOLD);
            item::Column::HandoverSeq.eq(signed(*handover))
        }
        Returned::Completed { through } | Returned::Cancelled { through } => {
            mark_sold(transaction, tenant, returned).await?;
            item::Column::HandoverSeq.lte(signed(*through))
        }
    };
    item::Entity::update_many()
        .col_expr(item::Column::State, Expr::value(MODIFIABLE))
        .col_expr(item::Column::SessionId, Expr::value(Option::<i64>::None))
        .col_expr(item::Column::HandoverSeq, Expr::value(Option::<i64>::None))
        .col_expr(item::Column::SoldSequence, Expr::value(Option::<i64>::None))
        .filter(item::Column::EventId.eq(returned.session.event().0))
        .filter(item::Column::SessionId.eq(returned.session.0))
        .filter(item::Column::State.is_in(states))
        .filter(rows)
        .exec(transaction)
        .await
        .map_err(of_write)?;
    Ok(())
}

/// Takes over what the session's rows of that sequence say, set-based.
async fn mark_sold(transaction: &DatabaseTransaction, tenant: OrganizationId, returned: &ItemsReturned) -> Result<(), Fault> {
    let sql = "UPDATE item SET state = $1, sold_sequence = stay.sale_sequence FROM session_item AS stay \
               WHERE stay.session_id = $2 AND stay.returned_seq = $3 AND stay.sale_sequence IS NOT NULL \
               AND item.organization_id = $4 AND item.tag = stay.tag AND item.session_id = $2";
    let values = [SOLD.into(), returned.session.0.into(), signed(returned.seq).into(), tenant.0.into()];
    update_from(transaction, sql, values).await
}

fn item_row(tenant: OrganizationId, event: EventId, new: &NewItem, at: Timestamp) -> item::Model {
    item::Model {
        organization_id: tenant.0,
        tag: i64::from(new.tag.number()),
        event_id: event.0,
        reference: new.reference.clone(),
        title: new.title.clone(),
        category: new.category.clone(),
        size: new.size.clone(),
        price: new.price.minor(),
        discountable: new.discountable,
        donate: new.donate,
        state: MODIFIABLE.to_owned(),
        session_id: None,
        handover_seq: None,
        sold_sequence: None,
        version: 1,
        updated_at: at.milliseconds(),
    }
}

fn changed_columns(changes: &Changes) -> item::ActiveModel {
    let mut row = item::ActiveModel::default();
    if let Some(title) = &changes.title {
        row.title = Set(title.clone());
    }
    if let Some(category) = &changes.category {
        row.category = Set(category.clone());
    }
    if let Some(size) = &changes.size {
        row.size = Set(size.clone());
    }
    if let Some(price) = changes.price {
        row.price = Set(price.minor());
    }
    if let Some(discountable) = changes.discountable {
        row.discountable = Set(discountable);
    }
    if let Some(donate) = changes.donate {
        row.donate = Set(donate);
    }
    row
}

/// Numbers that are kept for a request's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// The first number of each consignor; the others follow it.
    Reserved(HashMap<ConsignorNumber, u32>),
    /// These have no number left.
    Full(Vec<ConsignorNumber>),
}

impl Records {
    /// Reserves item numbers of consignors that exist. Bound to the key: a retry gets the same ones. Numbers of a refused
    /// command are lost, never reused.
    #[expect(clippy::too_many_arguments, reason = "whose, where, the key, what: no two of one type")]
    pub async fn reserve_numbers(
        &self,
        tenant: OrganizationId,
        event: EventId,
        key: Key,
        wanted: &[(ConsignorNumber, u32)],
    ) -> Result<Reservation, Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let (_turn, transaction) = self.writer.begin().await?;
            let (mut reserved, mut full) = (HashMap::new(), Vec::new());
            let mut wanted = wanted.to_vec();
            // One order for everybody: two requests for the same consignors wait for each other, and never both.
            wanted.sort_unstable();
            for (number, count) in wanted {
                match reserve(&transaction, (tenant, event, key), (number, count)).await? {
                    Some(first) => {
                        reserved.insert(number, first);
                    }
                    None => full.push(number),
                }
            }
            if !full.is_empty() {
                transaction.rollback().await?;
                return Ok(Reservation::Full(full));
            }
            commit(transaction).await?;
            Ok(Reservation::Reserved(reserved))
        })
        .await
    }
}

async fn reserve(
    transaction: &DatabaseTransaction,
    (tenant, event, key): (OrganizationId, EventId, Key),
    (number, count): (ConsignorNumber, u32),
) -> Result<Option<u32>, Fault> {
    use number_reservation::Column;
    let column = number.get().cast_signed();
    let hash = key.hash.to_be_bytes().to_vec();
    // One at a time for each consignor: PostgreSQL would let the same request, sent twice at once, read that nothing is
    // reserved yet, and reserve twice. SQLite has one writer, and no row locks.
    consignor::Entity::find_by_id((tenant.0, column)).lock_exclusive().one(transaction).await?;
    let known = number_reservation::Entity::find_by_id((tenant.0, event.0, hash.clone(), column)).one(transaction).await?;
    if let Some(known) = known.filter(|known| known.count >= count.cast_signed()) {
        return Ok(Some(known.first_number.cast_unsigned()));
    }
    let taken = consignor::Entity::update_many()
        .col_expr(consignor::Column::NextItemNumber, Expr::col(consignor::Column::NextItemNumber).add(count.cast_signed()))
        .filter(consignor::Column::OrganizationId.eq(tenant.0))
        .filter(consignor::Column::Number.eq(column))
        .filter(
            Expr::col(consignor::Column::NextItemNumber).add(count.cast_signed()).lte(ITEMS_PER_CONSIGNOR_MAX.cast_signed() + 1),
        )
        .exec_with_returning(transaction)
        .await
        .map_err(of_write)?;
    let Some(row) = taken.into_iter().next() else { return Ok(None) };
    let first = row.next_item_number - count.cast_signed();
    let reservation = number_reservation::ActiveModel {
        organization_id: Set(tenant.0),
        event_id: Set(event.0),
        key_hash: Set(hash),
        consignor_number: Set(column),
        first_number: Set(first),
        count: Set(count.cast_signed()),
    };
    let replace = OnConflict::columns([Column::OrganizationId, Column::EventId, Column::KeyHash, Column::ConsignorNumber])
        .update_columns([Column::FirstNumber, Column::Count])
        .to_owned();
    number_reservation::Entity::insert(reservation)
        .on_conflict(replace)
        .exec_without_returning(transaction)
        .await
        .map_err(of_write)?;
    Ok(Some(first.cast_unsigned()))
}

impl Reader {
    /// The rows that an Inventory's entry handed to a session, by tag.
    pub async fn handed_over(&self, session: SessionId, handover: u64) -> Result<Arc<[Handed]>, Fault> {
        let select = item::Entity::find()
            .select_only()
            .columns([item::Column::Tag, item::Column::Price])
            .filter(item::Column::EventId.eq(session.event().0))
            .filter(item::Column::SessionId.eq(session.0))
            .filter(item::Column::HandoverSeq.eq(signed(handover)));
        let mut items = Vec::new();
        walk(&self.pool, select, &[item::Column::Tag], |(number, price)| {
            let tag = Tag::from_number(number).ok_or_else(|| Fault::inconsistent("item", "tag", number))?;
            items.push(Handed { tag, price: Money::from_minor(price) });
            Ok(number)
        })
        .await?;
        Ok(items.into())
    }

    /// What a finished session sold: its rows that bear the sequence.
    pub async fn sold_in(&self, session: SessionId, seq: u64) -> Result<Arc<[Tag]>, Fault> {
        sold_tags(&self.pool, session, seq).await
    }

    /// The tags that an entry of an inventory took in.
    pub async fn tags_added(&self, event: EventId, seq: u64) -> Result<Vec<Tag>, Fault> {
        let Some(owner) = self.owner(OwnerKey::Inventory(event)).await? else { return Ok(Vec::new()) };
        let Some(row) = journal::rows_after(&self.pool, owner.id, seq.saturating_sub(1), 1).await?.pop() else {
            return Ok(Vec::new());
        };
        match decode(&row)? {
            InventoryEvent::ItemsAdded(added) => Ok(added.items.iter().map(|item| item.tag).collect()),
            _ => Ok(Vec::new()),
        }
    }
}
