//! Shopify's product CSV, with the headers of old (`Handle`, `Variant SKU`) and of now (`URL handle`, `SKU`). A product is
//! its first row; each row with a price is a variant; rows with neither price nor SKU are more pictures.

use super::Goods;
use super::cells::{Cells, Column, RowFault};
use super::columns::{Header, HeaderFault};
use super::item::Item;
use super::vendors::Vendors;
use crate::domain::key::digest64;
use crate::domain::tag::{ConsignorNumber, ITEMS_PER_CONSIGNOR_MAX};
use crate::domain::text::{self, TEXT_CHARACTERS_MAX};
use crate::exchange::file::Record;

/// What Shopify calls the only variant of a product without options.
const NO_OPTION: &str = "Default Title";
const OPTIONS: usize = 3;

/// Reads rows; a variant's row is told by the product's row before it.
pub struct ShopifyForm {
    columns: usize,
    currency: String,
    vendors: Vendors,
    /// For products that have neither type nor category.
    otherwise: Option<String>,
    handle: Column,
    title: Column,
    vendor: Column,
    kind: Option<Column>,
    category: Option<Column>,
    options: [(Option<Column>, Option<Column>); OPTIONS],
    sku: Option<Column>,
    price: Column,
    quantity: Option<Column>,
    product: Product,
}

/// What the rows of a product share.
#[derive(Clone, Debug, Default)]
struct Product {
    handle: String,
    title: Option<String>,
    consignor: Option<ConsignorNumber>,
    category: Option<String>,
    option_names: [String; OPTIONS],
    /// Its first row was wrong: its other rows cannot be read, but that was told once.
    is_wrong: bool,
}

impl ShopifyForm {
    /// Is this header Shopify's?
    pub fn is(header: &[String]) -> bool {
        let header = Header::new(header);
        header.find("handle").or_else(|| header.find("url handle")).is_some()
    }

    /// Of a file with this header, for an event that counts in `currency`.
    pub fn new(header: &[String], currency: &str, (vendors, otherwise): (Vendors, Option<String>)) -> Result<Self, HeaderFault> {
        let header = Header::new(header);
        header.once()?;
        let either = |old: &'static str, new: &'static str| header.find(old).or_else(|| header.find(new));
        let option =
            |number: usize| (header.find(&format!("option{number} name")), header.find(&format!("option{number} value")));
        Ok(Self {
            columns: header.len(),
            currency: currency.to_owned(),
            vendors,
            otherwise,
            handle: either("handle", "url handle").ok_or(HeaderFault::Missing { name: "URL handle" })?,
            title: header.needed("title")?,
            vendor: header.needed("vendor")?,
            kind: header.find("type"),
            category: header.find("product category"),
            options: [option(1), option(2), option(3)],
            sku: either("variant sku", "sku"),
            price: either("variant price", "price").ok_or(HeaderFault::Missing { name: "Price" })?,
            quantity: either("variant inventory qty", "inventory quantity"),
            product: Product::default(),
        })
    }

    pub(super) fn read(&mut self, record: &Record) -> Result<Goods, Vec<RowFault>> {
        let mut cells = Cells::new(record, self.columns);
        if cells.is_ragged() {
            return cells.done(None);
        }
        let has = |column: Option<&Column>| !cells.raw(column).is_empty();
        let is_picture = !has(Some(&self.price)) && !has(self.sku.as_ref()) && !has(Some(&self.title));
        if is_picture {
            return Ok(Goods::Nothing);
        }
        self.enter_product(&mut cells);
        let goods = if self.product.is_wrong { None } else { self.variant(&mut cells) };
        cells.done(goods)
    }

    /// Takes what this row says of its product, if it is the product's first.
    fn enter_product(&mut self, cells: &mut Cells<'_>) {
        let handle = cells.raw(Some(&self.handle)).to_owned();
        if handle.is_empty() {
            cells.refuse(Some(&self.handle), "is empty; every row of a product has its handle");
            self.product = Product { is_wrong: true, ..Product::default() };
            return;
        }
        let is_same = handle == self.product.handle;
        if is_same && cells.raw(Some(&self.title)).is_empty() {
            if self.product.is_wrong {
                cells.refuse(Some(&self.handle), "is of a product whose first row is wrong");
            }
            return;
        }
        if cells.raw(Some(&self.title)).is_empty() {
            cells.refuse(
                Some(&self.title),
                "is empty, and the row before is another product's; keep the rows of a product together",
            );
            self.product = Product { handle, is_wrong: true, ..Product::default() };
            return;
        }
        let before = std::mem::take(&mut self.product);
        let title = cells.line(&self.title);
        let consignor = self.consignor(cells);
        let category = self.category(cells);
        let is_wrong = title.is_none() || consignor.is_none() || category.is_none();
        let names: [&str; OPTIONS] = std::array::from_fn(|at| cells.raw(self.options[at].0.as_ref()));
        let option_names = std::array::from_fn(|at| match names[at] {
            // Files that repeat the title in every variant's row name the options in the first one only.
            "" if is_same => before.option_names[at].clone(),
            name => name.to_owned(),
        });
        self.product = Product { handle, title, consignor, category, option_names, is_wrong };
    }

    fn consignor(&self, cells: &mut Cells<'_>) -> Option<ConsignorNumber> {
        let vendor = cells.raw(Some(&self.vendor));
        let consignor = self.vendors.consignor(vendor);
        match (consignor, vendor) {
            (None, "") => cells.refuse(Some(&self.vendor), "is empty; name the vendor, and its consignor in the --vendors file"),
            (None, _) => {
                cells.refuse(Some(&self.vendor), "is not in the --vendors file; add it there with its consignor's number");
            }
            (Some(_), _) => {}
        }
        consignor
    }

    /// Its type, else the last part of its category, else what was asked for.
    fn category(&self, cells: &mut Cells<'_>) -> Option<String> {
        let kind = cells.raw(self.kind.as_ref());
        let category = cells.raw(self.category.as_ref()).rsplit('>').next().unwrap_or_default().trim();
        let column = if kind.is_empty() && !category.is_empty() { self.category.as_ref() } else { self.kind.as_ref() };
        let name = [kind, category].into_iter().find(|name| !name.is_empty()).or(self.otherwise.as_deref());
        match name.map(text::line) {
            Some(Ok(name)) => return Some(name),
            Some(Err(why)) => cells.refuse(column, why),
            None => cells.refuse(column, "is empty, and so is the product category; fill one in, or say --category NAME for all"),
        }
        None
    }

    fn variant(&self, cells: &mut Cells<'_>) -> Option<Goods> {
        let Product { handle, title, consignor, category, option_names, .. } = &self.product;
        let size_at = option_names.iter().position(|name| name.eq_ignore_ascii_case("size"));
        let size = cells.optional_line(size_at.and_then(|at| self.options[at].1.as_ref()));
        let values = self.options.iter().map(|(_, value)| cells.raw(value.as_ref())).enumerate();
        let values: Vec<(usize, &str)> = values.filter(|(_, value)| !value.is_empty() && *value != NO_OPTION).collect();
        let others = values.iter().filter(|(at, _)| Some(*at) != size_at).map(|(_, value)| *value);
        let title: Vec<&str> = title.as_deref().into_iter().chain(others).collect();
        let title = text::line(&title.join(", "));
        let title = title.map_err(|why| cells.refuse(Some(&self.title), format!("with its options {why}"))).ok();
        let price = cells.price(&self.price, &self.currency);
        let quantity = self.quantity(cells);
        let variant = match cells.raw(self.sku.as_ref()) {
            // A product has each combination of options once.
            "" => values.iter().map(|(_, value)| *value).collect::<Vec<_>>().join("/"),
            sku => sku.to_owned(),
        };
        let reference = text::line(&name(handle, &variant));
        let reference = reference.map_err(|why| cells.refuse(self.sku.as_ref().or(Some(&self.handle)), why)).ok();
        let item = Item {
            consignor: (*consignor)?,
            reference: reference?,
            title: title?,
            category: category.clone()?,
            size,
            price: price?,
            discountable: true,
            donate: false,
        };
        Some(match quantity? {
            0 => Goods::Nothing,
            count => Goods::Items(item, count),
        })
    }

    /// How many; one where the shop does not count.
    fn quantity(&self, cells: &mut Cells<'_>) -> Option<u32> {
        let text = cells.raw(self.quantity.as_ref());
        if text.is_empty() {
            return Some(1);
        }
        match text.parse::<i64>() {
            // Sold more often than it was there.
            Ok(..0) => Some(0),
            Ok(count) if count <= i64::from(ITEMS_PER_CONSIGNOR_MAX) => u32::try_from(count).ok(),
            Ok(_) => {
                cells.refuse(
                    self.quantity.as_ref(),
                    format!("is more than the {ITEMS_PER_CONSIGNOR_MAX} items that a consignor can have"),
                );
                None
            }
            Err(_) => {
                cells.refuse(self.quantity.as_ref(), "is no whole number; write how many there are");
                None
            }
        }
    }
}

/// The name of a variant's row: its product's handle and its SKU, bounded.
fn name(handle: &str, variant: &str) -> String {
    let whole = format!("{handle}/{variant}");
    // Room for the number of a piece.
    let most = TEXT_CHARACTERS_MAX - 10;
    if whole.chars().count() <= most {
        return whole;
    }
    let digest = format!("{:016x}", digest64(&whole));
    let begins: String = whole.chars().take(most - digest.len() - 1).collect();
    format!("{begins}~{digest}")
}

impl Item {
    /// The item number `piece`, from 1, of a row that makes several. The first is called as the row, so that a quantity
    /// that grows makes only what is new.
    #[must_use]
    pub fn piece(&self, piece: u32) -> Self {
        let reference = if piece == 1 { self.reference.clone() } else { format!("{}#{piece}", self.reference) };
        Self { reference, ..self.clone() }
    }
}
