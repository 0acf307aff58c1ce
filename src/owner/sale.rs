//! What can be asked of sale sessions: verbs, typed answers.

use std::sync::Arc;
use std::time::Duration;

use crate::bus::Announcement;
use crate::domain::access::{Clerk, Organizer};
use crate::domain::handover::OwnerKey;
use crate::domain::id::{GlobalId, SaleId, SessionId};
use crate::domain::key::Key;
use crate::domain::sale::{Answer, HoldItems, NewSale, ParkCart, Refusal, Sale, Scan, SessionCommand, TakeCart, VoidSale};
use crate::domain::tag::Tag;
use crate::domain::time::Timestamp;
use crate::observe::request;

use super::directory::Failure;
use super::{Owners, SessionView, Stop};

/// How long a caller waits for both halves of a hand-over (DESIGN 3).
pub(super) const HANDOVER_SECONDS_MAX: u64 = 5;

type Said<T> = Result<T, Stop<Refusal>>;

/// A recorded sale: known at once when it was made just now; a replay is read from the rows.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Which.
    pub id: SaleId,
    /// As it was recorded just now.
    pub fresh: Option<Sale>,
}

#[expect(clippy::too_many_arguments, reason = "a verb takes the right, the target, what and the key: no two of one type")]
impl Owners {
    /// Sells.
    pub async fn record_sale(&self, _clerk: &Clerk, session: SessionId, sale: NewSale, key: Key) -> Said<Recorded> {
        match self.ask_session(session, SessionCommand::Record(sale, key)).await? {
            Answer::Sale { sequence, fresh } => {
                let id = SaleId { session, sequence };
                request::sale(GlobalId::Session(session), sequence);
                Ok(Recorded { id, fresh: fresh.map(|(at, event)| Sale::recorded(id, at, &event)) })
            }
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// Takes a sale back.
    pub async fn void_sale(&self, clerk: &Clerk, sale: SaleId, reason: Option<String>, key: Key) -> Said<()> {
        let void = VoidSale { sale: sale.sequence, reason, is_organizer: clerk.is_organizer };
        self.ask_session(sale.session, SessionCommand::Void(void, key)).await.map(|_| ())
    }

    /// Puts items into a cart; says which, and until when.
    pub async fn hold_items(&self, _clerk: &Clerk, session: SessionId, hold: HoldItems) -> Said<(Vec<Tag>, Timestamp)> {
        match self.ask_session(session, SessionCommand::Hold(hold)).await? {
            Answer::Held { tags, expires_at } => Ok((tags, expires_at)),
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// Takes items out of a cart; says which were in it.
    pub async fn release_items(
        &self,
        _clerk: &Clerk,
        session: SessionId,
        cart: Option<String>,
        tags: Option<Vec<Tag>>,
    ) -> Said<Vec<Tag>> {
        match self.ask_session(session, SessionCommand::Release { cart, tags }).await? {
            Answer::Released(tags) => Ok(tags),
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// Sets a cart aside until the day ends; says what lies in it.
    pub async fn park_cart(&self, _clerk: &Clerk, session: SessionId, park: ParkCart) -> Said<Vec<Tag>> {
        match self.ask_session(session, SessionCommand::Park(park)).await? {
            Answer::Held { tags, .. } => Ok(tags),
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// Goes on with a cart that was set aside; says what lay in it, and what was written on it.
    pub async fn take_cart(&self, _clerk: &Clerk, session: SessionId, take: TakeCart) -> Said<(Vec<Tag>, Option<String>)> {
        match self.ask_session(session, SessionCommand::Take(take)).await? {
            Answer::Taken { tags, note } => Ok((tags, note)),
            _ => Err(Stop::Failed(Failure::Internal)),
        }
    }

    /// Gives items back to the Inventory, and waits until it has them.
    pub async fn withdraw(
        &self,
        _organizer: &Organizer,
        session: SessionId,
        (scans, reason): (Vec<Scan>, String),
        key: Key,
    ) -> Said<()> {
        self.close_half(session, SessionCommand::Withdraw { scans, reason, key }).await
    }

    /// Ends a session, and waits until the Inventory has its items.
    pub async fn complete(&self, _organizer: &Organizer, session: SessionId, key: Key) -> Said<()> {
        self.close_half(session, SessionCommand::Complete(key)).await
    }

    /// Ends a session in which no sale stands, and waits until the Inventory has its items.
    pub async fn cancel(&self, _organizer: &Organizer, session: SessionId, reason: String, key: Key) -> Said<()> {
        self.close_half(session, SessionCommand::Cancel { reason, key }).await
    }

    /// What a running session has published; the owner is started if it is not running. Wait for `loaded` first.
    pub fn session_view(&self, session: SessionId) -> Arc<SessionView> {
        self.sessions.view(OwnerKey::Session(session))
    }

    /// As [`Owners::session_view`], if the owner is running.
    pub fn running_view(&self, session: SessionId) -> Option<Arc<SessionView>> {
        self.sessions.running(OwnerKey::Session(session))
    }

    /// Listens to what a session commits from now on.
    pub fn listen(&self, session: SessionId) -> tokio::sync::broadcast::Receiver<Announcement> {
        self.surroundings.bus.listen(session)
    }

    pub(super) async fn ask_session(&self, session: SessionId, command: SessionCommand) -> Said<Answer> {
        match self.sessions.ask(OwnerKey::Session(session), command).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(refusal)) => Err(Stop::Refused(refusal)),
            Err(failure) => Err(Stop::Failed(failure)),
        }
    }

    /// The session decides, the Inventory follows: the answer waits for both.
    async fn close_half(&self, session: SessionId, command: SessionCommand) -> Said<()> {
        let Answer::Done { sequence } = self.ask_session(session, command).await? else {
            return Err(Stop::Failed(Failure::Internal));
        };
        self.taken_by_inventory(session, sequence).await
    }

    /// Waits until the Inventory has taken the session's message of this sequence.
    pub(super) async fn taken_by_inventory<R>(&self, session: SessionId, sequence: u64) -> Result<(), Stop<R>> {
        let view = self.inventories.view(OwnerKey::Inventory(session.event()));
        let mut inbox = view.watch();
        let has_it = inbox.wait_for(|inbox| inbox.get(&session).is_some_and(|newest| *newest >= sequence));
        match tokio::time::timeout(Duration::from_secs(HANDOVER_SECONDS_MAX), has_it).await {
            Ok(Ok(_)) => Ok(()),
            // Redelivery heals it; the same key asks again.
            Ok(Err(_)) | Err(_) => Err(Stop::Failed(Failure::Unavailable)),
        }
    }
}
