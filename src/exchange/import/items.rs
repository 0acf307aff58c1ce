//! Items, 500 a call. A call is all or nothing; what the server refuses of it is taken out and told, and the rest is sent
//! again. Calls follow one another, so that a consignor's items are numbered as they stand in the file.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;

use serde_json::{Value, json};

use super::{key, of_file};
use crate::client::{Client, Payload};
use crate::exchange::file::{Record, Source};
use crate::exchange::form::{Form, Goods, Item, ItemForm, RowFault, ShopifyForm, VendorFault, Vendors};
use crate::exchange::report::{Report, Summary};
use crate::exchange::standing::{self, Event, Known, Names};
use crate::exchange::{ExchangeError, HeaderFault};

/// The contract's limit of a call.
const CALL_ITEMS_MAX: usize = 500;
/// A request has 1 MiB at most; 500 items with the longest texts in a wide script would pass that.
const CALL_BYTES_MAX: usize = 768 * 1024;

const ADD: &str = "mutation ($event: ID!, $input: [ItemInput!]!, $key: String!) {
  itemsAdd(eventId: $event, input: $input, idempotencyKey: $key) { items { tag } userErrors { code field message } } }";

/// What to import, and how.
#[derive(Clone, Debug, Default)]
pub struct ItemImport {
    /// The table.
    pub file: PathBuf,
    /// Id or name; none where there is only one.
    pub event: Option<String>,
    /// Which consignor each vendor of a shop is.
    pub vendors: Option<PathBuf>,
    /// For a shop's products without type and category.
    pub category: Option<String>,
    /// Where the rows that failed are written.
    pub errors: Option<PathBuf>,
    /// Only say what would happen.
    pub is_dry: bool,
}

/// Takes the items of a file into an event.
pub async fn import_items(client: &Client, import: &ItemImport) -> Result<Summary, ExchangeError> {
    let source = Source::open(&import.file).map_err(|fault| ExchangeError::File(import.file.clone(), fault))?;
    standing::organizer(client).await?;
    let event = standing::event(client, import.event.as_deref()).await?;
    let mut form = form(&source, import, &event.currency)?;
    let report = Report::start(&source, import.errors.as_deref(), Summary { is_dry: import.is_dry, ..Summary::default() })?;
    let consignors = standing::consignors(client).await?;
    let names = Names::of(client, &event).await?;
    let mut sending = Sending { client, event, consignors, names, report, batch: Vec::new(), batch_bytes: 0 };
    let mut rows = source.rows().map_err(of_file(&source))?;
    while let Some(record) = rows.next().map_err(of_file(&source))? {
        sending.report.row();
        match form.read(&record) {
            Ok(Goods::Items(item, count)) => sending.take(record, &item, count).await?,
            Ok(Goods::Nothing) => sending.report.summary.skipped += 1,
            Err(faults) => sending.report.failed(&record, &faults)?,
        }
    }
    sending.send().await?;
    Ok(sending.report.finish()?)
}

fn form(source: &Source, import: &ItemImport, currency: &str) -> Result<Form, ExchangeError> {
    let of_header = |fault| ExchangeError::Header(source.path.clone(), fault);
    if !ShopifyForm::is(&source.header) {
        if import.vendors.is_some() || import.category.is_some() {
            return Err(of_header(HeaderFault::NotShopify));
        }
        return ItemForm::new(&source.header, currency, &source.digest).map(|form| Form::Own(Box::new(form))).map_err(of_header);
    }
    let Some(path) = &import.vendors else { return Err(of_header(HeaderFault::NoVendors)) };
    let vendors = Source::open(path).map_err(VendorFault::File).and_then(|source| Vendors::read(&source));
    let vendors = vendors.map_err(|fault| ExchangeError::Vendors(path.clone(), fault))?;
    let shopify = ShopifyForm::new(&source.header, currency, (vendors, import.category.clone()));
    shopify.map(|form| Form::Shopify(Box::new(form))).map_err(of_header)
}

/// An item on its way, with the row that it came from.
struct Pending {
    item: Item,
    record: Rc<Record>,
}

struct Sending<'a> {
    client: &'a Client,
    event: Event,
    consignors: HashMap<u32, String>,
    names: Names,
    report: Report,
    batch: Vec<Pending>,
    batch_bytes: usize,
}

impl Sending<'_> {
    /// Takes the items of a row, unless they are there already.
    async fn take(&mut self, record: Record, item: &Item, count: u32) -> Result<(), ExchangeError> {
        let row = record.row;
        if !self.consignors.contains_key(&item.consignor.get()) {
            let number = item.consignor.get().to_string();
            let why = "is no consignor's number yet; `hangtag import consignors` adds them";
            return Ok(self.report.failed(&record, &[RowFault::new(row, ("consignor", &number), why)])?);
        }
        let record = Rc::new(record);
        for piece in 1..=count {
            let item = item.piece(piece);
            match self.names.take(&item, row) {
                None => self.push(item, Rc::clone(&record)).await?,
                Some(Known { row: Some(other), digest }) if digest != item.digest() => {
                    let why = format!("names this row as row {other}, which says otherwise; give it another name");
                    self.report.failed(&record, &[RowFault::new(row, ("ref", &item.reference), why)])?;
                }
                Some(Known { digest, .. }) => {
                    self.report.summary.duplicate += 1;
                    self.report.summary.differing += u64::from(digest != item.digest());
                }
            }
        }
        Ok(())
    }

    async fn push(&mut self, item: Item, record: Rc<Record>) -> Result<(), ExchangeError> {
        let bytes = item.input().to_string().len();
        if self.batch.len() == CALL_ITEMS_MAX || self.batch_bytes + bytes > CALL_BYTES_MAX {
            self.send().await?;
        }
        self.batch_bytes += bytes;
        self.batch.push(Pending { item, record });
        Ok(())
    }

    /// Sends what waits.
    async fn send(&mut self) -> Result<(), ExchangeError> {
        self.batch_bytes = 0;
        let mut calls = VecDeque::from([std::mem::take(&mut self.batch)]);
        while let Some(batch) = calls.pop_front() {
            if batch.is_empty() {
                continue;
            }
            if self.report.summary.is_dry {
                self.accepted(&batch);
                continue;
            }
            let input: Vec<Value> = batch.iter().map(|pending| pending.item.input()).collect();
            let key = key("itemsAdd", &json!(input).to_string());
            let variables = json!({ "event": self.event.id, "input": input, "key": key });
            let data = standing::ask(self.client, ADD, &variables).await?;
            let answer = Payload::of(&data, "itemsAdd", "items");
            if answer.is_done() {
                self.accepted(&batch);
            } else {
                self.refused(batch, answer, &mut calls)?;
            }
        }
        Ok(())
    }

    fn accepted(&mut self, batch: &[Pending]) {
        let is_unnamed = |pending: &&Pending| pending.item.is_unnamed();
        self.report.summary.accepted += batch.len() as u64;
        self.report.summary.unnamed += batch.iter().filter(is_unnamed).count() as u64;
    }

    /// Tells what the server says against rows, and lets the others go again.
    fn refused(&mut self, batch: Vec<Pending>, answer: Payload, calls: &mut VecDeque<Vec<Pending>>) -> Result<(), ExchangeError> {
        let mut refusals = BTreeMap::new();
        for error in &answer.user_errors {
            let index = error["field"][1].as_str().and_then(|index| index.parse::<usize>().ok());
            match index.filter(|index| *index < batch.len() && error["field"][0] == "input") {
                Some(index) => refusals.insert(index, error),
                None => return Err(ExchangeError::Refused(answer)),
            };
        }
        if refusals.is_empty() {
            return Err(ExchangeError::Refused(answer));
        }
        let (mut rest, is_alone) = (Vec::new(), batch.len() == 1);
        for (index, pending) in batch.into_iter().enumerate() {
            let Some(error) = refusals.get(&index) else {
                rest.push(pending);
                continue;
            };
            match error["code"].as_str().unwrap_or_default() {
                // Somebody else took it in since the names were read.
                "REF_TAKEN" => self.report.summary.duplicate += 1,
                // The consignor has fewer numbers left than the call wants: each alone takes what there is.
                "CONSIGNOR_FULL" if !is_alone => calls.push_back(vec![pending]),
                _ => self.report.failed(&pending.record, &[fault(&pending, error)])?,
            }
        }
        calls.push_front(rest);
        Ok(())
    }
}

/// What the server says against a row.
fn fault(pending: &Pending, error: &Value) -> RowFault {
    let column = match error["field"][2].as_str().unwrap_or_default() {
        "consignorNumber" => "consignor",
        field => field,
    };
    let why = format!("was refused by the server: {}", error["message"].as_str().unwrap_or("it does not say why"));
    RowFault::new(pending.record.row, (column, ""), why)
}
