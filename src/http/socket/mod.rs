//! GraphQL over WebSocket: the subprotocol graphql-transport-ws. Runs subscriptions and queries, never a mutation.
//!
//! A socket is one task. It asks its operations for more when what they said is written: a client that stops reading
//! stops its own streams, nobody else's.

pub(super) mod message;
mod operations;
mod session;
mod writer;

use std::{sync::Arc, time::Duration};

use async_graphql::Executor;
use axum::{
    body::Body,
    extract::{
        WebSocketUpgrade,
        ws::{CloseFrame, Message},
    },
    http::{Response, StatusCode},
};

use super::{State, answer::Refusal, negotiate::MediaType, viewer::Credentials};
use crate::{graphql::error::Code, observe::metrics};

const SUBPROTOCOL: &str = "graphql-transport-ws";
/// A document's own limit; variables of a subscription are few.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// Some ten results. Grows and stays with a larger one.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;
/// Clients say little, and an idle socket keeps it.
const READ_BUFFER_BYTES: usize = 512;

/// A place is free when a dashboard somewhere is closed; a reader of dashboards waits that long.
const PLACE_RETRY: Duration = Duration::from_secs(5);

/// Why a socket is closed. Clients retry all but 4400, 4401, 4406, 4409, 4429 and most of 1000-1999: not 1002 or 1011.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Close(u16, &'static str);

impl Close {
    fn message(self) -> Message {
        metrics::socket_closed::<{ SLOW.0 }>(self.0);
        Message::Close(Some(CloseFrame { code: self.0, reason: self.1.into() }))
    }
}

const GOING_AWAY: Close = Close(1001, "No pong");
const TOO_BIG: Close = Close(1009, "Message too big");
const RESTART: Close = Close(1012, "Service restart");
const TRY_AGAIN: Close = Close(1013, "The token cannot be checked now");
const SLOW: Close = Close(4290, "Slow consumer");
const MALFORMED: Close = Close(4400, "Invalid message");
const UNAUTHORIZED: Close = Close(4401, "Unauthorized");
const FORBIDDEN: Close = Close(4403, "Forbidden");
const SUBPROTOCOL_MISSING: Close = Close(4406, "Subprotocol not acceptable");
const INIT_TIMEOUT: Close = Close(4408, "Connection initialisation timeout");
const DUPLICATE: Close = Close(4409, "Subscriber for this id already exists");
const SECOND_INIT: Close = Close(4429, "Too many initialisation requests");

/// Takes the upgrade; the session runs until either side ends it.
pub(super) fn open<E: Executor>(state: Arc<State<E>>, upgrade: WebSocketUpgrade, credentials: Credentials) -> Response<Body> {
    let Ok(place) = state.socket_places.clone().try_acquire_owned() else {
        return Refusal::new(StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded, "There are too many sockets.")
            .retry_after(PLACE_RETRY)
            .into_response(MediaType::Json);
    };
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX);
    // Counted from here, so that no drain misses one that is being opened.
    let counted = state.sockets.token();
    let speaks = upgrade.selected_protocol().is_some();
    upgrade.on_upgrade(move |socket| async move {
        let _open = metrics::socket();
        if speaks {
            session::run(socket, state, credentials).await;
        } else {
            session::turn_away(socket, state.times).await;
        }
        drop((counted, place));
    })
}
