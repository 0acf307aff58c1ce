//! The fan-out driver: how many deliveries a second, how late, is any lost, and what does a silent subscriber cost?
//!
//! `cargo bench --bench fanout -- [--sockets 1000] [--one | --burst | --idle] [--peer] [--runs 3] [--json FILE]`
//!
//! A run starts the release server as a child, opens a session, and subscribes all sockets to its events with the same
//! document. Then sales are made: one at a time, the next when every socket has the last (`one`); and as quickly as the server
//! takes them, until every socket has all of them (`burst`). Every socket checks that its sequences are dense. The driver is one
//! thread over one poll, which reads of a frame only its length and its sequence; `driver_cpu_share` says what it took.
//!
//! The peer sends the same bytes to as many sockets, by turns with the server: a plain tokio-tungstenite broadcast.

#[expect(dead_code, reason = "each driver uses its part of what they share")]
#[path = "../common/mod.rs"]
mod common;
mod crowd;
mod peer;
mod rounds;
mod source;
mod subscriber;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use common::Failure;
use common::figures::{self, Figures};
use common::goods::{self, Desk, Item, Session};
use common::process::{self, Listening, directory, memory_kib};
use common::server::Server;
use common::wire::{Request, Wire};
use crowd::Crowd;
use serde_json::json;
use source::Source;
use subscriber::Speech;

/// What a dashboard asks for.
const DOCUMENT: &str = "subscription($s:ID!,$a:Int){saleSessionEvents(sessionId:$s,after:$a){sequence kind occurredAt \
                        ...on SaleRecordedEvent{sale{id total till lines{tag price status}}}}}";
/// The driver's own files, and room.
const OTHER_FILES: usize = 200;

/// The driver's command line.
#[derive(Clone, Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(
    name = "fanout",
    about = "Measures how quickly the events of a session reach its subscribers, and checks that none is lost"
)]
struct Options {
    /// Subscribed sockets, each with its own connection and the same document
    #[arg(long, default_value_t = 1_000)]
    sockets: usize,
    /// Only one event at a time: the next when every socket has the last
    #[arg(long)]
    one: bool,
    /// Only bursts: sales as quickly as the server takes them
    #[arg(long)]
    burst: bool,
    /// Only the memory of idle subscribers
    #[arg(long)]
    idle: bool,
    /// Events one at a time in a run
    #[arg(long, default_value_t = 1_000)]
    one_events: usize,
    /// Events of the burst of a run
    #[arg(long, default_value_t = 3_000)]
    burst_events: usize,
    /// Tills that make the burst, each one sale at a time
    #[arg(long, default_value_t = 64)]
    tills: usize,
    /// Runs; the medians are reported
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// After each run, the same against a plain tokio-tungstenite broadcast; the ratio is reported
    #[arg(long)]
    peer: bool,
    /// The server's --database; default: SQLite in a new directory for each run
    #[arg(long)]
    database: Option<String>,
    /// Writes all figures to this file
    #[arg(long)]
    json: Option<PathBuf>,
    /// Is the peer
    #[arg(long, hide = true)]
    be_peer: bool,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn all(&self) -> bool {
        !(self.one || self.burst || self.idle)
    }
}

/// What the runs of one side came to.
#[derive(Default)]
struct Side {
    runs: Vec<Figures>,
    wrong: Vec<String>,
    /// One of its events.
    example: Vec<u8>,
}

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    if options.be_peer {
        process::open_files(0)?;
        return Ok(peer::serve()?);
    }
    if options.sockets == 0 || options.runs == 0 || options.tills < 2 {
        return Err("--sockets and --runs are at least 1, --tills at least 2".into());
    }
    process::open_files(options.sockets + options.tills + OTHER_FILES)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, drive(&options))
}

async fn drive(options: &Options) -> Result<(), Failure> {
    let (mut server, mut peer) = (Side::default(), Side::default());
    for number in 1..=options.runs {
        of_server(options, number, &mut server).await?;
        if options.peer {
            let example = server.example.clone();
            of_peer(options, &example, &mut peer).await?;
        }
    }
    figures::print("server", &server.runs);
    let mut ratios = Vec::new();
    if options.peer {
        figures::print("peer: tokio-tungstenite broadcast", &peer.runs);
        println!();
        for (name, _) in server.runs.first().into_iter().flatten().filter(|(name, _)| name.ends_with("_per_second")) {
            let ratio = figures::ratio(name, (&server.runs, &peer.runs));
            println!("{name}: server / peer = {ratio:.2}");
            ratios.push((*name, ratio));
        }
    }
    if let Some(file) = &options.json {
        let value = json!({
            "bench": "fanout", "sockets": options.sockets, "one_events": options.one_events, "burst_events": options.burst_events,
            "tills": options.tills, "event_bytes": server.example.len(), "server": figures::json(&server.runs),
            "peer": options.peer.then(|| figures::json(&peer.runs)),
            "ratio": ratios.into_iter().map(|(name, ratio)| (name.to_owned(), json!(ratio))).collect::<serde_json::Map<_, _>>(),
            "correct": server.wrong.is_empty(), "wrong": server.wrong, "peer_wrong": peer.wrong,
        });
        figures::write(file, &value)?;
    }
    for what in server.wrong.iter().chain(&peer.wrong) {
        eprintln!("wrong: {what}");
    }
    if server.wrong.is_empty() { Ok(()) } else { Err("events were lost, or came twice or out of order".into()) }
}

async fn of_server(options: &Options, number: usize, side: &mut Side) -> Result<(), Failure> {
    let directory = directory()?;
    let mut server = Server::start(directory.path(), options.database.as_deref()).await?;
    let token = server.token(&format!("fanout-{}-{number}", std::process::id())).await?;
    let desk = Desk::new(&server, &token)?;
    // One item an event, one to begin with, one to warm up.
    let event = goods::bring_in(&desk, 0, options.one_events + options.burst_events + 2).await?;
    let mut session = Session::open(&desk, event).await?;
    let address: SocketAddr = server.address().parse()?;
    let request = || Request::new(server.address(), (&token, ""), &session.id);

    let first = session.items.pop().ok_or("no items")?;
    let last = sell(&server, &mut request(), first).await?;
    let speech = Speech::Hangtag {
        init: json!({ "type": "connection_init", "payload": { "Authorization": format!("Bearer {token}") } }).to_string(),
        subscribe: json!({ "type": "subscribe", "id": "1", "payload": {
            "query": DOCUMENT, "variables": { "s": session.id, "a": last } } })
        .to_string(),
    };
    let mut crowd = Crowd::new()?;
    let mut figures = gather(options, &mut crowd, (server.pid(), address, &speech), last)?;
    let lone = Source::tills(1, address, request, session.items.split_off(options.burst_events))?;
    let many = Source::tills(options.tills, address, request, std::mem::take(&mut session.items))?;
    figures.extend(rounds::all(options, &mut crowd, server.pid(), [lone, many])?);
    println!("server run {number}: {}", rounds::line(&figures));
    side.wrong.extend(crowd.wrong());
    side.example = crowd.example;
    side.runs.push(figures);
    server.kill().await
}

async fn of_peer(options: &Options, example: &[u8], side: &mut Side) -> Result<(), Failure> {
    let mut process = Listening::peer(&["--be-peer"]).await?;
    let (sockets, lines) = peer::addresses(&process.address).ok_or("the peer printed no addresses")?;
    let mut crowd = Crowd::new()?;
    let mut figures = gather(options, &mut crowd, (process.pid, sockets, &Speech::Raw), 0)?;
    let lone = Source::publisher(lines, example, 0)?;
    figures.extend(rounds::all(options, &mut crowd, process.pid, [lone])?);
    println!("peer run {}: {}", side.runs.len() + 1, rounds::line(&figures));
    side.wrong.extend(crowd.wrong());
    side.runs.push(figures);
    process.kill().await
}

/// Subscribes all sockets, and measures the memory of each while nothing happens.
fn gather(
    options: &Options,
    crowd: &mut Crowd,
    (pid, address, speech): (u32, SocketAddr, &Speech),
    last: u64,
) -> Result<Figures, Failure> {
    // The first half takes what was freed before; the second one needs memory of its own.
    let first = options.sockets / 2;
    crowd.join(first, (address, speech), last)?;
    let before = memory_kib(pid, "VmRSS")?;
    let more = options.sockets - first;
    crowd.join(more, (address, speech), last)?;
    let each = (memory_kib(pid, "VmRSS")? - before) / figures::number(more);
    Ok(if more == 0 { Vec::new() } else { vec![("idle_kib_per_socket", each)] })
}

/// Sells one item; answers its sequence.
async fn sell(server: &Server, request: &mut Request, item: Item) -> Result<u64, Failure> {
    let mut wire = Wire::connect(server.address()).await?;
    let bytes = request.sale(format_args!("first"), std::iter::once(&item.tag[..]), item.cents)?;
    let answer = wire.exchange(bytes).await?;
    answer.sequence().ok_or_else(|| format!("the first sale was refused: {}", answer.reason()).into())
}
