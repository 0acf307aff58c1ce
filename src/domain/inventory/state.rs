//! An inventory in memory, and what each entry means for it.

use std::collections::{HashMap, HashSet};

use crate::domain::handover::{OwnerKey, ToSession};
use crate::domain::id::{EventId, SessionId};
use crate::domain::key::Key;
use crate::domain::machine::{Decision, Entry, Moment, StateMachine};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;

use super::{Answer, InventoryCommand, InventoryEvent, ItemsReturned, Refusal, Returned};

/// Who may change an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryState {
    /// Its organizer and its consignor.
    Modifiable,
    /// A session holds it.
    Locked {
        /// The entry that handed it over. Four bytes: there is one of these for each of hundreds of thousands of items.
        handover: u32,
    },
    /// It is sold for good.
    Sold,
}

impl InventoryState {
    /// By the entry of this sequence. An inventory has thousands of entries; the five-billionth would count as the last that fits.
    pub(super) fn locked_in(seq: u64) -> Self {
        Self::Locked { handover: u32::try_from(seq).unwrap_or(u32::MAX) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Core {
    pub version: u32,
    pub state: InventoryState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub arguments: u64,
    pub seq: u64,
}

/// An inventory's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    pub(super) event: EventId,
    pub(super) items: HashMap<Tag, Core>,
    /// Importers' row names by consignor, as hashes.
    pub(super) refs: HashSet<u128>,
    pub(super) active: Option<SessionId>,
    /// The session that each `SESSION_BEGUN` opened.
    pub(super) begun: HashMap<u64, SessionId>,
    pub(super) keys: HashMap<u128, Bound>,
    /// Keys of restocks and attributions, so that one that came too late is free again.
    pub(super) handover_keys: HashMap<u64, u128>,
    /// The item that each `ITEM_ATTRIBUTED` gave.
    pub(super) attributed: HashMap<u64, Tag>,
    /// The newest message of each session that was applied.
    pub(super) inbox: HashMap<SessionId, u64>,
    pub(super) last_seq: u64,
    pub(super) last_at: Timestamp,
}

impl Inventory {
    /// Before its first entry.
    pub fn new(event: EventId) -> Self {
        Self {
            event,
            items: HashMap::new(),
            refs: HashSet::new(),
            active: None,
            begun: HashMap::new(),
            keys: HashMap::new(),
            handover_keys: HashMap::new(),
            attributed: HashMap::new(),
            inbox: HashMap::new(),
            last_seq: 0,
            last_at: Timestamp::default(),
        }
    }

    /// Whose items.
    pub fn event(&self) -> EventId {
        self.event
    }

    /// The session that runs.
    pub fn active_session(&self) -> Option<SessionId> {
        self.active
    }

    /// How many items it has.
    pub fn item_count(&self) -> usize {
        self.items.len()
    }

    /// How many idempotency keys it knows.
    pub fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// Every item, in no order, with its version and state.
    pub fn items(&self) -> impl Iterator<Item = (Tag, u32, InventoryState)> + '_ {
        self.items.iter().map(|(tag, core)| (*tag, core.version, core.state))
    }

    /// The newest message of each session that was applied.
    pub fn inbox(&self) -> &HashMap<SessionId, u64> {
        &self.inbox
    }

    /// What the entry's commit owes a session, if anything: a message under the entry's sequence.
    pub fn message(entry: &Entry<InventoryEvent>) -> Option<(OwnerKey, ToSession)> {
        match &entry.event {
            InventoryEvent::SessionBegun(begun) => {
                let open = ToSession::Open { organization: begun.organization, terms: begun.terms.clone() };
                Some((OwnerKey::Session(begun.session), open))
            }
            InventoryEvent::ItemsRestocked(restocked) => Some((OwnerKey::Session(restocked.session), ToSession::Restock)),
            InventoryEvent::ItemAttributed(attributed) => {
                let message = ToSession::Attributed { attribution: attributed.attribution.clone(), key: entry.key };
                Some((OwnerKey::Session(attributed.session), message))
            }
            _ => None,
        }
    }

    /// Has this key had its effect?
    pub(super) fn bound(&self, key: Key) -> Result<Option<u64>, Refusal> {
        match self.keys.get(&key.hash) {
            None => Ok(None),
            Some(bound) if bound.arguments == key.arguments => Ok(Some(bound.seq)),
            Some(_) => Err(Refusal::KeyMismatch),
        }
    }

    fn set_state(&mut self, tags: impl IntoIterator<Item = Tag>, state: InventoryState) {
        for tag in tags {
            if let Some(core) = self.items.get_mut(&tag) {
                core.state = state;
            }
        }
    }

    fn take_back(&mut self, returned: &ItemsReturned) {
        self.inbox.insert(returned.session, returned.seq);
        let is_ended = matches!(returned.how, Returned::Completed { .. } | Returned::Cancelled { .. });
        match &returned.how {
            Returned::Withdrawn { tags } => self.set_state(tags.iter().copied(), InventoryState::Modifiable),
            Returned::HandedBack { handover } => {
                if let Some(key) = self.handover_keys.remove(handover) {
                    self.keys.remove(&key);
                }
                self.unlock(|from| from == *handover);
                self.set_state(self.attributed.get(handover).copied(), InventoryState::Modifiable);
            }
            Returned::Completed { through } | Returned::Cancelled { through } => {
                self.set_state(returned.sold.iter().copied(), InventoryState::Sold);
                // A restock that an earlier session has yet to hand back is older than this session's first handover.
                let first = self.begun.iter().find(|(_, session)| **session == returned.session).map_or(0, |(seq, _)| *seq);
                self.unlock(|from| (first..=*through).contains(&from));
            }
        }
        if is_ended && self.active == Some(returned.session) {
            self.active = None;
        }
    }

    fn unlock(&mut self, is_meant: impl Fn(u64) -> bool) {
        for core in self.items.values_mut() {
            if matches!(core.state, InventoryState::Locked { handover } if is_meant(u64::from(handover))) {
                core.state = InventoryState::Modifiable;
            }
        }
    }
}

/// An importer's row name within its consignor. Hashed: a name has up to 200 characters.
pub(super) fn ref_hash(consignor: ConsignorNumber, reference: &str) -> u128 {
    Key::new("ref", &consignor.get().to_string(), reference, "").hash
}

impl StateMachine for Inventory {
    type Command = InventoryCommand;
    type Event = InventoryEvent;
    type Answer = Answer;
    type Refusal = Refusal;

    fn decide(&self, command: &InventoryCommand, _moment: Moment) -> Result<Decision<InventoryEvent, Answer>, Refusal> {
        self.decide_command(command)
    }

    fn apply(&mut self, entry: &Entry<InventoryEvent>) {
        match &entry.event {
            InventoryEvent::ItemsAdded(added) => {
                for item in &added.items {
                    self.items.insert(item.tag, Core { version: 1, state: InventoryState::Modifiable });
                    self.refs.extend(item.reference.as_deref().map(|name| ref_hash(item.tag.consignor(), name)));
                }
            }
            InventoryEvent::ItemUpdated(updated) => {
                if let Some(core) = self.items.get_mut(&updated.tag) {
                    core.version = updated.version;
                }
            }
            InventoryEvent::SessionBegun(begun) => {
                self.active = Some(begun.session);
                self.begun.insert(entry.seq, begun.session);
                let locked = InventoryState::locked_in(entry.seq);
                for core in self.items.values_mut().filter(|core| core.state == InventoryState::Modifiable) {
                    core.state = locked;
                }
            }
            InventoryEvent::ItemsRestocked(restocked) => {
                self.handover_keys.extend(entry.key.map(|key| (entry.seq, key.hash)));
                self.set_state(restocked.tags.iter().copied(), InventoryState::locked_in(entry.seq));
            }
            InventoryEvent::ItemAttributed(attributed) => {
                self.handover_keys.extend(entry.key.map(|key| (entry.seq, key.hash)));
                self.attributed.insert(entry.seq, attributed.tag);
                self.set_state([attributed.tag], InventoryState::Sold);
            }
            InventoryEvent::ItemsReturned(returned) => self.take_back(returned),
        }
        if let Some(key) = entry.key {
            self.keys.insert(key.hash, Bound { arguments: key.arguments, seq: entry.seq });
        }
        self.last_seq = entry.seq;
        self.last_at = entry.at;
    }

    fn last(&self) -> (u64, Timestamp) {
        (self.last_seq, self.last_at)
    }

    fn due(&self) -> Option<(Timestamp, InventoryCommand)> {
        None
    }
}
