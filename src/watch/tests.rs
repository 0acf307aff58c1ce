//! A server that says what the test tells it to, and what a follower makes of it.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

use crate::domain::tag::{ConsignorNumber, Tag};

use super::{Ended, Patience, Style, Watch, follow};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(20);

fn watch(listener: &TcpListener) -> Watch {
    Watch {
        url: format!("http://{}", listener.local_addr().unwrap()),
        token: "ht_secret".to_owned(),
        session: "S1".to_owned(),
        after: Some(0),
        kinds: vec![],
        until_closed: true,
        style: Style::Lines,
        patience: Patience { connect: LONG, silence: Duration::from_millis(50), answer: Duration::from_millis(200) },
    }
}

/// Follows to its end; gives how that was, the output and the status.
async fn followed(watch: Watch) -> (Result<(), Ended>, Vec<String>, Vec<String>) {
    let (mut out, mut status) = (Vec::new(), Vec::new());
    let mut chance = StdRng::seed_from_u64(1);
    let ended = timeout(LONG, follow(&watch, &mut chance, (&mut out, &mut status))).await.expect("it goes on");
    let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect();
    (ended, lines(out), lines(status))
}

/// The server's side of a connection.
struct Side(WebSocketStream<TcpStream>);

impl Side {
    #[expect(clippy::result_large_err, reason = "the type of a foreign callback")]
    async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        let speaks = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            assert_eq!(request.uri().path(), "/graphql");
            let name = "sec-websocket-protocol";
            response.headers_mut().insert(name, request.headers()[name].clone());
            Ok(response)
        };
        let mut side = Self(accept_hdr_async(stream, speaks).await.unwrap());
        let hello = side.hears().await;
        assert_eq!(hello, json!({ "type": "connection_init", "payload": { "authorization": "Bearer ht_secret" } }));
        side.says(&json!({ "type": "connection_ack" })).await;
        side
    }

    async fn hears(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.0.next().await.unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    async fn says(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Answers the question for the session.
    async fn tells_session(&mut self) {
        let asked = self.hears().await;
        let session = json!({
            "status": "ACTIVE", "event": { "name": "Spring\u{1b}[2J", "currency": "USD", "timeZone": "America/New_York" },
            "totals": { "sequence": 2, "saleCount": 1, "tenderTotals": [{ "amount": "6.50" }] },
        });
        let data = json!({ "data": { "saleSession": session } });
        self.says(&json!({ "type": "next", "id": asked["id"], "payload": data })).await;
        self.says(&json!({ "type": "complete", "id": asked["id"] })).await;
    }

    /// The sequence behind which the follower wants to go on.
    async fn subscribed(&mut self) -> Value {
        self.hears().await["payload"]["variables"]["after"].clone()
    }

    async fn tells(&mut self, event: Value) {
        let data = json!({ "data": { "saleSessionEvents": event } });
        self.says(&json!({ "type": "next", "id": "events", "payload": data })).await;
    }

    /// Reads until the follower has left.
    async fn left(mut self) {
        while let Some(Ok(_)) = self.0.next().await {}
    }
}

fn event(sequence: u64, kind: &str, more: Value) -> Value {
    let mut event = more;
    event["sequence"] = json!(sequence);
    event["kind"] = json!(kind);
    event["occurredAt"] = json!("2026-11-20T15:15:00.000Z");
    event
}

fn tag() -> Tag {
    Tag::of(ConsignorNumber::new(417).unwrap(), 23).unwrap()
}

fn sale(sequence: u64) -> Value {
    json!({ "sale": {
        "id": "x", "sequence": sequence, "channel": "POS", "till": "3", "needsReview": false, "total": "18.50",
        "tenders": [{ "kind": "CASH", "amount": "10.00" }, { "kind": "CARD", "amount": "8.50" }],
        "lines": [{ "tag": tag().digits(), "description": null }, { "tag": null, "description": "A \u{7} puzzle" }],
    } })
}

#[tokio::test]
async fn what_comes_twice_is_shown_once_and_a_gap_is_asked_for_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let watch = watch(&listener);
    let server = async {
        let mut first = Side::accept(&listener).await;
        first.tells_session().await;
        assert_eq!(first.subscribed().await, 0);
        first.tells(event(1, "SESSION_OPENED", json!({ "status": "ACTIVE" }))).await;
        first.tells(event(1, "SESSION_OPENED", json!({ "status": "ACTIVE" }))).await;
        first.tells(event(3, "SALE_VOIDED", sale(2))).await;
        first.left().await;
        let mut second = Side::accept(&listener).await;
        assert_eq!(second.subscribed().await, 1, "what is known is not asked for again");
        second.says(&json!({ "type": "ping" })).await;
        assert_eq!(second.hears().await, json!({ "type": "pong" }));
        second.tells(event(2, "SALE_RECORDED", sale(2))).await;
        // The operation ends; the connection does not.
        second.says(&json!({ "type": "complete", "id": "events" })).await;
        second.left().await;
        let mut third = Side::accept(&listener).await;
        assert_eq!(third.subscribed().await, 2);
        let errors = json!([{ "message": "Away.", "extensions": { "code": "STORAGE_UNAVAILABLE", "retryable": true } }]);
        third.says(&json!({ "type": "error", "id": "events", "payload": errors })).await;
        third.left().await;
        let mut fourth = Side::accept(&listener).await;
        assert_eq!(fourth.subscribed().await, 2);
        fourth
            .tells(event(3, "SALE_VOIDED", {
                let mut voided = sale(2);
                voided["reason"] = json!("torn\nbag");
                voided
            }))
            .await;
        fourth.tells(event(4, "ITEMS_LOCKED", json!({ "itemCount": 9, "tags": vec![tag().digits(); 7] }))).await;
        fourth.tells(event(5, "TILL_EXPLODED", json!({}))).await;
        fourth.tells(event(6, "SESSION_COMPLETED", json!({ "status": "COMPLETED" }))).await;
        fourth.left().await;
    };
    let ((ended, out, status), ()) = tokio::join!(followed(watch), server);
    ended.unwrap();
    let tag = tag().printed();
    assert_eq!(
        out,
        [
            "Spring?[2J, ACTIVE: 1 sale, 6.50 USD at 2; times in America/New_York".to_owned(),
            "2026-11-20 10:15:00       1  SESSION_OPENED".to_owned(),
            format!(
                "2026-11-20 10:15:00       2  SALE_RECORDED      till 3  18.50 USD  cash+card  {tag} \"A ? puzzle\"  | 1 sale, 18.50 USD"
            ),
            format!(
                "2026-11-20 10:15:00       3  SALE_VOIDED        till 3  sale 2  -18.50 USD  cash+card  {tag} \"A ? puzzle\"  \
                 (torn?bag)  | 0 sales, 0.00 USD"
            ),
            format!("2026-11-20 10:15:00       4  ITEMS_LOCKED       9 items  {} +3", vec![tag; 6].join(" ")),
            "2026-11-20 10:15:00       5  TILL_EXPLODED".to_owned(),
            "2026-11-20 10:15:00       6  SESSION_COMPLETED".to_owned(),
        ]
    );
    let told: Vec<&str> = status.iter().map(|line| line.split(" after ").next().unwrap()).collect();
    assert_eq!(
        told,
        [
            "-- behind 1 came 3; trying again",
            "-- connected",
            "-- the server ended the subscription; trying again",
            "-- connected",
            "-- the server says STORAGE_UNAVAILABLE: Away.; trying again",
            "-- connected",
        ]
    );
}

#[tokio::test]
async fn a_server_that_is_silent_is_lost_and_one_that_only_has_nothing_to_say_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let watch = watch(&listener);
    let server = async {
        let mut silent = Side::accept(&listener).await;
        silent.tells_session().await;
        silent.subscribed().await;
        // It is never read from again: no pong.
        let mut quiet = Side::accept(&listener).await;
        quiet.subscribed().await;
        for _ in 0..3 {
            while !matches!(quiet.0.next().await, Some(Ok(Message::Ping(_)))) {}
        }
        quiet.0.flush().await.unwrap();
        quiet.tells(event(1, "SESSION_CANCELLED", json!({ "status": "CANCELLED" }))).await;
        quiet.left().await;
        drop(silent);
    };
    let ((ended, out, status), ()) = tokio::join!(followed(watch), server);
    ended.unwrap();
    assert_eq!(out.len(), 2);
    assert_eq!((status.len(), status[0].as_str()), (2, "-- the server is silent; trying again"));
}

#[tokio::test]
async fn what_no_later_try_would_mend_ends_it() {
    for (message, expected) in [
        (Message::text("I am a teapot"), "the server sent what cannot be read"),
        (
            Message::text(json!({ "type": "next", "id": "session", "payload": { "data": { "saleSession": null } } }).to_string()),
            "there is no session S1, or the token may not see it",
        ),
        (
            Message::text(
                json!({ "type": "error", "id": "session", "payload": [
            { "message": "No.", "extensions": { "code": "UNAUTHENTICATED", "retryable": false } }] })
                .to_string(),
            ),
            "the server says UNAUTHENTICATED: No.",
        ),
        (close(4403, "Forbidden"), "the token is not valid, or was revoked"),
        (close(4400, "Invalid message"), "the server closed the connection (4400 Invalid message)"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let watch = watch(&listener);
        let server = async {
            let mut side = Side::accept(&listener).await;
            side.hears().await;
            side.0.send(message).await.unwrap();
            side.left().await;
        };
        let ((ended, ..), ()) = tokio::join!(followed(watch), server);
        let Err(Ended::Refused(why)) = ended else { panic!("{ended:?}") };
        assert!(why.starts_with(expected), "{why}");
    }
}

fn close(code: u16, reason: &'static str) -> Message {
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))
}
