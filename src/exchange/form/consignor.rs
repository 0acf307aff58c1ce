//! A consignor to add, and the rows of its template.

use super::cells::{Cells, Column, RowFault};
use super::columns::{Header, HeaderFault};
use super::item::{UNNAMED, unnamed};
use crate::domain::tag::ConsignorNumber;
use crate::exchange::file::Record;

/// The template's.
pub const CONSIGNOR_COLUMNS: [&str; 3] = ["ref", "number", "name"];

/// A consignor to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consignor {
    /// The row's name.
    pub reference: String,
    /// Printed on its tags; the next free one, if the row has none.
    pub number: Option<ConsignorNumber>,
    /// Who it is.
    pub name: String,
}

impl Consignor {
    /// Did the file give it neither name nor number?
    pub fn is_unnamed(&self) -> bool {
        self.reference.starts_with(UNNAMED)
    }
}

/// Reads rows of the template.
pub struct ConsignorForm {
    columns: usize,
    digest: String,
    reference: Option<Column>,
    number: Option<Column>,
    name: Column,
}

impl ConsignorForm {
    /// Of a file with this header and digest.
    pub fn new(header: &[String], digest: &str) -> Result<Self, HeaderFault> {
        let header = Header::new(header);
        header.only(&CONSIGNOR_COLUMNS, &[])?;
        Ok(Self {
            columns: header.len(),
            digest: digest.to_owned(),
            reference: header.find("ref"),
            number: header.find("number"),
            name: header.needed("name")?,
        })
    }

    /// Reads a row.
    pub fn read(&self, record: &Record) -> Result<Consignor, Vec<RowFault>> {
        let mut cells = Cells::new(record, self.columns);
        if cells.is_ragged() {
            return cells.done(None);
        }
        let reference = cells.optional_line(self.reference.as_ref());
        let number = match &self.number {
            Some(column) if !cells.raw(Some(column)).is_empty() => cells.consignor(column),
            _ => None,
        };
        let name = cells.line(&self.name);
        // A number of its own is the best name: the same in every file.
        let reference = reference.map(|reference| format!("ref-{reference}"));
        let reference = reference.or_else(|| number.map(|number| format!("number-{}", number.get())));
        let reference = reference.unwrap_or_else(|| unnamed(&self.digest, record.row));
        cells.done(name.map(|name| Consignor { reference, number, name }))
    }
}
