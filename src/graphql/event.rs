//! Sale events: one season's sale, and the rules that are fixed for all of it.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::access;
use crate::domain::id::{EventId, GlobalId};
use crate::domain::inventory::CALL_ITEMS_MAX;
use crate::domain::key::digest64;
use crate::domain::money::{Bps, Currency};
use crate::domain::terms::{Rates, Terms};
use crate::domain::text;
use crate::store::{self, ItemScope, Kept, NewSaleEvent};

use super::ask::{self, key_text, moment, nullable, organizer, owners, reader, storage, viewer};
use super::consignor::{Consignor, consignors_of};
use super::item::{Item, ItemFilter, items_of};
use super::load::{self, TenantEvent};
use super::page::{self, Window};
use super::scalar::DateTime;
use super::session::SaleSession;
use super::user_error::{KEY_MISMATCH, user_error};

/// What an event counts in. ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Currency", rename_items = "UPPERCASE")]
pub enum CurrencyCode {
    Usd,
    Eur,
    Gbp,
    Cad,
    Aud,
    Nzd,
    Chf,
    Sek,
    Nok,
    Dkk,
}

/// The consignor's share of a sale, in basis points (6500 = 65 %). The house keeps the rest.
#[derive(SimpleObject)]
#[expect(clippy::struct_field_names, reason = "the contract's names say the unit")]
pub(super) struct CommissionRates {
    /// Everybody's.
    base_share_bps: i32,
    /// Added for those who worked the hours of a volunteer.
    volunteer_bonus_bps: i32,
    /// Added for those who worked far more.
    super_bonus_bps: i32,
    /// No share is above it.
    max_share_bps: i32,
}

/// One season's consignment sale, for example Spring 2027. Holds the rules that are fixed for all of it.
pub(super) struct SaleEvent {
    pub row: store::SaleEvent,
}

#[Object]
impl SaleEvent {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(GlobalId::Event(self.row.id).to_string())
    }

    /// For example Spring 2027.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What all its amounts are in.
    async fn currency(&self) -> CurrencyCode {
        self.row.terms.currency.into()
    }

    /// IANA name.
    async fn time_zone(&self) -> &str {
        &self.row.terms.time_zone
    }

    /// When doors open.
    async fn starts_at(&self) -> DateTime {
        self.row.starts_at.into()
    }

    /// When they close.
    async fn ends_at(&self) -> DateTime {
        self.row.ends_at.into()
    }

    /// What the consignors' shares are computed with.
    async fn rates(&self) -> CommissionRates {
        let rates = self.row.terms.rates;
        let bps = |rate: Bps| i32::from(rate.get());
        CommissionRates {
            base_share_bps: bps(rates.base),
            volunteer_bonus_bps: bps(rates.volunteer_bonus),
            super_bonus_bps: bps(rates.super_bonus),
            max_share_bps: bps(rates.max),
        }
    }

    /// The session that sells it now; null while none does, and for consignors.
    async fn active_session(&self, context: &Context<'_>) -> Option<Result<SaleSession>> {
        nullable(async {
            if !access::sees_sessions(viewer(context)?) {
                return Ok(None);
            }
            let row =
                reader(context).active_session(self.row.organization, self.row.id).await.map_err(|fault| storage(&fault))?;
            Ok(row.map(|row| SaleSession { row }))
        })
        .await
    }

    /// Its items by tag; a consignor sees its own.
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
        items_of(context, ItemScope::Event(self.row.id), filter, &Window { first, after, last, before }).await
    }

    /// The consignors with items in it, by number; a consignor sees itself.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn consignors(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<String, Consignor>> {
        consignors_of(context, Some(self.row.id), &Window { first, after, last, before }).await
    }

    /// Its sessions in the order of their creation; none for consignors.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn sessions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<String, SaleSession>> {
        let page = Window { first, after, last, before }.page("session")?;
        if !access::sees_sessions(viewer(context)?) {
            return Ok(page::nothing());
        }
        let slice = reader(context).sessions(self.row.organization, self.row.id, page).await.map_err(|fault| storage(&fault))?;
        Ok(page::connection("session", page, slice, |row| (row.id.0, SaleSession { row })))
    }
}

/// What a connection costs: its rows times what is asked of each, halved, since `edges`, `nodes` and `pageInfo` are counted
/// with every row and most pages are not full.
pub(super) fn page_cost(first: Option<i32>, last: Option<i32>, child_complexity: usize) -> usize {
    let rows = first.or(last).and_then(|rows| usize::try_from(rows).ok()).unwrap_or(50).min(100);
    1 + rows * child_complexity.max(1) / 2
}

/// What the items of a payload cost: a call has 500 at most, most have fewer.
pub(super) fn call_cost(child_complexity: usize) -> usize {
    1 + CALL_ITEMS_MAX / 2 * child_complexity
}

pub(super) async fn event_by_id(context: &Context<'_>, id: &str) -> Result<Option<SaleEvent>> {
    viewer(context)?;
    match GlobalId::parse(id) {
        Some(GlobalId::Event(id)) => event(context, id).await,
        _ => Ok(None),
    }
}

pub(super) async fn event(context: &Context<'_>, id: EventId) -> Result<Option<SaleEvent>> {
    let row = load::one(context, TenantEvent(viewer(context)?.organization, id)).await?;
    Ok(row.map(|row| SaleEvent { row }))
}

/// The event of a thing that has one.
pub(super) async fn event_of(context: &Context<'_>, id: EventId) -> Result<SaleEvent> {
    event(context, id).await?.ok_or_else(ask::unavailable)
}

#[derive(Default)]
pub(super) struct EventQuery;

#[Object]
impl EventQuery {
    /// One event; null if there is none.
    async fn sale_event(&self, context: &Context<'_>, id: ID) -> Option<Result<SaleEvent>> {
        nullable(async { event_by_id(context, &id).await }).await
    }

    /// The organization's events in the order of their creation.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn sale_events(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<String, SaleEvent>> {
        let organization = viewer(context)?.organization;
        let page = Window { first, after, last, before }.page("event")?;
        let slice = reader(context).events(organization, page).await.map_err(|fault| storage(&fault))?;
        Ok(page::connection("event", page, slice, |row| (row.id.0, SaleEvent { row })))
    }
}

/// The rules and the time of a new event.
#[derive(InputObject)]
pub(super) struct SaleEventCreateInput {
    /// 1 to 200 characters.
    name: String,
    /// What all its amounts are in.
    currency: CurrencyCode,
    /// IANA name, for example Europe/Berlin.
    time_zone: String,
    /// When doors open.
    starts_at: DateTime,
    /// When they close; later than `startsAt`.
    ends_at: DateTime,
    /// What the consignors' shares are computed with.
    rates: CommissionRatesInput,
}

/// Basis points, 0 to 10000 each.
#[derive(InputObject)]
#[expect(clippy::struct_field_names, reason = "the contract's names say the unit")]
pub(super) struct CommissionRatesInput {
    /// Everybody's.
    base_share_bps: i32,
    /// Added for those who worked the hours of a volunteer.
    #[graphql(default = 0)]
    volunteer_bonus_bps: i32,
    /// Added for those who worked far more.
    #[graphql(default = 0)]
    super_bonus_bps: i32,
    /// No share is above it.
    #[graphql(default = 10000)]
    max_share_bps: i32,
}

user_error! {
    /// Why an event was not created.
    SaleEventCreateUserError,
    /// Why an event was not created.
    SaleEventCreateErrorCode { InvalidName, InvalidTimeZone, InvalidPeriod, InvalidRates, IdempotencyKeyMismatch }
}

/// The event, or why there is none.
#[derive(SimpleObject)]
pub(super) struct SaleEventCreatePayload {
    event: Option<SaleEvent>,
    user_errors: Vec<SaleEventCreateUserError>,
}

#[derive(Default)]
pub(super) struct EventMutation;

#[Object]
impl EventMutation {
    /// Creates an event. Organizers only.
    async fn sale_event_create(
        &self,
        context: &Context<'_>,
        input: SaleEventCreateInput,
        idempotency_key: String,
    ) -> Option<Result<SaleEventCreatePayload>> {
        nullable(async {
            let organizer = organizer(context)?;
            let key = key_text(&idempotency_key)?;
            let new = match read(&input)? {
                Ok(new) => new,
                Err(user_errors) => return Ok(Some(SaleEventCreatePayload { event: None, user_errors })),
            };
            let arguments = digest64(&canonical(&new).to_string());
            let owners = owners(context);
            let kept = owners.records().create_event(organizer.organization, &new, (key, arguments), owners.now()).await;
            Ok(Some(match kept.map_err(|fault| storage(&fault))? {
                Kept::Done(id) => SaleEventCreatePayload { event: event(context, id).await?, user_errors: Vec::new() },
                Kept::KeyMismatch | Kept::Taken => {
                    let code = SaleEventCreateErrorCode::IdempotencyKeyMismatch;
                    let user_errors = vec![SaleEventCreateUserError::new(code, &["idempotencyKey"], KEY_MISMATCH)];
                    SaleEventCreatePayload { event: None, user_errors }
                }
            }))
        })
        .await
    }
}

fn canonical(new: &NewSaleEvent) -> serde_json::Value {
    json!({
        "name": new.name,
        "currency": new.terms.currency,
        "timeZone": new.terms.time_zone,
        "startsAt": new.starts_at,
        "endsAt": new.ends_at,
        "rates": new.terms.rates,
    })
}

fn read(input: &SaleEventCreateInput) -> Result<std::result::Result<NewSaleEvent, Vec<SaleEventCreateUserError>>> {
    use SaleEventCreateErrorCode as Code;
    let starts_at = moment("input.startsAt", &input.starts_at)?;
    let ends_at = moment("input.endsAt", &input.ends_at)?;
    let mut errors = Vec::new();
    let mut refuse = |code, field: &str, why: String| errors.push(SaleEventCreateUserError::new(code, &["input", field], why));
    let name = text::line(&input.name).unwrap_or_else(|why| {
        refuse(Code::InvalidName, "name", format!("The name {why}."));
        String::new()
    });
    if input.time_zone.parse::<chrono_tz::Tz>().is_err() {
        refuse(Code::InvalidTimeZone, "timeZone", "The time zone is not an IANA name such as Europe/Berlin.".to_owned());
    }
    if ends_at <= starts_at {
        refuse(Code::InvalidPeriod, "endsAt", "The event must end after it starts.".to_owned());
    }
    let rates = read_rates(&input.rates);
    if rates.is_none() {
        refuse(
            Code::InvalidRates,
            "rates",
            "Each rate is 0 to 10000 basis points, and the base share is not above the maximum.".to_owned(),
        );
    }
    match rates {
        Some(rates) if errors.is_empty() => {
            let terms = Terms { rates, currency: input.currency.into(), time_zone: input.time_zone.clone() };
            Ok(Ok(NewSaleEvent { name, terms, starts_at, ends_at }))
        }
        _ => Ok(Err(errors)),
    }
}

fn read_rates(input: &CommissionRatesInput) -> Option<Rates> {
    let bps = |value: i32| Bps::new(i64::from(value));
    let rates = Rates {
        base: bps(input.base_share_bps)?,
        volunteer_bonus: bps(input.volunteer_bonus_bps)?,
        super_bonus: bps(input.super_bonus_bps)?,
        max: bps(input.max_share_bps)?,
    };
    (rates.base <= rates.max).then_some(rates)
}
