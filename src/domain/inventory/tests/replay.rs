//! A journal after a restart.

use super::super::{Changes, Inventory, InventoryEvent};
use super::shelf::{EVENT, Shelf, add, completed, delivered, open, replayed, restock, tags, update};
use crate::domain::handover::ToInventory;
use crate::domain::machine::StateMachine;
use crate::domain::sale::Unreadable;

#[test]
fn a_whole_season_replays_to_the_same_state() {
    let shelf = Shelf::with("A=1 B C=2")
        .given(update("A", 1, 1))
        .given(open())
        .given(add("D E F"))
        .given(restock("D E"))
        .given(delivered(5, ToInventory::Withdrawn { tags: tags("A D") }))
        .given(update("A", 2, 2))
        .given(restock("F"))
        .given(completed(5, "B E"))
        .given(delivered(10, ToInventory::HandedBack { handover: 8 }))
        .given(open());
    for length in 0..=shelf.journal.len() {
        let mut resumed = replayed(&shelf.journal[..length]);
        for entry in &shelf.journal[length..] {
            resumed.apply(entry);
        }
        assert_eq!(resumed, shelf.inventory, "after {length} entries");
    }
    assert_eq!(shelf.inventory.last().0, 11);
    assert_eq!(replayed(&[]), Inventory::new(EVENT));
}

#[test]
fn no_size_any_more_is_not_the_same_as_a_size_that_stays() {
    let event = |size| {
        let body = format!(r#"{{"tag":10001,"version":2,"changes":{{{size}}}}}"#);
        let event = InventoryEvent::decode("item_updated.1", &body).unwrap();
        assert_eq!(event.encode().unwrap(), ("item_updated.1", body));
        let InventoryEvent::ItemUpdated(updated) = event else { panic!("not an update") };
        updated.changes
    };
    assert_eq!(event(""), Changes::default());
    assert_eq!(event(r#""size":null"#), Changes { size: Some(None), ..Changes::default() });
    assert_eq!(event(r#""size":"M""#), Changes { size: Some(Some("M".to_owned())), ..Changes::default() });
}

#[test]
fn what_cannot_be_read_is_refused_and_never_skipped() {
    for kind in ["items_added.2", "items_added", "", "sale_recorded.1"] {
        assert_eq!(InventoryEvent::decode(kind, "{}"), Err(Unreadable::UnknownKind(kind.to_owned())));
    }
    for (kind, body) in [("items_added.1", "{}"), ("items_returned.1", r#"{"session":1,"seq":2,"how":{"lost":{}}}"#)] {
        assert!(matches!(InventoryEvent::decode(kind, body), Err(Unreadable::Body(_))), "{kind} {body}");
    }
}
