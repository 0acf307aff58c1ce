//! GraphQL over HTTP: which request gets which status.

use std::time::Duration;

use hangtag::http::{Check, Times, Unavailable};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

use super::{SOON, Server, client::PATIENCE, code, patient};

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

/// A request by `METHOD /path`, headers and body; the answer's status and JSON.
async fn ask(server: &Server, line: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = server.client.request(method.parse().unwrap(), server.url(path)).body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(response.headers()["content-type"].to_str().unwrap().contains("json; charset=utf-8"));
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_post_gets_the_status_of_its_media_type() {
    let server = Server::start().await;
    for (body, json_status, graphql_status) in [
        (r#"{"query":"{ hello }"}"#, 200, 200),
        (r#"{"query":"{ hello }","operationName":null,"variables":null,"extensions":null}"#, 200, 200),
        (r#"{"query":"query A { hello } query B { x: hello }","operationName":"A"}"#, 200, 200),
        (r#"{"query":"{ forbidden }"}"#, 200, 200),
        (r#"{"query":"{"}"#, 200, 400),
        (r#"{"query":"{ nope }"}"#, 200, 400),
        (r#"{"query":"{ hello }","operationName":"C"}"#, 200, 400),
        (r#"{"query":"query($a: Int!) { length(texts: []) }"}"#, 200, 400),
        (r#"{"query":"#, 400, 400),
        ("", 400, 400),
        ("[]", 400, 400),
        (r#"["{ hello }",null,{},null]"#, 400, 400),
        (r#"[{"query":"{ hello }"}]"#, 400, 400),
        ("{}", 400, 400),
        (r#"{"query":null}"#, 400, 400),
        (r#"{"query":1}"#, 400, 400),
        (r#"{"query":"{ hello }","operationName":1}"#, 400, 400),
        (r#"{"query":"{ hello }","variables":[]}"#, 400, 400),
        (r#"{"query":"{ hello }","extensions":"x"}"#, 400, 400),
        ("\u{0}", 400, 400),
    ] {
        for (accept, expected) in [(JSON, json_status), (GRAPHQL, graphql_status)] {
            let headers = [("content-type", JSON), ("accept", accept)];
            let (status, answer) = ask(&server, "POST /graphql", &headers, body).await;
            assert_eq!(status, expected, "{accept} {body}: {answer}");
            assert_eq!(answer.get("data").is_none(), graphql_status == 400, "{answer}");
        }
    }
}

#[tokio::test]
async fn only_json_is_executed() {
    let server = Server::start().await;
    let body = r#"{"query":"mutation { add }"}"#;
    for content_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1"]
    {
        let (status, answer) = ask(&server, "POST /graphql", &[("content-type", content_type)], body).await;
        assert_eq!((status, code(&answer)), (415, "BAD_USER_INPUT"), "{content_type}");
    }
    let (status, _) = ask(&server, "POST /graphql", &[], body).await;
    assert_eq!(status, 415);
    let (_, answer) = server.post("mutation { add }").await;
    assert_eq!(answer["data"]["add"], 1, "none of the others ran");
}

#[tokio::test]
async fn an_answer_that_nobody_accepts_is_not_sent() {
    let server = Server::start().await;
    let headers = [("content-type", JSON), ("accept", "text/html")];
    let (status, answer) = ask(&server, "POST /graphql", &headers, r#"{"query":"{ hello }"}"#).await;
    assert_eq!((status, code(&answer)), (406, "BAD_USER_INPUT"));
}

#[tokio::test]
async fn a_get_runs_queries_only() {
    let server = Server::start().await;
    let get = |query: &'static str| ask(&server, query, &[("accept", GRAPHQL)], "");
    assert_eq!(get("GET /graphql?query=%7Bhello%7D").await, (200, json!({ "data": { "hello": "world" } })));
    let named = "GET /graphql?query=query+A(%24t:[String!]!)%7Blength(texts:%24t)%7D+query+B%7Bhello%7D&operationName=A&variables=%7B%22t%22:[%22x%22]%7D";
    assert_eq!(get(named).await, (200, json!({ "data": { "length": 1 } })));
    for (query, expected) in [
        ("GET /graphql", 400),
        ("GET /graphql?query=", 400),
        ("GET /graphql?query=%7Bhello%7D&variables=[]", 400),
        ("GET /graphql?query=%7Bhello%7D&extensions=1", 400),
        ("GET /graphql?query=mutation%7Badd%7D", 405),
        ("GET /graphql?query=query+A%7Bhello%7D+mutation+B%7Badd%7D&operationName=B", 405),
    ] {
        let (status, answer) = get(query).await;
        assert_eq!(status, expected, "{query}: {answer}");
        assert!(!code(&answer).is_empty());
    }
    assert_eq!(server.post("mutation { add }").await.1["data"]["add"], 1, "no GET has added");
}

#[tokio::test]
async fn other_methods_and_paths_are_told_where_to_go() {
    let server = Server::start().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let response = server.client.request(method, server.url("/graphql")).send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.headers()["allow"].to_str().unwrap()), (405, "GET, POST"));
    }
    let response = server.client.get(server.url("/graphql?query=mutation%7Badd%7D")).send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.headers()["allow"].to_str().unwrap()), (405, "POST"));
    let (status, answer) = ask(&server, "GET /admin.php", &[], "").await;
    assert_eq!((status, code(&answer)), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn a_token_that_is_not_valid_is_refused_and_none_is_anonymous() {
    let server = Server::start().await;
    let who = async |authorization: Option<&str>, method: &str| {
        let mut headers = vec![("content-type", JSON)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        let (line, body) = match method {
            "GET" => ("GET /graphql?query=%7Bwho%7D", ""),
            _ => ("POST /graphql", r#"{"query":"{ who }"}"#),
        };
        ask(&server, line, &headers, body).await
    };
    for method in ["GET", "POST"] {
        assert_eq!(who(None, method).await, (200, json!({ "data": { "who": null } })));
        assert_eq!(who(Some("Bearer till"), method).await, (200, json!({ "data": { "who": "till" } })));
        for wrong in ["Bearer stranger", "Bearer", "Basic till", "till", ""] {
            let (status, answer) = who(Some(wrong), method).await;
            assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"), "{wrong}");
            assert!(!answer.to_string().contains("stranger"));
        }
        let (status, answer) = who(Some("Bearer no-store"), method).await;
        assert_eq!((status, code(&answer)), (503, "STORAGE_UNAVAILABLE"));
        assert_eq!(answer["errors"][0]["extensions"]["retryable"], true);
    }
    server.tokens.revoke("till");
    assert_eq!(who(Some("Bearer till"), "POST").await.0, 401);
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_before_they_are_read() {
    const BYTES: usize = 100 * 1024 * 1024;
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let begin = Instant::now();
    stream.write_all(head(BYTES).as_bytes()).await.unwrap();
    let answer = first_bytes(&mut stream).await;
    assert!(begin.elapsed() < Duration::from_millis(50), "{:?}", begin.elapsed());
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("connection: close"), "{answer}");
    assert!(answer.contains("BAD_USER_INPUT"), "{answer}");

    // One that sends all of it before it reads still sees why.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(head(BYTES).as_bytes()).await.unwrap();
    for _ in 0..100 {
        stream.write_all(&vec![b' '; BYTES / 100]).await.unwrap();
    }
    assert!(first_bytes(&mut stream).await.starts_with("HTTP/1.1 413 "));
    assert_eq!(server.post("{ hello }").await.0, 200);
}

#[tokio::test]
async fn a_body_without_a_length_is_counted_as_it_comes() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for _ in 0..17 {
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    let answer = first_bytes(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_body_that_trickles_is_given_up() {
    let server = Server::with(Times { body: SOON, ..patient() }, vec![]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(head(100).as_bytes()).await.unwrap();
    let answer = first_bytes(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let headers = "x: y\r\n".repeat(70);
    stream.write_all(format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n").as_bytes()).await.unwrap();
    assert!(first_bytes(&mut stream).await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test]
async fn health_says_what_is_missing() {
    let server =
        Server::with(patient(), vec![Check::new("database", async || Ok(())), Check::new("disk", async || Err(Unavailable))])
            .await;
    let alive = server.client.get(server.url("/healthz")).send().await.unwrap();
    assert_eq!((alive.status().as_u16(), alive.text().await.unwrap().as_str()), (200, "ok"));
    let (status, answer) = ask(&server, "GET /readyz", &[], "").await;
    assert_eq!(status, 503);
    assert_eq!((&answer["checks"]["database"]["ready"], &answer["checks"]["disk"]["ready"]), (&json!(true), &json!(false)));
    assert!(answer["checks"]["database"]["latencyMs"].is_number());

    let server = Server::with(patient(), vec![Check::new("database", async || Ok(()))]).await;
    assert_eq!(ask(&server, "GET /readyz", &[], "").await.0, 200);
}

#[tokio::test]
async fn a_browser_gets_a_page_that_loads_nothing() {
    let server = Server::start().await;
    let response = server.client.get(server.url("/")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(response.text().await.unwrap().contains("/graphql"));
}

#[tokio::test]
async fn a_request_in_flight_is_answered_during_the_drain() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"query":"{ hello }"}"#;
    stream.write_all(head(body.len()).as_bytes()).await.unwrap();
    stream.write_all(&body.as_bytes()[..5]).await.unwrap();
    // Another connection's answer proves that the server has seen the first.
    assert_eq!(server.post("{ hello }").await.0, 200);
    server.shutdown.cancel();
    stream.write_all(&body.as_bytes()[5..]).await.unwrap();
    let answer = first_bytes(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("world"), "{answer}");
    drop(stream);
    server.serving.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "it accepts no more");
}

fn head(length: usize) -> String {
    format!("POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
}

pub(super) async fn first_bytes(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let count = timeout(PATIENCE, stream.read(&mut bytes)).await.unwrap().unwrap();
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}
