//! The load driver: how many sales a second, how late, and is every one of them right?
//!
//! `cargo bench --bench checkout -- [--clients 64] [--items 200000] [--seconds 60] [--peer] [--sessions 8] [--json FILE]`
//!
//! A run starts the release server as a child, brings the items in through the API, opens the sessions and lets a
//! closed loop of keep-alive clients sell fresh items, each client one sale at a time. Afterwards it compares each
//! session's totals with what was accepted, and lets 64 clients race for one item. The driver is one thread that writes
//! requests by hand and reads only what it checks; `driver_cpu_share` says what it took of the machine that it shares.
//!
//! The peer answers the same document from memory, by turns with the server.

#[expect(dead_code, reason = "each driver uses its part of what they share")]
#[path = "../common/mod.rs"]
mod common;
mod load;
mod peer;
mod restart;
mod side;

use std::path::PathBuf;

use clap::Parser;
use common::Failure;
use common::figures::{self, figure, number};
use common::hall::Stock;
use serde_json::{Value, json};
use side::Side;

/// What a reader of the options should know beside them.
const HELP: &str = "Items are consumed: 200,000 are 40,000 sales of five lines, which a fast server sells in seconds. A run ends \
    after --seconds, when the items are sold out, or after --sales, whichever comes first. Items of more than one session are \
    sold session after session, all of them opened before the load. For a minute at 18,000 sales a second:\n\n    \
    --seconds 60 --lines 1 --items 1100000\n\n\
    The ratios are medians over runs that were made by turns, so that a machine that slows down slows both sides.";

/// The driver's command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "checkout", about = "Measures saleRecord under load, and checks every total", after_help = HELP)]
pub struct Options {
    /// Clients, each with its own connection and one sale at a time
    #[arg(long, default_value_t = 64)]
    pub clients: usize,
    /// A run lasts no longer
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
    /// Items of a run, in all sessions together
    #[arg(long, default_value_t = 200_000)]
    pub items: usize,
    /// Items of a session at most; with more items there are more sessions, one after the other
    #[arg(long, default_value_t = 200_000)]
    pub session_items: usize,
    /// A run ends after so many sales; with --restart, the server is killed then
    #[arg(long)]
    pub sales: Option<usize>,
    /// Lines of each sale
    #[arg(long, default_value_t = 5)]
    pub lines: usize,
    /// Runs, each with sessions of its own; the medians are reported
    #[arg(long, default_value_t = 5)]
    pub runs: usize,
    /// After each run, the same with so many sessions at once, among which the clients are dealt out; the ratio is reported
    #[arg(long, default_value_t = 1)]
    pub sessions: usize,
    /// After each run, the same against plain async-graphql over a `HashMap`; the ratio is reported
    #[arg(long)]
    pub peer: bool,
    /// The server's --database; default: SQLite in a new directory for each run
    #[arg(long)]
    pub database: Option<String>,
    /// Also measures the time from `kill -9` under load to the first sale after the restart
    #[arg(long)]
    pub restart: bool,
    /// Writes all figures to this file
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Is the peer, with so many items
    #[arg(long, hide = true)]
    be_peer: Option<usize>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// What is for sale with so many sessions at once.
    fn stock(&self, lanes: usize) -> Stock {
        Stock { items: self.items, session_items: self.session_items, lanes, lines: self.lines }
    }
}

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    if let Some(items) = options.be_peer {
        return Ok(peer::serve(items)?);
    }
    if [options.clients, options.lines, options.runs, options.sessions, options.session_items].contains(&0) {
        return Err("--clients, --lines, --runs, --sessions and --session-items are at least 1".into());
    }
    if options.stock(options.sessions).sales() == 0 {
        return Err("there are fewer --items than one sale in each session needs, and one for the race".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, drive(&options))
}

async fn drive(options: &Options) -> Result<(), Failure> {
    let (mut server, mut many, mut peer) = (Side::default(), Side::default(), Side::default());
    for _ in 0..options.runs {
        side::of_server(options, 1, &mut server).await?;
        if options.sessions > 1 {
            side::of_server(options, options.sessions, &mut many).await?;
        }
        if options.peer {
            side::of_peer(options, &mut peer).await?;
        }
    }
    server.print("server");
    let mut ratios = serde_json::Map::new();
    if options.sessions > 1 {
        let title = format!("server: {} sessions at once", options.sessions);
        many.print(&title);
        ratios.insert("sessions_at_once".to_owned(), ratio(&title, "server: 1 session", (&many, &server)));
    }
    if options.peer {
        peer.print("peer: async-graphql over a HashMap");
        ratios.insert("server_to_peer".to_owned(), ratio("server", "peer", (&server, &peer)));
    }
    println!("\n{}", length(options, &server));
    let wrong: Vec<&String> = [&server, &many, &peer].into_iter().flat_map(|side| &side.wrong).collect();
    if let Some(file) = &options.json {
        let value = json!({
            "bench": "checkout", "clients": options.clients, "items": options.items, "session_items": options.session_items,
            "lines": options.lines, "sales": options.sales, "seconds": options.seconds, "sessions": options.sessions,
            "database": if options.database.is_some() { "--database" } else { "sqlite" }, "restart": options.restart,
            "server": server.json(), "sessions_at_once": (options.sessions > 1).then(|| many.json()),
            "peer": options.peer.then(|| peer.json()), "ratio": ratios,
            "correct": wrong.is_empty(),
        });
        figures::write(file, &value)?;
    }
    for what in &wrong {
        eprintln!("wrong: {what}");
    }
    if wrong.is_empty() { Ok(()) } else { Err("the checks after the runs failed".into()) }
}

/// Prints how many times as many sales one side made as the other.
fn ratio(ours: &str, others: &str, (our, other): (&Side, &Side)) -> Value {
    let ratio = figures::ratio("sales_per_second", (&our.runs, &other.runs));
    println!("\nsales_per_second: {ours} / {others} = {ratio:.2}");
    json!(ratio)
}

/// What ended the runs, so that nobody takes a run of seconds for one of a minute.
fn length(options: &Options, server: &Side) -> String {
    let medians = figures::medians(&server.runs);
    let seconds = figure(&medians, "seconds");
    let asked = std::time::Duration::from_secs(options.seconds).as_secs_f64();
    if options.restart || seconds >= asked || options.sales.is_some_and(|sales| number(sales) <= figure(&medians, "sales")) {
        return format!("A run lasted {seconds:.1} s: as long as asked.");
    }
    let needed = figure(&medians, "sales_per_second") * asked * number(options.lines) * 1.1;
    format!("A run lasted {seconds:.1} s, until the items were sold out; {asked:.0} s at this speed take --items {needed:.0}.")
}
