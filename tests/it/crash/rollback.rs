//! SQLite takes a whole transaction back on its own when the disk is full, and a ROLLBACK that comes after fails. What
//! is committed on such a connection would be the inside of a transaction that nobody ends.

use hangtag::domain::handover::OwnerKey;
use hangtag::domain::inventory::{Inventory, InventoryCommand};

use crate::harness::{Hand, Place, World};

/// An item's reference says how its insert fails: with the whole transaction, or alone.
const FAULTS: [&str; 2] = [
    "CREATE TRIGGER full BEFORE INSERT ON item WHEN NEW.reference = 'full'
     BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END",
    "CREATE TRIGGER wrong BEFORE INSERT ON item WHEN NEW.reference = 'wrong' BEGIN SELECT RAISE(ABORT, 'wrong'); END",
];

#[tokio::test]
async fn a_crash_finds_what_was_committed_after_a_rollback_of_the_databases_own() {
    let place = Place::sqlite();
    let store = place.open().await;
    let world = World::new(&store).await;
    world.stocked(1).await;
    for fault in FAULTS {
        place.execute(fault).await;
    }
    let add = async |reference: &str| {
        let mut inventory = Hand::<Inventory>::claim(&store, OwnerKey::Inventory(world.event)).await;
        let mut items = world.items(1, reference).await;
        items[0].reference = Some(reference.to_owned());
        let key = world.key("itemsAdd", reference);
        inventory.tries(InventoryCommand::Add { organization: world.organization, items, key }).await
    };
    assert!(add("full").await.is_err());
    assert!(add("wrong").await.is_err());
    for fine in ["first", "second"] {
        add(fine).await.unwrap();
    }
    // Another connection sees what is committed, and nothing else: so would a process after a crash.
    assert_eq!((place.count("journal").await, place.count("item").await), (3, 3));
}
