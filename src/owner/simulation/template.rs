//! The world before a sale: a tenant, an event, consignors, and who works there. Made once, copied for each seed.

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::domain::access::{self, Clerk, Organizer, Role};
use crate::domain::id::EventId;
use crate::domain::money::{Bps, Currency};
use crate::domain::tag::ConsignorNumber;
use crate::domain::terms::{Rates, Terms};
use crate::domain::time::Timestamp;
use crate::store::{Database, Kept, NewSaleEvent, Store};

const NOW: Timestamp = Timestamp::from_milliseconds(1_795_169_700_000);

/// Their items are sold.
pub(super) const CONSIGNORS: [i64; 2] = [417, 7];

pub(super) struct Template {
    pub database: Connection,
    pub event: EventId,
    pub organizer: Organizer,
    pub clerk: Clerk,
}

impl Template {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (event, organizer, clerk) = runtime.block_on(async {
            let database = Database::of(None, folder.path()).unwrap();
            database.migrate_up().await.unwrap();
            let store = database.open("template").await.unwrap();
            let made = make(&store).await;
            store.close().await;
            made
        });
        let file = Connection::open(folder.path().join("hangtag.db")).unwrap();
        let mut database = Connection::open_in_memory().unwrap();
        Backup::new(&file, &mut database).unwrap().step(-1).unwrap();
        Self { database, event, organizer, clerk }
    }
}

async fn make(store: &Store) -> (EventId, Organizer, Clerk) {
    let mut viewers = Vec::new();
    for (role, hash) in [(Role::Organizer, [1; 32]), (Role::Cashier, [2; 32])] {
        assert!(store.records.create_token(("acme", role, None), &hash, NOW).await.unwrap());
        viewers.push(store.reader.viewer(&hash).await.unwrap().unwrap());
    }
    let organizer = access::organizer(&viewers[0]).unwrap();
    let new = NewSaleEvent { name: "Spring".to_owned(), terms: terms(), starts_at: NOW, ends_at: NOW };
    let event = store.records.create_event(organizer.organization, &new, ("event", 1), NOW).await.unwrap();
    let Kept::Done(event) = event else { panic!("{event:?}") };
    for number in CONSIGNORS.map(|number| ConsignorNumber::new(number).unwrap()) {
        let key = format!("consignor {}", number.get());
        let added = store.records.add_consignor(organizer.organization, (Some(number), "Ada"), (&key, 1), NOW).await;
        assert_eq!(added.unwrap(), Kept::Done(number));
    }
    (event, organizer, access::clerk(&viewers[1]).unwrap())
}

/// 65 % to the consignor, and odd cents.
pub(super) fn terms() -> Terms {
    let bps = |bps| Bps::new(bps).unwrap();
    let rates = Rates { base: bps(6_543), volunteer_bonus: bps(0), super_bonus: bps(0), max: bps(10_000) };
    Terms { rates, currency: Currency::Usd, time_zone: "America/New_York".to_owned() }
}
