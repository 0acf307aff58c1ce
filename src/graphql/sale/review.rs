//! Review: a person decides what needs one.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::id::SaleId;
use crate::domain::inventory;
use crate::domain::sale::{Fact, HoldProblem, Refusal, ReviewSale, Ruling, Scan};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::text;
use crate::owner::ReviewRefusal;

use crate::graphql::ask::{self, bad, key, nullable, organizer, owners, reader, refusal, storage};
use crate::graphql::hold::facts;
use crate::graphql::user_error::{KEY_MISMATCH, user_error};

use super::{Sale, sale_by_id};

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ReviewResolution {
    /// Nothing moves, the matter is closed.
    Accept,
    /// The line is SOLD with that item, net = what was charged.
    AttributeToItem,
    /// SOLD, no item, that consignor's share; counts in gross, not in soldCount.
    AttributeToConsignor,
    /// SOLD, no item, shareBps 0.
    KeepForHouse,
}

/// `ATTRIBUTE_TO_ITEM` needs `tag`; `ATTRIBUTE_TO_CONSIGNOR` needs `consignorNumber`.
#[derive(InputObject)]
pub(in crate::graphql) struct SaleReviewResolveInput {
    /// The line, from 0. Without it: the sale's PRICE, TENDER and CLOCK reasons, `ACCEPT` only.
    position: Option<i32>,
    /// What is decided.
    resolution: ReviewResolution,
    /// The item that it was.
    tag: Option<String>,
    /// The consignor whose it was.
    consignor_number: Option<i32>,
    /// Why, 1 to 200 characters: it stands in the journal.
    note: String,
}

user_error! {
    /// Why nothing was decided.
    SaleReviewResolveUserError,
    /// Why nothing was decided.
    SaleReviewResolveErrorCode {
        SaleNotFound, LineNotFound, NothingToReview, ItemNotFound, ItemSold, ItemLocked, ItemPending, ItemNotInSession,
        ConsignorNotFound, InvalidResolution, InvalidNote, IdempotencyKeyMismatch
    }
}

/// The sale as it stands now, or why nothing was decided.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SaleReviewResolvePayload {
    sale: Option<Sale>,
    user_errors: Vec<SaleReviewResolveUserError>,
}

#[derive(Default)]
pub(in crate::graphql) struct ReviewMutation;

#[Object]
impl ReviewMutation {
    /// A person decides what needs review. `ATTRIBUTE_TO_ITEM`: the line is SOLD with that item, net = what was charged.
    /// `ATTRIBUTE_TO_CONSIGNOR`: SOLD, no item, that consignor's share; counts in gross, not in soldCount. `KEEP_FOR_HOUSE`: SOLD,
    /// no item, shareBps 0. `ACCEPT`: nothing moves, the matter is closed. Without `position`: the sale's PRICE, TENDER, CLOCK
    /// reasons, `ACCEPT` only. `reviewReasons` holds what is still open; `needsReview` is false when none is.
    async fn sale_review_resolve(
        &self,
        context: &Context<'_>,
        sale_id: ID,
        input: SaleReviewResolveInput,
        idempotency_key: String,
    ) -> Option<Result<SaleReviewResolvePayload>> {
        nullable(async {
            let organizer = organizer(context)?;
            let key = key("saleReviewResolve", &sale_id, &idempotency_key, &canonical(&input))?;
            let done = match ask::sale_id(context, &sale_id).await? {
                None => Err((ReviewRefusal::Session(Refusal::SaleNotFound), None)),
                Some(sale) => {
                    let review = read_review(context, sale, &input).await?;
                    let known = known(&review.ruling);
                    match owners(context).review_sale(&organizer, sale, review, key).await {
                        Ok(()) => Ok(()),
                        Err(stop) => Err((refusal(stop)?, known)),
                    }
                }
            };
            let Err((refusal, known)) = done else {
                return Ok(Some(SaleReviewResolvePayload {
                    sale: sale_by_id(context, &sale_id).await?,
                    user_errors: Vec::new(),
                }));
            };
            Ok(Some(SaleReviewResolvePayload { sale: None, user_errors: vec![review_error(&refusal, known)] }))
        })
        .await
    }
}

/// Reads what was sent, and asks for what the owners do not know: whether such an item or consignor is there.
async fn read_review(context: &Context<'_>, sale: SaleId, input: &SaleReviewResolveInput) -> Result<ReviewSale> {
    let position = input.position.map(|position| u32::try_from(position).unwrap_or(u32::MAX));
    let ruling = match (input.resolution, &input.tag, input.consignor_number) {
        (ReviewResolution::Accept, None, None) => Ruling::Accept,
        (ReviewResolution::KeepForHouse, None, None) => Ruling::KeepForHouse,
        (ReviewResolution::AttributeToItem, Some(tag), None) => Ruling::ToItem(match Tag::parse(tag) {
            Ok(tag) => Scan::Tag(tag, facts(context, sale.session, vec![tag]).await?(tag)),
            Err(_) => Scan::Unreadable(text::raw(tag).map_err(|why| bad("input.tag", why))?),
        }),
        (ReviewResolution::AttributeToConsignor, None, Some(number)) => {
            Ruling::ToConsignor(known_consignor(context, number).await?)
        }
        _ => Ruling::Invalid,
    };
    Ok(ReviewSale { sale: sale.sequence, position, ruling, note: text::line(&input.note).ok() })
}

async fn known_consignor(context: &Context<'_>, number: i32) -> Result<Option<ConsignorNumber>> {
    let Some(number) = ConsignorNumber::new(i64::from(number)) else { return Ok(None) };
    let tenant = ask::viewer(context)?.organization;
    let known = reader(context).consignors_by_number(tenant, &[number]).await.map_err(|fault| storage(&fault))?;
    Ok(known.contains_key(&number).then_some(number))
}

/// Does the organization have the item, if one was named?
fn known(ruling: &Ruling) -> Option<Fact> {
    match ruling {
        Ruling::ToItem(Scan::Tag(_, fact)) => Some(*fact),
        _ => None,
    }
}

/// What is compared when a key comes again.
fn canonical(input: &SaleReviewResolveInput) -> serde_json::Value {
    let SaleReviewResolveInput { position, resolution, tag, consignor_number, note } = input;
    let tag = tag.as_ref().map(|tag| Tag::parse(tag).map_or_else(|_| tag.clone(), Tag::digits));
    json!({
        "position": position,
        "resolution": format!("{resolution:?}"),
        "tag": tag,
        "consignor": consignor_number,
        "note": note.trim(),
    })
}

fn review_error(refusal: &ReviewRefusal, known: Option<Fact>) -> SaleReviewResolveUserError {
    use SaleReviewResolveErrorCode as Code;
    const SOLD: (Code, &[&str], &str) = (Code::ItemSold, &["input", "tag"], "This item is sold.");
    const NOT_FOUND: (Code, &[&str], &str) = (Code::ItemNotFound, &["input", "tag"], "There is no such item.");
    const NOT_HERE: (Code, &[&str], &str) = (
        Code::ItemNotInSession,
        &["input", "tag"],
        "This item is not in the session. While it runs, take the item in first (saleSessionRestock).",
    );
    let (code, field, message): (Code, &[&str], &str) = match refusal {
        ReviewRefusal::Inventory(refusal) => match refusal {
            inventory::Refusal::ItemLocked => {
                (Code::ItemLocked, &["input", "tag"], "This item is in a session that runs, or on its way back from one.")
            }
            inventory::Refusal::ItemSold => SOLD,
            inventory::Refusal::KeyMismatch => (Code::IdempotencyKeyMismatch, &["idempotencyKey"], KEY_MISMATCH),
            _ if known == Some(Fact::Exists) => NOT_HERE,
            _ => NOT_FOUND,
        },
        ReviewRefusal::Session(refusal) => match refusal {
            Refusal::KeyMismatch => (Code::IdempotencyKeyMismatch, &["idempotencyKey"], KEY_MISMATCH),
            Refusal::InvalidNote => (Code::InvalidNote, &["input", "note"], "A note of 1 to 200 characters is needed."),
            Refusal::InvalidResolution => (
                Code::InvalidResolution,
                &["input", "resolution"],
                "ATTRIBUTE_TO_ITEM needs a tag, ATTRIBUTE_TO_CONSIGNOR a consignorNumber, the others neither; without a position only \
                 ACCEPT is possible.",
            ),
            Refusal::LineNotFound => (Code::LineNotFound, &["input", "position"], "The sale has no such line."),
            Refusal::NothingToReview => (Code::NothingToReview, &["saleId"], "Nothing is open there any more."),
            Refusal::ConsignorNotFound => (Code::ConsignorNotFound, &["input", "consignorNumber"], "There is no such consignor."),
            Refusal::Item(HoldProblem::ItemSold(_)) => SOLD,
            Refusal::Item(HoldProblem::ItemPending(_)) => (Code::ItemPending, &["input", "tag"], "This item is in a cart."),
            Refusal::Item(HoldProblem::ItemNotInSession(_)) => NOT_HERE,
            Refusal::Item(HoldProblem::ItemNotFound) => NOT_FOUND,
            _ => (Code::SaleNotFound, &["saleId"], "There is no such sale."),
        },
    };
    SaleReviewResolveUserError::new(code, field, message)
}
