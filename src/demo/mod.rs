//! A sale event that plays itself: simulated tills sell through the public API, and at the end every total is compared
//! with what the plan knew before, to the cent.
//!
//! It is a client and nothing else: it imports none of the server's rooms, so it proves what a till would see.

mod money;
pub mod plan;
mod presence;
mod report;
mod setup;
mod till;

use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::client::{Client, Fault, Payload};
use plan::{Plan, Size};
pub use report::Comparison;
pub use till::Deviation;
use till::Floor;

/// Time between two lines of progress.
const PROGRESS_SECONDS: u64 = 5;

/// What to play, and where.
#[derive(Clone)]
pub struct Demo {
    /// The server, for example `http://127.0.0.1:8080`.
    pub url: String,
    /// Sets up, opens and watches. It is printed: a demo's tokens are no secrets.
    pub organizer_token: String,
    /// Sells.
    pub cashier_token: String,
    /// How big.
    pub size: Size,
    /// The same seed gives the same event.
    pub seed: u64,
    /// How many planned seconds pass in a real one; at 60 a small event takes four minutes, a large one half an hour.
    pub speed: u32,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The session that was played; it stays open.
    pub session_id: String,
    /// Every total.
    pub comparisons: Vec<Comparison>,
    /// Answers that were not as planned.
    pub deviations: Vec<Deviation>,
}

impl Outcome {
    /// Is every total as expected, and every answer too?
    pub fn agrees(&self) -> bool {
        self.deviations.is_empty() && self.comparisons.iter().all(Comparison::agrees)
    }
}

/// Why a demo cannot go on.
#[derive(Debug)]
pub enum DemoError {
    /// The server did not answer, or with an error.
    Fault(Fault),
    /// A step of the set-up was refused.
    Refused {
        /// The mutation.
        what: &'static str,
        /// Its answer.
        answer: Payload,
    },
    /// An answer that the contract does not know.
    Unexpected(String),
    /// Progress cannot be printed.
    Output(std::io::Error),
    /// A simulated till panicked.
    Till(tokio::task::JoinError),
}

impl Demo {
    /// Sets up, plays and compares.
    pub async fn run(self, out: &mut (dyn Write + Send)) -> Result<Outcome, DemoError> {
        let organizer = Client::new(&self.url, &self.organizer_token).map_err(DemoError::Fault)?;
        let cashier = Client::new(&self.url, &self.cashier_token).map_err(DemoError::Fault)?;
        let plan = Plan::new(self.size, self.seed);
        let (items, consignors) = (plan.items.len(), plan.consignors.len());
        writeln!(out, "Bringing in {items} items of {consignors} consignors ...").map_err(DemoError::Output)?;
        out.flush().map_err(DemoError::Output)?;
        let hall = setup::open(&plan, &organizer).await?;
        report::doors_open(&self, &hall, plan.unwanted(), out).map_err(DemoError::Output)?;

        let floor = Arc::new(Floor::new(plan, hall, (organizer, cashier), self.speed));
        let mut deviations = play(&floor, out).await?;
        deviations.sort_by_key(|deviation| (deviation.at, deviation.till));
        let comparisons = report::compare(&floor.plan.totals(), &totals(&floor).await?);
        report::table(&comparisons, &deviations, out).map_err(DemoError::Output)?;
        Ok(Outcome { session_id: floor.hall.session_id.clone(), comparisons, deviations })
    }
}

/// Lets all tills sell until the last step of the plan.
async fn play(floor: &Arc<Floor>, out: &mut (dyn Write + Send)) -> Result<Vec<Deviation>, DemoError> {
    let mut tills = JoinSet::new();
    for till in 0..floor.plan.tills.len() {
        let floor = Arc::clone(floor);
        tills.spawn(async move { floor.run(till).await });
    }
    let mut deviations = Vec::new();
    let mut ticks = interval(Duration::from_secs(PROGRESS_SECONDS));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            done = tills.join_next() => match done {
                // A till that cannot go on ends the demo; dropping the set stops the others.
                Some(done) => deviations.extend(done.map_err(DemoError::Till)??),
                None => return Ok(deviations),
            },
            _ = ticks.tick() => {
                let totals = totals(floor).await?;
                report::progress(floor, &totals, out).map_err(DemoError::Output)?;
            }
        }
    }
}

async fn totals(floor: &Floor) -> Result<Value, DemoError> {
    let variables = json!({ "session": floor.hall.session_id });
    let answer = floor.organizer.ask_patiently(report::TOTALS, &variables, setup::PATIENCE).await;
    let mut data = answer.map_err(DemoError::Fault)?;
    match data.pointer_mut("/saleSession/totals").map(Value::take) {
        Some(totals @ Value::Object(_)) => Ok(totals),
        _ => Err(DemoError::Unexpected(format!("the session has no totals: {data}"))),
    }
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => write!(f, "{fault}"),
            Self::Refused { what, answer } => write!(f, "{what} was refused: {answer}"),
            Self::Unexpected(what) => write!(f, "{what}"),
            Self::Output(error) => write!(f, "cannot print: {error}"),
            Self::Till(error) => write!(f, "a simulated till stopped: {error}"),
        }
    }
}

impl std::error::Error for DemoError {}
