//! `/readyz` tells the truth: without its database, its lock or its right to write, a server is not ready, and says which.

use super::hall::Hall;
use super::server::Server;
use crate::crash::postgres::Cluster;
use crate::harness::Place;

#[tokio::test]
async fn a_postgres_that_is_gone_makes_a_server_unready_until_it_is_back() {
    let Some(cluster) = Cluster::start().await else { return };
    let place = Place::postgres_at(&cluster.address);
    let server = Server::start(&place, &[]).await;
    let hall = Hall::open(&server, 2).await;
    server.becomes_unready(&[]).await;
    for mode in ["fast", "immediate"] {
        cluster.goes_away(mode).await;
        // The lock goes with its connection.
        server.becomes_unready(&["database", "lock", "write"]).await;
        let scrape = server.scrape().await;
        assert_eq!((scrape.of("hangtag_ready{check=\"database\"}"), scrape.of("hangtag_ready{check=\"courier\"}")), (0.0, 1.0));
        assert!(server.log().iter().any(|line| line.contains("not ready check=\"database\"")), "{:?}", server.log());
        cluster.comes_back().await;
        server.becomes_unready(&[]).await;
        assert!(server.log().iter().any(|line| line.contains("ready again check=\"database\"")), "{:?}", server.log());
    }
    assert!(hall.sell(&hall.tags[0], "first").await.is_done());
    server.stop().await;
    cluster.end().await;
}

#[tokio::test]
async fn a_file_that_is_no_longer_the_one_that_was_opened_is_no_database() {
    let place = Place::sqlite();
    let server = Server::start(&place, &[]).await;
    let (file, aside) = (place.file(), place.folder.path().join("aside.db"));
    std::fs::rename(&file, &aside).unwrap();
    server.becomes_unready(&["database"]).await;
    // Another file in its place is none either: nobody would ever read what is sold into the first.
    std::fs::copy(&aside, &file).unwrap();
    server.becomes_unready(&["database"]).await;
    std::fs::rename(&aside, &file).unwrap();
    server.becomes_unready(&[]).await;
}

#[tokio::test]
async fn a_database_that_another_program_has_locked_cannot_be_written() {
    let place = Place::sqlite();
    let server = Server::start(&place, &[]).await;
    let held = place.hold("BEGIN IMMEDIATE").await;
    server.becomes_unready(&["write"]).await;
    held.close().await.unwrap();
    server.becomes_unready(&[]).await;
}

#[tokio::test]
async fn a_lock_whose_file_is_gone_is_none() {
    let place = Place::sqlite();
    let server = Server::start(&place, &[]).await;
    let mut lock = place.file().into_os_string();
    lock.push(".lock");
    let aside = place.folder.path().join("aside.lock");
    std::fs::rename(&lock, &aside).unwrap();
    server.becomes_unready(&["lock"]).await;
    std::fs::rename(&aside, &lock).unwrap();
    server.becomes_unready(&[]).await;
}
