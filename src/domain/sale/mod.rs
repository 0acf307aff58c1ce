//! A sale session: the authority for its items while they are locked, and for every sale.
//!
//! It never knows titles or names: only what a decision needs. What a person reads is in the rows.

mod apply;
mod cart;
mod channel;
mod command;
mod decide;
mod event;
mod record;
mod review;
mod sell;
mod state;
mod totals;

pub use channel::{HoldKind, LineStatus, ReviewReason, SaleChannel, TenderKind};
pub use command::{
    Answer, Fact, HoldItems, HoldProblem, LineProblem, NewLine, NewSale, ParkCart, ParkedCart, Refusal, ReviewSale, Ruling, Scan,
    SessionCommand, TakeCart, Thing, VoidSale,
};
pub(crate) use event::read;
pub use event::{
    ItemsHeld, ItemsLocked, ItemsReleased, ItemsUnlocked, ReleaseReason, Resolution, SaleChanged, SaleRecorded, SaleReviewed,
    SaleVoided, SessionEvent, SessionEventKind, SessionOpened, Unreadable,
};
pub use record::{Amounts, Line, Sale, Tender};
pub use state::{Hold, Phase, Session, Stock, Tally};
pub use totals::Totals;

/// Lines of one sale (contract: limits).
pub const SALE_LINES_MAX: usize = 200;
/// Tenders of one sale (contract: limits).
pub const SALE_TENDERS_MAX: usize = 10;
/// Tags of one call (contract: limits).
pub const CALL_TAGS_MAX: usize = 500;
/// Tags that an event of many items shows.
pub const EVENT_TAGS_MAX: usize = 100;
/// A hold shorter than this would lapse between two scans.
pub const HOLD_SECONDS_MIN: i64 = 30;
/// A hold longer than this is parking.
pub const HOLD_SECONDS_MAX: i64 = 3_600;
/// How long a cart that was taken over is held, as a till asks for it when it scans (contract: the default of `itemsHold`).
pub const CART_SECONDS: i64 = 900;
/// A cashier corrects a slip at once; later an organizer looks at it (domain research, Kinderbasar).
pub const CASHIER_VOID_SECONDS_MAX: i64 = 600;

#[cfg(test)]
mod tests;
