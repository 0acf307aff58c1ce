//! What is made to hurt, against the real schema and both transports: a code, quickly, and the next request works.

use std::time::Duration;

use serde_json::{Value, json};

use super::harness::in_a_hall;
use super::live::Live;
use crate::transport::bombs::{documents, quickest};

/// 50 ms in a build that is shipped; this one is not optimised, and the machine is busy.
const ANSWER_TIME_MAX: Duration = Duration::from_millis(500);
const CODES: [&str; 3] = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"];
/// The largest message that a socket takes.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// Those that know this schema.
fn of_this_schema() -> Vec<(&'static str, String)> {
    let nested = |outer: &str, inner: &str, times: usize| {
        format!("{}{inner}{}", outer.repeat(times), "}".repeat(outer.matches('{').count() * times))
    };
    vec![
        ("items of consignors of items", format!("{{consignors{{nodes{}}}}}", nested("{items{nodes{consignor", "{id}", 4))),
        ("a deep circle", format!("{{saleEvents{{nodes{}}}}}", nested("{activeSession{event", "{id}", 30))),
        (
            "wide input",
            format!(
                "mutation{{itemsAdd(eventId:\"x\",idempotencyKey:\"k\",input:[{}]){{userErrors{{code}}}}}}",
                "{title:1} ".repeat(3_000)
            ),
        ),
        (
            "a line in a line",
            format!(
                "mutation{{saleRecord(sessionId:\"x\",idempotencyKey:\"k\",input:{}1{}){{sale{{id}}}}}}",
                "{lines:[".repeat(500),
                "]}".repeat(500)
            ),
        ),
        ("an id without end", format!("{{node(id:\"{}\"){{id}} nope}}", "A".repeat(60_000))),
        ("a number without end", format!("{{consignorByNumber(number:{}){{id}}}}", "9".repeat(60_000))),
    ]
}

fn all() -> Vec<(&'static str, String)> {
    documents().into_iter().chain(of_this_schema()).collect()
}

#[tokio::test]
async fn each_bomb_over_http_gets_a_code_and_sales_go_on() {
    in_a_hall(async |hall| {
        let tags = hall.selling(1).await;
        let mut nobody = hall.till.clone();
        nobody.token.clear();
        for (name, document) in all() {
            for caller in [&hall.till, &nobody] {
                let (took, answer) = quickest(async || caller.ask(&document, json!({})).await).await;
                let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none");
                assert!(CODES.contains(&code), "{name}: {code}");
                assert!(answer.to_string().len() < 20_000, "{name}: the answer is as large as the bomb");
                assert!(took < ANSWER_TIME_MAX, "{name}: {took:?}");
            }
        }
        hall.till.sell(&tags).await.expect_sold();
    })
    .await;
}

#[tokio::test]
async fn each_bomb_over_a_socket_gets_a_code_or_closes_its_socket() {
    in_a_hall(async |hall| {
        let tags = hall.selling(1).await;
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        for (name, document) in all() {
            let message = json!({ "type": "subscribe", "id": "1", "payload": { "query": document } });
            if message.to_string().len() > MESSAGE_BYTES_MAX {
                let mut large = Live::open(hall.server.address, "").await;
                large.say(&message).await;
                assert!([1006, 1009].contains(&large.closed().await), "{name}");
                continue;
            }
            let (took, code) = quickest(async || {
                live.say(&message).await;
                live.refusal().await
            })
            .await;
            assert!(CODES.contains(&code.as_str()), "{name}: {code}");
            assert!(took < ANSWER_TIME_MAX, "{name}: {took:?}");
        }
        live.subscribe("1", "{ viewer { roles } }", &json!({})).await;
        assert_eq!(live.result().await["roles"], json!(["CASHIER"]), "the socket lives");
        hall.till.sell(&tags).await.expect_sold();
    })
    .await;
}

#[tokio::test]
async fn variables_that_are_made_to_hurt_get_a_code() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let record = "mutation ($s: ID!, $i: SaleRecordInput!) { saleRecord(sessionId: $s, input: $i, idempotencyKey: \"k\") { userErrors { code } } }";
        let line = json!({ "tag": "x".repeat(100), "price": "1.00" });
        let nested = (0..60).fold(json!(1), |inner, _| json!({ "lines": [inner] }));
        for (name, input, expected) in [
            ("too many lines", json!({ "lines": vec![line.clone(); 5_000], "tenders": [] }), "TOO_MANY_LINES"),
            ("a line in a line", nested, "BAD_USER_INPUT"),
            ("lists for a line", json!({ "lines": vec![Value::Array(vec![]); 20_000], "tenders": [] }), "BAD_USER_INPUT"),
            ("an amount without end", json!({ "lines": [{ "tag": "x", "price": "9".repeat(500_000) }], "tenders": [] }), "BAD_USER_INPUT"),
            ("a tag without end", json!({ "lines": [{ "tag": "9".repeat(500_000), "price": "1.00" }], "tenders": [] }), "BAD_USER_INPUT"),
        ] {
            let variables = json!({ "s": hall.session(), "i": input });
            let (took, answer) = quickest(async || hall.till.ask(record, variables.clone()).await).await;
            let top = &answer["errors"][0]["extensions"]["code"];
            let refusal = &answer["data"]["saleRecord"]["userErrors"][0]["code"];
            let code = if top.is_null() { refusal } else { top };
            assert_eq!(code, expected, "{name}");
            assert!(answer.to_string().len() < 20_000, "{name}: {}", answer.to_string().len());
            assert!(took < 2 * ANSWER_TIME_MAX, "{name}: {took:?}");
        }
        assert_eq!(hall.till.totals().await["saleCount"], 0);
    })
    .await;
}
