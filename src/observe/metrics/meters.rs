//! The handles: each is made once, and then costs an atomic addition.

use std::fmt::Display;
use std::hash::Hash;

use dashmap::DashMap;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::PrometheusRecorder;

use super::catalog::{self, Is, Metric};
use super::told::{OwnerKind, Reason};
use super::{About, INSTALLED};

const METADATA: Metadata<'static> = Metadata::new("hangtag", Level::INFO, None);

/// Makes handles.
pub(super) struct Register<'a>(pub &'a PrometheusRecorder);

type Labels<'a> = &'a [(&'static str, &'a str)];

impl Register<'_> {
    pub(super) fn describe(&self, metric: &Metric) {
        let name = KeyName::from_const_str(metric.name);
        match metric.is {
            Is::Counter => self.0.describe_counter(name, None, metric.help.into()),
            Is::Gauge => self.0.describe_gauge(name, None, metric.help.into()),
            Is::Histogram(_) => self.0.describe_histogram(name, None, metric.help.into()),
        }
    }

    fn key(metric: &Metric, labels: Labels<'_>) -> Key {
        let labels: Vec<Label> = labels.iter().map(|(name, value)| Label::new(*name, (*value).to_owned())).collect();
        Key::from_parts(metric.name, labels)
    }

    pub(super) fn counter(&self, metric: &Metric, labels: Labels<'_>) -> Counter {
        self.0.register_counter(&Self::key(metric, labels), &METADATA)
    }

    pub(super) fn gauge(&self, metric: &Metric, labels: Labels<'_>) -> Gauge {
        self.0.register_gauge(&Self::key(metric, labels), &METADATA)
    }

    fn histogram(&self, metric: &Metric, labels: Labels<'_>) -> Histogram {
        self.0.register_histogram(&Self::key(metric, labels), &METADATA)
    }
}

/// Counters of one name by a label, whose values come from our code and are few. Made when first needed.
pub(super) struct ByLabel<Value> {
    metric: Metric,
    label: &'static str,
    counters: DashMap<Value, Counter>,
}

impl<Value: Copy + Eq + Hash + Display> ByLabel<Value> {
    fn new(metric: Metric, label: &'static str) -> Self {
        Self { metric, label, counters: DashMap::new() }
    }

    pub(super) fn add(&self, value: Value, count: u64) {
        if let Some(counter) = self.counters.get(&value) {
            return counter.increment(count);
        }
        if let Some(installed) = INSTALLED.get() {
            let text = value.to_string();
            let counter = Register(&installed.recorder).counter(&self.metric, &[(self.label, &text)]);
            counter.increment(count);
            self.counters.insert(value, counter);
        }
    }
}

/// Of one operation.
pub(super) struct OfOperation {
    pub seconds: Histogram,
    /// Nothing but of a subscription.
    pub opened: Counter,
}

/// Of one kind of owner.
pub(super) struct OfKind {
    pub batch: Histogram,
    pub commit: Histogram,
    pub fences: Counter,
    pub failed: [Counter; Reason::ALL.len()],
    pub loaded: Counter,
    pub load_failed: Counter,
    pub reloads: Counter,
}

/// Every handle that is told what happens; gauges that are sampled are set where they are shown.
pub(super) struct Meters {
    pub requests: Gauge,
    pub operations: Vec<OfOperation>,
    pub errors: ByLabel<&'static str>,
    pub refusals: ByLabel<&'static str>,
    pub sockets: Gauge,
    pub subscriptions: Gauge,
    pub delivered: Counter,
    pub closed: ByLabel<u16>,
    pub slow: Counter,
    pub kinds: [OfKind; OwnerKind::ALL.len()],
    pub checkpoint: Histogram,
    pub checkpoints_failed: Counter,
    pub spans: ByLabel<&'static str>,
}

impl Meters {
    pub(super) fn register(recorder: &PrometheusRecorder, about: About) -> Self {
        let register = Register(recorder);
        catalog::describe(&register);
        let version = ("version", env!("CARGO_PKG_VERSION"));
        register.gauge(&catalog::BUILD, &[version, ("database", about.database)]).set(1.0);
        let plain = |metric: &Metric| register.counter(metric, &[]);
        let errors = ByLabel::new(catalog::ERRORS, "code");
        for code in about.codes {
            errors.counters.insert(*code, register.counter(&catalog::ERRORS, &[("code", code)]));
        }
        let spans = ByLabel::new(catalog::SPANS, "outcome");
        for outcome in ["exported", "failed", "dropped"] {
            spans.counters.insert(outcome, register.counter(&catalog::SPANS, &[("outcome", outcome)]));
        }
        Self {
            requests: register.gauge(&catalog::REQUESTS, &[]),
            operations: about.operations.iter().map(|operation| OfOperation::register(&register, *operation)).collect(),
            errors,
            refusals: ByLabel::new(catalog::REFUSALS, "code"),
            sockets: register.gauge(&catalog::SOCKETS, &[]),
            subscriptions: register.gauge(&catalog::SUBSCRIPTIONS, &[]),
            delivered: plain(&catalog::DELIVERED),
            closed: ByLabel::new(catalog::CLOSED, "code"),
            slow: plain(&catalog::SLOW),
            kinds: OwnerKind::ALL.map(|kind| OfKind::register(&register, kind)),
            checkpoint: register.histogram(&catalog::CHECKPOINT, &[]),
            checkpoints_failed: plain(&catalog::CHECKPOINTS_FAILED),
            spans,
        }
    }
}

impl OfOperation {
    fn register(register: &Register<'_>, (kind, field): (&'static str, &'static str)) -> Self {
        let labels: Labels<'_> = &[("type", kind), ("operation", field)];
        let opens = kind == "subscription";
        Self {
            seconds: register.histogram(&catalog::OPERATION, labels),
            opened: if opens { register.counter(&catalog::OPENED, &[("operation", field)]) } else { Counter::noop() },
        }
    }
}

impl OfKind {
    fn register(register: &Register<'_>, kind: OwnerKind) -> Self {
        let kind = ("kind", kind.name());
        let load = |outcome| register.counter(&catalog::LOADS, &[kind, ("outcome", outcome)]);
        Self {
            batch: register.histogram(&catalog::BATCH, &[kind]),
            commit: register.histogram(&catalog::COMMIT, &[kind]),
            fences: register.counter(&catalog::FENCES, &[kind]),
            failed: Reason::ALL.map(|why| register.counter(&catalog::COMMITS_FAILED, &[kind, ("reason", why.name())])),
            loaded: load("loaded"),
            load_failed: load("failed"),
            reloads: register.counter(&catalog::RELOADS, &[kind]),
        }
    }
}
