//! Subscribers share work: those who ask for the same and may see the same form one stream, which is executed and written
//! as JSON once for each event.
//!
//! Every subscriber begins `alone`: an execution of its own checks its rights and arguments and catches up from the journal.
//! When it stands where the stream's `log` reaches back to, it reads on there, and its own execution ends. One that falls
//! behind the log begins alone again, behind the last event that it was given. Results bear their place (`position`), so that
//! there is no gap at the join and nothing comes twice.

mod alone;
mod ask;
mod log;
pub mod position;
mod shared;
mod steps;
#[cfg(test)]
mod tests;

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use async_graphql::{Executor, ServerError};
use futures_util::Stream;
use serde_json::value::RawValue;

use self::{
    alone::{Alone, Heard},
    log::News,
    shared::Reader,
};
use super::{execute::Api, operation::Operation};
use crate::domain::access::Viewer;

pub(super) use self::shared::Streams;

/// A result as the protocol sends it; many subscribers may hold the same.
pub type Payload = Arc<RawValue>;

/// What a subscriber is told.
#[derive(Debug)]
pub enum Said {
    /// Results, oldest first: all that wait, up to some kilobytes.
    Results(Vec<Payload>),
    /// The operation failed as a whole. The last.
    Failed(Arc<[ServerError]>),
    /// The last.
    Complete,
}

/// One operation of one client: a subscription, or a query. Silent once it has said its last.
pub struct Subscriber<E>(Place<E>);

enum Place<E> {
    Alone(Alone<E>),
    Joined(Reader<E>),
    Done,
}

impl<E: Executor> Subscriber<E> {
    pub(super) fn new(api: Api<E>, operation: Operation, viewer: Option<Viewer>) -> Self {
        Self(Place::Alone(Alone::new(api, operation, viewer)))
    }
}

impl<E: Executor> Stream for Subscriber<E> {
    type Item = Said;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Said>> {
        loop {
            let said = match &mut self.0 {
                Place::Alone(alone) => match ready!(alone.poll_heard(context)) {
                    Heard::Said(said) => said,
                    Heard::Joined(reader) => {
                        self.0 = Place::Joined(reader);
                        continue;
                    }
                },
                Place::Joined(reader) => match ready!(reader.poll_read(context)) {
                    News::Results(results) => Said::Results(results),
                    News::Failed(errors) => Said::Failed(errors),
                    News::Over => Said::Complete,
                    News::Behind(sequence) => {
                        self.0 = Place::Alone(Alone::after(sequence, reader.ask()));
                        continue;
                    }
                },
                Place::Done => return Poll::Ready(None),
            };
            if !matches!(said, Said::Results(_)) {
                self.0 = Place::Done;
            }
            return Poll::Ready(Some(said));
        }
    }
}
