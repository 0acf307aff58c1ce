//! What goes out to the client, and how long it may take.

use std::{
    collections::VecDeque,
    task::{Context, Poll, ready},
};

use axum::{
    Error,
    extract::ws::{Message, WebSocket},
};
use futures_util::{SinkExt, stream::SplitSink};
use tokio::time::{Instant, timeout};

use super::{Close, operations::Id};
use crate::http::Times;

/// Replies that may wait. Who does not read them is not listened to any more.
const REPLIES_MAX: usize = 16;
/// Of frames that make one write; what comes after them waits where it costs nothing.
const WRITE_BYTES: usize = 16 * 1024;
/// What an idle socket keeps room for.
const FRAMES_KEPT: usize = 4;

/// Frames on their way out.
pub(super) struct Writer {
    sink: SplitSink<WebSocket, Message>,
    waiting: VecDeque<Frame>,
    /// Of what waits.
    bytes: usize,
    /// Since when there is something that is not written.
    busy_since: Option<Instant>,
}

struct Frame {
    message: Message,
    /// Dropped unsent once its operation was stopped.
    operation: Option<Id>,
}

impl Frame {
    fn bytes(&self) -> usize {
        match &self.message {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
            Message::Close(_) => 0,
        }
    }
}

impl Writer {
    pub(super) fn new(sink: SplitSink<WebSocket, Message>) -> Self {
        Self { sink, waiting: VecDeque::new(), bytes: 0, busy_since: None }
    }

    /// Puts a reply behind what waits.
    pub(super) fn reply(&mut self, text: String) {
        self.push(Message::Text(text.into()), None);
    }

    /// Puts what an operation says behind what waits.
    pub(super) fn say(&mut self, text: String, operation: &Id) {
        self.push(Message::Text(text.into()), Some(Id::clone(operation)));
    }

    pub(super) fn ping(&mut self) {
        self.push(Message::Ping(axum::body::Bytes::new()), None);
    }

    /// The client wants nothing more of an operation.
    pub(super) fn forget(&mut self, operation: &str) {
        self.waiting.retain(|frame| frame.operation.as_deref() != Some(operation));
        self.bytes = self.waiting.iter().map(Frame::bytes).sum();
    }

    /// Everything is written.
    pub(super) fn is_free(&self) -> bool {
        self.busy_since.is_none()
    }

    /// Whether one more reply may wait.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.iter().filter(|frame| frame.operation.is_none()).count() < REPLIES_MAX
    }

    /// Since when there is something that is not written.
    pub(super) fn busy_since(&self) -> Option<Instant> {
        self.busy_since
    }

    /// Whether operations may say more before the next write.
    pub(super) fn has_room_for_results(&self) -> bool {
        self.bytes < WRITE_BYTES
    }

    /// Writes everything that waits, several frames at once.
    pub(super) fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.is_free() {
            return Poll::Ready(Ok(()));
        }
        while !self.waiting.is_empty() {
            ready!(self.sink.poll_ready_unpin(context))?;
            let Some(frame) = self.waiting.pop_front() else { break };
            self.bytes -= frame.bytes();
            self.sink.start_send_unpin(frame.message)?;
        }
        ready!(self.sink.poll_flush_unpin(context))?;
        self.busy_since = None;
        self.waiting.shrink_to(FRAMES_KEPT);
        Poll::Ready(Ok(()))
    }

    /// Says why, if the client can still be told.
    pub(super) async fn close(mut self, close: Close, times: Times) {
        // A client that does not read never sees it; it finds its connection gone.
        drop(timeout(times.socket_close, self.sink.send(close.message())).await);
    }

    fn push(&mut self, message: Message, operation: Option<Id>) {
        self.busy_since.get_or_insert_with(Instant::now);
        let frame = Frame { message, operation };
        self.bytes += frame.bytes();
        self.waiting.push_back(frame);
    }
}
