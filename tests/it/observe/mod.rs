//! What operators see of the real program: metrics, traces, log, readiness; and that alerts, dashboard and runbook speak of
//! what there is.
//!
//! Reading order: `server` starts the program and reads what it shows, `hall` sells in it; the others are tests.

mod collector;
mod counted;
mod documents;
mod hall;
mod logged;
mod ready;
mod server;
mod traced;
