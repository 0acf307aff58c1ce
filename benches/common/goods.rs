//! The event of a run: its items come in through the API, as an importer brings them, and its totals are checked there.

use std::rc::Rc;

use hangtag::client::{Client, Payload};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::Duration;

use super::Failure;
use super::server::Server;

/// The contract's limit of a call; each call is one consignor's rack.
const ITEMS_A_CALL: usize = 500;
/// Importers that work side by side.
const IMPORTERS: usize = 4;
/// A server under load may refuse for a while.
const PATIENCE: Duration = Duration::from_mins(2);
/// Odd, so that shares are no round numbers of cents.
const SHARE_BPS: u32 = 6_543;

const CREATE: &str = "mutation ($input: SaleEventCreateInput!, $key: String!) {
  saleEventCreate(input: $input, idempotencyKey: $key) { event { id } userErrors { code } } }";
const CONSIGNOR: &str = "mutation ($input: ConsignorAddInput!, $key: String!) {
  consignorAdd(input: $input, idempotencyKey: $key) { consignor { number } userErrors { code } } }";
const ITEMS: &str = "mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
  itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) { items { tag price } userErrors { code } } }";
const OPEN: &str = "mutation ($event: ID!) {
  saleSessionOpen(eventId: $event, idempotencyKey: \"open\") { session { id } userErrors { code } } }";
const COMPLETE: &str = "mutation ($session: ID!) {
  saleSessionComplete(sessionId: $session, idempotencyKey: \"complete\") { session { id } userErrors { code } } }";
const TOTALS: &str = "query ($session: ID!) { saleSession(id: $session) { totals { salesTotal unattributedTotal
  consignorShareTotal houseCutTotal saleCount voidedCount needsReviewCount soldCount pendingCount
  tenderTotals { kind amount } } } }";

/// A thing to sell.
#[derive(Clone, Copy)]
pub struct Item {
    /// Ten digits.
    pub tag: [u8; 10],
    /// Its price.
    pub cents: u64,
}

/// What was sold in a session, as far as the clients know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sold {
    /// Accepted sales.
    pub sales: usize,
    /// Their lines.
    pub lines: usize,
    /// What they came to.
    pub cents: u64,
}

/// Whom to ask, and who asks.
#[derive(Clone)]
pub struct Desk {
    client: Client,
}

/// An event with its items.
pub struct Event {
    id: String,
    items: Vec<Item>,
}

/// An open session.
pub struct Session {
    /// Its id.
    pub id: String,
    /// In an order of chance, the same each time.
    pub items: Vec<Item>,
}

impl Desk {
    /// An organizer's.
    pub fn new(server: &Server, token: &str) -> Result<Self, Failure> {
        Ok(Self { client: Client::new(&server.url, token)? })
    }

    async fn mutate(&self, document: &str, variables: &Value, (field, object): (&str, &str)) -> Result<Value, Failure> {
        let data = self.client.ask_patiently(document, variables, PATIENCE).await?;
        let payload = Payload::of(&data, field, object);
        if payload.is_done() { Ok(payload.object) } else { Err(format!("{field}: {payload}").into()) }
    }
}

/// Creates the organization's `nth` event, from 0, with so many items. All events of an organization have as many.
pub async fn bring_in(desk: &Desk, nth: usize, items: usize) -> Result<Event, Failure> {
    let input = json!({
        "name": format!("Bench {nth}"), "currency": "USD", "timeZone": "America/Chicago",
        "startsAt": "2027-03-01T00:00:00.000Z", "endsAt": "2027-03-05T00:00:00.000Z",
        "rates": { "baseShareBps": SHARE_BPS },
    });
    let variables = json!({ "input": input, "key": format!("event-{nth}") });
    let event = desk.mutate(CREATE, &variables, ("saleEventCreate", "event")).await?;
    let id: Rc<str> = event["id"].as_str().unwrap_or_default().into();

    let calls = items.div_ceil(ITEMS_A_CALL);
    let mut importers = JoinSet::new();
    for importer in 0..IMPORTERS {
        let (desk, id) = (desk.clone(), Rc::clone(&id));
        importers.spawn_local(async move {
            let mut added = Vec::new();
            for call in (importer..calls).step_by(IMPORTERS) {
                let count = ITEMS_A_CALL.min(items - call * ITEMS_A_CALL);
                let rack = Rack { number: nth * calls + call + 1, count };
                added.extend(rack.bring_in(&desk, &id).await.map_err(|failure| failure.to_string())?);
            }
            Ok::<_, String>(added)
        });
    }
    let mut all = Vec::with_capacity(items);
    while let Some(added) = importers.join_next().await {
        all.extend(added??);
    }
    // Shoppers do not empty one rack after another.
    all.sort_unstable_by_key(|item| item.tag);
    all.shuffle(&mut StdRng::seed_from_u64(1));
    Ok(Event { id: id.to_string(), items: all })
}

/// One consignor's items.
struct Rack {
    /// The consignor's.
    number: usize,
    count: usize,
}

impl Rack {
    async fn bring_in(&self, desk: &Desk, event_id: &str) -> Result<Vec<Item>, Failure> {
        let Self { number, count } = *self;
        let consignor = json!({ "number": number, "displayName": format!("Consignor {number}") });
        let variables = json!({ "input": consignor, "key": format!("consignor-{number}") });
        desk.mutate(CONSIGNOR, &variables, ("consignorAdd", "consignor")).await?;
        let input: Vec<Value> = (0..count)
            .map(|row| {
                let cents = 50 + (number * ITEMS_A_CALL + row) * 37 % 2_000;
                json!({
                    "consignorNumber": number, "title": format!("Striped t-shirt {row}"), "category": "clothing", "size": "4T",
                    "price": format!("{}.{:02}", cents / 100, cents % 100),
                })
            })
            .collect();
        let variables = json!({ "event": event_id, "input": input, "key": format!("items-{number}") });
        let items = desk.mutate(ITEMS, &variables, ("itemsAdd", "items")).await?;
        let items: Option<Vec<Item>> = items.as_array().into_iter().flatten().map(item).collect();
        items.filter(|items| items.len() == count).ok_or_else(|| "itemsAdd: items are missing or unreadable".into())
    }
}

fn item(item: &Value) -> Option<Item> {
    let tag = item["tag"].as_str()?.as_bytes().try_into().ok()?;
    let cents = item["price"].as_str()?.replace('.', "").parse().ok()?;
    Some(Item { tag, cents })
}

impl Session {
    /// Opens the session over all items of the event.
    pub async fn open(desk: &Desk, event: Event) -> Result<Self, Failure> {
        let session = desk.mutate(OPEN, &json!({ "event": event.id }), ("saleSessionOpen", "session")).await?;
        Ok(Self { id: session["id"].as_str().unwrap_or_default().to_owned(), items: event.items })
    }

    /// Completes it, so that the next run's server need not load it.
    pub async fn complete(&self, desk: &Desk) -> Result<(), Failure> {
        desk.mutate(COMPLETE, &json!({ "session": self.id }), ("saleSessionComplete", "session")).await?;
        Ok(())
    }

    /// Compares the totals with what was accepted; answers what is wrong.
    pub async fn check(&self, desk: &Desk, sold: Sold) -> Result<Vec<String>, Failure> {
        let data = desk.client.ask_patiently(TOTALS, &json!({ "session": self.id }), PATIENCE).await?;
        let totals = &data["saleSession"]["totals"];
        let money = |cents: u64| format!("{}.{:02}", cents / 100, cents % 100);
        // A share in 1/10,000 of a cent.
        let exact = |units: u64| format!("{}.{:06}", units / 1_000_000, units % 1_000_000);
        let share = sold.cents * u64::from(SHARE_BPS);
        let expected = [
            ("salesTotal", json!(money(sold.cents))),
            ("unattributedTotal", json!(exact(0))),
            ("consignorShareTotal", json!(exact(share))),
            ("houseCutTotal", json!(exact(sold.cents * 10_000 - share))),
            ("saleCount", json!(sold.sales)),
            ("voidedCount", json!(0)),
            ("needsReviewCount", json!(0)),
            ("soldCount", json!(sold.lines)),
            ("pendingCount", json!(0)),
        ];
        let mut wrong: Vec<String> = expected
            .iter()
            .filter(|(field, expected)| totals[*field] != *expected)
            .map(|(field, expected)| format!("{field}: expected {expected}, got {}", totals[*field]))
            .collect();
        let cash = totals["tenderTotals"].as_array().into_iter().flatten().find(|tender| tender["kind"] == "CASH");
        if cash.is_none_or(|cash| cash["amount"] != json!(money(sold.cents))) {
            wrong.push(format!("tenders: expected {} in cash, got {}", money(sold.cents), totals["tenderTotals"]));
        }
        Ok(wrong)
    }
}
