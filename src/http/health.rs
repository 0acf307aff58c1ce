//! Whether the process lives, and whether it can work.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract,
    http::{Response, StatusCode},
};
use futures_util::future::{BoxFuture, join_all};
use serde_json::json;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::{State, answer::json_response, negotiate::MediaType, viewer::Unavailable};

/// What takes longer is not ready: load balancers ask every few seconds.
const CHECK_TIME: Duration = Duration::from_secs(2);
/// Nobody needs a token to ask, so that answers are kept so long: checks cost the database the same however many ask.
const KNOWN_TIME: Duration = Duration::from_secs(1);

/// Something without which nothing works, by name.
pub struct Check {
    name: &'static str,
    ask: Box<dyn Fn() -> BoxFuture<'static, Result<(), Unavailable>> + Send + Sync>,
}

impl Check {
    /// `ask` is called for `/readyz`, once a second at most, and waited for 2 s.
    pub fn new<F>(name: &'static str, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Unavailable>> + Send + 'static,
    {
        Self { name, ask: Box::new(move || Box::pin(ask())) }
    }
}

/// The checks, and what they said last. Cheap to clone.
#[derive(Clone)]
pub struct Checks {
    checks: Arc<[Check]>,
    known: Arc<Mutex<Option<Known>>>,
}

struct Known {
    since: Instant,
    verdicts: Vec<Verdict>,
}

#[derive(Clone, Copy)]
struct Verdict {
    name: &'static str,
    is_ready: bool,
    latency_ms: f64,
}

impl From<Vec<Check>> for Checks {
    fn from(checks: Vec<Check>) -> Self {
        Self { checks: checks.into(), known: Arc::default() }
    }
}

impl Checks {
    /// Each by name, and whether it passed; as `/readyz` says.
    pub async fn passed(&self) -> Vec<(&'static str, bool)> {
        self.verdicts().await.into_iter().map(|verdict| (verdict.name, verdict.is_ready)).collect()
    }

    /// Asks, unless somebody has just asked; who comes meanwhile waits for the same answer.
    async fn verdicts(&self) -> Vec<Verdict> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < KNOWN_TIME) {
            return known.verdicts.clone();
        }
        let verdicts = join_all(self.checks.iter().map(Check::verdict)).await;
        for verdict in &verdicts {
            let was = known.as_ref().and_then(|known| known.verdicts.iter().find(|before| before.name == verdict.name));
            verdict.tell(was);
        }
        *known = Some(Known { since: Instant::now(), verdicts: verdicts.clone() });
        verdicts
    }
}

impl Check {
    async fn verdict(&self) -> Verdict {
        let begin = Instant::now();
        let is_ready = matches!(timeout(CHECK_TIME, (self.ask)()).await, Ok(Ok(())));
        let latency_ms = (begin.elapsed().as_secs_f64() * 1_000_000.0).round() / 1_000.0;
        Verdict { name: self.name, is_ready, latency_ms }
    }
}

impl Verdict {
    /// Once when it fails, once when it is well again.
    fn tell(self, before: Option<&Self>) {
        match (before.is_none_or(|before| before.is_ready), self.is_ready) {
            (true, false) => tracing::warn!(check = self.name, latency_ms = self.latency_ms, "not ready"),
            (false, true) => tracing::info!(check = self.name, "ready again"),
            _ => {}
        }
    }
}

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn ready<E>(extract::State(state): extract::State<Arc<State<E>>>) -> Response<Body> {
    let verdicts = state.checks.verdicts().await;
    let draining = state.shutdown.is_cancelled();
    let ready = !draining && verdicts.iter().all(|verdict| verdict.is_ready);
    let checks: serde_json::Map<_, _> = verdicts
        .into_iter()
        .map(|Verdict { name, is_ready, latency_ms }| (name.to_owned(), json!({ "ready": is_ready, "latencyMs": latency_ms })))
        .collect();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let json = json!({ "ready": ready, "draining": draining, "checks": checks });
    json_response(MediaType::Json, status, json.to_string().into_bytes())
}
