//! What operators see of a running server: its log, its traces and its metrics. It decides nothing and knows no other room:
//! those tell it what happened by small calls, which cost a glance at a pointer while nobody looks.
//!
//! Never in any of them: tokens, personal data, bodies. A label of a metric has a value of a known set, never a caller's text.
//!
//! Reading order: `request` is what a request is known by, `log` where it is written, `trace` how spans leave the process,
//! `metrics` what is counted.

mod log;
pub mod metrics;
mod process;
pub mod request;
mod trace;

pub use log::{Format, start};
pub use trace::{Collector, Traces};
