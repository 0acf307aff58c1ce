//! A till: does its steps at their times and compares each answer with what the plan expects.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::sync::{Barrier, watch};
use tokio::time::{Instant, sleep_until};

use super::DemoError;
use super::plan::{Action, BASE_SHARE_BPS, Basket, By, Fate, Goods, Plan, Scan, Slip, Step};
use super::presence::Waiting;
use super::setup::{Hall, PATIENCE, key, timestamp};
use crate::client::{Client, Payload};
use crate::demo::money::{Cents, Fine};

/// Long enough for the fullest basket at `--speed 1`; the contract's usual value.
const HOLD_SECONDS: u32 = 900;
/// What an old price list differs by.
const STALE_PRICE_CENTS: u64 = 50;
/// What a cashier types too much.
const WRONG_TENDER_CENTS: u64 = 100;

const HOLD: &str = "mutation ($session: ID!, $input: ItemsHoldInput!) {
  itemsHold(sessionId: $session, input: $input) { items { tag } userErrors { code tag } } }";
const RELEASE: &str = "mutation ($session: ID!, $input: ItemsReleaseInput!) {
  itemsRelease(sessionId: $session, input: $input) { items { tag } userErrors { code } } }";
const RECORD: &str = "mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
  saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) {
    sale { id sequence total unattributedTotal consignorShareTotal needsReview } userErrors { code tag } } }";
const VOID: &str = "mutation ($sale: ID!, $reason: String!, $key: String!) {
  saleVoid(saleId: $sale, reason: $reason, idempotencyKey: $key) { sale { id status } userErrors { code } } }";

/// What all tills of a hall share.
pub(super) struct Floor {
    pub plan: Plan,
    pub hall: Hall,
    pub cashier: Client,
    pub organizer: Client,
    pub speed: u32,
    pub opened: Instant,
    milestones: Vec<watch::Sender<bool>>,
    contests: Vec<Contest>,
    /// The server's id of each basket's sale.
    sales: Vec<OnceLock<String>>,
}

struct Contest {
    start: Barrier,
    winners: AtomicU32,
    finish: Barrier,
}

/// Something that a till did not expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The till's place, from 0.
    pub till: usize,
    /// The step's planned second.
    pub at: u32,
    /// What was expected, and what came.
    pub what: String,
}

impl Floor {
    pub(super) fn new(plan: Plan, hall: Hall, (organizer, cashier): (Client, Client), speed: u32) -> Self {
        let contest = || Contest { start: Barrier::new(2), winners: AtomicU32::new(0), finish: Barrier::new(2) };
        Self {
            milestones: (0..plan.milestones).map(|_| watch::Sender::new(false)).collect(),
            contests: (0..plan.contests).map(|_| contest()).collect(),
            sales: plan.baskets.iter().map(|_| OnceLock::new()).collect(),
            opened: Instant::now(),
            plan,
            hall,
            cashier,
            organizer,
            speed: speed.max(1),
        }
    }

    /// Real time until a planned second.
    pub(super) fn real(&self, at: u32) -> Duration {
        Duration::from_secs(u64::from(at)) / self.speed
    }

    /// Does all steps of a till, which reports meanwhile and says when it closes.
    pub(super) async fn run(&self, till: usize) -> Result<Vec<Deviation>, DemoError> {
        let waiting = watch::Sender::new(Waiting::new());
        let name = till_name(till);
        let deviations = tokio::select! {
            deviations = self.work(till, &waiting) => deviations?,
            error = self.report(&name, waiting.subscribe()) => return Err(error),
        };
        let waiting = waiting.borrow().clone();
        self.report_once(&name, "CLOSED", &waiting).await?;
        Ok(deviations)
    }

    async fn work(&self, till: usize, waiting: &watch::Sender<Waiting>) -> Result<Vec<Deviation>, DemoError> {
        let mut work = Till { floor: self, place: till, waiting, offline: Vec::new(), deviations: Vec::new() };
        for step in self.plan.tills.get(till).into_iter().flatten() {
            sleep_until(self.opened + self.real(step.at)).await;
            if let Some(milestone) = step.after.and_then(|at| self.milestones.get(at)) {
                // Its sender lives as long as the floor, so that there is no other error than the end of all.
                milestone.subscribe().wait_for(|reached| *reached).await.ok();
            }
            if let Some(unlike) = work.step(step).await? {
                work.deviations.push(Deviation { till, at: step.at, what: unlike });
            }
            if let Some(milestone) = step.reaches.and_then(|at| self.milestones.get(at)) {
                milestone.send_replace(true);
            }
        }
        Ok(work.deviations)
    }
}

/// A sale that waits for the network, and when it happened.
struct OfflineSale {
    basket: usize,
    sold_at: String,
}

struct Till<'a> {
    floor: &'a Floor,
    /// The till's place in the plan.
    place: usize,
    /// What it reports of its offline sales.
    waiting: &'a watch::Sender<Waiting>,
    offline: Vec<OfflineSale>,
    deviations: Vec<Deviation>,
}

/// What an answer should have been and was; none where they are the same.
type Unlike = Option<String>;

impl Till<'_> {
    async fn step(&mut self, step: &Step) -> Result<Unlike, DemoError> {
        // What an earlier run has sold cannot be held or mistyped again.
        let resumed = self.floor.hall.resumed;
        match &step.action {
            Action::Hold { .. } | Action::Release { .. } | Action::RecordWrongly(..) if resumed => Ok(None),
            Action::Hold { basket, item, expect } => self.hold(*basket, *item, *expect).await,
            Action::Release { basket, item } => self.release(*basket, *item).await,
            Action::Record(basket) | Action::Resend(basket) => {
                let answer = self.send(*basket, &self.input(*basket)).await?;
                Ok(self.compare(*basket, &answer))
            }
            Action::RecordWrongly(basket, slip) => self.record_wrongly(*basket, *slip).await,
            Action::Void { basket, by } => self.void(*basket, *by).await,
            Action::Contest { basket, contest } => self.contest(*basket, *contest).await,
            Action::SellOffline(basket) => {
                let elapsed = TimeDelta::from_std(self.floor.opened.elapsed()).unwrap_or_default();
                let sold_at = timestamp(self.floor.hall.opened_at + elapsed);
                self.waiting.send_modify(|waiting| waiting.push(sold_at.clone()));
                self.offline.push(OfflineSale { basket: *basket, sold_at });
                Ok(None)
            }
            Action::Replay(_) => self.replay().await,
        }
    }

    async fn ask(&self, client: &Client, document: &str, variables: &Value) -> Result<Value, DemoError> {
        client.ask_patiently(document, variables, PATIENCE).await.map_err(DemoError::Fault)
    }

    fn basket(&self, basket: usize) -> &Basket {
        &self.floor.plan.baskets[basket]
    }

    fn cart(&self, basket: usize) -> String {
        key(&self.floor.plan, &format!("cart-{basket}"))
    }

    fn till_name(&self) -> String {
        till_name(self.place)
    }

    async fn hold(&self, basket: usize, item: usize, expect: Scan) -> Result<Unlike, DemoError> {
        let tag = &self.floor.hall.tags[item];
        let input = json!({ "cart": self.cart(basket), "tags": [tag], "till": self.till_name(), "seconds": HOLD_SECONDS });
        let variables = json!({ "session": self.floor.hall.session_id, "input": input });
        let data = self.ask(&self.floor.cashier, HOLD, &variables).await?;
        let answer = Payload::of(&data, "itemsHold", "items");
        let as_expected = match expect {
            Scan::Held => answer.is_done(),
            Scan::Pending => answer.has_code("ITEM_PENDING"),
            Scan::Sold => answer.has_code("ITEM_SOLD"),
        };
        Ok((!as_expected).then(|| format!("scan of {tag}: expected {expect:?}, got {answer}")))
    }

    async fn release(&self, basket: usize, item: usize) -> Result<Unlike, DemoError> {
        let tag = &self.floor.hall.tags[item];
        let input = json!({ "cart": self.cart(basket), "tags": [tag] });
        let variables = json!({ "session": self.floor.hall.session_id, "input": input });
        let data = self.ask(&self.floor.cashier, RELEASE, &variables).await?;
        let answer = Payload::of(&data, "itemsRelease", "items");
        Ok((!answer.is_done()).then(|| format!("release of {tag}: got {answer}")))
    }

    fn input(&self, basket: usize) -> Value {
        let planned = self.basket(basket);
        let lines: Vec<Value> = planned
            .lines
            .iter()
            .map(|line| match &line.goods {
                Goods::Item(item) => json!({ "tag": self.floor.hall.tags[*item] }),
                Goods::Unknown { description } => {
                    json!({ "unknown": { "description": description }, "price": line.price.to_string() })
                }
            })
            .collect();
        let tenders: Vec<Value> =
            planned.tenders.iter().map(|(kind, amount)| json!({ "kind": kind.name(), "amount": amount.to_string() })).collect();
        json!({
            "lines": lines,
            "tenders": tenders,
            "cart": self.cart(basket),
            "shopperCode": planned.shopper_code,
            "till": self.till_name(),
            "receipt": planned.receipt,
        })
    }

    async fn send(&self, basket: usize, input: &Value) -> Result<Payload, DemoError> {
        let key = key(&self.floor.plan, &format!("sale-{basket}"));
        let variables = json!({ "session": self.floor.hall.session_id, "input": input, "key": key });
        let data = self.ask(&self.floor.cashier, RECORD, &variables).await?;
        Ok(Payload::of(&data, "saleRecord", "sale"))
    }

    /// Compares a sale with its basket, and with the sale that the same key got before.
    fn compare(&self, basket: usize, answer: &Payload) -> Unlike {
        let planned = self.basket(basket);
        let what = |expected: &str| Some(format!("sale {}: expected {expected}, got {answer}", planned.receipt));
        if planned.fate == Fate::Refused {
            return if answer.has_code("ITEM_SOLD") { None } else { what("ITEM_SOLD") };
        }
        if !answer.is_done() {
            return what("a sale");
        }
        let id = answer.text("id").to_owned();
        if *self.floor.sales[basket].get_or_init(|| id.clone()) != id {
            return what("the sale that the same key got before");
        }
        let (expected, actual) = (amounts(planned), &answer.object);
        let differs = expected.iter().find(|(field, value)| actual[*field] != *value);
        differs.and_then(|(field, value)| what(&format!("{field} {value}")))
    }

    async fn record_wrongly(&self, basket: usize, slip: Slip) -> Result<Unlike, DemoError> {
        let mut input = self.input(basket);
        let planned = self.basket(basket);
        let code = match slip {
            Slip::WrongTender => {
                let (_, amount) = planned.tenders[0];
                input["tenders"][0]["amount"] = json!((amount + Cents(WRONG_TENDER_CENTS)).to_string());
                "TENDER_MISMATCH"
            }
            Slip::DuplicateLine => {
                let line = input["lines"][0].clone();
                input["lines"].as_array_mut().into_iter().for_each(|lines| lines.push(line.clone()));
                "DUPLICATE_LINE"
            }
            Slip::StalePrice => {
                let stale = planned.lines[0].price + Cents(STALE_PRICE_CENTS);
                input["lines"][0]["price"] = json!(stale.to_string());
                "PRICE_CHANGED"
            }
        };
        let answer = self.send(basket, &input).await?;
        Ok((!answer.has_code(code)).then(|| format!("{slip:?} on {}: expected {code}, got {answer}", planned.receipt)))
    }

    async fn void(&self, basket: usize, by: By) -> Result<Unlike, DemoError> {
        let receipt = &self.basket(basket).receipt;
        let Some(sale) = self.floor.sales[basket].get() else {
            return Ok(Some(format!("void of {receipt}: it was never sold")));
        };
        let client = match by {
            By::Cashier => &self.floor.cashier,
            By::Organizer => &self.floor.organizer,
        };
        let key = key(&self.floor.plan, &format!("void-{basket}"));
        let variables = json!({ "sale": sale, "reason": "rung up by mistake", "key": key });
        let answer = Payload::of(&self.ask(client, VOID, &variables).await?, "saleVoid", "sale");
        let voided = answer.is_done() && answer.text("status") == "VOIDED";
        Ok((!voided).then(|| format!("void of {receipt}: got {answer}")))
    }

    async fn contest(&self, basket: usize, contest: usize) -> Result<Unlike, DemoError> {
        let contest = &self.floor.contests[contest];
        let mut input = self.input(basket);
        // Nobody holds these items: the first sale takes them.
        input["cart"] = Value::Null;
        contest.start.wait().await;
        let answer = self.send(basket, &input).await?;
        let unlike = if answer.is_done() {
            contest.winners.fetch_add(1, Ordering::Relaxed);
            self.compare(basket, &answer)
        } else {
            (!answer.has_code("ITEM_SOLD")).then(|| format!("contest: the loser got {answer}"))
        };
        contest.finish.wait().await;
        let winners = contest.winners.load(Ordering::Relaxed);
        Ok(unlike.or_else(|| (winners != 1).then(|| format!("contest: {winners} winners"))))
    }

    /// Sends what was sold without a network, twice: a till that is unsure sends again.
    async fn replay(&mut self) -> Result<Unlike, DemoError> {
        let offline = std::mem::take(&mut self.offline);
        let mut unlike = None;
        for sale in offline.iter().chain(&offline) {
            let mut input = self.input(sale.basket);
            input["offlineSoldAt"] = json!(sale.sold_at);
            input["cart"] = Value::Null;
            for (at, line) in self.basket(sale.basket).lines.iter().enumerate() {
                input["lines"][at]["price"] = json!(line.price.to_string());
            }
            let answer = self.send(sale.basket, &input).await?;
            unlike = unlike.or_else(|| self.compare(sale.basket, &answer));
        }
        self.waiting.send_modify(Vec::clear);
        Ok(unlike)
    }
}

/// As a hall numbers them.
fn till_name(place: usize) -> String {
    (place + 1).to_string()
}

/// What the answer to a sale must say.
fn amounts(basket: &Basket) -> [(&'static str, Value); 4] {
    let mut share = Fine::default();
    let mut unattributed = Cents::default();
    for line in &basket.lines {
        if line.credited {
            share += line.price.share(BASE_SHARE_BPS);
        } else {
            unattributed += line.price;
        }
    }
    [
        ("total", json!(basket.total().to_string())),
        ("unattributedTotal", json!(unattributed.fine().to_string())),
        ("consignorShareTotal", json!(share.to_string())),
        ("needsReview", json!(basket.needs_review())),
    ]
}
