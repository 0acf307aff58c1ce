//! What can be asked of an inventory, and what it answers.

use std::sync::Arc;

use crate::domain::handover::{Attribution, ToInventory};
use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::key::Key;
use crate::domain::tag::Tag;
use crate::domain::terms::Terms;

use super::{Changes, NewItem};

/// What the rows say of an item that somebody edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateFact {
    /// The row's version when it was read.
    pub version: u32,
    /// Do the values of the edit stand in it already?
    pub stands: bool,
}

/// What can be asked of an inventory.
#[derive(Clone, Debug)]
pub enum InventoryCommand {
    /// Take in items; their numbers are reserved.
    Add {
        /// Whose.
        organization: OrganizationId,
        /// 1 to 500.
        items: Vec<NewItem>,
        /// The client's.
        key: Key,
    },
    /// Has this key taken in items?
    FindAdded(Key),
    /// Describe an item anew.
    Update {
        /// Which.
        tag: Tag,
        /// The version that the editor saw.
        version: u32,
        /// What changes.
        changes: Changes,
        /// What the rows say.
        fact: UpdateFact,
    },
    /// Open a session over every modifiable item.
    Open {
        /// Whose.
        organization: OrganizationId,
        /// What it shall compute with.
        terms: Terms,
        /// The client's.
        key: Key,
    },
    /// Hand items to the running session.
    Restock {
        /// Which session.
        session: SessionId,
        /// `None`: not a tag.
        tags: Vec<Option<Tag>>,
        /// The client's.
        key: Key,
    },
    /// Give an item for a reviewed line of a session that has ended: it was sold there.
    Attribute {
        /// Which session.
        session: SessionId,
        /// Which line, and why.
        attribution: Attribution,
        /// Which item; `None`: not a tag.
        tag: Option<Tag>,
        /// The client's.
        key: Key,
    },
    /// A message of a session, with the rows that it says are sold.
    Delivered {
        /// Which session.
        session: SessionId,
        /// Its sequence.
        seq: u64,
        /// What it says.
        message: ToInventory,
        /// Rows of a completed session that bear the sequence and are sold.
        sold: Arc<[Tag]>,
    },
}

/// What a caller is told after the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Items came in, by this entry.
    Added {
        /// Of its `ITEMS_ADDED`.
        sequence: u64,
    },
    /// The key is free.
    Free,
    /// The item stands as asked.
    Updated,
    /// The rows that the command rests on were older than the state: read them again and ask again.
    Stale,
    /// The session is opened, by this entry; it sells when it has taken the message of this sequence.
    Opened {
        /// Which.
        session: SessionId,
        /// Of the message.
        sequence: u64,
    },
    /// The items are on their way, by this entry.
    Restocked {
        /// Of the message.
        sequence: u64,
    },
    /// The item is sold, by this entry; the line has it when the session has taken the message of this sequence.
    Attributed {
        /// Of the message.
        sequence: u64,
    },
    /// A message was taken (or had been before).
    Delivered,
}

/// What stands against one tag of a restock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestockProblem {
    /// No such item in the event.
    ItemNotFound,
    /// A session holds it.
    ItemLocked,
    /// It is sold.
    ItemSold,
}

/// Why an inventory refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The key was used for other arguments.
    KeyMismatch,
    /// Nothing to take in, to hand over or to sell.
    NoItems,
    /// More than 500.
    TooManyItems,
    /// By row: the importer's name is taken by another item of the consignor.
    RefTaken(Vec<usize>),
    /// No such item in the event.
    ItemNotFound,
    /// A session holds it.
    ItemLocked,
    /// It is sold, or moved to another event.
    ItemSold,
    /// Somebody else changed it in the meantime.
    VersionConflict,
    /// A session runs.
    AlreadyActive,
    /// That session does not run.
    SessionNotActive,
    /// By tag.
    Items(Vec<(usize, RestockProblem)>),
}
