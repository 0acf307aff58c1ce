//! Appends a running session's sales to a SQLite file: prepared statements, row by row, one hop to another thread a commit.
//!
//! The ORM hands every statement to the driver's thread and waits for it, some dozen times a commit, and copies each value
//! three times on the way; on two cores that was a third of the time of a sale. All else that an owner writes - opening,
//! voiding, completing - is rare and goes through the ORM. Both write the same rows.

pub(super) mod postgres;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};
use sea_orm::DatabaseBackend::Sqlite;

use super::Fault;
use super::append::text;
use super::commit::{Batch, Taken};
use super::connect::SQLITE_BUSY_SECONDS_MAX;
use super::entity::{journal, sale, sale_line, tender};
use super::fault::of_sqlite;
use super::journal::signed;
use super::session::{NewSale, SaleRows};
use super::writer::Turn;

/// The statements below, and room.
const STATEMENTS_KEPT: usize = 16;

const FENCE: &str = "UPDATE owner SET last_seq = ?1 WHERE id = ?2 AND epoch = ?3 AND node_id = ?4 AND last_seq = ?5";
const HEAD: &str = "UPDATE sale_session SET status = ?1, closed_at = ?2, last_sequence = ?3, totals = ?4 WHERE id = ?5";

/// A writing connection of its own, beside the ORM's: SQLite lets one of them write at a time.
#[derive(Clone, Debug)]
pub(super) struct Appender {
    path: Arc<Path>,
    /// None before the first commit, and after a fault: the next one opens it anew.
    connection: Arc<Mutex<Option<Connection>>>,
}

impl Appender {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path: Arc::from(path), connection: Arc::default() }
    }

    /// Commits together what `next` gives, and again until it gives nothing; then the turn is over. What it gives is of sales alone.
    /// Who is not answered, since the thread came to an end, does not know the outcome.
    pub(super) fn append(&self, turn: Turn, mut next: impl FnMut() -> Vec<Taken> + Send + 'static) {
        let (path, connection) = (Arc::clone(&self.path), Arc::clone(&self.connection));
        tokio::task::spawn_blocking(move || {
            loop {
                let taken = next();
                if taken.is_empty() {
                    return drop(turn);
                }
                // After a panic there is none in it: the connection was taken out, and rolled back when it was dropped.
                let mut place = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let outcomes = commit_in(&mut place, &path, &taken);
                drop(place);
                for (taken, outcome) in taken.into_iter().zip(outcomes) {
                    taken.answer(outcome);
                }
            }
        });
    }

    /// Lets the file go; what was committed stays.
    pub(super) fn close(&self) {
        drop(self.connection.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// What SQLite keeps in memory of the file, in kB: the ends of four tables, and of the indexes of every session that sells.
const CACHE_KB: i64 = 4_000;

/// As the ORM's writing connection; the file is there, and in WAL mode for ever.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(SQLITE_BUSY_SECONDS_MAX))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A commit is durable when it is acknowledged: one fsync each. Checkpoints run on a connection of their own.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -CACHE_KB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// Each one's outcome. What SQLite thinks of itself after a fault is not asked: a new connection reads what is there.
fn commit_in(place: &mut Option<Connection>, path: &Path, taken: &[Taken]) -> Vec<Result<(), Fault>> {
    let committed = place.take().map_or_else(|| open(path), Ok).and_then(|mut connection| {
        let outcomes = commit(&mut connection, taken)?;
        *place = Some(connection);
        Ok(outcomes)
    });
    let error = match committed {
        Ok(outcomes) => return outcomes,
        Err(error) => error,
    };
    // Ends the process if the disk has failed.
    let fault = of_sqlite(&error);
    let is_refused = error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation);
    if is_refused && taken.len() > 1 {
        // Somebody's rows. Nothing stands: each alone, so that it costs no other its commit.
        return taken.chunks(1).flat_map(|one| commit_in(place, path, one)).collect();
    }
    taken.iter().map(|_| Err(fault.clone())).collect()
}

/// One transaction for all, and who of them was fenced, which leaves nothing. An error is of the transaction: nothing of it stands,
/// or nobody knows.
fn commit(connection: &mut Connection, taken: &[Taken]) -> rusqlite::Result<Vec<Result<(), Fault>>> {
    // Undone when it is dropped.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let written: Vec<bool> = taken.iter().map(|one| write(&transaction, &one.batch)).collect::<rusqlite::Result<_>>()?;
    transaction.commit()?;
    Ok(written.into_iter().map(|is_written| if is_written { Ok(()) } else { Err(Fault::Fenced) }).collect())
}

/// Fence, journal, sales, the session's own row. False: fenced.
fn write(connection: &Connection, batch: &Batch) -> rusqlite::Result<bool> {
    // Whoever has more to write is not for this: it would lose it.
    let sales = batch.sales().ok_or(rusqlite::Error::InvalidQuery)?;
    let claim = &batch.claim;
    let fence = params![signed(batch.newest), claim.owner, claim.epoch, &*batch.node, signed(claim.last_seq)];
    if connection.prepare_cached(FENCE)?.execute(fence)? == 0 {
        return Ok(false);
    }
    let mut insert = connection.prepare_cached(&text::<journal::Entity>(1, Sqlite))?;
    for journal::Model { owner_id, seq, at, kind, key_hash, request_hash, body } in &batch.entries {
        insert.execute(params![owner_id, seq, at, kind, key_hash, request_hash, body])?;
    }
    write_sales(connection, sales)?;
    Ok(true)
}

fn write_sales(connection: &Connection, SaleRows { appended, session, head }: &SaleRows) -> rusqlite::Result<()> {
    let mut insert_sale = connection.prepare_cached(&text::<sale::Entity>(1, Sqlite))?;
    let mut insert_line = connection.prepare_cached(&text::<sale_line::Entity>(1, Sqlite))?;
    let mut insert_tender = connection.prepare_cached(&text::<tender::Entity>(1, Sqlite))?;
    for NewSale { row, lines, tenders } in &appended.0 {
        let sale_id = insert_sale.insert(params![
            row.session_id,
            row.sequence,
            row.status,
            row.channel,
            row.sold_at,
            row.recorded_at,
            row.total,
            row.sales_total,
            row.discount_total,
            row.consignor_share,
            row.house_cut,
            row.unattributed,
            row.shopper_code,
            row.till,
            row.receipt,
            row.review_reasons,
            row.void_reason,
        ])?;
        for row in lines {
            insert_line.execute(params![
                sale_id,
                row.position,
                row.status,
                row.tag,
                row.item_tag,
                row.description,
                row.claimed_consignor,
                row.consignor,
                row.price,
                row.discount,
                row.share_bps,
                row.reason,
            ])?;
        }
        for tender::Model { position, kind, amount, .. } in tenders {
            insert_tender.execute(params![sale_id, position, kind, amount])?;
        }
    }
    let (status, closed_at) = head.status.columns();
    let head = params![status, closed_at, signed(head.last_sequence), head.totals, session.0];
    connection.prepare_cached(HEAD)?.execute(head)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::sync::{Mutex, oneshot};

    use super::*;

    /// One who waits, and hears nothing but the end of who held it.
    struct Held(oneshot::Sender<()>);

    #[tokio::test]
    async fn a_panic_gives_the_turn_back_and_whoever_waits_hears_of_it() {
        let appender = Appender::new(PathBuf::from("there is none"));
        let line = Arc::new(Mutex::new(()));
        let turn = Some(Arc::clone(&line).lock_owned().await);
        let (reply, outcome) = oneshot::channel();
        let held = Held(reply);
        appender.append(turn, move || {
            let Held(_reply) = &held;
            panic!("on purpose")
        });
        outcome.await.unwrap_err();
        let turn = Some(Arc::clone(&line).lock_owned().await);
        // And the next in the line gets as far as ever.
        let (reply, outcome) = oneshot::channel();
        let mut held = Some(Held(reply));
        appender.append(turn, move || {
            if let Some(Held(reply)) = held.take() {
                reply.send(()).unwrap();
            }
            Vec::new()
        });
        outcome.await.unwrap();
        drop(line.lock().await);
    }
}
