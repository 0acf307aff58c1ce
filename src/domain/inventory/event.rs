//! What can happen to an inventory. Each is one row of its journal.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::handover::Attribution;
use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::money::Money;
use crate::domain::sale::Unreadable;
use crate::domain::tag::Tag;
use crate::domain::terms::Terms;

/// An item as it was brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// Printed on it.
    pub tag: Tag,
    /// The importer's own row name.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What it is.
    pub title: String,
    /// For statistics and the shop.
    pub category: String,
    /// As on the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Printed on it.
    pub price: Money,
    /// May be reduced on a discount day.
    pub discountable: bool,
    /// Given away if unsold.
    pub donate: bool,
}

/// Items came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsAdded {
    /// Whose.
    pub organization: OrganizationId,
    /// At most 500.
    pub items: Vec<NewItem>,
}

/// What an edit changes; `None`: stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// For statistics and the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// `Some(None)`: no size any more.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "double_option")]
    pub size: Option<Option<String>>,
    /// Printed on it: the tag must be printed anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// May be reduced on a discount day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discountable: Option<bool>,
    /// Given away if unsold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub donate: Option<bool>,
}

/// Tells "no size any more" (null) from "stays" (absent).
mod double_option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::option_option, clippy::ref_option, reason = "the shape that serde hands over")]
    pub(super) fn serialize<S: Serializer>(size: &Option<Option<String>>, serializer: S) -> Result<S::Ok, S::Error> {
        size.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    #[expect(clippy::option_option, reason = "the shape that serde expects")]
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}

/// An item was described anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemUpdated {
    /// Which.
    pub tag: Tag,
    /// The version that it has now.
    pub version: u32,
    /// What changed.
    pub changes: Changes,
}

/// A session was opened over every modifiable item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionBegun {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub organization: OrganizationId,
    /// What it computes with.
    pub terms: Terms,
    /// How many items it got.
    pub count: u64,
}

/// Items were handed to the running session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsRestocked {
    /// Which session.
    pub session: SessionId,
    /// At most 500.
    pub tags: Vec<Tag>,
}

/// An item was given for a reviewed line of a session that had ended: it was sold there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAttributed {
    /// Which session.
    pub session: SessionId,
    /// Which line, and why.
    #[serde(flatten)]
    pub attribution: Attribution,
    /// Which item.
    pub tag: Tag,
}

/// How items came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returned {
    /// Taken out of a running session.
    Withdrawn {
        /// Which.
        tags: Vec<Tag>,
    },
    /// A restock or an attribution came too late.
    HandedBack {
        /// The sequence of its `ITEMS_RESTOCKED` or `ITEM_ATTRIBUTED`.
        handover: u64,
    },
    /// The session ended; some are sold.
    Completed {
        /// Of handovers up to this sequence.
        through: u64,
    },
    /// The session ended; none is sold.
    Cancelled {
        /// Of handovers up to this sequence.
        through: u64,
    },
}

/// A session gave items back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsReturned {
    /// Which session.
    pub session: SessionId,
    /// The session's sequence that says so.
    pub seq: u64,
    /// How.
    pub how: Returned,
    /// Those that are sold. Not in the body: they are the session's rows that bear its sequence.
    #[serde(skip)]
    pub sold: Arc<[Tag]>,
}

/// Something that happened to an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InventoryEvent {
    /// Items came in.
    ItemsAdded(ItemsAdded),
    /// An item was described anew.
    ItemUpdated(ItemUpdated),
    /// A session was opened.
    SessionBegun(SessionBegun),
    /// Items were handed to the running session.
    ItemsRestocked(ItemsRestocked),
    /// An item was given for a reviewed line.
    ItemAttributed(ItemAttributed),
    /// A session gave items back.
    ItemsReturned(ItemsReturned),
}

impl InventoryEvent {
    /// The journal's kind with its version, and the body.
    pub fn encode(&self) -> Result<(&'static str, String), serde_json::Error> {
        Ok(match self {
            Self::ItemsAdded(body) => ("items_added.1", serde_json::to_string(body)?),
            Self::ItemUpdated(body) => ("item_updated.1", serde_json::to_string(body)?),
            Self::SessionBegun(body) => ("session_begun.1", serde_json::to_string(body)?),
            Self::ItemsRestocked(body) => ("items_restocked.1", serde_json::to_string(body)?),
            Self::ItemAttributed(body) => ("item_attributed.1", serde_json::to_string(body)?),
            Self::ItemsReturned(body) => ("items_returned.1", serde_json::to_string(body)?),
        })
    }

    /// Reads a row. The sold items of `ITEMS_RETURNED` are attached by whoever has the rows.
    pub fn decode(kind: &str, body: &str) -> Result<Self, Unreadable> {
        use crate::domain::sale::read;
        Ok(match kind {
            "items_added.1" => Self::ItemsAdded(read(body)?),
            "item_updated.1" => Self::ItemUpdated(read(body)?),
            "session_begun.1" => Self::SessionBegun(read(body)?),
            "items_restocked.1" => Self::ItemsRestocked(read(body)?),
            "item_attributed.1" => Self::ItemAttributed(read(body)?),
            "items_returned.1" => Self::ItemsReturned(read(body)?),
            other => return Err(Unreadable::UnknownKind(other.to_owned())),
        })
    }
}
