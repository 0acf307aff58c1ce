//! The cells of one row: each is read once, and everything wrong with the row is told at once.

use std::fmt;

use crate::domain::money::Money;
use crate::domain::tag::ConsignorNumber;
use crate::domain::text;
use crate::exchange::file::Record;
use crate::exchange::price;

/// Of a wrong cell are quoted.
const QUOTE_CHARACTERS_MAX: usize = 40;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// As a spreadsheet counts.
    pub row: u64,
    /// Its name; empty when the row as a whole is meant.
    pub column: String,
    /// How the cell begins.
    pub value: String,
    /// For a sentence that begins with the column.
    pub why: String,
}

impl RowFault {
    /// Of a cell.
    pub fn new(row: u64, (column, value): (&str, &str), why: impl fmt::Display) -> Self {
        let mut short: String = value.chars().take(QUOTE_CHARACTERS_MAX).collect();
        if short.len() < value.len() {
            short.push('…');
        }
        Self { row, column: column.to_owned(), value: short, why: why.to_string() }
    }

    /// Of a row.
    pub fn of_row(row: u64, why: impl fmt::Display) -> Self {
        Self::new(row, ("", ""), why)
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        if self.value.is_empty() { write!(f, " {}", self.why) } else { write!(f, " {:?} {}", self.value, self.why) }
    }
}

/// A column of the file: where it stands, and its name there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub index: usize,
    pub name: String,
}

/// A row that is read.
pub(super) struct Cells<'a> {
    record: &'a Record,
    faults: Vec<RowFault>,
}

impl<'a> Cells<'a> {
    /// Of a row under a header of so many columns.
    pub(super) fn new(record: &'a Record, columns: usize) -> Self {
        let mut faults = Vec::new();
        let cells = record.cells();
        // Cells of a missing comma's row stand in other columns than they seem to; blank ones at the end do no harm.
        let count = cells.len() - cells.iter().skip(columns).rev().take_while(|cell| cell.trim().is_empty()).count();
        if count != columns {
            let many = if count > columns {
                "a text with the delimiter in it must stand in quotes"
            } else {
                "fill it up with empty cells"
            };
            faults.push(RowFault::of_row(record.row, format!("has {count} cells, but the header has {columns}; {many}")));
        }
        Self { record, faults }
    }

    /// Is the row of the header's shape? What else is wrong with it does not matter then.
    pub(super) fn is_ragged(&self) -> bool {
        !self.faults.is_empty()
    }

    /// As it stands; empty where the file has no such column.
    pub(super) fn raw(&self, column: Option<&Column>) -> &'a str {
        column.map_or("", |column| self.record.text(column.index))
    }

    pub(super) fn refuse(&mut self, column: Option<&Column>, why: impl fmt::Display) {
        let name = column.map_or("", |column| column.name.as_str());
        self.faults.push(RowFault::new(self.record.row, (name, self.raw(column)), why));
    }

    /// A line of text that must be there.
    pub(super) fn line(&mut self, column: &Column) -> Option<String> {
        self.checked(column, text::line)
    }

    /// A line of text that may be left out.
    pub(super) fn optional_line(&mut self, column: Option<&Column>) -> Option<String> {
        self.checked(column?, text::optional_line).filter(|line| !line.is_empty())
    }

    fn checked(&mut self, column: &Column, check: impl Fn(&str) -> Result<String, text::NotText>) -> Option<String> {
        // What was cut off is beyond what any text may have.
        check(self.raw(Some(column))).map_err(|why| self.refuse(Some(column), why)).ok()
    }

    /// A consignor's number.
    pub(super) fn consignor(&mut self, column: &Column) -> Option<ConsignorNumber> {
        let number = consignor_number(self.raw(Some(column)));
        if number.is_none() {
            self.refuse(Some(column), "is no consignor's number, which is 1 to 99999");
        }
        number
    }

    /// A price in this currency.
    pub(super) fn price(&mut self, column: &Column, currency: &str) -> Option<Money> {
        price::read(self.raw(Some(column)), currency).map_err(|why| self.refuse(Some(column), why)).ok()
    }

    /// Yes or no; `otherwise` where nothing stands.
    pub(super) fn yes(&mut self, column: Option<&Column>, otherwise: Answer) -> bool {
        match self.raw(column).to_lowercase().as_str() {
            "" => otherwise == Answer::Yes,
            "yes" | "y" | "true" | "1" | "x" => true,
            "no" | "n" | "false" | "0" => false,
            _ => {
                self.refuse(column, "is neither yes nor no");
                false
            }
        }
    }

    /// What was read, if nothing was wrong.
    pub(super) fn done<T>(self, read: Option<T>) -> Result<T, Vec<RowFault>> {
        match read {
            Some(read) if self.faults.is_empty() => Ok(read),
            _ => Err(self.faults),
        }
    }
}

/// What an empty cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
}

/// `417`, also as a tag prints it: `00417`.
pub(super) fn consignor_number(text: &str) -> Option<ConsignorNumber> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits).and_then(ConsignorNumber::new)
}
