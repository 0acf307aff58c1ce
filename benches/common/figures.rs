//! Figures of runs: named numbers, their medians, and how they are written down.

use std::path::Path;

use serde_json::{Value, json};
use tokio::time::Duration;

use super::Failure;

/// What one run measured: each number under its name, the unit last.
pub type Figures = Vec<(&'static str, f64)>;

/// Latencies in microseconds.
#[derive(Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// With room for so many, so that the load does not wait for memory.
    pub fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds one.
    pub fn add(&mut self, latency: Duration) {
        self.0.push(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds what another client saw.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// So many in a thousand, in milliseconds.
    pub fn per_mille_ms<const N: usize>(&mut self, per_mille: [usize; N]) -> [f64; N] {
        self.0.sort_unstable();
        let last = self.0.len().saturating_sub(1);
        per_mille.map(|part| self.0.get(last * part / 1_000).map_or(f64::NAN, |us| f64::from(*us) / 1_000.0))
    }
}

/// Nobody counts so far that a double is not enough.
pub fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// So many in a time.
pub fn rate(count: usize, time: Duration) -> f64 {
    number(count) / time.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// The middle one, or the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        even if even.is_multiple_of(2) => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

/// The median of each figure.
pub fn medians(runs: &[Figures]) -> Figures {
    let names = runs.first().into_iter().flatten();
    names
        .map(|&(name, _)| {
            let values = runs.iter().flatten().filter(|(other, _)| *other == name);
            (name, median(values.map(|&(_, value)| value).collect()))
        })
        .collect()
}

/// One figure of many.
pub fn figure(figures: &[(&'static str, f64)], wanted: &str) -> f64 {
    figures.iter().find(|(name, _)| *name == wanted).map_or(f64::NAN, |&(_, value)| value)
}

/// The median of one figure divided by the other's: by turns, since a machine that slows down slows both.
pub fn ratio(name: &str, (ours, others): (&[Figures], &[Figures])) -> f64 {
    median(ours.iter().zip(others).map(|(ours, other)| figure(ours, name) / figure(other, name)).collect())
}

/// Prints every figure of every run, and the medians.
pub fn print(title: &str, runs: &[Figures]) {
    let heads: Vec<String> = (1..=runs.len()).map(|run| format!("{:>12}", format!("run {run}"))).collect();
    let heads = heads.concat();
    println!("\n{title:<34}{heads}{:>12}", "median");
    for (name, median) in medians(runs) {
        let values: Vec<String> = runs.iter().map(|run| format!("{:>12.2}", figure(run, name))).collect();
        let values = values.concat();
        println!("{name:<34}{values}{median:>12.2}");
    }
}

/// The runs of one side, for a file.
pub fn json(runs: &[Figures]) -> Value {
    let object = |figures: &Figures| -> Value { figures.iter().map(|&(name, value)| (name.to_owned(), json!(value))).collect() };
    json!({ "median": object(&medians(runs)), "runs": runs.iter().map(object).collect::<Vec<_>>() })
}

/// Writes a file for programs, and the folder that it stands in.
pub fn write(file: &Path, value: &Value) -> Result<(), Failure> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(file, serde_json::to_string_pretty(value)? + "\n")?)
}
