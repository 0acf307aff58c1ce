//! The transports alone, over a small schema of their own: HTTP, WebSocket, and what attacks them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in tests an unwrap is an assertion")]

pub mod bombs;
mod client;
mod crowd;
mod errors;
mod http;
pub mod node;
mod schema;
mod socket;

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{FutureExt, future::BoxFuture};
use hangtag::{
    domain::{
        access::{Actor, Role, Viewer},
        id::OrganizationId,
    },
    graphql::execute::Api,
    http::{Authenticate, Check, State, Times, Unavailable, serve},
};
use reqwest::header::{self, HeaderMap, HeaderValue};
use serde_json::Value;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Long enough never to be reached by a test that does not mean to.
const NEVER: Duration = Duration::from_mins(10);
/// Short enough to be waited for.
const SOON: Duration = Duration::from_millis(60);

fn patient() -> Times {
    Times {
        body: NEVER,
        socket_init: NEVER,
        socket_ping: NEVER,
        socket_pong: NEVER,
        socket_write: NEVER,
        socket_close: Duration::from_secs(1),
        socket_token: NEVER,
        drain: Duration::from_secs(5),
    }
}

/// Knows the tokens `till`, and those that a test adds.
#[derive(Default)]
struct Tokens {
    revoked: Mutex<HashSet<String>>,
}

impl Tokens {
    fn revoke(&self, token: &str) {
        self.revoked.lock().unwrap().insert(token.to_owned());
    }
}

impl Authenticate for Tokens {
    fn viewer<'a>(&'a self, bearer: &'a str) -> BoxFuture<'a, Result<Option<Viewer>, Unavailable>> {
        let answer = match bearer {
            "no-store" => Err(Unavailable),
            "till" if !self.revoked.lock().unwrap().contains(bearer) => Ok(Some(Viewer {
                actor: Actor::Token(1),
                organization: OrganizationId(1),
                organization_name: "till".into(),
                roles: vec![Role::Cashier],
                consignor: None,
            })),
            _ => Ok(None),
        };
        async move { answer }.boxed()
    }
}

struct Server {
    address: SocketAddr,
    /// Made once: a client reads the system's certificates.
    client: reqwest::Client,
    tokens: Arc<Tokens>,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    /// Told whenever a subscription's stream is dropped.
    stream_dropped: Arc<Notify>,
}

impl Server {
    async fn start() -> Self {
        Self::with(patient(), vec![]).await
    }

    async fn with(times: Times, checks: Vec<Check>) -> Self {
        Self::at("127.0.0.1:0", times, checks).await
    }

    async fn at(address: &str, times: Times, checks: Vec<Check>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let tokens = Arc::new(Tokens::default());
        let shutdown = CancellationToken::new();
        let stream_dropped = Arc::new(Notify::new());
        let api = Api::new(schema::schema(Arc::clone(&stream_dropped)), 7);
        let state = State::new(api, tokens.clone(), checks, shutdown.clone()).with_times(times);
        let serving = tokio::spawn(serve(listener, state));
        // A proxy's, so that no two of a test's requests wait for each other when they are refused.
        let by_proxy = HeaderMap::from_iter([(header::VIA, HeaderValue::from_static("1.1 test"))]);
        let client = reqwest::Client::builder().default_headers(by_proxy).build().unwrap();
        Self { address, client, tokens, shutdown, serving, stream_dropped }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// POSTs a document and gives back the status and the JSON.
    async fn post(&self, document: &str) -> (u16, Value) {
        self.post_json(&serde_json::json!({ "query": document })).await
    }

    async fn post_json(&self, body: &Value) -> (u16, Value) {
        self.post_text(body.to_string()).await
    }

    async fn post_text(&self, body: String) -> (u16, Value) {
        let request = self.client.post(self.url("/graphql")).body(body);
        let request = request.header("content-type", "application/json");
        let response = request.header("accept", "application/graphql-response+json").send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {answer}"))
}

fn message(answer: &Value) -> &str {
    answer["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("no message: {answer}"))
}
