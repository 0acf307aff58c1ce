//! The words that the tests are written in: a shelf of items, commands, and what is said to happen.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::handover::{Attribution, ToInventory};
use crate::domain::id::{EventId, OrganizationId, SessionId};
use crate::domain::key::Key;
use crate::domain::machine::{Decision, Entry, Moment, StateMachine};
use crate::domain::money::{Bps, Currency, Money};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::terms::{Rates, Terms};
use crate::domain::time::Timestamp;

use super::super::{
    Answer, Changes, Inventory, InventoryCommand, InventoryEvent, InventoryState, ItemsReturned, NewItem, Refusal, Returned,
    UpdateFact,
};

/// Whose items.
pub(super) const EVENT: EventId = EventId(4);
/// The first session of the event.
pub(super) const SESSION: SessionId = SessionId::of(EVENT, 1);
/// The second.
pub(super) const NEXT_SESSION: SessionId = SessionId::of(EVENT, 2);
pub(super) const OPENING: Timestamp = Timestamp::from_milliseconds(1_800_000_000_000);

/// An inventory and its journal.
#[derive(Clone)]
pub(super) struct Shelf {
    pub inventory: Inventory,
    pub journal: Vec<Entry<InventoryEvent>>,
}

impl Shelf {
    pub fn empty() -> Self {
        Self { inventory: Inventory::new(EVENT), journal: Vec::new() }
    }

    /// Entry 1 adds these.
    pub fn with(items: &str) -> Self {
        Self::empty().given(add(items))
    }

    /// The command was accepted.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table reads better without ampersands")]
    pub fn given(mut self, command: InventoryCommand) -> Self {
        if let Err(refusal) = self.take(&command) {
            panic!("{command:?} is refused: {refusal:?}");
        }
        self
    }

    pub fn ask(&self, command: &InventoryCommand) -> Result<Decision<InventoryEvent, Answer>, Refusal> {
        self.inventory.decide(command, Moment { now: OPENING, at: OPENING })
    }

    /// Asks, and writes down what happens.
    pub fn take(&mut self, command: &InventoryCommand) -> Result<Answer, Refusal> {
        let decision = self.ask(command)?;
        for (event, key) in decision.events {
            let entry = Entry { seq: self.journal.len() as u64 + 1, at: OPENING, key, event };
            self.inventory.apply(&entry);
            self.journal.push(entry);
        }
        Ok(decision.answer)
    }

    pub fn state(&self, name: &str) -> InventoryState {
        self.inventory.items[&tag(name)].state
    }

    pub fn version(&self, name: &str) -> u32 {
        self.inventory.items[&tag(name)].version
    }
}

/// A is the first of consignor 1, who has three; D is the first of consignor 2, and so on.
pub(super) fn tag(name: &str) -> Tag {
    let place = i64::from(name.as_bytes()[0] - b'A');
    Tag::of(ConsignorNumber::new(1 + place / 3).unwrap(), u32::try_from(1 + place % 3).unwrap()).unwrap()
}

pub(super) fn tags(names: &str) -> Vec<Tag> {
    names.split_whitespace().map(tag).collect()
}

fn names(tags: &[Tag]) -> String {
    let name = |tag: &Tag| char::from(b'A' + u8::try_from((tag.consignor().get() - 1) * 3 + tag.number() % 10_000 - 1).unwrap());
    tags.iter().flat_map(|tag| [' ', name(tag)]).collect()
}

fn fresh_key() -> Key {
    static USED: AtomicU64 = AtomicU64::new(0);
    Key { hash: u128::from(USED.fetch_add(1, Ordering::Relaxed)), arguments: 0 }
}

/// The key `hash`, for these arguments.
pub(super) fn keyed(hash: u128, arguments: u64) -> Key {
    Key { hash: hash | 1 << 100, arguments }
}

/// `"A B=row7"`: B has the importer's name row7.
pub(super) fn items(words: &str) -> Vec<NewItem> {
    let item = |word: &str| {
        let (name, reference) = word.split_once('=').map_or((word, None), |(name, reference)| (name, Some(reference)));
        NewItem {
            tag: tag(name),
            reference: reference.map(str::to_owned),
            title: "Coat".to_owned(),
            category: "Outerwear".to_owned(),
            size: None,
            price: Money::from_minor(500),
            discountable: true,
            donate: false,
        }
    };
    words.split_whitespace().map(item).collect()
}

pub(super) fn add(words: &str) -> InventoryCommand {
    add_by(fresh_key(), words)
}

pub(super) fn add_by(key: Key, words: &str) -> InventoryCommand {
    InventoryCommand::Add { organization: OrganizationId(7), items: items(words), key }
}

/// A new title, by somebody who saw this version; the rows say the second one.
pub(super) fn update(name: &str, seen: u32, row: u32) -> InventoryCommand {
    let changes = Changes { title: Some("Blue coat".to_owned()), ..Changes::default() };
    InventoryCommand::Update { tag: tag(name), version: seen, changes, fact: UpdateFact { version: row, stands: false } }
}

/// The same, and the rows have the title already.
pub(super) fn update_that_stands(name: &str, seen: u32, row: u32) -> InventoryCommand {
    let InventoryCommand::Update { tag, version, changes, .. } = update(name, seen, row) else { panic!("not an update") };
    InventoryCommand::Update { tag, version, changes, fact: UpdateFact { version: row, stands: true } }
}

pub(super) fn terms() -> Terms {
    let bps = |bps| Bps::new(bps).unwrap();
    let rates = Rates { base: bps(6_500), volunteer_bonus: bps(500), super_bonus: bps(500), max: bps(8_000) };
    Terms { rates, currency: Currency::Usd, time_zone: "America/Chicago".to_owned() }
}

pub(super) fn open() -> InventoryCommand {
    open_by(fresh_key())
}

pub(super) fn open_by(key: Key) -> InventoryCommand {
    InventoryCommand::Open { organization: OrganizationId(7), terms: terms(), key }
}

/// `?` is not a tag.
pub(super) fn restock(words: &str) -> InventoryCommand {
    restock_by(fresh_key(), words)
}

pub(super) fn restock_by(key: Key, words: &str) -> InventoryCommand {
    let tags = words.split_whitespace().map(|word| (word != "?").then(|| tag(word))).collect();
    InventoryCommand::Restock { session: SESSION, tags, key }
}

/// For the first line of sale 7 of the first session. `?` is not a tag.
pub(super) fn attribute_by(key: Key, word: &str) -> InventoryCommand {
    let attribution = Attribution { sale: 7, position: 0, note: "saw the receipt".to_owned() };
    InventoryCommand::Attribute { session: SESSION, attribution, tag: (word != "?").then(|| tag(word)), key }
}

pub(super) fn attribute(word: &str) -> InventoryCommand {
    attribute_by(fresh_key(), word)
}

/// The first session's message under its own sequence.
pub(super) fn delivered(seq: u64, message: ToInventory) -> InventoryCommand {
    InventoryCommand::Delivered { session: SESSION, seq, message, sold: [].into() }
}

/// The first session ended under its sequence 9, and these are sold.
pub(super) fn completed(through: u64, sold: &str) -> InventoryCommand {
    InventoryCommand::Delivered { session: SESSION, seq: 9, message: ToInventory::Completed { through }, sold: tags(sold).into() }
}

pub(super) type Expected = Result<Vec<String>, Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "it stands where `refused` may stand")]
pub(super) fn happens(events: &[&str]) -> Expected {
    Ok(events.iter().map(|event| (*event).to_owned()).collect())
}

pub(super) fn refused(refusal: Refusal) -> Expected {
    Err(refusal)
}

/// The command comes to what is expected, and changes the state only through its events.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a table reads better without ampersands")]
pub(super) fn check(given: Shelf, command: InventoryCommand, expected: Expected) -> Shelf {
    let before = given.inventory.clone();
    let decision = given.ask(&command);
    assert_eq!(given.inventory, before, "deciding changes nothing");
    let again = replayed(&given.journal).decide(&command, Moment { now: OPENING, at: OPENING });
    assert_eq!(again, decision, "the same journal decides the same");
    let said = decision.map(|decision| decision.events.iter().map(|(event, _)| say(event)).collect::<Vec<_>>());
    assert_eq!(said, expected, "{command:?}");
    let mut shelf = given;
    let _ = shelf.take(&command);
    assert_eq!(replayed(&shelf.journal), shelf.inventory, "the journal replays to the state");
    shelf
}

fn say(event: &InventoryEvent) -> String {
    match event {
        InventoryEvent::ItemsAdded(added) => {
            format!("added{}", names(&added.items.iter().map(|item| item.tag).collect::<Vec<_>>()))
        }
        InventoryEvent::ItemUpdated(updated) => format!("updated{} to {}", names(&[updated.tag]), updated.version),
        InventoryEvent::SessionBegun(begun) => format!("begun {} with {}", begun.session, begun.count),
        InventoryEvent::ItemsRestocked(restocked) => format!("restocked {}{}", restocked.session, names(&restocked.tags)),
        InventoryEvent::ItemAttributed(given) => {
            let Attribution { sale, position, .. } = given.attribution;
            format!("gave{} to {} #{sale}.{position}", names(&[given.tag]), given.session)
        }
        InventoryEvent::ItemsReturned(returned) => {
            let how = match &returned.how {
                Returned::Withdrawn { tags } => format!("withdrawn{}", names(tags)),
                Returned::HandedBack { handover } => format!("handed back {handover}"),
                Returned::Completed { through } => format!("completed through {through}, sold{}", names(&returned.sold)),
                Returned::Cancelled { through } => format!("cancelled through {through}"),
            };
            format!("{} {} returned {how}", returned.session, returned.seq)
        }
    }
}

/// The state that the journal's rows give after a restart.
pub(super) fn replayed(journal: &[Entry<InventoryEvent>]) -> Inventory {
    let mut inventory = Inventory::new(EVENT);
    for entry in journal {
        let (kind, body) = entry.event.encode().unwrap();
        let event = match (InventoryEvent::decode(kind, &body).unwrap(), &entry.event) {
            (InventoryEvent::ItemsReturned(read), InventoryEvent::ItemsReturned(written)) => {
                InventoryEvent::ItemsReturned(ItemsReturned { sold: written.sold.clone(), ..read })
            }
            (read, _) => read,
        };
        assert_eq!(event, entry.event, "{kind} is read as it was written");
        inventory.apply(&Entry { event, ..entry.clone() });
    }
    inventory
}

/// Every item's state, by tag.
pub(super) fn states(inventory: &Inventory) -> BTreeMap<Tag, InventoryState> {
    inventory.items().map(|(tag, _, state)| (tag, state)).collect()
}
