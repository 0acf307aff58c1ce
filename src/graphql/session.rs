//! Sale sessions: opening, restocking, withdrawing, ending; and what they add up to.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

mod mutation;

pub(super) use mutation::{
    SaleSessionCancelUserError, SaleSessionCompleteUserError, SaleSessionOpenUserError, SaleSessionRestockUserError,
    SaleSessionWithdrawUserError, SessionMutation,
};

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, Object, Result};

use crate::domain::id::{GlobalId, SessionId};
use crate::domain::sale::Totals;
use crate::store::{self, ItemScope, SessionStatus};

use super::ask::{self, live, nullable, owners, reader, storage, viewer};
use super::event::{SaleEvent, event_of, page_cost};
use super::item::{Item, ItemFilter, items_of};
use super::pack::{TillPack, pack_cost, till_pack};
use super::page::{self, Window};
use super::sale::{Sale, SaleFilter, Tender};
use super::scalar::{DateTime, ExactMoney, Money, int};
use super::statistics::{SaleSessionStatistics, statistics};
use super::till::{Till, tills};

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SaleSessionStatus {
    /// It sells.
    Active,
    /// It ended; sold items stay sold.
    Completed,
    /// It ended; nothing was sold.
    Cancelled,
}

/// The time in which an event sells. Its items are locked.
pub(super) struct SaleSession {
    pub row: store::SaleSession,
}

#[Object]
impl SaleSession {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(GlobalId::Session(self.row.id).to_string())
    }

    /// Whose items it sells.
    async fn event(&self, context: &Context<'_>) -> Result<SaleEvent> {
        event_of(context, self.row.event).await
    }

    /// Where it stands.
    async fn status(&self) -> SaleSessionStatus {
        match self.row.status {
            SessionStatus::Active => SaleSessionStatus::Active,
            SessionStatus::Completed { .. } => SaleSessionStatus::Completed,
            SessionStatus::Cancelled { .. } => SaleSessionStatus::Cancelled,
        }
    }

    /// When it began.
    async fn opened_at(&self) -> DateTime {
        self.row.opened_at.into()
    }

    /// When it ended; null while it sells.
    async fn closed_at(&self) -> Option<DateTime> {
        match self.row.status {
            SessionStatus::Active => None,
            SessionStatus::Completed { at } | SessionStatus::Cancelled { at } => Some(at.into()),
        }
    }

    /// What it adds up to, right after its newest event.
    async fn totals(&self, context: &Context<'_>) -> Result<SaleSessionTotals> {
        match self.row.status {
            SessionStatus::Active => {
                let (_, head) = live(owners(context), self.row.id).await?;
                Ok(SaleSessionTotals { sequence: head.sequence, totals: head.totals.clone() })
            }
            _ => Ok(SaleSessionTotals { sequence: self.row.sequence, totals: self.row.totals.clone() }),
        }
    }

    /// Its sales in the order of its events.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn sales(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        filter: Option<SaleFilter>,
    ) -> Result<Connection<String, Sale>> {
        let organization = viewer(context)?.organization;
        let page = Window { first, after, last, before }.page("sale")?;
        let filter = filter.unwrap_or_default();
        let Some(filter) = filter.rows()? else { return Ok(page::nothing()) };
        let slice = reader(context).sales(organization, self.row.id, &filter, page).await.map_err(|fault| storage(&fault))?;
        Ok(page::connection("sale", page, slice, |row| (row.id.sequence.cast_signed(), Sale { row: row.into() })))
    }

    /// The items that it holds or sold, by tag.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn items(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        filter: Option<ItemFilter>,
    ) -> Result<Connection<String, Item>> {
        items_of(context, ItemScope::Session(self.row.id), filter, &Window { first, after, last, before }).await
    }

    /// What a till needs to sell offline. Without `after`: all; else what follows that cursor. Page until `complete`; that last
    /// cursor then asks for what changed since paging began. An item may come twice: the later stands. `first`: 1-5000.
    #[graphql(complexity = "pack_cost(first, child_complexity)")]
    async fn till_pack(
        &self,
        context: &Context<'_>,
        after: Option<String>,
        #[graphql(default = 2000)] first: i32,
    ) -> Result<TillPack> {
        till_pack(context, &self.row, after.as_ref(), first).await
    }

    /// By hour, category and price, at one moment.
    async fn statistics(&self, context: &Context<'_>) -> Result<SaleSessionStatistics> {
        statistics(context, &self.row).await
    }

    /// Who sells in it, by name.
    async fn tills(&self, context: &Context<'_>) -> Result<Vec<Till>> {
        let event = event_of(context, self.row.event).await?.row;
        tills(context, self.row.id, &event).await
    }
}

/// Always one consistent moment: the state right after event `sequence`. Voided sales are left out.
/// sum(tenderTotals) = salesTotal + unattributedTotal + taxTotal + chargesTotal + roundingTotal (tenders net of refunds), and
/// salesTotal = consignorShareTotal + houseCutTotal, which are the sums of the lines at the share known at each sale.
pub(super) struct SaleSessionTotals {
    pub sequence: u64,
    pub totals: Totals,
}

#[Object]
impl SaleSessionTotals {
    /// The event that this is right after.
    async fn sequence(&self) -> i32 {
        int(self.sequence)
    }

    /// Net of all SOLD lines.
    async fn sales_total(&self) -> Money {
        self.totals.sales.into()
    }

    /// Discounts of all SOLD lines.
    async fn discount_total(&self) -> Money {
        self.totals.discount.into()
    }

    /// Tax, added on top or contained.
    async fn tax_total(&self) -> Money {
        self.totals.tax.into()
    }

    /// What is no item: admission, donation, shipping.
    async fn charges_total(&self) -> Money {
        self.totals.charges.into()
    }

    /// Cash rounding; may be negative.
    async fn rounding_total(&self) -> ExactMoney {
        self.totals.rounding.into()
    }

    /// Taken, but credited to nobody yet.
    async fn unattributed_total(&self) -> ExactMoney {
        self.totals.unattributed.into()
    }

    /// The consignors' parts of salesTotal.
    async fn consignor_share_total(&self) -> ExactMoney {
        self.totals.consignor_share.into()
    }

    /// The house's part of salesTotal.
    async fn house_cut_total(&self) -> ExactMoney {
        self.totals.house_cut.into()
    }

    /// What was taken, by kind; kinds without money are left out.
    async fn tender_totals(&self) -> Vec<Tender> {
        self.totals.tenders().into_iter().map(Tender::from).collect()
    }

    /// Standing sales.
    async fn sale_count(&self) -> i32 {
        int(self.totals.sale_count)
    }

    /// Sales taken back.
    async fn voided_count(&self) -> i32 {
        int(self.totals.voided_count)
    }

    /// Standing sales that a person must look at.
    async fn needs_review_count(&self) -> i32 {
        int(self.totals.needs_review_count)
    }

    /// Items in the session, sold ones included.
    async fn item_count(&self) -> i32 {
        int(self.totals.item_count)
    }

    /// Items on the floor.
    async fn available_count(&self) -> i32 {
        int(self.totals.available_count())
    }

    /// Items in a cart.
    async fn pending_count(&self) -> i32 {
        int(self.totals.pending_count)
    }

    /// Items that a standing sale sold.
    async fn sold_count(&self) -> i32 {
        int(self.totals.sold_count)
    }
}

pub(super) async fn session_by_id(context: &Context<'_>, id: &str) -> Result<Option<SaleSession>> {
    viewer(context)?;
    match GlobalId::parse(id) {
        Some(GlobalId::Session(id)) => session(context, id).await,
        _ => Ok(None),
    }
}

pub(super) async fn session(context: &Context<'_>, id: SessionId) -> Result<Option<SaleSession>> {
    Ok(ask::session(context, id).await?.map(|row| SaleSession { row }))
}

#[derive(Default)]
pub(super) struct SessionQuery;

#[Object]
impl SessionQuery {
    /// One session; null if there is none, or the viewer may not see it.
    async fn sale_session(&self, context: &Context<'_>, id: ID) -> Option<Result<SaleSession>> {
        nullable(async { session_by_id(context, &id).await }).await
    }
}
