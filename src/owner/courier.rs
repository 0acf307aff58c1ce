//! Carries messages between owners: in the order of each sender and target, at least once, until the target has committed.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::domain::handover::{OwnerKey, ToInventory, ToSession};
use crate::domain::inventory::InventoryCommand;
use crate::domain::sale::SessionCommand;
use crate::store::Letter;

use super::Owners;
use super::directory::Failure;

/// The first pause after a failure; it doubles.
const PAUSE_MS_MIN: u64 = 20;
/// The longest pause: a database that is back is noticed soon.
const PAUSE_MS_MAX: u64 = 2_000;

/// Why a letter was not delivered.
enum Undelivered {
    /// A later try may pass.
    Later,
    /// It cannot be applied: the queue of its pair stops, and the letter stays.
    Never(String),
}

/// Sorts letters into a queue for each pair of sender and target.
#[expect(clippy::disallowed_methods, reason = "every letter is a row of the outbox already, and as many")]
pub(super) async fn run(owners: Owners, mut letters: mpsc::UnboundedReceiver<Letter>) {
    let surroundings = owners.surroundings.clone();
    let mut queues: HashMap<(OwnerKey, OwnerKey), mpsc::UnboundedSender<Letter>> = HashMap::new();
    loop {
        let letter = tokio::select! {
            () = surroundings.stopping.cancelled() => return,
            letter = letters.recv() => letter,
        };
        let Some(letter) = letter else { return };
        let pair = (letter.from, letter.to);
        let queue = queues.entry(pair).or_insert_with(|| {
            let (queue, waiting) = mpsc::unbounded_channel();
            surroundings.tasks.spawn(carry(owners.clone(), waiting));
            queue
        });
        if queue.send(letter).is_err() {
            // The pair's queue stopped at a message that cannot be applied; what follows waits in the outbox.
            tracing::error!(from = ?pair.0, to = ?pair.1, "a message waits behind one that cannot be applied");
        }
    }
}

/// One pair's queue.
async fn carry(owners: Owners, mut waiting: mpsc::UnboundedReceiver<Letter>) {
    let surroundings = owners.surroundings.clone();
    loop {
        let letter = tokio::select! {
            () = surroundings.stopping.cancelled() => return,
            letter = waiting.recv() => letter,
        };
        let Some(letter) = letter else { return };
        let mut pause = PAUSE_MS_MIN;
        loop {
            match deliver(&owners, &letter).await {
                Ok(()) => break,
                Err(Undelivered::Never(why)) => {
                    surroundings.queues_stopped.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(from = ?letter.from, to = ?letter.to, seq = letter.seq, why, "a message cannot be applied; its queue stops");
                    return;
                }
                Err(Undelivered::Later) => {}
            }
            tokio::select! {
                () = surroundings.stopping.cancelled() => return,
                () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            }
            pause = (pause * 2).min(PAUSE_MS_MAX);
        }
    }
}

/// Delivers, and forgets the letter once its target has committed.
async fn deliver(owners: &Owners, letter: &Letter) -> Result<(), Undelivered> {
    let reader = &owners.surroundings.store.reader;
    let refused = |failure: Failure| match failure {
        Failure::Internal => Undelivered::Never("the target cannot apply it".to_owned()),
        Failure::Unavailable | Failure::Overloaded { .. } => Undelivered::Later,
    };
    let unreadable = |error: serde_json::Error| Undelivered::Never(error.to_string());
    match (letter.from, letter.to) {
        (OwnerKey::Inventory(_), OwnerKey::Session(session)) => {
            let message: ToSession = serde_json::from_str(&letter.body).map_err(unreadable)?;
            let items = reader.handed_over(session, letter.seq).await.map_err(|_| Undelivered::Later)?;
            let command = SessionCommand::Delivered { seq: letter.seq, message, items };
            let reply = owners.sessions.ask(letter.to, command).await.map_err(refused)?;
            reply.map_err(|refusal| Undelivered::Never(format!("{refusal:?}")))?;
        }
        (OwnerKey::Session(session), OwnerKey::Inventory(_)) => {
            let message: ToInventory = serde_json::from_str(&letter.body).map_err(unreadable)?;
            let sold = match message {
                ToInventory::Completed { .. } => reader.sold_in(session, letter.seq).await.map_err(|_| Undelivered::Later)?,
                _ => Vec::new().into(),
            };
            let command = InventoryCommand::Delivered { session, seq: letter.seq, message, sold };
            let reply = owners.inventories.ask(letter.to, command).await.map_err(refused)?;
            reply.map_err(|refusal| Undelivered::Never(format!("{refusal:?}")))?;
        }
        (from, to) => return Err(Undelivered::Never(format!("{from:?} sends nothing to {to:?}"))),
    }
    owners.surroundings.store.journal.delivered(letter).await.map_err(|_| Undelivered::Later)
}
