//! What stands on the server: the event that is meant, its items by name, the consignors. Read by pages, as anybody may.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::ExchangeError;
use super::form::Item;
use crate::client::Client;
use crate::domain::money::Money;
use crate::domain::tag::ConsignorNumber;

/// The contract's limit of a page.
pub(super) const PAGE_ROWS_MAX: usize = 100;
/// How long a call may wait for a server that restarts.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// The first call tells a wrong address: nobody wants to wait a minute for that.
const FIRST_PATIENCE: Duration = Duration::from_secs(2);
/// A sentence names so many events; `--event` is asked for when there are more.
const EVENTS_NAMED_MAX: usize = 10;

const VIEWER: &str = "{ viewer { organizationName roles } }";
const EVENTS: &str = "query ($after: String, $rows: Int!) {
  page: saleEvents(first: $rows, after: $after) { nodes { id name currency } pageInfo { hasNextPage endCursor } } }";
const CONSIGNORS: &str = "query ($after: String, $rows: Int!) {
  page: consignors(first: $rows, after: $after) { nodes { number displayName } pageInfo { hasNextPage endCursor } } }";
const ITEMS: &str = "query ($after: String, $rows: Int!, $id: ID!) { of: saleEvent(id: $id) {
  page: items(first: $rows, after: $after) {
    nodes { ref consignorNumber title category size price discountable donate } pageInfo { hasNextPage endCursor } } } }";

/// A connection that is read page by page: the document asks for it as `page`, perhaps inside `of`, and takes `$rows` and
/// `$after`.
pub(super) struct Pages<'a> {
    client: &'a Client,
    document: &'a str,
    variables: Value,
    is_over: bool,
}

impl<'a> Pages<'a> {
    /// With the document's other variables.
    pub(super) fn new(client: &'a Client, document: &'a str, mut variables: Value) -> Self {
        variables["rows"] = json!(PAGE_ROWS_MAX);
        Self { client, document, variables, is_over: false }
    }

    /// The nodes of the next page; none behind the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Value>>, ExchangeError> {
        if self.is_over {
            return Ok(None);
        }
        let mut data = ask(self.client, self.document, &self.variables).await?;
        let page = if data["of"].is_object() { &mut data["of"]["page"] } else { &mut data["page"] };
        let Value::Array(nodes) = page["nodes"].take() else {
            return Err(ExchangeError::Unexpected("a page without nodes".to_owned()));
        };
        let end = page["pageInfo"]["endCursor"].take();
        self.is_over = page["pageInfo"]["hasNextPage"] != true || end.is_null();
        self.variables["after"] = end;
        Ok(Some(nodes))
    }
}

pub(super) async fn ask(client: &Client, document: &str, variables: &Value) -> Result<Value, ExchangeError> {
    client.ask_patiently(document, variables, PATIENCE).await.map_err(ExchangeError::Fault)
}

/// Complains unless the token is an organizer's.
pub(super) async fn organizer(client: &Client) -> Result<(), ExchangeError> {
    let data = client.ask_patiently(VIEWER, &json!({}), FIRST_PATIENCE).await.map_err(ExchangeError::Fault)?;
    let roles = data["viewer"]["roles"].as_array();
    match roles {
        None => Err(ExchangeError::NoViewer),
        Some(roles) if roles.iter().any(|role| role == "ORGANIZER") => Ok(()),
        Some(_) => Err(ExchangeError::NoOrganizer),
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub id: String,
    pub name: String,
    /// ISO 4217.
    pub currency: String,
}

/// The event of this id or name; without either the only one that there is.
pub(super) async fn event(client: &Client, wanted: Option<&str>) -> Result<Event, ExchangeError> {
    let mut pages = Pages::new(client, EVENTS, json!({}));
    let mut events = Vec::new();
    while let Some(nodes) = pages.next().await? {
        for node in nodes {
            let text = |field: &str| node[field].as_str().unwrap_or_default().to_owned();
            let event = Event { id: text("id"), name: text("name"), currency: text("currency") };
            if wanted == Some(event.id.as_str()) {
                return Ok(event);
            }
            events.push(event);
        }
    }
    let fits = |event: &&Event| wanted.is_none_or(|wanted| event.name == wanted.trim());
    if let [only] = events.iter().filter(fits).collect::<Vec<_>>()[..] {
        return Ok(only.clone());
    }
    let name = |event: &Event| format!("{} ({:?})", event.id, event.name);
    let names = events.iter().rev().take(EVENTS_NAMED_MAX).map(name).collect();
    Err(ExchangeError::WhichEvent { wanted: wanted.map(str::to_owned), names })
}

/// The consignors by number.
pub(super) async fn consignors(client: &Client) -> Result<HashMap<u32, String>, ExchangeError> {
    let mut pages = Pages::new(client, CONSIGNORS, json!({}));
    let mut consignors = HashMap::new();
    while let Some(nodes) = pages.next().await? {
        consignors.extend(nodes.into_iter().filter_map(|node| {
            let number = u32::try_from(node["number"].as_u64()?).ok()?;
            Some((number, node["displayName"].as_str().unwrap_or_default().to_owned()))
        }));
    }
    Ok(consignors)
}

/// A row's name on the server: 128 bits of consignor and ref.
pub(super) type Name = u128;

/// What a name stands for already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Of the item's description.
    pub digest: u64,
    /// The row of the file that named it; none on the server.
    pub row: Option<u64>,
}

/// Items by name: those of the event, and those of the rows so far. 48 bytes each.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Name, Known>);

impl Names {
    /// The event's.
    pub(super) async fn of(client: &Client, event: &Event) -> Result<Self, ExchangeError> {
        let mut pages = Pages::new(client, ITEMS, json!({ "id": event.id }));
        let mut names = Self::default();
        while let Some(nodes) = pages.next().await? {
            for item in nodes.iter().filter_map(item) {
                names.0.insert(name(&item), Known { digest: item.digest(), row: None });
            }
        }
        Ok(names)
    }

    /// What the item's name stands for already; else it stands for this row's item from now on.
    pub(super) fn take(&mut self, item: &Item, row: u64) -> Option<Known> {
        let known = Known { digest: item.digest(), row: Some(row) };
        match self.0.entry(name(item)) {
            std::collections::hash_map::Entry::Occupied(entry) => Some(*entry.get()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(known);
                None
            }
        }
    }
}

fn name(item: &Item) -> Name {
    let digest = Sha256::digest(format!("{}/{}", item.consignor.get(), item.reference));
    digest.iter().take(16).fold(0, |name, byte| name << 8 | Name::from(*byte))
}

/// An item of the server's as a row would say it; none where it has no name.
fn item(node: &Value) -> Option<Item> {
    let text = |field: &str| node[field].as_str().map(str::to_owned);
    Some(Item {
        consignor: ConsignorNumber::new(node["consignorNumber"].as_i64()?)?,
        reference: text("ref")?,
        title: text("title")?,
        category: text("category")?,
        size: text("size"),
        price: Money::parse(node["price"].as_str()?).ok()?,
        discountable: node["discountable"].as_bool()?,
        donate: node["donate"].as_bool()?,
    })
}
