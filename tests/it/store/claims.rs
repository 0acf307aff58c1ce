//! Who owns what: claims, fences, and journals that nobody may load.

use hangtag::domain::handover::OwnerKey;
use hangtag::domain::id::SessionId;
use hangtag::domain::inventory::{Inventory, InventoryCommand};
use hangtag::domain::sale::Session;
use hangtag::store::Fault;

use crate::harness::{Hand, Place, World, on_each_database, open_session};

#[tokio::test]
async fn a_second_claim_fences_the_first() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let mut first = world.stocked(2).await;
        let mut second = Hand::<Inventory>::claim(&store, OwnerKey::Inventory(world.event)).await;
        assert_eq!(second.claim.epoch, first.claim.epoch + 1);
        assert_eq!(second.state, first.state, "what was committed is what is loaded");

        let items = world.items(1, "late").await;
        let add = InventoryCommand::Add { organization: world.organization, items, key: world.key("itemsAdd", "late") };
        let refused = first.tries(add.clone()).await.unwrap_err();
        assert!(matches!(refused, Fault::Fenced), "{refused}");
        assert_eq!(place.count("item").await, 2, "a fenced commit leaves nothing");
        assert_eq!(place.count("journal").await, 1);
        second.does(add).await;
        assert_eq!(place.count("item").await, 3);
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_stolen_epoch_and_a_stale_sequence_are_fenced() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        for theft in ["UPDATE owner SET epoch = epoch + 1", "UPDATE owner SET node_id = 'thief'", "UPDATE owner SET last_seq = 7"]
        {
            let mut inventory = Hand::<Inventory>::claim(&store, OwnerKey::Inventory(world.event)).await;
            place.execute(theft).await;
            let items = world.items(1, theft).await;
            let key = world.key("itemsAdd", theft);
            let refused = inventory.tries(InventoryCommand::Add { organization: world.organization, items, key }).await;
            assert!(matches!(refused, Err(Fault::Fenced)), "{theft}");
            place.execute("UPDATE owner SET last_seq = 0").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_commit_that_is_never_answered_is_given_up_and_its_connections_are_closed() {
    let Some(place) = Place::postgres().await else { return };
    let store = place.open().await;
    let world = World::new(&store).await;
    let inventory = world.stocked(1).await;
    place
        .execute(
            "CREATE FUNCTION stall() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(600); RETURN NULL; END $$ LANGUAGE plpgsql; \
             CREATE CONSTRAINT TRIGGER stall AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION stall()",
        )
        .await;
    // As many as the pool has connections: none of them may be lost to it.
    let stalled = (0..8).map(async |number| {
        let event = World::of(&format!("tenant {number}"), &store).await;
        let mut inventory = Hand::<Inventory>::claim(&store, OwnerKey::Inventory(event.event)).await;
        let items = event.items(1, "late").await;
        let add = InventoryCommand::Add { organization: event.organization, items, key: event.key("itemsAdd", "late") };
        inventory.tries(add).await
    });
    for given_up in futures_util::future::join_all(stalled).await {
        assert!(matches!(given_up, Err(Fault::Unavailable(_))), "{given_up:?}");
    }
    // They sleep on; the first try may be too early, and is told so.
    let key = OwnerKey::Inventory(world.event);
    let again = match store.journal.claim(key).await {
        Ok(again) => again.unwrap(),
        Err(_) => store.journal.claim(key).await.unwrap().unwrap(),
    };
    assert_eq!(again.epoch, inventory.claim.epoch + 1);
    let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' \
                 AND datname = current_database()";
    place.execute(ended).await;
    place.execute("DROP TRIGGER stall ON journal").await;
    assert_eq!(place.count("journal").await, 1, "what was given up left nothing");
}

#[tokio::test]
async fn nobody_claims_an_owner_of_no_event() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let next = hangtag::domain::id::EventId(world.event.0 + 1);
        assert_eq!(store.journal.claim(OwnerKey::Inventory(next)).await.unwrap(), None);
        assert_eq!(store.journal.claim(OwnerKey::Session(SessionId::of(next, 1))).await.unwrap(), None);
        assert_eq!(place.count("owner").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_gap_in_the_journal_refuses_to_load() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (inventory, session) = open_session(&world, 2).await;
        place.execute(&format!("DELETE FROM journal WHERE seq = 1 AND owner_id = {}", session.claim.owner)).await;
        let claim = store.journal.claim(OwnerKey::Session(session.state.id())).await.unwrap().unwrap();
        let loaded = <Session as hangtag::store::Journaled>::load(&store.reader, OwnerKey::Session(session.state.id()), &claim);
        let fault = loaded.await.unwrap_err();
        assert!(matches!(fault, Fault::Inconsistent { table: "journal", column: "seq", .. }), "{fault}");
        drop(inventory);
    })
    .await;
}
