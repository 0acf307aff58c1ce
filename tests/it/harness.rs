//! Databases that are made for a test and gone after it, and the small world of a sale inside one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hangtag::domain::access::{self, Clerk, Organizer, Role, Viewer};
use hangtag::domain::handover::{OwnerKey, ToSession};
use hangtag::domain::id::{EventId, OrganizationId};
use hangtag::domain::inventory::{Answer as Answered, Inventory, InventoryCommand, NewItem};
use hangtag::domain::key::Key;
use hangtag::domain::machine::{Entry, Moment};
use hangtag::domain::money::{Bps, Currency, Money};
use hangtag::domain::sale::{
    Answer, Fact, NewLine, NewSale, SaleChannel, Scan, Session, SessionCommand, Tender, TenderKind, Thing,
};
use hangtag::domain::tag::{ConsignorNumber, Tag};
use hangtag::domain::terms::{Rates, Terms};
use hangtag::domain::time::Timestamp;
use hangtag::store::{Claim, Database, Fault, Journaled, Kept, NewSaleEvent, Offer, Reservation, Store};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};

/// 2026-11-20T10:15:00Z.
pub const TEN_FIFTEEN: Timestamp = Timestamp::from_milliseconds(1_795_169_700_000);

/// An empty database of a test's own.
pub struct Place {
    pub database: Database,
    /// For SQL that no program would send.
    pub address: String,
    /// Keeps the folder of a SQLite file.
    pub folder: tempfile::TempDir,
}

impl Place {
    /// A file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hangtag.db");
        let address = format!("sqlite://{}?mode=rwc", file.display());
        Self { database: Database::Sqlite(file), address, folder }
    }

    /// A database in the cluster that `scripts/with-postgres` runs; none without it.
    pub async fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let cluster = std::env::var("HANGTAG_TEST_POSTGRES").ok()?;
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let admin = connect(&cluster).await;
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let (server, _) = cluster.rsplit_once('/').unwrap();
        let address = format!("{server}/{name}");
        Some(Self { database: Database::Postgres(address.clone()), address, folder: tempfile::tempdir().unwrap() })
    }

    /// A PostgreSQL database that somebody else made.
    pub fn postgres_at(address: &str) -> Self {
        Self {
            database: Database::Postgres(address.to_owned()),
            address: address.to_owned(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("hangtag.db")
    }

    /// As `--database` takes it.
    pub fn url(&self) -> String {
        self.address.trim_end_matches("?mode=rwc").to_owned()
    }

    /// A connection that has done this and keeps what it holds.
    pub async fn hold(&self, sql: &str) -> DatabaseConnection {
        let connection = connect(&self.address).await;
        connection.execute_unprepared(sql).await.unwrap();
        connection
    }

    /// Migrated and open.
    pub async fn open(&self) -> Store {
        self.database.migrate_up().await.unwrap();
        self.database.open("test").await.unwrap()
    }

    /// Does what no program would.
    pub async fn execute(&self, sql: &str) -> u64 {
        let connection = connect(&self.address).await;
        let done = connection.execute_unprepared(sql).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let connection = connect(&self.address).await;
        let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        connection.close().await.unwrap();
        row.try_get("", "rows").unwrap()
    }
}

/// To a database, by its address.
pub async fn connect(address: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(address);
    options.max_connections(1).sqlx_logging(false);
    sea_orm::Database::connect(options).await.unwrap()
}

/// Runs a test on SQLite, and on PostgreSQL where there is one.
pub async fn on_each_database(test: impl AsyncFn(Place)) {
    println!("on SQLite");
    test(Place::sqlite()).await;
    if let Some(place) = Place::postgres().await {
        println!("on PostgreSQL");
        test(place).await;
    }
}

/// A tenant with an event, consignor 417, and who works there.
pub struct World {
    pub store: Store,
    pub organization: OrganizationId,
    pub organizer: Organizer,
    pub cashier: Clerk,
    pub event: EventId,
}

impl World {
    /// Of the tenant `acme`.
    pub async fn new(store: &Store) -> Self {
        Self::of("acme", store).await
    }

    /// Of any tenant.
    pub async fn of(name: &str, store: &Store) -> Self {
        let organizer = viewer(store, name, Role::Organizer).await;
        let cashier = viewer(store, name, Role::Cashier).await;
        let organization = organizer.organization;
        let new = NewSaleEvent { name: "Spring".to_owned(), terms: terms(), starts_at: TEN_FIFTEEN, ends_at: TEN_FIFTEEN };
        let event = store.records.create_event(organization, &new, ("event", 1), TEN_FIFTEEN).await.unwrap();
        let Kept::Done(event) = event else { panic!("{event:?}") };
        let added = store.records.add_consignor(organization, (Some(consignor()), "Ada"), ("ada", 1), TEN_FIFTEEN).await;
        assert_eq!(added.unwrap(), Kept::Done(consignor()));
        Self {
            store: store.clone(),
            organization,
            organizer: access::organizer(&organizer).unwrap(),
            cashier: access::clerk(&cashier).unwrap(),
            event,
        }
    }

    /// So many new items, each for 10.00, with numbers reserved.
    pub async fn items(&self, count: u32, key: &str) -> Vec<NewItem> {
        let key = self.key("itemsAdd", key);
        let reserved = self.store.records.reserve_numbers(self.organization, self.event, key, &[(consignor(), count)]).await;
        let Reservation::Reserved(first) = reserved.unwrap() else { panic!("full") };
        (first[&consignor()]..).take(count as usize).map(|number| new_item(Tag::of(consignor(), number).unwrap())).collect()
    }

    /// A key in the event's scope.
    pub fn key(&self, mutation: &str, text: &str) -> Key {
        Key::new(mutation, &self.event.to_string(), text, "")
    }

    /// An inventory with so many items, by hand.
    pub async fn stocked(&self, count: u32) -> Hand<Inventory> {
        let mut inventory = Hand::claim(&self.store, OwnerKey::Inventory(self.event)).await;
        // As many as a call may add.
        for (call, items) in self.items(count, "stock").await.chunks(500).enumerate() {
            let key = self.key("itemsAdd", &format!("stock {call}"));
            inventory.does(InventoryCommand::Add { organization: self.organization, items: items.to_vec(), key }).await;
        }
        inventory
    }
}

async fn viewer(store: &Store, name: &str, role: Role) -> Viewer {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    assert!(store.records.create_token((name, role, None), &hash, TEN_FIFTEEN).await.unwrap());
    store.reader.viewer(&hash).await.unwrap().unwrap()
}

/// Number 417.
pub fn consignor() -> ConsignorNumber {
    ConsignorNumber::new(417).unwrap()
}

/// An item of consignor 417.
pub fn tag(item: u32) -> Tag {
    Tag::of(consignor(), item).unwrap()
}

/// 65 % to the consignor.
pub fn terms() -> Terms {
    let bps = |bps| Bps::new(bps).unwrap();
    let rates = Rates { base: bps(6_500), volunteer_bonus: bps(0), super_bonus: bps(0), max: bps(10_000) };
    Terms { rates, currency: Currency::Usd, time_zone: "America/New_York".to_owned() }
}

fn new_item(tag: Tag) -> NewItem {
    NewItem {
        tag,
        reference: None,
        title: "Rain coat".to_owned(),
        category: "clothing".to_owned(),
        size: Some("4T".to_owned()),
        price: Money::from_minor(1_000),
        discountable: true,
        donate: false,
    }
}

/// A sale of items at 10.00 each, paid in cash.
pub fn cash_sale(tags: &[Tag]) -> NewSale {
    let line = |tag: &Tag| NewLine { thing: Thing::Scanned(Scan::Tag(*tag, Fact::Exists)), price: None };
    let amount = Money::from_minor(1_000 * i64::try_from(tags.len()).unwrap());
    NewSale {
        lines: tags.iter().map(line).collect(),
        tenders: vec![Tender { kind: TenderKind::Cash, amount }],
        cart: None,
        shopper_code: None,
        till: Some("1".to_owned()),
        receipt: None,
        channel: SaleChannel::Pos,
        offline_sold_at: None,
    }
}

/// An owner without a task: decides, applies and commits by hand.
pub struct Hand<M> {
    pub store: Store,
    pub claim: Claim,
    pub state: M,
}

impl<M: Journaled + Sync> Hand<M> {
    /// Claims and loads.
    pub async fn claim(store: &Store, key: OwnerKey) -> Self {
        let claim = store.journal.claim(key).await.unwrap().unwrap();
        let state = M::load(&store.reader, key, &claim).await.unwrap();
        Self { store: store.clone(), claim, state }
    }

    /// Decides one command and commits it.
    pub async fn tries(&mut self, command: M::Command) -> Result<M::Answer, Fault>
    where
        M::Refusal: std::fmt::Debug,
    {
        let (answer, entries) = self.decides(&command);
        self.commits(&entries.into()).await?;
        Ok(answer)
    }

    /// Decides each in its turn, and commits what comes of them as one batch.
    pub async fn does_together(&mut self, commands: impl IntoIterator<Item = M::Command>)
    where
        M::Refusal: std::fmt::Debug,
    {
        let entries: Vec<_> = commands.into_iter().flat_map(|command| self.decides(&command).1).collect();
        self.commits(&entries.into()).await.unwrap();
    }

    /// Decides each in its turn, and adds what comes of it to a batch that waits; then that is committed.
    pub async fn does_while_waiting(&mut self, commands: impl IntoIterator<Item = M::Command>)
    where
        M::Refusal: std::fmt::Debug,
    {
        let mut offer: Option<Offer> = None;
        for command in commands {
            let entries: Arc<[_]> = self.decides(&command).1.into();
            let batch = self.store.journal.batch(&self.claim, &entries, &self.state).unwrap();
            match &offer {
                None => offer = batch.map(Offer::of),
                Some(offer) => offer.withdraw().unwrap().offer_with(batch),
            }
        }
        self.store.journal.commit(&offer.unwrap()).await.unwrap();
        self.claim.last_seq = self.state.last().0;
    }

    /// Decides a command, and commits nothing yet.
    pub fn offers(&mut self, command: &M::Command) -> Offer
    where
        M::Refusal: std::fmt::Debug,
    {
        let entries: Arc<[_]> = self.decides(command).1.into();
        Offer::of(self.store.journal.batch(&self.claim, &entries, &self.state).unwrap().unwrap())
    }

    /// Decides and applies, and commits nothing.
    fn decides(&mut self, command: &M::Command) -> (M::Answer, Vec<Entry<M::Event>>)
    where
        M::Refusal: std::fmt::Debug,
    {
        let (last, at) = self.state.last();
        let moment = Moment { now: at.max(TEN_FIFTEEN), at: at.max(TEN_FIFTEEN) };
        let decision = self.state.decide(command, moment).unwrap();
        let events = (last + 1..).zip(decision.events);
        let entries: Vec<_> = events.map(|(seq, (event, key))| Entry { seq, at: moment.at, key, event }).collect();
        for entry in &entries {
            self.state.apply(entry);
        }
        (decision.answer, entries)
    }

    /// Commits what the state has already taken.
    pub async fn commits(&mut self, entries: &Arc<[Entry<M::Event>]>) -> Result<(), Fault> {
        if let Some(batch) = self.store.journal.batch(&self.claim, entries, &self.state)? {
            self.store.journal.commit(&Offer::of(batch)).await?;
        }
        self.claim.last_seq += entries.len() as u64;
        Ok(())
    }

    /// Decides one command, which is allowed, and commits it.
    pub async fn does(&mut self, command: M::Command) -> M::Answer
    where
        M::Refusal: std::fmt::Debug,
    {
        self.tries(command).await.unwrap()
    }
}

/// An inventory of so many items, and the session that sells them.
pub async fn open_session(world: &World, count: u32) -> (Hand<Inventory>, Hand<Session>) {
    let mut inventory = world.stocked(count).await;
    let open = InventoryCommand::Open { organization: world.organization, terms: terms(), key: world.key("open", "1") };
    let Answered::Opened { session, sequence } = inventory.does(open).await else { panic!("not opened") };
    let mut hand = Hand::<Session>::claim(&world.store, OwnerKey::Session(session)).await;
    let items = world.store.reader.handed_over(session, sequence).await.unwrap();
    assert_eq!(items.len(), count as usize);
    let message = ToSession::Open { organization: world.organization, terms: terms() };
    hand.does(SessionCommand::Delivered { seq: sequence, message, items }).await;
    (inventory, hand)
}

/// Sells for cash; the sale's sequence.
pub async fn sell(session: &mut Hand<Session>, tags: &[Tag], key: &str) -> u64 {
    let key = Key::new("saleRecord", "1", key, "");
    let Answer::Sale { sequence, .. } = session.does(SessionCommand::Record(cash_sale(tags), key)).await else {
        panic!("not sold")
    };
    sequence
}
