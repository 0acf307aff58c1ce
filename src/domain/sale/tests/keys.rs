//! The same key again: the same effect once, and the same thing in the answer.

use super::super::{Answer, LineProblem, Refusal, SessionCommand, VoidSale};
use super::hall::{Hall, cancel, check, complete, happens, hold, record, refused, release, scans, tag, void};
use crate::domain::key::Key;

fn hall() -> Hall {
    Hall::open("A:500 B:300 C:200")
}

/// The sale that an answer names; a replay brings nothing fresh.
#[track_caller]
fn replays(hall: &Hall, command: impl Into<SessionCommand>, sequence: u64) {
    let command = command.into();
    check(hall.clone(), command.clone(), happens(&[]));
    assert_eq!(hall.ask(&command).unwrap().answer, Answer::Sale { sequence, fresh: None });
}

fn sale() -> super::hall::Ring {
    record("A B").paid(800).keyed("k")
}

#[test]
fn a_key_is_bound_to_its_own_entry_also_when_a_release_precedes_it() {
    let hall = hall().given(hold("4", "C")).after(900).given(sale());
    let keyed: Vec<u64> = hall.journal.iter().filter(|entry| entry.key.is_some()).map(|entry| entry.seq).collect();
    assert_eq!(keyed, [5]);
    replays(&hall, sale(), 5);
}

#[test]
fn a_sale_sent_again_is_the_same_sale_whatever_came_between() {
    let sold = hall().given(sale());
    replays(&sold, sale(), 3);
    replays(&sold.clone().given(void(3)), sale(), 3);
    replays(&sold.clone().given(void(3)).sold("A"), sale(), 3);
    replays(&sold.clone().given(complete()), sale(), 3);
    replays(&sold.given(void(3)).given(cancel()).after(30 * 86_400), sale(), 3);
}

#[test]
fn a_till_that_lost_the_answer_sends_the_sale_again_as_an_offline_one() {
    let offline = || record("A:500 B:300").paid(800).keyed("k").offline(10);
    let sold = hall().given(sale());
    replays(&sold, offline(), 3);
    replays(&sold.given(complete()), offline(), 3);
    let first_offline = hall().given(offline());
    replays(&first_offline, sale(), 3);
    replays(&first_offline, record("A:500 B:300").paid(800).keyed("k").offline(11), 3);
}

#[test]
fn the_same_key_with_other_arguments_is_a_mismatch() {
    let sold = hall().given(sale());
    let others = [
        record("A C").paid(800).keyed("k"),
        record("A").paid(800).keyed("k"),
        record("A B").paid(900).keyed("k"),
        record("A B").paid(800).keyed("k").with_cart("4"),
        record("A:500 B:299").paid(800).keyed("k").offline(0),
    ];
    for other in others {
        check(sold.clone(), other.clone(), refused(Refusal::KeyMismatch));
        check(sold.clone().given(complete()), other, refused(Refusal::KeyMismatch));
    }
}

#[test]
fn a_refusal_binds_nothing_and_the_corrected_cart_has_the_same_key() {
    let sold = hall().sold("B");
    let hall = check(sold, sale(), refused(Refusal::Lines(vec![(1, LineProblem::ItemSold(tag("B")))])));
    let corrected = record("A").paid(500).keyed("k");
    let hall = check(hall, corrected.clone(), happens(&["sale A:500"]));
    replays(&hall, corrected, 4);
    check(hall, sale(), refused(Refusal::KeyMismatch));
}

#[test]
fn a_refusal_may_become_a_sale_once_its_reason_is_gone() {
    let hall = check(hall().sold("A"), sale(), refused(Refusal::Lines(vec![(0, LineProblem::ItemSold(tag("A")))])));
    let hall = check(hall.given(void(3)), sale(), happens(&["sale A:500 B:300"]));
    replays(&hall, sale(), 5);
}

fn keyed(hash: u128, arguments: u64) -> Key {
    Key { hash: hash | 1 << 100, arguments }
}

#[test]
fn a_void_sent_again_answers_the_sale() {
    let command = |is_organizer, reason: Option<&str>, arguments| {
        let reason = reason.map(str::to_owned);
        SessionCommand::Void(VoidSale { sale: 3, reason, is_organizer }, keyed(1, arguments))
    };
    let voided = hall().sold("A").given(command(false, Some("torn"), 1));
    replays(&voided, command(false, Some("torn"), 1), 3);
    replays(&voided.clone().after(3_600).given(complete()), command(false, Some("torn"), 1), 3);
    check(voided.clone(), command(true, Some("stained"), 2), refused(Refusal::KeyMismatch));
    let refused_first = check(hall().sold("A"), command(true, None, 1), refused(Refusal::InvalidReason));
    check(refused_first, command(true, Some("torn"), 2), happens(&["voided #3"]));
}

#[test]
fn ends_and_withdrawals_sent_again_answer_their_entry() {
    let withdraw =
        |arguments| SessionCommand::Withdraw { scans: scans("A"), reason: "recalled".to_owned(), key: keyed(2, arguments) };
    let complete_by = |arguments| SessionCommand::Complete(keyed(3, arguments));
    let cancel_by = |arguments| SessionCommand::Cancel { reason: "no power".to_owned(), key: keyed(4, arguments) };
    for (first, again, other) in [
        (withdraw(1), withdraw(1), withdraw(2)),
        (complete_by(1), complete_by(1), complete_by(2)),
        (cancel_by(1), cancel_by(1), cancel_by(2)),
    ] {
        let done = hall().given(first);
        let sequence = done.journal.len() as u64;
        check(done.clone(), again.clone(), happens(&[]));
        assert_eq!(done.ask(&again).unwrap().answer, Answer::Done { sequence });
        check(done, other, refused(Refusal::KeyMismatch));
    }
    let closed = hall().given(withdraw(1)).given(complete());
    assert_eq!(closed.ask(&withdraw(1)).unwrap().answer, Answer::Done { sequence: 3 });
}

#[test]
fn a_key_of_another_owner_hash_is_another_key() {
    let hall = hall().given(sale());
    check(hall, record("C").paid(200).keyed("k2"), happens(&["sale C:200"]));
}

#[test]
fn holding_and_releasing_again_need_no_key() {
    let held = hall().given(hold("4", "A"));
    let held = check(held, hold("4", "A"), happens(&["held A by 4"]));
    let free = check(held, release("4", None), happens(&["released A of 4 Released"]));
    check(free, release("4", None), happens(&[]));
}
