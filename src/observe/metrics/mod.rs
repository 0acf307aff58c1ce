//! What is counted, and shown to Prometheus. Handles are made once; while nobody asked for metrics there are none, and a call
//! from another room ends at a pointer that is not set.
//!
//! `catalog` lists every metric, `meters` has the handles, `told` is how other rooms tell what happened, `sample` what they
//! are asked when somebody looks.

mod catalog;
mod meters;
mod sample;
mod told;

use std::fmt;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio::time::{Duration, Instant};

use super::process::Process;
use catalog::{CATALOG, Is};
use meters::{Meters, Register};

pub use sample::{KindSample, Load, Outbox, Pool, Sample, Size};
pub(super) use told::spans;
pub use told::{
    Connection, OwnerKind, Reason, RequestInFlight, Subscription, Timed, batch, checkpoint, commit, error, load_failed, loaded,
    operation, refusal, reload, request, socket, socket_closed, subscription,
};

/// Between two looks, samples of histograms wait in memory: at 50,000 a second 16 bytes each, 4 MB.
const UPKEEP: Duration = Duration::from_secs(5);

/// What does not change while the process runs.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Each operation that is counted on its own: its type and its root field. An [`operation`] is its place here.
    pub operations: &'static [(&'static str, &'static str)],
    /// Every code that an error may carry.
    pub codes: &'static [&'static str],
    /// `sqlite` or `postgres`.
    pub database: &'static str,
}

struct Installed {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    meters: Meters,
    since: Instant,
}

/// One a process.
static INSTALLED: OnceLock<Installed> = OnceLock::new();

fn meters() -> Option<&'static Meters> {
    INSTALLED.get().map(|installed| &installed.meters)
}

/// Shows what is counted.
#[derive(Clone, Copy)]
pub struct Metrics(&'static Installed);

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// From now on everything is counted.
    pub fn install(about: About) -> Self {
        Self(INSTALLED.get_or_init(|| {
            let mut builder = PrometheusBuilder::new();
            for metric in CATALOG {
                if let Is::Histogram(bounds) = metric.is {
                    let name = Matcher::Full(metric.name.to_owned());
                    // The bounds are ours, and none is empty.
                    builder = builder.set_buckets_for_metric(name, bounds).unwrap_or_else(|_| PrometheusBuilder::new());
                }
            }
            let recorder = builder.build_recorder();
            let meters = Meters::register(&recorder, about);
            Installed { handle: recorder.handle(), meters, recorder, since: Instant::now() }
        }))
    }

    /// Everything that is counted, with what was sampled just now, in Prometheus' text format.
    pub fn render(&self, sample: &Sample) -> String {
        sample.show(&Register(&self.0.recorder), Process::read(), self.0.since.elapsed());
        self.0.handle.render()
    }

    /// Keeps what nobody looks at from growing; runs until it is stopped.
    pub async fn upkeep(self) {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            self.0.handle.run_upkeep();
        }
    }
}
