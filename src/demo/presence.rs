//! What a till says of itself while it sells, every few seconds, so that the organizer sees it at work.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::DemoError;
use super::setup::{PATIENCE, timestamp};
use super::till::Floor;

/// As often as the contract asks a till to report.
const REPORT_SECONDS: u64 = 10;
const REPORT: &str = "mutation ($session: ID!, $input: TillReportInput!) {
  tillReport(sessionId: $session, input: $input) { sequence userErrors { code } } }";

/// When each sale was made that still waits for the network, oldest first.
pub(super) type Waiting = Vec<String>;

impl Floor {
    /// Reports until it is dropped.
    pub(super) async fn report(&self, till: &str, waiting: watch::Receiver<Waiting>) -> DemoError {
        let mut ticks = interval(Duration::from_secs(REPORT_SECONDS));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let waiting = waiting.borrow().clone();
            if let Err(error) = self.report_once(till, "OPEN", &waiting).await {
                return error;
            }
        }
    }

    /// Says where the till stands.
    pub(super) async fn report_once(&self, till: &str, state: &str, waiting: &Waiting) -> Result<(), DemoError> {
        let input = json!({
            "till": till,
            "state": state,
            "pendingSales": waiting.len(),
            "oldestPendingAt": waiting.first(),
            "clock": own_clock(),
        });
        let variables = json!({ "session": self.hall.session_id, "input": input });
        self.cashier.ask_patiently(REPORT, &variables, PATIENCE).await.map(|_| ()).map_err(DemoError::Fault)
    }
}

#[expect(clippy::disallowed_methods, reason = "what a till reports is its own clock")]
fn own_clock() -> String {
    timestamp(DateTime::<Utc>::from(SystemTime::now()))
}
