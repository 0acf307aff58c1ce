//! A hand-over has two commits. A kill between them leaves a message in the outbox; the next process delivers it.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::hall::{self, Books, Door, Request};
use super::probe::Probe;
use super::server::{self, PATIENCE, Server};
use crate::harness::{Place, on_each_database};

/// Enough that the second half takes a while.
const ITEMS: usize = 1_000;
/// How often a kill may come too late, in each kind of hand-over.
const TRIES_MAX: usize = 30;
const LOOK_AGAIN: Duration = Duration::from_millis(5);

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_that_a_kill_cut_in_two_heals_by_redelivery() {
    on_each_database(async |place| {
        let mut run = Run::new(&place).await;
        let (mut open, mut complete, mut restock, mut withdraw) = (false, false, false, false);
        for day in 0..TRIES_MAX {
            if open && complete && restock && withdraw {
                break;
            }
            let (event, tags) = hall::event(&run.door, ITEMS, &format!("day {day}")).await;
            open |= run.is_cut(Request::open(&event.id, "open")).await;
            let session = hall::open(&run.door, &event, "open").await;
            let late = hall::add_items(&run.door, (&event, 500), &format!("late {day}")).await;
            restock |= run.is_cut(Request::restock(&session, &late, "restock")).await;
            withdraw |= run.is_cut(Request::withdraw(&session, &tags[..500], "withdraw")).await;
            complete |= run.is_cut(Request::complete(&session, "complete")).await;
            assert_eq!(Books::read(&run.door.client(), &session).await.sales.len(), 0);
        }
        println!("cut in two: open {open}, restock {restock}, withdraw {withdraw}, complete {complete}");
        assert!(open && restock && withdraw && complete, "no kill came between the halves");
        server::verify(&place).await;
        run.server.kill().await;
    })
    .await;
}

struct Run<'a> {
    place: &'a Place,
    server: Server,
    token: String,
    door: Door,
}

impl<'a> Run<'a> {
    async fn new(place: &'a Place) -> Self {
        let server = Server::start(place).await;
        let token = server::token(place).await;
        let (_, door) = Door::new(&server.url, &token);
        Self { place, server, token, door }
    }

    /// Kills as soon as the first half is committed. Was the second one still missing? Either way it is done in the
    /// end, without being asked for again; and the key that comes again gets an answer.
    async fn is_cut(&mut self, request: Request) -> bool {
        let client = self.door.client();
        let caller = tokio::spawn({
            let request = request.clone();
            async move { request.send(&client).await.is_ok() }
        });
        let outbox = Probe::new(self.place).await;
        let asked = Instant::now();
        while outbox.letters().await == 0 && !caller.is_finished() {
            assert!(asked.elapsed() < PATIENCE);
        }
        self.server.kill().await;
        let _ = caller.await;
        let is_cut = outbox.letters().await > 0;
        self.server = Server::start(self.place).await;
        let started = Instant::now();
        while outbox.letters().await > 0 {
            assert!(started.elapsed() < PATIENCE, "the message is not delivered again");
            sleep(LOOK_AGAIN).await;
        }
        server::verify(self.place).await;
        (_, self.door) = Door::new(&self.server.url, &self.token);
        self.door.done(&request).await;
        is_cut
    }
}
