//! One socket's session: what the client says, and the clocks that run against it.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

use async_graphql::Executor;
use axum::{
    Error,
    extract::ws::{Message, WebSocket},
};
use futures_util::{StreamExt, stream::SplitStream};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::{
    Close, DUPLICATE, FORBIDDEN, GOING_AWAY, INIT_TIMEOUT, MALFORMED, RESTART, SECOND_INIT, SLOW, SUBPROTOCOL_MISSING, TOO_BIG,
    TRY_AGAIN, UNAUTHORIZED,
    message::{self, Inbound},
    operations::{Duplicate, Id, Operations},
    writer::Writer,
};
use crate::{
    domain::access::Viewer,
    graphql::stream::Said,
    http::{
        State, Times,
        viewer::{Credentials, Denied},
    },
};

/// Several small ones, or one large one, before the client and the clock have their turn.
const WRITES_MAX: usize = 4;

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
pub(super) async fn run<E: Executor>(socket: WebSocket, state: Arc<State<E>>, credentials: Credentials) {
    let times = state.times;
    let (sink, mut messages) = socket.split();
    let mut session = Session::new(state, credentials, Writer::new(sink));
    let end = session.listen(&mut messages).await;
    let Session { writer, operations, .. } = session;
    // What they say is of no use any more.
    drop(operations);
    if let End::Close(reason) = end {
        writer.close(reason, times).await;
    }
    // Answers the client's close. Messages left unread would reset the connection before the
    // client has seen why it is closed.
    let rest = async { while let Some(Ok(_)) = messages.next().await {} };
    drop(timeout(times.socket_close, rest).await);
}

struct Session<E> {
    state: Arc<State<E>>,
    credentials: Credentials,
    viewer: Option<Viewer>,
    acknowledged: bool,
    operations: Operations<E>,
    writer: Writer,
    opened_at: Instant,
    /// When to ping or, while a pong is awaited, to give up.
    alive_until: Instant,
    awaits_pong: bool,
    token_checked_at: Instant,
}

impl<E: Executor> Session<E> {
    fn new(state: Arc<State<E>>, credentials: Credentials, writer: Writer) -> Self {
        let now = Instant::now();
        Self {
            operations: Operations::new(state.api.clone(), state.admission.clone()),
            alive_until: now + state.times.socket_ping,
            state,
            credentials,
            viewer: None,
            acknowledged: false,
            writer,
            opened_at: now,
            awaits_pong: false,
            token_checked_at: now,
        }
    }

    async fn listen(&mut self, messages: &mut SplitStream<WebSocket>) -> End {
        let shutdown = self.state.shutdown.clone();
        let listening = async {
            let mut clock = pin!(sleep_until(self.next_tick()));
            loop {
                // A clock that goes off too early costs less than one that is set anew at each message.
                let next_tick = self.next_tick();
                if clock.is_elapsed() || next_tick < clock.deadline() {
                    clock.as_mut().reset(next_tick);
                }
                if let Err(end) = self.turn(messages, clock.as_mut()).await {
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

    async fn turn(&mut self, messages: &mut SplitStream<WebSocket>, clock: Pin<&mut Sleep>) -> Result<(), End> {
        let listens = self.writer.has_room();
        tokio::select! {
            // The clock comes before a client that always has something to say, and both before such operations.
            biased;
            () = clock => self.tick().await,
            message = messages.next(), if listens => self.hear(message).await,
            spoken = poll_fn(|context| self.poll_speak(context)) => spoken,
        }
    }

    /// Writes what waits, and then what operations say; ready after a while, so that the client is heard.
    fn poll_speak(&mut self, context: &mut Context<'_>) -> Poll<Result<(), End>> {
        for _ in 0..WRITES_MAX {
            // An operation goes on when what it said is written: what a client does not read waits in the journal.
            ready!(self.writer.poll_write(context)).map_err(|_| End::Gone)?;
            while self.writer.has_room_for_results()
                && let Poll::Ready((id, said)) = self.operations.poll_next(context)
            {
                self.pass_on(&id, said);
            }
            if self.writer.is_free() {
                return Poll::Pending;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn pass_on(&mut self, id: &Id, said: Said) {
        match said {
            Said::Results(results) => results.iter().for_each(|result| self.writer.say(message::next(id, result), id)),
            Said::Failed(errors) => self.writer.say(message::error(id, &errors), id),
            Said::Complete => self.writer.say(message::complete(id), id),
        }
    }

    /// The first moment at which something must be done, whatever the client does.
    fn next_tick(&self) -> Instant {
        let times = &self.state.times;
        let init = (!self.acknowledged).then(|| self.opened_at + times.socket_init);
        let write = self.writer.busy_since().map(|since| since + times.socket_write);
        [init, write, self.token_check()].into_iter().flatten().fold(self.alive_until, Instant::min)
    }

    fn token_check(&self) -> Option<Instant> {
        let has_token = self.acknowledged && matches!(self.credentials, Credentials::Bearer(_));
        has_token.then(|| self.token_checked_at + self.state.times.socket_token)
    }

    async fn tick(&mut self) -> Result<(), End> {
        let (now, times) = (Instant::now(), self.state.times);
        if self.writer.busy_since().is_some_and(|since| since + times.socket_write <= now) {
            return Err(End::Close(SLOW));
        }
        if !self.acknowledged && self.opened_at + times.socket_init <= now {
            return Err(End::Close(INIT_TIMEOUT));
        }
        if self.token_check().is_some_and(|at| at <= now) {
            self.check_token().await?;
        }
        if self.alive_until <= now { self.ping() } else { Ok(()) }
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
                self.writer.reply(message::ack());
                Ok(())
            }
            Inbound::Ping { payload } => {
                self.writer.reply(message::pong(payload.as_deref()));
                Ok(())
            }
            Inbound::Pong => Ok(()),
            Inbound::Subscribe { .. } if !self.acknowledged => Err(End::Close(UNAUTHORIZED)),
            Inbound::Subscribe { id, request } => {
                let refusal = self.operations.start(&id, request, self.viewer.clone());
                if let Some(refusal) = refusal.map_err(|Duplicate| End::Close(DUPLICATE))? {
                    self.writer.reply(refusal);
                }
                Ok(())
            }
            Inbound::Complete { id } => {
                self.operations.stop(&id);
                self.writer.forget(&id);
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

    fn ping(&mut self) -> Result<(), End> {
        if self.awaits_pong {
            return Err(End::Close(GOING_AWAY));
        }
        self.awaits_pong = true;
        self.alive_until = Instant::now() + self.state.times.socket_pong;
        self.writer.ping();
        Ok(())
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
