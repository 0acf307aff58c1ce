//! What can be asked of a session, and what it answers. Facts from outside come in the command.

use std::sync::Arc;

use crate::domain::handover::{Handed, ToSession};
use crate::domain::key::Key;
use crate::domain::money::Money;
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;

use super::{SaleChannel, SaleRecorded, Tender};

/// What is known of a tag outside the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The organization has such an item.
    Exists,
    /// It has not.
    Missing,
}

/// A tag as it was scanned, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// A right tag.
    Tag(Tag, Fact),
    /// Not a tag: kept raw.
    Unreadable(String),
}

/// One tag-or-thing of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// It has a tag.
    Scanned(Scan),
    /// It has no readable tag.
    Unknown {
        /// In the cashier's words.
        description: String,
        /// Whose the till believes it to be.
        claimed_consignor: Option<u32>,
    },
    /// Both or none was sent.
    Neither,
}

/// One line that a till sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// What.
    pub thing: Thing,
    /// What the shopper is charged for it, as the till showed it.
    pub price: Option<Money>,
}

/// A sale that a till sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSale {
    /// In the till's order.
    pub lines: Vec<NewLine>,
    /// What is kept.
    pub tenders: Vec<Tender>,
    /// Items held by it may be sold.
    pub cart: Option<String>,
    /// Ties a shopper's sales together.
    pub shopper_code: Option<String>,
    /// Which till.
    pub till: Option<String>,
    /// The till's own number on the paper.
    pub receipt: Option<String>,
    /// Where.
    pub channel: SaleChannel,
    /// When the till sold it without the server: then it is recorded whatever the state.
    pub offline_sold_at: Option<Timestamp>,
}

/// Items for a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldItems {
    /// The cart's name; `None`: no usable name was sent.
    pub cart: Option<String>,
    /// Which.
    pub scans: Vec<Scan>,
    /// Which till.
    pub till: Option<String>,
    /// For how long, 30 to 3600 seconds.
    pub seconds: i64,
    /// Whose cart.
    pub channel: SaleChannel,
}

/// A cart to set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkCart {
    /// Its name; `None`: no usable name was sent.
    pub cart: Option<String>,
    /// The till, or the helper's phone, that does.
    pub till: String,
    /// For whoever takes it.
    pub note: Option<String>,
}

/// How a parked cart is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParkedCart {
    /// By its name.
    Named(String),
    /// By any item in it.
    Holding(Tag),
}

/// A parked cart to go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeCart {
    /// Which.
    pub which: ParkedCart,
    /// The cart that its items go to; `None`: no usable name was sent.
    pub into: Option<String>,
    /// The till that does.
    pub till: String,
}

/// A sale to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoidSale {
    /// Its sequence.
    pub sale: u64,
    /// Why; `None`: no usable reason was sent.
    pub reason: Option<String>,
    /// An organizer may at any time.
    pub is_organizer: bool,
}

/// What a person wants of a line that needs review, or of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Leave it.
    Accept,
    /// It was this item.
    ToItem(Scan),
    /// It was this consignor's; `None`: there is no such consignor.
    ToConsignor(Option<ConsignorNumber>),
    /// The house keeps it.
    KeepForHouse,
    /// What was sent belongs to no ruling, or to two.
    Invalid,
}

/// A decision on what needs review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSale {
    /// The sale's sequence.
    pub sale: u64,
    /// The line, from 0; `None`: what is odd in the sale as a whole.
    pub position: Option<u32>,
    /// What is wanted.
    pub ruling: Ruling,
    /// Why; `None`: no usable note was sent.
    pub note: Option<String>,
}

/// What can be asked of a session.
#[derive(Clone, Debug)]
pub enum SessionCommand {
    /// A message of the Inventory, with the rows that it hands over.
    Delivered {
        /// The Inventory's sequence.
        seq: u64,
        /// What it says.
        message: ToSession,
        /// The rows that bear the sequence.
        items: Arc<[Handed]>,
    },
    /// Sell.
    Record(NewSale, Key),
    /// Take back.
    Void(VoidSale, Key),
    /// Decide what needs review.
    Review(ReviewSale, Key),
    /// Put into a cart.
    Hold(HoldItems),
    /// Take out of a cart; without tags all of it.
    Release {
        /// `None`: no usable name was sent.
        cart: Option<String>,
        /// Which.
        tags: Option<Vec<Tag>>,
    },
    /// Set a cart aside.
    Park(ParkCart),
    /// Go on with a cart that was set aside.
    Take(TakeCart),
    /// Give items back to the Inventory.
    Withdraw {
        /// Which.
        scans: Vec<Scan>,
        /// In a person's words.
        reason: String,
        /// The client's.
        key: Key,
    },
    /// End it.
    Complete(Key),
    /// End it, as if it never was.
    Cancel {
        /// In a person's words.
        reason: String,
        /// The client's.
        key: Key,
    },
    /// Release what has lapsed, for the screens.
    Lapse,
}

/// What a caller is told after the commit.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The sale stands in the journal under this sequence.
    Sale {
        /// Of its `SALE_RECORDED`.
        sequence: u64,
        /// When it was recorded, and what: of a sale made just now. A replay is read from the rows.
        fresh: Option<(Timestamp, Arc<SaleRecorded>)>,
    },
    /// These items are held until then.
    Held {
        /// Which.
        tags: Vec<Tag>,
        /// Until when.
        expires_at: Timestamp,
    },
    /// These items are in no cart any more.
    Released(Vec<Tag>),
    /// These items of a parked cart are in the cart that took it.
    Taken {
        /// Which.
        tags: Vec<Tag>,
        /// What was written on it.
        note: Option<String>,
    },
    /// Done, by the entry with this sequence; both halves of a hand-over are there when the Inventory has taken it.
    Done {
        /// Of the effect.
        sequence: u64,
    },
    /// The session has ended: whether the item can be had is the Inventory's to say.
    InventoryDecides,
    /// A message was taken (or had been before).
    Delivered,
}

/// What stands against one line of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineProblem {
    /// No such item in the organization.
    ItemNotFound,
    /// It is not for sale in this session.
    ItemNotInSession(Tag),
    /// It is sold.
    ItemSold(Tag),
    /// It lies in another cart.
    ItemPending(Tag),
    /// The same tag stands above.
    Duplicate,
    /// Both or none of tag and thing, or no price where one is needed.
    Invalid,
    /// Another price was shown.
    PriceChanged {
        /// Which item.
        tag: Tag,
        /// What would be charged now.
        expected: Money,
    },
}

/// What stands against one tag of a hold, a withdrawal or a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldProblem {
    /// No such item in the organization.
    ItemNotFound,
    /// It is not for sale in this session.
    ItemNotInSession(Tag),
    /// It is sold.
    ItemSold(Tag),
    /// It lies in another cart.
    ItemPending(Tag),
}

/// Why a session refuses. For the user, with what a screen needs to explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not opened yet, as far as this owner knows.
    SessionNotFound,
    /// It is over.
    SessionNotActive,
    /// The key was used for other arguments.
    KeyMismatch,
    /// A sale of nothing.
    NoLines,
    /// More than [`super::SALE_LINES_MAX`].
    TooManyLines,
    /// More than [`super::SALE_TENDERS_MAX`].
    TooManyTenders,
    /// By line.
    Lines(Vec<(usize, LineProblem)>),
    /// The tenders do not add up to this.
    TenderMismatch(Money),
    /// A hold or withdrawal of nothing.
    NoItems,
    /// More than [`super::CALL_TAGS_MAX`].
    TooManyItems,
    /// By tag.
    Items(Vec<(usize, HoldProblem)>),
    /// No usable cart name.
    InvalidCart,
    /// Nothing lies in the cart that could be parked.
    CartEmpty,
    /// No such cart is parked.
    CartNotFound,
    /// Not 30 to 3600.
    InvalidSeconds,
    /// No usable reason.
    InvalidReason,
    /// No such sale.
    SaleNotFound,
    /// It was taken back before.
    AlreadyVoided,
    /// A cashier's ten minutes are over.
    TooLate,
    /// The sale has no such line.
    LineNotFound,
    /// Nothing is open there.
    NothingToReview,
    /// The ruling lacks what it needs, or is none for a whole sale.
    InvalidResolution,
    /// No usable note.
    InvalidNote,
    /// No such consignor.
    ConsignorNotFound,
    /// The item cannot be had.
    Item(HoldProblem),
    /// Sales stand.
    SalesStand,
}
