//! Where the API meets the rest: the schema, and the server that speaks it.

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::owner::Owners;
use crate::store::Store;

use super::Authenticator;

/// What the API is made of.
#[expect(dead_code, reason = "the schema and its transports take them")]
pub(super) struct Inside {
    pub store: Store,
    pub owners: Owners,
    pub authenticator: Authenticator,
    /// A random number of this process.
    pub process: u64,
}

/// Serves until the shutdown, and until everything in flight is answered.
pub(super) async fn serve(listener: TcpListener, inside: Inside, shutdown: CancellationToken) {
    let Inside { store, owners: _, authenticator: _, process: _ } = inside;
    let ready = get(async move || if store.ping().await.is_ok() { "ok" } else { "not ready" });
    let router = Router::new().route("/healthz", get(async || "ok")).route("/readyz", ready);
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await {
        tracing::error!(%error, "the server stopped");
    }
}

/// The schema as text.
pub(super) fn sdl() -> String {
    String::new()
}
