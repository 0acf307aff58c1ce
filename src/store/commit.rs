//! One transaction for what waits: an owner's batch, and on SQLite the batches of every owner that waits beside it.
//!
//! SQLite has one writer, and a commit costs the disk a flush. While one is on its way the others gather, and go together in
//! the next, so that eight busy sessions do not wait for eight flushes. PostgreSQL groups the flushes of its connections itself.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, TransactionTrait};
use tokio::sync::oneshot;

use super::append::append;
use super::appender::{Appender, postgres};
use super::entity::{journal, outbox, owner};
use super::fault::of_write;
use super::journal::signed;
use super::session::SaleRows;
use super::writer::{Writer, commit};
use super::{Claim, Fault};

/// More owners in one transaction make the first of them wait, and save nothing any more.
const OWNERS_PER_COMMIT_MAX: usize = 32;

/// What entries change in an owner's own rows, apart from its memory, which may go on.
pub trait Rows: Sized + Send + 'static {
    /// Brings the rows to where the entries lead.
    fn write(self, transaction: &DatabaseTransaction) -> impl Future<Output = Result<(), Fault>> + Send;

    /// The sales, if that is all: what a running session appends all day.
    fn into_sales(self) -> Result<SaleRows, Self> {
        Err(self)
    }
}

type Write = Box<dyn for<'a> FnOnce(&'a DatabaseTransaction) -> BoxFuture<'a, Result<(), Fault>> + Send>;

/// An owner's own rows.
enum Change {
    Sales(Box<SaleRows>),
    Other(Write),
}

/// What one owner wants to be durable: all of it or nothing.
pub(super) struct Batch {
    pub claim: Claim,
    pub node: Arc<str>,
    pub newest: u64,
    pub entries: Vec<journal::Model>,
    letters: Vec<outbox::Model>,
    change: Change,
}

impl Batch {
    pub(super) fn new<R: Rows>(
        (claim, node): (Claim, Arc<str>),
        newest: u64,
        (entries, letters): (Vec<journal::Model>, Vec<outbox::Model>),
        rows: R,
    ) -> Self {
        let change = match rows.into_sales() {
            Ok(sales) => Change::Sales(Box::new(sales)),
            Err(rows) => Change::Other(Box::new(move |transaction| Box::pin(rows.write(transaction)))),
        };
        Self { claim, node, newest, entries, letters, change }
    }

    /// The sales, if it is of nothing else.
    pub(super) fn sales(&self) -> Option<&SaleRows> {
        match &self.change {
            Change::Sales(sales) if self.letters.is_empty() => Some(sales),
            Change::Sales(_) | Change::Other(_) => None,
        }
    }

    /// Fence, journal, rows, outbox. Nothing stands if it fails and is rolled back.
    async fn write(self, transaction: &DatabaseTransaction) -> Result<(), Fault> {
        let fenced = owner::Entity::update_many()
            .col_expr(owner::Column::LastSeq, Expr::value(signed(self.newest)))
            .filter(owner::Column::Id.eq(self.claim.owner))
            .filter(owner::Column::Epoch.eq(self.claim.epoch))
            .filter(owner::Column::NodeId.eq(&*self.node))
            .filter(owner::Column::LastSeq.eq(signed(self.claim.last_seq)))
            .exec(transaction)
            .await
            .map_err(of_write)?;
        if fenced.rows_affected == 0 {
            return Err(Fault::Fenced);
        }
        append::<journal::Entity>(transaction, self.entries).await?;
        match self.change {
            Change::Sales(sales) => sales.write(transaction).await?,
            Change::Other(write) => write(transaction).await?,
        }
        append::<outbox::Entity>(transaction, self.letters).await
    }

    /// In a transaction of its own, for who has the turn.
    pub(super) async fn commit(self, writer: &Writer) -> Result<(), Fault> {
        let this = match (self, writer.postgres()) {
            (Self { claim, node, newest, entries, letters, change: Change::Sales(sales) }, Some(pool)) if letters.is_empty() => {
                return postgres::append(pool, (&claim, &node, newest), (&entries, &sales)).await;
            }
            (batch, _) => batch,
        };
        let transaction = writer.begin_in_turn().await?;
        match this.write(&transaction).await {
            Ok(()) => commit(transaction).await,
            Err(fault) => {
                transaction.rollback().await?;
                Err(fault)
            }
        }
    }
}

/// Commits in one turn, if owners go on to wait, before somebody else may write.
const COMMITS_PER_TURN_MAX: u32 = 8;

/// A batch, and who waits for it.
pub(super) struct Waiting {
    pub batch: Batch,
    reply: oneshot::Sender<Result<(), Fault>>,
}

/// Gathers what waits for SQLite's one writer.
#[derive(Debug)]
pub(super) struct Group {
    writer: Writer,
    /// Writes what is sales alone, if the database is a file.
    appender: Option<Appender>,
    /// Whoever has the turn commits for all of them.
    waiting: Arc<Mutex<Vec<Waiting>>>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Waiting({:?})", self.batch.claim)
    }
}

impl Group {
    pub(super) fn new(writer: Writer, appender: Option<Appender>) -> Self {
        Self { writer, appender, waiting: Arc::default() }
    }

    pub(super) fn close(&self) {
        if let Some(appender) = &self.appender {
            appender.close();
        }
    }

    /// Durable when it returns `Ok`. Of a fault the outcome may be unknown.
    pub(super) async fn commit(&self, batch: Batch) -> Result<(), Fault> {
        let (reply, mut outcome) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { batch, reply });
        loop {
            let turn = tokio::select! {
                biased;
                // Somebody took it along.
                outcome = &mut outcome => return outcome.unwrap_or_else(|_| Err(left_alone())),
                turn = self.writer.turn() => turn,
            };
            match &self.appender {
                Some(appender) if are_sales(&self.waiting.lock().unwrap_or_else(PoisonError::into_inner)) => {
                    let waiting = Arc::clone(&self.waiting);
                    let mut commits = 0..COMMITS_PER_TURN_MAX;
                    // It goes on for others when this one has its answer.
                    appender.append(turn, move || commits.next().map(|_| sales_together(&waiting)).unwrap_or_default());
                }
                _ => {
                    let waiting = together(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
                    self.commit_together(waiting).await;
                    drop(turn);
                }
            }
        }
    }

    async fn commit_together(&self, mut together: Vec<Waiting>) {
        if together.len() <= 1 {
            let Some(Waiting { batch, reply }) = together.pop() else { return };
            return answer(reply, batch.commit(&self.writer).await);
        }
        let transaction = match self.writer.begin_in_turn().await {
            Ok(transaction) => transaction,
            Err(fault) => {
                for Waiting { reply, .. } in together {
                    answer(reply, Err(fault.clone()));
                }
                return;
            }
        };
        let mut written = Vec::with_capacity(together.len());
        let mut lost = None;
        for Waiting { batch, reply } in together {
            let outcome = match &lost {
                None => apart(&transaction, batch).await,
                Some(fault) => Err(Fault::clone(fault)),
            };
            match outcome {
                Ok(Ok(())) => written.push(reply),
                Ok(Err(fault)) => answer(reply, Err(fault)),
                Err(fault) => {
                    answer(reply, Err(fault.clone()));
                    lost = Some(fault);
                }
            }
        }
        let outcome = match lost {
            None => commit(transaction).await,
            Some(fault) => {
                // SQLite has taken it back itself, most likely; the pool closes such a connection.
                let _ = transaction.rollback().await;
                Err(fault)
            }
        };
        for reply in written {
            answer(reply, outcome.clone());
        }
    }
}

impl Waiting {
    pub(super) fn answer(self, outcome: Result<(), Fault>) {
        answer(self.reply, outcome);
    }
}

fn answer(reply: oneshot::Sender<Result<(), Fault>>, outcome: Result<(), Fault>) {
    // An owner that is gone ended with the process.
    let _ = reply.send(outcome);
}

/// Those who may go now, the ones that wait longest, in the order of their owners.
fn together(waiting: &mut Vec<Waiting>) -> Vec<Waiting> {
    let count = waiting.len().min(OWNERS_PER_COMMIT_MAX);
    let mut together: Vec<Waiting> = waiting.drain(..count).collect();
    together.sort_unstable_by_key(|waiting| waiting.batch.claim.owner);
    together
}

/// Are there any, and do those who may go now wait for sales alone?
fn are_sales(waiting: &[Waiting]) -> bool {
    let mut first = waiting.iter().take(OWNERS_PER_COMMIT_MAX);
    !waiting.is_empty() && first.all(|waiting| waiting.batch.sales().is_some())
}

/// As [`together`], if they wait for sales alone; else nobody.
fn sales_together(waiting: &Mutex<Vec<Waiting>>) -> Vec<Waiting> {
    // Looked at and taken under one lock: whoever comes in between may wait for something else.
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    if are_sales(&waiting) { together(&mut waiting) } else { Vec::new() }
}

/// Writes one owner's batch inside of the transaction, or takes it back alone: one that is fenced costs no other its commit.
/// The outer fault is of the transaction: nothing of it stands.
async fn apart(transaction: &DatabaseTransaction, batch: Batch) -> Result<Result<(), Fault>, Fault> {
    let savepoint = transaction.begin().await.map_err(of_write)?;
    match batch.write(&savepoint).await {
        Ok(()) => savepoint.commit().await.map(Ok).map_err(of_write),
        Err(fault) => savepoint.rollback().await.map(|()| Err(fault)).map_err(of_write),
    }
}

fn left_alone() -> Fault {
    Fault::Unavailable("whoever committed for this owner has ended".to_owned())
}
