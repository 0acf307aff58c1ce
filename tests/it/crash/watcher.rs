//! A dashboard that follows a session's events through every restart.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

use super::server::PATIENCE;

const EVENTS: &str = "subscription ($id: ID!, $after: Int) { saleSessionEvents(sessionId: $id, after: $after) {
  sequence ... on SaleRecordedEvent { sale { id sequence total } } } }";

/// What it has seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) sequence: u64,
    pub(super) sales: Vec<Value>,
    /// Why the last socket ended, if the server said it.
    pub(super) close_code: Option<u16>,
    /// Sockets until now.
    pub(super) sockets: usize,
}

pub(super) struct Watcher {
    seen: watch::Receiver<Seen>,
    task: JoinHandle<()>,
}

/// Where the newest server is.
pub(super) type Address = watch::Receiver<String>;

impl Watcher {
    /// Follows from the first event.
    pub(super) fn start(address: Address, token: &str, session: &str) -> Self {
        let (sender, seen) = watch::channel(Seen::default());
        let hello = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
        let session = session.to_owned();
        let task = tokio::spawn(async move {
            let mut address = address;
            loop {
                let url = address.borrow_and_update().clone();
                sender.send_modify(|seen| seen.sockets += 1);
                follow(&url, (&hello, &session), &sender).await;
                // The same server again is as good as a new one, but not at once.
                let _ = timeout(std::time::Duration::from_millis(50), address.changed()).await;
            }
        });
        Self { seen, task }
    }

    pub(super) fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Waits for something to be seen.
    pub(super) async fn until(&mut self, condition: impl FnMut(&Seen) -> bool) -> Seen {
        let is_seen = matches!(timeout(PATIENCE, self.seen.wait_for(condition)).await, Ok(Ok(_)));
        let seen = self.seen();
        assert!(is_seen, "the watcher has seen no more than {}", seen.sequence);
        seen
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Until the socket ends: every event once, none left out.
async fn follow(url: &str, (hello, session): (&Value, &str), seen: &watch::Sender<Seen>) {
    let mut request = format!("{}/graphql", url.replacen("http", "ws", 1)).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let Ok((mut socket, _)) = connect_async(request).await else { return };
    let variables = json!({ "id": session, "after": seen.borrow().sequence });
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": EVENTS, "variables": variables } });
    for message in [hello, &subscribe] {
        if socket.send(Message::text(message.to_string())).await.is_err() {
            return;
        }
    }
    while let Some(Ok(message)) = socket.next().await {
        match message {
            Message::Text(text) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["type"] == "next" {
                    take(&message["payload"], seen);
                } else {
                    // A store that is away ends a subscription; the client comes back.
                    assert_ne!(message["type"], "complete", "{message}");
                    if message["type"] == "error" {
                        assert_eq!(message["payload"][0]["extensions"]["retryable"], true, "{message}");
                        return;
                    }
                }
            }
            Message::Close(frame) => seen.send_modify(|seen| seen.close_code = frame.map(|frame| frame.code.into())),
            _ => {}
        }
    }
}

fn take(payload: &Value, seen: &watch::Sender<Seen>) {
    let event = &payload["data"]["saleSessionEvents"];
    let sequence = event["sequence"].as_u64().unwrap_or_else(|| panic!("{payload}"));
    let newest = seen.borrow().sequence;
    assert_eq!(sequence, newest + 1, "a gap or a duplicate behind {newest}");
    seen.send_modify(|seen| {
        seen.sequence = sequence;
        if let Some(sale) = event.get("sale") {
            seen.sales.push(sale.clone());
        }
    });
}
