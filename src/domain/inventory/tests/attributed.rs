//! An item that is given for a reviewed line of a session that has ended.

use super::super::InventoryState::{Modifiable, Sold};
use super::super::{Answer, Inventory, Refusal};
use super::shelf::{
    SESSION, Shelf, add, attribute, attribute_by, check, completed, delivered, happens, keyed, open, refused, tags, update,
};
use crate::domain::handover::{Attribution, OwnerKey, ToInventory, ToSession};

/// A was sold and B was not; C came in later.
fn ended() -> Shelf {
    Shelf::with("A B").given(open()).given(completed(2, "A")).given(add("C"))
}

#[test]
fn an_item_that_nobody_has_is_sold_in_the_session() {
    for name in ["B", "C"] {
        let shelf = check(ended(), attribute(name), happens(&[&format!("gave {name} to 4000 #7.0")]));
        assert_eq!(shelf.state(name), Sold);
        check(shelf.clone(), attribute(name), refused(Refusal::ItemSold));
        check(shelf, update(name, 1, 1), refused(Refusal::ItemSold));
    }
}

#[test]
fn what_cannot_be_given_is_refused() {
    check(ended(), attribute("A"), refused(Refusal::ItemSold));
    check(ended(), attribute("F"), refused(Refusal::ItemNotFound));
    check(ended(), attribute("?"), refused(Refusal::ItemNotFound));
    check(ended().given(open()), attribute("B"), refused(Refusal::ItemLocked));
}

#[test]
fn the_message_says_for_which_line_and_under_which_key() {
    let key = keyed(1, 1);
    let shelf = ended().given(attribute_by(key, "B"));
    let attribution = Attribution { sale: 7, position: 0, note: "saw the receipt".to_owned() };
    let message = Inventory::message(shelf.journal.last().unwrap());
    assert_eq!(message, Some((OwnerKey::Session(SESSION), ToSession::Attributed { attribution, key: Some(key) })));
}

#[test]
fn the_same_key_gives_once() {
    let key = keyed(1, 1);
    let shelf = ended().given(attribute_by(key, "B"));
    assert_eq!(shelf.ask(&attribute_by(key, "B")).unwrap().answer, Answer::Attributed { sequence: 5 });
    let shelf = check(shelf, attribute_by(key, "B"), happens(&[]));
    check(shelf, attribute_by(keyed(1, 2), "C"), refused(Refusal::KeyMismatch));
}

#[test]
fn an_item_that_comes_back_is_free_and_so_is_the_key() {
    let key = keyed(1, 1);
    let shelf = ended().given(attribute_by(key, "B"));
    let back = delivered(10, ToInventory::HandedBack { handover: 5 });
    let shelf = check(shelf, back.clone(), happens(&["4000 10 returned handed back 5"]));
    assert_eq!((shelf.state("A"), shelf.state("B")), (Sold, Modifiable));
    let shelf = check(shelf, attribute_by(key, "B"), happens(&["gave B to 4000 #7.0"]));
    let shelf = check(shelf, back, happens(&[]));
    assert_eq!(shelf.state("B"), Sold, "the first hand-over is over");
}

#[test]
fn a_session_gives_back_nothing_that_it_was_given() {
    let shelf = ended().given(attribute("B"));
    let withdrawn = delivered(11, ToInventory::Withdrawn { tags: tags("C") });
    assert_eq!(shelf.given(withdrawn).state("B"), Sold);
}
