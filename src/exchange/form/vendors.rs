//! Which consignor a shop's vendor is.

use std::collections::HashMap;
use std::fmt;

use super::cells::{Cells, Column, RowFault};
use super::columns::{Header, HeaderFault};
use crate::domain::tag::ConsignorNumber;
use crate::exchange::file::{FileFault, Record, Rows, Source};

/// A consignor each, and then some who changed their names.
const VENDORS_MAX: usize = 200_000;
const VENDOR_COLUMNS: [&str; 2] = ["vendor", "consignor"];

/// Vendors by name; capitals do not matter.
#[derive(Clone, Debug, Default)]
pub struct Vendors(HashMap<String, ConsignorNumber>);

/// Why a file does not say who vendors are. Nothing is imported with half a mapping.
#[derive(Debug)]
pub enum VendorFault {
    /// No table.
    File(FileFault),
    /// Not `vendor,consignor`.
    Header(HeaderFault),
    /// A row that says nothing, or something else than another row.
    Row(RowFault),
    /// More than [`VENDORS_MAX`].
    TooMany,
}

impl Vendors {
    /// Reads a mapping.
    pub fn read(source: &Source) -> Result<Self, VendorFault> {
        let header = Header::new(&source.header);
        header.only(&VENDOR_COLUMNS, &[]).map_err(VendorFault::Header)?;
        let vendor = header.needed("vendor").map_err(VendorFault::Header)?;
        let consignor = header.needed("consignor").map_err(VendorFault::Header)?;
        let mut vendors = Self::default();
        let mut rows: Rows = source.rows().map_err(VendorFault::File)?;
        while let Some(record) = rows.next().map_err(VendorFault::File)? {
            vendors.take(&record, (&vendor, &consignor), header.len()).map_err(VendorFault::Row)?;
            if vendors.0.len() > VENDORS_MAX {
                return Err(VendorFault::TooMany);
            }
        }
        Ok(vendors)
    }

    /// Of vendors that are at hand.
    #[cfg(test)]
    pub fn of(vendors: &[(&str, i64)]) -> Self {
        Self(vendors.iter().map(|(name, number)| (name.to_lowercase(), ConsignorNumber::new(*number).unwrap())).collect())
    }

    /// Whose a vendor's goods are.
    pub fn consignor(&self, vendor: &str) -> Option<ConsignorNumber> {
        self.0.get(&vendor.trim().to_lowercase()).copied()
    }

    fn take(&mut self, record: &Record, (vendor, consignor): (&Column, &Column), columns: usize) -> Result<(), RowFault> {
        let mut cells = Cells::new(record, columns);
        let (name, number) = (cells.line(vendor), cells.consignor(consignor));
        let (name, number) = cells.done(name.zip(number)).map_err(|faults| first(faults, record.row))?;
        let before = self.0.insert(name.to_lowercase(), number);
        match before.filter(|before| *before != number) {
            Some(before) => {
                let why = format!("has consignor {} in a row before; one vendor is one consignor", before.get());
                Err(RowFault::new(record.row, (&vendor.name, &name), why))
            }
            None => Ok(()),
        }
    }
}

fn first(faults: Vec<RowFault>, row: u64) -> RowFault {
    faults.into_iter().next().unwrap_or_else(|| RowFault::of_row(row, "cannot be read"))
}

impl fmt::Display for VendorFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(fault) => write!(f, "{fault}"),
            Self::Header(fault) => write!(f, "{fault}"),
            Self::Row(fault) => write!(f, "{fault}"),
            Self::TooMany => write!(f, "has more than {VENDORS_MAX} vendors"),
        }
    }
}

impl std::error::Error for VendorFault {}
