//! Whether the process lives, and whether it can work.

use std::time::Duration;

use axum::{
    body::Body,
    extract,
    http::{Response, StatusCode},
};
use futures_util::future::{BoxFuture, join_all};
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::{State, answer::json_response, negotiate::MediaType, viewer::Unavailable};

/// What takes longer is not ready: load balancers ask every few seconds.
const CHECK_TIME: Duration = Duration::from_secs(2);

/// Something without which nothing works, by name.
pub struct Check {
    name: &'static str,
    ask: Box<dyn Fn() -> BoxFuture<'static, Result<(), Unavailable>> + Send + Sync>,
}

impl Check {
    /// `ask` is called for each `/readyz`, and waited for 2 s.
    pub fn new<F>(name: &'static str, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Unavailable>> + Send + 'static,
    {
        Self { name, ask: Box::new(move || Box::pin(ask())) }
    }
}

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn ready<E>(extract::State(state): extract::State<State<E>>) -> Response<Body> {
    let checks = join_all(state.checks.iter().map(|check| async move {
        let begin = Instant::now();
        let ready = matches!(timeout(CHECK_TIME, (check.ask)()).await, Ok(Ok(())));
        let latency_ms = begin.elapsed().as_secs_f64() * 1_000.0;
        (check.name, ready, (latency_ms * 1_000.0).round() / 1_000.0)
    }))
    .await;
    let draining = state.shutdown.is_cancelled();
    let ready = !draining && checks.iter().all(|(_, ready, _)| *ready);
    let checks: serde_json::Map<_, _> = checks
        .into_iter()
        .map(|(name, ready, latency_ms)| (name.to_owned(), json!({ "ready": ready, "latencyMs": latency_ms })))
        .collect();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let json = json!({ "ready": ready, "draining": draining, "checks": checks });
    json_response(MediaType::Json, status, json.to_string().into_bytes())
}
