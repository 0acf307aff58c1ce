//! People with tills and lists: each has a few errands, asks, loses answers, and asks again under the same key until it knows.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::domain::id::{GlobalId, SaleId, SessionId};
use crate::domain::inventory::NewItem;
use crate::domain::key::Key;
use crate::domain::money::Money;
use crate::domain::sale::{
    Fact, HoldItems, NewLine, NewSale, ParkCart, ParkedCart, ReviewSale, Ruling, SaleChannel, Scan, TakeCart, Tender, TenderKind,
    Thing,
};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::owner::Owners;
use crate::store::lock;

use super::Nodes;
use super::errand::{Deed, Errand, Told, Unknown};
use super::template::CONSIGNORS;
use super::world::World;

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Post {
    Till,
    /// Takes in items, opens sessions and ends them.
    Office,
    /// Brings more in, takes some out.
    Store,
}

/// Somebody, who remembers what is open across the lives of the process.
pub(super) struct Client {
    name: String,
    post: Post,
    state: Mutex<State>,
}

struct State {
    /// Errands that are not begun yet.
    left: u64,
    begun: u64,
    open: Option<Errand>,
    done: Vec<Errand>,
}

impl Client {
    pub(super) fn new(name: String, post: Post, errands: u64) -> Self {
        Self { name, post, state: Mutex::new(State { left: errands, begun: 0, open: None, done: Vec::new() }) }
    }

    /// Until every errand has its answer.
    pub(super) async fn work(&self, world: &Arc<World>, nodes: &Nodes) {
        let fate = &world.fate;
        loop {
            fate.pause(if fate.one_in(12) { 70_000 } else { 40 }).await;
            let Some(errand) = self.errand(world) else {
                if lock(&self.state).left == 0 {
                    world.office_is_done.fetch_or(self.post == Post::Office, Ordering::Relaxed);
                    return;
                }
                if world.office_is_done.load(Ordering::Relaxed) {
                    // Nobody opens a session any more.
                    lock(&self.state).left = 0;
                }
                continue;
            };
            match self.ask(world, nodes, errand.clone()).await {
                Some((told, owners)) => {
                    let errand = lock(&self.state).open.take().unwrap_or(errand);
                    world.hears(&errand, &told, &owners);
                    lock(&self.state).done.push(errand);
                }
                None => fate.pause(200).await,
            }
        }
    }

    /// The open one, or a new one. None: there is nothing to do right now.
    fn errand(&self, world: &World) -> Option<Errand> {
        let mut state = lock(&self.state);
        if let Some(Errand { deed: Deed::Sell(_, sale), .. }) = &mut state.open
            && world.fate.one_in(4)
        {
            // A till that lost the answer may have handed the thing over meanwhile.
            sale.offline_sold_at = Some(world.fate.now());
        }
        if state.open.is_none() && state.left > 0 {
            state.begun += 1;
            state.open = if state.begun > 2 && world.fate.one_in(5) { old_errand(world, &state.done) } else { None };
            if state.open.is_none() {
                let deed = match self.post {
                    Post::Till => self.till_deed(world),
                    Post::Office => office_deed(world, state.begun),
                    Post::Store => store_deed(world),
                };
                state.open = deed.map(|deed| under_new_key(world, deed));
            }
            // A till waits for a session to sell in; the office goes on to what comes next.
            if state.open.is_some() || self.post == Post::Office {
                state.left -= 1;
            }
        }
        state.open.clone()
    }

    /// Asks once, or twice at once, and may lose patience. What a process refuses that was replaced meanwhile does not count:
    /// its connections went with it.
    async fn ask(&self, world: &Arc<World>, nodes: &Nodes, errand: Errand) -> Option<(Told, Owners)> {
        let owners = nodes.newest();
        let before = nodes.count();
        let told = self.ask_one(world, &owners, errand).await.ok()?;
        if nodes.count() != before && matches!(told, Told::Refused(_)) {
            self.overlaps();
            return None;
        }
        Some((told, owners))
    }

    async fn ask_one(&self, world: &Arc<World>, owners: &Owners, errand: Errand) -> Result<Told, Unknown> {
        let fate = &world.fate;
        if !world.is_calm() && fate.one_in(6) {
            self.overlaps();
            let (one, two) = tokio::join!(errand.run(world, owners), errand.run(world, owners));
            let (one, two) = (one?, two?);
            let is_refused = matches!(one, Told::Refused(_)) || matches!(two, Told::Refused(_));
            if one != two && !is_refused && errand.is_keyed() {
                world.finds(format!("{errand:?}, sent twice, was told {one:?} and {two:?}"));
            }
            return Ok(if matches!(one, Told::Refused(_)) { two } else { one });
        }
        if !world.is_calm() && fate.one_in(4) {
            let patience = Duration::from_millis(fate.pick(40));
            let told = tokio::time::timeout(patience, errand.run(world, owners)).await;
            if told.is_err() {
                self.overlaps();
            }
            return told.unwrap_or(Err(Unknown));
        }
        errand.run(world, owners).await
    }

    fn overlaps(&self) {
        if let Some(open) = &mut lock(&self.state).open {
            open.overlaps = true;
        }
    }

    fn till_deed(&self, world: &World) -> Option<Deed> {
        let fate = &world.fate;
        let session = some_session(world)?;
        let cart = format!("cart of {}", self.name);
        Some(match fate.pick(20) {
            0..=8 => Deed::Sell(session, self.sale(world, cart)),
            9..=10 => {
                let sales = world.database.numbers(&format!("SELECT sequence FROM sale WHERE session_id = {session}"));
                let row = sales.get(fate.place(sales.len()))?;
                Deed::Void(SaleId { session, sequence: row[0].cast_unsigned() })
            }
            11..=13 => {
                let scans = some_tags(world, 3).into_iter().map(|tag| Scan::Tag(tag, Fact::Exists)).collect();
                let channel = if fate.one_in(3) { SaleChannel::Online } else { SaleChannel::Pos };
                Deed::Hold(session, HoldItems { cart: Some(cart), scans, till: None, seconds: 30, channel })
            }
            14..=16 => {
                let note = fate.one_in(2).then(|| "blue bag".to_owned());
                Deed::Park(session, ParkCart { cart: Some(cart), till: self.name.clone(), note })
            }
            17..=18 => {
                let (session, parked) = lock(&world.parked).clone()?;
                let holding = || some_tags(world, 1).first().copied().map(ParkedCart::Holding);
                let which = if fate.one_in(3) { holding()? } else { ParkedCart::Named(parked) };
                Deed::Take(session, TakeCart { which, into: Some(cart), till: self.name.clone() })
            }
            _ => Deed::Release(session, cart),
        })
    }

    fn sale(&self, world: &World, cart: String) -> NewSale {
        let fate = &world.fate;
        let known = world.tags("TRUE");
        let line = |tag: Tag| {
            let fact = if known.contains(&tag) { Fact::Exists } else { Fact::Missing };
            NewLine { thing: Thing::Scanned(Scan::Tag(tag, fact)), price: Some(price_of(tag)) }
        };
        let mut tags = some_tags(world, 3);
        if fate.one_in(15) {
            tags.push(tag_of(9_000));
        }
        let total: i64 = tags.iter().map(|tag| price_of(*tag).minor()).sum();
        let total = if fate.one_in(20) { total + 1 } else { total };
        let in_cash = if fate.one_in(4) { total / 3 } else { total };
        let tender = |kind, amount| Tender { kind, amount: Money::from_minor(amount) };
        let tenders = [tender(TenderKind::Cash, in_cash), tender(TenderKind::Card, total - in_cash)];
        let offline = fate.one_in(6).then(|| fate.now());
        NewSale {
            lines: tags.into_iter().map(line).collect(),
            tenders: tenders.into_iter().filter(|tender| tender.amount != Money::ZERO).collect(),
            cart: (!fate.one_in(4)).then_some(cart),
            shopper_code: None,
            till: Some(self.name.clone()),
            receipt: None,
            channel: SaleChannel::Pos,
            offline_sold_at: offline,
        }
    }
}

/// Somebody repeats an errand that is long done, or uses its key for something else by mistake.
fn old_errand(world: &World, done: &[Errand]) -> Option<Errand> {
    let mut errand = done.get(world.fate.place(done.len())).filter(|errand| errand.is_keyed())?.clone();
    if !errand.takes_a_used_key && world.answer(errand.key.hash).is_some() && world.fate.one_in(3) {
        errand.takes_a_used_key = true;
        errand.key.arguments ^= 1;
    }
    Some(errand)
}

fn office_deed(world: &World, begun: u64) -> Option<Deed> {
    match (begun, world.fate.pick(8)) {
        (1, _) => Some(new_items(world, 12)),
        (2, _) | (_, 3..=4) => Some(Deed::Open),
        (_, 0) => Some(Deed::Cancel(some_session(world)?)),
        (_, 1..=2) => Some(Deed::Complete(some_session(world)?)),
        (_, 5..=6) => review_deed(world).or_else(|| store_deed(world)),
        _ => store_deed(world),
    }
}

/// A line that waits for a person, sometimes one that does not.
fn review_deed(world: &World) -> Option<Deed> {
    let fate = &world.fate;
    let open = if fate.one_in(8) { "TRUE" } else { "reason IS NOT NULL" };
    let lines = world.database.numbers(&format!(
        "SELECT session_id, sequence, position FROM sale_line JOIN sale ON sale.id = sale_id WHERE {open} ORDER BY sale.id, position"
    ));
    let line = lines.get(fate.place(lines.len()))?;
    let id = SaleId { session: SessionId(line[0]), sequence: line[1].cast_unsigned() };
    let item = some_tags(world, 1).first().map(|tag| Ruling::ToItem(Scan::Tag(*tag, Fact::Exists)));
    let ruling = match fate.pick(6) {
        0 => Ruling::Accept,
        1 => Ruling::KeepForHouse,
        2 => Ruling::ToConsignor(ConsignorNumber::new(CONSIGNORS[0])),
        _ => item?,
    };
    let position = u32::try_from(line[2]).ok();
    let review = ReviewSale { sale: id.sequence, position, ruling, note: Some("saw the receipt".to_owned()) };
    Some(Deed::Review(id, review))
}

fn store_deed(world: &World) -> Option<Deed> {
    let session = some_session(world)?;
    let free = world.tags("state = 'MODIFIABLE'");
    if !free.is_empty() && world.fate.one_in(2) {
        let first = world.fate.place(free.len());
        return Some(Deed::Restock(session, free.into_iter().skip(first).take(2).collect()));
    }
    Some(if world.fate.one_in(2) { new_items(world, 2) } else { Deed::Withdraw(session, some_tags(world, 2)) })
}

fn new_items(world: &World, count: u64) -> Deed {
    let item = |tag: Tag| NewItem {
        tag,
        reference: None,
        title: "Rain coat".to_owned(),
        category: "clothing".to_owned(),
        size: None,
        price: price_of(tag),
        discountable: true,
        donate: false,
    };
    Deed::Add((0..count).map(|_| item(tag_of(world.next_item()))).collect())
}

fn under_new_key(world: &World, deed: Deed) -> Errand {
    let (mutation, target, arguments) = match &deed {
        Deed::Sell(session, sale) => {
            // Whether it was sold offline is no part of what is compared.
            let sale = NewSale { offline_sold_at: None, ..sale.clone() };
            ("saleRecord", GlobalId::Session(*session), format!("{sale:?}"))
        }
        Deed::Void(sale) => ("saleVoid", GlobalId::Sale(*sale), String::new()),
        Deed::Review(sale, review) => ("saleReviewResolve", GlobalId::Sale(*sale), format!("{review:?}")),
        Deed::Hold(session, _) | Deed::Release(session, _) | Deed::Park(session, _) | Deed::Take(session, _) => {
            ("hold", GlobalId::Session(*session), String::new())
        }
        Deed::Withdraw(session, tags) => ("saleSessionWithdraw", GlobalId::Session(*session), format!("{tags:?}")),
        Deed::Restock(session, tags) => ("saleSessionRestock", GlobalId::Session(*session), format!("{tags:?}")),
        Deed::Complete(session) => ("saleSessionComplete", GlobalId::Session(*session), String::new()),
        Deed::Cancel(session) => ("saleSessionCancel", GlobalId::Session(*session), String::new()),
        Deed::Open => ("saleSessionOpen", GlobalId::Event(world.event), String::new()),
        Deed::Add(items) => ("itemsAdd", GlobalId::Event(world.event), format!("{items:?}")),
    };
    let key = Key::new(mutation, &target.to_string(), &world.next_key(), &arguments);
    Errand { deed, key, overlaps: false, takes_a_used_key: false }
}

/// The newest, most of the time.
fn some_session(world: &World) -> Option<SessionId> {
    let sessions = world.sessions();
    let place = if world.fate.one_in(8) { world.fate.place(sessions.len()) } else { 0 };
    sessions.get(place).copied()
}

/// One to so many tags that were handed out, some twice.
fn some_tags(world: &World, max: u64) -> Vec<Tag> {
    let known = world.tags("TRUE");
    let count = if known.is_empty() { 0 } else { 1 + world.fate.pick(max) };
    (0..count).map(|_| known[world.fate.place(known.len())]).collect()
}

/// The consignors bring in turns.
fn tag_of(number: u64) -> Tag {
    let consignor = CONSIGNORS[usize::from(number.is_multiple_of(2))];
    Tag::of(ConsignorNumber::new(consignor).unwrap(), u32::try_from(number).unwrap()).unwrap()
}

/// Odd cents.
fn price_of(tag: Tag) -> Money {
    Money::from_minor(101 + i64::from(tag.number() % 97))
}
