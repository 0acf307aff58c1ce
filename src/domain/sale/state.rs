//! A session in memory: what decisions need, as small as that allows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::handover::{Handed, OwnerKey, ToInventory};
use crate::domain::id::{EventId, OrganizationId, SessionId};
use crate::domain::key::Key;
use crate::domain::machine::{Decision, Entry, Moment, StateMachine};
use crate::domain::money::{Bps, Money};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::terms::Terms;
use crate::domain::time::Timestamp;

use super::{
    Answer, HoldKind, ItemsHeld, ItemsUnlocked, LineStatus, Refusal, Resolution, ReviewReason, SaleChannel, SaleReviewed,
    SessionCommand, SessionEvent, Tender, Totals,
};

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The Inventory's message has not come yet.
    Unopened,
    /// It sells.
    Active,
    /// It ended.
    Completed {
        /// When.
        at: Timestamp,
    },
    /// It ended, nothing was sold.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// An item in the session. Small: there may be a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// As printed, in minor units; [`Money::MAX`] fits.
    pub(super) price: u32,
    /// The sale that sold it; 0: none.
    pub(super) sold_in: u32,
}

/// Who has an item in a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The cart's name.
    pub cart: Arc<str>,
    /// The hall's or a shop's.
    pub channel: SaleChannel,
    /// What for.
    pub kind: HoldKind,
    /// Which till.
    pub till: Option<Arc<str>>,
    /// What was written on it when it was parked.
    pub note: Option<Arc<str>>,
    /// The parked cart that it lay in before.
    pub taken_from: Option<Arc<str>>,
    /// From then on it counts as released.
    pub expires_at: Timestamp,
}

/// What one consignor sold in the session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Items sold.
    pub sold_count: u64,
    /// Net of its SOLD lines.
    pub gross: Money,
}

/// A line, as far as decisions need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineFacts {
    pub status: LineStatus,
    pub item: Option<Tag>,
    pub price: u32,
    pub charged: u32,
    pub share: Bps,
    pub reason: Option<ReviewReason>,
}

/// A sale, as far as decisions need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SaleFacts {
    pub recorded_at: Timestamp,
    pub is_voided: bool,
    pub lines: Box<[LineFacts]>,
    pub tenders: Box<[Tender]>,
    /// PRICE, TENDER or CLOCK stand open.
    pub is_odd: bool,
    /// The entry that changed it last.
    pub changed_in: Option<u64>,
}

/// What a key was bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub arguments: u64,
    pub seq: u32,
}

/// A sale session's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub(super) id: SessionId,
    pub(super) organization: Option<OrganizationId>,
    pub(super) terms: Option<Terms>,
    pub(super) phase: Phase,
    pub(super) opened_at: Timestamp,
    pub(super) items: HashMap<Tag, Stock>,
    pub(super) holds: HashMap<Tag, Hold>,
    pub(super) lapses: BTreeSet<(Timestamp, Tag)>,
    pub(super) sales: BTreeMap<u32, SaleFacts>,
    /// Per item: standing lines that are unattributed because it was sold before, oldest first.
    pub(super) waiting: HashMap<Tag, BTreeSet<(u32, u32)>>,
    /// Lines that a person credited to a consignor without an item, by sale and position; voided sales keep theirs. Few, so that
    /// no other line pays for them.
    pub(super) credited: HashMap<(u32, u32), ConsignorNumber>,
    pub(super) tallies: HashMap<ConsignorNumber, Tally>,
    pub(super) totals: Totals,
    pub(super) keys: HashMap<u128, Bound>,
    /// The newest message of the Inventory that was applied.
    pub(super) inventory_seq: u64,
    /// Restocks and attributions that came too late, by the Inventory's sequence, and the own one that handed each back.
    pub(super) handed_back: BTreeMap<u64, u64>,
    pub(super) last_seq: u64,
    pub(super) last_at: Timestamp,
}

impl Session {
    /// Before its first entry.
    pub fn new(id: SessionId) -> Self {
        Self {
            id,
            organization: None,
            terms: None,
            phase: Phase::Unopened,
            opened_at: Timestamp::default(),
            items: HashMap::new(),
            holds: HashMap::new(),
            lapses: BTreeSet::new(),
            sales: BTreeMap::new(),
            waiting: HashMap::new(),
            credited: HashMap::new(),
            tallies: HashMap::new(),
            totals: Totals::default(),
            keys: HashMap::new(),
            inventory_seq: 0,
            handed_back: BTreeMap::new(),
            last_seq: 0,
            last_at: Timestamp::default(),
        }
    }

    /// Which session.
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// Whose event's items it sells.
    pub fn event(&self) -> EventId {
        self.id.event()
    }

    /// Whose it is; none before it opened.
    pub fn organization(&self) -> Option<OrganizationId> {
        self.organization
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// When it began.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// What it adds up to.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The newest message of the Inventory that was applied.
    pub fn inventory_seq(&self) -> u64 {
        self.inventory_seq
    }

    /// Was the hand-over of this Inventory sequence too late?
    pub fn has_handed_back(&self, handover: u64) -> bool {
        self.handed_back.contains_key(&handover)
    }

    /// The hand-overs that came too late, by the Inventory's sequence, and the own one that handed each back.
    pub fn handed_back(&self) -> &BTreeMap<u64, u64> {
        &self.handed_back
    }

    /// How many items are in it, sold ones too.
    pub fn item_count(&self) -> usize {
        self.items.len()
    }

    /// How many sales it knows, voided ones too.
    pub fn sale_count(&self) -> usize {
        self.sales.len()
    }

    /// How many items are in carts.
    pub fn hold_count(&self) -> usize {
        self.holds.len()
    }

    /// How many idempotency keys it knows.
    pub fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// Every item, in no order, with the sale that sold it.
    pub fn items(&self) -> impl Iterator<Item = (Tag, Money, Option<u64>)> + '_ {
        self.items.iter().map(|(tag, stock)| (*tag, stock.price(), stock.sold_in()))
    }

    /// One item's price, and the sale that sold it.
    pub fn item(&self, tag: Tag) -> Option<(Money, Option<u64>)> {
        self.items.get(&tag).map(|stock| (stock.price(), stock.sold_in()))
    }

    /// The item's hold, lapsed or not.
    pub fn hold(&self, tag: Tag) -> Option<&Hold> {
        self.holds.get(&tag)
    }

    /// Everything held, lapsed or not.
    pub fn holds(&self) -> impl Iterator<Item = (Tag, &Hold)> {
        self.holds.iter().map(|(tag, hold)| (*tag, hold))
    }

    /// What each consignor sold.
    pub fn tallies(&self) -> impl Iterator<Item = (ConsignorNumber, Tally)> + '_ {
        self.tallies.iter().map(|(number, tally)| (*number, *tally))
    }

    /// What one consignor sold.
    pub fn tally(&self, number: ConsignorNumber) -> Tally {
        self.tallies.get(&number).copied().unwrap_or_default()
    }

    /// The items whose place the entry, already applied, may have moved.
    pub fn touched(&self, entry: &Entry<SessionEvent>) -> Vec<Tag> {
        let of_sale = |sale: u64| {
            let facts = u32::try_from(sale).ok().and_then(|sale| self.sales.get(&sale));
            facts.into_iter().flat_map(|facts| facts.lines.iter().filter_map(|line| line.item)).collect()
        };
        match &entry.event {
            SessionEvent::ItemsLocked(locked) => locked.items.iter().map(|item| item.tag).collect(),
            SessionEvent::ItemsUnlocked(unlocked) => unlocked.tags.clone(),
            SessionEvent::ItemsHeld(held) => held.tags.clone(),
            SessionEvent::ItemsReleased(released) => released.tags.clone(),
            SessionEvent::SaleRecorded(recorded) => recorded.lines.iter().filter_map(|line| line.item).collect(),
            SessionEvent::SaleVoided(voided) => of_sale(voided.sale),
            SessionEvent::SaleChanged(changed) => vec![changed.item],
            SessionEvent::SaleReviewed(SaleReviewed { resolution: Resolution::Item { tag, .. }, .. }) => vec![*tag],
            SessionEvent::SaleReviewed(_)
            | SessionEvent::Opened(_)
            | SessionEvent::Completed
            | SessionEvent::Cancelled { .. } => Vec::new(),
        }
    }

    /// The consignors whose tally the entry, already applied, may have moved.
    pub fn credited_by(&self, entry: &Entry<SessionEvent>) -> Vec<ConsignorNumber> {
        match &entry.event {
            SessionEvent::SaleRecorded(_) | SessionEvent::SaleChanged(_) => {
                self.touched(entry).into_iter().map(Tag::consignor).collect()
            }
            SessionEvent::SaleVoided(voided) => {
                let of_sale =
                    |((sale, _), number): (&(u32, u32), &ConsignorNumber)| (u64::from(*sale) == voided.sale).then_some(*number);
                let without_item = self.credited.iter().filter_map(of_sale);
                without_item.chain(self.touched(entry).into_iter().map(Tag::consignor)).collect()
            }
            SessionEvent::SaleReviewed(reviewed) => reviewed.resolution.credited().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// What the entry's commit owes the Inventory, if anything: a message under the entry's sequence.
    pub fn message(&self, entry: &Entry<SessionEvent>) -> Option<(OwnerKey, ToInventory)> {
        let message = match &entry.event {
            SessionEvent::ItemsUnlocked(ItemsUnlocked { handed_back: Some(handover), .. }) => {
                ToInventory::HandedBack { handover: *handover }
            }
            SessionEvent::ItemsUnlocked(unlocked) => ToInventory::Withdrawn { tags: unlocked.tags.clone() },
            SessionEvent::Completed => ToInventory::Completed { through: self.newest_handover() },
            SessionEvent::Cancelled { .. } => ToInventory::Cancelled { through: self.newest_handover() },
            _ => return None,
        };
        Some((OwnerKey::Inventory(self.event()), message))
    }

    /// The newest handover that it took. A late restock may stand in the same batch as the end: it comes back by itself.
    fn newest_handover(&self) -> u64 {
        self.handed_back.first_key_value().map_or(self.inventory_seq, |(late, _)| late.saturating_sub(1))
    }

    /// The hold that counts now: a hold past its time counts as released.
    pub(super) fn standing_hold(&self, tag: Tag, now: Timestamp) -> Option<&Hold> {
        self.holds.get(&tag).filter(|hold| hold.expires_at > now)
    }

    pub(super) fn base_share(&self) -> Bps {
        self.terms.as_ref().map(|terms| terms.rates.base_share()).unwrap_or_default()
    }

    /// Has this key had its effect?
    pub(super) fn bound(&self, key: Key) -> Result<Option<u32>, Refusal> {
        match self.keys.get(&key.hash) {
            None => Ok(None),
            Some(bound) if bound.arguments == key.arguments => Ok(Some(bound.seq)),
            Some(_) => Err(Refusal::KeyMismatch),
        }
    }
}

impl Hold {
    pub(super) fn of(held: &ItemsHeld) -> Self {
        let text = |text: &Option<String>| text.as_deref().map(Arc::from);
        Self {
            cart: Arc::from(held.cart.as_str()),
            channel: held.channel,
            kind: held.kind,
            till: text(&held.till),
            note: text(&held.note),
            taken_from: text(&held.taken_from),
            expires_at: held.expires_at,
        }
    }
}

impl Stock {
    pub(super) fn price(self) -> Money {
        Money::from_minor(i64::from(self.price))
    }

    pub(super) fn sold_in(self) -> Option<u64> {
        (self.sold_in != 0).then(|| u64::from(self.sold_in))
    }

    pub(super) fn is_sold(self) -> bool {
        self.sold_in != 0
    }

    pub(super) fn of(item: &Handed) -> Self {
        Self { price: small(item.price), sold_in: 0 }
    }
}

/// An amount of one line: not negative, and no more than [`Money::MAX`].
pub(super) fn small(amount: Money) -> u32 {
    u32::try_from(amount.minor()).unwrap_or(u32::MAX)
}

impl StateMachine for Session {
    type Command = SessionCommand;
    type Event = SessionEvent;
    type Answer = Answer;
    type Refusal = Refusal;

    fn decide(&self, command: &SessionCommand, moment: Moment) -> Result<Decision<SessionEvent, Answer>, Refusal> {
        self.decide_command(command, moment)
    }

    fn apply(&mut self, entry: &Entry<SessionEvent>) {
        self.apply_entry(entry);
    }

    fn last(&self) -> (u64, Timestamp) {
        (self.last_seq, self.last_at)
    }

    fn due(&self) -> Option<(Timestamp, SessionCommand)> {
        self.lapses.first().map(|(at, _)| (*at, SessionCommand::Lapse))
    }
}
