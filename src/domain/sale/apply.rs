//! What each entry means for a session's state. Never refuses: it happened.

use crate::domain::machine::Entry;
use crate::domain::money::{Bps, Money};
use crate::domain::tag::Tag;

use super::record::is_of_the_sale;
use super::state::{Bound, LineFacts, SaleFacts, small};
use super::{
    Amounts, Hold, ItemsHeld, ItemsLocked, ItemsReleased, ItemsUnlocked, Line, LineStatus, Phase, Resolution, ReviewReason,
    SaleChanged, SaleRecorded, SaleReviewed, SaleVoided, Session, SessionEvent, Stock,
};

impl Session {
    pub(super) fn apply_entry(&mut self, entry: &Entry<SessionEvent>) {
        match &entry.event {
            SessionEvent::Opened(opened) => {
                self.organization = Some(opened.organization);
                self.terms = Some(opened.terms.clone());
                self.phase = Phase::Active;
                self.opened_at = entry.at;
            }
            SessionEvent::ItemsLocked(locked) => self.lock(locked),
            SessionEvent::ItemsUnlocked(unlocked) => self.unlock(entry.seq, unlocked),
            SessionEvent::ItemsHeld(held) => self.hold_all(held),
            SessionEvent::ItemsReleased(released) => self.release_all(released),
            SessionEvent::SaleRecorded(recorded) => self.add_sale(entry, recorded),
            SessionEvent::SaleVoided(voided) => self.void_sale(entry.seq, voided),
            SessionEvent::SaleChanged(changed) => self.change_sale(entry.seq, changed),
            SessionEvent::SaleReviewed(reviewed) => self.review_sale(entry.seq, reviewed),
            SessionEvent::Completed => self.phase = Phase::Completed { at: entry.at },
            SessionEvent::Cancelled { .. } => self.phase = Phase::Cancelled { at: entry.at },
        }
        if let Some(key) = entry.key {
            self.keys.insert(key.hash, Bound { arguments: key.arguments, seq: number(entry.seq) });
        }
        self.totals.pending_count = self.holds.len() as u64;
        self.totals.item_count = self.items.len() as u64;
        self.last_seq = entry.seq;
        self.last_at = entry.at;
    }

    fn lock(&mut self, locked: &ItemsLocked) {
        self.items.reserve(locked.items.len());
        self.items.extend(locked.items.iter().map(|item| (item.tag, Stock::of(item))));
        self.inventory_seq = locked.handover;
    }

    fn unlock(&mut self, seq: u64, unlocked: &ItemsUnlocked) {
        if let Some(handover) = unlocked.handed_back {
            self.handed_back.insert(handover, seq);
            self.inventory_seq = handover;
            return;
        }
        for tag in &unlocked.tags {
            self.items.remove(tag);
            self.release_one(*tag);
        }
    }

    fn hold_all(&mut self, held: &ItemsHeld) {
        let place = Hold::of(held);
        for tag in &held.tags {
            self.release_one(*tag);
            self.lapses.insert((held.expires_at, *tag));
            self.holds.insert(*tag, place.clone());
        }
    }

    fn release_all(&mut self, released: &ItemsReleased) {
        for tag in &released.tags {
            self.release_one(*tag);
        }
    }

    fn release_one(&mut self, tag: Tag) {
        if let Some(hold) = self.holds.remove(&tag) {
            self.lapses.remove(&(hold.expires_at, tag));
        }
    }

    fn add_sale(&mut self, entry: &Entry<SessionEvent>, recorded: &SaleRecorded) {
        let sequence = number(entry.seq);
        let facts = SaleFacts {
            recorded_at: entry.at,
            is_voided: false,
            lines: recorded.lines.iter().map(LineFacts::of).collect(),
            tenders: recorded.tenders.clone().into(),
            is_odd: recorded.reasons.iter().copied().any(is_of_the_sale),
            changed_in: None,
        };
        for (position, line) in (0_u32..).zip(&facts.lines) {
            match (line.status, line.item) {
                (LineStatus::Sold, Some(item)) => self.sell_item(item, sequence, line.charged_money()),
                (LineStatus::Unattributed, Some(item)) if line.reason == Some(ReviewReason::AlreadySold) => {
                    self.waiting.entry(item).or_default().insert((sequence, position));
                }
                _ => {}
            }
        }
        self.totals.sale_count += 1;
        self.totals.needs_review_count += u64::from(facts.needs_review());
        self.totals.add_amounts(&facts.amounts());
        for tender in &facts.tenders {
            *self.totals.tender_mut(tender.kind) += tender.amount;
        }
        self.sales.insert(sequence, facts);
    }

    fn void_sale(&mut self, seq: u64, voided: &SaleVoided) {
        let sequence = number(voided.sale);
        let Some(mut facts) = self.sales.remove(&sequence) else { return };
        for (position, line) in (0_u32..).zip(&facts.lines) {
            match (line.status, line.item) {
                (LineStatus::Sold, Some(item)) => self.unsell_item(item, line.charged_money()),
                (LineStatus::Unattributed, Some(item)) => self.stop_waiting(item, sequence, position),
                _ => {}
            }
            if let Some(number) = self.credited.get(&(sequence, position)).copied() {
                self.tallies.entry(number).or_default().gross -= line.charged_money();
            }
        }
        self.totals.sale_count -= 1;
        self.totals.voided_count += 1;
        self.totals.needs_review_count -= u64::from(facts.needs_review());
        self.totals.subtract_amounts(&facts.amounts());
        for tender in &facts.tenders {
            *self.totals.tender_mut(tender.kind) -= tender.amount;
        }
        facts.is_voided = true;
        facts.changed_in = Some(seq);
        self.sales.insert(sequence, facts);
    }

    fn change_sale(&mut self, seq: u64, changed: &SaleChanged) {
        let sequence = number(changed.sale);
        let Some(mut facts) = self.sales.remove(&sequence) else { return };
        self.totals.subtract_amounts(&facts.amounts());
        self.totals.needs_review_count -= u64::from(facts.needs_review());
        self.stop_waiting(changed.item, sequence, changed.position);
        if let Some(line) = facts.lines.get_mut(changed.position as usize) {
            line.status = LineStatus::Sold;
            line.item = Some(changed.item);
            line.share = changed.share;
            line.reason = None;
            facts.is_odd |= line.charged != line.price;
            let net = line.charged_money();
            self.sell_item(changed.item, sequence, net);
        }
        facts.changed_in = Some(seq);
        self.totals.add_amounts(&facts.amounts());
        self.totals.needs_review_count += u64::from(facts.needs_review());
        self.sales.insert(sequence, facts);
    }

    fn review_sale(&mut self, seq: u64, reviewed: &SaleReviewed) {
        if let Some(handover) = reviewed.handover {
            self.inventory_seq = handover;
        }
        let sequence = number(reviewed.sale);
        let Some(mut facts) = self.sales.remove(&sequence) else { return };
        self.totals.subtract_amounts(&facts.amounts());
        self.totals.needs_review_count -= u64::from(facts.needs_review());
        match reviewed.position {
            None => facts.is_odd = false,
            Some(position) => {
                if let Some(line) = facts.lines.get_mut(position as usize) {
                    self.settle(line, (sequence, position), &reviewed.resolution);
                }
            }
        }
        facts.changed_in = Some(seq);
        self.totals.add_amounts(&facts.amounts());
        self.totals.needs_review_count += u64::from(facts.needs_review());
        self.sales.insert(sequence, facts);
    }

    fn settle(&mut self, line: &mut LineFacts, (sequence, position): (u32, u32), resolution: &Resolution) {
        if let Some(item) = line.item {
            self.stop_waiting(item, sequence, position);
        }
        line.reason = None;
        match *resolution {
            Resolution::Accepted => return,
            Resolution::Item { tag, price, share } => {
                (line.item, line.price, line.share) = (Some(tag), small(price), share);
                // An ended session may get an item that it never had, or one that got another price since.
                self.items.insert(tag, Stock { price: small(price), sold_in: 0 });
                self.sell_item(tag, sequence, line.charged_money());
            }
            Resolution::Consignor { number, share } => {
                (line.item, line.share) = (None, share);
                self.credited.insert((sequence, position), number);
                self.tallies.entry(number).or_default().gross += line.charged_money();
            }
            Resolution::House => (line.item, line.share) = (None, Bps::default()),
        }
        line.status = LineStatus::Sold;
    }

    fn sell_item(&mut self, item: Tag, sequence: u32, net: Money) {
        self.release_one(item);
        if let Some(stock) = self.items.get_mut(&item) {
            stock.sold_in = sequence;
        }
        let tally = self.tallies.entry(item.consignor()).or_default();
        tally.sold_count += 1;
        tally.gross += net;
        self.totals.sold_count += 1;
    }

    fn unsell_item(&mut self, item: Tag, net: Money) {
        if let Some(stock) = self.items.get_mut(&item) {
            stock.sold_in = 0;
        }
        let tally = self.tallies.entry(item.consignor()).or_default();
        tally.sold_count -= 1;
        tally.gross -= net;
        self.totals.sold_count -= 1;
    }

    fn stop_waiting(&mut self, item: Tag, sequence: u32, position: u32) {
        if let Some(waiting) = self.waiting.get_mut(&item) {
            waiting.remove(&(sequence, position));
            if waiting.is_empty() {
                self.waiting.remove(&item);
            }
        }
    }
}

/// A session's sequence in memory. Four thousand million events are more than a session of ten days can have.
fn number(seq: u64) -> u32 {
    u32::try_from(seq).unwrap_or(u32::MAX)
}

impl LineFacts {
    fn of(line: &Line) -> Self {
        Self {
            status: line.status,
            item: line.item,
            price: small(line.price),
            charged: small(line.net()),
            share: line.share.unwrap_or_default(),
            reason: line.reason,
        }
    }

    fn charged_money(&self) -> Money {
        Money::from_minor(i64::from(self.charged))
    }
}

impl SaleFacts {
    fn amounts(&self) -> Amounts {
        let sold = self.lines.iter().filter(|line| line.status == LineStatus::Sold);
        let price = |line: &LineFacts| Money::from_minor(i64::from(line.price));
        Amounts::sum(&self.tenders, sold.map(|line| (price(line), line.charged_money(), line.share)))
    }

    fn needs_review(&self) -> bool {
        !self.is_voided && (self.is_odd || self.lines.iter().any(|line| line.reason.is_some()))
    }
}
