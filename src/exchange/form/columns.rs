//! A header: which column of the file is which.

use std::fmt;

use super::cells::Column;

/// What an import puts beside rows that failed, in the file of errors; mended rows come back with them.
pub const ERROR_COLUMNS: [&str; 3] = ["error_row", "error_column", "error"];
/// Beyond these, the names of a header are not listed in a sentence.
const NAME_CHARACTERS_MAX: usize = 40;

/// Why a header is none of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderFault {
    /// A column that the template does not have: a typing error would lose what stands in it.
    Unknown {
        /// How it is called.
        name: String,
        /// From 1.
        column: usize,
        /// Those of the template.
        known: Vec<&'static str>,
    },
    /// A column that must be there.
    Missing {
        /// How it is called.
        name: &'static str,
    },
    /// Two columns of one name.
    Twice {
        /// How they are called.
        name: String,
    },
    /// Shopify's, and nobody said which consignor a vendor is.
    NoVendors,
    /// Not Shopify's, so that its options mean nothing.
    NotShopify,
}

impl fmt::Display for HeaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, column, known } => write!(
                f,
                "row 1, column {column}: the template has no column {:?}; it has {}; rename or remove the column",
                name.chars().take(NAME_CHARACTERS_MAX).collect::<String>(),
                known.join(", ")
            ),
            Self::Missing { name } => {
                write!(f, "row 1: the column {name} is missing; `--template` prints the header")
            }
            Self::Twice { name } => write!(f, "row 1: two columns are called {name:?}; remove one"),
            Self::NoVendors => f.write_str(
                "is Shopify's product CSV; say with --vendors FILE.csv which consignor each vendor is (its header: vendor,consignor)",
            ),
            Self::NotShopify => f.write_str("has no column Handle or URL handle; --vendors and --category are for Shopify's product CSV"),
        }
    }
}

impl std::error::Error for HeaderFault {}

/// The columns of a header, each found by name.
pub(super) struct Header<'a> {
    names: &'a [String],
}

impl<'a> Header<'a> {
    pub(super) fn new(names: &'a [String]) -> Self {
        Self { names }
    }

    pub(super) fn len(&self) -> usize {
        // A delimiter at the end of the header makes no column.
        self.names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1)
    }

    /// The column that is called so; capitals do not matter, nor whether words stand apart by blanks or underscores.
    pub(super) fn find(&self, name: &str) -> Option<Column> {
        let index = self.names.iter().position(|other| same(other, name))?;
        Some(Column { index, name: self.names.get(index)?.clone() })
    }

    pub(super) fn needed(&self, name: &'static str) -> Result<Column, HeaderFault> {
        self.find(name).ok_or(HeaderFault::Missing { name })
    }

    /// Refuses columns that nobody would read, and those of one name.
    pub(super) fn only(&self, known: &[&'static str], ignored: &[&'static str]) -> Result<(), HeaderFault> {
        for (index, name) in self.names.iter().enumerate().take(self.len()) {
            let is_known = known.iter().chain(ignored).chain(&ERROR_COLUMNS).any(|known| same(known, name));
            if !is_known {
                return Err(HeaderFault::Unknown { name: name.clone(), column: index + 1, known: known.to_vec() });
            }
        }
        self.once()
    }

    /// Refuses two columns of one name.
    pub(super) fn once(&self) -> Result<(), HeaderFault> {
        let twice = (0..self.len()).find(|index| {
            let (before, rest) = self.names.split_at(*index);
            rest.first().is_some_and(|name| !name.is_empty() && before.iter().any(|other| same(other, name)))
        });
        twice.map_or(Ok(()), |index| Err(HeaderFault::Twice { name: self.names.get(index).cloned().unwrap_or_default() }))
    }
}

fn same(one: &str, other: &str) -> bool {
    let words = |text: &str| text.to_lowercase().replace('_', " ");
    words(one) == words(other)
}
