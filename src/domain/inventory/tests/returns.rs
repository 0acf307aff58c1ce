//! What sessions give back.

use super::super::InventoryState::{Locked, Modifiable, Sold};
use super::super::{Answer, InventoryCommand, Refusal};
use super::shelf::{
    NEXT_SESSION, SESSION, Shelf, add, check, completed, delivered, happens, keyed, open, refused, restock, restock_by, tags,
};
use crate::domain::handover::ToInventory;

/// A and B are in the session since entry 2; C and D came in with entry 3.
fn running() -> Shelf {
    Shelf::with("A B").given(open()).given(add("C D"))
}

fn withdrawn(seq: u64, names: &str) -> InventoryCommand {
    delivered(seq, ToInventory::Withdrawn { tags: tags(names) })
}

#[test]
fn what_was_withdrawn_is_modifiable_again() {
    let shelf = check(running(), withdrawn(3, "A"), happens(&["4000 3 returned withdrawn A"]));
    assert_eq!((shelf.state("A"), shelf.state("B")), (Modifiable, Locked { handover: 2 }));
    assert_eq!(shelf.inventory.active_session(), Some(SESSION));
    let shelf = check(shelf, restock("A"), happens(&["restocked 4000 A"]));
    assert_eq!(shelf.state("A"), Locked { handover: 5 });
}

#[test]
fn a_message_is_taken_once() {
    let shelf = running().given(withdrawn(3, "A")).given(restock("A"));
    let shelf = check(shelf, withdrawn(3, "A"), happens(&[]));
    assert_eq!(shelf.state("A"), Locked { handover: 5 }, "the second delivery does not take it from the session");
    assert_eq!(shelf.ask(&withdrawn(3, "A")).unwrap().answer, Answer::Delivered);
    assert_eq!(shelf.inventory.inbox().get(&SESSION), Some(&3));
    check(shelf.clone(), withdrawn(2, "B"), happens(&[]));
    check(shelf, withdrawn(4, "B"), happens(&["4000 4 returned withdrawn B"]));
}

#[test]
fn each_session_counts_its_own_messages() {
    let next = running().given(completed(2, "")).given(open());
    let withdrawn = InventoryCommand::Delivered {
        session: NEXT_SESSION,
        seq: 3,
        message: ToInventory::Withdrawn { tags: tags("A") },
        sold: [].into(),
    };
    check(next, withdrawn, happens(&["4001 3 returned withdrawn A"]));
}

#[test]
fn a_completed_session_gives_back_what_it_did_not_sell() {
    let shelf = running().given(restock("C"));
    let shelf = check(shelf, completed(4, "B C"), happens(&["4000 9 returned completed through 4, sold B C"]));
    assert_eq!((shelf.state("A"), shelf.state("B"), shelf.state("C"), shelf.state("D")), (Modifiable, Sold, Sold, Modifiable));
    assert_eq!(shelf.inventory.active_session(), None);
    check(shelf, completed(4, "A"), happens(&[]));
}

#[test]
fn a_cancelled_session_gives_everything_back() {
    let cancelled = delivered(9, ToInventory::Cancelled { through: 2 });
    let shelf = check(running(), cancelled, happens(&["4000 9 returned cancelled through 2"]));
    assert_eq!((shelf.state("A"), shelf.state("B")), (Modifiable, Modifiable));
    assert_eq!(shelf.inventory.active_session(), None);
    check(shelf, open(), happens(&["begun 4001 with 4"]));
}

#[test]
fn a_restock_on_its_way_is_not_taken_by_the_end() {
    for end in [completed(2, "A"), delivered(9, ToInventory::Cancelled { through: 2 })] {
        let shelf = running().given(restock_by(keyed(1, 1), "C")).given(end);
        assert_eq!((shelf.state("B"), shelf.state("C")), (Modifiable, Locked { handover: 4 }));
        let late = delivered(10, ToInventory::HandedBack { handover: 4 });
        let shelf = check(shelf, late, happens(&["4000 10 returned handed back 4"]));
        assert_eq!(shelf.state("C"), Modifiable);
    }
}

#[test]
fn the_end_of_the_next_session_does_not_take_it_either() {
    let shelf = running().given(restock("C")).given(completed(2, "A")).given(open());
    let next_ended = InventoryCommand::Delivered {
        session: NEXT_SESSION,
        seq: 3,
        message: ToInventory::Completed { through: 6 },
        sold: [].into(),
    };
    let shelf = check(shelf, next_ended, happens(&["4001 3 returned completed through 6, sold"]));
    assert_eq!((shelf.state("B"), shelf.state("C")), (Modifiable, Locked { handover: 4 }), "the first session has yet to say so");
    let shelf = shelf.given(delivered(10, ToInventory::HandedBack { handover: 4 }));
    assert_eq!(shelf.state("C"), Modifiable);
}

#[test]
fn a_restock_that_was_handed_back_frees_its_key() {
    let ended = running().given(restock_by(keyed(1, 1), "C")).given(completed(2, ""));
    let waiting = check(ended, restock_by(keyed(1, 1), "C"), happens(&[]));
    assert_eq!(waiting.ask(&restock_by(keyed(1, 1), "C")).unwrap().answer, Answer::Restocked { sequence: 4 });
    let back = waiting.given(delivered(10, ToInventory::HandedBack { handover: 4 }));
    check(back.clone(), restock_by(keyed(1, 1), "C"), refused(Refusal::SessionNotActive));
    check(back, restock_by(keyed(1, 2), "D"), refused(Refusal::SessionNotActive));
}

#[test]
fn handing_back_one_restock_leaves_the_others() {
    let shelf = running().given(restock_by(keyed(1, 1), "C")).given(restock_by(keyed(2, 1), "D")).given(completed(2, ""));
    let shelf = shelf.given(delivered(10, ToInventory::HandedBack { handover: 4 }));
    assert_eq!((shelf.state("C"), shelf.state("D")), (Modifiable, Locked { handover: 5 }));
    check(shelf, restock_by(keyed(2, 1), "D"), happens(&[]));
}
