//! One transaction for what waits: an owner's batch, and on SQLite the batches of every owner that waits beside it.
//!
//! SQLite has one writer, and a commit costs the disk a flush. While one is on its way the others gather, and go together in
//! the next, so that eight busy sessions do not wait for eight flushes. PostgreSQL groups the flushes of its connections itself.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
pub struct Batch {
    pub(super) claim: Claim,
    pub(super) node: Arc<str>,
    pub(super) newest: u64,
    pub(super) entries: Vec<journal::Model>,
    letters: Vec<outbox::Model>,
    /// In the order of the entries; sales that follow each other are one.
    changes: Vec<Change>,
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
        Self { claim, node, newest, entries, letters, changes: vec![change] }
    }

    /// With what the same owner decided behind it: as two commits would leave the rows, in one.
    fn add(&mut self, more: Self) {
        self.newest = more.newest;
        self.entries.extend(more.entries);
        self.letters.extend(more.letters);
        for change in more.changes {
            match (self.changes.last_mut(), change) {
                (Some(Change::Sales(sales)), Change::Sales(more)) => sales.add(*more),
                (_, change) => self.changes.push(change),
            }
        }
    }

    /// The sales, if it is of nothing else.
    pub(super) fn sales(&self) -> Option<&SaleRows> {
        match &*self.changes {
            [Change::Sales(sales)] if self.letters.is_empty() => Some(sales),
            _ => None,
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
        for change in self.changes {
            match change {
                Change::Sales(sales) => sales.write(transaction).await?,
                Change::Other(write) => write(transaction).await?,
            }
        }
        append::<outbox::Entity>(transaction, self.letters).await
    }

    /// In a transaction of its own, for who has the turn.
    pub(super) async fn commit(self, writer: &Writer) -> Result<(), Fault> {
        if let (Some(sales), Some(pool)) = (self.sales(), writer.postgres()) {
            return postgres::append(pool, (&self.claim, &self.node, self.newest), (&self.entries, sales)).await;
        }
        let transaction = writer.begin_in_turn().await?;
        match self.write(&transaction).await {
            Ok(()) => commit(transaction).await,
            Err(fault) => {
                transaction.rollback().await?;
                Err(fault)
            }
        }
    }
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Batch({:?}, up to {})", self.claim, self.newest)
    }
}

/// A batch that a commit may take. Until one does, its owner may withdraw it, to add what it decides meanwhile: eight owners that
/// wait for each other's commits would otherwise write eight small batches instead of a few large ones.
#[derive(Clone)]
pub struct Offer(Arc<Mutex<Offered>>);

enum Offered {
    Open(Box<Batch>),
    /// With its owner, who adds to it.
    Withdrawn,
    /// A commit has it, or its owner has dropped it.
    Gone,
}

impl Offer {
    /// Nobody takes it before [`super::Journal::commit`].
    pub fn of(batch: Batch) -> Self {
        Self(Arc::new(Mutex::new(Offered::Open(Box::new(batch)))))
    }

    /// For its owner alone. None: a commit has it.
    pub fn withdraw(&self) -> Option<Withdrawn> {
        self.replace_open(Offered::Withdrawn).map(|batch| Withdrawn { offer: self.clone(), batch: Some(batch) })
    }

    /// For a commit.
    pub(super) fn take(&self) -> Option<Box<Batch>> {
        self.replace_open(Offered::Gone)
    }

    fn replace_open(&self, by: Offered) -> Option<Box<Batch>> {
        let mut offered = lock(&self.0);
        match std::mem::replace(&mut *offered, by) {
            Offered::Open(batch) => Some(batch),
            stays => {
                *offered = stays;
                None
            }
        }
    }
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match *lock(&self.0) {
            Offered::Open(_) => "Open",
            Offered::Withdrawn => "Withdrawn",
            Offered::Gone => "Gone",
        })
    }
}

/// A batch that no commit takes until it is offered again. Dropped, it is never written, and whoever waits for it hears that.
#[derive(Debug)]
pub struct Withdrawn {
    offer: Offer,
    /// Until it is offered again.
    batch: Option<Box<Batch>>,
}

impl Withdrawn {
    /// With more, which its owner decided behind it; then it may be taken again.
    pub fn offer_with(mut self, more: Option<Batch>) {
        if let Some(mut batch) = self.batch.take() {
            if let Some(more) = more {
                batch.add(more);
            }
            *lock(&self.offer.0) = Offered::Open(batch);
        }
    }
}

impl Drop for Withdrawn {
    fn drop(&mut self) {
        if self.batch.is_some() {
            *lock(&self.offer.0) = Offered::Gone;
        }
    }
}

/// Commits in one turn, if owners go on to wait, before somebody else may write.
const COMMITS_PER_TURN_MAX: u32 = 8;

/// Who waits, and for what.
#[derive(Debug)]
struct Waiting {
    offer: Offer,
    reply: oneshot::Sender<Result<(), Fault>>,
}

/// A batch that is about to be committed.
pub(super) struct Taken {
    pub batch: Box<Batch>,
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
    pub(super) async fn commit(&self, offer: Offer) -> Result<(), Fault> {
        let (reply, mut outcome) = oneshot::channel();
        lock(&self.waiting).push(Waiting { offer, reply });
        loop {
            let turn = tokio::select! {
                biased;
                // Somebody took it along.
                outcome = &mut outcome => return outcome.unwrap_or_else(|_| Err(left_alone())),
                turn = self.writer.turn() => turn,
            };
            match &self.appender {
                Some(appender) if begins_with_sales(&lock(&self.waiting)) => {
                    let waiting = Arc::clone(&self.waiting);
                    let mut commits = 0..COMMITS_PER_TURN_MAX;
                    // It goes on for others when this one has its answer.
                    let next = move || commits.next().map(|_| take(&mut lock(&waiting), is_sales)).unwrap_or_default();
                    appender.append(turn, next);
                }
                _ => {
                    let taken = take(&mut lock(&self.waiting), |_| true);
                    self.commit_together(taken).await;
                    drop(turn);
                }
            }
        }
    }

    async fn commit_together(&self, mut together: Vec<Taken>) {
        if together.len() <= 1 {
            let Some(Taken { batch, reply }) = together.pop() else { return };
            return answer(reply, batch.commit(&self.writer).await);
        }
        let transaction = match self.writer.begin_in_turn().await {
            Ok(transaction) => transaction,
            Err(fault) => {
                for Taken { reply, .. } in together {
                    answer(reply, Err(fault.clone()));
                }
                return;
            }
        };
        let mut written = Vec::with_capacity(together.len());
        let mut lost = None;
        for Taken { batch, reply } in together {
            let outcome = match &lost {
                None => apart(&transaction, *batch).await,
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

impl Taken {
    pub(super) fn answer(self, outcome: Result<(), Fault>) {
        answer(self.reply, outcome);
    }
}

fn answer(reply: oneshot::Sender<Result<(), Fault>>, outcome: Result<(), Fault>) {
    // An owner that is gone ended with the process.
    let _ = reply.send(outcome);
}

/// Those who wait longest, up to the first that may not go now, in the order of their owners. Who adds to its batch goes with the
/// next commit.
fn take(waiting: &mut Vec<Waiting>, may_go: impl Fn(&Batch) -> bool) -> Vec<Taken> {
    let mut taken: Vec<Taken> = Vec::new();
    let mut is_over = false;
    for Waiting { offer, reply } in std::mem::take(waiting) {
        is_over = is_over || taken.len() == OWNERS_PER_COMMIT_MAX;
        let mut offered = lock(&offer.0);
        let batch = match std::mem::replace(&mut *offered, Offered::Gone) {
            Offered::Gone => continue,
            Offered::Open(batch) if !is_over && may_go(&batch) => batch,
            stays => {
                is_over = is_over || matches!(stays, Offered::Open(_));
                *offered = stays;
                drop(offered);
                waiting.push(Waiting { offer, reply });
                continue;
            }
        };
        taken.push(Taken { batch, reply });
    }
    taken.sort_unstable_by_key(|taken| taken.batch.claim.owner);
    taken
}

/// Does whoever waits longest wait for sales alone?
fn begins_with_sales(waiting: &[Waiting]) -> bool {
    let first = waiting.iter().find_map(|waiting| match &*lock(&waiting.offer.0) {
        Offered::Open(batch) => Some(is_sales(batch)),
        Offered::Withdrawn | Offered::Gone => None,
    });
    first.unwrap_or_default()
}

fn is_sales(batch: &Batch) -> bool {
    batch.sales().is_some()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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

pub(super) fn left_alone() -> Fault {
    Fault::Unavailable("whoever committed for this owner has ended".to_owned())
}
