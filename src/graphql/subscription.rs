//! What is watched live: a session's events in order, its totals, a consignor's earnings.

#![expect(clippy::too_many_arguments, reason = "a field has the arguments that the contract gives it")]

mod earnings;
mod event;

use std::collections::VecDeque;
use std::time::Duration;

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::Stream;
use futures_util::stream;

use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::sale as domain;
use crate::owner::Owners;
use crate::store::SessionStatus;

use super::ask::{self, bad, owners, storage, viewer};
use super::consignor::{ConsignorEarnings, earnings_of};
use super::error::{Code, error};
use super::pace::Pace;
use super::session::SaleSessionTotals;
use super::stream::position::{Mark, Position, Start};

use earnings::Watcher;
use event::{Follower, SaleSessionEvent, SaleSessionEventKind};

/// Live data.
#[derive(Default)]
pub(super) struct LiveSubscription;

#[Subscription]
impl LiveSubscription {
    /// Every event of the session in commit order: committed only, `sequence` strictly increasing and, without `kinds`, dense.
    /// `after`: the last sequence already seen (0 = from the start; omitted = from now on; beyond the last = `BAD_USER_INPUT`). A
    /// client that reconnects with the last sequence that it saw misses nothing. `sale`, its lines and tenders are as of that
    /// event; what they link to (item, session, event, consignor) is as of now. Stays open after completion.
    async fn sale_session_events(
        &self,
        context: &Context<'_>,
        session_id: ID,
        after: Option<i32>,
        kinds: Option<Vec<SaleSessionEventKind>>,
    ) -> Result<impl Stream<Item = Result<SaleSessionEvent>> + use<>> {
        let session = visible_session(context, &session_id).await?;
        // Listens before it looks: what is committed in between is seen twice rather than never.
        let announcements = owners(context).listen(session);
        let newest = newest_committed(owners(context), viewer(context)?.organization, session).await?;
        let position = Position::of(context);
        let cursor = match (position.start(), after) {
            (Start::Now, _) | (Start::Asked, None) => newest,
            (Start::After(sequence), _) => sequence,
            (Start::Asked, Some(after)) => u64::try_from(after)
                .ok()
                .filter(|after| *after <= newest)
                .ok_or_else(|| bad("after", format!("is {after}; the newest sequence is {newest}")))?,
        };
        let follower = Follower {
            owners: owners(context).clone(),
            session,
            cursor,
            known: newest,
            waiting: VecDeque::new(),
            announcements,
            position,
            kinds: kinds.map(|kinds| kinds.into_iter().map(domain::SessionEventKind::from).collect()),
        };
        Ok(stream::unfold(Some(follower), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(event) => Some((Ok(event), Some(follower))),
                // The client comes again with the last sequence that it saw.
                Err(error) => Some((Err(error), None)),
            }
        }))
    }

    /// The totals at once, then whenever they change, at most `maxPerSecond` (1-10) a second: always the newest.
    async fn sale_session_totals(
        &self,
        context: &Context<'_>,
        session_id: ID,
        #[graphql(default = 4)] max_per_second: i32,
    ) -> Result<impl Stream<Item = Result<SaleSessionTotals>> + use<>> {
        let session = visible_session(context, &session_id).await?;
        let rate = u64::try_from(max_per_second).ok().filter(|rate| (1..=10).contains(rate));
        let rate = rate.ok_or_else(|| bad("maxPerSecond", format!("is {max_per_second}; it must be 1 to 10")))?;
        let pace = Pace::new(owners(context).listen(session), Duration::from_millis(1_000 / rate));
        let state = (owners(context).clone(), viewer(context)?.organization, pace, None);
        let position = Position::of(context);
        Ok(stream::unfold(Some(state), move |state| {
            let position = position.clone();
            async move {
                let (owners, tenant, mut pace, last) = state?;
                loop {
                    match last {
                        Some(sequence) => pace.news(|| position.rests(Mark::State(sequence))).await,
                        None => pace.turn().await,
                    }
                    match newest(&owners, tenant, session).await {
                        Ok(totals) if last == Some(totals.sequence) => {}
                        Ok(totals) => {
                            let sequence = totals.sequence;
                            position.gives(Mark::State(sequence));
                            return Some((Ok(totals), Some((owners, tenant, pace, Some(sequence)))));
                        }
                        Err(error) => return Some((Err(error), None)),
                    }
                }
            }
        }))
    }

    /// One consignor's earnings at once, then whenever they change, at most once a second: always the newest.
    async fn consignor_earnings(
        &self,
        context: &Context<'_>,
        consignor_id: ID,
        event_id: ID,
    ) -> Result<impl Stream<Item = Result<ConsignorEarnings>> + use<>> {
        let found = earnings_of(context, &consignor_id, &event_id).await?;
        let (consignor, event) = found.ok_or_else(not_found)?;
        let (owners, viewer, position) = (owners(context).clone(), viewer(context)?.clone(), Position::of(context));
        let watcher = Watcher { owners, viewer, consignor, event, pace: None, looked: 0, position };
        Ok(stream::unfold(Some((watcher, None)), |state| async {
            let (mut watcher, mut last) = state?;
            loop {
                if last.is_some() {
                    watcher.news().await;
                }
                match watcher.look().await {
                    Ok(earnings) if last.as_ref() == Some(&earnings.figures()) => {}
                    Ok(earnings) => {
                        last = Some(earnings.figures());
                        watcher.position.gives(Mark::State(watcher.looked));
                        return Some((Ok(earnings), Some((watcher, last))));
                    }
                    Err(error) => return Some((Err(error), None)),
                }
            }
        }))
    }
}

fn not_found() -> async_graphql::Error {
    error(Code::NotFound, "There is no such thing, or it may not be seen.")
}

pub(super) async fn visible_session(context: &Context<'_>, id: &str) -> Result<SessionId> {
    ask::session_id(context, id).await?.ok_or_else(not_found)
}

/// The newest sequence that is known to be committed. The rows may be ahead of the view for a moment, and a client that
/// caught up from the journal may have seen what they say.
async fn newest_committed(owners: &Owners, tenant: OrganizationId, session: SessionId) -> Result<u64> {
    let row = owners.reader().session(tenant, session).await.map_err(|fault| storage(&fault))?.ok_or_else(not_found)?;
    Ok(row.sequence)
}

/// The totals at the newest moment, from the running owner or the rows.
async fn newest(owners: &Owners, tenant: OrganizationId, session: SessionId) -> Result<SaleSessionTotals> {
    let row = owners.reader().session(tenant, session).await.map_err(|fault| storage(&fault))?.ok_or_else(not_found)?;
    if row.status != SessionStatus::Active {
        return Ok(SaleSessionTotals { sequence: row.sequence, totals: row.totals });
    }
    let (_, head) = ask::live(owners, session).await?;
    Ok(SaleSessionTotals { sequence: head.sequence, totals: head.totals.clone() })
}
