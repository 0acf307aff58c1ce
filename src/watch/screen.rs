//! What is written of what was seen: a line for a person, or JSON for a program. What was typed somewhere else is never
//! let loose on a terminal.

use std::io::{self, Write};

use chrono::DateTime;
use chrono_tz::Tz;

use crate::domain::money::Money;
use crate::domain::tag::Tag;
use crate::domain::time::Timestamp;

use super::event::{Event, Sale};
use super::{Session, Watch};

/// A line of a terminal has room for these; of the others the number is told.
const THINGS_SHOWN_MAX: usize = 6;
/// The longest kind, so that columns stand below each other.
const KIND_WIDTH: usize = "SESSION_COMPLETED".len();
/// What people type is cut here.
const WORDS_CHARACTERS_MAX: usize = 60;
/// A session of ten days at a sale every second stays below a million.
const SEQUENCE_WIDTH: usize = 6;

/// How it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One readable line an event.
    Lines,
    /// One JSON object an event, as the API gave it.
    Json,
}

pub(super) struct Screen<Out, Status> {
    style: Style,
    out: Out,
    status: Status,
    currency: String,
    zone: Tz,
    sums: Option<Sums>,
}

/// Sales that stand, and what was taken for them.
struct Sums {
    sales: u64,
    taken: i64,
}

impl<Out: Write, Status: Write> Screen<Out, Status> {
    pub(super) fn new(style: Style, out: Out, status: Status) -> Self {
        Self { style, out, status, currency: String::new(), zone: Tz::UTC, sums: None }
    }

    /// What is said of the connection; nobody is hurt if it cannot be.
    pub(super) fn status(&mut self, line: &str) {
        let _ = writeln!(self.status, "-- {}", obeyed_by_none(line).collect::<String>()).and_then(|()| self.status.flush());
    }

    /// What is followed. Sums go on from a known moment, the beginning or now; not where sales are left out.
    pub(super) fn begin(&mut self, session: &Session, after: u64, watch: &Watch) -> io::Result<()> {
        let zone = session.event.time_zone.parse();
        self.zone = zone.unwrap_or(Tz::UTC);
        self.currency = harmless(&session.event.currency);
        let has_sales = ["SALE_RECORDED", "SALE_VOIDED"].iter().all(|kind| watch.kinds.iter().any(|known| known == kind));
        let taken = session.totals.tenders.iter().map(|tender| tender.amount.0).sum();
        let now = Sums { sales: session.totals.sale_count, taken };
        let header = format!(
            "{}, {}: {} at {}; times in {}",
            harmless(&session.event.name),
            session.status,
            self.told(&now),
            session.totals.sequence,
            self.zone
        );
        self.sums = match after {
            _ if !watch.kinds.is_empty() && !has_sales => None,
            0 => Some(Sums { sales: 0, taken: 0 }),
            after if after == session.totals.sequence => Some(now),
            _ => None,
        };
        match self.style {
            Style::Json => Ok(()),
            Style::Lines => writeln!(self.out, "{header}").and_then(|()| self.out.flush()),
        }
    }

    /// Each line is out before the next event is read: somebody waits for it.
    pub(super) fn event(&mut self, event: &Event, raw: &str) -> io::Result<()> {
        match self.style {
            Style::Json => writeln!(self.out, "{raw}")?,
            Style::Lines => {
                let line = self.line(event);
                writeln!(self.out, "{line}")?;
            }
        }
        self.out.flush()
    }

    fn line(&mut self, event: &Event) -> String {
        let mut parts = vec![format!(
            "{}  {:>SEQUENCE_WIDTH$}  {:<KIND_WIDTH$}",
            self.time(&event.occurred_at),
            event.sequence,
            harmless(&event.kind)
        )];
        if let Some(sale) = &event.sale {
            parts.extend(self.sale(event, sale));
        }
        parts.extend(event.item_count.map(|count| counted(count, "item")));
        let tags = event.tags.iter().map(|tag| printed(tag)).collect();
        parts.extend(shown(tags, event.item_count));
        parts.extend(event.cart.as_deref().map(|cart| format!("cart {}", harmless(cart))));
        parts.extend(event.reason.as_deref().map(|reason| format!("({})", harmless(reason))));
        if event.sale.is_some()
            && let Some(sums) = &self.sums
        {
            parts.push(format!("| {}", self.told(sums)));
        }
        parts.join("  ").trim_end().to_owned()
    }

    fn sale(&mut self, event: &Event, sale: &Sale) -> Vec<String> {
        let sign = match event.kind.as_str() {
            "SALE_RECORDED" => 1,
            "SALE_VOIDED" => -1,
            _ => 0,
        };
        if let Some(sums) = &mut self.sums {
            sums.sales = sums.sales.saturating_add_signed(sign);
            sums.taken += sign * sale.total.0;
        }
        let mut parts = vec![match &sale.till {
            Some(till) => format!("till {}", harmless(till)),
            None => harmless(&sale.channel).to_lowercase(),
        }];
        if sale.sequence != event.sequence {
            parts.push(format!("sale {}", sale.sequence));
        }
        let amount = if sign < 0 { -sale.total.0 } else { sale.total.0 };
        parts.push(format!("{} {}", Money::from_minor(amount), self.currency));
        let kinds: Vec<String> = sale.tenders.iter().map(|tender| harmless(&tender.kind).to_lowercase()).collect();
        parts.extend((!kinds.is_empty()).then(|| kinds.join("+")));
        let things = sale.lines.iter().map(|line| match (&line.tag, &line.description) {
            (Some(tag), _) => printed(tag),
            (None, Some(description)) => format!("{:?}", harmless(description)),
            (None, None) => "?".to_owned(),
        });
        parts.extend(shown(things.collect(), None));
        parts.extend(event.change.as_deref().map(|change| harmless(change).to_lowercase().replace('_', " ")));
        parts.extend(sale.needs_review.then(|| "needs review".to_owned()));
        parts
    }

    fn told(&self, sums: &Sums) -> String {
        format!("{}, {} {}", counted(sums.sales, "sale"), Money::from_minor(sums.taken), self.currency)
    }

    /// Where the event is; a moment that cannot be read stays as it came.
    fn time(&self, moment: &str) -> String {
        let utc = Timestamp::parse(moment).ok().and_then(|moment| DateTime::from_timestamp_millis(moment.milliseconds()));
        match utc {
            Some(utc) => utc.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string(),
            None => harmless(moment),
        }
    }
}

/// The first few, and how many more there are.
fn shown(mut things: Vec<String>, count: Option<u64>) -> Option<String> {
    let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(things.len());
    things.truncate(THINGS_SHOWN_MAX);
    let more = count.saturating_sub(things.len());
    if more > 0 && !things.is_empty() {
        things.push(format!("+{more}"));
    }
    (!things.is_empty()).then(|| things.join(" "))
}

/// A tag as it stands on paper; what cannot be read stays as it was typed.
fn printed(tag: &str) -> String {
    Tag::parse(tag).map_or_else(|_| harmless(tag), Tag::printed)
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Without what a terminal would obey, and not endless.
fn harmless(text: &str) -> String {
    let mut harmless: String = obeyed_by_none(text).take(WORDS_CHARACTERS_MAX).collect();
    if text.chars().nth(WORDS_CHARACTERS_MAX).is_some() {
        harmless.push('…');
    }
    harmless
}

fn obeyed_by_none(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|character| if character.is_control() { '?' } else { character })
}
