//! The log and the ids of requests: one line, one object; one id from the answer to the log; and nothing that is private.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::hall::{Hall, NAME, TITLE};
use super::server::Server;
use crate::harness::{Place, on_each_database};

/// Our own ids: the process and a count.
fn is_ours(id: &str) -> bool {
    id.split_once('-').is_some_and(|(process, count)| {
        process.len() == 16 && process.bytes().all(|byte| byte.is_ascii_hexdigit()) && count.parse::<u64>().is_ok()
    })
}

/// The id of the answer to a request with this one.
async fn answered(server: &Server, path: &str, id: Option<&[u8]>) -> String {
    let mut request = server.http.get(format!("{}{path}", server.url));
    if let Some(id) = id {
        request = request.header("x-request-id", reqwest::header::HeaderValue::from_bytes(id).unwrap());
    }
    let answer = request.send().await.unwrap();
    answer.headers()["x-request-id"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_answer_has_an_id_the_callers_if_it_is_one() {
    let place = Place::sqlite();
    let server = Server::start(&place, &[]).await;
    let longest = "a".repeat(64);
    for id in ["till-3.17", "0b2d1e8c-7f00-4a53-9c3b-1b1d9a4f6c11", "_", &longest] {
        assert_eq!(answered(&server, "/healthz", Some(id.as_bytes())).await, id);
    }
    let mut made = BTreeSet::new();
    for id in [None, Some(&b""[..]), Some(b"two words"), Some("Käse".as_bytes()), Some(b"\"}{\""), Some(&[b'a'; 65])] {
        for path in ["/healthz", "/graphql?query={__typename}", "/nowhere"] {
            let id = answered(&server, path, id).await;
            assert!(is_ours(&id), "{id}");
            made.insert(id);
        }
    }
    assert_eq!(made.len(), 18, "two requests have one id");
    assert!(server.http.get(&server.metrics).send().await.unwrap().headers().get("x-request-id").is_none());
}

#[tokio::test]
async fn a_fault_of_ours_has_one_id_in_the_answer_and_in_the_log() {
    on_each_database(async |place: Place| {
        let server = Server::start(&place, &["--log-format", "json"]).await;
        let hall = Hall::open(&server, 1).await;
        place.execute("UPDATE item SET state = 'between two chairs'").await;
        let body = json!({ "query": "query ($id: ID!) { item(id: $id) { title } }", "variables": { "id": hall.items[0] } });
        let request = server.http.post(format!("{}/graphql", server.url)).bearer_auth(&server.token).json(&body);
        let answer = request.header("x-request-id", "till-3.18").send().await.unwrap();
        assert_eq!(answer.headers()["x-request-id"], "till-3.18");
        let answer: Value = answer.json().await.unwrap();
        let extensions = json!({ "code": "INTERNAL_SERVER_ERROR", "retryable": false, "requestId": "till-3.18" });
        assert_eq!(answer["errors"][0]["extensions"], extensions, "{answer}");
        assert!(!answer.to_string().contains("state"), "{answer}");
        let scrape = server.scrape().await;
        let counted = "hangtag_errors_total{code=\"INTERNAL_SERVER_ERROR\"}";
        assert!(scrape.is(counted, 1.0), "{} errors, answered with {answer}", scrape.of(counted));

        let (_, log) = server.stop().await;
        let lines: Vec<Value> = log.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: Vec<_> = lines.iter().filter(|line| line["request_id"] == "till-3.18").collect();
        assert_eq!(told.len(), 1, "logged once: {log:?}");
        assert_eq!((&told[0]["level"], &told[0]["path"]), (&json!("ERROR"), &json!("item")), "{}", told[0]);
        assert!(log.iter().any(|line| line.contains("item.state")), "the log says what: {log:?}");
    })
    .await;
}

#[tokio::test]
async fn each_line_of_json_is_an_object_and_none_has_a_token_or_a_person() {
    on_each_database(async |place: Place| {
        let server = Server::start(&place, &["--log-format", "json", "--log", "hangtag=trace,info"]).await;
        let hall = Hall::open(&server, 3).await;
        let sale = hall.sell(&hall.tags[0], "first").await;
        assert!(hall.sell(&hall.tags[0], "again").await.has_code("ITEM_SOLD"));
        hall.hold(&hall.tags[1]).await;
        hall.void(&sale.object).await;
        let nobody = server.http.post(format!("{}/graphql", server.url)).bearer_auth("ht_nobody-has-this-one");
        assert_eq!(nobody.json(&json!({ "query": "{ viewer { __typename } }" })).send().await.unwrap().status(), 401);
        let session = hall.session.clone();
        let token = server.token.clone();
        let (_, log) = server.stop().await;

        let answered: Vec<Value> = log
            .iter()
            .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
            .inspect(|line| assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}"))
            .filter(|line| line["message"] == "answered")
            .collect();
        // Four to open the hall, the five above.
        assert_eq!(answered.len(), 9, "{log:?}");
        let sold = answered.iter().find(|line| line["span"]["sale"] == 3).unwrap_or_else(|| panic!("{answered:?}"));
        assert_eq!(sold["span"]["session"], json!(session));
        assert_eq!((&sold["span"]["operation"], &sold["span"]["status"]), (&json!("saleRecord"), &json!(200)));
        assert!(is_ours(sold["span"]["request_id"].as_str().unwrap()), "{sold}");
        for private in [&token, "ht_nobody", NAME, TITLE, "rung up by mistake", "a cart"] {
            assert!(log.iter().all(|line| !line.contains(private)), "{private} is in {log:?}");
        }
    })
    .await;
}
