//! A sale as it stands after an event: what rows and clients hold. Pure arithmetic of its amounts.

use crate::domain::id::SaleId;
use crate::domain::money::{Bps, Exact, Money};
use crate::domain::tag::{ConsignorNumber, Tag};
use crate::domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LineStatus, Resolution, ReviewReason, SaleChannel, SaleRecorded, TenderKind};

/// One thing of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whether its money is credited.
    #[serde(rename = "s")]
    pub status: LineStatus,
    /// What was scanned or typed, ten digits if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The item of the organization that the tag names. It is the line's own only while `status` is SOLD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Tag>,
    /// Of a thing without a readable tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whose the till believed it to be: a hint for the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_consignor: Option<u32>,
    /// On the tag when sold; for an unknown thing what was charged.
    pub price: Money,
    /// `price` - what was charged.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub discount: Money,
    /// Whose it is without being an item, as a person decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignor: Option<ConsignorNumber>,
    /// The consignor's share as known at the sale; none while unattributed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Bps>,
    /// Why it is unattributed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReviewReason>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(amount: &Money) -> bool {
    *amount == Money::ZERO
}

impl Line {
    /// As a person decided; what was charged stays.
    fn settle(&mut self, resolution: &Resolution) {
        let charged = self.net();
        self.reason = None;
        match *resolution {
            Resolution::Accepted => return,
            Resolution::Item { tag, price, share } => {
                (self.item, self.share) = (Some(tag), Some(share));
                (self.price, self.discount) = (price, price - charged);
            }
            Resolution::Consignor { number, share } => {
                (self.item, self.consignor, self.share) = (None, Some(number), Some(share));
            }
            Resolution::House => (self.item, self.share) = (None, Some(Bps::default())),
        }
        self.status = LineStatus::Sold;
    }

    /// What was charged: what consignor and house share. No tax is contained in prices yet.
    pub fn net(&self) -> Money {
        self.price - self.discount
    }

    /// Whose money it is; none while unattributed, or the house's.
    pub fn credited(&self) -> Option<ConsignorNumber> {
        self.consignor.or(self.item.map(Tag::consignor)).filter(|_| self.status == LineStatus::Sold)
    }

    /// The consignor's part, exactly; none while unattributed.
    pub fn consignor_share(&self) -> Option<Exact> {
        self.share.filter(|_| self.status == LineStatus::Sold).map(|share| self.net().share(share))
    }
}

/// Money that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// What it came as.
    pub kind: TenderKind,
    /// How much of it was kept.
    pub amount: Money,
}

/// What a sale's lines and tenders add up to (DESIGN, promise 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Sum of the tenders.
    pub total: Money,
    /// Net of the SOLD lines.
    pub sales: Money,
    /// Discounts of the SOLD lines.
    pub discount: Money,
    /// The consignors' parts.
    pub consignor_share: Exact,
    /// The rest of the SOLD lines.
    pub house_cut: Exact,
    /// Taken, but credited to nobody yet: UNATTRIBUTED lines, and what the tenders differ.
    pub unattributed: Exact,
}

impl Amounts {
    /// Adds up. What the tenders are more or less than the lines is unattributed.
    pub fn of(lines: &[Line], tenders: &[Tender]) -> Self {
        let sold = lines.iter().filter(|line| line.status == LineStatus::Sold);
        Self::sum(tenders, sold.map(|line| (line.price, line.net(), line.share.unwrap_or_default())))
    }

    /// Adds up tenders, and price, net and share of each SOLD line.
    pub(super) fn sum(tenders: &[Tender], sold: impl Iterator<Item = (Money, Money, Bps)>) -> Self {
        let mut amounts = Self { total: tenders.iter().map(|tender| tender.amount).sum(), ..Self::default() };
        for (price, net, rate) in sold {
            let share = net.share(rate);
            amounts.sales += net;
            amounts.discount += price - net;
            amounts.consignor_share += share;
            amounts.house_cut += net.exact() - share;
        }
        amounts.unattributed = (amounts.total - amounts.sales).exact();
        amounts
    }
}

/// One completed purchase, as of some event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// Session and place in its order of events.
    pub id: SaleId,
    /// Where.
    pub channel: SaleChannel,
    /// When it happened at the till.
    pub sold_at: Timestamp,
    /// When the server took it.
    pub recorded_at: Timestamp,
    /// In the till's order.
    pub lines: Vec<Line>,
    /// What was kept.
    pub tenders: Vec<Tender>,
    /// Ties a shopper's sales together, without a name.
    pub shopper_code: Option<String>,
    /// Which till.
    pub till: Option<String>,
    /// The till's own number on the paper.
    pub receipt: Option<String>,
    /// What a person still has to look at, once each.
    pub review_reasons: Vec<ReviewReason>,
    /// Why it was taken back, if it was.
    pub void_reason: Option<String>,
}

impl Sale {
    /// As it was recorded.
    pub fn recorded(id: SaleId, at: Timestamp, event: &SaleRecorded) -> Self {
        Self {
            id,
            channel: event.channel,
            sold_at: event.sold_at,
            recorded_at: at,
            lines: event.lines.clone(),
            tenders: event.tenders.clone(),
            shopper_code: event.shopper_code.clone(),
            till: event.till.clone(),
            receipt: event.receipt.clone(),
            review_reasons: review_reasons(&event.lines, &event.reasons),
            void_reason: None,
        }
    }

    /// Takes it back: it keeps its amounts, and nothing of it needs a person any more.
    pub fn void(&mut self, reason: String) {
        self.void_reason = Some(reason);
        self.review_reasons.clear();
    }

    /// Credits the line with the item that it was waiting for. Another price than the tag's is looked at from now on, as if
    /// the line had been credited at once.
    pub fn attribute(&mut self, position: usize, share: Bps) {
        let mut of_the_sale: Vec<_> = self.review_reasons.iter().copied().filter(|reason| is_of_the_sale(*reason)).collect();
        if let Some(line) = self.lines.get_mut(position) {
            line.status = LineStatus::Sold;
            line.share = Some(share);
            line.reason = None;
            of_the_sale.extend((line.discount != Money::ZERO).then_some(ReviewReason::Price));
        }
        self.review_reasons = review_reasons(&self.lines, &of_the_sale);
    }

    /// Closes what a person decided on, and credits what was charged as decided.
    pub fn review(&mut self, position: Option<u32>, resolution: &Resolution) {
        let mut of_the_sale: Vec<_> = self.review_reasons.iter().copied().filter(|reason| is_of_the_sale(*reason)).collect();
        match position {
            None => of_the_sale.clear(),
            Some(position) => self.lines.get_mut(position as usize).into_iter().for_each(|line| line.settle(resolution)),
        }
        self.review_reasons = review_reasons(&self.lines, &of_the_sale);
    }

    /// What its lines and tenders add up to.
    pub fn amounts(&self) -> Amounts {
        Amounts::of(&self.lines, &self.tenders)
    }
}

/// Reasons that lie in the sale as a whole, not in one unattributed line.
pub(super) fn is_of_the_sale(reason: ReviewReason) -> bool {
    matches!(reason, ReviewReason::Price | ReviewReason::Tender | ReviewReason::Clock)
}

/// The open reasons, once each, in the contract's order.
pub(super) fn review_reasons(lines: &[Line], of_the_sale: &[ReviewReason]) -> Vec<ReviewReason> {
    let mut reasons: Vec<_> = lines.iter().filter_map(|line| line.reason).chain(of_the_sale.iter().copied()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}
