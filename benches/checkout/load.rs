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
use super::common::goods::{Item, Session};
use super::common::server::Server;
use super::common::wire::{Request, Wire, find, sequence};
use super::figures::Run;

/// A refused or failed sale is sent again after this, with its key.
const AGAIN_AFTER_MS: u64 = 20;
/// What is kept of an answer that is no sale.
const QUOTE_BYTES_MAX: usize = 120;

/// What all clients of a run know.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The command line.
    pub options: &'a Options,
    /// The session.
    pub session: &'a Session,
    /// The organizer's.
    pub token: &'a str,
}

/// The load while it runs.
pub struct Load {
    address: String,
    token: String,
    session_id: String,
    items: Vec<Item>,
    lines: usize,
    sales: usize,
    enough: usize,
    next: Cell<usize>,
    accepted: Cell<usize>,
    deadline: Instant,
    errors: RefCell<BTreeMap<String, usize>>,
    /// Notified once enough sales are accepted.
    pub full: Notify,
}

/// What one client saw.
#[derive(Default)]
pub struct Seen {
    /// Of each accepted sale.
    pub latencies_us: Vec<u64>,
    /// Of each accepted sale.
    pub sequences: Vec<u64>,
    /// What they came to.
    pub cents: u64,
    /// The sale that was under way when the connection broke.
    pub unanswered: Option<usize>,
}

impl Load {
    /// A load of at most so many sales, that says when there are enough.
    pub fn new(plan: Plan<'_>, (sales, enough): (usize, usize), server: &Server) -> Rc<Self> {
        Rc::new(Self {
            address: server.address().to_owned(),
            token: plan.token.to_owned(),
            session_id: plan.session.id.clone(),
            items: plan.session.items.clone(),
            lines: plan.options.lines,
            sales,
            enough,
            next: Cell::new(0),
            accepted: Cell::new(0),
            deadline: Instant::now() + Duration::from_secs(plan.options.seconds),
            errors: RefCell::default(),
            full: Notify::new(),
        })
    }

    /// Starts the clients.
    pub fn clients(self: &Rc<Self>, clients: usize) -> JoinSet<io::Result<Seen>> {
        let mut set = JoinSet::new();
        for _ in 0..clients {
            set.spawn_local(Rc::clone(self).client());
        }
        set
    }

    async fn client(self: Rc<Self>) -> io::Result<Seen> {
        let mut wire = Wire::connect(&self.address).await?;
        let mut request = Request::new(&self.address, &self.token, &self.session_id);
        let mut seen = Seen::default();
        while let Some(sale) = self.next_sale() {
            loop {
                let (items, cents) = self.basket(sale);
                let bytes = request.sale(format_args!("sale-{sale:08}"), items, cents)?;
                let sent = Instant::now();
                let answer = match wire.exchange(bytes).await {
                    Ok(answer) => answer,
                    Err(fault) => {
                        self.count(fault.to_string());
                        seen.unanswered = Some(sale);
                        return Ok(seen);
                    }
                };
                if let Some(sequence) = sequence(answer) {
                    seen.latencies_us.push(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
                    seen.sequences.push(sequence);
                    seen.cents += cents;
                    self.accept();
                    break;
                }
                let quote = &answer[..answer.len().min(QUOTE_BYTES_MAX)];
                self.count(String::from_utf8_lossy(quote).into_owned());
                if Instant::now() > self.deadline {
                    seen.unanswered = Some(sale);
                    return Ok(seen);
                }
                sleep(Duration::from_millis(AGAIN_AFTER_MS)).await;
            }
        }
        Ok(seen)
    }

    fn next_sale(&self) -> Option<usize> {
        let sale = self.next.get();
        let more = sale < self.sales && Instant::now() < self.deadline;
        more.then(|| self.next.replace(sale + 1))
    }

    /// The tags of a sale, and what they cost.
    pub fn basket(&self, sale: usize) -> (impl Iterator<Item = &[u8]>, u64) {
        let items = &self.items[sale * self.lines..(sale + 1) * self.lines];
        (items.iter().map(|item| &item.tag[..]), items.iter().map(|item| item.cents).sum())
    }

    fn accept(&self) {
        self.accepted.set(self.accepted.get() + 1);
        if self.accepted.get() == self.enough {
            self.full.notify_one();
        }
    }

    fn count(&self, error: String) {
        *self.errors.borrow_mut().entry(error).or_default() += 1;
    }

    /// Sends a sale that was under way, over a connection to a new server.
    pub async fn send_again(&self, sale: usize, wire: &mut Wire, request: &mut Request) -> io::Result<Option<u64>> {
        let (items, cents) = self.basket(sale);
        let bytes = request.sale(format_args!("sale-{sale:08}"), items, cents)?;
        let answer = wire.exchange(bytes).await?;
        Ok(sequence(answer).map(|_| cents))
    }

    /// The errors so far.
    pub fn errors(&self) -> BTreeMap<String, usize> {
        self.errors.borrow().clone()
    }
}

/// Sells, and writes the figures down.
pub async fn measure(plan: Plan<'_>, sales: usize, server: &Server, run: &mut Run) -> Result<(), Failure> {
    let load = Load::new(plan, (sales, sales), server);
    let started = Instant::now();
    let seen = collect(load.clients(plan.options.clients)).await?;
    run.seconds = started.elapsed().as_secs_f64();
    run.add(&seen, plan.options.lines);
    run.errors = load.errors();
    // Nothing but sales happened between the first and the last: their sequences are dense.
    let mut sequences: Vec<u64> = seen.iter().flat_map(|seen| &seen.sequences).copied().collect();
    sequences.sort_unstable();
    if sequences.windows(2).any(|pair| pair[1] != pair[0] + 1) {
        run.wrong.push("the sequences of the sales are not dense".to_owned());
    }
    Ok(())
}

/// Waits for all clients.
pub async fn collect(mut clients: JoinSet<io::Result<Seen>>) -> Result<Vec<Seen>, Failure> {
    let mut all = Vec::new();
    while let Some(seen) = clients.join_next().await {
        all.push(seen??);
    }
    Ok(all)
}

/// Many clients, one item: answers how many were told that they sold it. A loser that is not told `ITEM_SOLD` counts as
/// a winner, so that it is noticed.
pub async fn race(plan: Plan<'_>, racers: usize, server: &Server) -> Result<usize, Failure> {
    let item = plan.session.items.last().ok_or("no items")?;
    let mut start = JoinSet::new();
    for racer in 0..racers {
        let mut wire = Wire::connect(server.address()).await?;
        let mut request = Request::new(server.address(), plan.token, &plan.session.id);
        let item = *item;
        start.spawn_local(async move {
            let tags = std::iter::once(&item.tag[..]);
            let bytes = request.sale(format_args!("race-{racer}"), tags, item.cents)?;
            let answer = wire.exchange(bytes).await?;
            io::Result::Ok(sequence(answer).is_some() || find(answer, b"ITEM_SOLD").is_none())
        });
    }
    let mut winners = 0;
    while let Some(won) = start.join_next().await {
        winners += usize::from(won??);
    }
    Ok(winners)
}
