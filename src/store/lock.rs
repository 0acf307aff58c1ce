//! One process a database: whoever runs owners holds a lock that the operating system frees when it dies.

use std::fs::{File, TryLockError};
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};

use super::connect::ACQUIRE_SECONDS_MAX;
use super::{Database, Fault};

/// "hangtag1" as a number: the advisory lock that every Hangtag takes on its PostgreSQL database.
const POSTGRES_LOCK_KEY: i64 = 0x6861_6e67_7461_6731;

/// Held for as long as the process runs owners.
#[derive(Debug)]
pub enum ProcessLock {
    /// A lock on the file beside the SQLite file.
    File(File),
    /// An advisory lock on a connection of its own.
    Connection(DatabaseConnection),
}

/// Another process has it, or it cannot be asked for.
#[derive(Debug)]
pub enum Taken {
    /// Another process runs owners on this database.
    ByAnother,
    /// The lock cannot be asked for.
    Unknown(String),
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ByAnother => f.write_str("another hangtag already runs on this database; stop it first"),
            Self::Unknown(why) => f.write_str(why),
        }
    }
}

impl ProcessLock {
    /// Takes the lock or says who has it; never waits.
    pub async fn take(database: &Database) -> Result<Self, Taken> {
        match database {
            Database::Sqlite(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".lock");
                let unknown = |error: std::io::Error| Taken::Unknown(format!("{} cannot be locked: {error}", name.display()));
                if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
                    std::fs::create_dir_all(directory).map_err(unknown)?;
                }
                let file = File::options().create(true).truncate(false).write(true).open(&name).map_err(unknown)?;
                match file.try_lock() {
                    Ok(()) => Ok(Self::File(file)),
                    Err(TryLockError::WouldBlock) => Err(Taken::ByAnother),
                    Err(TryLockError::Error(error)) => Err(unknown(error)),
                }
            }
            Database::Postgres(url) => {
                let mut options = ConnectOptions::new(url.as_str());
                // It must live as long as the process: no idle time, no age.
                options
                    .max_connections(1)
                    .min_connections(1)
                    .sqlx_logging(false)
                    .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX))
                    .idle_timeout(None::<Duration>)
                    .max_lifetime(None::<Duration>);
                let unknown = |error: sea_orm::DbErr| Taken::Unknown(database.unusable(&error).to_string());
                let connection = sea_orm::Database::connect(options).await.map_err(unknown)?;
                let is_ours = try_advisory(&connection).await.map_err(unknown)?;
                if is_ours { Ok(Self::Connection(connection)) } else { Err(Taken::ByAnother) }
            }
        }
    }

    /// Still ours? A lost connection lost the lock: it is taken again, or another process has it now.
    pub async fn is_held(&self) -> Result<bool, Fault> {
        match self {
            Self::File(_) => Ok(true),
            // Taking it again on the connection that has it only counts up; on a new connection it is the question itself.
            Self::Connection(connection) => Ok(try_advisory(connection).await?),
        }
    }
}

async fn try_advisory(connection: &DatabaseConnection) -> Result<bool, sea_orm::DbErr> {
    let sql = format!("SELECT pg_try_advisory_lock({POSTGRES_LOCK_KEY}) AS is_ours");
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    row.map_or(Ok(false), |row| row.try_get("", "is_ours"))
}
