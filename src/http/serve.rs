//! Accepts connections until the shutdown, then lets what is in flight finish.

use std::{io, pin::pin, sync::Arc, time::Duration};

use async_graphql::Executor;
use axum::Router;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{State, observed, router};
use crate::observe::request::RequestIds;

/// Beyond it, clients wait in the kernel's queue.
pub(super) const CONNECTIONS_MAX: usize = 10_000;
/// A browser sends about 20; proxies add some.
const HEADERS_MAX: usize = 64;
/// Of the request line and headers together: a GET carries its document, 64 KiB at most, URL-encoded.
const HEAD_BYTES_MAX: usize = 256 * 1024;
/// From one request's end to the next one's last header; as long as nginx keeps a connection.
const HEAD_TIME: Duration = Duration::from_secs(75);
/// Out of file descriptors, say: some connections end meanwhile.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Serves until the state's `shutdown`, then drains: connections finish their request, sockets are closed with 1012.
pub async fn serve<E: Executor>(listener: TcpListener, state: State<E>) {
    let (shutdown, sockets, drain) = (state.shutdown.clone(), state.sockets.clone(), state.times.drain);
    let connections = TaskTracker::new();
    let ids = Arc::clone(state.api.ids());
    let app = router(state);
    tokio::select! {
        () = accept(&listener, (&app, &ids), (&connections, CONNECTIONS_MAX), &shutdown) => {}
        () = shutdown.cancelled() => {}
    }
    drop(listener);
    connections.close();
    sockets.close();
    let drained = timeout(drain, async { tokio::join!(connections.wait(), sockets.wait()) }).await;
    if drained.is_err() {
        let (connections, sockets) = (connections.len(), sockets.len());
        tracing::warn!(connections, sockets, "the drain took too long");
    }
}

/// Accepts connections, so many at once, and answers what they ask.
pub(super) async fn accept(
    listener: &TcpListener,
    (app, ids): (&Router, &Arc<RequestIds>),
    (connections, places): (&TaskTracker, usize),
    shutdown: &CancellationToken,
) {
    let places = Arc::new(Semaphore::new(places));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (app, ids, shutdown) = (app.clone(), Arc::clone(ids), shutdown.clone());
                connections.spawn(async move {
                    connection(stream, (app, ids), shutdown).await;
                    drop(place);
                });
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(stream: TcpStream, (app, ids): (Router, Arc<RequestIds>), shutdown: CancellationToken) {
    // Answers are small and complete: waiting for more to send costs 40 ms.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let app = TowerToHyperService::new(app);
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service_fn(|request| observed::answer(&app, &ids, request)))
        .with_upgrades();
    let mut serving = pin!(serving);
    let result = tokio::select! {
        result = serving.as_mut() => result,
        () = shutdown.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    // A client that went away, or no HTTP at all: nothing of ours.
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}
