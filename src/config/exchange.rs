//! What can be told to `hangtag import` and `hangtag export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::domain::text;

const IMPORT_HELP: &str = "\
Examples:
  hangtag import items --template > items.csv             the header, and two rows to replace
  hangtag import items items.csv --dry-run                what would happen
  hangtag import items items.csv --errors wrong.csv       and the rows that failed to a file, to be mended there
  hangtag import items products.csv --vendors vendors.csv Shopify's product CSV, old or new header
  hangtag import consignors consignors.csv

Where: --url and --token of a running server, or --organization on a database that no server runs on.
A row is known by its ref, else by the file and its place in it: what is there already is not taken in again.
Commas, semicolons or tabs, UTF-8 or Windows-1252: both are found out.
Exit code 1 if a row failed; the other rows are in then.";

const JOURNAL_HELP: &str = "\
Examples:
  hangtag import journal till-3.jsonl
  hangtag import journal till-3.jsonl --errors rest.jsonl   and the lines that failed to a file, to be looked at

Where: --url and --token of a running server, or --organization on a database that no server runs on. A cashier's token will do.
Each sale is sent under the key that the till gave it: what the server has already is a duplicate, and counts once.
Exit code 1 if a sale failed; the others are in then. docs/till-journal.md describes the file.";

const EXPORT_HELP: &str = "\
Examples:
  hangtag export items items.csv
  hangtag export sales - --event \"Spring 2027\" | head

Where: --url and --token of a running server, or --organization on a database that no server runs on.
A cell that a spreadsheet would take for a formula is shielded by an apostrophe. The file appears when it is whole.";

/// Rows in.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Take an event's items from the template or from Shopify's product CSV
    #[command(after_help = IMPORT_HELP)]
    Items(ImportItems),
    /// Take an organization's consignors from the template
    #[command(after_help = IMPORT_HELP)]
    Consignors(ImportConsignors),
    /// Send the sales that a till saved to a file because it could not send them
    #[command(after_help = JOURNAL_HELP)]
    Journal(ImportJournal),
}

/// Rows out.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Write an event's items; the file can be imported again
    #[command(after_help = EXPORT_HELP)]
    Items(ExportItems),
    /// Write the sales of an event, a row for each line
    #[command(after_help = EXPORT_HELP)]
    Sales(ExportSales),
}

/// Which server, or which tenant of a database.
#[derive(Debug, Args)]
pub struct Where {
    /// The address of a running server, such as `http://127.0.0.1:8080`
    #[arg(long, value_name = "URL", env = "HANGTAG_URL", value_parser = url)]
    pub url: Option<String>,
    /// An organizer's token; better by its variable, so that it does not stand in the list of processes
    #[arg(long, value_name = "TOKEN", env = "HANGTAG_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Instead of a server: this organization on the database, which no server may run on
    #[arg(long, value_name = "NAME", value_parser = organization)]
    pub organization: Option<String>,
}

/// What to take in.
#[derive(Debug, Args)]
pub struct File {
    /// The CSV file
    #[arg(value_name = "FILE", required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// Print a table to fill in, and do nothing else
    #[arg(long, conflicts_with = "file")]
    pub template: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the rows that failed to this file, with what is wrong; mended there, they can be imported from it
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Where,
}

/// Items to take in.
#[derive(Debug, Args)]
pub struct ImportItems {
    #[command(flatten)]
    pub(crate) file: File,
    /// The event's id or name; can be left out while there is only one
    #[arg(long, value_name = "EVENT")]
    pub event: Option<String>,
    /// For Shopify: a CSV file with the header vendor,consignor that says which consignor each vendor is
    #[arg(long, value_name = "FILE")]
    pub vendors: Option<PathBuf>,
    /// For Shopify: the category of products without type and product category
    #[arg(long, value_name = "NAME", value_parser = category)]
    pub category: Option<String>,
}

/// Consignors to take in.
#[derive(Debug, Args)]
pub struct ImportConsignors {
    #[command(flatten)]
    pub(crate) file: File,
}

/// Sales of a till to send.
#[derive(Debug, Args)]
pub struct ImportJournal {
    /// The till's file, a sale a line
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Write the lines that failed to this file
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Where,
}

/// Where rows go.
#[derive(Debug, Args)]
pub struct Target {
    /// The file to write; - is standard output
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The event's id or name; can be left out while there is only one
    #[arg(long, value_name = "EVENT")]
    pub event: Option<String>,
    /// Begin with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub bom: bool,
    #[command(flatten)]
    pub(crate) place: Where,
}

/// Items to write.
#[derive(Debug, Args)]
pub struct ExportItems {
    #[command(flatten)]
    pub(crate) target: Target,
}

/// Sales to write.
#[derive(Debug, Args)]
pub struct ExportSales {
    #[command(flatten)]
    pub(crate) target: Target,
    /// Of this session only
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
}

impl Export {
    /// Where rows come from and go.
    pub fn target(&self) -> &Target {
        match self {
            Self::Items(items) => &items.target,
            Self::Sales(sales) => &sales.target,
        }
    }
}

fn url(text: &str) -> Result<String, String> {
    if text.starts_with("https://") {
        return Err(
            "this program speaks plain http to the server's own machine; from another, go through an ssh tunnel".to_owned()
        );
    }
    match text.strip_prefix("http://") {
        Some(host) if !host.is_empty() => Ok(text.to_owned()),
        _ => Err("it is no address of a server, such as http://127.0.0.1:8080".to_owned()),
    }
}

fn organization(text: &str) -> Result<String, String> {
    text::line(text).map_err(|why| format!("it {why}"))
}

fn category(text: &str) -> Result<String, String> {
    text::line(text).map_err(|why| format!("it {why}"))
}
