//! `kill -9` under load, again and again.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::hall::{self, Books, Door, Request, Sign};
use super::load::{self, Load, TILLS, replay, unacknowledged};
use super::server::{self, Server};
use super::watcher::Watcher;
use crate::harness::{Place, on_each_database};

/// Rounds unless somebody asks for more.
const ROUNDS: usize = 20;
/// Rounds in one session, its opening and its end among them.
const ROUNDS_A_DAY: usize = 10;
/// A kill comes at any moment in this time.
const LOAD_MS_MAX: u64 = 250;
/// Opening and completing take about so long.
const HANDOVER_MS_MAX: u64 = 40;
const ITEMS: usize = 1_500;
/// Keys that are sent again after each kill; at the end of a day all are.
const REPLAYED: usize = 20;

/// From the environment, else another each time; printed, so that a run can be played again.
pub(super) fn seed() -> u64 {
    let given = std::env::var("HANGTAG_TEST_CRASH_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000);
    println!("HANGTAG_TEST_CRASH_SEED={seed}");
    seed
}

fn rounds() -> usize {
    std::env::var("HANGTAG_TEST_CRASH_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_sale_is_lost_by_a_kill() {
    let seed = seed();
    on_each_database(async |place| {
        let began = Instant::now();
        let mut run = Run::new(place, seed).await;
        let mut sales = 0;
        let (mut left, mut day) = (rounds(), 0);
        while left > 0 {
            let count = left.min(ROUNDS_A_DAY);
            sales += run.day(day, count).await;
            left -= count;
            day += 1;
        }
        println!("{} rounds, {sales} sales, {:?}", rounds(), began.elapsed());
        run.server.kill().await;
    })
    .await;
}

/// A database, and the server that comes and goes on it.
struct Run {
    place: Place,
    server: Server,
    token: String,
    sign: Sign,
    door: Door,
    address: watch::Sender<String>,
    chance: StdRng,
}

impl Run {
    async fn new(place: Place, seed: u64) -> Self {
        let server = Server::start(&place).await;
        let token = server::token(&place).await;
        let (sign, door) = Door::new(&server.url, &token);
        let address = watch::Sender::new(server.url.clone());
        Self { place, server, token, sign, door, address, chance: StdRng::seed_from_u64(seed) }
    }

    /// A session from its opening to its end; gives how many sales there were.
    async fn day(&mut self, day: usize, rounds: usize) -> usize {
        let (event, tags) = hall::event(&self.door, ITEMS, &format!("day {day}")).await;
        let session = self.through_a_kill(Request::open(&event.id, "open")).await;
        let mut watcher = Watcher::start(self.address.subscribe(), &self.token, &session);
        let load = Load::start(&self.door, (&session, &tags), self.chance.random());
        for _ in 2..rounds {
            self.round(&load, &session).await;
        }
        let acknowledged = load.stop().await;
        let books = Books::read(&self.door.client(), &session).await;
        assert_eq!(unacknowledged(&books, &acknowledged), 0, "a sale that nobody was told of");
        self.through_a_kill(Request::complete(&session, "complete")).await;
        replay(&self.door, &acknowledged).await;

        let books = Books::read(&self.door.client(), &session).await;
        assert_eq!(unacknowledged(&books, &acknowledged), 0, "a key had two effects");
        let seen = watcher.until(|seen| seen.sequence == books.sequence).await;
        assert!(seen.sockets >= rounds - 2, "the watcher was not cut off");
        let mut told: Vec<_> = load::sales(&acknowledged).cloned().collect();
        told.sort_by_key(|sale| sale["sequence"].as_u64());
        assert_eq!(seen.sales, told);
        server::verify(&self.place).await;
        told.len()
    }

    /// Load, kill, look.
    async fn round(&mut self, load: &Load, session: &str) {
        let moment = Duration::from_millis(self.chance.random_range(5..LOAD_MS_MAX));
        sleep(moment).await;
        self.kill_and_start().await;
        // Nobody knows the new server yet: nothing moves.
        let acknowledged = load.acknowledged();
        let (_closed, door) = Door::new(&self.server.url, &self.token);
        let books = Books::read(&door.client(), session).await;
        let open = unacknowledged(&books, &acknowledged);
        println!("killed after {moment:?}: {} sales, {open} of them unacknowledged", books.sales.len());
        assert!(open <= TILLS, "{open} sales without an answer from {TILLS} tills");
        let first = self.chance.random_range(0..=acknowledged.len().saturating_sub(REPLAYED));
        replay(&door, acknowledged[first..].iter().take(REPLAYED)).await;
        self.show_the_way();
    }

    /// Kills while a hand-over is in flight; it is sent again and done.
    async fn through_a_kill(&mut self, request: Request) -> String {
        let door = self.door.clone();
        let caller = tokio::spawn(async move { door.done(&request).await["id"].as_str().unwrap().to_owned() });
        sleep(Duration::from_millis(self.chance.random_range(0..HANDOVER_MS_MAX))).await;
        self.kill_and_start().await;
        self.show_the_way();
        caller.await.unwrap()
    }

    async fn kill_and_start(&mut self) {
        let server = &mut self.server;
        server.kill().await;
        *server = Server::start(&self.place).await;
    }

    fn show_the_way(&self) {
        self.sign.send_replace(hangtag::client::Client::new(&self.server.url, &self.token).unwrap());
        self.address.send_replace(self.server.url.clone());
    }
}
