//! What a session's entries change in its rows: collected from the entries, then written in their order.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};

use crate::domain::id::{SaleId, SessionId};
use crate::domain::machine::{Entry, StateMachine};
use crate::domain::money::Money;
use crate::domain::sale::{
    ItemsLocked, ItemsUnlocked, LineStatus, Phase, Resolution, Sale, SaleRecorded, SaleReviewed, Session, SessionEvent, Tally,
    Totals,
};
use crate::domain::tag::{ConsignorNumber, Tag};

use super::SessionStatus;
use crate::store::across::update_from;
use crate::store::append::append;
use crate::store::commit::Rows;
use crate::store::entity::{sale, sale_line, sale_session, session_consignor, session_item, tender};
use crate::store::fault::of_write;
use crate::store::journal::signed;
use crate::store::sale::{UNNUMBERED, line_row, of_session, read_sale, sale_row, tender_row};
use crate::store::{Claim, Fault};

/// Rows of one statement, well below the parameters that a database takes.
const TALLIES_PER_STATEMENT: usize = 1_000;

/// Changes of a session's rows.
pub struct SessionRows {
    session: SessionId,
    steps: Vec<Step>,
    /// The session's own row, as it is after all of them.
    head: Head,
}

/// Sales of a batch, inserted together, and the session's own row after them.
pub struct SaleRows {
    pub(in crate::store) appended: Appended,
    pub(in crate::store) session: SessionId,
    pub(in crate::store) head: Head,
}

/// A change, or several of a kind. Each finds what those before it have written.
enum Step {
    Append(Appended),
    Void { sale: u64, reason: String },
    Attribute { sale: u64, position: usize, share: crate::domain::money::Bps },
    Review { sale: u64, position: Option<u32>, resolution: Resolution },
    Settle { seq: u64, sale: u64, tag: Tag, price: Money },
    Open(Box<sale_session::Model>),
    Lock { seq: u64, handover: u64, count: u64 },
    Unlock { seq: u64, tags: Vec<i64> },
    MarkSold,
    MarkReturned { seq: u64 },
    Tallies(Vec<session_consignor::Model>),
}

/// What moves in the session's own row.
pub(in crate::store) struct Head {
    pub status: SessionStatus,
    pub last_sequence: u64,
    pub totals: String,
}

impl SessionRows {
    /// `session` is the state after the entries.
    pub(super) fn of(session: &Session, claim: &Claim, entries: &[Entry<SessionEvent>]) -> Result<Self, Fault> {
        let head = Head {
            status: SessionStatus::of(session.phase()),
            last_sequence: session.last().0,
            totals: totals_json(session.totals())?,
        };
        let mut rows = Self { session: session.id(), steps: Vec::new(), head };
        for entry in entries {
            rows.add(session, claim, entry)?;
        }
        Ok(rows)
    }

    fn add(&mut self, session: &Session, claim: &Claim, entry: &Entry<SessionEvent>) -> Result<(), Fault> {
        let seq = entry.seq;
        match &entry.event {
            SessionEvent::SaleRecorded(recorded) => self.append(entry, recorded)?,
            SessionEvent::SaleVoided(voided) => {
                self.steps.push(Step::Void { sale: voided.sale, reason: voided.reason.clone() });
            }
            SessionEvent::SaleChanged(changed) => {
                let position = changed.position as usize;
                self.steps.push(Step::Attribute { sale: changed.sale, position, share: changed.share });
            }
            SessionEvent::SaleReviewed(reviewed) => self.review(session, seq, reviewed),
            SessionEvent::Opened(_) => self.steps.push(Step::Open(Box::new(session_row(session, claim, entry)?))),
            SessionEvent::ItemsLocked(ItemsLocked { handover, count, .. }) => {
                self.steps.push(Step::Lock { seq, handover: *handover, count: *count });
            }
            // Handed back at once: they were never in it.
            SessionEvent::ItemsUnlocked(unlocked) if unlocked.handed_back.is_some() => {}
            SessionEvent::ItemsUnlocked(ItemsUnlocked { tags, .. }) => {
                self.steps.push(Step::Unlock { seq, tags: tags.iter().map(|tag| i64::from(tag.number())).collect() });
            }
            SessionEvent::Completed => {
                self.steps.extend([Step::MarkSold, Step::MarkReturned { seq }, Step::Tallies(tally_rows(session))]);
            }
            SessionEvent::Cancelled { .. } => self.steps.push(Step::MarkReturned { seq }),
            SessionEvent::ItemsHeld(_) | SessionEvent::ItemsReleased(_) => {}
        }
        Ok(())
    }

    /// The rows of an ended session are final but for this: an item that it got, and the consignor whose money it is.
    fn review(&mut self, session: &Session, seq: u64, reviewed: &SaleReviewed) {
        let SaleReviewed { sale, position, resolution, handover, .. } = *reviewed;
        self.steps.push(Step::Review { sale, position, resolution });
        // By the hand-over, not by the phase: the session is as it is after the whole batch, which may end it.
        if let (Resolution::Item { tag, price, .. }, Some(_)) = (resolution, handover) {
            self.steps.push(Step::Settle { seq, sale, tag, price });
        }
        if let (Some(number), false) = (resolution.credited(), session.phase() == Phase::Active) {
            self.steps.push(Step::Tallies(vec![tally_row(session.id(), (number, session.tally(number)))]));
        }
    }

    /// Sales that follow each other are inserted together.
    fn append(&mut self, entry: &Entry<SessionEvent>, recorded: &Arc<SaleRecorded>) -> Result<(), Fault> {
        if let Some(Step::Append(appended)) = self.steps.last_mut() {
            return appended.add(self.session, entry, recorded);
        }
        let mut appended = Appended::default();
        appended.add(self.session, entry, recorded)?;
        self.steps.push(Step::Append(appended));
        Ok(())
    }
}

impl Rows for SessionRows {
    async fn write(self, transaction: &DatabaseTransaction) -> Result<(), Fault> {
        let id = self.session;
        for step in self.steps {
            match step {
                Step::Append(appended) => appended.insert(transaction, id).await?,
                Step::Void { sale, reason } => change_sale(transaction, id, sale, |sale| sale.void(reason)).await?,
                Step::Attribute { sale, position, share } => {
                    change_sale(transaction, id, sale, |sale| sale.attribute(position, share)).await?;
                }
                Step::Review { sale, position, resolution } => {
                    change_sale(transaction, id, sale, |sale| sale.review(position, &resolution)).await?;
                }
                Step::Settle { seq, sale, tag, price } => settle_item(transaction, id, seq, (sale, tag, price)).await?,
                Step::Open(row) => append::<sale_session::Entity>(transaction, vec![*row]).await?,
                Step::Lock { seq, handover, count } => insert_items(transaction, id, seq, (handover, count)).await?,
                Step::Unlock { seq, tags } => unlock_items(transaction, id, seq, tags).await?,
                Step::MarkSold => mark_sold(transaction, id).await?,
                Step::MarkReturned { seq } => mark_returned(transaction, id, seq).await?,
                Step::Tallies(rows) => put_tallies(transaction, rows).await?,
            }
        }
        update_session(transaction, id, self.head).await
    }

    fn into_sales(mut self) -> Result<SaleRows, Self> {
        let appended = match self.steps.pop() {
            None => Appended::default(),
            Some(Step::Append(appended)) if self.steps.is_empty() => appended,
            Some(step) => {
                self.steps.push(step);
                return Err(self);
            }
        };
        Ok(SaleRows { appended, session: self.session, head: self.head })
    }
}

impl SaleRows {
    /// What the same session appends next.
    pub(in crate::store) fn add(&mut self, more: Self) {
        self.appended.0.extend(more.appended.0);
        self.head = more.head;
    }

    /// By the ORM's statements.
    pub(in crate::store) async fn write(self, transaction: &DatabaseTransaction) -> Result<(), Fault> {
        self.appended.insert(transaction, self.session).await?;
        update_session(transaction, self.session, self.head).await
    }
}

/// Sales of one session that follow each other.
#[derive(Default)]
pub(in crate::store) struct Appended(pub Vec<NewSale>);

/// A sale that the database has not numbered yet.
pub(in crate::store) struct NewSale {
    pub row: sale::Model,
    pub lines: Vec<sale_line::Model>,
    pub tenders: Vec<tender::Model>,
}

impl Appended {
    fn add(&mut self, session: SessionId, entry: &Entry<SessionEvent>, recorded: &Arc<SaleRecorded>) -> Result<(), Fault> {
        let id = SaleId { session, sequence: entry.seq };
        let sale = Sale::recorded(id, entry.at, recorded);
        let line = |(position, line)| line_row(UNNUMBERED, position, line);
        let tender = |(position, tender)| tender_row(UNNUMBERED, position, tender);
        self.0.push(NewSale {
            row: sale_row(UNNUMBERED, &sale)?,
            lines: (0_i32..).zip(&sale.lines).map(line).collect(),
            tenders: (0_i32..).zip(&sale.tenders).map(tender).collect(),
        });
        Ok(())
    }

    async fn insert(self, transaction: &DatabaseTransaction, session: SessionId) -> Result<(), Fault> {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return Ok(()) };
        let new = sale::Column::Sequence.between(first.row.sequence, last.row.sequence);
        append::<sale::Entity>(transaction, self.0.iter().map(|sale| sale.row.clone()).collect()).await?;
        let rows = of_session(session).filter(new).all(transaction).await.map_err(of_write)?;
        let numbers: HashMap<i64, i64> = rows.into_iter().map(|row| (row.sequence, row.id)).collect();
        let (mut lines, mut tenders) = (Vec::new(), Vec::new());
        for sale in self.0 {
            let sequence = sale.row.sequence;
            let sale_id = *numbers.get(&sequence).ok_or_else(|| Fault::inconsistent("sale", "sequence", sequence))?;
            lines.extend(sale.lines.into_iter().map(|line| sale_line::Model { sale_id, ..line }));
            tenders.extend(sale.tenders.into_iter().map(|tender| tender::Model { sale_id, ..tender }));
        }
        append::<sale_line::Entity>(transaction, lines).await?;
        append::<tender::Entity>(transaction, tenders).await
    }
}

async fn change_sale(
    transaction: &DatabaseTransaction,
    session: SessionId,
    sequence: u64,
    change: impl FnOnce(&mut Sale),
) -> Result<(), Fault> {
    let id = SaleId { session, sequence };
    let (number, mut sale) =
        read_sale(transaction, id).await?.ok_or_else(|| Fault::inconsistent("sale", "sequence", sequence))?;
    change(&mut sale);
    let row = sale_row(number, &sale)?.into_active_model().reset_all();
    sale::Entity::update(row).exec(transaction).await.map_err(of_write)?;
    for (position, line) in (0_i32..).zip(&sale.lines) {
        let row = line_row(number, position, line).into_active_model().reset_all();
        sale_line::Entity::update(row).exec(transaction).await.map_err(of_write)?;
    }
    Ok(())
}

fn session_row(session: &Session, claim: &Claim, entry: &Entry<SessionEvent>) -> Result<sale_session::Model, Fault> {
    Ok(sale_session::Model {
        id: session.id().0,
        organization_id: claim.organization.0,
        event_id: session.event().0,
        status: "ACTIVE".to_owned(),
        opened_at: entry.at.milliseconds(),
        closed_at: None,
        last_sequence: signed(entry.seq),
        totals: totals_json(session.totals())?,
    })
}

async fn update_session(transaction: &DatabaseTransaction, id: SessionId, head: Head) -> Result<(), Fault> {
    let (status, closed_at) = head.status.columns();
    sale_session::Entity::update_many()
        .col_expr(sale_session::Column::Status, Expr::value(status))
        .col_expr(sale_session::Column::ClosedAt, Expr::value(closed_at))
        .col_expr(sale_session::Column::LastSequence, Expr::value(signed(head.last_sequence)))
        .col_expr(sale_session::Column::Totals, Expr::value(head.totals))
        .filter(sale_session::Column::Id.eq(id.0))
        .exec(transaction)
        .await
        .map_err(of_write)?;
    Ok(())
}

fn totals_json(totals: &Totals) -> Result<String, Fault> {
    serde_json::to_string(totals).map_err(|error| Fault::Unavailable(error.to_string()))
}

/// The rows that bear the Inventory's hand-over, set-based: a session over many items opens in one statement.
async fn insert_items(
    transaction: &DatabaseTransaction,
    id: SessionId,
    seq: u64,
    (handover, count): (u64, u64),
) -> Result<(), Fault> {
    use crate::store::entity::item;
    let handed = Query::select()
        .expr(Expr::value(id.0))
        .column(item::Column::Tag)
        .expr(Expr::value(signed(seq)))
        .column(item::Column::Price)
        .from(item::Entity)
        .and_where(item::Column::EventId.eq(id.event().0))
        .and_where(item::Column::SessionId.eq(id.0))
        .and_where(item::Column::HandoverSeq.eq(signed(handover)))
        .to_owned();
    let mut insert = Query::insert();
    insert.into_table(session_item::Entity).columns([
        session_item::Column::SessionId,
        session_item::Column::Tag,
        session_item::Column::LockedSeq,
        session_item::Column::Price,
    ]);
    insert.select_from(handed).map_err(|error| Fault::Unavailable(error.to_string()))?;
    let inserted = transaction.execute(&insert).await.map_err(of_write)?;
    // The receiver takes exactly the rows of the hand-over, or none.
    if inserted.rows_affected() == count { Ok(()) } else { Err(Fault::inconsistent("item", "handover_seq", handover)) }
}

async fn unlock_items(transaction: &DatabaseTransaction, id: SessionId, seq: u64, tags: Vec<i64>) -> Result<(), Fault> {
    session_item::Entity::update_many()
        .col_expr(session_item::Column::UnlockedSeq, Expr::value(signed(seq)))
        .filter(session_item::Column::SessionId.eq(id.0))
        .filter(session_item::Column::Tag.is_in(tags))
        .filter(session_item::Column::UnlockedSeq.is_null())
        .exec(transaction)
        .await
        .map_err(of_write)?;
    Ok(())
}

/// Writes into each item's row which standing sale sold it.
async fn mark_sold(transaction: &DatabaseTransaction, id: SessionId) -> Result<(), Fault> {
    let sql = "UPDATE session_item SET sale_sequence = sold.sequence \
               FROM (SELECT line.item_tag AS tag, sale.sequence AS sequence FROM sale JOIN sale_line AS line ON line.sale_id = sale.id \
                     WHERE sale.session_id = $1 AND line.status = $2 AND line.item_tag IS NOT NULL AND sale.status = $3) AS sold \
               WHERE session_item.session_id = $1 AND session_item.tag = sold.tag AND session_item.unlocked_seq IS NULL";
    let values = [id.0.into(), LineStatus::Sold.name().into(), "RECORDED".into()];
    update_from(transaction, sql, values).await
}

async fn mark_returned(transaction: &DatabaseTransaction, id: SessionId, seq: u64) -> Result<(), Fault> {
    session_item::Entity::update_many()
        .col_expr(session_item::Column::ReturnedSeq, Expr::value(signed(seq)))
        .filter(session_item::Column::SessionId.eq(id.0))
        .filter(session_item::Column::UnlockedSeq.is_null())
        .exec(transaction)
        .await
        .map_err(of_write)?;
    Ok(())
}

/// The item's row names the sale that a person credited it to; one that the session never had comes in with the entry, and is
/// given back by it.
async fn settle_item(
    transaction: &DatabaseTransaction,
    id: SessionId,
    seq: u64,
    (sale, tag, price): (u64, Tag, Money),
) -> Result<(), Fault> {
    let settled = session_item::Entity::update_many()
        .col_expr(session_item::Column::ReturnedSeq, Expr::value(signed(seq)))
        .col_expr(session_item::Column::SaleSequence, Expr::value(signed(sale)))
        .col_expr(session_item::Column::Price, Expr::value(price.minor()))
        .filter(session_item::Column::SessionId.eq(id.0))
        .filter(session_item::Column::Tag.eq(i64::from(tag.number())))
        .filter(session_item::Column::UnlockedSeq.is_null())
        .exec(transaction)
        .await
        .map_err(of_write)?;
    if settled.rows_affected > 0 {
        return Ok(());
    }
    let row = session_item::Model {
        session_id: id.0,
        tag: i64::from(tag.number()),
        locked_seq: signed(seq),
        price: price.minor(),
        unlocked_seq: None,
        returned_seq: Some(signed(seq)),
        sale_sequence: Some(signed(sale)),
    };
    append::<session_item::Entity>(transaction, vec![row]).await
}

/// A consignor's row is written at the end of the session, and again when a review credits more.
async fn put_tallies(transaction: &DatabaseTransaction, rows: Vec<session_consignor::Model>) -> Result<(), Fault> {
    use session_consignor::{Column, Entity};
    let replace = OnConflict::columns([Column::SessionId, Column::ConsignorNumber])
        .update_columns([Column::SoldCount, Column::Gross])
        .to_owned();
    for rows in rows.chunks(TALLIES_PER_STATEMENT) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model).map(ActiveModelTrait::reset_all);
        let insert = Entity::insert_many(rows).on_conflict(replace.clone());
        insert.exec_without_returning(transaction).await.map_err(of_write)?;
    }
    Ok(())
}

fn tally_row(session: SessionId, (number, tally): (ConsignorNumber, Tally)) -> session_consignor::Model {
    session_consignor::Model {
        session_id: session.0,
        consignor_number: number.get().cast_signed(),
        sold_count: signed(tally.sold_count),
        gross: tally.gross.minor(),
    }
}

fn tally_rows(session: &Session) -> Vec<session_consignor::Model> {
    let mut rows: Vec<_> = session.tallies().map(|tally| tally_row(session.id(), tally)).collect();
    // In the order of their key: the table is clustered by it, and a seed is played in the same way again.
    rows.sort_unstable_by_key(|row| row.consignor_number);
    rows
}
