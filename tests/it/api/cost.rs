//! What a document may ask for: the screens' questions pass, absurd ones are refused before anything runs, and
//! `schema.graphql` says what can be asked at all.

use std::fmt::Write;

use serde_json::{Value, json};

use super::harness::{Hall, in_a_hall};

/// All that a screen shows of a thing.
const FRAGMENTS: &str = "
fragment Everything on Item {
    id tag tagPrinted ref title category size price discountable donate inventoryState saleStatus version updatedAt consignorNumber
    hold { cart channel kind till expiresAt } sold { at channel till price discount net consignorShare }
}
fragment Whole on Sale {
    id sequence status channel soldAt recordedAt total discountTotal taxTotal chargesTotal roundingTotal unattributedTotal
    consignorShareTotal houseCutTotal shopperCode till receipt needsReview reviewReasons voidReason tenders { kind amount }
    lines { position status tag consignorNumber description price discount net shareBps consignorShare item { ...Everything } }
}
fragment Person on Consignor {
    id number displayName
    earnings(eventId: @event) { itemCount soldCount grossSales shareBps estimatedPayout final sequence }
}
fragment Board on SaleSession {
    id status openedAt closedAt totals {
        sequence salesTotal discountTotal taxTotal chargesTotal roundingTotal unattributedTotal consignorShareTotal houseCutTotal
        tenderTotals { kind amount } saleCount voidedCount needsReviewCount itemCount availableCount pendingCount soldCount
    }
}
fragment All on Query { node(id: @event) { ...Everything ...Whole ...Person ...Board } }
fragment Place on PageInfo { hasNextPage hasPreviousPage startCursor endCursor }
";

/// What screens ask, each with room to spare.
const SCREENS: &[(&str, &str)] = &[
    (
        "an inventory screen",
        "saleEvent(id: @event) { name items(first: 100) {
            pageInfo { ...Place } edges { cursor node { ...Everything consignor { number displayName } event { id name } } }
        } }",
    ),
    (
        "a list of sales with their lines and items",
        "saleSession(id: @session) { ...Board sales(first: 100) { pageInfo { ...Place } nodes { ...Whole } } }",
    ),
    ("a list of consignors with their earnings", "consignors(first: 100) { pageInfo { ...Place } nodes { ...Person } }"),
    (
        "consignors with some of their items",
        "saleEvent(id: @event) { consignors(first: 20) { nodes {
            ...Person items(first: 50) { nodes { id tag title price saleStatus } }
        } } }",
    ),
    (
        "a dashboard of all events",
        "saleEvents { nodes { id name activeSession { ...Board } sessions(first: 10) { nodes { id status } } } }",
    ),
    (
        "a hundred things that a screen holds",
        "nodes(ids: @hundred) { id ... on Item { ...Everything } ... on SaleEvent { name } }",
    ),
];

/// What nobody needs, and what would bring millions of rows.
const ABSURD: &[(&str, &str)] = &[
    (
        "pages in pages in pages",
        "saleEvents(first: 100) { nodes { consignors(first: 100) { nodes { items(first: 100) { nodes { id } } } } } }",
    ),
    ("pages of unsaid size in each other", "saleEvents { nodes { sessions { nodes { sales { nodes { id } } } } } }"),
    ("wide pages in pages", "consignors(first: 100) { nodes { items(first: 100) { nodes { ...Everything } } } }"),
    (
        "pages of a hundred nodes",
        "nodes(ids: @hundred) { ... on SaleSession { sales(first: 100) { nodes { id total till receipt } } } }",
    ),
    (
        "pages behind each line",
        "saleSession(id: @session) { sales(first: 100) { nodes { lines { item { consignor {
            items(first: 100) { nodes { id } }
        } } } } } }",
    ),
    (
        "round in circles",
        "saleSession(id: @session) { event { activeSession { event { activeSession { event { activeSession { event { activeSession {
            event { activeSession { event { activeSession { event { activeSession { event { activeSession { event { activeSession {
            event { activeSession { id } }
        } } } } } } } } } } } } } } } } } } }",
    ),
];

async fn asked(hall: &Hall, document: &str) -> String {
    let hundred = json!(vec![hall.event(); 100]);
    let names = [("@event", json!(hall.event())), ("@session", json!(hall.session())), ("@hundred", hundred)];
    let document = names.iter().fold(document.to_owned(), |text, (name, value)| text.replace(name, &value.to_string()));
    let answer = hall.organizer.ask(&document, json!({})).await;
    let error = &answer["errors"][0];
    if error.is_null() { "passes".to_owned() } else { error["message"].as_str().unwrap().to_owned() }
}

#[track_caller]
fn refused(said: &str, name: &str) {
    assert!(["Query is too complex.", "Query is nested too deep."].contains(&said), "{name}: {said}");
}

/// With every fragment used once, as the validation wants it.
fn query(fields: &str) -> String {
    format!("{{ {fields} ...All pages: saleEvents(first: 1) {{ pageInfo {{ ...Place }} }} }} {FRAGMENTS}")
}

#[test]
fn the_schema_in_the_repository_is_the_one_that_is_served() {
    let file = include_str!("../../../schema.graphql");
    assert!(hangtag::graphql::sdl() == file, "schema.graphql is stale: run `cargo run -- schema > schema.graphql`");
}

#[tokio::test]
async fn the_questions_of_screens_pass() {
    in_a_hall(async |hall| {
        let tags = hall.selling(2).await;
        hall.till.sell(&tags[..1]).await.expect_sold();
        let introspection = include_str!("../../../src/graphql/document/introspection.graphql");
        assert_eq!(asked(hall, introspection).await, "passes");
        for (name, fields) in SCREENS {
            assert_eq!(asked(hall, &query(fields)).await, "passes", "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn five_hundred_items_are_taken_in_held_and_restocked_in_one_call_each() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let item = |row: usize| {
            let title = "x".repeat(200);
            json!({ "consignorNumber": 417, "ref": row.to_string(), "title": title, "category": "clothing", "price": "10.00" })
        };
        let input: Vec<Value> = (0..500).map(item).collect();
        let added = hall.organizer.add_items(&json!(input), "add").await.done();
        let tags: Vec<String> = added.as_array().unwrap().iter().map(|item| item["tag"].as_str().unwrap().to_owned()).collect();
        assert_eq!(tags.len(), 500);
        hall.organizer.restock(&tags, "restock").await.done();
        assert_eq!(hall.till.hold("cart", &tags).await.done().as_array().unwrap().len(), 500);
        assert_eq!(hall.till.release("cart").await.done().as_array().unwrap().len(), 500);
    })
    .await;
}

#[tokio::test]
async fn absurd_questions_are_refused_before_they_run() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let before = hall.till.totals().await;
        for (name, fields) in ABSURD {
            refused(&asked(hall, &query(fields)).await, name);
        }
        let behind_a_call = "mutation { itemsHold(sessionId: @session, input: { cart: \"c\", tags: [\"00417-0001-8\"] }) {
            items { consignor { items(first: 100) { nodes { id } } } }
        } }";
        refused(&asked(hall, behind_a_call).await, "pages behind each item of a call");
        let mut names = String::new();
        for n in 0..90 {
            write!(names, "a{n}: items(first: 100) {{ nodes {{ ...Everything }} }} ").unwrap();
        }
        let many_names = query(&format!("saleEvent(id: @event) {{ {names} }}"));
        refused(&asked(hall, &many_names).await, "the same page under many names");
        assert_eq!(hall.till.totals().await, before);
    })
    .await;
}
