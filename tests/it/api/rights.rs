//! Who may do and see what: the contract's paragraph on rights as a table, compared with the schema so that nothing is
//! forgotten.

use std::collections::HashSet;
use std::time::Duration;

use hangtag::domain::access::Role;
use hangtag::store::Token;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::caller::{Caller, cash_sale};
use super::events::unknown_sale;
use super::harness::{Hall, in_a_hall, text};
use super::live::{Live, jump};

/// Field, document with `x` at what is asked for, and what an ORGANIZER, a CASHIER, the CONSIGNOR 417 and nobody get:
/// `seen`, `null`, `none` (an empty list), `own` (of 417 alone), `all` (of 418 too) or the code of an error. `UN` is
/// UNAUTHENTICATED. What begins with `@` is an id or tag of this hall: `@mine` is an item of 417, `@other` one of 418.
const QUERIES: &[(&str, &str, [&str; 4])] = &[
    ("viewer", "x: viewer { roles organizationName }", ["seen", "seen", "seen", "null"]),
    ("viewer", "viewer { x: consignor { id displayName } }", ["null", "null", "seen", "gone"]),
    ("node", "x: node(id: @event) { id }", ["seen", "seen", "seen", "UN"]),
    ("node", "x: node(id: @session) { id }", ["seen", "seen", "null", "UN"]),
    ("node", "x: node(id: @sale) { id }", ["seen", "seen", "null", "UN"]),
    ("node", "x: node(id: @mine) { id }", ["seen", "seen", "seen", "UN"]),
    ("node", "x: node(id: @other) { id }", ["seen", "seen", "null", "UN"]),
    ("node", "x: node(id: @consignor417) { id }", ["seen", "seen", "seen", "UN"]),
    ("node", "x: node(id: @consignor418) { id }", ["seen", "seen", "null", "UN"]),
    ("node", "x: node(id: \"nonsense\") { id }", ["null", "null", "null", "UN"]),
    ("nodes", "x: nodes(ids: [@session, @mine]) { id }", ["seen", "seen", "seen", "UN"]),
    ("nodes", "x: nodes(ids: [@session, @sale, @other]) { id }", ["seen", "seen", "nulls", "UN"]),
    ("saleEvent", "x: saleEvent(id: @event) { id name rates { baseShareBps } }", ["seen", "seen", "seen", "UN"]),
    ("saleEvent", "x: saleEvent(id: \"nonsense\") { id }", ["null", "null", "null", "UN"]),
    ("saleEvent", "saleEvent(id: @event) { x: activeSession { id } }", ["seen", "seen", "null", "UN"]),
    ("saleEvent", "saleEvent(id: @event) { sessions { x: nodes { id } } }", ["seen", "seen", "none", "UN"]),
    ("saleEvent", "saleEvent(id: @event) { sessions { x: edges { node { id } } } }", ["seen", "seen", "none", "UN"]),
    ("saleEvent", "saleEvent(id: @event) { items { x: nodes { consignorNumber } } }", ["all", "all", "own", "UN"]),
    (
        "saleEvent",
        "saleEvent(id: @event) { items(filter: { saleStatus: [AVAILABLE, PENDING, SOLD] }) { x: nodes { consignorNumber } } }",
        ["all", "all", "own", "UN"],
    ),
    ("saleEvent", "saleEvent(id: @event) { consignors { x: nodes { consignorNumber: number } } }", ["all", "all", "own", "UN"]),
    ("saleEvents", "saleEvents { x: nodes { id } }", ["seen", "seen", "seen", "UN"]),
    ("saleSession", "x: saleSession(id: @session) { id totals { salesTotal } }", ["seen", "seen", "null", "UN"]),
    ("saleSession", "saleSession(id: @session) { sales { x: nodes { id total } } }", ["seen", "seen", "gone", "UN"]),
    ("saleSession", "saleSession(id: @session) { items { x: nodes { consignorNumber } } }", ["all", "all", "gone", "UN"]),
    ("saleSession", "saleSession(id: @session) { x: statistics { sequence } }", ["seen", "seen", "gone", "UN"]),
    ("saleSession", "saleSession(id: @session) { x: tillPack { cursor } }", ["seen", "seen", "gone", "UN"]),
    ("saleSession", "saleSession(id: @session) { x: tills { name } }", ["none", "none", "gone", "UN"]),
    ("sale", "x: sale(id: @sale) { id lines { item { tag } } }", ["seen", "seen", "null", "UN"]),
    ("sale", "sale(id: @sale) { lines { item { consignor { x: displayName } } } }", ["seen", "null", "gone", "UN"]),
    ("item", "x: item(id: @mine) { id }", ["seen", "seen", "seen", "UN"]),
    ("item", "x: item(id: @other) { id }", ["seen", "seen", "null", "UN"]),
    ("item", "item(id: @mine) { consignor { x: displayName } }", ["seen", "null", "seen", "UN"]),
    ("item", "item(id: @mine) { x: saleStatus }", ["seen", "seen", "seen", "UN"]),
    ("item", "item(id: @mine) { hold { x: expiresAt } }", ["seen", "seen", "seen", "UN"]),
    ("item", "item(id: @mine) { hold { x: cart } }", ["seen", "seen", "null", "UN"]),
    ("item", "item(id: @mine) { hold { x: till } }", ["seen", "seen", "null", "UN"]),
    ("item", "item(id: @sold) { x: sold { net consignorShare } }", ["seen", "seen", "seen", "UN"]),
    ("item", "item(id: @mine) { event { x: activeSession { id } } }", ["seen", "seen", "null", "UN"]),
    ("item", "item(id: @mine) { event { items { x: nodes { consignorNumber } } } }", ["all", "all", "own", "UN"]),
    ("itemByTag", "x: itemByTag(tag: @myTag) { id }", ["seen", "seen", "seen", "UN"]),
    ("itemByTag", "x: itemByTag(tag: @otherTag) { id }", ["seen", "seen", "null", "UN"]),
    ("itemByTag", "x: itemByTag(tag: \"nonsense\") { id }", ["null", "null", "null", "UN"]),
    ("consignor", "x: consignor(id: @consignor417) { id }", ["seen", "seen", "seen", "UN"]),
    ("consignor", "x: consignor(id: @consignor418) { id }", ["seen", "seen", "null", "UN"]),
    ("consignor", "consignor(id: @consignor417) { x: displayName }", ["seen", "null", "seen", "UN"]),
    ("consignor", "consignor(id: @consignor418) { x: displayName }", ["seen", "null", "gone", "UN"]),
    ("consignor", "consignor(id: @consignor417) { items { x: nodes { id } } }", ["seen", "seen", "seen", "UN"]),
    ("consignor", "consignor(id: @consignor417) { x: earnings(eventId: @event) { grossSales } }", ["seen", "null", "seen", "UN"]),
    ("consignor", "consignor(id: @consignor418) { x: earnings(eventId: @event) { grossSales } }", ["seen", "null", "gone", "UN"]),
    (
        "consignor",
        "consignor(id: @consignor417) { earnings(eventId: @event) { x: session { id } } }",
        ["seen", "gone", "null", "UN"],
    ),
    ("consignorByNumber", "x: consignorByNumber(number: 417) { id }", ["seen", "seen", "seen", "UN"]),
    ("consignorByNumber", "x: consignorByNumber(number: 418) { id }", ["seen", "seen", "null", "UN"]),
    ("consignorByNumber", "x: consignorByNumber(number: -1) { id }", ["null", "null", "null", "UN"]),
    ("consignors", "consignors { x: nodes { consignorNumber: number } }", ["all", "all", "own", "UN"]),
    ("consignors", "consignors { nodes { x: displayName } }", ["seen", "null", "seen", "UN"]),
    ("consignors", "consignors { nodes { x: earnings(eventId: @event) { soldCount } } }", ["seen", "null", "seen", "UN"]),
];

/// As [`QUERIES`]; `asked` says that the mutation was decided, `FO` is FORBIDDEN. None of them changes anything: the
/// arguments are such that whoever may ask is refused.
const MUTATIONS: &[(&str, &str, [&str; 4])] = &[
    (
        "saleEventCreate",
        "(input: { name: \"\", currency: USD, timeZone: \"UTC\", startsAt: \"2026-11-20T09:00:00Z\", \
         endsAt: \"2026-11-21T09:00:00Z\", rates: { baseShareBps: 1 } }, idempotencyKey: \"k\")",
        ["asked", "FO", "FO", "UN"],
    ),
    ("consignorAdd", "(input: { number: 417, displayName: \"Eve\" }, idempotencyKey: \"k\")", ["asked", "FO", "FO", "UN"]),
    ("itemsAdd", "(eventId: @event, input: [], idempotencyKey: \"k\")", ["asked", "FO", "FO", "UN"]),
    ("itemUpdate", "(id: @mine, version: 1, input: { title: \"Mine\" })", ["asked", "FO", "FO", "UN"]),
    ("saleSessionOpen", "(eventId: @event, idempotencyKey: \"k\")", ["asked", "FO", "FO", "UN"]),
    ("saleSessionRestock", "(sessionId: @session, tags: [], idempotencyKey: \"k\")", ["asked", "FO", "FO", "UN"]),
    (
        "saleSessionWithdraw",
        "(sessionId: @session, tags: [], reason: \"recalled\", idempotencyKey: \"k\")",
        ["asked", "FO", "FO", "UN"],
    ),
    ("saleSessionComplete", "(sessionId: \"nonsense\", idempotencyKey: \"k\")", ["asked", "FO", "FO", "UN"]),
    ("saleSessionComplete", "(sessionId: @session, idempotencyKey: \"\")", ["BAD_USER_INPUT", "FO", "FO", "UN"]),
    ("saleSessionCancel", "(sessionId: @session, reason: \"storm\", idempotencyKey: \"k\")", ["asked", "FO", "FO", "UN"]),
    ("itemsHold", "(sessionId: @session, input: { cart: \"c\", tags: [] })", ["asked", "asked", "FO", "UN"]),
    ("itemsHold", "(sessionId: @session, input: { cart: \"c\", tags: [], channel: ONLINE })", ["asked", "FO", "FO", "UN"]),
    ("itemsHold", "(sessionId: @session, input: { cart: \"c\", tags: [], channel: SHOPIFY })", ["asked", "FO", "FO", "UN"]),
    ("cartPark", "(sessionId: @session, input: { cart: \"c\", till: \"3\" })", ["asked", "asked", "FO", "UN"]),
    ("cartTake", "(sessionId: @session, input: { cart: \"c\", into: \"d\", till: \"3\" })", ["asked", "asked", "FO", "UN"]),
    (
        "tillReport",
        "(sessionId: @session, input: { till: \"3\", state: OPEN, clock: \"2026-11-20T10:15:00Z\" })",
        ["asked", "asked", "FO", "UN"],
    ),
    ("itemsRelease", "(sessionId: @session, input: { cart: \"nobody's\" })", ["asked", "asked", "FO", "UN"]),
    (
        "saleRecord",
        "(sessionId: @session, input: { lines: [], tenders: [] }, idempotencyKey: \"k\")",
        ["asked", "asked", "FO", "UN"],
    ),
    (
        "saleRecord",
        "(sessionId: @session, input: { lines: [], tenders: [], channel: ONLINE }, idempotencyKey: \"k\")",
        ["asked", "FO", "FO", "UN"],
    ),
    (
        "saleRecord",
        "(sessionId: @session, input: { lines: [], tenders: [], channel: SHOPIFY }, idempotencyKey: \"k\")",
        ["asked", "FO", "FO", "UN"],
    ),
    ("saleVoid", "(saleId: @sale, reason: \"\", idempotencyKey: \"k\")", ["asked", "asked", "FO", "UN"]),
    (
        "saleReviewResolve",
        "(saleId: @sale, input: { resolution: ACCEPT, note: \"\" }, idempotencyKey: \"k\")",
        ["asked", "FO", "FO", "UN"],
    ),
];

/// As [`QUERIES`], over a socket.
const SUBSCRIPTIONS: &[(&str, &str, [&str; 4])] = &[
    (
        "saleSessionEvents",
        "x: saleSessionEvents(sessionId: @session, after: 0) { sequence }",
        ["seen", "seen", "NOT_FOUND", "UN"],
    ),
    (
        "saleSessionEvents",
        "x: saleSessionEvents(sessionId: \"nonsense\") { sequence }",
        ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "UN"],
    ),
    ("saleSessionTotals", "x: saleSessionTotals(sessionId: @session) { salesTotal }", ["seen", "seen", "NOT_FOUND", "UN"]),
    (
        "saleSessionTotals",
        "x: saleSessionTotals(sessionId: @event) { salesTotal }",
        ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "UN"],
    ),
    ("tills", "x: tills(sessionId: @session) { name }", ["none", "none", "NOT_FOUND", "UN"]),
    (
        "consignorEarnings",
        "x: consignorEarnings(consignorId: @consignor417, eventId: @event) { grossSales }",
        ["seen", "NOT_FOUND", "seen", "UN"],
    ),
    (
        "consignorEarnings",
        "x: consignorEarnings(consignorId: @consignor418, eventId: @event) { grossSales }",
        ["seen", "NOT_FOUND", "NOT_FOUND", "UN"],
    ),
    (
        "consignorEarnings",
        "consignorEarnings(consignorId: @consignor417, eventId: @event) { x: session { id } }",
        ["seen", "NOT_FOUND", "null", "UN"],
    ),
    (
        "consignorEarnings",
        "x: consignorEarnings(consignorId: \"nonsense\", eventId: @event) { grossSales }",
        ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "UN"],
    ),
];

/// An event that sells items of 417 and 418: one of 417 in a cart, one sold; and who asks, in the table's order.
struct Asked {
    callers: [Caller; 4],
    names: Vec<(&'static str, String)>,
}

impl Asked {
    async fn in_hall(hall: &Hall) -> Self {
        hall.organizer.add_consignor(418).await;
        let mine = hall.items(2).await;
        let other = hall.items_of(418, 1).await;
        hall.open().await;
        hall.till.hold_as(&json!({ "cart": "cart 1", "tags": [mine[0]], "till": "3" })).await.done();
        let sale = hall.till.record(&cash_sale(&mine[1..]), "sold").await.expect_sold();
        let id = async |document: &str| {
            let data = hall.organizer.data(document, json!({})).await;
            text(&data["x"]["id"])
        };
        let names = vec![
            ("@consignor417", id("{ x: consignorByNumber(number: 417) { id } }").await),
            ("@consignor418", id("{ x: consignorByNumber(number: 418) { id } }").await),
            ("@otherTag", other[0].clone()),
            ("@myTag", mine[0].clone()),
            ("@other", text(&hall.organizer.scan(&other[0]).await["id"])),
            ("@mine", text(&hall.organizer.scan(&mine[0]).await["id"])),
            ("@sold", text(&hall.organizer.scan(&mine[1]).await["id"])),
            ("@event", hall.event()),
            ("@session", hall.session()),
            ("@sale", text(&sale["id"])),
        ];
        let callers = [hall.organizer.clone(), hall.till.clone(), hall.consignor(417).await, anonymous(hall)];
        Self { callers, names }
    }

    fn named(&self, document: &str) -> String {
        self.names.iter().fold(document.to_owned(), |text, (name, id)| text.replace(name, &format!("\"{id}\"")))
    }
}

fn anonymous(hall: &Hall) -> Caller {
    let mut nobody = hall.till.clone();
    nobody.token.clear();
    nobody
}

/// Every value named `x`, wherever it stands.
fn wanted(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| if name == "x" { vec![value.clone()] } else { wanted(value) }).collect()
        }
        Value::Array(values) => values.iter().flat_map(wanted).collect(),
        _ => Vec::new(),
    }
}

/// What an answer comes to, in the table's words.
fn got(answer: &Value, expected: &str) -> String {
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return match code {
            "UNAUTHENTICATED" => "UN".to_owned(),
            "FORBIDDEN" => "FO".to_owned(),
            other => other.to_owned(),
        };
    }
    let found = wanted(&answer["data"]);
    let numbers: HashSet<i64> =
        found.iter().filter_map(Value::as_array).flatten().filter_map(|row| row["consignorNumber"].as_i64()).collect();
    let lists: Vec<&Vec<Value>> = found.iter().filter_map(Value::as_array).collect();
    if found.is_empty() {
        "gone"
    } else if found.iter().all(Value::is_null) {
        "null"
    } else if lists.iter().any(|list| list.is_empty()) {
        "none"
    } else if lists.iter().any(|list| list.iter().all(Value::is_null)) {
        "nulls"
    } else if numbers == HashSet::from([417, 418]) {
        "all"
    } else if numbers == HashSet::from([417]) {
        "own"
    } else if found.iter().any(Value::is_null) {
        "some"
    } else if expected == "asked" {
        "asked"
    } else {
        "seen"
    }
    .to_owned()
}

/// Compares each row with what each of the four gets, and says all that differ.
async fn compare(asked: &Asked, rows: &[(&str, &str, [&str; 4])], ask: impl AsyncFn(&Caller, &str) -> Value) {
    let mut differences = Vec::new();
    for (_, document, expected) in rows {
        let document = asked.named(document);
        for (who, (caller, expected)) in
            ["organizer", "cashier", "consignor", "nobody"].iter().zip(asked.callers.iter().zip(expected))
        {
            let answer = ask(caller, &document).await;
            let got = got(&answer, expected);
            if got != **expected {
                differences.push(format!("{who}: {document}\n  expected {expected}, got {got}: {answer}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[tokio::test]
async fn every_query_shows_each_role_what_it_may_see() {
    in_a_hall(async |hall| {
        let asked = Asked::in_hall(hall).await;
        compare(&asked, QUERIES, async |caller, document| caller.ask(&format!("{{ {document} }}"), json!({})).await).await;
    })
    .await;
}

#[tokio::test]
async fn every_mutation_is_forbidden_to_who_may_not_and_then_changes_nothing() {
    in_a_hall(async |hall| {
        let asked = Asked::in_hall(hall).await;
        let before = hall.till.totals().await;
        for (name, arguments, expected) in MUTATIONS {
            let row = [(*name, *arguments, *expected)];
            compare(&asked, &row, async |caller, arguments| {
                let document = format!("mutation {{ x: {name}{arguments} {{ userErrors {{ code }} }} }}");
                caller.ask(&document, json!({})).await
            })
            .await;
        }
        assert_eq!(hall.till.totals().await, before);
    })
    .await;
}

#[tokio::test]
async fn every_subscription_is_open_to_who_may_see_it_and_unknown_to_others() {
    in_a_hall(async |hall| {
        let asked = Asked::in_hall(hall).await;
        compare(&asked, SUBSCRIPTIONS, async |caller, document| {
            let mut live = Live::open(hall.server.address, &caller.token).await;
            live.subscribe("1", &format!("subscription {{ {document} }}"), &json!({})).await;
            let message = live.message().await;
            match message["type"].as_str() {
                Some("next") => message["payload"].clone(),
                _ => json!({ "errors": message["payload"] }),
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn no_root_field_is_missing_from_the_tables() {
    in_a_hall(async |hall| {
        let fields = "fields { name }";
        let document = format!(
            "{{ __schema {{ q: queryType {{ {fields} }} m: mutationType {{ {fields} }} s: subscriptionType {{ {fields} }} }} }}"
        );
        let schema = anonymous(hall).data(&document, json!({})).await;
        for (root, rows) in [("q", QUERIES), ("m", MUTATIONS), ("s", SUBSCRIPTIONS)] {
            let listed: HashSet<&str> = rows.iter().map(|(name, ..)| *name).collect();
            let fields = schema["__schema"][root]["fields"].as_array().unwrap();
            let known: HashSet<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
            assert_eq!(listed, known, "add a row for what is missing; take out what is gone");
        }
    })
    .await;
}

#[tokio::test]
async fn a_revoked_token_is_refused_within_five_seconds_and_its_socket_closed() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let store = &hall.server.store;
        let known: HashSet<i64> = store.reader.tokens().await.unwrap().iter().map(|token| token.id).collect();
        let till = hall.caller("acme", Role::Cashier).await;
        let is_new = |token: &&Token| !known.contains(&token.id);
        let id = store.reader.tokens().await.unwrap().iter().find(is_new).unwrap().id;

        let mut live = Live::open(hall.server.address, &till.token).await;
        live.subscribe(
            "1",
            "subscription ($s: ID!) { saleSessionTotals(sessionId: $s) { sequence } }",
            &json!({ "s": hall.session() }),
        )
        .await;
        live.result().await;
        let mut other = Live::open(hall.server.address, &hall.till.token).await;
        other
            .subscribe(
                "1",
                "subscription ($s: ID!) { saleSessionTotals(sessionId: $s) { sequence } }",
                &json!({ "s": hall.session() }),
            )
            .await;
        other.result().await;
        // Just asked: as long as it can be kept anywhere.
        assert!(till.ask("{ viewer { roles } }", json!({})).await["data"]["viewer"].is_object());
        assert!(store.records.revoke_token(id, hangtag::domain::time::Timestamp::from_milliseconds(0)).await.unwrap());

        jump(Duration::from_millis(2_500)).await;
        let _ = till.ask("{ viewer { roles } }", json!({})).await;
        jump(Duration::from_millis(2_500)).await;
        let answer = till.ask("{ viewer { roles } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
        let closed = timeout(Duration::from_secs(1), live.closed()).await;
        assert_eq!(closed, Ok(4403), "within the same five seconds");
        assert!(hall.till.totals().await["sequence"].is_i64(), "other tokens go on");
        let sale = hall.till.record(&unknown_sale(), &hall.till.key()).await.expect_sold();
        assert_eq!(other.result().await["sequence"], sale["sequence"], "what both were sent goes on too");
    })
    .await;
}
