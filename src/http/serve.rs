//! Accepts connections until the shutdown, then lets what is in flight finish.

use std::{future::pending, io, pin::pin, sync::Arc, time::Duration};

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
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    State,
    lan::{self, Lan},
    observed,
    patience::{Patience, Sender},
    router,
};
use crate::observe::request::RequestIds;

/// Beyond it, clients wait in the kernel's queue.
pub(super) const CONNECTIONS_MAX: usize = 10_000;
/// A browser sends about 20; proxies add some.
const HEADERS_MAX: usize = 64;
/// Of the request line and headers together: a GET carries its document, 64 KiB at most, URL-encoded.
const HEAD_BYTES_MAX: usize = 256 * 1024;
/// From one request's end to the next one's last header; as long as nginx keeps a connection.
const HEAD_TIME: Duration = Duration::from_secs(75);
/// Two round trips; a phone in the last row has it in a second.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// Each phone comes once.
const TRUST_CONNECTIONS_MAX: usize = 256;
/// Out of file descriptors, say: some connections end meanwhile.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What answers connections.
#[derive(Clone)]
pub(super) struct Answering {
    pub app: Router,
    /// Without ids, requests are nobody's.
    pub ids: Option<Arc<RequestIds>>,
    /// None: they speak plainly.
    pub tls: Option<TlsAcceptor>,
}

/// Serves until the state's `shutdown`, then drains: connections finish their request, sockets are closed with 1012.
pub async fn serve<E: Executor>(listener: TcpListener, state: State<E>) {
    serve_also(listener, None, state).await;
}

/// As `serve`, and the local network too.
pub async fn serve_also<E: Executor>(listener: TcpListener, lan: Option<Lan>, state: State<E>) {
    let (shutdown, sockets, drain) = (state.shutdown.clone(), state.sockets.clone(), state.times.drain);
    let connections = TaskTracker::new();
    let ids = Some(Arc::clone(state.api.ids()));
    let app = router(state);
    let (lan, trust) = match lan {
        Some(Lan { listener, tls, app: behind, trust }) => {
            let both = lan::router(app.clone(), behind, (sockets.clone(), shutdown.clone()));
            let answering = Answering { app: both, ids: ids.clone(), tls: Some(tls.into()) };
            let page = Answering { app: trust.page.router(), ids: None, tls: None };
            (Some((listener, answering)), Some((trust.listener, page)))
        }
        None => (None, None),
    };
    let plain = Some((listener, Answering { app, ids, tls: None }));
    // Both doors lead into the same room.
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let places_to_trust = Arc::new(Semaphore::new(TRUST_CONNECTIONS_MAX));
    tokio::select! {
        () = door(plain.as_ref(), (&connections, &places), &shutdown) => {}
        () = door(lan.as_ref(), (&connections, &places), &shutdown) => {}
        () = door(trust.as_ref(), (&connections, &places_to_trust), &shutdown) => {}
        () = shutdown.cancelled() => {}
    }
    drop((plain, lan, trust));
    connections.close();
    sockets.close();
    let drained = timeout(drain, async { tokio::join!(connections.wait(), sockets.wait()) }).await;
    if drained.is_err() {
        let (connections, sockets) = (connections.len(), sockets.len());
        tracing::warn!(connections, sockets, "the drain took too long");
    }
}

/// A door that may not be there.
async fn door(
    door: Option<&(TcpListener, Answering)>,
    connections: (&TaskTracker, &Arc<Semaphore>),
    shutdown: &CancellationToken,
) {
    match door {
        Some((listener, answering)) => accept(listener, answering, connections, shutdown).await,
        None => pending().await,
    }
}

/// Accepts connections while there is a place, and answers what they ask.
pub(super) async fn accept(
    listener: &TcpListener,
    answering: &Answering,
    (connections, places): (&TaskTracker, &Arc<Semaphore>),
    shutdown: &CancellationToken,
) {
    loop {
        let Ok(place) = Arc::clone(places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (answering, shutdown) = (answering.clone(), shutdown.clone());
                connections.spawn(async move {
                    connection(stream, answering, shutdown).await;
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

async fn connection(stream: TcpStream, answering: Answering, shutdown: CancellationToken) {
    // Answers are small and complete: waiting for more to send costs 40 ms.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Answering { app, ids, tls } = answering;
    let Some(tls) = tls else { return speak(TokioIo::new(stream), (app, ids), shutdown).await };
    match timeout(HANDSHAKE_TIME, tls.accept(stream)).await {
        Ok(Ok(stream)) => speak(TokioIo::new(stream), (app, ids), shutdown).await,
        // A phone that does not trust us yet.
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

async fn speak(
    stream: impl hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    (app, ids): (Router, Option<Arc<RequestIds>>),
    shutdown: CancellationToken,
) {
    let (app, patience) = (TowerToHyperService::new(app), Patience::default());
    let service = service_fn(|request| {
        let sender = Sender::of(request.headers());
        patience.keep(sender, observed::answer(&app, ids.as_deref(), request))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(stream, service)
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
