//! `hangtag demo`: a server, and simulated tills that sell through its API.

use std::io::{self, Write};

use crate::config::{self, NewToken, Role};
use crate::demo::{Demo, Outcome};
use crate::store::Database;

use super::server::{Doors, Server, Stop};
use super::{Complaint, admin};

/// The demo's tenant. Running it again takes the same one, so that an interrupted run is resumed.
const ORGANIZATION: &str = "demo";

pub(super) async fn play(database: &Database, settings: &config::Demo, process: u64) -> Result<(), Complaint> {
    let mut stop = Stop::listen()?;
    let doors = Doors { listen: settings.listen(), metrics: settings.observing.metrics_listen, lan: None, process };
    let server = Server::start(database, doors).await?;
    server.say_where()?;
    let demo = Demo {
        url: server.url.clone(),
        organizer_token: token(&server, Role::Organizer).await?,
        cashier_token: token(&server, Role::Cashier).await?,
        size: settings.size,
        seed: settings.seed,
        speed: settings.speed,
    };
    let mut out = io::stdout();
    let played = tokio::select! {
        played = demo.run(&mut out) => Some(played.map_err(Complaint::new)),
        () = stop.said() => None,
        complaint = server.lost() => return Err(complaint),
    };
    let ended = match played {
        // Interrupted: nothing to compare.
        None => Ok(()),
        Some(Err(complaint)) => Err(complaint),
        Some(Ok(outcome)) if settings.until_done => compare(&server, &outcome).await,
        Some(Ok(_)) => {
            writeln!(out, "\nThe plan is played. The server goes on at {} until Ctrl-C.", server.url)?;
            tokio::select! {
                () = stop.said() => Ok(()),
                complaint = server.lost() => return Err(complaint),
            }
        }
    };
    stop.at_once_next_time();
    server.stop().await?;
    ended
}

async fn token(server: &Server, role: Role) -> Result<String, Complaint> {
    let new = NewToken { organization: ORGANIZATION.to_owned(), role, consignor: None };
    Ok(admin::create(&server.store, &new).await?.to_string())
}

/// Verifies the rows, then says whether every total is what the plan knew before.
async fn compare(server: &Server, outcome: &Outcome) -> Result<(), Complaint> {
    let verified = admin::print(&server.store.verify().await?);
    if !outcome.agrees() {
        let differ = outcome.comparisons.iter().filter(|comparison| !comparison.agrees()).count();
        let odd = outcome.deviations.len();
        return Err(Complaint(format!("demo: {differ} totals differ, {odd} answers were not as planned")));
    }
    verified?;
    Ok(writeln!(io::stdout(), "demo: every total is as expected")?)
}
