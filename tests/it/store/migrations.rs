//! Migrations: up, down, and never over data.

use hangtag::store::OpenError;
use sea_orm::ConnectionTrait;

use crate::harness::{Place, World, connect, on_each_database, open_session, sell, tag};

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
        place.database.migrate_down().await.unwrap();
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
async fn sales_keep_their_lines_and_tenders_when_the_database_numbers_them_and_when_it_no_longer_does() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut first) = open_session(&world, 6).await;
        let other = World::of("other", &store).await;
        let (_, mut second) = open_session(&other, 6).await;
        // By turns, so that no session's sales are numbered without a gap.
        for number in 1..=3 {
            sell(&mut first, &[tag(number), tag(number + 3)], &format!("{number}")).await;
            sell(&mut second, &[tag(number)], &format!("{number}")).await;
        }
        for _ in 0..2 {
            place.database.migrate_down().await.unwrap();
            let (one, two) = (first.state.id().0, second.state.id().0);
            for (table, lines) in [("sale", [3, 3]), ("sale_line", [6, 3]), ("tender", [3, 3])] {
                assert_eq!(place.count(&format!("{table} WHERE session_id = {one}")).await, lines[0], "{table}");
                assert_eq!(place.count(&format!("{table} WHERE session_id = {two}")).await, lines[1], "{table}");
            }
            place.database.migrate_up().await.unwrap();
            assert_eq!(store.verify().await.unwrap().findings, []);
            assert_eq!((place.count("sale_line").await, place.count("tender").await), (9, 6));
        }
        sell(&mut second, &[tag(6)], "after it").await;
        assert_eq!(place.count("sale").await, 7);
        assert_eq!(store.verify().await.unwrap().findings, []);
        // A line is of a sale, or there is none.
        let orphan = "INSERT INTO tender (sale_id, position, kind, amount) VALUES (999, 0, 'CASH', 1)";
        assert!(connect(&place.url()).await.execute_unprepared(orphan).await.is_err(), "a tender of no sale");
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
