//! What one request is known by in answers, log and traces: its id, and a span while somebody looks that closely.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Empty, display};
use tracing::level_filters::LevelFilter;
use tracing::{Instrument, Span};

use super::trace;

/// A UUID has 36, ours 37 at most, most proxies' ids are shorter; a longer one is somebody's text, and not written into our log.
pub const ID_BYTES_MAX: usize = 64;
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

    /// Its text, for a header: written into `room`, since each answer has one and most have no other use for it.
    pub fn text<'a>(&'a self, room: &'a mut [u8; ID_BYTES_MAX]) -> &'a [u8] {
        let (process, count) = match self {
            Self::Given(text) => return text.as_bytes(),
            Self::Made { process, count } => (*process, *count),
        };
        let mut at = digits(room, ID_BYTES_MAX, (count, 10, 1)) - 1;
        room[at] = b'-';
        at = digits(room, at, (process, 16, 16));
        &room[at..]
    }
}

/// Writes a number to this base, in so many digits or more, that ends before `at`; where it begins.
fn digits(room: &mut [u8], at: usize, (number, base, digits_min): (u64, u64, usize)) -> usize {
    let (mut begin, mut rest) = (at, number);
    while rest > 0 || at - begin < digits_min {
        begin -= 1;
        // Below 16, and so it is one.
        room[begin] = usize::try_from(rest % base).map_or(b'?', |digit| b"0123456789abcdef"[digit]);
        rest /= base;
    }
    begin
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

/// The work under the id and in the span of the request that this task answers, for another task to run.
pub fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let (id, span) = (CURRENT.try_with(Clone::clone), Span::current());
    async move {
        match id {
            Ok(id) => answering(id, span, work).await,
            Err(_) => work.instrument(span).await,
        }
    }
}

/// A request's span, if the log or a collector wants it; else none, which costs nothing. `traceparent` is the W3C header.
pub fn span(id: &RequestId, traceparent: Option<&str>) -> Span {
    let span = tracing::debug_span!(
        "request",
        otel.kind = "server",
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

/// The request's span, if it has one. Not asked by `tracing::enabled!`: where layers have filters of their own, its answer stays
/// behind on the thread, and the next line of the log is dropped if it was no.
fn wanted() -> Option<Span> {
    if LevelFilter::current() < LevelFilter::DEBUG {
        return None;
    }
    Some(Span::current()).filter(|span| !span.is_disabled())
}

/// Says in the request's span what is run: its kind, its root field, and what the caller calls it.
pub fn operation(kind: &str, field: &str, name: Option<&str>) {
    if let Some(span) = wanted() {
        span.record("operation", field);
        trace::rename(&span, format!("{kind} {field}"));
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
    if let Some(span) = wanted() {
        span.record("session", display(session)).record("sale", sequence);
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use futures_util::FutureExt;
    use tracing_subscriber::{Layer, fmt, layer::SubscriberExt};

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

    #[test]
    fn an_id_is_the_same_text_in_an_answer_and_in_the_log() {
        let made = |process, count| RequestId::Made { process, count };
        let given = RequestId::parse(&[b'a'; ID_BYTES_MAX]).unwrap();
        for id in [made(0, 0), made(7, 9), made(0x0123_4567_89ab_cdef, 10), made(u64::MAX, u64::MAX), given] {
            assert_eq!(id.text(&mut [0; ID_BYTES_MAX]), id.to_string().as_bytes());
        }
    }

    #[test]
    fn what_is_carried_to_another_task_keeps_its_request_s_id_and_span() {
        let collected = fmt::layer().with_writer(io::sink);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(collected.with_filter(LevelFilter::DEBUG)), || {
            let (ids, id) = (RequestIds::new(7), RequestId::parse(b"till-3").unwrap());
            let span = span(&id, None);
            let of = async || carried(async { (ids.current(), Span::current().id()) });
            let carried = answering(id.clone(), span.clone(), of()).now_or_never().unwrap();
            let (id_there, span_there) = carried.now_or_never().unwrap();
            assert_eq!(id_there, id);
            assert!(span_there.is_some());
            assert_eq!(span_there, span.id());
        });
    }

    #[test]
    fn what_is_noted_of_a_request_costs_the_log_no_line() {
        let lines = Lines::default();
        let into = lines.clone();
        let log = fmt::layer().with_writer(move || into.clone()).with_filter(LevelFilter::WARN);
        let collected = fmt::layer().with_writer(io::sink).with_filter(LevelFilter::DEBUG);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(log).with(collected), || {
            let id = RequestId::parse(b"till-3").unwrap();
            for _ in 0..2 {
                span(&id, None).in_scope(|| {
                    operation("mutation", "saleRecord", Some("Sell"));
                    sale("session", 7);
                });
                operation("query", "viewer", None);
                sale("session", 7);
                tracing::warn!("this is said");
            }
        });
        let said = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(said.matches("this is said").count(), 2, "{said}");
    }

    /// What was logged.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
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
