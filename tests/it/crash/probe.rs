//! Looks into a database beside the server, as no client could.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::harness::{Place, connect};

/// One connection that can be asked again and again.
pub(super) struct Probe(DatabaseConnection);

impl Probe {
    pub(super) async fn new(place: &Place) -> Self {
        Self(connect(&place.address).await)
    }

    /// The number that a query calls `number`.
    pub(super) async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let row = self.0.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "number").unwrap()
    }

    /// Messages that wait.
    pub(super) async fn letters(&self) -> i64 {
        self.number("SELECT COUNT(*) AS number FROM outbox").await
    }

    pub(super) async fn execute(&self, sql: &str) -> u64 {
        self.0.execute_unprepared(sql).await.unwrap().rows_affected()
    }
}
