//! How owners hand items to each other: messages that are delivered in order, at least once, applied once, never refused.

use serde::{Deserialize, Serialize};

use super::id::{EventId, OrganizationId, SessionId};
use super::key::Key;
use super::money::Money;
use super::tag::Tag;
use super::terms::Terms;

/// Which owner is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerKey {
    /// The authority for an event's items while they are not locked.
    Inventory(EventId),
    /// The authority for the items of a running session.
    Session(SessionId),
}

/// An item on its way, with the price that is printed on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Which.
    pub tag: Tag,
    /// As printed on the tag.
    pub price: Money,
}

/// From an Inventory to a session. The items are the rows that bear the message's sequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToSession {
    /// Begin to sell these items.
    Open {
        /// Whose.
        organization: OrganizationId,
        /// What the session computes with.
        terms: Terms,
    },
    /// These items came in during the sale.
    Restock,
    /// This item is what a reviewed line of an ended session was.
    Attributed {
        /// What was asked.
        attribution: Attribution,
        /// The client's: the session binds it too.
        key: Option<Key>,
    },
}

/// A line of an ended session that a person credits to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The sale's sequence.
    pub sale: u64,
    /// The line, from 0.
    pub position: u32,
    /// Why, in the person's words.
    pub note: String,
}

/// From a session to its Inventory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToInventory {
    /// These came back unsold while the session goes on. At most 500, so they travel with the message.
    Withdrawn {
        /// Which.
        tags: Vec<Tag>,
    },
    /// A restock or an attribution came too late: what was handed over with that sequence of the Inventory comes back.
    HandedBack {
        /// The Inventory's own sequence.
        handover: u64,
    },
    /// All that came with the Inventory's sequences from the session's opening up to `through` come back; the session's rows
    /// that bear the message's sequence say which are sold.
    Completed {
        /// The Inventory's own sequence: a restock after it is still on its way.
        through: u64,
    },
    /// All that came with the Inventory's sequences from the session's opening up to `through` come back, none sold.
    Cancelled {
        /// The Inventory's own sequence.
        through: u64,
    },
}
