//! The commands that look after data: tokens, migrations, verify.

use std::io::{self, Write};

use crate::config::{Migrate, NewToken, Role, Token};
use crate::domain::access::Actor;
use crate::domain::tag::ConsignorNumber;
use crate::store::{Database, ProcessLock, Report, Store, role_name};

use super::{Complaint, Secret, now, random};

/// A node name for a process that claims nothing.
const NO_NODE: &str = "command";

pub(super) async fn token(database: &Database, token: &Token) -> Result<(), Complaint> {
    let store = database.open(NO_NODE).await?;
    let done = match token {
        Token::Create(new) => create_and_print(&store, new).await,
        Token::List => list(&store).await,
        Token::Revoke { id } => revoke(&store, *id).await,
    };
    store.close().await;
    done
}

async fn create_and_print(store: &Store, new: &NewToken) -> Result<(), Complaint> {
    if new.consignor.is_some() && new.role != Role::Consignor {
        return Err(Complaint("--consignor goes with --role consignor only".to_owned()));
    }
    let secret = create(store, new).await?;
    let viewer = store.reader.viewer(&secret.hash()).await?;
    let viewer = viewer.ok_or_else(|| Complaint("the token was revoked while it was made".to_owned()))?;
    let Actor::Token(id) = viewer.actor;
    let whose = new.consignor.map(|number| format!(" {}", number.get())).unwrap_or_default();
    let mut out = io::stdout();
    writeln!(out, "token {id} for organization {:?}: {}{whose}", &*viewer.organization_name, role_name(new.role.into()))?;
    writeln!(out, "It is shown this once; `hangtag token revoke {id}` ends it.")?;
    writeln!(out, "{secret}")?;
    Ok(())
}

/// Makes a token; its organization too, if that is new.
pub(super) async fn create(store: &Store, new: &NewToken) -> Result<Secret, Complaint> {
    let secret = Secret::new(&random()?);
    let about = (new.organization.as_str(), new.role.into(), new.consignor);
    if store.records.create_token(about, &secret.hash(), now()).await? {
        return Ok(secret);
    }
    let number = new.consignor.map(ConsignorNumber::get).unwrap_or_default();
    let organization = &new.organization;
    Err(Complaint(format!("organization {organization:?} has no consignor {number}; add the consignor first")))
}

/// Complains unless the database knows the organization: a name with a typing error shall make no new one. Looks only, also
/// beside a running server.
pub(super) async fn must_know(database: &Database, organization: &str) -> Result<(), Complaint> {
    let store = database.open(NO_NODE).await?;
    let known = store.reader.knows_organization(organization).await;
    store.close().await;
    if known? {
        return Ok(());
    }
    Err(Complaint(format!("there is no organization {organization:?}; `hangtag token create` makes one with its first token")))
}

async fn revoke(store: &Store, id: i64) -> Result<(), Complaint> {
    if store.records.revoke_token(id, now()).await? {
        return Ok(writeln!(io::stdout(), "token {id} is revoked")?);
    }
    Err(Complaint(format!("there is no token {id} that is not revoked; `hangtag token list` has them")))
}

async fn list(store: &Store) -> Result<(), Complaint> {
    let tokens = store.reader.tokens().await?;
    let mut rows = vec![["ID", "ORGANIZATION", "ROLE", "CONSIGNOR", "CREATED", "REVOKED"].map(str::to_owned)];
    rows.extend(tokens.into_iter().map(|token| {
        [
            token.id.to_string(),
            token.organization,
            role_name(token.role).to_owned(),
            token.consignor.map(|number| number.get().to_string()).unwrap_or_default(),
            token.created_at.to_string(),
            token.revoked_at.map(|at| at.to_string()).unwrap_or_default(),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut out = io::stdout().lock();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

pub(super) async fn migrate(database: &Database, migrate: Migrate) -> Result<(), Complaint> {
    match migrate {
        Migrate::Status => {}
        // Not under a running server.
        Migrate::Up => {
            let _lock = ProcessLock::take(database).await?;
            database.migrate_up().await?;
        }
        Migrate::Down => {
            let _lock = ProcessLock::take(database).await?;
            database.migrate_down().await?;
        }
    }
    let mut out = io::stdout();
    for (name, is_taken) in database.migrations().await? {
        writeln!(out, "{}  {name}", if is_taken { "taken  " } else { "missing" })?;
    }
    Ok(())
}

pub(super) async fn verify(database: &Database) -> Result<(), Complaint> {
    let store = database.open(NO_NODE).await?;
    let report = store.verify().await;
    store.close().await;
    print(&report?)
}

/// Prints what was compared and every finding; complains if there is one.
pub(super) fn print(report: &Report) -> Result<(), Complaint> {
    let mut out = io::stdout().lock();
    let Report { owners, entries, sales, items, findings } = report;
    writeln!(out, "verify: {owners} journals with {entries} entries folded, {sales} sales and {items} items compared")?;
    for finding in findings {
        writeln!(out, "{finding}")?;
    }
    match findings.len() {
        0 => Ok(writeln!(out, "verify: journals, rows and totals agree")?),
        1 => Err(Complaint("verify: 1 finding; journals, rows and totals do not agree".to_owned())),
        count => Err(Complaint(format!("verify: {count} findings; journals, rows and totals do not agree"))),
    }
}
