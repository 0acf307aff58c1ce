//! Migrations: up, down, and never over data.

use hangtag::store::OpenError;

use crate::harness::{Place, World, on_each_database, open_session, sell, tag};

#[tokio::test]
async fn migrations_go_up_twice_and_down_without_data() {
    on_each_database(async |place: Place| {
        for _ in 0..2 {
            place.database.migrate_up().await.unwrap();
            assert!(place.database.migrations().await.unwrap().iter().all(|(_, is_taken)| *is_taken));
        }
        place.database.migrate_down().await.unwrap();
        assert!(place.database.migrations().await.unwrap().iter().any(|(_, is_taken)| !is_taken));
        let refused = place.database.open("test").await.unwrap_err();
        assert!(matches!(refused, OpenError::OlderSchema), "{refused}");
        place.open().await.close().await;
    })
    .await;
}

#[tokio::test]
async fn migrations_keep_data_going_up_and_refuse_to_lose_it_going_down() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut session) = open_session(&world, 3).await;
        sell(&mut session, &[tag(1)], "a").await;
        place.database.migrate_up().await.unwrap();
        place.execute("UPDATE sale_line SET consignor = 1").await;
        let refused = place.database.migrate_down().await.unwrap_err();
        assert!(matches!(&refused, OpenError::WouldLoseData(why) if why.contains("sale_line")), "{refused}");
        place.execute("UPDATE sale_line SET consignor = NULL").await;
        place.database.migrate_down().await.unwrap();
        let refused = place.database.migrate_down().await.unwrap_err();
        assert!(matches!(&refused, OpenError::WouldLoseData(why) if why.contains("organization")), "{refused}");
        place.database.migrate_up().await.unwrap();
        assert_eq!(place.count("item").await, 3);
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    on_each_database(async |place: Place| {
        place.database.migrate_up().await.unwrap();
        place.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_later', 0)").await;
        for refused in [place.database.open("test").await.err(), place.database.migrate_up().await.err()] {
            assert!(matches!(&refused, Some(OpenError::NewerSchema(step)) if step == "m20991231_000001_later"));
        }
    })
    .await;
}
