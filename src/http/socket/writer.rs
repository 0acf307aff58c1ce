//! Writes what waits in a socket's queue. The only one who waits for the client to read.

use axum::extract::ws::{Message, WebSocket};
use futures_util::{SinkExt, stream::SplitSink};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{Close, SLOW};
use crate::http::Times;

/// Small: what does not fit waits in the operations' own streams, which know what may be left out.
pub(super) const QUEUE_FRAMES_MAX: usize = 16;

pub(super) type Queue = mpsc::Sender<Frame>;
type Sink = SplitSink<WebSocket, Message>;

/// A message on its way out.
pub(super) struct Frame {
    message: Message,
    /// Dropped unsent once its operation was stopped.
    operation: Option<CancellationToken>,
}

impl Frame {
    pub(super) fn text(text: String) -> Self {
        Self { message: Message::Text(text.into()), operation: None }
    }

    pub(super) fn ping() -> Self {
        Self { message: Message::Ping(axum::body::Bytes::new()), operation: None }
    }

    pub(super) fn of_operation(text: String, operation: CancellationToken) -> Self {
        Self { message: Message::Text(text.into()), operation: Some(operation) }
    }

    fn is_stale(&self) -> bool {
        self.operation.as_ref().is_some_and(CancellationToken::is_cancelled)
    }
}

/// Ends when the socket breaks, its reader stops reading, or the session asks for the close.
pub(super) async fn run(mut sink: Sink, mut queue: mpsc::Receiver<Frame>, mut closing: oneshot::Receiver<Close>, times: Times) {
    let mut frames = Vec::with_capacity(QUEUE_FRAMES_MAX);
    loop {
        tokio::select! {
            biased;
            close = &mut closing => return end(sink, close.ok(), times).await,
            count = queue.recv_many(&mut frames, QUEUE_FRAMES_MAX) => if count == 0 {
                // The session is over, and about to say why.
                return end(sink, closing.await.ok(), times).await;
            },
        }
        let written = tokio::select! {
            biased;
            close = &mut closing => return end(sink, close.ok(), times).await,
            written = timeout(times.socket_write, write(&mut sink, &mut frames)) => written,
        };
        match written {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => {
                // Its operations have nobody left to push to, and stop.
                drop(queue);
                return end(sink, Some(SLOW), times).await;
            }
        }
    }
}

/// Several that wait are one write to the network.
async fn write(sink: &mut Sink, frames: &mut Vec<Frame>) -> Result<(), axum::Error> {
    for frame in frames.drain(..).filter(|frame| !frame.is_stale()) {
        sink.feed(frame.message).await?;
    }
    sink.flush().await
}

async fn end(mut sink: Sink, close: Option<Close>, times: Times) {
    let Some(close) = close else { return };
    // A client that does not read never sees it; it finds its connection gone.
    drop(timeout(times.socket_close, sink.send(close.message())).await);
}
