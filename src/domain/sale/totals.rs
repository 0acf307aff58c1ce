//! What a session adds up to, always at one moment.

use serde::{Deserialize, Serialize};

use crate::domain::money::{Exact, Money};

use super::{Amounts, SaleChannel, Tender, TenderKind};

/// Sums over the standing sales of a session, and counts of its items.
///
/// `tenders = consignor_share + house_cut + unattributed + tax + charges + rounding`, always (DESIGN, promise 3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Net of all SOLD lines.
    pub sales: Money,
    /// Discounts of all SOLD lines.
    pub discount: Money,
    /// Tax added on top or contained.
    pub tax: Money,
    /// What is no item: admission, donation, shipping.
    pub charges: Money,
    /// Cash rounding.
    pub rounding: Exact,
    /// Credited to nobody yet.
    pub unattributed: Exact,
    /// The consignors' parts.
    pub consignor_share: Exact,
    /// The house's.
    pub house_cut: Exact,
    /// By kind, in the order of [`TenderKind::ALL`].
    pub tenders: [Money; 5],
    /// Standing sales.
    pub sale_count: u64,
    /// Sales taken back.
    pub voided_count: u64,
    /// Standing sales that a person must look at.
    pub needs_review_count: u64,
    /// Items in the session, sold ones included.
    pub item_count: u64,
    /// Items in a cart.
    pub pending_count: u64,
    /// Items that a standing sale sold.
    pub sold_count: u64,
}

impl Totals {
    /// Items that are neither sold nor in a cart.
    pub fn available_count(&self) -> u64 {
        self.item_count.saturating_sub(self.pending_count).saturating_sub(self.sold_count)
    }

    /// What was taken as each kind, kinds without money left out.
    pub fn tenders(&self) -> Vec<Tender> {
        TenderKind::ALL
            .iter()
            .zip(self.tenders)
            .filter(|(_, amount)| *amount != Money::ZERO)
            .map(|(kind, amount)| Tender { kind: *kind, amount })
            .collect()
    }

    /// The money identity of promise 3.
    pub fn is_balanced(&self) -> bool {
        let taken: Money = self.tenders.iter().copied().sum();
        let credited =
            self.consignor_share + self.house_cut + self.unattributed + self.tax.exact() + self.charges.exact() + self.rounding;
        taken.exact() == credited && self.sales.exact() == self.consignor_share + self.house_cut
    }

    pub(super) fn add_amounts(&mut self, amounts: &Amounts) {
        self.sales += amounts.sales;
        self.discount += amounts.discount;
        self.unattributed += amounts.unattributed;
        self.consignor_share += amounts.consignor_share;
        self.house_cut += amounts.house_cut;
    }

    pub(super) fn subtract_amounts(&mut self, amounts: &Amounts) {
        self.sales -= amounts.sales;
        self.discount -= amounts.discount;
        self.unattributed -= amounts.unattributed;
        self.consignor_share -= amounts.consignor_share;
        self.house_cut -= amounts.house_cut;
    }

    pub(super) fn tender_mut(&mut self, kind: TenderKind) -> &mut Money {
        let index = match kind {
            TenderKind::Cash => 0,
            TenderKind::Card => 1,
            TenderKind::Check => 2,
            TenderKind::Paypal => 3,
            TenderKind::Other => 4,
        };
        &mut self.tenders[index]
    }
}

/// Carts of the web: whoever has the thing in hand wins over them.
pub(super) fn is_web(channel: SaleChannel) -> bool {
    matches!(channel, SaleChannel::Online | SaleChannel::Shopify)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each term of the identity with an amount of its own, so that none hides behind another.
    fn balanced() -> Totals {
        Totals {
            sales: Money::from_minor(300),
            consignor_share: Money::from_minor(200).exact(),
            house_cut: Money::from_minor(100).exact(),
            unattributed: Money::from_minor(50).exact(),
            tax: Money::from_minor(7),
            charges: Money::from_minor(11),
            rounding: Money::from_minor(2).exact(),
            tenders: [Money::from_minor(300), Money::from_minor(70), Money::ZERO, Money::ZERO, Money::ZERO],
            ..Totals::default()
        }
    }

    #[test]
    fn a_cent_too_much_or_too_little_anywhere_is_seen() {
        assert!(balanced().is_balanced());
        let cent = Money::from_minor(1);
        let changes: [fn(&mut Totals, Money); 8] = [
            |totals, cent| totals.sales += cent,
            |totals, cent| totals.consignor_share += cent.exact(),
            |totals, cent| totals.house_cut += cent.exact(),
            |totals, cent| totals.unattributed += cent.exact(),
            |totals, cent| totals.tax += cent,
            |totals, cent| totals.charges += cent,
            |totals, cent| totals.rounding += cent.exact(),
            |totals, cent| totals.tenders[1] += cent,
        ];
        for (place, change) in changes.into_iter().enumerate() {
            for cent in [cent, -cent] {
                let mut totals = balanced();
                change(&mut totals, cent);
                assert!(!totals.is_balanced(), "change {place} by {cent}");
            }
        }
    }
}
