//! The plan of a sale event: who brings what, and what each till does at which second. Pure: the same size and seed
//! give the same plan, and the plan alone knows every total to the cent.
//!
//! Tills run side by side, so the totals must not depend on who is quicker. Every item has one buyer; where two tills
//! want the same thing, a milestone says who comes first, or both baskets are worth the same and exactly one wins.

mod chance;
mod goods;
mod incidents;
mod timetable;
mod totals;
mod words;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::demo::money::Cents;
use chance::Chance;
pub use totals::Totals;

/// What the consignor earns of each sale, in basis points.
pub const BASE_SHARE_BPS: u32 = 6_500;

const HOUR_SECONDS: u32 = 3_600;

/// How big the event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Size {
    /// 3,000 items of 75 consignors, 200 sales at 3 tills in 4 hours.
    Small,
    /// 45,000 items of 500 consignors, 2,200 sales at 10 tills in 30 hours on 4 days.
    Large,
}

/// The numbers behind a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Registered consignors; a few of them bring nothing.
    pub consignors: u32,
    /// Items of all of them.
    pub items: u32,
    /// How many of these find a buyer.
    pub items_sold: u32,
    /// Shoppers who come to a till.
    pub shoppers: u32,
    /// Items in a basket, on average.
    pub basket_mean: u32,
    /// Tills in the hall.
    pub tills: u32,
    /// Selling time of each day, in seconds; the nights between are left out of the timetable.
    pub days_seconds: &'static [u32],
}

impl Size {
    /// The name used in keys and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
        }
    }

    /// The numbers of this size.
    pub fn shape(self) -> Shape {
        match self {
            Self::Small => Shape {
                consignors: 75,
                items: 3_000,
                items_sold: 1_200,
                shoppers: 200,
                basket_mean: 6,
                tills: 3,
                days_seconds: &[4 * HOUR_SECONDS],
            },
            Self::Large => Shape {
                consignors: 500,
                items: 45_000,
                items_sold: 26_100,
                shoppers: 2_200,
                basket_mean: 12,
                tills: 10,
                days_seconds: &[8 * HOUR_SECONDS, 8 * HOUR_SECONDS, 8 * HOUR_SECONDS, 6 * HOUR_SECONDS],
            },
        }
    }
}

/// Somebody who brings items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consignor {
    /// Printed on each tag.
    pub number: u32,
    /// Invented.
    pub name: String,
}

/// One thing on the racks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Number of the consignor.
    pub consignor: u32,
    /// The importer's `ref`, unique for the consignor.
    pub row_name: String,
    /// Brand and thing.
    pub title: String,
    /// One of the hall's categories.
    pub category: &'static str,
    /// Clothes and shoes have one.
    pub size: Option<&'static str>,
    /// On the tag.
    pub price: Cents,
    /// May it be reduced on a discount day?
    pub discountable: bool,
    /// Is it given away if nobody buys it?
    pub donate: bool,
}

/// What is paid for in a basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goods {
    /// An item, by its place in the plan.
    Item(usize),
    /// A thing without a readable tag.
    Unknown {
        /// What the cashier typed.
        description: String,
    },
}

/// One line of a basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is sold.
    pub goods: Goods,
    /// What is charged for it.
    pub price: Cents,
    /// False when the money stays unattributed: an unknown thing, or an item that was sold elsewhere meanwhile.
    pub credited: bool,
}

/// How money is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TenderKind {
    /// Coins and notes.
    Cash,
    /// By terminal.
    Card,
    /// By QR code.
    Paypal,
}

impl TenderKind {
    /// All kinds, in the order of the table of totals.
    pub const ALL: [Self; 3] = [Self::Cash, Self::Card, Self::Paypal];

    /// The contract's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cash => "CASH",
            Self::Card => "CARD",
            Self::Paypal => "PAYPAL",
        }
    }
}

/// What becomes of a basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Sold, and stays so.
    Stands,
    /// Sold, then taken back.
    Voided,
    /// Never sold: its item belongs to somebody else by then.
    Refused,
    /// One of two equal baskets at two tills; one of them wins, and this one stands for both in the totals.
    Contested,
    /// The other of the two.
    Twin,
}

/// What a shopper carries to a till.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basket {
    /// The till's place in the plan.
    pub till: usize,
    /// The till's own number on the paper: `3-0412`.
    pub receipt: String,
    /// In the order of scanning.
    pub lines: Vec<Line>,
    /// Adds up to the lines.
    pub tenders: Vec<(TenderKind, Cents)>,
    /// Some shoppers show a code.
    pub shopper_code: Option<String>,
    /// What becomes of it.
    pub fate: Fate,
}

impl Basket {
    /// What is paid.
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.price).sum()
    }

    /// Is there a line that a person must decide on?
    pub fn needs_review(&self) -> bool {
        self.lines.iter().any(|line| !line.credited)
    }
}

/// What a till expects when it scans an item into a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// The item is now in the cart.
    Held,
    /// It lies in another cart: `ITEM_PENDING`.
    Pending,
    /// It was sold: `ITEM_SOLD`.
    Sold,
}

/// A cashier's mistake, refused, and corrected with the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// The tenders are one unit too high: `TENDER_MISMATCH`.
    WrongTender,
    /// The first line is there twice: `DUPLICATE_LINE`.
    DuplicateLine,
    /// The till shows an old price: `PRICE_CHANGED`.
    StalePrice,
}

/// Who takes a sale back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Within ten minutes.
    Cashier,
    /// Any time.
    Organizer,
}

/// One thing that a till does. Baskets, items and contests are named by their places in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Scans an item into the basket's cart.
    Hold {
        /// Whose cart.
        basket: usize,
        /// Which item.
        item: usize,
        /// What should come of it.
        expect: Scan,
    },
    /// The shopper puts it back.
    Release {
        /// Whose cart.
        basket: usize,
        /// Which item.
        item: usize,
    },
    /// Sends the sale; its fate says what should come of it.
    Record(usize),
    /// Sends it wrongly first.
    RecordWrongly(usize, Slip),
    /// Sends it once more with the same key, as a till does that lost the answer.
    Resend(usize),
    /// Takes a sale back.
    Void {
        /// Which sale.
        basket: usize,
        /// Who.
        by: By,
    },
    /// Two tills send equal baskets at the same moment.
    Contest {
        /// This till's basket.
        basket: usize,
        /// Where the two meet.
        contest: usize,
    },
    /// Sells without a network: nothing is sent yet.
    SellOffline(usize),
    /// The network is back: sends all these sales, twice.
    Replay(Vec<usize>),
}

/// An action and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Selling seconds since the session was opened.
    pub at: u32,
    /// Begins only once this milestone is reached, however late that is.
    pub after: Option<usize>,
    /// The milestone that its answer reaches.
    pub reaches: Option<usize>,
    /// What is done.
    pub action: Action,
}

/// A whole sale event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its size.
    pub size: Size,
    /// Its seed.
    pub seed: u64,
    /// In order of their numbers.
    pub consignors: Vec<Consignor>,
    /// Each consignor's together.
    pub items: Vec<Item>,
    /// All baskets, those of refused attempts too.
    pub baskets: Vec<Basket>,
    /// The steps of each till, in order of time.
    pub tills: Vec<Vec<Step>>,
    /// How many milestones there are.
    pub milestones: usize,
    /// How many contests there are.
    pub contests: usize,
}

impl Plan {
    /// The plan of this size and seed.
    pub fn new(size: Size, seed: u64) -> Self {
        let shape = size.shape();
        let mut chance = Chance::new(seed);
        let consignors = goods::consignors(&shape, &mut chance);
        let items = goods::items(&shape, &consignors, &mut chance);
        let (sold, unsold) = goods::wanted(&shape, &items, &mut chance);
        let timetable = timetable::write(&shape, &items, (sold, unsold), &mut chance);
        Self {
            size,
            seed,
            consignors,
            items,
            baskets: timetable.baskets,
            tills: timetable.tills,
            milestones: timetable.milestones,
            contests: timetable.contests,
        }
    }

    /// What the session's totals must be when all tills are done.
    pub fn totals(&self) -> Totals {
        Totals::of(self)
    }

    /// The place of the first item that no till of the plan scans: a visitor may sell it.
    pub fn unwanted(&self) -> Option<usize> {
        let lines = self.baskets.iter().flat_map(|basket| &basket.lines);
        let bought = lines.filter_map(|line| if let Goods::Item(item) = line.goods { Some(item) } else { None });
        let steps = self.tills.iter().flatten();
        let held = steps.filter_map(|step| if let Action::Hold { item, .. } = step.action { Some(item) } else { None });
        let wanted: HashSet<usize> = bought.chain(held).collect();
        (0..self.items.len()).find(|item| !wanted.contains(item))
    }

    /// Selling seconds until the last step.
    pub fn seconds(&self) -> u32 {
        self.tills.iter().filter_map(|steps| steps.last()).map(|step| step.at).max().unwrap_or(0)
    }
}
