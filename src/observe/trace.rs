//! Spans on their way to a collector: OTLP over HTTP, from a bounded queue that nobody waits for.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry::KeyValue;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::Subscriber;
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt};
use tracing_subscriber::registry::LookupSpan;

use super::metrics;

/// Spans that wait for the collector; with some 500 bytes each, 4 MB. What does not fit is dropped, and counted.
const WAITING_SPANS_MAX: usize = 8_192;
/// One call carries so many at most.
const BATCH_SPANS_MAX: usize = 512;
/// A call waits so long for more to carry.
const GATHER_TIME: Duration = Duration::from_millis(500);
/// A collector that takes longer has lost the batch: others wait behind it.
const CALL_TIME_MAX: Duration = Duration::from_secs(5);
/// At the end of the process, what waits is sent, for so long and no longer.
const FLUSH_TIME_MAX: Duration = Duration::from_secs(2);

/// A collector that takes spans.
#[derive(Clone, Debug)]
pub struct Collector {
    /// For example `http://127.0.0.1:4318`; spans go to `/v1/traces` below it.
    pub endpoint: String,
    /// The part of requests that is traced, 0 to 1; a caller that traces already decides itself.
    pub ratio: f64,
}

/// What hands spans over. One a process.
pub struct Traces {
    provider: SdkTracerProvider,
    queue: Queue,
    carrying: JoinHandle<()>,
}

impl fmt::Debug for Traces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Traces")
    }
}

impl Traces {
    /// Starts to carry spans there; nobody asks whether there is a collector. `process` names this one among all.
    pub fn start(collector: &Collector, process: u64) -> Result<Self, String> {
        let endpoint = format!("{}/v1/traces", collector.endpoint.trim_end_matches('/'));
        let client = reqwest::Client::builder().timeout(CALL_TIME_MAX).build().map_err(|error| error.to_string())?;
        let resource = Resource::builder_empty()
            .with_attributes([
                KeyValue::new("service.name", "hangtag"),
                KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
                KeyValue::new("service.instance.id", format!("{process:016x}")),
            ])
            .build();
        let mut exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_endpoint(endpoint)
            .with_timeout(CALL_TIME_MAX)
            .build()
            .map_err(|error| error.to_string())?;
        exporter.set_resource(&resource);
        let (sender, waiting) = mpsc::channel(WAITING_SPANS_MAX);
        let queue = Queue(Arc::new(Mutex::new(Some(sender))));
        let provider = SdkTracerProvider::builder()
            .with_resource(resource)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(collector.ratio))))
            .with_span_processor(queue.clone())
            .build();
        Ok(Self { provider, queue, carrying: tokio::spawn(carry(exporter, waiting)) })
    }

    pub(super) fn layer<S: Subscriber + for<'span> LookupSpan<'span>>(
        &self,
    ) -> OpenTelemetryLayer<S, opentelemetry_sdk::trace::SdkTracer> {
        let tracer = self.provider.tracer("hangtag");
        tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false).with_target(false)
    }

    /// Sends what waits, and takes no more; for so long as a process may take to end.
    pub async fn flush(self) {
        self.queue.close();
        if timeout(FLUSH_TIME_MAX, self.carrying).await.is_err() {
            tracing::warn!("the collector did not take the last spans in time");
        }
    }
}

/// Makes a span the child of what its caller has: the W3C header `traceparent`.
pub(super) fn adopt(span: &tracing::Span, traceparent: &str) {
    let parent = TraceContextPropagator::new().extract_with_context(&Context::new(), &Header(traceparent));
    // Without a collector there is no such layer, and nothing to adopt into.
    let _ = span.set_parent(parent);
}

struct Header<'a>(&'a str);

impl Extractor for Header<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == "traceparent").then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent"]
    }
}

/// Where ended spans wait. Shared with the layer, which lives as long as the process: `close` ends it before.
#[derive(Clone, Debug)]
struct Queue(Arc<Mutex<Option<mpsc::Sender<SpanData>>>>);

impl Queue {
    fn close(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        let is_taken = match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(queue) => queue.try_send(span).is_ok(),
            None => false,
        };
        if !is_taken {
            metrics::spans("dropped", 1);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        self.close();
        Ok(())
    }
}

/// One call at a time, until the queue is closed and empty. A collector that fails loses its batch, and nothing waits for it.
async fn carry(exporter: impl SpanExporter, mut waiting: mpsc::Receiver<SpanData>) {
    let mut was_well = true;
    loop {
        let mut batch = Vec::new();
        if waiting.recv_many(&mut batch, BATCH_SPANS_MAX).await == 0 {
            return;
        }
        if batch.len() < BATCH_SPANS_MAX && !waiting.is_closed() {
            sleep(GATHER_TIME).await;
            while batch.len() < BATCH_SPANS_MAX
                && let Ok(span) = waiting.try_recv()
            {
                batch.push(span);
            }
        }
        let spans = batch.len() as u64;
        let why = match timeout(CALL_TIME_MAX, exporter.export(batch)).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some(format!("no answer within {} s", CALL_TIME_MAX.as_secs())),
        };
        metrics::spans(if why.is_none() { "exported" } else { "failed" }, spans);
        // Once when it begins to fail, once when it is well again.
        match &why {
            Some(why) if was_well => tracing::warn!(why, "the collector does not take spans; they are dropped meanwhile"),
            None if !was_well => tracing::info!("the collector takes spans again"),
            _ => {}
        }
        was_well = why.is_none();
    }
}
