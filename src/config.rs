//! What the program can be told: commands, options, `HANGTAG_*` variables. Decides nothing but whether a value is one.

pub mod exchange;
mod field;
mod lan;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;

pub use field::{Backup, Restore, Watch};
pub use lan::Lan;

use crate::demo::plan::Size;
use crate::domain::access;
use crate::domain::tag::ConsignorNumber;
use crate::domain::text;
use crate::observe::Collector;

mod observing;

pub use observing::{LogFormat, Observing};

/// Where data is kept unless somebody says otherwise.
const DATA_DIRECTORY: &str = "data";
/// The demo's own, apart from the data that somebody means to keep.
const DEMO_DIRECTORY: &str = "data/demo";
/// A plan of 30 hours passes in a second and a half; more only measures the machine.
const DEMO_SPEED_MAX: i64 = 100_000;

const ABOUT: &str = "Runs consignment sale events: one-of-a-kind goods, sold in three places at once, never sold twice.";

/// What dependencies tell about themselves is for those who ask.
const LOG: &str = "warn,hangtag=info";

const DATABASE_HELP: &str =
    "The database: postgres://USER:PASSWORD@HOST/NAME or sqlite://FILE; else SQLite in the data directory";

const AFTER_HELP: &str = "\
Examples:
  hangtag demo                                  a sale event that plays itself
  hangtag migrate up && hangtag serve           a server, SQLite in ./data
  hangtag token create --organization acme --role cashier
  hangtag serve --lan --app http://127.0.0.1:3000
                                                and phones of the hall by HTTPS, with the app at the same address
  hangtag import items --template               a table to fill in
  hangtag backup friday.hangtag                 a copy while tills sell
  HANGTAG_TOKEN=ht_... hangtag watch SESSION    what happens in a session, live
  HANGTAG_DATABASE=postgres://hangtag:PASSWORD@db/hangtag hangtag serve

Variables, each the same as its option; the option wins:
  HANGTAG_DATABASE         --database URL
  HANGTAG_DATA_DIR         --data-dir DIR
  HANGTAG_LOG              --log FILTER
  HANGTAG_LOG_FORMAT       --log-format text|json
  HANGTAG_METRICS_LISTEN   --metrics-listen ADDRESS of serve and demo
  HANGTAG_OTLP_ENDPOINT    --otlp-endpoint URL of serve and demo
  HANGTAG_OTLP_RATIO       --otlp-ratio R of serve and demo
  HANGTAG_LISTEN           --listen ADDRESS of serve and demo
  HANGTAG_LAN              --lan of serve
  HANGTAG_LAN_LISTEN       --lan-listen ADDRESS of serve
  HANGTAG_LAN_TRUST_LISTEN --lan-trust-listen ADDRESS of serve
  HANGTAG_APP              --app URL of serve
  HANGTAG_URL              --url URL of import and export
  HANGTAG_TOKEN            --token TOKEN of import and export
  HANGTAG_DEMO_SIZE        --size small|large of demo
  HANGTAG_DEMO_SPEED       --speed N of demo
  HANGTAG_DEMO_SEED        --seed N of demo
  HANGTAG_DEMO_UNTIL_DONE  --until-done of demo
  HANGTAG_URL              --url URL of watch
  HANGTAG_TOKEN            --token TOKEN of watch

Exit codes:
  0  done, or stopped by SIGTERM or SIGINT after everything was answered
  1  anything else; standard error has one line that says what";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "hangtag", version, about = ABOUT, after_help = AFTER_HELP, infer_subcommands = false)]
pub struct CommandLine {
    #[command(flatten)]
    settings: Settings,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command needs to know.
#[derive(Debug, Args)]
struct Settings {
    #[arg(long, global = true, value_name = "URL", env = "HANGTAG_DATABASE", hide_env_values = true, help = DATABASE_HELP)]
    database: Option<String>,
    /// The folder for files, hangtag.db among them; `data` unless said otherwise, `data/demo` for the demo
    #[arg(long, global = true, value_name = "DIR", env = "HANGTAG_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// What is logged on standard error, for example `info` or `warn,hangtag=debug`
    #[arg(long, global = true, value_name = "FILTER", env = "HANGTAG_LOG", default_value = LOG, value_parser = log_filter)]
    log: String,
    /// What a line of the log looks like: text for people, or one JSON object a line
    #[arg(long, global = true, env = "HANGTAG_LOG_FORMAT", default_value = "text")]
    log_format: LogFormat,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the GraphQL API until SIGTERM or SIGINT; takes missing migrations first
    Serve(Serve),
    /// Make an event and let simulated tills sell it through the API; can be run again on the same data
    Demo(Demo),
    /// Take items or consignors from a CSV file, or sales that a till saved; can be run again with the same file
    #[command(subcommand)]
    Import(exchange::Import),
    /// Write items or sales to a CSV file
    #[command(subcommand)]
    Export(exchange::Export),
    /// Make, list and revoke API tokens; also beside a running server
    #[command(subcommand)]
    Token(Token),
    /// Print the GraphQL schema
    Schema,
    /// Take, take back and list the steps of the database's schema
    #[command(subcommand)]
    Migrate(Migrate),
    /// Fold every journal and compare it with every row and every total; also beside a running server
    Verify,
    /// Copy the database to a file while tills sell, and verify the copy
    Backup(Backup),
    /// Put a backup in the place of the database, and verify it
    Restore(Restore),
    /// Follow a session of a running server in the terminal, through every restart
    Watch(Watch),
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    door: Door,
    /// Who may look on.
    #[command(flatten)]
    pub observing: Observing,
    /// The local network.
    #[command(flatten)]
    pub lan: Lan,
}

/// Where clients come in.
#[derive(Debug, Args)]
struct Door {
    /// Address and port; port 0 takes a free one and prints it
    #[arg(long, value_name = "ADDRESS", env = "HANGTAG_LISTEN", default_value = "127.0.0.1:8080", value_parser = address)]
    listen: SocketAddr,
}

impl Serve {
    /// Address and port.
    pub fn listen(&self) -> SocketAddr {
        self.door.listen
    }
}

/// What to play.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    door: Door,
    /// Who may look on.
    #[command(flatten)]
    pub observing: Observing,
    /// How big the event is
    #[arg(long, env = "HANGTAG_DEMO_SIZE", default_value = "small")]
    pub size: Size,
    /// How many planned seconds pass in a real one
    #[arg(long, value_name = "N", env = "HANGTAG_DEMO_SPEED", default_value = "60",
          value_parser = clap::value_parser!(u32).range(1..=DEMO_SPEED_MAX))]
    pub speed: u32,
    /// The same seed gives the same event
    #[arg(long, value_name = "N", env = "HANGTAG_DEMO_SEED", default_value = "1")]
    pub seed: u64,
    /// End when the plan is played: verify, print expected and actual totals, exit 1 if they differ
    #[arg(long, env = "HANGTAG_DEMO_UNTIL_DONE", value_parser = BoolishValueParser::new())]
    pub until_done: bool,
}

impl Demo {
    /// Address and port.
    pub fn listen(&self) -> SocketAddr {
        self.door.listen
    }
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token, and its organization if that is new; the token stands alone on the last line, once
    Create(NewToken),
    /// List every token, oldest first; never the tokens themselves
    List,
    /// Revoke a token; a running server refuses it within five seconds
    Revoke {
        /// From `hangtag token list`
        #[arg(value_parser = clap::value_parser!(i64).range(1..))]
        id: i64,
    },
}

/// A token to make.
#[derive(Debug, Args)]
pub struct NewToken {
    /// Whose data it is for
    #[arg(long, value_name = "NAME", value_parser = organization)]
    pub organization: String,
    /// What it may do
    #[arg(long)]
    pub role: Role,
    /// The consignor that a token of this role stands for, by number
    #[arg(long, value_name = "NUMBER", required_if_eq("role", "consignor"), value_parser = consignor)]
    pub consignor: Option<ConsignorNumber>,
}

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// All of the organization
    Organizer,
    /// Sell, hold, void, look things up
    Cashier,
    /// See its own items and earnings
    Consignor,
}

impl From<Role> for access::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Organizer => Self::Organizer,
            Role::Cashier => Self::Cashier,
            Role::Consignor => Self::Consignor,
        }
    }
}

/// What to do with the schema.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Migrate {
    /// Take every missing step
    Up,
    /// Take the newest step back; refuses to lose data
    Down,
    /// List the steps; also beside a running server
    Status,
}

impl CommandLine {
    /// The address of the database, if one was given.
    pub fn database(&self) -> Option<&str> {
        self.settings.database.as_deref()
    }

    /// The folder for files.
    pub fn data_directory(&self) -> PathBuf {
        let default = if matches!(self.command, Command::Demo(_)) { DEMO_DIRECTORY } else { DATA_DIRECTORY };
        self.settings.data_dir.clone().unwrap_or_else(|| PathBuf::from(default))
    }

    /// What is logged.
    pub fn log(&self) -> &str {
        &self.settings.log
    }

    /// What a line of the log looks like.
    pub fn log_format(&self) -> LogFormat {
        self.settings.log_format
    }

    /// Where spans go, if anywhere.
    pub fn collector(&self) -> Option<Collector> {
        match &self.command {
            Command::Serve(serve) => serve.observing.collector(),
            Command::Demo(demo) => demo.observing.collector(),
            _ => None,
        }
    }
}

/// One line of what clap says in several, without its usage.
pub fn in_one_line(error: &clap::Error) -> String {
    use clap::error::ErrorKind::{DisplayHelpOnMissingArgumentOrSubcommand, MissingSubcommand};
    if matches!(error.kind(), DisplayHelpOnMissingArgumentOrSubcommand | MissingSubcommand) {
        return "there is no command; `hangtag --help` lists them".to_owned();
    }
    let text = error.render().to_string();
    let what = text.split("\n\nUsage:").next().unwrap_or(&text).split("\n\nFor more").next().unwrap_or(&text);
    let words: Vec<&str> = what.trim_start_matches("error: ").split_whitespace().collect();
    format!("{}; see `hangtag --help`", words.join(" "))
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "it is no address and port, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|_| "it is no filter, such as info or warn,hangtag=debug".to_owned())
}

fn organization(text: &str) -> Result<String, String> {
    text::line(text).map_err(|why| format!("it {why}"))
}

fn consignor(text: &str) -> Result<ConsignorNumber, String> {
    let number = text.parse().ok().and_then(ConsignorNumber::new);
    number.ok_or_else(|| "a consignor's number is 1 to 99999".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_bad_value_is_one_line_that_names_its_option() {
        for (words, expected) in [
            (&["serve", "--listen", "8080"][..], "invalid value '8080' for '--listen <ADDRESS>': it is no address and port"),
            (&["serve", "--log", "a=b=c"], "invalid value 'a=b=c' for '--log <FILTER>': it is no filter"),
            (&["demo", "--speed", "0"], "invalid value '0' for '--speed <N>': 0 is not in 1..=100000"),
            (&["demo", "--size", "huge"], "invalid value 'huge' for '--size <SIZE>' [possible values: small, large]"),
            (&["token", "create", "--role", "cashier"], "required arguments were not provided: --organization <NAME>"),
            (&["token", "create", "--role", "consignor", "--organization", "a"], "were not provided: --consignor <NUMBER>"),
            (&["token", "create", "--organization", " ", "--role", "cashier"], "for '--organization <NAME>': it is empty"),
            (&["sell"], "unrecognized subcommand 'sell'"),
            (&[], "there is no command"),
            (&["token"], "there is no command"),
        ] {
            let error = CommandLine::try_parse_from([&["hangtag"], words].concat()).unwrap_err();
            let line = in_one_line(&error);
            assert!(line.contains(expected), "{words:?}: {line}");
            assert!(!line.contains('\n') && line.contains("`hangtag --help`"), "{line}");
        }
    }

    #[test]
    fn the_demo_keeps_away_from_data_that_somebody_means_to_keep() {
        let directory = |words: &[&str]| {
            CommandLine::try_parse_from([&["hangtag"], words].concat()).unwrap().data_directory().display().to_string()
        };
        assert_eq!(directory(&["serve"]), "data");
        assert_eq!(directory(&["demo"]), "data/demo");
        assert_eq!(directory(&["demo", "--data-dir", "mine"]), "mine");
        assert_eq!(directory(&["--data-dir", "mine", "token", "list"]), "mine");
    }
}
