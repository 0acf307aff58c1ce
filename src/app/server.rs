//! A running server: database, lock, owners and the door, in the order in which they start; and the drain.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::owner::Owners;
use crate::store::{Database, OpenError, ProcessLock, Store};

use super::outside::{self, Inside};
use super::{Authenticator, Complaint, clock, descriptors, lan};

/// Owners commit what waits in their mailboxes; a database that is gone must not keep the process for ever.
const OWNERS_STOP_SECONDS_MAX: u64 = 15;

/// Where it listens, and what it is known by.
#[derive(Clone, Debug)]
pub(super) struct Doors {
    /// For clients.
    pub listen: SocketAddr,
    /// For Prometheus, if it may look.
    pub metrics: Option<SocketAddr>,
    /// For phones and tablets, if they may come in.
    pub lan: Option<lan::Wanted>,
    /// A random number of this process.
    pub process: u64,
}

/// A running server.
pub(super) struct Server {
    /// For example `http://127.0.0.1:8080`.
    pub url: String,
    pub store: Store,
    owners: Owners,
    lock: ProcessLock,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
    checkpoints: JoinHandle<Result<(), OpenError>>,
    /// Where metrics are shown, and who shows them.
    metrics: Option<(String, JoinHandle<()>)>,
    /// The door to the local network.
    lan: Option<lan::Open>,
}

/// Serves until somebody says stop.
pub(super) async fn serve(database: &Database, doors: Doors) -> Result<(), Complaint> {
    let mut stop = Stop::listen()?;
    let server = Server::start(database, doors).await?;
    server.say_where()?;
    tokio::select! {
        () = stop.said() => {}
        complaint = server.lost() => return Err(complaint),
    }
    tracing::info!("stopping, once what is in flight is finished");
    stop.at_once_next_time();
    server.stop().await
}

impl Server {
    /// Takes the port before it touches the data: a start that fails has changed nothing.
    pub(super) async fn start(database: &Database, doors: Doors) -> Result<Self, Complaint> {
        let (listener, address) = bind(doors.listen).await?;
        let metrics = match doors.metrics {
            Some(listen) => Some(bind(listen).await?),
            None => None,
        };
        let (lan, open) = match &doors.lan {
            Some(wanted) => Some(lan::open(wanted).await?).unzip(),
            None => (None, None),
        };
        let lock = ProcessLock::take(database).await?;
        database.migrate_up().await?;
        let process = doors.process;
        let store = database.open(&format!("{process:016x}")).await?.behind(&lock);
        let checkpoints = tokio::spawn(store.clone().checkpoint());
        let owners = Owners::start(store.clone(), clock(), Bus::default()).await?;
        let shutdown = CancellationToken::new();
        let authenticator = Authenticator::new(store.reader.clone());
        let checks = outside::checks(&store, &owners);
        let inside = Inside { owners: owners.clone(), authenticator, checks: checks.clone(), process };
        // Behind all that can fail: a start that fails says one thing only.
        descriptors::raise(outside::DESCRIPTORS_MAX);
        let metrics = metrics.map(|(listener, address)| {
            let shown = outside::serve_metrics(listener, (store.clone(), owners.clone(), checks), CancellationToken::new());
            (format!("http://{address}/metrics"), tokio::spawn(shown))
        });
        let serving = tokio::spawn(outside::serve((listener, lan), inside, shutdown.clone()));
        let url = format!("http://{address}");
        Ok(Self { url, store, owners, lock, shutdown, serving, checkpoints, metrics, lan: open })
    }

    /// For whoever started it.
    pub(super) fn say_where(&self) -> io::Result<()> {
        writeln!(io::stdout(), "listening on {}", self.url)?;
        self.metrics.as_ref().map_or(Ok(()), |(url, _)| writeln!(io::stdout(), "metrics on {url}"))?;
        self.lan.as_ref().map_or(Ok(()), lan::Open::say_where)
    }

    /// Waits until another process has the database, if ever.
    pub(super) async fn lost(&self) -> Complaint {
        self.lock.lost().await;
        Complaint("the lock on the database was lost to another hangtag".to_owned())
    }

    /// Finishes what is in flight: requests first, then mailboxes, then the database.
    pub(super) async fn stop(self) -> Result<(), Complaint> {
        self.shutdown.cancel();
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the server did not end as it should");
        }
        if timeout(Duration::from_secs(OWNERS_STOP_SECONDS_MAX), self.owners.stop()).await.is_err() {
            tracing::error!("owners did not end in time; what was acknowledged is safe, what was not is sent again");
        }
        self.checkpoints.abort();
        if let Some((_, shown)) = &self.metrics {
            shown.abort();
        }
        if let Some(lan) = &self.lan {
            lan.close();
        }
        self.store.close().await;
        drop(self.lock);
        Ok(())
    }
}

pub(super) async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), Complaint> {
    let taken = |error: io::Error| Complaint(format!("cannot listen on {listen}: {error}"));
    let listener = TcpListener::bind(listen).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok((listener, address))
}

/// SIGTERM and SIGINT.
pub(super) struct Stop {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    /// Before anything is started, so that no signal is missed.
    pub(super) fn listen() -> Result<Self, Complaint> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for either.
    pub(super) async fn said(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Who asks twice does not want to wait.
    pub(super) fn at_once_next_time(mut self) {
        tokio::spawn(async move {
            self.said().await;
            std::process::exit(1);
        });
    }
}
