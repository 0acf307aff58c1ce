//! What a till sold without the server: cash was taken, so it is recorded whatever the state.

use super::super::{LineProblem, Refusal, ReviewReason, SALE_LINES_MAX, SALE_TENDERS_MAX, SaleChannel};
use super::audit::Ledger;
use super::hall::{
    Hall, OPENING, cancel, cents, check, complete, happens, hold, open_message, record, refused, tag, void, web_hold, withdraw,
};
use crate::domain::tag::Tag;

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200 D:1999").after(3_600)
}

fn reasons(hall: &Hall, sale: u64) -> Vec<ReviewReason> {
    Ledger::of(&hall.journal).sales[&sale].review_reasons.clone()
}

#[test]
fn a_plain_sale_is_credited_as_if_the_server_had_been_there() {
    let hall = check(hall(), record("A:500 B:300").offline(60).paid(800), happens(&["sale A:500 B:300"]));
    let sale = &Ledger::of(&hall.journal).sales[&3];
    assert_eq!((sale.sold_at, sale.recorded_at), (OPENING.plus_seconds(60), OPENING.plus_seconds(3_600)));
    assert_eq!(hall.session.totals().needs_review_count, 0);
}

#[test]
fn a_tag_that_nobody_knows_or_can_read_is_kept_raw() {
    let wrong = Tag::parse("0041700239");
    assert!(wrong.is_err(), "the check digit is wrong");
    let hall = check(
        hall(),
        record("z:100 !0041700239:200 A:500").offline(0).paid(800),
        happens(&[&format!("sale !{}?100=UNKNOWN_TAG !0041700239?200=UNKNOWN_TAG A:500", tag("z").digits())]),
    );
    assert_eq!(hall.session.totals().unattributed, cents(300).exact());
    assert_eq!(reasons(&hall, 3), [ReviewReason::UnknownTag]);
}

#[test]
fn an_item_of_another_event_or_withdrawn_is_not_in_the_session() {
    let hall = hall().given(withdraw("B"));
    check(hall, record("E:100 B:300").offline(0).paid(400), happens(&["sale E?100=NOT_IN_SESSION B?300=NOT_IN_SESSION"]));
}

#[test]
fn an_item_that_another_till_had_sold_waits_for_a_person() {
    let hall = check(hall().sold("A"), record("A:500 B:300").offline(0).paid(800), happens(&["sale A?500=ALREADY_SOLD B:300"]));
    assert_eq!(hall.session.item(tag("A")), Some((cents(500), Some(3))));
    assert_eq!(hall.session.totals().unattributed, cents(500).exact());
    assert_eq!((hall.session.totals().sold_count, hall.session.totals().needs_review_count), (2, 1));
}

#[test]
fn a_second_line_with_the_same_tag_is_already_sold() {
    check(hall(), record("A:500 A:500").offline(0).paid(1_000), happens(&["sale A:500 A?500=ALREADY_SOLD"]));
    check(
        hall().sold("A"),
        record("A:500 A:500").offline(0).paid(1_000),
        happens(&["sale A?500=ALREADY_SOLD A?500=ALREADY_SOLD"]),
    );
}

#[test]
fn a_thing_without_a_tag_is_recorded_even_without_words() {
    check(hall(), record("*coat:100 *:50").offline(0).paid(150), happens(&["sale *coat?100=UNKNOWN_TAG *?50=UNKNOWN_TAG"]));
}

#[test]
fn the_hold_of_another_cart_is_broken() {
    let held = hall().given(hold("4", "A B")).given(web_hold("web", "C")).given(hold("5", "D"));
    let broken = ["released A of 4 SoldOffline", "released C of web SoldOffline", "sale A:500 C:200 D:1999"];
    let hall = check(held, record("A:500 C:200 D:1999").offline(0).paid(2_699).with_cart("5"), happens(&broken));
    assert_eq!(hall.session.totals().pending_count, 1, "B stays in its cart");
}

#[test]
fn a_hold_on_what_was_sold_to_somebody_else_is_not_touched() {
    let hall = hall().sold("A").given(hold("4", "B"));
    check(hall, record("A:500").offline(0).paid(500), happens(&["sale A?500=ALREADY_SOLD"]));
}

#[test]
fn the_price_that_was_charged_stands_and_is_looked_at() {
    let cheap = check(hall(), record("A:400").offline(0).paid(400), happens(&["sale A:400(500) review PRICE"]));
    assert_eq!((cheap.session.totals().sales, cheap.session.totals().discount), (cents(400), cents(100)));
    let dear = check(hall(), record("A:600").offline(0).paid(600), happens(&["sale A:600(500) review PRICE"]));
    assert_eq!(dear.session.totals().discount, cents(-100));
    check(hall(), record("A:0").offline(0), happens(&["sale A:0(500) review PRICE"]));
}

#[test]
fn what_the_tenders_differ_is_unattributed() {
    let more = check(hall(), record("A:500").offline(0).paid(510), happens(&["sale A:500 review TENDER"]));
    assert_eq!(more.session.totals().unattributed, cents(10).exact());
    let less = check(hall(), record("A:500").offline(0), happens(&["sale A:500 review TENDER"]));
    assert_eq!(less.session.totals().unattributed, cents(-500).exact());
}

#[test]
fn a_clock_outside_the_sessions_time_is_looked_at() {
    let early = check(hall(), record("A:500").offline(-1).paid(500), happens(&["sale A:500 review CLOCK"]));
    assert_eq!(Ledger::of(&early.journal).sales[&3].sold_at, OPENING.plus_seconds(-1));
    let ahead = check(hall(), record("A:500").offline(9_999).paid(500), happens(&["sale A:500"]));
    assert_eq!(Ledger::of(&ahead.journal).sales[&3].sold_at, OPENING.plus_seconds(3_600), "never later than now");
    let closed = hall().given(complete()).after(60);
    let late = |seconds| record("A:500").offline(seconds).paid(500);
    check(closed.clone(), late(3_600), happens(&["sale A?500=SESSION_CLOSED"]));
    check(closed, late(3_601), happens(&["sale A?500=SESSION_CLOSED review CLOCK"]));
}

#[test]
fn a_closed_session_records_and_credits_nobody() {
    let ring = || record("A:500 z:100 !12:50 E:70 *coat:30 A:500").offline(0).paid(1_250);
    let lines = format!(
        "sale A?500=SESSION_CLOSED !{}?100=SESSION_CLOSED !12?50=SESSION_CLOSED E?70=SESSION_CLOSED *coat?30=SESSION_CLOSED \
         A?500=SESSION_CLOSED",
        tag("z").digits()
    );
    for end in [complete(), cancel()] {
        let hall = check(hall().given(end), ring(), happens(&[&lines]));
        assert_eq!(hall.session.totals().unattributed, cents(1_250).exact());
        assert_eq!(hall.session.item(tag("A")), Some((cents(500), None)));
        assert_eq!(reasons(&hall, 4), [ReviewReason::SessionClosed]);
    }
}

#[test]
fn everything_at_once_is_still_recorded() {
    let hall = hall().sold("B").given(hold("4", "A"));
    let ring = record("A:450 B:300 E:1 z:2 !3:4 *:5").offline(-60).paid(700);
    let sale = format!(
        "sale A:450(500) B?300=ALREADY_SOLD E?1=NOT_IN_SESSION !{}?2=UNKNOWN_TAG !3?4=UNKNOWN_TAG *?5=UNKNOWN_TAG \
         review PRICE TENDER CLOCK",
        tag("z").digits()
    );
    let hall = check(hall, ring, happens(&["released A of 4 SoldOffline", &sale]));
    let all = [
        ReviewReason::AlreadySold,
        ReviewReason::UnknownTag,
        ReviewReason::NotInSession,
        ReviewReason::Price,
        ReviewReason::Tender,
        ReviewReason::Clock,
    ];
    assert_eq!(reasons(&hall, 6), all);
}

#[test]
fn only_what_no_till_can_make_is_refused() {
    for hall in [hall(), hall().given(complete()), hall().given(cancel())] {
        check(hall.clone(), record("").offline(0), refused(Refusal::NoLines));
        let invalid = Refusal::Lines(vec![(1, LineProblem::Invalid), (2, LineProblem::Invalid), (3, LineProblem::Invalid)]);
        check(hall.clone(), record("A:500 B *coat -:5").offline(0), refused(invalid));
        let lines = |count| record(&"*coat:1 ".repeat(count)).offline(0);
        check(hall.clone(), lines(SALE_LINES_MAX + 1), refused(Refusal::TooManyLines));
        let tenders = |count| (0..count).fold(record("A:500").offline(0), |ring, _| ring.paid(1));
        check(hall.clone(), tenders(SALE_TENDERS_MAX + 1), refused(Refusal::TooManyTenders));
        hall.given(lines(SALE_LINES_MAX)).given(tenders(SALE_TENDERS_MAX));
    }
    check(Hall::unopened(), record("A:500").offline(0).paid(500), refused(Refusal::SessionNotFound));
}

#[test]
fn the_web_may_be_late_too() {
    let held = hall().given(hold("4", "A"));
    let ring = record("A:500").offline(0).paid(500).through(SaleChannel::Shopify);
    check(held, ring, happens(&["released A of 4 SoldOffline", "sale A:500"]));
}

#[test]
fn an_offline_sale_stands_against_cancelling_and_is_voided_like_another() {
    let hall = hall().given(record("z:100").offline(0).paid(100));
    let hall = check(hall, cancel(), refused(Refusal::SalesStand));
    let hall = check(hall, void(3), happens(&["voided #3"]));
    assert_eq!(hall.session.totals().needs_review_count, 0);
    check(hall, cancel(), happens(&["cancelled no power"]));
}

#[test]
fn a_sale_that_came_before_the_session_is_in_nobodys_session() {
    let mut hall = Hall::unopened().after(60);
    let open = hall.delivery(open_message(), "A:500");
    let hall = hall.given(open);
    check(hall, record("A:500").offline(59).paid(500), happens(&["sale A:500 review CLOCK"]));
}
