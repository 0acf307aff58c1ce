//! An event's inventory: the authority for its items while no session holds them.
//!
//! It knows versions and states, no titles: what a person reads is in the rows.

mod command;
mod decide;
mod event;
mod state;

pub use command::{Answer, InventoryCommand, Refusal, RestockProblem, UpdateFact};
pub use event::{
    Changes, InventoryEvent, ItemAttributed, ItemUpdated, ItemsAdded, ItemsRestocked, ItemsReturned, NewItem, Returned,
    SessionBegun,
};
pub use state::{Inventory, InventoryState};

/// Items of one call (contract: limits).
pub const CALL_ITEMS_MAX: usize = 500;

#[cfg(test)]
mod tests;
