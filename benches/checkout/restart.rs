//! `kill -9` under load: how long until the next sale, and is every acknowledged one still there?

use std::path::Path;
use std::rc::Rc;

use tokio::time::{Duration, Instant, timeout};

use super::Options;
use super::common::Failure;
use super::common::figures::Figures;
use super::common::hall::{Hall, Till};
use super::common::server::Server;
use super::common::wire::Wire;
use super::load::{Load, collect};
use super::side::Side;

/// Sells until `sales` are accepted, kills the server, starts it again, and sends what was under way once more.
pub async fn measure(
    options: &Options,
    hall: &Rc<Hall>,
    (server, data_dir, till): (&mut Server, &Path, &mut Till),
    side: &mut Side,
) -> Result<Figures, Failure> {
    // There are more sales than are waited for, so that the clients are busy when the server dies.
    let room = options.stock(1).sales();
    let enough = options.sales.unwrap_or(usize::MAX).min(room.saturating_sub(2 * options.clients)).max(1);
    let load = Load::new(options, hall, (room, enough), till.clone());
    let clients = load.clients(options.clients);
    let started = Instant::now();
    let limit = Duration::from_secs(options.seconds);
    if timeout(limit, load.full.notified()).await.is_err() {
        return Err(format!("--restart: fewer than {enough} sales in {limit:?}").into());
    }
    let killed = Instant::now();
    server.kill().await?;
    let under_way = collect(clients).await?;
    let mut figures = load.figures(killed - started);

    *server = Server::start(data_dir, options.database.as_deref()).await?;
    server.address().clone_into(&mut till.address);
    let mut wire = Wire::connect(&till.address).await?;
    let mut first = None;
    for sale in under_way {
        match hall.send_again(sale, &mut wire, till).await? {
            Ok(()) => drop(first.get_or_insert_with(|| killed.elapsed())),
            Err(reason) => side.wrong.push(format!("{sale:?} was under way at the kill, and is refused after it: {reason}")),
        }
    }
    match first {
        Some(first) => figures.push(("restart_ms", first.as_secs_f64() * 1_000.0)),
        None => side.wrong.push("no sale was under way at the kill".to_owned()),
    }
    side.count(&load);
    Ok(figures)
}
