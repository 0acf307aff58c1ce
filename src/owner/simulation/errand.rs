//! What somebody wants of the owners, under one key, until there is an answer.

use crate::domain::id::{SaleId, SessionId};
use crate::domain::inventory::{NewItem, Refusal as InventoryRefusal};
use crate::domain::key::Key;
use crate::domain::sale::{Fact, HoldItems, NewSale, ParkCart, Refusal, ReviewSale, Scan, TakeCart};
use crate::domain::tag::Tag;
use crate::owner::{Owners, ReviewRefusal, Stop};

use super::template::terms;
use super::world::World;

/// What is wanted.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Sell(SessionId, NewSale),
    Void(SaleId),
    Review(SaleId, ReviewSale),
    Hold(SessionId, HoldItems),
    Release(SessionId, String),
    Park(SessionId, ParkCart),
    Take(SessionId, TakeCart),
    Withdraw(SessionId, Vec<Tag>),
    Restock(SessionId, Vec<Tag>),
    Complete(SessionId),
    Cancel(SessionId),
    Open,
    Add(Vec<NewItem>),
}

/// A deed under its key.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    pub deed: Deed,
    pub key: Key,
    /// Sent while an earlier try may still be on its way: a refusal then says little about the other one.
    pub overlaps: bool,
    /// Of another deed, and so to be refused.
    pub takes_a_used_key: bool,
}

/// What a caller is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The sale with this id stands, or is voided.
    Sale(SaleId),
    Opened(SessionId),
    Added(u64),
    Parked,
    Taken,
    /// Without a key, or without more to say.
    Done,
    Refused(Refused),
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Session(Refusal),
    Inventory(InventoryRefusal),
}

/// Nobody knows what became of it.
pub(super) struct Unknown;

impl Errand {
    /// Asks once.
    pub(super) async fn run(&self, world: &World, owners: &Owners) -> Result<Told, Unknown> {
        let (clerk, organizer, key) = (&world.clerk, &world.organizer, self.key);
        match self.deed.clone() {
            Deed::Sell(session, sale) => {
                of_session(owners.record_sale(clerk, session, sale, key).await, |recorded| Told::Sale(recorded.id))
            }
            Deed::Void(sale) => {
                let voided = owners.void_sale(clerk, sale, Some("a slip".to_owned()), key).await;
                of_session(voided, |()| Told::Done)
            }
            Deed::Review(sale, review) => match owners.review_sale(organizer, sale, review, key).await {
                Ok(()) => Ok(Told::Done),
                Err(Stop::Refused(ReviewRefusal::Session(refusal))) => Ok(Told::Refused(Refused::Session(refusal))),
                Err(Stop::Refused(ReviewRefusal::Inventory(refusal))) => Ok(Told::Refused(Refused::Inventory(refusal))),
                Err(Stop::Failed(_)) => Err(Unknown),
            },
            Deed::Hold(session, hold) => of_session(owners.hold_items(clerk, session, hold).await, |_| Told::Done),
            Deed::Release(session, cart) => {
                of_session(owners.release_items(clerk, session, Some(cart), None).await, |_| Told::Done)
            }
            Deed::Park(session, park) => of_session(owners.park_cart(clerk, session, park).await, |_| Told::Parked),
            Deed::Take(session, take) => of_session(owners.take_cart(clerk, session, take).await, |_| Told::Taken),
            Deed::Withdraw(session, tags) => {
                let scans = tags.into_iter().map(|tag| Scan::Tag(tag, Fact::Exists)).collect();
                let withdrawn = owners.withdraw(organizer, session, (scans, "stained".to_owned()), key).await;
                of_session(withdrawn, |()| Told::Done)
            }
            Deed::Complete(session) => of_session(owners.complete(organizer, session, key).await, |()| Told::Done),
            Deed::Cancel(session) => of_session(owners.cancel(organizer, session, "rain".to_owned(), key).await, |()| Told::Done),
            Deed::Restock(session, tags) => {
                let tags = tags.into_iter().map(Some).collect();
                of_inventory(owners.restock(organizer, session, tags, key).await, |()| Told::Done)
            }
            Deed::Open => of_inventory(owners.open_session(organizer, world.event, terms(), key).await, Told::Opened),
            Deed::Add(items) => of_inventory(owners.add_items(organizer, world.event, items, key).await, Told::Added),
        }
    }

    /// Does its key bind?
    pub(super) fn is_keyed(&self) -> bool {
        !matches!(self.deed, Deed::Hold(..) | Deed::Release(..) | Deed::Park(..) | Deed::Take(..))
    }

    /// Money was taken for it already.
    pub(super) fn is_offline_sale(&self) -> bool {
        matches!(&self.deed, Deed::Sell(_, sale) if sale.offline_sold_at.is_some())
    }
}

fn of_session<T>(said: Result<T, Stop<Refusal>>, told: impl FnOnce(T) -> Told) -> Result<Told, Unknown> {
    match said {
        Ok(answer) => Ok(told(answer)),
        Err(Stop::Refused(refusal)) => Ok(Told::Refused(Refused::Session(refusal))),
        Err(Stop::Failed(_)) => Err(Unknown),
    }
}

fn of_inventory<T>(said: Result<T, Stop<InventoryRefusal>>, told: impl FnOnce(T) -> Told) -> Result<Told, Unknown> {
    match said {
        Ok(answer) => Ok(told(answer)),
        Err(Stop::Refused(refusal)) => Ok(Told::Refused(Refused::Inventory(refusal))),
        Err(Stop::Failed(_)) => Err(Unknown),
    }
}
