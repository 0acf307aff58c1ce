//! One process a database: whoever runs owners holds a lock that the operating system frees when it dies.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use tokio::sync::watch;
use tokio::time::{Duration, timeout};

use super::advisory::{self, Advisory};
use super::health::FileId;
use super::{Database, Fault};

/// A lost connection is back within it, or callers are better told to come again.
const LOCK_WAIT_SECONDS_MAX: u64 = 1;

/// Held for as long as the process runs owners.
#[derive(Debug)]
pub enum ProcessLock {
    /// A lock on the file beside the SQLite file.
    File(File),
    /// An advisory lock on a connection of its own.
    Advisory(Advisory),
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
    /// Takes the lock, or says that another has it; waits a second at most.
    pub async fn take(database: &Database) -> Result<Self, Taken> {
        match database {
            Database::Sqlite(path) => {
                let name = file_beside(path);
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
                let unknown = |error: sea_orm::DbErr| Taken::Unknown(database.unusable(&error).to_string());
                advisory::take(url).await.map_err(unknown)?.map(Self::Advisory).ok_or(Taken::ByAnother)
            }
        }
    }

    /// Waits until another process has it, if ever. A connection that is lost is made again, and the lock taken again.
    pub async fn lost(&self) {
        match self {
            Self::File(_) => std::future::pending().await,
            Self::Advisory(advisory) => advisory.lost().await,
        }
    }

    /// The file that is locked, if it is one.
    pub(super) fn file(&self) -> Option<FileId> {
        match self {
            Self::File(file) => FileId::of_open(file),
            Self::Advisory(_) => None,
        }
    }

    pub(super) fn gate(&self) -> Gate {
        match self {
            Self::File(_) => Gate::default(),
            Self::Advisory(advisory) => Gate(Some(advisory.standing())),
        }
    }
}

/// The file that is locked beside a database's.
pub(super) fn file_beside(database: &Path) -> PathBuf {
    let mut name = database.to_owned().into_os_string();
    name.push(".lock");
    PathBuf::from(name)
}

/// How it stands with the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Ours, on the connection with this process id of the server.
    Held(i32),
    /// Its connection is lost; a new one asks.
    Asking,
    /// Another process has it. This one ends.
    ByAnother,
}

/// What a commit passes: open while the lock is known to be ours. Without a lock it is always open.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate(Option<watch::Receiver<Standing>>);

impl Gate {
    pub(super) fn is_open(&self) -> bool {
        self.0.as_ref().is_none_or(|standing| matches!(*standing.borrow(), Standing::Held(_)))
    }

    /// Waits for a moment while the lock is asked for again. Gives the server's process that has it, if it is one.
    pub(super) async fn pass(&self) -> Result<Option<i32>, Fault> {
        let Some(standing) = &self.0 else { return Ok(None) };
        if let Standing::Held(process) = *standing.borrow() {
            return Ok(Some(process));
        }
        let mut standing = standing.clone();
        let decided = standing.wait_for(|standing| *standing != Standing::Asking);
        match timeout(Duration::from_secs(LOCK_WAIT_SECONDS_MAX), decided).await {
            Ok(Ok(standing)) if let Standing::Held(process) = *standing => Ok(Some(process)),
            _ => Err(not_ours()),
        }
    }
}

pub(super) fn not_ours() -> Fault {
    Fault::Unavailable("the lock on the database is lost".to_owned())
}
