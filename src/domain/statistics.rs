//! What a session comes to by hour, category, price and till: folded from its journal, beside the owner, which needs none of it.
//!
//! Always one moment: the state right after the entry `sequence`. Voided sales are left out; what is unattributed is in no sum.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::machine::Entry;
use super::money::{Currency, Money};
use super::sale::{Line, LineStatus, Resolution, SaleReviewed, SessionEvent};
use super::tag::Tag;
use super::time::Timestamp;

/// Sales are kept by the quarter of an hour: no time zone begins an hour in between.
const QUARTER_MILLISECONDS: i64 = 900_000;
/// What a price band reaches up to, in minor units of a currency in which a coffee costs three; the last has no end (domain
/// research: what organizers of such sales compare).
const BAND_ENDS: [i64; BANDS - 1] = [200, 500, 1_000, 2_000];
/// How many bands there are.
pub const BANDS: usize = 5;

/// What an item is counted under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Which.
    pub tag: Tag,
    /// As it was taken in.
    pub category: String,
    /// As printed on the tag.
    pub price: Money,
}

/// What was offered, and what of it was sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Items in the session, sold ones included.
    pub offered_count: u64,
    /// Items that a standing sale sold.
    pub sold_count: u64,
    /// Net of the SOLD lines.
    pub sales: Money,
}

/// What was sold in some time, or at some till.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Takings {
    /// Standing sales.
    pub sale_count: u64,
    /// Their SOLD lines that are an item.
    pub item_count: u64,
    /// Net of their SOLD lines.
    pub sales: Money,
}

/// A till, as its sales show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TillSales {
    /// What it sold.
    pub takings: Takings,
    /// When it sold last, whether that sale stands or not.
    pub last_sale_at: Timestamp,
}

/// From the first to the last minor unit of a band; the last band has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The lowest price in it.
    pub from: Money,
    /// The highest.
    pub to: Option<Money>,
}

/// Of a standing sale, what is taken off again when it is voided.
#[derive(Clone, Debug)]
struct Sold {
    quarter: i64,
    till: Option<Arc<str>>,
    lines: Box<[SoldLine]>,
}

#[derive(Clone, Copy, Debug)]
struct SoldLine {
    is_sold: bool,
    item: Option<Tag>,
    net: Money,
}

/// The fold.
#[derive(Clone, Debug)]
pub struct Statistics {
    currency: Currency,
    sequence: u64,
    categories: HashMap<Arc<str>, u16>,
    by_category: Vec<(Arc<str>, Offer)>,
    by_band: [Offer; BANDS],
    by_quarter: BTreeMap<i64, Takings>,
    tills: BTreeMap<Arc<str>, TillSales>,
    items: HashMap<Tag, (u16, u8)>,
    sales: HashMap<u64, Sold>,
}

impl Statistics {
    /// Before the first entry.
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            sequence: 0,
            categories: HashMap::new(),
            by_category: Vec::new(),
            by_band: [Offer::default(); BANDS],
            by_quarter: BTreeMap::new(),
            tills: BTreeMap::new(),
            items: HashMap::new(),
            sales: HashMap::new(),
        }
    }

    /// The newest entry that is counted.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// By the hour as the clock on the wall shows it, from the first in which something was sold.
    pub fn by_hour(&self, zone: &str) -> Vec<(Timestamp, Takings)> {
        let mut hours: BTreeMap<Timestamp, Takings> = BTreeMap::new();
        for (quarter, takings) in &self.by_quarter {
            let hour = Timestamp::from_milliseconds(quarter * QUARTER_MILLISECONDS).start_of_hour(zone);
            hours.entry(hour).or_default().add(*takings);
        }
        hours.into_iter().filter(|(_, takings)| *takings != Takings::default()).collect()
    }

    /// By category, in the order of their names. What was credited without an item is under the empty name.
    pub fn by_category(&self) -> Vec<(Arc<str>, Offer)> {
        let mut all: Vec<_> = self.by_category.iter().filter(|(_, offer)| *offer != Offer::default()).cloned().collect();
        all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        all
    }

    /// By the price on the tag, cheapest first.
    pub fn by_band(&self) -> [(Band, Offer); BANDS] {
        std::array::from_fn(|band| (Band::of(band, self.currency), self.by_band[band]))
    }

    /// By the name that tills give themselves.
    pub fn tills(&self) -> impl Iterator<Item = (&str, TillSales)> {
        self.tills.iter().map(|(name, sales)| (&**name, *sales))
    }

    /// Counts the next entry. `locked` says what the items are that came in by it.
    pub fn apply(&mut self, entry: &Entry<SessionEvent>, locked: &[Described]) {
        match &entry.event {
            SessionEvent::ItemsLocked(_) => locked.iter().for_each(|item| self.offer(item)),
            SessionEvent::ItemsUnlocked(unlocked) if unlocked.handed_back.is_none() => {
                unlocked.tags.iter().for_each(|tag| self.take_back(*tag));
            }
            SessionEvent::SaleRecorded(recorded) => {
                let till = recorded.till.as_deref().map(Arc::from);
                if let Some(till) = &till {
                    let sales = self.tills.entry(Arc::clone(till)).or_default();
                    sales.last_sale_at = sales.last_sale_at.max(recorded.sold_at);
                }
                let quarter = recorded.sold_at.milliseconds().div_euclid(QUARTER_MILLISECONDS);
                let sold = Sold { quarter, till, lines: recorded.lines.iter().map(SoldLine::of).collect() };
                self.count(&sold, Takings::add, Offer::add);
                self.sales.insert(entry.seq, sold);
            }
            SessionEvent::SaleVoided(voided) => {
                if let Some(sold) = self.sales.remove(&voided.sale) {
                    self.count(&sold, Takings::subtract, Offer::subtract);
                }
            }
            SessionEvent::SaleChanged(changed) => {
                self.credit(changed.sale, changed.position, Some(changed.item));
            }
            SessionEvent::SaleReviewed(SaleReviewed { sale, position: Some(position), resolution, .. }) => {
                for item in locked {
                    self.offer(item);
                }
                let item = match resolution {
                    Resolution::Accepted => None,
                    Resolution::Item { tag, .. } => Some(Some(*tag)),
                    Resolution::Consignor { .. } | Resolution::House => Some(None),
                };
                if let Some(item) = item {
                    self.credit(*sale, *position, item);
                }
            }
            _ => {}
        }
        self.sequence = entry.seq;
    }

    /// Counts a line that was unattributed.
    fn credit(&mut self, sale: u64, position: u32, item: Option<Tag>) {
        let Some(mut sold) = self.sales.remove(&sale) else { return };
        self.count(&sold, Takings::subtract, Offer::subtract);
        if let Some(line) = sold.lines.get_mut(position as usize) {
            *line = SoldLine { is_sold: true, item, net: line.net };
        }
        self.count(&sold, Takings::add, Offer::add);
        self.sales.insert(sale, sold);
    }

    fn offer(&mut self, item: &Described) {
        let category = self.category(&item.category);
        let band = band_of(item.price, self.currency);
        self.items.insert(item.tag, (category, band));
        self.by_category[usize::from(category)].1.offered_count += 1;
        self.by_band[usize::from(band)].offered_count += 1;
    }

    fn take_back(&mut self, tag: Tag) {
        if let Some((category, band)) = self.items.remove(&tag) {
            self.by_category[usize::from(category)].1.offered_count -= 1;
            self.by_band[usize::from(band)].offered_count -= 1;
        }
    }

    fn category(&mut self, name: &str) -> u16 {
        if let Some(place) = self.categories.get(name) {
            return *place;
        }
        // A session of more categories than a list can show: the rest is counted under the last of them.
        let Ok(place) = u16::try_from(self.by_category.len()) else { return u16::MAX };
        let name: Arc<str> = Arc::from(name);
        self.by_category.push((Arc::clone(&name), Offer::default()));
        self.categories.insert(name, place);
        place
    }

    fn count(&mut self, sold: &Sold, count: impl Fn(&mut Takings, Takings), offer: impl Fn(&mut Offer, Money, u64)) {
        let lines = sold.lines.iter().filter(|line| line.is_sold);
        let takings = Takings {
            sale_count: 1,
            item_count: lines.clone().filter(|line| line.item.is_some()).count() as u64,
            sales: lines.clone().map(|line| line.net).sum(),
        };
        count(self.by_quarter.entry(sold.quarter).or_default(), takings);
        if let Some(till) = &sold.till {
            count(&mut self.tills.entry(Arc::clone(till)).or_default().takings, takings);
        }
        for line in lines {
            if let Some((category, band)) = line.item.and_then(|item| self.items.get(&item)).copied() {
                offer(&mut self.by_category[usize::from(category)].1, line.net, 1);
                offer(&mut self.by_band[usize::from(band)], line.net, 1);
            } else {
                let category = self.category("");
                offer(&mut self.by_category[usize::from(category)].1, line.net, 0);
            }
        }
    }
}

impl SoldLine {
    fn of(line: &Line) -> Self {
        let is_sold = line.status == LineStatus::Sold;
        Self { is_sold, item: line.item.filter(|_| is_sold), net: line.net() }
    }
}

impl Takings {
    fn add(&mut self, other: Self) {
        self.sale_count += other.sale_count;
        self.item_count += other.item_count;
        self.sales += other.sales;
    }

    fn subtract(&mut self, other: Self) {
        self.sale_count -= other.sale_count;
        self.item_count -= other.item_count;
        self.sales -= other.sales;
    }
}

impl Offer {
    fn add(&mut self, net: Money, items: u64) {
        self.sold_count += items;
        self.sales += net;
    }

    fn subtract(&mut self, net: Money, items: u64) {
        self.sold_count -= items;
        self.sales -= net;
    }
}

impl Band {
    fn of(band: usize, currency: Currency) -> Self {
        let end = |band: usize| BAND_ENDS.get(band).map(|end| end * scale(currency));
        let from = band.checked_sub(1).and_then(end).map_or(0, |end| end + 1);
        Self { from: Money::from_minor(from), to: end(band).map(Money::from_minor) }
    }
}

/// Ten crowns are worth what a euro or a dollar is, roughly enough for a band.
fn scale(currency: Currency) -> i64 {
    match currency {
        Currency::Sek | Currency::Nok | Currency::Dkk => 10,
        _ => 1,
    }
}

fn band_of(price: Money, currency: Currency) -> u8 {
    let is_below = |end: &&i64| **end * scale(currency) < price.minor();
    u8::try_from(BAND_ENDS.iter().filter(is_below).count()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
