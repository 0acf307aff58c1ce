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
/// With the sale's sequence before them.
const SALE_LINE: Columns = &[
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
/// With the sale's sequence before them.
const TENDER: Columns = &[("position", "integer"), ("kind", "text"), ("amount", "bigint")];

/// `$1` to `$5` are the fence's, `$6` to `$10` the session's row; the arrays follow, table by table. Lines and tenders find the
/// number that the database gave their sale by its sequence. Foreign keys are looked at when all of it is written. Without the
/// fence nothing is.
static APPEND: LazyLock<String> = LazyLock::new(|| {
    let mut bound = 10;
    let mut arrays = |columns: Columns| {
        let array = |(_, of): &(&str, &str)| {
            bound += 1;
            format!("${bound}::{of}[]")
        };
        columns.iter().map(array).collect::<Vec<_>>().join(", ")
    };
    let names = |columns: Columns| columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let (journal, sale) = (arrays(JOURNAL), arrays(SALE));
    let mut of_a_sale = |table: &str, columns: Columns| {
        let (sequences, arrays, names) = (arrays(&[("sequence", "bigint")]), arrays(columns), names(columns));
        format!(
            "new_{table} AS (INSERT INTO {table} (sale_id, {names}) SELECT new_sale.id, {names} \
             FROM UNNEST({sequences}, {arrays}) AS new (sequence, {names}) JOIN new_sale USING (sequence)), "
        )
    };
    let of_sales = [of_a_sale("sale_line", SALE_LINE), of_a_sale("tender", TENDER)].concat();
    let (journal_names, sale_names) = (names(JOURNAL), names(SALE));
    format!(
        "WITH fence AS (UPDATE owner SET last_seq = $1 WHERE id = $2 AND epoch = $3 AND node_id = $4 AND last_seq = $5 RETURNING id), \
         new_journal AS (INSERT INTO journal (owner_id, {journal_names}) SELECT fence.id, new.* FROM fence, UNNEST({journal}) AS new), \
         new_sale AS (INSERT INTO sale (session_id, {sale_names}) SELECT $10, new.* FROM fence, UNNEST({sale}) AS new \
         RETURNING id, sequence), \
         {of_sales}head AS (UPDATE sale_session SET status = $6, closed_at = $7, last_sequence = $8, totals = $9 FROM fence \
         WHERE sale_session.id = $10) SELECT COUNT(*) FROM fence"
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
        ($query:expr, $rows:expr, $($column:ident $(. $as:ident ())?),+) => {
            $query$(.bind($rows.iter().map(|row| row.$column$(.$as())?).collect::<Vec<_>>()))+
        };
    }
    let query = bind!(query, entries, seq, at, kind.as_str(), key_hash.as_deref(), request_hash, body.as_str());
    let sales: Vec<_> = appended.0.iter().map(|sale| &sale.row).collect();
    let query = bind!(
        query,
        sales,
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
    let of_sales = || appended.0.iter().map(|sale| (sale.row.sequence, sale));
    let sequences = of_sales().flat_map(|(sequence, sale)| sale.lines.iter().map(move |_| sequence));
    let lines: Vec<_> = of_sales().flat_map(|(_, sale)| &sale.lines).collect();
    let query = bind!(
        query.bind(sequences.collect::<Vec<_>>()),
        lines,
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
    let sequences = of_sales().flat_map(|(sequence, sale)| sale.tenders.iter().map(move |_| sequence));
    let tenders: Vec<_> = of_sales().flat_map(|(_, sale)| &sale.tenders).collect();
    let query = bind!(query.bind(sequences.collect::<Vec<_>>()), tenders, position, kind.as_str(), amount);
    // It answers when the server is ready for the next question: the transaction that the statement is has been committed.
    let fences = query.fetch_one(pool).await.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))?;
    if fences == 1 { Ok(()) } else { Err(Fault::Fenced) }
}
