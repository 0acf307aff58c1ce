//! One execution of a subscription, step by step: what it gave, where it rests, that it ended.

use std::task::Poll;

use async_graphql::Executor;
use futures_util::{StreamExt, future::poll_fn, stream::BoxStream};

use super::position::{Mark, Position};
use crate::{
    domain::access::Viewer,
    graphql::{
        execute::{Answer, Api},
        operation::Operation,
    },
};

pub(super) struct Steps {
    answers: BoxStream<'static, Answer>,
    position: Position,
}

pub(super) enum Step {
    /// A result, and its place if the source said so.
    Gave(Answer, Option<Mark>),
    /// Nothing more for now: everything up to here was given.
    Rests(Mark),
    Ended,
}

impl Steps {
    pub(super) fn new<E: Executor>(api: &Api<E>, (operation, viewer): (Operation, Option<Viewer>), position: Position) -> Self {
        Self { answers: api.stream((operation, viewer), position.clone()), position }
    }

    pub(super) async fn next(&mut self) -> Step {
        // The source runs inside of this poll: what it said is about what comes out of it.
        poll_fn(|context| match self.answers.poll_next_unpin(context) {
            Poll::Ready(Some(answer)) => Poll::Ready(Step::Gave(answer, self.position.take_given())),
            Poll::Ready(None) => Poll::Ready(Step::Ended),
            Poll::Pending => self.position.take_rest().map_or(Poll::Pending, |mark| Poll::Ready(Step::Rests(mark))),
        })
        .await
    }
}
