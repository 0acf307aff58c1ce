//! Review: a line's money may be a consignor's without being an item's.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer_null;

/// The step.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("sale_line").add_column(integer_null("consignor")).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let decided = Query::select()
            .expr(Expr::val(1))
            .from("sale_line")
            .and_where(Expr::col("consignor").is_not_null())
            .limit(1)
            .to_owned();
        if manager.get_connection().query_one(&decided).await?.is_some() {
            return Err(DbErr::Custom("the table sale_line holds decisions that going down would lose".to_owned()));
        }
        manager.alter_table(Table::alter().table("sale_line").drop_column("consignor").to_owned()).await
    }
}
