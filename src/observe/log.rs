//! Where the log goes and what it looks like: lines for people, or JSON for programs, on standard error.

use std::io;

use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use super::Traces;

/// What a line of the log looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Starts the log, and what hands spans to a collector if there is one. To standard error, so that standard output is only
/// what was asked for. Whoever comes second in a process keeps the first one's log.
pub fn start(filter: &str, format: Format, traces: Option<&Traces>) {
    // Its own filter: what a collector wants is not what a person reads.
    let ours = Targets::new().with_target("hangtag", LevelFilter::DEBUG);
    let spans = traces.map(|traces| traces.layer().with_filter(ours));
    let _ = tracing_subscriber::registry().with(lines(filter, format)).with(spans).try_init();
}

fn lines<S: Subscriber + for<'span> LookupSpan<'span>>(filter: &str, format: Format) -> Box<dyn Layer<S> + Send + Sync> {
    let filter = EnvFilter::try_new(filter).unwrap_or_default();
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false);
    match format {
        Format::Text => lines.with_filter(filter).boxed(),
        Format::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).with_filter(filter).boxed()
        }
    }
}
