//! Consignors, and what they earn.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::access::{self, Sight, Viewer};
use crate::domain::id::{ConsignorId, EventId, GlobalId, OrganizationId, SessionId};
use crate::domain::key::digest64;
use crate::domain::money;
use crate::domain::sale::Tally;
use crate::domain::tag::ConsignorNumber;
use crate::domain::text;
use crate::owner::Owners;
use crate::store::{self, ItemScope, Kept, SessionStatus, Slice};

use super::ask::{self, key_text, nullable, organizer, owners, reader, storage, viewer};
use super::event::{SaleEvent, page_cost};
use super::item::{Item, ItemFilter, items_of};
use super::load;
use super::page::{self, Window};
use super::scalar::{Money, int};
use super::session::SaleSession;
use super::user_error::{KEY_MISMATCH, user_error};

/// Somebody who brings items to sell. Belongs to the organization and comes back season after season.
pub(super) struct Consignor {
    pub row: store::Consignor,
}

#[Object]
impl Consignor {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(GlobalId::Consignor(ConsignorId { organization: self.row.organization, number: self.row.number }).to_string())
    }

    /// 1-99999, printed on every tag of this consignor; never given to another.
    async fn number(&self) -> i32 {
        self.row.number.get().cast_signed()
    }

    /// Null where the viewer may not see names.
    async fn display_name(&self, context: &Context<'_>) -> Option<Result<&str>> {
        nullable(async { Ok(access::sees_person(viewer(context)?, self.row.number).then_some(self.row.display_name.as_str())) })
            .await
    }

    /// Its items of all seasons, by tag.
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
        items_of(context, ItemScope::Consignor(self.row.number), filter, &Window { first, after, last, before }).await
    }

    /// What it earns in an event; null where the viewer may not see it.
    async fn earnings(&self, context: &Context<'_>, event_id: ID) -> Option<Result<ConsignorEarnings>> {
        nullable(async {
            if !access::sees_person(viewer(context)?, self.row.number) {
                return Ok(None);
            }
            match super::event::event_by_id(context, &event_id).await? {
                Some(event) => earnings(owners(context), viewer(context)?, self.row.clone(), event.row).await.map(Some),
                None => Ok(None),
            }
        })
        .await
    }
}

/// What a consignor earns in an event, live.
#[derive(SimpleObject)]
pub(super) struct ConsignorEarnings {
    /// Whose.
    consignor: Consignor,
    /// In which event.
    event: SaleEvent,
    /// Of this consignor in this event; sold ones included.
    item_count: i32,
    /// Items that a standing sale sold.
    sold_count: i32,
    /// Net of its sold lines.
    gross_sales: Money,
    /// Share that applies now, in basis points, with every bonus that counts today.
    share_bps: i32,
    /// What would be paid if the event were settled now, computed exactly as settlement would: rounded once per rate.
    estimated_payout: Money,
    /// True once the event is settled.
    #[graphql(name = "final")]
    is_final: bool,
    /// The session that moves it; null before the first, and for consignors.
    session: Option<SaleSession>,
    /// The newest event of that session that is counted here; 0 before the first.
    pub(super) sequence: i32,
}

/// Adds up what every session of the event sold of a consignor.
pub(super) async fn earnings(
    owners: &Owners,
    viewer: &Viewer,
    consignor: store::Consignor,
    event: store::SaleEvent,
) -> Result<ConsignorEarnings> {
    let reader = owners.reader();
    let (tenant, number) = (consignor.organization, consignor.number);
    let sessions = reader.all_sessions(tenant, event.id).await.map_err(|fault| storage(&fault))?;
    let (mut total, mut sequence) = (Tally::default(), 0);
    for session in &sessions {
        let (tally, counted) = match session.status {
            SessionStatus::Active => {
                let (view, head) = ask::live(owners, session.id).await?;
                let (tally, counted) = view.tally(number);
                // The tally may be of a later moment than the head that was read before it.
                (tally, counted.max(head.sequence))
            }
            SessionStatus::Completed { .. } | SessionStatus::Cancelled { .. } => {
                let tally = reader.finished_tally(session.id, number).await.map_err(|fault| storage(&fault))?;
                (tally, session.sequence)
            }
        };
        total.sold_count += tally.sold_count;
        total.gross += tally.gross;
        sequence = counted;
    }
    let scope = ItemScope::ConsignorInEvent(number, event.id);
    let item_count = reader.item_count(tenant, scope).await.map_err(|fault| storage(&fault))?;
    let share = event.terms.rates.base_share();
    let session = sessions.into_iter().next_back().filter(|_| access::sees_sessions(viewer));
    Ok(ConsignorEarnings {
        consignor: Consignor { row: consignor },
        item_count: int(item_count),
        sold_count: int(total.sold_count),
        gross_sales: total.gross.into(),
        share_bps: i32::from(share.get()),
        estimated_payout: payout(total.gross, share).into(),
        is_final: false,
        session: session.map(|row| SaleSession { row }),
        sequence: int(sequence),
        event: SaleEvent { row: event },
    })
}

impl ConsignorEarnings {
    /// What a subscriber is told about: without the sequence, which moves with everybody's sales.
    pub(super) fn figures(&self) -> Figures {
        Figures {
            item_count: self.item_count,
            sold_count: self.sold_count,
            gross_sales: self.gross_sales.clone(),
            estimated_payout: self.estimated_payout.clone(),
            session: self.session.as_ref().map(|session| session.row.id),
        }
    }
}

/// What must differ for a subscriber to be told.
#[derive(PartialEq, Eq)]
pub(super) struct Figures {
    item_count: i32,
    sold_count: i32,
    gross_sales: Money,
    estimated_payout: Money,
    /// A session that opens begins to move them.
    session: Option<SessionId>,
}

/// As settlement: exact, then rounded once for the consignor and rate.
fn payout(gross: money::Money, share: money::Bps) -> money::Money {
    gross.share(share).settled()
}

pub(super) async fn consignor_by_id(context: &Context<'_>, id: &str) -> Result<Option<Consignor>> {
    let viewer = viewer(context)?;
    match GlobalId::parse(id) {
        Some(GlobalId::Consignor(id)) if id.organization == viewer.organization => consignor_by_number(context, id.number).await,
        _ => Ok(None),
    }
}

pub(super) async fn consignor_by_number(context: &Context<'_>, number: ConsignorNumber) -> Result<Option<Consignor>> {
    let viewer = viewer(context)?;
    if !access::sight(viewer).covers(number) {
        return Ok(None);
    }
    let row = load::one(context, ConsignorId { organization: viewer.organization, number }).await?;
    Ok(row.map(|row| Consignor { row }))
}

/// The consignors that the viewer may see, by number.
pub(super) async fn consignors_of(
    context: &Context<'_>,
    event: Option<EventId>,
    window: &Window,
) -> Result<Connection<String, Consignor>> {
    let viewer = viewer(context)?;
    let page = window.page("consignor")?;
    let slice = match access::sight(viewer) {
        Sight::All => reader(context).consignors(viewer.organization, event, page).await.map_err(|fault| storage(&fault))?,
        Sight::Own(number) => {
            let key = i64::from(number.get());
            let is_in = page.after.is_none_or(|after| key > after) && page.before.is_none_or(|before| key < before);
            let has_items = match event {
                Some(event) => has_items_in(context, viewer.organization, number, event).await?,
                None => true,
            };
            let own = if is_in && has_items { consignor_by_number(context, number).await? } else { None };
            Slice { rows: own.into_iter().map(|own| own.row).collect(), has_more: false }
        }
        Sight::None => return Ok(page::nothing()),
    };
    Ok(page::connection("consignor", page, slice, |row| (i64::from(row.number.get()), Consignor { row })))
}

async fn has_items_in(context: &Context<'_>, tenant: OrganizationId, number: ConsignorNumber, event: EventId) -> Result<bool> {
    let count = reader(context).item_count(tenant, ItemScope::ConsignorInEvent(number, event)).await;
    Ok(count.map_err(|fault| storage(&fault))? > 0)
}

#[derive(Default)]
pub(super) struct ConsignorQuery;

#[Object]
impl ConsignorQuery {
    /// One consignor; null if there is none, or the viewer may not see it.
    async fn consignor(&self, context: &Context<'_>, id: ID) -> Option<Result<Consignor>> {
        nullable(async { consignor_by_id(context, &id).await }).await
    }

    /// One consignor by the number on its tags.
    async fn consignor_by_number(&self, context: &Context<'_>, number: i32) -> Option<Result<Consignor>> {
        nullable(async {
            viewer(context)?;
            match ConsignorNumber::new(i64::from(number)) {
                Some(number) => consignor_by_number(context, number).await,
                None => Ok(None),
            }
        })
        .await
    }

    /// The organization's consignors by number; a consignor sees itself.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn consignors(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<String, Consignor>> {
        consignors_of(context, None, &Window { first, after, last, before }).await
    }
}

/// A new consignor.
#[derive(InputObject)]
pub(super) struct ConsignorAddInput {
    /// 1-99999; without it the next free one is given.
    number: Option<i32>,
    /// 1 to 200 characters. Organizers and the consignor see it.
    display_name: String,
}

user_error! {
    /// Why a consignor was not added.
    ConsignorAddUserError,
    /// Why a consignor was not added.
    ConsignorAddErrorCode { InvalidNumber, NumberTaken, InvalidName, IdempotencyKeyMismatch }
}

/// The consignor, or why there is none.
#[derive(SimpleObject)]
pub(super) struct ConsignorAddPayload {
    consignor: Option<Consignor>,
    user_errors: Vec<ConsignorAddUserError>,
}

#[derive(Default)]
pub(super) struct ConsignorMutation;

#[Object]
impl ConsignorMutation {
    /// Adds a consignor. Without `number` the next free one is given. Organizers only.
    async fn consignor_add(
        &self,
        context: &Context<'_>,
        input: ConsignorAddInput,
        idempotency_key: String,
    ) -> Option<Result<ConsignorAddPayload>> {
        nullable(async {
            use ConsignorAddErrorCode as Code;
            let organizer = organizer(context)?;
            let key = key_text(&idempotency_key)?;
            let refused = |code, field: &[&str], why: String| {
                Ok(Some(ConsignorAddPayload { consignor: None, user_errors: vec![ConsignorAddUserError::new(code, field, why)] }))
            };
            let number = input.number.map(|number| ConsignorNumber::new(i64::from(number)));
            if number == Some(None) {
                return refused(Code::InvalidNumber, &["input", "number"], "A consignor's number is 1 to 99999.".to_owned());
            }
            let number = number.flatten();
            let name = match text::line(&input.display_name) {
                Ok(name) => name,
                Err(why) => return refused(Code::InvalidName, &["input", "displayName"], format!("The name {why}.")),
            };
            let arguments = digest64(&json!({ "number": number, "displayName": name }).to_string());
            let owners = owners(context);
            let kept =
                owners.records().add_consignor(organizer.organization, (number, &name), (key, arguments), owners.now()).await;
            match kept.map_err(|fault| storage(&fault))? {
                Kept::Done(number) => {
                    let consignor = consignor_by_number(context, number).await?;
                    Ok(Some(ConsignorAddPayload { consignor, user_errors: Vec::new() }))
                }
                Kept::KeyMismatch => refused(Code::IdempotencyKeyMismatch, &["idempotencyKey"], KEY_MISMATCH.to_owned()),
                Kept::Taken => {
                    refused(Code::NumberTaken, &["input", "number"], "This number belongs to another consignor.".to_owned())
                }
            }
        })
        .await
    }
}

/// The consignor and event that a subscription names, if the viewer may see its earnings.
pub(super) async fn earnings_of(
    context: &Context<'_>,
    consignor: &str,
    event_id: &str,
) -> Result<Option<(store::Consignor, store::SaleEvent)>> {
    let viewer = viewer(context)?;
    let Some(consignor) = consignor_by_id(context, consignor).await? else { return Ok(None) };
    let may = access::sees_person(viewer, consignor.row.number);
    let event = super::event::event_by_id(context, event_id).await?;
    Ok(event.filter(|_| may).map(|event| (consignor.row, event.row)))
}
