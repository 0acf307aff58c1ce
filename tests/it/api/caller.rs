//! Who talks to the hall over HTTP, with verbs for each mutation, and what comes back.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use serde_json::{Value, json};

const ITEM: &str = "id tag tagPrinted ref title category size price discountable donate inventoryState saleStatus version
    updatedAt consignorNumber hold { cart channel kind till expiresAt }
    sold { at channel till price discount net consignorShare }";
const SALE: &str = "id sequence status channel soldAt recordedAt total discountTotal taxTotal chargesTotal roundingTotal
    unattributedTotal consignorShareTotal houseCutTotal tenders { kind amount } shopperCode till receipt needsReview
    reviewReasons voidReason lines { position status tag item { tag } consignorNumber description price discount net shareBps
    consignorShare }";
const SESSION: &str = "id status openedAt closedAt event { id } totals { sequence itemCount availableCount soldCount }";
const TOTALS: &str = "sequence salesTotal discountTotal taxTotal chargesTotal roundingTotal unattributedTotal
    consignorShareTotal houseCutTotal tenderTotals { kind amount } saleCount voidedCount needsReviewCount itemCount
    availableCount pendingCount soldCount";
const EVENT: &str =
    "id name currency timeZone startsAt endsAt rates { baseShareBps volunteerBonusBps superBonusBps maxShareBps }";

/// What all callers of a hall share: where the server is, and what they mean when they name nothing else.
pub struct Desk {
    pub address: RwLock<SocketAddr>,
    pub event: RwLock<String>,
    pub session: RwLock<String>,
    pub keys: AtomicU64,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            address: RwLock::new((Ipv4Addr::LOCALHOST, 0).into()),
            event: RwLock::default(),
            session: RwLock::default(),
            keys: AtomicU64::new(1),
        }
    }
}

/// Somebody with a token. Cloning shares its connections.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    desk: Arc<Desk>,
    /// For other transports.
    pub token: String,
}

/// What a mutation came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The payload's result; null if it was refused.
    pub object: Value,
    /// The payload's refusals.
    pub user_errors: Vec<Value>,
    /// Top-level errors.
    pub errors: Vec<Value>,
}

impl Outcome {
    /// Why it was not done: the first refusal's code, else the first top-level error's; nothing if it was done.
    pub fn code(&self) -> &str {
        self.codes().first().copied().unwrap_or_default()
    }

    /// The codes of all refusals, or of all top-level errors.
    pub fn codes(&self) -> Vec<&str> {
        let refusals = self.user_errors.iter().map(|error| &error["code"]);
        refusals.chain(self.errors.iter().map(|error| &error["extensions"]["code"])).filter_map(Value::as_str).collect()
    }

    /// The first refusal as `CODE at path`, with the path's parts joined by points.
    pub fn refusals(&self) -> Vec<String> {
        let at = |error: &Value| {
            let path: Vec<_> = error["field"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            format!("{} at {}", error["code"].as_str().unwrap_or_default(), path.join("."))
        };
        self.user_errors.iter().map(at).collect()
    }

    /// What the first top-level error says.
    pub fn message(&self) -> &str {
        self.errors.first().and_then(|error| error["message"].as_str()).unwrap_or_default()
    }

    pub fn is_done(&self) -> bool {
        self.user_errors.is_empty() && self.errors.is_empty()
    }

    /// The result, of a mutation that must have been done.
    #[track_caller]
    pub fn done(self) -> Value {
        assert!(self.is_done() && !self.object.is_null(), "{self}");
        self.object
    }

    /// The sale, which must stand.
    #[track_caller]
    pub fn expect_sold(self) -> Value {
        let sale = self.done();
        assert_eq!(sale["status"], "RECORDED", "{sale}");
        sale
    }

    /// Refused with exactly these, each as `CODE at path`.
    #[track_caller]
    pub fn expect_refused(&self, refusals: &[&str]) {
        assert_eq!(self.refusals(), refusals, "{self}");
        assert!(self.object.is_null() && self.errors.is_empty(), "{self}");
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { object, user_errors, errors } = self;
        write!(f, "{object} refusals: {} errors: {}", json!(user_errors), json!(errors))
    }
}

impl Caller {
    pub fn new(desk: Arc<Desk>, token: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, desk, token: token.to_owned() }
    }

    /// A key that nobody used yet.
    pub fn key(&self) -> String {
        format!("key {}", self.desk.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// The whole answer to a document.
    pub async fn ask(&self, document: &str, variables: Value) -> Value {
        self.post(&json!({ "query": document, "variables": variables })).await
    }

    /// The whole answer to one of a document's operations.
    pub async fn ask_named(&self, document: &str, operation: &str) -> Value {
        self.post(&json!({ "query": document, "operationName": operation })).await
    }

    async fn post(&self, body: &Value) -> Value {
        let address = *self.desk.address.read().unwrap();
        let request = self.http.post(format!("http://{address}/graphql"));
        // Without a token it is nobody who asks.
        let request = if self.token.is_empty() { request } else { request.bearer_auth(&self.token) };
        let request = request.header("accept", "application/graphql-response+json");
        request.json(body).send().await.unwrap().json().await.unwrap()
    }

    /// `data` of an answer without errors.
    pub async fn data(&self, document: &str, variables: Value) -> Value {
        let mut answer = self.ask(document, variables).await;
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].take()
    }

    /// Any mutation, with its arguments as they are.
    pub async fn mutate(&self, mutation: &str, variables: Value) -> Outcome {
        let (declared, passed, result) = signature(mutation);
        let document = format!("mutation ({declared}) {{ payload: {mutation}({passed}) {{ {result} }} }}");
        let answer = self.ask(&document, variables).await;
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        let payload = &answer["data"]["payload"];
        assert!(!errors.is_empty() || payload.is_object(), "{answer}");
        let user_errors = payload["userErrors"].as_array().cloned().unwrap_or_default();
        Outcome { object: payload["object"].clone(), user_errors, errors }
    }

    /// The session that is meant when none is named.
    fn session(&self) -> String {
        self.desk.session.read().unwrap().clone()
    }

    fn event(&self) -> String {
        self.desk.event.read().unwrap().clone()
    }

    // What a till does.

    /// Sells items at 10.00 each for cash, under a new key.
    pub async fn sell(&self, tags: &[String]) -> Outcome {
        self.record(&cash_sale(tags), &self.key()).await
    }

    /// Records a sale under a key.
    pub async fn record(&self, input: &Value, key: &str) -> Outcome {
        let variables = json!({ "sessionId": self.session(), "input": input, "idempotencyKey": key });
        self.mutate("saleRecord", variables).await
    }

    /// Takes a sale back under a key.
    pub async fn void(&self, sale: &Value, key: &str) -> Outcome {
        self.mutate("saleVoid", json!({ "saleId": sale["id"], "reason": "wrong item", "idempotencyKey": key })).await
    }

    /// Puts items into a cart for 15 minutes.
    pub async fn hold(&self, cart: &str, tags: &[String]) -> Outcome {
        self.hold_as(&json!({ "cart": cart, "tags": tags })).await
    }

    /// Puts items into a cart as the input says.
    pub async fn hold_as(&self, input: &Value) -> Outcome {
        self.mutate("itemsHold", json!({ "sessionId": self.session(), "input": input })).await
    }

    /// Takes a whole cart apart.
    pub async fn release(&self, cart: &str) -> Outcome {
        self.mutate("itemsRelease", json!({ "sessionId": self.session(), "input": { "cart": cart } })).await
    }

    /// Sets a cart aside.
    pub async fn park(&self, cart: &str) -> Outcome {
        let input = json!({ "cart": cart, "till": "scout", "note": "fetches cash" });
        self.mutate("cartPark", json!({ "sessionId": self.session(), "input": input })).await
    }

    /// Goes on with a cart that was set aside, as `which` says: `{"cart": ..}` or `{"tag": ..}`.
    pub async fn take(&self, which: &Value, into: &str) -> Outcome {
        let mut input = json!({ "into": into, "till": "3" });
        input.as_object_mut().unwrap().extend(which.as_object().unwrap().clone());
        self.mutate("cartTake", json!({ "sessionId": self.session(), "input": input })).await
    }

    /// What a scan says.
    pub async fn scan(&self, tag: &str) -> Value {
        let document = format!("query ($tag: String!) {{ itemByTag(tag: $tag) {{ {ITEM} }} }}");
        self.data(&document, json!({ "tag": tag })).await["itemByTag"].take()
    }

    /// A sale as it is now.
    pub async fn sale(&self, sale: &Value) -> Value {
        let document = format!("query ($id: ID!) {{ sale(id: $id) {{ {SALE} }} }}");
        self.data(&document, json!({ "id": sale["id"] })).await["sale"].take()
    }

    /// The session's totals.
    pub async fn totals(&self) -> Value {
        let document = format!("query ($id: ID!) {{ saleSession(id: $id) {{ totals {{ {TOTALS} }} }} }}");
        self.data(&document, json!({ "id": self.session() })).await["saleSession"]["totals"].take()
    }

    // What an organizer does.

    /// Creates an event in which 65 % go to the consignor; its id.
    pub async fn create_event(&self, name: &str) -> String {
        let variables = json!({ "input": event(name), "idempotencyKey": self.key() });
        self.mutate("saleEventCreate", variables).await.done()["id"].as_str().unwrap().to_owned()
    }

    /// Adds a consignor.
    pub async fn add_consignor(&self, number: i64) -> Value {
        let input = json!({ "number": number, "displayName": "Ada" });
        self.mutate("consignorAdd", json!({ "input": input, "idempotencyKey": self.key() })).await.done()
    }

    /// Takes items in.
    pub async fn add_items(&self, input: &Value, key: &str) -> Outcome {
        self.mutate("itemsAdd", json!({ "eventId": self.event(), "input": input, "idempotencyKey": key })).await
    }

    /// Describes an item anew.
    pub async fn update(&self, item: &Value, input: &Value) -> Outcome {
        self.mutate("itemUpdate", json!({ "id": item["id"], "version": item["version"], "input": input })).await
    }

    /// Opens a session. Callers go on meaning the one that they meant: see `Hall::open`.
    pub async fn open(&self, key: &str) -> Outcome {
        self.mutate("saleSessionOpen", json!({ "eventId": self.event(), "idempotencyKey": key })).await
    }

    pub async fn restock(&self, tags: &[String], key: &str) -> Outcome {
        let variables = json!({ "sessionId": self.session(), "tags": tags, "idempotencyKey": key });
        self.mutate("saleSessionRestock", variables).await
    }

    pub async fn withdraw(&self, tags: &[String], key: &str) -> Outcome {
        let variables = json!({ "sessionId": self.session(), "tags": tags, "reason": "recalled", "idempotencyKey": key });
        self.mutate("saleSessionWithdraw", variables).await
    }

    pub async fn complete(&self, key: &str) -> Outcome {
        self.mutate("saleSessionComplete", json!({ "sessionId": self.session(), "idempotencyKey": key })).await
    }

    pub async fn cancel(&self, key: &str) -> Outcome {
        let variables = json!({ "sessionId": self.session(), "reason": "storm", "idempotencyKey": key });
        self.mutate("saleSessionCancel", variables).await
    }
}

/// What a mutation declares and passes on, and the fields of its payload.
fn signature(mutation: &str) -> (String, String, String) {
    let error = "userErrors { message field code";
    let (arguments, object, error) = match mutation {
        "saleEventCreate" => ("input: SaleEventCreateInput!", format!("event {{ {EVENT} }}"), format!("{error} }}")),
        "consignorAdd" => ("input: ConsignorAddInput!", "consignor { id number displayName }".to_owned(), format!("{error} }}")),
        "itemsAdd" => ("eventId: ID! input: [ItemInput!]!", format!("items {{ {ITEM} }}"), format!("{error} }}")),
        "itemUpdate" => {
            let error = format!("{error} item {{ {ITEM} }} }}");
            ("id: ID! version: Int! input: ItemUpdateInput!", format!("item {{ {ITEM} }}"), error)
        }
        "itemsHold" => {
            let error = format!("expiresAt {error} tag item {{ {ITEM} }} }}");
            ("sessionId: ID! input: ItemsHoldInput!", format!("items {{ {ITEM} }}"), error)
        }
        "cartPark" => ("sessionId: ID! input: CartParkInput!", format!("items {{ {ITEM} }}"), format!("{error} }}")),
        "cartTake" => ("sessionId: ID! input: CartTakeInput!", format!("items {{ {ITEM} }}"), format!("cart note {error} }}")),
        "itemsRelease" => ("sessionId: ID! input: ItemsReleaseInput!", format!("items {{ {ITEM} }}"), format!("{error} }}")),
        "saleRecord" => {
            let error = format!("{error} tag expected item {{ {ITEM} }} }}");
            ("sessionId: ID! input: SaleRecordInput!", format!("sale {{ {SALE} }}"), error)
        }
        "saleVoid" => ("saleId: ID! reason: String!", format!("sale {{ {SALE} }}"), format!("{error} }}")),
        "saleReviewResolve" => {
            ("saleId: ID! input: SaleReviewResolveInput!", format!("sale {{ {SALE} }}"), format!("{error} }}"))
        }
        "saleSessionOpen" => ("eventId: ID!", format!("session {{ {SESSION} }}"), format!("{error} }}")),
        "saleSessionRestock" => {
            ("sessionId: ID! tags: [String!]!", format!("session {{ {SESSION} }}"), format!("{error} tag }}"))
        }
        "saleSessionWithdraw" => {
            let arguments = "sessionId: ID! tags: [String!]! reason: String!";
            (arguments, format!("session {{ {SESSION} }}"), format!("{error} tag }}"))
        }
        "saleSessionComplete" => ("sessionId: ID!", format!("session {{ {SESSION} }}"), format!("{error} }}")),
        "saleSessionCancel" => ("sessionId: ID! reason: String!", format!("session {{ {SESSION} }}"), format!("{error} }}")),
        other => panic!("no mutation {other}"),
    };
    let key = if ["itemUpdate", "itemsHold", "itemsRelease", "cartPark", "cartTake"].contains(&mutation) {
        ""
    } else {
        " idempotencyKey: String!"
    };
    let arguments = format!("{arguments}{key}");
    let names: Vec<&str> = arguments.split_whitespace().filter_map(|word| word.strip_suffix(':')).collect();
    let declared = names.iter().fold(arguments.clone(), |all, name| all.replace(&format!("{name}:"), &format!("${name}:")));
    let passed: Vec<String> = names.iter().map(|name| format!("{name}: ${name}")).collect();
    (declared, passed.join(" "), format!("object: {object} {error}"))
}

/// A sale of items at 10.00 each, for cash.
pub fn cash_sale(tags: &[String]) -> Value {
    let lines: Vec<Value> = tags.iter().map(|tag| json!({ "tag": tag })).collect();
    json!({ "lines": lines, "tenders": [{ "kind": "CASH", "amount": format!("{}.00", 10 * tags.len()) }] })
}

/// The same, as a till sends it that was offline at that moment.
pub fn offline_sale(tags: &[String], at: &str) -> Value {
    let mut sale = cash_sale(tags);
    sale["lines"].as_array_mut().unwrap().iter_mut().for_each(|line| line["price"] = json!("10.00"));
    sale["offlineSoldAt"] = json!(at);
    sale
}

/// An event in which 65 % go to the consignor.
pub fn event(name: &str) -> Value {
    json!({
        "name": name, "currency": "USD", "timeZone": "America/New_York", "startsAt": "2026-11-20T09:00:00.000Z",
        "endsAt": "2026-11-22T18:00:00.000Z", "rates": { "baseShareBps": 6500 },
    })
}

/// An amount or exact amount in millionths.
pub fn micros(amount: &Value) -> i128 {
    let text = amount.as_str().unwrap_or_else(|| panic!("no amount: {amount}"));
    let (whole, decimals) = text.split_once('.').unwrap();
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    whole.parse::<i128>().unwrap() * 1_000_000 + sign * format!("{decimals:0<6}").parse::<i128>().unwrap()
}
