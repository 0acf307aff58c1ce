//! Where the API meets the rest: the schema over the owners, and the server that speaks it.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::domain::access::Viewer;
use crate::http::{Authenticate, Check, State, Unavailable};
use crate::owner::Owners;
use crate::store::Store;

pub(super) use crate::http::DESCRIPTORS_MAX;

use super::Authenticator;

/// What the API is made of.
pub(super) struct Inside {
    pub store: Store,
    pub owners: Owners,
    pub authenticator: Authenticator,
    /// A random number of this process.
    pub process: u64,
}

/// Serves until the shutdown, and until everything in flight is answered.
pub(super) async fn serve(listener: TcpListener, inside: Inside, shutdown: CancellationToken) {
    let Inside { store, owners, authenticator, process } = inside;
    let api = crate::graphql::api(&owners, process);
    let journal = store.journal.clone();
    let lock = Check::new("lock", move || {
        let held = if journal.may_write() { Ok(()) } else { Err(Unavailable) };
        async move { held }
    });
    let database = Check::new("database", move || {
        let store = store.clone();
        async move { store.ping().await.map_err(|_| Unavailable) }
    });
    crate::http::serve(listener, State::new(api, Arc::new(authenticator), vec![database, lock], shutdown)).await;
}

impl Authenticate for Authenticator {
    fn viewer<'a>(&'a self, bearer: &'a str) -> BoxFuture<'a, Result<Option<Viewer>, Unavailable>> {
        Authenticator::viewer(self, bearer)
            .map(|found| {
                found.map_err(|fault| {
                    tracing::warn!(%fault, "a token cannot be looked up");
                    Unavailable
                })
            })
            .boxed()
    }
}

/// The schema as text.
pub(super) fn sdl() -> String {
    crate::graphql::sdl()
}
