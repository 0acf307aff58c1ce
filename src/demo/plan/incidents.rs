//! What goes wrong in a hall, at most one thing a visit, each with an outcome that the plan knows.

use super::timetable::{Visit, Writer, plain};
use super::{Action, By, Fate, Goods, Scan, Slip, Step};

/// What is special about a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Incident {
    None,
    /// The same basket is rung at another till in the same moment.
    Contested {
        other: usize,
    },
    /// Taken back `at`, and perhaps sold anew.
    Voided {
        at: u32,
        by: By,
        sold_again: bool,
    },
    /// Another till scans the first item while it lies in this cart.
    RivalScan {
        other: usize,
    },
    /// Another till tries to sell the first item afterwards.
    LateSale {
        other: usize,
        at: u32,
    },
    Slip(Slip),
    /// The answer is lost and the sale sent again.
    Resent,
    /// The shopper changes their mind about one more thing.
    PutBack {
        item: usize,
    },
    /// One thing has no readable tag.
    UnknownThing,
    /// A till without a network sells the first item too.
    SoldOfflineToo {
        window: usize,
    },
}

#[derive(Clone, Copy)]
enum Kind {
    Contested,
    Voided,
    RivalScan,
    LateSale,
    Slip(Slip),
    Resent,
    PutBack,
    UnknownThing,
}

/// How many visits in a thousand meet which incident; every one happens at least once.
const PER_MILLE: [(Kind, usize); 10] = [
    (Kind::Contested, 5),
    (Kind::Voided, 10),
    (Kind::RivalScan, 10),
    (Kind::LateSale, 10),
    (Kind::Slip(Slip::WrongTender), 8),
    (Kind::Slip(Slip::DuplicateLine), 4),
    (Kind::Slip(Slip::StalePrice), 4),
    (Kind::Resent, 15),
    (Kind::PutBack, 30),
    (Kind::UnknownThing, 15),
];
/// Even the smallest hall sees each of them twice.
const EACH_MIN: usize = 2;

/// Deals the incidents out over the visits that have a network.
pub(super) fn deal(visits: &mut [Visit], writer: &mut Writer<'_>) {
    for window in 0..writer.windows.len() {
        sell_offline_too(window, visits, writer);
    }
    let mut order: Vec<usize> = (0..visits.len()).filter(|at| visits[*at].window.is_none()).collect();
    writer.chance.shuffle(&mut order);
    let mut contests = Vec::new();
    for (kind, per_mille) in PER_MILLE {
        let mut left = (visits.len() * per_mille / 1_000).max(EACH_MIN);
        for at in &order {
            let visit = &mut visits[*at];
            // Two contests in one second could wait for each other.
            let crowded = matches!(kind, Kind::Contested) && contests.contains(&visit.paid_at);
            if left == 0 || visit.incident != Incident::None || crowded {
                continue;
            }
            let Some(incident) = fit(kind, visit, left, writer) else {
                continue;
            };
            if matches!(kind, Kind::Contested) {
                contests.push(visit.paid_at);
            }
            visit.incident = incident;
            left -= 1;
        }
    }
}

/// The last item that another till sells before the network is back is in a basket of the offline till as well.
fn sell_offline_too(window: usize, visits: &mut [Visit], writer: &mut Writer<'_>) {
    let Some(offline) = visits.iter().find(|visit| visit.window == Some(window)).map(|visit| visit.basket) else {
        return;
    };
    let (till, to) = (writer.windows[window].till, writer.windows[window].to);
    let winner = visits
        .iter_mut()
        .filter(|visit| visit.window.is_none() && visit.till != till && visit.paid_at < to)
        .filter(|visit| visit.incident == Incident::None)
        .max_by_key(|visit| visit.paid_at);
    let Some(winner) = winner else { return };
    let Some(item) = first_item(winner, writer) else {
        return;
    };
    winner.incident = Incident::SoldOfflineToo { window };
    let mut line = writer.line(item);
    line.credited = false;
    writer.add_line(offline, line);
}

fn fit(kind: Kind, visit: &Visit, left: usize, writer: &mut Writer<'_>) -> Option<Incident> {
    let first_scan = *visit.scans.first()?;
    Some(match kind {
        Kind::Contested => Incident::Contested { other: writer.other_till(visit, visit.paid_at)? },
        Kind::Voided => voided(visit, left, writer)?,
        Kind::RivalScan => Incident::RivalScan { other: writer.other_till(visit, first_scan)? },
        Kind::LateSale => {
            let at = visit.paid_at + writer.chance.between(60, 600);
            Incident::LateSale { other: writer.other_till(visit, at)?, at }
        }
        Kind::Slip(slip) => Incident::Slip(slip),
        Kind::Resent => Incident::Resent,
        Kind::PutBack => Incident::PutBack { item: writer.unsold.pop()? },
        Kind::UnknownThing => {
            writer.add_unknown(visit.basket);
            Incident::UnknownThing
        }
    })
}

fn voided(visit: &Visit, left: usize, writer: &mut Writer<'_>) -> Option<Incident> {
    // Every fifth is noticed too late for the cashier; the others mostly at once.
    let (by, seconds) = match (left % 5, writer.chance.percent(80)) {
        (0, _) => (By::Organizer, writer.chance.between(600, 3_000)),
        (_, true) => (By::Cashier, writer.chance.between(30, 300)),
        (_, false) => (By::Cashier, writer.chance.between(301, 540)),
    };
    let at = visit.paid_at + seconds;
    writer.online(visit.till, at).then_some(Incident::Voided { at, by, sold_again: left.is_multiple_of(2) })
}

/// Writes the steps of a visit to a till that has its network.
pub(super) fn write(visit: &Visit, writer: &mut Writer<'_>) {
    let record = plain(visit.paid_at, Action::Record(visit.basket));
    match visit.incident {
        Incident::Contested { other } => return contest(visit, other, writer),
        Incident::RivalScan { other } => return rival_scan(visit, other, writer),
        Incident::SoldOfflineToo { window } => {
            let sold = writer.milestone();
            writer.windows[window].after = Some(sold);
            writer.scans(visit, None);
            return writer.step(visit.till, Step { reaches: Some(sold), ..record });
        }
        Incident::LateSale { other, at } => return late_sale(visit, other, at, writer),
        _ => writer.scans(visit, None),
    }
    match visit.incident {
        Incident::Slip(slip) => {
            writer.step(visit.till, plain(visit.paid_at - 2, Action::RecordWrongly(visit.basket, slip)));
        }
        Incident::PutBack { item } => {
            let basket = visit.basket;
            let hold = Action::Hold { basket, item, expect: Scan::Held };
            writer.step(visit.till, plain(visit.paid_at - 8, hold));
            writer.step(visit.till, plain(visit.paid_at - 4, Action::Release { basket, item }));
        }
        _ => {}
    }
    writer.step(visit.till, record);
    match visit.incident {
        Incident::Resent => writer.step(visit.till, plain(visit.paid_at + 3, Action::Resend(visit.basket))),
        Incident::Voided { at, by, sold_again } => {
            void(visit, at, by, writer);
            if sold_again {
                sell_again(visit, at + 4, writer);
            }
        }
        _ => {}
    }
}

fn contest(visit: &Visit, other: usize, writer: &mut Writer<'_>) {
    let contest = writer.timetable.contests;
    writer.timetable.contests += 1;
    writer.timetable.baskets[visit.basket].fate = Fate::Contested;
    let twin = copy(visit.basket, other, Fate::Twin, writer);
    for (till, basket) in [(visit.till, visit.basket), (other, twin)] {
        writer.step(till, plain(visit.paid_at, Action::Contest { basket, contest }));
    }
}

fn rival_scan(visit: &Visit, other: usize, writer: &mut Writer<'_>) {
    let (in_cart, refused) = (writer.milestone(), writer.milestone());
    writer.scans(visit, Some(in_cart));
    if let (Some(item), Some(first_scan)) = (first_item(visit, writer), visit.scans.first()) {
        let lines = vec![writer.line(item)];
        let basket = writer.basket(other, lines, Fate::Refused);
        let hold = Action::Hold { basket, item, expect: Scan::Pending };
        let step = Step { after: Some(in_cart), reaches: Some(refused), ..plain(first_scan + 2, hold) };
        writer.step(other, step);
    }
    let record = plain(visit.paid_at, Action::Record(visit.basket));
    writer.step(visit.till, Step { after: Some(refused), ..record });
}

fn late_sale(visit: &Visit, other: usize, at: u32, writer: &mut Writer<'_>) {
    let sold = writer.milestone();
    writer.scans(visit, None);
    let record = plain(visit.paid_at, Action::Record(visit.basket));
    writer.step(visit.till, Step { reaches: Some(sold), ..record });
    if let Some(item) = first_item(visit, writer) {
        let lines = vec![writer.line(item)];
        let basket = writer.basket(other, lines, Fate::Refused);
        let hold = Action::Hold { basket, item, expect: Scan::Sold };
        writer.step(other, Step { after: Some(sold), ..plain(at, hold) });
        writer.step(other, plain(at + 3, Action::Record(basket)));
    }
}

fn void(visit: &Visit, at: u32, by: By, writer: &mut Writer<'_>) {
    writer.timetable.baskets[visit.basket].fate = Fate::Voided;
    let basket = visit.basket;
    writer.step(visit.till, plain(at, Action::Void { basket, by }));
}

fn sell_again(visit: &Visit, at: u32, writer: &mut Writer<'_>) {
    let basket = copy(visit.basket, visit.till, Fate::Stands, writer);
    writer.step(visit.till, plain(at, Action::Record(basket)));
}

/// The same things, paid in the same way, on another receipt.
fn copy(basket: usize, till: usize, fate: Fate, writer: &mut Writer<'_>) -> usize {
    let tenders = writer.timetable.baskets[basket].tenders.clone();
    let lines = writer.timetable.baskets[basket].lines.clone();
    let copy = writer.basket(till, lines, fate);
    writer.timetable.baskets[copy].tenders = tenders;
    copy
}

fn first_item(visit: &Visit, writer: &Writer<'_>) -> Option<usize> {
    writer.timetable.baskets[visit.basket].lines.iter().find_map(|line| match line.goods {
        Goods::Item(item) => Some(item),
        Goods::Unknown { .. } => None,
    })
}

/// What an incident takes at a till, at most.
const INCIDENT_SECONDS_MAX: u32 = 10;

impl Writer<'_> {
    fn online(&self, till: usize, at: u32) -> bool {
        !self
            .windows
            .iter()
            .any(|window| window.till == till && at + INCIDENT_SECONDS_MAX > window.from && at < window.to + INCIDENT_SECONDS_MAX)
    }

    /// Another till that has its network at that time.
    fn other_till(&mut self, visit: &Visit, at: u32) -> Option<usize> {
        let count = self.timetable.tills.len();
        let first = self.chance.place(count);
        (0..count).map(|next| (first + next) % count).find(|till| *till != visit.till && self.online(*till, at))
    }
}
