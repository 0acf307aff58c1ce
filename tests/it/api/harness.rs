//! A hall: the server in this process over a database of its own, a clock that the test moves, and who talks to it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, RwLock};

use hangtag::app::{Authenticator, Secret};
use hangtag::bus::Bus;
use hangtag::domain::access::Role;
use hangtag::domain::tag::ConsignorNumber;
use hangtag::domain::time::Timestamp;
use hangtag::http::{State, serve};
use hangtag::owner::{Clock, Owners};
use hangtag::store::Store;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::caller::{Caller, Desk, micros};
use crate::harness::{Place, TEN_FIFTEEN, on_each_database};

/// Runs a test in a hall on SQLite, and in one on PostgreSQL where there is one. Afterwards journals, rows and totals must
/// agree, and still do so after a restart.
pub async fn in_each_hall(test: impl AsyncFn(&mut Hall)) {
    on_each_database(async |place| {
        let mut hall = Hall::at(place).await;
        test(&mut hall).await;
        hall.check().await;
        hall.restart().await;
        hall.check().await;
        hall.server.stop().await;
    })
    .await;
}

/// As [`in_each_hall`], on SQLite alone: for tests of what no database sees.
pub async fn in_a_hall(test: impl AsyncFn(&mut Hall)) {
    let mut hall = Hall::at(Place::sqlite()).await;
    test(&mut hall).await;
    hall.check().await;
    hall.server.stop().await;
}

/// The organization `acme` with consignor 417, an event in which 65 % go to the consignor, and nothing in it yet.
pub struct Hall {
    /// For SQL that no program would send.
    pub place: Place,
    /// What the server of this moment stands on.
    pub server: Server,
    pub organizer: Caller,
    pub till: Caller,
    clock: Arc<AtomicI64>,
    desk: Arc<Desk>,
}

/// One run of the program.
pub struct Server {
    pub store: Store,
    pub owners: Owners,
    pub address: SocketAddr,
    shutdown: CancellationToken,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start(place: &Place, clock: Arc<AtomicI64>) -> Self {
        let store = place.open().await;
        let now = move || Timestamp::from_milliseconds(clock.load(Ordering::SeqCst));
        let owners = Owners::start(store.clone(), Clock::new(now), Bus::default()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let api = hangtag::graphql::api(&owners, 7);
        let authenticator = Arc::new(Authenticator::new(store.reader.clone()));
        let serving = tokio::spawn(serve(listener, State::new(api, authenticator, vec![], shutdown.clone())));
        Self { store, owners, address, shutdown, serving }
    }

    async fn stop(&mut self) {
        self.shutdown.cancel();
        (&mut self.serving).await.unwrap();
        self.owners.stop().await;
        self.store.clone().close().await;
    }
}

impl Hall {
    /// Opens its doors on an empty database, at 10:15.
    pub async fn at(place: Place) -> Self {
        let clock = Arc::new(AtomicI64::new(TEN_FIFTEEN.milliseconds()));
        let server = Server::start(&place, Arc::clone(&clock)).await;
        let desk = Arc::new(Desk { address: RwLock::new(server.address), ..Desk::default() });
        let organizer = token(&server, &desk, ("acme", Role::Organizer, None)).await;
        let till = token(&server, &desk, ("acme", Role::Cashier, None)).await;
        let hall = Self { place, server, organizer, till, clock, desk };
        let event = hall.organizer.create_event("Spring").await;
        hall.work_in(&event);
        hall.organizer.add_consignor(417).await;
        hall
    }

    /// Somebody of any organization; a consignor must be there before.
    pub async fn caller(&self, organization: &str, role: Role) -> Caller {
        token(&self.server, &self.desk, (organization, role, None)).await
    }

    /// A consignor of `acme` with its own token.
    pub async fn consignor(&self, number: i64) -> Caller {
        token(&self.server, &self.desk, ("acme", Role::Consignor, ConsignorNumber::new(number))).await
    }

    /// The event that callers mean when they name none.
    pub fn event(&self) -> String {
        self.desk.event.read().unwrap().clone()
    }

    /// The session that callers mean when they name none: the one opened last.
    pub fn session(&self) -> String {
        self.desk.session.read().unwrap().clone()
    }

    /// From now on callers mean this event.
    pub fn work_in(&self, event: &str) {
        event.clone_into(&mut self.desk.event.write().unwrap());
    }

    /// Takes in so many items of consignor 417, for 10.00 each; their tags.
    pub async fn items(&self, count: usize) -> Vec<String> {
        self.items_of(417, count).await
    }

    /// Takes in so many items of a consignor, for 10.00 each; their tags.
    pub async fn items_of(&self, consignor: i64, count: usize) -> Vec<String> {
        let item = json!({ "consignorNumber": consignor, "title": "Rain coat", "category": "clothing", "price": "10.00" });
        let mut tags = Vec::new();
        while tags.len() < count {
            let input = vec![item.clone(); (count - tags.len()).min(500)];
            let added = self.organizer.add_items(&json!(input), &self.organizer.key()).await.done();
            tags.extend(added.as_array().unwrap().iter().map(|item| text(&item["tag"])));
        }
        tags
    }

    /// Opens the session over everything that was taken in.
    pub async fn open(&self) -> String {
        let session = self.organizer.open(&self.organizer.key()).await.done();
        self.mean(&session);
        text(&session["id"])
    }

    /// From now on callers mean this session.
    pub fn mean(&self, session: &Value) {
        *self.desk.session.write().unwrap() = text(&session["id"]);
    }

    /// Takes in so many items for 10.00 each and opens the session over them; their tags.
    pub async fn selling(&self, count: usize) -> Vec<String> {
        let tags = self.items(count).await;
        self.open().await;
        tags
    }

    /// Time passes.
    pub fn advance(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// The present, and so many seconds, as RFC 3339.
    pub fn moment(&self, seconds: i64) -> String {
        Timestamp::from_milliseconds(self.clock.load(Ordering::SeqCst)).plus_seconds(seconds).to_string()
    }

    /// Stops the server and starts another on the same database.
    pub async fn restart(&mut self) {
        self.server.stop().await;
        self.server = Server::start(&self.place, Arc::clone(&self.clock)).await;
        *self.desk.address.write().unwrap() = self.server.address;
    }

    /// Journals, rows and totals agree, and the totals of the session that was opened last balance.
    pub async fn check(&self) {
        let report = self.server.store.verify().await.unwrap();
        assert_eq!(report.findings, []);
        if self.session().is_empty() {
            return;
        }
        let totals = self.till.totals().await;
        let tenders = totals["tenderTotals"].as_array().unwrap().iter().map(|tender| micros(&tender["amount"])).sum::<i128>();
        let parts = ["salesTotal", "unattributedTotal", "taxTotal", "chargesTotal", "roundingTotal"];
        assert_eq!(tenders, parts.map(|part| micros(&totals[part])).iter().sum::<i128>(), "{totals}");
        let shares = ["consignorShareTotal", "houseCutTotal"].map(|part| micros(&totals[part]));
        assert_eq!(micros(&totals["salesTotal"]), shares.iter().sum::<i128>(), "{totals}");
        let counts = ["availableCount", "pendingCount", "soldCount"].map(|count| totals[count].as_i64().unwrap());
        assert_eq!(totals["itemCount"].as_i64().unwrap(), counts.iter().sum::<i64>(), "{totals}");
    }
}

/// What a JSON string holds.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

async fn token(server: &Server, desk: &Arc<Desk>, about: (&str, Role, Option<ConsignorNumber>)) -> Caller {
    static COUNT: AtomicU8 = AtomicU8::new(0);
    // Each database is a test's own, so that tokens of different tests may be the same.
    let secret = Secret::new(&[COUNT.fetch_add(1, Ordering::Relaxed); 32]);
    assert!(server.store.records.create_token(about, &secret.hash(), TEN_FIFTEEN).await.unwrap());
    Caller::new(Arc::clone(desk), &secret.to_string())
}
