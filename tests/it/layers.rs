//! Imports go down. Reads every file under `src/` and says which `crate::room` path goes up or sideways, and where a
//! dependency is named outside its room. ARCHITECTURE.md has the picture; this is the rule.
//!
//! It reads tokens, not types: a path that a macro makes up at compile time is not seen.

use std::fmt;
use std::path::{Path, PathBuf};

mod paths;
mod tests;

use paths::{Named, named_in};

/// A folder, or a file of its own, directly under `src/`, and how high it stands.
const RANKS: [(&str, u8); 20] = [
    ("domain", 0),
    ("observe", 0),
    ("store", 1),
    ("bus", 1),
    ("shopify", 1),
    ("paypal", 1),
    ("blob", 1),
    ("owner", 2),
    ("jobs", 3),
    ("graphql", 3),
    ("http", 4),
    ("client", EDGE),
    ("config", EDGE),
    ("app", EDGE),
    ("demo", EDGE),
    ("exchange", EDGE),
    ("watch", EDGE),
    ("cli", EDGE),
    ("fuzzing", EDGE),
    ("main", EDGE),
];

/// Here everything is put together: these rooms may also import each other.
const EDGE: u8 = 5;

/// Dependencies that have a room, and are named nowhere else below the edge.
const GUESTS: [(&[&str], &[&str], &str); 4] = [
    (&["sea_orm", "sea_orm_migration", "sea_query", "sqlx"], &["store"], "only store/ talks to the database"),
    (&["async_graphql", "async_graphql_value"], &["graphql", "http"], "only graphql/ and http/ speak GraphQL"),
    (&["axum"], &["http"], "only http/ speaks HTTP"),
    (
        &["metrics_exporter_prometheus", "opentelemetry", "opentelemetry_otlp", "opentelemetry_sdk"],
        &["observe"],
        "only observe/ talks to collectors",
    ),
];

/// The database has one door even at the edge.
const NOT_EVEN_AT_THE_EDGE: &str = "store";

/// What `domain/` never names: it decides, and everything that it decides on is an argument.
const IMPURE: [(&str, &str); 19] = [
    ("async", "waits for nothing"),
    ("await", "waits for nothing"),
    ("tokio", "waits for nothing"),
    ("tokio_stream", "waits for nothing"),
    ("tokio_util", "waits for nothing"),
    ("futures_util", "waits for nothing"),
    ("reqwest", "talks to nobody"),
    ("tracing", "talks to nobody"),
    ("std::env", "talks to nobody"),
    ("std::fs", "talks to nobody"),
    ("std::net", "talks to nobody"),
    ("std::thread", "waits for nothing"),
    ("Utc::now", "is handed its time"),
    ("Local::now", "is handed its time"),
    ("SystemTime", "is handed its time"),
    ("Instant", "is handed its time"),
    ("rand", "is handed its chance"),
    ("getrandom", "is handed its chance"),
    ("hangtag_migrations", "knows no tables"),
];

/// One line that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    file: String,
    line: usize,
    rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}", self.file, self.line, self.rule)
    }
}

#[test]
fn imports_go_down_and_guests_stay_in_their_rooms() {
    // Asked when it runs: a build folder may be shared by several checkouts.
    let checkout = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let src = Path::new(&checkout).join("src");
    let files = rust_files(&src);
    assert!(!files.is_empty(), "nothing to read in {}", src.display());
    let mut broken = Vec::new();
    for path in files {
        let source = std::fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(&src).unwrap().to_string_lossy();
        broken.extend(violations(&file, &source));
    }
    let lines: Vec<String> = broken.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

/// Every rule that `source`, standing at `src/{file}`, breaks.
fn violations(file: &str, source: &str) -> Vec<Violation> {
    let module = module_of(file);
    let room = module.first().map_or("lib", String::as_str);
    let found = |named: &Named, rule: String| Violation { file: file.to_owned(), line: named.line, rule };
    let Some(rank) = rank_of(room) else {
        let rule = format!("{room} has no rank: give it one in tests/it/layers.rs");
        let line = 1;
        return vec![found(&Named { line, path: vec![] }, rule)];
    };
    let mut broken = Vec::new();
    for named in named_in(source, &module) {
        let rule = match named.path.split_first() {
            Some((first, rest)) if first == "crate" => import(room, rank, rest),
            _ => guest(room, rank, &named.path).or_else(|| impurity(room, &named.path)),
        };
        broken.extend(rule.map(|rule| found(&named, rule)));
    }
    broken.sort_by_key(|violation| violation.line);
    broken.dedup();
    broken
}

/// The rule that `crate::{path}` breaks in `room`.
fn import(room: &str, rank: u8, path: &[String]) -> Option<String> {
    let target = path.first()?;
    if target == room || rank == EDGE {
        return None;
    }
    let Some(target_rank) = rank_of(target) else {
        return Some(format!("{room} imports crate::{target}, which is no room: import it from where it stands"));
    };
    (target_rank >= rank).then(|| {
        format!(
            "{room} (rank {rank}) imports crate::{target} (rank {target_rank}): a file imports its own folder and \
             lower ranks only"
        )
    })
}

/// The rule that a dependency named in `room` breaks.
fn guest(room: &str, rank: u8, path: &[String]) -> Option<String> {
    let name = path.first()?;
    let (_, rooms, rule) = GUESTS.iter().find(|(crates, ..)| crates.contains(&name.as_str()))?;
    let at_the_edge = rank == EDGE && !rooms.contains(&NOT_EVEN_AT_THE_EDGE);
    (!rooms.contains(&room) && !at_the_edge).then(|| format!("{room} names {name}: {rule}"))
}

/// The rule of purity that a path in the domain breaks.
fn impurity(room: &str, path: &[String]) -> Option<String> {
    if room != "domain" {
        return None;
    }
    let whole = path.join("::");
    let (name, rule) = IMPURE.iter().find(|(name, _)| {
        // A dependency starts the path; a type or a function stands anywhere in it.
        let anywhere = name.starts_with(char::is_uppercase);
        let whole = format!("{whole}::");
        let name = format!("{name}::");
        whole.starts_with(&name) || (anywhere && whole.contains(&format!("::{name}")))
    })?;
    Some(format!("domain names {name}: the domain {rule}"))
}

fn rank_of(room: &str) -> Option<u8> {
    let (_, rank) = RANKS.into_iter().chain([("lib", EDGE)]).find(|(name, _)| *name == room)?;
    Some(rank)
}

/// `owner/sale.rs` and `owner/sale/mod.rs` are the module `owner::sale`; `lib.rs` is the root.
fn module_of(file: &str) -> Vec<String> {
    let mut module: Vec<String> =
        Path::new(file).with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// Every `.rs` file under `folder`, in order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
