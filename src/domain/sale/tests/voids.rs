//! Taking a sale back, and who gets the items that it frees.

use super::super::{CASHIER_VOID_SECONDS_MAX, LineStatus, Refusal, ReviewReason, Totals, VoidSale};
use super::audit::Ledger;
use super::hall::{Hall, cancel, cashier_void, cents, check, complete, happens, hold, record, refused, tag, void, void_by};

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200 D:1999")
}

/// A till sold it offline after another had.
fn late(lines: &str, total: i64) -> super::hall::Ring {
    record(lines).offline(0).paid(total)
}

#[test]
fn a_void_restores_items_and_totals_exactly() {
    let before = hall().sold("C");
    let hall = before.clone().given(record("A B *coat:250").paid(1_050));
    let hall = check(hall, void(4), happens(&["voided #4"]));
    let restored = Totals { voided_count: 1, ..before.session.totals().clone() };
    assert_eq!(*hall.session.totals(), restored);
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), None)));
    let hall = check(hall, record("A B").paid(800), happens(&["sale A:500 B:300"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), Some(6))));
}

#[test]
fn a_voided_sale_keeps_its_amounts() {
    let hall = hall().given(record("A:450 z:100").offline(-1).paid(600)).given(void(3));
    let sale = &Ledger::of(&hall.journal).sales[&3];
    assert_eq!(sale.amounts().total, cents(600));
    assert_eq!(sale.amounts().sales, cents(450));
    assert_eq!(sale.lines[0].status, LineStatus::Sold);
    assert_eq!(sale.review_reasons, []);
    assert_eq!(sale.void_reason.as_deref(), Some("wrong item"));
}

#[test]
fn what_cannot_be_voided_is_refused() {
    let sold = hall().sold("A");
    check(sold.clone(), void(4), refused(Refusal::SaleNotFound));
    check(sold.clone(), void(2), refused(Refusal::SaleNotFound));
    check(sold.clone(), void(0), refused(Refusal::SaleNotFound));
    check(sold.clone(), void(u64::MAX), refused(Refusal::SaleNotFound));
    check(sold.clone(), void((1 << 32) + 3), refused(Refusal::SaleNotFound));
    let nameless = VoidSale { sale: 3, reason: None, is_organizer: true };
    check(sold.clone(), void_by(nameless), refused(Refusal::InvalidReason));
    check(sold.clone().given(void(3)), void(3), refused(Refusal::AlreadyVoided));
    check(sold.given(complete()), void(3), refused(Refusal::SessionNotActive));
    let cancelled = hall().given(cancel()).given(late("A:500", 500));
    check(cancelled, void(4), refused(Refusal::SessionNotActive));
}

#[test]
fn a_cashier_has_ten_minutes_and_an_organizer_any_time() {
    let sold = hall().after(60).sold("A");
    check(sold.clone().after(CASHIER_VOID_SECONDS_MAX), cashier_void(3), happens(&["voided #3"]));
    let late = sold.after(CASHIER_VOID_SECONDS_MAX + 1);
    check(late.clone(), cashier_void(3), refused(Refusal::TooLate));
    check(late.after(9 * 86_400), void(3), happens(&["voided #3"]));
}

#[test]
fn the_ten_minutes_count_from_when_the_server_took_it() {
    let sold = hall().after(86_400).given(late("A:500", 500));
    check(sold.after(CASHIER_VOID_SECONDS_MAX), cashier_void(3), happens(&["voided #3"]));
}

#[test]
fn a_freed_item_goes_to_the_oldest_sale_that_took_money_for_it() {
    let hall = hall().sold("A").given(late("B:300 A:500", 800)).given(late("A:500", 500));
    let hall = check(hall, void(3), happens(&["voided #3", "#4.1 got A"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), Some(4))));
    assert_eq!(hall.session.totals().needs_review_count, 1, "the other one still waits");
    let hall = check(hall, void(4), happens(&["voided #4 after #7", "#5.0 got A"]));
    let hall = check(hall, void(5), happens(&["voided #5 after #9"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), None)));
    assert_eq!(hall.session.totals().voided_count, 3);
}

#[test]
fn the_heir_earns_the_share_and_is_reviewed_no_more() {
    let hall = hall().sold("A").given(late("A:500", 500)).given(void(3));
    let sale = &Ledger::of(&hall.journal).sales[&4];
    assert_eq!(sale.lines[0].consignor_share(), Some(cents(325).exact()));
    assert_eq!(sale.review_reasons, []);
    assert_eq!(hall.session.totals().unattributed, cents(0).exact());
}

#[test]
fn a_sale_that_was_taken_back_inherits_nothing() {
    let hall = hall().sold("A").given(late("A:500", 500)).given(late("A:500", 500)).given(void(4));
    check(hall, void(3), happens(&["voided #3", "#5.0 got A"]));
}

#[test]
fn the_second_line_of_the_same_sale_does_not_inherit_from_the_first() {
    let hall = hall().given(late("A:500 A:500", 1_000));
    let hall = check(hall, void(3), happens(&["voided #3"]));
    check(hall, record("A").paid(500), happens(&["sale A:500"]));
}

#[test]
fn of_two_lines_that_wait_in_one_sale_the_first_gets_the_item() {
    let hall = hall().sold("A").given(late("A:500 A:500", 1_000));
    let hall = check(hall, void(3), happens(&["voided #3", "#4.0 got A"]));
    let sale = &Ledger::of(&hall.journal).sales[&4];
    assert_eq!(sale.review_reasons, [ReviewReason::AlreadySold], "the second line still waits");
    check(hall, void(4), happens(&["voided #4 after #6"]));
}

#[test]
fn two_items_freed_at_once_are_two_changes_in_a_chain() {
    let hall = hall().sold("A B").given(late("A:500 B:300 C:200", 1_000));
    let hall = check(hall, void(3), happens(&["voided #3", "#4.0 got A", "#4.1 got B after #6"]));
    assert_eq!(hall.session.totals().sold_count, 3);
    check(hall, void(4), happens(&["voided #4 after #7"]));
}

#[test]
fn two_items_freed_at_once_may_go_to_two_sales() {
    let hall = hall().sold("A B C").given(late("B:300", 300)).given(late("A:500 B:300", 800));
    check(hall, void(3), happens(&["voided #3", "#5.0 got A", "#4.0 got B"]));
}

#[test]
fn a_chain_of_changes_goes_on_over_several_voids() {
    let hall = hall().sold("A").sold("B").given(late("A:500 B:300", 800));
    let hall = check(hall, void(3), happens(&["voided #3", "#5.0 got A"]));
    check(hall, void(4), happens(&["voided #4", "#5.1 got B after #7"]));
}

#[test]
fn an_heir_that_charged_another_price_is_still_looked_at() {
    let hall = hall().sold("A").given(late("A:400", 400));
    let as_recorded = Ledger::of(&hall.journal).sales[&4].review_reasons.clone();
    assert_eq!(as_recorded, [ReviewReason::AlreadySold]);
    let hall = check(hall, void(3), happens(&["voided #3", "#4.0 got A"]));
    assert_eq!(Ledger::of(&hall.journal).sales[&4].review_reasons, [ReviewReason::Price]);
    assert_eq!((hall.session.totals().discount, hall.session.totals().needs_review_count), (cents(100), 1));
}

#[test]
fn an_heir_keeps_what_else_is_odd() {
    let hall = hall().sold("A").given(record("A:500").offline(-60).paid(510)).given(void(3));
    let sale = &Ledger::of(&hall.journal).sales[&4];
    assert_eq!(sale.review_reasons, [ReviewReason::Tender, ReviewReason::Clock]);
    assert_eq!(hall.session.totals().unattributed, cents(10).exact());
}

#[test]
fn what_was_not_in_the_session_or_closed_inherits_nothing() {
    let hall = Hall::open("A:500").given(record("B:300").offline(0).paid(300)).restocked("B:300").sold("B");
    check(hall, void(5), happens(&["voided #5"]));
}

#[test]
fn a_freed_item_may_be_held_and_sold_again() {
    let hall = hall().given(hold("4", "A")).given(record("A").paid(500).with_cart("4")).given(void(4));
    check(hall, hold("5", "A"), happens(&["held A by 5"]));
}
