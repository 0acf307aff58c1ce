//! The operations of one socket: each a task that pushes what it has into the socket's queue.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_graphql::{Executor, parser::types::OperationType};
use futures_util::StreamExt;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    message,
    writer::{Frame, Queue},
};
use crate::{
    domain::access::Viewer,
    graphql::{
        error::Code,
        execute::{Answer, Api},
        operation::{Operation, Request},
    },
};

/// A dashboard has a handful.
const OPERATIONS_MAX: usize = 64;

/// By the client's id.
type Running = Arc<Mutex<HashMap<String, CancellationToken>>>;

/// Stops them all when it is dropped.
pub(super) struct Operations<E> {
    api: Api<E>,
    queue: Queue,
    running: Running,
    all: CancellationToken,
    _stop: DropGuard,
}

/// The id runs already.
pub(super) struct Duplicate;

impl<E: Executor> Operations<E> {
    pub(super) fn new(api: Api<E>, queue: Queue) -> Self {
        let all = CancellationToken::new();
        let stop = all.clone().drop_guard();
        Self { api, queue, running: Running::default(), all, _stop: stop }
    }

    /// Starts one; or says what to answer instead.
    pub(super) fn start(&self, id: String, request: Request, viewer: Option<Viewer>) -> Result<Option<String>, Duplicate> {
        let stop = self.all.child_token();
        let refused = |answer: &Answer| Ok(Some(message::error(&id, answer.errors())));
        if lock(&self.running).contains_key(&id) {
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
        {
            let mut running = lock(&self.running);
            if running.len() >= OPERATIONS_MAX {
                let message = format!("A socket runs at most {OPERATIONS_MAX} operations at once.");
                return refused(&Answer::refused(Code::RateLimited, message));
            }
            match running.entry(id.clone()) {
                Entry::Occupied(_) => return Err(Duplicate),
                Entry::Vacant(place) => drop(place.insert(stop.clone())),
            }
        }
        let task =
            Task { api: self.api.clone(), queue: self.queue.clone(), running: Arc::clone(&self.running), id, stop: stop.clone() };
        tokio::spawn(stop.run_until_cancelled_owned(task.run(operation, viewer)));
        Ok(None)
    }

    /// Stops one; the client wants nothing more of it, not even what waits in the queue.
    pub(super) fn stop(&self, id: &str) {
        if let Some(stop) = lock(&self.running).remove(id) {
            stop.cancel();
        }
    }
}

fn lock(running: &Running) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Task<E> {
    api: Api<E>,
    queue: Queue,
    running: Running,
    id: String,
    stop: CancellationToken,
}

impl<E: Executor> Task<E> {
    async fn run(self, operation: Operation, viewer: Option<Viewer>) {
        if operation.ty == OperationType::Query {
            let answer = self.api.run(operation, viewer).await;
            if answer.is_refusal() {
                return self.end(message::error(&self.id, answer.errors())).await;
            }
            drop(self.push(message::next(&self.id, &answer)).await);
        } else {
            let mut counted = operation.root.subscribe();
            let mut answers = self.api.stream(operation, viewer);
            let mut began = false;
            while let Some(answer) = answers.next().await {
                // Refused, or the stream could not be opened: the client's operation failed as a whole.
                if answer.is_refusal() || (!began && answer.has_no_data()) {
                    return self.end(message::error(&self.id, answer.errors())).await;
                }
                began = true;
                if let Err(Gone) = self.push(message::next(&self.id, &answer)).await {
                    return;
                }
                counted.delivered();
            }
        }
        self.end(message::complete(&self.id)).await;
    }

    async fn push(&self, text: String) -> Result<(), Gone> {
        self.queue.send(Frame::of_operation(text, self.stop.clone())).await.map_err(|_| Gone)
    }

    /// The id is free before the client can know that it is.
    async fn end(&self, text: String) {
        lock(&self.running).remove(&self.id);
        drop(self.push(text).await);
    }
}

/// The queue is closed: the socket breaks, or its reader has stopped reading.
struct Gone;
