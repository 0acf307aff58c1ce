//! Statistics, by days on which this and that is sold.

use super::*;
use crate::domain::handover::Handed;
use crate::domain::money::Bps;
use crate::domain::sale::{ItemsLocked, ItemsUnlocked, ReviewReason, SaleChanged, SaleChannel, SaleRecorded, SaleVoided};
use crate::domain::tag::ConsignorNumber;

fn tag(item: u32) -> Tag {
    Tag::of(ConsignorNumber::new(417).unwrap(), item).unwrap()
}

fn cents(minor: i64) -> Money {
    Money::from_minor(minor)
}

/// A journal in the making.
struct Day {
    statistics: Statistics,
}

impl Day {
    fn new(currency: Currency) -> Self {
        Self { statistics: Statistics::new(currency) }
    }

    fn happens(&mut self, event: SessionEvent, locked: &[Described]) -> u64 {
        let seq = self.statistics.sequence() + 1;
        self.statistics.apply(&Entry { seq, at: Timestamp::default(), key: None, event }, locked);
        seq
    }

    /// Items by number, category and price.
    fn offers(&mut self, items: &[(u32, &str, i64)]) {
        let described: Vec<_> = items
            .iter()
            .map(|(item, category, price)| Described { tag: tag(*item), category: (*category).to_owned(), price: cents(*price) })
            .collect();
        let handed: Vec<_> = described.iter().map(|item| Handed { tag: item.tag, price: item.price }).collect();
        self.happens(SessionEvent::ItemsLocked(ItemsLocked::of(1, handed.into())), &described);
    }

    /// Items and what was charged; 0: a thing without a tag.
    fn sells(&mut self, at: &str, till: Option<&str>, items: &[(u32, i64)]) -> u64 {
        let line = |(item, charged): &(u32, i64)| Line {
            status: if *item == 0 { LineStatus::Unattributed } else { LineStatus::Sold },
            tag: None,
            item: (*item > 0).then(|| tag(*item)),
            description: None,
            claimed_consignor: None,
            consignor: None,
            price: cents(*charged),
            discount: Money::ZERO,
            share: Some(Bps::ALL),
            reason: (*item == 0).then_some(ReviewReason::UnknownTag),
        };
        let recorded = SaleRecorded {
            channel: SaleChannel::Pos,
            sold_at: Timestamp::parse(at).unwrap(),
            lines: items.iter().map(line).collect(),
            tenders: Vec::new(),
            cart: None,
            shopper_code: None,
            till: till.map(str::to_owned),
            receipt: None,
            reasons: Vec::new(),
            offline: false,
        };
        self.happens(SessionEvent::SaleRecorded(Arc::new(recorded)), &[])
    }

    fn voids(&mut self, sale: u64) {
        let voided = SaleVoided { sale, reason: "torn".to_owned(), previous: None };
        self.happens(SessionEvent::SaleVoided(voided), &[]);
    }

    fn hours(&self, zone: &str) -> Vec<(String, u64, u64, i64)> {
        let said = |(hour, takings): (Timestamp, Takings)| {
            (hour.to_string()[..16].to_owned(), takings.sale_count, takings.item_count, takings.sales.minor())
        };
        self.statistics.by_hour(zone).into_iter().map(said).collect()
    }

    fn categories(&self) -> Vec<(String, u64, u64, i64)> {
        let said =
            |(name, offer): (Arc<str>, Offer)| (name.to_string(), offer.offered_count, offer.sold_count, offer.sales.minor());
        self.statistics.by_category().into_iter().map(said).collect()
    }

    /// Offered, sold and net by band.
    fn bands(&self) -> [(u64, u64, i64); BANDS] {
        self.statistics.by_band().map(|(_, offer)| (offer.offered_count, offer.sold_count, offer.sales.minor()))
    }
}

fn texts<const N: usize>(rows: [(&str, u64, u64, i64); N]) -> Vec<(String, u64, u64, i64)> {
    rows.into_iter().map(|(name, one, two, three)| (name.to_owned(), one, two, three)).collect()
}

#[test]
fn sales_are_counted_by_the_hour_on_the_wall() {
    let mut day = Day::new(Currency::Eur);
    day.offers(&[(1, "toys", 100), (2, "toys", 100), (3, "toys", 100)]);
    day.sells("2026-11-20T10:05:00Z", None, &[(1, 100)]);
    day.sells("2026-11-20T10:59:59Z", None, &[(2, 100), (0, 70)]);
    day.sells("2026-11-20T12:00:00Z", None, &[(3, 90)]);
    assert_eq!(day.hours("UTC"), texts([("2026-11-20T10:00", 2, 2, 200), ("2026-11-20T12:00", 1, 1, 90)]));
    let kolkata = texts([("2026-11-20T09:30", 1, 1, 100), ("2026-11-20T10:30", 1, 1, 100), ("2026-11-20T11:30", 1, 1, 90)]);
    assert_eq!(day.hours("Asia/Kolkata"), kolkata);
    day.voids(4);
    assert_eq!(day.hours("UTC"), texts([("2026-11-20T10:00", 2, 2, 200)]), "an hour in which nothing stands is left out");
}

#[test]
fn what_is_offered_and_sold_is_counted_by_category_and_price() {
    let mut day = Day::new(Currency::Usd);
    day.offers(&[(1, "toys", 200), (2, "books", 201), (3, "toys", 500), (4, "toys", 2_000), (5, "toys", 2_001)]);
    assert_eq!(day.categories(), texts([("books", 1, 0, 0), ("toys", 4, 0, 0)]));
    assert_eq!(day.bands(), [(1, 0, 0), (2, 0, 0), (0, 0, 0), (1, 0, 0), (1, 0, 0)]);
    let sale = day.sells("2026-11-20T10:05:00Z", None, &[(1, 150), (2, 201)]);
    assert_eq!(day.categories(), texts([("books", 1, 1, 201), ("toys", 4, 1, 150)]));
    assert_eq!(day.bands()[..2], [(1, 1, 150), (2, 1, 201)], "by the price on the tag, whatever was charged");
    let unlocked = ItemsUnlocked { tags: vec![tag(3), tag(4)], reason: "recalled".to_owned(), handed_back: None };
    day.happens(SessionEvent::ItemsUnlocked(unlocked), &[]);
    assert_eq!(day.categories(), texts([("books", 1, 1, 201), ("toys", 2, 1, 150)]));
    assert_eq!(day.bands()[3], (0, 0, 0));
    let late = ItemsUnlocked { tags: vec![tag(5)], reason: "late".to_owned(), handed_back: Some(7) };
    day.happens(SessionEvent::ItemsUnlocked(late), &[]);
    assert_eq!(day.bands()[4], (1, 0, 0), "what came too late was never offered");
    day.voids(sale);
    assert_eq!(day.categories(), texts([("books", 1, 0, 0), ("toys", 2, 0, 0)]));
}

#[test]
fn a_line_that_gets_its_item_later_counts_from_then_on() {
    let mut day = Day::new(Currency::Usd);
    day.offers(&[(1, "toys", 200)]);
    let sale = day.sells("2026-11-20T10:05:00Z", Some("3"), &[(0, 150)]);
    assert_eq!((day.hours("UTC"), day.categories()), (texts([("2026-11-20T10:00", 1, 0, 0)]), texts([("toys", 1, 0, 0)])));
    let change = SaleChanged { sale, position: 0, item: tag(1), share: Bps::ALL, previous: None };
    day.happens(SessionEvent::SaleChanged(change), &[]);
    assert_eq!((day.hours("UTC"), day.categories()), (texts([("2026-11-20T10:00", 1, 1, 150)]), texts([("toys", 1, 1, 150)])));
    day.voids(sale);
    assert_eq!((day.hours("UTC"), day.categories()), (vec![], texts([("toys", 1, 0, 0)])));
}

#[test]
fn a_decided_line_counts_as_it_was_decided() {
    let mut day = Day::new(Currency::Usd);
    day.offers(&[(1, "toys", 200)]);
    let sale = day.sells("2026-11-20T10:05:00Z", Some("3"), &[(0, 150), (0, 70), (0, 30), (0, 20)]);
    let reviewed = |position, resolution| {
        let note = "saw the receipt".to_owned();
        let reviewed = SaleReviewed { sale, position, resolution, note, previous: None, handover: None };
        SessionEvent::SaleReviewed(reviewed)
    };
    let share = Bps::ALL;
    day.happens(reviewed(Some(0), Resolution::Accepted), &[]);
    day.happens(reviewed(None, Resolution::Accepted), &[]);
    assert_eq!(day.categories(), texts([("toys", 1, 0, 0)]), "nothing moves");
    day.happens(reviewed(Some(1), Resolution::House), &[]);
    day.happens(reviewed(Some(2), Resolution::Consignor { number: ConsignorNumber::new(417).unwrap(), share }), &[]);
    assert_eq!(day.categories(), texts([("", 0, 0, 100), ("toys", 1, 0, 0)]));
    assert_eq!(day.hours("UTC"), texts([("2026-11-20T10:00", 1, 0, 100)]));
    let new = Described { tag: tag(2), category: "books".to_owned(), price: cents(3_000) };
    day.happens(reviewed(Some(3), Resolution::Item { tag: tag(2), price: cents(3_000), share }), &[new]);
    assert_eq!(day.categories(), texts([("", 0, 0, 100), ("books", 1, 1, 20), ("toys", 1, 0, 0)]));
    assert_eq!(day.bands()[4], (1, 1, 20), "what it never had came in with it");
    day.voids(sale);
    assert_eq!(day.categories(), texts([("books", 1, 0, 0), ("toys", 1, 0, 0)]));
}

#[test]
fn a_till_is_known_by_its_sales() {
    let mut day = Day::new(Currency::Usd);
    day.offers(&[(1, "toys", 200), (2, "toys", 200)]);
    day.sells("2026-11-20T11:00:00Z", Some("3"), &[(1, 200)]);
    let second = day.sells("2026-11-20T10:00:00Z", Some("3"), &[(2, 200)]);
    day.sells("2026-11-20T12:00:00Z", None, &[(0, 100)]);
    let noon = Timestamp::parse("2026-11-20T11:00:00Z").unwrap();
    let of = |sale_count, item_count, sales| TillSales {
        takings: Takings { sale_count, item_count, sales: cents(sales) },
        last_sale_at: noon,
    };
    assert_eq!(day.statistics.tills().collect::<Vec<_>>(), [("3", of(2, 2, 400))], "an older one came later");
    day.voids(second);
    assert_eq!(day.statistics.tills().collect::<Vec<_>>(), [("3", of(1, 1, 200))]);
}

#[test]
fn bands_follow_each_other_without_a_gap_in_every_currency() {
    for (currency, first_end) in [(Currency::Eur, 200), (Currency::Sek, 2_000), (Currency::Nok, 2_000), (Currency::Dkk, 2_000)] {
        let bands = Statistics::new(currency).by_band().map(|(band, _)| band);
        assert_eq!((bands[0].from, bands[0].to), (Money::ZERO, Some(cents(first_end))));
        assert_eq!(bands[BANDS - 1].to, None);
        for (one, next) in bands.iter().zip(&bands[1..]) {
            assert_eq!(one.to.map(|to| to + cents(1)), Some(next.from));
        }
        for (place, band) in bands.iter().enumerate() {
            for price in [Some(band.from), band.to].into_iter().flatten() {
                assert_eq!(usize::from(band_of(price, currency)), place, "{price}");
            }
        }
    }
}
