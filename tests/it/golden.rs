//! Every kind of journal row that was ever shipped is still read, and still means what it meant.
//!
//! `golden/<kind>.json` holds a body as a journal holds it, but for line breaks; `golden/<kind>-<variant>.json` another one
//! of the kind. A file that was shipped is never edited: a journal somewhere has such a row.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use hangtag::domain::handover::Handed;
use hangtag::domain::id::{EventId, SessionId};
use hangtag::domain::inventory::{Inventory, InventoryEvent, InventoryState};
use hangtag::domain::machine::{Entry, StateMachine};
use hangtag::domain::money::{Exact, Money};
use hangtag::domain::sale::{Phase, Session, SessionEvent, Totals, Unreadable};
use hangtag::domain::tag::Tag;
use hangtag::domain::time::Timestamp;
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// A row of one of the two owners.
#[derive(Clone, Debug)]
enum Row {
    Session(SessionEvent),
    Inventory(InventoryEvent),
}

impl Row {
    /// No kind belongs to both owners.
    fn decode(kind: &str, body: &str) -> Result<Self, Unreadable> {
        match SessionEvent::decode(kind, body) {
            Err(Unreadable::UnknownKind(_)) => InventoryEvent::decode(kind, body).map(Self::Inventory),
            read => read.map(Self::Session),
        }
    }

    fn encode(&self) -> Result<(&'static str, String), serde_json::Error> {
        match self {
            Self::Session(event) => event.encode(),
            Self::Inventory(event) => event.encode(),
        }
    }
}

/// Name without `.json`, and body, of each file.
fn files() -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let mut files = BTreeMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a file has a name")?;
        files.insert(name.to_owned(), fs::read_to_string(&path)?);
    }
    Ok(files)
}

fn kind_of(name: &str) -> &str {
    name.split_once('-').map_or(name, |(kind, _)| kind)
}

fn read(name: &str) -> Result<Row, Box<dyn Error>> {
    let body = files()?.remove(name).ok_or_else(|| format!("{name}.json is missing"))?;
    Row::decode(kind_of(name), &body).map_err(|error| format!("{name}: {error:?}").into())
}

/// Each kind of a session, by its place. A new one does not compile until it is here.
const fn place_in_session(event: &SessionEvent) -> usize {
    match event {
        SessionEvent::Opened(_) => 0,
        SessionEvent::ItemsLocked(_) => 1,
        SessionEvent::ItemsUnlocked(_) => 2,
        SessionEvent::ItemsHeld(_) => 3,
        SessionEvent::ItemsReleased(_) => 4,
        SessionEvent::SaleRecorded(_) => 5,
        SessionEvent::SaleVoided(_) => 6,
        SessionEvent::SaleChanged(_) => 7,
        SessionEvent::SaleReviewed(_) => 8,
        SessionEvent::Completed => 9,
        SessionEvent::Cancelled { .. } => 10,
    }
}
const SESSION_KINDS: usize = 11;

/// Each kind of an inventory, by its place. A new one does not compile until it is here.
const fn place(event: &InventoryEvent) -> usize {
    match event {
        InventoryEvent::ItemsAdded(_) => 0,
        InventoryEvent::ItemUpdated(_) => 1,
        InventoryEvent::SessionBegun(_) => 2,
        InventoryEvent::ItemsRestocked(_) => 3,
        InventoryEvent::ItemsReturned(_) => 4,
        InventoryEvent::ItemAttributed(_) => 5,
    }
}
const INVENTORY_KINDS: usize = 6;

#[test]
fn every_row_is_read_and_written_as_it_was() -> Outcome {
    for (name, body) in files()? {
        let (kind, written) = read(&name)?.encode()?;
        assert_eq!(kind, kind_of(&name), "{name} is written as another kind");
        let (written, shipped): (Value, Value) = (serde_json::from_str(&written)?, serde_json::from_str(&body)?);
        assert_eq!(written, shipped, "{name}");
    }
    Ok(())
}

#[test]
fn every_kind_has_a_file_of_its_name() -> Outcome {
    let (mut of_sessions, mut of_inventories) = (BTreeSet::new(), BTreeSet::new());
    for name in files()?.keys().filter(|name| !name.contains('-')) {
        match read(name)? {
            Row::Session(event) => assert!(of_sessions.insert(place_in_session(&event)), "{name}"),
            Row::Inventory(event) => assert!(of_inventories.insert(place(&event)), "{name}"),
        }
    }
    assert_eq!(of_sessions, (0..SESSION_KINDS).collect());
    assert_eq!(of_inventories, (0..INVENTORY_KINDS).collect());
    Ok(())
}

#[test]
fn every_row_says_when_it_is_damaged() -> Outcome {
    for (name, body) in files()? {
        let kind = kind_of(&name);
        let cut = &body[..body.trim_end().len() - 1];
        assert!(matches!(Row::decode(kind, cut), Err(Unreadable::Body(_))), "{name} without its end");
        let newer = kind.replace(".1", ".999");
        assert_eq!(Row::decode(&newer, &body).err(), Some(Unreadable::UnknownKind(newer)), "{name}");
        let Value::Object(fields) = serde_json::from_str(&body)? else { return Err(format!("{name} is no object").into()) };
        let with_more: serde_json::Map<_, _> = fields.into_iter().chain([("added_later".to_owned(), Value::from(1))]).collect();
        assert!(Row::decode(kind, &serde_json::to_string(&with_more)?).is_ok(), "{name} with a field of a newer program");
    }
    Ok(())
}

const AT: Timestamp = Timestamp::from_milliseconds(1_795_172_400_000);

/// The rows in the order of a journal, folded; what is there after each.
fn sessions_of(names: &[&str]) -> Result<Vec<Session>, Box<dyn Error>> {
    let mut session = Session::new(SessionId::of(EventId(4), 1));
    let mut states = Vec::new();
    for (seq, name) in (1..).zip(names) {
        let Row::Session(event) = read(name)? else { return Err(format!("{name} is no session's").into()) };
        session.apply(&Entry { seq, at: AT, key: None, event: event.with_items(rows) });
        states.push(session.clone());
    }
    Ok(states)
}

/// The rows that an `ITEMS_LOCKED` hands over.
fn rows() -> Vec<Handed> {
    let prices = [(4_170_023, 850), (4_170_024, 300), (4_170_025, 425), (10_310_001, 12_500), (10_310_002, 1_999)];
    let handed = |(tag, minor)| Some(Handed { tag: Tag::from_number(tag)?, price: Money::from_minor(minor) });
    prices.into_iter().filter_map(handed).collect()
}

#[test]
fn a_sessions_journal_means_what_it_meant() -> Outcome {
    let states = sessions_of(&[
        "session_opened.1",
        "items_locked.1",
        "items_held.1",
        "items_released.1",
        "sale_recorded.1",
        "sale_changed.1",
        "sale_voided.1",
        "sale_recorded.1-plain",
        "items_unlocked.1",
        "session_completed.1",
    ])?;
    let counts = |totals: &Totals| (totals.item_count, totals.pending_count, totals.sold_count, totals.needs_review_count);
    assert_eq!(counts(states[2].totals()), (5, 2, 0, 0));
    assert_eq!(counts(states[4].totals()), (5, 0, 1, 1));
    let money = |totals: &Totals| (totals.sales.minor(), totals.discount.minor(), totals.unattributed, totals.consignor_share);
    let cents = |minor| Money::from_minor(minor).exact();
    // 21.30 were paid: 8.00 for what is credited at once, 3.00 more once its line got its item.
    assert_eq!(money(states[4].totals()), (800, 50, cents(1_330), Exact::from_units(800 * 6_500)));
    assert_eq!(money(states[5].totals()), (1_100, 50, cents(1_030), Exact::from_units(1_100 * 6_500)));
    assert_eq!(counts(states[5].totals()), (5, 0, 2, 1));
    assert_eq!(money(states[6].totals()), (0, 0, cents(0), Exact::ZERO));
    assert_eq!((states[6].totals().sale_count, states[6].totals().voided_count), (0, 1));
    assert_eq!(money(states[9].totals()), (1_999, 0, cents(0), Exact::from_units(1_999 * 6_500)));
    assert_eq!(counts(states[9].totals()), (4, 0, 1, 0));
    assert_eq!(states[9].phase(), Phase::Completed { at: AT });
    assert!(states.iter().all(|state| state.totals().is_balanced()));

    let states = sessions_of(&[
        "session_opened.1",
        "items_locked.1",
        "items_held.1",
        "items_released.1",
        "sale_recorded.1",
        "sale_reviewed.1-house",
        "sale_reviewed.1",
        "sale_reviewed.1-accepted",
        "sale_reviewed.1-item",
    ])?;
    assert_eq!((money(states[5].totals()).0, counts(states[5].totals()).2), (800 + 425, 1), "the house's is no item");
    assert_eq!(states[5].totals().consignor_share, Exact::from_units(800 * 6_500));
    assert_eq!((money(states[6].totals()).0, counts(states[6].totals()).2), (1_225 + 600, 1));
    assert_eq!(states[6].totals().consignor_share, Exact::from_units(1_400 * 6_500));
    assert_eq!((money(states[7].totals()), counts(states[7].totals()).3), (money(states[6].totals()), 1));
    assert_eq!((money(states[8].totals()).0, counts(states[8].totals())), (2_125, (5, 0, 2, 0)));
    assert!(states.iter().all(|state| state.totals().is_balanced()));

    let ended = sessions_of(&[
        "session_opened.1",
        "items_locked.1",
        "items_held.1",
        "items_released.1",
        "sale_recorded.1",
        "session_completed.1",
        "sale_reviewed.1-handed",
    ])?;
    assert_eq!((counts(ended[6].totals()).0, counts(ended[6].totals()).2), (6, 2), "it got an item that it never had");
    assert_eq!(ended[6].inventory_seq(), 9);

    let states = sessions_of(&[
        "session_opened.1",
        "items_locked.1",
        "items_held.1-payment",
        "items_released.1-closed",
        "session_cancelled.1",
    ])?;
    assert_eq!((counts(states[2].totals()), states[4].phase()), ((5, 1, 0, 0), Phase::Cancelled { at: AT }));
    Ok(())
}

#[test]
fn an_inventorys_journal_means_what_it_meant() -> Outcome {
    let names = [
        "items_added.1",
        "item_updated.1",
        "session_begun.1",
        "items_returned.1-withdrawn",
        "items_restocked.1",
        "items_returned.1",
        "item_attributed.1",
    ];
    let mut inventory = Inventory::new(EventId(4));
    let mut states = Vec::new();
    for (seq, name) in (1..).zip(names) {
        let Row::Inventory(event) = read(name)? else { return Err(format!("{name} is no inventory's").into()) };
        inventory.apply(&Entry { seq, at: AT, key: None, event });
        let items: BTreeMap<_, _> = inventory.items().map(|(tag, version, state)| (tag.number(), (version, state))).collect();
        states.push(items.into_values().collect::<Vec<_>>());
    }
    let (modifiable, locked) = (InventoryState::Modifiable, |handover| InventoryState::Locked { handover });
    assert_eq!(states[0], [(1, modifiable); 3]);
    assert_eq!(states[2], [(2, locked(3)), (1, locked(3)), (1, locked(3))]);
    assert_eq!(states[3], [(2, modifiable), (1, locked(3)), (1, locked(3))]);
    assert_eq!(states[4], [(2, locked(5)), (1, locked(3)), (1, locked(3))]);
    assert_eq!(states[5], [(2, modifiable), (1, modifiable), (1, modifiable)]);
    assert_eq!(inventory.active_session(), None);
    assert_eq!(states[6], [(2, modifiable), (1, InventoryState::Sold), (1, modifiable)]);
    Ok(())
}
