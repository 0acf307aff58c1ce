//! `hangtag watch`, the program itself: through cuts and crashes, and how it ends.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::hall::{self, Books, Door, Request, until};
use super::load::{self, Load, unacknowledged};
use super::server::{self, End, PATIENCE, Server, prepared, program, read};
use super::wire::Wire;
use crate::harness::{Place, on_each_database};

const TOTALS: &str = "query ($id: ID!) { saleSession(id: $id) { totals { saleCount tenderTotals { amount } } } }";

/// Somebody who watches; gone with the test.
struct Watching {
    child: Child,
    /// Standard output.
    seen: Arc<Mutex<Vec<String>>>,
    /// Standard error.
    told: Arc<Mutex<Vec<String>>>,
    reading: [JoinHandle<()>; 2],
}

fn command(place: &Place, (url, token): (&str, &str), words: &[&str]) -> Command {
    let mut command = program(place, &[&["watch"], words].concat());
    prepared(&mut command).env("HANGTAG_URL", url).env("HANGTAG_TOKEN", token);
    command
}

impl Watching {
    fn start(place: &Place, server: (&str, &str), words: &[&str]) -> Self {
        let mut child = command(place, server, words).spawn().unwrap();
        let (seen, told) = (Arc::default(), Arc::default());
        let reading = [
            tokio::spawn(read(child.stdout.take().unwrap(), Arc::clone(&seen))),
            tokio::spawn(read(child.stderr.take().unwrap(), Arc::clone(&told))),
        ];
        Self { child, seen, told, reading }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    fn told(&self, words: &str) -> usize {
        self.told.lock().unwrap().iter().filter(|line| line.contains(words)).count()
    }

    async fn sees(&self, words: &str) {
        until(words, || self.seen().iter().any(|line| line.contains(words))).await;
    }

    /// Waits until it ends on its own.
    async fn ended(&mut self) -> End {
        let status = timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        for reading in &mut self.reading {
            reading.await.unwrap();
        }
        End { code: status.code(), log: self.told.lock().unwrap().clone() }
    }
}

/// The only line of somebody who was refused.
async fn refused(place: &Place, server: (&str, &str), words: &[&str]) -> String {
    let end = Watching::start(place, server, words).ended().await;
    assert_eq!((end.code, end.log.len()), (Some(1), 1), "{:?}", end.log);
    end.log[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_watches_misses_nothing_through_a_cut_and_a_crash_and_sees_nothing_twice() {
    on_each_database(async |place| {
        let mut server = Server::start(&place).await;
        let token = server::token(&place).await;
        let (sign, door) = Door::new(&server.url, &token);
        let (event, tags) = hall::event(&door, 1_500, "spring").await;
        let session = hall::open(&door, &event, "open").await;
        let wire = Wire::to(&server.url).await;
        let watch = |words: &[&str]| Watching::start(&place, (&wire.url, &token), &[&[&*session], words].concat());
        let mut program = watch(&["--json", "--after", "0", "--until-closed"]);
        let mut person = watch(&["--after", "0", "--until-closed"]);
        let load = Load::start(&door, (&session, &tags), super::kills::seed());
        for cut in 1..=3 {
            load.progress(40).await;
            wire.cut();
            until("it is back", || [&program, &person].iter().all(|watching| watching.told("connected after") >= cut)).await;
        }
        load.progress(40).await;
        server.kill().await;
        until("it notices", || [&program, &person].iter().all(|watching| watching.told("trying again") >= 4)).await;
        let mut server = Server::start(&place).await;
        sign.send_replace(hangtag::client::Client::new(&server.url, &token).unwrap());
        wire.lead_to(&server.url);
        load.progress(40).await;
        let acknowledged = load.stop().await;
        door.done(&Request::complete(&session, "complete")).await;

        for watching in [&mut program, &mut person] {
            let end = watching.ended().await;
            assert_eq!(end.code, Some(0), "{:?}", end.log);
        }
        let events: Vec<Value> = program.seen().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let sequences: Vec<u64> = events.iter().map(|event| event["sequence"].as_u64().unwrap()).collect();
        assert!(sequences.iter().copied().eq(1..=events.len() as u64), "a gap or a duplicate: {sequences:?}");
        assert_eq!(events.last().unwrap()["kind"], "SESSION_COMPLETED");
        let recorded = events.iter().filter(|event| event["kind"] == "SALE_RECORDED").map(|event| {
            let sale = &event["sale"];
            json!({ "id": sale["id"], "sequence": sale["sequence"], "total": sale["total"] })
        });
        let mut told: Vec<_> = load::sales(&acknowledged).cloned().collect();
        told.sort_by_key(|sale| sale["sequence"].as_u64());
        assert_eq!(recorded.collect::<Vec<_>>(), told);
        assert_eq!(unacknowledged(&Books::read(&door.client(), &session).await, &acknowledged), 0);

        let totals = door.client().ask(TOTALS, &json!({ "id": session })).await.unwrap()["saleSession"]["totals"].clone();
        let sums = format!("| {} sales, {} USD", totals["saleCount"], totals["tenderTotals"][0]["amount"].as_str().unwrap());
        let lines = person.seen();
        assert_eq!(lines.len(), events.len() + 1, "a line each, below the heading");
        assert!(lines.iter().rfind(|line| line.contains("| ")).unwrap().ends_with(&sums), "{sums}: {:?}", lines.last());
        server.kill().await;
    })
    .await;
}

/// A hall with one item, in a session.
struct Small {
    place: Place,
    server: Server,
    token: String,
    door: Door,
    session: String,
    tag: String,
}

impl Small {
    async fn new() -> Self {
        let place = Place::sqlite();
        let server = Server::start(&place).await;
        let token = server::token(&place).await;
        let (_sign, door) = Door::new(&server.url, &token);
        let (event, tags) = hall::event(&door, 1, "spring").await;
        let session = hall::open(&door, &event, "open").await;
        Self { place, server, token, door, session, tag: tags[0].clone() }
    }

    fn watch(&self, words: &[&str]) -> Watching {
        Watching::start(&self.place, (&self.server.url, &self.token), &[&[&*self.session], words].concat())
    }

    async fn sell(&self) {
        let input = json!({ "lines": [{ "tag": self.tag }], "tenders": [{ "kind": "CASH", "amount": "10.00" }], "till": "7" });
        let variables = json!({ "id": self.session, "input": input, "key": "sale" });
        self.door.done(&Request::new(("saleRecord", "sale"), load::RECORD, variables)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_a_line_a_program_an_object_and_either_may_choose() {
    let hall = Small::new().await;
    let now = hall.watch(&[]);
    now.sees("spring, ACTIVE: 0 sales, 0.00 USD at 2; times in UTC").await;
    // Without `--after` only what comes from now on: it must be there before the sale.
    let mut chosen = hall.watch(&["--after", "0", "--kinds", "sale_recorded", "--until-closed", "--json"]);
    hall.sell().await;
    now.sees("3  SALE_RECORDED      till 7  10.00 USD  cash  00001-0001-").await;
    assert!(now.seen()[1].ends_with("| 1 sale, 10.00 USD"), "{:?}", now.seen());
    assert!(now.seen().len() == 2, "{:?}", now.seen());

    let cancel = hall.door.done(&Request::complete(&hall.session, "complete")).await;
    assert_eq!(cancel["id"], *hall.session);
    assert_eq!(chosen.ended().await.code, Some(0));
    let kinds: Vec<Value> =
        chosen.seen().iter().map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone()).collect();
    assert_eq!(kinds, ["SALE_RECORDED", "SESSION_COMPLETED"]);
    // Of a session that is over nothing more is waited for.
    assert_eq!(hall.watch(&["--until-closed"]).ended().await.code, Some(0));
    let mut whole = hall.watch(&["--until-closed", "--after", "0"]);
    assert_eq!(whole.ended().await.code, Some(0));
    assert!(whole.seen().last().unwrap().contains("SESSION_COMPLETED"), "{:?}", whole.seen());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_trying_again_would_not_help_is_one_line() {
    let hall = Small::new().await;
    let server = (hall.server.url.as_str(), hall.token.as_str());
    assert_eq!(
        refused(&hall.place, server, &["nowhere"]).await,
        "hangtag: there is no session nowhere, or the token may not see it"
    );
    let line = refused(&hall.place, server, &[&hall.session, "--after", "99"]).await;
    assert_eq!(line, "hangtag: the server says BAD_USER_INPUT: `after` is 99; the newest sequence is 2.");
    let line = refused(&hall.place, (server.0, "ht_nobody"), &[&hall.session]).await;
    assert_eq!(line, "hangtag: the token is not valid, or was revoked");
    let elsewhere = format!("{}/elsewhere", server.0);
    let line = refused(&hall.place, (&elsewhere, server.1), &[&hall.session]).await;
    assert_eq!(line, format!("hangtag: {elsewhere} is no Hangtag: it answers a WebSocket with 404 Not Found"));
    let secure = server.0.replace("http", "https");
    let line = refused(&hall.place, (&secure, server.1), &[&hall.session]).await;
    assert_eq!(line, format!("hangtag: {secure} speaks no TLS; try http://"));
    let line = refused(&hall.place, ("localhost:8080", server.1), &[&hall.session]).await;
    assert!(line.contains("'localhost:8080' for '--url <URL>': it is no address such as http://"), "{line}");
    let line = refused(&hall.place, server, &[&hall.session, "--kinds", "SALES"]).await;
    assert!(line.contains("'SALES' for '--kinds <KINDS>'"), "{line}");

    let mut watching = hall.watch(&["--after", "0"]);
    watching.sees("SESSION_OPENED").await;
    let (revoked, _) = server::run(&hall.place, &["token", "revoke", "1"]).await;
    assert_eq!(revoked.code, Some(0));
    let end = watching.ended().await;
    assert_eq!(end.code, Some(1));
    assert_eq!(end.log, ["hangtag: the token is not valid, or was revoked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_watches_a_server_that_is_not_there_yet_waits_for_it() {
    let hall = Small::new().await;
    // Bound, but not listened at: nobody is there, and no other test's server can come.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let wire = Wire::to(&format!("http://{}", nobody.local_addr().unwrap())).await;
    let words = [&*hall.session, "--after", "0"];
    let watching = Watching::start(&hall.place, (&wire.url, &hall.token), &words);
    until("it is told", || watching.told("trying again") == 1).await;
    wire.lead_to(&hall.server.url);
    watching.sees("SESSION_OPENED").await;
    assert_eq!(watching.told("connected after"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_and_a_reader_that_leaves_end_it_quietly() {
    let hall = Small::new().await;
    for signal in ["INT", "TERM"] {
        let mut watching = hall.watch(&["--after", "0"]);
        watching.sees("SESSION_OPENED").await;
        let pid = watching.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().await.unwrap().success());
        let end = watching.ended().await;
        assert_eq!((end.code, end.log), (Some(0), vec![]));
    }
    let server = (hall.server.url.as_str(), hall.token.as_str());
    let mut child = command(&hall.place, server, &[&hall.session, "--after", "0", "--json"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next_line().await.unwrap().unwrap().contains("SESSION_OPENED"));
    drop(lines);
    hall.sell().await;
    let output = timeout(Duration::from_secs(30), child.wait_with_output()).await.unwrap().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
