//! Consignors, one a call, in order: the contract has no call for many, and the server adds one after the other. Those who
//! bring a number come first, so that nobody is given the number of a later row.

use std::collections::HashMap;
use std::path::PathBuf;

use serde_json::json;

use super::{key, of_file};
use crate::client::{Client, Payload};
use crate::domain::tag::ConsignorNumber;
use crate::exchange::ExchangeError;
use crate::exchange::file::{Record, Source};
use crate::exchange::form::{Consignor, ConsignorForm, RowFault};
use crate::exchange::report::{Report, Summary};
use crate::exchange::standing;

const ADD: &str = "mutation ($input: ConsignorAddInput!, $key: String!) {
  consignorAdd(input: $input, idempotencyKey: $key) { consignor { number } userErrors { code field message } } }";

/// What to import, and how.
#[derive(Clone, Debug, Default)]
pub struct ConsignorImport {
    /// The table.
    pub file: PathBuf,
    /// Where the rows that failed are written.
    pub errors: Option<PathBuf>,
    /// Only say what would happen.
    pub is_dry: bool,
}

/// Takes the consignors of a file into the organization.
pub async fn import_consignors(client: &Client, import: &ConsignorImport) -> Result<Summary, ExchangeError> {
    let source = Source::open(&import.file).map_err(|fault| ExchangeError::File(import.file.clone(), fault))?;
    let form = ConsignorForm::new(&source.header, &source.digest);
    let form = form.map_err(|fault| ExchangeError::Header(source.path.clone(), fault))?;
    standing::organizer(client).await?;
    let report = Report::start(&source, import.errors.as_deref(), Summary { is_dry: import.is_dry, ..Summary::default() })?;
    let mut adding = Adding { client, standing: standing::consignors(client).await?, rows: HashMap::new(), report };
    for brings_number in [true, false] {
        let mut rows = source.rows().map_err(of_file(&source))?;
        while let Some(record) = rows.next().map_err(of_file(&source))? {
            match form.read(&record) {
                Ok(consignor) if consignor.number.is_some() == brings_number => {
                    adding.report.row();
                    adding.add(&record, consignor).await?;
                }
                Err(faults) if brings_number => {
                    adding.report.row();
                    adding.report.failed(&record, &faults)?;
                }
                // In the other round.
                Ok(_) | Err(_) => {}
            }
        }
    }
    Ok(adding.report.finish()?)
}

struct Adding<'a> {
    client: &'a Client,
    /// By number: on the server, and of the rows so far.
    standing: HashMap<u32, String>,
    /// The rows so far by name.
    rows: HashMap<String, (u64, Consignor)>,
    report: Report,
}

impl Adding<'_> {
    async fn add(&mut self, record: &Record, consignor: Consignor) -> Result<(), ExchangeError> {
        let fault = |column: &str, value: &str, why: &str| RowFault::new(record.row, (column, value), why);
        if let Some((other, before)) = self.rows.get(&consignor.reference) {
            if *before == consignor {
                self.report.summary.duplicate += 1;
                return Ok(());
            }
            let why = format!("has the ref or number of row {other}, which says otherwise");
            return Ok(self.report.failed(record, &[RowFault::of_row(record.row, why)])?);
        }
        self.rows.insert(consignor.reference.clone(), (record.row, consignor.clone()));
        if let Some(number) = consignor.number
            && let Some(name) = self.standing.get(&number.get())
        {
            if *name == consignor.name {
                self.report.summary.duplicate += 1;
                return Ok(());
            }
            let why = format!("belongs to {name:?}; correct the name, or leave the number out for the next free one");
            return Ok(self.report.failed(record, &[fault("number", &number.get().to_string(), &why)])?);
        }
        if self.report.summary.is_dry {
            self.stands(&consignor, consignor.number.map(ConsignorNumber::get));
            return Ok(());
        }
        let number = consignor.number.map(ConsignorNumber::get);
        let input = json!({ "number": number, "displayName": consignor.name });
        let key = key("consignorAdd", &consignor.reference);
        let data = standing::ask(self.client, ADD, &json!({ "input": input, "key": key })).await?;
        let answer = Payload::of(&data, "consignorAdd", "consignor");
        if answer.is_done() {
            let number = answer.object["number"].as_u64().and_then(|number| u32::try_from(number).ok());
            self.stands(&consignor, number);
            return Ok(());
        }
        if answer.has_code("IDEMPOTENCY_KEY_MISMATCH") {
            let why = "names a row that was imported before with another name or number; what stands was not changed";
            return Ok(self.report.failed(record, &[fault("ref", consignor.reference.trim_start_matches("ref-"), why)])?);
        }
        let message = answer.user_errors.first().and_then(|error| error["message"].as_str()).unwrap_or("it does not say why");
        Ok(self.report.failed(record, &[RowFault::of_row(record.row, format!("was refused by the server: {message}"))])?)
    }

    /// It is there now, or was before.
    fn stands(&mut self, consignor: &Consignor, number: Option<u32>) {
        let before = number.and_then(|number| self.standing.insert(number, consignor.name.clone()));
        if before.is_some() {
            self.report.summary.duplicate += 1;
        } else {
            self.report.summary.accepted += 1;
            self.report.summary.unnamed += u64::from(consignor.is_unnamed());
        }
    }
}
