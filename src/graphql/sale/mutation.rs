//! Recording sales, and taking them back.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::access::Clerk;
use crate::domain::id::SessionId;
use crate::domain::sale::{self as domain, LineProblem, NewLine, NewSale, Refusal, Scan, Thing};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::text;

use crate::graphql::ask::{self, bad, clerk, key, moment, nullable, optional_line, owners, reader, refusal, storage};
use crate::graphql::hold::{channel_right, facts};
use crate::graphql::item::{Item, item};
use crate::graphql::scalar::{DateTime, Money};
use crate::graphql::user_error::{KEY_MISMATCH, SESSION_NOT_ACTIVE, SESSION_NOT_FOUND, user_error};

use super::{Sale, SaleChannel, TenderKind, sale_by_id};

/// A sale as a till sends it.
#[derive(InputObject)]
pub(in crate::graphql) struct SaleRecordInput {
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
pub(in crate::graphql) struct SaleLineInput {
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
pub(in crate::graphql) struct UnknownItemInput {
    /// In the cashier's words.
    description: String,
    /// Whose it is believed to be.
    consignor_number: Option<i32>,
}

/// What is kept.
#[derive(InputObject)]
pub(in crate::graphql) struct TenderInput {
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
pub(in crate::graphql) struct SaleRecordPayload {
    sale: Option<Sale>,
    user_errors: Vec<SaleRecordUserError>,
}

/// The sale, or why it was not taken back.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleVoidPayload {
    sale: Option<Sale>,
    user_errors: Vec<SaleVoidUserError>,
}

#[derive(Default)]
pub(in crate::graphql) struct SaleMutation;

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
    let names_one_thing = line.is_some_and(|line| match (&line.tag, &line.unknown) {
        (Some(_), None) => true,
        (None, Some(unknown)) => !unknown.description.trim().is_empty(),
        (Some(_), Some(_)) | (None, None) => false,
    });
    let (code, part, message, known) = match problem {
        LineProblem::ItemNotFound => (Code::ItemNotFound, Some("tag"), "There is no such item.", None),
        LineProblem::ItemNotInSession(tag) => {
            (Code::ItemNotInSession, Some("tag"), "This item is not in the session.", Some(*tag))
        }
        LineProblem::ItemSold(tag) => (Code::ItemSold, Some("tag"), "This item is sold.", Some(*tag)),
        LineProblem::ItemPending(tag) => (Code::ItemPending, Some("tag"), "This item is in another cart.", Some(*tag)),
        LineProblem::Duplicate => (Code::DuplicateLine, Some("tag"), "The same tag stands above.", None),
        LineProblem::PriceChanged { tag, .. } => (Code::PriceChanged, Some("price"), "The price is another one.", Some(*tag)),
        LineProblem::Invalid if names_one_thing => (Code::InvalidLine, Some("price"), "This line needs a price.", None),
        LineProblem::Invalid => {
            (Code::InvalidLine, None, "A line needs exactly one of tag and unknown, and unknown a description.", None)
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
