//! Hangtag's database schema, step by step, the same on SQLite and PostgreSQL.
//!
//! A step is never edited once it is shipped. `down` refuses to lose data.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration;

mod m20261120_000001_core;
mod m20261129_000002_review;
mod m20261130_000003_numbered_sales;

/// All steps, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_core::Migration),
            Box::new(m20261129_000002_review::Migration),
            Box::new(m20261130_000003_numbered_sales::Migration),
        ]
    }
}
