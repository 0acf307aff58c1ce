//! Several owners in one commit of SQLite: together they are as safe as alone, whether the ORM writes their rows or, of sales
//! alone, the appender.

use std::time::Duration;

use futures_util::future::join_all;
use hangtag::domain::handover::OwnerKey;
use hangtag::domain::inventory::{Inventory, InventoryCommand};
use hangtag::domain::key::Key;
use hangtag::domain::sale::{Session, SessionCommand};
use hangtag::store::{Fault, Store};
use tokio::time::Instant;

use crate::harness::{Hand, Place, World, cash_sale, on_each_database, open_session, tag};

/// More than may go together at once.
const OWNERS: u8 = 40;

/// An event of a tenant of its own, and its Inventory's owner.
async fn owners(store: &Store) -> Vec<(World, Hand<Inventory>)> {
    let mut owners = Vec::new();
    for number in 0..OWNERS {
        let world = World::of(&format!("tenant {number}"), store).await;
        let inventory = Hand::claim(store, OwnerKey::Inventory(world.event)).await;
        owners.push((world, inventory));
    }
    owners
}

/// An event of a tenant of its own that sells two items, and its Session's owner.
async fn sessions(store: &Store) -> Vec<(World, Hand<Session>)> {
    let mut sessions = Vec::new();
    for number in 0..OWNERS {
        let world = World::of(&format!("seller {number}"), store).await;
        let (_, session) = open_session(&world, 2).await;
        sessions.push((world, session));
    }
    sessions
}

/// Each sells an item, all at once; what each is told.
async fn sell_one(sessions: &mut [(World, Hand<Session>)], item: u32) -> Vec<Result<(), Fault>> {
    let all = sessions.iter_mut().map(async |(_, session)| {
        let key = Key::new("saleRecord", &session.state.id().to_string(), &item.to_string(), "");
        session.tries(SessionCommand::Record(cash_sale(&[tag(item)]), key)).await.map(drop)
    });
    join_all(all).await
}

/// Each takes in two items, all at once; what each is told.
async fn take_in(owners: &mut [(World, Hand<Inventory>)], key: &str) -> Vec<Result<(), Fault>> {
    let all = owners.iter_mut().map(async |(world, inventory)| {
        let items = world.items(2, key).await;
        let add = InventoryCommand::Add { organization: world.organization, items, key: world.key("itemsAdd", key) };
        inventory.tries(add).await.map(drop)
    });
    join_all(all).await
}

/// Commits in the write-ahead log: frames that name the size of the database.
fn commits(place: &Place) -> usize {
    let log = std::fs::read(place.file().with_extension("db-wal")).unwrap();
    let page = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    log[32..].chunks_exact(24 + page).filter(|frame| frame[4..8] != [0; 4]).count()
}

#[tokio::test]
async fn owners_that_wait_share_a_commit() {
    let place = Place::sqlite();
    let store = place.open().await;
    let mut owners = owners(&store).await;
    // Numbers are reserved beforehand, in transactions of their own: what is counted is the commits of owners.
    for (world, _) in &owners {
        world.items(2, "together").await;
    }
    let before = commits(&place);
    for outcome in take_in(&mut owners, "together").await {
        outcome.unwrap();
    }
    let count = commits(&place) - before;
    assert!(count < usize::from(OWNERS) / 2, "{count} commits of {OWNERS} owners");
    assert_eq!(store.verify().await.unwrap().findings, []);
}

#[tokio::test]
async fn sessions_that_wait_share_a_commit() {
    let place = Place::sqlite();
    let store = place.open().await;
    let mut sessions = sessions(&store).await;
    let before = commits(&place);
    for outcome in sell_one(&mut sessions, 1).await {
        outcome.unwrap();
    }
    let count = commits(&place) - before;
    assert!(count < usize::from(OWNERS) / 2, "{count} commits of {OWNERS} sessions");
    assert_eq!(store.verify().await.unwrap().findings, []);
}

#[tokio::test]
async fn sales_go_together_with_what_the_orm_writes() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let (mut owners, mut sessions) = (owners(&store).await, sessions(&store).await);
        let (stocked, sold) = tokio::join!(take_in(&mut owners, "mixed"), sell_one(&mut sessions, 1));
        for outcome in stocked.into_iter().chain(sold) {
            outcome.unwrap();
        }
        // And alone again.
        for outcome in sell_one(&mut sessions, 2).await {
            outcome.unwrap();
        }
        assert_eq!(place.count("sale").await, 2 * i64::from(OWNERS));
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_fenced_costs_no_other_its_sale() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let mut sessions = sessions(&store).await;
        for stolen in [0, 21, 39] {
            let owner = sessions[stolen].1.claim.owner;
            place.execute(&format!("UPDATE owner SET epoch = epoch + 1 WHERE id = {owner}")).await;
        }
        for (number, outcome) in sell_one(&mut sessions, 1).await.into_iter().enumerate() {
            match number {
                0 | 21 | 39 => assert!(matches!(outcome, Err(Fault::Fenced)), "{number}: {outcome:?}"),
                _ => outcome.unwrap(),
            }
        }
        for table in ["sale", "sale_line", "tender"] {
            assert_eq!(place.count(table).await, i64::from(OWNERS) - 3, "{table}");
        }
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_session_whose_rows_cannot_be_written_leaves_nothing_and_costs_no_other() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let mut sessions = sessions(&store).await;
        let wrecked = sessions[5].1.state.id().0;
        // Refused by the last of the tables: what was written before it must go too.
        let rule = if place.url().starts_with("sqlite") {
            format!(
                "CREATE TRIGGER refuse BEFORE INSERT ON tender WHEN {wrecked} = (SELECT session_id FROM sale WHERE id = NEW.sale_id) \
                 BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        } else {
            // At the end of the statement, which is when the sale can be seen.
            format!(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF {wrecked} = (SELECT session_id FROM sale WHERE id = NEW.sale_id) THEN \
                 RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$; \
                 CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON tender FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        };
        place.execute(&rule).await;
        for round in 1..=2 {
            for (number, outcome) in sell_one(&mut sessions, round).await.into_iter().enumerate() {
                match number {
                    5 => assert!(matches!(outcome, Err(Fault::Unavailable(_))), "{outcome:?}"),
                    _ => outcome.unwrap(),
                }
            }
            for table in ["sale", "sale_line", "tender"] {
                assert_eq!(place.count(table).await, i64::from(round) * (i64::from(OWNERS) - 1), "{table}");
            }
        }
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_another_program_writes_costs_sessions_that_wait_one_time_limit_and_no_sale() {
    let place = Place::sqlite();
    let store = place.open().await;
    let mut sessions = sessions(&store).await;
    let other = place.hold("BEGIN IMMEDIATE").await;
    let asked = Instant::now();
    for outcome in sell_one(&mut sessions, 1).await {
        assert!(matches!(outcome, Err(Fault::Unavailable(_))), "{outcome:?}");
    }
    // The first to come stood in the line alone, the others behind it in two commits: not one after the other.
    assert!(asked.elapsed() < Duration::from_secs(30), "{:?}", asked.elapsed());
    other.close().await.unwrap();
    assert_eq!(place.count("sale").await, 0);
    for (world, session) in &mut sessions {
        *session = Hand::claim(&world.store, OwnerKey::Session(session.state.id())).await;
    }
    for outcome in sell_one(&mut sessions, 1).await {
        outcome.unwrap();
    }
    assert_eq!(place.count("sale").await, i64::from(OWNERS));
    assert_eq!(store.verify().await.unwrap().findings, []);
}

#[tokio::test]
async fn one_that_is_fenced_costs_no_other_its_commit() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let mut owners = owners(&store).await;
        for stolen in [3, 17, 38] {
            let owner = owners[stolen].1.claim.owner;
            place.execute(&format!("UPDATE owner SET epoch = epoch + 1 WHERE id = {owner}")).await;
        }
        for (number, outcome) in take_in(&mut owners, "fenced").await.into_iter().enumerate() {
            match number {
                3 | 17 | 38 => assert!(matches!(outcome, Err(Fault::Fenced)), "{number}: {outcome:?}"),
                _ => outcome.unwrap(),
            }
        }
        assert_eq!(place.count("item").await, 2 * (i64::from(OWNERS) - 3));
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn one_whose_rows_cannot_be_written_leaves_nothing_and_costs_no_other() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let mut owners = owners(&store).await;
        let wrecked = owners[5].0.organization.0;
        // The second of its two items is refused by the table: what was written before it must go too.
        let second = owners[5].0.items(2, "wrecked").await[1].tag.number();
        let rule = if place.url().starts_with("sqlite") {
            format!(
                "CREATE TRIGGER refuse BEFORE INSERT ON item WHEN NEW.organization_id = {wrecked} AND NEW.tag = {second} \
                 BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        } else {
            format!("ALTER TABLE item ADD CONSTRAINT refuse CHECK (organization_id <> {wrecked} OR tag <> {second})")
        };
        place.execute(&rule).await;
        for (number, outcome) in take_in(&mut owners, "wrecked").await.into_iter().enumerate() {
            match number {
                5 => assert!(matches!(outcome, Err(Fault::Unavailable(_))), "{outcome:?}"),
                _ => outcome.unwrap(),
            }
        }
        assert_eq!(place.count("item").await, 2 * (i64::from(OWNERS) - 1));
        assert_eq!(place.count("journal").await, i64::from(OWNERS) - 1);
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}
