//! Who writes when. SQLite has one writer: it would let the others ask again and again, with pauses that grow, and forget who
//! came first. So here they stand in line, the owners' commits and the plain rows alike. PostgreSQL needs no such line.

use std::sync::Arc;

use sea_orm::sqlx::PgPool;
use sea_orm::{
    DatabaseBackend, DatabaseConnection, DatabaseConnectionType, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::Fault;
use super::fault::of_write;

/// Connections that write.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub pool: DatabaseConnection,
    line: Option<Arc<Mutex<()>>>,
}

/// Until it is dropped, nobody else of this process writes to the SQLite file.
pub(super) type Turn = Option<OwnedMutexGuard<()>>;

impl Writer {
    pub(super) fn new(pool: DatabaseConnection) -> Self {
        let is_sqlite = pool.get_database_backend() == DatabaseBackend::Sqlite;
        Self { pool, line: is_sqlite.then(Arc::default) }
    }

    /// The driver's own pool, for what a measurement took out of the ORM's hands.
    pub(super) fn postgres(&self) -> Option<&PgPool> {
        let is_driven = matches!(self.pool.inner, DatabaseConnectionType::SqlxPostgresPoolConnection(_));
        is_driven.then(|| self.pool.get_postgres_connection_pool())
    }

    /// Waits for everybody who came before.
    pub(super) async fn turn(&self) -> Turn {
        match &self.line {
            Some(line) => Some(Arc::clone(line).lock_owned().await),
            None => None,
        }
    }

    /// A transaction, and the turn in which it is to end.
    pub(super) async fn begin(&self) -> Result<(Turn, DatabaseTransaction), Fault> {
        let turn = self.turn().await;
        let transaction = self.begin_in_turn().await?;
        Ok((turn, transaction))
    }

    /// For who has the turn. On SQLite it writes at once: a transaction that first reads and then writes may be refused
    /// half-way.
    pub(super) async fn begin_in_turn(&self) -> Result<DatabaseTransaction, Fault> {
        #[cfg(test)]
        super::simulated::before_begin().await;
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        self.pool.begin_with_options(options).await.map_err(of_write)
    }
}

/// Ends what [`Writer::begin`] began. Of an error the outcome may be unknown.
pub(super) async fn commit(transaction: DatabaseTransaction) -> Result<(), Fault> {
    #[cfg(test)]
    let transaction = super::simulated::before_commit(transaction).await?;
    transaction.commit().await.map_err(of_write)?;
    #[cfg(test)]
    super::simulated::after_commit().await?;
    Ok(())
}
