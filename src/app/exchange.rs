//! `hangtag import` and `hangtag export`: through a running server, or on a stopped database through a server of their own.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use crate::client::Client;
use crate::config::exchange::{Export, File, Import, ImportJournal, Where};
use crate::config::{NewToken, Role};
use crate::domain::access::Actor;
use crate::exchange::{self, ConsignorImport, ExchangeError, ItemExport, ItemImport, JournalImport, SaleExport, Summary};
use crate::store::Database;

use super::server::{Doors, Server, Stop};
use super::{Complaint, admin, now, random};

const NOWHERE: &str = "say where: --url URL and --token TOKEN (or HANGTAG_URL and HANGTAG_TOKEN) of a running server, or \
                       --organization NAME on a database that no server runs on";

const STOPPED: &str = "stopped; what is in stays in, and the same again takes in the rest";

/// A free port of this machine alone.
const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

impl From<ExchangeError> for Complaint {
    fn from(error: ExchangeError) -> Self {
        Self::new(error)
    }
}

pub(super) async fn import(database: &Database, import: &Import) -> Result<(), Complaint> {
    let (options, template) = match import {
        Import::Items(items) => (&items.file, exchange::item_template as fn() -> String),
        Import::Consignors(consignors) => (&consignors.file, exchange::consignor_template as fn() -> String),
        Import::Journal(journal) => return send_journal(database, journal).await,
    };
    if options.template {
        return Ok(write!(io::stdout(), "{}", template())?);
    }
    let File { dry_run: is_dry, errors, .. } = options;
    let (is_dry, errors, file) = (*is_dry, errors.clone(), options.file.clone().unwrap_or_default());
    let summary = at(database, &options.place, async |client| match import {
        Import::Items(items) => {
            let (event, vendors, category) = (items.event.clone(), items.vendors.clone(), items.category.clone());
            exchange::import_items(&client, &ItemImport { file: file.clone(), event, vendors, category, errors, is_dry }).await
        }
        _ => exchange::import_consignors(&client, &ConsignorImport { file: file.clone(), errors, is_dry }).await,
    })
    .await?;
    tell(&file, &summary, options)
}

/// Sends what a till saved; complains if a sale failed.
async fn send_journal(database: &Database, journal: &ImportJournal) -> Result<(), Complaint> {
    let import = JournalImport { file: journal.file.clone(), errors: journal.errors.clone() };
    let summary = at(database, &journal.place, async |client| exchange::import_journal(&client, &import).await).await?;
    writeln!(io::stdout(), "{}: {summary}", journal.file.display())?;
    if summary.failed == 0 {
        return Ok(());
    }
    let where_they_are = journal.errors.as_ref().map_or_else(
        || "--errors FILE writes their lines".to_owned(),
        |errors| format!("their lines are in {}", errors.display()),
    );
    Err(Complaint(format!("{} of the sales failed and are not in; {where_they_are}", summary.failed)))
}

/// Prints what became of the rows; complains if one failed.
fn tell(file: &Path, summary: &Summary, options: &File) -> Result<(), Complaint> {
    writeln!(io::stdout(), "{}: {summary}", file.display())?;
    if summary.failed == 0 {
        return Ok(());
    }
    let mended = match &options.errors {
        Some(errors) => format!("mend them in {} and import that", errors.display()),
        None if summary.unnamed > 0 => {
            "rows without a ref are known by their file: mend the failed ones in a file of their own, \
                                        which --errors FILE.csv writes, or all that are in would come in again"
                .to_owned()
        }
        None => "mend them and import the file again, which takes nothing in twice".to_owned(),
    };
    Err(Complaint(format!("{} of the rows failed; {mended}", summary.failed)))
}

pub(super) async fn export(database: &Database, export: &Export) -> Result<(), Complaint> {
    let target = export.target();
    let (file, event, has_mark) = (target.file.clone(), target.event.clone(), target.bom);
    let rows = at(database, &target.place, async |client| match export {
        Export::Items(_) => exchange::export_items(&client, &ItemExport { file, event, has_mark }).await,
        Export::Sales(sales) => {
            let session = sales.session.clone();
            exchange::export_sales(&client, &SaleExport { file, event, session, has_mark }).await
        }
    })
    .await?;
    // Standard output may be the table.
    writeln!(io::stderr(), "{}: {rows} rows", target.file.display())?;
    Ok(())
}

/// Does something through the server that is meant.
async fn at<T>(
    database: &Database,
    place: &Where,
    exchange: impl AsyncFnOnce(Client) -> Result<T, ExchangeError>,
) -> Result<T, Complaint> {
    let client = |url: &str, token: &str| Client::new(url, token).map_err(Complaint::new);
    match (place, &place.organization) {
        // Said in so many words, it comes before what variables say.
        (_, Some(organization)) => {
            inside(database, organization, async |url, token| Ok(exchange(client(url, token)?).await?)).await
        }
        (Where { url: Some(url), token: Some(token), .. }, None) => {
            // A signal drops what is half done, and with it the half of a file.
            let mut stop = Stop::listen()?;
            tokio::select! {
                done = exchange(client(url, token)?) => Ok(done?),
                () = stop.said() => Err(Complaint(STOPPED.to_owned())),
            }
        }
        _ => Err(Complaint(NOWHERE.to_owned())),
    }
}

/// Runs a server of our own on the database for as long as something is done through it, with a token that nobody else has.
async fn inside<T>(
    database: &Database,
    organization: &str,
    work: impl AsyncFnOnce(&str, &str) -> Result<T, Complaint>,
) -> Result<T, Complaint> {
    admin::must_know(database, organization).await?;
    let mut stop = Stop::listen()?;
    let doors = Doors { listen: LOOPBACK, metrics: None, lan: None, process: u64::from_be_bytes(random()?) };
    let server = Server::start(database, doors).await?;
    let new = NewToken { organization: organization.to_owned(), role: Role::Organizer, consignor: None };
    let secret = admin::create(&server.store, &new).await?;
    let token = secret.to_string();
    let done = tokio::select! {
        done = work(&server.url, &token) => done,
        () = stop.said() => Err(Complaint(STOPPED.to_owned())),
        complaint = server.lost() => return Err(complaint),
    };
    stop.at_once_next_time();
    let revoked = match server.store.reader.viewer(&secret.hash()).await? {
        Some(viewer) => {
            let Actor::Token(id) = viewer.actor;
            server.store.records.revoke_token(id, now()).await.map(|_| ())
        }
        None => Ok(()),
    };
    server.stop().await?;
    revoked?;
    done
}
