//! A journal after a restart.

use super::super::{Session, SessionEvent, Unreadable};
use super::audit::replayed;
use super::hall::{Hall, SESSION, complete, hold, record, void, web_hold, withdraw};
use crate::domain::machine::StateMachine;

#[test]
fn a_whole_day_replays_to_the_same_state() {
    let hall = Hall::open("A:500 B:300 C:200 D:1999 E:50")
        .given(web_hold("web", "A C"))
        .given(record("A B:300").paid(800).keyed("k"))
        .given(record("A:450 A:500 E:50 z:10 !raw:20 *coat:30").offline(-5).paid(1_000))
        .given(withdraw("D"))
        .after(60)
        .given(void(5))
        .restocked("D:1500")
        .given(hold("4", "D"))
        .after(3_600)
        .given(record("D").paid(1_500))
        .given(hold("5", "B"))
        .given(complete());
    for length in 0..=hall.journal.len() {
        let mut resumed = replayed(&hall.journal[..length]);
        for entry in &hall.journal[length..] {
            resumed.apply(entry);
        }
        assert_eq!(resumed, hall.session, "after {length} entries");
    }
    assert_eq!(hall.session.last(), (hall.journal.len() as u64, hall.now));
}

#[test]
fn a_session_without_a_journal_is_new() {
    assert_eq!(replayed(&[]), Session::new(SESSION));
}

#[test]
fn what_cannot_be_read_is_refused_and_never_skipped() {
    for kind in ["sale_recorded.2", "sale_recorded", "", "items_added.1"] {
        assert_eq!(SessionEvent::decode(kind, "{}"), Err(Unreadable::UnknownKind(kind.to_owned())));
    }
    for (kind, body) in [
        ("sale_recorded.1", "{}"),
        ("sale_recorded.1", ""),
        ("sale_voided.1", r#"{"sale":-1,"reason":"x"}"#),
        ("items_held.1", r#"{"cart":"4","tags":[],"channel":"MARS","kind":"CART","expires_at":1}"#),
        ("session_cancelled.1", "{}"),
        ("session_completed.1", "[1]"),
        ("session_completed.1", "nothing"),
    ] {
        let read = SessionEvent::decode(kind, body);
        assert!(matches!(read, Err(Unreadable::Body(_))), "{kind} {body} {read:?}");
    }
}

#[test]
fn a_field_that_a_newer_program_added_does_not_matter() {
    let body = r#"{"sale":3,"reason":"torn","mood":"bad"}"#;
    assert!(SessionEvent::decode("sale_voided.1", body).is_ok());
}
