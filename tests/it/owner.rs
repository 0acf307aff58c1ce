//! Owners on a real SQLite file: the verbs, lapsing holds, races, a store that fails, and passivation.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use hangtag::bus::Bus;
use hangtag::domain::handover::OwnerKey;
use hangtag::domain::id::SessionId;
use hangtag::domain::inventory::{self, Changes, UpdateFact};
use hangtag::domain::key::Key;
use hangtag::domain::sale::{Fact, HoldItems, LineProblem, Phase, Refusal, SaleChannel, Scan};
use hangtag::domain::tag::Tag;
use hangtag::domain::time::Timestamp;
use hangtag::owner::{Clock, Failure, ItemEdit, Owners, Place as Stands, Recorded, Stop};
use hangtag::store::Store;
use tokio::task::JoinSet;

use crate::harness::{Place, TEN_FIFTEEN, World, cash_sale, tag, terms};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A sale event with items, its owners, and a clock that stands still until it is moved.
struct Hall {
    place: Place,
    store: Store,
    world: World,
    owners: Owners,
    clock: Arc<AtomicI64>,
}

impl Hall {
    async fn with_items(count: u32) -> Self {
        let place = Place::sqlite();
        let store = place.open().await;
        let world = World::new(&store).await;
        let clock = Arc::new(AtomicI64::new(TEN_FIFTEEN.milliseconds()));
        let owners = start(&store, &clock).await;
        let hall = Self { place, store, world, owners, clock };
        if count > 0 {
            hall.add_items(count, "stock").await;
        }
        hall
    }

    /// With a session that sells them.
    async fn open(count: u32) -> (Self, SessionId) {
        let hall = Self::with_items(count).await;
        let session = hall.opens("open").await.unwrap();
        (hall, session)
    }

    async fn add_items(&self, count: u32, key: &str) {
        let items = self.world.items(count, key).await;
        let key = self.world.key("itemsAdd", key);
        self.owners.add_items(&self.world.organizer, self.world.event, items, key).await.unwrap();
    }

    async fn opens(&self, key: &str) -> Result<SessionId, Stop<inventory::Refusal>> {
        self.owners.open_session(&self.world.organizer, self.world.event, terms(), self.world.key("open", key)).await
    }

    async fn sells(&self, session: SessionId, tags: &[Tag], key: &str) -> Result<Recorded, Stop<Refusal>> {
        self.owners.record_sale(&self.world.cashier, session, cash_sale(tags), self.world.key("saleRecord", key)).await
    }

    async fn holds(&self, session: SessionId, cart: &str, item: u32) -> Result<Timestamp, Stop<Refusal>> {
        let hold = HoldItems {
            cart: Some(cart.to_owned()),
            scans: vec![Scan::Tag(tag(item), Fact::Exists)],
            till: None,
            seconds: 30,
            channel: SaleChannel::Pos,
        };
        self.owners.hold_items(&self.world.cashier, session, hold).await.map(|(_, until)| until)
    }

    fn passes(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }

    fn stands(&self, session: SessionId, item: u32) -> Option<Stands> {
        self.owners.session_view(session).place(tag(item), self.owners.now())
    }

    async fn state(&self, item: u32) -> &'static str {
        self.store.reader.item(self.world.organization, tag(item)).await.unwrap().unwrap().state
    }

    async fn is_sound(&self) {
        let report = self.store.verify().await.unwrap();
        assert_eq!(report.findings, []);
    }
}

async fn start(store: &Store, clock: &Arc<AtomicI64>) -> Owners {
    let time = Arc::clone(clock);
    let clock = Clock::new(move || Timestamp::from_milliseconds(time.load(Ordering::Relaxed)));
    Owners::start(store.clone(), clock, Bus::default()).await.unwrap()
}

fn sold(recorded: &Recorded) -> Stands {
    Stands::Sold(recorded.id.sequence)
}

// ── A day ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_day_from_opening_to_completion() {
    let (hall, session) = Hall::open(5).await;
    let Hall { owners, world, .. } = &hall;
    assert_eq!(hall.state(1).await, "LOCKED");
    let first = hall.sells(session, &[tag(1), tag(2)], "a").await.unwrap();
    assert!(first.fresh.as_ref().is_some_and(|sale| sale.lines.len() == 2));
    assert_eq!(hall.stands(session, 1), Some(sold(&first)));
    let again = hall.sells(session, &[tag(1), tag(2)], "a").await.unwrap();
    assert_eq!((again.id, again.fresh.is_none()), (first.id, true), "the same key is the same sale, read from the rows");

    owners.void_sale(&world.cashier, first.id, Some("slip".to_owned()), world.key("void", "a")).await.unwrap();
    assert_eq!(hall.stands(session, 1), Some(Stands::Available));
    let second = hall.sells(session, &[tag(1)], "b").await.unwrap();

    let out = (vec![Scan::Tag(tag(3), Fact::Exists)], "recalled".to_owned());
    owners.withdraw(&world.organizer, session, out, world.key("withdraw", "a")).await.unwrap();
    assert_eq!((hall.stands(session, 3), hall.state(3).await), (None, "MODIFIABLE"));
    let changes = Changes { title: Some("Coat".to_owned()), ..Changes::default() };
    let edit = ItemEdit { tag: tag(3), version: 1, changes, fact: UpdateFact { version: 1, stands: false } };
    assert!(owners.update_item(&world.organizer, world.event, edit.clone()).await.unwrap());
    let locked = owners.update_item(&world.organizer, world.event, ItemEdit { tag: tag(4), ..edit }).await;
    assert_eq!(locked, Err(Stop::Refused(inventory::Refusal::ItemLocked)));

    hall.add_items(1, "late").await;
    let tags = vec![Some(tag(3)), Some(tag(6))];
    owners.restock(&world.organizer, session, tags.clone(), world.key("restock", "a")).await.unwrap();
    owners.restock(&world.organizer, session, tags, world.key("restock", "a")).await.unwrap();
    assert_eq!((hall.stands(session, 3), hall.state(6).await), (Some(Stands::Available), "LOCKED"));
    hall.sells(session, &[tag(6)], "c").await.unwrap();

    owners.complete(&world.organizer, session, world.key("complete", "a")).await.unwrap();
    owners.complete(&world.organizer, session, world.key("complete", "a")).await.unwrap();
    assert_eq!((hall.state(1).await, hall.state(2).await, hall.state(6).await), ("SOLD", "MODIFIABLE", "SOLD"));
    assert_eq!(hall.sells(session, &[tag(2)], "d").await.unwrap_err(), Stop::Refused(Refusal::SessionNotActive));
    let replayed = hall.sells(session, &[tag(1)], "b").await.unwrap();
    assert_eq!(replayed.id, second.id, "a key is looked up before the state");
    assert_eq!(hall.opens("open").await, Ok(session), "so is the opening's");
    let head = owners.session_view(session).head();
    assert!(matches!(head.phase, Phase::Completed { .. }));
    assert_eq!((head.totals.sold_count, head.totals.sale_count, head.totals.voided_count), (2, 2, 1));
    assert_eq!(hall.place.count("outbox").await, 0, "every message was delivered");
    hall.is_sound().await;

    let next = hall.opens("next").await.unwrap();
    assert_ne!(next, session);
    assert_eq!(owners.session_view(next).head().totals.item_count, 4);
    owners.cancel(&world.organizer, next, "rain".to_owned(), world.key("cancel", "a")).await.unwrap();
    assert_eq!((hall.state(1).await, hall.state(2).await), ("SOLD", "MODIFIABLE"));
    hall.is_sound().await;
}

#[tokio::test]
async fn a_hold_past_its_time_counts_as_released_and_the_screens_hear_of_it() {
    let (hall, session) = Hall::open(2).await;
    let until = hall.holds(session, "ada", 1).await.unwrap();
    assert_eq!(until, TEN_FIFTEEN.plus_seconds(30));
    assert!(matches!(hall.stands(session, 1), Some(Stands::Held(hold)) if &*hold.cart == "ada"));
    let refused = hall.holds(session, "bea", 1).await.unwrap_err();
    assert!(matches!(refused, Stop::Refused(Refusal::Items(_))), "{refused:?}");
    hall.passes(30);
    assert_eq!(hall.stands(session, 1), Some(Stands::Available));
    hall.holds(session, "bea", 1).await.unwrap();
    let head = hall.owners.session_view(session).head();
    assert_eq!(head.totals.pending_count, 1);

    // Nobody asks, and the owner's own timer says so. Any command lets it look at the clock again.
    hall.passes(30);
    hall.holds(session, "ada", 9).await.unwrap_err();
    let mut heads = hall.owners.session_view(session).watch();
    let lapsed = heads.wait_for(|head| head.totals.pending_count == 0);
    tokio::time::timeout(PATIENCE, lapsed).await.unwrap().unwrap();
    hall.is_sound().await;
}

// ── Races ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test(flavor = "multi_thread")]
async fn of_64_callers_for_one_item_one_has_it() {
    let (hall, session) = Hall::open(1).await;
    let hall = Arc::new(hall);
    let mut callers = JoinSet::new();
    for caller in 0..64 {
        let hall = Arc::clone(&hall);
        callers.spawn(async move { hall.sells(session, &[tag(1)], &caller.to_string()).await });
    }
    let answers = callers.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let problem = Refusal::Lines(vec![(0, LineProblem::ItemSold(tag(1)))]);
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(|stop| *stop == Stop::Refused(problem.clone())));
    hall.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_openings_at_once_one_opens() {
    for _ in 0..5 {
        let hall = Hall::with_items(3).await;
        let (ours, theirs) = tokio::join!(hall.opens("ours"), hall.opens("theirs"));
        let (winner, loser) = if ours.is_ok() { (ours, theirs) } else { (theirs, ours) };
        assert_eq!(loser, Err(Stop::Refused(inventory::Refusal::AlreadyActive)));
        hall.sells(winner.unwrap(), &[tag(1)], "a").await.unwrap();
        hall.is_sound().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restock_that_meets_the_end_is_taken_or_handed_back() {
    let mut late = 0;
    for round in 0..20 {
        let (hall, session) = Hall::open(1).await;
        hall.add_items(1, "late").await;
        let Hall { owners, world, .. } = &hall;
        let end = async {
            // A question later every few rounds, so that both orders are seen.
            for _ in 0..round / 2 {
                hall.place.count("outbox").await;
            }
            owners.complete(&world.organizer, session, world.key("complete", "a")).await
        };
        let restock = owners.restock(&world.organizer, session, vec![Some(tag(2))], world.key("restock", "a"));
        let (ended, restocked) = tokio::join!(end, restock);
        ended.unwrap();
        match restocked {
            Ok(()) => {}
            Err(Stop::Refused(inventory::Refusal::SessionNotActive)) => late += 1,
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(settled(&hall, 2).await, "MODIFIABLE");
        hall.is_sound().await;
    }
    println!("{late} of 20 came too late");
}

/// An item's state once every message is delivered.
async fn settled(hall: &Hall, item: u32) -> &'static str {
    let empty = async {
        while hall.place.count("outbox").await != 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), empty).await.unwrap();
    hall.state(item).await
}

/// One thread: every caller has sent before the owner takes the first command.
#[tokio::test]
async fn a_full_mailbox_says_when_to_come_again_and_loses_nothing() {
    let (hall, session) = Hall::open(1).await;
    let callers = (0..1_500).map(|caller| {
        let hall = &hall;
        async move { hall.sells(session, &[tag(1)], &format!("caller {caller}")).await }
    });
    let answers = futures_util::future::join_all(callers).await;
    let turned_away = Stop::Failed(Failure::Overloaded { retry_after_ms: 250 });
    let count = |answer: &Stop<Refusal>| answers.iter().filter(|given| given.as_ref().err() == Some(answer)).count();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(count(&turned_away), 1_500 - 1_024);
    hall.is_sound().await;
    // Who was turned away comes again, and is decided anew.
    let again = hall.sells(session, &[tag(1)], "caller 1499").await;
    assert!(matches!(again, Err(Stop::Refused(_))), "{again:?}");
}

// ── A store that fails ──────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn of_a_commit_that_fails_nothing_stays_and_every_caller_is_told() {
    let (hall, session) = Hall::open(4).await;
    let (a, b, c) = (&[tag(1)][..], &[tag(2)][..], &[tag(3)][..]);
    hall.place.execute("CREATE TRIGGER full BEFORE INSERT ON tender BEGIN SELECT RAISE(ABORT, 'no room'); END").await;
    let answers = tokio::join!(hall.sells(session, a, "a"), hall.sells(session, b, "b"), hall.sells(session, c, "c"));
    for answer in [answers.0, answers.1, answers.2] {
        assert_eq!(answer.unwrap_err(), Stop::Failed(Failure::Unavailable));
    }
    assert_eq!((hall.place.count("sale").await, hall.place.count("journal").await), (0, 4));
    assert_eq!(hall.stands(session, 1), Some(Stands::Available));
    hall.place.execute("DROP TRIGGER full").await;
    let recorded = hall.sells(session, a, "a").await.unwrap();
    assert!(recorded.fresh.is_some(), "the key was free");
    assert_eq!(hall.sells(session, a, "a").await.unwrap().id, recorded.id);
    hall.is_sound().await;
}

#[tokio::test]
async fn a_stolen_epoch_is_claimed_back() {
    let (hall, session) = Hall::open(2).await;
    hall.place.execute("UPDATE owner SET epoch = epoch + 1, node_id = 'thief'").await;
    assert_eq!(hall.sells(session, &[tag(1)], "a").await.unwrap_err(), Stop::Failed(Failure::Unavailable));
    hall.sells(session, &[tag(1)], "a").await.unwrap();
    hall.is_sound().await;
}

#[tokio::test]
async fn what_was_committed_behind_an_owners_back_is_announced_after_its_reload() {
    let (hall, session) = Hall::open(2).await;
    // Another node had the session for a moment and sold.
    let mut thief = crate::harness::Hand::<hangtag::domain::sale::Session>::claim(&hall.store, OwnerKey::Session(session)).await;
    let key = hall.world.key("saleRecord", "theirs");
    thief.does(hangtag::domain::sale::SessionCommand::Record(cash_sale(&[tag(1)]), key)).await;
    let mut announced = hall.owners.listen(session);
    assert_eq!(hall.sells(session, &[tag(2)], "a").await.unwrap_err(), Stop::Failed(Failure::Unavailable));
    let announcement = tokio::time::timeout(PATIENCE, announced.recv()).await.unwrap().unwrap();
    assert_eq!((announcement.last_seq, announcement.entries.len()), (3, 0));
    assert!(matches!(hall.stands(session, 1), Some(Stands::Sold(3))));
    hall.is_sound().await;
}

#[tokio::test]
async fn a_message_that_cannot_be_read_stays_and_stops_nobody_else() {
    let (hall, session) = Hall::open(2).await;
    hall.owners.stop().await;
    // As a newer program would have left it, in the name of the session.
    let sql = "INSERT INTO outbox (owner_id, seq, target_kind, target_key, body) \
               SELECT id, 99, 'inventory', 1, '{\"Burned\":{}}' FROM owner WHERE kind = 'session'";
    hall.place.execute(sql).await;
    let owners = start(&hall.store, &hall.clock).await;
    let sale = owners.record_sale(&hall.world.cashier, session, cash_sale(&[tag(1)]), hall.world.key("saleRecord", "a"));
    sale.await.unwrap();
    assert_eq!(hall.place.count("outbox").await, 1);
}

// ── Starting, resting, stopping ─────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_new_process_goes_on_where_the_old_one_stopped() {
    let (hall, session) = Hall::open(3).await;
    hall.holds(session, "ada", 2).await.unwrap();
    let recorded = hall.sells(session, &[tag(1)], "a").await.unwrap();
    hall.owners.stop().await;
    assert_eq!(hall.sells(session, &[tag(2)], "b").await.unwrap_err(), Stop::Failed(Failure::Unavailable));

    let owners = start(&hall.store, &hall.clock).await;
    let hall = Hall { owners, ..hall };
    let head = hall.owners.session_view(session).loaded().await;
    assert_eq!((head.totals.sold_count, head.totals.pending_count), (1, 1));
    assert_eq!(hall.sells(session, &[tag(1)], "a").await.unwrap().id, recorded.id);
    hall.sells(session, &[tag(3)], "c").await.unwrap();
    hall.is_sound().await;
}

#[tokio::test]
async fn a_hand_over_that_a_crash_cut_in_two_is_finished_by_the_next_process() {
    let hall = Hall::with_items(2).await;
    hall.owners.stop().await;
    // The Inventory committed, and the process died before the session heard of it.
    let mut inventory =
        crate::harness::Hand::<inventory::Inventory>::claim(&hall.store, OwnerKey::Inventory(hall.world.event)).await;
    let (organization, key) = (hall.world.organization, hall.world.key("open", "open"));
    inventory.does(inventory::InventoryCommand::Open { organization, terms: terms(), key }).await;
    assert_eq!(hall.place.count("outbox").await, 1);

    let owners = start(&hall.store, &hall.clock).await;
    let hall = Hall { owners, ..hall };
    // Nobody asks for it.
    assert_eq!(settled(&hall, 1).await, "LOCKED");
    assert_eq!(hall.store.reader.active_sessions().await.unwrap().len(), 1);
    let session = hall.opens("open").await.unwrap();
    hall.sells(session, &[tag(1)], "a").await.unwrap();
    hall.is_sound().await;
}

/// At once, and only for those whose time it is: the database's own limits go on in real time.
async fn a_minute_passes() {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    tokio::time::resume();
}

#[tokio::test]
async fn an_owner_that_rests_loses_no_command() {
    let hall = Arc::new(Hall::with_items(0).await);
    for round in 0..10 {
        hall.add_items(1, &format!("wake {round}")).await;
        let mut callers = JoinSet::new();
        let call = |caller: u32| {
            let hall = Arc::clone(&hall);
            async move { hall.add_items(1, &format!("{round} {caller}")).await }
        };
        callers.spawn(call(0));
        // While callers are on their way.
        a_minute_passes().await;
        (1..16).for_each(|caller| drop(callers.spawn(call(caller))));
        callers.join_all().await;
    }
    assert_eq!(hall.place.count("item").await, 10 * 17);
    assert_eq!(hall.place.count("owner WHERE epoch > 5").await, 1, "it rested, and somebody succeeded it");
    hall.is_sound().await;
}

#[tokio::test]
async fn who_watches_an_owner_that_rests_sees_what_its_successor_does() {
    let (hall, session) = Hall::open(2).await;
    hall.sells(session, &[tag(1)], "a").await.unwrap();
    hall.owners.complete(&hall.world.organizer, session, hall.world.key("complete", "a")).await.unwrap();
    let view = hall.owners.session_view(session);
    let mut heads = view.watch();
    let before = heads.borrow_and_update().sequence;
    a_minute_passes().await;
    // A till comes back from the car park with a sale that it made without the server.
    let sale = hangtag::domain::sale::NewSale { offline_sold_at: Some(TEN_FIFTEEN), ..cash_sale(&[tag(2)]) };
    let mut sale = sale;
    sale.lines[0].price = Some(hangtag::domain::money::Money::from_minor(1_000));
    hall.owners.record_sale(&hall.world.cashier, session, sale, Key::new("saleRecord", "1", "late", "")).await.unwrap();
    let head = tokio::time::timeout(PATIENCE, heads.wait_for(|head| head.sequence > before)).await.unwrap().unwrap().clone();
    assert_eq!(head.totals.needs_review_count, 1);
    assert_eq!(hall.place.count("owner WHERE kind = 'session' AND epoch = 2").await, 1, "it rested");
    hall.is_sound().await;
}
