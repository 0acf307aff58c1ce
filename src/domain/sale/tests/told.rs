//! What a session tells of itself to those who keep and watch it.

use super::super::{Session, TenderKind};
use super::hall::{Hall, hold, record, tags, void, withdraw};
use crate::domain::id::OrganizationId;

#[test]
fn a_session_knows_whose_it_is_and_how_much_it_holds() {
    let counts = |session: &Session| (session.item_count(), session.sale_count(), session.hold_count(), session.key_count());
    let fresh = Hall::unopened().session;
    assert_eq!((fresh.organization(), counts(&fresh)), (None, (0, 0, 0, 0)));
    let hall = Hall::open("A:500 B:300 C:200 D:100").sold("A").sold("B").given(void(3)).given(hold("4", "C D"));
    assert_eq!((hall.session.organization(), counts(&hall.session)), (Some(OrganizationId(7)), (4, 2, 2, 3)));
}

#[test]
fn an_entry_touches_its_items() {
    let hall = Hall::open("A:500 B:300 C:200").given(hold("4", "C")).sold("A B").given(void(4)).given(withdraw("B"));
    let touched: Vec<_> = hall.journal.iter().map(|entry| hall.session.touched(entry)).collect();
    assert_eq!(touched, [tags(""), tags("A B C"), tags("C"), tags("A B"), tags("A B"), tags("B")]);
}

#[test]
fn what_was_taken_is_told_by_kind() {
    let hall = Hall::open("A:500 B:300").given(record("A").paid(500)).given(record("B").paid_by(TenderKind::Card, 300));
    let taken: Vec<_> = hall.session.totals().tenders().into_iter().map(|tender| (tender.kind, tender.amount.minor())).collect();
    assert_eq!(taken, [(TenderKind::Cash, 500), (TenderKind::Card, 300)]);
}

#[test]
fn a_line_without_discount_does_not_say_so_in_the_journal() {
    let hall = Hall::open("A:500 B:300").sold("A").given(record("B:250").offline(-5).paid(250));
    let bodies: Vec<_> = hall.journal.iter().skip(2).map(|entry| entry.event.encode().unwrap().1).collect();
    assert!(!bodies[0].contains("discount") && bodies[1].contains("\"discount\":50"), "{bodies:?}");
}
