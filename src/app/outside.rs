//! Where the API meets the rest: the schema over the owners, and the server that speaks it.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::domain::access::Viewer;
use crate::http::{Authenticate, Check, Render, State, Unavailable};
use crate::observe::request::RequestIds;
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
    let checks = checks(&store, &owners);
    let api = crate::graphql::api(&owners, process);
    crate::http::serve(listener, State::new(api, Arc::new(authenticator), checks, shutdown)).await;
}

/// Without which nothing can be sold.
fn checks(store: &Store, owners: &Owners) -> Vec<Check> {
    let is = |held: bool| if held { Ok(()) } else { Err(Unavailable) };
    let (database, write, lock) = (store.clone(), store.clone(), store.clone());
    let (courier, loaded) = (owners.clone(), owners.clone());
    vec![
        Check::new("database", move || {
            let store = database.clone();
            async move { store.ping().await.map_err(|_| Unavailable) }
        }),
        Check::new("write", move || {
            let store = write.clone();
            async move { store.may_begin().await.map_err(|_| Unavailable) }
        }),
        Check::new("lock", move || std::future::ready(is(lock.holds_lock()))),
        Check::new("courier", move || std::future::ready(is(courier.courier_lives()))),
        Check::new("owners", move || {
            let owners = loaded.clone();
            async move {
                owners.settled().await;
                Ok(())
            }
        }),
    ]
}

/// Shows metrics until the shutdown.
pub(super) async fn serve_metrics(
    listener: TcpListener,
    (store, owners, process): (Store, Owners, u64),
    shutdown: CancellationToken,
) {
    let metrics = super::sampling::install(&store.database);
    let render: Render = Box::new(move || {
        let (store, owners) = (store.clone(), owners.clone());
        async move { metrics.render(&super::sampling::sample(&owners, &store).await) }.boxed()
    });
    let ids = Arc::new(RequestIds::new(process));
    tokio::select! {
        () = crate::http::serve_metrics(listener, render, ids, shutdown) => {}
        () = metrics.upkeep() => {}
    }
}

/// The operations that are counted on their own.
pub(super) const OPERATIONS: &[(&str, &str)] = crate::graphql::root::ROOTS;

/// Every code of an error.
pub(super) fn codes() -> &'static [&'static str] {
    crate::graphql::error::Code::names()
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
