//! What operators ask of a database: does it answer, can it be written, what waits in it. Every question is bounded.

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use tokio::time::timeout;

use crate::domain::time::Timestamp;
use crate::observe::metrics::Pool;

use super::checkpoint::log_of;
use super::connect::pool_sizes;
use super::journal::unsigned;
use super::{Database, Fault, Store};

/// Whoever asks has seconds, and asks again.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(2);

/// Messages between owners that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub letters: u64,
    /// When the oldest was written.
    pub oldest: Option<Timestamp>,
}

/// Which file a path leads to: its device and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileId(u64, u64);

impl FileId {
    /// None if there is no such file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let file = std::fs::metadata(path).ok()?;
        Some(Self(file.dev(), file.ino()))
    }

    /// Of one that is open, whatever became of its name.
    pub(super) fn of_open(file: &File) -> Option<Self> {
        let file = file.metadata().ok()?;
        Some(Self(file.dev(), file.ino()))
    }
}

/// The files that a store stands on, as they were when it took them; none on PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Files {
    pub database: Option<FileId>,
    pub lock: Option<FileId>,
}

impl Store {
    /// Does the database answer a question, and is it still the one that was opened?
    pub async fn ping(&self) -> Result<(), Fault> {
        self.refuse_another_file()?;
        // A page of the file is read, or seen to be unchanged; a constant would be answered without it.
        in_time(ask(&self.reader.pool, "SELECT COUNT(*) FROM seaql_migrations")).await
    }

    /// Could a commit begin now? Waits for its turn behind the commits that wait, and writes nothing.
    pub async fn may_begin(&self) -> Result<(), Fault> {
        in_time(async {
            let (_turn, transaction) = self.records.writer.begin().await?;
            // A standby, or a server that only reads, begins as well; it gives no number to write under.
            if transaction.get_database_backend() == DatabaseBackend::Postgres {
                ask(&transaction, "SELECT CAST(pg_current_xact_id() AS TEXT)").await?;
            }
            Ok(transaction.rollback().await?)
        })
        .await
    }

    /// Is the lock that this process took still the one that another would ask for?
    pub fn holds_lock(&self) -> bool {
        let is_there = match (&self.database, self.files.lock) {
            (Database::Sqlite(path), Some(lock)) => FileId::of(&super::lock::file_beside(path)) == Some(lock),
            _ => true,
        };
        is_there && self.journal.may_write()
    }

    /// A file that was moved away or replaced goes on being written, and nobody will ever read it.
    fn refuse_another_file(&self) -> Result<(), Fault> {
        match (&self.database, self.files.database) {
            (Database::Sqlite(path), Some(opened)) if FileId::of(path) != Some(opened) => {
                Err(Fault::Unavailable(format!("{} is not the file that was opened", path.display())))
            }
            _ => Ok(()),
        }
    }

    /// The messages that wait in the outbox.
    pub async fn waiting(&self) -> Result<Waiting, Fault> {
        in_time(async {
            let sql = "SELECT COUNT(*), MIN(journal.at) FROM outbox
                       JOIN journal ON journal.owner_id = outbox.owner_id AND journal.seq = outbox.seq";
            let statement = Statement::from_string(self.reader.pool.get_database_backend(), sql);
            let row = self.reader.pool.query_one_raw(statement).await?;
            let row = row.ok_or_else(|| Fault::inconsistent("outbox", "seq", "all"))?;
            let oldest = row.try_get_by_index::<Option<i64>>(1)?.map(Timestamp::from_milliseconds);
            Ok(Waiting { letters: unsigned(row.try_get_by_index(0)?), oldest })
        })
        .await
    }

    /// The connections, by what they are for.
    pub fn pools(&self) -> Vec<Pool> {
        let of = |name, pool: &DatabaseConnection| pool_sizes(pool).map(|(open, idle, max)| Pool { name, open, idle, max });
        [of("reader", &self.reader.pool), of("writer", &self.records.writer.pool)].into_iter().flatten().collect()
    }

    /// Length of SQLite's write-ahead log; none on PostgreSQL.
    pub async fn log_bytes(&self) -> Option<u64> {
        let Database::Sqlite(path) = &self.database else { return None };
        tokio::fs::metadata(log_of(path)).await.ok().map(|file| file.len())
    }
}

async fn ask(connection: &impl ConnectionTrait, sql: &str) -> Result<(), Fault> {
    connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    Ok(())
}

async fn in_time<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let late = |_| Fault::Unavailable(format!("no answer within {} s", ANSWER_TIME_MAX.as_secs()));
    timeout(ANSWER_TIME_MAX, work).await.map_err(late)?
}
