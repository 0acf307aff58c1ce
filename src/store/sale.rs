//! The rows of sales, their lines and tenders.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, Select};

use crate::domain::id::{OrganizationId, SaleId, SessionId};
use crate::domain::money::{Bps, Exact, Money};
use crate::domain::sale::{Line, LineStatus, ReviewReason, Sale, SaleChannel, Tender, TenderKind};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;

use super::entity::{sale, sale_line, sale_session, tender};
use super::journal::{signed, unsigned};
use super::{Fault, Page, Reader, Slice};

/// Which sales of a session are wanted. Empty lists and `None` do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaleFilter {
    /// Standing (true) or voided (false) ones.
    pub is_standing: Option<bool>,
    /// Those that a person must look at, or the others.
    pub needs_review: Option<bool>,
    /// Of this till.
    pub till: Option<String>,
    /// Of this shopper.
    pub shopper_code: Option<String>,
    /// With a line of this tag, ten digits or as it was typed.
    pub tag: Option<String>,
}

/// What a sale's row says of its number before the database has given it one; so do the rows of its lines and tenders.
pub(super) const UNNUMBERED: i64 = 0;

pub(super) fn sale_row(id: i64, sale: &Sale) -> Result<sale::Model, Fault> {
    let amounts = sale.amounts();
    let units = |amount: Exact| i64::try_from(amount.units()).map_err(|_| Fault::inconsistent("sale", "total", sale.id.sequence));
    let reasons: Vec<&str> = sale.review_reasons.iter().map(|reason| reason.name()).collect();
    Ok(sale::Model {
        id,
        session_id: sale.id.session.0,
        sequence: signed(sale.id.sequence),
        status: if sale.void_reason.is_some() { "VOIDED" } else { "RECORDED" }.to_owned(),
        channel: sale.channel.name().to_owned(),
        sold_at: sale.sold_at.milliseconds(),
        recorded_at: sale.recorded_at.milliseconds(),
        total: amounts.total.minor(),
        sales_total: amounts.sales.minor(),
        discount_total: amounts.discount.minor(),
        consignor_share: units(amounts.consignor_share)?,
        house_cut: units(amounts.house_cut)?,
        unattributed: units(amounts.unattributed)?,
        shopper_code: sale.shopper_code.clone(),
        till: sale.till.clone(),
        receipt: sale.receipt.clone(),
        review_reasons: reasons.join(","),
        void_reason: sale.void_reason.clone(),
    })
}

pub(super) fn line_row(sale_id: i64, position: i32, line: &Line) -> sale_line::Model {
    sale_line::Model {
        sale_id,
        position,
        status: line.status.name().to_owned(),
        tag: line.tag.clone(),
        item_tag: line.item.map(|tag| i64::from(tag.number())),
        description: line.description.clone(),
        claimed_consignor: line.claimed_consignor.map(u32::cast_signed),
        consignor: line.consignor.map(|number| number.get().cast_signed()),
        price: line.price.minor(),
        discount: line.discount.minor(),
        share_bps: line.share.map(|share| i32::from(share.get())),
        reason: line.reason.map(|reason| reason.name().to_owned()),
    }
}

pub(super) fn tender_row(sale_id: i64, position: i32, tender: &Tender) -> tender::Model {
    tender::Model { sale_id, position, kind: tender.kind.name().to_owned(), amount: tender.amount.minor() }
}

impl TryFrom<sale_line::Model> for Line {
    type Error = Fault;

    fn try_from(row: sale_line::Model) -> Result<Self, Fault> {
        let bad = |column| Fault::inconsistent("sale_line", column, format!("{}/{}", row.sale_id, row.position));
        Ok(Self {
            status: LineStatus::named(&row.status).ok_or_else(|| bad("status"))?,
            item: row.item_tag.map(|tag| Tag::from_number(tag).ok_or_else(|| bad("item_tag"))).transpose()?,
            claimed_consignor: row.claimed_consignor.map(i32::cast_unsigned),
            consignor: row
                .consignor
                .map(|number| ConsignorNumber::new(i64::from(number)).ok_or_else(|| bad("consignor")))
                .transpose()?,
            price: Money::from_minor(row.price),
            discount: Money::from_minor(row.discount),
            share: row.share_bps.map(|bps| Bps::new(i64::from(bps)).ok_or_else(|| bad("share_bps"))).transpose()?,
            reason: row.reason.as_deref().map(|name| ReviewReason::named(name).ok_or_else(|| bad("reason"))).transpose()?,
            tag: row.tag,
            description: row.description,
        })
    }
}

fn to_sale(row: sale::Model, lines: Vec<Line>, tenders: Vec<Tender>) -> Result<Sale, Fault> {
    let bad = |column| Fault::inconsistent("sale", column, format!("{}/{}", row.session_id, row.sequence));
    let names = row.review_reasons.split(',').filter(|name| !name.is_empty());
    let reasons: Option<Vec<_>> = names.map(ReviewReason::named).collect();
    Ok(Sale {
        id: SaleId { session: SessionId(row.session_id), sequence: unsigned(row.sequence) },
        channel: SaleChannel::named(&row.channel).ok_or_else(|| bad("channel"))?,
        sold_at: Timestamp::from_milliseconds(row.sold_at),
        recorded_at: Timestamp::from_milliseconds(row.recorded_at),
        lines,
        tenders,
        review_reasons: reasons.ok_or_else(|| bad("review_reasons"))?,
        shopper_code: row.shopper_code,
        till: row.till,
        receipt: row.receipt,
        void_reason: row.void_reason,
    })
}

/// Reads sales whole: two more statements, however many sales.
pub(super) async fn read_whole(connection: &impl ConnectionTrait, rows: Vec<sale::Model>) -> Result<Vec<Sale>, Fault> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut lines: HashMap<i64, Vec<Line>> = HashMap::new();
    let select = sale_line::Entity::find()
        .filter(sale_line::Column::SaleId.is_in(ids.iter().copied()))
        .order_by_asc(sale_line::Column::SaleId)
        .order_by_asc(sale_line::Column::Position);
    for row in select.all(connection).await? {
        lines.entry(row.sale_id).or_default().push(Line::try_from(row)?);
    }
    let mut tenders: HashMap<i64, Vec<Tender>> = HashMap::new();
    let select = tender::Entity::find()
        .filter(tender::Column::SaleId.is_in(ids))
        .order_by_asc(tender::Column::SaleId)
        .order_by_asc(tender::Column::Position);
    for row in select.all(connection).await? {
        let kind = TenderKind::named(&row.kind).ok_or_else(|| Fault::inconsistent("tender", "kind", row.sale_id))?;
        tenders.entry(row.sale_id).or_default().push(Tender { kind, amount: Money::from_minor(row.amount) });
    }
    rows.into_iter()
        .map(|row| {
            let key = row.id;
            to_sale(row, lines.remove(&key).unwrap_or_default(), tenders.remove(&key).unwrap_or_default())
        })
        .collect()
}

/// With its row's number.
pub(super) async fn read_sale(connection: &impl ConnectionTrait, id: SaleId) -> Result<Option<(i64, Sale)>, Fault> {
    let select = of_session(id.session).filter(sale::Column::Sequence.eq(signed(id.sequence)));
    let Some(row) = select.one(connection).await? else { return Ok(None) };
    let number = row.id;
    Ok(read_whole(connection, vec![row]).await?.pop().map(|sale| (number, sale)))
}

pub(super) fn of_session(session: SessionId) -> Select<sale::Entity> {
    sale::Entity::find().filter(sale::Column::SessionId.eq(session.0))
}

impl Reader {
    /// One sale of the tenant.
    pub async fn sale(&self, tenant: OrganizationId, id: SaleId) -> Result<Option<Sale>, Fault> {
        let session = sale_session::of(tenant).filter(sale_session::Column::Id.eq(id.session.0)).one(&self.pool).await?;
        match session {
            Some(_) => Ok(read_sale(&self.pool, id).await?.map(|(_, sale)| sale)),
            None => Ok(None),
        }
    }

    /// The sales of a session of the tenant, in the session's order.
    #[expect(clippy::too_many_arguments, reason = "whose, where, which, how many: no two of one type")]
    pub async fn sales(
        &self,
        tenant: OrganizationId,
        session: SessionId,
        filter: &SaleFilter,
        page: Page,
    ) -> Result<Slice<Sale>, Fault> {
        if sale_session::of(tenant).filter(sale_session::Column::Id.eq(session.0)).one(&self.pool).await?.is_none() {
            return Ok(Slice { rows: Vec::new(), has_more: false });
        }
        let select = of_session(session).filter(condition(session, filter));
        let slice = page.slice(page.narrow(select, sale::Column::Sequence).all(&self.pool).await?);
        Ok(Slice { has_more: slice.has_more, rows: read_whole(&self.pool, slice.rows).await? })
    }
}

/// Lines on which the tag was scanned, or that a person credited to its item.
fn of_tag(tag: &str) -> Condition {
    let credited = Tag::parse(tag).ok().map(|tag| {
        Condition::all()
            .add(sale_line::Column::Status.eq(LineStatus::Sold.name()))
            .add(sale_line::Column::ItemTag.eq(i64::from(tag.number())))
    });
    Condition::any().add(sale_line::Column::Tag.eq(tag)).add_option(credited)
}

/// The numbers of sales with a line of this tag, from a session's first to its last: its own, and those of sessions that sold beside
/// it. Without that span PostgreSQL went through the lines of all time.
fn with_line_of(session: SessionId, tag: &str) -> SelectStatement {
    let end = |order| {
        let ordered = Query::select()
            .column(sale::Column::Id)
            .from(sale::Entity)
            .and_where(sale::Column::SessionId.eq(session.0))
            .order_by(sale::Column::Sequence, order)
            .limit(1)
            .to_owned();
        Expr::from(ordered)
    };
    Query::select()
        .column(sale_line::Column::SaleId)
        .from(sale_line::Entity)
        .and_where(Expr::col(sale_line::Column::SaleId).between(end(Order::Asc), end(Order::Desc)))
        .cond_where(of_tag(tag))
        .to_owned()
}

fn condition(session: SessionId, filter: &SaleFilter) -> Condition {
    Condition::all()
        .add_option(filter.is_standing.map(|standing| sale::Column::Status.eq(if standing { "RECORDED" } else { "VOIDED" })))
        .add_option(
            filter.needs_review.map(
                |needs| {
                    if needs { sale::Column::ReviewReasons.ne("") } else { sale::Column::ReviewReasons.eq("") }
                },
            ),
        )
        .add_option(filter.till.as_ref().map(|till| sale::Column::Till.eq(till.as_str())))
        .add_option(filter.shopper_code.as_ref().map(|code| sale::Column::ShopperCode.eq(code.as_str())))
        .add_option(filter.tag.as_ref().map(|tag| sale::Column::Id.in_subquery(with_line_of(session, tag))))
}
