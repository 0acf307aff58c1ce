//! Puts the rooms together and runs a command. The only place that asks the system for the time and for chance.

mod admin;
mod authenticate;
mod demo;
mod descriptors;
mod exchange;
mod keep;
mod lan;
mod outside;
mod sampling;
mod secret;
mod server;
mod watch;

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

pub use authenticate::Authenticator;
pub use secret::{Hash, Secret};
use server::Doors;

use crate::config::{Command, CommandLine};
use crate::domain::time::Timestamp;
use crate::observe::{self, Traces};
use crate::owner::Clock;
use crate::store::{Database, Fault, OpenError, Taken};

/// Why a command did not do what it should: one line for the person who started it.
#[derive(Debug)]
pub struct Complaint(String);

impl Complaint {
    fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<OpenError> for Complaint {
    fn from(error: OpenError) -> Self {
        Self::new(error)
    }
}

impl From<Fault> for Complaint {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

impl From<Taken> for Complaint {
    fn from(taken: Taken) -> Self {
        Self::new(taken)
    }
}

impl From<io::Error> for Complaint {
    fn from(error: io::Error) -> Self {
        Self::new(error)
    }
}

/// Runs a command to its end.
pub async fn run(line: &CommandLine) -> Result<(), Complaint> {
    let process = u64::from_be_bytes(random()?);
    let traces = line.collector().map(|collector| Traces::start(&collector, process)).transpose();
    let traces = traces.map_err(|why| Complaint(format!("traces cannot be sent: {why}")))?;
    observe::start(line.log(), line.log_format().into(), traces.as_ref());
    let done = run_command(line, process).await;
    if let Some(traces) = traces {
        traces.flush().await;
    }
    done
}

async fn run_command(line: &CommandLine, process: u64) -> Result<(), Complaint> {
    let database = Database::of(line.database(), &line.data_directory())?;
    match &line.command {
        Command::Serve(serve) => {
            let lan = serve.lan.wanted().map(|wanted| lan::Wanted {
                listen: wanted.listen,
                trust: wanted.trust_listen,
                app: wanted.app.clone(),
                folder: match &database {
                    Database::Sqlite(file) => file.parent().map(Path::to_owned).unwrap_or_default(),
                    Database::Postgres(_) => line.data_directory(),
                },
            });
            let doors = Doors { listen: serve.listen(), metrics: serve.observing.metrics_listen, lan, process };
            server::serve(&database, doors).await
        }
        Command::Demo(demo) => demo::play(&database, demo, process).await,
        Command::Import(import) => exchange::import(&database, import).await,
        Command::Export(export) => exchange::export(&database, export).await,
        Command::Token(token) => admin::token(&database, token).await,
        Command::Migrate(migrate) => admin::migrate(&database, *migrate).await,
        Command::Verify => admin::verify(&database).await,
        Command::Backup(backup) => keep::backup(&database, backup).await,
        Command::Restore(restore) => keep::restore(&database, restore).await,
        Command::Watch(settings) => watch::follow(settings).await,
        Command::Schema => {
            write!(io::stdout(), "{}", outside::sdl())?;
            Ok(())
        }
    }
}

/// What a person reads has one line and no password: of `scheme://user:password@host` the part before the host is cut out,
/// and so is what a `password=` says.
pub fn on_one_line(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(without_password).collect();
    words.join(" ")
}

fn without_password(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(start) = word.find("://").map(|at| at + 3)
        && let Some(end) = word.rfind('@').filter(|end| *end > start)
    {
        word.replace_range(start..end, "...");
    }
    if let Some(start) = word.find("password=").map(|at| at + "password=".len()) {
        let end = word[start..].find('&').map_or(word.len(), |at| start + at);
        word.replace_range(start..end, "...");
    }
    word
}

/// The system's time.
fn clock() -> Clock {
    Clock::new(now)
}

#[expect(clippy::disallowed_methods, reason = "the clock's edge: everything else is handed a time")]
fn now() -> Timestamp {
    // Before 1970 there is no sale.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_milliseconds(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "the edge of chance: tokens, and this process's name")]
fn random<const BYTES: usize>() -> Result<[u8; BYTES], Complaint> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Complaint(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::on_one_line;

    #[test]
    fn a_line_has_no_password_and_no_break() {
        for (text, expected) in [
            ("a\nb", "a b"),
            ("cannot reach postgres://me:s3cret@db:5432/sale: refused", "cannot reach postgres://...@db:5432/sale: refused"),
            ("'postgres://me:p@ss@db/sale'", "'postgres://...@db/sale'"),
            ("postgres://db/sale?user=me&password=s3cret&sslmode=off", "postgres://db/sale?user=me&password=...&sslmode=off"),
            ("mail@example.org", "mail@example.org"),
        ] {
            assert_eq!(on_one_line(text), expected);
        }
    }
}
