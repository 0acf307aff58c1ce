//! Carts that wait aside: parking one, and going on with it at any till.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::domain::sale::{ParkCart, ParkedCart, Refusal, TakeCart};
use crate::domain::tag::Tag;
use crate::domain::text;

use super::ask::{self, clerk, line, nullable, optional_line, owners, refusal};
use super::event::call_cost;
use super::hold::INVALID_CART;
use super::item::{Item, items_in_order};
use super::user_error::{SESSION_NOT_ACTIVE, SESSION_NOT_FOUND, user_error};

/// A cart to set aside.
#[derive(InputObject)]
pub(super) struct CartParkInput {
    /// Its name.
    cart: String,
    /// The till, or the helper's phone, that does.
    till: String,
    /// For whoever takes it.
    note: Option<String>,
}

/// Exactly one of `cart` and `tag`.
#[derive(InputObject)]
pub(super) struct CartTakeInput {
    /// The parked cart's name.
    cart: Option<String>,
    /// Any item in it.
    tag: Option<String>,
    /// The cart that its items go to; it may be the same.
    into: String,
    /// The till that does.
    till: String,
}

user_error! {
    /// Why a cart was not parked.
    CartParkUserError,
    /// Why a cart was not parked.
    CartParkErrorCode { SessionNotFound, SessionNotActive, CartEmpty, InvalidCart }
}
user_error! {
    /// Why a cart was not taken.
    CartTakeUserError,
    /// Why a cart was not taken.
    CartTakeErrorCode { SessionNotFound, SessionNotActive, CartNotFound, InvalidCart }
}

/// What waits in the cart, or why it was not parked.
#[derive(SimpleObject)]
pub(super) struct CartParkPayload {
    #[graphql(complexity = "call_cost(child_complexity)")]
    items: Option<Vec<Item>>,
    user_errors: Vec<CartParkUserError>,
}

/// The cart that has the items now, or why none was taken.
#[derive(SimpleObject)]
pub(super) struct CartTakePayload {
    /// `into`, as it was sent.
    cart: Option<String>,
    /// What lay in the parked cart.
    #[graphql(complexity = "call_cost(child_complexity)")]
    items: Option<Vec<Item>>,
    /// What was written on it.
    note: Option<String>,
    user_errors: Vec<CartTakeUserError>,
}

#[derive(Default)]
pub(super) struct CartMutation;

#[Object]
impl CartMutation {
    /// Parks a cart's holds until the day ends, so that any till can take it.
    async fn cart_park(&self, context: &Context<'_>, session_id: ID, input: CartParkInput) -> Option<Result<CartParkPayload>> {
        nullable(async {
            let clerk = clerk(context)?;
            let till = line("input.till", &input.till)?;
            let note = optional_line("input.note", input.note.as_ref())?;
            let Some(session) = ask::session_id(context, &session_id).await? else {
                return Ok(Some(park_refused(&Refusal::SessionNotFound)));
            };
            let park = ParkCart { cart: text::line(&input.cart).ok(), till, note };
            match owners(context).park_cart(&clerk, session, park).await {
                Ok(tags) => {
                    let items = items_in_order(context, &tags).await?;
                    Ok(Some(CartParkPayload { items: Some(items), user_errors: Vec::new() }))
                }
                Err(stop) => Ok(Some(park_refused(&refusal(stop)?))),
            }
        })
        .await
    }

    /// Takes a parked cart over by its name or by the tag of any item in it. Taking again into the same `into` answers that cart.
    async fn cart_take(&self, context: &Context<'_>, session_id: ID, input: CartTakeInput) -> Option<Result<CartTakePayload>> {
        nullable(async {
            let clerk = clerk(context)?;
            let till = line("input.till", &input.till)?;
            let Some(session) = ask::session_id(context, &session_id).await? else {
                return Ok(Some(take_refused(&Refusal::SessionNotFound)));
            };
            let which = match (&input.cart, &input.tag) {
                (Some(cart), None) => text::line(cart).map(ParkedCart::Named).map_err(|_| Refusal::InvalidCart),
                (None, Some(tag)) => Tag::parse(tag).map(ParkedCart::Holding).map_err(|_| Refusal::CartNotFound),
                _ => Err(Refusal::InvalidCart),
            };
            let take = match which {
                Ok(which) => TakeCart { which, into: text::line(&input.into).ok(), till },
                Err(refusal) => return Ok(Some(take_refused(&refusal))),
            };
            match owners(context).take_cart(&clerk, session, take).await {
                Ok((tags, note)) => {
                    let items = Some(items_in_order(context, &tags).await?);
                    Ok(Some(CartTakePayload { cart: Some(input.into), items, note, user_errors: Vec::new() }))
                }
                Err(stop) => Ok(Some(take_refused(&refusal(stop)?))),
            }
        })
        .await
    }
}

fn park_refused(refusal: &Refusal) -> CartParkPayload {
    use CartParkErrorCode as Code;
    let cart = ["input", "cart"];
    let error = match refusal {
        Refusal::SessionNotActive => CartParkUserError::new(Code::SessionNotActive, &["sessionId"], SESSION_NOT_ACTIVE),
        Refusal::InvalidCart => CartParkUserError::new(Code::InvalidCart, &cart, INVALID_CART),
        Refusal::TooManyItems => {
            CartParkUserError::new(Code::InvalidCart, &cart, "A cart with more than 500 items cannot be parked.")
        }
        Refusal::CartEmpty => CartParkUserError::new(Code::CartEmpty, &cart, "There is nothing in this cart to park."),
        _ => CartParkUserError::new(Code::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND),
    };
    CartParkPayload { items: None, user_errors: vec![error] }
}

fn take_refused(refusal: &Refusal) -> CartTakePayload {
    use CartTakeErrorCode as Code;
    let error = match refusal {
        Refusal::SessionNotActive => CartTakeUserError::new(Code::SessionNotActive, &["sessionId"], SESSION_NOT_ACTIVE),
        Refusal::InvalidCart => {
            let message =
                format!("Exactly one of `cart` and `tag` says which cart, and `into` which one gets it. {INVALID_CART}");
            CartTakeUserError::new(Code::InvalidCart, &["input"], message)
        }
        Refusal::CartNotFound => {
            let message = "No such cart is parked: it was taken by another till, sold, or its day is over.";
            CartTakeUserError::new(Code::CartNotFound, &["input"], message)
        }
        _ => CartTakeUserError::new(Code::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND),
    };
    CartTakePayload { cart: None, items: None, note: None, user_errors: vec![error] }
}
