//! What a document may ask for: the screens' questions pass, absurd ones are refused before anything runs, and
//! `schema.graphql` says what can be asked at all.

use serde_json::{Value, json};

use super::harness::{Hall, in_a_hall};

const ITEM: &str =
    "id tag tagPrinted ref title category size price discountable donate inventoryState saleStatus version updatedAt
    consignorNumber hold { cart channel kind till expiresAt } sold { at channel till price discount net consignorShare }";

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("passes")
}

async fn asked(hall: &Hall, document: &str, variables: Value) -> String {
    let answer = hall.organizer.ask(document, variables).await;
    code(&answer).to_owned()
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
        let whole_sale = format!("id sequence status channel soldAt recordedAt total discountTotal taxTotal chargesTotal roundingTotal
            unattributedTotal consignorShareTotal houseCutTotal shopperCode till receipt needsReview reviewReasons voidReason
            tenders {{ kind amount }} lines {{ position status tag consignorNumber description price discount net shareBps consignorShare
            item {{ {ITEM} }} }}");
        let person = "number displayName earnings(eventId: $e) { itemCount soldCount grossSales shareBps estimatedPayout final sequence }";
        let page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
        let session = "id status openedAt closedAt totals { sequence salesTotal discountTotal taxTotal chargesTotal roundingTotal
            unattributedTotal consignorShareTotal houseCutTotal tenderTotals { kind amount } saleCount voidedCount needsReviewCount itemCount
            availableCount pendingCount soldCount }";
        for (name, document) in [
            ("what every client asks first", introspection.to_owned()),
            (
                "an inventory screen",
                format!("query ($e: ID!, $s: ID!) {{ saleEvent(id: $e) {{ name items(first: 100) {{ {page} edges {{ cursor node {{ {ITEM} consignor {{ number displayName }} event {{ id name }} }} }} }} }} saleSession(id: $s) {{ id }} }}"),
            ),
            (
                "a list of sales with their lines and items",
                format!("query ($e: ID!, $s: ID!) {{ saleSession(id: $s) {{ {session} sales(first: 100) {{ {page} nodes {{ {whole_sale} }} }} }} saleEvent(id: $e) {{ id }} }}"),
            ),
            (
                "a list of consignors with their earnings",
                format!("query ($e: ID!, $s: ID!) {{ consignors(first: 100) {{ {page} nodes {{ id {person} }} }} saleSession(id: $s) {{ id }} }}"),
            ),
            (
                "consignors with some of their items",
                format!("query ($e: ID!, $s: ID!) {{ saleEvent(id: $e) {{ consignors(first: 20) {{ nodes {{ {person} items(first: 50) {{ nodes {{ id tag title price saleStatus }} }} }} }} }} saleSession(id: $s) {{ id }} }}"),
            ),
            (
                "a dashboard of all events",
                format!("query ($e: ID!, $s: ID!) {{ saleEvents {{ nodes {{ id name activeSession {{ {session} }} sessions(first: 10) {{ nodes {{ id status }} }} }} }} saleEvent(id: $e) {{ id }} saleSession(id: $s) {{ id }} }}"),
            ),
            (
                "a hundred things that a screen holds",
                format!("query ($e: ID!, $s: ID!) {{ nodes(ids: [{}]) {{ id ... on Item {{ {ITEM} }} ... on SaleEvent {{ name }} }} saleEvent(id: $e) {{ id }} saleSession(id: $s) {{ id }} }}", format!("\"{}\" ", hall.event()).repeat(100)),
            ),
        ] {
            let variables = json!({ "e": hall.event(), "s": hall.session() });
            assert_eq!(asked(hall, &document, variables).await, "passes", "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn five_hundred_items_are_taken_in_held_and_restocked_in_one_call_each() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let item =
            json!({ "consignorNumber": 417, "ref": "row", "title": "x".repeat(200), "category": "clothing", "price": "10.00" });
        let input: Vec<Value> = (0..500)
            .map(|row| {
                let mut item = item.clone();
                item["ref"] = json!(row.to_string());
                item
            })
            .collect();
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
        let (event, session, tag) = (hall.event(), hall.session(), hall.items(1).await.remove(0));
        let before = hall.till.totals().await;
        let hundred = format!("[{}]", format!("\"{session}\" ").repeat(100));
        let deep = format!("{}id{}", "event { activeSession { ".repeat(12), " } }".repeat(12));
        for (name, document) in [
            ("pages in pages in pages", "{ saleEvents(first: 100) { nodes { consignors(first: 100) { nodes { items(first: 100) { nodes { id } } } } } } }".to_owned()),
            ("pages of unsaid size in each other", "{ saleEvents { nodes { sessions { nodes { sales { nodes { id } } } } } } }".to_owned()),
            ("wide pages in pages", format!("{{ consignors(first: 100) {{ nodes {{ items(first: 100) {{ nodes {{ {ITEM} }} }} }} }} }}")),
            ("pages of a hundred nodes", format!("{{ nodes(ids: {hundred}) {{ ... on SaleSession {{ sales(first: 100) {{ nodes {{ id total till receipt }} }} }} }} }}")),
            ("pages behind each line", format!("{{ saleSession(id: \"{session}\") {{ sales(first: 100) {{ nodes {{ lines {{ item {{ consignor {{ items(first: 100) {{ nodes {{ id }} }} }} }} }} }} }} }} }}")),
            ("pages behind each item of a call", format!("mutation {{ itemsHold(sessionId: \"{session}\", input: {{ cart: \"c\", tags: [\"{tag}\"] }}) {{ items {{ consignor {{ items(first: 100) {{ nodes {{ id }} }} }} }} }} }}")),
            ("the same page under many names", format!("{{ saleEvent(id: \"{event}\") {{ {} }} }}", (0..90).map(|n| format!("a{n}: items(first: 100) {{ nodes {{ {ITEM} }} }} ")).collect::<String>())),
            ("round in circles", format!("{{ saleSession(id: \"{session}\") {{ {deep} }} }}")),
        ] {
            assert_eq!(asked(hall, &document, json!({})).await, "GRAPHQL_VALIDATION_FAILED", "{name}");
        }
        assert_eq!(hall.till.totals().await, before);
    })
    .await;
}
