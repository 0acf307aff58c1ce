//! Moves SQLite's write-ahead log into the file, on a connection of its own: no acknowledgement waits for it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use crate::observe::metrics;

use super::fault::of_write;
use super::{Database, Fault, OpenError, Store};

/// Looked at so often; at 50 MB/s of appends the log grows by 25 MB between two looks.
const CHECKPOINT_INTERVAL_MS: u64 = 500;
/// A log below this is not worth a checkpoint.
const LOG_BYTES_MIN: u64 = 4 << 20;
/// A log beyond this is cut as soon as nobody reads it any more: a disk is not endless.
const LOG_BYTES_MAX: u64 = 256 << 20;

impl Store {
    /// Runs checkpoints for ever; on PostgreSQL there is nothing to do, and it returns.
    pub async fn checkpoint(self) -> Result<(), OpenError> {
        let bounds = Bounds { min_bytes: LOG_BYTES_MIN, max_bytes: LOG_BYTES_MAX };
        let Some(mut checkpoints) = Checkpoints::of(&self.database, bounds).await? else { return Ok(()) };
        let mut ticks = tokio::time::interval(Duration::from_millis(CHECKPOINT_INTERVAL_MS));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(fault) = checkpoints.round().await {
                tracing::warn!(%fault, "a checkpoint failed; the next one tries again");
            }
        }
    }
}

/// The log beside the file.
pub(super) fn log_of(database: &Path) -> PathBuf {
    let mut log = database.to_owned().into_os_string();
    log.push("-wal");
    PathBuf::from(log)
}

/// When something is done about the log.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// A longer log is moved into the file.
    min_bytes: u64,
    /// A longer one is cut too.
    max_bytes: u64,
}

/// The log and what was done about it.
struct Checkpoints {
    connection: DatabaseConnection,
    log: PathBuf,
    bounds: Bounds,
    /// The log's length at the last checkpoint.
    done_bytes: u64,
    /// It was too long when it was last looked at, and the operator knows.
    is_too_long: bool,
}

impl Checkpoints {
    /// None on PostgreSQL.
    async fn of(database: &Database, bounds: Bounds) -> Result<Option<Self>, OpenError> {
        let Database::Sqlite(path) = database else { return Ok(None) };
        let connection = database.connection_for_checkpoints().await?;
        Ok(Some(Self { connection, log: log_of(path), bounds, done_bytes: 0, is_too_long: false }))
    }

    /// Looks once, and does what is due.
    async fn round(&mut self) -> Result<(), Fault> {
        let bytes = self.log_bytes().await;
        let is_long = bytes > self.bounds.max_bytes;
        if is_long || (bytes > self.bounds.min_bytes && bytes != self.done_bytes) {
            self.done_bytes = bytes;
            // Cutting takes the writer's lock and then waits for readers: it is tried only when none holds the log back.
            if self.run("PASSIVE").await? && is_long {
                self.run("TRUNCATE").await?;
            }
        }
        let bytes = self.log_bytes().await;
        let was_too_long = std::mem::replace(&mut self.is_too_long, bytes > self.bounds.max_bytes);
        if self.is_too_long && !was_too_long {
            tracing::warn!(bytes, "the write-ahead log is long and cannot be cut yet: somebody reads an old state");
        }
        Ok(())
    }

    /// True if the whole log is in the file now. After an I/O error the process ends: a second try might seem to pass,
    /// and forget a log that is still needed.
    async fn run(&self, mode: &str) -> Result<bool, Fault> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        let row = self.connection.query_one_raw(Statement::from_string(self.connection.get_database_backend(), sql));
        let Some(row) = metrics::checkpoint(row).await.map_err(of_write)? else { return Ok(false) };
        let number = |index| row.try_get_by_index::<i64>(index);
        let read = || Ok::<_, DbErr>((number(0)?, number(1)?, number(2)?));
        let (busy, log, copied) = read()?;
        Ok(busy == 0 && log == copied)
    }

    async fn log_bytes(&self) -> u64 {
        tokio::fs::metadata(&self.log).await.map_or(0, |file| file.len())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sea_orm::{ConnectionTrait, TransactionTrait};
    use tokio::time::timeout;

    use super::{Bounds, Checkpoints, Database};
    use crate::domain::access::Role;
    use crate::domain::time::Timestamp;

    /// Far below the 5 s that a writer waits for the lock.
    const QUICK: Duration = Duration::from_secs(2);

    #[tokio::test(flavor = "multi_thread")]
    async fn a_log_that_is_read_is_not_cut_and_holds_up_nobody() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(directory.path().join("hangtag.db"));
        database.migrate_up().await.unwrap();
        let store = database.open("test").await.unwrap();
        let bounds = Bounds { min_bytes: 0, max_bytes: 0 };
        let mut checkpoints = Checkpoints::of(&database, bounds).await.unwrap().unwrap();
        let write = async |number: u8| {
            let hash = [number; 32];
            let made = store.records.create_token(("acme", Role::Cashier, None), &hash, Timestamp::from_milliseconds(0));
            assert!(timeout(QUICK, made).await.expect("a writer waits").unwrap());
        };
        write(1).await;
        let snapshot = store.reader.pool.begin().await.unwrap();
        snapshot.execute_unprepared("SELECT COUNT(*) FROM token").await.unwrap();
        write(2).await;

        let round = async {
            for _ in 0..20 {
                timeout(QUICK, checkpoints.round()).await.expect("a checkpoint waits for a reader").unwrap();
            }
        };
        let writes = async {
            for number in 3..40 {
                write(number).await;
            }
        };
        tokio::join!(round, writes);
        assert!(checkpoints.is_too_long, "a log that is read stays");

        snapshot.rollback().await.unwrap();
        checkpoints.round().await.unwrap();
        assert!(!checkpoints.is_too_long);
        assert_eq!(checkpoints.log_bytes().await, 0, "a log that nobody reads is cut");
        store.close().await;
    }
}
