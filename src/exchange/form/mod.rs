//! What a row says: the own templates and Shopify's product CSV, read into what the API takes. No I/O.

mod cells;
mod columns;
mod consignor;
mod item;
mod shopify;
mod vendors;

#[cfg(test)]
mod tests;

pub use cells::RowFault;
pub use columns::{ERROR_COLUMNS, HeaderFault};
pub use consignor::{CONSIGNOR_COLUMNS, Consignor, ConsignorForm};
pub use item::{EXPORTED_COLUMNS, ITEM_COLUMNS, Item, ItemForm};
pub use shopify::ShopifyForm;
pub use vendors::{VendorFault, Vendors};

use super::file::Record;

/// What a row of goods is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goods {
    /// So many items like this one.
    Items(Item, u32),
    /// Nothing to take in: another picture of a product, or a product that is out of stock.
    Nothing,
}

/// The file's form.
pub enum Form {
    /// Our own template.
    Own(Box<ItemForm>),
    /// Shopify's product CSV, old or new.
    Shopify(Box<ShopifyForm>),
}

impl Form {
    /// Reads the next row of the file.
    pub fn read(&mut self, record: &Record) -> Result<Goods, Vec<RowFault>> {
        match self {
            Self::Own(form) => form.read(record).map(|item| Goods::Items(item, 1)),
            Self::Shopify(form) => form.read(record),
        }
    }

    /// As a person calls it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Own(_) => "template",
            Self::Shopify(_) => "Shopify",
        }
    }
}
