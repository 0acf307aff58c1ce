//! Review: what a person decides moves exactly the money of that line, once, and nothing else.

use super::super::{HoldProblem, LineStatus, Refusal, ReviewReason, Ruling, SessionEvent};
use super::audit::Ledger;
use super::hall::{
    Hall, SHARE_BPS, accept, attribution, cancel, cents, check, complete, delivered_attribution, happens, hold, record, refused,
    review, review_by, scan, tag, void,
};
use crate::domain::key::Key;
use crate::domain::machine::StateMachine;
use crate::domain::money::{Bps, Exact};
use crate::domain::tag::ConsignorNumber;

/// B was sold twice: #3 has it, the offline #4 took 250 for it, and 100 for a thing without a tag.
fn twice() -> Hall {
    Hall::open("A:500 B:300 C:200 D:1999").sold("B").given(record("B:250 *coat:100").offline(0).paid(350))
}

fn to_item(name: &str) -> Ruling {
    Ruling::ToItem(scan(name))
}

fn to_consignor(number: i64) -> Ruling {
    Ruling::ToConsignor(Some(ConsignorNumber::new(number).unwrap()))
}

fn exact(minor: i64) -> Exact {
    cents(minor).exact()
}

#[test]
fn a_line_gets_the_item_that_it_was_for_what_was_charged() {
    let hall = check(twice(), review(4, 0, to_item("A")), happens(&["#4.0 reviewed: A"]));
    let sale = &Ledger::of(&hall.journal).sales[&4];
    let line = &sale.lines[0];
    assert_eq!((line.status, line.item, line.price, line.discount), (LineStatus::Sold, Some(tag("A")), cents(500), cents(250)));
    assert_eq!(line.tag.as_deref(), Some(&*tag("B").digits()), "what was scanned stays");
    assert_eq!(line.consignor_share(), Some(Exact::from_units(250 * i128::from(SHARE_BPS))));
    assert_eq!(sale.review_reasons, [ReviewReason::UnknownTag], "the other line is still open");
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), Some(4))));
    let totals = hall.session.totals();
    assert_eq!((totals.sales, totals.unattributed, totals.sold_count), (cents(550), exact(100), 2));
    assert_eq!(totals.needs_review_count, 1);
}

#[test]
fn a_consignor_is_credited_without_an_item() {
    let before = twice();
    let hall = check(before.clone(), review(4, 1, to_consignor(2)), happens(&["#4.1 reviewed: consignor 2"]));
    let number = ConsignorNumber::new(2).unwrap();
    assert_eq!((hall.session.tally(number).gross, hall.session.tally(number).sold_count), (cents(100), 0));
    assert_eq!(hall.session.totals().sold_count, before.session.totals().sold_count, "it is no item");
    let line = &Ledger::of(&hall.journal).sales[&4].lines[1];
    assert_eq!((line.status, line.item, line.credited()), (LineStatus::Sold, None, Some(number)));
    assert_eq!(line.consignor_share(), Some(exact(65)));
}

#[test]
fn the_house_keeps_all_of_what_nobody_knows() {
    let hall = check(twice(), review(4, 1, Ruling::KeepForHouse), happens(&["#4.1 reviewed: house"]));
    let line = &Ledger::of(&hall.journal).sales[&4].lines[1];
    assert_eq!((line.status, line.item, line.credited()), (LineStatus::Sold, None, None));
    assert_eq!((line.share.map(Bps::get), line.consignor_share()), (Some(0), Some(exact(0))));
    assert_eq!(hall.session.totals().house_cut, exact(300 - 195 + 100));
}

#[test]
fn what_is_accepted_moves_nothing_and_is_closed() {
    let before = twice();
    let hall = check(before.clone(), review(4, 0, Ruling::Accept), happens(&["#4.0 reviewed: accepted"]));
    let hall = check(hall, review(4, 1, Ruling::Accept), happens(&["#4.1 reviewed: accepted after #5"]));
    let (mut then, mut now) = (before.session.totals().clone(), hall.session.totals().clone());
    assert_eq!((then.needs_review_count, now.needs_review_count), (1, 0));
    (then.needs_review_count, now.needs_review_count) = (0, 0);
    assert_eq!(then, now);
    check(hall.clone(), review(4, 0, to_item("A")), refused(Refusal::NothingToReview));
    check(hall, void(3), happens(&["voided #3"]));
}

#[test]
fn what_is_odd_in_the_sale_is_accepted_without_a_position() {
    let hall = Hall::open("A:500").given(record("A:450 *coat:100").offline(-60).paid(560));
    let sale = |hall: &Hall| Ledger::of(&hall.journal).sales[&3].review_reasons.clone();
    assert_eq!(sale(&hall), [ReviewReason::UnknownTag, ReviewReason::Price, ReviewReason::Tender, ReviewReason::Clock]);
    let hall = check(hall, accept(3), happens(&["#3 reviewed: accepted"]));
    assert_eq!(sale(&hall), [ReviewReason::UnknownTag]);
    check(hall.clone(), accept(3), refused(Refusal::NothingToReview));
    let hall = check(hall, review(3, 1, Ruling::KeepForHouse), happens(&["#3.1 reviewed: house after #4"]));
    assert_eq!(sale(&hall), []);
    assert_eq!(hall.session.totals().unattributed, exact(10), "what was paid too much is nobody's");
}

#[test]
fn a_ruling_that_cannot_be_is_refused() {
    let hall = twice();
    check(hall.clone(), review(9, 0, Ruling::Accept), refused(Refusal::SaleNotFound));
    check(hall.clone(), review((1 << 32) + 4, 0, Ruling::Accept), refused(Refusal::SaleNotFound));
    check(hall.clone(), review(4, 2, Ruling::Accept), refused(Refusal::LineNotFound));
    check(hall.clone(), review(4, u32::MAX, Ruling::Accept), refused(Refusal::LineNotFound));
    check(hall.clone(), review(3, 0, Ruling::Accept), refused(Refusal::NothingToReview));
    check(hall.clone(), accept(4), refused(Refusal::NothingToReview));
    check(hall.clone(), review(4, 0, Ruling::Invalid), refused(Refusal::InvalidResolution));
    check(hall.clone(), review(4, 0, Ruling::ToConsignor(None)), refused(Refusal::ConsignorNotFound));
    for ruling in [to_item("A"), to_consignor(1), Ruling::KeepForHouse] {
        check(hall.clone(), review_by(4, None, ruling, Some("a note")), refused(Refusal::InvalidResolution));
    }
    check(hall.clone(), review_by(4, Some(0), Ruling::Accept, None), refused(Refusal::InvalidNote));
    check(hall.given(void(4)), review(4, 0, Ruling::Accept), refused(Refusal::NothingToReview));
}

#[test]
fn an_item_that_cannot_be_had_is_refused() {
    let hall = twice().given(hold("4", "C"));
    let not = |problem| refused(Refusal::Item(problem));
    check(hall.clone(), review(4, 0, to_item("B")), not(HoldProblem::ItemSold(tag("B"))));
    check(hall.clone(), review(4, 0, to_item("C")), not(HoldProblem::ItemPending(tag("C"))));
    check(hall.clone(), review(4, 0, to_item("E")), not(HoldProblem::ItemNotInSession(tag("E"))));
    check(hall.clone(), review(4, 0, to_item("z")), not(HoldProblem::ItemNotFound));
    check(hall.clone(), review(4, 0, to_item("!12")), not(HoldProblem::ItemNotFound));
    let lapsed = check(hall.after(900), review(4, 0, to_item("C")), happens(&["released C of 4 Lapsed", "#4.0 reviewed: C"]));
    assert_eq!(lapsed.session.item(tag("C")), Some((cents(200), Some(4))));
}

#[test]
fn the_same_key_decides_once() {
    let asked = review(4, 0, to_item("A"));
    let hall = check(twice(), asked.clone(), happens(&["#4.0 reviewed: A"]));
    let hall = check(hall, asked.clone(), happens(&[]));
    let hall = hall.given(void(4)).given(complete());
    check(hall, asked, happens(&[]));
}

#[test]
fn a_void_takes_back_what_was_decided() {
    let before = twice();
    let reviewed = before.clone().given(review(4, 0, to_item("A"))).given(review(4, 1, to_consignor(2)));
    let hall = check(reviewed, void(4), happens(&["voided #4 after #6"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), None)));
    assert_eq!(hall.session.tally(ConsignorNumber::new(2).unwrap()).gross, cents(0));
    assert_eq!(hall.session.totals().sales, cents(300));
}

#[test]
fn a_decided_line_inherits_nothing() {
    for ruling in [to_item("A"), to_consignor(1), Ruling::KeepForHouse, Ruling::Accept] {
        let hall = twice().given(review(4, 0, ruling));
        let hall = check(hall, void(3), happens(&["voided #3"]));
        assert_eq!(hall.session.item(tag("B")), Some((cents(300), None)), "B is free");
    }
}

#[test]
fn a_freed_item_that_was_attributed_goes_to_who_waits_for_it() {
    let hall = twice().given(review(4, 0, to_item("A"))).given(record("A:500").offline(0).paid(500));
    check(hall, void(4), happens(&["voided #4 after #5", "#6.0 got A"]));
}

#[test]
fn an_ended_session_credits_consignors_and_house_itself() {
    for end in [complete(), cancel()] {
        let hall = Hall::open("A:500").given(end).given(record("A:500 *coat:100").offline(0).paid(600));
        let sale = hall.session.last().0;
        let hall = check(hall, review(sale, 1, to_consignor(2)), happens(&[&format!("#{sale}.1 reviewed: consignor 2")]));
        assert_eq!(hall.session.totals().sales, cents(100));
    }
}

#[test]
fn in_an_ended_session_the_inventory_decides_on_items() {
    let hall = Hall::open("A:500").given(complete()).given(record("A:450").offline(0).paid(450));
    let hall = check(hall, review(4, 0, to_item("A")), happens(&[]));
    let mut hall = check(hall, review(4, 0, to_item("E")), happens(&[]));
    let delivery = hall.delivery(attribution(4, 0, 77), "A:520");
    let hall = check(hall, delivery.clone(), happens(&["#4.0 reviewed: A from 2"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(520), Some(4))));
    let line = &Ledger::of(&hall.journal).sales[&4].lines[0];
    assert_eq!((line.price, line.discount, line.reason), (cents(520), cents(70), None), "the price on the tag today");
    assert_eq!(hall.session.inventory_seq(), 2);
    check(hall, delivery, happens(&[]));
}

#[test]
fn an_ended_session_may_get_an_item_that_it_never_had() {
    let hall = Hall::open("A:500").given(record("E:450").offline(0).paid(450)).given(complete());
    let hall = check(hall.clone(), delivered_attribution(hall, (3, 0), "E:500"), happens(&["#3.0 reviewed: E from 2"]));
    assert_eq!(hall.session.item(tag("E")), Some((cents(500), Some(3))));
    assert_eq!((hall.session.totals().item_count, hall.session.totals().sold_count), (2, 1));
}

#[test]
fn an_attribution_that_comes_too_late_is_handed_back() {
    let hall = Hall::open("A:500").given(complete()).given(record("A:450").offline(0).paid(450));
    for ruling in [Ruling::Accept, to_consignor(1)] {
        let hall = hall.clone().given(review(4, 0, ruling));
        let hall = check(hall.clone(), delivered_attribution(hall, (4, 0), "A:500"), happens(&["handed back 2 A"]));
        assert!(hall.session.has_handed_back(2));
        assert_eq!(hall.session.item(tag("A")), Some((cents(500), None)));
    }
    for nowhere in [(3, 0), (4, 1), (9, 0)] {
        check(hall.clone(), delivered_attribution(hall.clone(), nowhere, "A:500"), happens(&["handed back 2 A"]));
    }
}

#[test]
fn the_sessions_half_binds_the_clients_key() {
    let mut hall = Hall::open("A:500").given(complete()).given(record("A:450 *coat:1").offline(0).paid(451));
    let delivery = hall.delivery(attribution(4, 0, 77), "A:500");
    let hall = hall.given(delivery);
    let key = |arguments| Key { hash: 77, arguments };
    let super::super::SessionCommand::Review(asked, _) = review(4, 0, to_item("A")) else { panic!("no review") };
    let again = |arguments| super::super::SessionCommand::Review(asked.clone(), key(arguments));
    check(hall.clone(), again(0), happens(&[]));
    check(hall, again(1), refused(Refusal::KeyMismatch));
}

#[test]
fn a_key_that_decided_something_else_meanwhile_stays_with_it() {
    let mut hall = Hall::open("A:500").given(complete()).given(record("A:450 *coat:1").offline(0).paid(451));
    let super::super::SessionCommand::Review(other, _) = review(4, 1, Ruling::KeepForHouse) else { panic!("no review") };
    let delivery = hall.delivery(attribution(4, 0, 77), "A:500");
    let hall = hall.given(super::super::SessionCommand::Review(other, Key { hash: 77, arguments: 5 }));
    let hall = check(hall, delivery, happens(&["handed back 2 A"]));
    let bound = hall.journal.iter().filter(|entry| entry.key.is_some_and(|key| key.hash == 77)).count();
    assert_eq!(bound, 1);
    assert!(matches!(hall.journal.last().unwrap().event, SessionEvent::ItemsUnlocked(_)));
}
