//! Two organizations in one database, with the same numbers and tags: whatever one sends of the other's is as if it were not
//! there, in every position that takes an id, a tag, a number or a cursor.

use std::collections::{BTreeSet, HashMap};

use hangtag::domain::access::Role;
use hangtag::domain::id::{ConsignorId, EventId, GlobalId, ItemId, OrganizationId, SaleId, SessionId};
use hangtag::domain::tag::{ConsignorNumber, Tag};
use serde_json::{Value, json};

use super::caller::{Caller, cash_sale, event, offline_sale};
use super::harness::{Hall, in_each_hall, text};
use super::live::Live;

/// Every position of an id, and a document with `@id` there. `@session`, `@event` and `@tag` are the asker's own.
const POSITIONS: &[(&str, &str)] = &[
    ("Query.node.id", "{ node(id: @id) { id } }"),
    ("Query.nodes.ids", "{ nodes(ids: [@id, @event, @id]) { id } }"),
    ("Query.saleEvent.id", "{ saleEvent(id: @id) { name } }"),
    ("Query.saleSession.id", "{ saleSession(id: @id) { totals { salesTotal } } }"),
    ("Query.sale.id", "{ sale(id: @id) { total } }"),
    ("Query.item.id", "{ item(id: @id) { title } }"),
    ("Query.consignor.id", "{ consignor(id: @id) { displayName } }"),
    ("Consignor.earnings.eventId", "{ consignorByNumber(number: 417) { earnings(eventId: @id) { grossSales } } }"),
    ("Mutation.itemsAdd.eventId", "mutation { itemsAdd(eventId: @id, input: [@item], idempotencyKey: \"t\") { items { id } userErrors { code } } }"),
    (
        "Mutation.itemUpdate.id",
        "mutation { itemUpdate(id: @id, version: 1, input: { title: \"Mine\" }) { item { id } userErrors { code item { id } } } }",
    ),
    ("Mutation.saleSessionOpen.eventId", "mutation { saleSessionOpen(eventId: @id, idempotencyKey: \"t\") { session { id } userErrors { code } } }"),
    (
        "Mutation.saleSessionRestock.sessionId",
        "mutation { saleSessionRestock(sessionId: @id, tags: [@tag], idempotencyKey: \"t\") { session { id } userErrors { code } } }",
    ),
    (
        "Mutation.saleSessionWithdraw.sessionId",
        "mutation { saleSessionWithdraw(sessionId: @id, tags: [@tag], reason: \"r\", idempotencyKey: \"t\") { session { id } userErrors { code } } }",
    ),
    (
        "Mutation.saleSessionComplete.sessionId",
        "mutation { saleSessionComplete(sessionId: @id, idempotencyKey: \"t\") { session { id } userErrors { code } } }",
    ),
    (
        "Mutation.saleSessionCancel.sessionId",
        "mutation { saleSessionCancel(sessionId: @id, reason: \"r\", idempotencyKey: \"t\") { session { id } userErrors { code } } }",
    ),
    (
        "Mutation.itemsHold.sessionId",
        "mutation { itemsHold(sessionId: @id, input: { cart: \"c\", tags: [@tag] }) { items { id } userErrors { code item { id } } } }",
    ),
    ("Mutation.itemsRelease.sessionId", "mutation { itemsRelease(sessionId: @id, input: { cart: \"c\" }) { items { id } userErrors { code } } }"),
    (
        "Mutation.cartPark.sessionId",
        "mutation { cartPark(sessionId: @id, input: { cart: \"c\", till: \"1\" }) { items { id } userErrors { code } } }",
    ),
    (
        "Mutation.cartTake.sessionId",
        "mutation { cartTake(sessionId: @id, input: { cart: \"c\", into: \"d\", till: \"1\" }) { cart items { id } userErrors { code } } }",
    ),
    (
        "Mutation.saleRecord.sessionId",
        "mutation { saleRecord(sessionId: @id, input: { lines: [{ tag: @tag, price: \"10.00\" }], offlineSoldAt: \"2026-11-20T10:00:00Z\",
            tenders: [{ kind: CASH, amount: \"10.00\" }] }, idempotencyKey: \"t\") { sale { id } userErrors { code item { id } } } }",
    ),
    ("Mutation.saleVoid.saleId", "mutation { saleVoid(saleId: @id, reason: \"r\", idempotencyKey: \"t\") { sale { id } userErrors { code } } }"),
    (
        "Mutation.saleReviewResolve.saleId",
        "mutation { saleReviewResolve(saleId: @id, input: { position: 0, resolution: ATTRIBUTE_TO_ITEM, tag: @tag, note: \"n\" },
            idempotencyKey: \"t\") { sale { id } userErrors { code } } }",
    ),
    (
        "Mutation.tillReport.sessionId",
        "mutation { tillReport(sessionId: @id, input: { till: \"1\", state: OPEN, clock: \"2026-11-20T10:15:00Z\" }) {
            sequence userErrors { code } } }",
    ),
    ("Subscription.tills.sessionId", "subscription { tills(sessionId: @id) { name } }"),
    ("Subscription.saleSessionEvents.sessionId", "subscription { saleSessionEvents(sessionId: @id, after: 0) { sequence } }"),
    ("Subscription.saleSessionTotals.sessionId", "subscription { saleSessionTotals(sessionId: @id) { sequence } }"),
    ("Subscription.consignorEarnings.consignorId", "subscription { consignorEarnings(consignorId: @id, eventId: @event) { sequence } }"),
    ("Subscription.consignorEarnings.eventId", "subscription { consignorEarnings(consignorId: @consignor, eventId: @id) { sequence } }"),
];

/// `acme` is the hall's; `rival` has the same consignor number and the same tags, and some that `acme` lacks.
struct Rival {
    organizer: Caller,
    event: String,
    session: String,
    /// The same as `acme`'s first two, then some of consignor 900, whom `acme` does not know.
    tags: Vec<String>,
    /// Ids of each type; of items and consignors one whose number `acme` has too, and one that it lacks.
    ids: Vec<(&'static str, String)>,
}

impl Rival {
    /// Sells one item and holds another.
    async fn beside(hall: &Hall) -> Self {
        let organizer = hall.caller("rival", Role::Organizer).await;
        let input = event("Rival's");
        let made = organizer.mutate("saleEventCreate", json!({ "input": input, "idempotencyKey": "rival" })).await.done();
        let event = text(&made["id"]);
        let mut tags = Vec::new();
        let mut consignors = Vec::new();
        for number in [417, 900] {
            let input = json!({ "number": number, "displayName": "Bob" });
            let variables = json!({ "input": input, "idempotencyKey": number.to_string() });
            consignors.push(organizer.mutate("consignorAdd", variables).await.done());
            let item = json!({ "consignorNumber": number, "title": "Boots", "category": "shoes", "price": "10.00" });
            let variables = json!({ "eventId": event, "input": [item, item], "idempotencyKey": number.to_string() });
            let items = organizer.mutate("itemsAdd", variables).await.done();
            tags.extend(items.as_array().unwrap().iter().map(|item| text(&item["tag"])));
        }
        let opened = organizer.mutate("saleSessionOpen", json!({ "eventId": event, "idempotencyKey": "open" })).await.done();
        let session = text(&opened["id"]);
        let variables = json!({ "sessionId": session, "input": cash_sale(&tags[..1]), "idempotencyKey": "sale" });
        let sale = organizer.mutate("saleRecord", variables).await.expect_sold();
        let variables = json!({ "sessionId": session, "input": { "cart": "c", "tags": [tags[3]] } });
        organizer.mutate("itemsHold", variables).await.done();
        let items = [organizer.scan(&tags[0]).await, organizer.scan(&tags[2]).await];
        let own = organizer.data("{ viewer { organizationId } }", json!({})).await;
        let ids = vec![
            ("organization", text(&own["viewer"]["organizationId"])),
            ("event", event.clone()),
            ("session", session.clone()),
            ("sale", text(&sale["id"])),
            ("item", text(&items[0]["id"])),
            ("item", text(&items[1]["id"])),
            ("consignor", text(&consignors[0]["id"])),
            ("consignor", text(&consignors[1]["id"])),
        ];
        Self { organizer, event, session, tags, ids }
    }

    /// All that could have been touched.
    async fn state(&self) -> Value {
        let document = "query ($e: ID!, $s: ID!) {
            saleSession(id: $s) { status totals { sequence salesTotal saleCount voidedCount itemCount pendingCount soldCount } }
            saleEvent(id: $e) { items { nodes { tag title version inventoryState saleStatus } } sessions { nodes { id } } }
            saleEvents { nodes { id name } } consignors { nodes { number displayName } } }";
        self.organizer.data(document, json!({ "e": self.event, "s": self.session })).await
    }
}

async fn state_of_acme(hall: &Hall) -> Value {
    let document = "query ($e: ID!) { saleEvent(id: $e) { items { nodes { tag title version inventoryState saleStatus } } } }";
    json!([hall.till.totals().await, hall.till.data(document, json!({ "e": hall.event() })).await])
}

/// Ids of the same shapes that nobody has.
fn absent() -> HashMap<&'static str, String> {
    let organization = OrganizationId(1);
    let number = ConsignorNumber::new(99_999).unwrap();
    let session = SessionId::of(EventId(1), 1_000);
    HashMap::from([
        ("organization", GlobalId::Organization(OrganizationId(77)).to_string()),
        ("event", GlobalId::Event(EventId(77)).to_string()),
        ("session", GlobalId::Session(session).to_string()),
        ("sale", GlobalId::Sale(SaleId { session, sequence: 3 }).to_string()),
        ("item", GlobalId::Item(ItemId { organization, tag: Tag::of(number, 1).unwrap() }).to_string()),
        ("consignor", GlobalId::Consignor(ConsignorId { organization, number }).to_string()),
    ])
}

/// The answer to a document, over the transport that it needs.
async fn ask(hall: &Hall, caller: &Caller, document: &str) -> Value {
    if !document.starts_with("subscription") {
        return caller.ask(document, json!({})).await;
    }
    let mut live = Live::open(hall.server.address, &caller.token).await;
    live.subscribe("1", document, &json!({})).await;
    live.message().await
}

#[tokio::test]
async fn a_foreign_id_of_every_type_in_every_position_is_as_if_it_were_not_there() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.till.sell(&tags[2..]).await.expect_sold();
        let rival = Rival::beside(hall).await;
        assert_eq!(rival.tags[..2], tags[..2], "both have the same tags");
        let consignor = hall.organizer.data("{ x: consignorByNumber(number: 417) { id } }", json!({})).await;
        let own = [("@event", json!(hall.event())), ("@tag", json!(tags[0])), ("@consignor", consignor["x"]["id"].clone())];
        let before = (rival.state().await, state_of_acme(hall).await);
        let absent = absent();
        for (position, document) in POSITIONS {
            let document = document.replace("@item", "{ consignorNumber: 417, title: \"T\", category: \"c\", price: \"1.00\" }");
            let document = own.iter().fold(document, |text, (name, id)| text.replace(name, &id.to_string()));
            for (kind, id) in &rival.ids {
                let foreign = ask(hall, &hall.organizer, &document.replace("@id", &format!("\"{id}\""))).await;
                let nobodys = ask(hall, &hall.organizer, &document.replace("@id", &format!("\"{}\"", absent[kind]))).await;
                assert_eq!(foreign, nobodys, "{position}: {kind}");
                let said = foreign.to_string();
                assert!(!said.contains("Bob") && !said.contains("Boots") && !said.contains("Rival"), "{position}: {said}");
            }
        }
        assert_eq!((rival.state().await, state_of_acme(hall).await), before, "nothing happened in either");
    })
    .await;
}

/// The named type inside lists and non-nulls.
fn named(mut kind: &Value) -> &Value {
    while !kind["ofType"].is_null() {
        kind = &kind["ofType"];
    }
    &kind["name"]
}

#[tokio::test]
async fn no_position_of_an_id_is_missing_above() {
    in_each_hall(async |hall| {
        let kind = "type { name ofType { name ofType { name ofType { name } } } }";
        let document = format!(
            "{{ __schema {{ types {{ name inputFields {{ name {kind} }} fields {{ name args {{ name {kind} }} }} }} }} }}"
        );
        let schema = hall.till.data(&document, json!({})).await;
        let mut found = BTreeSet::new();
        for of in schema["__schema"]["types"].as_array().unwrap() {
            let name = of["name"].as_str().unwrap();
            for input in of["inputFields"].as_array().into_iter().flatten().filter(|input| *named(&input["type"]) == "ID") {
                found.insert(format!("{name}.{}", input["name"].as_str().unwrap()));
            }
            for field in of["fields"].as_array().into_iter().flatten() {
                for argument in field["args"].as_array().unwrap().iter().filter(|argument| *named(&argument["type"]) == "ID") {
                    found.insert(format!("{name}.{}.{}", field["name"].as_str().unwrap(), argument["name"].as_str().unwrap()));
                }
            }
        }
        let listed: BTreeSet<String> = POSITIONS.iter().map(|(position, _)| (*position).to_owned()).collect();
        assert_eq!(listed, found, "add a document for what is missing");
    })
    .await;
}

#[tokio::test]
async fn foreign_tags_and_numbers_are_unknown_and_equal_ones_stay_apart() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let rival = Rival::beside(hall).await;
        let before = rival.state().await;
        let foreign = rival.tags[2..3].to_vec();

        // The first tag is sold at the rival's, and on the floor here.
        assert_eq!(hall.till.scan(&tags[0]).await["saleStatus"], "AVAILABLE");
        assert_eq!(hall.till.scan(&tags[0]).await["title"], "Rain coat");
        assert_eq!(rival.organizer.scan(&tags[0]).await["saleStatus"], "SOLD");

        assert_eq!(hall.till.scan(&foreign[0]).await, Value::Null);
        let person = hall.organizer.data("{ x: consignorByNumber(number: 900) { id } }", json!({})).await;
        assert_eq!(person["x"], Value::Null);
        assert_eq!(hall.till.hold("cart", &foreign).await.code(), "ITEM_NOT_FOUND");
        assert_eq!(hall.till.sell(&foreign).await.code(), "ITEM_NOT_FOUND");
        assert_eq!(hall.organizer.restock(&foreign, "restock").await.code(), "ITEM_NOT_FOUND");
        assert_eq!(hall.organizer.withdraw(&foreign, "withdraw").await.code(), "ITEM_NOT_FOUND");
        let item = json!([{ "consignorNumber": 900, "title": "T", "category": "c", "price": "1.00" }]);
        assert_eq!(hall.organizer.add_items(&item, "add").await.code(), "CONSIGNOR_NOT_FOUND");
        let release = json!({ "sessionId": hall.session(), "input": { "cart": "c", "tags": rival.tags } });
        assert_eq!(hall.till.mutate("itemsRelease", release).await.done(), json!([]), "the rival's cart has the same name");
        let late = hall.till.record(&offline_sale(&foreign, &hall.moment(0)), "offline").await.expect_sold();
        assert_eq!(late["reviewReasons"], json!(["UNKNOWN_TAG"]));
        let filter = "query ($s: ID!, $t: String!) { saleSession(id: $s) { sales(filter: { tag: $t }) { nodes { id } } } }";
        let found = hall.till.data(filter, json!({ "s": hall.session(), "t": tags[0] })).await;
        assert_eq!(found["saleSession"]["sales"]["nodes"], json!([]), "sold at the rival's only");

        // The same tags and the same keys as the rival's: a sale of our own.
        let sale = hall.till.record(&cash_sale(&tags[..1]), "sale").await.expect_sold();
        assert_ne!(json!(rival.ids[3].1), sale["id"]);
        assert_eq!(rival.state().await, before);
    })
    .await;
}

#[tokio::test]
async fn foreign_cursors_lead_to_own_rows_only() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let rival = Rival::beside(hall).await;
        let cursors = "query ($e: ID!, $s: ID!) { e: saleEvents { edges { cursor } } c: consignors { edges { cursor } }
            i: saleEvent(id: $e) { items { edges { cursor } } sessions { edges { cursor } } } s: saleSession(id: $s) { sales { edges { cursor } } } }";
        let theirs = rival.organizer.data(cursors, json!({ "e": rival.event, "s": rival.session })).await;
        let first = |edges: &Value| edges["edges"][0]["cursor"].clone();
        let ours = "query ($e: ID!, $s: ID!, $ce: String, $cc: String, $ci: String, $cs: String, $cx: String) {
            e: saleEvents(before: $ce) { nodes { name } } f: saleEvents(last: 1) { nodes { name } } c: consignors(after: $cc) { nodes { displayName } }
            i: saleEvent(id: $e) { items(after: $ci) { nodes { tag title } } sessions(after: $cx) { nodes { id } } }
            s: saleSession(id: $s) { sales(before: $cs) { nodes { id } } } }";
        let variables = json!({
            "e": hall.event(), "s": hall.session(), "ce": first(&theirs["e"]), "cc": first(&theirs["c"]),
            "ci": first(&theirs["i"]["items"]), "cx": first(&theirs["i"]["sessions"]), "cs": first(&theirs["s"]["sales"]),
        });
        let seen = hall.organizer.data(ours, variables).await;
        let items: Vec<Value> = tags[1..].iter().map(|tag| json!({ "tag": tag, "title": "Rain coat" })).collect();
        assert_eq!(seen["i"]["items"]["nodes"], json!(items));
        assert!(!seen.to_string().contains("Bob") && !seen.to_string().contains("Rival"), "{seen}");
    })
    .await;
}
