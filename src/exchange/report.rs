//! What an import says: a line for each row that failed, a file of them, the summary.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::csv::{self, Cell};
use super::file::{Record, Source};
use super::form::RowFault;
use super::output::Output;

/// On the terminal; the file of errors has them all.
const FAULTS_SHOWN_MAX: u64 = 20;

/// How an import went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Taken in, or what would be.
    pub accepted: u64,
    /// There before.
    pub duplicate: u64,
    /// Of these, such that stand otherwise than the row says.
    pub differing: u64,
    /// Rows that are wrong.
    pub failed: u64,
    /// Rows that make nothing: pictures, goods out of stock.
    pub skipped: u64,
    /// Accepted rows without a name of their own.
    pub unnamed: u64,
    /// Accepted sales that a person must look at.
    pub to_review: u64,
    /// Nothing was changed.
    pub is_dry: bool,
}

/// Hears of every row.
pub(super) struct Report {
    pub(super) summary: Summary,
    faults: u64,
    /// The row that failed last: a row that makes several items fails once.
    failed_row: u64,
    errors: Option<Output>,
    bar: ProgressBar,
}

impl Report {
    /// Of a file; failed rows also go to the file of errors, if there is one.
    pub(super) fn start(source: &Source, errors: Option<&Path>, summary: Summary) -> io::Result<Self> {
        let errors = errors.map(Output::create).transpose()?;
        let mut report = Self { summary, faults: 0, failed_row: 0, errors, bar: bar(source.rows) };
        let header: Vec<&str> = source.header.iter().map(String::as_str).chain(super::form::ERROR_COLUMNS).collect();
        report.write(&header)?;
        Ok(report)
    }

    /// A row was read.
    pub(super) fn row(&self) {
        self.bar.inc(1);
    }

    /// A row that is wrong.
    pub(super) fn failed(&mut self, record: &Record, faults: &[RowFault]) -> io::Result<()> {
        if std::mem::replace(&mut self.failed_row, record.row) == record.row {
            return Ok(());
        }
        self.summary.failed += 1;
        for fault in faults {
            self.faults += 1;
            if self.faults <= FAULTS_SHOWN_MAX {
                self.bar.suspend(|| writeln!(io::stderr(), "{fault}"))?;
            }
        }
        let columns: Vec<&str> = faults.iter().map(|fault| fault.column.as_str()).collect();
        let whys: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let (row, columns, whys) = (record.row.to_string(), columns.join("; "), whys.join("; "));
        let cells: Vec<&str> = record.cells().iter().map(String::as_str).chain([row.as_str(), &columns, &whys]).collect();
        self.write(&cells)
    }

    fn write(&mut self, cells: &[&str]) -> io::Result<()> {
        let Some(errors) = &mut self.errors else { return Ok(()) };
        let cells: Vec<Cell<'_>> = cells.iter().map(|cell| Cell::Text(csv::unshield(cell))).collect();
        errors.write(&csv::line(&cells))
    }

    /// Ends the bar; the file of errors appears.
    pub(super) fn finish(self) -> io::Result<Summary> {
        self.bar.finish_and_clear();
        if self.faults > FAULTS_SHOWN_MAX {
            let more = self.faults - FAULTS_SHOWN_MAX;
            writeln!(io::stderr(), "... and {more} more; --errors FILE.csv has them all")?;
        }
        // Also without a row: nobody shall take the errors of an earlier run for those of this one.
        self.errors.map_or(Ok(()), Output::finish)?;
        Ok(self.summary)
    }
}

/// A bar for so many rows, on a terminal alone.
fn bar(rows: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows);
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {pos} of {len} rows  {per_sec}  {eta} to go");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Counts what has no known end, on a terminal alone.
pub(super) fn counter(what: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(&format!("{{spinner}} {{pos}} {what}  {{per_sec}}"));
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, duplicate, differing, failed, skipped, to_review, .. } = self;
        write!(
            f,
            "{accepted} {}, {duplicate} duplicate, {failed} failed",
            if self.is_dry { "would be accepted" } else { "accepted" }
        )?;
        if *skipped > 0 {
            write!(f, "; {skipped} rows make no item (pictures, out of stock)")?;
        }
        if *differing > 0 {
            write!(f, "; {differing} of the duplicates stand with other values: an import adds and never changes")?;
        }
        if *to_review > 0 {
            write!(f, "; {to_review} of the accepted ones need a review")?;
        }
        Ok(())
    }
}
