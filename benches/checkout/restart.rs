//! `kill -9` under load: how long until the next sale, and is every acknowledged one still there?

use std::path::Path;

use tokio::time::{Duration, Instant, timeout};

use super::common::Failure;
use super::common::server::Server;
use super::common::wire::{Request, Wire};
use super::figures::Run;
use super::load::{Load, Plan, collect};

/// Sells until `sales` are accepted, kills the server, starts it again, and sends what was under way once more.
pub async fn measure(
    plan: Plan<'_>,
    (sales, data_dir): (usize, &Path),
    server: &mut Server,
    run: &mut Run,
) -> Result<(), Failure> {
    // There are more sales than are waited for, so that the clients are busy when the server dies.
    let all = (plan.session.items.len() - 1) / plan.options.lines;
    let enough = sales.min(all.saturating_sub(2 * plan.options.clients)).max(1);
    let load = Load::new(plan, (all, enough), server);
    let clients = load.clients(plan.options.clients);
    let started = Instant::now();
    let limit = Duration::from_secs(plan.options.seconds);
    if timeout(limit, load.full.notified()).await.is_err() {
        return Err(format!("--restart: fewer than {enough} sales in {limit:?}").into());
    }
    let killed = Instant::now();
    server.kill().await?;
    let seen = collect(clients).await?;
    run.seconds = (killed - started).as_secs_f64();
    run.add(&seen, plan.options.lines);

    *server = Server::start(data_dir, plan.options.database.as_deref()).await?;
    let mut wire = Wire::connect(server.address()).await?;
    let mut request = Request::new(server.address(), plan.token, &plan.session.id);
    let mut first = None;
    for sale in seen.iter().filter_map(|seen| seen.unanswered) {
        match load.send_again(sale, &mut wire, &mut request).await? {
            Some(cents) => {
                first.get_or_insert_with(|| killed.elapsed());
                run.accepted += 1;
                run.cents += cents;
            }
            None => run.wrong.push(format!("sale {sale} was under way at the kill, and is refused after it")),
        }
    }
    run.restart_ms = first.map(|first| first.as_secs_f64() * 1_000.0);
    if first.is_none() {
        run.wrong.push("no sale was under way at the kill".to_owned());
    }
    Ok(())
}
