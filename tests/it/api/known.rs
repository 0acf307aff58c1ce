//! A document that the server has seen before is answered as one that it has not.

use hangtag::domain::access::Role;
use serde_json::{Value, json};

use super::harness::{Hall, in_a_hall};

const SALES: &str = "query ($session: ID!, $first: Int = 2, $with: Boolean!) {
    saleSession(id: $session) { status totals @include(if: $with) { soldCount }
        sales(first: $first) { nodes { sequence } } } }";
const HOLD: &str = "mutation ($session: ID!, $input: ItemsHoldInput!) {
    itemsHold(sessionId: $session, input: $input) { items { tag } userErrors { code } } }";

/// As a client's library writes it: with a variable for each argument, whether its caller has a value or not.
const PAGES: &str = "query ($session: ID!, $first: Int, $after: String, $filter: SaleFilter, $code: String) {
    saleSession(id: $session) { all: sales(first: $first, after: $after, filter: $filter) { nodes { sequence } }
        ...Recorded } }
    fragment Recorded on SaleSession { some: sales(first: $first, filter: { shopperCode: $code }) { nodes { sequence } } }";

/// The answer to a document that nobody has sent, and to one that was sent before.
async fn both(hall: &Hall, document: &str, variables: &Value) -> (Value, Value) {
    let unseen = format!("{document} # {}", hall.till.key());
    (hall.till.ask(&unseen, variables.clone()).await, hall.till.ask(document, variables.clone()).await)
}

fn variables(session: &str, changes: &Value) -> Value {
    let mut variables = json!({ "session": session, "with": true });
    for (name, value) in changes.as_object().unwrap() {
        variables[name] = value.clone();
    }
    variables
}

#[tokio::test]
async fn a_variable_without_a_value_is_an_argument_that_is_left_out() {
    in_a_hall(async |hall| {
        let tags = hall.selling(4).await;
        for tag in &tags[..3] {
            hall.till.sell(std::slice::from_ref(tag)).await.expect_sold();
        }
        let sales = |answer: &Value, name: &str| answer["data"]["saleSession"][name]["nodes"].as_array().map(Vec::len);
        let session = json!({ "session": hall.session() });
        let (unseen, _) = both(hall, PAGES, &session).await;
        assert_eq!((sales(&unseen, "all"), sales(&unseen, "some")), (Some(3), Some(3)), "{unseen}");
        // With every value it is found valid and kept; without them it is answered as before.
        let given = json!({ "session": hall.session(), "first": 2, "after": null, "filter": {}, "code": null });
        let (unseen, seen) = both(hall, PAGES, &given).await;
        assert_eq!((sales(&seen, "all"), sales(&seen, "some")), (Some(2), Some(2)), "{seen}");
        assert_eq!(unseen, seen);
        let (unseen, seen) = both(hall, PAGES, &session).await;
        assert_eq!((sales(&seen, "all"), sales(&seen, "some")), (Some(3), Some(3)), "{seen}");
        assert_eq!(unseen, seen);
        // What is left out is looked at all the same: a document is wrong before its variable has a value, and whenever it comes.
        let wrong = |argument: &str, of: &str| {
            format!("query ($session: ID!, $x: {of}) {{ saleSession(id: $session) {{ sales({argument}: $x) {{ nodes {{ sequence }} }} }} }}")
        };
        for document in [wrong("frist", "Int"), wrong("first", "Strin"), wrong("first: 1, first", "Int")] {
            for _ in 0..2 {
                let answer = hall.till.ask(&document, session.clone()).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{document} {answer}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_known_query_reads_its_own_variables() {
    in_a_hall(async |hall| {
        let tags = hall.selling(4).await;
        for tag in &tags[..3] {
            hall.till.sell(std::slice::from_ref(tag)).await.expect_sold();
        }
        let session = hall.session();
        let first = hall.till.ask(SALES, variables(&session, &json!({}))).await;
        assert_eq!(first["data"]["saleSession"]["totals"]["soldCount"], 3, "{first}");
        for changes in [
            json!({}),
            json!({ "with": false }),
            json!({ "first": 1 }),
            json!({ "first": 100 }),
            json!({ "first": 101 }),
            json!({ "first": -1 }),
            json!({ "first": "1" }),
            json!({ "first": 1.5 }),
            json!({ "first": 3_000_000_000_u64 }),
            json!({ "first": [1] }),
            json!({ "with": "yes" }),
            json!({ "with": null }),
            json!({ "session": null }),
            json!({ "session": "nonsense" }),
            json!({ "session": 7 }),
            json!({ "session": {} }),
            json!({ "unheard": "of" }),
        ] {
            let (unseen, seen) = both(hall, SALES, &variables(&session, &changes)).await;
            assert_eq!(seen, unseen, "{changes}");
        }
        let only_session = json!({ "session": session });
        let (unseen, seen) = both(hall, SALES, &only_session).await;
        assert_eq!(seen, unseen);
        assert_eq!(seen["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{seen}");
    })
    .await;
}

#[tokio::test]
async fn a_known_mutation_refuses_what_an_unknown_one_refuses() {
    in_a_hall(async |hall| {
        let tags = hall.selling(2).await;
        let input = |changes: &Value| {
            let mut input = json!({ "tags": [tags[0]], "cart": "A" });
            for (name, value) in changes.as_object().unwrap() {
                input[name] = value.clone();
            }
            json!({ "session": hall.session(), "input": input })
        };
        let held = hall.till.ask(HOLD, input(&json!({}))).await;
        assert_eq!(held["data"]["itemsHold"]["items"][0]["tag"], json!(tags[0]), "{held}");
        for changes in [
            json!({}),
            json!({ "tags": null }),
            json!({ "tags": [null] }),
            json!({ "tags": [7] }),
            json!({ "tags": [] }),
            json!({ "tags": "nonsense" }),
            json!({ "cart": 7 }),
            json!({ "cart": "x".repeat(300) }),
            json!({ "seconds": "60" }),
            json!({ "seconds": 1 }),
            json!({ "channel": "CATALOGUE" }),
            json!({ "colour": "red" }),
        ] {
            let (unseen, seen) = both(hall, HOLD, &input(&changes)).await;
            assert_eq!(seen, unseen, "{changes}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_asks_decides_not_who_asked_first() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let asked = variables(&hall.session(), &json!({}));
        hall.till.ask(SALES, asked.clone()).await;
        let other = hall.caller("other", Role::Organizer).await;
        assert_eq!(other.ask(SALES, asked).await["data"]["saleSession"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn one_name_of_a_known_document_does_not_make_the_other_known() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let document = format!(
            "query One {{ node(id: \"{0}\") {{ id }} }} query Two {{ node(id: \"{0}\") {{ __typename }} }}",
            hall.session()
        );
        for _ in 0..3 {
            let one = hall.till.ask_named(&document, "One").await;
            let two = hall.till.ask_named(&document, "Two").await;
            assert_eq!(one["data"]["node"]["id"], json!(hall.session()), "{one}");
            assert_eq!(two["data"]["node"]["__typename"], "SaleSession", "{two}");
            let none = hall.till.ask_named(&document, "Three").await;
            assert_eq!(none["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{none}");
        }
    })
    .await;
}
