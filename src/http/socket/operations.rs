//! The operations of one socket, by the client's ids.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use async_graphql::{Executor, parser::types::OperationType};
use futures_util::StreamExt;

use super::message;
use crate::http::admission::Admission;
use crate::{
    domain::access::Viewer,
    graphql::{
        error::Code,
        execute::{Answer, Api},
        operation::Request,
        stream::{Said, Subscriber},
    },
    observe::metrics,
};

/// A dashboard has a handful.
const OPERATIONS_MAX: usize = 64;

/// An operation's id.
pub(super) type Id = Arc<str>;

/// Stops them all when it is dropped.
pub(super) struct Operations<E> {
    api: Api<E>,
    admission: Admission,
    running: Vec<Running<E>>,
    /// Who is asked first, so that none that always has something keeps the others from being heard.
    first: usize,
}

struct Running<E> {
    id: Id,
    subscriber: Subscriber<E>,
    /// None of a query: it counts itself.
    counted: Option<metrics::Subscription>,
}

/// The id runs already.
pub(super) struct Duplicate;

impl<E: Executor> Operations<E> {
    pub(super) fn new(api: Api<E>, admission: Admission) -> Self {
        Self { api, admission, running: Vec::new(), first: 0 }
    }

    /// Starts one; or says what to answer instead.
    pub(super) fn start(&mut self, id: &str, request: Request, viewer: Option<Viewer>) -> Result<Option<String>, Duplicate> {
        let refused = |answer: &Answer| Ok(Some(message::error(id, answer.errors())));
        if self.running.iter().any(|running| *running.id == *id) {
            return Err(Duplicate);
        }
        let operation = match self.api.prepare(request) {
            Ok(operation) if operation.ty == OperationType::Mutation => {
                let message = "A mutation is sent by POST: a socket that breaks would leave its outcome open.";
                return refused(&Answer::refused(Code::GraphqlValidationFailed, message));
            }
            Ok(operation) => operation,
            Err(answer) => return refused(&answer),
        };
        if self.running.len() >= OPERATIONS_MAX {
            let message = format!("A socket runs at most {OPERATIONS_MAX} operations at once.");
            return refused(&Answer::refused(Code::RateLimited, message));
        }
        let counted = (operation.ty == OperationType::Subscription).then(|| operation.root.subscribe());
        // A query is work as one that comes by POST; who waits for events is none.
        let operation = if counted.is_some() {
            operation
        } else {
            match self.admission.admit().and_then(|place| Ok((place, self.admission.let_in(operation.ty)?))) {
                Ok(places) => operation.holding(places),
                Err(refusal) => return refused(&refusal.answer()),
            }
        };
        let subscriber = self.api.subscribe(operation, viewer);
        self.running.push(Running { id: id.into(), subscriber, counted });
        Ok(None)
    }

    /// Stops one; the client wants nothing more of it.
    pub(super) fn stop(&mut self, id: &str) {
        self.running.retain(|running| *running.id != *id);
    }

    /// What the next one says that has something to say; never, if there is none.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<(Id, Said)> {
        let count = self.running.len();
        for at in (0..count).map(|step| (self.first + step) % count) {
            let Running { id, subscriber, counted } = &mut self.running[at];
            let Poll::Ready(Some(said)) = subscriber.poll_next_unpin(context) else { continue };
            let id = Arc::clone(id);
            self.first = at + 1;
            match (&said, counted) {
                (Said::Results(results), Some(counted)) => counted.delivered(results.len()),
                (Said::Results(_), None) => {}
                // The id is free before the client can know that it is.
                (Said::Failed(_) | Said::Complete, _) => drop(self.running.swap_remove(at)),
            }
            return Poll::Ready((id, said));
        }
        Poll::Pending
    }
}
