//! Items: what a scan at a till asks for, what an organizer takes in and edits, what a consignor watches.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use std::collections::{BTreeMap, HashSet};

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::access::{self, Sight};
use crate::domain::id::{EventId, GlobalId, ItemId, SessionId};
use crate::domain::inventory::{CALL_ITEMS_MAX, Changes, NewItem, Refusal, UpdateFact};
use crate::domain::money;
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::text;
use crate::owner::{ItemEdit, Place};
use crate::store::{self, ItemScope, Page, Reservation, Slice};

use super::ask::{self, key, live, nullable, organizer, owners, reader, refusal, storage, viewer};
use super::consignor::{Consignor, consignor_by_number};
use super::event::{SaleEvent, call_cost, event_of};
use super::load::{self, SoldIn};
use super::page::{self, Window};
use super::sale::{HoldKind, SaleChannel};
use super::scalar::{DateTime, ExactMoney, Money};
use super::user_error::{KEY_MISMATCH, user_error};

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

    /// The same as printed: 00417-0023-6.
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
        nullable(async { Ok(self.place(context).await?.map(|(_, place)| status_of(&place))) }).await
    }

    /// Whose cart it is in; null unless PENDING.
    async fn hold(&self, context: &Context<'_>) -> Option<Result<ItemHold>> {
        nullable(async {
            let Some((_, Place::Held(hold))) = self.place(context).await? else { return Ok(None) };
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
                _ => match self.place(context).await? {
                    Some((session, Place::Sold(sequence))) => Some((session, sequence)),
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
    /// Where it stands in the session that holds it.
    async fn place(&self, context: &Context<'_>) -> Result<Option<(SessionId, Place)>> {
        let Some(session) = self.row.session.filter(|_| self.row.state == "LOCKED") else { return Ok(None) };
        let (view, head) = live(owners(context), session).await?;
        if head.phase != crate::domain::sale::Phase::Active {
            return Ok(None);
        }
        Ok(view.place(self.row.id.tag, owners(context).now()).map(|place| (session, place)))
    }
}

fn status_of(place: &Place) -> ItemSaleStatus {
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
        states: filter.inventory_state.map(|states| states.into_iter().map(state_name).collect()),
        categories: filter.category,
        tags: None,
    };
    let slice = match filter.sale_status {
        None => reader(context).items(viewer.organization, scope, &rows, page).await.map_err(|fault| storage(&fault))?,
        Some(statuses) => items_by_status(context, scope, (rows, &statuses), page).await?,
    };
    Ok(page::connection("item", page, slice, |row| (i64::from(row.id.tag.number()), Item { row })))
}

fn state_name(state: InventoryState) -> &'static str {
    match state {
        InventoryState::Modifiable => "MODIFIABLE",
        InventoryState::Locked => "LOCKED",
        InventoryState::Sold => "SOLD",
        InventoryState::Transfer => "TRANSFER",
    }
}

/// What moves is known to the views only: they name the tags, the rows give the rest.
async fn items_by_status(
    context: &Context<'_>,
    scope: ItemScope,
    (filter, statuses): (store::ItemFilter, &[ItemSaleStatus]),
    page: Page,
) -> Result<Slice<store::Item>> {
    let tenant = viewer(context)?.organization;
    let mut tags = Vec::new();
    for session in running_in(context, scope).await? {
        let (view, head) = live(owners(context), session).await?;
        if head.phase == crate::domain::sale::Phase::Active {
            tags.extend(view.tags_where(owners(context).now(), |place| statuses.contains(&status_of(place))));
        }
    }
    tags.retain(|tag| {
        let number = i64::from(tag.number());
        page.after.is_none_or(|after| number > after) && page.before.is_none_or(|before| number < before)
    });
    tags.sort_unstable();
    if page.is_backward {
        tags.reverse();
    }
    let wanted = usize::try_from(page.limit).unwrap_or(usize::MAX) + 1;
    let mut rows: Vec<store::Item> = Vec::new();
    for chunk in tags.chunks(CALL_ITEMS_MAX) {
        let filter = store::ItemFilter { tags: Some(chunk.to_vec()), ..filter.clone() };
        let all = Page { limit: CALL_ITEMS_MAX as u64, ..page };
        let mut slice = reader(context).items(tenant, scope, &filter, all).await.map_err(|fault| storage(&fault))?;
        if page.is_backward {
            slice.rows.reverse();
        }
        rows.append(&mut slice.rows);
        if rows.len() >= wanted {
            break;
        }
    }
    let has_more = rows.len() >= wanted;
    rows.truncate(wanted - 1);
    if page.is_backward {
        rows.reverse();
    }
    Ok(Slice { rows, has_more })
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

/// An item to take in.
#[derive(InputObject)]
pub(super) struct ItemInput {
    /// 1-99999.
    consignor_number: i32,
    /// The importer's own row name; unique per consignor and event.
    #[graphql(name = "ref")]
    reference: Option<String>,
    /// 1 to 200 characters.
    title: String,
    /// 1 to 200 characters.
    category: String,
    /// Up to 200 characters.
    size: Option<String>,
    /// Printed on the tag; more than 0.00.
    price: Money,
    /// May the price be reduced on a discount day?
    #[graphql(default = true)]
    discountable: bool,
    /// Give it away if it stays unsold?
    #[graphql(default = false)]
    donate: bool,
}

/// What changes; fields left out stay. `size: null` takes the size away.
#[derive(InputObject)]
pub(super) struct ItemUpdateInput {
    /// 1 to 200 characters.
    title: Option<String>,
    /// 1 to 200 characters.
    category: Option<String>,
    /// Up to 200 characters.
    size: MaybeUndefined<String>,
    /// Printed on the tag, which must be printed anew; more than 0.00.
    price: Option<Money>,
    /// May the price be reduced on a discount day?
    discountable: Option<bool>,
    /// Give it away if it stays unsold?
    donate: Option<bool>,
}

user_error! {
    /// Why items were not taken in.
    ItemsAddUserError,
    /// Why items were not taken in.
    ItemsAddErrorCode {
        EventNotFound, NoItems, TooManyItems, ConsignorNotFound, ConsignorFull, RefTaken, InvalidText, InvalidPrice,
        IdempotencyKeyMismatch
    }
}

user_error! {
    /// Why an item was not changed.
    ItemUpdateUserError,
    /// Why an item was not changed.
    ItemUpdateErrorCode { ItemNotFound, ItemLocked, ItemSold, VersionConflict, InvalidText, InvalidPrice },
    /// As it stands now.
    item: Option<Item>
}

/// The items in the order of the input, or why there are none.
#[derive(SimpleObject)]
pub(super) struct ItemsAddPayload {
    #[graphql(complexity = "call_cost(child_complexity)")]
    items: Option<Vec<Item>>,
    user_errors: Vec<ItemsAddUserError>,
}

/// The item, or why it was not changed.
#[derive(SimpleObject)]
pub(super) struct ItemUpdatePayload {
    item: Option<Item>,
    user_errors: Vec<ItemUpdateUserError>,
}

#[derive(Default)]
pub(super) struct ItemMutation;

#[Object]
impl ItemMutation {
    /// Takes in items: all of them or none, at most 500. Each gets its consignor's next item number. Organizers only.
    async fn items_add(
        &self,
        context: &Context<'_>,
        event_id: ID,
        input: Vec<ItemInput>,
        idempotency_key: String,
    ) -> Option<Result<ItemsAddPayload>> {
        nullable(async {
            let added = add_items(context, &event_id, &input, &idempotency_key).await?;
            Ok(Some(match added {
                Ok(items) => ItemsAddPayload { items: Some(items), user_errors: Vec::new() },
                Err(user_errors) => ItemsAddPayload { items: None, user_errors },
            }))
        })
        .await
    }

    /// Describes an item anew. `version` is the one that the editor saw; another one in the meantime is refused with
    /// `VERSION_CONFLICT`. Values that already stand at version + 1 answer the item. Organizers only.
    async fn item_update(
        &self,
        context: &Context<'_>,
        id: ID,
        version: i32,
        input: ItemUpdateInput,
    ) -> Option<Result<ItemUpdatePayload>> {
        nullable(async {
            let updated = update_item(context, &id, version, &input).await?;
            Ok(Some(match updated {
                Ok(item) => ItemUpdatePayload { item: Some(item), user_errors: Vec::new() },
                Err(user_errors) => ItemUpdatePayload { item: None, user_errors },
            }))
        })
        .await
    }
}

type Refused<T, E> = Result<std::result::Result<T, Vec<E>>>;

async fn add_items(
    context: &Context<'_>,
    event_id: &str,
    input: &[ItemInput],
    key_text: &str,
) -> Refused<Vec<Item>, ItemsAddUserError> {
    use ItemsAddErrorCode as Code;
    let organizer = organizer(context)?;
    let one = |code, field: &[&str], message: &str| Ok(Err(vec![ItemsAddUserError::new(code, field, message)]));
    let Some(event) = super::event::event_by_id(context, event_id).await? else {
        return one(Code::EventNotFound, &["eventId"], "There is no such event.");
    };
    if input.is_empty() {
        return one(Code::NoItems, &["input"], "There is nothing to take in.");
    }
    if input.len() > CALL_ITEMS_MAX {
        return one(Code::TooManyItems, &["input"], "At most 500 items can be taken in at once.");
    }
    let described = match read_items(context, input).await? {
        Ok(described) => described,
        Err(errors) => return Ok(Err(errors)),
    };
    let arguments: Vec<_> = described.iter().map(canonical).collect();
    let key = key("itemsAdd", event_id, key_text, &json!(arguments))?;
    let mut counts: BTreeMap<ConsignorNumber, u32> = BTreeMap::new();
    for (number, _) in &described {
        *counts.entry(*number).or_default() += 1;
    }
    let counts: Vec<_> = counts.into_iter().collect();
    let reserved = owners(context).records().reserve_numbers(organizer.organization, event.row.id, key, &counts).await;
    let mut next = match reserved.map_err(|fault| storage(&fault))? {
        Reservation::Reserved(next) => next,
        Reservation::Full(full) => return Ok(Err(full_consignors(input, &full))),
    };
    let mut items = Vec::with_capacity(described.len());
    for (number, item) in described {
        let tag = next.get_mut(&number).and_then(|next| {
            let tag = Tag::of(number, *next);
            *next += 1;
            tag
        });
        items.push(NewItem { tag: tag.ok_or_else(ask::unavailable)?, ..item });
    }
    match owners(context).add_items(&organizer, event.row.id, items, key).await {
        Ok(sequence) => {
            let tags = reader(context).tags_added(event.row.id, sequence).await.map_err(|fault| storage(&fault))?;
            items_in_order(context, &tags).await.map(Ok)
        }
        Err(stop) => Ok(Err(match refusal(stop)? {
            Refusal::RefTaken(rows) => rows
                .into_iter()
                .map(|row| {
                    let message = "Another item of this consignor in the event has this ref.";
                    ItemsAddUserError::new(Code::RefTaken, &["input", &row.to_string(), "ref"], message)
                })
                .collect(),
            _ => vec![ItemsAddUserError::new(Code::IdempotencyKeyMismatch, &["idempotencyKey"], KEY_MISMATCH)],
        })),
    }
}

/// Reads every row: one error for each that is wrong. The tag is not known yet.
async fn read_items(context: &Context<'_>, input: &[ItemInput]) -> Refused<Vec<(ConsignorNumber, NewItem)>, ItemsAddUserError> {
    use ItemsAddErrorCode as Code;
    let tenant = viewer(context)?.organization;
    let numbers: HashSet<_> = input.iter().filter_map(|item| ConsignorNumber::new(i64::from(item.consignor_number))).collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    let known = reader(context).consignors_by_number(tenant, &numbers).await.map_err(|fault| storage(&fault))?;
    let (mut items, mut errors) = (Vec::with_capacity(input.len()), Vec::new());
    for (row, item) in input.iter().enumerate() {
        let price = ask::money(&format!("input.{row}.price"), &item.price)?;
        let row = row.to_string();
        let refuse = |code, field: &str, why: String| ItemsAddUserError::new(code, &["input", &row, field], why);
        let number = ConsignorNumber::new(i64::from(item.consignor_number)).filter(|number| known.contains_key(number));
        let described = match number {
            None => Err(refuse(Code::ConsignorNotFound, "consignorNumber", "There is no such consignor.".to_owned())),
            Some(_) if price == money::Money::ZERO => {
                Err(refuse(Code::InvalidPrice, "price", "The price must be more than 0.00.".to_owned()))
            }
            Some(number) => describe(item, number, price)
                .map_err(|(field, why)| refuse(Code::InvalidText, field, format!("The {field} {why}."))),
        };
        match described {
            Ok(item) => items.push(item),
            Err(error) => errors.push(error),
        }
    }
    Ok(if errors.is_empty() { Ok(items) } else { Err(errors) })
}

fn describe(
    item: &ItemInput,
    number: ConsignorNumber,
    price: money::Money,
) -> std::result::Result<(ConsignorNumber, NewItem), (&'static str, text::NotText)> {
    let optional = |field, text: Option<&String>| {
        let line = text.map(|text| text::optional_line(text)).transpose().map_err(|why| (field, why))?;
        Ok(line.filter(|line| !line.is_empty()))
    };
    Ok((
        number,
        NewItem {
            // Replaced once its number is reserved.
            tag: number.tags().1,
            reference: optional("ref", item.reference.as_ref())?,
            title: text::line(&item.title).map_err(|why| ("title", why))?,
            category: text::line(&item.category).map_err(|why| ("category", why))?,
            size: optional("size", item.size.as_ref())?,
            price,
            discountable: item.discountable,
            donate: item.donate,
        },
    ))
}

/// What is compared when a key comes again: numbers that were reserved are no part of it, nor are defaults.
fn canonical((number, item): &(ConsignorNumber, NewItem)) -> serde_json::Value {
    let mut row = json!({ "consignor": number, "title": item.title, "category": item.category, "price": item.price });
    for (name, value) in [("ref", &item.reference), ("size", &item.size)] {
        if let Some(value) = value {
            row[name] = json!(value);
        }
    }
    if !item.discountable {
        row["discountable"] = json!(false);
    }
    if item.donate {
        row["donate"] = json!(true);
    }
    row
}

fn full_consignors(input: &[ItemInput], full: &[ConsignorNumber]) -> Vec<ItemsAddUserError> {
    let is_full = |item: &ItemInput| full.iter().any(|number| i64::from(number.get()) == i64::from(item.consignor_number));
    let message = "This consignor has no item number left: 9999 were given.";
    input
        .iter()
        .enumerate()
        .filter(|(_, item)| is_full(item))
        .map(|(row, _)| {
            ItemsAddUserError::new(ItemsAddErrorCode::ConsignorFull, &["input", &row.to_string(), "consignorNumber"], message)
        })
        .collect()
}

/// How often an edit is tried again when rows were read just before another edit.
const EDIT_TRIES_MAX: usize = 5;

async fn update_item(
    context: &Context<'_>,
    id: &str,
    version: i32,
    input: &ItemUpdateInput,
) -> Refused<Item, ItemUpdateUserError> {
    use ItemUpdateErrorCode as Code;
    let organizer = organizer(context)?;
    let changes = match read_changes(input)? {
        Ok(changes) => changes,
        Err(errors) => return Ok(Err(errors)),
    };
    for _ in 0..EDIT_TRIES_MAX {
        let Some(item) = item_by_id(context, id).await? else {
            return Ok(Err(vec![ItemUpdateUserError::new(Code::ItemNotFound, &["id"], "There is no such item.")]));
        };
        let fact = UpdateFact { version: item.row.version, stands: stands(&item.row, &changes) };
        // No item has a version below 1, so a negative one conflicts like any other.
        let version = u32::try_from(version).unwrap_or_default();
        let edit = ItemEdit { tag: item.row.id.tag, version, changes: changes.clone(), fact };
        match owners(context).update_item(&organizer, item.row.event, edit).await {
            Ok(true) => {
                let item = item_by_id(context, id).await?.ok_or_else(ask::unavailable)?;
                return Ok(Ok(item));
            }
            Ok(false) => {}
            Err(stop) => {
                let (code, field, message) = match refusal(stop)? {
                    Refusal::ItemLocked => (Code::ItemLocked, "id", "A sale session holds this item."),
                    Refusal::ItemSold => (Code::ItemSold, "id", "This item is sold."),
                    Refusal::VersionConflict => {
                        (Code::VersionConflict, "version", "Somebody else changed this item in the meantime.")
                    }
                    _ => (Code::ItemNotFound, "id", "There is no such item."),
                };
                let item = item_by_id(context, id).await?;
                return Ok(Err(vec![ItemUpdateUserError { item, ..ItemUpdateUserError::new(code, &[field], message) }]));
            }
        }
    }
    let message = "Others are changing this item.";
    Ok(Err(vec![ItemUpdateUserError::new(Code::VersionConflict, &["version"], message)]))
}

fn read_changes(input: &ItemUpdateInput) -> Refused<Changes, ItemUpdateUserError> {
    let mut errors = Vec::new();
    let mut refuse = |code, field: &str, why: String| errors.push(ItemUpdateUserError::new(code, &["input", field], why));
    let mut read = |field: &str, text: Option<&String>| {
        let line = text.map(|text| text::line(text)).transpose();
        line.unwrap_or_else(|why| {
            refuse(ItemUpdateErrorCode::InvalidText, field, format!("The {field} {why}."));
            None
        })
    };
    let title = read("title", input.title.as_ref());
    let category = read("category", input.category.as_ref());
    let size = match &input.size {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(size) if size.trim().is_empty() => Some(None),
        MaybeUndefined::Value(size) => Some(read("size", Some(size))),
    };
    let price = input.price.as_ref().map(|price| ask::money("input.price", price)).transpose()?;
    if price == Some(money::Money::ZERO) {
        refuse(ItemUpdateErrorCode::InvalidPrice, "price", "The price must be more than 0.00.".to_owned());
    }
    let changes = Changes { title, category, size, price, discountable: input.discountable, donate: input.donate };
    Ok(if errors.is_empty() { Ok(changes) } else { Err(errors) })
}

/// Do the values of the edit stand in the row already?
fn stands(row: &store::Item, changes: &Changes) -> bool {
    changes.title.as_ref().is_none_or(|title| *title == row.title)
        && changes.category.as_ref().is_none_or(|category| *category == row.category)
        && changes.size.as_ref().is_none_or(|size| *size == row.size)
        && changes.price.is_none_or(|price| price == row.price)
        && changes.discountable.is_none_or(|flag| flag == row.discountable)
        && changes.donate.is_none_or(|flag| flag == row.donate)
}
