//! Commands of those who stand in the hall and of those who look after the machine: watch, backup, restore.

use std::path::PathBuf;

use clap::Args;

/// Kinds that `--kinds` knows: those of the API.
const KINDS: [&str; 10] = [
    "SESSION_OPENED",
    "SESSION_COMPLETED",
    "SESSION_CANCELLED",
    "ITEMS_LOCKED",
    "ITEMS_UNLOCKED",
    "ITEMS_HELD",
    "ITEMS_RELEASED",
    "SALE_RECORDED",
    "SALE_VOIDED",
    "SALE_CHANGED",
];

const WATCH_HELP: &str = "\
Examples:
  HANGTAG_TOKEN=ht_... hangtag watch SESSION
  hangtag watch SESSION --after 0 --json --until-closed > sales.jsonl
  hangtag watch SESSION --kinds SALE_RECORDED,SALE_VOIDED --url https://sale.example.org

A connection that is lost is made again, and goes on behind the last event seen: none is left out, none comes twice.
Standard output has the events; standard error says when the connection is lost and back.

Exit codes:
  0  stopped by Ctrl-C or SIGTERM, the session is over (--until-closed), or nobody reads standard output any more
  1  the token was revoked, there is no such session, or the address is not Hangtag's";

/// What to follow.
#[derive(Debug, Args)]
#[command(after_help = WATCH_HELP)]
pub struct Watch {
    /// The session's id
    #[arg(value_name = "SESSION")]
    pub session: String,
    /// The server
    #[arg(long, value_name = "URL", env = "HANGTAG_URL", default_value = "http://127.0.0.1:8080", value_parser = server)]
    pub url: String,
    /// Who asks; better given by the variable, so that it does not stand in the list of processes
    #[arg(long, value_name = "TOKEN", env = "HANGTAG_TOKEN", hide_env_values = true)]
    pub token: String,
    /// Begin behind this sequence; 0 is the session's beginning [default: from now on]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=i64::from(i32::MAX)))]
    pub after: Option<u32>,
    /// Only events of these kinds, separated by commas
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = KINDS, ignore_case = true)]
    pub kinds: Vec<String>,
    /// One JSON object a line, for programs
    #[arg(long)]
    pub json: bool,
    /// End when the session is completed or cancelled
    #[arg(long)]
    pub until_closed: bool,
}

const BACKUP_HELP: &str = "\
Examples:
  hangtag backup /backups/friday.hangtag
  HANGTAG_DATABASE=postgres://hangtag:PASSWORD@db/hangtag hangtag backup /backups/friday.hangtag

The copy is of one moment: every sale acknowledged before it began is in it. FILE appears when it is complete.";

/// What to back up to.
#[derive(Debug, Args)]
#[command(after_help = BACKUP_HELP)]
pub struct Backup {
    /// The copy; it may hold names and earnings, so that only its owner may read it
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Replace FILE if it exists
    #[arg(long)]
    pub force: bool,
}

const RESTORE_HELP: &str = "\
Example:
  hangtag restore /backups/friday.hangtag && hangtag serve

The server must be stopped. Tokens are as they were too: one that was revoked since the backup is valid again.";

/// What to restore from.
#[derive(Debug, Args)]
#[command(after_help = RESTORE_HELP)]
pub struct Restore {
    /// What `hangtag backup` wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Replace a database that holds data: it is moved aside, and the output says where
    #[arg(long)]
    pub force: bool,
}

fn server(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match host {
        Some(rest) if !rest.starts_with('/') && !rest.is_empty() && !rest.contains(['@', ' ', '?', '#']) => Ok(text.to_owned()),
        _ => Err("it is no address such as http://127.0.0.1:8080 or https://sale.example.org".to_owned()),
    }
}
