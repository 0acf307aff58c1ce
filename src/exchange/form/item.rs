//! An item to take in, and the rows of its template.

use serde_json::{Value, json};

use super::cells::{Answer, Cells, Column, RowFault};
use super::columns::{Header, HeaderFault};
use crate::domain::key::digest64;
use crate::domain::money::Money;
use crate::domain::tag::ConsignorNumber;
use crate::exchange::file::Record;

/// The template's, in the order in which it is printed and exported.
pub const ITEM_COLUMNS: [&str; 8] = ["ref", "consignor", "title", "category", "size", "price", "discountable", "donate"];
/// What an export adds; an import does not look at them.
pub const EXPORTED_COLUMNS: [&str; 4] = ["tag", "status", "sold_price", "sold_at"];

/// An item to take in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whose.
    pub consignor: ConsignorNumber,
    /// The row's name.
    pub reference: String,
    /// What it is.
    pub title: String,
    /// For statistics and the shop.
    pub category: String,
    /// As on the tag.
    pub size: Option<String>,
    /// Printed on the tag.
    pub price: Money,
    /// May the price be reduced on a discount day?
    pub discountable: bool,
    /// Give it away if it stays unsold?
    pub donate: bool,
}

impl Item {
    /// As `itemsAdd` takes it.
    pub fn input(&self) -> Value {
        json!({
            "consignorNumber": self.consignor.get(),
            "ref": self.reference,
            "title": self.title,
            "category": self.category,
            "size": self.size,
            "price": self.price.to_string(),
            "discountable": self.discountable,
            "donate": self.donate,
        })
    }

    /// Did the file give it no name?
    pub fn is_unnamed(&self) -> bool {
        self.reference.starts_with(UNNAMED)
    }

    /// Of all that an editor could change, so that a row is seen to differ from what stands.
    pub fn digest(&self) -> u64 {
        let flags = (self.discountable, self.donate);
        digest64(&json!([self.title, self.category, self.size, self.price.to_string(), flags]).to_string())
    }
}

/// Reads rows of the template.
pub struct ItemForm {
    columns: usize,
    currency: String,
    /// Names rows that bring none.
    digest: String,
    reference: Option<Column>,
    consignor: Column,
    title: Column,
    category: Column,
    size: Option<Column>,
    price: Column,
    discountable: Option<Column>,
    donate: Option<Column>,
}

impl ItemForm {
    /// Of a file with this header and digest, for an event that counts in `currency`.
    pub fn new(header: &[String], currency: &str, digest: &str) -> Result<Self, HeaderFault> {
        let header = Header::new(header);
        header.only(&ITEM_COLUMNS, &EXPORTED_COLUMNS)?;
        Ok(Self {
            columns: header.len(),
            currency: currency.to_owned(),
            digest: digest.to_owned(),
            reference: header.find("ref"),
            consignor: header.needed("consignor")?,
            title: header.needed("title")?,
            category: header.needed("category")?,
            size: header.find("size"),
            price: header.needed("price")?,
            discountable: header.find("discountable"),
            donate: header.find("donate"),
        })
    }

    pub(super) fn read(&self, record: &Record) -> Result<Item, Vec<RowFault>> {
        let mut cells = Cells::new(record, self.columns);
        if cells.is_ragged() {
            return cells.done(None);
        }
        let reference = cells.optional_line(self.reference.as_ref());
        let consignor = cells.consignor(&self.consignor);
        let title = cells.line(&self.title);
        let category = cells.line(&self.category);
        let size = cells.optional_line(self.size.as_ref());
        let price = cells.price(&self.price, &self.currency);
        let discountable = cells.yes(self.discountable.as_ref(), Answer::Yes);
        let donate = cells.yes(self.donate.as_ref(), Answer::No);
        let item = (|| {
            let reference = reference.unwrap_or_else(|| unnamed(&self.digest, record.row));
            Some(Item {
                consignor: consignor?,
                reference,
                title: title?,
                category: category?,
                size,
                price: price?,
                discountable,
                donate,
            })
        })();
        cells.done(item)
    }
}

/// What a row without a name is called: by its file and its place in it. Two rows that are alike are two items, and the
/// same file again has the same names.
pub(super) fn unnamed(digest: &str, row: u64) -> String {
    format!("{UNNAMED}{digest}-row-{row}")
}

/// Begins the name of a row that brings none.
pub(super) const UNNAMED: &str = "file-";
