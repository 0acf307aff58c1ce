//! What is for sale in a run: sessions side by side, and behind each the one that follows when its items are sold out. All of
//! them are open before the load begins, so that a run may last as long as it should.

use std::cell::{Cell, RefCell};
use std::io;

use tokio::time::Instant;

use super::Failure;
use super::figures::{Figures, median, number};
use super::goods::{self, Desk, Item, Session, Sold};
use super::wire::{Request, Wire};

/// How much there is for sale, and how it is sold.
#[derive(Clone, Copy)]
pub struct Stock {
    /// In all sessions together.
    pub items: usize,
    /// A session has no more.
    pub session_items: usize,
    /// Sessions at once.
    pub lanes: usize,
    /// Items of each sale.
    pub lines: usize,
}

/// The sessions of a run.
pub struct Hall {
    /// Of each lane, the sessions in their order.
    lanes: Vec<Lane>,
    lines: usize,
    /// That a session has room for.
    sales_each: usize,
}

struct Lane {
    stands: Vec<Stand>,
    /// The next sale, counted through all sessions of the lane.
    next: Cell<usize>,
}

struct Stand {
    session: Session,
    sold: Cell<Sold>,
    sequences: RefCell<Vec<u64>>,
}

/// Items that one client sells at once.
#[derive(Clone, Copy, Debug)]
pub struct Sale {
    lane: usize,
    stand: usize,
    at: usize,
}

/// Whom to sell to, and who sells.
#[derive(Clone)]
pub struct Till {
    /// The `host:port`.
    pub address: String,
    /// The organizer's.
    pub token: String,
    /// More lines of each request's head, each with its end.
    pub headers: &'static str,
}

/// A client's requests: what never changes is rendered once for each session.
pub struct Requests {
    till: Till,
    current: Option<(Sale, Request)>,
}

impl Requests {
    /// A client's.
    pub fn new(till: Till) -> Self {
        Self { till, current: None }
    }

    /// The bytes of a sale; the same each time.
    pub fn of(&mut self, hall: &Hall, sale: Sale) -> io::Result<&[u8]> {
        if self.current.as_ref().is_none_or(|(last, _)| (last.lane, last.stand) != (sale.lane, sale.stand)) {
            self.current = None;
        }
        let session_id = &hall.stand(sale).session.id;
        let new = || (sale, Request::new(&self.till.address, (&self.till.token, self.till.headers), session_id));
        let (_, request) = self.current.get_or_insert_with(new);
        let (tags, cents) = hall.basket(sale);
        request.sale(format_args!("sale-{:08}", sale.at), tags, cents)
    }
}

impl Stock {
    /// So many sessions of equal size.
    pub fn sessions(&self) -> usize {
        self.items.div_ceil(self.session_items).max(1).next_multiple_of(self.lanes)
    }

    /// Items of each session.
    pub fn items_each(&self) -> usize {
        self.items.div_ceil(self.sessions())
    }

    /// Sales of all sessions.
    pub fn sales(&self) -> usize {
        self.sessions() * self.sales_each()
    }

    /// Sales of each session. One item is left over for a race.
    fn sales_each(&self) -> usize {
        self.items_each().saturating_sub(1) / self.lines
    }
}

impl Hall {
    /// Brings everything in through the API and opens the sessions.
    pub async fn prepare(desk: &Desk, stock: Stock) -> Result<(Self, Figures), Failure> {
        let mut events = Vec::with_capacity(stock.sessions());
        let started = Instant::now();
        for nth in 0..stock.sessions() {
            events.push(goods::bring_in(desk, nth, stock.items_each()).await?);
        }
        let bring_in = started.elapsed();
        let mut sessions = Vec::with_capacity(events.len());
        let mut opens = Vec::with_capacity(events.len());
        for event in events {
            let started = Instant::now();
            sessions.push(Session::open(desk, event).await?);
            opens.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
        let figures = vec![("bring_in_seconds", bring_in.as_secs_f64()), ("open_ms", median(opens))];
        Ok((Self::of(sessions, stock), figures))
    }

    /// Of sessions that are open.
    pub fn of(sessions: Vec<Session>, stock: Stock) -> Self {
        let lane = |_| Lane { stands: Vec::new(), next: Cell::new(0) };
        let mut lanes: Vec<Lane> = (0..stock.lanes).map(lane).collect();
        for (nth, session) in sessions.into_iter().enumerate() {
            lanes[nth % stock.lanes].stands.push(Stand { session, sold: Cell::default(), sequences: RefCell::default() });
        }
        Self { lanes, lines: stock.lines, sales_each: stock.sales_each() }
    }

    /// The next items, for a client that sells in this lane; none when they are sold out.
    pub fn next(&self, client: usize) -> Option<Sale> {
        let lane = client % self.lanes.len();
        let next = self.lanes[lane].next.get();
        let (stand, at) = (next.checked_div(self.sales_each)?, next % self.sales_each);
        (stand < self.lanes[lane].stands.len()).then(|| {
            self.lanes[lane].next.set(next + 1);
            Sale { lane, stand, at }
        })
    }

    /// Sales that this lane has room for still.
    pub fn left(&self, lane: usize) -> usize {
        let Lane { stands, next } = &self.lanes[lane];
        (stands.len() * self.sales_each).saturating_sub(next.get())
    }

    /// Its tags, and what they cost.
    fn basket(&self, sale: Sale) -> (impl Iterator<Item = &[u8]>, u64) {
        let items = &self.stand(sale).session.items[sale.at * self.lines..(sale.at + 1) * self.lines];
        (items.iter().map(|item| &item.tag[..]), items.iter().map(|item| item.cents).sum())
    }

    /// It was accepted.
    pub fn accepted(&self, sale: Sale, sequence: u64) {
        let stand = self.stand(sale);
        let (before, (_, cents)) = (stand.sold.get(), self.basket(sale));
        stand.sold.set(Sold { sales: before.sales + 1, lines: before.lines + self.lines, cents: before.cents + cents });
        stand.sequences.borrow_mut().push(sequence);
    }

    /// Sends a sale once more whose answer is not known. The error: why it is refused.
    pub async fn send_again(&self, sale: Sale, wire: &mut Wire, till: &Till) -> io::Result<Result<(), String>> {
        let mut requests = Requests::new(till.clone());
        let answer = wire.exchange(requests.of(self, sale)?).await?;
        Ok(match answer.sequence() {
            Some(sequence) => {
                self.accepted(sale, sequence);
                Ok(())
            }
            None => Err(answer.reason()),
        })
    }

    /// Sends all sales once more that had no answer, or were refused, when the time was up: some may be sold.
    pub async fn settle(&self, sales: Vec<Sale>, till: &Till) -> Result<(), Failure> {
        let mut wire = Wire::connect(&till.address).await?;
        for sale in sales {
            self.send_again(sale, &mut wire, till).await?.map_err(|reason| format!("{sale:?} after the load: {reason}"))?;
        }
        Ok(())
    }

    /// An item that nobody sold, and its session.
    pub fn spare(&self) -> Option<(&str, Item)> {
        let session = &self.stands().next()?.session;
        Some((&session.id, *session.items.last()?))
    }

    /// Compares each session's totals with what was accepted there; answers what is wrong.
    pub async fn check(&self, desk: &Desk) -> Result<Vec<String>, Failure> {
        let mut wrong = Vec::new();
        for stand in self.stands() {
            wrong.extend(stand.session.check(desk, stand.sold.get()).await?);
            // Nothing but sales happened between the first and the last: their sequences are dense.
            let mut sequences = stand.sequences.borrow_mut();
            sequences.sort_unstable();
            if sequences.windows(2).any(|pair| pair[1] != pair[0] + 1) {
                wrong.push("the sequences of the sales are not dense".to_owned());
            }
        }
        Ok(wrong)
    }

    /// Completes every session, so that the next run's server need not load it.
    pub async fn complete(&self, desk: &Desk) -> Result<Figures, Failure> {
        let mut times = Vec::new();
        for stand in self.stands() {
            let started = Instant::now();
            stand.session.complete(desk).await?;
            times.push(started.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(vec![("sessions", number(times.len())), ("complete_ms", median(times))])
    }

    fn stands(&self) -> impl Iterator<Item = &Stand> {
        self.lanes.iter().flat_map(|lane| &lane.stands)
    }

    fn stand(&self, sale: Sale) -> &Stand {
        &self.lanes[sale.lane].stands[sale.stand]
    }
}
