//! Numbered sales: what a sale writes goes to the end of each table, however many sessions sell at once.
//!
//! Under keys that begin with the session, each session had an end of its own in four tables, in the middle of a B-tree: a commit of
//! eight sessions wrote two and a half times the pages of one. Now the database numbers the sales as they come, their lines
//! and tenders stand under that number, and on SQLite journal and sales are tables in the order of insertion. By (owner, sequence)
//! and (session, sequence) they are found through an index, whose entries are small. Within a session the numbers grow with the
//! sequence.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// The step.
#[derive(DeriveMigrationName, Debug)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP_SQLITE, UP_POSTGRES).await
    }

    /// Loses nothing: a sale's number says nothing else.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN_SQLITE, DOWN_POSTGRES).await
    }

    /// Tables are copied: all of them, or none.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn run(manager: &SchemaManager<'_>, sqlite: &str, postgres: &str) -> Result<(), DbErr> {
    let is_sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    manager.get_connection().execute_unprepared(if is_sqlite { sqlite } else { postgres }).await.map(|_| ())
}

// A table without AUTOINCREMENT: sales are never deleted, so that no number is given twice, and SQLite keeps no second table for it.
const UP_SQLITE: &str = r"
CREATE TABLE new_journal (
    owner_id integer NOT NULL, seq integer NOT NULL, at integer NOT NULL, kind text NOT NULL, key_hash blob NULL,
    request_hash integer NULL, body text NOT NULL, PRIMARY KEY (owner_id, seq)
);
INSERT INTO new_journal (owner_id, seq, at, kind, key_hash, request_hash, body)
    SELECT owner_id, seq, at, kind, key_hash, request_hash, body FROM journal ORDER BY owner_id, seq;
DROP TABLE journal;
ALTER TABLE new_journal RENAME TO journal;

CREATE TABLE new_sale (
    id integer NOT NULL PRIMARY KEY, session_id integer NOT NULL, sequence integer NOT NULL, status text NOT NULL,
    channel text NOT NULL, sold_at integer NOT NULL, recorded_at integer NOT NULL, total integer NOT NULL,
    sales_total integer NOT NULL, discount_total integer NOT NULL, consignor_share integer NOT NULL,
    house_cut integer NOT NULL, unattributed integer NOT NULL, shopper_code text NULL, till text NULL,
    receipt text NULL, review_reasons text NOT NULL, void_reason text NULL,
    UNIQUE (session_id, sequence), FOREIGN KEY (session_id) REFERENCES sale_session (id)
);
INSERT INTO new_sale (session_id, sequence, status, channel, sold_at, recorded_at, total, sales_total, discount_total,
        consignor_share, house_cut, unattributed, shopper_code, till, receipt, review_reasons, void_reason)
    SELECT session_id, sequence, status, channel, sold_at, recorded_at, total, sales_total, discount_total,
        consignor_share, house_cut, unattributed, shopper_code, till, receipt, review_reasons, void_reason
    FROM sale ORDER BY session_id, sequence;
CREATE TABLE new_sale_line (
    sale_id integer NOT NULL, position integer NOT NULL, status text NOT NULL, tag text NULL, item_tag integer NULL,
    description text NULL, claimed_consignor integer NULL, consignor integer NULL, price integer NOT NULL,
    discount integer NOT NULL, share_bps integer NULL, reason text NULL,
    PRIMARY KEY (sale_id, position), FOREIGN KEY (sale_id) REFERENCES new_sale (id)
) WITHOUT ROWID;
INSERT INTO new_sale_line (sale_id, position, status, tag, item_tag, description, claimed_consignor, consignor, price, discount,
        share_bps, reason)
    SELECT new_sale.id, position, line.status, tag, item_tag, description, claimed_consignor, consignor, price, discount,
        share_bps, reason
    FROM new_sale JOIN sale_line AS line USING (session_id, sequence) ORDER BY new_sale.id, position;
CREATE TABLE new_tender (
    sale_id integer NOT NULL, position integer NOT NULL, kind text NOT NULL, amount integer NOT NULL,
    PRIMARY KEY (sale_id, position), FOREIGN KEY (sale_id) REFERENCES new_sale (id)
) WITHOUT ROWID;
INSERT INTO new_tender (sale_id, position, kind, amount)
    SELECT new_sale.id, position, kind, amount
    FROM new_sale JOIN tender USING (session_id, sequence) ORDER BY new_sale.id, position;
DROP TABLE tender;
DROP TABLE sale_line;
DROP TABLE sale;
ALTER TABLE new_sale RENAME TO sale;
ALTER TABLE new_sale_line RENAME TO sale_line;
ALTER TABLE new_tender RENAME TO tender;
";

const DOWN_SQLITE: &str = r"
CREATE TABLE old_journal (
    owner_id integer NOT NULL, seq integer NOT NULL, at integer NOT NULL, kind text NOT NULL, key_hash blob NULL,
    request_hash integer NULL, body text NOT NULL, PRIMARY KEY (owner_id, seq)
) WITHOUT ROWID;
INSERT INTO old_journal (owner_id, seq, at, kind, key_hash, request_hash, body)
    SELECT owner_id, seq, at, kind, key_hash, request_hash, body FROM journal ORDER BY owner_id, seq;
DROP TABLE journal;
ALTER TABLE old_journal RENAME TO journal;

CREATE TABLE old_sale (
    session_id integer NOT NULL, sequence integer NOT NULL, status text NOT NULL, channel text NOT NULL,
    sold_at integer NOT NULL, recorded_at integer NOT NULL, total integer NOT NULL, sales_total integer NOT NULL,
    discount_total integer NOT NULL, consignor_share integer NOT NULL, house_cut integer NOT NULL,
    unattributed integer NOT NULL, shopper_code text NULL, till text NULL, receipt text NULL,
    review_reasons text NOT NULL, void_reason text NULL,
    PRIMARY KEY (session_id, sequence), FOREIGN KEY (session_id) REFERENCES sale_session (id)
) WITHOUT ROWID;
INSERT INTO old_sale (session_id, sequence, status, channel, sold_at, recorded_at, total, sales_total, discount_total,
        consignor_share, house_cut, unattributed, shopper_code, till, receipt, review_reasons, void_reason)
    SELECT session_id, sequence, status, channel, sold_at, recorded_at, total, sales_total, discount_total,
        consignor_share, house_cut, unattributed, shopper_code, till, receipt, review_reasons, void_reason
    FROM sale ORDER BY session_id, sequence;
CREATE TABLE old_sale_line (
    session_id integer NOT NULL, sequence integer NOT NULL, position integer NOT NULL, status text NOT NULL,
    tag text NULL, item_tag integer NULL, description text NULL, claimed_consignor integer NULL, price integer NOT NULL,
    discount integer NOT NULL, share_bps integer NULL, reason text NULL, consignor integer NULL,
    PRIMARY KEY (session_id, sequence, position),
    FOREIGN KEY (session_id, sequence) REFERENCES old_sale (session_id, sequence)
) WITHOUT ROWID;
INSERT INTO old_sale_line (session_id, sequence, position, status, tag, item_tag, description, claimed_consignor, price, discount,
        share_bps, reason, consignor)
    SELECT session_id, sequence, position, line.status, tag, item_tag, description, claimed_consignor, price, discount,
        share_bps, reason, consignor
    FROM sale JOIN sale_line AS line ON line.sale_id = sale.id ORDER BY session_id, sequence, position;
CREATE TABLE old_tender (
    session_id integer NOT NULL, sequence integer NOT NULL, position integer NOT NULL, kind text NOT NULL,
    amount integer NOT NULL, PRIMARY KEY (session_id, sequence, position),
    FOREIGN KEY (session_id, sequence) REFERENCES old_sale (session_id, sequence)
) WITHOUT ROWID;
INSERT INTO old_tender (session_id, sequence, position, kind, amount)
    SELECT session_id, sequence, position, kind, amount
    FROM sale JOIN tender ON tender.sale_id = sale.id ORDER BY session_id, sequence, position;
DROP TABLE tender;
DROP TABLE sale_line;
DROP TABLE sale;
ALTER TABLE old_sale RENAME TO sale;
ALTER TABLE old_sale_line RENAME TO sale_line;
ALTER TABLE old_tender RENAME TO tender;
";

const UP_POSTGRES: &str = r"
ALTER TABLE sale_line DROP CONSTRAINT sale_line_session_id_sequence_fkey, DROP CONSTRAINT sale_line_pkey;
ALTER TABLE tender DROP CONSTRAINT tender_session_id_sequence_fkey, DROP CONSTRAINT tender_pkey;
ALTER TABLE sale ADD COLUMN id bigint;
UPDATE sale SET id = numbered.id
    FROM (SELECT session_id, sequence, ROW_NUMBER() OVER (ORDER BY session_id, sequence) AS id FROM sale) AS numbered
    WHERE numbered.session_id = sale.session_id AND numbered.sequence = sale.sequence;
ALTER TABLE sale ALTER COLUMN id SET NOT NULL, ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY,
    DROP CONSTRAINT sale_pkey, ADD PRIMARY KEY (id), ADD CONSTRAINT sale_session_sequence UNIQUE (session_id, sequence);
SELECT setval(pg_get_serial_sequence('sale', 'id'), COALESCE(MAX(id), 0) + 1, false) FROM sale;
ALTER TABLE sale_line ADD COLUMN sale_id bigint;
UPDATE sale_line SET sale_id = sale.id FROM sale WHERE sale.session_id = sale_line.session_id AND sale.sequence = sale_line.sequence;
ALTER TABLE sale_line DROP COLUMN session_id, DROP COLUMN sequence, ADD PRIMARY KEY (sale_id, position),
    ADD FOREIGN KEY (sale_id) REFERENCES sale (id);
ALTER TABLE tender ADD COLUMN sale_id bigint;
UPDATE tender SET sale_id = sale.id FROM sale WHERE sale.session_id = tender.session_id AND sale.sequence = tender.sequence;
ALTER TABLE tender DROP COLUMN session_id, DROP COLUMN sequence, ADD PRIMARY KEY (sale_id, position),
    ADD FOREIGN KEY (sale_id) REFERENCES sale (id);
";

const DOWN_POSTGRES: &str = r"
ALTER TABLE sale_line DROP CONSTRAINT sale_line_sale_id_fkey, DROP CONSTRAINT sale_line_pkey;
ALTER TABLE tender DROP CONSTRAINT tender_sale_id_fkey, DROP CONSTRAINT tender_pkey;
ALTER TABLE sale_line ADD COLUMN session_id bigint, ADD COLUMN sequence bigint;
UPDATE sale_line SET session_id = sale.session_id, sequence = sale.sequence FROM sale WHERE sale.id = sale_line.sale_id;
ALTER TABLE tender ADD COLUMN session_id bigint, ADD COLUMN sequence bigint;
UPDATE tender SET session_id = sale.session_id, sequence = sale.sequence FROM sale WHERE sale.id = tender.sale_id;
ALTER TABLE sale DROP COLUMN id, DROP CONSTRAINT sale_session_sequence, ADD PRIMARY KEY (session_id, sequence);
ALTER TABLE sale_line DROP COLUMN sale_id, ADD PRIMARY KEY (session_id, sequence, position),
    ADD FOREIGN KEY (session_id, sequence) REFERENCES sale (session_id, sequence);
ALTER TABLE tender DROP COLUMN sale_id, ADD PRIMARY KEY (session_id, sequence, position),
    ADD FOREIGN KEY (session_id, sequence) REFERENCES sale (session_id, sequence);
";
