//! SIGTERM under load.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::hall::{self, Books, Door};
use super::load::{Load, replay, unacknowledged};
use super::server::{self, Server};
use super::watcher::Watcher;
use crate::harness::on_each_database;

/// Sales before the signal: everybody is at work.
const BUSY: usize = 30;
/// Supervisors kill soon after.
const DRAIN_MAX: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_free_stop_answers_what_is_in_flight() {
    on_each_database(async |place| {
        let server = Server::start(&place).await;
        let token = server::token(&place).await;
        let (_sign, door) = Door::new(&server.url, &token);
        let (event, tags) = hall::event(&door, 1_000, "spring").await;
        let session = hall::open(&door, &event, "open").await;
        let address = watch::Sender::new(server.url.clone());
        let mut watcher = Watcher::start(address.subscribe(), &token, &session);
        let load = Load::start(&door, (&session, &tags), super::kills::seed());
        watcher.until(|seen| seen.sales.len() >= BUSY).await;

        let asked = Instant::now();
        server.terminate().await;
        let end = server.ended().await;
        println!("drained in {:?}, {} callers were cut off or came too late", asked.elapsed(), door.told("UNREACHABLE"));
        assert_eq!(end.code, Some(0), "{:?}", end.log);
        assert!(asked.elapsed() < DRAIN_MAX);
        let seen = watcher.until(|seen| seen.close_code.is_some()).await;
        assert_eq!(seen.close_code, Some(1012));
        let acknowledged = load.abandon().await;
        server::verify(&place).await;

        // Nothing was done that nobody was told of: every request in flight had its answer, or was not begun.
        let mut server = Server::start(&place).await;
        let (_sign, door) = Door::new(&server.url, &token);
        let books = Books::read(&door.client(), &session).await;
        assert_eq!(unacknowledged(&books, &acknowledged), 0);
        replay(&door, acknowledged.iter().rev().take(20)).await;
        address.send_replace(server.url.clone());
        watcher.until(|seen| seen.sequence == books.sequence).await;
        server.kill().await;
    })
    .await;
}
