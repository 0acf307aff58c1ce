//! An item has one authority at a time, however late and often messages arrive.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::super::{Answer, Inventory, InventoryCommand, InventoryState};
use super::shelf::{OPENING, SESSION, Shelf, add_by, keyed, open_by, replayed, states, tag};
use crate::domain::handover::{Attribution, Handed, OwnerKey, ToInventory, ToSession};
use crate::domain::id::SessionId;
use crate::domain::key::Key;
use crate::domain::machine::{Entry, Moment, StateMachine};
use crate::domain::money::Money;
use crate::domain::sale::{
    self, Fact, NewLine, NewSale, Phase, ReviewSale, Ruling, SaleChannel, Scan, Session, SessionCommand, SessionEvent, Tender,
    TenderKind, Thing, VoidSale,
};
use crate::domain::tag::Tag;

const ITEMS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
const PRICE: Money = Money::from_minor(500);

/// What somebody does, or a message does.
#[derive(Clone, Debug)]
enum Step {
    Add,
    Open,
    Restock(Vec<&'static str>),
    Withdraw(Vec<&'static str>),
    Sell(&'static str),
    /// A till that was away sold it too.
    SellLate(&'static str),
    /// The oldest open line of the oldest session is said to be this item.
    Review(&'static str),
    /// Somebody else decides meanwhile.
    Keep,
    VoidNewest,
    Complete,
    Cancel,
    /// The oldest message of a queue arrives.
    Deliver(Index),
    /// It arrives, but the courier does not learn of it.
    DeliverTwice(Index),
}

fn steps() -> impl Strategy<Value = Step> {
    let some_items = || subsequence(ITEMS.to_vec(), 1..=2);
    prop_oneof![
        2 => Just(Step::Add),
        4 => Just(Step::Open),
        5 => some_items().prop_map(Step::Restock),
        3 => some_items().prop_map(Step::Withdraw),
        3 => prop::sample::select(ITEMS.as_slice()).prop_map(Step::Sell),
        2 => prop::sample::select(ITEMS.as_slice()).prop_map(Step::SellLate),
        3 => prop::sample::select(ITEMS.as_slice()).prop_map(Step::Review),
        1 => Just(Step::Keep),
        1 => Just(Step::VoidNewest),
        2 => Just(Step::Complete),
        2 => Just(Step::Cancel),
        9 => any::<Index>().prop_map(Step::Deliver),
        2 => any::<Index>().prop_map(Step::DeliverTwice),
    ]
}

/// A message on its way, under its sender's sequence.
#[derive(Clone, Debug)]
struct Letter<Message> {
    seq: u64,
    message: Message,
    /// The rows that bear the sequence: handed over, or sold.
    items: Vec<Tag>,
}

/// Whose letters: to a session, or from it.
#[derive(Clone, Copy, Debug)]
enum Queue {
    To(SessionId),
    From(SessionId),
}

/// An inventory, its sessions, and the post between them.
struct World {
    shelf: Shelf,
    sessions: BTreeMap<SessionId, (Session, Vec<Entry<SessionEvent>>)>,
    to_sessions: BTreeMap<SessionId, VecDeque<Letter<ToSession>>>,
    to_inventory: BTreeMap<SessionId, VecDeque<Letter<ToInventory>>>,
    /// The post to the first session, once it is opened, stands still.
    is_stuck: bool,
    keys: u128,
    added: usize,
}

impl World {
    fn new() -> Self {
        let (sessions, to_sessions, to_inventory) = Default::default();
        Self { shelf: Shelf::empty(), sessions, to_sessions, to_inventory, is_stuck: false, keys: 0, added: 0 }
    }

    fn key(&mut self) -> Key {
        self.keys += 1;
        keyed(self.keys, 0)
    }

    /// The newest session, whether it knows of it already or not.
    fn newest(&self) -> Option<SessionId> {
        self.sessions.keys().next_back().copied()
    }

    fn take(&mut self, step: &Step) {
        let key = self.key();
        match step {
            Step::Add if self.added < ITEMS.len() => {
                let names = ITEMS[self.added..][..2].join(" ");
                self.added += 2;
                self.ask_inventory(&add_by(key, &names));
            }
            Step::Add => {}
            Step::Open => self.ask_inventory(&open_by(key)),
            Step::Restock(names) => {
                if let Some(session) = self.newest() {
                    let tags = names.iter().map(|name| Some(tag(name))).collect();
                    self.ask_inventory(&InventoryCommand::Restock { session, tags, key });
                }
            }
            Step::Deliver(which) | Step::DeliverTwice(which) => {
                let queues = self.queues();
                if !queues.is_empty() {
                    let queue = *which.get(&queues);
                    self.deliver(queue);
                    if matches!(step, Step::Deliver(_)) {
                        self.delete(queue);
                    }
                }
            }
            Step::Review(name) => self.review(name, key),
            step => {
                if let Some(session) = self.newest()
                    && let Some(command) = self.session_command(step, session, key)
                {
                    self.ask_session(session, &command);
                }
            }
        }
        self.assert_one_authority();
    }

    fn session_command(&self, step: &Step, session: SessionId, key: Key) -> Option<SessionCommand> {
        let scan = |name: &str| Scan::Tag(tag(name), Fact::Exists);
        Some(match step {
            Step::Withdraw(names) => {
                let scans = names.iter().copied().map(scan).collect();
                SessionCommand::Withdraw { scans, reason: "recalled".to_owned(), key }
            }
            Step::Sell(name) => SessionCommand::Record(sale(scan(name)), key),
            Step::SellLate(name) => {
                let at_the_till = sale(scan(name));
                let lines = at_the_till.lines.into_iter().map(|line| NewLine { price: Some(PRICE), ..line }).collect();
                SessionCommand::Record(NewSale { lines, offline_sold_at: Some(OPENING), ..at_the_till }, key)
            }
            Step::Keep => {
                let (sale, position) = self.open_line(session)?;
                SessionCommand::Review(ruling((sale, position), Ruling::KeepForHouse), key)
            }
            Step::VoidNewest => {
                let journal = &self.sessions[&session].1;
                let sale = journal.iter().rev().find(|entry| matches!(entry.event, SessionEvent::SaleRecorded(_)))?.seq;
                let reason = Some("wrong item".to_owned());
                SessionCommand::Void(VoidSale { sale, reason, is_organizer: true }, key)
            }
            Step::Complete => SessionCommand::Complete(key),
            Step::Cancel => SessionCommand::Cancel { reason: "no power".to_owned(), key },
            _ => return None,
        })
    }

    /// The oldest line that needs review.
    fn open_line(&self, session: SessionId) -> Option<(u64, u32)> {
        let (session, _) = self.sessions.get(&session)?;
        session.open_lines().next()
    }

    /// As an organizer's request goes: the session is asked, and the inventory if the session has ended.
    fn review(&mut self, name: &str, key: Key) {
        let found = self.sessions.keys().find_map(|session| Some((*session, self.open_line(*session)?)));
        let Some((session, line)) = found else { return };
        let asked = SessionCommand::Review(ruling(line, Ruling::ToItem(Scan::Tag(tag(name), Fact::Exists))), key);
        let decided = self.sessions[&session].0.decide(&asked, Moment { now: OPENING, at: OPENING });
        if decided.is_ok_and(|decision| decision.answer == sale::Answer::InventoryDecides) {
            let attribution = Attribution { sale: line.0, position: line.1, note: "saw the receipt".to_owned() };
            self.ask_inventory(&InventoryCommand::Attribute { session, attribution, tag: Some(tag(name)), key });
        } else {
            self.ask_session(session, &asked);
        }
    }

    /// What an accepted command of the inventory owes goes to the post.
    fn ask_inventory(&mut self, command: &InventoryCommand) {
        let entries = self.shelf.journal.len();
        let _ = self.shelf.take(command);
        for entry in &self.shelf.journal[entries..] {
            if let Some((OwnerKey::Session(session), message)) = Inventory::message(entry) {
                let items = self.rows(entry.seq);
                assert!(!items.is_empty(), "a message hands something over");
                self.sessions.entry(session).or_insert_with(|| (Session::new(session), Vec::new()));
                self.to_sessions.entry(session).or_default().push_back(Letter { seq: entry.seq, message, items });
            }
        }
    }

    /// The rows that bear the inventory's sequence.
    fn rows(&self, handover: u64) -> Vec<Tag> {
        let given = self.shelf.inventory.attributed.get(&handover).copied();
        let is_meant = |tag: Tag, state: &InventoryState| {
            *state == InventoryState::locked_in(handover) || (*state == InventoryState::Sold && given == Some(tag))
        };
        states(&self.shelf.inventory).into_iter().filter(|(tag, state)| is_meant(*tag, state)).map(|(tag, _)| tag).collect()
    }

    fn ask_session(&mut self, id: SessionId, command: &SessionCommand) {
        let (session, journal) = self.sessions.get_mut(&id).unwrap();
        let Ok(decision) = session.decide(command, Moment { now: OPENING, at: OPENING }) else { return };
        for (event, key) in decision.events {
            let entry = Entry { seq: journal.len() as u64 + 1, at: OPENING, key, event };
            session.apply(&entry);
            journal.push(entry.clone());
            if let Some((_, message)) = session.message(&entry) {
                let items = match &message {
                    ToInventory::Completed { .. } => {
                        session.items().filter(|(.., sale)| sale.is_some()).map(|(tag, ..)| tag).collect()
                    }
                    _ => Vec::new(),
                };
                self.to_inventory.entry(id).or_default().push_back(Letter { seq: entry.seq, message, items });
            }
        }
    }

    /// The queues that are not empty.
    fn queues(&self) -> Vec<Queue> {
        let is_stuck = |id: SessionId| self.is_stuck && id == SESSION && self.sessions[&id].0.phase() != Phase::Unopened;
        let to_sessions = self.to_sessions.iter().filter(|(id, letters)| !letters.is_empty() && !is_stuck(**id));
        let to_inventory = self.to_inventory.iter().filter(|(_, letters)| !letters.is_empty());
        to_sessions.map(|(id, _)| Queue::To(*id)).chain(to_inventory.map(|(id, _)| Queue::From(*id))).collect()
    }

    /// The oldest letter of the queue arrives; it stays in the queue.
    fn deliver(&mut self, queue: Queue) {
        match queue {
            Queue::To(id) => self.deliver_to_session(id),
            Queue::From(id) => self.deliver_to_inventory(id),
        }
    }

    /// The courier learns that it arrived.
    fn delete(&mut self, queue: Queue) {
        match queue {
            Queue::To(id) => drop(self.to_sessions.get_mut(&id).unwrap().pop_front()),
            Queue::From(id) => drop(self.to_inventory.get_mut(&id).unwrap().pop_front()),
        }
    }

    fn deliver_to_session(&mut self, id: SessionId) {
        let letter = self.to_sessions[&id][0].clone();
        if letter.seq > self.sessions[&id].0.inventory_seq() {
            assert_eq!(self.rows(letter.seq), letter.items, "the rows on their way are nobody else's");
        }
        let items: Arc<[Handed]> = self.rows(letter.seq).into_iter().map(|tag| Handed { tag, price: PRICE }).collect();
        let command = SessionCommand::Delivered { seq: letter.seq, message: letter.message, items };
        assert!(self.sessions[&id].0.decide(&command, Moment { now: OPENING, at: OPENING }).is_ok(), "never refused");
        self.ask_session(id, &command);
    }

    fn deliver_to_inventory(&mut self, id: SessionId) {
        let Letter { seq, message, items } = self.to_inventory[&id][0].clone();
        let command = InventoryCommand::Delivered { session: id, seq, message, sold: items.into() };
        assert_eq!(self.shelf.ask(&command).map(|decision| decision.answer), Ok(Answer::Delivered), "never refused");
        self.ask_inventory(&command);
    }

    /// Each item is at exactly one place: with the inventory, with a session that runs, or in one letter.
    fn assert_one_authority(&self) {
        for (item, state) in states(&self.shelf.inventory) {
            let mut places = Vec::new();
            match state {
                InventoryState::Modifiable => places.push("inventory".to_owned()),
                InventoryState::Sold if self.is_given(item) => {}
                InventoryState::Sold => places.push("sold for good".to_owned()),
                InventoryState::Locked { .. } => {}
            }
            for (id, (session, _)) in &self.sessions {
                if session.phase() == Phase::Active && session.item(item).is_some() {
                    places.push(format!("session {id}"));
                }
                let unread = self.to_sessions.get(id).into_iter().flatten().filter(|letter| letter.seq > session.inventory_seq());
                places
                    .extend(unread.filter(|letter| letter.items.contains(&item)).map(|letter| format!("to {id} {}", letter.seq)));
                places.extend(self.letters_with(item, *id));
            }
            assert_eq!(places.len(), 1, "{item} is at {places:?}");
        }
    }

    /// Is what was given for a line still on its way, to the session or back? Until then it is not sold for good.
    fn is_given(&self, item: Tag) -> bool {
        self.sessions.iter().any(|(id, (session, _))| {
            let unread = self.to_sessions.get(id).into_iter().flatten().filter(|letter| letter.seq > session.inventory_seq());
            let on_its_way = unread.map(|letter| letter.seq);
            let taken = self.shelf.inventory.inbox().get(id).copied().unwrap_or_default();
            let unread = self.to_inventory.get(id).into_iter().flatten().filter(|letter| letter.seq > taken);
            let on_its_way_back = unread.filter_map(|letter| match letter.message {
                ToInventory::HandedBack { handover } => Some(handover),
                _ => None,
            });
            on_its_way.chain(on_its_way_back).any(|handover| self.is_given_by(handover, item))
        })
    }

    fn is_given_by(&self, handover: u64, item: Tag) -> bool {
        self.shelf.inventory.attributed.get(&handover) == Some(&item)
    }

    /// The session's letters to the inventory, not taken yet, that bring this item.
    fn letters_with(&self, item: Tag, id: SessionId) -> impl Iterator<Item = String> {
        let taken = self.shelf.inventory.inbox().get(&id).copied().unwrap_or_default();
        let session = &self.sessions[&id].0;
        let state = self.shelf.inventory.items[&item].state;
        let handed_back = move |handover| state == InventoryState::locked_in(handover) || self.is_given_by(handover, item);
        let brings = move |letter: &&Letter<ToInventory>| match &letter.message {
            ToInventory::Withdrawn { tags } => tags.contains(&item),
            ToInventory::HandedBack { handover } => handed_back(*handover),
            ToInventory::Completed { .. } | ToInventory::Cancelled { .. } => {
                session.item(item).is_some() && matches!(state, InventoryState::Locked { .. })
            }
        };
        let unread = self.to_inventory.get(&id).into_iter().flatten().filter(move |letter| letter.seq > taken);
        unread.filter(brings).map(move |letter| format!("from {id} {}", letter.seq))
    }

    /// Delivers everything.
    fn drain(&mut self) {
        self.is_stuck = false;
        while let Some(queue) = self.queues().first().copied() {
            self.deliver(queue);
            self.delete(queue);
            self.assert_one_authority();
        }
    }

    /// With no letter on its way, state and sessions agree.
    fn assert_settled(&self) {
        assert_eq!(self.shelf.inventory.items().count(), self.added, "none is lost");
        let active: Vec<_> = self.sessions.iter().filter(|(_, (session, _))| session.phase() == Phase::Active).collect();
        assert!(active.len() <= 1, "one active session an event");
        assert_eq!(self.shelf.inventory.active_session(), active.first().map(|(id, _)| **id));
        for (item, state) in states(&self.shelf.inventory) {
            let in_session = active.iter().any(|(_, (session, _))| session.item(item).is_some());
            assert_eq!(in_session, matches!(state, InventoryState::Locked { .. }), "{item} is {state:?}");
            let ended = self.sessions.values().filter(|(session, _)| session.phase() != Phase::Active);
            let sold = ended.filter(|(session, _)| session.item(item).is_some_and(|(_, sale)| sale.is_some())).count();
            assert_eq!(sold, usize::from(state == InventoryState::Sold), "{item} is {state:?}, sold {sold} times");
        }
        assert_eq!(replayed(&self.shelf.journal), self.shelf.inventory, "the journal replays to the state");
    }
}

fn ruling((sale, position): (u64, u32), ruling: Ruling) -> ReviewSale {
    ReviewSale { sale, position: Some(position), ruling, note: Some("saw the receipt".to_owned()) }
}

fn sale(scan: Scan) -> NewSale {
    NewSale {
        lines: vec![NewLine { thing: Thing::Scanned(scan), price: None }],
        tenders: vec![Tender { kind: TenderKind::Cash, amount: PRICE }],
        cart: None,
        shopper_code: None,
        till: None,
        receipt: None,
        channel: SaleChannel::Pos,
        offline_sold_at: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_messages_are_delayed_and_repeated_an_item_has_one_authority(
        steps in prop::collection::vec(steps(), 1..80),
        is_stuck in any::<bool>(),
    ) {
        let mut world = World { is_stuck, ..World::new() };
        for step in &steps {
            world.take(step);
        }
        world.drain();
        world.assert_settled();
    }
}
