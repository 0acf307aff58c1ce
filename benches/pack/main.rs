//! The pack driver: how long does a till wait for its event pack, for what changed in an hour, and an organizer for statistics?
//!
//! `cargo bench --bench pack -- [--items 45000] [--changes 3000] [--first 2000] [--runs 3] [--json FILE]`
//!
//! A run starts the release server as a child, brings the items in and opens a session. A till pages through the pack, and its
//! items are counted. Then as many items as there are to be changes are sold, five a sale; the till asks for what changed, and
//! every one of them must come, as sold. Statistics are asked for at the new sequence, which nobody has asked for before, and their sums
//! are compared with what was sold.

#[expect(dead_code, reason = "each driver uses its part of what they share")]
#[path = "../common/mod.rs"]
mod common;

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Parser;
use common::Failure;
use common::figures::{self, Figures, number};
use common::goods::{self, Desk, Item, Session};
use common::process::directory;
use common::server::Server;
use hangtag::client::{Client, Payload};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

const PACK: &str =
    "query ($id: ID!, $after: String, $first: Int!) { saleSession(id: $id) { tillPack(after: $after, first: $first) {
  cursor complete items { tag title size consignorNumber price status } } } }";
const SELL: &str = "mutation ($id: ID!, $input: SaleRecordInput!, $key: String!) {
  saleRecord(sessionId: $id, input: $input, idempotencyKey: $key) { sale { sequence } userErrors { code } } }";
const STATISTICS: &str =
    "query ($id: ID!) { saleSession(id: $id) { statistics { sequence byHour { saleCount itemCount salesTotal }
  byCategory { category offeredCount soldCount salesTotal } byPriceBand { from to offeredCount soldCount } } } }";
const LINES_A_SALE: usize = 5;
const PATIENCE: Duration = Duration::from_secs(30);

/// The driver's command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "pack", about = "Measures how long a till waits for its event pack and for what changed")]
struct Options {
    /// Items of the session
    #[arg(long, default_value_t = 45_000)]
    items: usize,
    /// Items that are sold between the pack and its delta
    #[arg(long, default_value_t = 3_000)]
    changes: usize,
    /// Items of a page
    #[arg(long, default_value_t = 2_000)]
    first: usize,
    /// How often all of it is done
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Another database than a new SQLite file
    #[arg(long)]
    database: Option<String>,
    /// Where the figures go
    #[arg(long)]
    json: Option<PathBuf>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

/// A till's copy: status by tag.
#[derive(Default)]
struct Pack {
    items: HashMap<String, Value>,
    cursor: Option<String>,
}

impl Pack {
    /// Pages to the end; how many items came.
    async fn fill(&mut self, client: &Client, (session, first): (&str, usize)) -> Result<usize, Failure> {
        let mut count = 0;
        loop {
            let variables = json!({ "id": session, "after": self.cursor, "first": first });
            let mut data = client.ask_patiently(PACK, &variables, PATIENCE).await?;
            let page = &mut data["saleSession"]["tillPack"];
            self.cursor = page["cursor"].as_str().map(str::to_owned);
            let is_last = page["complete"] == true;
            let Value::Array(items) = page["items"].take() else { return Err("a page without items".into()) };
            count += items.len();
            for mut item in items {
                self.items.insert(item["tag"].as_str().unwrap_or_default().to_owned(), item["status"].take());
            }
            if is_last {
                return Ok(count);
            }
        }
    }
}

fn main() -> Result<(), Failure> {
    let options = Options::parse();
    if options.runs == 0 || options.changes > options.items {
        return Err("--runs is at least 1, --changes at most --items".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, drive(&options))
}

async fn drive(options: &Options) -> Result<(), Failure> {
    let mut runs = Vec::new();
    for number in 1..=options.runs {
        runs.push(run(options, number).await?);
    }
    figures::print("event pack and statistics", &runs);
    if let Some(file) = &options.json {
        let (items, changes, first) = (options.items, options.changes, options.first);
        let value =
            json!({ "bench": "pack", "items": items, "changes": changes, "first": first, "server": figures::json(&runs) });
        figures::write(file, &value)?;
    }
    Ok(())
}

async fn run(options: &Options, nth: usize) -> Result<Figures, Failure> {
    let directory = directory()?;
    let mut server = Server::start(directory.path(), options.database.as_deref()).await?;
    let token = server.token(&format!("pack-{}-{nth}", std::process::id())).await?;
    let (desk, client) = (Desk::new(&server, &token)?, Client::new(&server.url, &token)?);
    let event = goods::bring_in(&desk, 0, options.items).await?;
    let session = Session::open(&desk, event).await?;
    let what = (session.id.as_str(), options.first);

    let mut pack = Pack::default();
    let begun = Instant::now();
    let whole = pack.fill(&client, what).await?;
    let pack_time = begun.elapsed();
    if whole != options.items || pack.items.values().any(|status| status != "AVAILABLE") {
        return Err(format!("the pack has {whole} items, not {}", options.items).into());
    }

    let sold = &session.items[..options.changes];
    for (sale, items) in sold.chunks(LINES_A_SALE).enumerate() {
        sell(&client, &session.id, (sale, items)).await?;
    }
    let begun = Instant::now();
    let delta = pack.fill(&client, what).await?;
    let delta_time = begun.elapsed();
    let is_sold = |item: &Item| pack.items.get(&*String::from_utf8_lossy(&item.tag)).is_some_and(|status| status == "SOLD");
    if delta != options.changes || !sold.iter().all(is_sold) {
        return Err(format!("{delta} items came, not the {} that were sold", options.changes).into());
    }

    let begun = Instant::now();
    let data = client.ask_patiently(STATISTICS, &json!({ "id": session.id }), PATIENCE).await?;
    let statistics_time = begun.elapsed();
    let sum = |list: &str, field: &str| -> u64 {
        let rows = data["saleSession"]["statistics"][list].as_array();
        rows.into_iter().flatten().filter_map(|row| row[field].as_u64()).sum()
    };
    let counts = [sum("byHour", "itemCount"), sum("byCategory", "soldCount"), sum("byPriceBand", "soldCount")];
    if counts != [options.changes as u64; 3] || sum("byPriceBand", "offeredCount") != options.items as u64 {
        return Err(format!("the statistics do not add up: {data}").into());
    }
    server.kill().await?;
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    Ok(vec![
        ("pack_ms", milliseconds(pack_time)),
        ("pack_items", number(whole)),
        ("delta_ms", milliseconds(delta_time)),
        ("delta_items", number(delta)),
        ("statistics_ms", milliseconds(statistics_time)),
    ])
}

async fn sell(client: &Client, session: &str, (sale, items): (usize, &[Item])) -> Result<(), Failure> {
    let money = |cents: u64| format!("{}.{:02}", cents / 100, cents % 100);
    let line = |item: &Item| json!({ "tag": String::from_utf8_lossy(&item.tag), "price": money(item.cents) });
    let lines: Vec<Value> = items.iter().map(line).collect();
    let amount = money(items.iter().map(|item| item.cents).sum());
    let input = json!({ "lines": lines, "tenders": [{ "kind": "CASH", "amount": amount }], "till": "3" });
    let variables = json!({ "id": session, "input": input, "key": sale.to_string() });
    let data = client.ask_patiently(SELL, &variables, PATIENCE).await?;
    let answer = Payload::of(&data, "saleRecord", "sale");
    if answer.is_done() { Ok(()) } else { Err(format!("a sale was refused: {answer}").into()) }
}
