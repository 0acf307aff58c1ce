//! Moves SQLite's write-ahead log into the file, on a connection of its own: no acknowledgement waits for it.

use std::path::PathBuf;
use std::time::Duration;

use sea_orm::ConnectionTrait;

use super::fault::of_write;
use super::{Database, OpenError, Store};

/// Looked at so often; at 50 MB/s of appends the log grows by 25 MB between two looks.
const CHECKPOINT_INTERVAL_MS: u64 = 500;
/// A log below this is not worth a checkpoint.
const LOG_BYTES_MIN: u64 = 4 << 20;
/// A log beyond this is cut, even if a writer has to wait for a moment: a disk is not endless.
const LOG_BYTES_MAX: u64 = 256 << 20;

impl Store {
    /// Runs checkpoints for ever; on PostgreSQL there is nothing to do, and it returns.
    pub async fn checkpoint(self) -> Result<(), OpenError> {
        let Database::Sqlite(path) = &self.database else { return Ok(()) };
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let connection = self.database.connection_for_checkpoints().await?;
        let mut ticks = tokio::time::interval(Duration::from_millis(CHECKPOINT_INTERVAL_MS));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut done_bytes = 0;
        loop {
            ticks.tick().await;
            let bytes = tokio::fs::metadata(&log).await.map_or(0, |file| file.len());
            let how = if bytes > LOG_BYTES_MAX {
                "PRAGMA wal_checkpoint(TRUNCATE)"
            } else if bytes > LOG_BYTES_MIN && bytes != done_bytes {
                "PRAGMA wal_checkpoint(PASSIVE)"
            } else {
                continue;
            };
            done_bytes = bytes;
            // After an I/O error the process ends: a second try might seem to pass, and forget a log that is still needed.
            if let Err(fault) = connection.execute_unprepared(how).await.map_err(of_write) {
                tracing::warn!(%fault, "a checkpoint failed; the next one tries again");
            }
        }
    }
}
