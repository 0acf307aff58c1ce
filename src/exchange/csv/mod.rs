//! Comma-separated values, RFC 4180, as spreadsheets write them: bytes in, rows out. No I/O and no panic, whatever comes.
//!
//! It is our own and no crate's for three things that an importer needs: a quote that never ends is told with its place,
//! a row is counted as a spreadsheet counts it (blank ones too), and a cell of a gigabyte takes four kilobytes.

mod text;
mod write;

#[cfg(test)]
mod tests;

use std::fmt;

pub use text::{Encoding, Evidence};
pub use write::{Cell, line, shield, unshield};

/// Of a cell are kept. The longest text of an item has 200 characters, 800 bytes; a longer cell is one that nobody needs.
pub const CELL_BYTES_MAX: usize = 4 * 1024;
/// Of a row. Spreadsheets stop at 16,384, shops' exports at some hundred.
pub const CELLS_MAX: usize = 1_000;

/// What may stand between two cells.
pub const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A place in a file, as a spreadsheet counts: both from 1, the header is row 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which row.
    pub row: u64,
    /// Which column.
    pub column: usize,
}

/// Why bytes are no rows. The sentence is for the person who has the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRows {
    /// A quote opens a cell, and the file ends before it closes.
    OpenQuote(Place),
    /// Something follows a quote that closes a cell.
    AfterQuote(Place),
    /// More than [`CELLS_MAX`].
    TooManyCells(Place),
    /// A NUL byte.
    Nul(Place),
}

/// A row: cells as bytes, quotes taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From 1, the header included.
    pub number: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// Where the parser stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first byte of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote in a quoted cell: the end of it, or the first of two.
    Quote,
    /// Behind the quote that ended a cell, and blanks.
    Blank,
}

/// Takes bytes as they come and gives row by row.
#[derive(Clone, Debug)]
pub struct Parser {
    delimiter: u8,
    state: State,
    row: Row,
    /// Where the open quote stands.
    quote: Place,
    /// The row is whole, and given.
    is_given: bool,
    /// The last byte was a carriage return, which ended the row: a line feed belongs to it.
    after_return: bool,
    /// Bytes of the row were seen.
    is_begun: bool,
}

impl Parser {
    /// Of rows whose cells stand apart by this byte.
    pub fn new(delimiter: u8) -> Self {
        let quote = Place { row: 1, column: 1 };
        let row = Row { number: 1, ..Row::default() };
        Self { delimiter, state: State::Start, row, quote, is_given: false, after_return: false, is_begun: false }
    }

    /// Takes bytes to the end of a row at most: how many it took, and whether [`Parser::row`] is a whole row now.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(usize, bool), NotRows> {
        self.next_row();
        for (at, byte) in bytes.iter().enumerate() {
            if std::mem::take(&mut self.after_return) && *byte == b'\n' {
                continue;
            }
            self.is_begun = true;
            if self.byte(*byte)? {
                self.after_return = *byte == b'\r';
                self.is_given = true;
                return Ok((at + 1, true));
            }
        }
        Ok((bytes.len(), false))
    }

    /// Says that no bytes follow: whether [`Parser::row`] is a last row, which no line break ended.
    pub fn finish(&mut self) -> Result<bool, NotRows> {
        self.next_row();
        if self.state == State::Quoted {
            return Err(NotRows::OpenQuote(self.quote));
        }
        if !std::mem::take(&mut self.is_begun) {
            return Ok(false);
        }
        self.end_cell()?;
        self.is_given = true;
        Ok(true)
    }

    /// The row that was taken last.
    pub fn row(&self) -> &Row {
        &self.row
    }

    fn next_row(&mut self) {
        if std::mem::take(&mut self.is_given) {
            self.row.number += 1;
            self.row.bytes.clear();
            self.row.ends.clear();
            self.is_begun = false;
        }
    }

    /// Takes a byte; true at the end of the row.
    fn byte(&mut self, byte: u8) -> Result<bool, NotRows> {
        if byte == 0 {
            return Err(NotRows::Nul(self.place()));
        }
        match (self.state, byte) {
            (State::Quoted, b'"') => self.state = State::Quote,
            (State::Quoted, _) => self.keep(byte),
            (State::Start, b'"') => {
                self.quote = self.place();
                self.state = State::Quoted;
            }
            (State::Quote, b'"') => {
                self.keep(byte);
                self.state = State::Quoted;
            }
            (_, b'\n' | b'\r') => {
                self.end_cell()?;
                return Ok(true);
            }
            (_, _) if byte == self.delimiter => self.end_cell()?,
            (State::Start | State::Plain, _) => {
                self.keep(byte);
                self.state = State::Plain;
            }
            (State::Quote | State::Blank, b' ') => self.state = State::Blank,
            (State::Quote | State::Blank, _) => return Err(NotRows::AfterQuote(self.place())),
        }
        Ok(false)
    }

    fn place(&self) -> Place {
        Place { row: self.row.number, column: self.row.ends.len() + 1 }
    }

    fn keep(&mut self, byte: u8) {
        let start = self.row.ends.last().copied().unwrap_or_default();
        if self.row.bytes.len() - start < CELL_BYTES_MAX {
            self.row.bytes.push(byte);
        }
    }

    fn end_cell(&mut self) -> Result<(), NotRows> {
        if self.row.ends.len() == CELLS_MAX {
            return Err(NotRows::TooManyCells(self.place()));
        }
        self.row.ends.push(self.row.bytes.len());
        self.state = State::Start;
        Ok(())
    }
}

impl Row {
    /// How many cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Are all cells blank?
    pub fn is_empty(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// A cell; its first bytes where it is longer than is kept.
    pub fn cell(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.bytes.get(start..end)
    }

    /// The cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|index| self.cell(index))
    }
}

/// The rows of a whole text. For what is at hand; a file is read by [`Parser::take`], block by block.
pub fn rows(bytes: &[u8], delimiter: u8) -> Result<Vec<Row>, NotRows> {
    let (mut parser, mut rows, mut at) = (Parser::new(delimiter), Vec::new(), 0);
    while at < bytes.len() {
        let (taken, is_whole) = parser.take(&bytes[at..])?;
        at += taken;
        if is_whole {
            rows.push(parser.row().clone());
        }
    }
    if parser.finish()? {
        rows.push(parser.row().clone());
    }
    Ok(rows)
}

/// Which delimiter the first row of these bytes has: the one that makes the most cells of it; a comma, if none makes any.
pub fn delimiter_of(bytes: &[u8]) -> u8 {
    let cells = |delimiter: u8| {
        let mut parser = Parser::new(delimiter);
        // A fault is told when the file is read, with the delimiter that fits best.
        let _ = parser.take(bytes);
        parser.row().len()
    };
    // The first of equals: a comma before the others.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| cells(*delimiter)).unwrap_or(b',')
}

/// A delimiter as a person calls it.
pub fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolons",
        b'\t' => "tabs",
        _ => "commas",
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, column {}", self.row, self.column)
    }
}

impl fmt::Display for NotRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenQuote(place) => {
                write!(f, "{place}: the quote that opens here never ends; close it, or double it if it is part of the text")
            }
            Self::AfterQuote(place) => {
                write!(f, "{place}: something follows the quote that ends the cell; double a quote that is part of the text")
            }
            Self::TooManyCells(place) => {
                write!(f, "row {} has more than {CELLS_MAX} cells; remove columns that nobody needs", place.row)
            }
            Self::Nul(place) => write!(f, "{place}: a NUL byte, which no text has; save the table as \"CSV UTF-8\""),
        }
    }
}

impl std::error::Error for NotRows {}
