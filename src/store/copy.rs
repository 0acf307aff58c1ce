//! A whole SQLite database as one file: copied while others write, looked at without a trace, and put in the place of
//! another.

use std::fmt;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr, RuntimeErr, Statement};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use super::connect::{Purpose, is_silent};
use super::{Database, OpenError, Reader};

/// A copy has names and earnings: it is its owner's alone.
const OWNER_ONLY: u32 = 0o600;
/// A copy that is being written goes to the disk so often; a disk takes what comes in this time within a till's patience.
const TRICKLE_MS: u64 = 50;
/// What stands beside a SQLite file and belongs to it.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// SQLite's primary result codes of a file that somebody else has open.
const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;

/// Why there is no copy. One line for the person who asked for it.
#[derive(Debug)]
pub enum CopyError {
    /// A database cannot be used.
    Open(OpenError),
    /// Anything else; the whole line.
    Failed(String),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for CopyError {}

impl From<OpenError> for CopyError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl CopyError {
    pub(super) fn of(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}

/// A file that is being written, beside the name that it gets when it is complete. Dropped before, it is gone.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
    /// One for all: SQLite's locks on a file end when any of a process's handles to it is closed.
    file: Arc<File>,
    is_finished: bool,
}

impl Unfinished {
    /// Begins `name.partial` anew; what a killed process left there is overwritten, a living one's is not.
    pub fn beside(name: &Path) -> Result<Self, CopyError> {
        let path = with_suffix(name, ".partial");
        let failed = |error: io::Error| CopyError::of(format_args!("{} cannot be written", path.display()), error);
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).mode(OWNER_ONLY).open(&path).map_err(failed)?;
        if file.try_lock().is_err() {
            return Err(CopyError::Failed(format!("another hangtag is writing {}", path.display())));
        }
        file.set_permissions(Permissions::from_mode(OWNER_ONLY)).and_then(|()| file.set_len(0)).map_err(failed)?;
        remove_beside(&path);
        Ok(Self { path, file: Arc::new(file), is_finished: false })
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the work that writes it. Meanwhile what is written goes to the disk bit by bit: one that is asked for
    /// everything at once keeps a till waiting for its own few bytes.
    pub async fn trickling<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut ticks = interval(Duration::from_millis(TRICKLE_MS));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = ticks.tick() => {
                    let file = Arc::clone(&self.file);
                    // Whether the disk failed is known when the copy is finished.
                    let _ = spawn_blocking(move || file.sync_data()).await;
                }
            }
        }
    }

    /// Bytes on the disk until now.
    pub fn bytes(&self) -> u64 {
        self.file.metadata().map_or(0, |file| file.len())
    }

    /// What SQLite could not move from its log into the file is missing there.
    fn refuse_half(&self) -> Result<(), CopyError> {
        let log = with_suffix(&self.path, "-wal");
        if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Err(CopyError::Failed(format!("{} is not whole: {} has a part of it", self.path.display(), log.display())));
        }
        Ok(())
    }

    /// Gives it its name, once every byte is on the disk.
    pub fn finish(mut self, name: &Path) -> Result<(), CopyError> {
        self.refuse_half()?;
        let failed = |error: io::Error| CopyError::of(format_args!("{} cannot be written", name.display()), error);
        self.file.sync_all().map_err(failed)?;
        fs::rename(&self.path, name).map_err(failed)?;
        self.is_finished = true;
        sync_folder(name).map_err(failed)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_finished {
            // Nothing of worth is in it; the next one writes over it.
            let _ = fs::remove_file(&self.path);
            remove_beside(&self.path);
        }
    }
}

impl Database {
    /// Writes what is committed at this moment into an empty file. Holds no lock that a writer waits for: a reader's
    /// snapshot, in which SQLite's log grows meanwhile.
    pub async fn copy_into(&self, file: &Path) -> Result<(), CopyError> {
        let connection = self.pool(1, Purpose::Copying).await?;
        // Absolute, for SQLite reads a name that begins with `file:` as something else.
        let target = std::path::absolute(file).ok().and_then(|path| path.to_str().map(str::to_owned));
        let target = target.ok_or_else(|| CopyError::Failed(format!("{} is no name that SQLite takes", file.display())))?;
        let sql = Statement::from_sql_and_values(DatabaseBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
        let copied = connection.execute_raw(sql).await;
        close(self, connection).await?;
        copied.map(|_| ()).map_err(|error| CopyError::of(format_args!("{self} cannot be copied"), reason(&error)))
    }

    /// For questions alone: makes nothing, changes nothing, and takes no steps.
    pub async fn look(&self) -> Result<Reader, OpenError> {
        Ok(Reader { pool: self.pool(1, Purpose::Reading).await? })
    }

    /// Makes a copy of any age one that this program serves: refuses what is no Hangtag's or a newer one's, proves that the
    /// file is whole, takes missing steps, and takes every owner from whoever had claimed it. Gives how many steps it took.
    pub async fn adopt(&self) -> Result<usize, CopyError> {
        let connection = self.pool(1, Purpose::Writing).await?;
        let adopted = self.adopt_over(&connection).await;
        let closed = close(self, connection).await;
        let missing = adopted?;
        closed?;
        if missing > 0 {
            self.migrate_up().await?;
        }
        Ok(missing)
    }

    async fn adopt_over(&self, connection: &DatabaseConnection) -> Result<usize, CopyError> {
        let unusable = |error: &DbErr| CopyError::Open(self.unusable(error));
        let taken = self.refuse_newer(connection).await?;
        if taken.is_empty() {
            return Err(CopyError::Failed("it is a database, but none of a Hangtag's".to_owned()));
        }
        if connection.get_database_backend() == DatabaseBackend::Sqlite {
            let question = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA integrity_check(1)");
            let row = connection.query_one_raw(question).await.map_err(|error| unusable(&error))?;
            let said: Option<String> = row.and_then(|row| row.try_get_by_index(0).ok());
            if said.as_deref() != Some("ok") {
                return Err(CopyError::of("it is damaged", said.unwrap_or_default()));
            }
        }
        // A process that had claimed an owner when the copy was made, and still lives, never commits to this one.
        let claims = "UPDATE owner SET epoch = epoch + 1, node_id = 'restore'";
        connection.execute_unprepared(claims).await.map_err(|error| unusable(&error))?;
        Ok(super::connect::known_steps().len() - taken.len())
    }

    /// Does it hold anything that somebody would miss? What cannot be read may.
    pub async fn holds_data(&self) -> Result<bool, OpenError> {
        if let Self::Sqlite(path) = self
            && fs::metadata(path).is_ok_and(|file| file.len() == 0)
        {
            return Ok(false);
        }
        let connection = match (self, self.pool(1, Purpose::Reading).await) {
            (_, Ok(connection)) => connection,
            (Self::Sqlite(_), Err(_)) => return Ok(true),
            (Self::Postgres(_), Err(error)) => return Err(error),
        };
        let holds = match super::connect::taken_steps(&connection).await {
            Ok(steps) if steps.is_empty() => self.has_tables(&connection).await.unwrap_or(true),
            Ok(_) => {
                let anybody = Statement::from_string(connection.get_database_backend(), "SELECT id FROM organization LIMIT 1");
                connection.query_one_raw(anybody).await.map_or(true, |row| row.is_some())
            }
            Err(_) => true,
        };
        close(self, connection).await?;
        Ok(holds)
    }

    pub(super) async fn has_tables(&self, connection: &DatabaseConnection) -> Result<bool, DbErr> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1",
            Self::Postgres(_) => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LIMIT 1",
        };
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        Ok(connection.query_one_raw(statement).await?.is_some())
    }

    /// Alone with a SQLite file for a moment: moves its log into it, and refuses a file that another program has open. A
    /// damaged file is nobody's; it is left as it is.
    pub async fn settle(&self) -> Result<(), CopyError> {
        let settled = match self.connect(1, Purpose::Settling).await {
            Ok(connection) => {
                // Granted to the only connection: in WAL mode every other one shares a lock for as long as it is open.
                let settled = connection.execute_unprepared("PRAGMA journal_mode = DELETE").await;
                close(self, connection).await?;
                settled.map(|_| ())
            }
            Err(error) => Err(error),
        };
        match settled {
            Err(error) if is_in_use(&error) || is_silent(&error) => {
                Err(CopyError::Failed(format!("another program has {self} open; end it first")))
            }
            _ => Ok(()),
        }
    }
}

async fn close(database: &Database, connection: DatabaseConnection) -> Result<(), OpenError> {
    connection.close().await.map_err(|error| database.unusable(&error))
}

/// Puts a finished copy in the place of `target`, which is never gone meanwhile; what stood there keeps `aside` as its name.
/// Nobody may have either open. Gives whether there was anything.
pub fn replace(target: &Path, copy: Unfinished, aside: &Path) -> Result<bool, CopyError> {
    copy.refuse_half()?;
    let failed = |error: io::Error| CopyError::of(format_args!("{} cannot be replaced", target.display()), error);
    // A log that a damaged file left belongs to that file: beside another one it would be played into it.
    for suffix in BESIDE {
        rename_if_there(&with_suffix(target, suffix), &with_suffix(aside, suffix)).map_err(failed)?;
    }
    let stood = fs::exists(target).map_err(failed)?;
    if stood && fs::hard_link(target, aside).is_err() {
        // A disk that knows no second name for a file.
        fs::rename(target, aside).map_err(failed)?;
    }
    copy.finish(target)?;
    Ok(stood)
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn remove_beside(path: &Path) {
    for suffix in BESIDE {
        // Most often there is none.
        let _ = fs::remove_file(with_suffix(path, suffix));
    }
}

/// A rename is on the disk when its folder is.
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

fn is_in_use(error: &DbErr) -> bool {
    let code = database_error(error).and_then(DatabaseError::code).and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| [SQLITE_BUSY, SQLITE_LOCKED].contains(&(code & 0xff)))
}

/// What SQLite said, without the driver's words.
fn reason(error: &DbErr) -> String {
    database_error(error).map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    error.as_database_error()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Unfinished, replace};

    #[test]
    fn what_belongs_to_a_file_goes_with_it_and_never_to_its_successor() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (name, text) in [("hangtag.db", "old"), ("hangtag.db-wal", "old log"), ("hangtag.db.partial-wal", "half a log")] {
            fs::write(at(name), text).unwrap();
        }
        let copy = Unfinished::beside(&at("hangtag.db")).unwrap();
        fs::write(copy.path(), "new").unwrap();
        assert!(replace(&at("hangtag.db"), copy, &at("aside")).unwrap());
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["aside", "aside-wal", "hangtag.db"]);
        let text = |name: &str| fs::read_to_string(at(name)).unwrap();
        assert_eq!((text("hangtag.db"), text("aside"), text("aside-wal")), ("new".into(), "old".into(), "old log".into()));

        let copy = Unfinished::beside(&at("hangtag.db")).unwrap();
        fs::write(at("hangtag.db.partial-wal"), "a part of it").unwrap();
        assert!(replace(&at("hangtag.db"), copy, &at("later")).is_err(), "a copy with a log is not whole");
        assert!(!at("later").exists());
    }
}
