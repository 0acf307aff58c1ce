//! The figures of the runs, their medians, and how they are written down.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Options;
use super::load::Seen;

/// What one run measured.
#[derive(Default)]
pub struct Run {
    /// Bringing the items in.
    pub bring_in_seconds: f64,
    /// `saleSessionOpen`, from question to answer.
    pub open_ms: f64,
    /// `saleSessionComplete`.
    pub complete_ms: f64,
    /// Of the load.
    pub seconds: f64,
    /// Accepted sales.
    pub accepted: usize,
    /// Lines of each.
    pub lines: usize,
    /// What they came to.
    pub cents: u64,
    /// Server memory with the session open, before the load.
    pub rss_open_mib: f64,
    /// And after it.
    pub rss_end_mib: f64,
    /// From `kill -9` to the first sale of the next process.
    pub restart_ms: Option<f64>,
    /// Answers that were no sale.
    pub errors: BTreeMap<String, usize>,
    /// What the checks found.
    pub wrong: Vec<String>,
    latencies_us: Vec<u64>,
}

impl Run {
    /// Adds what the clients saw.
    pub fn add(&mut self, seen: &[Seen], lines: usize) {
        self.lines = lines;
        for seen in seen {
            self.latencies_us.extend(&seen.latencies_us);
            self.cents += seen.cents;
        }
        self.accepted += self.latencies_us.len();
        self.latencies_us.sort_unstable();
    }

    fn latency_ms(&self, per_mille: usize) -> f64 {
        let last = self.latencies_us.len().saturating_sub(1);
        let us = self.latencies_us.get(last * per_mille / 1_000).copied().unwrap_or(0);
        std::time::Duration::from_micros(us).as_secs_f64() * 1_000.0
    }

    /// Every figure with its name.
    fn figures(&self) -> Vec<(&'static str, f64)> {
        let count = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
        let mut figures = vec![
            ("sales_per_second", count(self.latencies_us.len()) / self.seconds.max(f64::MIN_POSITIVE)),
            ("sales", count(self.accepted)),
            ("p50_ms", self.latency_ms(500)),
            ("p95_ms", self.latency_ms(950)),
            ("p99_ms", self.latency_ms(990)),
            ("max_ms", self.latency_ms(1_000)),
            ("errors", count(self.errors.values().sum())),
            ("bring_in_seconds", self.bring_in_seconds),
            ("open_ms", self.open_ms),
            ("complete_ms", self.complete_ms),
            ("rss_open_mib", self.rss_open_mib),
            ("rss_end_mib", self.rss_end_mib),
        ];
        figures.extend(self.restart_ms.map(|ms| ("restart_ms", ms)));
        figures
    }

    /// The run in one line.
    pub fn line(&self, number: usize) -> String {
        let figures: BTreeMap<_, _> = self.figures().into_iter().collect();
        let correct = if self.wrong.is_empty() { "correct" } else { "WRONG" };
        let errors: Vec<String> = self.errors.iter().map(|(error, count)| format!("\n    {count} x {error}")).collect();
        format!(
            "run {number}: {:.0} sales/s, p50 {:.2} ms, p99 {:.2} ms, open {:.0} ms, {correct}{}",
            figures["sales_per_second"],
            figures["p50_ms"],
            figures["p99_ms"],
            figures["open_ms"],
            errors.concat()
        )
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        even if even.is_multiple_of(2) => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

fn medians(runs: &[Run]) -> Vec<(&'static str, f64)> {
    let names = runs.first().map(Run::figures).unwrap_or_default();
    names
        .into_iter()
        .map(|(name, _)| {
            let values = runs.iter().flat_map(Run::figures).filter(|(other, _)| *other == name);
            (name, median(values.map(|(_, value)| value).collect()))
        })
        .collect()
}

/// Prints every figure of every run, and the medians.
pub fn print(runs: &[Run]) {
    let all: Vec<Vec<(&str, f64)>> = runs.iter().map(Run::figures).collect();
    let heads: Vec<String> = (1..=runs.len()).map(|run| format!("{:>12}", format!("run {run}"))).collect();
    let heads = heads.concat();
    println!("\n{:<18}{heads}{:>12}", "", "median");
    for (row, (name, median)) in medians(runs).into_iter().enumerate() {
        let cell = |figures: &Vec<(&str, f64)>| {
            figures.get(row).map_or_else(|| format!("{:>12}", "-"), |(_, value)| format!("{value:>12.2}"))
        };
        let values = all.iter().map(cell).collect::<Vec<String>>().concat();
        println!("{name:<18}{values}{median:>12.2}");
    }
}

/// All figures for a file.
pub fn json(options: &Options, runs: &[Run]) -> Value {
    let object = |figures: Vec<(&'static str, f64)>| -> Value {
        figures.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect()
    };
    json!({
        "clients": options.clients,
        "items": options.items,
        "lines": options.lines,
        "sales": options.sales,
        "seconds": options.seconds,
        "database": if options.database.is_some() { "--database" } else { "sqlite" },
        "median": object(medians(runs)),
        "runs": runs.iter().map(|run| object(run.figures())).collect::<Vec<_>>(),
        "correct": runs.iter().all(|run| run.wrong.is_empty()),
    })
}
