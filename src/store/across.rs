//! Changes of one table by the rows of another, in one statement, however many rows.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, Statement, Value};

use super::Fault;
use super::fault::of_write;

/// Runs an `UPDATE ... FROM`.
///
/// What PostgreSQL knows of the tables may be from before a session. For the handful of rows that it then expects, it goes through
/// one table for every row of another: minutes for what is a second's work, so that a session cannot end. Hashing does not care.
pub(super) async fn update_from(
    transaction: &DatabaseTransaction,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<(), Fault> {
    let backend = transaction.get_database_backend();
    let plan = async |by_loops: &str| match backend {
        DatabaseBackend::Postgres => {
            let sql = format!("SET LOCAL enable_nestloop = {by_loops}");
            transaction.execute_unprepared(&sql).await.map(|_| ()).map_err(of_write)
        }
        _ => Ok(()),
    };
    plan("off").await?;
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map_err(of_write)?;
    plan("on").await
}
