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
    /// The sale that sold it, of every item; 0: none. No cart is taken away while somebody holds an item's entry here, since the
    /// owner changes this first; and it puts an item into a cart before it says here that nobody bought it.
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
        self.set(tag, place_of(session, tag));
    }

    fn set(&self, tag: Tag, place: Option<Place>) {
        match place {
            Some(Place::Held(hold)) => {
                self.held.insert(tag, hold);
                self.sold_in.insert(tag, 0);
                return;
            }
            Some(Place::Available) => drop(self.sold_in.insert(tag, 0)),
            Some(Place::Sold(sale)) => drop(self.sold_in.insert(tag, u32::try_from(sale).unwrap_or(u32::MAX))),
            None => drop(self.sold_in.remove(&tag)),
        }
        self.held.remove(&tag);
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

fn place_of(session: &Session, tag: Tag) -> Option<Place> {
    let (_, sold_in) = session.item(tag)?;
    Some(match (sold_in, session.hold(tag)) {
        (Some(sequence), _) => Place::Sold(sequence),
        (None, Some(hold)) => Place::Held(Arc::new(hold.clone())),
        (None, None) => Place::Available,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;
    use crate::domain::sale::{HoldKind, SaleChannel};
    use crate::domain::time::Timestamp;

    #[test]
    fn nobody_sees_an_item_on_the_floor_that_goes_from_a_cart_to_a_sale_and_back() {
        let tag = Tag::from_number(4_170_023).unwrap();
        let hold = Arc::new(Hold {
            cart: "cart".into(),
            channel: SaleChannel::Pos,
            kind: HoldKind::Cart,
            till: None,
            note: None,
            taken_from: None,
            expires_at: Timestamp::default(),
        });
        let places = Places::default();
        let take_up = || places.set(tag, Some(Place::Held(Arc::clone(&hold))));
        take_up();
        let is_over = AtomicBool::new(false);
        thread::scope(|threads| {
            let seen = threads.spawn(|| {
                let mut seen = 0;
                while !is_over.load(Ordering::Relaxed) {
                    assert_ne!(places.get(tag), Some(Place::Available));
                    assert_eq!(places.tags_where(|place| place == Place::Available), []);
                    seen += 1;
                }
                seen
            });
            for sale in 1..=100_000 {
                places.set(tag, Some(Place::Sold(sale)));
                take_up();
            }
            is_over.store(true, Ordering::Relaxed);
            assert!(seen.join().unwrap() > 0);
        });
        for last in [Some(Place::Sold(7)), Some(Place::Available), None] {
            take_up();
            places.set(tag, last.clone());
            assert_eq!((places.get(tag), places.held.len()), (last, 0));
        }
    }
}
