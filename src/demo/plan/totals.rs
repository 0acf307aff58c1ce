//! The totals that a plan must come to, counted from the plan alone.

use super::{BASE_SHARE_BPS, Fate, Goods, Plan, TenderKind};
use crate::demo::money::{Cents, Fine};

/// A session's totals at the end, exactly. Nothing in a plan is discounted, taxed or rounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Net of all SOLD lines that stand.
    pub sales: Cents,
    /// Taken for things that belong to nobody yet.
    pub unattributed: Cents,
    /// What consignors earn.
    pub consignor_share: Fine,
    /// What the house keeps.
    pub house_cut: Fine,
    /// In the order of [`TenderKind::ALL`].
    pub tenders: [Cents; 3],
    /// Sales that stand.
    pub sale_count: u32,
    /// Sales that were taken back.
    pub voided_count: u32,
    /// Sales that stand and wait for a person.
    pub needs_review_count: u32,
    /// Items in the session.
    pub item_count: u32,
    /// Items that are sold.
    pub sold_count: u32,
}

impl Totals {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut totals = Self { item_count: plan.size.shape().items, ..Self::default() };
        for basket in &plan.baskets {
            match basket.fate {
                Fate::Refused | Fate::Twin => continue,
                Fate::Voided => {
                    totals.voided_count += 1;
                    continue;
                }
                Fate::Stands | Fate::Contested => {}
            }
            totals.sale_count += 1;
            totals.needs_review_count += u32::from(basket.needs_review());
            for line in &basket.lines {
                if line.credited {
                    let share = line.price.share(BASE_SHARE_BPS);
                    totals.sales += line.price;
                    totals.consignor_share += share;
                    totals.house_cut += share.rest_of(line.price.fine());
                    totals.sold_count += u32::from(matches!(line.goods, Goods::Item(_)));
                } else {
                    totals.unattributed += line.price;
                }
            }
            for (kind, amount) in &basket.tenders {
                for (place, sum) in TenderKind::ALL.iter().zip(&mut totals.tenders) {
                    if place == kind {
                        *sum += *amount;
                    }
                }
            }
        }
        totals
    }
}
