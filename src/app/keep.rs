//! `hangtag backup` and `hangtag restore`: what is done in which order, and what is said of it. Both end with verify.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tokio::time::Instant;

use crate::config;
use crate::store::{self, CopyError, Database, Dump, ProcessLock, Report, Unfinished};

use super::server::Stop;
use super::{Complaint, admin, now, random};

/// How a file of each kind begins.
const SQLITE_BEGINS: &[u8] = b"SQLite format 3\0";
const DUMP_BEGINS: &[u8] = b"PGDMP";

const NO_BACKUP: &str = "the backup was interrupted; there is none";
const NO_RESTORE: &str = "the restore was interrupted; nothing is changed";

impl From<CopyError> for Complaint {
    fn from(error: CopyError) -> Self {
        Self::new(error)
    }
}

/// Copies the database to a file, verifies the copy, and only then gives it its name.
pub(super) async fn backup(database: &Database, backup: &config::Backup) -> Result<(), Complaint> {
    let file = &backup.file;
    if file.is_dir() || file.file_name().is_none() {
        return Err(Complaint(format!("{} is no name of a file", file.display())));
    }
    if is_of(database, file) {
        return Err(Complaint(format!("{} is the database itself", file.display())));
    }
    if file.exists() && !backup.force {
        return Err(Complaint(format!("{} exists; --force replaces it", file.display())));
    }
    if database.migrations().await?.iter().any(|(_, is_taken)| !is_taken) {
        let why = "the database misses migrations of this hangtag; back it up with the version that serves it";
        return Err(Complaint(why.to_owned()));
    }
    let began = Instant::now();
    let copy = Unfinished::beside(file)?;
    let report = match database {
        Database::Sqlite(_) => {
            unless_stopped(async { Ok(copy.trickling(Box::pin(database.copy_into(copy.path()))).await?) }, NO_BACKUP).await?;
            Some(unless_stopped(verify_file(copy.path()), NO_BACKUP).await?)
        }
        Database::Postgres(url) => {
            let dump = Dump::of(url);
            unless_stopped(async { Ok(copy.trickling(Box::pin(dump.write(copy.path()))).await?) }, NO_BACKUP).await?;
            verify_dump(&dump, copy.path()).await?
        }
    };
    let bytes = copy.bytes();
    copy.finish(file)?;
    let took = began.elapsed().as_secs_f64();
    writeln!(io::stdout(), "backup: {} has {} of {database}, written and read in {took:.1} s", file.display(), Bytes(bytes))?;
    match report {
        Some(report) => admin::print(&report),
        None => Ok(writeln!(
            io::stdout(),
            "verify: every byte of the dump was read by pg_restore, but no row was compared: the role may not create a \
             database to restore it into"
        )?),
    }
}

async fn verify_file(file: &Path) -> Result<Report, Complaint> {
    let reader = Database::Sqlite(file.to_owned()).look().await?;
    let report = reader.verify().await;
    reader.close().await;
    Ok(report?)
}

/// In a database of its own beside the first, where the role may make one; whatever comes, it is gone afterwards.
async fn verify_dump(dump: &Dump, file: &Path) -> Result<Option<Report>, Complaint> {
    let name = format!("hangtag_verify_{:016x}", u64::from_be_bytes(random()?));
    let Some(beside) = dump.beside(&name).await? else {
        dump.read_through(file).await?;
        return Ok(None);
    };
    let verified = async {
        beside.read(file).await?;
        let reader = beside.database.look().await?;
        let report = reader.verify().await;
        reader.close().await;
        Ok(Some(report?))
    };
    let verified = unless_stopped(verified, NO_BACKUP).await;
    dump.drop_beside(&name).await?;
    verified
}

/// Puts a backup in the place of the database. What can be refused is refused before anything is touched.
pub(super) async fn restore(database: &Database, restore: &config::Restore) -> Result<(), Complaint> {
    let file = &restore.file;
    let kind = Kind::of(file)?;
    if is_of(database, file) {
        return Err(Complaint(format!("{} is the database itself", file.display())));
    }
    let _lock = ProcessLock::take(database).await?;
    let is_there = !matches!(database, Database::Sqlite(path) if !path.exists());
    if is_there && !restore.force && database.holds_data().await? {
        return Err(Complaint(format!("{database} holds data; --force moves it aside and restores the backup")));
    }
    let done = match (database, kind) {
        (Database::Sqlite(target), Kind::Sqlite) => restore_file(database, file, target).await?,
        (Database::Postgres(url), Kind::Dump) => restore_dump(&Dump::of(url), file).await?,
        (Database::Sqlite(_), Kind::Dump) => {
            return Err(Complaint(format!("{} is a dump of PostgreSQL; --database must be postgres://", file.display())));
        }
        (Database::Postgres(_), Kind::Sqlite) => {
            return Err(Complaint(format!("{} is a copy of SQLite; the database is PostgreSQL", file.display())));
        }
    };
    let mut out = io::stdout();
    if let Some(aside) = done.aside {
        writeln!(out, "restore: what was there is {aside} now")?;
    }
    if done.steps > 0 {
        writeln!(out, "restore: {} missing migrations were taken", done.steps)?;
    }
    writeln!(out, "restore: {database} is {} now", file.display())?;
    let reader = database.look().await?;
    let report = reader.verify().await;
    reader.close().await;
    admin::print(&report?)?;
    Ok(writeln!(
        out,
        "Tokens are as they were then: `hangtag token list` shows whether one that was revoked since is valid again."
    )?)
}

/// What a restore did.
struct Restored {
    /// Where the former data is.
    aside: Option<String>,
    /// Migrations that the backup missed.
    steps: usize,
}

/// All work is done on a copy beside the database; the change itself is one rename.
async fn restore_file(database: &Database, file: &Path, target: &Path) -> Result<Restored, Complaint> {
    // Through a link to the file: a rename would replace the link.
    let target = &fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let copy = Unfinished::beside(target)?;
    let copied = async {
        Database::Sqlite(file.to_owned()).copy_into(copy.path()).await?;
        let adopted = Database::Sqlite(copy.path().to_owned()).adopt().await;
        adopted.map_err(|error| Complaint(format!("{} cannot be restored: {error}", file.display())))
    };
    let steps = unless_stopped(copied, NO_RESTORE).await?;
    let aside = PathBuf::from(format!("{}.replaced-{}", target.display(), moment()));
    if target.exists() {
        database.settle().await?;
    }
    let stood = store::replace(target, copy, &aside)?;
    Ok(Restored { aside: stood.then(|| aside.display().to_string()), steps })
}

/// The tables that were there stay in a schema of another name.
async fn restore_dump(dump: &Dump, file: &Path) -> Result<Restored, Complaint> {
    dump.refuse_foreign(file).await?;
    let aside = dump.move_aside(&moment()).await?;
    let read = async { Ok(dump.read(file).await?) };
    if let Err(complaint) = unless_stopped(read, NO_RESTORE).await {
        if let Some(aside) = &aside {
            dump.move_back(aside).await?;
        }
        return Err(complaint);
    }
    let steps = dump.database.adopt().await?;
    Ok(Restored { aside: aside.map(|aside| format!("in the schema {}", aside.name)), steps })
}

/// What a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Dump,
}

impl Kind {
    fn of(file: &Path) -> Result<Self, Complaint> {
        let unreadable = |error: io::Error| Complaint(format!("{} cannot be read: {error}", file.display()));
        let mut begins = Vec::new();
        let opened = File::open(file).map_err(unreadable)?;
        opened.take(SQLITE_BEGINS.len() as u64).read_to_end(&mut begins).map_err(unreadable)?;
        if begins == SQLITE_BEGINS {
            Ok(Self::Sqlite)
        } else if begins.starts_with(DUMP_BEGINS) {
            Ok(Self::Dump)
        } else {
            Err(Complaint(format!("{} is no backup that `hangtag backup` wrote", file.display())))
        }
    }
}

/// Is it the database's own file, by whatever name?
fn is_of(database: &Database, file: &Path) -> bool {
    let Database::Sqlite(path) = database else { return false };
    matches!((fs::canonicalize(path), fs::canonicalize(file)), (Ok(database), Ok(file)) if database == file)
}

/// Runs to the end, or to the first signal: then what was begun is cleared away.
async fn unless_stopped<T>(work: impl Future<Output = Result<T, Complaint>>, complaint: &str) -> Result<T, Complaint> {
    let mut stop = Stop::listen()?;
    tokio::select! {
        done = work => done,
        () = stop.said() => Err(Complaint(complaint.to_owned())),
    }
}

/// Now, as a part of a name: 20261125T101500.
fn moment() -> String {
    now().to_string().chars().take_while(|character| *character != '.').filter(|character| !"-:".contains(*character)).collect()
}

/// A size for people.
struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes < 1_000_000 => write!(f, "{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
            bytes => write!(f, "{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }
}
