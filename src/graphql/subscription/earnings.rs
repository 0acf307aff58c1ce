//! Whoever watches what a consignor earns.

use std::time::Duration;

use async_graphql::Result;

use crate::domain::access::Viewer;
use crate::domain::id::SessionId;
use crate::owner::Owners;
use crate::store;

use crate::graphql::ask::storage;
use crate::graphql::consignor::{ConsignorEarnings, earnings};
use crate::graphql::pace::{Pace, next_look};
use crate::graphql::stream::position::{Mark, Position};

/// A consignor's page hears at most so often.
const EARNINGS_INTERVAL: Duration = Duration::from_secs(1);
/// Without a running session nothing is announced: look whether one was opened.
const NO_SESSION_INTERVAL: Duration = Duration::from_secs(2);
/// No session announces what else moves a consignor's figures: items that are taken in while it sells.
const INVENTORY_INTERVAL: Duration = Duration::from_secs(5);

/// Watches one consignor's earnings in an event, whichever session runs.
pub(super) struct Watcher {
    pub owners: Owners,
    pub viewer: Viewer,
    pub consignor: store::Consignor,
    pub event: store::SaleEvent,
    pub pace: Option<(SessionId, Pace)>,
    /// When it looked last, in the order of all looks of this process: figures have no sequence of their own.
    pub looked: u64,
    pub position: Position,
}

impl Watcher {
    /// Waits until there may be something new.
    pub(super) async fn news(&mut self) {
        let rests = || self.position.rests(Mark::State(self.looked));
        if let Some((_, pace)) = &mut self.pace {
            // Items can come in without a word of the session.
            drop(tokio::time::timeout(INVENTORY_INTERVAL, pace.news(rests)).await);
        } else {
            tokio::time::sleep(EARNINGS_INTERVAL).await;
            rests();
            tokio::time::sleep(NO_SESSION_INTERVAL.saturating_sub(EARNINGS_INTERVAL)).await;
        }
    }

    /// The earnings now. Listens to the session that runs before it looks.
    pub(super) async fn look(&mut self) -> Result<ConsignorEarnings> {
        self.looked = next_look();
        let tenant = self.event.organization;
        let running = self.owners.reader().active_session(tenant, self.event.id).await.map_err(|fault| storage(&fault))?;
        let running = running.map(|session| session.id);
        if self.pace.as_ref().map(|(session, _)| *session) != running {
            self.pace = running.map(|session| (session, Pace::from_now_on(self.owners.listen(session), EARNINGS_INTERVAL)));
        }
        earnings(&self.owners, &self.viewer, self.consignor.clone(), self.event.clone()).await
    }
}
