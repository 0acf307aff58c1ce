//! Moves SQLite's write-ahead log into the file, on a connection of its own. No acknowledgement waits for it but at the end of a
//! long log, for the moment in which what is left of it is moved.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use crate::observe::metrics;

use super::fault::of_write;
use super::journal::unsigned;
use super::writer::Writer;
use super::{Database, Fault, OpenError, Store};

/// Looked at so often; at 50 MB/s of appends the log grows by 25 MB between two looks.
const CHECKPOINT_INTERVAL_MS: u64 = 500;
/// A log below this is not worth a checkpoint.
const LOG_BYTES_MIN: u64 = 4 << 20;
/// A log beyond this is begun anew from its start: writing over what is there costs the disk a third less than growing. Not
/// sooner, since everybody waits for the end of it.
const LOG_BYTES_AGAIN: u64 = 64 << 20;
/// A log beyond this is cut as soon as nobody reads it any more: a disk is not endless.
const LOG_BYTES_MAX: u64 = 256 << 20;

impl Store {
    /// Runs checkpoints for ever; on PostgreSQL there is nothing to do, and it returns.
    pub async fn checkpoint(self) -> Result<(), OpenError> {
        let bounds = BoundBytes { min: LOG_BYTES_MIN, again: LOG_BYTES_AGAIN, max: LOG_BYTES_MAX };
        let Some(mut checkpoints) = Checkpoints::of(&self, bounds).await? else { return Ok(()) };
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

/// When something is done about the log, by its length.
#[derive(Clone, Copy, Debug)]
struct BoundBytes {
    /// A longer log is moved into the file.
    min: u64,
    /// A longer one is then written from its start again.
    again: u64,
    /// A longer one is cut.
    max: u64,
}

/// The log and what was done about it.
struct Checkpoints {
    connection: DatabaseConnection,
    /// Whose turn is taken while nobody may write.
    writer: Writer,
    log: PathBuf,
    bounds: BoundBytes,
    /// When the log was written last, as it was seen before the last checkpoint.
    seen: Option<SystemTime>,
    /// It was too long when it was last looked at, and the operator knows.
    is_too_long: bool,
}

impl Checkpoints {
    /// None on PostgreSQL.
    async fn of(store: &Store, bounds: BoundBytes) -> Result<Option<Self>, OpenError> {
        let Database::Sqlite(path) = &store.database else { return Ok(None) };
        let connection = store.database.connection_for_checkpoints().await?;
        let writer = store.records.writer.clone();
        Ok(Some(Self { connection, writer, log: log_of(path), bounds, seen: None, is_too_long: false }))
    }

    /// Looks once, and does what is due.
    async fn round(&mut self) -> Result<(), Fault> {
        let (bytes, written) = self.log_file().await;
        let is_long = bytes > self.bounds.max;
        if is_long || (bytes > self.bounds.min && self.seen != written) {
            self.seen = written;
            // It is moved while others write.
            let moved = self.run("PASSIVE").await?;
            if moved.is_all() && (is_long || moved.frames * PAGE_BYTES > self.bounds.again) {
                // So is most of what they wrote meanwhile. The rest takes a moment, in which nobody writes; whoever is next begins
                // the log anew, if nobody reads in it then.
                self.run("PASSIVE").await?;
                let _turn = self.writer.turn().await;
                let moved = self.run("PASSIVE").await?;
                // Cutting waits for readers with the writer's lock in its hand: only when none holds the log back.
                if moved.is_all() && is_long {
                    self.run("TRUNCATE").await?;
                }
            }
        }
        let (bytes, _) = self.log_file().await;
        let was_too_long = std::mem::replace(&mut self.is_too_long, bytes > self.bounds.max);
        if self.is_too_long && !was_too_long {
            tracing::warn!(bytes, "the write-ahead log is long and cannot be cut yet: somebody reads an old state");
        }
        Ok(())
    }

    /// After an I/O error the process ends: a second try might seem to pass, and forget a log that is still needed.
    async fn run(&self, mode: &str) -> Result<Progress, Fault> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        let row = self.connection.query_one_raw(Statement::from_string(self.connection.get_database_backend(), sql));
        let Some(row) = metrics::checkpoint(row).await.map_err(of_write)? else { return Ok(Progress::default()) };
        let number = |index| row.try_get_by_index::<i64>(index);
        let read = || Ok::<_, DbErr>((number(0)?, number(1)?, number(2)?));
        let (busy, frames, moved) = read()?;
        Ok(Progress { was_busy: busy != 0, frames: unsigned(frames), moved: unsigned(moved) })
    }

    /// Its length, and when it was written last.
    async fn log_file(&self) -> (u64, Option<SystemTime>) {
        let file = tokio::fs::metadata(&self.log).await;
        file.map_or((0, None), |file| (file.len(), file.modified().ok()))
    }
}

/// A page of the file; the log has little more for each.
const PAGE_BYTES: u64 = 4_096;

/// What a checkpoint came to.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    was_busy: bool,
    /// Pages in the log.
    frames: u64,
    /// Those of them that are in the file.
    moved: u64,
}

impl Progress {
    fn is_all(self) -> bool {
        !self.was_busy && self.frames == self.moved
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sea_orm::{ConnectionTrait, TransactionTrait};
    use tokio::time::timeout;

    use super::{BoundBytes, Checkpoints, Database};
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
        let bounds = BoundBytes { min: 0, again: 0, max: 0 };
        let mut checkpoints = Checkpoints::of(&store, bounds).await.unwrap().unwrap();
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
        assert_eq!(checkpoints.log_file().await.0, 0, "a log that nobody reads is cut");
        store.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_log_that_was_moved_is_written_from_its_start_again() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(directory.path().join("hangtag.db"));
        database.migrate_up().await.unwrap();
        let store = database.open("test").await.unwrap();
        let bounds = BoundBytes { min: 0, again: 0, max: u64::MAX };
        let mut checkpoints = Checkpoints::of(&store, bounds).await.unwrap().unwrap();
        let mut lengths = Vec::new();
        for number in 0..60_u8 {
            let hash = [number; 32];
            let made = store.records.create_token(("acme", Role::Cashier, None), &hash, Timestamp::from_milliseconds(0));
            assert!(made.await.unwrap());
            checkpoints.round().await.unwrap();
            lengths.push(checkpoints.log_file().await.0);
        }
        assert_eq!(lengths[10], lengths[59], "it grows: {lengths:?}");
        assert!(lengths[59] > 0, "it is not cut");
        store.close().await;
    }
}
