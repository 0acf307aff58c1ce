//! Goods and consignors in from CSV, items and sales out: a client of the API and nothing else, as an importer outside
//! would be. The domain's types are borrowed for checking cells, so that a wrong one is told with its row and column.
//!
//! Nothing is taken in twice: every row has a name, which the server keeps as the item's `ref`, unique for the consignor
//! and event. So a file may be sent again, sorted anew, longer or mended; the idempotency keys only guard a call whose
//! answer is lost.

pub mod csv;
mod export;
mod file;
pub mod form;
mod import;
mod output;
pub mod price;
mod report;
mod standing;

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::client::{Fault, Payload};
pub use export::{ItemExport, SaleExport, export_items, export_sales};
pub use file::{FileFault, Record, Source};
use form::{CONSIGNOR_COLUMNS, HeaderFault, ITEM_COLUMNS, VendorFault};
pub use import::{ConsignorImport, ItemImport, JournalImport, import_consignors, import_items, import_journal};
pub use report::Summary;

/// Why an import or an export cannot go on.
#[derive(Debug)]
pub enum ExchangeError {
    /// The server did not answer, or with an error.
    Fault(Fault),
    /// The token is not known.
    NoViewer,
    /// The token is somebody else's.
    NoOrganizer,
    /// None, or several.
    WhichEvent {
        /// What was asked for.
        wanted: Option<String>,
        /// Ids and names, newest first.
        names: Vec<String>,
    },
    /// No such session.
    NoSession(String),
    /// A file that is no table.
    File(PathBuf, FileFault),
    /// A table of another form.
    Header(PathBuf, HeaderFault),
    /// A mapping that cannot be used.
    Vendors(PathBuf, VendorFault),
    /// A call as a whole was refused.
    Refused(Payload),
    /// An answer that the contract does not know.
    Unexpected(String),
    /// A file cannot be written, or the terminal.
    Output(io::Error),
}

/// An empty table to fill in: items.
pub fn item_template() -> String {
    let rows: [&[&str]; 3] = [
        &ITEM_COLUMNS,
        &["A-1", "417", "Rain coat", "clothing", "4T", "6.50", "yes", "no"],
        &["A-2", "417", "Wooden train", "toys", "", "12.00", "yes", "yes"],
    ];
    template(&rows)
}

/// An empty table to fill in: consignors.
pub fn consignor_template() -> String {
    let rows: [&[&str]; 3] = [&CONSIGNOR_COLUMNS, &["", "417", "Ada Example"], &["new-1", "", "Ben Example"]];
    template(&rows)
}

/// The first bytes of a SHA-256 in hexadecimal.
fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn template(rows: &[&[&str]]) -> String {
    rows.iter().map(|row| csv::line(&row.iter().map(|cell| csv::Cell::Text(cell)).collect::<Vec<_>>())).collect()
}

impl From<io::Error> for ExchangeError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl fmt::Display for ExchangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(Fault::Error { code, .. }) if code == "UNAUTHENTICATED" => write!(f, "{}", Self::NoViewer),
            Self::Fault(Fault::Error { code, .. }) if code == "FORBIDDEN" => write!(f, "{}", Self::NoOrganizer),
            Self::Fault(fault) => write!(f, "{fault}"),
            Self::NoViewer => f.write_str("the server does not know this token; `hangtag token create` makes one"),
            Self::NoOrganizer => {
                f.write_str("this token is no organizer's; `hangtag token create --role organizer` makes one that may do this")
            }
            Self::WhichEvent { names, .. } if names.is_empty() => {
                f.write_str("there is no event yet; create one first (saleEventCreate)")
            }
            Self::WhichEvent { wanted: None, names } => {
                write!(f, "there are several events; say which with --event: {}", names.join(", "))
            }
            Self::WhichEvent { wanted: Some(wanted), names } => {
                write!(f, "not one event has the id or name {wanted:?}; there are: {}", names.join(", "))
            }
            Self::NoSession(id) => write!(f, "there is no session {id:?} of this event"),
            Self::File(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Header(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Vendors(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Refused(answer) => write!(f, "the server refused: {answer}"),
            Self::Unexpected(what) => write!(f, "the server answers what it never should: {what}"),
            Self::Output(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ExchangeError {}
