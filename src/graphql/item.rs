//! Items: what a scan at a till asks for, what an organizer takes in and edits, what a consignor watches.

mod mutation;

pub(super) use mutation::{ItemMutation, ItemUpdateUserError, ItemsAddUserError};

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use crate::domain::access::{self, Sight};
use crate::domain::id::{EventId, GlobalId, ItemId, SessionId};
use crate::domain::inventory::CALL_ITEMS_MAX;
use crate::domain::sale::Phase;
use crate::domain::tag::Tag;
use crate::domain::text;
use crate::owner::Place;
use crate::store::{self, ItemScope, Page, Slice};

use super::ask::{bad, live, nullable, owners, reader, storage, viewer};
use super::consignor::{Consignor, consignor_by_number};
use super::event::{SaleEvent, event_of};
use super::load::{self, SoldIn};
use super::page::{self, Window};
use super::sale::{HoldKind, SaleChannel};
use super::scalar::{DateTime, ExactMoney, Money};

/// Rows of one look when items are compared with the views.
const WALK_ROWS: u64 = 1_000;
/// Categories of one filter: more than a sale has.
const FILTER_CATEGORIES_MAX: usize = 100;

/// Who may change an item: MODIFIABLE -> LOCKED (for all of a session) -> SOLD or MODIFIABLE again; TRANSFER to another
/// event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InventoryState {
    Modifiable,
    Locked,
    Sold,
    Transfer,
}

/// Where an item stands in the running session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ItemSaleStatus {
    /// On the floor.
    Available,
    /// In somebody's cart.
    Pending,
    /// Sold.
    Sold,
}

/// Whose cart an item is in. `cart` and `till` are null for consignors.
#[derive(SimpleObject)]
pub(super) struct ItemHold {
    /// The cart's name.
    cart: Option<String>,
    /// The hall's or a shop's.
    channel: SaleChannel,
    /// What it is held for.
    kind: HoldKind,
    /// Which till.
    till: Option<String>,
    /// From then on it counts as released.
    expires_at: DateTime,
}

/// When, where and for how much an item was sold.
#[derive(SimpleObject)]
pub(super) struct ItemSold {
    /// When it happened at the till.
    at: DateTime,
    /// Where.
    channel: SaleChannel,
    /// Which till.
    till: Option<String>,
    /// Printed on the tag.
    price: Money,
    /// `price` - what was charged.
    discount: Money,
    /// What consignor and house share.
    net: Money,
    /// The consignor's part as known at the sale.
    consignor_share: Option<ExactMoney>,
}

/// Which items are wanted. Fields left out do not narrow.
#[derive(Clone, Debug, Default, InputObject)]
pub(super) struct ItemFilter {
    /// By who may change them.
    inventory_state: Option<Vec<InventoryState>>,
    /// By where they stand in a running session.
    sale_status: Option<Vec<ItemSaleStatus>>,
    /// By category.
    category: Option<Vec<String>>,
}

/// A unique thing with a tag on it.
#[derive(Clone)]
pub(super) struct Item {
    pub row: store::Item,
}

#[Object]
impl Item {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(GlobalId::Item(self.row.id).to_string())
    }

    /// The season's sale that it is in.
    async fn event(&self, context: &Context<'_>) -> Result<SaleEvent> {
        event_of(context, self.row.event).await
    }

    /// The first five digits of the tag.
    async fn consignor_number(&self) -> i32 {
        self.row.id.tag.consignor().get().cast_signed()
    }

    /// Whose it is.
    async fn consignor(&self, context: &Context<'_>) -> Option<Result<Consignor>> {
        nullable(async { consignor_by_number(context, self.row.id.tag.consignor()).await }).await
    }

    /// Ten digits, without separators. Unique in the organization, never reused.
    async fn tag(&self) -> String {
        self.row.id.tag.digits()
    }

    /// The same as printed: 00417-0023-0.
    async fn tag_printed(&self) -> String {
        self.row.id.tag.printed()
    }

    /// The importer's own row name, if any; unique per consignor and event.
    #[graphql(name = "ref")]
    async fn reference(&self) -> Option<&str> {
        self.row.reference.as_deref()
    }

    /// What it is.
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// For statistics and the shop.
    async fn category(&self) -> &str {
        &self.row.category
    }

    /// As on the tag.
    async fn size(&self) -> Option<&str> {
        self.row.size.as_deref()
    }

    /// Printed on the tag, in the event's currency.
    async fn price(&self) -> Money {
        self.row.price.into()
    }

    /// May the price be reduced on a discount day?
    async fn discountable(&self) -> bool {
        self.row.discountable
    }

    /// Give it away if it stays unsold?
    async fn donate(&self) -> bool {
        self.row.donate
    }

    /// Who may change it.
    async fn inventory_state(&self) -> InventoryState {
        match self.row.state {
            "LOCKED" => InventoryState::Locked,
            "SOLD" => InventoryState::Sold,
            "TRANSFER" => InventoryState::Transfer,
            _ => InventoryState::Modifiable,
        }
    }

    /// Where it stands in the running session; null outside one.
    async fn sale_status(&self, context: &Context<'_>) -> Option<Result<ItemSaleStatus>> {
        nullable(async { Ok(self.place(context).await?.map(|place| status_of(&place))) }).await
    }

    /// Whose cart it is in; null unless PENDING.
    async fn hold(&self, context: &Context<'_>) -> Option<Result<ItemHold>> {
        nullable(async {
            let Some(Place::Held(hold)) = self.place(context).await? else { return Ok(None) };
            let sees = access::sees_sessions(viewer(context)?);
            Ok(Some(ItemHold {
                cart: sees.then(|| hold.cart.to_string()),
                channel: hold.channel.into(),
                kind: hold.kind.into(),
                till: hold.till.as_deref().filter(|_| sees).map(str::to_owned),
                expires_at: hold.expires_at.into(),
            }))
        })
        .await
    }

    /// When, where and for how much it was sold; null unless it is.
    async fn sold(&self, context: &Context<'_>) -> Option<Result<ItemSold>> {
        nullable(async {
            let sold_in = match (self.row.session, self.row.sold_sequence) {
                (Some(session), Some(sequence)) => Some((session, sequence)),
                _ => match self.stay(context).await? {
                    Some((session, _, Place::Sold(sequence))) => Some((session, sequence)),
                    _ => None,
                },
            };
            let Some((session, sequence)) = sold_in else { return Ok(None) };
            let line = load::one(context, SoldIn(session, sequence, self.row.id.tag)).await?;
            Ok(line.map(|sold| ItemSold {
                at: sold.sold_at.into(),
                channel: sold.channel.into(),
                till: sold.till,
                price: sold.line.price.into(),
                discount: sold.line.discount.into(),
                net: sold.line.net().into(),
                consignor_share: sold.line.consignor_share().map(Into::into),
            }))
        })
        .await
    }

    /// Counts its descriptions; `itemUpdate` names the one that it changes.
    async fn version(&self) -> i32 {
        self.row.version.cast_signed()
    }

    /// When it was described last.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }
}

impl Item {
    /// Where it stands in the session that holds it, and whether that session still sells: one that ended keeps its items
    /// until the Inventory has taken them.
    async fn stay(&self, context: &Context<'_>) -> Result<Option<(SessionId, Phase, Place)>> {
        let Some(session) = self.row.session.filter(|_| self.row.state == "LOCKED") else { return Ok(None) };
        let (view, head) = live(owners(context), session).await?;
        Ok(view.place(self.row.id.tag, owners(context).now()).map(|place| (session, head.phase, place)))
    }

    /// Where it stands in the running session.
    async fn place(&self, context: &Context<'_>) -> Result<Option<Place>> {
        Ok(self.stay(context).await?.filter(|(_, phase, _)| *phase == Phase::Active).map(|(_, _, place)| place))
    }
}

pub(super) fn status_of(place: &Place) -> ItemSaleStatus {
    match place {
        Place::Available => ItemSaleStatus::Available,
        Place::Held(_) => ItemSaleStatus::Pending,
        Place::Sold(_) => ItemSaleStatus::Sold,
    }
}

pub(super) async fn item_by_id(context: &Context<'_>, id: &str) -> Result<Option<Item>> {
    let viewer = viewer(context)?;
    match GlobalId::parse(id) {
        Some(GlobalId::Item(id)) if id.organization == viewer.organization => item(context, id.tag).await,
        _ => Ok(None),
    }
}

/// An item that the viewer may see.
pub(super) async fn item(context: &Context<'_>, tag: Tag) -> Result<Option<Item>> {
    let viewer = viewer(context)?;
    if !access::sight(viewer).covers(tag.consignor()) {
        return Ok(None);
    }
    Ok(load::one(context, ItemId { organization: viewer.organization, tag }).await?.map(|row| Item { row }))
}

/// The items of these tags, in their order.
pub(super) async fn items_in_order(context: &Context<'_>, tags: &[Tag]) -> Result<Vec<Item>> {
    let tenant = viewer(context)?.organization;
    let mut found = std::collections::HashMap::new();
    for chunk in tags.chunks(CALL_ITEMS_MAX) {
        found.extend(reader(context).items_by_tag(tenant, chunk).await.map_err(|fault| storage(&fault))?);
    }
    Ok(tags.iter().filter_map(|tag| found.remove(tag)).map(|row| Item { row }).collect())
}

/// The items that the viewer may see, by tag.
pub(super) async fn items_of(
    context: &Context<'_>,
    scope: ItemScope,
    filter: Option<ItemFilter>,
    window: &Window,
) -> Result<Connection<String, Item>> {
    let viewer = viewer(context)?;
    let page = window.page("item")?;
    let scope = match (access::sight(viewer), scope) {
        (Sight::All, scope) => scope,
        (Sight::Own(own), ItemScope::Event(event)) => ItemScope::ConsignorInEvent(own, event),
        (Sight::Own(own), ItemScope::Consignor(number)) if own == number => scope,
        (Sight::Own(_) | Sight::None, _) => return Ok(page::nothing()),
    };
    let filter = filter.unwrap_or_default();
    let rows = store::ItemFilter {
        states: filter.inventory_state.as_deref().map(state_names),
        categories: filter.category.as_deref().map(categories).transpose()?,
    };
    let slice = match filter.sale_status {
        None => reader(context).items(viewer.organization, scope, &rows, page).await.map_err(|fault| storage(&fault))?,
        Some(statuses) => items_by_status(context, scope, (rows, &statuses), page).await?,
    };
    Ok(page::connection("item", page, slice, |row| (i64::from(row.id.tag.number()), Item { row })))
}

/// Each once, however often it was sent.
fn state_names(states: &[InventoryState]) -> Vec<&'static str> {
    let mut names: Vec<_> = states.iter().map(|state| state_name(*state)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn categories(names: &[String]) -> Result<Vec<String>> {
    if names.len() > FILTER_CATEGORIES_MAX {
        return Err(bad(
            "filter.category",
            format!("has {} categories; at most {FILTER_CATEGORIES_MAX} are allowed", names.len()),
        ));
    }
    let read =
        |(index, name): (usize, &String)| text::optional_line(name).map_err(|why| bad(&format!("filter.category.{index}"), why));
    names.iter().enumerate().map(read).collect()
}

fn state_name(state: InventoryState) -> &'static str {
    match state {
        InventoryState::Modifiable => "MODIFIABLE",
        InventoryState::Locked => "LOCKED",
        InventoryState::Sold => "SOLD",
        InventoryState::Transfer => "TRANSFER",
    }
}

/// What moves is known to the views only. A consignor's rows, and rows that are narrowed otherwise, are walked and compared
/// with the views; else the view names the tags of the page.
async fn items_by_status(
    context: &Context<'_>,
    scope: ItemScope,
    (filter, statuses): (store::ItemFilter, &[ItemSaleStatus]),
    page: Page,
) -> Result<Slice<store::Item>> {
    let tenant = viewer(context)?.organization;
    let mut views = Vec::new();
    for session in running_in(context, scope).await? {
        let (view, head) = live(owners(context), session).await?;
        if head.phase == Phase::Active {
            views.push((session, view));
        }
    }
    let now = owners(context).now();
    let of_one_consignor = matches!(scope, ItemScope::Consignor(_) | ItemScope::ConsignorInEvent(..));
    if let [(_, view)] = views.as_slice()
        && !of_one_consignor
        && filter == store::ItemFilter::default()
    {
        let tags = page.cut(view.tags_where(now, |place| statuses.contains(&status_of(place))), |tag| i64::from(tag.number()));
        let mut found = reader(context).items_by_tag(tenant, &tags.rows).await.map_err(|fault| storage(&fault))?;
        let rows = tags.rows.iter().filter_map(|tag| found.remove(tag)).collect();
        return Ok(Slice { rows, has_more: tags.has_more });
    }
    let is_wanted = |item: &store::Item| {
        let view = views.iter().find(|(session, _)| item.session == Some(*session)).map(|(_, view)| view);
        view.and_then(|view| view.place(item.id.tag, now)).is_some_and(|place| statuses.contains(&status_of(&place)))
    };
    let mut walk = Page { limit: WALK_ROWS, ..page };
    let mut rows = Vec::new();
    loop {
        let walked = reader(context).items(tenant, scope, &filter, walk).await.map_err(|fault| storage(&fault))?;
        let edge = if page.is_backward { walked.rows.first() } else { walked.rows.last() };
        let Some(edge) = edge.map(|item| i64::from(item.id.tag.number())) else { break };
        if page.is_backward {
            walk.before = Some(edge);
        } else {
            walk.after = Some(edge);
        }
        rows.extend(walked.rows.into_iter().filter(&is_wanted));
        if !walked.has_more || rows.len() as u64 > page.limit {
            break;
        }
    }
    rows.sort_unstable_by_key(|item| item.id.tag);
    Ok(page.cut(rows, |item| i64::from(item.id.tag.number())))
}

async fn running_in(context: &Context<'_>, scope: ItemScope) -> Result<Vec<SessionId>> {
    let tenant = viewer(context)?.organization;
    let of_event = async |event: EventId| {
        let running = reader(context).active_session(tenant, event).await.map_err(|fault| storage(&fault))?;
        Ok::<_, async_graphql::Error>(running.into_iter().map(|session| session.id).collect())
    };
    match scope {
        ItemScope::Session(session) => Ok(vec![session]),
        ItemScope::Event(event) | ItemScope::ConsignorInEvent(_, event) => of_event(event).await,
        ItemScope::Consignor(_) => reader(context).running_sessions(tenant).await.map_err(|fault| storage(&fault)),
    }
}

#[derive(Default)]
pub(super) struct ItemQuery;

#[Object]
impl ItemQuery {
    /// One item; null if there is none, or the viewer may not see it.
    async fn item(&self, context: &Context<'_>, id: ID) -> Option<Result<Item>> {
        nullable(async { item_by_id(context, &id).await }).await
    }

    /// What a scan at a till asks: any item of the organization, also of another event. Blanks and hyphens do not matter.
    async fn item_by_tag(&self, context: &Context<'_>, tag: String) -> Option<Result<Item>> {
        nullable(async {
            viewer(context)?;
            match Tag::parse(&tag) {
                Ok(tag) => item(context, tag).await,
                Err(_) => Ok(None),
            }
        })
        .await
    }
}
