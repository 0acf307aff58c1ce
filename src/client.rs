//! GraphQL over HTTP, as a till speaks it: one question, one answer, and patience when the server has none to give.
//!
//! The demo, the importer and the crash tests speak through it, so it knows nothing of any of them. It never invents an
//! idempotency key: whoever asks for something keeps the key until the answer is known.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

/// One question never takes longer; a server that is slower is taken for dead and asked again.
const ANSWER_TIMEOUT_SECONDS: u64 = 30;
/// A connection that is not there by then will not come.
const CONNECT_TIMEOUT_SECONDS: u64 = 5;
/// The first pause between two tries; each further one is twice as long.
const PAUSE_MIN_MS: u64 = 20;
/// The longest pause: a till that waits for its server should notice its return at once.
const PAUSE_MAX_MS: u64 = 1_000;
/// What is quoted of an answer that nobody can read.
const QUOTE_CHARACTERS_MAX: usize = 200;

/// A connection to one server with one token. Cloning shares its sockets.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    endpoint: String,
    bearer: String,
}

/// Why a question has no data for an answer.
#[derive(Debug)]
pub enum Fault {
    /// No connection, or one that broke: whether the server did it is unknown.
    Unreachable(reqwest::Error),
    /// Something else than GraphQL answered.
    NotGraphql {
        /// HTTP status.
        status: u16,
        /// How the body begins.
        body: String,
    },
    /// The first of the top-level errors.
    Error {
        /// `extensions.code`.
        code: String,
        /// For logs.
        message: String,
        /// `extensions.retryable`.
        retryable: bool,
        /// `extensions.retryAfterMs`.
        retry_after: Option<Duration>,
    },
}

/// The payload of a mutation.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// The object, or null where it was refused.
    pub object: Value,
    /// The business refusals, in order.
    pub user_errors: Vec<Value>,
}

impl Client {
    /// A client of the server at `url`, for example `http://127.0.0.1:8080`.
    pub fn new(url: &str, token: &str) -> Result<Self, Fault> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs(CONNECT_TIMEOUT_SECONDS))
            .timeout(Duration::from_secs(ANSWER_TIMEOUT_SECONDS))
            .build()
            .map_err(Fault::Unreachable)?;
        let endpoint = format!("{}/graphql", url.trim_end_matches('/'));
        Ok(Self { http, endpoint, bearer: format!("Bearer {token}") })
    }

    /// Asks once; answers `data`.
    pub async fn ask(&self, document: &str, variables: &Value) -> Result<Value, Fault> {
        let response = self
            .http
            .post(&self.endpoint)
            .header("accept", "application/graphql-response+json, application/json")
            .header("authorization", &self.bearer)
            .json(&json!({ "query": document, "variables": variables }))
            .send()
            .await
            .map_err(Fault::Unreachable)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(Fault::Unreachable)?;
        let Ok(mut answer) = serde_json::from_slice::<Value>(&body) else {
            return Err(Fault::not_graphql(status, &body));
        };
        if let Some(error) = answer.pointer("/errors/0") {
            return Err(Fault::of(error));
        }
        match answer.get_mut("data").map(Value::take) {
            Some(data @ Value::Object(_)) => Ok(data),
            _ => Err(Fault::not_graphql(status, &body)),
        }
    }

    /// Asks until there is an answer that a retry would not change, or until `patience` is over. A mutation must carry
    /// an idempotency key, or name its outcome: it may be done before its answer is lost.
    pub async fn ask_patiently(&self, document: &str, variables: &Value, patience: Duration) -> Result<Value, Fault> {
        let asked = Instant::now();
        let mut pause = Duration::from_millis(PAUSE_MIN_MS);
        loop {
            match self.ask(document, variables).await {
                Err(fault) if fault.is_retryable() && asked.elapsed() < patience => {
                    sleep(fault.retry_after().unwrap_or(pause)).await;
                    pause = (pause * 2).min(Duration::from_millis(PAUSE_MAX_MS));
                }
                answer => return answer,
            }
        }
    }
}

impl Payload {
    /// The payload of the mutation `field`, whose result is called `object`.
    pub fn of(data: &Value, field: &str, object: &str) -> Self {
        let payload = &data[field];
        Self { object: payload[object].clone(), user_errors: payload["userErrors"].as_array().cloned().unwrap_or_default() }
    }

    /// Was it done?
    pub fn is_done(&self) -> bool {
        self.user_errors.is_empty() && !self.object.is_null()
    }

    /// Is it refused with this code, perhaps among others?
    pub fn has_code(&self, code: &str) -> bool {
        self.user_errors.iter().any(|error| error["code"] == code)
    }

    /// A text of the object; empty where there is none.
    pub fn text(&self, field: &str) -> &str {
        self.object[field].as_str().unwrap_or_default()
    }
}

impl fmt::Display for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.user_errors.is_empty() {
            return write!(f, "{}", self.object);
        }
        let codes: Vec<&str> = self.user_errors.iter().map(|error| error["code"].as_str().unwrap_or("?")).collect();
        write!(f, "{}", codes.join(", "))
    }
}

impl Fault {
    /// May the same question get another answer later?
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable(error) => !error.is_builder(),
            Self::NotGraphql { status, .. } => *status >= 500,
            Self::Error { retryable, .. } => *retryable,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Error { retry_after, .. } => *retry_after,
            Self::Unreachable(_) | Self::NotGraphql { .. } => None,
        }
    }

    fn of(error: &Value) -> Self {
        let extensions = &error["extensions"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self::Error {
            code: text(&extensions["code"]),
            message: text(&error["message"]),
            retryable: extensions["retryable"].as_bool().unwrap_or(false),
            retry_after: extensions["retryAfterMs"].as_u64().map(Duration::from_millis),
        }
    }

    fn not_graphql(status: u16, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body).chars().take(QUOTE_CHARACTERS_MAX).collect();
        Self::NotGraphql { status, body }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "the server cannot be reached: {error}"),
            Self::NotGraphql { status, body } => write!(f, "HTTP {status}, not GraphQL: {body}"),
            Self::Error { code, message, .. } => write!(f, "{code}: {message}"),
        }
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::{Fault, Payload};
    use serde_json::json;

    #[test]
    fn a_payload_is_done_or_says_why_not() {
        let done = Payload::of(&json!({ "saleRecord": { "sale": { "id": "S1" }, "userErrors": [] } }), "saleRecord", "sale");
        assert!(done.is_done());
        assert_eq!(done.text("id"), "S1");
        let refused = Payload::of(
            &json!({ "saleRecord": { "sale": null, "userErrors": [{ "code": "ITEM_SOLD" }] } }),
            "saleRecord",
            "sale",
        );
        assert!(!refused.is_done() && refused.has_code("ITEM_SOLD"));
        assert_eq!(refused.to_string(), "ITEM_SOLD");
    }

    #[test]
    fn only_a_retryable_error_is_asked_again() {
        let overloaded =
            json!({ "message": "busy", "extensions": { "code": "OVERLOADED", "retryable": true, "retryAfterMs": 40 } });
        assert!(Fault::of(&overloaded).is_retryable());
        assert_eq!(Fault::of(&overloaded).retry_after().map(|pause| pause.as_millis()), Some(40));
        let malformed = json!({ "message": "no", "extensions": { "code": "BAD_USER_INPUT", "retryable": false } });
        assert!(!Fault::of(&malformed).is_retryable());
    }
}
