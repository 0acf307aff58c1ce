//! Taking items in, and describing them anew.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

use std::collections::{BTreeMap, HashSet};

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use serde_json::json;

use crate::domain::id::EventId;
use crate::domain::inventory::{CALL_ITEMS_MAX, Changes, NewItem, Refusal, UpdateFact};
use crate::domain::money;
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::text;
use crate::owner::ItemEdit;
use crate::store::{self, Reservation};

use crate::graphql::ask::{self, key, nullable, organizer, owners, reader, refusal, storage, viewer};
use crate::graphql::event::{call_cost, event_by_id};
use crate::graphql::scalar::Money;
use crate::graphql::user_error::{KEY_MISMATCH, user_error};

use super::{Item, item_by_id, items_in_order};

/// An item to take in.
#[derive(InputObject)]
pub(in crate::graphql) struct ItemInput {
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
pub(in crate::graphql) struct ItemUpdateInput {
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
pub(in crate::graphql) struct ItemsAddPayload {
    #[graphql(complexity = "call_cost(child_complexity)")]
    items: Option<Vec<Item>>,
    user_errors: Vec<ItemsAddUserError>,
}

/// The item, or why it was not changed.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ItemUpdatePayload {
    item: Option<Item>,
    user_errors: Vec<ItemUpdateUserError>,
}

#[derive(Default)]
pub(in crate::graphql) struct ItemMutation;

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
    let Some(event) = event_by_id(context, event_id).await? else {
        return one(Code::EventNotFound, &["eventId"], "There is no such event.");
    };
    let arguments = input.iter().enumerate().map(canonical).collect::<Result<Vec<_>>>()?;
    let key = key("itemsAdd", event_id, key_text, &json!(arguments))?;
    // Before any check of state, and before numbers are reserved: a request that was answered is answered again.
    match owners(context).items_added_under(&organizer, event.row.id, key).await {
        Ok(None) => {}
        Ok(Some(sequence)) => return added(context, event.row.id, sequence).await.map(Ok),
        Err(stop) => return refusal(stop).map(|_| Err(vec![key_mismatch()])),
    }
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
        Ok(sequence) => added(context, event.row.id, sequence).await.map(Ok),
        Err(stop) => Ok(Err(match refusal(stop)? {
            Refusal::RefTaken(rows) => rows
                .into_iter()
                .map(|row| {
                    let message = "Another item of this consignor in the event has this ref.";
                    ItemsAddUserError::new(Code::RefTaken, &["input", &row.to_string(), "ref"], message)
                })
                .collect(),
            _ => vec![key_mismatch()],
        })),
    }
}

/// The items that an entry of the inventory took in.
async fn added(context: &Context<'_>, event: EventId, sequence: u64) -> Result<Vec<Item>> {
    let tags = reader(context).tags_added(event, sequence).await.map_err(|fault| storage(&fault))?;
    items_in_order(context, &tags).await
}

fn key_mismatch() -> ItemsAddUserError {
    ItemsAddUserError::new(ItemsAddErrorCode::IdempotencyKeyMismatch, &["idempotencyKey"], KEY_MISMATCH)
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

/// What is compared when a key comes again: what was sent, without defaults and blanks around texts. Numbers that were
/// reserved are no part of it.
fn canonical((row, item): (usize, &ItemInput)) -> Result<serde_json::Value> {
    let price = ask::money(&format!("input.{row}.price"), &item.price)?;
    let mut sent = json!({
        "consignor": item.consignor_number,
        "title": item.title.trim(),
        "category": item.category.trim(),
        "price": price,
    });
    for (name, value) in [("ref", &item.reference), ("size", &item.size)] {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            sent[name] = json!(value);
        }
    }
    if !item.discountable {
        sent["discountable"] = json!(false);
    }
    if item.donate {
        sent["donate"] = json!(true);
    }
    Ok(sent)
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
        let Ok(version) = u32::try_from(version) else {
            return Ok(Err(vec![conflict(Some(item))]));
        };
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
    Ok(Err(vec![conflict(item_by_id(context, id).await?)]))
}

fn conflict(item: Option<Item>) -> ItemUpdateUserError {
    let error = ItemUpdateUserError::new(ItemUpdateErrorCode::VersionConflict, &["version"], VERSION_CONFLICT);
    ItemUpdateUserError { item, ..error }
}

const VERSION_CONFLICT: &str = "Somebody else changed this item in the meantime.";

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
