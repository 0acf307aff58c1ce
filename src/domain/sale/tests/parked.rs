//! Carts that wait aside, and who goes on with them.

use super::super::HoldProblem::ItemPending;
use super::super::{
    Answer, CALL_TAGS_MAX, Fact, HoldItems, HoldKind, LineProblem, ParkCart, ParkedCart, Refusal, SaleChannel, Scan,
    SessionCommand, TakeCart,
};
use super::hall::{
    Hall, OPENING, cancel, check, complete, happens, hold, park, record, refused, release, tag, tags, take, take_by, web_hold,
    withdraw,
};
use crate::domain::handover::{Handed, ToSession};
use crate::domain::machine::StateMachine;
use crate::domain::money::Money;
use crate::domain::tag::{ConsignorNumber, Tag};

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200 D:1999")
}

/// Midnight in Chicago; the doors open at 2027-01-15T08:00:00Z.
const MIDNIGHT_SECONDS: i64 = 22 * 3_600;

fn answer(hall: &Hall, command: &SessionCommand) -> Answer {
    hall.ask(command).unwrap().answer
}

fn taken(names: &str, note: Option<&str>) -> Answer {
    Answer::Taken { tags: tags(names), note: note.map(str::to_owned) }
}

#[test]
fn a_parked_cart_waits_until_the_day_ends() {
    let hall = check(hall().given(hold("4", "A B")).after(600), park("4"), happens(&["held A B by 4"]));
    let held = hall.session.hold(tag("A")).unwrap();
    assert_eq!((held.kind, held.expires_at), (HoldKind::Parked, OPENING.plus_seconds(MIDNIGHT_SECONDS)));
    assert_eq!((held.till.as_deref(), held.note.as_deref()), (Some("scout"), Some("fetches cash")));
    let hall =
        check(hall.after(MIDNIGHT_SECONDS - 601), hold("5", "A"), refused(Refusal::Items(vec![(0, ItemPending(tag("A")))])));
    check(hall.after(1), hold("5", "A"), happens(&["released A B of 4 Lapsed", "held A by 5"]));
}

#[test]
fn parking_again_changes_nothing_but_what_is_written_on_it() {
    let hall = hall().given(hold("4", "A B")).given(park("4"));
    let hall = check(hall.after(60), park("4"), happens(&[]));
    let renamed = ParkCart { cart: Some("4".to_owned()), till: "scout".to_owned(), note: Some("comes back at 3".to_owned()) };
    let hall = check(hall, SessionCommand::Park(renamed), happens(&["held A B by 4"]));
    assert_eq!(hall.session.hold(tag("B")).unwrap().note.as_deref(), Some("comes back at 3"));
    // More was found for the basket.
    check(hall.given(hold("4", "C")), park("4"), happens(&["held A B C by 4"]));
}

#[test]
fn only_a_cart_with_something_in_it_is_parked() {
    check(hall(), park("4"), refused(Refusal::CartEmpty));
    check(hall().given(hold("4", "A")).after(900), park("4"), refused(Refusal::CartEmpty));
    check(hall().given(hold("4", "A")).given(record("A").with_cart("4").paid(500)), park("4"), refused(Refusal::CartEmpty));
    let nameless = ParkCart { cart: None, till: "scout".to_owned(), note: None };
    check(hall(), SessionCommand::Park(nameless), refused(Refusal::InvalidCart));
    for (end, refusal) in [(complete(), Refusal::SessionNotActive), (cancel(), Refusal::SessionNotActive)] {
        check(hall().given(hold("4", "A")).given(end), park("4"), refused(refusal));
    }
    check(Hall::unopened(), park("4"), refused(Refusal::SessionNotFound));
}

#[test]
fn a_cart_of_more_than_a_call_can_name_is_not_parked() {
    let item = |number| Tag::of(ConsignorNumber::new(9).unwrap(), number).unwrap();
    let most = u32::try_from(CALL_TAGS_MAX).unwrap();
    let items = (1..=most + 1).map(|number| Handed { tag: item(number), price: Money::from_minor(5) }).collect();
    let mut hall = hall();
    let SessionCommand::Delivered { seq, .. } = hall.delivery(ToSession::Restock, "") else { panic!("not delivered") };
    let hall = hall.given(SessionCommand::Delivered { seq, message: ToSession::Restock, items });
    let scan = |number| Scan::Tag(item(number), Fact::Exists);
    let holding = |numbers: std::ops::RangeInclusive<u32>| HoldItems { scans: numbers.map(scan).collect(), ..hold("4", "") };
    let hall = hall.given(holding(1..=most));
    let names = answer(&hall, &park("4"));
    assert!(matches!(&names, Answer::Held { tags, .. } if tags.len() == CALL_TAGS_MAX), "{names:?}");
    check(hall.given(holding(most + 1..=most + 1)), park("4"), refused(Refusal::TooManyItems));
}

#[test]
fn any_till_goes_on_with_it_by_its_name_or_by_an_item() {
    let hall = hall().given(hold("4", "A B")).given(park("4")).given(hold("7", "C"));
    let events = ["released A B of 4 TakenOver", "held A B by 7"];
    for command in [take("4", "7"), take_by("B", "7")] {
        assert_eq!(answer(&hall, &command), taken("A B", Some("fetches cash")));
        let hall = check(hall.clone(), command, happens(&events));
        let held = hall.session.hold(tag("A")).unwrap();
        assert_eq!((held.kind, held.channel, held.till.as_deref()), (HoldKind::Cart, SaleChannel::Pos, Some("till 7")));
        assert_eq!(held.expires_at, OPENING.plus_seconds(900));
        check(hall, record("A B C").with_cart("7").paid(1_000), happens(&["sale A:500 B:300 C:200"]));
    }
}

#[test]
fn it_may_go_on_under_its_own_name() {
    let hall = hall().given(hold("4", "A B")).given(park("4"));
    let hall = check(hall, take("4", "4"), happens(&["held A B by 4"]));
    assert_eq!(answer(&hall, &take("4", "4")), taken("A B", Some("fetches cash")));
    check(hall, take("4", "4"), happens(&[]));
}

#[test]
fn taking_again_into_the_same_cart_answers_it() {
    let hall = hall().given(hold("4", "A B")).given(park("4")).given(hold("7", "C")).given(take("4", "7"));
    for command in [take("4", "7"), take_by("A", "7")] {
        assert_eq!(answer(&hall, &command), taken("A B", Some("fetches cash")), "what lay in it, not what else is there");
        check(hall.clone(), command, happens(&[]));
    }
    // Another till comes too late, and what was never parked is not taken.
    for command in [take("4", "8"), take_by("A", "8"), take("7", "8"), take_by("C", "8"), take_by("D", "8"), take("9", "8")] {
        check(hall.clone(), command, refused(Refusal::CartNotFound));
    }
    let sold = hall.given(record("A B").with_cart("7").paid(800));
    check(sold, take("4", "7"), refused(Refusal::CartNotFound));
}

#[test]
fn a_second_cart_of_the_same_name_is_another() {
    let hall = hall().given(hold("4", "A")).given(park("4")).given(take("4", "7")).given(hold("4", "B")).given(park("4"));
    assert_eq!(answer(&hall, &take("4", "7")), taken("B", Some("fetches cash")));
    let hall = check(hall, take("4", "7"), happens(&["released B of 4 TakenOver", "held B by 7"]));
    assert_eq!(answer(&hall, &take("4", "7")), taken("A B", Some("fetches cash")));
}

#[test]
fn what_no_till_can_ask_is_refused() {
    let hall = hall().given(hold("4", "A")).given(park("4"));
    let nowhere = TakeCart { which: ParkedCart::Named("4".to_owned()), into: None, till: "7".to_owned() };
    check(hall.clone(), SessionCommand::Take(nowhere), refused(Refusal::InvalidCart));
    check(hall.clone().after(MIDNIGHT_SECONDS), take("4", "7"), refused(Refusal::CartNotFound));
    check(hall.clone().given(release("4", None)), take("4", "7"), refused(Refusal::CartNotFound));
    check(hall.given(complete()), take("4", "7"), refused(Refusal::SessionNotActive));
    check(Hall::unopened(), take("4", "7"), refused(Refusal::SessionNotFound));
}

#[test]
fn what_waits_aside_is_nobody_else_s() {
    let hall = hall().given(hold("4", "A B")).given(park("4"));
    check(hall.clone(), record("A").paid(500), refused(Refusal::Lines(vec![(0, LineProblem::ItemPending(tag("A")))])));
    check(hall.clone(), web_hold("web", "A"), refused(Refusal::Items(vec![(0, ItemPending(tag("A")))])));
    check(hall.clone(), withdraw("A"), refused(Refusal::Items(vec![(0, ItemPending(tag("A")))])));
    check(hall.clone(), record("A:500").offline(0).paid(500), happens(&["released A of 4 SoldOffline", "sale A:500"]));
    check(hall.clone(), record("A B").with_cart("4").paid(800), happens(&["sale A:500 B:300"]));
    check(hall, complete(), happens(&["released A B of all SessionClosed", "completed"]));
}

#[test]
fn a_web_cart_that_is_parked_is_the_hall_s_but_not_while_it_is_paid() {
    let hall = hall().given(web_hold("web", "A")).given(park("web"));
    check(hall, hold("5", "A"), refused(Refusal::Items(vec![(0, ItemPending(tag("A")))])));
    let paying = super::holds::paying("A B", SaleChannel::Online);
    let paid = self::hall().happened(paying);
    check(paid.clone(), park("web"), refused(Refusal::CartEmpty));
    check(paid.given(web_hold("web", "C")), park("web"), happens(&["held C by web"]));
}

#[test]
fn a_parked_cart_lapses_for_the_screens_too() {
    let hall = hall().given(hold("4", "A")).given(park("4"));
    assert_eq!(hall.session.due().map(|(at, _)| at), Some(OPENING.plus_seconds(MIDNIGHT_SECONDS)));
}
