//! The load driver: how many sales a second, how late, and is every one of them right?
//!
//! `cargo bench --bench checkout -- [--clients 64] [--sales 30000] [--items 200000] [--runs 5] [--json FILE]`
//!
//! A run starts the release server as a child, brings the items in through the API, opens the session and lets a
//! closed loop of keep-alive clients sell fresh items, each client one sale at a time. Afterwards it compares the
//! session's totals with what was accepted, and lets 64 clients race for one item.
//!
//! Items are consumed: a session of 200,000 holds 40,000 sales of five lines, which a fast server sells in seconds. So a
//! run ends at `--sales`, when the items are used up, or after `--seconds`, whichever comes first; for a minute at
//! 10,000 sales a second use `--items 3100000 --sales 600000`. `--restart --lines 1 --sales 100000` kills the server under
//! load after 100,000 sales and measures the time to the next one. The driver shares the machine with the server: it is one
//! thread that writes requests by hand and reads only what it checks.

#[expect(dead_code, reason = "each driver uses its part of what they share")]
#[path = "../common/mod.rs"]
mod common;
mod figures;
mod load;
mod restart;

use std::path::PathBuf;

use clap::Parser;
use common::Failure;
use common::goods::{self, Desk, Session, Sold};
use common::server::Server;
use figures::Run;
use load::Plan;
use tokio::time::Instant;

/// Clients in the race for one item.
const RACERS: usize = 64;

/// The driver's command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "checkout", about = "Measures saleRecord under load, and checks every total")]
pub struct Options {
    /// Clients, each with its own connection and one sale at a time.
    #[arg(long, default_value_t = 64)]
    pub clients: usize,
    /// A run never lasts longer.
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
    /// Items in the session.
    #[arg(long, default_value_t = 200_000)]
    pub items: usize,
    /// A run ends after so many sales; with --restart, the server is killed then.
    #[arg(long, default_value_t = 30_000)]
    pub sales: usize,
    /// Lines of each sale.
    #[arg(long, default_value_t = 5)]
    pub lines: usize,
    /// Runs, each with a session of its own; the medians are reported.
    #[arg(long, default_value_t = 5)]
    pub runs: usize,
    /// The server's --database. Default: SQLite in a new directory for each run.
    #[arg(long)]
    pub database: Option<String>,
    /// Also measures the time from `kill -9` under load to the first sale after the restart.
    #[arg(long)]
    pub restart: bool,
    /// Writes all figures to this file.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    if options.lines == 0 || options.lines > options.items || options.clients == 0 || options.runs == 0 {
        return Err("--clients, --lines and --runs are at least 1, --lines at most --items".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, drive(&options))
}

async fn drive(options: &Options) -> Result<(), Failure> {
    let mut runs = Vec::new();
    for number in 1..=options.runs {
        let run = measure(options, number).await?;
        println!("{}", run.line(number));
        runs.push(run);
    }
    figures::print(&runs);
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures::json(options, &runs))?)?;
    }
    let wrong: Vec<&String> = runs.iter().flat_map(|run| &run.wrong).collect();
    for what in &wrong {
        eprintln!("wrong: {what}");
    }
    if wrong.is_empty() { Ok(()) } else { Err("the checks after the runs failed".into()) }
}

async fn measure(options: &Options, number: usize) -> Result<Run, Failure> {
    let directory = common::process::directory()?;
    let mut server = Server::start(directory.path(), options.database.as_deref()).await?;
    let organization = format!("bench-{}-{number}", std::process::id());
    let token = server.token(&organization).await?;

    let mut run = Run::default();
    let started = Instant::now();
    let desk = Desk::new(&server, &token)?;
    let event = goods::bring_in(&desk, 0, options.items).await?;
    run.bring_in_seconds = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let session = Session::open(&desk, event).await?;
    run.open_ms = started.elapsed().as_secs_f64() * 1_000.0;
    run.rss_open_mib = server.rss_mib()?;

    // The last item is kept for the race.
    let plan = Plan { options, session: &session, token: &token };
    let sales = options.sales.min((options.items - 1) / options.lines);
    if options.restart {
        restart::measure(plan, (sales, directory.path()), &mut server, &mut run).await?;
    } else {
        load::measure(plan, sales, &server, &mut run).await?;
    }
    run.rss_end_mib = server.rss_mib()?;
    // A restart has made a new address.
    let desk = Desk::new(&server, &token)?;
    let sold = Sold { sales: run.accepted, lines: run.accepted * run.lines, cents: run.cents };
    run.wrong.extend(session.check(&desk, sold).await?);
    let winners = load::race(plan, RACERS, &server).await?;
    if winners != 1 {
        run.wrong.push(format!("{RACERS} clients and one item: {winners} winners"));
    }
    let started = Instant::now();
    session.complete(&desk).await?;
    run.complete_ms = started.elapsed().as_secs_f64() * 1_000.0;
    server.kill().await?;
    Ok(run)
}
