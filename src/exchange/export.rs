//! Items and sales as CSV, page by page: memory holds a page, and the file appears when it is whole.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::ExchangeError;
use super::csv::{self, Cell};
use super::form::{EXPORTED_COLUMNS, ITEM_COLUMNS};
use super::output::Output;
use super::report::counter;
use super::standing::{self, Event, Pages};
use crate::client::Client;

const ITEMS: &str = "query ($after: String, $rows: Int!, $id: ID!) { of: saleEvent(id: $id) {
  page: items(first: $rows, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    ref consignorNumber title category size price discountable donate tag inventoryState saleStatus
    sold { at price discount } } } } }";
const SESSIONS: &str = "query ($after: String, $rows: Int!, $id: ID!) { of: saleEvent(id: $id) {
  page: sessions(first: $rows, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } } }";
const SALES: &str = "query ($after: String, $rows: Int!, $id: ID!) { of: saleSession(id: $id) {
  page: sales(first: $rows, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    sequence status soldAt till channel receipt needsReview total tenders { kind amount }
    lines { position tag description price discount consignorNumber consignorShare status item { title } } } } } }";

const SALE_COLUMNS: [&str; 18] = [
    "session",
    "sale",
    "sold_at",
    "till",
    "channel",
    "receipt",
    "line",
    "tag",
    "title",
    "consignor",
    "price",
    "discount",
    "share",
    "line_status",
    "sale_status",
    "needs_review",
    "sale_total",
    "tenders",
];

/// A byte order mark.
const MARK: &str = "\u{FEFF}";

/// Which items, and where to.
#[derive(Clone, Debug, Default)]
pub struct ItemExport {
    /// `-` is standard output.
    pub file: PathBuf,
    /// Id or name; none where there is only one.
    pub event: Option<String>,
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    pub has_mark: bool,
}

/// Which sales, and where to.
#[derive(Clone, Debug, Default)]
pub struct SaleExport {
    /// `-` is standard output.
    pub file: PathBuf,
    /// Id or name; none where there is only one.
    pub event: Option<String>,
    /// One session; none for all of the event.
    pub session: Option<String>,
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    pub has_mark: bool,
}

/// Writes an event's items; gives how many.
pub async fn export_items(client: &Client, export: &ItemExport) -> Result<u64, ExchangeError> {
    standing::organizer(client).await?;
    let event = standing::event(client, export.event.as_deref()).await?;
    let columns: Vec<&str> = ITEM_COLUMNS.into_iter().chain(EXPORTED_COLUMNS).collect();
    let mut table = Table::begin(&export.file, if export.has_mark { MARK } else { "" }, &columns)?;
    let bar = counter("items");
    let mut pages = Pages::new(client, ITEMS, json!({ "id": event.id }));
    while let Some(nodes) = pages.next().await? {
        bar.inc(nodes.len() as u64);
        for node in &nodes {
            table.item(node)?;
        }
    }
    bar.finish_and_clear();
    table.end()
}

/// Writes a row for each line of each sale; gives how many.
pub async fn export_sales(client: &Client, export: &SaleExport) -> Result<u64, ExchangeError> {
    standing::organizer(client).await?;
    let event = standing::event(client, export.event.as_deref()).await?;
    let sessions = sessions(client, &event, export.session.as_deref()).await?;
    let mut table = Table::begin(&export.file, if export.has_mark { MARK } else { "" }, &SALE_COLUMNS)?;
    let bar = counter("sales");
    for session in &sessions {
        let mut pages = Pages::new(client, SALES, json!({ "id": session }));
        while let Some(nodes) = pages.next().await? {
            bar.inc(nodes.len() as u64);
            for node in &nodes {
                table.sale(session, node)?;
            }
        }
    }
    bar.finish_and_clear();
    table.end()
}

/// The event's sessions in order, or the one that was asked for.
async fn sessions(client: &Client, event: &Event, wanted: Option<&str>) -> Result<Vec<String>, ExchangeError> {
    let mut pages = Pages::new(client, SESSIONS, json!({ "id": event.id }));
    let mut sessions = Vec::new();
    while let Some(nodes) = pages.next().await? {
        sessions.extend(nodes.iter().filter_map(|node| node["id"].as_str()).map(str::to_owned));
    }
    match wanted {
        None => Ok(sessions),
        Some(wanted) if sessions.iter().any(|session| session == wanted) => Ok(vec![wanted.to_owned()]),
        Some(wanted) => Err(ExchangeError::NoSession(wanted.to_owned())),
    }
}

struct Table {
    output: Output,
    rows: u64,
}

impl Table {
    fn begin(path: &Path, mark: &str, columns: &[&str]) -> Result<Self, ExchangeError> {
        let mut output = Output::create(path)?;
        output.write(mark)?;
        output.write(&csv::line(&columns.iter().map(|name| Cell::Own(name)).collect::<Vec<_>>()))?;
        Ok(Self { output, rows: 0 })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExchangeError> {
        self.rows += 1;
        Ok(self.output.write(&csv::line(cells))?)
    }

    fn end(self) -> Result<u64, ExchangeError> {
        self.output.finish()?;
        Ok(self.rows)
    }

    fn item(&mut self, node: &Value) -> Result<(), ExchangeError> {
        let (text, sold) = (|field: &str| node[field].as_str().unwrap_or_default(), &node["sold"]);
        let consignor = node["consignorNumber"].to_string();
        let status = node["saleStatus"].as_str().unwrap_or(text("inventoryState")).to_lowercase();
        let sold_price = less(&sold["price"], &sold["discount"]).unwrap_or_default();
        self.row(&[
            Cell::Text(text("ref")),
            Cell::Own(&consignor),
            Cell::Text(text("title")),
            Cell::Text(text("category")),
            Cell::Text(text("size")),
            Cell::Own(text("price")),
            Cell::Own(yes(&node["discountable"])),
            Cell::Own(yes(&node["donate"])),
            Cell::Own(text("tag")),
            Cell::Own(&status),
            Cell::Own(&sold_price),
            Cell::Own(sold["at"].as_str().unwrap_or_default()),
        ])
    }

    /// The sale's total and tenders stand in its first line alone, so that a column adds up to what was taken.
    fn sale(&mut self, session: &str, sale: &Value) -> Result<(), ExchangeError> {
        let of_sale = |field: &str| sale[field].as_str().unwrap_or_default();
        let (sequence, status) = (sale["sequence"].to_string(), of_sale("status").to_lowercase());
        let channel = of_sale("channel").to_lowercase();
        let tender = |tender: &Value| {
            format!(
                "{} {}",
                tender["kind"].as_str().unwrap_or_default().to_lowercase(),
                tender["amount"].as_str().unwrap_or_default()
            )
        };
        let tenders: Vec<String> = sale["tenders"].as_array().into_iter().flatten().map(tender).collect();
        let tenders = tenders.join(" + ");
        for (index, line) in sale["lines"].as_array().into_iter().flatten().enumerate() {
            let text = |field: &str| line[field].as_str().unwrap_or_default();
            let position = line["position"].to_string();
            let consignor = line["consignorNumber"].as_u64().map(|number| number.to_string()).unwrap_or_default();
            let first = |text| if index == 0 { text } else { "" };
            self.row(&[
                Cell::Own(session),
                Cell::Own(&sequence),
                Cell::Own(of_sale("soldAt")),
                Cell::Text(of_sale("till")),
                Cell::Own(&channel),
                Cell::Text(of_sale("receipt")),
                Cell::Own(&position),
                Cell::Text(text("tag")),
                Cell::Text(line["item"]["title"].as_str().unwrap_or(text("description"))),
                Cell::Own(&consignor),
                Cell::Own(text("price")),
                Cell::Own(text("discount")),
                Cell::Own(text("consignorShare")),
                Cell::Own(&text("status").to_lowercase()),
                Cell::Own(&status),
                Cell::Own(yes(&sale["needsReview"])),
                Cell::Own(first(of_sale("total"))),
                Cell::Own(first(&tenders)),
            ])?;
        }
        Ok(())
    }
}

fn yes(value: &Value) -> &'static str {
    if value.as_bool().unwrap_or_default() { "yes" } else { "no" }
}

/// An amount less another, as the contract writes both.
fn less(price: &Value, discount: &Value) -> Option<String> {
    let minor = minor(price.as_str()?)? - minor(discount.as_str()?)?;
    Some(crate::domain::money::Money::from_minor(minor).to_string())
}

/// Minor units of an amount that may be negative.
fn minor(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.')?;
    Some(sign * (whole.parse::<i64>().ok()? * 100 + decimals.parse::<i64>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_charged_is_exact() {
        for (price, discount, charged) in
            [("6.50", "0.00", "6.50"), ("6.50", "3.25", "3.25"), ("6.50", "-1.00", "7.50"), ("0.05", "-0.50", "0.55")]
        {
            assert_eq!(less(&json!(price), &json!(discount)).as_deref(), Some(charged));
        }
        assert_eq!(less(&Value::Null, &Value::Null), None);
    }
}
