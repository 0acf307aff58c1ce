//! What a commit writes is what is reloaded.

use hangtag::domain::handover::{OwnerKey, ToInventory, ToSession};
use hangtag::domain::id::SaleId;
use hangtag::domain::inventory::{Changes, Inventory, InventoryCommand, UpdateFact};
use hangtag::domain::machine::StateMachine;
use hangtag::domain::money::Money;
use hangtag::domain::sale::{Answer, Fact, HoldItems, Phase, SaleChannel, Scan, Session, SessionCommand, VoidSale};
use hangtag::store::{Journaled, SessionStatus};

use crate::harness::{Hand, Place, TEN_FIFTEEN, World, cash_sale, consignor, on_each_database, open_session, sell, tag};

async fn reloaded<M: Journaled + Sync>(hand: &Hand<M>) -> M {
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
async fn a_session_ends_in_time_whatever_postgres_knew_of_the_tables_before_it() {
    let Some(place) = Place::postgres().await else { return };
    let store = place.open().await;
    // A practice before the sale, and nothing of the sale.
    let (_, mut practice) = open_session(&World::of("practice", &store).await, 100).await;
    for number in 1..=20 {
        sell(&mut practice, &[tag(number)], &number.to_string()).await;
    }
    place.execute("ANALYZE").await;
    let world = World::new(&store).await;
    let (mut inventory, mut session) = open_session(&world, 6_000).await;
    let tags: Vec<_> = (1..=6_000).map(tag).collect();
    let record = |(number, tags): (usize, &[_])| SessionCommand::Record(cash_sale(tags), world.key("sale", &number.to_string()));
    session.does_together(tags.chunks(10).enumerate().map(record)).await;
    complete(&mut session, &mut inventory).await;
    assert_eq!(place.count("session_item WHERE sale_sequence IS NOT NULL").await, 6_000);
    assert_eq!(store.verify().await.unwrap().findings, []);
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
async fn a_batch_that_grew_while_it_waited_is_written_whole() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_inventory, mut session) = open_session(&world, 8).await;
        let record = |tags: &[_], key| SessionCommand::Record(cash_sale(tags), world.key("sale", key));
        // Sales alone, which go past the ORM.
        session.does_while_waiting([record(&[tag(1), tag(2)], "a"), record(&[tag(3)], "b"), record(&[tag(4)], "c")]).await;
        assert_eq!(store.verify().await.unwrap().findings, []);
        // And all else that is done between sales: each change finds what those before it have written.
        let first = session.state.last().0 + 1;
        let void = VoidSale { sale: first, reason: Some("slip".to_owned()), is_organizer: true };
        let scans = vec![Scan::Tag(tag(8), Fact::Exists)];
        let withdraw = SessionCommand::Withdraw { scans, reason: "recalled".to_owned(), key: world.key("withdraw", "a") };
        let commands = [
            record(&[tag(5)], "d"),
            record(&[tag(6)], "e"),
            SessionCommand::Void(void, world.key("void", "d")),
            record(&[tag(5)], "f"),
            withdraw,
            record(&[tag(7)], "g"),
        ];
        session.does_while_waiting(commands).await;
        assert_eq!(store.verify().await.unwrap().findings, []);
        assert_eq!(session.state.totals().sold_count, 7);
        assert_eq!(store.journal.letters(Some(&session.claim)).await.unwrap().len(), 1);
        assert_eq!(reloaded(&session).await, session.state);
    })
    .await;
}

#[tokio::test]
async fn what_was_withdrawn_and_dropped_is_never_written() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_inventory, session) = open_session(&world, 2).await;
        let mut hand = Hand::<Session>::claim(&store, session.state.key()).await;
        let record = SessionCommand::Record(cash_sale(&[tag(1)]), world.key("sale", "a"));
        let offer = hand.offers(&record);
        drop(offer.withdraw().unwrap());
        assert!(offer.withdraw().is_none());
        // Whoever waits hears of it, and does not wait for ever.
        store.journal.commit(&offer).await.unwrap_err();
        let mut hand = Hand::<Session>::claim(&store, session.state.key()).await;
        assert_eq!(hand.state.totals().sold_count, 0);
        hand.does(record).await;
        assert_eq!(store.verify().await.unwrap().findings, []);
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
