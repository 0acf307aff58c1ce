//! What a session of 100,000 items decides: a sale, a hold, and a sale that it knows.

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use hangtag::domain::handover::{Handed, ToSession};
use hangtag::domain::id::{EventId, OrganizationId, SessionId};
use hangtag::domain::key::Key;
use hangtag::domain::machine::{Entry, Moment, StateMachine as _};
use hangtag::domain::money::{Bps, Currency, Money};
use hangtag::domain::sale::{
    Fact, HoldItems, NewLine, NewSale, SaleChannel, Scan, Session, SessionCommand, Tender, TenderKind, Thing,
};
use hangtag::domain::tag::{ConsignorNumber, Tag};
use hangtag::domain::terms::{Rates, Terms};
use hangtag::domain::time::Timestamp;

const CONSIGNORS: i64 = 200;
const ITEMS_EACH: u32 = 500;
const LINES: usize = 5;
/// Sales that stand before anything is measured.
const SALES: usize = 2_000;
const NOW: Timestamp = Timestamp::from_milliseconds(1_800_000_000_000);
const MOMENT: Moment = Moment { now: NOW, at: NOW };
const PRICE: Money = Money::from_minor(1_250);

/// All of a session's decisions.
pub fn benches(criterion: &mut Criterion) {
    let tags: Vec<Tag> = (1..=CONSIGNORS)
        .filter_map(ConsignorNumber::new)
        .flat_map(|number| (1..=ITEMS_EACH).filter_map(move |item| Tag::of(number, item)))
        .collect();
    let mut session = Session::new(SessionId::of(EventId(1), 1));
    take(&mut session, &opening(&tags));
    let mut baskets = tags.chunks_exact(LINES);
    for (nth, basket) in baskets.by_ref().take(SALES).enumerate() {
        take(&mut session, &sale(basket, nth));
    }
    let fresh: Vec<&[Tag]> = baskets.collect();

    let mut nth = 0;
    let mut next = || {
        nth += 1;
        fresh[nth % fresh.len()]
    };
    // Each time other items, as tills do: an item that was looked up just now lies in the cache.
    criterion.bench_function("decide/sale of five lines", |bencher| {
        bencher.iter_batched(
            || sale(next(), SALES),
            |command| black_box(session.decide(&command, MOMENT)),
            BatchSize::SmallInput,
        );
    });
    criterion.bench_function("decide/hold of one item", |bencher| {
        bencher.iter_batched(|| hold(next()[0]), |command| black_box(session.decide(&command, MOMENT)), BatchSize::SmallInput);
    });
    let mut sold = tags.chunks_exact(LINES).take(SALES).enumerate().cycle();
    criterion.bench_function("decide/replay of a key", |bencher| {
        bencher.iter_batched(
            || sold.next().map(|(nth, basket)| sale(basket, nth)),
            |command| command.map(|command| black_box(session.decide(&command, MOMENT))),
            BatchSize::SmallInput,
        );
    });
}

/// Decides, and applies what was decided: a measurement of refusals would be a fast one.
fn take(session: &mut Session, command: &SessionCommand) {
    let decision = session.decide(command, MOMENT);
    assert!(decision.is_ok(), "the session is set up by commands that it accepts: {decision:?}");
    for (event, key) in decision.into_iter().flat_map(|decision| decision.events) {
        session.apply(&Entry { seq: session.last().0 + 1, at: NOW, key, event });
    }
}

fn opening(tags: &[Tag]) -> SessionCommand {
    let bps = |bps| Bps::new(bps).unwrap_or_default();
    let rates = Rates { base: bps(6_500), volunteer_bonus: bps(500), super_bonus: bps(500), max: bps(8_000) };
    let terms = Terms { rates, currency: Currency::Usd, time_zone: "America/Chicago".to_owned() };
    SessionCommand::Delivered {
        seq: 1,
        message: ToSession::Open { organization: OrganizationId(1), terms },
        items: tags.iter().map(|&tag| Handed { tag, price: PRICE }).collect(),
    }
}

fn sale(tags: &[Tag], nth: usize) -> SessionCommand {
    let line = |&tag| NewLine { thing: Thing::Scanned(Scan::Tag(tag, Fact::Exists)), price: None };
    let amount = tags.iter().map(|_| PRICE).sum();
    let sale = NewSale {
        lines: tags.iter().map(line).collect(),
        tenders: vec![Tender { kind: TenderKind::Cash, amount }],
        cart: None,
        shopper_code: None,
        till: Some("3".to_owned()),
        receipt: None,
        channel: SaleChannel::Pos,
        offline_sold_at: None,
    };
    SessionCommand::Record(sale, Key::new("saleRecord", "session", &format!("sale-{nth}"), "arguments"))
}

fn hold(tag: Tag) -> SessionCommand {
    SessionCommand::Hold(HoldItems {
        cart: Some("cart".to_owned()),
        scans: vec![Scan::Tag(tag, Fact::Exists)],
        till: Some("3".to_owned()),
        seconds: 900,
        channel: SaleChannel::Pos,
    })
}
