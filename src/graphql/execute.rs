//! The one way from a transport to the schema.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_graphql::{ErrorExtensionValues, Executor, Response, ServerError, Value, parser::types::OperationType};
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::ready,
    stream::{self, BoxStream},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::to_raw_value;

use super::{
    error::Code,
    inputs::Inputs,
    known::{Document, Known},
    mask,
    operation::{self, Operation, Request},
    stream::{Payload, Streams, Subscriber, position::Position},
};
use crate::{domain::access::Viewer, observe::request::RequestIds};

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
        Self::refused_with(code.extensions(), message)
    }

    /// As `refused`; the same may be asked again after this time.
    pub fn refused_until(code: Code, message: impl Into<String>, after: Duration) -> Self {
        Self::refused_with(code.extensions_until(after), message)
    }

    fn refused_with(extensions: ErrorExtensionValues, message: impl Into<String>) -> Self {
        let mut error = ServerError::new(message, None);
        error.extensions = Some(extensions);
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

    /// Of data without errors.
    #[cfg(test)]
    pub(super) fn of(data: Value) -> Self {
        Self { errors: Vec::new(), data: Some(data) }
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
    /// None: nobody looks at documents.
    rules: Option<Rules<E>>,
    ids: Arc<RequestIds>,
    streams: Streams<E>,
}

/// What looks at documents that are not known.
#[derive(Clone)]
struct Rules<E> {
    strict: E,
    inputs: Arc<Inputs>,
    known: Arc<Known>,
}

impl<E: Executor> Api<E> {
    /// The executor is one that looks at no rules: it is given documents without the arguments that a request leaves out.
    /// `process` is a random number of this process: it makes the ids that requests and masked errors carry unique.
    pub fn new(executor: E, process: u64) -> Self {
        Self { executor, rules: None, ids: Arc::new(RequestIds::new(process)), streams: Streams::default() }
    }

    /// Executes nothing that `strict` finds a fault in, and keeps the documents in which it finds none: the same schema, whose text
    /// is `sdl`, with every rule and without execution.
    #[must_use]
    pub fn with_rules(self, strict: E, sdl: &str) -> Self {
        let (inputs, known) = (Arc::new(Inputs::of_sdl(sdl)), Arc::new(Known::new()));
        Self { rules: Some(Rules { strict, inputs, known }), ..self }
    }

    /// Makes a request an operation; the error is an answer that can be sent as it is.
    pub fn prepare(&self, request: Request) -> Result<Operation, Answer> {
        let Some(rules) = &self.rules else { return operation::prepare(request) };
        let Some(document) = rules.known.find(&request.query, request.operation_name.as_deref()) else {
            return operation::prepare(request);
        };
        operation::of_document(document, request.variables, Some(&rules.inputs))
    }

    /// Has the rules look at an operation that is not known.
    async fn check(&self, operation: &Operation) -> Result<(), Answer> {
        let Some(rules) = self.rules.as_ref().filter(|_| !operation.is_known) else { return Ok(()) };
        let looked = AssertUnwindSafe(rules.strict.execute(operation.whole())).catch_unwind().await;
        let response = looked.unwrap_or_else(panicked);
        if !response.errors.is_empty() {
            return Err(sorted(&self.ids, response, &operation.document.text));
        }
        rules.known.learn(Arc::clone(&operation.document));
        Ok(())
    }

    /// Makes the ids that requests are known by.
    pub fn ids(&self) -> &Arc<RequestIds> {
        &self.ids
    }

    /// Runs a query or mutation. A subscription is refused.
    pub async fn run(&self, mut operation: Operation, viewer: Option<Viewer>) -> Answer {
        let _place = operation.place.take();
        if operation.ty == OperationType::Subscription {
            let message = "Subscriptions run over WebSocket, with the subprotocol graphql-transport-ws.";
            return Answer::refused(Code::GraphqlValidationFailed, message);
        }
        let _timed = operation.root.run(operation.request.operation_name.as_deref());
        if let Err(refused) = self.check(&operation).await {
            return refused;
        }
        let (document, request) = of_viewer(operation, viewer);
        // A resolver that panics takes its own request along, not the connection.
        let response = AssertUnwindSafe(self.executor.execute(request)).catch_unwind().await;
        sorted(&self.ids, response.unwrap_or_else(panicked), &document.text)
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
        let api = self.clone();
        let answers = async move {
            if let Err(refused) = api.check(&operation).await {
                return stream::once(ready(refused)).boxed();
            }
            let (document, request) = of_viewer(operation, viewer);
            let responses = until_panic(api.executor.execute_stream(request.data(position), None));
            responses.map(move |response| sorted(&api.ids, response, &document.text)).boxed()
        };
        stream::once(answers).flatten().boxed()
    }
}

impl<E> Api<E> {
    pub(super) fn streams(&self) -> &Streams<E> {
        &self.streams
    }
}

fn of_viewer(operation: Operation, viewer: Option<Viewer>) -> (Arc<Document>, async_graphql::Request) {
    let Operation { document, mut request, .. } = operation;
    if let Some(viewer) = viewer {
        request = request.data(viewer);
    }
    (document, request)
}

/// A stream that panics ends with an error.
fn until_panic(responses: BoxStream<'static, Response>) -> impl Stream<Item = Response> + Send + 'static {
    stream::unfold(Some(responses), |responses| async move {
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

/// The answer that a response makes. What went wrong inside is found in the log under the request's id.
fn sorted(ids: &RequestIds, response: Response, query: &str) -> Answer {
    let Response { mut errors, data, .. } = response;
    if errors.is_empty() {
        return Answer { errors, data: Some(data) };
    }
    let refused = data == Value::Null && errors.iter().all(|error| error.path.is_empty() && error.source.is_none());
    mask::sort(&mut errors, query, || ids.current().to_string());
    Answer { errors, data: (!refused).then_some(data) }
}
