//! A PostgreSQL that goes away under load, and the lock that goes with its connection.

use std::process::Stdio;
use std::time::Duration;

use hangtag::domain::handover::OwnerKey;
use hangtag::domain::inventory::InventoryCommand;
use hangtag::store::{Fault, ProcessLock, Taken};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::Instant;

use super::hall::{self, Books, Door, until};
use super::load::{Load, replay, unacknowledged};
use super::probe::Probe;
use super::server::{self, Server};
use crate::harness::{Place, World};

/// How it is stopped.
const MODES: [&str; 2] = ["fast", "immediate"];
const LOCK_HOLDERS: &str = "pg_stat_activity WHERE application_name = 'hangtag lock' AND datname = current_database()";

/// The lock's key, as src/store/advisory.rs has it.
const KEY: i64 = 0x6861_6e67_7461_6731;
/// The server's process that has the lock, or 0.
const HOLDER: &str =
    "SELECT CAST(COALESCE(MAX(pid), 0) AS BIGINT) AS number FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
const WAITING: &str = "SELECT COUNT(*) AS number FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
const SEQUENCES: &str = "SELECT CAST(SUM(last_seq) AS BIGINT) AS number FROM owner";
const ROBBED: &str = "SELECT COUNT(*) AS number FROM owner WHERE node_id <> 'thief'";

/// A cluster of a test's own, so that the other tests keep theirs.
pub struct Cluster {
    pub address: String,
    restart: String,
    stop: String,
    /// Closed, it ends the cluster; also when the test panics.
    input: Option<ChildStdin>,
    script: Child,
}

impl Cluster {
    /// None where the tests run without PostgreSQL.
    pub async fn start() -> Option<Self> {
        std::env::var_os("HANGTAG_TEST_POSTGRES")?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/with-postgres");
        let tell =
            "echo \"$HANGTAG_TEST_POSTGRES\"; echo \"$HANGTAG_TEST_POSTGRES_RESTART\"; echo \"$HANGTAG_TEST_POSTGRES_STOP\"; cat";
        let mut script = Command::new(script)
            .args(["sh", "-c", tell])
            .env_remove("HANGTAG_TEST_POSTGRES")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(script.stdout.take().unwrap()).lines();
        let mut told = async || lines.next_line().await.unwrap().unwrap();
        let (address, restart, stop) = (told().await, told().await, told().await);
        Some(Self { address, restart, stop, input: script.stdin.take(), script })
    }

    pub async fn goes_away(&self, mode: &str) {
        assert!(Command::new(&self.stop).arg(mode).status().await.unwrap().success());
    }

    pub async fn comes_back(&self) {
        assert!(Command::new(&self.restart).status().await.unwrap().success());
    }

    pub async fn end(mut self) {
        drop(self.input.take());
        assert!(self.script.wait().await.unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_of_postgres_stops_the_selling_for_a_moment_only() {
    let Some(cluster) = Cluster::start().await else { return };
    let place = Place::postgres_at(&cluster.address);
    let mut server = Server::start(&place).await;
    let token = server::token(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    let (event, tags) = hall::event(&door, 1_500, "spring").await;
    let session = hall::open(&door, &event, "open").await;
    let load = Load::start(&door, (&session, &tags), super::kills::seed());
    let ready = format!("{}/readyz", server.url);
    for mode in MODES {
        load.progress(20).await;
        cluster.goes_away(mode).await;
        let noticed = becomes(&ready, 503).await;
        until("callers are told", || door.told("STORAGE_UNAVAILABLE") > 0).await;
        cluster.comes_back().await;
        let back = Instant::now();
        load.progress(20).await;
        becomes(&ready, 200).await;
        let told = door.told("STORAGE_UNAVAILABLE");
        println!("{mode}: not ready after {noticed:?}, sells {:?} after its return, {told} answers in between", back.elapsed());
        assert_eq!(door.told("UNREACHABLE"), 0);
        assert!(server.lives(), "{:?}", server.log());
        door.forget();
    }
    let acknowledged = load.stop().await;
    assert_eq!(unacknowledged(&Books::read(&door.client(), &session).await, &acknowledged), 0);
    replay(&door, &acknowledged).await;
    server::verify(&place).await;
    server.kill().await;
    cluster.end().await;
}

/// Asks until the answer has this status.
async fn becomes(url: &str, status: u16) -> Duration {
    let asked = Instant::now();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    while client.get(url).send().await.unwrap().status() != status {
        assert!(asked.elapsed() < server::PATIENCE, "{url} never answers {status}");
        tokio::task::yield_now().await;
    }
    asked.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_a_crash_of_its_connection_freed_is_taken_again() {
    let Some(place) = Place::postgres().await else { return };
    let mut server = Server::start(&place).await;
    let token = server::token(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    let (event, tags) = hall::event(&door, 1_000, "spring").await;
    let session = hall::open(&door, &event, "open").await;
    let load = Load::start(&door, (&session, &tags), super::kills::seed());
    let probe = Probe::new(&place).await;
    for _ in 0..3 {
        load.progress(5).await;
        let before = probe.number(HOLDER).await;
        probe.execute(&format!("SELECT pg_terminate_backend(pid) FROM {LOCK_HOLDERS}")).await;
        let asked = Instant::now();
        while [0, before].contains(&probe.number(HOLDER).await) {
            assert!(asked.elapsed() < server::PATIENCE, "the lock is not taken again");
        }
        load.progress(5).await;
        assert_eq!(server::refused_start(&place).await.code, Some(1));
    }
    let acknowledged = load.stop().await;
    assert_eq!(door.told("STORAGE_UNAVAILABLE"), 0, "a commit waits for the lock");
    replay(&door, &acknowledged).await;
    server::verify(&place).await;
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_lock_another_took_in_a_crash_ends_and_commits_nothing_more() {
    let Some(place) = Place::postgres().await else { return };
    let server = Server::start(&place).await;
    let token = server::token(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    let (event, tags) = hall::event(&door, 1_000, "spring").await;
    let session = hall::open(&door, &event, "open").await;
    let load = Load::start(&door, (&session, &tags), super::kills::seed());
    load.progress(20).await;

    let probe = Probe::new(&place).await;
    let thief = steal(&place, &probe).await;
    let sequence = probe.number(SEQUENCES).await;
    let end = server.ended().await;
    assert_eq!(end.code, Some(1));
    assert_eq!(end.log.last().unwrap(), "hangtag: the lock on the database was lost to another hangtag");
    assert_eq!(probe.number(SEQUENCES).await, sequence, "it went on without the lock");
    assert_eq!(probe.number(ROBBED).await, 0, "it claimed what is another's");
    drop(thief);
    let acknowledged = load.abandon().await;
    let mut server = Server::start(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    replay(&door, &acknowledged).await;
    server::verify(&place).await;
    server.kill().await;
}

/// Another waits for the lock, has it as soon as the connection with it ends, and claims every owner.
async fn steal(place: &Place, probe: &Probe) -> Probe {
    let thief = Probe::new(place).await;
    let stealing = tokio::spawn(async move {
        thief.execute(&format!("SELECT pg_advisory_lock({KEY})")).await;
        thief.execute("UPDATE owner SET epoch = epoch + 1, node_id = 'thief'").await;
        thief
    });
    let asked = Instant::now();
    while probe.number(WAITING).await == 0 {
        assert!(asked.elapsed() < server::PATIENCE, "nobody waits for the lock");
    }
    probe.execute(&format!("SELECT pg_terminate_backend(pid) FROM {LOCK_HOLDERS}")).await;
    stealing.await.unwrap()
}

#[tokio::test]
async fn who_lost_the_lock_in_a_crash_neither_claims_nor_commits() {
    let Some(place) = Place::postgres().await else { return };
    place.database.migrate_up().await.unwrap();
    let lock = ProcessLock::take(&place.database).await.unwrap();
    let store = place.open().await.behind(&lock);
    let world = World::new(&store).await;
    let mut inventory = world.stocked(1).await;
    let probe = Probe::new(&place).await;
    let _thief = steal(&place, &probe).await;

    // Whether its end was noticed yet or not.
    let key = OwnerKey::Inventory(world.event);
    let claimed = store.journal.claim(key).await;
    assert!(matches!(claimed, Err(Fault::Unavailable(_))), "{claimed:?}");
    lock.lost().await;
    let items = world.items(1, "late").await;
    let add = InventoryCommand::Add { organization: world.organization, items, key: world.key("itemsAdd", "late") };
    let committed = inventory.tries(add).await;
    assert!(matches!(committed, Err(Fault::Unavailable(_))), "{committed:?}");
    assert_eq!(probe.number(ROBBED).await, 0);
    assert!(matches!(ProcessLock::take(&place.database).await, Err(Taken::ByAnother)));
}
