//! Subscribers through everything that can interrupt them: no gap, no duplicate, and a slow one is alone with it.

use std::process::Stdio;
use std::sync::Arc;

use futures_util::future::join_all;
use hangtag::domain::access::Role;
use hangtag::domain::handover::OwnerKey;
use hangtag::domain::id::GlobalId;
use hangtag::domain::key::Key;
use hangtag::domain::sale::{Session, SessionCommand};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::sync::Notify;
use tokio::time::{Duration, timeout};

use super::caller::Caller;
use super::events::unknown_sale;
use super::harness::{Hall, in_a_hall, in_each_hall};
use super::live::{EVENTS, Live, PATIENCE, sequences};
use crate::harness::{Hand, tag};
use crate::transport::node;

/// Sells so often, one after the other.
async fn sell(till: Caller, count: usize) {
    for _ in 0..count {
        till.record(&unknown_sale(), &till.key()).await.expect_sold();
    }
}

fn dense(last: i64) -> Vec<i64> {
    (1..=last).collect()
}

#[tokio::test]
async fn who_reconnects_with_the_last_sequence_misses_nothing_and_sees_nothing_twice() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let selling = tokio::spawn(sell(hall.till.clone(), 80));
        let mut seen: Vec<i64> = Vec::new();
        while seen.len() < 82 {
            let mut live = Live::events(hall, seen.last().copied().unwrap_or_default()).await;
            // One to seven events, then the connection is gone without a word.
            let wanted = (seen.len() % 7 + 1).min(82 - seen.len());
            seen.extend(sequences(&live.results(wanted).await));
        }
        selling.await.unwrap();
        assert_eq!(seen, dense(82));
    })
    .await;
}

#[tokio::test]
async fn many_subscribers_see_the_same() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        // They come while it sells: each catches up alone and joins at the live edge.
        let watch = async |_| Live::events(hall, 0).await.results(42).await;
        let (all, ()) = tokio::join!(join_all((0..12).map(watch)), sell(hall.till.clone(), 40));
        assert_eq!(sequences(&all[0]), dense(42));
        assert!(all.iter().all(|events| *events == all[0]));
    })
    .await;
}

#[tokio::test]
async fn what_another_node_commits_is_seen_once_the_owner_has_lost_its_claim_and_loads_again() {
    in_each_hall(async |hall| {
        hall.selling(4).await;
        let Some(GlobalId::Session(session)) = GlobalId::parse(&hall.session()) else { panic!("no session") };
        let mut lives = [Live::events(hall, 0).await, Live::events(hall, 1).await, Live::events(hall, 2).await];
        for round in 1..=4 {
            sell(hall.till.clone(), 3).await;
            // Nobody announces this one here.
            let mut other = Hand::<Session>::claim(&hall.server.store, OwnerKey::Session(session)).await;
            let key = Key::new("saleRecord", &hall.session(), &format!("other {round}"), "");
            other.does(SessionCommand::Record(crate::harness::cash_sale(&[tag(round)]), key)).await;
            let key = format!("round {round}");
            let fenced = hall.till.record(&unknown_sale(), &key).await;
            assert_eq!(fenced.code(), "STORAGE_UNAVAILABLE", "{fenced}");
            assert_eq!(fenced.errors[0]["extensions"]["retryable"], true);
            hall.till.record(&unknown_sale(), &key).await.expect_sold();
        }
        for (live, first) in lives.iter_mut().zip(1..) {
            assert_eq!(sequences(&live.results(23 - first).await), dense(22)[first - 1..]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_restarted_server_goes_on_where_the_subscriber_stopped() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let mut live = Live::events(hall, 0).await;
        sell(hall.till.clone(), 5).await;
        let mut seen = sequences(&live.results(4).await);
        hall.restart().await;
        assert_eq!(live.closed().await, 1012, "clients come again after this code");
        sell(hall.till.clone(), 5).await;
        seen.extend(sequences(&Live::events(hall, 4).await.results(8).await));
        assert_eq!(seen, dense(12));
    })
    .await;
}

/// A sale that fills a screen: its event has some 60 kB.
pub fn large_sale() -> Value {
    let line = json!({ "unknown": { "description": "x".repeat(150) }, "price": "1.00" });
    json!({ "lines": vec![line; 200], "tenders": [{ "kind": "CASH", "amount": "200.00" }] })
}

#[tokio::test]
async fn a_reader_that_stops_reading_costs_nobody_but_itself() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let mut stuck = Live::open_narrow(hall.server.address, &hall.till.token).await;
        for operation in 0..40 {
            let variables = json!({ "sessionId": hall.session(), "after": 0 });
            stuck.subscribe(&operation.to_string(), EVENTS, &variables).await;
        }
        let mut reading = Live::events(hall, 0).await;
        let started = tokio::time::Instant::now();
        for _ in 0..8 {
            hall.till.record(&large_sale(), &hall.till.key()).await.expect_sold();
        }
        assert_eq!(sequences(&reading.results(10).await), dense(10));
        assert!(started.elapsed() < Duration::from_secs(8), "sooner than the stuck one is given up: {:?}", started.elapsed());

        // 20 MB wait for it; after the time in which a write must be done it is cut off, and the others go on.
        super::live::jump(Duration::from_secs(11)).await;
        sell(hall.till.clone(), 3).await;
        assert_eq!(sequences(&reading.results(3).await), [11, 12, 13]);
        assert!([4290, 1006].contains(&stuck.closed().await));
        sell(hall.till.clone(), 1).await;
        assert_eq!(sequences(&reading.results(1).await), [14]);
    })
    .await;
}

/// Stands between a client and the hall, and cuts the wire when told to.
struct Wire {
    address: String,
    cut: Arc<Notify>,
}

impl Wire {
    async fn to(hall: &Hall) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/graphql", listener.local_addr().unwrap());
        let (server, cut) = (hall.server.address, Arc::new(Notify::new()));
        let cutter = Arc::clone(&cut);
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let cut = Arc::clone(&cutter);
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        () = cut.notified() => {}
                    }
                });
            }
        });
        Self { address, cut }
    }
}

#[tokio::test]
async fn graphql_ws_under_node_reconnects_and_misses_nothing() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let wire = Wire::to(hall).await;
        let variables = json!({ "sessionId": hall.session(), "after": 0 }).to_string();
        let mut child = Command::new("node")
            .args(["subscribe.mjs", &wire.address, &hall.till.token, EVENTS, &variables])
            .current_dir(node::folder())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = Vec::new();
        for round in 1..=4 {
            sell(hall.till.clone(), 5).await;
            while seen.len() < 2 + 5 * round {
                let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
                let result: Value = serde_json::from_str(&line).unwrap();
                seen.push(result["data"]["event"]["sequence"].as_i64().unwrap_or_else(|| panic!("{result}")));
            }
            wire.cut.notify_waiters();
        }
        assert_eq!(seen, dense(22));
    })
    .await;
}

#[tokio::test]
async fn all_audits_of_graphql_http_pass_against_the_real_server() {
    in_a_hall(async |hall| {
        let output = node::node(&["audit.mjs", &format!("http://{}/graphql", hall.server.address)]).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.trim() == "61/61", "{said}{}", String::from_utf8_lossy(&output.stderr));
        let organizer = hall.caller("acme", Role::Organizer).await;
        assert!(organizer.ask("{ viewer { roles } }", json!({})).await["errors"].is_null());
    })
    .await;
}
