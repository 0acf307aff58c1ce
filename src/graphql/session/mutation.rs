//! Opening sessions, restocking, withdrawing, ending them.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::id::SessionId;
use crate::domain::inventory::{self, RestockProblem};
use crate::domain::sale::{self as domain, HoldProblem};
use crate::domain::tag::Tag;

use crate::graphql::ask::{self, key, line, nullable, organizer, owners, refusal};
use crate::graphql::event::event_by_id;
use crate::graphql::hold::scans;
use crate::graphql::user_error::{KEY_MISMATCH, SESSION_NOT_ACTIVE, SESSION_NOT_FOUND, user_error};

use super::{SaleSession, session};

user_error! {
    /// Why a session was not opened.
    SaleSessionOpenUserError,
    /// Why a session was not opened.
    SaleSessionOpenErrorCode { EventNotFound, NoItems, AlreadyActive, IdempotencyKeyMismatch }
}
user_error! {
    /// Why items were not taken into the session.
    SaleSessionRestockUserError,
    /// Why items were not taken into the session.
    SaleSessionRestockErrorCode {
        SessionNotFound, SessionNotActive, ItemNotFound, ItemLocked, ItemSold, NoItems, TooManyItems, IdempotencyKeyMismatch
    },
    /// As it was sent.
    tag: Option<String>
}
user_error! {
    /// Why items were not taken out of the session.
    SaleSessionWithdrawUserError,
    /// Why items were not taken out of the session.
    SaleSessionWithdrawErrorCode {
        SessionNotFound, SessionNotActive, ItemNotFound, ItemNotInSession, ItemSold, ItemPending, NoItems, TooManyItems,
        IdempotencyKeyMismatch
    },
    /// As it was sent.
    tag: Option<String>
}
user_error! {
    /// Why a session was not completed.
    SaleSessionCompleteUserError,
    /// Why a session was not completed.
    SaleSessionCompleteErrorCode { SessionNotFound, SessionNotActive, IdempotencyKeyMismatch }
}
user_error! {
    /// Why a session was not cancelled.
    SaleSessionCancelUserError,
    /// Why a session was not cancelled.
    SaleSessionCancelErrorCode { SessionNotFound, SessionNotActive, SalesStand, IdempotencyKeyMismatch }
}

macro_rules! session_payload {
    ($(#[$doc:meta])* $name:ident, $error:ident) => {
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(in crate::graphql) struct $name {
            session: Option<SaleSession>,
            user_errors: Vec<$error>,
        }

        impl $name {
            async fn of(context: &Context<'_>, done: std::result::Result<SessionId, Vec<$error>>) -> Result<Option<Self>> {
                Ok(Some(match done {
                    Ok(id) => Self { session: session(context, id).await?, user_errors: Vec::new() },
                    Err(user_errors) => Self { session: None, user_errors },
                }))
            }
        }
    };
}
session_payload! {
    /// The session, or why it was not opened.
    SaleSessionOpenPayload, SaleSessionOpenUserError
}
session_payload! {
    /// The session, or why it did not get the items.
    SaleSessionRestockPayload, SaleSessionRestockUserError
}
session_payload! {
    /// The session, or why it did not give up the items.
    SaleSessionWithdrawPayload, SaleSessionWithdrawUserError
}
session_payload! {
    /// The session, or why it was not completed.
    SaleSessionCompletePayload, SaleSessionCompleteUserError
}
session_payload! {
    /// The session, or why it was not cancelled.
    SaleSessionCancelPayload, SaleSessionCancelUserError
}

#[derive(Default)]
pub(in crate::graphql) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Locks every modifiable item of the event and starts selling them. Organizers only.
    async fn sale_session_open(
        &self,
        context: &Context<'_>,
        event_id: ID,
        idempotency_key: String,
    ) -> Option<Result<SaleSessionOpenPayload>> {
        nullable(async {
            use SaleSessionOpenErrorCode as Code;
            let organizer = organizer(context)?;
            let refused = |code, field, message: &str| Err(vec![SaleSessionOpenUserError::new(code, &[field], message)]);
            let key = key("saleSessionOpen", &event_id, &idempotency_key, &json!({}))?;
            let done = match event_by_id(context, &event_id).await? {
                None => refused(Code::EventNotFound, "eventId", "There is no such event."),
                Some(event) => match owners(context).open_session(&organizer, event.row.id, event.row.terms, key).await {
                    Ok(session) => Ok(session),
                    Err(stop) => match refusal(stop)? {
                        inventory::Refusal::KeyMismatch => refused(Code::IdempotencyKeyMismatch, "idempotencyKey", KEY_MISMATCH),
                        inventory::Refusal::AlreadyActive => refused(Code::AlreadyActive, "eventId", "This event sells already."),
                        _ => refused(Code::NoItems, "eventId", "This event has no items to sell."),
                    },
                },
            };
            SaleSessionOpenPayload::of(context, done).await
        })
        .await
    }

    /// Takes items that came in during the sale into the running session: all of them or none. Organizers only.
    async fn sale_session_restock(
        &self,
        context: &Context<'_>,
        session_id: ID,
        tags: Vec<String>,
        idempotency_key: String,
    ) -> Option<Result<SaleSessionRestockPayload>> {
        nullable(async {
            let organizer = organizer(context)?;
            let parsed: Vec<Option<Tag>> = tags.iter().map(|tag| Tag::parse(tag).ok()).collect();
            let key = key("saleSessionRestock", &session_id, &idempotency_key, &canonical(&tags, None))?;
            let done = match ask::session_id(context, &session_id).await? {
                None => Err(restock_errors(&inventory::Refusal::ItemNotFound, &tags)),
                Some(id) => match owners(context).restock(&organizer, id, parsed, key).await {
                    Ok(()) => Ok(id),
                    Err(stop) => Err(restock_errors(&refusal(stop)?, &tags)),
                },
            };
            SaleSessionRestockPayload::of(context, done).await
        })
        .await
    }

    /// Takes items out of it (recalled, mispriced): back to Inventory. Not for items that are sold or held. Organizers only.
    async fn sale_session_withdraw(
        &self,
        context: &Context<'_>,
        session_id: ID,
        tags: Vec<String>,
        reason: String,
        idempotency_key: String,
    ) -> Option<Result<SaleSessionWithdrawPayload>> {
        nullable(async {
            let organizer = organizer(context)?;
            let reason = line("reason", &reason)?;
            let key = key("saleSessionWithdraw", &session_id, &idempotency_key, &canonical(&tags, Some(&reason)))?;
            let done = match ask::session_id(context, &session_id).await? {
                None => Err(withdraw_errors(&domain::Refusal::SessionNotFound, &tags)),
                Some(id) => {
                    let scanned = scans(context, id, &tags).await?;
                    match owners(context).withdraw(&organizer, id, (scanned, reason), key).await {
                        Ok(()) => Ok(id),
                        Err(stop) => Err(withdraw_errors(&refusal(stop)?, &tags)),
                    }
                }
            };
            SaleSessionWithdrawPayload::of(context, done).await
        })
        .await
    }

    /// Ends the session: sold items stay sold, the others are free again. Organizers only.
    async fn sale_session_complete(
        &self,
        context: &Context<'_>,
        session_id: ID,
        idempotency_key: String,
    ) -> Option<Result<SaleSessionCompletePayload>> {
        nullable(async {
            use SaleSessionCompleteErrorCode as Code;
            let organizer = organizer(context)?;
            let refused = |code, field, message: &str| Err(vec![SaleSessionCompleteUserError::new(code, &[field], message)]);
            let key = key("saleSessionComplete", &session_id, &idempotency_key, &json!({}))?;
            let done = match ask::session_id(context, &session_id).await? {
                None => refused(Code::SessionNotFound, "sessionId", SESSION_NOT_FOUND),
                Some(id) => match owners(context).complete(&organizer, id, key).await {
                    Ok(()) => Ok(id),
                    Err(stop) => match refusal(stop)? {
                        domain::Refusal::KeyMismatch => refused(Code::IdempotencyKeyMismatch, "idempotencyKey", KEY_MISMATCH),
                        domain::Refusal::SessionNotFound => refused(Code::SessionNotFound, "sessionId", SESSION_NOT_FOUND),
                        _ => refused(Code::SessionNotActive, "sessionId", SESSION_NOT_ACTIVE),
                    },
                },
            };
            SaleSessionCompletePayload::of(context, done).await
        })
        .await
    }

    /// Ends the session as if it never was. Only while no sale stands: releases every item. Organizers only.
    async fn sale_session_cancel(
        &self,
        context: &Context<'_>,
        session_id: ID,
        reason: String,
        idempotency_key: String,
    ) -> Option<Result<SaleSessionCancelPayload>> {
        nullable(async {
            use SaleSessionCancelErrorCode as Code;
            let organizer = organizer(context)?;
            let reason = line("reason", &reason)?;
            let refused = |code, field, message: &str| Err(vec![SaleSessionCancelUserError::new(code, &[field], message)]);
            let key = key("saleSessionCancel", &session_id, &idempotency_key, &json!({ "reason": reason }))?;
            let done = match ask::session_id(context, &session_id).await? {
                None => refused(Code::SessionNotFound, "sessionId", SESSION_NOT_FOUND),
                Some(id) => match owners(context).cancel(&organizer, id, reason, key).await {
                    Ok(()) => Ok(id),
                    Err(stop) => match refusal(stop)? {
                        domain::Refusal::KeyMismatch => refused(Code::IdempotencyKeyMismatch, "idempotencyKey", KEY_MISMATCH),
                        domain::Refusal::SessionNotFound => refused(Code::SessionNotFound, "sessionId", SESSION_NOT_FOUND),
                        domain::Refusal::SalesStand => {
                            refused(Code::SalesStand, "sessionId", "Sales stand: void them first, or complete.")
                        }
                        _ => refused(Code::SessionNotActive, "sessionId", SESSION_NOT_ACTIVE),
                    },
                },
            };
            SaleSessionCancelPayload::of(context, done).await
        })
        .await
    }
}

/// What is compared when a key comes again: readable tags as ten digits, others as they were sent.
fn canonical(tags: &[String], reason: Option<&str>) -> serde_json::Value {
    let tags: Vec<String> = tags.iter().map(|text| Tag::parse(text).map_or_else(|_| text.clone(), Tag::digits)).collect();
    match reason {
        Some(reason) => json!({ "tags": tags, "reason": reason }),
        None => json!({ "tags": tags }),
    }
}

fn restock_errors(refusal: &inventory::Refusal, tags: &[String]) -> Vec<SaleSessionRestockUserError> {
    use SaleSessionRestockErrorCode as Code;
    let one = |code, field: &str, message: &str| vec![SaleSessionRestockUserError::new(code, &[field], message)];
    match refusal {
        inventory::Refusal::KeyMismatch => one(Code::IdempotencyKeyMismatch, "idempotencyKey", KEY_MISMATCH),
        inventory::Refusal::NoItems => one(Code::NoItems, "tags", "There is nothing to take in."),
        inventory::Refusal::TooManyItems => one(Code::TooManyItems, "tags", "At most 500 items can be taken in at once."),
        inventory::Refusal::SessionNotActive => one(Code::SessionNotActive, "sessionId", SESSION_NOT_ACTIVE),
        inventory::Refusal::Items(problems) => problems
            .iter()
            .map(|(index, problem)| {
                let (code, message) = match problem {
                    RestockProblem::ItemNotFound => (Code::ItemNotFound, "This event has no such item."),
                    RestockProblem::ItemLocked => (Code::ItemLocked, "A session holds this item already."),
                    RestockProblem::ItemSold => (Code::ItemSold, "This item is sold."),
                };
                let error = SaleSessionRestockUserError::new(code, &["tags", &index.to_string()], message);
                SaleSessionRestockUserError { tag: tags.get(*index).cloned(), ..error }
            })
            .collect(),
        _ => one(Code::SessionNotFound, "sessionId", SESSION_NOT_FOUND),
    }
}

fn withdraw_errors(refusal: &domain::Refusal, tags: &[String]) -> Vec<SaleSessionWithdrawUserError> {
    use SaleSessionWithdrawErrorCode as Code;
    let one = |code, field: &str, message: &str| vec![SaleSessionWithdrawUserError::new(code, &[field], message)];
    match refusal {
        domain::Refusal::KeyMismatch => one(Code::IdempotencyKeyMismatch, "idempotencyKey", KEY_MISMATCH),
        domain::Refusal::NoItems => one(Code::NoItems, "tags", "There is nothing to take out."),
        domain::Refusal::TooManyItems => one(Code::TooManyItems, "tags", "At most 500 items can be taken out at once."),
        domain::Refusal::SessionNotActive => one(Code::SessionNotActive, "sessionId", SESSION_NOT_ACTIVE),
        domain::Refusal::Items(problems) => problems
            .iter()
            .map(|(index, problem)| {
                let (code, message) = match problem {
                    HoldProblem::ItemNotFound => (Code::ItemNotFound, "There is no such item."),
                    HoldProblem::ItemNotInSession(_) => (Code::ItemNotInSession, "This item is not in the session."),
                    HoldProblem::ItemSold(_) => (Code::ItemSold, "This item is sold."),
                    HoldProblem::ItemPending(_) => (Code::ItemPending, "This item is in a cart."),
                };
                let error = SaleSessionWithdrawUserError::new(code, &["tags", &index.to_string()], message);
                SaleSessionWithdrawUserError { tag: tags.get(*index).cloned(), ..error }
            })
            .collect(),
        _ => one(Code::SessionNotFound, "sessionId", SESSION_NOT_FOUND),
    }
}
