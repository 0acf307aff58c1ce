//! The database, and the only room that knows SeaORM. Rows are private; what leaves are the domain's values.
//!
//! [`Reader`] asks, [`Records`] keeps plain rows in ordinary transactions, [`Journal`] commits for owners alone.

mod across;
mod advisory;
mod append;
mod appender;
mod checkpoint;
mod commit;
mod connect;
mod consignor;
mod copy;
mod dump;
mod entity;
mod event;
mod fault;
mod health;
mod inventory;
mod item;
mod journal;
mod limit;
mod lock;
mod pack;
mod page;
mod sale;
mod session;
#[cfg(test)]
mod simulated;
mod token;
mod verify;
mod writer;

pub use advisory::Advisory;
pub use commit::{Batch, Offer, Rows, Withdrawn};
pub use connect::{Database, OpenError, Store};
pub use consignor::Consignor;
pub use copy::{CopyError, Unfinished, replace};
pub use dump::{Aside, Dump};
pub use event::{NewSaleEvent, SaleEvent};
pub use fault::Fault;
pub use health::Waiting;
pub use inventory::Reservation;
pub use item::{Item, ItemFilter, ItemScope, SoldLine};
pub use journal::{Claim, Journal, Journaled, Letter};
pub use lock::{ProcessLock, Taken};
pub use pack::Stays;
pub use page::{Page, Slice};
pub use sale::SaleFilter;
pub use session::{SaleSession, SessionStatus};
pub use token::{Token, role_name};
pub use verify::{Finding, Report};

use sea_orm::DatabaseConnection;

use writer::Writer;
// For a test's own owner, whose rows nobody else writes.
#[cfg(test)]
pub(crate) use sea_orm::DatabaseTransaction;
// For the simulation of owners.
#[cfg(test)]
pub(crate) use simulated::{Fate, Plays, Simulated, Weather, lock};

/// Asks the database. Every question names its tenant.
#[derive(Clone, Debug)]
pub struct Reader {
    pool: DatabaseConnection,
}

/// Keeps what is not contended - organizations, tokens, events, consignors - in ordinary transactions.
#[derive(Clone, Debug)]
pub struct Records {
    writer: Writer,
}

/// What a mutation of plain rows came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept<T> {
    /// It is there: made now, or made before under the same key.
    Done(T),
    /// The key was used for other arguments.
    KeyMismatch,
    /// Another has the name or number.
    Taken,
}
