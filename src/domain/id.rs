//! Which thing is meant. Ids inside are numbers; outside they are opaque, and say what kind they name.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::tag::{ConsignorNumber, Tag};

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id!(
    /// The tenant: who runs sales.
    OrganizationId
);
number_id!(
    /// One season's sale.
    EventId
);
number_id!(
    /// One time of selling: its event's id and its ordinal in it, so that whoever decides to open one names it.
    SessionId
);

/// Sessions that one event can have.
pub const SESSIONS_PER_EVENT_MAX: u32 = 1_000;

impl SessionId {
    /// The `ordinal`th session of an event, from 1.
    pub const fn of(event: EventId, ordinal: u32) -> Self {
        Self(event.0 * SESSIONS_PER_EVENT_MAX as i64 + ordinal as i64 - 1)
    }

    /// The event that it sells.
    pub const fn event(self) -> EventId {
        EventId(self.0 / SESSIONS_PER_EVENT_MAX as i64)
    }
}

/// A consignor of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConsignorId {
    /// Whose.
    pub organization: OrganizationId,
    /// Printed on each tag.
    pub number: ConsignorNumber,
}

/// An item of an organization: the tag is unique there and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemId {
    /// Whose.
    pub organization: OrganizationId,
    /// The code on its hang tag.
    pub tag: Tag,
}

/// A sale: its session, and its place in the session's order of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaleId {
    /// Where it was sold.
    pub session: SessionId,
    /// The sequence of its `SALE_RECORDED` event.
    pub sequence: u64,
}

/// Any thing with an id of its own, as clients name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each names the thing of its type")]
pub enum GlobalId {
    Organization(OrganizationId),
    Event(EventId),
    Session(SessionId),
    Consignor(ConsignorId),
    Item(ItemId),
    Sale(SaleId),
}

/// Longer texts are no ids of ours.
const ID_CHARACTERS_MAX: usize = 80;

impl GlobalId {
    /// Reads what [`GlobalId`] shows; anything else, also another spelling of the same id, is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > ID_CHARACTERS_MAX {
            return None;
        }
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = plain.split(':');
        let kind = parts.next()?;
        let first: i64 = parts.next()?.parse().ok()?;
        let second = parts.next().map(str::parse::<i64>);
        let id = match (kind, second) {
            ("organization", None) => Self::Organization(OrganizationId(first)),
            ("event", None) => Self::Event(EventId(first)),
            ("session", None) => Self::Session(SessionId(first)),
            ("consignor", Some(Ok(number))) => {
                Self::Consignor(ConsignorId { organization: OrganizationId(first), number: ConsignorNumber::new(number)? })
            }
            ("item", Some(Ok(tag))) => Self::Item(ItemId { organization: OrganizationId(first), tag: Tag::from_number(tag)? }),
            ("sale", Some(Ok(sequence))) => {
                Self::Sale(SaleId { session: SessionId(first), sequence: u64::try_from(sequence).ok()? })
            }
            _ => return None,
        };
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for GlobalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = match self {
            Self::Organization(id) => format!("organization:{id}"),
            Self::Event(id) => format!("event:{id}"),
            Self::Session(id) => format!("session:{id}"),
            Self::Consignor(id) => format!("consignor:{}:{}", id.organization, id.number.get()),
            Self::Item(id) => format!("item:{}:{}", id.organization, id.tag.number()),
            Self::Sale(id) => format!("sale:{}:{}", id.session, id.sequence),
        };
        f.write_str(&URL_SAFE_NO_PAD.encode(plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_and_has_one_spelling() {
        let organization = OrganizationId(7);
        let session = SessionId::of(EventId(12), 3);
        assert_eq!(session.event(), EventId(12));
        let number = ConsignorNumber::new(417).unwrap();
        for id in [
            GlobalId::Organization(organization),
            GlobalId::Event(EventId(12)),
            GlobalId::Session(session),
            GlobalId::Consignor(ConsignorId { organization, number }),
            GlobalId::Item(ItemId { organization, tag: Tag::of(number, 23).unwrap() }),
            GlobalId::Sale(SaleId { session, sequence: 99 }),
        ] {
            assert_eq!(GlobalId::parse(&id.to_string()), Some(id));
        }
        for plain in ["event:+1", "event:01", "event:1:2", "item:1:0", "item:1", "sale:1:-1", "user:1", "event:", ""] {
            assert_eq!(GlobalId::parse(&URL_SAFE_NO_PAD.encode(plain)), None, "{plain}");
        }
        assert_eq!(GlobalId::parse(&"A".repeat(1_000_000)), None);
    }
}
