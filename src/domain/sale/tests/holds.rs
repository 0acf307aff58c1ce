//! Carts: who has an item, for how long, and who may take it over.

use super::super::HoldProblem::{ItemNotFound, ItemNotInSession, ItemPending, ItemSold};
use super::super::{
    Answer, CALL_TAGS_MAX, HOLD_SECONDS_MAX, HOLD_SECONDS_MIN, HoldItems, HoldKind, HoldProblem, ItemsHeld, LineProblem, Refusal,
    SaleChannel, Scan, SessionCommand, SessionEvent,
};
use super::hall::{
    Expected, Hall, OPENING, cancel, check, complete, happens, hold, record, refused, release, scans, tag, tags, void, web_hold,
    withdraw,
};
use crate::domain::machine::StateMachine;

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200 D:1999")
}

fn refused_items(problems: &[(usize, HoldProblem)]) -> Expected {
    refused(Refusal::Items(problems.to_vec()))
}

/// A shop is being paid for these; no command makes such a hold yet.
pub(super) fn paying(names: &str, channel: SaleChannel) -> SessionEvent {
    SessionEvent::ItemsHeld(ItemsHeld {
        cart: "web".to_owned(),
        tags: tags(names),
        channel,
        kind: HoldKind::Payment,
        till: None,
        note: None,
        taken_from: None,
        expires_at: OPENING.plus_seconds(180),
    })
}

#[test]
fn a_cart_gets_all_or_none() {
    let hall = check(hall(), hold("4", "A B A"), happens(&["held A B by 4"]));
    assert_eq!((hall.session.totals().pending_count, hall.session.totals().available_count()), (2, 2));
    let held = hall.session.hold(tag("A")).unwrap();
    assert_eq!((held.kind, held.channel, held.expires_at), (HoldKind::Cart, SaleChannel::Pos, OPENING.plus_seconds(900)));

    let hall = hall.given(withdraw("D")).sold("C");
    let problems = [
        (0, ItemPending(tag("A"))),
        (1, ItemSold(tag("C"))),
        (2, ItemNotInSession(tag("D"))),
        (3, ItemNotFound),
        (4, ItemNotFound),
    ];
    check(hall, hold("5", "A C D z !12"), refused_items(&problems));
}

#[test]
fn an_answer_says_what_is_held_until_when() {
    let decision = hall().after(5).ask(&hold("4", "B A B").into()).unwrap();
    assert_eq!(decision.answer, Answer::Held { tags: tags("B A"), expires_at: OPENING.plus_seconds(905) });
}

#[test]
fn what_no_cart_can_ask_is_refused() {
    check(Hall::unopened(), hold("4", "A"), refused(Refusal::SessionNotFound));
    for end in [complete(), cancel()] {
        check(hall().given(end), hold("4", "A"), refused(Refusal::SessionNotActive));
    }
    check(hall(), HoldItems { cart: None, ..hold("4", "A") }, refused(Refusal::InvalidCart));
    check(hall(), hold("4", ""), refused(Refusal::NoItems));
    for seconds in [i64::MIN, -1, 0, HOLD_SECONDS_MIN - 1, HOLD_SECONDS_MAX + 1, i64::MAX] {
        check(hall(), HoldItems { seconds, ..hold("4", "A") }, refused(Refusal::InvalidSeconds));
    }
    for seconds in [HOLD_SECONDS_MIN, HOLD_SECONDS_MAX] {
        check(hall(), HoldItems { seconds, ..hold("4", "A") }, happens(&["held A by 4"]));
    }
    let many = |count| HoldItems { scans: scans(&"A ".repeat(count)), ..hold("4", "") };
    check(hall(), many(CALL_TAGS_MAX + 1), refused(Refusal::TooManyItems));
    check(hall(), many(CALL_TAGS_MAX), happens(&["held A by 4"]));
}

#[test]
fn a_hold_lapses_on_the_second_and_says_so_before_anything_else() {
    let held = hall().given(hold("4", "A B"));
    check(held.clone().after(899), hold("5", "A"), refused_items(&[(0, ItemPending(tag("A")))]));
    check(held.clone().after(900), hold("5", "A"), happens(&["released A B of 4 Lapsed", "held A by 5"]));
    check(held.clone().after(900), record("C").paid(200), happens(&["released A B of 4 Lapsed", "sale C:200"]));
    check(held.clone().after(900), withdraw("A"), happens(&["released A B of 4 Lapsed", "unlocked A recalled"]));
    check(held.clone().sold("C").after(900), void(4), happens(&["released A B of 4 Lapsed", "voided #4"]));
    check(held.clone().after(900), record("A:500").offline(0).paid(500), happens(&["released A B of 4 Lapsed", "sale A:500"]));
    check(held.after(900), complete(), happens(&["released A B of all SessionClosed", "completed"]));
}

#[test]
fn each_cart_lapses_by_itself_for_the_screens() {
    let held = hall().given(hold("4", "A")).after(60).given(hold("5", "B C"));
    let due = held.session.due().map(|(at, _)| at);
    assert_eq!(due, Some(OPENING.plus_seconds(900)));
    check(held.clone(), SessionCommand::Lapse, happens(&[]));
    let held = check(held.after(840), SessionCommand::Lapse, happens(&["released A of 4 Lapsed"]));
    assert_eq!(held.session.due().map(|(at, _)| at), Some(OPENING.plus_seconds(960)));
    let held = check(held.after(3_600), SessionCommand::Lapse, happens(&["released B C of 5 Lapsed"]));
    assert_eq!(held.session.due().map(|(at, _)| at), None);
}

#[test]
fn holding_again_renews() {
    let held = hall().given(hold("4", "A")).after(600);
    let held = check(held, hold("4", "A B"), happens(&["held A B by 4"]));
    check(held.clone().after(899), hold("5", "A"), refused_items(&[(0, ItemPending(tag("A")))]));
    check(held.after(900), hold("5", "A"), happens(&["released A B of 4 Lapsed", "held A by 5"]));
}

#[test]
fn who_has_the_thing_in_hand_takes_it_over() {
    let held = hall().given(web_hold("web", "A B")).given(web_hold("mobile", "C"));
    let released = ["released C of mobile TakenOver", "released A of web TakenOver"];
    let hall = check(held.clone(), hold("4", "A C D"), happens(&[released[0], released[1], "held A C D by 4"]));
    assert_eq!(&*hall.session.hold(tag("B")).unwrap().cart, "web");
    check(held, record("A C").paid(700), happens(&[released[0], released[1], "sale A:500 C:200"]));
}

#[test]
fn a_cart_of_the_web_or_of_another_till_takes_over_nothing() {
    let pending = refused_items(&[(0, ItemPending(tag("A")))]);
    for holder in [SaleChannel::Pos, SaleChannel::Online, SaleChannel::Shopify] {
        for taker in [SaleChannel::Pos, SaleChannel::Online, SaleChannel::Shopify] {
            let held = hall().given(HoldItems { channel: holder, ..hold("first", "A") });
            let takes_over = taker == SaleChannel::Pos && holder != SaleChannel::Pos;
            let expected = |event| happens(&["released A of first TakenOver", event]);
            let second = HoldItems { channel: taker, ..hold("second", "A") };
            check(held.clone(), second, if takes_over { expected("held A by second") } else { pending.clone() });
            let sale = record("A").paid(500).through(taker);
            let pending = refused(Refusal::Lines(vec![(0, LineProblem::ItemPending(tag("A")))]));
            check(held, sale, if takes_over { expected("sale A:500") } else { pending });
        }
    }
}

#[test]
fn a_payment_in_progress_is_not_taken_over() {
    let paying = hall().happened(paying("A", SaleChannel::Online));
    check(paying.clone(), hold("4", "A"), refused_items(&[(0, ItemPending(tag("A")))]));
    let pending = refused(Refusal::Lines(vec![(0, LineProblem::ItemPending(tag("A")))]));
    check(paying.clone(), record("A").paid(500), pending);
    check(paying.after(180), record("A").paid(500), happens(&["released A of web Lapsed", "sale A:500"]));
}

#[test]
fn a_parked_cart_of_the_web_is_taken_over() {
    let SessionEvent::ItemsHeld(held) = paying("A", SaleChannel::Online) else { panic!("not held") };
    let parked = hall().happened(SessionEvent::ItemsHeld(ItemsHeld { kind: HoldKind::Parked, ..held }));
    check(parked, hold("4", "A"), happens(&["released A of web TakenOver", "held A by 4"]));
}

#[test]
fn releasing_takes_out_what_the_cart_holds_and_nothing_else() {
    let held = hall().given(hold("4", "B A")).given(hold("5", "C"));
    check(held.clone(), release("4", None), happens(&["released A B of 4 Released"]));
    let one = check(held.clone(), release("4", Some("B B D C z")), happens(&["released B of 4 Released"]));
    assert_eq!(one.session.totals().pending_count, 2);
    check(held.clone(), release("4", Some("C")), happens(&[]));
    check(held.clone(), release("6", None), happens(&[]));
    check(held.clone(), release("4", Some("")), happens(&[]));
    assert_eq!(held.ask(&release("4", None)).unwrap().answer, Answer::Released(tags("A B")));
    check(held.after(900), release("4", None), happens(&[]));
}

#[test]
fn releasing_says_first_what_has_lapsed() {
    let held = hall().given(hold("4", "A")).after(600).given(hold("5", "C")).after(300);
    check(held, release("5", None), happens(&["released A of 4 Lapsed", "released C of 5 Released"]));
}

#[test]
fn releasing_needs_a_cart_and_a_session_that_runs() {
    let nameless = SessionCommand::Release { cart: None, tags: None };
    check(hall(), nameless, refused(Refusal::InvalidCart));
    check(Hall::unopened(), release("4", None), refused(Refusal::SessionNotFound));
    for end in [complete(), cancel()] {
        check(hall().given(end), release("4", None), refused(Refusal::SessionNotActive));
    }
}

#[test]
fn an_unreadable_scan_is_no_item() {
    let unread = HoldItems { scans: vec![Scan::Unreadable("0041700239".to_owned())], ..hold("4", "") };
    check(hall(), unread, refused_items(&[(0, ItemNotFound)]));
}
