//! The closed loop: each client sends its next sale when the last one is answered.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Duration, Instant, sleep};

use super::Options;
use super::common::Failure;
use super::common::figures::{Figures, Latencies, number, rate};
use super::common::hall::{Hall, Requests, Sale, Till};
use super::common::process::cpu_seconds;
use super::common::wire::{Request, Wire};

/// A sale that was refused or failed is sent again after this, with its key, unless the server says when.
const AGAIN_AFTER: Duration = Duration::from_millis(20);

/// The load while it runs.
pub struct Load {
    till: Till,
    hall: Rc<Hall>,
    /// Sales that may still begin.
    left: Cell<usize>,
    accepted: Cell<usize>,
    enough: usize,
    deadline: Instant,
    latencies: RefCell<Latencies>,
    /// Answers that were no sale, by HTTP status and code, and connections that broke.
    pub errors: RefCell<BTreeMap<String, usize>>,
    /// Notified once enough sales are accepted.
    pub full: Notify,
}

impl Load {
    /// A load that says when `enough` sales are accepted; at most `sales` begin.
    pub fn new(options: &Options, hall: &Rc<Hall>, (sales, enough): (usize, usize), till: Till) -> Rc<Self> {
        Rc::new(Self {
            till,
            hall: Rc::clone(hall),
            left: Cell::new(sales),
            accepted: Cell::new(0),
            enough,
            deadline: Instant::now() + Duration::from_secs(options.seconds),
            latencies: RefCell::default(),
            errors: RefCell::default(),
            full: Notify::new(),
        })
    }

    /// Starts the clients. Each answers with the sale that was under way when the server went away, if it did.
    pub fn clients(self: &Rc<Self>, clients: usize) -> JoinSet<io::Result<Option<Sale>>> {
        let mut set = JoinSet::new();
        for client in 0..clients {
            set.spawn_local(Rc::clone(self).client(client));
        }
        set
    }

    async fn client(self: Rc<Self>, client: usize) -> io::Result<Option<Sale>> {
        let mut wire = Wire::connect(&self.till.address).await?;
        let mut requests = Requests::new(self.till.clone());
        while let Some(sale) = self.next(client) {
            if !self.sell(&mut wire, requests.of(&self.hall, sale)?, sale).await? {
                return Ok(Some(sale));
            }
        }
        Ok(None)
    }

    /// Whether it was accepted. If not, the server is gone or the time is up.
    async fn sell(&self, wire: &mut Wire, request: &[u8], sale: Sale) -> io::Result<bool> {
        loop {
            let sent = Instant::now();
            let pause = match wire.exchange(request).await {
                Ok(answer) => {
                    if let Some(sequence) = answer.sequence() {
                        self.latencies.borrow_mut().add(sent.elapsed());
                        self.accept(sale, sequence);
                        return Ok(true);
                    }
                    self.count(answer.reason());
                    answer.retry_after_ms().map_or(AGAIN_AFTER, Duration::from_millis)
                }
                Err(fault) => {
                    self.count(format!("connection: {fault}"));
                    let Ok(next) = Wire::connect(&self.till.address).await else { return Ok(false) };
                    *wire = next;
                    AGAIN_AFTER
                }
            };
            if Instant::now() > self.deadline {
                return Ok(false);
            }
            sleep(pause).await;
        }
    }

    fn next(&self, client: usize) -> Option<Sale> {
        if self.left.get() == 0 || Instant::now() > self.deadline {
            return None;
        }
        let sale = self.hall.next(client)?;
        self.left.set(self.left.get() - 1);
        Some(sale)
    }

    fn accept(&self, sale: Sale, sequence: u64) {
        self.hall.accepted(sale, sequence);
        self.accepted.set(self.accepted.get() + 1);
        if self.accepted.get() == self.enough {
            self.full.notify_one();
        }
    }

    fn count(&self, error: String) {
        *self.errors.borrow_mut().entry(error).or_default() += 1;
    }

    /// What the clients saw in this time.
    pub fn figures(&self, time: Duration) -> Figures {
        let mut latencies = self.latencies.borrow_mut();
        let [p50, p95, p99, max] = latencies.per_mille_ms([500, 950, 990, 1_000]);
        vec![
            ("sales_per_second", rate(latencies.len(), time)),
            ("seconds", time.as_secs_f64()),
            ("sales", number(latencies.len())),
            ("p50_ms", p50),
            ("p95_ms", p95),
            ("p99_ms", p99),
            ("max_ms", max),
            ("errors", number(self.errors.borrow().values().sum())),
        ]
    }
}

/// Sells until the time is up, the items are sold out or there were enough sales. Answers also which sales had no answer then.
pub async fn measure(options: &Options, load: &Rc<Load>, pid: u32) -> Result<(Figures, Vec<Sale>), Failure> {
    let driver = std::process::id();
    let (server, own) = (cpu_seconds(pid)?, cpu_seconds(driver)?);
    let started = Instant::now();
    let under_way = collect(load.clients(options.clients)).await?;
    let time = started.elapsed();
    let mut figures = load.figures(time);
    figures.extend([
        ("server_cpu_share", (cpu_seconds(pid)? - server) / time.as_secs_f64()),
        ("driver_cpu_share", (cpu_seconds(driver)? - own) / time.as_secs_f64()),
    ]);
    Ok((figures, under_way))
}

/// Waits for all clients; answers the sales that were under way when they ended.
pub async fn collect(mut clients: JoinSet<io::Result<Option<Sale>>>) -> Result<Vec<Sale>, Failure> {
    let mut under_way = Vec::new();
    while let Some(sale) = clients.join_next().await {
        under_way.extend(sale??);
    }
    Ok(under_way)
}

/// Many clients, one item: answers how many were told that they sold it. A loser that is not told `ITEM_SOLD` counts as
/// a winner, so that it is noticed.
pub async fn race(hall: &Hall, racers: usize, till: &Till) -> Result<usize, Failure> {
    let (session_id, item) = hall.spare().ok_or("no items")?;
    let mut start = JoinSet::new();
    for racer in 0..racers {
        let mut wire = Wire::connect(&till.address).await?;
        let mut request = Request::new(&till.address, (&till.token, till.headers), session_id);
        start.spawn_local(async move {
            let tags = std::iter::once(&item.tag[..]);
            let bytes = request.sale(format_args!("race-{racer}"), tags, item.cents)?;
            let answer = wire.exchange(bytes).await?;
            io::Result::Ok(answer.sequence().is_some() || !answer.reason().ends_with("ITEM_SOLD"))
        });
    }
    let mut winners = 0;
    while let Some(won) = start.join_next().await {
        winners += usize::from(won??);
    }
    Ok(winners)
}
