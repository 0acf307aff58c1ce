//! What every resolver needs: who asks, the owners, and reading an argument so that its error names it.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Error, Result};

use crate::domain::access::{self, Clerk, Organizer, Viewer};
use crate::domain::id::{GlobalId, SaleId, SessionId};
use crate::domain::key::Key;
use crate::domain::money::Money;
use crate::domain::text::{self, NotText};
use crate::domain::time::Timestamp;
use crate::owner::{Failure, Head, Owners, SessionView, Stop};
use crate::store::{Fault, Reader, SaleSession};

use super::error::{Code, error, error_retry_after};
use super::scalar;

/// An owner that is just loading a large session takes about a second.
const LOADING_SECONDS_MAX: u64 = 5;

/// Who asks, or UNAUTHENTICATED.
pub(super) fn viewer<'a>(context: &'a Context<'_>) -> Result<&'a Viewer> {
    context
        .data_opt::<Viewer>()
        .ok_or_else(|| error(Code::Unauthenticated, "A token is needed: send `Authorization: Bearer TOKEN`."))
}

/// The right to run the sale, or FORBIDDEN.
pub(super) fn organizer(context: &Context<'_>) -> Result<Organizer> {
    access::organizer(viewer(context)?).map_err(|_| error(Code::Forbidden, "Only an organizer may do this."))
}

/// The right to sell, or FORBIDDEN.
pub(super) fn clerk(context: &Context<'_>) -> Result<Clerk> {
    access::clerk(viewer(context)?).map_err(|_| error(Code::Forbidden, "Only a cashier or an organizer may do this."))
}

pub(super) fn owners<'a>(context: &'a Context<'_>) -> &'a Owners {
    context.data_unchecked::<Owners>()
}

pub(super) fn reader<'a>(context: &'a Context<'_>) -> &'a Reader {
    owners(context).reader()
}

/// A nullable field's answer. An error nulls the field alone: `Result<Option<_>>` would null its parent too (async-graphql
/// 8.0.0-rc.5).
pub(super) async fn nullable<T>(answer: impl Future<Output = Result<Option<T>>>) -> Option<Result<T>> {
    answer.await.transpose()
}

/// A database that fails: logged here, opaque outside. A row that cannot be read is no better when it is read again: a fault of
/// ours, which is logged where it is masked.
pub(super) fn storage(fault: &Fault) -> Error {
    if let Fault::Inconsistent { .. } = fault {
        return error(Code::InternalServerError, fault.to_string());
    }
    tracing::warn!(%fault, "a question to the database failed");
    unavailable()
}

pub(super) fn unavailable() -> Error {
    error_retry_after(
        Code::StorageUnavailable,
        "The database does not answer. The outcome may be unknown: try again with the same key.",
        Duration::from_millis(500),
    )
}

/// A refusal for the payload, or a failure for the top-level errors.
pub(super) fn refusal<Refusal>(stop: Stop<Refusal>) -> Result<Refusal> {
    match stop {
        Stop::Refused(refusal) => Ok(refusal),
        Stop::Failed(Failure::Overloaded { retry_after_ms }) => {
            let message = "Too much is waiting. Nothing was done; try again shortly.";
            Err(error_retry_after(Code::Overloaded, message, Duration::from_millis(retry_after_ms)))
        }
        Stop::Failed(Failure::Unavailable) => Err(unavailable()),
        Stop::Failed(Failure::Internal) => Err(error(Code::InternalServerError, "This request met a fault of ours.")),
    }
}

/// `BAD_USER_INPUT` that names the argument.
pub(super) fn bad(argument: &str, why: impl std::fmt::Display) -> Error {
    error(Code::BadUserInput, format!("`{argument}` {why}."))
}

pub(super) fn money(argument: &str, amount: &scalar::Money) -> Result<Money> {
    Money::parse(&amount.0).map_err(|why| bad(argument, why))
}

pub(super) fn moment(argument: &str, moment: &scalar::DateTime) -> Result<Timestamp> {
    Timestamp::parse(&moment.0).map_err(|_| bad(argument, "is not an RFC 3339 moment such as \"2026-11-20T10:15:00.000Z\""))
}

/// An optional line of text; blank is none.
pub(super) fn optional_line(argument: &str, text: Option<&String>) -> Result<Option<String>> {
    let line = text.map(|text| text::optional_line(text)).transpose().map_err(|why| bad(argument, why))?;
    Ok(line.filter(|line| !line.is_empty()))
}

/// A line of text where the contract has no code of its own for a wrong one.
pub(super) fn line(argument: &str, text: &str) -> Result<String> {
    text::line(text).map_err(|why| bad(argument, why))
}

/// An idempotency key in its scope, bound to what is asked.
pub(super) fn key(mutation: &str, target: &str, text: &str, arguments: &serde_json::Value) -> Result<Key> {
    let text = key_text(text)?;
    Ok(Key::new(mutation, target, text, &arguments.to_string()))
}

pub(super) fn key_text(text: &str) -> Result<&str> {
    text::key(text).map_err(|why: NotText| bad("idempotencyKey", why))
}

/// The session of the viewer's organization that an id names, if the viewer may see sessions.
pub(super) async fn session_id(context: &Context<'_>, id: &str) -> Result<Option<SessionId>> {
    // Before the id is read: without a token even nonsense is UNAUTHENTICATED.
    viewer(context)?;
    match GlobalId::parse(id) {
        Some(GlobalId::Session(session)) => own_session(context, session).await,
        _ => Ok(None),
    }
}

/// The sale of the viewer's organization that an id names, as far as its session goes: the owner knows the rest.
pub(super) async fn sale_id(context: &Context<'_>, id: &str) -> Result<Option<SaleId>> {
    match GlobalId::parse(id) {
        Some(GlobalId::Sale(sale)) => Ok(own_session(context, sale.session).await?.map(|_| sale)),
        _ => Ok(None),
    }
}

/// Without a question to the database while the session's owner runs.
async fn own_session(context: &Context<'_>, session: SessionId) -> Result<Option<SessionId>> {
    let viewer = viewer(context)?;
    if !access::sees_sessions(viewer) {
        return Ok(None);
    }
    let running = owners(context).running_view(session).and_then(|view| view.head().organization);
    if let Some(organization) = running {
        return Ok((organization == viewer.organization).then_some(session));
    }
    let row = reader(context).session(viewer.organization, session).await.map_err(|fault| storage(&fault))?;
    Ok(row.map(|row| row.id))
}

/// The session's row, if the viewer may see it.
pub(super) async fn session(context: &Context<'_>, id: SessionId) -> Result<Option<SaleSession>> {
    let viewer = viewer(context)?;
    if !access::sees_sessions(viewer) {
        return Ok(None);
    }
    reader(context).session(viewer.organization, id).await.map_err(|fault| storage(&fault))
}

/// A session's view with its present moment, once its owner is loaded.
pub(super) async fn live(owners: &Owners, session: SessionId) -> Result<(Arc<SessionView>, Arc<Head>)> {
    let view = owners.session_view(session);
    let head = tokio::time::timeout(Duration::from_secs(LOADING_SECONDS_MAX), view.loaded()).await.map_err(|_| unavailable())?;
    Ok((view, head))
}
