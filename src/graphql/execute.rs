//! The one way from a transport to the schema.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::{Executor, Response, ServerError, Value, parser::types::OperationType};
use futures_util::{FutureExt, Stream, StreamExt, stream::BoxStream};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::to_raw_value;

use super::{
    error::Code,
    mask,
    operation::Operation,
    stream::{Payload, Streams, Subscriber, position::Position},
};
use crate::domain::access::Viewer;

/// What is answered to an operation, or comes out of a subscription. Serializes as the specification says: a request
/// that was refused before it ran has no `data`.
#[derive(Debug)]
pub struct Answer {
    errors: Vec<ServerError>,
    data: Option<Value>,
}

impl Answer {
    /// Refused before anything ran.
    pub fn refused(code: Code, message: impl Into<String>) -> Self {
        let mut error = ServerError::new(message, None);
        error.extensions = Some(code.extensions());
        Self::refusal(vec![error])
    }

    pub(super) fn refusal(mut errors: Vec<ServerError>) -> Self {
        mask::shorten(&mut errors);
        Self { errors, data: None }
    }

    /// Whether it was refused before anything ran.
    pub fn is_refusal(&self) -> bool {
        self.data.is_none()
    }

    /// Whether there is nothing but errors: refused, or failed as a whole.
    pub fn has_no_data(&self) -> bool {
        matches!(self.data, None | Some(Value::Null)) && !self.errors.is_empty()
    }

    /// Its errors, for a transport that sends them without the rest.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// Written once, for whoever is sent it.
    pub(super) fn payload(&self) -> Payload {
        // Answers are plain values with text as keys: there is nothing that JSON cannot say.
        to_raw_value(self).unwrap_or_default().into()
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        if let Some(data) = &self.data {
            map.serialize_entry("data", data)?;
        }
        map.end()
    }
}

/// The schema as the transports see it. Cheap to clone.
#[derive(Clone)]
pub struct Api<E> {
    executor: E,
    faults: Arc<Faults>,
    streams: Streams<E>,
}

impl<E: Executor> Api<E> {
    /// `process` is a random number of this process: it makes the ids that masked errors carry unique.
    pub fn new(executor: E, process: u64) -> Self {
        Self { executor, faults: Arc::new(Faults { process, count: AtomicU64::new(0) }), streams: Streams::default() }
    }

    /// Runs a query or mutation. A subscription is refused.
    pub async fn run(&self, operation: Operation, viewer: Option<Viewer>) -> Answer {
        if operation.ty == OperationType::Subscription {
            let message = "Subscriptions run over WebSocket, with the subprotocol graphql-transport-ws.";
            return Answer::refused(Code::GraphqlValidationFailed, message);
        }
        let (query, request) = of_viewer(operation, viewer);
        // A resolver that panics takes its own request along, not the connection.
        let response = AssertUnwindSafe(self.executor.execute(request)).catch_unwind().await;
        self.faults.answer(response.unwrap_or_else(panicked), &query)
    }

    /// Runs a subscription or a query for a client that stays. Those who ask for the same share the execution.
    pub fn subscribe(&self, operation: Operation, viewer: Option<Viewer>) -> Subscriber<E> {
        Subscriber::new(self.clone(), operation, viewer)
    }

    /// Executes a subscription.
    pub(super) fn stream(
        &self,
        (operation, viewer): (Operation, Option<Viewer>),
        position: Position,
    ) -> BoxStream<'static, Answer> {
        let (query, request) = of_viewer(operation, viewer);
        let request = request.data(position);
        let faults = Arc::clone(&self.faults);
        until_panic(self.executor.execute_stream(request, None)).map(move |response| faults.answer(response, &query)).boxed()
    }
}

impl<E> Api<E> {
    pub(super) fn streams(&self) -> &Streams<E> {
        &self.streams
    }
}

fn of_viewer(operation: Operation, viewer: Option<Viewer>) -> (String, async_graphql::Request) {
    let Operation { query, mut request, .. } = operation;
    if let Some(viewer) = viewer {
        request = request.data(viewer);
    }
    (query, request)
}

/// A stream that panics ends with an error.
fn until_panic(responses: BoxStream<'static, Response>) -> impl Stream<Item = Response> + Send + 'static {
    futures_util::stream::unfold(Some(responses), |responses| async move {
        let mut responses = responses?;
        match AssertUnwindSafe(responses.next()).catch_unwind().await {
            Ok(response) => Some((response?, Some(responses))),
            Err(panic) => Some((panicked(panic), None)),
        }
    })
}

/// The panic hook has told the log where; here it becomes an error like any other.
fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    let mut error = ServerError::new("a resolver panicked", None);
    // Marks it as a resolver's, not a finding of the validation.
    error.source = Some(Arc::new(Panicked));
    Response::from_errors(vec![error])
}

struct Panicked;

/// Counts what went wrong inside, so that a caller's error can be found in the log.
struct Faults {
    process: u64,
    count: AtomicU64,
}

impl Faults {
    fn answer(&self, response: Response, query: &str) -> Answer {
        let Response { mut errors, data, .. } = response;
        if errors.is_empty() {
            return Answer { errors, data: Some(data) };
        }
        let refused = data == Value::Null && errors.iter().all(|error| error.path.is_empty() && error.source.is_none());
        mask::sort(&mut errors, query, || {
            let count = self.count.fetch_add(1, Ordering::Relaxed);
            format!("{:016x}-{count}", self.process)
        });
        Answer { errors, data: (!refused).then_some(data) }
    }
}
