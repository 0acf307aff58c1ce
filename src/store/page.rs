//! Keyset pages: so many rows after or before a key, never by offset.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    TryGetableMany,
};

use super::Fault;
use super::limit::{WORK_TIME_MAX, in_time};

/// Which rows of an ascending order are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows behind this key.
    pub after: Option<i64>,
    /// Rows before this key.
    pub before: Option<i64>,
    /// How many.
    pub limit: u64,
    /// The last of them rather than the first.
    pub is_backward: bool,
}

/// Rows in ascending order, and whether there are more beyond the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// At most the page's limit.
    pub rows: Vec<T>,
    /// Behind the last one, or before the first of a backward page.
    pub has_more: bool,
}

impl Page {
    /// One row more than wanted tells whether there are more.
    pub(super) fn narrow<E: EntityTrait>(self, select: Select<E>, key: impl ColumnTrait) -> Select<E> {
        let mut select = select;
        if let Some(after) = self.after {
            select = select.filter(key.gt(after));
        }
        if let Some(before) = self.before {
            select = select.filter(key.lt(before));
        }
        let select = if self.is_backward { select.order_by_desc(key) } else { select.order_by_asc(key) };
        select.limit(self.limit + 1)
    }

    /// This page of rows that are all there, ascending by a key.
    pub fn cut<T>(self, rows: Vec<T>, key: impl Fn(&T) -> i64) -> Slice<T> {
        let is_within =
            |row: &T| self.after.is_none_or(|after| key(row) > after) && self.before.is_none_or(|before| key(row) < before);
        let mut rows: Vec<T> = rows.into_iter().filter(is_within).collect();
        if self.is_backward {
            rows.reverse();
        }
        self.slice(rows)
    }

    /// Cuts the extra row off and turns a backward page round.
    pub(super) fn slice<T>(self, mut rows: Vec<T>) -> Slice<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        if self.is_backward {
            rows.reverse();
        }
        Slice { rows, has_more }
    }
}

/// Rows of a page of [`walk`]. PostgreSQL may sort what is left for each page anew, while it has no statistics of a new table.
fn rows_per_page(backend: DatabaseBackend) -> u64 {
    if backend == DatabaseBackend::Sqlite { 4_000 } else { 50_000 }
}

/// Reads all that `select` finds, in the order of these columns, of which the first is the tag that `take` answers: page by page,
/// since an event may have a hundred thousand items, and a row on its way weighs a hundred times what is kept of it.
pub(super) async fn walk<E: EntityTrait, R: TryGetableMany>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    order: &[E::Column],
    take: impl FnMut(R) -> Result<i64, Fault>,
) -> Result<(), Fault> {
    let limit = rows_per_page(connection.get_database_backend());
    walk_by(limit, connection, (select, order), take).await
}

async fn walk_by<E: EntityTrait, R: TryGetableMany>(
    limit: u64,
    connection: &impl ConnectionTrait,
    (select, order): (Select<E>, &[E::Column]),
    mut take: impl FnMut(R) -> Result<i64, Fault>,
) -> Result<(), Fault> {
    let Some(tag) = order.first() else { return Ok(()) };
    let ordered = order.iter().fold(select, |select, column| select.order_by_asc(*column));
    // Several rows may have one tag, and a page may end between them.
    let (mut last, mut taken) = (None, 0_u64);
    loop {
        let page = ordered.clone().filter(Condition::all().add_option(last.map(|last| tag.gte(last)))).offset(taken).limit(limit);
        let rows = async { Ok(page.into_tuple().all(connection).await?) };
        let rows: Vec<R> = in_time(connection.get_database_backend(), WORK_TIME_MAX, rows).await?;
        let is_full = rows.len() as u64 == limit;
        for row in rows {
            let tag = take(row)?;
            taken = if last == Some(tag) { taken + 1 } else { 1 };
            last = Some(tag);
        }
        if !is_full {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{EntityTrait, QuerySelect};

    use super::walk_by;
    use crate::domain::access::Role;
    use crate::domain::time::Timestamp;
    use crate::store::Database;
    use crate::store::entity::token::{Column, Entity};

    #[tokio::test]
    async fn a_walk_finds_every_row_once_wherever_its_pages_end() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(directory.path().join("hangtag.db"));
        database.migrate_up().await.unwrap();
        let store = database.open("test").await.unwrap();
        // Organizations as tags, of which one has several rows.
        let mut hash = [0; 32];
        for (name, count) in [("acme", 1), ("bazaar", 7), ("church", 2), ("depot", 1)] {
            for _ in 0..count {
                hash[0] += 1;
                let made = store.records.create_token((name, Role::Cashier, None), &hash, Timestamp::from_milliseconds(0));
                assert!(made.await.unwrap());
            }
        }
        for limit in 1..13 {
            let select = Entity::find().select_only().columns([Column::OrganizationId, Column::Id]);
            let mut found = Vec::new();
            let order = [Column::OrganizationId, Column::Id];
            walk_by(limit, &store.reader.pool, (select, &order), |row: (i64, i64)| {
                found.push(row.1);
                Ok(row.0)
            })
            .await
            .unwrap();
            assert_eq!(found, (1..=11).collect::<Vec<i64>>(), "{limit} rows a page");
        }
        store.close().await;
    }
}
