//! A client of graphql-transport-ws that does exactly what a test says.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::harness::Hall;

/// A test that waits longer has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Small, so that a reader that stops is noticed after kilobytes and not after megabytes.
const RECEIVE_BUFFER_BYTES: u32 = 4 * 1024;

/// Everything that an event can say. What its sale links to is as of now and left out, but for the item's tag.
pub const EVENTS: &str = "subscription ($sessionId: ID!, $after: Int, $kinds: [SaleSessionEventKind!]) {
    event: saleSessionEvents(sessionId: $sessionId, after: $after, kinds: $kinds) {
        __typename sequence kind occurredAt sessionId
        ... on SaleRecordedEvent { sale { ...Sold } }
        ... on SaleVoidedEvent { reason sale { ...Sold } }
        ... on SaleChangedEvent { change sale { ...Sold } }
        ... on SaleSessionItemsEvent { itemCount tags cart reason }
        ... on SaleSessionStatusEvent { status }
    }
}
fragment Sold on Sale {
    id sequence status channel soldAt recordedAt total unattributedTotal consignorShareTotal houseCutTotal needsReview reviewReasons
    voidReason till receipt tenders { kind amount }
    lines { position status tag item { tag } consignorNumber description price discount net shareBps consignorShare }
}";

/// A socket that was acknowledged.
pub struct Live {
    socket: WebSocketStream<TcpStream>,
}

impl Live {
    /// With a token, or without one if it is empty.
    pub async fn open(address: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        Self::over(stream, token).await
    }

    /// Has room for a few kilobytes only.
    pub async fn open_narrow(address: SocketAddr, token: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES).unwrap();
        Self::over(socket.connect(address).await.unwrap(), token).await
    }

    /// Watches a session's events behind a sequence.
    pub async fn events(hall: &Hall, after: i64) -> Self {
        let mut live = Self::open(hall.server.address, &hall.till.token).await;
        live.subscribe("events", EVENTS, &json!({ "sessionId": hall.session(), "after": after })).await;
        live
    }

    async fn over(stream: TcpStream, token: &str) -> Self {
        let mut request = format!("ws://{}/graphql", stream.peer_addr().unwrap()).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (socket, _) = client_async(request, stream).await.unwrap();
        let mut live = Self { socket };
        let payload = if token.is_empty() { json!({}) } else { json!({ "authorization": format!("Bearer {token}") }) };
        live.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(live.message().await, json!({ "type": "connection_ack" }));
        live
    }

    /// Starts an operation.
    pub async fn subscribe(&mut self, id: &str, document: &str, variables: &Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.say(&json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    pub async fn say(&mut self, message: &Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message, whatever its type.
    pub async fn message(&mut self) -> Value {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.unwrap() {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("no message, but {other:?}"),
            }
        }
    }

    /// What the one root field of the next result holds.
    pub async fn result(&mut self) -> Value {
        let mut message = self.message().await;
        assert!(message["type"] == "next" && message["payload"]["errors"].is_null(), "{message}");
        let fields = message["payload"]["data"].as_object_mut().unwrap();
        fields.values_mut().next().unwrap().take()
    }

    /// As many results as are wanted.
    pub async fn results(&mut self, count: usize) -> Vec<Value> {
        let mut results = Vec::new();
        while results.len() < count {
            results.push(self.result().await);
        }
        results
    }

    /// Results until one is the last that is wanted.
    pub async fn until(&mut self, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut results = Vec::new();
        while !results.last().is_some_and(&is_last) {
            results.push(self.result().await);
        }
        results
    }

    /// The code with which an operation was refused.
    pub async fn refusal(&mut self) -> String {
        let message = self.message().await;
        assert_eq!(message["type"], "error", "{message}");
        message["payload"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    }

    /// The code that the server closes with, whatever comes before it; 1006 if the connection just breaks.
    pub async fn closed(mut self) -> u16 {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.unwrap() {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 1006,
            }
        }
    }
}

/// Lets time pass for every timer of this test's runtime, the server's too.
pub async fn jump(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

/// The sequences of events.
pub fn sequences(events: &[Value]) -> Vec<i64> {
    events.iter().map(|event| event["sequence"].as_i64().unwrap()).collect()
}
