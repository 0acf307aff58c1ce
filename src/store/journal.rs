//! Appending for owners: claim, fence, one transaction a batch, the outbox; and reading a journal back.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use crate::domain::handover::OwnerKey;
use crate::domain::id::{EventId, OrganizationId, SessionId};
use crate::domain::key::Key;
use crate::domain::machine::{Entry, StateMachine};
use crate::domain::time::Timestamp;

use super::appender::Appender;
use super::commit::{Batch, Group, Offer, Rows, left_alone};
use super::entity::{journal, outbox, owner, sale_event};
use super::fault::of_write;
use super::limit::{LOAD_TIME_MAX, WORK_TIME_MAX, in_time};
use super::lock::Gate;
use super::writer::{Writer, commit};
use super::{Fault, Reader, advisory};

/// Rows of one page when a journal is read back.
const ROWS_PER_PAGE: u64 = 2_000;

/// Commits for owners, and for nobody else.
#[derive(Clone, Debug)]
pub struct Journal {
    writer: Writer,
    /// This process among all that ever claimed.
    node: Arc<str>,
    /// On SQLite.
    group: Option<Arc<Group>>,
    /// The process may write as long as it holds the lock on the database.
    gate: Gate,
}

/// The right to append to one owner's journal, until somebody claims it after us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The owner's row.
    pub owner: i64,
    /// Whose.
    pub organization: OrganizationId,
    /// Every claim adds one.
    pub epoch: i64,
    /// The newest entry.
    pub last_seq: u64,
}

/// A message that waits in an outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The sender's row.
    pub owner: i64,
    /// The sender.
    pub from: OwnerKey,
    /// The entry that sent it.
    pub seq: u64,
    /// Whom it is for.
    pub to: OwnerKey,
    /// JSON of its message.
    pub body: String,
}

/// An owner's state that is kept in a journal and in rows of its own.
pub trait Journaled: StateMachine {
    /// Changes of its rows.
    type Rows: Rows;
    /// Where its journal is found.
    fn key(&self) -> OwnerKey;
    /// The journal's kind with its version, and the body.
    fn encode(event: &Self::Event) -> Result<(&'static str, String), serde_json::Error>;
    /// What the entry owes another owner, as JSON.
    fn letter(&self, entry: &Entry<Self::Event>) -> Option<(OwnerKey, Result<String, serde_json::Error>)>;
    /// What the entries change in the owner's rows; `self` is the state after them.
    fn rows(&self, claim: &Claim, entries: &Arc<[Entry<Self::Event>]>) -> Result<Self::Rows, Fault>;
    /// Folds the journal from its beginning.
    fn load(reader: &Reader, key: OwnerKey, claim: &Claim) -> impl Future<Output = Result<Self, Fault>> + Send;
}

impl Journal {
    /// With the file of the database, if it is one.
    pub(super) fn new(writer: Writer, node: &str, file: Option<&Path>) -> Self {
        let is_sqlite = writer.pool.get_database_backend() == DatabaseBackend::Sqlite;
        let appender = file.map(|file| Appender::new(file.to_owned()));
        let group = is_sqlite.then(|| Arc::new(Group::new(writer.clone(), appender)));
        Self { writer, node: Arc::from(node), group, gate: Gate::default() }
    }

    pub(super) fn behind(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    pub(super) fn close(&self) {
        if let Some(group) = &self.group {
            group.close();
        }
    }

    /// Does the process hold the lock on the database, or need none?
    pub fn may_write(&self) -> bool {
        self.gate.is_open()
    }

    /// Claims an owner: waits for a commit of ours that is still in flight, and fences every earlier claim.
    /// `None`: there is no such event.
    pub async fn claim(&self, key: OwnerKey) -> Result<Option<Claim>, Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let lock = self.gate.pass().await?;
            let (_turn, transaction) = self.writer.begin().await?;
            if let Some(process) = lock {
                advisory::refuse_lost(&transaction, process).await?;
            }
            let (kind, number) = columns(key);
            let event = sale_event::Entity::find_by_id(event_of(key).0).one(&transaction).await?;
            let Some(event) = event else { return Ok(None) };
            let row = owner::ActiveModel {
                kind: Set(kind.to_owned()),
                key: Set(number),
                organization_id: Set(event.organization_id),
                epoch: Set(0),
                node_id: Set(self.node.to_string()),
                last_seq: Set(0),
                ..Default::default()
            };
            let once = OnConflict::columns([owner::Column::Kind, owner::Column::Key]).do_nothing().to_owned();
            owner::Entity::insert(row)
                .on_conflict(once)
                .try_insert()
                .exec_without_returning(&transaction)
                .await
                .map_err(of_write)?;
            let claimed = owner::Entity::update_many()
                .col_expr(owner::Column::Epoch, Expr::col(owner::Column::Epoch).add(1))
                .col_expr(owner::Column::NodeId, Expr::value(&*self.node))
                .filter(owner::Column::Kind.eq(kind))
                .filter(owner::Column::Key.eq(number))
                .exec_with_returning(&transaction)
                .await
                .map_err(of_write)?;
            commit(transaction).await?;
            let row = claimed.into_iter().next().ok_or_else(|| Fault::inconsistent("owner", "key", number))?;
            Ok(Some(Claim {
                owner: row.id,
                organization: OrganizationId(row.organization_id),
                epoch: row.epoch,
                last_seq: unsigned(row.last_seq),
            }))
        })
        .await
    }

    /// Folds what the claim knows.
    pub async fn load<M: Journaled>(&self, reader: &Reader, key: OwnerKey, claim: &Claim) -> Result<M, Fault> {
        in_time(self.writer.pool.get_database_backend(), LOAD_TIME_MAX, M::load(reader, key, claim)).await
    }

    /// What is to be durable of the entries, `after` being the state that they lead to. None: there are none.
    pub fn batch<M: Journaled>(
        &self,
        claim: &Claim,
        entries: &Arc<[Entry<M::Event>]>,
        after: &M,
    ) -> Result<Option<Batch>, Fault> {
        let Some(newest) = entries.last() else { return Ok(None) };
        let rows: Result<Vec<_>, Fault> = entries.iter().map(|entry| journal_row::<M>(claim, entry)).collect();
        let letters: Result<Vec<_>, Fault> = entries.iter().filter_map(|entry| letter_row(after, claim, entry)).collect();
        let (claimed, rows) = ((*claim, Arc::clone(&self.node)), (rows?, letters?));
        Ok(Some(Batch::new(claimed, newest.seq, rows, after.rows(claim, entries)?)))
    }

    /// Commits what is offered: fence, journal, rows, outbox, in one transaction. Durable when it returns `Ok`.
    /// Of an error the outcome may be unknown: whoever gets one drops its memory and claims anew.
    pub async fn commit(&self, offer: &Offer) -> Result<(), Fault> {
        self.gate.pass().await?;
        if let Some(group) = &self.group {
            return group.commit(offer.clone()).await;
        }
        // It is its owner that asks, who has not withdrawn it meanwhile.
        let batch = offer.take().ok_or_else(left_alone)?;
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, batch.commit(&self.writer)).await
    }

    /// Every message that waits, in the order of each sender; with a claim, of that sender only.
    pub async fn letters(&self, of: Option<&Claim>) -> Result<Vec<Letter>, Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let all = outbox::Entity::find()
                .filter(Condition::all().add_option(of.map(|claim| outbox::Column::OwnerId.eq(claim.owner))));
            let order = all.order_by_asc(outbox::Column::OwnerId).order_by_asc(outbox::Column::Seq);
            let mut letters = Vec::new();
            for row in order.all(&self.writer.pool).await? {
                let sender = owner::Entity::find_by_id(row.owner_id).one(&self.writer.pool).await?;
                let sender = sender.ok_or_else(|| Fault::inconsistent("outbox", "owner_id", row.owner_id))?;
                letters.push(Letter {
                    owner: row.owner_id,
                    from: owner_key(&sender.kind, sender.key)?,
                    seq: unsigned(row.seq),
                    to: owner_key(&row.target_kind, row.target_key)?,
                    body: row.body,
                });
            }
            Ok(letters)
        })
        .await
    }

    /// Forgets a message whose target has committed it.
    pub async fn delivered(&self, letter: &Letter) -> Result<(), Fault> {
        in_time(self.writer.pool.get_database_backend(), WORK_TIME_MAX, async {
            let _turn = self.writer.turn().await;
            outbox::Entity::delete_by_id((letter.owner, signed(letter.seq))).exec(&self.writer.pool).await.map_err(of_write)?;
            Ok(())
        })
        .await
    }
}

/// One row of a journal as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub seq: u64,
    pub at: Timestamp,
    pub kind: String,
    pub key: Option<Key>,
    pub body: String,
}

impl Row {
    /// With what it says.
    pub(super) fn entry<Event>(&self, event: Event) -> Entry<Event> {
        Entry { seq: self.seq, at: self.at, key: self.key, event }
    }
}

/// So many rows behind `after`, dense: a gap is damage.
pub(super) async fn rows_after(connection: &impl ConnectionTrait, owner: i64, after: u64, limit: u64) -> Result<Vec<Row>, Fault> {
    let select = journal::Entity::find()
        .filter(journal::Column::OwnerId.eq(owner))
        .filter(journal::Column::Seq.gt(signed(after)))
        .order_by_asc(journal::Column::Seq)
        .limit(limit);
    let rows = async { Ok(select.all(connection).await?) };
    let rows = in_time(connection.get_database_backend(), WORK_TIME_MAX, rows).await?;
    let mut expected = after;
    rows.into_iter()
        .map(|row| {
            expected += 1;
            if unsigned(row.seq) != expected {
                return Err(Fault::inconsistent("journal", "seq", format!("{owner}/{expected}")));
            }
            read_row(row)
        })
        .collect()
}

/// Folds a whole journal, page by page, up to the sequence that the claim (or a snapshot) knows.
pub(super) async fn fold(
    connection: &impl ConnectionTrait,
    owner: i64,
    last_seq: u64,
    mut take: impl FnMut(&Row) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut seq = 0;
    while seq < last_seq {
        let page = rows_after(connection, owner, seq, Ord::min(ROWS_PER_PAGE, last_seq - seq)).await?;
        if page.is_empty() {
            return Err(Fault::inconsistent("journal", "seq", format!("{owner}/{}", seq + 1)));
        }
        for row in &page {
            take(row)?;
            seq = row.seq;
        }
    }
    Ok(())
}

fn read_row(row: journal::Model) -> Result<Row, Fault> {
    let key = match (row.key_hash, row.request_hash) {
        (Some(hash), Some(arguments)) => {
            let hash: [u8; 16] = hash.try_into().map_err(|_| Fault::inconsistent("journal", "key_hash", row.seq))?;
            Some(Key { hash: u128::from_be_bytes(hash), arguments: arguments.cast_unsigned() })
        }
        _ => None,
    };
    Ok(Row { seq: unsigned(row.seq), at: Timestamp::from_milliseconds(row.at), kind: row.kind, key, body: row.body })
}

fn journal_row<M: Journaled>(claim: &Claim, entry: &Entry<M::Event>) -> Result<journal::Model, Fault> {
    let (kind, body) = M::encode(&entry.event).map_err(|error| Fault::Unavailable(error.to_string()))?;
    Ok(journal::Model {
        owner_id: claim.owner,
        seq: signed(entry.seq),
        at: entry.at.milliseconds(),
        kind: kind.to_owned(),
        key_hash: entry.key.map(|key| key.hash.to_be_bytes().to_vec()),
        request_hash: entry.key.map(|key| key.arguments.cast_signed()),
        body,
    })
}

fn letter_row<M: Journaled>(after: &M, claim: &Claim, entry: &Entry<M::Event>) -> Option<Result<outbox::Model, Fault>> {
    let (to, body) = after.letter(entry)?;
    let (kind, key) = columns(to);
    Some(body.map_err(|error| Fault::Unavailable(error.to_string())).map(|body| outbox::Model {
        owner_id: claim.owner,
        seq: signed(entry.seq),
        target_kind: kind.to_owned(),
        target_key: key,
        body,
    }))
}

/// The event that an owner belongs to.
pub(super) fn event_of(key: OwnerKey) -> EventId {
    match key {
        OwnerKey::Inventory(event) => event,
        OwnerKey::Session(session) => session.event(),
    }
}

/// How rows name an owner.
pub(super) fn columns(key: OwnerKey) -> (&'static str, i64) {
    match key {
        OwnerKey::Inventory(event) => ("inventory", event.0),
        OwnerKey::Session(session) => ("session", session.0),
    }
}

pub(super) fn owner_key(kind: &str, key: i64) -> Result<OwnerKey, Fault> {
    match kind {
        "inventory" => Ok(OwnerKey::Inventory(EventId(key))),
        "session" => Ok(OwnerKey::Session(SessionId(key))),
        _ => Err(Fault::inconsistent("owner", "kind", key)),
    }
}

/// Sequences are never negative; databases know signed integers only.
pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// See [`unsigned`].
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
