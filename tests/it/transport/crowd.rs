//! More requests at once than the server works on.

use std::time::Duration;

use hangtag::http::{QUERIES_MAX, REQUESTS_MAX};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    task::JoinSet,
    time::{Instant, timeout},
};

use super::{
    Server,
    client::{Client, PATIENCE},
    code,
    http::first_bytes,
};

/// So many requests that are never answered, and as many as there are places for.
async fn full(server: &Server, (count, document): (usize, &str)) -> JoinSet<()> {
    let mut waiting = JoinSet::new();
    for _ in 0..count {
        let request = server.client.post(server.url("/graphql")).header("content-type", "application/json");
        let request = request.body(json!({ "query": document }).to_string());
        waiting.spawn(async move { drop(request.send().await) });
    }
    answered_by(server, 503).await;
    waiting
}

/// Asks until this is the status: when it is, what was sent before has been seen, or is over.
async fn answered_by(server: &Server, status: u16) {
    let asking = async { while server.post("{ hello }").await.0 != status {} };
    timeout(PATIENCE, asking).await.unwrap();
}

fn assert_overloaded(answer: &Value) {
    assert_eq!(code(answer), "OVERLOADED");
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["retryable"], true);
    let retry_after_ms = extensions["retryAfterMs"].as_u64().unwrap();
    assert!((250..750).contains(&retry_after_ms), "{answer}");
    assert!(answer.get("data").is_none(), "{answer}");
}

#[tokio::test]
async fn what_is_too_much_is_refused_and_told_when_to_come_again() {
    let server = Server::start().await;
    let waiting = full(&server, (REQUESTS_MAX, "mutation { wait }")).await;

    for body in [r#"{"query":"{ hello }"}"#, r#"{"query":"mutation { add }"}"#, "no JSON"] {
        for accept in ["application/json", "application/graphql-response+json"] {
            let request = server.client.post(server.url("/graphql")).header("content-type", "application/json");
            // Not even asked for: a store that does not answer would make the refusal late.
            let request = request.header("accept", accept).header("authorization", "Bearer no-store").body(body);
            let response = request.send().await.unwrap();
            assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (503, &"1".parse().unwrap()));
            assert_overloaded(&response.json().await.unwrap());
        }
    }
    let get = server.client.get(server.url("/graphql?query=%7Bhello%7D")).send().await.unwrap();
    assert_eq!(get.status(), 503);
    assert_overloaded(&get.json().await.unwrap());
    // Who asks whether the server lives hears that it does.
    assert_eq!(server.client.get(server.url("/healthz")).send().await.unwrap().status(), 200);

    drop(waiting);
    answered_by(&server, 200).await;
    assert_eq!(server.post("mutation { add }").await.1, json!({ "data": { "add": 1 } }), "none of the refused was done");
}

#[tokio::test]
async fn while_others_are_refused_what_is_let_in_runs_on_threads_of_its_own() {
    let server = Server::start().await;
    let thread = async || {
        let (status, answer) = server.post("mutation { thread }").await;
        (status == 200).then(|| answer["data"]["thread"].as_str().unwrap().to_owned())
    };
    let without_a_crowd = thread().await.unwrap();
    assert!(!without_a_crowd.starts_with("let-in-"), "{without_a_crowd}");

    let waiting = full(&server, (REQUESTS_MAX, "mutation { wait }")).await;
    assert_eq!(thread().await, None, "there is no place");
    // They go away, and a place is somebody's who was refused a moment before.
    drop(waiting);
    let asking = async {
        loop {
            if let Some(name) = thread().await {
                return name;
            }
        }
    };
    let in_a_crowd = timeout(PATIENCE, asking).await.unwrap();
    assert!(in_a_crowd.starts_with("let-in-"), "{in_a_crowd}");
}

/// Asks over this connection, and is refused. Gives for how long.
async fn refused(stream: &mut TcpStream, headers: &str) -> Duration {
    stream.write_all(format!("GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: x\r\n{headers}\r\n").as_bytes()).await.unwrap();
    let answer = first_bytes(stream).await;
    let answer = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_overloaded(&answer);
    Duration::from_millis(answer["errors"][0]["extensions"]["retryAfterMs"].as_u64().unwrap())
}

#[tokio::test]
async fn a_client_that_does_not_wait_hears_the_next_refusal_when_it_was_told_to_come() {
    let server = Server::start().await;
    let waiting = full(&server, (REQUESTS_MAX, "mutation { wait }")).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let begin = Instant::now();
    let mut told = refused(&mut stream, "").await;
    for _ in 0..3 {
        let next = refused(&mut stream, "").await;
        assert!(begin.elapsed() >= told, "{:?} of {told:?}", begin.elapsed());
        told += next;
    }
    drop(waiting);
}

#[tokio::test]
async fn the_clients_of_a_proxy_do_not_wait_for_each_other() {
    const CLIENTS: u32 = 40;
    let server = Server::start().await;
    let waiting = full(&server, (REQUESTS_MAX, "mutation { wait }")).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let begin = Instant::now();
    for client in 0..CLIENTS {
        refused(&mut stream, &format!("x-forwarded-for: 192.0.2.{client}\r\n")).await;
    }
    assert!(begin.elapsed() < CLIENTS * Duration::from_millis(250), "{:?}", begin.elapsed());
    drop(waiting);
}

#[tokio::test]
async fn whoever_asks_leaves_places_for_whoever_sells() {
    let server = Server::start().await;
    let waiting = full(&server, (QUERIES_MAX, "{ waits }")).await;
    assert_overloaded(&server.post("{ hello }").await.1);
    let get = server.client.get(server.url("/graphql?query=%7Bhello%7D")).send().await.unwrap();
    assert_eq!(get.status(), 503);
    for count in 1..=REQUESTS_MAX {
        assert_eq!(server.post("mutation { add }").await, (200, json!({ "data": { "add": count } })));
    }
    drop(waiting);
    answered_by(&server, 200).await;
}

#[tokio::test]
async fn a_socket_s_query_needs_a_place_and_a_subscription_none() {
    let server = Server::start().await;
    let waiting = full(&server, (REQUESTS_MAX, "mutation { wait }")).await;
    let mut client = Client::till(&server).await;
    client.subscribe("query", "{ hello }").await;
    let refused = client.hear().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("query")));
    assert_overloaded(&json!({ "errors": refused["payload"] }));
    client.subscribe("events", "subscription { first }").await;
    assert_eq!(client.hear().await["payload"], json!({ "data": { "first": 1 } }));

    drop(waiting);
    answered_by(&server, 200).await;
    client.subscribe("query", "{ hello }").await;
    assert_eq!(client.hear().await["payload"], json!({ "data": { "hello": "world" } }));
    assert_eq!(client.hear().await["type"], "complete");
}

#[tokio::test]
async fn the_places_of_a_socket_s_queries_are_free_when_it_is_gone() {
    let server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..QUERIES_MAX / 64 {
        let mut client = Client::till(&server).await;
        for id in 0..64 {
            client.subscribe(&id.to_string(), "{ waits }").await;
        }
        sockets.push(client);
    }
    answered_by(&server, 503).await;
    drop(sockets);
    answered_by(&server, 200).await;
}
