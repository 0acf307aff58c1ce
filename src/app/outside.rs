//! Where the API meets the rest: the schema over the owners, and the server that speaks it.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::domain::access::Viewer;
use crate::http::{Authenticate, Check, Checks, Lan, Render, State, Unavailable};
use crate::owner::Owners;
use crate::store::Store;

pub(super) use crate::http::DESCRIPTORS_MAX;

use super::Authenticator;

/// What the API is made of.
pub(super) struct Inside {
    pub owners: Owners,
    pub authenticator: Authenticator,
    pub checks: Checks,
    /// A random number of this process.
    pub process: u64,
}

/// Serves until the shutdown, and until everything in flight is answered.
pub(super) async fn serve((listener, lan): (TcpListener, Option<Lan>), inside: Inside, shutdown: CancellationToken) {
    let Inside { owners, authenticator, checks, process } = inside;
    let api = crate::graphql::api(&owners, process);
    crate::http::serve_also(listener, lan, State::new(api, Arc::new(authenticator), checks, shutdown)).await;
}

/// Without which nothing can be sold.
pub(super) fn checks(store: &Store, owners: &Owners) -> Checks {
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
    .into()
}

/// Shows metrics until the shutdown.
pub(super) async fn serve_metrics(
    listener: TcpListener,
    (store, owners, checks): (Store, Owners, Checks),
    shutdown: CancellationToken,
) {
    let metrics = super::sampling::install(&store.database);
    let render: Render = Box::new(move || {
        let (store, owners, checks) = (store.clone(), owners.clone(), checks.clone());
        async move { metrics.render(&super::sampling::sample(&owners, &store, &checks).await) }.boxed()
    });
    tokio::select! {
        () = crate::http::serve_metrics(listener, render, shutdown) => {}
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
