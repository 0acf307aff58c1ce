//! What an inventory decides. Pure: looks at state and command, changes nothing.

use std::collections::HashSet;

use crate::domain::handover::{Attribution, ToInventory};
use crate::domain::id::{OrganizationId, SESSIONS_PER_EVENT_MAX, SessionId};
use crate::domain::key::Key;
use crate::domain::machine::Decision;
use crate::domain::tag::Tag;
use crate::domain::terms::Terms;

use super::state::ref_hash;
use super::{
    Answer, CALL_ITEMS_MAX, Inventory, InventoryCommand, InventoryEvent, InventoryState, ItemAttributed, ItemUpdated, ItemsAdded,
    ItemsRestocked, ItemsReturned, NewItem, Refusal, RestockProblem, Returned, SessionBegun, UpdateFact,
};

type Decided = Result<Decision<InventoryEvent, Answer>, Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "what a decision comes to")]
fn nothing(answer: Answer) -> Decided {
    Ok(Decision { events: Vec::new(), answer })
}

#[expect(clippy::unnecessary_wraps, reason = "what a decision comes to")]
fn one(event: InventoryEvent, key: Option<Key>, answer: Answer) -> Decided {
    Ok(Decision { events: vec![(event, key)], answer })
}

impl Inventory {
    pub(super) fn decide_command(&self, command: &InventoryCommand) -> Decided {
        match command {
            InventoryCommand::Add { organization, items, key } => self.add(*organization, items, *key),
            InventoryCommand::FindAdded(key) => {
                let bound = self.bound(*key)?;
                nothing(bound.map_or(Answer::Free, |sequence| Answer::Added { sequence }))
            }
            InventoryCommand::Update { tag, version, changes, fact } => {
                self.update(ItemUpdated { tag: *tag, version: version.saturating_add(1), changes: changes.clone() }, *fact)
            }
            InventoryCommand::Open { organization, terms, key } => self.open(*organization, terms, *key),
            InventoryCommand::Restock { session, tags, key } => self.restock(*session, tags, *key),
            InventoryCommand::Attribute { session, attribution, tag, key } => self.attribute(*session, attribution, (*tag, *key)),
            InventoryCommand::Delivered { session, seq, message, sold } => {
                if self.inbox.get(session).is_some_and(|newest| seq <= newest) {
                    return nothing(Answer::Delivered);
                }
                let how = match message.clone() {
                    ToInventory::Withdrawn { tags } => Returned::Withdrawn { tags },
                    ToInventory::HandedBack { handover } => Returned::HandedBack { handover },
                    ToInventory::Completed { through } => Returned::Completed { through },
                    ToInventory::Cancelled { through } => Returned::Cancelled { through },
                };
                let returned = ItemsReturned { session: *session, seq: *seq, how, sold: sold.clone() };
                one(InventoryEvent::ItemsReturned(returned), None, Answer::Delivered)
            }
        }
    }

    fn next_seq(&self) -> u64 {
        self.last_seq + 1
    }

    fn add(&self, organization: OrganizationId, items: &[NewItem], key: Key) -> Decided {
        if let Some(sequence) = self.bound(key)? {
            return nothing(Answer::Added { sequence });
        }
        if items.is_empty() {
            return Err(Refusal::NoItems);
        }
        if items.len() > CALL_ITEMS_MAX {
            return Err(Refusal::TooManyItems);
        }
        let mut named = HashSet::new();
        let is_taken = |item: &NewItem| {
            let name = item.reference.as_deref().map(|name| ref_hash(item.tag.consignor(), name));
            name.is_some_and(|name| self.refs.contains(&name) || !named.insert(name))
        };
        let taken: Vec<usize> = items.iter().map(is_taken).enumerate().filter(|(_, taken)| *taken).map(|(row, _)| row).collect();
        if !taken.is_empty() {
            return Err(Refusal::RefTaken(taken));
        }
        let added = ItemsAdded { organization, items: items.to_vec() };
        one(InventoryEvent::ItemsAdded(added), Some(key), Answer::Added { sequence: self.next_seq() })
    }

    fn update(&self, updated: ItemUpdated, fact: UpdateFact) -> Decided {
        let core = self.items.get(&updated.tag).ok_or(Refusal::ItemNotFound)?;
        if core.version == updated.version && fact.version == core.version && fact.stands {
            return nothing(Answer::Updated);
        }
        if fact.version != core.version {
            return nothing(Answer::Stale);
        }
        match core.state {
            InventoryState::Modifiable => {}
            InventoryState::Locked { .. } => return Err(Refusal::ItemLocked),
            InventoryState::Sold => return Err(Refusal::ItemSold),
        }
        if core.version.saturating_add(1) != updated.version {
            return Err(Refusal::VersionConflict);
        }
        if fact.stands {
            // Nothing would change: no entry, no new version.
            return nothing(Answer::Updated);
        }
        one(InventoryEvent::ItemUpdated(updated), None, Answer::Updated)
    }

    fn open(&self, organization: OrganizationId, terms: &Terms, key: Key) -> Decided {
        if let Some(sequence) = self.bound(key)? {
            let session = self.begun.get(&sequence).copied().ok_or(Refusal::SessionNotActive)?;
            return nothing(Answer::Opened { session, sequence });
        }
        if self.active.is_some() || self.begun.len() >= SESSIONS_PER_EVENT_MAX as usize {
            return Err(Refusal::AlreadyActive);
        }
        let count = self.items.values().filter(|core| core.state == InventoryState::Modifiable).count() as u64;
        if count == 0 {
            return Err(Refusal::NoItems);
        }
        let ordinal = u32::try_from(self.begun.len()).unwrap_or(u32::MAX).saturating_add(1);
        let session = SessionId::of(self.event, ordinal);
        let begun = SessionBegun { session, organization, terms: terms.clone(), count };
        one(InventoryEvent::SessionBegun(begun), Some(key), Answer::Opened { session, sequence: self.next_seq() })
    }

    fn attribute(&self, session: SessionId, attribution: &Attribution, (tag, key): (Option<Tag>, Key)) -> Decided {
        if let Some(sequence) = self.bound(key)? {
            return nothing(Answer::Attributed { sequence });
        }
        let tag = tag.ok_or(Refusal::ItemNotFound)?;
        match self.items.get(&tag).ok_or(Refusal::ItemNotFound)?.state {
            InventoryState::Modifiable => {}
            InventoryState::Locked { .. } => return Err(Refusal::ItemLocked),
            InventoryState::Sold => return Err(Refusal::ItemSold),
        }
        let attributed = ItemAttributed { session, attribution: attribution.clone(), tag };
        one(InventoryEvent::ItemAttributed(attributed), Some(key), Answer::Attributed { sequence: self.next_seq() })
    }

    fn restock(&self, session: SessionId, tags: &[Option<Tag>], key: Key) -> Decided {
        if let Some(sequence) = self.bound(key)? {
            return nothing(Answer::Restocked { sequence });
        }
        if self.active != Some(session) {
            return Err(Refusal::SessionNotActive);
        }
        if tags.is_empty() {
            return Err(Refusal::NoItems);
        }
        if tags.len() > CALL_ITEMS_MAX {
            return Err(Refusal::TooManyItems);
        }
        let mut seen = HashSet::new();
        let (mut handed, mut problems) = (Vec::new(), Vec::new());
        for (index, tag) in tags.iter().enumerate() {
            let known = tag.and_then(|tag| self.items.get(&tag).map(|core| (tag, core.state)));
            match known {
                Some((tag, InventoryState::Modifiable)) if seen.insert(tag) => handed.push(tag),
                Some((_, InventoryState::Modifiable)) => {}
                Some((_, InventoryState::Locked { .. })) => problems.push((index, RestockProblem::ItemLocked)),
                Some((_, InventoryState::Sold)) => problems.push((index, RestockProblem::ItemSold)),
                None => problems.push((index, RestockProblem::ItemNotFound)),
            }
        }
        if !problems.is_empty() {
            return Err(Refusal::Items(problems));
        }
        let restocked = ItemsRestocked { session, tags: handed };
        one(InventoryEvent::ItemsRestocked(restocked), Some(key), Answer::Restocked { sequence: self.next_seq() })
    }
}
