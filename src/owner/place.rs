//! Where each item of a session stands.

use std::sync::Arc;

use dashmap::DashMap;

use crate::domain::sale::{Hold, Session};
use crate::domain::tag::Tag;

/// Where an item stands in its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the floor.
    Available,
    /// In a cart, unless its time is over.
    Held(Arc<Hold>),
    /// Sold by the sale with this sequence.
    Sold(u64),
}

/// The places of a session's items, written by its owner alone. Few items are in carts, so that no other pays for the cart's name.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The sale that sold it, of every item; 0: none. Whoever holds an item's entry here sees its cart as it was then, since
    /// the owner changes this before it takes a cart away.
    sold_in: DashMap<Tag, u32>,
    held: DashMap<Tag, Arc<Hold>>,
}

impl Places {
    /// Of all items of a session.
    pub fn of(session: &Session) -> Self {
        let places = Self { sold_in: DashMap::with_capacity(session.item_count()), held: DashMap::new() };
        for (tag, ..) in session.items() {
            places.update(session, tag);
        }
        places
    }

    /// Takes over where the session has an item, if it has it.
    pub fn update(&self, session: &Session, tag: Tag) {
        match (session.item(tag), session.hold(tag)) {
            (None, _) => {
                self.sold_in.remove(&tag);
                self.held.remove(&tag);
            }
            (Some((_, None)), Some(hold)) => {
                self.held.insert(tag, Arc::new(hold.clone()));
                self.sold_in.insert(tag, 0);
            }
            (Some((_, sold_in)), _) => {
                self.sold_in.insert(tag, sold_in.map_or(0, |sale| u32::try_from(sale).unwrap_or(u32::MAX)));
                self.held.remove(&tag);
            }
        }
    }

    /// Where an item stands; none if it is not in the session.
    pub fn get(&self, tag: Tag) -> Option<Place> {
        self.sold_in.get(&tag).map(|sold_in| self.place(tag, *sold_in))
    }

    /// The tags of every item for which `is_wanted`, in no order.
    pub fn tags_where(&self, is_wanted: impl Fn(Place) -> bool) -> Vec<Tag> {
        let entries = self.sold_in.iter();
        entries.filter(|entry| is_wanted(self.place(*entry.key(), *entry.value()))).map(|entry| *entry.key()).collect()
    }

    /// While the caller has the item's entry of `sold_in`.
    fn place(&self, tag: Tag, sold_in: u32) -> Place {
        match sold_in {
            0 => self.held.get(&tag).map_or(Place::Available, |hold| Place::Held(Arc::clone(&hold))),
            sale => Place::Sold(sale.into()),
        }
    }
}
