//! One socket's session: what the client says, and the clocks that run against it.

use async_graphql::Executor;
use axum::{
    Error,
    extract::ws::{Message, WebSocket},
};
use futures_util::{StreamExt, stream::SplitStream};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};

use super::{
    Close, DUPLICATE, FORBIDDEN, GOING_AWAY, INIT_TIMEOUT, MALFORMED, RESTART, SECOND_INIT, SUBPROTOCOL_MISSING, TOO_BIG,
    TRY_AGAIN, UNAUTHORIZED,
    message::{self, Inbound},
    operations::Operations,
    writer::{self, Frame, QUEUE_FRAMES_MAX, Queue},
};
use crate::{
    domain::access::Viewer,
    http::{
        State, Times,
        viewer::{Credentials, Denied},
    },
};

/// Why a session ends: we close it, or the client is gone.
enum End {
    Close(Close),
    Gone,
}

/// Closes a socket that speaks another protocol.
pub(super) async fn turn_away(mut socket: WebSocket, times: Times) {
    let closing = async {
        drop(socket.send(SUBPROTOCOL_MISSING.message()).await);
        while let Some(Ok(_)) = socket.recv().await {}
    };
    drop(timeout(times.socket_close, closing).await);
}

/// Runs a session to its end. `credentials` are the upgrade's; `connection_init` may bring others.
pub(super) async fn run<E: Executor>(socket: WebSocket, state: State<E>, credentials: Credentials) {
    let times = state.times;
    let (sink, mut messages) = socket.split();
    let (queue, frames) = mpsc::channel(QUEUE_FRAMES_MAX);
    let (close, closing) = oneshot::channel();
    let mut writer = tokio::spawn(writer::run(sink, frames, closing, times));

    let mut session = Session::new(state, credentials, queue);
    let end = tokio::select! {
        end = session.listen(&mut messages) => end,
        _ = &mut writer => End::Gone,
    };
    // Stops the operations, whose frames are of no use any more.
    drop(session);
    match end {
        // A writer that has ended already has closed the socket itself.
        End::Close(reason) => drop(close.send(reason)),
        End::Gone => drop(close),
    }
    if !writer.is_finished() {
        drop(writer.await);
    }
    // Answers the client's close. Messages left unread would reset the connection before the
    // client has seen why it is closed.
    let rest = async { while let Some(Ok(_)) = messages.next().await {} };
    drop(timeout(times.socket_close, rest).await);
}

struct Session<E> {
    state: State<E>,
    credentials: Credentials,
    viewer: Option<Viewer>,
    acknowledged: bool,
    operations: Operations<E>,
    queue: Queue,
    opened_at: Instant,
    /// When to ping or, while a pong is awaited, to give up.
    alive_until: Instant,
    awaits_pong: bool,
    token_checked_at: Instant,
}

impl<E: Executor> Session<E> {
    fn new(state: State<E>, credentials: Credentials, queue: Queue) -> Self {
        let now = Instant::now();
        Self {
            operations: Operations::new(state.api.clone(), queue.clone()),
            alive_until: now + state.times.socket_ping,
            state,
            credentials,
            viewer: None,
            acknowledged: false,
            queue,
            opened_at: now,
            awaits_pong: false,
            token_checked_at: now,
        }
    }

    async fn listen(&mut self, messages: &mut SplitStream<WebSocket>) -> End {
        let shutdown = self.state.shutdown.clone();
        let listening = async {
            loop {
                if let Err(end) = self.turn(messages).await {
                    return end;
                }
            }
        };
        tokio::select! {
            biased;
            () = shutdown.cancelled() => End::Close(RESTART),
            end = listening => end,
        }
    }

    async fn turn(&mut self, messages: &mut SplitStream<WebSocket>) -> Result<(), End> {
        let times = self.state.times;
        let has_token = matches!(self.credentials, Credentials::Bearer(_));
        tokio::select! {
            message = messages.next() => self.hear(message).await,
            () = sleep_until(self.opened_at + times.socket_init), if !self.acknowledged => Err(End::Close(INIT_TIMEOUT)),
            () = sleep_until(self.alive_until) => self.ping().await,
            () = sleep_until(self.token_checked_at + times.socket_token), if self.acknowledged && has_token => {
                self.check_token().await
            }
        }
    }

    async fn hear(&mut self, message: Option<Result<Message, Error>>) -> Result<(), End> {
        let message = match message {
            None => return Err(End::Gone),
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(broken(error)),
        };
        self.awaits_pong = false;
        self.alive_until = Instant::now() + self.state.times.socket_ping;
        match message {
            Message::Text(text) => match message::read(&text) {
                Ok(inbound) => self.handle(inbound).await,
                Err(message::Malformed) => Err(End::Close(MALFORMED)),
            },
            Message::Binary(_) => Err(End::Close(MALFORMED)),
            Message::Close(_) => Err(End::Gone),
            Message::Ping(_) | Message::Pong(_) => Ok(()),
        }
    }

    async fn handle(&mut self, inbound: Inbound) -> Result<(), End> {
        match inbound {
            Inbound::Init { .. } if self.acknowledged => Err(End::Close(SECOND_INIT)),
            Inbound::Init { authorization } => {
                if let Some(value) = authorization {
                    self.credentials = Credentials::of_authorization(&value);
                }
                self.authenticate().await?;
                self.acknowledged = true;
                self.say(Frame::text(message::ack())).await
            }
            Inbound::Ping { payload } => self.say(Frame::text(message::pong(payload.as_deref()))).await,
            Inbound::Pong => Ok(()),
            Inbound::Subscribe { .. } if !self.acknowledged => Err(End::Close(UNAUTHORIZED)),
            Inbound::Subscribe { id, request } => match self.operations.start(id, request, self.viewer.clone()) {
                Ok(None) => Ok(()),
                Ok(Some(refusal)) => self.say(Frame::text(refusal)).await,
                Err(_) => Err(End::Close(DUPLICATE)),
            },
            Inbound::Complete { id } => {
                self.operations.stop(&id);
                Ok(())
            }
        }
    }

    async fn authenticate(&mut self) -> Result<(), End> {
        self.viewer = self.credentials.viewer(&*self.state.authenticate).await.map_err(|denied| match denied {
            Denied::NotValid => End::Close(FORBIDDEN),
            Denied::Unavailable => End::Close(TRY_AGAIN),
        })?;
        self.token_checked_at = Instant::now();
        Ok(())
    }

    /// A token may be revoked while its socket lives. A store that does not answer revokes nothing.
    async fn check_token(&mut self) -> Result<(), End> {
        self.token_checked_at = Instant::now();
        match self.authenticate().await {
            Err(End::Close(TRY_AGAIN)) => Ok(()),
            other => other,
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.awaits_pong {
            return Err(End::Close(GOING_AWAY));
        }
        self.awaits_pong = true;
        self.alive_until = Instant::now() + self.state.times.socket_pong;
        self.say(Frame::ping()).await
    }

    /// Waits while the queue is full: who does not read is not listened to either.
    async fn say(&self, frame: Frame) -> Result<(), End> {
        self.queue.send(frame).await.map_err(|_| End::Gone)
    }
}

/// What a WebSocket error means: too large a message is the one that a client may want to know about.
fn broken(error: Error) -> End {
    use tokio_tungstenite::tungstenite::Error as Inner;
    match error.into_inner().downcast_ref::<Inner>() {
        Some(Inner::Capacity(_)) => End::Close(TOO_BIG),
        Some(Inner::Protocol(_) | Inner::Utf8(_)) => End::Close(MALFORMED),
        _ => End::Gone,
    }
}
