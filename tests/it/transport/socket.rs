//! graphql-transport-ws: each message, each close code, and clients that do not behave.

use std::time::Duration;

use futures_util::StreamExt;
use hangtag::http::Times;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

use super::{
    SOON, Server,
    client::{Client, PATIENCE},
    patient,
};

fn next(id: &str, data: &Value) -> Value {
    json!({ "type": "next", "id": id, "payload": { "data": data } })
}

fn complete(id: &str) -> Value {
    json!({ "type": "complete", "id": id })
}

#[tokio::test]
async fn a_subscription_comes_in_order_and_ends() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { ...F } fragment F on Subscription { numbers(after: 5, to: 8) }").await;
    for number in 6..=8 {
        assert_eq!(client.hear().await, next("a", &json!({ "numbers": number })));
    }
    assert_eq!(client.hear().await, complete("a"));
    // The id is free again.
    client.subscribe("a", "{ who }").await;
    assert_eq!(client.hear().await, next("a", &json!({ "who": "till" })));
    assert_eq!(client.hear().await, complete("a"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_subscriptions_in_turn_each_free_their_id_in_time() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    for _ in 0..100 {
        client.subscribe("a", "subscription { numbers(to: 1) }").await;
        assert_eq!(client.hear().await, next("a", &json!({ "numbers": 1 })));
        assert_eq!(client.hear().await, complete("a"));
    }
}

#[tokio::test]
async fn pings_are_answered_with_their_payload() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.say(&json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.say(&json!({ "type": "ping", "payload": { "a": [1] } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "a": [1] } }));
    client.say(&json!({ "type": "pong" })).await;
    client.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
}

#[tokio::test]
async fn what_cannot_run_is_an_error_and_no_complete() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    for (document, code) in [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { a: first b: first }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { numbers(to: \"x\") }", "BAD_USER_INPUT"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { add }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { missing }", "NOT_FOUND"),
    ] {
        client.subscribe("a", document).await;
        let answer = client.hear().await;
        assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("a")), "{document}: {answer}");
        assert_eq!(answer["payload"][0]["extensions"]["code"], code, "{document}: {answer}");
    }
    // Had there been a complete, it would come now.
    client.subscribe("b", "{ hello }").await;
    assert_eq!(client.hear().await, next("b", &json!({ "hello": "world" })));
    assert_eq!(server.post("mutation { add }").await.1["data"]["add"], 1, "the mutation did not run");
}

#[tokio::test]
async fn a_stream_that_panics_ends_with_a_masked_error() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { panicking }").await;
    assert_eq!(client.hear().await, next("a", &json!({ "panicking": 1 })));
    let answer = client.hear().await;
    assert_eq!(answer["payload"]["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR", "{answer}");
    assert_eq!(client.hear().await, complete("a"));
}

#[tokio::test]
async fn a_client_that_completes_hears_nothing_more() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { first }").await;
    assert_eq!(client.hear().await, next("a", &json!({ "first": 1 })));
    client.say(&complete("a")).await;
    timeout(PATIENCE, server.stream_dropped.notified()).await.unwrap();
    client.say(&complete("unknown")).await;
    client.subscribe("a", "subscription { first }").await;
    assert_eq!(client.hear().await, next("a", &json!({ "first": 1 })));
}

#[tokio::test]
async fn a_client_that_goes_away_stops_its_streams() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { first }").await;
    client.hear().await;
    drop(client);
    timeout(PATIENCE, server.stream_dropped.notified()).await.unwrap();
}

#[tokio::test]
async fn the_65th_operation_is_refused_and_the_others_run_on() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    for id in 0..64 {
        client.subscribe(&id.to_string(), "subscription { first }").await;
        client.hear().await;
    }
    client.subscribe("64", "subscription { first }").await;
    let answer = client.hear().await;
    assert_eq!((&answer["type"], &answer["id"]), (&json!("error"), &json!("64")));
    assert_eq!(answer["payload"][0]["extensions"], json!({ "code": "RATE_LIMITED", "retryable": true }));
    client.say(&complete("0")).await;
    client.subscribe("64", "subscription { first }").await;
    assert_eq!(client.hear().await, next("64", &json!({ "first": 1 })));
}

#[tokio::test]
async fn the_token_of_the_upgrade_counts_unless_the_init_brings_one() {
    let server = Server::start().await;
    for (header, payload, who) in [
        (None, Value::Null, Value::Null),
        (None, json!({ "Authorization": "Bearer till" }), json!("till")),
        (Some("Bearer till"), Value::Null, json!("till")),
        (Some("Bearer stranger"), json!({ "authorization": "Bearer till" }), json!("till")),
    ] {
        let mut headers = vec![("sec-websocket-protocol", "graphql-transport-ws")];
        headers.extend(header.map(|value| ("authorization", value)));
        let mut client = Client::connect(&server, &headers).await;
        client.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        client.subscribe("a", "{ who }").await;
        assert_eq!(client.hear().await, next("a", &json!({ "who": who })));
    }
}

#[tokio::test]
async fn messages_that_are_none_close_with_4400() {
    let server = Server::start().await;
    for message in [
        Message::text("{"),
        Message::text("[]"),
        Message::text("null"),
        Message::text(r#"{"type":"start","id":"a"}"#),
        Message::text(r#"{"type":"subscribe","payload":{"query":"{ hello }"}}"#),
        Message::text(r#"{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}"#),
        Message::text(r#"{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}"#),
        Message::text(r#"{"type":"subscribe","id":"a"}"#),
        Message::text(r#"{"type":"subscribe","id":"a","payload":{}}"#),
        Message::text(r#"{"type":"subscribe","id":"a","payload":{"query":"{ hello }","variables":[]}}"#),
        Message::text(format!(r#"{{"type":"complete","id":"{}"}}"#, "a".repeat(256))),
        Message::text(format!(r#"{{"type":"ping","payload":{}"#, "[".repeat(60_000))),
        Message::binary(br#"{"type":"ping"}"#.to_vec()),
    ] {
        let mut client = Client::till(&server).await;
        client.send(message.clone()).await;
        assert_eq!(client.closed().await, 4400, "{message:?}");
    }
    let mut client = Client::open(&server).await;
    client.say(&json!({ "type": "connection_init", "payload": "Bearer till" })).await;
    assert_eq!(client.closed().await, 4400);
}

#[tokio::test]
async fn a_subscribe_before_the_ack_closes_with_4401() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.closed().await, 4401);
}

#[tokio::test]
async fn a_token_that_is_not_valid_closes_with_4403_and_one_that_cannot_be_checked_with_1013() {
    let server = Server::start().await;
    for (value, code) in [("Bearer stranger", 4403), ("till", 4403), ("", 4403), ("Bearer no-store", 1013)] {
        let mut client = Client::open(&server).await;
        client.say(&json!({ "type": "connection_init", "payload": { "authorization": value } })).await;
        assert_eq!(client.closed().await, code, "{value}");
    }
}

#[tokio::test]
async fn a_token_revoked_while_the_socket_lives_closes_with_4403() {
    let server = Server::with(Times { socket_token: SOON, ..patient() }, vec![]).await;
    let mut anonymous = Client::ready(&server, Value::Null).await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { first }").await;
    client.hear().await;
    server.tokens.revoke("till");
    assert_eq!(client.closed().await, 4403);
    anonymous.subscribe("a", "{ hello }").await;
    assert_eq!(anonymous.hear().await["type"], "next");
}

#[tokio::test]
async fn a_socket_without_the_subprotocol_closes_with_4406() {
    let server = Server::start().await;
    assert_eq!(Client::connect(&server, &[]).await.closed().await, 4406);
}

#[tokio::test]
async fn a_socket_that_never_begins_closes_with_4408() {
    let server = Server::with(Times { socket_init: SOON, ..patient() }, vec![]).await;
    let mut begun = Client::till(&server).await;
    let mut client = Client::open(&server).await;
    client.say(&json!({ "type": "ping" })).await;
    assert_eq!(client.closed().await, 4408);
    begun.subscribe("a", "{ hello }").await;
    assert_eq!(begun.hear().await["type"], "next");
}

#[tokio::test]
async fn an_id_that_runs_closes_with_4409() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { first }").await;
    client.subscribe("a", "subscription { first }").await;
    assert_eq!(client.closed().await, 4409);
}

#[tokio::test]
async fn a_second_init_closes_with_4429() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(client.closed().await, 4429);
}

#[tokio::test]
async fn a_message_over_64_kib_closes_with_1009() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", &" ".repeat(64 * 1024)).await;
    assert_eq!(client.closed().await, 1009);
}

#[tokio::test]
async fn a_shutdown_closes_every_socket_with_1012() {
    let server = Server::start().await;
    let mut client = Client::till(&server).await;
    client.subscribe("a", "subscription { first }").await;
    client.hear().await;
    let opened = Client::open(&server).await;
    server.shutdown.cancel();
    assert_eq!(client.closed().await, 1012);
    assert_eq!(opened.closed().await, 1012);
    timeout(PATIENCE, server.serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_reader_that_stops_costs_only_itself_and_closes_with_4290() {
    let server = Server::with(Times { socket_write: SOON, ..patient() }, vec![]).await;
    let mut stopped = Client::till(&server).await;
    stopped.subscribe("a", "subscription { flood }").await;
    let mut other = Client::till(&server).await;
    other.subscribe("a", "subscription { first }").await;
    assert_eq!(other.hear().await, next("a", &json!({ "first": 1 })));
    // The stream is stopped though nobody has read or left; the close waits behind what was written.
    timeout(PATIENCE, server.stream_dropped.notified()).await.unwrap();
    assert_eq!(stopped.closed().await, 4290);
    other.subscribe("b", "{ hello }").await;
    assert_eq!(other.hear().await, next("b", &json!({ "hello": "world" })));
}

#[tokio::test]
async fn a_client_that_answers_no_ping_closes_with_1001() {
    let times = Times { socket_ping: SOON, socket_pong: SOON, ..patient() };
    let server = Server::with(times, vec![]).await;
    // By hand, since a WebSocket client answers pings on its own.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let handshake = "GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                     sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    stream.write_all(handshake.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.unwrap().unwrap();
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    assert!(bytes.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&bytes));
    // An empty ping, then a close whose first two bytes are its code.
    assert_eq!(&bytes[head..head + 3], [0x89, 0, 0x88]);
    assert_eq!(u16::from_be_bytes([bytes[head + 4], bytes[head + 5]]), 1001);
}

#[tokio::test]
async fn a_client_that_answers_pings_stays() {
    let times = Times { socket_ping: SOON, socket_pong: Duration::from_secs(5), ..patient() };
    let server = Server::with(times, vec![]).await;
    let mut client = Client::till(&server).await;
    let mut pings = 0;
    while pings < 4 {
        match timeout(PATIENCE, client.socket.next()).await.unwrap() {
            Some(Ok(Message::Ping(_))) => pings += 1,
            other => panic!("no ping, but {other:?}"),
        }
    }
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.hear().await["type"], "next");
}
