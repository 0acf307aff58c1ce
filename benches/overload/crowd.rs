//! Many times as many clients as the server has room for, each with one sale at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;

use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::common::figures::{Figures, Latencies, number, rate};
use super::common::hall::{Hall, Requests, Sale, Till};
use super::common::wire::{Answer, Wire};

/// A client that lost its connection, or was not told when to come again.
const AGAIN_AFTER: Duration = Duration::from_millis(250);

/// All clients begin in the same moment, which none but a driver's do. What is sent after this is no longer of that herd.
pub const HERD: Duration = Duration::from_secs(1);

/// Left for the lone till: it needs a handful if the server recovers, and has enough for seconds if it does not.
pub const LONE_SALES: usize = 10_000;

/// What a refused client does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// It comes again when it was told to.
    Patient,
    /// It comes again at once.
    Rude,
}

/// The load while it runs.
pub struct Crowd {
    till: Till,
    hall: Rc<Hall>,
    manners: Manners,
    begun: Instant,
    deadline: Instant,
    seen: RefCell<Seen>,
}

/// What all clients saw.
#[derive(Default)]
struct Seen {
    /// From the request that was accepted to its answer.
    acknowledged: Latencies,
    /// From a sale's first request to its acknowledgement, with every refusal and every wait between.
    sales: Latencies,
    /// From a request that was refused to its answer.
    refused: Latencies,
    /// Of them those that were sent after [`HERD`].
    refused_later: Latencies,
    /// The same two as the server says it, if it does.
    acknowledged_server: Latencies,
    refused_server: Latencies,
    /// Refusals that said when to come again.
    refused_with_retry: usize,
    closed: usize,
    /// Of the answers that were no sale: HTTP status and code.
    reasons: BTreeMap<String, usize>,
}

impl Crowd {
    /// A load that begins now and lasts until then.
    pub fn new(hall: &Rc<Hall>, till: &Till, manners: Manners, deadline: Instant) -> Rc<Self> {
        let begun = Instant::now();
        Rc::new(Self { till: till.clone(), hall: Rc::clone(hall), manners, begun, deadline, seen: RefCell::default() })
    }

    /// Starts the clients, which are connected. Each answers with the sale that had no answer when the time was up.
    pub fn start(self: &Rc<Self>, wires: Vec<Wire>) -> JoinSet<io::Result<Option<Sale>>> {
        let mut set = JoinSet::new();
        for (client, wire) in wires.into_iter().enumerate() {
            set.spawn_local(Rc::clone(self).client(client, wire));
        }
        set
    }

    async fn client(self: Rc<Self>, client: usize, mut wire: Wire) -> io::Result<Option<Sale>> {
        let mut requests = Requests::new(self.till.clone());
        while Instant::now() < self.deadline && self.hall.left(0) > LONE_SALES {
            let Some(sale) = self.hall.next(client) else { break };
            if !self.sell(&mut wire, requests.of(&self.hall, sale)?, sale).await {
                return Ok(Some(sale));
            }
        }
        Ok(None)
    }

    /// Whether it was accepted before the time was up.
    async fn sell(&self, wire: &mut Wire, request: &[u8], sale: Sale) -> bool {
        let begun = Instant::now();
        while Instant::now() < self.deadline {
            let sent = Instant::now();
            let pause = match wire.exchange(request).await {
                Ok(answer) => match answer.sequence() {
                    Some(sequence) => {
                        self.hall.accepted(sale, sequence);
                        self.acknowledged(&answer, sent.elapsed(), begun.elapsed());
                        return true;
                    }
                    None => self.refused(&answer, sent),
                },
                Err(fault) => {
                    self.closed(format!("connection: {fault}"));
                    self.connect_again(wire).await;
                    Duration::ZERO
                }
            };
            if !pause.is_zero() {
                sleep_until((Instant::now() + pause).min(self.deadline)).await;
            }
        }
        false
    }

    async fn connect_again(&self, wire: &mut Wire) {
        while Instant::now() < self.deadline {
            // Also before the first try: what was closed just now is not helped by a storm.
            sleep(AGAIN_AFTER).await;
            match Wire::connect(&self.till.address).await {
                Ok(next) => {
                    *wire = next;
                    return;
                }
                Err(fault) => self.closed(format!("connecting again: {fault}")),
            }
        }
    }

    fn acknowledged(&self, answer: &Answer<'_>, latency: Duration, whole: Duration) {
        let mut seen = self.seen.borrow_mut();
        seen.acknowledged.add(latency);
        seen.sales.add(whole);
        if let Some(time) = server_time(answer) {
            seen.acknowledged_server.add(time);
        }
    }

    /// Answers how long to wait.
    fn refused(&self, answer: &Answer<'_>, sent: Instant) -> Duration {
        let mut seen = self.seen.borrow_mut();
        let latency = sent.elapsed();
        seen.refused.add(latency);
        if sent - self.begun > HERD {
            seen.refused_later.add(latency);
        }
        if let Some(time) = server_time(answer) {
            seen.refused_server.add(time);
        }
        let told = answer.retry_after_ms().map(Duration::from_millis);
        seen.refused_with_retry += usize::from(told.is_some());
        *seen.reasons.entry(answer.reason()).or_default() += 1;
        match self.manners {
            Manners::Patient => told.unwrap_or(AGAIN_AFTER),
            Manners::Rude => Duration::ZERO,
        }
    }

    fn closed(&self, fault: String) {
        let mut seen = self.seen.borrow_mut();
        seen.closed += 1;
        *seen.reasons.entry(fault).or_default() += 1;
    }

    /// Answers that were no sale, by HTTP status and code.
    pub fn reasons(&self) -> BTreeMap<String, usize> {
        self.seen.borrow().reasons.clone()
    }

    /// What the clients saw in this time.
    pub fn figures(&self, time: Duration) -> Figures {
        let mut seen = self.seen.borrow_mut();
        let mut figures = vec![
            ("seconds", time.as_secs_f64()),
            ("acknowledged", number(seen.acknowledged.len())),
            ("acknowledged_per_second", rate(seen.acknowledged.len(), time)),
            ("refused", number(seen.refused.len())),
            ("refused_per_second", rate(seen.refused.len(), time)),
            ("refused_with_retry", number(seen.refused_with_retry)),
            ("closed", number(seen.closed)),
        ];
        let Seen { acknowledged, sales, refused, refused_later, acknowledged_server, refused_server, .. } = &mut *seen;
        let named = [
            (acknowledged, ["acknowledged_p50_ms", "acknowledged_p99_ms", "acknowledged_max_ms"]),
            (sales, ["sale_with_waits_p50_ms", "sale_with_waits_p99_ms", "sale_with_waits_max_ms"]),
            (refused, ["refused_p50_ms", "refused_p99_ms", "refused_max_ms"]),
            (refused_later, ["refused_later_p50_ms", "refused_later_p99_ms", "refused_later_max_ms"]),
            (acknowledged_server, ["acknowledged_server_p50_ms", "acknowledged_server_p99_ms", "acknowledged_server_max_ms"]),
            (refused_server, ["refused_server_p50_ms", "refused_server_p99_ms", "refused_server_max_ms"]),
        ];
        for (latencies, names) in named {
            // What never happened has no time.
            if latencies.len() > 0 {
                figures.extend(names.into_iter().zip(latencies.per_mille_ms([500, 990, 1_000])));
            }
        }
        figures
    }
}

fn server_time(answer: &Answer<'_>) -> Option<Duration> {
    Duration::try_from_secs_f64(answer.server_ms()? / 1_000.0).ok()
}
