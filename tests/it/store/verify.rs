//! `verify` finds what does not agree.

use hangtag::store::Store;

use crate::harness::{Place, World, on_each_database, open_session, sell, tag};

async fn findings(store: &Store) -> Vec<String> {
    store.verify().await.unwrap().findings.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn verify_finds_what_was_changed_behind_its_back() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut session) = open_session(&world, 4).await;
        let sequence = sell(&mut session, &[tag(1), tag(2)], "a").await;
        let report = store.verify().await.unwrap();
        assert_eq!((report.owners, report.sales, report.findings.len()), (2, 1, 0));
        let (owner, event) = (session.claim.owner, world.event);
        for (damage, repair, expected) in [
            ("UPDATE item SET price = 999", "UPDATE item SET price = 1000", format!("inventory {event}: the row of item")),
            ("UPDATE item SET title = 'Other'", "UPDATE item SET title = 'Rain coat'", "the row of item".to_owned()),
            ("UPDATE session_item SET price = 1", "UPDATE session_item SET price = 1000", "the price of item".to_owned()),
            ("UPDATE sale SET total = 1", "UPDATE sale SET total = 2000", format!("the sums of sale {sequence}")),
            ("UPDATE sale SET sales_total = 1", "UPDATE sale SET sales_total = 2000", format!("the sums of sale {sequence}")),
            ("UPDATE tender SET amount = 1", "UPDATE tender SET amount = 2000", format!("sale {sequence} is not the journal's")),
            (
                "UPDATE sale_session SET last_sequence = 9",
                "UPDATE sale_session SET last_sequence = 3",
                "the row's last sequence".to_owned(),
            ),
            (
                "UPDATE sale_session SET totals = REPLACE(totals, '\"sale_count\":1', '\"sale_count\":2')",
                "UPDATE sale_session SET totals = REPLACE(totals, '\"sale_count\":2', '\"sale_count\":1')",
                "the totals are not those of the journal".to_owned(),
            ),
            ("UPDATE item SET state = 'SOLD'", "UPDATE item SET state = 'LOCKED'", "the row of item".to_owned()),
            (
                "UPDATE journal SET kind = 'sale_recorded.9' WHERE kind = 'sale_recorded.1'",
                "UPDATE journal SET kind = 'sale_recorded.1' WHERE kind = 'sale_recorded.9'",
                "journal.kind".to_owned(),
            ),
            (
                &format!("UPDATE owner SET last_seq = 2 WHERE id = {owner}"),
                &format!("UPDATE owner SET last_seq = 3 WHERE id = {owner}"),
                "the journal goes on".to_owned(),
            ),
        ] {
            assert!(place.execute(damage).await > 0, "{damage}");
            let found = findings(&store).await;
            assert!(found.iter().any(|finding| finding.contains(&expected)), "{damage}: {found:?}");
            place.execute(repair).await;
            assert_eq!(findings(&store).await, [""; 0], "{repair}");
        }
    })
    .await;
}

#[tokio::test]
async fn verify_finds_sales_whose_numbers_do_not_grow() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut session) = open_session(&world, 2).await;
        let first = sell(&mut session, &[tag(1)], "a").await;
        let second = sell(&mut session, &[tag(2)], "b").await;
        for (from, to) in [(first, 0), (second, first), (0, second)] {
            place.execute(&format!("UPDATE sale SET sequence = {to} WHERE sequence = {from}")).await;
        }
        let found = findings(&store).await;
        let expected = format!("the number of sale {second} is not above that of the sale before it");
        assert!(found.iter().any(|finding| finding.contains(&expected)), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn verify_finds_what_was_deleted() {
    on_each_database(async |place: Place| {
        for (damage, expected) in [
            ("DELETE FROM sale_line WHERE position = 1", "is not the journal's"),
            ("DELETE FROM session_item WHERE tag % 10000 = 4", "session_item.locked_seq"),
            ("DELETE FROM item WHERE tag % 10000 = 4", "there are not as many items"),
            ("DELETE FROM journal WHERE seq = 2 AND kind = 'items_locked.1'", "journal.seq"),
        ] {
            // On PostgreSQL each damage needs a tenant of its own; the earlier ones stay found.
            let store = place.open().await;
            let world = World::of(damage, &store).await;
            let before = findings(&store).await.len();
            let (_, mut session) = open_session(&world, 4).await;
            sell(&mut session, &[tag(1), tag(2)], "a").await;
            assert_eq!(findings(&store).await.len(), before);
            assert!(place.execute(damage).await > 0, "{damage}");
            let found = findings(&store).await;
            let place = [format!("session {}", session.state.id()), format!("inventory {}", world.event)];
            let is_here = |finding: &&String| place.iter().any(|place| finding.starts_with(place));
            assert!(found.iter().filter(is_here).any(|finding| finding.contains(expected)), "{damage}: {found:?}");
        }
    })
    .await;
}
