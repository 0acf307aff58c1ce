//! Metrics on a listener of their own, so that a firewall keeps them inside: `GET /metrics`, and nothing else.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Response, header},
    routing::get,
};
use futures_util::future::BoxFuture;
use tokio::{
    net::TcpListener,
    sync::{Mutex, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{answer, serve};

/// A scraper or two, and a person who looks.
const CONNECTIONS_MAX: usize = 32;
/// Prometheus' text format.
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// What is shown, as of now.
pub type Render = Box<dyn Fn() -> BoxFuture<'static, String> + Send + Sync>;

/// Shows what `render` gives until the shutdown.
pub async fn serve_metrics(listener: TcpListener, render: Render, shutdown: CancellationToken) {
    // Two that ask at once are answered one after the other: the database is not asked twice.
    let render = Arc::new(Mutex::new(render));
    let show = move || {
        let render = Arc::clone(&render);
        async move { text((render.lock().await)().await) }
    };
    let app = Router::new().route("/metrics", get(show).fallback(answer::not_found)).fallback(answer::not_found);
    let answering = serve::Answering { app, ids: None, tls: None };
    let (connections, places) = (TaskTracker::new(), Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    tokio::select! {
        () = serve::accept(&listener, &answering, (&connections, &places), &shutdown) => {}
        () = shutdown.cancelled() => {}
    }
}

fn text(metrics: String) -> Response<Body> {
    let mut response = Response::new(Body::from(metrics));
    response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
