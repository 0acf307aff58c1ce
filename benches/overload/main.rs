//! The overload driver: what do the server's clients see when there are fifty times as many as it was measured with?
//!
//! `cargo bench --bench overload -- [--clients 3200] [--seconds 60] [--rude] [--by-proxy] [--json FILE]`
//!
//! A run starts the release server as a child, opens its sessions, connects all clients, and lets each sell as quickly as it is
//! answered. A client that is refused comes again after the `retryAfterMs` that it was told; with `--rude` at once. While
//! all was quiet, and again from the moment in which the load ends, a lone till sells: that is the recovery. Afterwards every
//! sum is compared with what was acknowledged.
//!
//! What a client sees has the driver's own queue in it: 3,200 clients are one thread of a machine that the server shares
//! (`driver_cpu_share`). Beside them some clients have a thread of their own, and nobody before them (`refused_witness`). If an answer says
//! how long the server took (`Server-Timing`), that stands there, too.

mod crowd;
mod lone;
mod witness;

#[expect(dead_code, reason = "each driver uses its part of what they share")]
#[path = "../common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Parser;
use common::Failure;
use common::figures::{self, Figures, figure, number};
use common::goods::Desk;
use common::hall::{Hall, Stock, Till};
use common::process::{self, cpu_seconds, memory_kib};
use common::server::Server;
use common::wire::Wire;
use crowd::{Crowd, LONE_SALES, Manners};
use lone::Lone;
use serde_json::json;
use tokio::time::{Duration, Instant, sleep_until};
use witness::Witness;

/// The witness's connections, the driver's own files, and room; the server's too, whose limit it inherits.
const OTHER_FILES: usize = 400;

/// A line of a request's head that a proxy adds.
const BY_PROXY: &str = "x-forwarded-for: 192.0.2.1\r\n";

/// What a reader of the options should know beside them.
const HELP: &str = "Items are consumed, one a sale: a minute at 30,000 acknowledged sales a second takes 1,800,000 of them, in sessions of \
    200,000 that are sold one after the other. A run ends early when they are sold out, and says so.";

/// The driver's command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "overload", about = "Measures what clients see when there are far too many of them", after_help = HELP)]
struct Options {
    /// Clients, each with its own connection and one sale at a time
    #[arg(long, default_value_t = 3_200)]
    clients: usize,
    /// How long they sell
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// A refused client comes again at once, not when it was told to
    #[arg(long)]
    rude: bool,
    /// Requests carry a proxy's header; each client keeps a connection of its own
    #[arg(long)]
    by_proxy: bool,
    /// Items of a run, in all sessions together
    #[arg(long, default_value_t = 2_000_000)]
    items: usize,
    /// Items of a session at most
    #[arg(long, default_value_t = 200_000)]
    session_items: usize,
    /// Lines of each sale
    #[arg(long, default_value_t = 1)]
    lines: usize,
    /// Runs; the medians are reported
    #[arg(long, default_value_t = 1)]
    runs: usize,
    /// The server's --database; default: SQLite in a new directory for each run
    #[arg(long)]
    database: Option<String>,
    /// Writes all figures to this file
    #[arg(long)]
    json: Option<PathBuf>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn stock(&self) -> Stock {
        Stock { items: self.items, session_items: self.session_items, lanes: 1, lines: self.lines }
    }

    fn manners(&self) -> Manners {
        if self.rude { Manners::Rude } else { Manners::Patient }
    }
}

/// What the runs came to.
#[derive(Default)]
struct Report {
    runs: Vec<Figures>,
    reasons: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    if [options.clients, options.lines, options.runs, options.session_items].contains(&0) {
        return Err("--clients, --lines, --runs and --session-items are at least 1".into());
    }
    if options.stock().sales() <= 2 * LONE_SALES {
        return Err(format!("--items are for more than {} sales: some are the lone till's", 2 * LONE_SALES).into());
    }
    process::open_files(options.clients + OTHER_FILES)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, drive(&options))
}

async fn drive(options: &Options) -> Result<(), Failure> {
    let mut report = Report::default();
    for _ in 0..options.runs {
        measure(options, &mut report).await?;
    }
    let manners = if options.rude { "come again at once" } else { "come again when they are told to" };
    figures::print(&format!("{} clients that {manners}", options.clients), &report.runs);
    println!("\nanswers that were no sale:");
    for (reason, count) in &report.reasons {
        println!("    {count} x {reason}");
    }
    let seconds = figure(&figures::medians(&report.runs), "seconds");
    if seconds < Duration::from_secs(options.seconds).as_secs_f64() {
        println!(
            "\nA run lasted {seconds:.1} s, until the items were sold out: more --items are needed for {} s.",
            options.seconds
        );
    }
    if let Some(file) = &options.json {
        let value = json!({
            "bench": "overload", "clients": options.clients, "seconds": options.seconds, "items": options.items,
            "lines": options.lines, "rude": options.rude, "by_proxy": options.by_proxy,
            "database": if options.database.is_some() { "--database" } else { "sqlite" },
            "server": figures::json(&report.runs), "reasons": report.reasons,
            "correct": report.wrong.is_empty(), "wrong": report.wrong,
        });
        figures::write(file, &value)?;
    }
    for what in &report.wrong {
        eprintln!("wrong: {what}");
    }
    if report.wrong.is_empty() { Ok(()) } else { Err("the checks after the runs failed".into()) }
}

async fn measure(options: &Options, report: &mut Report) -> Result<(), Failure> {
    let directory = process::directory()?;
    let mut server = Server::start(directory.path(), options.database.as_deref()).await?;
    let token = server.token(&format!("overload-{}-{}", std::process::id(), report.runs.len())).await?;
    let headers = if options.by_proxy { BY_PROXY } else { "" };
    let till = Till { address: server.address().to_owned(), token, headers };
    let desk = Desk::new(&server, &till.token)?;
    let (hall, prepared) = Hall::prepare(&desk, options.stock()).await?;
    let hall = Rc::new(hall);

    let mut lone = Lone::connect(&hall, &till).await?;
    let quiet_p50_ms = lone.quiet_p50_ms().await?;
    let mut wires = Vec::with_capacity(options.clients);
    for _ in 0..options.clients {
        wires.push(Wire::connect(&till.address).await?);
    }

    let before = server.rss_mib()?;
    server.forget_peak()?;
    let driver = std::process::id();
    let (server_cpu, driver_cpu) = (cpu_seconds(server.pid())?, cpu_seconds(driver)?);
    let started = Instant::now();
    let deadline = started + Duration::from_secs(options.seconds);
    let crowd = Crowd::new(&hall, &till, options.manners(), deadline);
    let witness = Witness::start(&till.address)?;
    let mut clients = crowd.start(wires);
    let mut under_way = Vec::new();
    tokio::select! {
        () = sleep_until(deadline) => {}
        // Before the time is up it ends only because the items are sold out.
        Some(sale) = clients.join_next() => under_way.extend(sale??),
    }
    let ended = Instant::now();
    witness.stop();
    let shares = [
        ("server_cpu_share", (cpu_seconds(server.pid())? - server_cpu) / (ended - started).as_secs_f64()),
        ("driver_cpu_share", (cpu_seconds(driver)? - driver_cpu) / (ended - started).as_secs_f64()),
    ];
    let recovery_ms = lone.recovery_ms(ended, quiet_p50_ms).await;
    while let Some(sale) = clients.join_next().await {
        under_way.extend(sale??);
    }
    let peak = memory_kib(server.pid(), "VmHWM")? / 1_024.0;

    let mut figures = vec![("clients", number(options.clients))];
    figures.extend(crowd.figures(ended - started));
    figures.extend(witness.figures()?);
    figures.extend(shares);
    figures.extend([("rss_before_mib", before), ("rss_peak_mib", peak), ("rss_after_mib", server.rss_mib()?)]);
    figures.extend([("quiet_p50_ms", quiet_p50_ms), ("recovery_ms", recovery_ms?)]);
    figures.extend(prepared);
    for (reason, count) in crowd.reasons() {
        *report.reasons.entry(reason).or_default() += count;
    }
    hall.settle(under_way, &till).await?;
    report.wrong.extend(hall.check(&desk).await?);
    hall.complete(&desk).await?;
    report.runs.push(figures);
    server.kill().await
}
