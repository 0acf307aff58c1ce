//! The program with its metrics shown.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hangtag::client::Client;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::harness::Place;
use crate::program::{hangtag, says, signal};

/// A test that waits longer has failed.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it dies with the test.
pub(super) struct Server {
    pub(super) url: String,
    pub(super) metrics: String,
    pub(super) token: String,
    pub(super) http: reqwest::Client,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    logging: JoinHandle<()>,
}

impl Server {
    /// With an organizer's token.
    pub(super) async fn start(place: &Place, options: &[&str]) -> Self {
        let words = [&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"], options].concat();
        let mut child = hangtag(place, &words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::<Mutex<Vec<String>>>::default();
        let (mut said, into) = (BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&log));
        let logging = tokio::spawn(async move {
            while let Ok(Some(line)) = said.next_line().await {
                into.lock().unwrap().push(line);
            }
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut told = async |beginning: &str| {
            let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
            let line = line.unwrap_or_else(|| panic!("it ended: {:?}", log.lock().unwrap()));
            line.strip_prefix(beginning).unwrap_or_else(|| panic!("{line} is not where it listens")).to_owned()
        };
        let (url, metrics) = (told("listening on ").await, told("metrics on ").await);
        let made = says(place, &["token", "create", "--organization", "acme", "--role", "organizer"]).await;
        let token = made.lines().last().unwrap().to_owned();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { url, metrics, token, http, child, log, logging }
    }

    pub(super) fn client(&self) -> Client {
        Client::new(&self.url, &self.token).unwrap()
    }

    pub(super) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// What Prometheus would read now.
    pub(super) async fn scrape(&self) -> Scrape {
        let answer = self.http.get(&self.metrics).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        Scrape::parse(answer.text().await.unwrap())
    }

    /// What `/readyz` says: the status, and the checks that fail.
    pub(super) async fn ready(&self) -> (u16, Vec<String>) {
        let answer = self.http.get(format!("{}/readyz", self.url)).send().await.unwrap();
        let (status, body) = (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap());
        let checks = body["checks"].as_object().unwrap();
        assert!(checks.values().all(|check| check["latencyMs"].as_f64().is_some_and(|latency| latency < 2_500.0)), "{body}");
        (status, checks.iter().filter(|(_, check)| check["ready"] == false).map(|(name, _)| name.clone()).collect())
    }

    /// Asks until exactly these checks fail.
    pub(super) async fn becomes_unready(&self, checks: &[&str]) {
        let status = if checks.is_empty() { 200 } else { 503 };
        let asked = Instant::now();
        loop {
            let said = self.ready().await;
            if said.0 == status && said.1 == checks {
                return;
            }
            assert!(asked.elapsed() < PATIENCE, "{said:?} instead of {checks:?}");
            // The answer is kept for a second: the next one is worth waiting for.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// SIGTERM; how long the drain took, and what was logged in all.
    pub(super) async fn stop(mut self) -> (Duration, Vec<String>) {
        let asked = Instant::now();
        signal(&self.child, "TERM");
        assert_eq!(timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap().code(), Some(0));
        let took = asked.elapsed();
        self.logging.await.unwrap();
        let log = self.log.lock().unwrap().clone();
        (took, log)
    }
}

/// What Prometheus reads.
#[derive(Clone, Debug)]
pub(super) struct Scrape {
    pub(super) text: String,
    /// By name, what kind it is and its help.
    pub(super) families: BTreeMap<String, (String, String)>,
    samples: BTreeMap<String, f64>,
}

impl Scrape {
    fn parse(text: String) -> Self {
        let (mut families, mut samples) = (BTreeMap::<String, (String, String)>::new(), BTreeMap::new());
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, help) = rest.split_once(' ').unwrap();
                help.clone_into(&mut families.entry(name.to_owned()).or_default().1);
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').unwrap();
                kind.clone_into(&mut families.entry(name.to_owned()).or_default().0);
            } else {
                let (series, value) = line.rsplit_once(' ').unwrap();
                assert!(samples.insert(series.to_owned(), value.parse().unwrap()).is_none(), "{series} is there twice");
            }
        }
        Self { text, families, samples }
    }

    /// A sample, as it is written: `name{label="value"}`. What was never counted is 0.
    pub(super) fn of(&self, series: &str) -> f64 {
        self.samples.get(series).copied().unwrap_or_default()
    }

    /// Is it that many? Samples are floats, and counts among them exact.
    pub(super) fn is(&self, series: &str, count: f64) -> bool {
        (self.of(series) - count).abs() < f64::EPSILON
    }

    /// Is there such a sample?
    pub(super) fn has(&self, series: &str) -> bool {
        self.samples.contains_key(series)
    }

    /// Every value that a label has anywhere.
    pub(super) fn values_of(&self, label: &str) -> BTreeSet<&str> {
        let begins = format!("{label}=\"");
        let value = |series: &'_ str| series.find(&begins).map(|at| at + begins.len());
        self.samples.keys().filter_map(|series| Some(series[value(series)?..].split('"').next().unwrap())).collect()
    }
}

/// How much more of it there is.
pub(super) fn more(before: &Scrape, after: &Scrape, series: &str) -> f64 {
    after.of(series) - before.of(series)
}
