//! Review: a person decides what no program can. While the session sells it knows every item; when it has ended, the Inventory is
//! asked for the item first, and the session follows (DESIGN 3).

use std::sync::Arc;

use crate::domain::handover::{Attribution, Handed};
use crate::domain::key::Key;
use crate::domain::tag::Tag;
use crate::domain::time::Timestamp;

use super::decide::{Decided, nothing};
use super::state::{LineFacts, SaleFacts};
use super::{
    Answer, Fact, HoldProblem, Phase, Refusal, Resolution, ReviewSale, Ruling, SaleReviewed, Scan, Session, SessionEvent,
};

impl Session {
    /// The lines that need review, oldest first, each by the sequence of its sale and its position.
    #[cfg(test)]
    pub(in crate::domain) fn open_lines(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let standing = self.sales.iter().filter(|(_, sale)| !sale.is_voided);
        standing.flat_map(|(sequence, sale)| {
            let open = (0_u32..).zip(&sale.lines).filter(|(_, line)| line.reason.is_some());
            open.map(|(position, _)| (u64::from(*sequence), position))
        })
    }

    pub(super) fn review(&self, review: &ReviewSale, key: Key, now: Timestamp) -> Decided {
        let answer = Answer::Sale { sequence: review.sale, fresh: None };
        if self.bound(key)?.is_some() {
            return nothing(answer);
        }
        let note = review.note.clone().ok_or(Refusal::InvalidNote)?;
        if review.ruling == Ruling::Invalid || (review.position.is_none() && review.ruling != Ruling::Accept) {
            return Err(Refusal::InvalidResolution);
        }
        let sale = self.standing_sale(review.sale)?;
        require_open(sale, review.position)?;
        let share = self.base_share();
        let resolution = match &review.ruling {
            Ruling::Accept | Ruling::Invalid => Resolution::Accepted,
            Ruling::KeepForHouse => Resolution::House,
            Ruling::ToConsignor(number) => Resolution::Consignor { number: number.ok_or(Refusal::ConsignorNotFound)?, share },
            Ruling::ToItem(_) if self.phase != Phase::Active => return nothing(Answer::InventoryDecides),
            Ruling::ToItem(scan) => {
                let (tag, stock) = self.available(scan, now).map_err(Refusal::Item)?;
                Resolution::Item { tag, price: stock.price(), share }
            }
        };
        let reviewed = SaleReviewed {
            sale: review.sale,
            position: review.position,
            resolution,
            note,
            previous: sale.changed_in,
            handover: None,
        };
        let mut draft = self.draft(now);
        draft.push(SessionEvent::SaleReviewed(reviewed), Some(key));
        draft.answer(answer)
    }

    /// The session's half of an attribution that the Inventory has decided; none if the line is open no more.
    pub(super) fn attributed(
        &self,
        handover: u64,
        attribution: &Attribution,
        (items, key): (&Arc<[Handed]>, Option<Key>),
    ) -> Option<SessionEvent> {
        let item = items.first()?;
        if key.is_some_and(|key| self.keys.contains_key(&key.hash)) {
            return None;
        }
        let sale = self.standing_sale(attribution.sale).ok()?;
        require_open(sale, Some(attribution.position)).ok()?;
        Some(SessionEvent::SaleReviewed(SaleReviewed {
            sale: attribution.sale,
            position: Some(attribution.position),
            resolution: Resolution::Item { tag: item.tag, price: item.price, share: self.base_share() },
            note: attribution.note.clone(),
            previous: sale.changed_in,
            handover: Some(handover),
        }))
    }

    fn standing_sale(&self, sequence: u64) -> Result<&SaleFacts, Refusal> {
        let sale = u32::try_from(sequence).ok().and_then(|number| self.sales.get(&number)).ok_or(Refusal::SaleNotFound)?;
        if sale.is_voided { Err(Refusal::NothingToReview) } else { Ok(sale) }
    }

    /// The item, if a line can be credited to it now.
    fn available(&self, scan: &Scan, now: Timestamp) -> Result<(Tag, super::Stock), HoldProblem> {
        let Scan::Tag(tag, fact) = scan else { return Err(HoldProblem::ItemNotFound) };
        match (self.items.get(tag), fact) {
            (Some(stock), _) if stock.is_sold() => Err(HoldProblem::ItemSold(*tag)),
            (Some(_), _) if self.standing_hold(*tag, now).is_some() => Err(HoldProblem::ItemPending(*tag)),
            (Some(stock), _) => Ok((*tag, *stock)),
            (None, Fact::Exists) => Err(HoldProblem::ItemNotInSession(*tag)),
            (None, Fact::Missing) => Err(HoldProblem::ItemNotFound),
        }
    }
}

/// Is the line open, or without a position the sale as a whole?
fn require_open(sale: &SaleFacts, position: Option<u32>) -> Result<(), Refusal> {
    let is_open = match position {
        None => sale.is_odd,
        Some(position) => {
            let line: &LineFacts = sale.lines.get(position as usize).ok_or(Refusal::LineNotFound)?;
            line.reason.is_some()
        }
    };
    if is_open { Ok(()) } else { Err(Refusal::NothingToReview) }
}
