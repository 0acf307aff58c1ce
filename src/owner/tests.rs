//! What only the inside can bring about: a command that slips in while its owner ends.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::directory::Envelope;
use super::task::{Kind, Task};
use super::{Clock, Owners};
use crate::bus::Bus;
use crate::domain::handover::OwnerKey;
use crate::domain::id::{EventId, SessionId};
use crate::domain::sale::{Refusal, Session, SessionCommand};
use crate::domain::time::Timestamp;
use crate::store::Database;

#[tokio::test]
async fn what_slips_in_while_an_owner_ends_goes_to_its_successor() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::of(None, folder.path()).unwrap();
    database.migrate_up().await.unwrap();
    let store = database.open("test").await.unwrap();
    let clock = Clock::new(|| Timestamp::from_milliseconds(0));
    let owners = Owners::start(store, clock, Bus::default()).await.unwrap();
    let key = OwnerKey::Session(SessionId::of(EventId(1), 1));
    let (mailbox, commands) = mpsc::channel(4);
    let view = Arc::new(Session::empty_view(key));
    let task = Task::<Session>::new(owners.sessions.clone(), (key, 0), view, commands);
    let (reply, answer) = oneshot::channel();
    assert!(mailbox.send(Envelope { command: SessionCommand::Lapse, reply: Some(reply) }).await.is_ok());
    task.rest().await;
    assert!(mailbox.is_closed());
    // There is no such event: that it was asked at all is what counts.
    let told = answer.await.unwrap();
    assert!(matches!(told, Err(super::Failure::Unavailable) | Ok(Err(Refusal::SessionNotFound))), "{told:?}");
    owners.stop().await;
}
