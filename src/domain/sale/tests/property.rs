//! Promises 2 to 4 under whatever tills, shops and people do, in any order.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::super::{
    Answer, HoldItems, LineProblem, NewLine, NewSale, Phase, Refusal, ReviewSale, Ruling, SaleChannel, Scan, SessionCommand,
    Tender, TenderKind, Thing, VoidSale,
};
use super::audit::{Ledger, audit, replayed};
use super::hall::{Hall, attribution, cents, park, say, scan, tags, take, take_by};
use crate::domain::handover::ToSession;
use crate::domain::key::Key;
use crate::domain::tag::ConsignorNumber;

/// Few, so that they meet.
const ITEMS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
const STOCK: &str = "A:500 B:333 C:1 D:1999 E:0";
const CARTS: [&str; 3] = ["4", "5", "web"];

/// What somebody does.
#[derive(Clone, Debug)]
enum Step {
    Sell { items: Vec<&'static str>, unknown: bool, cart: Option<&'static str>, channel: SaleChannel, tender_off: i64 },
    SellOffline { lines: Vec<(&'static str, i64)>, cart: Option<&'static str>, tender_off: i64, ago_seconds: i64 },
    Void { sale: Index, is_organizer: bool },
    Review { sale: Index, position: Option<u32>, ruling: Ruling },
    Attributed { sale: Index, position: u32, item: &'static str },
    Hold { cart: &'static str, items: Vec<&'static str>, seconds: i64, channel: SaleChannel },
    Release { cart: &'static str, items: Option<Vec<&'static str>> },
    Park { cart: &'static str },
    Take { cart: &'static str, into: &'static str },
    TakeBy { item: &'static str, into: &'static str },
    Withdraw { items: Vec<&'static str> },
    Restock,
    Resend { command: Index, how: Again },
    Lapse,
    Wait { seconds: i64 },
    Complete,
    Cancel,
}

/// How a till sends a command again.
#[derive(Clone, Copy, Debug)]
enum Again {
    AsItWas,
    AsAnOfflineSale,
}

fn channels() -> impl Strategy<Value = SaleChannel> {
    prop_oneof![2 => Just(SaleChannel::Pos), 1 => Just(SaleChannel::Online), 1 => Just(SaleChannel::Shopify)]
}

fn carts() -> impl Strategy<Value = &'static str> {
    prop::sample::select(CARTS.as_slice())
}

fn some_items() -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(ITEMS.to_vec(), 1..=3)
}

fn rulings() -> impl Strategy<Value = Ruling> {
    prop_oneof![
        1 => Just(Ruling::Accept),
        3 => prop::sample::select(ITEMS.as_slice()).prop_map(|item| Ruling::ToItem(scan(item))),
        1 => Just(Ruling::ToConsignor(ConsignorNumber::new(2))),
        1 => Just(Ruling::KeepForHouse),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    // Mostly the printed price, and words for what no item is.
    let scans = prop::sample::select(vec!["A", "A", "B", "B", "C", "D", "E", "F", "z", "!12", "*coat"]);
    let prices = prop_oneof![2 => Just(500_i64), 1 => Just(333), 1 => 0..3_000_i64];
    let off = || prop_oneof![4 => Just(0_i64), 1 => -20..20_i64];
    prop_oneof![
        8 => (some_items(), any::<bool>(), prop::option::of(carts()), channels(), off())
            .prop_map(|(items, unknown, cart, channel, tender_off)| Step::Sell { items, unknown, cart, channel, tender_off }),
        5 => (prop::collection::vec((scans, prices), 1..5), prop::option::of(carts()), off(), -600..6_000_i64)
            .prop_map(|(lines, cart, tender_off, ago_seconds)| Step::SellOffline { lines, cart, tender_off, ago_seconds }),
        6 => (any::<Index>(), any::<bool>()).prop_map(|(sale, is_organizer)| Step::Void { sale, is_organizer }),
        6 => (any::<Index>(), prop::option::weighted(0.8, 0..3_u32), rulings())
            .prop_map(|(sale, position, ruling)| Step::Review { sale, position, ruling }),
        1 => (any::<Index>(), 0..2_u32, prop::sample::select(ITEMS.as_slice()))
            .prop_map(|(sale, position, item)| Step::Attributed { sale, position, item }),
        5 => (carts(), some_items(), 30..1_200_i64, channels())
            .prop_map(|(cart, items, seconds, channel)| Step::Hold { cart, items, seconds, channel }),
        1 => (carts(), prop::option::of(some_items())).prop_map(|(cart, items)| Step::Release { cart, items }),
        3 => carts().prop_map(|cart| Step::Park { cart }),
        1 => (carts(), carts()).prop_map(|(cart, into)| Step::Take { cart, into }),
        1 => (prop::sample::select(ITEMS.as_slice()), carts()).prop_map(|(item, into)| Step::TakeBy { item, into }),
        1 => some_items().prop_map(|items| Step::Withdraw { items }),
        2 => Just(Step::Restock),
        3 => (any::<Index>(), prop::sample::select(vec![Again::AsItWas, Again::AsAnOfflineSale])).prop_map(|(command, how)| Step::Resend { command, how }),
        1 => Just(Step::Lapse),
        3 => (-30..900_i64).prop_map(|seconds| Step::Wait { seconds }),
        1 => prop_oneof![3 => Just(Step::Cancel), 1 => Just(Step::Complete)],
    ]
}

/// The hall, and each command that had its effect, with what it was answered.
struct Day {
    hall: Hall,
    effects: Vec<(SessionCommand, u64)>,
    keys: u128,
}

impl Day {
    fn new() -> Self {
        Self { hall: Hall::open(STOCK), effects: Vec::new(), keys: 0 }
    }

    /// Takes the step; after it every promise holds.
    fn take(&mut self, step: &Step) {
        if let Step::Wait { seconds } = step {
            self.hall.now = self.hall.now.plus_seconds(*seconds);
        } else if let Step::Resend { command, how } = step {
            self.resend(*command, *how);
        } else {
            let command = self.command(step);
            self.put(&command);
        }
        audit(&self.hall);
    }

    fn put(&mut self, command: &SessionCommand) {
        let before = self.hall.session.clone();
        let (entries, asked) = (self.hall.journal.len(), self.hall.ask(command));
        assert_eq!(self.hall.session, before, "deciding changes nothing");
        assert_eq!(self.hall.ask(command), asked, "deciding twice decides the same");
        let taken = self.hall.take(command);
        let has_written = self.hall.journal.len() > entries;
        match taken {
            Ok(Answer::Sale { sequence, .. } | Answer::Done { sequence }) => {
                let has_key = !matches!(command, SessionCommand::Lapse);
                self.effects.extend((has_written && has_key).then(|| (command.clone(), sequence)));
            }
            Ok(_) => {}
            Err(refusal) => {
                assert!(!has_written, "a refusal writes nothing");
                assert_plausible(command, &refusal);
            }
        }
        let is_delivery = matches!(command, SessionCommand::Delivered { .. });
        let has_dead_hold = self.hall.session.holds().any(|(_, hold)| hold.expires_at <= self.hall.now);
        assert!(!has_written || is_delivery || !has_dead_hold, "what lapsed is released before anything else happens");
    }

    /// The same key again, at any time later: nothing happens, and the answer is the same.
    fn resend(&self, which: Index, how: Again) {
        if self.effects.is_empty() {
            return;
        }
        let (mut command, sequence) = which.get(&self.effects).clone();
        if let (SessionCommand::Record(sale, _), Again::AsAnOfflineSale) = (&mut command, how) {
            sale.offline_sold_at = Some(self.hall.now);
        }
        let decision = self.hall.ask(&command).unwrap();
        assert_eq!(decision.events, [], "the same key has its effect once");
        match decision.answer {
            Answer::Sale { sequence: again, .. } | Answer::Done { sequence: again } => assert_eq!(again, sequence),
            other => panic!("{other:?}"),
        }
    }

    fn command(&mut self, step: &Step) -> SessionCommand {
        self.keys += 1;
        let key = Key { hash: self.keys, arguments: 0 };
        let scans = |items: &[&'static str]| items.iter().copied().map(scan).collect::<Vec<Scan>>();
        match step {
            Step::Sell { .. } | Step::SellOffline { .. } => SessionCommand::Record(self.sale(step), key),
            Step::Void { sale, is_organizer } => {
                let reason = Some("wrong item".to_owned());
                SessionCommand::Void(VoidSale { sale: self.some_sale(*sale), reason, is_organizer: *is_organizer }, key)
            }
            Step::Review { sale, position, ruling } => {
                let note = Some("saw the receipt".to_owned());
                SessionCommand::Review(
                    ReviewSale { sale: self.some_sale(*sale), position: *position, ruling: ruling.clone(), note },
                    key,
                )
            }
            // The Inventory gives only what the session neither has nor had sold, and only when the session is over.
            Step::Attributed { sale, position, item } => {
                let is_free = self.hall.session.item(tags(item)[0]).is_none_or(|(_, sold_in)| sold_in.is_none());
                if is_free && matches!(self.hall.session.phase(), Phase::Completed { .. } | Phase::Cancelled { .. }) {
                    let message = attribution(self.some_sale(*sale), *position, 1 << 64 | self.keys);
                    self.hall.delivery(message, &format!("{item}:700"))
                } else {
                    SessionCommand::Lapse
                }
            }
            Step::Hold { cart, items, seconds, channel } => SessionCommand::Hold(HoldItems {
                cart: Some((*cart).to_owned()),
                scans: scans(items),
                till: None,
                seconds: *seconds,
                channel: *channel,
            }),
            Step::Release { cart, items } => {
                let tags = items.as_ref().map(|items| tags(&items.join(" ")));
                SessionCommand::Release { cart: Some((*cart).to_owned()), tags }
            }
            Step::Park { cart } => park(cart),
            Step::Take { cart, into } => take(cart, into),
            Step::TakeBy { item, into } => take_by(item, into),
            Step::Withdraw { items } => SessionCommand::Withdraw { scans: scans(items), reason: "recalled".to_owned(), key },
            Step::Restock => {
                let missing: Vec<_> = ITEMS.iter().filter(|item| self.hall.session.item(tags(item)[0]).is_none()).collect();
                let stock: Vec<String> = missing.iter().take(2).map(|item| format!("{item}:700")).collect();
                self.hall.delivery(ToSession::Restock, &stock.join(" "))
            }
            Step::Complete => SessionCommand::Complete(key),
            Step::Cancel => SessionCommand::Cancel { reason: "no power".to_owned(), key },
            Step::Lapse | Step::Wait { .. } | Step::Resend { .. } => SessionCommand::Lapse,
        }
    }

    fn some_sale(&self, sale: Index) -> u64 {
        let sales = Ledger::of(&self.hall.journal).sales;
        *sale.get(&sales.keys().copied().chain([99_999]).collect::<Vec<u64>>())
    }

    fn sale(&self, step: &Step) -> NewSale {
        let price = |word: &str| self.hall.session.item(tags(word)[0]).map_or(0, |(price, _)| price.minor());
        let (lines, cart, channel, tender_off, offline_sold_at): (Vec<(&str, Option<i64>)>, _, _, _, _) = match step {
            Step::Sell { items, unknown, cart, channel, tender_off } => {
                let coat = unknown.then_some(("*coat", Some(250)));
                (items.iter().map(|item| (*item, None)).chain(coat).collect(), cart, *channel, *tender_off, None)
            }
            Step::SellOffline { lines, cart, tender_off, ago_seconds } => {
                let at = self.hall.now.plus_seconds(-ago_seconds);
                let lines = lines.iter().map(|(word, price)| (*word, Some(*price))).collect();
                (lines, cart, SaleChannel::Pos, *tender_off, Some(at))
            }
            other => panic!("{other:?} is no sale"),
        };
        let total: i64 = lines.iter().map(|(word, shown)| shown.unwrap_or_else(|| price(word))).sum();
        let thing = |word: &str| match word.strip_prefix('*') {
            Some(description) => Thing::Unknown { description: description.to_owned(), claimed_consignor: None },
            None => Thing::Scanned(scan(word)),
        };
        NewSale {
            lines: lines.iter().map(|(word, shown)| NewLine { thing: thing(word), price: shown.map(cents) }).collect(),
            tenders: vec![Tender { kind: TenderKind::Card, amount: cents((total + tender_off).max(0)) }],
            cart: cart.map(str::to_owned),
            shopper_code: None,
            till: None,
            receipt: None,
            channel,
            offline_sold_at,
        }
    }
}

/// An offline sale that a till can make is never refused, and a line never for a reason that it has not.
fn assert_plausible(command: &SessionCommand, refusal: &Refusal) {
    if let SessionCommand::Record(sale, _) = command {
        assert_eq!(sale.offline_sold_at, None, "cash was taken: {refusal:?}");
        if let Refusal::Lines(problems) = refusal {
            assert!(problems.iter().all(|(_, problem)| !matches!(problem, LineProblem::Duplicate | LineProblem::Invalid)));
        }
    }
    assert!(!matches!(command, SessionCommand::Delivered { .. } | SessionCommand::Lapse), "never refused: {refusal:?}");
    assert_ne!(*refusal, Refusal::KeyMismatch);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_nothing_is_sold_twice_and_every_cent_is_accounted_for(steps in prop::collection::vec(steps(), 1..60)) {
        let mut day = Day::new();
        for step in &steps {
            day.take(step);
        }
        prop_assert_eq!(replayed(&day.hall.journal), day.hall.session);
    }

    #[test]
    fn a_session_that_was_reloaded_anywhere_goes_on_the_same(
        steps in prop::collection::vec(steps(), 2..40),
        reload in any::<Index>(),
    ) {
        let mut day = Day::new();
        let reload = reload.index(steps.len());
        for (place, step) in steps.iter().enumerate() {
            if place == reload {
                day.hall.session = replayed(&day.hall.journal);
            }
            day.take(step);
        }
        prop_assert_eq!(replayed(&day.hall.journal), day.hall.session);
    }

    #[test]
    fn voiding_everything_leaves_nothing_but_the_count(steps in prop::collection::vec(steps(), 1..40)) {
        let mut day = Day::new();
        for step in steps.iter().filter(|step| !matches!(step, Step::Complete | Step::Cancel)) {
            day.take(step);
        }
        for sale in Ledger::of(&day.hall.journal).sales.into_keys() {
            day.keys += 1;
            let void = VoidSale { sale, reason: Some("the till was stolen".to_owned()), is_organizer: true };
            day.put(&SessionCommand::Void(void, Key { hash: day.keys, arguments: 0 }));
            audit(&day.hall);
        }
        let totals = day.hall.session.totals();
        prop_assert_eq!((totals.sale_count, totals.sold_count, totals.needs_review_count), (0, 0, 0));
        prop_assert_eq!(totals.tenders(), []);
        prop_assert!(day.hall.session.items().all(|(_, _, sold_in)| sold_in.is_none()));
    }
}

#[test]
fn the_steps_reach_every_corner() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeMap::<&str, u32>::new();
    let mut count = |what, has_happened: bool| *seen.entry(what).or_default() += u32::from(has_happened);
    for _ in 0..200 {
        let mut day = Day::new();
        for step in prop::collection::vec(steps(), 40).new_tree(&mut runner).unwrap().current() {
            day.take(&step);
        }
        let said: Vec<String> = day.hall.journal.iter().map(|entry| say(&entry.event)).collect();
        let has = |part: &str| said.iter().any(|event| event.contains(part));
        for part in [
            " got ",
            "reviewed: accepted",
            "reviewed: consignor",
            "reviewed: house",
            " from ",
            "TakenOver",
            "SoldOffline",
            "Lapsed",
            "ALREADY_SOLD",
            "NOT_IN_SESSION",
            "SESSION_CLOSED",
            "handed back",
        ] {
            count(part, has(part));
        }
        let sold = said.iter().filter(|event| event.starts_with("sale ") && event.contains(':')).count();
        count("three sales that sold", sold >= 3);
        count("completed", matches!(day.hall.session.phase(), Phase::Completed { .. }));
        count("cancelled", matches!(day.hall.session.phase(), Phase::Cancelled { .. }));
    }
    let rare: Vec<_> = seen.iter().filter(|(_, times)| **times < 5).collect();
    println!("of 200 days: {seen:?}");
    assert!(rare.is_empty(), "of 200 days: {seen:?}");
}
