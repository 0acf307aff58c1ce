//! The words that the tests are written in: a hall with a session, commands, and what is said to happen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::handover::{Attribution, Handed, ToSession};
use crate::domain::id::{EventId, OrganizationId, SessionId};
use crate::domain::key::Key;
use crate::domain::machine::{Decision, Entry, Moment, StateMachine};
use crate::domain::money::{Bps, Currency, Money};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::terms::{Rates, Terms};
use crate::domain::time::Timestamp;

use super::super::{
    Answer, Fact, HoldItems, Line, LineStatus, NewLine, NewSale, ParkCart, ParkedCart, Refusal, Resolution, ReviewSale, Ruling,
    SaleChannel, SaleRecorded, SaleReviewed, Scan, Session, SessionCommand, SessionEvent, TakeCart, Tender, TenderKind, Thing,
    VoidSale,
};
use super::audit;

/// When the doors open.
pub(super) const OPENING: Timestamp = Timestamp::from_milliseconds(1_800_000_000_000);
/// The share that everybody earns.
pub(super) const SHARE_BPS: i64 = 6_500;
/// The session's id.
pub(super) const SESSION: SessionId = SessionId::of(EventId(4), 1);

/// A session, its journal, and the clock on the wall.
#[derive(Clone)]
pub(super) struct Hall {
    pub session: Session,
    pub journal: Vec<Entry<SessionEvent>>,
    pub now: Timestamp,
    handovers: u64,
}

impl Hall {
    /// The Inventory's message has not come yet.
    pub fn unopened() -> Self {
        Self { session: Session::new(SESSION), journal: Vec::new(), now: OPENING, handovers: 0 }
    }

    /// Sells these: `"A:500 B:300"`. Entry 1 opens, entry 2 locks; the first sale is `#3`.
    pub fn open(stock: &str) -> Self {
        let mut hall = Self::unopened();
        let command = hall.delivery(open_message(), stock);
        hall.given(command)
    }

    /// These came in during the sale.
    pub fn restocked(mut self, stock: &str) -> Self {
        let command = self.delivery(ToSession::Restock, stock);
        self.given(command)
    }

    /// The next message of the Inventory.
    pub fn delivery(&mut self, message: ToSession, stock: &str) -> SessionCommand {
        self.handovers += 1;
        let price = |word: &str| minor(word.split_once(':').unwrap().1);
        let items = stock.split_whitespace().map(|word| Handed { tag: tag(&word[..1]), price: price(word) }).collect();
        SessionCommand::Delivered { seq: self.handovers, message, items }
    }

    /// The command was accepted.
    #[track_caller]
    pub fn given(mut self, command: impl Into<SessionCommand>) -> Self {
        let command = command.into();
        if let Err(refusal) = self.take(&command) {
            panic!("{command:?} is refused: {refusal:?}");
        }
        self
    }

    /// Sold at a till for the price on the tag.
    #[track_caller]
    pub fn sold(self, tags: &str) -> Self {
        let total = tags.split_whitespace().filter_map(|name| self.session.item(tag(name))).map(|(price, _)| price.minor()).sum();
        self.given(record(tags).paid(total))
    }

    /// It happened, whoever decided so.
    pub fn happened(mut self, event: SessionEvent) -> Self {
        self.write(event, None);
        self
    }

    /// Time passes.
    pub fn after(mut self, seconds: i64) -> Self {
        self.now = self.now.plus_seconds(seconds);
        self
    }

    /// What the session says to a command now.
    pub fn ask(&self, command: &SessionCommand) -> Result<Decision<SessionEvent, Answer>, Refusal> {
        self.session.decide(command, self.moment())
    }

    /// Asks, and writes down what happens.
    pub fn take(&mut self, command: &SessionCommand) -> Result<Answer, Refusal> {
        let decision = self.ask(command)?;
        for (event, key) in decision.events {
            self.write(event, key);
        }
        Ok(decision.answer)
    }

    fn write(&mut self, event: SessionEvent, key: Option<Key>) {
        let entry = Entry { seq: self.journal.len() as u64 + 1, at: self.moment().at, key, event };
        self.session.apply(&entry);
        self.journal.push(entry);
    }

    pub fn moment(&self) -> Moment {
        Moment { now: self.now, at: self.now.max(self.session.last().1) }
    }
}

pub(super) fn open_message() -> ToSession {
    let bps = |bps| Bps::new(bps).unwrap();
    let rates = Rates { base: bps(SHARE_BPS), volunteer_bonus: bps(500), super_bonus: bps(500), max: bps(8_000) };
    let terms = Terms { rates, currency: Currency::Usd, time_zone: "America/Chicago".to_owned() };
    ToSession::Open { organization: OrganizationId(7), terms }
}

/// A is the first of consignor 1, who has three; D is the first of consignor 2, and so on.
pub(super) fn tag(name: &str) -> Tag {
    let place = i64::from(name.to_ascii_uppercase().as_bytes()[0] - b'A');
    Tag::of(ConsignorNumber::new(1 + place / 3).unwrap(), u32::try_from(1 + place % 3).unwrap()).unwrap()
}

pub(super) fn tags(names: &str) -> Vec<Tag> {
    names.split_whitespace().map(tag).collect()
}

fn name(tag: Tag) -> char {
    char::from(b'A' + u8::try_from((tag.consignor().get() - 1) * 3 + tag.number() % 10_000 - 1).unwrap())
}

/// Cents.
pub(super) fn cents(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn minor(text: &str) -> Money {
    cents(text.parse().unwrap())
}

/// `A`: an item of the organization. `z`: a right tag that no item has. `!12`: not a tag.
pub(super) fn scan(word: &str) -> Scan {
    match word.strip_prefix('!') {
        Some(raw) => Scan::Unreadable(raw.to_owned()),
        None if word.starts_with(|letter: char| letter.is_ascii_lowercase()) => Scan::Tag(tag(word), Fact::Missing),
        None => Scan::Tag(tag(word), Fact::Exists),
    }
}

pub(super) fn scans(words: &str) -> Vec<Scan> {
    words.split_whitespace().map(scan).collect()
}

/// A scan, `*coat` for a thing without a tag, or `-` for neither; `:500` is the price that the till showed.
fn line(word: &str) -> NewLine {
    let (what, price) = word.split_once(':').map_or((word, None), |(what, price)| (what, Some(minor(price))));
    let thing = match (what, what.strip_prefix('*')) {
        ("-", _) => Thing::Neither,
        (_, Some(description)) => Thing::Unknown { description: description.to_owned(), claimed_consignor: Some(2) },
        _ => Thing::Scanned(scan(what)),
    };
    NewLine { thing, price }
}

/// A key that nobody used yet.
fn fresh_key() -> Key {
    static USED: AtomicU64 = AtomicU64::new(0);
    Key { hash: u128::from(USED.fetch_add(1, Ordering::Relaxed)), arguments: 0 }
}

/// A sale that a till sends.
#[derive(Clone)]
pub(super) struct Ring {
    pub sale: NewSale,
    key: Option<String>,
}

/// Without a key of its own each is another sale.
pub(super) fn record(lines: &str) -> Ring {
    let sale = NewSale {
        lines: lines.split_whitespace().map(line).collect(),
        tenders: Vec::new(),
        cart: None,
        shopper_code: None,
        till: Some("3".to_owned()),
        receipt: None,
        channel: SaleChannel::Pos,
        offline_sold_at: None,
    };
    Ring { sale, key: None }
}

impl Ring {
    /// In cash.
    pub fn paid(self, minor: i64) -> Self {
        self.paid_by(TenderKind::Cash, minor)
    }

    pub fn paid_by(mut self, kind: TenderKind, minor: i64) -> Self {
        self.sale.tenders.push(Tender { kind, amount: cents(minor) });
        self
    }

    pub fn with_cart(mut self, cart: &str) -> Self {
        self.sale.cart = Some(cart.to_owned());
        self
    }

    pub fn through(mut self, channel: SaleChannel) -> Self {
        self.sale.channel = channel;
        self
    }

    /// The till could not reach the server; so many seconds after the opening.
    pub fn offline(mut self, seconds: i64) -> Self {
        self.sale.offline_sold_at = Some(OPENING.plus_seconds(seconds));
        self
    }

    pub fn keyed(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }
}

impl From<Ring> for SessionCommand {
    fn from(ring: Ring) -> Self {
        let Ring { sale, key } = ring;
        // Neither prices nor the time offline are compared: the same sale may come again as an offline one.
        let things: Vec<_> = sale.lines.iter().map(|line| &line.thing).collect();
        let arguments = format!("{things:?}{:?}{:?}{:?}", sale.tenders, sale.cart, sale.channel);
        let key = key.map_or_else(fresh_key, |text| Key::new("saleRecord", "session", &text, &arguments));
        Self::Record(sale, key)
    }
}

/// By an organizer, with a fresh key.
pub(super) fn void(sale: u64) -> SessionCommand {
    void_by(VoidSale { sale, reason: Some("wrong item".to_owned()), is_organizer: true })
}

/// By a cashier, with a fresh key.
pub(super) fn cashier_void(sale: u64) -> SessionCommand {
    void_by(VoidSale { sale, reason: Some("wrong item".to_owned()), is_organizer: false })
}

pub(super) fn void_by(void: VoidSale) -> SessionCommand {
    SessionCommand::Void(void, fresh_key())
}

/// For fifteen minutes, by a till.
pub(super) fn hold(cart: &str, words: &str) -> HoldItems {
    HoldItems { cart: Some(cart.to_owned()), scans: scans(words), till: None, seconds: 900, channel: SaleChannel::Pos }
}

/// For fifteen minutes, by a shopper at home.
pub(super) fn web_hold(cart: &str, words: &str) -> HoldItems {
    HoldItems { channel: SaleChannel::Online, ..hold(cart, words) }
}

impl From<HoldItems> for SessionCommand {
    fn from(hold: HoldItems) -> Self {
        Self::Hold(hold)
    }
}

pub(super) fn release(cart: &str, names: Option<&str>) -> SessionCommand {
    SessionCommand::Release { cart: Some(cart.to_owned()), tags: names.map(tags) }
}

/// By a helper with a phone, who writes on it what it waits for.
pub(super) fn park(cart: &str) -> SessionCommand {
    let note = Some("fetches cash".to_owned());
    SessionCommand::Park(ParkCart { cart: Some(cart.to_owned()), till: "scout".to_owned(), note })
}

/// By its name.
pub(super) fn take(cart: &str, into: &str) -> SessionCommand {
    taking(ParkedCart::Named(cart.to_owned()), into)
}

/// By an item in it.
pub(super) fn take_by(name: &str, into: &str) -> SessionCommand {
    taking(ParkedCart::Holding(tag(name)), into)
}

fn taking(which: ParkedCart, into: &str) -> SessionCommand {
    SessionCommand::Take(TakeCart { which, into: Some(into.to_owned()), till: format!("till {into}") })
}

/// One line, by an organizer, with a fresh key.
pub(super) fn review(sale: u64, position: u32, ruling: Ruling) -> SessionCommand {
    review_by(sale, Some(position), ruling, Some("saw the receipt"))
}

/// What is odd in the sale as a whole.
pub(super) fn accept(sale: u64) -> SessionCommand {
    review_by(sale, None, Ruling::Accept, Some("the till was slow"))
}

pub(super) fn review_by(sale: u64, position: Option<u32>, ruling: Ruling, note: Option<&str>) -> SessionCommand {
    SessionCommand::Review(ReviewSale { sale, position, ruling, note: note.map(str::to_owned) }, fresh_key())
}

/// The Inventory's half, under the client's key.
pub(super) fn attribution(sale: u64, position: u32, hash: u128) -> ToSession {
    let attribution = Attribution { sale, position, note: "saw the receipt".to_owned() };
    ToSession::Attributed { attribution, key: Some(Key { hash, arguments: 0 }) }
}

/// It comes with this item: `"A:500"`.
pub(super) fn delivered_attribution(mut hall: Hall, (sale, position): (u64, u32), stock: &str) -> SessionCommand {
    let Key { hash, .. } = fresh_key();
    hall.delivery(attribution(sale, position, hash), stock)
}

pub(super) fn withdraw(words: &str) -> SessionCommand {
    SessionCommand::Withdraw { scans: scans(words), reason: "recalled".to_owned(), key: fresh_key() }
}

pub(super) fn complete() -> SessionCommand {
    SessionCommand::Complete(fresh_key())
}

pub(super) fn cancel() -> SessionCommand {
    SessionCommand::Cancel { reason: "no power".to_owned(), key: fresh_key() }
}

/// What is expected of a command: what happens, as [`say`] tells it, or the refusal.
pub(super) type Expected = Result<Vec<String>, Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "it stands where `refused` may stand")]
pub(super) fn happens(events: &[&str]) -> Expected {
    Ok(events.iter().map(|event| (*event).to_owned()).collect())
}

pub(super) fn refused(refusal: Refusal) -> Expected {
    Err(refusal)
}

/// The command comes to what is expected, changes the state only through its events, and leaves sums that add up.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a table reads better without ampersands")]
pub(super) fn check(given: Hall, command: impl Into<SessionCommand>, expected: Expected) -> Hall {
    let command = command.into();
    let before = given.session.clone();
    let decision = given.ask(&command);
    assert_eq!(given.session, before, "deciding changes nothing");
    let again = audit::replayed(&given.journal).decide(&command, given.moment());
    assert_eq!(again, decision, "the same journal decides the same");
    let said = decision.map(|decision| decision.events.iter().map(|(event, _)| say(event)).collect::<Vec<_>>());
    assert_eq!(said, expected, "{command:?}");
    let mut hall = given;
    let _ = hall.take(&command);
    audit::audit(&hall);
    assert_eq!(audit::replayed(&hall.journal), hall.session, "the journal replays to the state");
    hall
}

/// An event in a few words: a `SOLD` line is `A:500`, or `A:400(500)` if the tag says 500; an unattributed one `A?500=WHY`.
pub(super) fn say(event: &SessionEvent) -> String {
    let names = |tags: &[Tag]| tags.iter().flat_map(|tag| [' ', name(*tag)]).collect::<String>();
    let after = |previous: Option<u64>| previous.map(|seq| format!(" after #{seq}")).unwrap_or_default();
    match event {
        SessionEvent::Opened(_) => "opened".to_owned(),
        SessionEvent::ItemsLocked(locked) => format!("locked{}", names(&locked.tags)),
        SessionEvent::ItemsUnlocked(unlocked) => match unlocked.handed_back {
            Some(handover) => format!("handed back {handover}{}", names(&unlocked.tags)),
            None => format!("unlocked{} {}", names(&unlocked.tags), unlocked.reason),
        },
        SessionEvent::ItemsHeld(held) => format!("held{} by {}", names(&held.tags), held.cart),
        SessionEvent::ItemsReleased(released) => {
            let cart = released.cart.as_deref().unwrap_or("all");
            format!("released{} of {cart} {:?}", names(&released.tags), released.reason)
        }
        SessionEvent::SaleRecorded(recorded) => say_sale(recorded),
        SessionEvent::SaleVoided(voided) => format!("voided #{}{}", voided.sale, after(voided.previous)),
        SessionEvent::SaleChanged(changed) => {
            format!("#{}.{} got {}{}", changed.sale, changed.position, name(changed.item), after(changed.previous))
        }
        SessionEvent::SaleReviewed(reviewed) => say_review(reviewed) + &after(reviewed.previous),
        SessionEvent::Completed => "completed".to_owned(),
        SessionEvent::Cancelled { reason } => format!("cancelled {reason}"),
    }
}

fn say_review(reviewed: &SaleReviewed) -> String {
    let place = reviewed.position.map(|position| format!(".{position}")).unwrap_or_default();
    let what = match reviewed.resolution {
        Resolution::Accepted => "accepted".to_owned(),
        Resolution::Item { tag, .. } => name(tag).to_string(),
        Resolution::Consignor { number, .. } => format!("consignor {}", number.get()),
        Resolution::House => "house".to_owned(),
    };
    let from = reviewed.handover.map(|seq| format!(" from {seq}")).unwrap_or_default();
    format!("#{}{place} reviewed: {what}{from}", reviewed.sale)
}

fn say_sale(recorded: &Arc<SaleRecorded>) -> String {
    let say_line = |line: &Line| {
        let what = match (line.item, &line.tag, &line.description) {
            (Some(item), ..) => name(item).to_string(),
            (None, Some(tag), _) => format!("!{tag}"),
            (None, None, description) => format!("*{}", description.as_deref().unwrap_or_default()),
        };
        let printed = if line.discount == Money::ZERO { String::new() } else { format!("({})", line.price.minor()) };
        let why = line.reason.map(|reason| format!("={}", reason.name())).unwrap_or_default();
        let mark = if line.status == LineStatus::Sold { ':' } else { '?' };
        format!(" {what}{mark}{}{printed}{why}", line.net().minor())
    };
    let reasons = recorded.reasons.iter().map(|reason| format!(" {}", reason.name()));
    let review = reasons.reduce(|all, reason| all + &reason).map(|reasons| format!(" review{reasons}"));
    let lines = recorded.lines.iter().map(say_line).reduce(|all, line| all + &line);
    format!("sale{}{}", lines.unwrap_or_default(), review.unwrap_or_default())
}
