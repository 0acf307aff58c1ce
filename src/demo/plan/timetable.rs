//! Who comes when, to which till, with what in the basket: the hall's ordinary course. What goes wrong in it is dealt
//! out by `incidents`.

use super::chance::{Chance, LOGNORMAL_MEAN_1000};
use super::incidents::{self, Incident};
use super::{Action, Basket, Fate, Goods, Item, Line, Scan, Shape, Step, TenderKind, goods};
use crate::demo::money::Cents;

/// Nobody carries more.
const BASKET_ITEMS_MAX: u32 = 60;
/// Of a day's shoppers, this many come in its first quarter.
const EARLY_PERCENT: u32 = 38;
/// Each till scans, asks and pays at this pace.
const SCAN_SECONDS: (u32, u32) = (4, 7);
const PAYMENT_SECONDS: (u32, u32) = (15, 45);
/// The network of one till fails once a day for this long, while the hall is full.
const OFFLINE_SECONDS: u32 = 12 * 60;
/// A day's last shoppers come this long before its end, so that everybody is served.
const LAST_CALL_SECONDS: u32 = 15 * 60;
/// Of all scans, this many happen twice.
const DOUBLE_SCAN_PERCENT: u32 = 3;

/// What `Plan::new` takes from here.
pub(super) struct Timetable {
    pub baskets: Vec<Basket>,
    pub tills: Vec<Vec<Step>>,
    pub milestones: usize,
    pub contests: usize,
}

/// One shopper at one till.
pub(super) struct Visit {
    pub basket: usize,
    pub till: usize,
    /// When each line is scanned; strictly rising.
    pub scans: Vec<u32>,
    /// When the sale is sent.
    pub paid_at: u32,
    /// The window in which the till had no network, if it had none.
    pub window: Option<usize>,
    pub incident: Incident,
}

/// A till without a network.
pub(super) struct Window {
    pub till: usize,
    pub from: u32,
    pub to: u32,
    /// The sales that wait in it.
    pub baskets: Vec<usize>,
    /// The milestone that the replay waits for: the conflict's other sale.
    pub after: Option<usize>,
}

impl Window {
    fn replay_at(&self) -> u32 {
        self.to + 5
    }
}

/// The timetable while it is written.
pub(super) struct Writer<'a> {
    pub items: &'a [Item],
    pub chance: &'a mut Chance,
    pub timetable: Timetable,
    pub windows: Vec<Window>,
    pub unsold: Vec<usize>,
    receipts: Vec<u32>,
}

/// Writes the timetable of a hall.
pub(super) fn write(shape: &Shape, items: &[Item], (sold, unsold): (Vec<usize>, Vec<usize>), chance: &mut Chance) -> Timetable {
    let tills = shape.tills as usize;
    let mut writer = Writer {
        items,
        chance,
        timetable: Timetable { baskets: Vec::new(), tills: vec![Vec::new(); tills], milestones: 0, contests: 0 },
        windows: windows(shape),
        unsold,
        receipts: vec![0; tills],
    };
    let mut visits = writer.visits(shape, sold);
    incidents::deal(&mut visits, &mut writer);
    for visit in &visits {
        writer.visit(visit);
    }
    writer.replays();
    for steps in &mut writer.timetable.tills {
        // Stable: what was written first happens first within a second.
        steps.sort_by_key(|step| step.at);
    }
    writer.timetable
}

fn windows(shape: &Shape) -> Vec<Window> {
    let mut opened = 0;
    let mut windows = Vec::new();
    for (day, length) in shape.days_seconds.iter().enumerate() {
        let from = opened + length / 8;
        windows.push(Window {
            till: (day + 1) % shape.tills as usize,
            from,
            to: from + OFFLINE_SECONDS,
            baskets: Vec::new(),
            after: None,
        });
        opened += length;
    }
    windows
}

impl Writer<'_> {
    /// Sends every shopper to the till that is free first.
    fn visits(&mut self, shape: &Shape, sold: Vec<usize>) -> Vec<Visit> {
        let mut sizes: Vec<u32> =
            (0..shape.shoppers).map(|_| (shape.basket_mean * self.chance.draw(&LOGNORMAL_MEAN_1000) / 1_000).max(1)).collect();
        self.chance.settle(&mut sizes, shape.items_sold, (1, BASKET_ITEMS_MAX));

        let mut free_at = vec![0; shape.tills as usize];
        let mut goods = sold.into_iter();
        self.arrivals(shape)
            .into_iter()
            .zip(sizes)
            .map(|(arrival, size)| {
                let till = (0..free_at.len()).min_by_key(|till| (free_at[*till], *till)).unwrap_or(0);
                let lines = goods.by_ref().take(size as usize).map(|item| self.line(item)).collect();
                let visit = self.serve(till, arrival.max(free_at[till]), lines);
                free_at[till] = visit.paid_at + 5;
                visit
            })
            .collect()
    }

    fn arrivals(&mut self, shape: &Shape) -> Vec<u32> {
        let selling: u32 = shape.days_seconds.iter().sum();
        let mut arrivals = Vec::new();
        let mut opened = 0;
        for length in shape.days_seconds {
            let last_call = length - LAST_CALL_SECONDS;
            // A day has its part of all shoppers; the last day takes what division left.
            let until = u64::from(shape.shoppers) * u64::from(opened + length) / u64::from(selling);
            while (arrivals.len() as u64) < until {
                let (from, to) = if self.chance.percent(EARLY_PERCENT) { (10, length / 4) } else { (length / 4, last_call) };
                arrivals.push(opened + self.chance.between(from, to));
            }
            opened += length;
        }
        arrivals.sort_unstable();
        arrivals
    }

    fn serve(&mut self, till: usize, mut start: u32, lines: Vec<Line>) -> Visit {
        let needs = serving_max_seconds(lines.len());
        let mut window = self
            .windows
            .iter()
            .position(|window| window.till == till && start < window.replay_at() && start + needs > window.from);
        if let Some(at) = window {
            // A sale is offline as a whole or not at all.
            start = start.max(self.windows[at].from + 1);
            if start + needs > self.windows[at].to {
                start = self.windows[at].replay_at() + 1;
                window = None;
            }
        }
        let mut at = start;
        let scans = lines
            .iter()
            .map(|_| {
                at += self.chance.between(SCAN_SECONDS.0, SCAN_SECONDS.1);
                at
            })
            .collect();
        let paid_at = at + self.chance.between(PAYMENT_SECONDS.0, PAYMENT_SECONDS.1);
        let basket = self.basket(till, lines, Fate::Stands);
        Visit { basket, till, scans, paid_at, window, incident: Incident::None }
    }

    pub(super) fn line(&self, item: usize) -> Line {
        Line { goods: Goods::Item(item), price: self.items[item].price, credited: true }
    }

    /// A new basket, paid somehow.
    pub(super) fn basket(&mut self, till: usize, lines: Vec<Line>, fate: Fate) -> usize {
        self.receipts[till] += 1;
        let mut basket = Basket {
            till,
            receipt: format!("{}-{:04}", till + 1, self.receipts[till]),
            lines,
            tenders: Vec::new(),
            shopper_code: self.chance.percent(25).then(|| format!("HT{:06}", self.chance.between(0, 999_999))),
            fate,
        };
        basket.tenders = self.tenders(basket.total());
        self.timetable.baskets.push(basket);
        self.timetable.baskets.len() - 1
    }

    fn tenders(&mut self, total: Cents) -> Vec<(TenderKind, Cents)> {
        match self.chance.between(1, 100) {
            // Some pay with the notes that they have and the rest by card.
            1..=5 if total.0 >= 1_000 => {
                let cash = Cents(total.0 / 1_000 * 500);
                vec![(TenderKind::Cash, cash), (TenderKind::Card, Cents(total.0 - cash.0))]
            }
            1..=45 => vec![(TenderKind::Cash, total)],
            46..=90 => vec![(TenderKind::Card, total)],
            _ => vec![(TenderKind::Paypal, total)],
        }
    }

    /// Adds a line to a basket, which is then paid anew.
    pub(super) fn add_line(&mut self, basket: usize, line: Line) {
        self.timetable.baskets[basket].lines.push(line);
        let total = self.timetable.baskets[basket].total();
        self.timetable.baskets[basket].tenders = self.tenders(total);
    }

    /// Adds a thing without a readable tag.
    pub(super) fn add_unknown(&mut self, basket: usize) {
        let (description, price) = goods::unknown_thing(self.chance);
        self.add_line(basket, Line { goods: Goods::Unknown { description }, price, credited: false });
    }

    pub(super) fn milestone(&mut self) -> usize {
        self.timetable.milestones += 1;
        self.timetable.milestones - 1
    }

    pub(super) fn step(&mut self, till: usize, step: Step) {
        self.timetable.tills[till].push(step);
    }

    fn visit(&mut self, visit: &Visit) {
        if let Some(window) = visit.window {
            self.windows[window].baskets.push(visit.basket);
            self.step(visit.till, plain(visit.paid_at, Action::SellOffline(visit.basket)));
        } else {
            incidents::write(visit, self);
        }
    }

    /// Scans every line of a basket into its cart; `reaches` is the first scan's milestone.
    pub(super) fn scans(&mut self, visit: &Visit, mut reaches: Option<usize>) {
        let items = self.timetable.baskets[visit.basket].lines.iter().filter_map(|line| match line.goods {
            Goods::Item(item) => Some(item),
            Goods::Unknown { .. } => None,
        });
        let scans: Vec<(usize, u32)> = items.zip(visit.scans.iter().copied()).collect();
        for (item, at) in scans {
            let hold = Action::Hold { basket: visit.basket, item, expect: Scan::Held };
            self.step(visit.till, Step { reaches: reaches.take(), ..plain(at, hold.clone()) });
            if self.chance.percent(DOUBLE_SCAN_PERCENT) {
                self.step(visit.till, plain(at + 1, hold));
            }
        }
    }

    fn replays(&mut self) {
        for window in std::mem::take(&mut self.windows) {
            let step = Step { after: window.after, ..plain(window.replay_at(), Action::Replay(window.baskets)) };
            self.step(window.till, step);
        }
    }
}

/// A step that waits for nobody.
pub(super) fn plain(at: u32, action: Action) -> Step {
    Step { at, after: None, reaches: None, action }
}

fn serving_max_seconds(lines: usize) -> u32 {
    u32::try_from(lines).unwrap_or(BASKET_ITEMS_MAX) * SCAN_SECONDS.1 + PAYMENT_SECONDS.1
}
