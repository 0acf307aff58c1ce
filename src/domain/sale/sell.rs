//! Selling: every line or none while the server is reachable; whatever happened when a till was offline.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::key::Key;
use crate::domain::machine::Moment;
use crate::domain::money::Money;
use crate::domain::tag::Tag;
use crate::domain::time::Timestamp;

use super::cart::may_take_over;
use super::decide::{Decided, nothing};
use super::{
    Answer, Fact, Line, LineProblem, LineStatus, NewLine, NewSale, Phase, Refusal, ReleaseReason, ReviewReason, SALE_LINES_MAX,
    SALE_TENDERS_MAX, SaleRecorded, Scan, Session, SessionEvent, Thing,
};

/// A sale in the making: its lines, what lies in the sale as a whole, and the holds that it breaks.
struct Made {
    lines: Vec<Line>,
    reasons: Vec<ReviewReason>,
    sold_at: Timestamp,
    broken: Vec<Tag>,
    because: ReleaseReason,
}

impl Session {
    pub(super) fn record(&self, sale: &NewSale, key: Key, moment: Moment) -> Decided {
        if let Some(seq) = self.bound(key)? {
            return self.replay(sale, seq);
        }
        let made = match sale.offline_sold_at {
            Some(at) => self.make_offline(sale, at, moment.now)?,
            None => self.make_online(sale, moment.now)?,
        };
        let mut draft = self.draft(moment.now);
        for event in self.releases(made.broken.into_iter(), made.because) {
            draft.push(event, None);
        }
        let recorded = Arc::new(SaleRecorded {
            channel: sale.channel,
            sold_at: made.sold_at,
            lines: made.lines,
            tenders: sale.tenders.clone(),
            cart: sale.cart.clone(),
            shopper_code: sale.shopper_code.clone(),
            till: sale.till.clone(),
            receipt: sale.receipt.clone(),
            reasons: made.reasons,
            offline: sale.offline_sold_at.is_some(),
        });
        let sequence = draft.push(SessionEvent::SaleRecorded(Arc::clone(&recorded)), Some(key));
        draft.answer(Answer::Sale { sequence, fresh: Some((moment.at, recorded)) })
    }

    /// The same key again. Prices are no part of the compared arguments: a till may name them only when it sends the sale
    /// again as an offline one. But a price that was not charged is another sale.
    fn replay(&self, sale: &NewSale, seq: u32) -> Decided {
        let lines = self.sales.get(&seq).map(|facts| &facts.lines[..]).unwrap_or_default();
        let agrees = lines
            .iter()
            .zip(&sale.lines)
            .all(|(known, sent)| sent.price.is_none_or(|price| price == Money::from_minor(i64::from(known.charged))));
        if agrees { nothing(Answer::Sale { sequence: u64::from(seq), fresh: None }) } else { Err(Refusal::KeyMismatch) }
    }

    fn make_online(&self, sale: &NewSale, now: Timestamp) -> Result<Made, Refusal> {
        self.require_active()?;
        check_limits(sale)?;
        let mut seen = HashSet::new();
        let (mut lines, mut problems, mut broken) = (Vec::with_capacity(sale.lines.len()), Vec::new(), Vec::new());
        for (position, sent) in sale.lines.iter().enumerate() {
            let is_repeated = sent.thing.tag().is_some_and(|tag| !seen.insert(tag));
            let made = if is_repeated { Err(LineProblem::Duplicate) } else { self.online_line(sale, sent, now) };
            match made {
                Ok((line, breaks)) => {
                    broken.extend(breaks);
                    lines.push(line);
                }
                Err(problem) => problems.push((position, problem)),
            }
        }
        if !problems.is_empty() {
            return Err(Refusal::Lines(problems));
        }
        let total: Money = lines.iter().map(Line::net).sum();
        let tendered: Money = sale.tenders.iter().map(|tender| tender.amount).sum();
        if tendered != total {
            return Err(Refusal::TenderMismatch(total));
        }
        Ok(Made { lines, reasons: Vec::new(), sold_at: now, broken, because: ReleaseReason::TakenOver })
    }

    /// One line, and the tag whose hold it breaks, if it takes one over.
    fn online_line(&self, sale: &NewSale, sent: &NewLine, now: Timestamp) -> Result<(Line, Option<Tag>), LineProblem> {
        let (tag, fact) = match &sent.thing {
            Thing::Neither => return Err(LineProblem::Invalid),
            Thing::Unknown { description, claimed_consignor } => {
                let charged = sent.price.filter(|_| !description.is_empty()).ok_or(LineProblem::Invalid)?;
                return Ok((unknown_line(description, *claimed_consignor, charged), None));
            }
            Thing::Scanned(Scan::Unreadable(_)) => return Err(LineProblem::ItemNotFound),
            Thing::Scanned(Scan::Tag(tag, fact)) => (*tag, *fact),
        };
        let stock = self.items.get(&tag).ok_or(match fact {
            Fact::Exists => LineProblem::ItemNotInSession(tag),
            Fact::Missing => LineProblem::ItemNotFound,
        })?;
        if stock.is_sold() {
            return Err(LineProblem::ItemSold(tag));
        }
        let mut breaks = None;
        if let Some(hold) = self.standing_hold(tag, now).filter(|hold| Some(&*hold.cart) != sale.cart.as_deref()) {
            if !may_take_over(sale.channel, hold.channel, hold.kind) {
                return Err(LineProblem::ItemPending(tag));
            }
            breaks = Some(tag);
        }
        let price = stock.price();
        if sent.price.is_some_and(|shown| shown != price) {
            return Err(LineProblem::PriceChanged { tag, expected: price });
        }
        Ok((self.sold_line(tag, price, price), breaks))
    }

    fn sold_line(&self, tag: Tag, price: Money, charged: Money) -> Line {
        Line {
            status: LineStatus::Sold,
            tag: Some(tag.digits()),
            item: Some(tag),
            description: None,
            claimed_consignor: None,
            price,
            discount: price - charged,
            consignor: None,
            share: Some(self.base_share()),
            reason: None,
        }
    }

    /// Cash was taken, so the sale is recorded whatever the state; what cannot be credited waits for a person.
    fn make_offline(&self, sale: &NewSale, offline_sold_at: Timestamp, now: Timestamp) -> Result<Made, Refusal> {
        if self.phase == Phase::Unopened {
            return Err(Refusal::SessionNotFound);
        }
        check_limits(sale)?;
        let is_impossible = |line: &NewLine| line.price.is_none() || line.thing == Thing::Neither;
        let problems: Vec<_> = sale.lines.iter().enumerate().filter(|(_, line)| is_impossible(line)).collect();
        if !problems.is_empty() {
            return Err(Refusal::Lines(problems.into_iter().map(|(position, _)| (position, LineProblem::Invalid)).collect()));
        }
        let mut seen = HashSet::new();
        let mut broken = Vec::new();
        let mut lines = Vec::with_capacity(sale.lines.len());
        for sent in &sale.lines {
            let line = self.offline_line(&sent.thing, sent.price.unwrap_or_default(), &mut seen);
            let others = |tag: &Tag| self.standing_hold(*tag, now).is_some_and(|hold| Some(&*hold.cart) != sale.cart.as_deref());
            broken.extend(line.item.filter(|_| line.status == LineStatus::Sold).filter(others));
            lines.push(line);
        }
        let sold_at = offline_sold_at.min(now);
        let reasons = self.odd_reasons(&lines, sale, sold_at);
        Ok(Made { lines, reasons, sold_at, broken, because: ReleaseReason::SoldOffline })
    }

    fn offline_line(&self, thing: &Thing, charged: Money, seen: &mut HashSet<Tag>) -> Line {
        let is_open = self.phase == Phase::Active;
        let closed = (!is_open).then_some(ReviewReason::SessionClosed);
        match thing {
            Thing::Neither => unattributed(None, charged, ReviewReason::UnknownTag),
            Thing::Unknown { description, claimed_consignor } => {
                let line = unknown_line(description, *claimed_consignor, charged);
                Line { reason: closed.or(line.reason), ..line }
            }
            Thing::Scanned(Scan::Unreadable(raw)) => {
                unattributed(Some(raw.clone()), charged, closed.unwrap_or(ReviewReason::UnknownTag))
            }
            Thing::Scanned(Scan::Tag(tag, fact)) => {
                let stock = self.items.get(tag);
                let reason = match (closed, stock, fact) {
                    (Some(closed), ..) => Some(closed),
                    (None, Some(stock), _) if stock.is_sold() || !seen.insert(*tag) => Some(ReviewReason::AlreadySold),
                    (None, Some(_), _) => None,
                    (None, None, Fact::Exists) => Some(ReviewReason::NotInSession),
                    (None, None, Fact::Missing) => Some(ReviewReason::UnknownTag),
                };
                let price = stock.map_or(charged, |stock| stock.price());
                let item = (stock.is_some() || *fact == Fact::Exists).then_some(*tag);
                match reason {
                    None => self.sold_line(*tag, price, charged),
                    Some(reason) => {
                        Line { item, price, discount: price - charged, ..unattributed(Some(tag.digits()), charged, reason) }
                    }
                }
            }
        }
    }

    fn odd_reasons(&self, lines: &[Line], sale: &NewSale, sold_at: Timestamp) -> Vec<ReviewReason> {
        let mut reasons = Vec::new();
        if lines.iter().any(|line| line.status == LineStatus::Sold && line.discount != Money::ZERO) {
            reasons.push(ReviewReason::Price);
        }
        let charged: Money = lines.iter().map(Line::net).sum();
        if sale.tenders.iter().map(|tender| tender.amount).sum::<Money>() != charged {
            reasons.push(ReviewReason::Tender);
        }
        let is_after_the_end = match self.phase {
            Phase::Completed { at } | Phase::Cancelled { at } => sold_at > at,
            Phase::Active | Phase::Unopened => false,
        };
        if sold_at < self.opened_at || is_after_the_end {
            reasons.push(ReviewReason::Clock);
        }
        reasons
    }
}

impl Thing {
    /// The tag that was read, if one was.
    fn tag(&self) -> Option<Tag> {
        match self {
            Self::Scanned(Scan::Tag(tag, _)) => Some(*tag),
            Self::Scanned(Scan::Unreadable(_)) | Self::Unknown { .. } | Self::Neither => None,
        }
    }
}

fn check_limits(sale: &NewSale) -> Result<(), Refusal> {
    if sale.lines.is_empty() {
        Err(Refusal::NoLines)
    } else if sale.lines.len() > SALE_LINES_MAX {
        Err(Refusal::TooManyLines)
    } else if sale.tenders.len() > SALE_TENDERS_MAX {
        Err(Refusal::TooManyTenders)
    } else {
        Ok(())
    }
}

fn unknown_line(description: &str, claimed_consignor: Option<u32>, charged: Money) -> Line {
    Line {
        description: Some(description.to_owned()).filter(|text| !text.is_empty()),
        claimed_consignor,
        ..unattributed(None, charged, ReviewReason::UnknownTag)
    }
}

fn unattributed(tag: Option<String>, charged: Money, reason: ReviewReason) -> Line {
    Line {
        status: LineStatus::Unattributed,
        tag,
        item: None,
        description: None,
        claimed_consignor: None,
        price: charged,
        discount: Money::ZERO,
        consignor: None,
        share: None,
        reason: Some(reason),
    }
}
