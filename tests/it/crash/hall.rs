//! A sale event on a running server, and the way to it while the server comes and goes.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hangtag::client::{Client, Fault, Payload};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::server::PATIENCE;

/// A client that has no answer looks so often whether there is a server again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// A condition is looked at so often.
const LOOK: Duration = Duration::from_millis(2);
/// The contract's limit of a call.
const ITEMS_A_CALL: usize = 500;

const CREATE: &str = "mutation ($input: SaleEventCreateInput!, $key: String!) {
  saleEventCreate(input: $input, idempotencyKey: $key) { event { id } userErrors { code } } }";
const ADD_CONSIGNOR: &str = "mutation ($input: ConsignorAddInput!, $key: String!) {
  consignorAdd(input: $input, idempotencyKey: $key) { consignor { number } userErrors { code } } }";
const ADD_ITEMS: &str = "mutation ($id: ID!, $input: [ItemInput!]!, $key: String!) {
  itemsAdd(eventId: $id, input: $input, idempotencyKey: $key) { items { tag } userErrors { code } } }";
const OPEN: &str = "mutation ($id: ID!, $key: String!) {
  saleSessionOpen(eventId: $id, idempotencyKey: $key) { session { id } userErrors { code } } }";
const RESTOCK: &str = "mutation ($id: ID!, $tags: [String!]!, $key: String!) {
  saleSessionRestock(sessionId: $id, tags: $tags, idempotencyKey: $key) { session { id } userErrors { code } } }";
const WITHDRAW: &str = "mutation ($id: ID!, $tags: [String!]!, $key: String!) {
  saleSessionWithdraw(sessionId: $id, tags: $tags, reason: \"recalled\", idempotencyKey: $key) {
    session { id } userErrors { code } } }";
const COMPLETE: &str = "mutation ($id: ID!, $key: String!) {
  saleSessionComplete(sessionId: $id, idempotencyKey: $key) { session { id } userErrors { code } } }";
const SALES: &str = "query ($id: ID!, $after: String) { saleSession(id: $id) {
  status totals { sequence saleCount voidedCount }
  sales(first: 100, after: $after) {
    nodes { id sequence total status lines { tag status } } pageInfo { hasNextPage endCursor } } } }";

/// One mutation with its key: what is sent, and sent again.
#[derive(Clone)]
pub(super) struct Request {
    document: &'static str,
    variables: Value,
    field: &'static str,
    object: &'static str,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with the key {}", self.field, self.variables["key"])
    }
}

impl Request {
    /// `object` is how the payload calls its result.
    pub(super) fn new((field, object): (&'static str, &'static str), document: &'static str, variables: Value) -> Self {
        Self { document, variables, field, object }
    }

    pub(super) fn open(event: &str, key: &str) -> Self {
        Self::new(("saleSessionOpen", "session"), OPEN, json!({ "id": event, "key": key }))
    }

    pub(super) fn restock(session: &str, tags: &[String], key: &str) -> Self {
        Self::new(("saleSessionRestock", "session"), RESTOCK, json!({ "id": session, "tags": tags, "key": key }))
    }

    pub(super) fn withdraw(session: &str, tags: &[String], key: &str) -> Self {
        Self::new(("saleSessionWithdraw", "session"), WITHDRAW, json!({ "id": session, "tags": tags, "key": key }))
    }

    pub(super) fn complete(session: &str, key: &str) -> Self {
        Self::new(("saleSessionComplete", "session"), COMPLETE, json!({ "id": session, "key": key }))
    }

    /// Asks once.
    pub(super) async fn send(&self, client: &Client) -> Result<Payload, Fault> {
        let data = client.ask(self.document, &self.variables).await?;
        Ok(Payload::of(&data, self.field, self.object))
    }
}

/// The way to a server that comes and goes.
#[derive(Clone)]
pub(super) struct Door {
    client: watch::Receiver<Client>,
    /// Every error that a caller was told: the code, or `UNREACHABLE`.
    told: Arc<Mutex<HashMap<String, usize>>>,
}

/// Points the door at the newest server.
pub(super) type Sign = watch::Sender<Client>;

impl Door {
    pub(super) fn new(url: &str, token: &str) -> (Sign, Self) {
        let (sign, client) = watch::channel(Client::new(url, token).unwrap());
        (sign, Self { client, told: Arc::default() })
    }

    pub(super) fn client(&self) -> Client {
        self.client.borrow().clone()
    }

    /// Sends until there is an answer. Whatever a caller is told in between may be tried again.
    pub(super) async fn settle(&self, request: &Request) -> Payload {
        let mut newest = self.client.clone();
        let asked = Instant::now();
        loop {
            let client = newest.borrow_and_update().clone();
            let fault = match request.send(&client).await {
                Ok(payload) => return payload,
                Err(fault) => fault,
            };
            self.note(&fault);
            assert!(fault.is_retryable(), "{fault} for {request:?}");
            assert!(asked.elapsed() < PATIENCE, "{fault}: no answer in {PATIENCE:?} to {request:?}");
            // A new server, or the old one again.
            let _ = timeout(LOOK_AGAIN, newest.changed()).await;
        }
    }

    /// As `settle`, and it must be done.
    pub(super) async fn done(&self, request: &Request) -> Value {
        let payload = self.settle(request).await;
        assert!(payload.is_done(), "{payload} for {request:?}");
        payload.object
    }

    fn note(&self, fault: &Fault) {
        let code = match fault {
            Fault::Error { code, .. } => code.as_str(),
            Fault::Unreachable(_) => "UNREACHABLE",
            Fault::NotGraphql { .. } => panic!("{fault}"),
        };
        *self.told.lock().unwrap().entry(code.to_owned()).or_default() += 1;
    }

    /// How often callers were told this.
    pub(super) fn told(&self, code: &str) -> usize {
        self.told.lock().unwrap().get(code).copied().unwrap_or_default()
    }

    /// Forgets what callers were told.
    pub(super) fn forget(&self) {
        self.told.lock().unwrap().clear();
    }
}

/// Waits until it is so.
pub(super) async fn until(what: &str, is_so: impl Fn() -> bool) {
    let asked = Instant::now();
    while !is_so() {
        assert!(asked.elapsed() < PATIENCE, "in {PATIENCE:?} it never came that {what}");
        sleep(LOOK).await;
    }
}

/// An event, and whose items it has.
pub(super) struct Event {
    pub(super) id: String,
    consignor: Value,
}

/// An event with so many items at 10.00; gives their tags too.
pub(super) async fn event(door: &Door, items: usize, name: &str) -> (Event, Vec<String>) {
    let rates = json!({ "baseShareBps": 6_500 });
    let period = ("2026-11-20T08:00:00.000Z", "2036-11-21T18:00:00.000Z");
    let input =
        json!({ "name": name, "currency": "USD", "timeZone": "UTC", "startsAt": period.0, "endsAt": period.1, "rates": rates });
    let create = Request::new(("saleEventCreate", "event"), CREATE, json!({ "input": input, "key": name }));
    let id = door.done(&create).await["id"].as_str().unwrap().to_owned();
    // One of its own: a consignor's numbers end at 9,999.
    let add =
        Request::new(("consignorAdd", "consignor"), ADD_CONSIGNOR, json!({ "input": { "displayName": name }, "key": name }));
    let event = Event { id, consignor: door.done(&add).await["number"].clone() };
    let tags = add_items(door, (&event, items), name).await;
    (event, tags)
}

/// More items for the event.
pub(super) async fn add_items(door: &Door, (event, items): (&Event, usize), key: &str) -> Vec<String> {
    let mut tags = Vec::new();
    while tags.len() < items {
        let item = json!({ "consignorNumber": event.consignor, "title": "Rain coat", "category": "clothing", "price": "10.00" });
        let input = vec![item; ITEMS_A_CALL.min(items - tags.len())];
        let variables = json!({ "id": event.id, "input": input, "key": format!("{key}-{}", tags.len()) });
        let added = door.done(&Request::new(("itemsAdd", "items"), ADD_ITEMS, variables)).await;
        tags.extend(added.as_array().unwrap().iter().map(|item| item["tag"].as_str().unwrap().to_owned()));
    }
    tags
}

/// Opens a session; gives its id.
pub(super) async fn open(door: &Door, event: &Event, key: &str) -> String {
    door.done(&Request::open(&event.id, key)).await["id"].as_str().unwrap().to_owned()
}

/// A session's sales, as a client reads them.
pub(super) struct Books {
    pub(super) sequence: u64,
    /// By id: sequence and total.
    pub(super) sales: HashMap<String, Value>,
}

impl Books {
    /// Reads every page. No sale is there twice, and no tag is sold twice.
    pub(super) async fn read(client: &Client, session: &str) -> Self {
        let mut books = Self { sequence: 0, sales: HashMap::new() };
        let mut sold = HashMap::new();
        let mut after = Value::Null;
        loop {
            let variables = json!({ "id": session, "after": after });
            let data = client.ask_patiently(SALES, &variables, PATIENCE).await.unwrap();
            let session = &data["saleSession"];
            books.sequence = session["totals"]["sequence"].as_u64().unwrap();
            for sale in session["sales"]["nodes"].as_array().unwrap() {
                let id = sale["id"].as_str().unwrap();
                for line in sale["lines"].as_array().unwrap() {
                    if sale["status"] == "RECORDED" && line["status"] == "SOLD" {
                        let before = sold.insert(line["tag"].as_str().unwrap().to_owned(), id.to_owned());
                        assert_eq!(before, None, "sold twice: {line} in {id}");
                    }
                }
                let known = json!({ "id": id, "sequence": sale["sequence"], "total": sale["total"] });
                assert!(books.sales.insert(id.to_owned(), known).is_none(), "{id} is there twice");
            }
            if session["sales"]["pageInfo"]["hasNextPage"] == false {
                return books;
            }
            after = session["sales"]["pageInfo"]["endCursor"].clone();
        }
    }
}
