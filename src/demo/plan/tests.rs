//! The plan's promises, over a few seeds of both sizes.

use std::collections::HashSet;

use super::{Action, Fate, Goods, Plan, Scan, Size, TenderKind};
use crate::demo::money::{Cents, Fine};

const SEEDS: [u64; 4] = [1, 2, 7, 4_711];

fn plans() -> impl Iterator<Item = Plan> {
    [Size::Small, Size::Large].into_iter().flat_map(|size| SEEDS.map(|seed| Plan::new(size, seed)))
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    assert_eq!(Plan::new(Size::Small, 7), Plan::new(Size::Small, 7));
    assert_ne!(Plan::new(Size::Small, 7), Plan::new(Size::Small, 8));
}

#[test]
fn a_seed_means_the_same_totals_on_every_machine() {
    let totals = Plan::new(Size::Small, 1).totals();
    assert_eq!((totals.sales, totals.unattributed), (Cents(647_900), Cents(650)));
    assert_eq!((totals.sale_count, totals.voided_count, totals.needs_review_count, totals.sold_count), (199, 2, 4, 1_199));
}

#[test]
fn sizes_are_those_of_the_table() {
    for plan in plans() {
        let shape = plan.size.shape();
        assert_eq!(plan.consignors.len(), shape.consignors as usize);
        assert_eq!(plan.items.len(), shape.items as usize);
        assert_eq!(plan.tills.len(), shape.tills as usize);
        assert!(plan.items.iter().all(|item| (50..=30_000).contains(&item.price.0) && item.price.0 % 50 == 0));
        let selling: u32 = shape.days_seconds.iter().sum();
        assert!(plan.seconds() < selling + 3_600, "{} s", plan.seconds());
        let sold_percent = plan.totals().sold_count * 100 / shape.items;
        let expected = if plan.size == Size::Small { 31..=45 } else { 55..=60 };
        assert!(expected.contains(&sold_percent), "{sold_percent} %");
    }
}

#[test]
fn titles_are_about_two_hundred_and_shares_a_hundred_percent() {
    let titles: usize = super::words::CATEGORIES.iter().map(|category| category.titles.len()).sum();
    assert!((180..=220).contains(&titles), "{titles}");
    assert_eq!(super::words::CATEGORIES.iter().map(|category| category.share_percent).sum::<u32>(), 100);
}

#[test]
fn what_a_visitor_may_sell_is_in_no_basket_and_in_no_cart() {
    for plan in plans() {
        let item = plan.unwanted().unwrap();
        let in_basket = |line: &super::Line| line.goods == Goods::Item(item);
        assert!(!plan.baskets.iter().any(|basket| basket.lines.iter().any(in_basket)));
        let is_scanned = |action: &Action| matches!(action, Action::Hold { item: scanned, .. } if *scanned == item);
        assert!(!plan.tills.iter().flatten().any(|step| is_scanned(&step.action)));
    }
}

#[test]
fn no_item_is_in_two_baskets_that_stand() {
    for plan in plans() {
        let mut sold = HashSet::new();
        for basket in plan.baskets.iter().filter(|basket| matches!(basket.fate, Fate::Stands | Fate::Contested)) {
            for line in basket.lines.iter().filter(|line| line.credited) {
                // An unknown thing is never credited.
                assert!(matches!(line.goods, Goods::Item(item) if sold.insert(item) && line.price == plan.items[item].price));
            }
        }
        assert_eq!(sold.len(), plan.totals().sold_count as usize);
    }
}

#[test]
fn every_cent_is_accounted_for() {
    for plan in plans() {
        for basket in &plan.baskets {
            let paid: Cents = basket.tenders.iter().map(|(_, amount)| *amount).sum();
            assert_eq!(paid, basket.total());
            assert!(basket.lines.len() <= 200 && !basket.lines.is_empty());
        }
        let totals = plan.totals();
        let paid: Cents = totals.tenders.into_iter().sum();
        let Fine(share) = totals.consignor_share;
        assert_eq!(paid, totals.sales + totals.unattributed);
        assert_eq!(Fine(share + totals.house_cut.0), totals.sales.fine());
        assert!(TenderKind::ALL.len() == totals.tenders.len() && totals.tenders.iter().all(|amount| amount.0 > 0));
    }
}

#[test]
fn every_incident_happens() {
    for plan in plans() {
        let steps = || plan.tills.iter().flatten().map(|step| &step.action);
        let count = |wanted: fn(&Action) -> bool| steps().filter(|action| wanted(action)).count();
        assert!(count(|action| matches!(action, Action::Void { .. })) >= 2);
        assert!(count(|action| matches!(action, Action::RecordWrongly(..))) >= 6);
        assert!(count(|action| matches!(action, Action::Resend(_))) >= 2);
        assert!(count(|action| matches!(action, Action::Release { .. })) >= 2);
        assert!(count(|action| matches!(action, Action::Hold { expect: Scan::Pending, .. })) >= 2);
        assert!(count(|action| matches!(action, Action::Hold { expect: Scan::Sold, .. })) >= 2);
        assert_eq!(count(|action| matches!(action, Action::Contest { .. })), plan.contests * 2);
        assert!(plan.contests >= 2);
        let unattributed = |unknown: bool| {
            let lines = plan.baskets.iter().flat_map(|basket| &basket.lines);
            lines.filter(|line| !line.credited && matches!(line.goods, Goods::Unknown { .. }) == unknown).count()
        };
        assert!(unattributed(true) >= 2 && unattributed(false) >= 1);
    }
}

#[test]
fn a_till_without_a_network_sends_nothing() {
    for plan in plans() {
        for steps in &plan.tills {
            let mut waiting = Vec::new();
            for step in steps {
                match &step.action {
                    Action::SellOffline(basket) => waiting.push(*basket),
                    Action::Replay(baskets) => assert_eq!(*baskets, std::mem::take(&mut waiting)),
                    other => assert!(waiting.is_empty(), "{other:?} at {} without a network", step.at),
                }
            }
            assert!(waiting.is_empty());
        }
    }
}

/// A till waits only for what is planned earlier, and no two contests share a second: so some till can always go on.
#[test]
fn no_till_waits_for_ever() {
    for plan in plans() {
        let mut reached_at = vec![None; plan.milestones];
        let mut contests = vec![Vec::new(); plan.contests];
        for step in plan.tills.iter().flatten() {
            if let Some(milestone) = step.reaches {
                assert!(reached_at[milestone].replace(step.at).is_none());
            }
            if let Action::Contest { contest, .. } = step.action {
                contests[contest].push(step.at);
            }
        }
        for step in plan.tills.iter().flatten() {
            let Some(milestone) = step.after else {
                continue;
            };
            assert!(reached_at[milestone].is_some_and(|at| at < step.at));
        }
        let times: HashSet<u32> = contests.iter().map(|times| times[0]).collect();
        assert!(contests.iter().all(|times| times.len() == 2 && times[0] == times[1]));
        assert_eq!(times.len(), plan.contests);
        for steps in &plan.tills {
            assert!(steps.is_sorted_by_key(|step| step.at));
        }
    }
}
