//! Sales: recording them, taking them back, reading them.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::access::{self, Clerk};
use crate::domain::id::{GlobalId, SessionId};
use crate::domain::sale::{self as domain, LineProblem, NewLine, NewSale, Refusal, Scan, Thing};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::text;
use crate::store;

use super::ask::{self, bad, clerk, key, moment, nullable, optional_line, owners, reader, refusal, storage, viewer};
use super::hold::{channel_right, facts};
use super::item::{Item, item};
use super::scalar::{DateTime, ExactMoney, Money, int};
use super::session::{SaleSession, session};
use super::user_error::{KEY_MISMATCH, SESSION_NOT_ACTIVE, SESSION_NOT_FOUND, user_error};

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
    pub(super) fn rows(self) -> Option<store::SaleFilter> {
        let is_standing = match self.status {
            None => None,
            Some(wanted) => match (wanted.contains(&SaleStatus::Recorded), wanted.contains(&SaleStatus::Voided)) {
                (true, true) => None,
                (false, false) => return None,
                (recorded, _) => Some(recorded),
            },
        };
        Some(store::SaleFilter {
            is_standing,
            needs_review: self.needs_review,
            till: self.till,
            shopper_code: self.shopper_code,
            tag: self.tag.map(|text| Tag::parse(&text).map_or(text, Tag::digits)),
        })
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
        self.sold_item().map(|tag| tag.consignor().get().cast_signed())
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

/// A sale as a till sends it.
#[derive(InputObject)]
pub(super) struct SaleRecordInput {
    /// 1 to 200.
    lines: Vec<SaleLineInput>,
    /// What is kept, at most 10; adds up to the total.
    tenders: Vec<TenderInput>,
    /// Items held by it may be sold.
    cart: Option<String>,
    /// Anonymous code that ties a shopper's sales together.
    shopper_code: Option<String>,
    /// Which till.
    till: Option<String>,
    /// The till's own number on the paper.
    receipt: Option<String>,
    /// ONLINE and SHOPIFY: only with an ORGANIZER token, until the shop has a role of its own.
    #[graphql(default_with = "SaleChannel::Pos")]
    channel: SaleChannel,
    /// When the till sold it, if it could not reach the server: the sale is then recorded whatever the state. What cannot be
    /// credited to an item waits for a person.
    offline_sold_at: Option<DateTime>,
}

/// Exactly one of `tag` and `unknown`.
#[derive(InputObject)]
pub(super) struct SaleLineInput {
    /// As it was scanned.
    tag: Option<String>,
    /// A thing without a readable tag.
    unknown: Option<UnknownItemInput>,
    /// What the shopper is charged for this line, after discount, as the till showed it; tax that is added on top is not in
    /// it. Online: optional, another price is refused with `PRICE_CHANGED`. Offline and for `unknown`: required (else
    /// `INVALID_LINE`), and it stands.
    price: Option<Money>,
}

/// A thing without a readable tag: sold as UNATTRIBUTED, for a person to decide later.
#[derive(InputObject)]
pub(super) struct UnknownItemInput {
    /// In the cashier's words.
    description: String,
    /// Whose it is believed to be.
    consignor_number: Option<i32>,
}

/// What is kept.
#[derive(InputObject)]
pub(super) struct TenderInput {
    /// What it came as.
    kind: TenderKind,
    /// How much of it is kept.
    amount: Money,
}

user_error! {
    /// Why a sale was not recorded.
    SaleRecordUserError,
    /// Why a sale was not recorded.
    SaleRecordErrorCode {
        SessionNotFound, SessionNotActive, ItemNotFound, ItemNotInSession, ItemSold, ItemPending, DuplicateLine, NoLines,
        TooManyLines, InvalidLine, PriceChanged, TenderMismatch, TooManyTenders, IdempotencyKeyMismatch
    },
    /// As it was sent.
    tag: Option<String>,
    /// As it stands now.
    item: Option<Item>,
    /// `PRICE_CHANGED`: what would be charged now. `TENDER_MISMATCH`: the total.
    expected: Option<Money>
}
user_error! {
    /// Why a sale was not taken back.
    SaleVoidUserError,
    /// Why a sale was not taken back.
    SaleVoidErrorCode { SaleNotFound, AlreadyVoided, SessionNotActive, TooLate, InvalidReason, IdempotencyKeyMismatch }
}

/// The sale, or why it was not recorded.
#[derive(SimpleObject)]
pub(super) struct SaleRecordPayload {
    sale: Option<Sale>,
    user_errors: Vec<SaleRecordUserError>,
}

/// The sale, or why it was not taken back.
#[derive(SimpleObject)]
pub(super) struct SaleVoidPayload {
    sale: Option<Sale>,
    user_errors: Vec<SaleVoidUserError>,
}

#[derive(Default)]
pub(super) struct SaleMutation;

#[Object]
impl SaleMutation {
    /// Sells every line or none. Tenders must add up to the total. Items held by `cart` may be sold.
    async fn sale_record(
        &self,
        context: &Context<'_>,
        session_id: ID,
        input: SaleRecordInput,
        idempotency_key: String,
    ) -> Option<Result<SaleRecordPayload>> {
        nullable(async {
            let clerk = clerk(context)?;
            channel_right(&clerk, input.channel)?;
            ask::key_text(&idempotency_key)?;
            let Some(session) = ask::session_id(context, &session_id).await? else {
                return record_refused(context, &Refusal::SessionNotFound, &input).await;
            };
            let sale = read_sale(context, session, &input).await?;
            let key = key("saleRecord", &session_id, &idempotency_key, &canonical(&sale))?;
            match record(context, &clerk, session, (sale, key)).await? {
                Ok(sale) => Ok(Some(SaleRecordPayload { sale: Some(sale), user_errors: Vec::new() })),
                Err(refusal) => record_refused(context, &refusal, &input).await,
            }
        })
        .await
    }

    /// Takes the sale back: its items are available again and the totals leave it out; the sale keeps its amounts and stays,
    /// as VOIDED. Needs an active session: a cashier within 10 minutes of `recordedAt`, an organizer any time.
    async fn sale_void(
        &self,
        context: &Context<'_>,
        sale_id: ID,
        reason: String,
        idempotency_key: String,
    ) -> Option<Result<SaleVoidPayload>> {
        nullable(async {
            let clerk = clerk(context)?;
            let key = key("saleVoid", &sale_id, &idempotency_key, &json!({ "reason": reason.trim() }))?;
            let done = match ask::sale_id(context, &sale_id).await? {
                None => Err(Refusal::SaleNotFound),
                Some(sale) => match owners(context).void_sale(&clerk, sale, text::line(&reason).ok(), key).await {
                    Ok(()) => Ok(()),
                    Err(stop) => Err(refusal(stop)?),
                },
            };
            let Err(refusal) = done else {
                return Ok(Some(SaleVoidPayload { sale: sale_by_id(context, &sale_id).await?, user_errors: Vec::new() }));
            };
            Ok(Some(SaleVoidPayload { sale: None, user_errors: vec![void_error(&refusal)] }))
        })
        .await
    }
}

async fn record(
    context: &Context<'_>,
    clerk: &Clerk,
    session: SessionId,
    (sale, key): (NewSale, crate::domain::key::Key),
) -> Result<std::result::Result<Sale, Refusal>> {
    match owners(context).record_sale(clerk, session, sale, key).await {
        Err(stop) => Ok(Err(refusal(stop)?)),
        Ok(recorded) => {
            let row = if let Some(sale) = recorded.fresh {
                sale
            } else {
                // Sent before: the same sale, as it is now.
                let row = reader(context).sale(clerk.organization, recorded.id).await.map_err(|fault| storage(&fault))?;
                row.ok_or_else(ask::unavailable)?
            };
            Ok(Ok(Sale { row: row.into() }))
        }
    }
}

/// Reads what the till sent. Amounts and texts that cannot be are `BAD_USER_INPUT`; what a person may decide is the domain's.
async fn read_sale(context: &Context<'_>, session: SessionId, input: &SaleRecordInput) -> Result<NewSale> {
    let is_offline = input.offline_sold_at.is_some();
    // Cash was taken offline: a control character in a till's name is no reason to refuse it. Blanks around it are cut off
    // as they are online: the sale may have been sent so before.
    let label = |argument: &str, text: Option<&String>| match (is_offline, text) {
        (true, Some(text)) => {
            text::raw(text.trim()).map(|text| Some(text).filter(|text| !text.is_empty())).map_err(|why| bad(argument, why))
        }
        (_, text) => optional_line(argument, text),
    };
    let tags = input.lines.iter().filter_map(|line| line.tag.as_deref()).filter_map(|tag| Tag::parse(tag).ok());
    let facts = facts(context, session, tags.take(domain::SALE_LINES_MAX).collect()).await?;
    let mut lines = Vec::with_capacity(input.lines.len());
    for (position, line) in input.lines.iter().enumerate() {
        let argument = |field: &str| format!("input.lines.{position}.{field}");
        let price = line.price.as_ref().map(|price| ask::money(&argument("price"), price)).transpose()?;
        let thing = match (&line.tag, &line.unknown) {
            (Some(tag), None) => Thing::Scanned(match Tag::parse(tag) {
                Ok(tag) => Scan::Tag(tag, facts(tag)),
                Err(_) => Scan::Unreadable(text::raw(tag).map_err(|why| bad(&argument("tag"), why))?),
            }),
            (None, Some(unknown)) => {
                let description =
                    text::raw(unknown.description.trim()).map_err(|why| bad(&argument("unknown.description"), why))?;
                let number = unknown.consignor_number.and_then(|number| ConsignorNumber::new(i64::from(number)));
                if unknown.consignor_number.is_some() && number.is_none() && !is_offline {
                    return Err(bad(&argument("unknown.consignorNumber"), "is not a consignor's number from 1 to 99999"));
                }
                Thing::Unknown { description, claimed_consignor: number.map(ConsignorNumber::get) }
            }
            (Some(_), Some(_)) | (None, None) => Thing::Neither,
        };
        lines.push(NewLine { thing, price });
    }
    let tender = |(position, tender): (usize, &TenderInput)| {
        let amount = ask::money(&format!("input.tenders.{position}.amount"), &tender.amount)?;
        Ok(domain::Tender { kind: tender.kind.into(), amount })
    };
    Ok(NewSale {
        lines,
        tenders: input.tenders.iter().enumerate().map(tender).collect::<Result<_>>()?,
        cart: label("input.cart", input.cart.as_ref())?,
        shopper_code: label("input.shopperCode", input.shopper_code.as_ref())?,
        till: label("input.till", input.till.as_ref())?,
        receipt: label("input.receipt", input.receipt.as_ref())?,
        channel: input.channel.into(),
        offline_sold_at: input.offline_sold_at.as_ref().map(|at| moment("input.offlineSoldAt", at)).transpose()?,
    })
}

/// What is compared when a key comes again. `offlineSoldAt` is no part of it: a till that lost the answer sends the same
/// sale again as an offline one. Prices are compared by the session with what was charged.
fn canonical(sale: &NewSale) -> serde_json::Value {
    let lines: Vec<_> = sale
        .lines
        .iter()
        .map(|line| match &line.thing {
            Thing::Scanned(Scan::Tag(tag, _)) => json!(tag.digits()),
            Thing::Scanned(Scan::Unreadable(raw)) => json!({ "raw": raw }),
            Thing::Unknown { description, claimed_consignor: None } => json!({ "unknown": description }),
            Thing::Unknown { description, claimed_consignor } => {
                json!({ "unknown": description, "consignor": claimed_consignor })
            }
            Thing::Neither => json!(null),
        })
        .collect();
    let mut arguments = json!({ "lines": lines, "tenders": sale.tenders });
    let labels = [("cart", &sale.cart), ("shopperCode", &sale.shopper_code), ("till", &sale.till), ("receipt", &sale.receipt)];
    for (name, value) in labels {
        if let Some(value) = value {
            arguments[name] = json!(value);
        }
    }
    if sale.channel != domain::SaleChannel::Pos {
        arguments["channel"] = json!(sale.channel);
    }
    arguments
}

async fn record_refused(context: &Context<'_>, refusal: &Refusal, input: &SaleRecordInput) -> Result<Option<SaleRecordPayload>> {
    use SaleRecordErrorCode as Code;
    let one = |code, field: &[&str], message: &str| vec![SaleRecordUserError::new(code, field, message)];
    let user_errors = match refusal {
        Refusal::KeyMismatch => one(Code::IdempotencyKeyMismatch, &["idempotencyKey"], KEY_MISMATCH),
        Refusal::SessionNotActive => one(Code::SessionNotActive, &["sessionId"], SESSION_NOT_ACTIVE),
        Refusal::NoLines => one(Code::NoLines, &["input", "lines"], "A sale needs a line."),
        Refusal::TooManyLines => one(Code::TooManyLines, &["input", "lines"], "A sale has at most 200 lines."),
        Refusal::TooManyTenders => one(Code::TooManyTenders, &["input", "tenders"], "A sale has at most 10 tenders."),
        Refusal::TenderMismatch(total) => {
            let message = format!("The tenders must add up to {total}.");
            let error = SaleRecordUserError::new(Code::TenderMismatch, &["input", "tenders"], message);
            vec![SaleRecordUserError { expected: Some((*total).into()), ..error }]
        }
        Refusal::Lines(problems) => {
            let mut errors = Vec::with_capacity(problems.len());
            for (position, problem) in problems {
                errors.push(line_error(context, *position, problem, input).await?);
            }
            errors
        }
        _ => one(Code::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND),
    };
    Ok(Some(SaleRecordPayload { sale: None, user_errors }))
}

async fn line_error(
    context: &Context<'_>,
    position: usize,
    problem: &LineProblem,
    input: &SaleRecordInput,
) -> Result<SaleRecordUserError> {
    use SaleRecordErrorCode as Code;
    let line = input.lines.get(position);
    let is_priced = line.is_some_and(|line| line.price.is_some());
    let (code, part, message, known) = match problem {
        LineProblem::ItemNotFound => (Code::ItemNotFound, Some("tag"), "There is no such item.", None),
        LineProblem::ItemNotInSession(tag) => {
            (Code::ItemNotInSession, Some("tag"), "This item is not in the session.", Some(*tag))
        }
        LineProblem::ItemSold(tag) => (Code::ItemSold, Some("tag"), "This item is sold.", Some(*tag)),
        LineProblem::ItemPending(tag) => (Code::ItemPending, Some("tag"), "This item is in another cart.", Some(*tag)),
        LineProblem::Duplicate => (Code::DuplicateLine, Some("tag"), "The same tag stands above.", None),
        LineProblem::PriceChanged { tag, .. } => (Code::PriceChanged, Some("price"), "The price is another one.", Some(*tag)),
        LineProblem::Invalid if is_priced => {
            (Code::InvalidLine, None, "A line needs exactly one of tag and unknown, and unknown a description.", None)
        }
        LineProblem::Invalid => {
            (Code::InvalidLine, Some("price"), "This line needs a price, and exactly one of tag and unknown.", None)
        }
    };
    let expected = match problem {
        LineProblem::PriceChanged { expected, .. } => Some((*expected).into()),
        _ => None,
    };
    let item = match known {
        Some(known) => item(context, known).await?,
        None => None,
    };
    let place = position.to_string();
    let field: Vec<&str> = ["input", "lines", &place].into_iter().chain(part).collect();
    let tag = line.and_then(|line| line.tag.clone());
    Ok(SaleRecordUserError { tag, item, expected, ..SaleRecordUserError::new(code, &field, message) })
}

fn void_error(refusal: &Refusal) -> SaleVoidUserError {
    use SaleVoidErrorCode as Code;
    let (code, field, message) = match refusal {
        Refusal::KeyMismatch => (Code::IdempotencyKeyMismatch, "idempotencyKey", KEY_MISMATCH),
        Refusal::AlreadyVoided => (Code::AlreadyVoided, "saleId", "This sale was taken back before."),
        Refusal::SessionNotActive => (Code::SessionNotActive, "saleId", SESSION_NOT_ACTIVE),
        Refusal::TooLate => (Code::TooLate, "saleId", "A cashier may void within 10 minutes; an organizer any time."),
        Refusal::InvalidReason => (Code::InvalidReason, "reason", "A reason of 1 to 200 characters is needed."),
        _ => (Code::SaleNotFound, "saleId", "There is no such sale."),
    };
    SaleVoidUserError::new(code, &[field], message)
}
