//! The outside: the router, the GraphQL transports, health. Decides nothing about sales; never reads a table.
//!
//! Reading order: `serve` accepts connections, `graphql` answers POST and GET, `socket` speaks graphql-transport-ws;
//! `lan` lets phones in by HTTPS, and `trust` says to them how.

mod admission;
mod answer;
mod body;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod graphql;
mod health;
mod lan;
mod metrics;
mod negotiate;
mod observed;
mod offload;
mod patience;
mod request;
mod serve;
mod socket;
mod trust;
mod viewer;
mod welcome;

use std::{sync::Arc, time::Duration};

use async_graphql::Executor;
use axum::{
    Router,
    routing::{any, get},
};
use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{admission::Admission, offload::Offload};
pub use self::{
    admission::{QUERIES_MAX, REQUESTS_MAX},
    health::{Check, Checks},
    lan::{Behind, Lan, Trust},
    metrics::{Render, serve_metrics},
    serve::{serve, serve_also},
    trust::TrustPage,
    viewer::{Authenticate, Unavailable},
};
use crate::graphql::execute::Api;

/// A dashboard or till holds one; each costs some 30 kB.
const SOCKETS_MAX: usize = 10_000;
/// One for each socket and for each connection that is none.
pub const DESCRIPTORS_MAX: usize = SOCKETS_MAX + serve::CONNECTIONS_MAX;

/// What every handler is given.
pub struct State<E> {
    api: Api<E>,
    authenticate: Arc<dyn Authenticate>,
    checks: Checks,
    times: Times,
    admission: Admission,
    /// Where what was let in runs while others are refused.
    offload: Offload,
    shutdown: CancellationToken,
    /// The sockets that live, so that a drain can wait for them, and places for more.
    sockets: TaskTracker,
    socket_places: Arc<Semaphore>,
}

impl<E> State<E> {
    /// `shutdown` ends `serve`, and closes every socket so that its client comes back.
    pub fn new(api: Api<E>, authenticate: Arc<dyn Authenticate>, checks: impl Into<Checks>, shutdown: CancellationToken) -> Self {
        Self {
            api,
            authenticate,
            checks: checks.into(),
            times: Times::default(),
            admission: Admission::new(REQUESTS_MAX, QUERIES_MAX),
            offload: Offload::default(),
            shutdown,
            sockets: TaskTracker::new(),
            socket_places: Arc::new(Semaphore::new(SOCKETS_MAX)),
        }
    }

    /// With other times than the default ones; for tests.
    #[must_use]
    pub fn with_times(self, times: Times) -> Self {
        Self { times, ..self }
    }
}

/// How long things may take on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// A body comes whole within it, or is refused.
    pub body: Duration,
    /// From the upgrade to `connection_init`.
    pub socket_init: Duration,
    /// Without any sign of the client, it is pinged.
    pub socket_ping: Duration,
    /// And answers within this.
    pub socket_pong: Duration,
    /// What waits for a socket is written within it, or the reader counts as stopped.
    pub socket_write: Duration,
    /// A closing socket waits so long for its client to take note.
    pub socket_close: Duration,
    /// A socket's token is looked at again so often.
    pub socket_token: Duration,
    /// After `shutdown`, what is in flight may take so long.
    pub drain: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            // 1 MiB in 10 s is a slow phone's upload.
            body: Duration::from_secs(10),
            // The reference server's.
            socket_init: Duration::from_secs(3),
            // Below the 30 s after which some proxies cut an idle connection.
            socket_ping: Duration::from_secs(25),
            socket_pong: Duration::from_secs(10),
            // A phone that changes from one network to another is back by then.
            socket_write: Duration::from_secs(10),
            socket_close: Duration::from_secs(2),
            // With the 2 s that a viewer may be cached: a revoked token's socket closes within 5 s.
            socket_token: Duration::from_secs(3),
            // Supervisors kill after 10 to 90 s.
            drain: Duration::from_secs(10),
        }
    }
}

/// Every path there is.
pub fn router<E: Executor>(state: State<E>) -> Router {
    Router::new()
        .route("/graphql", get(graphql::get::<E>).post(graphql::post::<E>).fallback(graphql::other_method))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready::<E>))
        .route("/", get(welcome::page))
        .fallback(any(answer::not_found))
        .with_state(Arc::new(state))
}
