//! Opening a database: SQLite in the data directory by default, PostgreSQL by its address.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hangtag_migrations::Migrator;
use hangtag_migrations::sea_orm_migration::MigratorTrait;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, RuntimeErr, SqlxError};

use super::health::{FileId, Files};
use super::writer::Writer;
use super::{Journal, ProcessLock, Reader, Records, limit};

/// Pages are read beside the writing connection; more readers than cores only wait for each other.
const SQLITE_READERS_MAX: u32 = 4;
/// Owners commit one batch at a time each; plain rows are rare.
const POSTGRES_WRITERS_MAX: u32 = 8;
/// Reads are short.
const POSTGRES_READERS_MAX: u32 = 8;
/// A caller that waits longer for a connection is better told to come again.
pub(super) const ACQUIRE_SECONDS_MAX: u64 = 5;
/// Another process (`token`, `migrate`) may write for a moment.
pub(super) const SQLITE_BUSY_SECONDS_MAX: u64 = 5;
/// What a reading connection keeps of the file, in -kB. The system keeps the rest, once for all of them. With 1,000 the process was
/// larger, by turns (mimalloc): SQLite then asks the allocator for every page anew.
const READER_CACHE: &str = "-4000";
/// And others: a hand-over of 100,000 items touches every page of them.
const WRITER_CACHE: &str = "-16000";
/// A checkpoint waits for readers with the writer's lock in its hand: so long, and a till does not notice.
const SQLITE_CHECKPOINT_BUSY_MS: &str = "20";
/// A frozen process must not block its successor (reliability M8).
const POSTGRES_IDLE_IN_TRANSACTION_MS: &str = "10000";
/// The server notices within half a minute that a client's machine is gone, and frees what it held.
pub(super) const POSTGRES_KEEPALIVES: [(&str, &str); 4] = [
    ("tcp_keepalives_idle", "10"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "20000"),
];
/// Nobody waits for a row longer than a till does.
const POSTGRES_LOCK_MS: &str = "5000";

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// `postgres://user:password@host/database`.
    Postgres(String),
}

/// What connections are for. On SQLite readers cannot write, even by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Reading,
    Writing,
    Checkpoints,
    /// Reads whatever mode the file is in, also on a medium that nobody can write.
    Copying,
    /// Leaves the file in the mode that it finds it in.
    Settling,
}

/// Why a database cannot be used. One line for the person who started the program.
#[derive(Debug)]
pub enum OpenError {
    /// The address is of no database that we know.
    UnknownAddress(String),
    /// It does not answer, or the file is damaged or locked.
    Unusable(String),
    /// A newer program has changed the schema.
    NewerSchema(String),
    /// Steps are missing, and this command does not take them.
    OlderSchema,
    /// There is no such file, and this command makes none.
    Missing(PathBuf),
    /// A step cannot be taken back.
    WouldLoseData(String),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAddress(address) => {
                write!(f, "the database address {address:?} begins neither with sqlite: nor with postgres:")
            }
            Self::Unusable(why) => write!(f, "the database {why}"),
            Self::NewerSchema(step) => {
                write!(f, "the database was made by a newer hangtag (it has the migration {step}); use that version")
            }
            Self::OlderSchema => f.write_str("the database misses migrations; run `hangtag migrate up` first"),
            Self::Missing(path) => write!(f, "there is no database {}; run `hangtag migrate up` first", path.display()),
            Self::WouldLoseData(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for OpenError {}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl Database {
    /// From `--database`, else the file `hangtag.db` in the data directory.
    pub fn of(address: Option<&str>, data_directory: &Path) -> Result<Self, OpenError> {
        match address {
            None => Ok(Self::Sqlite(data_directory.join("hangtag.db"))),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(Self::Postgres(url.to_owned())),
            Some(url) => match url.strip_prefix("sqlite:") {
                Some(path) => Ok(Self::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))),
                None => Err(OpenError::UnknownAddress(without_password(url))),
            },
        }
    }

    pub(super) async fn pool(&self, connections: u32, purpose: Purpose) -> Result<DatabaseConnection, OpenError> {
        self.connect(connections, purpose).await.map_err(|error| self.unusable(&error))
    }

    pub(super) async fn connect(&self, connections: u32, purpose: Purpose) -> Result<DatabaseConnection, DbErr> {
        let mut options = match self {
            Self::Sqlite(path) => sqlite_options(path, purpose),
            Self::Postgres(url) => postgres_options(url, purpose),
        };
        options
            .max_connections(connections)
            .sqlx_logging(false)
            .connect_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX))
            .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX));
        sea_orm::Database::connect(options).await
    }

    pub(super) fn unusable(&self, error: &DbErr) -> OpenError {
        if is_silent(error) {
            return OpenError::Unusable(match self {
                Self::Sqlite(_) => format!("{self} was not free within {ACQUIRE_SECONDS_MAX} s; another program holds it"),
                Self::Postgres(_) => format!("{self} cannot be reached, or did not answer within {ACQUIRE_SECONDS_MAX} s"),
            });
        }
        OpenError::Unusable(format!("{self} cannot be used: {error}"))
    }

    /// One connection, for the program's own questions about the schema.
    async fn single(&self) -> Result<DatabaseConnection, OpenError> {
        if let Self::Sqlite(path) = self
            && let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty())
        {
            std::fs::create_dir_all(directory).map_err(|error| OpenError::Unusable(format!("{self} cannot be made: {error}")))?;
        }
        self.pool(1, Purpose::Writing).await
    }

    pub(super) async fn connection_for_checkpoints(&self) -> Result<DatabaseConnection, OpenError> {
        self.pool(1, Purpose::Checkpoints).await
    }

    /// Takes every missing step.
    pub async fn migrate_up(&self) -> Result<(), OpenError> {
        let connection = self.single().await?;
        self.refuse_newer(&connection).await?;
        Migrator::up(&connection, None).await.map_err(|error| self.unusable(&error))?;
        connection.close().await.map_err(|error| self.unusable(&error))
    }

    /// Takes the newest step back. Refuses to lose data.
    pub async fn migrate_down(&self) -> Result<(), OpenError> {
        self.refuse_missing()?;
        let connection = self.single().await?;
        self.refuse_newer(&connection).await?;
        Migrator::down(&connection, Some(1)).await.map_err(|error| match error {
            DbErr::Custom(why) => OpenError::WouldLoseData(why),
            error => self.unusable(&error),
        })?;
        connection.close().await.map_err(|error| self.unusable(&error))
    }

    /// Each step's name, and whether it is taken.
    pub async fn migrations(&self) -> Result<Vec<(String, bool)>, OpenError> {
        self.refuse_missing()?;
        let connection = self.single().await?;
        let taken = self.refuse_newer(&connection).await?;
        connection.close().await.map_err(|error| self.unusable(&error))?;
        Ok(known_steps().into_iter().map(|name| (name.clone(), taken.contains(&name))).collect())
    }

    /// A command that only looks makes no file.
    fn refuse_missing(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(path) if !path.exists() => Err(OpenError::Missing(path.clone())),
            _ => Ok(()),
        }
    }

    /// The steps that are taken, if this program knows them all.
    pub(super) async fn refuse_newer(&self, connection: &DatabaseConnection) -> Result<Vec<String>, OpenError> {
        let taken = taken_steps(connection).await.map_err(|error| self.unusable(&error))?;
        let known = known_steps();
        match taken.iter().find(|step| !known.contains(step)) {
            Some(step) => Err(OpenError::NewerSchema(step.clone())),
            None => Ok(taken),
        }
    }

    /// Opens what is migrated. `node` names this process among all that ever claimed an owner.
    pub async fn open(&self, node: &str) -> Result<Store, OpenError> {
        if self.migrations().await?.iter().any(|(_, is_taken)| !is_taken) {
            return Err(OpenError::OlderSchema);
        }
        let (writers, readers, file) = match self {
            Self::Sqlite(path) => (1, SQLITE_READERS_MAX, Some(path.as_path())),
            Self::Postgres(_) => (POSTGRES_WRITERS_MAX, POSTGRES_READERS_MAX, None),
        };
        let writer = Writer::new(self.pool(writers, Purpose::Writing).await?);
        let reader = self.pool(readers, Purpose::Reading).await?;
        Ok(Store {
            database: self.clone(),
            files: Files { database: file.and_then(FileId::of), lock: None },
            reader: Reader { pool: reader },
            records: Records { writer: writer.clone() },
            journal: Journal::new(writer, node, file),
        })
    }
}

/// The pool tries again until its time is over, and then knows no reason any more.
pub(super) fn is_silent(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(RuntimeErr::SqlxError(error)) if matches!(**error, SqlxError::PoolTimedOut))
        || matches!(error, DbErr::ConnectionAcquire(_))
}

/// An open database.
#[derive(Clone, Debug)]
pub struct Store {
    /// Where the data is.
    pub database: Database,
    pub(super) files: Files,
    /// For questions.
    pub reader: Reader,
    /// For plain rows.
    pub records: Records,
    /// For owners.
    pub journal: Journal,
}

impl Store {
    /// Commits for owners only while the process holds this lock.
    #[must_use]
    pub fn behind(self, lock: &ProcessLock) -> Self {
        let files = Files { lock: lock.file(), ..self.files };
        Self { journal: self.journal.behind(lock.gate()), files, ..self }
    }

    /// Closes every connection; what was committed stays.
    pub async fn close(self) {
        // The process ends after it: nobody is left to tell.
        let _ = self.reader.pool.close().await;
        let _ = self.records.writer.pool.close().await;
        self.journal.close();
    }
}

fn sqlite_options(path: &Path, purpose: Purpose) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite::memory:");
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .in_memory(false)
            .shared_cache(false)
            .filename(&path)
            .create_if_missing(purpose == Purpose::Writing)
            .busy_timeout(Duration::from_secs(SQLITE_BUSY_SECONDS_MAX))
            .foreign_keys(true)
            .pragma("cache_size", if purpose == Purpose::Reading { READER_CACHE } else { WRITER_CACHE })
            .statement_cache_capacity(256);
        match purpose {
            Purpose::Reading => return sqlite.pragma("query_only", "ON"),
            Purpose::Copying => return sqlite.read_only(true),
            Purpose::Settling => return sqlite,
            Purpose::Writing | Purpose::Checkpoints => {}
        }
        let sqlite = sqlite
            .journal_mode(SqliteJournalMode::Wal)
            // A commit is durable when it is acknowledged: one fsync each.
            .synchronous(SqliteSynchronous::Full)
            // Checkpoints run on a connection of their own (`checkpoint.rs`).
            .pragma("wal_autocheckpoint", "0");
        match purpose {
            // The last pragma: while it connects it waits as patiently as the others.
            Purpose::Checkpoints => sqlite.pragma("busy_timeout", SQLITE_CHECKPOINT_BUSY_MS),
            _ => sqlite,
        }
    });
    // When a disk is full, SQLite takes the whole transaction back on its own; the ROLLBACK that comes after fails, and
    // the driver thinks for ever that it is inside one: a later commit would only release a savepoint, be acknowledged
    // and be lost. Such a connection is closed. By now the test of an idle connection has seen its last command done.
    options.map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }));
    options
}

fn postgres_options(url: &str, purpose: Purpose) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    // A plan that was made while a table was small scans it whole when it is large; a question is planned in 0.1 ms.
    let plans = if purpose == Purpose::Reading { "force_custom_plan" } else { "auto" };
    options.map_sqlx_postgres_opts(move |postgres| {
        postgres
            .application_name("hangtag")
            .statement_cache_capacity(256)
            .options([
                ("plan_cache_mode", plans),
                ("idle_in_transaction_session_timeout", POSTGRES_IDLE_IN_TRANSACTION_MS),
                ("lock_timeout", POSTGRES_LOCK_MS),
                ("synchronous_commit", "on"),
            ])
            .options(POSTGRES_KEEPALIVES)
    });
    options.map_sqlx_postgres_pool_opts(|pool| pool.after_release(|connection, _| Box::pin(limit::is_drained(connection))));
    options
}

/// Open connections, those of them that nobody uses, and the most that there may be.
pub(super) fn pool_sizes(pool: &DatabaseConnection) -> Option<(usize, usize, usize)> {
    let of = |open: u32, idle: usize, max: u32| {
        (usize::try_from(open).unwrap_or(usize::MAX), idle, usize::try_from(max).unwrap_or(usize::MAX))
    };
    match pool.get_database_backend() {
        DatabaseBackend::Sqlite => {
            let pool = pool.get_sqlite_connection_pool();
            Some(of(pool.size(), pool.num_idle(), pool.options().get_max_connections()))
        }
        DatabaseBackend::Postgres => {
            let pool = pool.get_postgres_connection_pool();
            Some(of(pool.size(), pool.num_idle(), pool.options().get_max_connections()))
        }
        _ => None,
    }
}

pub(super) fn known_steps() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// Read by hand: asking the migrator would write its table.
pub(super) async fn taken_steps(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let is_sqlite = connection.get_database_backend() == DatabaseBackend::Sqlite;
    let table = if is_sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'"
    } else {
        "SELECT tablename FROM pg_tables WHERE tablename = 'seaql_migrations' AND schemaname = current_schema()"
    };
    let statement = |sql: &str| sea_orm::Statement::from_string(connection.get_database_backend(), sql);
    if connection.query_one_raw(statement(table)).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = connection.query_all_raw(statement("SELECT version FROM seaql_migrations ORDER BY version")).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://...@{host}"),
        _ => url.to_owned(),
    }
}
