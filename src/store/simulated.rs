//! A database for simulations: SQLite in memory behind the ORM's mock, on the thread of whoever asks, so that a seed decides
//! everything: how long a step takes, which one fails, which answer is lost, and at which step the process dies.
//!
//! A transaction runs from its begin to its end without another task in between, as SQLite's one writer does; time passes
//! before it and after it, where [`before_begin`] and its like stand in the store's own code. As PostgreSQL it has time limits,
//! and answers that never come; as SQLite it has the group commit. The file's own appender (`appender.rs`) is not here: its
//! answers come from another thread.

mod fate;
mod rows;

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use rusqlite::backup::Backup;
use sea_orm::{
    DatabaseBackend, DatabaseConnection, DatabaseConnectionType, DatabaseTransaction, DbErr, ExecResult, MockDatabase,
    MockDatabaseConnection, MockDatabaseTrait, MockExecResult, QueryResult, RuntimeErr, Statement, Transaction,
};
use tokio::sync::Notify;

use super::connect::{Database, Store};
use super::health::Files;
use super::writer::Writer;
use super::{Fault, Journal, Reader, Records};

pub(crate) use fate::{Fate, lock};

thread_local! {
    /// What the store's code meets on its way, while a simulation plays on this thread.
    static PLAYED: RefCell<Option<Simulated>> = const { RefCell::new(None) };
}

fn played() -> Option<Simulated> {
    PLAYED.with_borrow(Clone::clone)
}

/// Before a transaction, and before a piece of work: time passes.
pub(super) async fn before_begin() {
    if let Some(simulated) = played() {
        simulated.step_or_end().await;
        simulated.0.fate.pause(simulated.weather().pause_ms_max).await;
        simulated.step_or_end().await;
    }
}

/// Before a commit: it may fail, or never be heard of.
pub(super) async fn before_commit(transaction: DatabaseTransaction) -> Result<DatabaseTransaction, Fault> {
    let Some(simulated) = played() else { return Ok(transaction) };
    simulated.step_or_end().await;
    if simulated.0.fate.one_in(simulated.weather().loses) {
        transaction.rollback().await?;
        simulated.loses("it is not done").await?;
        return Err(Fault::Unavailable("unreachable".to_owned()));
    }
    Ok(transaction)
}

/// After a commit: it may never be heard of.
pub(super) async fn after_commit() -> Result<(), Fault> {
    let Some(simulated) = played() else { return Ok(()) };
    simulated.0.fate.note("commits");
    simulated.step_or_end().await;
    simulated.0.fate.pause(simulated.weather().pause_ms_max).await;
    simulated.step_or_end().await;
    if simulated.0.fate.one_in(simulated.weather().loses) {
        return simulated.loses("it is done").await;
    }
    Ok(())
}

/// How a database treats those who ask it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weather {
    /// One statement in so many fails; 0: none.
    pub fails: u64,
    /// One commit in so many is done, or is not, and nobody hears of it; 0: none.
    pub loses: u64,
    /// The longest that a step takes.
    pub pause_ms_max: u64,
    /// The process dies at this step.
    pub dies_in: Option<u64>,
}

/// Which database the program takes it for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Plays {
    /// One writer, and commits that go together.
    Sqlite,
    /// Time limits, and answers that never come.
    Postgres,
}

/// A database that outlives the processes that use it.
#[derive(Clone, Debug)]
pub(crate) struct Simulated(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: DatabaseBackend,
    disk: Mutex<Disk>,
    weather: Mutex<Weather>,
    fate: Arc<Fate>,
    died: Notify,
    is_dead: AtomicBool,
}

/// What survives, and how deep the transaction is that is being written.
#[derive(Debug)]
struct Disk {
    connection: Connection,
    depth: u32,
}

impl Disk {
    fn run(&self, sql: &str) {
        self.connection.execute_batch(sql).expect("SQLite takes or gives up a transaction");
    }

    fn begin(&mut self) {
        self.depth += 1;
        match self.depth {
            1 => self.run("BEGIN"),
            depth => self.run(&format!("SAVEPOINT s{depth}")),
        }
    }

    fn commit(&mut self) {
        match self.depth {
            // The process died in the middle.
            0 => return,
            1 => self.run("COMMIT"),
            depth => self.run(&format!("RELEASE s{depth}")),
        }
        self.depth -= 1;
    }

    fn roll_back(&mut self) {
        match self.depth {
            // Its answer was lost, or the process died.
            0 => return,
            1 => self.run("ROLLBACK"),
            depth => self.run(&format!("ROLLBACK TO s{depth}; RELEASE s{depth}")),
        }
        self.depth -= 1;
    }

    fn roll_back_all(&mut self) {
        while self.depth > 0 {
            self.roll_back();
        }
    }
}

impl Simulated {
    /// A copy of what `template` holds.
    pub(crate) fn copy_of(template: &Connection, plays: Plays, fate: Arc<Fate>) -> Self {
        let mut connection = Connection::open_in_memory().expect("there is memory");
        let copied = Backup::new(template, &mut connection).and_then(|backup| backup.step(-1));
        copied.expect("a database is copied");
        connection.execute_batch("PRAGMA foreign_keys = ON").expect("SQLite knows foreign keys");
        connection.set_prepared_statement_cache_capacity(256);
        let backend = match plays {
            Plays::Sqlite => DatabaseBackend::Sqlite,
            Plays::Postgres => DatabaseBackend::Postgres,
        };
        Self(Arc::new(Inner {
            backend,
            disk: Mutex::new(Disk { connection, depth: 0 }),
            weather: Mutex::default(),
            fate,
            died: Notify::new(),
            is_dead: AtomicBool::new(false),
        }))
    }

    /// A process that uses it.
    pub(crate) fn store(&self, node: &str) -> Store {
        let mock = Arc::new(MockDatabaseConnection::new(self.clone()));
        let pool = DatabaseConnection::from(DatabaseConnectionType::MockDatabaseConnection(mock));
        let writer = Writer::new(pool.clone());
        Store {
            database: Database::Sqlite(PathBuf::from("nowhere.db")),
            files: Files::default(),
            reader: Reader { pool },
            records: Records { writer: writer.clone() },
            journal: Journal::new(writer, node, None),
        }
    }

    /// A new life of the process, or of the disk.
    pub(crate) fn begins(&self, weather: Weather) {
        PLAYED.set(Some(self.clone()));
        lock(&self.0.disk).roll_back_all();
        *lock(&self.0.weather) = weather;
        self.0.is_dead.store(false, Ordering::Relaxed);
    }

    /// Waits for the death of the process, at the step that the weather says.
    pub(crate) async fn death(&self) {
        self.0.died.notified().await;
    }

    /// Nothing fails any more.
    pub(crate) fn calms(&self) {
        *lock(&self.0.weather) = Weather::default();
    }

    /// Nobody plays on this thread any more.
    pub(crate) fn ends() {
        PLAYED.set(None);
    }

    /// What is committed, asked past the program: numbers alone, NULL as `i64::MIN`.
    pub(crate) fn numbers(&self, sql: &str) -> Vec<Vec<i64>> {
        let disk = lock(&self.0.disk);
        assert_eq!(disk.depth, 0, "somebody looked into a transaction");
        rows::numbers(&disk.connection, sql)
    }

    /// A step that may be the last one. True: it was, or the last one was before.
    fn is_over(&self) -> bool {
        let dies = {
            let mut weather = lock(&self.0.weather);
            weather.dies_in = weather.dies_in.map(|steps| steps.saturating_sub(1));
            weather.dies_in == Some(0)
        };
        if dies && !self.0.is_dead.swap(true, Ordering::Relaxed) {
            self.0.fate.note("the process dies");
            lock(&self.0.disk).roll_back_all();
            self.0.died.notify_one();
        }
        self.0.is_dead.load(Ordering::Relaxed)
    }

    async fn step_or_end(&self) {
        if self.is_over() {
            std::future::pending::<()>().await;
        }
    }

    /// An answer that comes as a fault; from PostgreSQL it may not come at all.
    async fn loses(&self, what: &str) -> Result<(), Fault> {
        self.0.fate.note(format_args!("nobody hears of a commit: {what}"));
        if self.0.backend == DatabaseBackend::Postgres && self.0.fate.one_in(2) {
            std::future::pending::<()>().await;
        }
        Err(Fault::Unavailable("the connection is lost".to_owned()))
    }

    fn weather(&self) -> Weather {
        *lock(&self.0.weather)
    }

    fn fails(&self, statement: &Statement) -> Result<(), DbErr> {
        let error = |why: &str| Err(DbErr::Exec(RuntimeErr::Internal(why.to_owned())));
        if self.is_over() {
            return error("the process is dead");
        }
        if self.0.fate.one_in(self.weather().fails) {
            self.0.fate.note(format_args!("fails: {}", statement.sql));
            return error("the simulated disk is full");
        }
        Ok(())
    }

    /// The ORM's own mock makes its answers, which nobody else can.
    fn mock(&self) -> MockDatabase {
        MockDatabase::new(self.0.backend)
    }
}

impl MockDatabaseTrait for Simulated {
    fn query(&mut self, _counter: usize, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.fails(&statement)?;
        let rows = rows::query(&lock(&self.0.disk).connection, &statement)?;
        MockDatabaseTrait::query(&mut self.mock().append_query_results([rows]), 0, statement)
    }

    fn execute(&mut self, _counter: usize, statement: Statement) -> Result<ExecResult, DbErr> {
        self.fails(&statement)?;
        let result = {
            let disk = lock(&self.0.disk);
            let rows_affected = rows::execute(&disk.connection, &statement)?;
            MockExecResult { last_insert_id: disk.connection.last_insert_rowid().cast_unsigned(), rows_affected }
        };
        self.0.fate.note(format_args!("{}: {statement}", result.rows_affected));
        MockDatabaseTrait::execute(&mut self.mock().append_exec_results([result]), 0, statement)
    }

    fn begin(&mut self) {
        lock(&self.0.disk).begin();
    }

    fn commit(&mut self) {
        lock(&self.0.disk).commit();
    }

    fn rollback(&mut self) {
        lock(&self.0.disk).roll_back();
    }

    fn drain_transaction_log(&mut self) -> Vec<Transaction> {
        Vec::new()
    }

    fn get_database_backend(&self) -> DatabaseBackend {
        self.0.backend
    }

    fn ping(&self) -> Result<(), DbErr> {
        Ok(())
    }
}
