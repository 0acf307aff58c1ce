//! Taking items in, describing them anew, and handing them to a session.

use super::super::InventoryState::{Locked, Modifiable};
use super::super::{Answer, CALL_ITEMS_MAX, Inventory, InventoryCommand, Refusal, RestockProblem};
use super::shelf::{
    NEXT_SESSION, SESSION, Shelf, add, add_by, check, completed, delivered, happens, items, keyed, open, open_by, refused,
    restock, restock_by, tag, tags, terms, update, update_that_stands,
};
use crate::domain::handover::{OwnerKey, ToInventory, ToSession};
use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::tag::{ConsignorNumber, Tag};

#[test]
fn items_come_in_modifiable_and_in_their_first_version() {
    let shelf = check(Shelf::empty(), add("A B=row7"), happens(&["added A B"]));
    assert_eq!((shelf.state("A"), shelf.version("A")), (Modifiable, 1));
    assert_eq!(shelf.inventory.items().count(), 2);
}

#[test]
fn what_is_begun_is_answered_by_the_sequence_of_its_entry() {
    let shelf = Shelf::with("A").given(add("B")).given(add("C"));
    assert_eq!(shelf.ask(&add("D")).unwrap().answer, Answer::Added { sequence: 4 });
    assert_eq!(shelf.ask(&open()).unwrap().answer, Answer::Opened { session: SESSION, sequence: 4 });
    let shelf = shelf.given(open()).given(add("D"));
    assert_eq!(shelf.ask(&restock("D")).unwrap().answer, Answer::Restocked { sequence: 6 });
}

#[test]
fn it_knows_how_much_it_holds() {
    let empty = Shelf::empty().inventory;
    assert_eq!((empty.item_count(), empty.key_count()), (0, 0));
    let shelf = Shelf::with("A B C").given(add("D")).given(open()).inventory;
    assert_eq!((shelf.item_count(), shelf.key_count()), (4, 3));
}

#[test]
fn a_call_takes_in_one_to_five_hundred_items() {
    let many = |count: u32| {
        let item = |number| Tag::of(ConsignorNumber::new(8).unwrap(), number).unwrap();
        let items = (1..=count).map(|number| super::super::NewItem { tag: item(number), ..items("A").remove(0) }).collect();
        InventoryCommand::Add { organization: OrganizationId(7), items, key: keyed(1, 0) }
    };
    let most = u32::try_from(CALL_ITEMS_MAX).unwrap();
    check(Shelf::empty(), add(""), refused(Refusal::NoItems));
    check(Shelf::empty(), many(most + 1), refused(Refusal::TooManyItems));
    assert_eq!(Shelf::empty().given(many(most)).inventory.items().count(), CALL_ITEMS_MAX);
}

#[test]
fn an_importers_name_is_taken_once_for_each_consignor() {
    let shelf = Shelf::with("A=1 B=2");
    check(shelf.clone(), add("C=1"), refused(Refusal::RefTaken(vec![0])));
    check(shelf.clone(), add("D=1"), happens(&["added D"]));
    check(shelf, add("C=3 D=9 E=9 F=8"), refused(Refusal::RefTaken(vec![2])));
    check(Shelf::empty(), add("A=1 D=1 B=1 C=1"), refused(Refusal::RefTaken(vec![2, 3])));
    check(Shelf::empty(), add("A B C"), happens(&["added A B C"]));
}

#[test]
fn a_refused_call_takes_no_name() {
    let shelf = check(Shelf::with("A=1"), add("B=2 C=1"), refused(Refusal::RefTaken(vec![1])));
    check(shelf, add("B=2"), happens(&["added B"]));
}

#[test]
fn items_added_again_with_the_same_key_are_the_same() {
    let shelf = Shelf::empty().given(add_by(keyed(1, 1), "A=1"));
    let again = add_by(keyed(1, 1), "B=1");
    let shelf = check(shelf, again.clone(), happens(&[]));
    assert_eq!(shelf.ask(&again).unwrap().answer, Answer::Added { sequence: 1 }, "reserved numbers are not compared");
    check(shelf.clone(), add_by(keyed(1, 2), "B"), refused(Refusal::KeyMismatch));
    check(shelf.given(open()), again, happens(&[]));
}

#[test]
fn items_may_come_in_while_a_session_runs() {
    let shelf = check(Shelf::with("A").given(open()), add("B"), happens(&["added B"]));
    assert_eq!((shelf.state("A"), shelf.state("B")), (Locked { handover: 2 }, Modifiable));
}

#[test]
fn an_item_is_described_anew_in_the_next_version() {
    let shelf = check(Shelf::with("A B"), update("A", 1, 1), happens(&["updated A to 2"]));
    assert_eq!((shelf.version("A"), shelf.version("B")), (2, 1));
    check(shelf, update("A", 2, 2), happens(&["updated A to 3"]));
}

#[test]
fn an_editor_who_saw_another_version_is_refused() {
    let shelf = Shelf::with("A").given(update("A", 1, 1)).given(update("A", 2, 2));
    for seen in [0, 1, 2, 4, u32::MAX] {
        check(shelf.clone(), update("A", seen, 3), refused(Refusal::VersionConflict));
    }
    for seen in [0, 1, 4] {
        check(shelf.clone(), update_that_stands("A", seen, 3), refused(Refusal::VersionConflict));
    }
}

#[test]
fn an_edit_that_changes_nothing_makes_no_version() {
    let shelf = Shelf::with("A").given(update("A", 1, 1));
    check(shelf.clone(), update_that_stands("A", 2, 2), happens(&[]));
    assert_eq!(shelf.ask(&update_that_stands("A", 2, 2)).unwrap().answer, Answer::Updated);
    check(shelf.given(open()), update_that_stands("A", 2, 2), refused(Refusal::ItemLocked));
}

#[test]
fn values_that_stand_already_at_the_next_version_are_answered() {
    let shelf = Shelf::with("A").given(update("A", 1, 1));
    let again = update_that_stands("A", 1, 2);
    check(shelf.clone(), again.clone(), happens(&[]));
    assert_eq!(shelf.ask(&again).unwrap().answer, Answer::Updated);
    let locked = shelf.given(open());
    assert_eq!(locked.ask(&again).unwrap().answer, Answer::Updated, "also when a session has it by now");
    let sold = locked.given(completed(3, "A"));
    assert_eq!(sold.ask(&again).unwrap().answer, Answer::Updated);
}

#[test]
fn rows_older_than_the_state_are_read_again() {
    let shelf = Shelf::with("A").given(update("A", 1, 1));
    for stale in [update("A", 1, 1), update("A", 2, 1), update_that_stands("A", 1, 1), update("A", 1, 3)] {
        check(shelf.clone(), stale.clone(), happens(&[]));
        assert_eq!(shelf.ask(&stale).unwrap().answer, Answer::Stale, "{stale:?}");
    }
}

#[test]
fn what_a_session_has_or_had_sold_is_not_edited() {
    check(Shelf::with("A"), update("B", 1, 1), refused(Refusal::ItemNotFound));
    let locked = Shelf::with("A B").given(open());
    check(locked.clone(), update("A", 1, 1), refused(Refusal::ItemLocked));
    let ended = locked.given(completed(2, "A"));
    check(ended.clone(), update("A", 1, 1), refused(Refusal::ItemSold));
    check(ended, update("B", 1, 1), happens(&["updated B to 2"]));
}

#[test]
fn a_session_gets_every_modifiable_item() {
    let shelf = check(Shelf::with("A B C"), open_by(keyed(1, 1)), happens(&["begun 4000 with 3"]));
    assert_eq!(shelf.inventory.active_session(), Some(SESSION));
    assert_eq!(shelf.state("C"), Locked { handover: 2 });
    let message = Inventory::message(&shelf.journal[1]);
    let open = ToSession::Open { organization: OrganizationId(7), terms: terms() };
    assert_eq!(message, Some((OwnerKey::Session(SESSION), open)));
    assert_eq!(Inventory::message(&shelf.journal[0]), None);
}

#[test]
fn a_session_over_nothing_or_beside_another_is_refused() {
    check(Shelf::empty(), open(), refused(Refusal::NoItems));
    let running = Shelf::with("A").given(open());
    check(running.clone(), open(), refused(Refusal::AlreadyActive));
    check(running.clone().given(add("B")), open(), refused(Refusal::AlreadyActive));
    check(running.given(completed(2, "A")), open(), refused(Refusal::NoItems));
}

#[test]
fn the_next_session_sells_what_is_left() {
    let ended = Shelf::with("A B C").given(open()).given(completed(2, "B"));
    let next = check(ended, open(), happens(&["begun 4001 with 2"]));
    assert_eq!(next.inventory.active_session(), Some(NEXT_SESSION));
    assert_eq!((next.state("A"), next.state("C")), (Locked { handover: 4 }, Locked { handover: 4 }));
}

#[test]
fn opening_again_with_the_same_key_is_the_same_session() {
    let shelf = Shelf::with("A B").given(open_by(keyed(1, 1)));
    let opened = Answer::Opened { session: SESSION, sequence: 2 };
    let shelf = check(shelf, open_by(keyed(1, 1)), happens(&[]));
    assert_eq!(shelf.ask(&open_by(keyed(1, 1))).unwrap().answer, opened);
    check(shelf.clone(), open_by(keyed(1, 2)), refused(Refusal::KeyMismatch));
    let later = shelf.given(completed(2, "")).given(open_by(keyed(2, 1)));
    assert_eq!(later.ask(&open_by(keyed(1, 1))).unwrap().answer, opened, "also when another one runs");
    assert_eq!(later.ask(&open_by(keyed(2, 1))).unwrap().answer, Answer::Opened { session: NEXT_SESSION, sequence: 4 });
}

fn running() -> Shelf {
    Shelf::with("A B").given(open()).given(add("C D E"))
}

#[test]
fn items_that_came_in_are_handed_to_the_running_session() {
    let shelf = check(running(), restock("D C D"), happens(&["restocked 4000 D C"]));
    assert_eq!((shelf.state("C"), shelf.state("E")), (Locked { handover: 4 }, Modifiable));
    let message = Inventory::message(shelf.journal.last().unwrap());
    assert_eq!(message, Some((OwnerKey::Session(SESSION), ToSession::Restock)));
}

#[test]
fn a_restock_names_each_offending_tag() {
    let sold = running().given(delivered(8, ToInventory::Withdrawn { tags: tags("B") })).given(completed(2, "A")).given(open());
    let restock = InventoryCommand::Restock {
        session: NEXT_SESSION,
        tags: vec![Some(tag("A")), Some(tag("B")), Some(tag("Z")), None],
        key: keyed(1, 0),
    };
    let problems = [
        (0, RestockProblem::ItemSold),
        (1, RestockProblem::ItemLocked),
        (2, RestockProblem::ItemNotFound),
        (3, RestockProblem::ItemNotFound),
    ];
    check(sold, restock, refused(Refusal::Items(problems.to_vec())));
    let one_bad = refused(Refusal::Items(vec![(1, RestockProblem::ItemLocked)]));
    let shelf = check(running(), restock_by(keyed(2, 0), "C A D"), one_bad);
    assert_eq!(shelf.state("C"), Modifiable, "all or nothing");
}

#[test]
fn what_no_restock_can_ask_is_refused() {
    let many = |count: usize| restock(&"C ".repeat(count));
    check(running(), restock(""), refused(Refusal::NoItems));
    check(running(), many(CALL_ITEMS_MAX + 1), refused(Refusal::TooManyItems));
    check(running(), many(CALL_ITEMS_MAX), happens(&["restocked 4000 C"]));
    check(Shelf::with("A"), restock("A"), refused(Refusal::SessionNotActive));
    check(running().given(completed(2, "")), restock("C"), refused(Refusal::SessionNotActive));
    let other = InventoryCommand::Restock { session: SessionId(4_007), tags: vec![Some(tag("C"))], key: keyed(1, 0) };
    check(running(), other, refused(Refusal::SessionNotActive));
}

#[test]
fn a_restock_again_with_the_same_key_is_the_same() {
    let shelf = running().given(restock_by(keyed(1, 1), "C"));
    let again = restock_by(keyed(1, 1), "C");
    let shelf = check(shelf, again.clone(), happens(&[]));
    assert_eq!(shelf.ask(&again).unwrap().answer, Answer::Restocked { sequence: 4 });
    check(shelf.clone(), restock_by(keyed(1, 2), "D"), refused(Refusal::KeyMismatch));
    check(shelf.given(completed(4, "")), again, happens(&[]));
}
