//! Who may look on: log format, metrics, traces.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};

use crate::observe::{Collector, Format};

/// What a line of the log looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

impl From<LogFormat> for Format {
    fn from(format: LogFormat) -> Self {
        match format {
            LogFormat::Text => Self::Text,
            LogFormat::Json => Self::Json,
        }
    }
}

/// Where metrics and traces go; nowhere unless somebody says so.
#[derive(Debug, Args)]
pub struct Observing {
    /// Address and port of Prometheus metrics, at /metrics; keep it inside: it asks for no token
    #[arg(long, value_name = "ADDRESS", env = "HANGTAG_METRICS_LISTEN", value_parser = super::address)]
    pub metrics_listen: Option<SocketAddr>,
    #[arg(long, help = "Collector of traces, by OTLP over plain HTTP, such as http://127.0.0.1:4318", value_name = "URL", env = "HANGTAG_OTLP_ENDPOINT", value_parser = endpoint)]
    otlp_endpoint: Option<String>,
    /// Part of the requests that is traced, 0 to 1
    #[arg(long, value_name = "R", env = "HANGTAG_OTLP_RATIO", default_value = "1", value_parser = ratio)]
    otlp_ratio: f64,
}

impl Observing {
    /// Where spans go, if anywhere.
    pub(super) fn collector(&self) -> Option<Collector> {
        self.otlp_endpoint.clone().map(|endpoint| Collector { endpoint, ratio: self.otlp_ratio })
    }
}

fn endpoint(text: &str) -> Result<String, String> {
    match text.strip_prefix("http://") {
        Some(host) if !host.is_empty() && !text.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => Err("it is no http:// address, such as http://127.0.0.1:4318; TLS is the collector's own".to_owned()),
    }
}

fn ratio(text: &str) -> Result<f64, String> {
    let ratio = text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
    ratio.ok_or_else(|| "it is no number from 0 to 1".to_owned())
}
