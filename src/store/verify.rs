//! `hangtag verify`: folds every journal and compares it with every row and every total.

use std::collections::HashMap;
use std::fmt;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IsolationLevel, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};

use crate::domain::handover::OwnerKey;
use crate::domain::id::{EventId, SaleId, SessionId};
use crate::domain::inventory::{Changes, Inventory, InventoryEvent, InventoryState, NewItem};
use crate::domain::machine::StateMachine;
use crate::domain::money::Money;
use crate::domain::sale::{LineStatus, Phase, Sale, Session, SessionEvent, Tally};
use crate::domain::tag::Tag;

use super::entity::{item, owner, sale, sale_session, session_consignor, session_item};
use super::inventory::fold_inventory;
use super::journal::{self, owner_key, signed, unsigned};
use super::sale::{of_session, read_whole, sale_row};
use super::session::{decode, fold_session};
use super::{Fault, Reader, SaleSession, SessionStatus, Store};

/// Sales of one statement.
const SALES_PER_PAGE: u64 = 2_000;

/// What does not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, for example `session 12`.
    pub place: String,
    /// What.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What was compared, and what does not agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Journals folded.
    pub owners: u64,
    /// Entries in them.
    pub entries: u64,
    /// Sales compared.
    pub sales: u64,
    /// Items compared.
    pub items: u64,
    /// Nothing, if all is well.
    pub findings: Vec<Finding>,
}

impl Report {
    fn find(&mut self, place: &str, what: impl Into<String>) {
        self.findings.push(Finding { place: place.to_owned(), what: what.into() });
    }

    #[expect(clippy::fn_params_excessive_bools, reason = "the condition of an assertion")]
    fn check(&mut self, place: &str, holds: bool, what: &str) {
        if !holds {
            self.find(place, what);
        }
    }
}

impl Store {
    /// Compares journals, rows and totals, all at one moment, also beside a running server.
    pub async fn verify(&self) -> Result<Report, Fault> {
        self.reader.verify().await
    }
}

impl Reader {
    /// Closes its connections.
    pub async fn close(self) {
        // Nothing was written: nobody is left to tell.
        let _ = self.pool.close().await;
    }

    /// Compares journals, rows and totals, all at one moment.
    pub async fn verify(&self) -> Result<Report, Fault> {
        // SQLite's transactions are snapshots already, and know no levels.
        let is_postgres = self.pool.get_database_backend() == DatabaseBackend::Postgres;
        let level = is_postgres.then_some(IsolationLevel::RepeatableRead);
        let snapshot = self.pool.begin_with_config(level, None).await?;
        let mut report = Report::default();
        for row in owner::Entity::find().order_by_asc(owner::Column::Id).all(&snapshot).await? {
            report.owners += 1;
            report.entries += unsigned(row.last_seq);
            let place = format!("{} {}", row.kind, row.key);
            let checked = match owner_key(&row.kind, row.key)? {
                OwnerKey::Session(id) => check_session(&snapshot, &row, id, &mut report).await,
                OwnerKey::Inventory(event) => check_inventory(&snapshot, &row, event, &mut report).await,
            };
            match checked {
                Ok(()) => {}
                // A journal that cannot be folded is a finding like any other; the others are still worth a look.
                Err(fault @ Fault::Inconsistent { .. }) => report.find(&place, fault.to_string()),
                Err(fault) => return Err(fault),
            }
        }
        snapshot.rollback().await?;
        Ok(report)
    }
}

async fn check_session(
    connection: &impl ConnectionTrait,
    row: &owner::Model,
    id: SessionId,
    report: &mut Report,
) -> Result<(), Fault> {
    let place = format!("session {id}");
    let last_seq = unsigned(row.last_seq);
    let beyond = journal::rows_after(connection, row.id, last_seq, 1).await?;
    report.check(&place, beyond.is_empty(), "the journal goes on behind the owner's last sequence");
    let session = fold_session(connection, id, row.id, last_seq).await?;
    if session.phase() == Phase::Unopened {
        return Ok(());
    }
    report.check(&place, session.totals().is_balanced(), "the money identity does not hold");
    match sale_session::Entity::find_by_id(id.0).one(connection).await? {
        None => report.find(&place, "it has a journal but no row"),
        Some(row) => {
            let row = SaleSession::try_from(row)?;
            report.check(&place, row.totals == *session.totals(), "the totals are not those of the journal");
            report.check(&place, row.sequence == last_seq, "the row's last sequence is not the journal's");
            report.check(&place, row.status == SessionStatus::of(session.phase()), "the status is not the journal's");
        }
    }
    let sold_by_lines = check_sales(connection, row.id, &session, report).await?;
    check_session_items(connection, &session, &sold_by_lines, report).await
}

/// Compares each sale with the journal's fold of it; gives the standing sale that sold each item.
async fn check_sales(
    connection: &impl ConnectionTrait,
    owner: i64,
    session: &Session,
    report: &mut Report,
) -> Result<HashMap<Tag, u64>, Fault> {
    let place = format!("session {}", session.id());
    let mut expected: HashMap<u64, Sale> = HashMap::new();
    let mut failed = None;
    journal::fold(connection, owner, session.last().0, |row| {
        match decode(row)? {
            SessionEvent::SaleRecorded(recorded) => {
                let id = SaleId { session: session.id(), sequence: row.seq };
                expected.insert(row.seq, Sale::recorded(id, row.at, &recorded));
            }
            SessionEvent::SaleVoided(voided) => match expected.get_mut(&voided.sale) {
                Some(sale) => sale.void(voided.reason),
                None => failed = Some(voided.sale),
            },
            SessionEvent::SaleChanged(changed) => match expected.get_mut(&changed.sale) {
                Some(sale) => sale.attribute(changed.position as usize, changed.share),
                None => failed = Some(changed.sale),
            },
            SessionEvent::SaleReviewed(reviewed) => match expected.get_mut(&reviewed.sale) {
                Some(sale) => sale.review(reviewed.position, &reviewed.resolution),
                None => failed = Some(reviewed.sale),
            },
            _ => {}
        }
        Ok(())
    })
    .await?;
    if let Some(sale) = failed {
        report.find(&place, format!("the journal changes sale {sale}, which it does not have"));
    }
    let (mut after, mut number) = (0, 0);
    let mut seen = 0;
    loop {
        let rows = of_session(session.id())
            .filter(sale::Column::Sequence.gt(after))
            .order_by_asc(sale::Column::Sequence)
            .limit(SALES_PER_PAGE)
            .all(connection)
            .await?;
        let Some(last) = rows.last() else { break };
        after = last.sequence;
        let sales = read_whole(connection, rows.clone()).await?;
        for (sale, row) in sales.iter().zip(rows) {
            seen += 1;
            let sequence = sale.id.sequence;
            report.check(&place, expected.get(&sequence) == Some(sale), &format!("sale {sequence} is not the journal's"));
            report.check(
                &place,
                row.id > number,
                &format!("the number of sale {sequence} is not above that of the sale before it"),
            );
            number = row.id;
            // The row that would be written now, its sums computed from the lines.
            let agrees = sale_row(row.id, sale)? == row;
            report.check(&place, agrees, &format!("the sums of sale {sequence} are not those of its lines"));
        }
    }
    report.sales += seen;
    report.check(&place, seen == expected.len() as u64, "there are not as many sales as in the journal");
    Ok(sold_once(&place, expected.values(), report))
}

/// The standing sale that sold each item.
fn sold_once<'a>(place: &str, sales: impl Iterator<Item = &'a Sale>, report: &mut Report) -> HashMap<Tag, u64> {
    let mut sold: HashMap<Tag, u64> = HashMap::new();
    for sale in sales.filter(|sale| sale.void_reason.is_none()) {
        for tag in sale.lines.iter().filter(|line| line.status == LineStatus::Sold).filter_map(|line| line.item) {
            if sold.insert(tag, sale.id.sequence).is_some() {
                report.find(place, format!("item {tag} was sold twice"));
            }
        }
    }
    sold
}

async fn check_session_items(
    connection: &impl ConnectionTrait,
    session: &Session,
    sold: &HashMap<Tag, u64>,
    report: &mut Report,
) -> Result<(), Fault> {
    let place = format!("session {}", session.id());
    let is_ended = session.phase() != Phase::Active;
    let rows = session_item::Entity::find()
        .filter(session_item::Column::SessionId.eq(session.id().0))
        .filter(session_item::Column::UnlockedSeq.is_null())
        .all(connection)
        .await?;
    report.items += rows.len() as u64;
    report.check(&place, rows.len() as u64 == session.totals().item_count, "there are not as many items as in the journal");
    let prices = printed_prices(connection, session.id()).await?;
    for row in rows {
        let tag = Tag::from_number(row.tag).ok_or_else(|| Fault::inconsistent("session_item", "tag", row.tag))?;
        let sale = sold.get(&tag).copied();
        // The machine has its prices from these rows; what is printed stands in the item, which nobody edits meanwhile.
        // One that came back may have got another price, until a review sells it here after all.
        let is_here = row.returned_seq.is_none() || row.sale_sequence.is_some();
        let has_price = !is_here || prices.get(&row.tag).is_none_or(|price| *price == row.price);
        report.check(&place, has_price, &format!("the price of item {tag} is not the one on its tag"));
        let is_sold_by_it = session.item(tag).and_then(|(_, sale)| sale) == sale;
        report.check(&place, is_sold_by_it, &format!("item {tag} is not sold by the sale that has it"));
        let expected = sale.filter(|_| is_ended).map(signed);
        report.check(&place, row.sale_sequence == expected, &format!("the row of item {tag} names another sale"));
        report.check(&place, row.returned_seq.is_some() == is_ended, &format!("item {tag} was not given back as it should"));
    }
    if is_ended {
        let rows = session_consignor::Entity::find()
            .filter(session_consignor::Column::SessionId.eq(session.id().0))
            .all(connection)
            .await?;
        // A session that was cancelled has no rows but those of a review.
        let rows: Vec<_> = rows.into_iter().filter(|row| (row.sold_count, row.gross) != (0, 0)).collect();
        let tallies: HashMap<i32, (i64, i64)> = session
            .tallies()
            .filter(|(_, tally)| *tally != Tally::default())
            .map(|(number, tally)| (number.get().cast_signed(), (signed(tally.sold_count), tally.gross.minor())))
            .collect();
        let agree = rows.len() == tallies.len()
            && rows.iter().all(|row| tallies.get(&row.consignor_number) == Some(&(row.sold_count, row.gross)));
        report.check(&place, agree, "the consignors' totals are not the journal's");
    }
    Ok(())
}

/// The prices of the items that a session holds or sold.
async fn printed_prices(connection: &impl ConnectionTrait, id: SessionId) -> Result<HashMap<i64, i64>, Fault> {
    let rows: Vec<(i64, i64)> = item::Entity::find()
        .select_only()
        .columns([item::Column::Tag, item::Column::Price])
        .filter(item::Column::EventId.eq(id.event().0))
        .filter(item::Column::SessionId.eq(id.0))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

async fn check_inventory(
    connection: &impl ConnectionTrait,
    row: &owner::Model,
    event: EventId,
    report: &mut Report,
) -> Result<(), Fault> {
    let place = format!("inventory {event}");
    let last_seq = unsigned(row.last_seq);
    let beyond = journal::rows_after(connection, row.id, last_seq, 1).await?;
    report.check(&place, beyond.is_empty(), "the journal goes on behind the owner's last sequence");
    let inventory: Inventory = fold_inventory(connection, event, row.id, last_seq).await?;
    let rows = item::Entity::find().filter(item::Column::EventId.eq(event.0)).all(connection).await?;
    let described = described_items(connection, row.id, last_seq).await?;
    let known: HashMap<Tag, (u32, InventoryState)> =
        inventory.items().map(|(tag, version, state)| (tag, (version, state))).collect();
    report.items += rows.len() as u64;
    report.check(&place, rows.len() == known.len(), "there are not as many items as in the journal");
    for row in rows {
        let tag = Tag::from_number(row.tag).ok_or_else(|| Fault::inconsistent("item", "tag", row.tag))?;
        let agrees = known.get(&tag).is_some_and(|(version, state)| {
            let state_agrees = match state {
                InventoryState::Modifiable => row.state == "MODIFIABLE" && row.session_id.is_none(),
                InventoryState::Locked { handover } => row.state == "LOCKED" && row.handover_seq == Some(i64::from(*handover)),
                InventoryState::Sold => row.state == "SOLD" && row.sold_sequence.is_some(),
            };
            state_agrees && row.version == version.cast_signed()
        });
        report.check(&place, agrees, &format!("the row of item {tag} is not the journal's"));
        let is_described = described.get(&tag) == Some(&description_of(tag, row));
        report.check(&place, is_described, &format!("the row of item {tag} is not described as in the journal"));
    }
    Ok(())
}

/// Every item as the journal describes it; the machine itself knows no titles and no prices.
async fn described_items(connection: &impl ConnectionTrait, owner: i64, last_seq: u64) -> Result<HashMap<Tag, NewItem>, Fault> {
    let mut described = HashMap::new();
    journal::fold(connection, owner, last_seq, |row| {
        match super::inventory::decode(row)? {
            InventoryEvent::ItemsAdded(added) => described.extend(added.items.into_iter().map(|item| (item.tag, item))),
            InventoryEvent::ItemUpdated(updated) => {
                if let Some(item) = described.get_mut(&updated.tag) {
                    describe_anew(item, updated.changes);
                }
            }
            _ => {}
        }
        Ok(())
    })
    .await?;
    Ok(described)
}

fn describe_anew(item: &mut NewItem, changes: Changes) {
    let Changes { title, category, size, price, discountable, donate } = changes;
    item.title = title.unwrap_or_else(|| std::mem::take(&mut item.title));
    item.category = category.unwrap_or_else(|| std::mem::take(&mut item.category));
    item.size = size.unwrap_or_else(|| item.size.take());
    item.price = price.unwrap_or(item.price);
    item.discountable = discountable.unwrap_or(item.discountable);
    item.donate = donate.unwrap_or(item.donate);
}

fn description_of(tag: Tag, row: item::Model) -> NewItem {
    NewItem {
        tag,
        reference: row.reference,
        title: row.title,
        category: row.category,
        size: row.size,
        price: Money::from_minor(row.price),
        discountable: row.discountable,
        donate: row.donate,
    }
}
