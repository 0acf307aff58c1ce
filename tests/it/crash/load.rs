//! Tills that sell without a pause, each in its own order, and keep what they were told.

use std::sync::{Arc, Mutex};

use hangtag::client::Payload;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::hall::{Books, Door, Request, until};

pub(super) const RECORD: &str = "mutation ($id: ID!, $input: SaleRecordInput!, $key: String!) {
  saleRecord(sessionId: $id, input: $input, idempotencyKey: $key) { sale { id sequence total } userErrors { code } } }";
const VOID: &str = "mutation ($id: ID!, $key: String!) {
  saleVoid(saleId: $id, reason: \"rung up by mistake\", idempotencyKey: $key) { sale { id status } userErrors { code } } }";
const HOLD: &str = "mutation ($id: ID!, $input: ItemsHoldInput!) {
  itemsHold(sessionId: $id, input: $input) { items { tag } userErrors { code } } }";

/// Tills, beside the manager.
pub(super) const TILLS: usize = 6;
/// Tags that every till wants.
const CONTESTED: usize = 100;
/// Tags that the manager takes out and in again.
const MANAGED: usize = 50;
/// A till's clock is wrong, or it was offline for long.
const LONG_AGO: &str = "2026-01-01T10:15:00.000Z";

/// What was acknowledged: the request and the object of its answer.
pub(super) type Acknowledged = Arc<Mutex<Vec<(Request, Value)>>>;

/// Everybody who works in the hall.
pub(super) struct Load {
    pub(super) acknowledged: Acknowledged,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Load {
    /// Starts; the seed decides what each does.
    pub(super) fn start(door: &Door, (session, tags): (&str, &[String]), seed: u64) -> Self {
        let (contested, rest) = tags.split_at(CONTESTED);
        let (managed, shelves) = rest.split_at(MANAGED);
        let load = (Acknowledged::default(), CancellationToken::new());
        let mut tasks = JoinSet::new();
        let worker = |place: usize, shelf: &[String]| Worker {
            door: door.clone(),
            session: session.to_owned(),
            acknowledged: Arc::clone(&load.0),
            stop: load.1.clone(),
            chance: StdRng::seed_from_u64(seed ^ (place as u64 + 1)),
            place,
            count: 0,
            shelf: shelf.to_vec(),
            contested: contested.to_vec(),
            sold: Vec::new(),
            sales: Vec::new(),
        };
        for (place, shelf) in shelves.chunks(shelves.len() / TILLS).take(TILLS).enumerate() {
            tasks.spawn(worker(place, shelf).sell());
        }
        tasks.spawn(worker(TILLS, managed).manage());
        let (acknowledged, stop) = load;
        Self { acknowledged, stop, tasks }
    }

    /// What was acknowledged until now.
    pub(super) fn acknowledged(&self) -> Vec<(Request, Value)> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Waits until so many more are acknowledged.
    pub(super) async fn progress(&self, more: usize) {
        let count = || self.acknowledged.lock().unwrap().len();
        let enough = count() + more;
        until("the tills sell", || count() >= enough).await;
    }

    /// Waits until everybody has the answer to the last question.
    pub(super) async fn stop(mut self) -> Vec<(Request, Value)> {
        self.stop.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
        Arc::try_unwrap(self.acknowledged).unwrap().into_inner().unwrap()
    }

    /// Everybody goes home, whatever they wait for.
    pub(super) async fn abandon(mut self) -> Vec<(Request, Value)> {
        self.tasks.shutdown().await;
        self.acknowledged()
    }
}

/// The sales among what was acknowledged.
pub(super) fn sales(acknowledged: &[(Request, Value)]) -> impl Iterator<Item = &Value> {
    acknowledged.iter().map(|(_, answer)| answer).filter(|answer| answer["sequence"].is_u64())
}

/// Every acknowledged sale is in the books, with the same sequence and total; gives how many more there are.
pub(super) fn unacknowledged(books: &Books, acknowledged: &[(Request, Value)]) -> usize {
    let mut count = 0;
    for sale in sales(acknowledged) {
        count += 1;
        assert_eq!(books.sales.get(sale["id"].as_str().unwrap()), Some(sale), "an acknowledged sale is lost or changed");
    }
    assert!(count <= books.sales.len(), "two answers name one sale");
    books.sales.len() - count
}

/// A key that comes again gets the same object.
pub(super) async fn replay(door: &Door, acknowledged: impl IntoIterator<Item = &(Request, Value)>) {
    for (request, answer) in acknowledged {
        assert_eq!(&door.done(request).await, answer, "{request:?}");
    }
}

struct Worker {
    door: Door,
    session: String,
    acknowledged: Acknowledged,
    stop: CancellationToken,
    chance: StdRng,
    place: usize,
    count: usize,
    /// Tags that nobody else touches.
    shelf: Vec<String>,
    contested: Vec<String>,
    /// Tags that this till has sold.
    sold: Vec<String>,
    /// Sales that stand.
    sales: Vec<String>,
}

impl Worker {
    async fn sell(mut self) {
        while !self.stop.is_cancelled() {
            match self.chance.random_range(0..100) {
                0..45 => self.sell_own(json!({})).await,
                45..60 => self.sell_offline().await,
                60..75 => self.sell_contested().await,
                75..88 => self.sell_held().await,
                _ => self.void().await,
            }
        }
    }

    async fn manage(mut self) {
        while !self.stop.is_cancelled() {
            let tag = self.shelf[self.chance.random_range(0..self.shelf.len())].clone();
            let withdraw = Request::withdraw(&self.session, std::slice::from_ref(&tag), &self.key("withdraw"));
            self.done(withdraw).await;
            let restock = Request::restock(&self.session, &[tag], &self.key("restock"));
            self.done(restock).await;
        }
    }

    async fn sell_own(&mut self, more: Value) {
        let lines = self.chance.random_range(1..=3);
        let tags: Vec<String> = (0..lines).map_while(|_| self.shelf.pop()).collect();
        if tags.is_empty() {
            return self.sell_offline().await;
        }
        let lines: Vec<Value> = tags.iter().map(|tag| json!({ "tag": tag })).collect();
        let sale = self.done(self.record(&lines, more)).await;
        self.sales.push(sale["id"].as_str().unwrap().to_owned());
        self.sold.extend(tags);
    }

    /// Cash was taken for something that nobody knows, or that is sold already.
    async fn sell_offline(&mut self) {
        let mut lines = vec![json!({ "unknown": { "description": "A puzzle" }, "price": "10.00" })];
        if !self.sold.is_empty() {
            let tag = &self.sold[self.chance.random_range(0..self.sold.len())];
            lines.push(json!({ "tag": tag, "price": "10.00" }));
        }
        let sale = self.done(self.record(&lines, json!({ "offlineSoldAt": LONG_AGO }))).await;
        self.sales.push(sale["id"].as_str().unwrap().to_owned());
    }

    /// Somebody else may have it: then the answer is a refusal.
    async fn sell_contested(&mut self) {
        let tag = &self.contested[self.chance.random_range(0..self.contested.len())];
        let request = self.record(&[json!({ "tag": tag })], json!({}));
        self.count += 1;
        let answer = self.door.settle(&request).await;
        assert!(answer.is_done() || answer.has_code("ITEM_SOLD"), "{answer}");
        if answer.is_done() {
            self.keep(request, answer);
        }
    }

    async fn sell_held(&mut self) {
        let Some(tag) = self.shelf.last() else { return };
        let cart = self.key("cart");
        let variables = json!({ "id": self.session, "input": { "cart": cart, "tags": [tag] } });
        let hold = Request::new(("itemsHold", "items"), HOLD, variables);
        self.door.done(&hold).await;
        self.sell_own(json!({ "cart": cart })).await;
    }

    async fn void(&mut self) {
        let Some(sale) = self.sales.pop() else { return };
        let variables = json!({ "id": sale, "key": self.key("void") });
        self.done(Request::new(("saleVoid", "sale"), VOID, variables)).await;
    }

    /// Paid in cash; `more` are fields of the input.
    fn record(&self, lines: &[Value], more: Value) -> Request {
        let total = format!("{}.00", 10 * lines.len());
        let mut input = more;
        input["lines"] = json!(lines);
        input["tenders"] = json!([{ "kind": "CASH", "amount": total }]);
        input["till"] = json!(self.place.to_string());
        let variables = json!({ "id": self.session, "input": input, "key": self.key("sale") });
        Request::new(("saleRecord", "sale"), RECORD, variables)
    }

    fn key(&self, what: &str) -> String {
        format!("{what}-{}-{}", self.place, self.count)
    }

    async fn done(&mut self, request: Request) -> Value {
        self.count += 1;
        let answer = self.door.settle(&request).await;
        assert!(answer.is_done(), "{answer} for {request:?}");
        let object = answer.object.clone();
        self.keep(request, answer);
        object
    }

    fn keep(&self, request: Request, answer: Payload) {
        self.acknowledged.lock().unwrap().push((request, answer.object));
    }
}
