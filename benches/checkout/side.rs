//! One side of the comparison: its runs, and what they came to.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::common::Failure;
use super::common::figures::{self, Figures, figure};
use super::common::goods::{Desk, Session};
use super::common::hall::{Hall, Till};
use super::common::process::{Listening, directory};
use super::common::server::Server;
use super::load::{self, Load};
use super::{Options, peer, restart};

/// Clients in the race for one item.
const RACERS: usize = 64;

/// What the runs of one side came to.
#[derive(Default)]
pub struct Side {
    /// Each run's figures.
    pub runs: Vec<Figures>,
    /// What the checks found.
    pub wrong: Vec<String>,
    /// Answers that were no sale.
    errors: BTreeMap<String, usize>,
}

impl Side {
    /// Adds the errors that the clients saw.
    pub fn count(&mut self, load: &Load) {
        for (error, count) in load.errors.borrow().iter() {
            *self.errors.entry(error.clone()).or_default() += count;
        }
    }

    /// Prints the newest run in one line.
    fn tell(&self, name: &str) {
        let Some(run) = self.runs.last() else { return };
        println!(
            "{name} run {}: {:.0} sales/s for {:.1} s, p50 {:.2} ms, p99 {:.2} ms, {:.0} errors, {}",
            self.runs.len(),
            figure(run, "sales_per_second"),
            figure(run, "seconds"),
            figure(run, "p50_ms"),
            figure(run, "p99_ms"),
            figure(run, "errors"),
            if self.wrong.is_empty() { "correct" } else { "WRONG" },
        );
    }

    /// Prints every figure, and the errors.
    pub fn print(&self, title: &str) {
        figures::print(title, &self.runs);
        for (error, count) in &self.errors {
            println!("    {count} x {error}");
        }
    }

    /// Everything for a file.
    pub fn json(&self) -> Value {
        let mut value = figures::json(&self.runs);
        value["errors"] = json!(self.errors);
        value["wrong"] = json!(self.wrong);
        value
    }
}

/// A run of the server, with so many sessions at once.
pub async fn of_server(options: &Options, lanes: usize, side: &mut Side) -> Result<(), Failure> {
    let directory = directory()?;
    let mut server = Server::start(directory.path(), options.database.as_deref()).await?;
    let organization = format!("checkout-{}-{lanes}-{}", std::process::id(), side.runs.len());
    let mut till = Till { address: server.address().to_owned(), token: server.token(&organization).await?, headers: "" };
    let (hall, prepared) = Hall::prepare(&Desk::new(&server, &till.token)?, options.stock(lanes)).await?;
    let hall = Rc::new(hall);
    let rss_open = server.rss_mib()?;
    let mut figures = if options.restart {
        restart::measure(options, &hall, (&mut server, directory.path(), &mut till), side).await?
    } else {
        let sales = options.sales.unwrap_or(usize::MAX);
        let load = Load::new(options, &hall, (sales, sales), till.clone());
        let (figures, under_way) = load::measure(options, &load, server.pid()).await?;
        side.count(&load);
        hall.settle(under_way, &till).await?;
        figures
    };
    figures.extend([("rss_open_mib", rss_open), ("rss_end_mib", server.rss_mib()?)]);
    figures.extend(prepared);

    // A restart has made a new address.
    let desk = Desk::new(&server, &till.token)?;
    side.wrong.extend(hall.check(&desk).await?);
    let winners = load::race(&hall, RACERS, &till).await?;
    if winners != 1 {
        side.wrong.push(format!("{RACERS} clients and one item: {winners} winners"));
    }
    figures.extend(hall.complete(&desk).await?);
    side.runs.push(figures);
    side.tell(if lanes == 1 { "server" } else { "server, sessions at once," });
    server.kill().await
}

/// A run of the peer, over as many items.
pub async fn of_peer(options: &Options, side: &mut Side) -> Result<(), Failure> {
    let stock = options.stock(1);
    let items = peer::items(stock.sessions() * stock.items_each());
    let mut process = Listening::peer(&["--be-peer", &items.len().to_string()]).await?;
    let till = Till { address: process.address.clone(), token: "none".to_owned(), headers: "" };
    let sessions = items.chunks(stock.items_each()).map(|items| Session { id: "peer".to_owned(), items: items.to_vec() });
    let hall = Rc::new(Hall::of(sessions.collect(), stock));
    let sales = options.sales.unwrap_or(usize::MAX);
    let load = Load::new(options, &hall, (sales, sales), till.clone());
    let (figures, _) = load::measure(options, &load, process.pid).await?;
    side.count(&load);
    side.runs.push(figures);
    // A peer that sells an item twice would be no peer.
    let winners = load::race(&hall, RACERS, &till).await?;
    if winners != 1 {
        side.wrong.push(format!("peer: {RACERS} clients and one item: {winners} winners"));
    }
    side.tell("peer");
    process.kill().await
}
