//! What one request is known by in answers, log and traces: its id, and a span while somebody looks that closely.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Empty, display};
use tracing::{Instrument, Level, Span};

use super::trace;

/// A UUID has 36, most proxies' ids are shorter; a longer one is somebody's text, and not written into our log.
const ID_BYTES_MAX: usize = 64;
/// Of an operation's name in a span: it is the caller's.
const NAME_BYTES_MAX: usize = 64;

/// Ties an answer to the log. Copies of it are cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestId {
    /// Came with the request.
    Given(Arc<str>),
    /// Ours.
    Made {
        /// A random number of the process.
        process: u64,
        /// Counted up from 0.
        count: u64,
    },
}

impl RequestId {
    /// What a proxy in front of us made; none if it is no id: 1 to 64 letters, digits, `-`, `_` and `.`.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        if text.is_empty() || text.len() > ID_BYTES_MAX || !text.iter().all(is_plain) {
            return None;
        }
        std::str::from_utf8(text).ok().map(|text| Self::Given(text.into()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(text) => f.write_str(text),
            Self::Made { process, count } => write!(f, "{process:016x}-{count}"),
        }
    }
}

/// Makes ids that no other process makes.
#[derive(Debug)]
pub struct RequestIds {
    process: u64,
    count: AtomicU64,
}

impl RequestIds {
    /// `process` is a random number of this process.
    pub fn new(process: u64) -> Self {
        Self { process, count: AtomicU64::new(0) }
    }

    /// The next one.
    pub fn make(&self) -> RequestId {
        RequestId::Made { process: self.process, count: self.count.fetch_add(1, Ordering::Relaxed) }
    }

    /// The id of the request that this task answers; a new one where there is none, as in a socket's operations.
    pub fn current(&self) -> RequestId {
        CURRENT.try_with(Clone::clone).unwrap_or_else(|_| self.make())
    }
}

tokio::task_local! {
    static CURRENT: RequestId;
}

/// Runs the answering of a request under its id, and in its span.
pub async fn answering<F: Future>(id: RequestId, span: Span, work: F) -> F::Output {
    CURRENT.scope(id, work).instrument(span).await
}

/// A request's span, if the log or a collector wants it; else none, which costs nothing. `traceparent` is the W3C header.
pub fn span(id: &RequestId, traceparent: Option<&str>) -> Span {
    let span = tracing::debug_span!(
        "request",
        otel.kind = "server",
        otel.name = Empty,
        request_id = %id,
        operation = Empty,
        operation_name = Empty,
        session = Empty,
        sale = Empty,
        status = Empty,
    );
    if let Some(parent) = traceparent
        && !span.is_disabled()
    {
        trace::adopt(&span, parent);
    }
    span
}

/// Says in the request's span what is run: its kind, its root field, and what the caller calls it.
pub fn operation(kind: &str, field: &str, name: Option<&str>) {
    if tracing::enabled!(Level::DEBUG) {
        let span = Span::current();
        span.record("operation", field);
        span.record("otel.name", format!("{kind} {field}"));
        // Beyond the limit, and whatever is no name of GraphQL's, is nothing that a log needs.
        let is_name =
            |name: &&str| name.len() <= NAME_BYTES_MAX && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if let Some(name) = name.filter(is_name) {
            span.record("operation_name", name);
        }
    }
}

/// Says in the request's span which sale it is about.
pub fn sale(session: impl fmt::Display, sequence: u64) {
    if tracing::enabled!(Level::DEBUG) {
        Span::current().record("session", display(session)).record("sale", sequence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_short_and_plain_is_an_id() {
        for id in ["a", "0b2d1e8c-7f00-4a53-9c3b-1b1d9a4f6c11", "till_3.42"] {
            assert_eq!(RequestId::parse(id.as_bytes()).unwrap().to_string(), id);
        }
        for no_id in ["", "a b", "a\nb", "ä", "<script>", "\"", &"a".repeat(65)] {
            assert_eq!(RequestId::parse(no_id.as_bytes()), None, "{no_id}");
        }
    }

    #[tokio::test]
    async fn a_request_keeps_its_id_wherever_it_is_answered() {
        let ids = RequestIds::new(7);
        let given = RequestId::parse(b"till-3").unwrap();
        let seen = answering(given.clone(), Span::none(), async { (ids.current(), ids.current()) }).await;
        assert_eq!(seen, (given.clone(), given));
        assert_eq!([ids.current(), ids.current()].map(|id| id.to_string()), ["0000000000000007-0", "0000000000000007-1"]);
    }
}
