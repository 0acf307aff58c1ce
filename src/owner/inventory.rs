//! What can be asked of inventories: verbs, typed answers.

use std::time::Duration;

use crate::domain::access::Organizer;
use crate::domain::handover::{Attribution, OwnerKey};
use crate::domain::id::{EventId, SaleId, SessionId};
use crate::domain::inventory::{Answer, Changes, InventoryCommand, NewItem, Refusal, UpdateFact};
use crate::domain::key::Key;
use crate::domain::sale::{self, ReviewSale, Ruling, Scan, SessionCommand};
use crate::domain::tag::Tag;
use crate::domain::terms::Terms;

use super::directory::Failure;
use super::sale::HANDOVER_SECONDS_MAX;
use super::{Owners, Stop};

type Said<T> = Result<T, Stop<Refusal>>;

/// Why a review was refused, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewRefusal {
    /// The session decides but for an item of one that has ended.
    Session(sale::Refusal),
    /// The item cannot be had.
    Inventory(Refusal),
}

type Reviewed = Result<(), Stop<ReviewRefusal>>;

/// An edit of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemEdit {
    /// Which.
    pub tag: Tag,
    /// The version that the editor saw.
    pub version: u32,
    /// What changes.
    pub changes: Changes,
    /// What the rows say.
    pub fact: UpdateFact,
}

#[expect(clippy::too_many_arguments, reason = "a verb takes the right, the target, what and the key: no two of one type")]
impl Owners {
    /// Takes in items; gives the entry that did, also when it did so before.
    pub async fn add_items(&self, organizer: &Organizer, event: EventId, items: Vec<NewItem>, key: Key) -> Said<u64> {
        let command = InventoryCommand::Add { organization: organizer.organization, items, key };
        match self.ask_inventory(event, command).await? {
            Answer::Added { sequence } => Ok(sequence),
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// The entry that took in items under this key, if one did.
    pub async fn items_added_under(&self, _organizer: &Organizer, event: EventId, key: Key) -> Said<Option<u64>> {
        match self.ask_inventory(event, InventoryCommand::FindAdded(key)).await? {
            Answer::Added { sequence } => Ok(Some(sequence)),
            _ => Ok(None),
        }
    }

    /// Describes an item anew. False: the rows were read too early; read them again and ask again.
    pub async fn update_item(&self, _organizer: &Organizer, event: EventId, edit: ItemEdit) -> Said<bool> {
        let ItemEdit { tag, version, changes, fact } = edit;
        let answer = self.ask_inventory(event, InventoryCommand::Update { tag, version, changes, fact }).await?;
        Ok(answer != Answer::Stale)
    }

    /// Opens a session over every modifiable item, and waits until it sells.
    pub async fn open_session(&self, organizer: &Organizer, event: EventId, terms: Terms, key: Key) -> Said<SessionId> {
        let command = InventoryCommand::Open { organization: organizer.organization, terms, key };
        match self.ask_inventory(event, command).await? {
            Answer::Opened { session, sequence } => {
                self.taken_by_session(session, sequence).await?;
                Ok(session)
            }
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// Hands items to a running session, and waits until it sells them, or until they are back.
    pub async fn restock(&self, _organizer: &Organizer, session: SessionId, tags: Vec<Option<Tag>>, key: Key) -> Said<()> {
        let answer = self.ask_inventory(session.event(), InventoryCommand::Restock { session, tags, key }).await?;
        let Answer::Restocked { sequence } = answer else { return Err(Stop::Failed(Failure::Internal)) };
        match self.taken_by_session(session, sequence).await? {
            None => Ok(()),
            Some(handed_back) => {
                self.taken_by_inventory(session, handed_back).await?;
                Err(Stop::Refused(Refusal::SessionNotActive))
            }
        }
    }

    /// Decides what needs review. In a session that has ended the Inventory gives the item, and the session follows: the
    /// answer waits for both.
    pub async fn review_sale(&self, _organizer: &Organizer, sale: SaleId, review: ReviewSale, key: Key) -> Reviewed {
        let SaleId { session, .. } = sale;
        let of_session = |stop| match stop {
            Stop::Refused(refusal) => Stop::Refused(ReviewRefusal::Session(refusal)),
            Stop::Failed(failure) => Stop::Failed(failure),
        };
        match self.ask_session(session, SessionCommand::Review(review.clone(), key)).await.map_err(of_session)? {
            sale::Answer::Sale { .. } => return Ok(()),
            sale::Answer::InventoryDecides => {}
            _ => return Err(Stop::Failed(Failure::Internal)),
        }
        let (Ruling::ToItem(scan), Some(position), Some(note)) = (&review.ruling, review.position, review.note.clone()) else {
            return Err(Stop::Failed(Failure::Internal));
        };
        let tag = match scan {
            Scan::Tag(tag, _) => Some(*tag),
            Scan::Unreadable(_) => None,
        };
        let attribution = Attribution { sale: sale.sequence, position, note };
        let of_inventory = |stop| match stop {
            Stop::Refused(refusal) => Stop::Refused(ReviewRefusal::Inventory(refusal)),
            Stop::Failed(failure) => Stop::Failed(failure),
        };
        let command = InventoryCommand::Attribute { session, attribution, tag, key };
        let answer = self.ask_inventory(session.event(), command).await.map_err(of_inventory)?;
        let Answer::Attributed { sequence } = answer else { return Err(Stop::Failed(Failure::Internal)) };
        match self.taken_by_session(session, sequence).await.map_err(of_inventory)? {
            None => Ok(()),
            Some(handed_back) => {
                self.taken_by_inventory(session, handed_back).await?;
                // It knows why: the line was decided, or the key was used, in between.
                let again = self.ask_session(session, SessionCommand::Review(review, key)).await.map_err(of_session);
                Err(again.err().unwrap_or(Stop::Refused(ReviewRefusal::Session(sale::Refusal::NothingToReview))))
            }
        }
    }

    async fn ask_inventory(&self, event: EventId, command: InventoryCommand) -> Said<Answer> {
        match self.inventories.ask(OwnerKey::Inventory(event), command).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(refusal)) => Err(Stop::Refused(refusal)),
            Err(failure) => Err(Stop::Failed(failure)),
        }
    }

    /// Waits until the session has taken the message. If it came too late: the session's sequence that handed it back.
    async fn taken_by_session(&self, session: SessionId, sequence: u64) -> Said<Option<u64>> {
        let view = self.session_view(session);
        let mut heads = view.watch();
        let has_it = heads.wait_for(|head| head.inventory_seq >= sequence);
        match tokio::time::timeout(Duration::from_secs(HANDOVER_SECONDS_MAX), has_it).await {
            Ok(Ok(head)) => Ok(head.handed_back.get(&sequence).copied()),
            // Redelivery heals it; the same key asks again.
            Ok(Err(_)) | Err(_) => Err(Stop::Failed(Failure::Unavailable)),
        }
    }
}
