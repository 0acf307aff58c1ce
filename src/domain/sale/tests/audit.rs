//! A session's journal, read naively: what the state must agree with after every entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::id::SaleId;
use crate::domain::machine::{Entry, StateMachine};
use crate::domain::money::Money;
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;

use super::super::{Line, LineStatus, Phase, Resolution, ReviewReason, Sale, Session, SessionEvent, Tally, TenderKind, Totals};
use super::hall::{Hall, SESSION};

/// What the entries say, in the plainest structures.
#[derive(Default)]
pub(super) struct Ledger {
    /// Every sale as it stands now.
    pub sales: BTreeMap<u64, Sale>,
    /// The newest entry that changed a sale.
    changed_in: BTreeMap<u64, u64>,
    prices: BTreeMap<Tag, Money>,
    held: BTreeMap<Tag, (String, Timestamp)>,
    is_over: bool,
}

impl Ledger {
    pub fn of(journal: &[Entry<SessionEvent>]) -> Self {
        let mut ledger = Self::default();
        for entry in journal {
            ledger.read(entry);
        }
        ledger
    }

    fn read(&mut self, entry: &Entry<SessionEvent>) {
        match &entry.event {
            SessionEvent::Opened(_) => {}
            SessionEvent::ItemsLocked(locked) => self.prices.extend(locked.items.iter().map(|item| (item.tag, item.price))),
            SessionEvent::ItemsUnlocked(unlocked) if unlocked.handed_back.is_some() => {}
            SessionEvent::ItemsUnlocked(unlocked) => {
                self.prices.retain(|tag, _| !unlocked.tags.contains(tag));
            }
            SessionEvent::ItemsHeld(held) => {
                self.held.extend(held.tags.iter().map(|tag| (*tag, (held.cart.clone(), held.expires_at))));
            }
            SessionEvent::ItemsReleased(released) => {
                for tag in &released.tags {
                    let (cart, _) = self.held.remove(tag).unwrap();
                    assert!(released.cart.is_none() || released.cart == Some(cart), "released from the cart that had it");
                }
            }
            SessionEvent::SaleRecorded(recorded) => {
                let id = SaleId { session: SESSION, sequence: entry.seq };
                let sale = Sale::recorded(id, entry.at, recorded);
                self.held.retain(|tag, _| !sold(&sale).any(|(item, _)| item == *tag));
                self.sales.insert(entry.seq, sale);
            }
            SessionEvent::SaleVoided(voided) => {
                assert_eq!(voided.previous, self.changed_in.insert(voided.sale, entry.seq), "the chain of changes has no gap");
                self.sales.get_mut(&voided.sale).unwrap().void(voided.reason.clone());
            }
            SessionEvent::SaleChanged(changed) => {
                assert_eq!(changed.previous, self.changed_in.insert(changed.sale, entry.seq), "the chain of changes has no gap");
                self.sales.get_mut(&changed.sale).unwrap().attribute(changed.position as usize, changed.share);
            }
            SessionEvent::SaleReviewed(reviewed) => {
                assert_eq!(
                    reviewed.previous,
                    self.changed_in.insert(reviewed.sale, entry.seq),
                    "the chain of changes has no gap"
                );
                self.sales.get_mut(&reviewed.sale).unwrap().review(reviewed.position, &reviewed.resolution);
                if let Resolution::Item { tag, price, .. } = reviewed.resolution {
                    let known = self.prices.insert(tag, price);
                    assert!(self.is_over || known == Some(price), "an item has the price that it came in with");
                }
            }
            SessionEvent::Completed | SessionEvent::Cancelled { .. } => self.is_over = true,
        }
    }

    fn standing(&self) -> impl Iterator<Item = (u64, &Sale)> {
        self.sales.iter().filter(|(_, sale)| sale.void_reason.is_none()).map(|(sequence, sale)| (*sequence, sale))
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals {
            item_count: self.prices.len() as u64,
            pending_count: self.held.len() as u64,
            voided_count: (self.sales.len() - self.standing().count()) as u64,
            ..Totals::default()
        };
        for (_, sale) in self.standing() {
            let amounts = sale.amounts();
            totals.sales += amounts.sales;
            totals.discount += amounts.discount;
            totals.unattributed += amounts.unattributed;
            totals.consignor_share += amounts.consignor_share;
            totals.house_cut += amounts.house_cut;
            totals.sale_count += 1;
            totals.needs_review_count += u64::from(!sale.review_reasons.is_empty());
            totals.sold_count += sold(sale).count() as u64;
            for (place, kind) in TenderKind::ALL.iter().enumerate() {
                let of_the_kind = sale.tenders.iter().filter(|tender| tender.kind == *kind);
                totals.tenders[place] += of_the_kind.map(|tender| tender.amount).sum();
            }
        }
        totals
    }

    fn tallies(&self) -> BTreeMap<ConsignorNumber, Tally> {
        let mut tallies: BTreeMap<ConsignorNumber, Tally> = BTreeMap::new();
        for line in self.standing().flat_map(|(_, sale)| &sale.lines) {
            let Some(number) = line.credited() else { continue };
            let tally = tallies.entry(number).or_default();
            tally.sold_count += u64::from(line.item.is_some());
            tally.gross += line.net();
        }
        tallies.retain(|_, tally| *tally != Tally::default());
        tallies
    }

    /// Per item, the standing lines that took money for it after it was sold.
    fn waiting(&self) -> HashMap<Tag, BTreeSet<(u32, u32)>> {
        let mut waiting: HashMap<Tag, BTreeSet<(u32, u32)>> = HashMap::new();
        for (sequence, sale) in self.standing() {
            for (position, line) in (0_u32..).zip(&sale.lines) {
                if line.reason == Some(ReviewReason::AlreadySold) {
                    waiting.entry(line.item.unwrap()).or_default().insert((u32::try_from(sequence).unwrap(), position));
                }
            }
        }
        waiting
    }
}

fn sold(sale: &Sale) -> impl Iterator<Item = (Tag, &Line)> {
    let sold = sale.lines.iter().filter(|line| line.status == LineStatus::Sold);
    sold.filter_map(|line| line.item.map(|item| (item, line)))
}

/// Promises 2 and 3, and that nothing in memory differs from what the journal says.
#[track_caller]
pub(super) fn audit(hall: &Hall) {
    let (session, ledger) = (&hall.session, Ledger::of(&hall.journal));
    assert!(session.totals().is_balanced(), "every cent is accounted for: {:?}", session.totals());
    assert_eq!(*session.totals(), ledger.totals(), "the totals are those of the standing sales");
    let tallies: BTreeMap<_, _> = session.tallies().filter(|(_, tally)| *tally != Tally::default()).collect();
    assert_eq!(tallies, ledger.tallies(), "a consignor's tally is that of its SOLD lines");

    let mut sold_in: BTreeMap<Tag, u64> = BTreeMap::new();
    for (sequence, sale) in ledger.standing() {
        for (item, _) in sold(sale) {
            assert_eq!(sold_in.insert(item, sequence), None, "sold twice");
        }
    }
    let items: BTreeMap<_, _> = session.items().map(|(tag, price, sale)| (tag, (price, sale))).collect();
    let known = ledger.prices.iter().map(|(tag, price)| (*tag, (*price, sold_in.get(tag).copied()))).collect();
    assert_eq!(items, known, "the items, and what sold them");
    assert!(sold_in.keys().all(|tag| items.contains_key(tag)), "only what is in the session is sold");

    let held: BTreeMap<_, _> = session.holds().map(|(tag, hold)| (tag, (hold.cart.to_string(), hold.expires_at))).collect();
    assert_eq!(held, ledger.held, "what lies in carts");
    assert_eq!(session.lapses, held.iter().map(|(tag, (_, until))| (*until, *tag)).collect(), "each hold is due to lapse once");
    assert!(held.keys().all(|tag| items.contains_key(tag) && !sold_in.contains_key(tag)), "only what is available is held");

    assert_eq!(session.waiting, ledger.waiting(), "who waits for an item");
    assert!(session.waiting.keys().all(|tag| sold_in.contains_key(tag)), "nobody waits for what is free");
    assert_eq!(ledger.is_over, matches!(session.phase(), Phase::Completed { .. } | Phase::Cancelled { .. }));
    assert!(!ledger.is_over || held.is_empty(), "the end releases everything");
    let credited = ledger.sales.iter().flat_map(|(sequence, sale)| {
        let lines = (0_u32..).zip(&sale.lines);
        lines.filter_map(|(position, line)| Some(((u32::try_from(*sequence).unwrap(), position), line.consignor?)))
    });
    assert_eq!(session.credited, credited.collect(), "what is a consignor's without being an item");
    for (sequence, sale) in &ledger.sales {
        assert_facts(session, sale, ledger.changed_in.get(sequence).copied());
    }
    assert_eq!(session.sales.len(), ledger.sales.len());
}

/// What decisions rest on is what a reader of the sale sees.
fn assert_facts(session: &Session, sale: &Sale, changed_in: Option<u64>) {
    let facts = &session.sales[&u32::try_from(sale.id.sequence).unwrap()];
    assert_eq!(facts.changed_in, changed_in);
    assert_eq!(facts.is_voided, sale.void_reason.is_some());
    assert_eq!(facts.recorded_at, sale.recorded_at);
    assert_eq!(*facts.tenders, *sale.tenders);
    assert_eq!(facts.lines.len(), sale.lines.len());
    for (fact, line) in facts.lines.iter().zip(&sale.lines) {
        let amounts = (i64::from(fact.price), i64::from(fact.charged));
        assert_eq!(amounts, (line.price.minor(), line.net().minor()));
        assert_eq!((fact.status, fact.item, fact.reason), (line.status, line.item, line.reason));
        assert_eq!(fact.share, line.share.unwrap_or_default());
    }
}

/// The state that the journal's rows give after a restart.
pub(super) fn replayed(journal: &[Entry<SessionEvent>]) -> Session {
    let mut session = Session::new(SESSION);
    for entry in journal {
        let (kind, body) = entry.event.encode().unwrap();
        let rows = || match &entry.event {
            SessionEvent::ItemsLocked(locked) => locked.items.to_vec(),
            _ => Vec::new(),
        };
        let event = SessionEvent::decode(kind, &body).unwrap().with_items(rows);
        assert_eq!(event, entry.event, "{kind} is read as it was written");
        session.apply(&Entry { event, ..entry.clone() });
    }
    session
}
