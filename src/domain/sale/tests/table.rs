//! Selling while the server is reachable: every line or none.

use super::super::LineProblem::{Duplicate, Invalid, ItemNotFound, ItemNotInSession, ItemPending, ItemSold, PriceChanged};
use super::super::{Answer, LineProblem, Refusal, SALE_LINES_MAX, SALE_TENDERS_MAX, SaleChannel, SessionCommand, TenderKind};
use super::audit::Ledger;
use super::hall::{
    Expected, Hall, cancel, cents, check, complete, happens, hold, record, refused, tag, void, web_hold, withdraw,
};
use crate::domain::money::Exact;
use crate::domain::tag::ConsignorNumber;

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200 D:1999")
}

fn refused_lines(problems: &[(usize, LineProblem)]) -> Expected {
    refused(Refusal::Lines(problems.to_vec()))
}

#[test]
fn a_session_opens_over_the_items_that_are_handed_to_it() {
    let hall = hall();
    assert_eq!(hall.session.totals().item_count, 4);
    assert_eq!(hall.session.totals().available_count(), 4);
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), None)));
}

#[test]
fn a_sale_sells_every_line() {
    let hall = check(hall(), record("A B").paid(800), happens(&["sale A:500 B:300"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), Some(3))));
    assert_eq!(hall.session.item(tag("B")), Some((cents(300), Some(3))));
    assert_eq!(hall.session.totals().available_count(), 2);
}

#[test]
fn shares_are_exact_and_every_cent_is_accounted_for() {
    let hall = hall().given(record("A D *coat:101").paid_by(TenderKind::Cash, 2_000).paid_by(TenderKind::Card, 600));
    let totals = hall.session.totals();
    assert_eq!(totals.sales, cents(2_499));
    assert_eq!(totals.unattributed, cents(101).exact());
    // 24.99 at 65 %, in 1/10,000 of a cent.
    assert_eq!(totals.consignor_share, Exact::from_units(2_499 * 6_500));
    assert_eq!(totals.house_cut, Exact::from_units(2_499 * 3_500));
    assert_eq!(totals.tenders, [cents(2_000), cents(600), cents(0), cents(0), cents(0)]);
    assert_eq!(totals.needs_review_count, 1);
    let tally = |number| hall.session.tally(ConsignorNumber::new(number).unwrap());
    assert_eq!((tally(1).sold_count, tally(1).gross), (1, cents(500)));
    assert_eq!((tally(2).sold_count, tally(2).gross), (1, cents(1_999)));
}

#[test]
fn each_kind_of_tender_has_its_own_sum() {
    let kinds = TenderKind::ALL.iter().zip(1..);
    let ring = kinds.fold(record("*coat:15"), |ring, (kind, minor)| ring.paid_by(*kind, minor));
    let hall = check(hall(), ring, happens(&["sale *coat?15=UNKNOWN_TAG"]));
    assert_eq!(hall.session.totals().tenders, [cents(1), cents(2), cents(3), cents(4), cents(5)]);
    let hall = check(hall, void(3), happens(&["voided #3"]));
    assert_eq!(hall.session.totals().tenders(), []);
}

#[test]
fn a_thing_without_a_tag_waits_for_a_person() {
    let hall = check(hall(), record("*coat:750").paid(750), happens(&["sale *coat?750=UNKNOWN_TAG"]));
    let sale = &Ledger::of(&hall.journal).sales[&3];
    assert_eq!(sale.lines[0].claimed_consignor, Some(2));
    assert_eq!(sale.lines[0].consignor_share(), None);
    assert_eq!(sale.review_reasons.len(), 1);
}

#[test]
fn the_price_that_the_till_showed_is_checked_if_it_is_sent() {
    check(hall(), record("A:500").paid(500), happens(&["sale A:500"]));
    check(hall(), record("A:499").paid(499), refused_lines(&[(0, PriceChanged { tag: tag("A"), expected: cents(500) })]));
}

#[test]
fn a_session_that_does_not_run_refuses() {
    check(Hall::unopened(), record("A").paid(500), refused(Refusal::SessionNotFound));
    for end in [complete(), cancel()] {
        check(hall().given(end), record("A").paid(500), refused(Refusal::SessionNotActive));
    }
}

#[test]
fn a_sale_of_nothing_or_of_too_much_is_refused() {
    let lines = |count| record(&"*coat:1 ".repeat(count)).paid(i64::try_from(count).unwrap());
    check(hall(), record(""), refused(Refusal::NoLines));
    check(hall(), lines(SALE_LINES_MAX + 1), refused(Refusal::TooManyLines));
    hall().given(lines(SALE_LINES_MAX));

    let tenders = |count| (0..count).fold(record(&format!("*coat:{count}")), |ring, _| ring.paid(1));
    check(hall(), tenders(SALE_TENDERS_MAX + 1), refused(Refusal::TooManyTenders));
    hall().given(tenders(SALE_TENDERS_MAX));
}

#[test]
fn every_offending_line_is_named_and_nothing_is_sold() {
    let hall = hall().sold("B").given(hold("4", "C"));
    let ring = record("A z !0041700239 E B C A - *coat *:5 D:5");
    let problems = [
        (1, ItemNotFound),
        (2, ItemNotFound),
        (3, ItemNotInSession(tag("E"))),
        (4, ItemSold(tag("B"))),
        (5, ItemPending(tag("C"))),
        (6, Duplicate),
        (7, Invalid),
        (8, Invalid),
        (9, Invalid),
        (10, PriceChanged { tag: tag("D"), expected: cents(1_999) }),
    ];
    check(hall, ring, refused_lines(&problems));
}

#[test]
fn tenders_must_add_up_to_the_total() {
    check(hall(), record("A B").paid(799), refused(Refusal::TenderMismatch(cents(800))));
    check(hall(), record("A B").paid(801), refused(Refusal::TenderMismatch(cents(800))));
    check(hall(), record("A B"), refused(Refusal::TenderMismatch(cents(800))));
    check(Hall::open("A:0"), record("A"), happens(&["sale A:0"]));
}

#[test]
fn an_item_has_one_winner() {
    let hall = check(hall(), record("A").paid(500), happens(&["sale A:500"]));
    let hall = check(hall, record("A").paid(500), refused_lines(&[(0, ItemSold(tag("A")))]));
    check(hall, record("A B").paid(800).through(SaleChannel::Shopify), refused_lines(&[(0, ItemSold(tag("A")))]));
}

#[test]
fn a_cart_sells_what_it_holds() {
    let held = hall().given(hold("4", "A B"));
    check(held.clone(), record("A").paid(500), refused_lines(&[(0, ItemPending(tag("A")))]));
    check(held.clone(), record("A").paid(500).with_cart("5"), refused_lines(&[(0, ItemPending(tag("A")))]));
    let hall = check(held, record("A").paid(500).with_cart("4"), happens(&["sale A:500"]));
    assert_eq!(hall.session.totals().pending_count, 1, "B is still in the cart");
    assert!(hall.session.hold(tag("B")).is_some());
}

#[test]
fn a_cart_whose_hold_lapsed_may_still_buy_what_is_available() {
    let lapsed = hall().given(web_hold("web", "A")).after(900);
    let ring = record("A").paid(500).with_cart("web").through(SaleChannel::Online);
    check(lapsed.clone(), ring.clone(), happens(&["released A of web Lapsed", "sale A:500"]));
    let taken = lapsed.given(hold("4", "A"));
    check(taken, ring, refused_lines(&[(0, ItemPending(tag("A")))]));
}

#[test]
fn an_answer_brings_the_fresh_sale() {
    let hall = hall();
    let decision = hall.ask(&SessionCommand::from(record("A").paid(500))).unwrap();
    let Answer::Sale { sequence: 3, fresh: Some((at, recorded)) } = decision.answer else { panic!("not a fresh sale") };
    assert_eq!(at, hall.now);
    assert_eq!(recorded.sold_at, hall.now);
    assert!(!recorded.offline);
}

#[test]
fn the_record_never_goes_back_in_time() {
    let mut late = hall().after(60).sold("A");
    late = late.after(-30).sold("B");
    let times: Vec<_> = late.journal.iter().map(|entry| entry.at).collect();
    assert!(times.is_sorted());
    assert_eq!(late.journal[3].at, late.journal[2].at);
}

#[test]
fn what_was_withdrawn_is_not_for_sale() {
    check(hall().given(withdraw("A")), record("A").paid(500), refused_lines(&[(0, ItemNotInSession(tag("A")))]));
}
