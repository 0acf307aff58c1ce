//! Items that come and go while the session runs, and its end.

use std::sync::Arc;

use super::super::HoldProblem::{ItemNotFound, ItemNotInSession, ItemPending, ItemSold};
use super::super::{Answer, CALL_TAGS_MAX, EVENT_TAGS_MAX, Phase, Refusal, SessionCommand, SessionEvent};
use super::hall::{
    Hall, OPENING, SESSION, cancel, check, complete, happens, hold, open_message, record, refused, scans, tag, tags, void,
    web_hold, withdraw,
};
use crate::domain::handover::{Handed, OwnerKey, ToInventory, ToSession};
use crate::domain::key::Key;
use crate::domain::money::{Bps, Exact, Money};
use crate::domain::tag::{ConsignorNumber, Tag};

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200")
}

/// What the newest entry's commit owes the Inventory.
fn message(hall: &Hall) -> Option<(OwnerKey, ToInventory)> {
    hall.session.message(hall.journal.last().unwrap())
}

fn owed(message: ToInventory) -> (OwnerKey, ToInventory) {
    (OwnerKey::Inventory(SESSION.event()), message)
}

#[test]
fn a_session_begins_once() {
    let mut hall = Hall::unopened().after(30);
    let open = hall.delivery(open_message(), "A:500 B:300");
    let hall = check(hall, open.clone(), happens(&["opened", "locked A B"]));
    assert_eq!((hall.session.phase(), hall.session.opened_at()), (Phase::Active, OPENING.plus_seconds(30)));
    assert_eq!(hall.session.inventory_seq(), 1);
    let sold = hall.sold("A");
    check(sold, open, happens(&[]));
}

#[test]
fn a_restock_brings_items_in_once() {
    let mut hall = hall();
    let restock = hall.delivery(ToSession::Restock, "D:100");
    let hall = check(hall, restock.clone(), happens(&["locked D"]));
    let hall = check(hall, restock, happens(&[]));
    assert_eq!(hall.session.totals().item_count, 4);
    check(hall, record("D").paid(100), happens(&["sale D:100"]));
}

#[test]
fn an_event_of_many_items_shows_the_first_hundred() {
    let item = |number| Handed { tag: Tag::of(ConsignorNumber::new(9).unwrap(), number).unwrap(), price: Money::from_minor(5) };
    let items: Arc<[Handed]> = (1..=250).map(item).collect();
    let open = SessionCommand::Delivered { seq: 1, message: open_message(), items };
    let hall = Hall::unopened().given(open);
    let SessionEvent::ItemsLocked(locked) = &hall.journal[1].event else { panic!("not locked") };
    assert_eq!((locked.count, locked.tags.len(), locked.items.len()), (250, EVENT_TAGS_MAX, 250));
    assert_eq!(hall.session.totals().item_count, 250);
}

#[test]
fn a_late_restock_is_handed_back() {
    for end in [complete(), cancel()] {
        let mut hall = hall().given(end);
        let restock = hall.delivery(ToSession::Restock, "D:100 E:200");
        let hall = check(hall, restock.clone(), happens(&["handed back 2 D E"]));
        assert_eq!(message(&hall), Some(owed(ToInventory::HandedBack { handover: 2 })));
        assert!(hall.session.has_handed_back(2) && !hall.session.has_handed_back(1));
        assert_eq!(
            hall.session.handed_back().iter().map(|(late, own)| (*late, *own)).collect::<Vec<_>>(),
            [(2, hall.journal.len() as u64)]
        );
        assert_eq!(hall.session.totals().item_count, 3);
        check(hall, restock, happens(&[]));
    }
}

#[test]
fn withdrawn_items_go_back_to_the_inventory() {
    let hall = check(hall(), withdraw("C A C"), happens(&["unlocked C A recalled"]));
    assert_eq!(message(&hall), Some(owed(ToInventory::Withdrawn { tags: tags("C A") })));
    assert_eq!(hall.session.item(tag("A")), None);
    assert_eq!(hall.session.totals().item_count, 1);
    let hall = hall.restocked("A:450");
    check(hall, record("A").paid(450), happens(&["sale A:450"]));
}

#[test]
fn what_is_sold_or_held_or_unknown_is_not_withdrawn() {
    let held = hall().sold("A").given(hold("4", "B")).given(web_hold("web", "C"));
    let problems = [
        (0, ItemSold(tag("A"))),
        (1, ItemPending(tag("B"))),
        (2, ItemPending(tag("C"))),
        (3, ItemNotInSession(tag("D"))),
        (4, ItemNotFound),
        (5, ItemNotFound),
    ];
    check(held, withdraw("A B C D z !12"), refused(Refusal::Items(problems.to_vec())));
}

#[test]
fn what_no_withdrawal_can_ask_is_refused() {
    let many = |count: usize| SessionCommand::Withdraw {
        scans: scans(&"A ".repeat(count)),
        reason: "recalled".to_owned(),
        key: Key { hash: 1 << 100, arguments: 0 },
    };
    check(hall(), withdraw(""), refused(Refusal::NoItems));
    check(hall(), many(CALL_TAGS_MAX + 1), refused(Refusal::TooManyItems));
    check(hall(), many(CALL_TAGS_MAX), happens(&["unlocked A recalled"]));
    check(Hall::unopened(), withdraw("A"), refused(Refusal::SessionNotFound));
    for end in [complete(), cancel()] {
        check(hall().given(end), withdraw("A"), refused(Refusal::SessionNotActive));
    }
}

#[test]
fn completing_releases_every_hold_and_gives_everything_back() {
    let held = hall().sold("A").given(hold("4", "C")).given(web_hold("web", "B")).after(60);
    let hall = check(held, complete(), happens(&["released B C of all SessionClosed", "completed"]));
    assert_eq!(hall.session.phase(), Phase::Completed { at: OPENING.plus_seconds(60) });
    assert_eq!(message(&hall), Some(owed(ToInventory::Completed { through: 1 })));
    assert_eq!((hall.session.totals().sold_count, hall.session.totals().pending_count), (1, 0));
    assert_eq!(hall.journal.iter().filter_map(|entry| hall.session.message(entry)).count(), 1);
}

#[test]
fn completing_names_the_newest_handover_that_came() {
    let hall = hall().restocked("D:100").given(complete());
    assert_eq!(message(&hall), Some(owed(ToInventory::Completed { through: 2 })));
}

#[test]
fn what_an_end_gives_back_does_not_depend_on_what_came_later_in_its_batch() {
    for end in [complete(), cancel()] {
        let ended = hall().restocked("D:100").given(end);
        let end = ended.journal.last().unwrap().clone();
        let owed = ended.session.message(&end);
        let later = ended.restocked("E:100").restocked("F:100");
        assert_eq!(later.session.message(&end), owed);
    }
}

#[test]
fn a_share_is_never_above_the_cap() {
    let ToSession::Open { organization, mut terms } = open_message() else { panic!("not an opening") };
    (terms.rates.base, terms.rates.max) = (Bps::new(7_000).unwrap(), Bps::new(6_000).unwrap());
    let mut hall = Hall::unopened();
    let open = hall.delivery(ToSession::Open { organization, terms }, "A:500");
    let hall = hall.given(open).sold("A");
    assert_eq!(hall.session.totals().consignor_share, Exact::from_units(500 * 6_000));
}

#[test]
fn a_session_without_holds_just_ends() {
    check(hall(), complete(), happens(&["completed"]));
    let hall = check(hall().after(5), cancel(), happens(&["cancelled no power"]));
    assert_eq!(hall.session.phase(), Phase::Cancelled { at: OPENING.plus_seconds(5) });
    assert_eq!(message(&hall), Some(owed(ToInventory::Cancelled { through: 1 })));
}

#[test]
fn cancelling_needs_that_no_sale_stands() {
    let sold = hall().sold("A").given(hold("4", "B"));
    check(sold.clone(), cancel(), refused(Refusal::SalesStand));
    check(sold.given(void(3)), cancel(), happens(&["released B of all SessionClosed", "cancelled no power"]));
}

#[test]
fn what_has_ended_or_not_begun_does_not_end() {
    for end in [complete(), cancel()] {
        check(Hall::unopened(), end.clone(), refused(Refusal::SessionNotFound));
        check(hall().given(complete()), end.clone(), refused(Refusal::SessionNotActive));
        check(hall().given(cancel()), end, refused(Refusal::SessionNotActive));
    }
}

#[test]
fn an_end_answers_with_its_own_place() {
    let held = hall().given(hold("4", "B"));
    let answer = held.ask(&complete()).unwrap().answer;
    assert_eq!(answer, Answer::Done { sequence: 5 });
}
