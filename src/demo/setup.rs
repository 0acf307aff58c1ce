//! Before the doors open: event, consignors and items come in through the API, and the session is opened. Every key is
//! made from size and seed, so that a demo that was interrupted goes on where it was.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::DemoError;
use super::plan::{BASE_SHARE_BPS, Item, Plan};
use crate::client::{Client, Payload};

/// How long a call of the set-up, or of a till, may wait for a server that restarts.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// The contract's limit of a call.
const ITEMS_A_CALL_MAX: usize = 500;

const CREATE: &str = "mutation ($input: SaleEventCreateInput!, $key: String!) {
  saleEventCreate(input: $input, idempotencyKey: $key) { event { id name } userErrors { code message } } }";
const ADD_CONSIGNOR: &str = "mutation ($input: ConsignorAddInput!, $key: String!) {
  consignorAdd(input: $input, idempotencyKey: $key) { consignor { id number } userErrors { code message } } }";
const ADD_ITEMS: &str = "mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
  itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) {
    items { tag ref consignorNumber } userErrors { code message } } }";
const OPEN: &str = "mutation ($event: ID!, $key: String!) {
  saleSessionOpen(eventId: $event, idempotencyKey: $key) {
    session { id status openedAt totals { saleCount voidedCount } } userErrors { code message } } }";

/// The event on the server.
pub(super) struct Hall {
    pub event_id: String,
    pub event_name: String,
    pub session_id: String,
    pub opened_at: DateTime<Utc>,
    /// The tag of each item of the plan.
    pub tags: Vec<String>,
    /// The server knew sales of this session before: an earlier run was interrupted.
    pub resumed: bool,
}

/// Size and seed, the beginning of every key.
pub(super) fn key(plan: &Plan, rest: &str) -> String {
    format!("demo-{}-{}-{rest}", plan.size.name(), plan.seed)
}

/// Creates the event with all its goods.
pub(super) async fn bring_in(plan: &Plan, organizer: &Client) -> Result<(String, String, Vec<String>), DemoError> {
    let viewer = ask(organizer, "{ viewer { serverTime } }", &json!({})).await?;
    let now = time(&viewer["viewer"]["serverTime"])?;
    let event = create(plan, now, organizer).await?;
    let event_id = event.text("id").to_owned();
    for consignor in &plan.consignors {
        let input = json!({ "number": consignor.number, "displayName": consignor.name });
        let key = key(plan, &format!("consignor-{}", consignor.number));
        let data = ask(organizer, ADD_CONSIGNOR, &json!({ "input": input, "key": key })).await?;
        let added = Payload::of(&data, "consignorAdd", "consignor");
        // Consignors come back season after season: one that is there already is as good.
        if !added.is_done() && !added.has_code("NUMBER_TAKEN") {
            return Err(DemoError::Refused { what: "consignorAdd", answer: added });
        }
    }
    let tags = add_items(plan, &event_id, organizer).await?;
    Ok((event_id, event.text("name").to_owned(), tags))
}

async fn create(plan: &Plan, now: DateTime<Utc>, organizer: &Client) -> Result<Payload, DemoError> {
    // An event a day: the same seed resumes today's and begins anew tomorrow.
    let day = now.date_naive();
    let days = plan.size.shape().days_seconds.len();
    let starts_at = day.and_time(chrono::NaiveTime::MIN).and_utc();
    let ends_at = starts_at + TimeDelta::days(i64::try_from(days).unwrap_or(1));
    let input = json!({
        "name": format!("Demo sale {}", plan.seed),
        "currency": "USD",
        "timeZone": "America/Chicago",
        "startsAt": timestamp(starts_at),
        "endsAt": timestamp(ends_at),
        "rates": { "baseShareBps": BASE_SHARE_BPS, "volunteerBonusBps": 500, "superBonusBps": 500, "maxShareBps": 8_000 },
    });
    let variables = json!({ "input": input, "key": key(plan, &format!("event-{day}")) });
    done("saleEventCreate", Payload::of(&ask(organizer, CREATE, &variables).await?, "saleEventCreate", "event"))
}

async fn add_items(plan: &Plan, event_id: &str, organizer: &Client) -> Result<Vec<String>, DemoError> {
    let mut tags: HashMap<(u64, String), String> = HashMap::with_capacity(plan.items.len());
    for (batch, items) in plan.items.chunks(ITEMS_A_CALL_MAX).enumerate() {
        let input: Vec<Value> = items.iter().map(item_input).collect();
        let key = key(plan, &format!("items-{batch}"));
        let data = ask(organizer, ADD_ITEMS, &json!({ "event": event_id, "input": input, "key": key })).await?;
        let added = done("itemsAdd", Payload::of(&data, "itemsAdd", "items"))?;
        for item in added.object.as_array().into_iter().flatten() {
            let consignor = item["consignorNumber"].as_u64().unwrap_or_default();
            let row_name = item["ref"].as_str().unwrap_or_default().to_owned();
            tags.insert((consignor, row_name), item["tag"].as_str().unwrap_or_default().to_owned());
        }
    }
    plan.items
        .iter()
        .map(|item| {
            tags.remove(&(u64::from(item.consignor), item.row_name.clone()))
                .ok_or_else(|| DemoError::Unexpected(format!("itemsAdd did not answer {} of {}", item.row_name, item.consignor)))
        })
        .collect()
}

fn item_input(item: &Item) -> Value {
    json!({
        "consignorNumber": item.consignor,
        "ref": item.row_name,
        "title": item.title,
        "category": item.category,
        "size": item.size,
        "price": item.price.to_string(),
        "discountable": item.discountable,
        "donate": item.donate,
    })
}

/// Opens the doors.
pub(super) async fn open(plan: &Plan, organizer: &Client) -> Result<Hall, DemoError> {
    let (event_id, event_name, tags) = bring_in(plan, organizer).await?;
    let variables = json!({ "event": event_id, "key": key(plan, "open") });
    let data = ask(organizer, OPEN, &variables).await?;
    let session = done("saleSessionOpen", Payload::of(&data, "saleSessionOpen", "session"))?;
    if session.text("status") != "ACTIVE" {
        return Err(DemoError::Unexpected(format!(
            "the session of seed {} is {} already: choose another seed",
            plan.seed,
            session.text("status")
        )));
    }
    let before = |count: &str| session.object["totals"][count].as_u64().unwrap_or_default();
    Ok(Hall {
        resumed: before("saleCount") + before("voidedCount") > 0,
        session_id: session.text("id").to_owned(),
        opened_at: time(&session.object["openedAt"])?,
        event_id,
        event_name,
        tags,
    })
}

async fn ask(client: &Client, document: &str, variables: &Value) -> Result<Value, DemoError> {
    client.ask_patiently(document, variables, PATIENCE).await.map_err(DemoError::Fault)
}

fn done(what: &'static str, payload: Payload) -> Result<Payload, DemoError> {
    if payload.is_done() { Ok(payload) } else { Err(DemoError::Refused { what, answer: payload }) }
}

/// As the contract writes a time.
pub(super) fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn time(value: &Value) -> Result<DateTime<Utc>, DemoError> {
    let text = value.as_str().unwrap_or_default();
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(|_| DemoError::Unexpected(format!("not a time: {value}")))
}
