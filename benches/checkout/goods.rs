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
use super::figures::Run;

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
#[derive(Clone)]
pub struct Item {
    /// Ten digits.
    pub tag: Box<[u8]>,
    /// Its price.
    pub cents: u64,
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

/// Creates an event with so many items.
pub async fn bring_in(url: &str, token: &str, items: usize) -> Result<Event, Failure> {
    let client = Client::new(url, token)?;
    let input = json!({
        "name": "Bench", "currency": "USD", "timeZone": "America/Chicago",
        "startsAt": "2027-03-01T00:00:00.000Z", "endsAt": "2027-03-05T00:00:00.000Z",
        "rates": { "baseShareBps": SHARE_BPS },
    });
    let event = mutate(&client, CREATE, &json!({ "input": input, "key": "event" }), ("saleEventCreate", "event")).await?;
    let id: Rc<str> = event["id"].as_str().unwrap_or_default().into();

    let calls = items.div_ceil(ITEMS_A_CALL);
    let mut importers = JoinSet::new();
    for importer in 0..IMPORTERS {
        let (client, id) = (client.clone(), Rc::clone(&id));
        importers.spawn_local(async move {
            let mut added = Vec::new();
            for call in (importer..calls).step_by(IMPORTERS) {
                let count = ITEMS_A_CALL.min(items - call * ITEMS_A_CALL);
                added.extend(rack(&client, &id, call, count).await.map_err(|failure| failure.to_string())?);
            }
            Ok::<_, String>(added)
        });
    }
    let mut all = Vec::with_capacity(items);
    while let Some(added) = importers.join_next().await {
        all.extend(added??);
    }
    // Shoppers do not empty one rack after another.
    all.sort_unstable_by(|one, other| one.tag.cmp(&other.tag));
    all.shuffle(&mut StdRng::seed_from_u64(1));
    Ok(Event { id: id.to_string(), items: all })
}

async fn rack(client: &Client, event_id: &str, call: usize, count: usize) -> Result<Vec<Item>, Failure> {
    let number = call + 1;
    let consignor = json!({ "number": number, "displayName": format!("Consignor {number}") });
    let variables = json!({ "input": consignor, "key": format!("consignor-{number}") });
    mutate(client, CONSIGNOR, &variables, ("consignorAdd", "consignor")).await?;
    let input: Vec<Value> = (0..count)
        .map(|row| {
            let cents = 50 + (call * ITEMS_A_CALL + row) * 37 % 2_000;
            json!({
                "consignorNumber": number, "title": format!("Striped t-shirt {row}"), "category": "clothing", "size": "4T",
                "price": format!("{}.{:02}", cents / 100, cents % 100),
            })
        })
        .collect();
    let variables = json!({ "event": event_id, "input": input, "key": format!("items-{number}") });
    let items = mutate(client, ITEMS, &variables, ("itemsAdd", "items")).await?;
    let items: Option<Vec<Item>> = items.as_array().into_iter().flatten().map(item).collect();
    items.filter(|items| items.len() == count).ok_or_else(|| "itemsAdd: items are missing or unreadable".into())
}

fn item(item: &Value) -> Option<Item> {
    let tag = item["tag"].as_str()?.as_bytes().into();
    let cents = item["price"].as_str()?.replace('.', "").parse().ok()?;
    Some(Item { tag, cents })
}

impl Session {
    /// Opens the session over all items of the event.
    pub async fn open(url: &str, token: &str, event: Event) -> Result<Self, Failure> {
        let client = Client::new(url, token)?;
        let session = mutate(&client, OPEN, &json!({ "event": event.id }), ("saleSessionOpen", "session")).await?;
        Ok(Self { id: session["id"].as_str().unwrap_or_default().to_owned(), items: event.items })
    }

    /// Completes it, so that the next run's server need not load it.
    pub async fn complete(&self, url: &str, token: &str) -> Result<(), Failure> {
        let client = Client::new(url, token)?;
        mutate(&client, COMPLETE, &json!({ "session": self.id }), ("saleSessionComplete", "session")).await?;
        Ok(())
    }

    /// Compares the totals with what was accepted; answers what is wrong.
    pub async fn check(&self, url: &str, token: &str, run: &Run) -> Result<Vec<String>, Failure> {
        let client = Client::new(url, token)?;
        let data = client.ask_patiently(TOTALS, &json!({ "session": self.id }), PATIENCE).await?;
        let totals = &data["saleSession"]["totals"];
        let money = |cents: u64| format!("{}.{:02}", cents / 100, cents % 100);
        // A share in 1/10,000 of a cent.
        let exact = |units: u64| format!("{}.{:06}", units / 1_000_000, units % 1_000_000);
        let share = run.cents * u64::from(SHARE_BPS);
        let expected = [
            ("salesTotal", json!(money(run.cents))),
            ("unattributedTotal", json!(exact(0))),
            ("consignorShareTotal", json!(exact(share))),
            ("houseCutTotal", json!(exact(run.cents * 10_000 - share))),
            ("saleCount", json!(run.accepted)),
            ("voidedCount", json!(0)),
            ("needsReviewCount", json!(0)),
            ("soldCount", json!(run.accepted * run.lines)),
            ("pendingCount", json!(0)),
        ];
        let mut wrong: Vec<String> = expected
            .iter()
            .filter(|(field, expected)| totals[*field] != *expected)
            .map(|(field, expected)| format!("{field}: expected {expected}, got {}", totals[*field]))
            .collect();
        let cash = totals["tenderTotals"].as_array().into_iter().flatten().find(|tender| tender["kind"] == "CASH");
        if cash.is_none_or(|cash| cash["amount"] != json!(money(run.cents))) {
            wrong.push(format!("tenders: expected {} in cash, got {}", money(run.cents), totals["tenderTotals"]));
        }
        Ok(wrong)
    }
}

async fn mutate(client: &Client, document: &str, variables: &Value, (field, object): (&str, &str)) -> Result<Value, Failure> {
    let data = client.ask_patiently(document, variables, PATIENCE).await?;
    let payload = Payload::of(&data, field, object);
    if payload.is_done() { Ok(payload.object) } else { Err(format!("{field}: {payload}").into()) }
}
