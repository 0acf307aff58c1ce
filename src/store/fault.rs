//! What can go wrong with a database. Faults are ours, not the user's: logged once, opaque outside.

use std::fmt;

use sea_orm::{DbErr, RuntimeErr};

use crate::observe::metrics::Reason;

/// The database did not do what it should.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It does not answer, or it failed; a later try may pass. Of a commit: the outcome may be unknown.
    Unavailable(String),
    /// Somebody else claimed the owner: what was decided rests on memory that is out of date.
    Fenced,
    /// A row is not what it can be: damaged, or of a newer program.
    Inconsistent {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// Which row.
        row: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why) => write!(f, "the database failed: {why}"),
            Self::Fenced => f.write_str("another process took this owner over"),
            Self::Inconsistent { table, column, row } => write!(f, "the column {table}.{column} of row {row} cannot be read"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl Fault {
    /// What it is counted as.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Unavailable(_) => Reason::Unavailable,
            Self::Fenced => Reason::Fenced,
            Self::Inconsistent { .. } => Reason::Inconsistent,
        }
    }

    pub(super) fn inconsistent(table: &'static str, column: &'static str, row: impl fmt::Display) -> Self {
        Self::Inconsistent { table, column, row: row.to_string() }
    }
}

/// SQLite's primary result code of a failed read or write of the disk.
const SQLITE_IO_ERROR: i32 = 10;

/// A failed write or commit. After an I/O error of SQLite the page cache may lie, so the process ends and a new one
/// reads what is truly there (DESIGN 3).
pub(super) fn of_write(error: DbErr) -> Fault {
    if is_sqlite_io_error(&error) {
        end(&error);
    }
    error.into()
}

/// As [`of_write`], of a connection that is not the ORM's.
pub(super) fn of_sqlite(error: &rusqlite::Error) -> Fault {
    if error.sqlite_error().is_some_and(|error| error.extended_code & 0xff == SQLITE_IO_ERROR) {
        end(error);
    }
    Fault::Unavailable(error.to_string())
}

fn end(error: &dyn fmt::Display) -> ! {
    tracing::error!(%error, "the disk failed a write; ending, so that a new process reads what is truly there");
    std::process::exit(1);
}

fn is_sqlite_io_error(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let Some(database) = error.as_database_error() else { return false };
    let is_sqlite = database.try_downcast_ref::<sea_orm::sqlx::sqlite::SqliteError>().is_some();
    let code = database.code().and_then(|code| code.parse::<i32>().ok());
    is_sqlite && code.is_some_and(|code| code & 0xff == SQLITE_IO_ERROR)
}
