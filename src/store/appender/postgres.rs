//! Appends a running session's sales to PostgreSQL: one statement, which is its own transaction, so one question and one answer
//! for a commit. The ORM asks a dozen times, and on two cores the asking was what took the time.

use std::sync::{Arc, LazyLock};

use sea_orm::sqlx::{self, PgPool};
use sea_orm::{DbErr, RuntimeErr};

use crate::store::entity::journal;
use crate::store::journal::signed;
use crate::store::session::SaleRows;
use crate::store::{Claim, Fault};

/// Columns in the order in which they are bound, with the type of their arrays.
type Columns = &'static [(&'static str, &'static str)];

const JOURNAL: Columns =
    &[("seq", "bigint"), ("at", "bigint"), ("kind", "text"), ("key_hash", "bytea"), ("request_hash", "bigint"), ("body", "text")];
const SALE: Columns = &[
    ("sequence", "bigint"),
    ("status", "text"),
    ("channel", "text"),
    ("sold_at", "bigint"),
    ("recorded_at", "bigint"),
    ("total", "bigint"),
    ("sales_total", "bigint"),
    ("discount_total", "bigint"),
    ("consignor_share", "bigint"),
    ("house_cut", "bigint"),
    ("unattributed", "bigint"),
    ("shopper_code", "text"),
    ("till", "text"),
    ("receipt", "text"),
    ("review_reasons", "text"),
    ("void_reason", "text"),
];
const SALE_LINE: Columns = &[
    ("sequence", "bigint"),
    ("position", "integer"),
    ("status", "text"),
    ("tag", "text"),
    ("item_tag", "bigint"),
    ("description", "text"),
    ("claimed_consignor", "integer"),
    ("consignor", "integer"),
    ("price", "bigint"),
    ("discount", "bigint"),
    ("share_bps", "integer"),
    ("reason", "text"),
];
const TENDER: Columns = &[("sequence", "bigint"), ("position", "integer"), ("kind", "text"), ("amount", "bigint")];

/// `$1` to `$5` are the fence's, `$6` to `$10` the session's row; the arrays follow, table by table. Foreign keys are looked at when
/// all of it is written. Without the fence nothing is.
static APPEND: LazyLock<String> = LazyLock::new(|| {
    let mut bound = 10;
    let mut insert = |table: &str, key: &str, columns: Columns| {
        let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let arrays: Vec<String> = columns
            .iter()
            .map(|(_, of)| {
                bound += 1;
                format!("${bound}::{of}[]")
            })
            .collect();
        let owner = if table == "journal" { "fence.id" } else { "$10" };
        let (names, arrays) = (names.join(", "), arrays.join(", "));
        format!(
            "new_{table} AS (INSERT INTO {table} ({key}, {names}) SELECT {owner}, new.* FROM fence, UNNEST({arrays}) AS new), "
        )
    };
    let inserts = [
        insert("journal", "owner_id", JOURNAL),
        insert("sale", "session_id", SALE),
        insert("sale_line", "session_id", SALE_LINE),
        insert("tender", "session_id", TENDER),
    ];
    format!(
        "WITH fence AS (UPDATE owner SET last_seq = $1 WHERE id = $2 AND epoch = $3 AND node_id = $4 AND last_seq = $5 RETURNING id), \
         {} head AS (UPDATE sale_session SET status = $6, closed_at = $7, last_sequence = $8, totals = $9 FROM fence \
         WHERE sale_session.id = $10) SELECT COUNT(*) FROM fence",
        inserts.concat()
    )
});

/// Commits the entries of a claim, and the sales that they are. Durable where `Ok`; of a fault the outcome may be unknown.
pub(in crate::store) async fn append(
    pool: &PgPool,
    (claim, node, newest): (&Claim, &str, u64),
    (entries, sales): (&[journal::Model], &SaleRows),
) -> Result<(), Fault> {
    let SaleRows { appended, session, head } = sales;
    let (status, closed_at) = head.status.columns();
    let query = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(APPEND.as_str()))
        .bind(signed(newest))
        .bind(claim.owner)
        .bind(claim.epoch)
        .bind(node)
        .bind(signed(claim.last_seq))
        .bind(status)
        .bind(closed_at)
        .bind(signed(head.last_sequence))
        .bind(&*head.totals)
        .bind(session.0);
    macro_rules! bind {
        ($query:ident, $rows:expr, $($column:ident $(. $as:ident ())?),+) => {
            $query$(.bind($rows.iter().map(|row| row.$column$(.$as())?).collect::<Vec<_>>()))+
        };
    }
    let query = bind!(query, entries, seq, at, kind.as_str(), key_hash.as_deref(), request_hash, body.as_str());
    let query = bind!(
        query,
        appended.sales,
        sequence,
        status.as_str(),
        channel.as_str(),
        sold_at,
        recorded_at,
        total,
        sales_total,
        discount_total,
        consignor_share,
        house_cut,
        unattributed,
        shopper_code.as_deref(),
        till.as_deref(),
        receipt.as_deref(),
        review_reasons.as_str(),
        void_reason.as_deref()
    );
    let query = bind!(
        query,
        appended.lines,
        sequence,
        position,
        status.as_str(),
        tag.as_deref(),
        item_tag,
        description.as_deref(),
        claimed_consignor,
        consignor,
        price,
        discount,
        share_bps,
        reason.as_deref()
    );
    let query = bind!(query, appended.tenders, sequence, position, kind.as_str(), amount);
    // It answers when the server is ready for the next question: the transaction that the statement is has been committed.
    let fences = query.fetch_one(pool).await.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))?;
    if fences == 1 { Ok(()) } else { Err(Fault::Fenced) }
}
