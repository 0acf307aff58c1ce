//! Who brings what: consignors and their items, and which of them the shoppers will want.

use super::chance::{Chance, LOGNORMAL_MEAN_1000, PRICES_CENTS};
use super::words::{BRANDS, CATEGORIES, Category, FIRST_NAMES, LAST_NAMES};
use super::{Consignor, Item, Shape};
use crate::demo::money::Cents;

/// Prices go in steps of half a unit, as on most tags.
const PRICE_STEP_CENTS: u32 = 50;
/// Nothing costs more.
const PRICE_MAX_CENTS: u32 = 30_000;
/// Pushchairs, bicycles: few, but they make the till ring.
const BIG_TICKET_PERCENT: u32 = 2;
/// A big ticket costs this much at least, and up to eight times as much.
const BIG_TICKET_MIN_CENTS: u32 = 2_500;
/// A number's limit at most sales.
const ITEMS_OF_A_CONSIGNOR_MAX: u32 = 300;
/// Registered, paid, and never came.
const CONSIGNORS_WITHOUT_ITEMS_PERCENT: u32 = 8;
/// Never checked in, rejected or lost: listed, but on no rack.
const ITEMS_AWAY_PERCENT: u32 = 5;
/// The first number that is given; numbers below it are kept for the house.
const FIRST_NUMBER: u32 = 101;

/// The consignors, in order of their numbers.
pub(super) fn consignors(shape: &Shape, chance: &mut Chance) -> Vec<Consignor> {
    (0..shape.consignors)
        .map(|place| Consignor {
            number: FIRST_NUMBER + place,
            name: format!("{} {}", chance.word(FIRST_NAMES).unwrap_or_default(), chance.word(LAST_NAMES).unwrap_or_default()),
        })
        .collect()
}

/// All items, each consignor's together.
pub(super) fn items(shape: &Shape, consignors: &[Consignor], chance: &mut Chance) -> Vec<Item> {
    let mean = shape.items / shape.consignors.max(1);
    let mut counts: Vec<u32> = consignors
        .iter()
        .map(|_| {
            if chance.percent(CONSIGNORS_WITHOUT_ITEMS_PERCENT) {
                0
            } else {
                (mean * chance.draw(&LOGNORMAL_MEAN_1000) / 1_000).max(1)
            }
        })
        .collect();
    chance.settle(&mut counts, shape.items, (1, ITEMS_OF_A_CONSIGNOR_MAX));

    let mut items = Vec::new();
    for (consignor, count) in consignors.iter().zip(counts) {
        // Half of the consignors give away all that is left or nothing.
        let donates = chance.percent(40);
        let decides_each = chance.percent(50);
        for row in 1..=count {
            let donate = if decides_each { chance.percent(40) } else { donates };
            let item = item(consignor.number, row, chance);
            items.push(Item { donate, ..item });
        }
    }
    items
}

fn item(consignor: u32, row: u32, chance: &mut Chance) -> Item {
    let category = category(chance);
    Item {
        consignor,
        row_name: format!("row-{row:04}"),
        title: format!("{} {}", chance.word(BRANDS).unwrap_or_default(), chance.word(category.titles).unwrap_or_default()),
        category: category.name,
        size: chance.word(category.sizes),
        price: price(chance),
        discountable: chance.percent(category.discountable_percent),
        donate: false,
    }
}

/// What an unreadable thing is called and costs, when a cashier types it in.
pub(super) fn unknown_thing(chance: &mut Chance) -> (String, Cents) {
    let category = category(chance);
    (chance.word(category.titles).unwrap_or("something without a tag").to_owned(), price(chance))
}

fn category(chance: &mut Chance) -> &'static Category {
    let mut left = chance.between(1, 100);
    for category in CATEGORIES {
        if left <= category.share_percent {
            return category;
        }
        left -= category.share_percent;
    }
    &CATEGORIES[0]
}

fn price(chance: &mut Chance) -> Cents {
    let cents = if chance.percent(BIG_TICKET_PERCENT) {
        // Doubling up to three times is a whole-number cousin of log-uniform.
        (BIG_TICKET_MIN_CENTS << chance.between(0, 2)) + chance.between(0, BIG_TICKET_MIN_CENTS * 4)
    } else {
        chance.draw(&PRICES_CENTS)
    };
    let steps = cents.clamp(PRICE_STEP_CENTS, PRICE_MAX_CENTS) / PRICE_STEP_CENTS;
    Cents(u64::from(steps * PRICE_STEP_CENTS))
}

/// The items that are sold, those that sell first at the front, and after them those that stay.
pub(super) fn wanted(shape: &Shape, items: &[Item], chance: &mut Chance) -> (Vec<usize>, Vec<usize>) {
    let mut wishes: Vec<(u64, usize)> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| {
            let away = chance.percent(ITEMS_AWAY_PERCENT);
            let patience = u64::from(chance.between(0, 1_000_000)) * 10_000 / u64::from(pull(item));
            (!away).then_some((patience, at))
        })
        .collect();
    wishes.sort_unstable();
    let mut order = wishes.into_iter().map(|(_, at)| at);
    let sold = order.by_ref().take(shape.items_sold as usize).collect();
    (sold, order.collect())
}

/// How strongly an item sells: its category's rate, falling with the price as price^-0.3 does.
fn pull(item: &Item) -> u32 {
    let rate = CATEGORIES.iter().find(|category| category.name == item.category).map_or(45, |category| category.sells_percent);
    let price_percent = match item.price.0 {
        0..=100 => 150,
        101..=200 => 123,
        201..=400 => 100,
        401..=800 => 85,
        801..=1600 => 72,
        1601..=5000 => 55,
        _ => 40,
    };
    rate * price_percent
}
