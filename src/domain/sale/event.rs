//! What can happen in a session. Each is one row of its journal and one event of its subscription.
//!
//! A kind carries a version. Fields are only added, with a default; anything else is a new version, read into today's
//! shape by [`SessionEvent::decode`]. Each kind ever shipped has a golden file under `tests/it/golden/`.

use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::domain::handover::Handed;
use crate::domain::id::{EventId, OrganizationId};
use crate::domain::money::{Bps, Money};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::terms::Terms;
use crate::domain::time::Timestamp;

use super::channel::names;
use super::{EVENT_TAGS_MAX, HoldKind, Line, ReviewReason, SaleChannel, Tender};

names! {
    /// What clients call the kinds.
    SessionEventKind {
        /// It began.
        SessionOpened = "SESSION_OPENED",
        /// It ended, sold items stay sold.
        SessionCompleted = "SESSION_COMPLETED",
        /// It ended, nothing was sold.
        SessionCancelled = "SESSION_CANCELLED",
        /// Items came in.
        ItemsLocked = "ITEMS_LOCKED",
        /// Items went back to Inventory.
        ItemsUnlocked = "ITEMS_UNLOCKED",
        /// Items were put into a cart.
        ItemsHeld = "ITEMS_HELD",
        /// Items were taken out of a cart.
        ItemsReleased = "ITEMS_RELEASED",
        /// Money was taken.
        SaleRecorded = "SALE_RECORDED",
        /// A sale was taken back.
        SaleVoided = "SALE_VOIDED",
        /// A standing sale changed: it got an item, or a person decided on it.
        SaleChanged = "SALE_CHANGED",
    }
}

/// The session began: whose it is, and the terms it computes with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOpened {
    /// Whose.
    pub organization: OrganizationId,
    /// Which event's items it sells.
    pub event: EventId,
    /// What it computes with.
    pub terms: Terms,
}

/// Items came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsLocked {
    /// The Inventory's sequence that handed them over.
    pub handover: u64,
    /// How many.
    pub count: u64,
    /// The first 100.
    pub tags: Vec<Tag>,
    /// All of them. Not in the body: they are the rows that bear this entry's sequence.
    #[serde(skip)]
    pub items: Arc<[Handed]>,
}

/// Items went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsUnlocked {
    /// All of them; a call has at most 500.
    pub tags: Vec<Tag>,
    /// Why, for the journal and the screens.
    pub reason: String,
    /// Of a restock that came too late: the Inventory's sequence that is handed back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_back: Option<u64>,
}

/// Items were put into a cart, or kept there longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsHeld {
    /// The cart's name.
    pub cart: String,
    /// Which; a call has at most 500.
    pub tags: Vec<Tag>,
    /// Whose cart: the hall's or a shop's.
    pub channel: SaleChannel,
    /// What for.
    pub kind: HoldKind,
    /// Which till.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub till: Option<String>,
    /// What was written on a parked cart, for whoever takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The parked cart that they lay in before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_from: Option<String>,
    /// From then on it counts as released.
    pub expires_at: Timestamp,
}

names! {
    /// Why items left a cart.
    ReleaseReason {
        /// Somebody took them out.
        Released = "RELEASED",
        /// Their time was over.
        Lapsed = "LAPSED",
        /// Who has the thing in hand wins: a till took them over.
        TakenOver = "TAKEN_OVER",
        /// An offline sale had sold them.
        SoldOffline = "SOLD_OFFLINE",
        /// The session ended.
        SessionClosed = "SESSION_CLOSED",
    }
}

/// Items were taken out of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsReleased {
    /// The cart; none: of all carts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<String>,
    /// Which.
    pub tags: Vec<Tag>,
    /// Why.
    pub reason: ReleaseReason,
}

/// Money was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRecorded {
    /// Where.
    pub channel: SaleChannel,
    /// When it happened at the till.
    pub sold_at: Timestamp,
    /// At least one.
    pub lines: Vec<Line>,
    /// What was kept.
    pub tenders: Vec<Tender>,
    /// The cart that it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<String>,
    /// Ties a shopper's sales together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shopper_code: Option<String>,
    /// Which till.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub till: Option<String>,
    /// The till's own number on the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// PRICE, TENDER, CLOCK; what lies in a line stands in the line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReviewReason>,
    /// The till could not reach the server when it sold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
}

/// A sale was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleVoided {
    /// Its sequence.
    pub sale: u64,
    /// Why, in a person's words.
    pub reason: String,
    /// The entry that changed the sale before, if one did: so that it can be read as of any event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
}

/// A standing sale got the item of one of its unattributed lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleChanged {
    /// Its sequence.
    pub sale: u64,
    /// The line, from 0.
    pub position: u32,
    /// The item that it is credited with.
    pub item: Tag,
    /// The consignor's share.
    pub share: Bps,
    /// The entry that changed the sale before, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
}

/// What a person decided on a line, or on a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Nothing moves.
    Accepted,
    /// It was this item.
    Item {
        /// Which.
        tag: Tag,
        /// As printed on the tag.
        price: Money,
        /// The consignor's share.
        share: Bps,
    },
    /// It was something of this consignor.
    Consignor {
        /// Whose.
        number: ConsignorNumber,
        /// The consignor's share.
        share: Bps,
    },
    /// Nobody knows whose it was: the house keeps all of it.
    House,
}

impl Resolution {
    /// The consignor that the line is credited to.
    pub fn credited(&self) -> Option<ConsignorNumber> {
        match self {
            Self::Item { tag, .. } => Some(tag.consignor()),
            Self::Consignor { number, .. } => Some(*number),
            Self::Accepted | Self::House => None,
        }
    }
}

/// A person decided what needed review: one line, or what was odd in the sale as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleReviewed {
    /// Its sequence.
    pub sale: u64,
    /// The line, from 0; none: the sale's PRICE, TENDER and CLOCK.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// What was decided.
    pub resolution: Resolution,
    /// Why, in a person's words.
    pub note: String,
    /// The entry that changed the sale before, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The Inventory's sequence that handed the item over, when the session had ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<u64>,
}

/// Something that happened in a session.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionEvent {
    /// It began.
    Opened(SessionOpened),
    /// Items came in.
    ItemsLocked(ItemsLocked),
    /// Items went back to Inventory.
    ItemsUnlocked(ItemsUnlocked),
    /// Items were put into a cart.
    ItemsHeld(ItemsHeld),
    /// Items were taken out of a cart.
    ItemsReleased(ItemsReleased),
    /// Money was taken.
    SaleRecorded(Arc<SaleRecorded>),
    /// A sale was taken back.
    SaleVoided(SaleVoided),
    /// A standing sale got an item.
    SaleChanged(SaleChanged),
    /// A person decided on a standing sale.
    SaleReviewed(SaleReviewed),
    /// It ended.
    Completed,
    /// It ended, nothing was sold.
    Cancelled {
        /// In a person's words.
        reason: String,
    },
}

/// A journal row that this program cannot read. It refuses to load; it never skips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Of a newer program, or damaged.
    UnknownKind(String),
    /// The body is not of its kind.
    Body(String),
}

#[derive(Serialize, Deserialize)]
struct Nothing {}
#[derive(Serialize, Deserialize)]
struct Reason {
    reason: String,
}

impl SessionEvent {
    /// What clients call it.
    pub const fn kind(&self) -> SessionEventKind {
        match self {
            Self::Opened(_) => SessionEventKind::SessionOpened,
            Self::ItemsLocked(_) => SessionEventKind::ItemsLocked,
            Self::ItemsUnlocked(_) => SessionEventKind::ItemsUnlocked,
            Self::ItemsHeld(_) => SessionEventKind::ItemsHeld,
            Self::ItemsReleased(_) => SessionEventKind::ItemsReleased,
            Self::SaleRecorded(_) => SessionEventKind::SaleRecorded,
            Self::SaleVoided(_) => SessionEventKind::SaleVoided,
            Self::SaleChanged(_) | Self::SaleReviewed(_) => SessionEventKind::SaleChanged,
            Self::Completed => SessionEventKind::SessionCompleted,
            Self::Cancelled { .. } => SessionEventKind::SessionCancelled,
        }
    }

    /// The journal's kind with its version, and the body.
    pub fn encode(&self) -> Result<(&'static str, String), serde_json::Error> {
        Ok(match self {
            Self::Opened(body) => ("session_opened.1", serde_json::to_string(body)?),
            Self::ItemsLocked(body) => ("items_locked.1", serde_json::to_string(body)?),
            Self::ItemsUnlocked(body) => ("items_unlocked.1", serde_json::to_string(body)?),
            Self::ItemsHeld(body) => ("items_held.1", serde_json::to_string(body)?),
            Self::ItemsReleased(body) => ("items_released.1", serde_json::to_string(body)?),
            Self::SaleRecorded(body) => ("sale_recorded.1", serde_json::to_string(body)?),
            Self::SaleVoided(body) => ("sale_voided.1", serde_json::to_string(body)?),
            Self::SaleChanged(body) => ("sale_changed.1", serde_json::to_string(body)?),
            Self::SaleReviewed(body) => ("sale_reviewed.1", serde_json::to_string(body)?),
            Self::Completed => ("session_completed.1", serde_json::to_string(&Nothing {})?),
            Self::Cancelled { reason } => ("session_cancelled.1", serde_json::to_string(&Reason { reason: reason.clone() })?),
        })
    }

    /// Reads a row. The items of `ITEMS_LOCKED` are attached by whoever has the rows: [`SessionEvent::with_items`].
    pub fn decode(kind: &str, body: &str) -> Result<Self, Unreadable> {
        Ok(match kind {
            "session_opened.1" => Self::Opened(read(body)?),
            "items_locked.1" => Self::ItemsLocked(read(body)?),
            "items_unlocked.1" => Self::ItemsUnlocked(read(body)?),
            "items_held.1" => Self::ItemsHeld(read(body)?),
            "items_released.1" => Self::ItemsReleased(read(body)?),
            "sale_recorded.1" => Self::SaleRecorded(Arc::new(read(body)?)),
            "sale_voided.1" => Self::SaleVoided(read(body)?),
            "sale_changed.1" => Self::SaleChanged(read(body)?),
            "sale_reviewed.1" => Self::SaleReviewed(read(body)?),
            "session_completed.1" => {
                read::<Nothing>(body)?;
                Self::Completed
            }
            "session_cancelled.1" => Self::Cancelled { reason: read::<Reason>(body)?.reason },
            other => return Err(Unreadable::UnknownKind(other.to_owned())),
        })
    }

    /// Attaches the rows that were handed over.
    #[must_use]
    pub fn with_items(self, items: impl FnOnce() -> Vec<Handed>) -> Self {
        match self {
            Self::ItemsLocked(locked) => Self::ItemsLocked(ItemsLocked { items: items().into(), ..locked }),
            other => other,
        }
    }
}

impl ItemsLocked {
    /// Of these items.
    pub fn of(handover: u64, items: Arc<[Handed]>) -> Self {
        let tags = items.iter().take(EVENT_TAGS_MAX).map(|item| item.tag).collect();
        Self { handover, count: items.len() as u64, tags, items }
    }
}

/// Reads a journal body, or says which byte is wrong without showing it.
pub(crate) fn read<T: DeserializeOwned>(body: &str) -> Result<T, Unreadable> {
    serde_json::from_str(body).map_err(|error| Unreadable::Body(error.to_string()))
}
