//! What a batch writes of a review does not depend on what came later in it.

use hangtag::domain::handover::ToInventory;
use hangtag::domain::inventory::{InventoryCommand, InventoryState};
use hangtag::domain::key::Key;
use hangtag::domain::machine::StateMachine;
use hangtag::domain::money::Money;
use hangtag::domain::sale::{
    Answer, Fact, NewLine, NewSale, ReviewSale, Ruling, Scan, SessionCommand, Tender, TenderKind, Thing, VoidSale,
};

use crate::harness::{Place, TEN_FIFTEEN, World, cash_sale, on_each_database, open_session, tag};

fn key(text: &str) -> Key {
    Key::new("test", "1", text, "")
}

/// A thing without a tag, sold by a till that was offline.
fn boots() -> NewSale {
    let price = Money::from_minor(800);
    let thing = Thing::Unknown { description: "boots".to_owned(), claimed_consignor: None };
    NewSale {
        lines: vec![NewLine { thing, price: Some(price) }],
        tenders: vec![Tender { kind: TenderKind::Cash, amount: price }],
        offline_sold_at: Some(TEN_FIFTEEN),
        ..cash_sale(&[])
    }
}

#[tokio::test]
async fn an_item_that_was_decided_and_taken_back_before_the_end_is_free_after_it() {
    for (name, end) in [
        ("completed", SessionCommand::Complete(key("end"))),
        ("cancelled", SessionCommand::Cancel { reason: "storm".to_owned(), key: key("end") }),
    ] {
        on_each_database(async |place: Place| {
            let store = place.open().await;
            let world = World::new(&store).await;
            let (mut inventory, mut session) = open_session(&world, 3).await;
            let through = inventory.state.last().0;
            let Answer::Sale { sequence: sale, .. } = session.does(SessionCommand::Record(boots(), key("sale"))).await else {
                panic!("not sold")
            };
            let ruling = Ruling::ToItem(Scan::Tag(tag(2), Fact::Exists));
            let review = ReviewSale { sale, position: Some(0), ruling, note: Some("saw the receipt".to_owned()) };
            let void = VoidSale { sale, reason: Some("brought back".to_owned()), is_organizer: true };
            session
                .does_together([
                    SessionCommand::Review(review, key("review")),
                    SessionCommand::Void(void, key("void")),
                    end.clone(),
                ])
                .await;
            let seq = session.claim.last_seq;
            let message =
                if name == "completed" { ToInventory::Completed { through } } else { ToInventory::Cancelled { through } };
            let sold = store.reader.sold_in(session.state.id(), seq).await.unwrap();
            assert_eq!(*sold, [], "{name}");
            inventory.does(InventoryCommand::Delivered { session: session.state.id(), seq, message, sold }).await;
            assert!(inventory.state.items().all(|(_, _, state)| state == InventoryState::Modifiable), "{name}");
            assert_eq!(store.verify().await.unwrap().findings, [], "{name}");
            store.close().await;
        })
        .await;
    }
}
