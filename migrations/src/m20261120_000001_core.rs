//! The durable core: tenants, events, consignors, items, sessions, sales, and the journal that they all follow from.
//!
//! Moments are milliseconds of UTC, amounts are minor units, shares are 1/10,000 of a minor unit, all as 64-bit integers.
//! Tables with a key of several columns are clustered by it on SQLite (`WITHOUT ROWID`): a sale appends to the end of its
//! session's keys and touches no other index.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, boolean, integer, integer_null, text, text_null,
};
use sea_orm_migration::sea_orm::DatabaseBackend;

/// The step.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

/// In the order of creation. What an organizer would miss stands in the first ones.
const TABLES: [&str; 16] = [
    "organization",
    "token",
    "sale_event",
    "consignor",
    "number_reservation",
    "request",
    "owner",
    "journal",
    "outbox",
    "item",
    "sale_session",
    "session_item",
    "sale",
    "sale_line",
    "tender",
    "session_consignor",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
        for mut table in tenants().into_iter().chain(owners()).chain(goods()).chain(sessions()) {
            // A key of one integer is SQLite's rowid already; AUTOINCREMENT is not allowed without it.
            let is_clustered = table.get_indexes().iter().any(IndexCreateStatement::is_primary_key);
            if is_sqlite && is_clustered {
                table.extra("WITHOUT ROWID");
            }
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        refuse_to_lose_data(manager).await?;
        for table in TABLES.iter().rev() {
            manager.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn refuse_to_lose_data(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in TABLES {
        let any = Query::select().expr(Expr::val(1)).from(table).limit(1).to_owned();
        if manager.get_connection().query_one(&any).await?.is_some() {
            return Err(DbErr::Custom(format!("the table {table} holds data that going down would lose")));
        }
    }
    Ok(())
}

fn keyed(table: &'static str, columns: &[&'static str]) -> TableCreateStatement {
    let mut key = Index::create();
    key.primary();
    for column in columns {
        key.col(*column);
    }
    Table::create().table(table).primary_key(&mut key).to_owned()
}

fn numbered(table: &'static str) -> TableCreateStatement {
    Table::create().table(table).col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key()).to_owned()
}

fn reference(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, "id").to_owned()
}

fn tenants() -> Vec<TableCreateStatement> {
    vec![
        numbered("organization").col(text("name").unique_key()).col(big_integer("created_at")).to_owned(),
        numbered("token")
            .col(big_integer("organization_id"))
            // SHA-256 of the token; the token itself is shown once and stored nowhere.
            .col(binary("hash").unique_key())
            .col(text("roles"))
            .col(integer_null("consignor_number"))
            .col(big_integer("created_at"))
            .col(big_integer_null("revoked_at"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .to_owned(),
        numbered("sale_event")
            .col(big_integer("organization_id"))
            .col(text("name"))
            .col(text("currency"))
            .col(text("time_zone"))
            .col(big_integer("starts_at"))
            .col(big_integer("ends_at"))
            .col(integer("base_share_bps"))
            .col(integer("volunteer_bonus_bps"))
            .col(integer("super_bonus_bps"))
            .col(integer("max_share_bps"))
            .col(big_integer("created_at"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .to_owned(),
        keyed("consignor", &["organization_id", "number"])
            .col(big_integer("organization_id"))
            .col(integer("number"))
            .col(text("display_name"))
            // Runs for the consignor's life; a number that was given out is never given again.
            .col(integer("next_item_number"))
            .col(big_integer("created_at"))
            .foreign_key(&mut reference("organization_id", "organization"))
            .to_owned(),
        keyed("number_reservation", &["organization_id", "event_id", "key_hash", "consignor_number"])
            .col(big_integer("organization_id"))
            .col(big_integer("event_id"))
            .col(binary("key_hash"))
            .col(integer("consignor_number"))
            .col(integer("first_number"))
            .col(integer("count"))
            .to_owned(),
        keyed("request", &["organization_id", "operation", "key"])
            .col(big_integer("organization_id"))
            .col(text("operation"))
            .col(text("key"))
            .col(big_integer("request_hash"))
            .col(big_integer("answer_id"))
            .to_owned(),
    ]
}

fn owners() -> Vec<TableCreateStatement> {
    vec![
        numbered("owner")
            .col(text("kind"))
            .col(big_integer("key"))
            .col(big_integer("organization_id"))
            // Who claims an owner adds one; a commit under an older epoch changes no row, and fails.
            .col(big_integer("epoch"))
            .col(text("node_id"))
            .col(big_integer("last_seq"))
            .to_owned(),
        keyed("journal", &["owner_id", "seq"])
            .col(big_integer("owner_id"))
            .col(big_integer("seq"))
            .col(big_integer("at"))
            .col(text("kind"))
            // 128 bits of the key in its scope, and 64 of the arguments; null where no key had its effect.
            .col(binary_null("key_hash"))
            .col(big_integer_null("request_hash"))
            .col(text("body"))
            .to_owned(),
        keyed("outbox", &["owner_id", "seq"])
            .col(big_integer("owner_id"))
            .col(big_integer("seq"))
            .col(text("target_kind"))
            .col(big_integer("target_key"))
            .col(text("body"))
            .to_owned(),
    ]
}

fn goods() -> Vec<TableCreateStatement> {
    vec![
        keyed("item", &["organization_id", "tag"])
            .col(big_integer("organization_id"))
            // Consignor number x 10,000 + item number: the printed tag without its check digit.
            .col(big_integer("tag"))
            .col(big_integer("event_id"))
            .col(text_null("reference"))
            .col(text("title"))
            .col(text("category"))
            .col(text_null("size"))
            .col(big_integer("price"))
            .col(boolean("discountable"))
            .col(boolean("donate"))
            .col(text("state"))
            // The session that holds it or sold it, and the Inventory's entry that handed it over.
            .col(big_integer_null("session_id"))
            .col(big_integer_null("handover_seq"))
            .col(big_integer_null("sold_sequence"))
            .col(integer("version"))
            .col(big_integer("updated_at"))
            .foreign_key(&mut reference("event_id", "sale_event"))
            .to_owned(),
    ]
}

fn sessions() -> Vec<TableCreateStatement> {
    vec![
        Table::create()
            .table("sale_session")
            // Made of its event's id and an ordinal, so that whoever opens it names it.
            .col(ColumnDef::new("id").big_integer().not_null().primary_key())
            .col(big_integer("organization_id"))
            .col(big_integer("event_id"))
            .col(text("status"))
            .col(big_integer("opened_at"))
            .col(big_integer_null("closed_at"))
            .col(big_integer("last_sequence"))
            .col(text("totals"))
            .foreign_key(&mut reference("event_id", "sale_event"))
            .to_owned(),
        keyed("session_item", &["session_id", "tag", "locked_seq"])
            .col(big_integer("session_id"))
            .col(big_integer("tag"))
            .col(big_integer("locked_seq"))
            .col(big_integer("price"))
            .col(big_integer_null("unlocked_seq"))
            // Written in bulk when the session ends: the entry that gave it back, and the sale that sold it.
            .col(big_integer_null("returned_seq"))
            .col(big_integer_null("sale_sequence"))
            .foreign_key(&mut reference("session_id", "sale_session"))
            .to_owned(),
        sale(),
        keyed("sale_line", &["session_id", "sequence", "position"])
            .col(big_integer("session_id"))
            .col(big_integer("sequence"))
            .col(integer("position"))
            .col(text("status"))
            .col(text_null("tag"))
            .col(big_integer_null("item_tag"))
            .col(text_null("description"))
            .col(integer_null("claimed_consignor"))
            .col(big_integer("price"))
            .col(big_integer("discount"))
            .col(integer_null("share_bps"))
            .col(text_null("reason"))
            .foreign_key(&mut of_a_sale())
            .to_owned(),
        keyed("tender", &["session_id", "sequence", "position"])
            .col(big_integer("session_id"))
            .col(big_integer("sequence"))
            .col(integer("position"))
            .col(text("kind"))
            .col(big_integer("amount"))
            .foreign_key(&mut of_a_sale())
            .to_owned(),
        keyed("session_consignor", &["session_id", "consignor_number"])
            .col(big_integer("session_id"))
            .col(integer("consignor_number"))
            .col(big_integer("sold_count"))
            .col(big_integer("gross"))
            .foreign_key(&mut reference("session_id", "sale_session"))
            .to_owned(),
    ]
}

fn sale() -> TableCreateStatement {
    keyed("sale", &["session_id", "sequence"])
        .col(big_integer("session_id"))
        .col(big_integer("sequence"))
        .col(text("status"))
        .col(text("channel"))
        .col(big_integer("sold_at"))
        .col(big_integer("recorded_at"))
        .col(big_integer("total"))
        .col(big_integer("sales_total"))
        .col(big_integer("discount_total"))
        .col(big_integer("consignor_share"))
        .col(big_integer("house_cut"))
        .col(big_integer("unattributed"))
        .col(text_null("shopper_code"))
        .col(text_null("till"))
        .col(text_null("receipt"))
        // Names with commas between; empty: nothing to look at.
        .col(text("review_reasons"))
        .col(text_null("void_reason"))
        .foreign_key(&mut reference("session_id", "sale_session"))
        .to_owned()
}

fn of_a_sale() -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col("session_id").from_col("sequence").to("sale", ("session_id", "sequence")).to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(name).table(table);
        for column in columns {
            index.col(*column);
        }
        index
    };
    vec![
        index("owner_key", "owner", &["kind", "key"]).unique().to_owned(),
        index("sale_event_organization", "sale_event", &["organization_id", "id"]),
        index("item_event", "item", &["event_id", "tag"]),
        index("sale_session_event", "sale_session", &["event_id", "id"]),
    ]
}
