//! The store on both databases: migrations, claims and fences, commits, pages, keys, and `verify`.

use std::collections::HashSet;

use hangtag::domain::access::{Actor, Role};
use hangtag::domain::handover::{OwnerKey, ToInventory, ToSession};
use hangtag::domain::id::{OrganizationId, SaleId, SessionId};
use hangtag::domain::inventory::{Changes, Inventory, InventoryCommand, UpdateFact};
use hangtag::domain::money::Money;
use hangtag::domain::sale::{Answer, HoldItems, SaleChannel, Scan, Session, SessionCommand, VoidSale};
use hangtag::domain::sale::{Fact, Phase};
use hangtag::domain::tag::{ConsignorNumber, ITEMS_PER_CONSIGNOR_MAX};
use hangtag::store::{
    Fault, ItemFilter, ItemScope, Kept, NewSaleEvent, OpenError, Page, Reservation, SaleFilter, SessionStatus, Store,
};

use crate::harness::{Hand, Place, TEN_FIFTEEN, World, consignor, on_each_database, open_session, sell, tag, terms};

// ── Migrations ──────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Claim and fence ─────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Commits ─────────────────────────────────────────────────────────────────────────────────────────────────────

async fn reloaded<M: hangtag::store::Journaled + Sync>(hand: &Hand<M>) -> M {
    Hand::<M>::claim(&hand.store, hand.state.key()).await.state
}

async fn complete(session: &mut Hand<Session>, inventory: &mut Hand<Inventory>) {
    let key = hangtag::domain::key::Key::new("complete", "1", "end", "");
    let Answer::Done { sequence } = session.does(SessionCommand::Complete(key)).await else { panic!("not completed") };
    let id = session.state.id();
    let sold = session.store.reader.sold_in(id, sequence).await.unwrap();
    let message = ToInventory::Completed { through: session.state.inventory_seq() };
    inventory.does(InventoryCommand::Delivered { session: id, seq: sequence, message, sold }).await;
}

#[tokio::test]
async fn what_is_reloaded_is_what_lived() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (mut inventory, mut session) = open_session(&world, 8).await;
        let hold = HoldItems {
            cart: Some("cart".to_owned()),
            scans: vec![Scan::Tag(tag(7), Fact::Exists)],
            till: None,
            seconds: 900,
            channel: SaleChannel::Pos,
        };
        session.does(SessionCommand::Hold(hold)).await;
        let first = sell(&mut session, &[tag(1), tag(2)], "a").await;
        sell(&mut session, &[tag(3)], "b").await;
        let void = VoidSale { sale: first, reason: Some("slip".to_owned()), is_organizer: true };
        session.does(SessionCommand::Void(void, world.key("void", "a"))).await;
        let again = sell(&mut session, &[tag(1)], "c").await;
        let scans = vec![Scan::Tag(tag(8), Fact::Exists)];
        let withdraw = SessionCommand::Withdraw { scans, reason: "recalled".to_owned(), key: world.key("withdraw", "a") };
        let Answer::Done { sequence } = session.does(withdraw).await else { panic!("not withdrawn") };
        let message = ToInventory::Withdrawn { tags: vec![tag(8)] };
        let delivered =
            InventoryCommand::Delivered { session: session.state.id(), seq: sequence, message, sold: [].as_slice().into() };
        inventory.does(delivered).await;
        assert_eq!(reloaded(&session).await, session.state);
        assert_eq!(reloaded(&inventory).await, inventory.state);
        session.claim = store.journal.claim(OwnerKey::Session(session.state.id())).await.unwrap().unwrap();
        inventory.claim = store.journal.claim(OwnerKey::Inventory(world.event)).await.unwrap().unwrap();

        let running = store.reader.session(world.organization, session.state.id()).await.unwrap().unwrap();
        assert_eq!((running.status, &running.totals), (SessionStatus::Active, session.state.totals()));
        assert_eq!(running.totals.sold_count, 2);
        assert_eq!(store.verify().await.unwrap().findings, []);

        complete(&mut session, &mut inventory).await;
        assert_eq!(reloaded(&session).await, session.state);
        assert_eq!(reloaded(&inventory).await, inventory.state);
        assert!(matches!(session.state.phase(), Phase::Completed { .. }));
        let item = store.reader.item(world.organization, tag(1)).await.unwrap().unwrap();
        assert_eq!((item.state, item.sold_sequence), ("SOLD", Some(again)));
        let item = store.reader.item(world.organization, tag(2)).await.unwrap().unwrap();
        assert_eq!((item.state, item.session), ("MODIFIABLE", None));
        let tally = store.reader.finished_tally(session.state.id(), consignor()).await.unwrap();
        assert_eq!((tally.sold_count, tally.gross), (2, Money::from_minor(2_000)));
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

#[tokio::test]
async fn a_sale_is_read_as_it_was_at_each_entry() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut session) = open_session(&world, 2).await;
        let id = session.state.id();
        let sequence = sell(&mut session, &[tag(1)], "a").await;
        let void = VoidSale { sale: sequence, reason: Some("slip".to_owned()), is_organizer: true };
        session.does(SessionCommand::Void(void, world.key("void", "a"))).await;
        let sale = SaleId { session: id, sequence };
        let as_of = async |seq| store.reader.sale_as_of(sale, seq).await.unwrap().map(|sale| sale.void_reason);
        assert_eq!(as_of(sequence).await, Some(None));
        assert_eq!(as_of(sequence + 1).await, Some(Some("slip".to_owned())));
        assert_eq!(as_of(1).await, None, "an entry that is about something else");
        let now = store.reader.sale(world.organization, sale).await.unwrap().unwrap();
        assert_eq!(Some(now), store.reader.sale_as_of(sale, sequence + 1).await.unwrap());
        let entries = store.reader.session_entries(id, 1, 10).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2, 3, 4]);
    })
    .await;
}

#[tokio::test]
async fn a_letter_waits_until_it_is_delivered() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (inventory, session) = open_session(&world, 1).await;
        let letters = store.journal.letters(None).await.unwrap();
        let [letter] = &letters[..] else { panic!("{letters:?}") };
        assert_eq!((letter.from, letter.to), (OwnerKey::Inventory(world.event), OwnerKey::Session(session.state.id())));
        assert_eq!(letter.seq, 2);
        assert!(matches!(serde_json::from_str(&letter.body).unwrap(), ToSession::Open { .. }));
        assert_eq!(store.journal.letters(Some(&inventory.claim)).await.unwrap(), letters);
        assert_eq!(store.journal.letters(Some(&session.claim)).await.unwrap(), []);
        store.journal.delivered(letter).await.unwrap();
        assert_eq!(store.journal.letters(None).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let mut inventory = world.stocked(2).await;
        let before = store.reader.item(world.organization, tag(1)).await.unwrap().unwrap();
        let changes = Changes { size: Some(None), price: Some(Money::from_minor(250)), ..Changes::default() };
        let fact = UpdateFact { version: 1, stands: false };
        inventory.does(InventoryCommand::Update { tag: tag(1), version: 1, changes, fact }).await;
        let after = store.reader.item(world.organization, tag(1)).await.unwrap().unwrap();
        let expected =
            hangtag::store::Item { size: None, price: Money::from_minor(250), version: 2, updated_at: TEN_FIFTEEN, ..before };
        assert_eq!(after, expected);
        assert_eq!(store.verify().await.unwrap().findings, []);
    })
    .await;
}

// ── Numbers and keys ────────────────────────────────────────────────────────────────────────────────────────────

async fn reserve(world: &World, key: &str, count: u32) -> Option<u32> {
    let key = world.key("itemsAdd", key);
    let wanted = [(consignor(), count)];
    match world.store.records.reserve_numbers(world.organization, world.event, key, &wanted).await.unwrap() {
        Reservation::Reserved(first) => Some(first[&consignor()]),
        Reservation::Full(full) => {
            assert_eq!(full, [consignor()]);
            None
        }
    }
}

#[tokio::test]
async fn a_key_gets_the_same_numbers_again_and_nobody_else_does() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        assert_eq!(reserve(&world, "a", 3).await, Some(1));
        assert_eq!(reserve(&world, "b", 2).await, Some(4));
        assert_eq!(reserve(&world, "a", 3).await, Some(1));
        // Corrected to more rows: the old numbers are lost.
        assert_eq!(reserve(&world, "a", 4).await, Some(6));
        assert_eq!(reserve(&world, "c", ITEMS_PER_CONSIGNOR_MAX - 9).await, Some(10));
        assert_eq!(reserve(&world, "d", 1).await, None);
        assert_eq!(reserve(&world, "b", 2).await, Some(4), "a full consignor still knows its keys");
    })
    .await;
}

#[tokio::test]
async fn two_events_at_once_never_get_the_same_number() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let firsts = (0..16).map(|index| {
            let (store, organization) = (store.clone(), world.organization);
            let event = hangtag::domain::id::EventId(world.event.0 + index % 2);
            let key = world.key("itemsAdd", &index.to_string());
            tokio::spawn(async move {
                match store.records.reserve_numbers(organization, event, key, &[(consignor(), 10)]).await.unwrap() {
                    Reservation::Reserved(first) => first[&consignor()],
                    Reservation::Full(_) => panic!("full"),
                }
            })
        });
        let mut seen = HashSet::new();
        for first in firsts.collect::<Vec<_>>() {
            assert!(seen.insert(first.await.unwrap()));
        }
        assert_eq!(seen, (0..16).map(|index| index * 10 + 1).collect());
    })
    .await;
}

#[tokio::test]
async fn a_request_key_has_one_effect() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let new =
            |name: &str| NewSaleEvent { name: name.to_owned(), terms: terms(), starts_at: TEN_FIFTEEN, ends_at: TEN_FIFTEEN };
        let create = async |tenant: OrganizationId, name: &str, arguments: u64| {
            store.records.create_event(tenant, &new(name), ("key", arguments), TEN_FIFTEEN).await.unwrap()
        };
        let first = create(world.organization, "Spring", 1).await;
        assert_eq!(create(world.organization, "Spring", 1).await, first);
        assert_eq!(create(world.organization, "Autumn", 2).await, Kept::KeyMismatch);
        let other = World::of("other", &store).await;
        assert_ne!(create(other.organization, "Autumn", 2).await, first);

        let racing = (0..8).map(|_| {
            let (store, organization, new) = (store.clone(), world.organization, new("Race"));
            tokio::spawn(async move { store.records.create_event(organization, &new, ("race", 1), TEN_FIFTEEN).await.unwrap() })
        });
        let mut answers = HashSet::new();
        for answer in racing.collect::<Vec<_>>() {
            let Kept::Done(id) = answer.await.unwrap() else { panic!("refused") };
            answers.insert(id);
        }
        assert_eq!(answers.len(), 1);
        assert_eq!(place.count("sale_event WHERE name = 'Race'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn consignors_get_the_next_free_number_once() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let add = async |number: Option<i64>, key: &str| {
            let number = number.map(|number| ConsignorNumber::new(number).unwrap());
            let kept = store.records.add_consignor(world.organization, (number, "Bea"), (key, 1), TEN_FIFTEEN).await.unwrap();
            match kept {
                Kept::Done(number) => Ok(number.get()),
                Kept::KeyMismatch => Err("mismatch"),
                Kept::Taken => Err("taken"),
            }
        };
        assert_eq!(add(None, "a").await, Ok(418));
        assert_eq!(add(None, "a").await, Ok(418));
        assert_eq!(add(Some(418), "b").await, Err("taken"));
        assert_eq!(add(Some(99_999), "c").await, Ok(99_999));
        assert_eq!(add(None, "d").await, Ok(1), "behind the last number come the gaps");
        let racing = (0..8).map(|index| {
            let (store, organization, key) = (store.clone(), world.organization, format!("race {}", index / 2));
            tokio::spawn(async move {
                store.records.add_consignor(organization, (None, "Bea"), (&key, 1), TEN_FIFTEEN).await.unwrap()
            })
        });
        for kept in racing.collect::<Vec<_>>() {
            let kept = kept.await.unwrap();
            assert!(matches!(kept, Kept::Done(_)), "{kept:?}");
        }
        assert_eq!(place.count("consignor WHERE display_name = 'Bea'").await, 3 + 4);
    })
    .await;
}

#[tokio::test]
async fn tokens_are_known_by_their_hash_until_they_are_revoked() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (hash, at) = ([9; 32], TEN_FIFTEEN);
        let missing = ConsignorNumber::new(5).unwrap();
        let create = async |role, consignor, hash: &[u8; 32]| {
            store.records.create_token(("acme", role, consignor), hash, at).await.unwrap()
        };
        assert!(!create(Role::Consignor, Some(missing), &hash).await);
        assert!(!store.records.create_token(("new", Role::Consignor, Some(missing)), &hash, at).await.unwrap());
        assert_eq!(place.count("organization").await, 1, "a token that is not made makes no organization");
        assert!(create(Role::Consignor, Some(consignor()), &hash).await);
        let viewer = store.reader.viewer(&hash).await.unwrap().unwrap();
        assert_eq!((viewer.organization, &*viewer.organization_name), (world.organization, "acme"));
        assert_eq!((viewer.roles.as_slice(), viewer.consignor), ([Role::Consignor].as_slice(), Some(consignor())));
        assert_eq!(store.reader.viewer(&[8; 32]).await.unwrap(), None);
        let Actor::Token(id) = viewer.actor;
        assert!(store.records.revoke_token(id, at).await.unwrap());
        assert!(!store.records.revoke_token(id, at).await.unwrap(), "once");
        assert_eq!(store.reader.viewer(&hash).await.unwrap(), None);
        let tokens = store.reader.tokens().await.unwrap();
        assert_eq!(tokens.iter().filter(|token| token.revoked_at.is_some()).count(), 1);

        let racing = (0..4_u8).map(|index| {
            let store = store.clone();
            tokio::spawn(async move {
                store.records.create_token(("race", Role::Cashier, None), &[100 + index; 32], TEN_FIFTEEN).await
            })
        });
        for made in racing.collect::<Vec<_>>() {
            assert!(made.await.unwrap().unwrap());
        }
        assert_eq!(place.count("organization WHERE name = 'race'").await, 1);
    })
    .await;
}

// ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────

const FORWARD: Page = Page { after: None, before: None, limit: 2, is_backward: false };

#[tokio::test]
async fn pages_go_forward_and_backward_and_never_past_the_end() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        world.stocked(5).await;
        let number = |item| i64::from(tag(item).number());
        let page = async |page: Page| {
            let scope = ItemScope::Event(world.event);
            let slice = store.reader.items(world.organization, scope, &ItemFilter::default(), page).await.unwrap();
            let items: Vec<u32> = slice.rows.iter().map(|item| item.id.tag.number() % 10_000).collect();
            (items, slice.has_more)
        };
        let backward = Page { is_backward: true, ..FORWARD };
        assert_eq!(page(FORWARD).await, (vec![1, 2], true));
        assert_eq!(page(Page { after: Some(number(2)), ..FORWARD }).await, (vec![3, 4], true));
        assert_eq!(page(Page { after: Some(number(4)), ..FORWARD }).await, (vec![5], false));
        assert_eq!(page(Page { after: Some(number(5)), ..FORWARD }).await, (vec![], false));
        assert_eq!(page(Page { after: Some(number(1)), before: Some(number(4)), ..FORWARD }).await, (vec![2, 3], false));
        assert_eq!(page(backward).await, (vec![4, 5], true));
        assert_eq!(page(Page { before: Some(number(4)), ..backward }).await, (vec![2, 3], true));
        assert_eq!(page(Page { before: Some(number(2)), ..backward }).await, (vec![1], false));
        let other = World::of("other", &store).await;
        let (scope, filter) = (ItemScope::Event(world.event), ItemFilter::default());
        let foreign = store.reader.items(other.organization, scope, &filter, FORWARD).await.unwrap();
        assert_eq!(foreign.rows, []);
    })
    .await;
}

#[tokio::test]
async fn sales_are_found_by_till_state_and_tag() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut session) = open_session(&world, 4).await;
        let first = sell(&mut session, &[tag(1), tag(2)], "a").await;
        let second = sell(&mut session, &[tag(3)], "b").await;
        let void = VoidSale { sale: first, reason: Some("slip".to_owned()), is_organizer: true };
        session.does(SessionCommand::Void(void, world.key("void", "a"))).await;
        let find = async |filter: SaleFilter| {
            let slice = store.reader.sales(world.organization, session.state.id(), &filter, FORWARD).await.unwrap();
            slice.rows.iter().map(|sale| sale.id.sequence).collect::<Vec<_>>()
        };
        assert_eq!(find(SaleFilter::default()).await, [first, second]);
        assert_eq!(find(SaleFilter { is_standing: Some(true), ..SaleFilter::default() }).await, [second]);
        assert_eq!(find(SaleFilter { is_standing: Some(false), ..SaleFilter::default() }).await, [first]);
        assert_eq!(find(SaleFilter { till: Some("2".to_owned()), ..SaleFilter::default() }).await, [0_u64; 0]);
        assert_eq!(find(SaleFilter { tag: Some(tag(3).digits()), ..SaleFilter::default() }).await, [second]);
        assert_eq!(find(SaleFilter { needs_review: Some(true), ..SaleFilter::default() }).await, [0_u64; 0]);
        let sold = store.reader.sold_lines(&[(session.state.id(), second, tag(3))]).await.unwrap();
        assert_eq!(sold[&(session.state.id(), second, tag(3))].till.as_deref(), Some("1"));
    })
    .await;
}

// ── Verify ──────────────────────────────────────────────────────────────────────────────────────────────────────

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
