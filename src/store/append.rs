//! Appending rows: what a sale writes, and all that a running session writes apart from its own row.
//!
//! The ORM knows tables and columns; the statements are its own, made once for each table and number of rows. Building them
//! anew for every batch cost as much as SQLite's work on them.

use std::any::TypeId;
use std::sync::{Arc, LazyLock};

use dashmap::DashMap;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, EntityTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn, PrimaryKeyTrait,
    Statement, Values,
};

use super::Fault;
use super::fault::of_write;

/// Rows of one statement: a handful of shapes, so that each is prepared once, and few of them for any number of rows. Of 17
/// columns the largest has 4,352 values; SQLite allows 32,766, PostgreSQL 65,535.
const ROWS: [usize; 23] = [256, 192, 128, 96, 64, 48, 32, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

/// Statements by table, number of rows, and whether they are SQLite's.
static TEXTS: LazyLock<DashMap<(TypeId, usize, bool), Arc<str>>> = LazyLock::new(DashMap::new);

/// What is written of a row: all but a number that the database gives.
fn written<E: EntityTrait>() -> impl Iterator<Item = E::Column> {
    let numbered = E::PrimaryKey::auto_increment().then(|| E::PrimaryKey::iter().next()).flatten();
    let number = numbered.map(|key| key.into_column().as_str());
    E::Column::iter().filter(move |column| number != Some(column.as_str()))
}

/// Inserts rows.
pub(super) async fn append<E: EntityTrait>(connection: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), Fault> {
    let mut rows = rows.into_iter();
    while let Some(count) = ROWS.into_iter().find(|count| *count <= rows.len()) {
        let mut values = Vec::with_capacity(count * E::Column::iter().len());
        for row in rows.by_ref().take(count) {
            values.extend(written::<E>().map(|column| row.get(column)));
        }
        let db_backend = connection.get_database_backend();
        let sql = text::<E>(count, db_backend).to_string();
        let statement = Statement { sql, values: Some(Values(values)), db_backend };
        connection.execute_raw(statement).await.map_err(of_write)?;
    }
    Ok(())
}

/// `INSERT INTO "table" ("column", ...) VALUES (?, ...), ...`.
pub(super) fn text<E: EntityTrait>(rows: usize, backend: DatabaseBackend) -> Arc<str> {
    let is_sqlite = backend == DatabaseBackend::Sqlite;
    let make = || {
        let names: Vec<String> = written::<E>().map(|column| format!("\"{}\"", column.as_str())).collect();
        let value = |number: usize| if is_sqlite { "?".to_owned() } else { format!("${number}") };
        let row = |row: usize| {
            let values: Vec<String> = (1..=names.len()).map(|column| value(row * names.len() + column)).collect();
            format!("({})", values.join(", "))
        };
        let all: Vec<String> = (0..rows).map(row).collect();
        let table = E::default();
        Arc::from(format!("INSERT INTO \"{}\" ({}) VALUES {}", table.table_name(), names.join(", "), all.join(", ")))
    };
    Arc::clone(&TEXTS.entry((TypeId::of::<E>(), rows, is_sqlite)).or_insert_with(make))
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::{Postgres, Sqlite};

    use super::{ROWS, text};
    use crate::store::entity::{sale, tender};

    #[test]
    fn any_number_of_rows_is_a_few_statements() {
        for rows in 1..=2_000_usize {
            let (mut rest, mut statements) = (rows, 0);
            while let Some(count) = ROWS.into_iter().find(|count| *count <= rest) {
                rest -= count;
                statements += 1;
            }
            assert_eq!(rest, 0);
            assert!(statements <= rows / 256 + 4, "{rows} rows are {statements} statements");
        }
    }

    #[test]
    fn each_database_counts_values_in_its_own_way() {
        let into = "INSERT INTO \"tender\" (\"sale_id\", \"position\", \"kind\", \"amount\") VALUES ";
        assert_eq!(&*text::<tender::Entity>(2, Sqlite), format!("{into}(?, ?, ?, ?), (?, ?, ?, ?)"));
        assert_eq!(&*text::<tender::Entity>(2, Postgres), format!("{into}($1, $2, $3, $4), ($5, $6, $7, $8)"));
    }

    #[test]
    fn a_number_that_the_database_gives_is_not_written() {
        let text = text::<sale::Entity>(1, Sqlite);
        assert!(text.starts_with("INSERT INTO \"sale\" (\"session_id\", \"sequence\", "), "{text}");
        assert!(!text.contains("\"id\""), "{text}");
    }
}
