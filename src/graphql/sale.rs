//! Sales: recording them, taking them back, reading them.

mod mutation;
mod review;

pub(super) use mutation::{SaleMutation, SaleRecordUserError, SaleVoidUserError};
pub(super) use review::{ReviewMutation, SaleReviewResolveUserError};

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use crate::domain::access::{self};
use crate::domain::id::GlobalId;
use crate::domain::sale::{self as domain};
use crate::domain::tag::Tag;
use crate::store;

use super::ask::{self, nullable, optional_line, reader, storage, viewer};
use super::item::{Item, item};
use super::scalar::{DateTime, ExactMoney, Money, int};
use super::session::{SaleSession, session};

/// Where a sale was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::SaleChannel")]
pub enum SaleChannel {
    /// At a till in the hall.
    Pos,
    /// In our own web shop.
    Online,
    /// In a Shopify shop.
    Shopify,
}

/// What an item is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::HoldKind")]
pub enum HoldKind {
    /// It lies in a cart.
    Cart,
    /// The cart waits aside.
    Parked,
    /// It is being paid.
    Payment,
}

/// What money came as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::TenderKind")]
pub enum TenderKind {
    /// Coins and notes.
    Cash,
    /// A card terminal.
    Card,
    /// A check.
    Check,
    /// PayPal.
    Paypal,
    /// Anything else.
    Other,
}

/// Whether a line's money is credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::LineStatus")]
pub enum SaleLineStatus {
    /// To an item's consignor.
    Sold,
    /// To nobody yet: a person decides.
    Unattributed,
    /// Given back.
    Refunded,
}

/// Why a person must look at a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::ReviewReason")]
pub enum ReviewReason {
    /// Its item was sold before.
    AlreadySold,
    /// No such tag, or none that can be read.
    UnknownTag,
    /// The item is not for sale in this session.
    NotInSession,
    /// It arrived after the session was closed.
    SessionClosed,
    /// Another price than the tag's was charged.
    Price,
    /// The tenders do not add up to what was charged.
    Tender,
    /// It says that it happened outside the session's time.
    Clock,
}

/// Does a sale stand?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SaleStatus {
    /// It stands.
    Recorded,
    /// It was taken back; it keeps its amounts.
    Voided,
}

/// What was kept, not what was handed over.
#[derive(SimpleObject)]
pub(super) struct Tender {
    /// What it came as.
    kind: TenderKind,
    /// How much of it was kept.
    amount: Money,
}

impl From<domain::Tender> for Tender {
    fn from(tender: domain::Tender) -> Self {
        Self { kind: tender.kind.into(), amount: tender.amount.into() }
    }
}

/// Which sales are wanted. Fields left out do not narrow.
#[derive(Clone, Debug, Default, InputObject)]
pub(super) struct SaleFilter {
    /// Standing or voided ones.
    status: Option<Vec<SaleStatus>>,
    /// Those that a person must look at, or the others.
    needs_review: Option<bool>,
    /// Of this till.
    till: Option<String>,
    /// Of this shopper.
    shopper_code: Option<String>,
    /// With a line of this tag; blanks and hyphens do not matter.
    tag: Option<String>,
}

impl SaleFilter {
    /// As the store asks; none: nothing can match.
    pub(super) fn rows(self) -> Result<Option<store::SaleFilter>> {
        let is_standing = match self.status {
            None => None,
            Some(wanted) => match (wanted.contains(&SaleStatus::Recorded), wanted.contains(&SaleStatus::Voided)) {
                (true, true) => None,
                (false, false) => return Ok(None),
                (recorded, _) => Some(recorded),
            },
        };
        let tag = optional_line("filter.tag", self.tag.as_ref())?;
        Ok(Some(store::SaleFilter {
            is_standing,
            needs_review: self.needs_review,
            till: optional_line("filter.till", self.till.as_ref())?,
            shopper_code: optional_line("filter.shopperCode", self.shopper_code.as_ref())?,
            tag: tag.map(|text| Tag::parse(&text).map_or(text, Tag::digits)),
        }))
    }
}

/// What a sale's lines count as in a document's cost: most sales have fewer.
const LINES_OF_A_SALE: usize = 5;

/// One completed purchase at a till or online.
#[derive(Clone)]
pub(super) struct Sale {
    pub row: Arc<domain::Sale>,
}

#[Object]
impl Sale {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(GlobalId::Sale(self.row.id).to_string())
    }

    /// Where it was made, as of now.
    async fn session(&self, context: &Context<'_>) -> Result<SaleSession> {
        session(context, self.row.id.session).await?.ok_or_else(ask::unavailable)
    }

    /// Place in the session's order of events.
    async fn sequence(&self) -> i32 {
        int(self.row.id.sequence)
    }

    /// Does it stand?
    async fn status(&self) -> SaleStatus {
        if self.row.void_reason.is_some() { SaleStatus::Voided } else { SaleStatus::Recorded }
    }

    /// Where.
    async fn channel(&self) -> SaleChannel {
        self.row.channel.into()
    }

    /// When it happened at the till; recordedAt: when the server took it.
    async fn sold_at(&self) -> DateTime {
        self.row.sold_at.into()
    }

    /// When the server took it.
    async fn recorded_at(&self) -> DateTime {
        self.row.recorded_at.into()
    }

    /// In the till's order.
    #[graphql(complexity = "1 + LINES_OF_A_SALE * child_complexity")]
    async fn lines(&self) -> Vec<SaleLine> {
        (0..self.row.lines.len()).map(|position| SaleLine { sale: Arc::clone(&self.row), position }).collect()
    }

    /// What was paid = sum of the tenders.
    async fn total(&self) -> Money {
        self.row.tenders.iter().map(|tender| tender.amount).sum::<crate::domain::money::Money>().into()
    }

    /// Discounts of the SOLD lines.
    async fn discount_total(&self) -> Money {
        self.row.amounts().discount.into()
    }

    /// Tax, added on top or contained.
    async fn tax_total(&self) -> Money {
        crate::domain::money::Money::ZERO.into()
    }

    /// What is no item: admission, donation, shipping.
    async fn charges_total(&self) -> Money {
        crate::domain::money::Money::ZERO.into()
    }

    /// Cash rounding; may be negative.
    async fn rounding_total(&self) -> ExactMoney {
        crate::domain::money::Exact::ZERO.into()
    }

    /// Taken, but credited to nobody yet.
    async fn unattributed_total(&self) -> ExactMoney {
        self.row.amounts().unattributed.into()
    }

    /// The consignors' parts.
    async fn consignor_share_total(&self) -> ExactMoney {
        self.row.amounts().consignor_share.into()
    }

    /// The house's part.
    async fn house_cut_total(&self) -> ExactMoney {
        self.row.amounts().house_cut.into()
    }

    /// What was kept.
    async fn tenders(&self) -> Vec<Tender> {
        self.row.tenders.iter().copied().map(Tender::from).collect()
    }

    /// Anonymous code that ties a shopper's sales, holds and pass together.
    async fn shopper_code(&self) -> Option<&str> {
        self.row.shopper_code.as_deref()
    }

    /// Which till.
    async fn till(&self) -> Option<&str> {
        self.row.till.as_deref()
    }

    /// The till's own number on the paper, also made offline: 3-0412.
    async fn receipt(&self) -> Option<&str> {
        self.row.receipt.as_deref()
    }

    /// Is there something that a person must decide?
    async fn needs_review(&self) -> bool {
        !self.row.review_reasons.is_empty()
    }

    /// What is still open.
    async fn review_reasons(&self) -> Vec<ReviewReason> {
        self.row.review_reasons.iter().map(|reason| (*reason).into()).collect()
    }

    /// Why it was taken back; null while it stands.
    async fn void_reason(&self) -> Option<&str> {
        self.row.void_reason.as_deref()
    }
}

/// One thing of a sale.
pub(super) struct SaleLine {
    sale: Arc<domain::Sale>,
    position: usize,
}

impl SaleLine {
    fn row(&self) -> &domain::Line {
        &self.sale.lines[self.position]
    }

    /// The item that its money is credited for.
    fn sold_item(&self) -> Option<Tag> {
        self.row().item.filter(|_| self.row().status == domain::LineStatus::Sold)
    }
}

#[Object]
impl SaleLine {
    /// Place in the sale, from 0.
    async fn position(&self) -> i32 {
        int(self.position as u64)
    }

    /// Whether its money is credited.
    async fn status(&self) -> SaleLineStatus {
        self.row().status.into()
    }

    /// What was scanned or typed; null for a thing without a tag.
    async fn tag(&self) -> Option<&str> {
        self.row().tag.as_deref()
    }

    /// Null when unattributed or attributed without an item.
    async fn item(&self, context: &Context<'_>) -> Option<Result<Item>> {
        nullable(async {
            match self.sold_item() {
                Some(tag) => item(context, tag).await,
                None => Ok(None),
            }
        })
        .await
    }

    /// Whose it is; null when unattributed or the house's.
    async fn consignor_number(&self) -> Option<i32> {
        self.row().credited().map(|number| number.get().cast_signed())
    }

    /// Of a thing without a readable tag.
    async fn description(&self) -> Option<&str> {
        self.row().description.as_deref()
    }

    /// Price on the tag when sold (for an unknown thing or tag: what was charged).
    async fn price(&self) -> Money {
        self.row().price.into()
    }

    /// price - what was charged; negative if an offline till charged more.
    async fn discount(&self) -> Money {
        self.row().discount.into()
    }

    /// What consignor and house share: price - discount, less any tax contained in it. Never contains tax.
    async fn net(&self) -> Money {
        self.row().net().into()
    }

    /// What was known at the sale; earnings apply today's rate. Null when unattributed.
    async fn share_bps(&self) -> Option<i32> {
        self.row().share.map(|share| i32::from(share.get()))
    }

    /// The consignor's part; null when unattributed.
    async fn consignor_share(&self) -> Option<ExactMoney> {
        self.row().consignor_share().map(Into::into)
    }
}

pub(super) async fn sale_by_id(context: &Context<'_>, id: &str) -> Result<Option<Sale>> {
    let viewer = viewer(context)?;
    match GlobalId::parse(id) {
        Some(GlobalId::Sale(id)) if access::sees_sessions(viewer) => {
            let row = reader(context).sale(viewer.organization, id).await.map_err(|fault| storage(&fault))?;
            Ok(row.map(|row| Sale { row: row.into() }))
        }
        _ => Ok(None),
    }
}

#[derive(Default)]
pub(super) struct SaleQuery;

#[Object]
impl SaleQuery {
    /// One sale; null if there is none, or the viewer may not see it.
    async fn sale(&self, context: &Context<'_>, id: ID) -> Option<Result<Sale>> {
        nullable(async { sale_by_id(context, &id).await }).await
    }
}
