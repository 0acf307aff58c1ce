//! What a refused client sees that no other client of the driver stands before: connections with a thread of their own.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use tokio::runtime::Builder;
use tokio::time::{Duration, Instant, sleep};

use super::common::Failure;
use super::common::figures::{Figures, Latencies, number};
use super::common::wire::Wire;
use super::crowd::HERD;

/// Between an answer and the next question: next to nothing of what the others ask. Slow answers leave less time for questions, so
/// that it asks less often just then.
const PAUSE: Duration = Duration::from_millis(5);

/// A thread that asks until it is told that the load is over.
pub struct Witness {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<io::Result<Latencies>>,
}

impl Witness {
    /// Begins when those who all come at once have been answered.
    pub fn start(address: &str) -> io::Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let (address, until) = (address.to_owned(), Arc::clone(&is_over));
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let thread = thread::Builder::new().name("witness".to_owned());
        let thread = thread.spawn(move || runtime.block_on(ask(&address, &until)))?;
        Ok(Self { is_over, thread })
    }

    /// The load is over: what it asks from now on does not count.
    pub fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// How long its refusals took.
    pub fn figures(self) -> Result<Figures, Failure> {
        self.stop();
        let mut refused = self.thread.join().map_err(|_| "the witness panicked")??;
        let mut figures = vec![("refused_witness", number(refused.len()))];
        if refused.len() > 0 {
            let names = ["refused_witness_p50_ms", "refused_witness_p99_ms", "refused_witness_max_ms"];
            figures.extend(names.into_iter().zip(refused.per_mille_ms([500, 990, 1_000])));
        }
        Ok(figures)
    }
}

async fn ask(address: &str, is_over: &AtomicBool) -> io::Result<Latencies> {
    let body = r#"{"query":"{__typename}"}"#;
    let head = format!("POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: ");
    let request = format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes();
    let mut refused = Latencies::default();
    // As many clients as it takes for none to come before it was told to.
    let mut waiting: Vec<(Instant, Wire)> = Vec::new();
    sleep(HERD).await;
    while !is_over.load(Ordering::Relaxed) {
        let may_ask = waiting.iter().position(|(until, _)| *until <= Instant::now());
        let mut wire = match may_ask {
            Some(index) => waiting.swap_remove(index).1,
            None => Wire::connect(address).await?,
        };
        let sent = Instant::now();
        let told = wire.exchange(&request).await?.retry_after_ms();
        // What is let in is a query, and answered; only what is refused counts.
        if told.is_some() {
            refused.add(sent.elapsed());
        }
        waiting.push((Instant::now() + Duration::from_millis(told.unwrap_or_default()), wire));
        sleep(PAUSE).await;
    }
    Ok(refused)
}
