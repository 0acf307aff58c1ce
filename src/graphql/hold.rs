//! Carts: putting items in, taking them out.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::domain::access::Clerk;
use crate::domain::id::SessionId;
use crate::domain::sale::{CALL_TAGS_MAX, Fact, HoldItems, HoldProblem, Refusal, Scan};
use crate::domain::tag::Tag;
use crate::domain::text;

use super::ask::{self, bad, clerk, nullable, optional_line, owners, reader, refusal, storage, viewer};
use super::error::{Code as ErrorCode, error};
use super::event::call_cost;
use super::item::{Item, item, items_in_order};
use super::sale::SaleChannel;
use super::scalar::DateTime;
use super::user_error::{SESSION_NOT_ACTIVE, SESSION_NOT_FOUND, user_error};

/// Items for a cart.
#[derive(InputObject)]
pub(super) struct ItemsHoldInput {
    /// The cart's name: 1 to 200 characters, for example a UUID made when the cart is opened.
    cart: String,
    /// 1 to 500.
    tags: Vec<String>,
    /// Which till.
    till: Option<String>,
    /// For how long: 30 to 3600.
    #[graphql(default = 900)]
    seconds: i32,
    /// ONLINE and SHOPIFY: only with an ORGANIZER token, until the shop has a role of its own.
    #[graphql(default_with = "SaleChannel::Pos")]
    channel: SaleChannel,
}

/// Items of a cart; without `tags` all of them.
#[derive(InputObject)]
pub(super) struct ItemsReleaseInput {
    /// The cart's name.
    cart: String,
    /// At most 500.
    tags: Option<Vec<String>>,
}

user_error! {
    /// Why items were not held: `tag`, and what stands against it: the item shows since when and where it is sold or held.
    ItemsHoldUserError,
    /// Why items were not held.
    ItemsHoldErrorCode {
        SessionNotFound, SessionNotActive, ItemNotFound, ItemNotInSession, ItemSold, ItemPending, NoItems, TooManyItems,
        InvalidCart, InvalidSeconds
    },
    /// As it was sent.
    tag: Option<String>,
    /// As it stands now.
    item: Option<Item>
}
user_error! {
    /// Why items were not released.
    ItemsReleaseUserError,
    /// Why items were not released.
    ItemsReleaseErrorCode { SessionNotFound, SessionNotActive, InvalidCart }
}

/// The items in the cart now, or why none was put there.
#[derive(SimpleObject)]
pub(super) struct ItemsHoldPayload {
    #[graphql(complexity = "call_cost(child_complexity)")]
    items: Option<Vec<Item>>,
    /// From then on they count as released.
    expires_at: Option<DateTime>,
    user_errors: Vec<ItemsHoldUserError>,
}

/// The items that were in the cart, or why none was taken out.
#[derive(SimpleObject)]
pub(super) struct ItemsReleasePayload {
    #[graphql(complexity = "call_cost(child_complexity)")]
    items: Option<Vec<Item>>,
    user_errors: Vec<ItemsReleaseUserError>,
}

#[derive(Default)]
pub(super) struct HoldMutation;

#[Object]
impl HoldMutation {
    /// Puts items into a cart: AVAILABLE -> PENDING, for `seconds`. Renewing is holding again. All or none.
    async fn items_hold(&self, context: &Context<'_>, session_id: ID, input: ItemsHoldInput) -> Option<Result<ItemsHoldPayload>> {
        nullable(async {
            let clerk = clerk(context)?;
            channel_right(&clerk, input.channel)?;
            let till = optional_line("input.till", input.till.as_ref())?;
            let Some(session) = ask::session_id(context, &session_id).await? else {
                return hold_refused(context, &Refusal::SessionNotFound, &input.tags).await;
            };
            let hold = HoldItems {
                cart: text::line(&input.cart).ok(),
                scans: scans(context, session, &input.tags).await?,
                till,
                seconds: i64::from(input.seconds),
                channel: input.channel.into(),
            };
            match owners(context).hold_items(&clerk, session, hold).await {
                Ok((tags, expires_at)) => {
                    let items = items_in_order(context, &tags).await?;
                    Ok(Some(ItemsHoldPayload {
                        items: Some(items),
                        expires_at: Some(expires_at.into()),
                        user_errors: Vec::new(),
                    }))
                }
                Err(stop) => hold_refused(context, &refusal(stop)?, &input.tags).await,
            }
        })
        .await
    }

    /// Takes items out of a cart. Without `tags`: the whole cart. Releasing what is not held is no error.
    async fn items_release(
        &self,
        context: &Context<'_>,
        session_id: ID,
        input: ItemsReleaseInput,
    ) -> Option<Result<ItemsReleasePayload>> {
        nullable(async {
            use ItemsReleaseErrorCode as Code;
            let clerk = clerk(context)?;
            if let Some(tags) = input.tags.as_ref().filter(|tags| tags.len() > CALL_TAGS_MAX) {
                return Err(bad("input.tags", format!("has {} tags; at most {CALL_TAGS_MAX} are allowed", tags.len())));
            }
            let refused = |code, field: &[&str], message: &str| {
                Ok(Some(ItemsReleasePayload { items: None, user_errors: vec![ItemsReleaseUserError::new(code, field, message)] }))
            };
            let Some(session) = ask::session_id(context, &session_id).await? else {
                return refused(Code::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND);
            };
            let cart = text::line(&input.cart).ok();
            let tags = input.tags.map(|tags| tags.iter().filter_map(|tag| Tag::parse(tag).ok()).collect());
            match owners(context).release_items(&clerk, session, cart, tags).await {
                Ok(tags) => {
                    let items = items_in_order(context, &tags).await?;
                    Ok(Some(ItemsReleasePayload { items: Some(items), user_errors: Vec::new() }))
                }
                Err(stop) => match refusal(stop)? {
                    Refusal::InvalidCart => refused(Code::InvalidCart, &["input", "cart"], INVALID_CART),
                    Refusal::SessionNotFound => refused(Code::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND),
                    _ => refused(Code::SessionNotActive, &["sessionId"], SESSION_NOT_ACTIVE),
                },
            }
        })
        .await
    }
}

pub(super) const INVALID_CART: &str = "A cart's name has 1 to 200 characters, none of them a control character.";

/// ONLINE and SHOPIFY speak for the shop, which only an organizer may.
pub(super) fn channel_right(clerk: &Clerk, channel: SaleChannel) -> Result<()> {
    if clerk.is_organizer || channel == SaleChannel::Pos {
        return Ok(());
    }
    Err(error(ErrorCode::Forbidden, "Only an organizer may use the channels ONLINE and SHOPIFY."))
}

/// The tags as they were scanned, with what is known of those that the session does not have.
pub(super) async fn scans(context: &Context<'_>, session: SessionId, texts: &[String]) -> Result<Vec<Scan>> {
    if texts.len() > CALL_TAGS_MAX {
        // The owner refuses so many; nothing needs to be looked up for that.
        return Ok(texts.iter().map(|_| Scan::Unreadable(String::new())).collect());
    }
    let parsed: Vec<Option<Tag>> = texts.iter().map(|text| Tag::parse(text).ok()).collect();
    let facts = facts(context, session, parsed.iter().flatten().copied().collect()).await?;
    let scan = |(tag, text): (Option<Tag>, &String)| match tag {
        Some(tag) => Scan::Tag(tag, facts(tag)),
        None => Scan::Unreadable(text::raw(text).unwrap_or_default()),
    };
    Ok(parsed.into_iter().zip(texts).map(scan).collect())
}

/// What is known of tags outside the session. Those in it exist; only the others are asked of the database.
pub(super) async fn facts(context: &Context<'_>, session: SessionId, tags: Vec<Tag>) -> Result<impl Fn(Tag) -> Fact + use<>> {
    let now = owners(context).now();
    let view = owners(context).running_view(session);
    let is_in = |tag: &Tag| view.as_ref().is_some_and(|view| view.place(*tag, now).is_some());
    let others: Vec<Tag> = tags.into_iter().filter(|tag| !is_in(tag)).collect();
    let tenant = viewer(context)?.organization;
    let known = reader(context).items_by_tag(tenant, &others).await.map_err(|fault| storage(&fault))?;
    let missing: std::collections::HashSet<Tag> = others.into_iter().filter(|tag| !known.contains_key(tag)).collect();
    Ok(move |tag| if missing.contains(&tag) { Fact::Missing } else { Fact::Exists })
}

async fn hold_refused(context: &Context<'_>, refusal: &Refusal, tags: &[String]) -> Result<Option<ItemsHoldPayload>> {
    use ItemsHoldErrorCode as Code;
    let one = |code, field: &[&str], message: &str| vec![ItemsHoldUserError::new(code, field, message)];
    let user_errors = match refusal {
        Refusal::SessionNotActive => one(Code::SessionNotActive, &["sessionId"], SESSION_NOT_ACTIVE),
        Refusal::NoItems => one(Code::NoItems, &["input", "tags"], "There is nothing to hold."),
        Refusal::TooManyItems => one(Code::TooManyItems, &["input", "tags"], "At most 500 items can be held at once."),
        Refusal::InvalidCart => one(Code::InvalidCart, &["input", "cart"], INVALID_CART),
        Refusal::InvalidSeconds => one(Code::InvalidSeconds, &["input", "seconds"], "Items are held for 30 to 3600 seconds."),
        Refusal::Items(problems) => {
            let mut errors = Vec::with_capacity(problems.len());
            for (index, problem) in problems {
                errors.push(hold_error(context, *index, *problem, tags.get(*index)).await?);
            }
            errors
        }
        _ => one(Code::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND),
    };
    Ok(Some(ItemsHoldPayload { items: None, expires_at: None, user_errors }))
}

async fn hold_error(
    context: &Context<'_>,
    index: usize,
    problem: HoldProblem,
    tag: Option<&String>,
) -> Result<ItemsHoldUserError> {
    use ItemsHoldErrorCode as Code;
    let (code, message, known) = match problem {
        HoldProblem::ItemNotFound => (Code::ItemNotFound, "There is no such item.", None),
        HoldProblem::ItemNotInSession(tag) => (Code::ItemNotInSession, "This item is not in the session.", Some(tag)),
        HoldProblem::ItemSold(tag) => (Code::ItemSold, "This item is sold.", Some(tag)),
        HoldProblem::ItemPending(tag) => (Code::ItemPending, "This item is in another cart.", Some(tag)),
    };
    let item = match known {
        Some(known) => item(context, known).await?,
        None => None,
    };
    let error = ItemsHoldUserError::new(code, &["input", "tags", &index.to_string()], message);
    Ok(ItemsHoldUserError { tag: tag.cloned(), item, ..error })
}
