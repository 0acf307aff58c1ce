//! Tills as the organizer sees them: what they report, and what they sold.

mod reports;

use std::time::Duration;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject, Subscription};
use futures_util::{Stream, stream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::domain::id::SessionId;
use crate::domain::text;
use crate::domain::till::{self as domain, TillReport, concluded};
use crate::owner::Owners;
use crate::store::SaleEvent;

use super::ask::{self, bad, clerk, live, moment, nullable, owners, viewer};
use super::event::event_of;
use super::pace::{Pace, next_look};
use super::scalar::{DateTime, Money, int};
use super::statistics::Keeper;
use super::stream::position::{Mark, Position};
use super::subscription::visible_session;
use super::user_error::{SESSION_NOT_FOUND, user_error};

pub(super) use reports::Reports;

/// A list of tills is sent at most twice a second (contract).
const TILLS_INTERVAL: Duration = Duration::from_millis(500);
/// Nobody announces that a till has fallen silent: it is looked so often.
const SILENCE_INTERVAL: Duration = Duration::from_secs(5);

/// What a till does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "domain::TillState")]
pub enum TillState {
    /// It sells.
    Open,
    /// Its cashier is away.
    Paused,
    /// It reports, but its oldest sale waits for more than a minute.
    Stalled,
    /// It was not heard of for 30 seconds; one that never reports: it has not sold for five minutes.
    Offline,
    /// It is done for the day.
    Closed,
}

/// A till as the organizer sees it, from its own reports and sales.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub(super) struct Till {
    /// As it calls itself.
    name: String,
    /// What it does, as far as one can know.
    state: TillState,
    /// When it reported last; null: it never did since the server started.
    last_report_at: Option<DateTime>,
    /// When it sold last.
    last_sale_at: Option<DateTime>,
    /// Standing sales.
    sale_count: i32,
    /// Net of their SOLD lines.
    sales_total: Money,
    /// Sales that wait to be sent, as it said.
    pending_sales: i32,
    /// Since when the oldest of them waits.
    oldest_pending_at: Option<DateTime>,
    /// How far its clock is ahead of the server's; negative: behind.
    clock_skew_seconds: Option<i32>,
}

/// What a till says of itself, every 10 s.
#[derive(InputObject)]
pub(super) struct TillReportInput {
    /// As it names itself in its sales.
    till: String,
    /// What it does.
    state: TillState,
    /// Sales that wait to be sent.
    #[graphql(default)]
    pending_sales: i32,
    /// Since when the oldest of them waits.
    oldest_pending_at: Option<DateTime>,
    /// What its own clock says.
    clock: DateTime,
}

user_error! {
    /// Why a report was not taken.
    TillReportUserError,
    /// Why a report was not taken.
    TillReportErrorCode { SessionNotFound, InvalidTill }
}

/// What a till needs to know of the server.
#[derive(SimpleObject)]
pub(super) struct TillReportPayload {
    /// For the till's clock.
    server_time: Option<DateTime>,
    /// The session's newest event.
    sequence: Option<i32>,
    user_errors: Vec<TillReportUserError>,
}

#[derive(Default)]
pub(super) struct TillMutation;

#[Object]
impl TillMutation {
    /// Every 10 s from each till; not journaled. Answers the server's time and the newest sequence.
    async fn till_report(
        &self,
        context: &Context<'_>,
        session_id: ID,
        input: TillReportInput,
    ) -> Option<Result<TillReportPayload>> {
        nullable(async {
            clerk(context)?;
            let clock = moment("input.clock", &input.clock)?;
            let oldest = input.oldest_pending_at.as_ref().map(|at| moment("input.oldestPendingAt", at)).transpose()?;
            let pending_sales = u32::try_from(input.pending_sales);
            let pending_sales = pending_sales.map_err(|_| bad("input.pendingSales", "is less than none"))?;
            let Some(session) = ask::session_id(context, &session_id).await? else {
                return Ok(Some(refused(TillReportErrorCode::SessionNotFound, &["sessionId"], SESSION_NOT_FOUND)));
            };
            let invalid = |message| Ok(Some(refused(TillReportErrorCode::InvalidTill, &["input", "till"], message)));
            let Ok(name) = text::line(&input.till) else {
                return invalid("A till's name has 1 to 200 characters, none of them a control character.");
            };
            let now = owners(context).now();
            let skew = (clock.milliseconds() - now.milliseconds()) / 1_000;
            let report = TillReport {
                at: now,
                state: input.state.into(),
                pending_sales,
                oldest_pending_at: oldest,
                clock_skew_seconds: i32::try_from(skew).unwrap_or(if skew < 0 { i32::MIN } else { i32::MAX }),
            };
            if !context.data::<Reports>()?.take(session, &name, report) {
                return invalid("So many tills of one session are not kept: use the names that there are.");
            }
            let (_, head) = live(owners(context), session).await?;
            Ok(Some(TillReportPayload {
                server_time: Some(now.into()),
                sequence: Some(int(head.sequence)),
                user_errors: Vec::new(),
            }))
        })
        .await
    }
}

fn refused(code: TillReportErrorCode, field: &[&str], message: &str) -> TillReportPayload {
    let user_errors = vec![TillReportUserError::new(code, field, message)];
    TillReportPayload { server_time: None, sequence: None, user_errors }
}

/// The tills of a session that the viewer may see, by name.
pub(super) async fn tills(context: &Context<'_>, session: SessionId, event: &SaleEvent) -> Result<Vec<Till>> {
    let keepers = (context.data::<Keeper>()?, context.data::<Reports>()?);
    look(owners(context), keepers, (session, event)).await
}

async fn look(
    owners: &Owners,
    (keeper, reports): (&Keeper, &Reports),
    (session, event): (SessionId, &SaleEvent),
) -> Result<Vec<Till>> {
    let known = keeper.known(owners, session, event).await?;
    let mut reported = reports.of(session);
    let now = owners.now();
    let till = |name: &str, sales: Option<crate::domain::statistics::TillSales>, report: Option<TillReport>| Till {
        name: name.to_owned(),
        state: concluded(report.as_ref(), sales.map(|sales| sales.last_sale_at).unwrap_or_default(), now).into(),
        last_report_at: report.map(|report| report.at.into()),
        last_sale_at: sales.map(|sales| sales.last_sale_at.into()),
        sale_count: int(sales.map(|sales| sales.takings.sale_count).unwrap_or_default()),
        sales_total: sales.map(|sales| sales.takings.sales).unwrap_or_default().into(),
        pending_sales: report.map(|report| int(report.pending_sales.into())).unwrap_or_default(),
        oldest_pending_at: report.and_then(|report| report.oldest_pending_at).map(Into::into),
        clock_skew_seconds: report.map(|report| report.clock_skew_seconds),
    };
    let statistics = known.statistics()?;
    let mut tills: Vec<Till> = statistics.tills().map(|(name, sales)| till(name, Some(sales), reported.remove(name))).collect();
    tills.extend(reported.iter().map(|(name, report)| till(name, None, Some(*report))));
    tills.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(tills)
}

/// Live tills.
#[derive(Default)]
pub(super) struct TillSubscription;

#[Subscription]
impl TillSubscription {
    /// The tills at once, then whenever one changes, at most twice a second: always the newest.
    async fn tills(&self, context: &Context<'_>, session_id: ID) -> Result<impl Stream<Item = Result<Vec<Till>>> + use<>> {
        let session = visible_session(context, &session_id).await?;
        viewer(context)?;
        let reports = context.data::<Reports>()?.clone();
        let watcher = Watcher {
            owners: owners(context).clone(),
            keeper: context.data::<Keeper>()?.clone(),
            session,
            event: event_of(context, session.event()).await?.row,
            // Both listen before they look.
            pace: Pace::from_now_on(owners(context).listen(session), TILLS_INTERVAL),
            changes: reports.changes(session),
            reports,
            looked: 0,
            position: Position::of(context),
        };
        Ok(stream::unfold(Some((watcher, None)), |state| async {
            let (mut watcher, mut last) = state?;
            loop {
                if last.is_some() {
                    watcher.news().await;
                }
                match watcher.look().await {
                    Ok(tills) if last.as_ref() == Some(&tills) => {}
                    Ok(tills) => {
                        last = Some(tills.clone());
                        watcher.position.gives(Mark::State(watcher.looked));
                        return Some((Ok(tills), Some((watcher, last))));
                    }
                    Err(error) => return Some((Err(error), None)),
                }
            }
        }))
    }
}

/// Watches the tills of a session.
struct Watcher {
    owners: Owners,
    keeper: Keeper,
    reports: Reports,
    session: SessionId,
    event: SaleEvent,
    pace: Pace,
    changes: watch::Receiver<u64>,
    /// When it looked last, in the order of all looks of this process.
    looked: u64,
    position: Position,
}

impl Watcher {
    /// Waits until there may be something new, and it may speak again.
    async fn news(&mut self) {
        let silence = Instant::now() + SILENCE_INTERVAL;
        let Self { pace, changes, position, looked, .. } = self;
        tokio::select! {
            () = pace.news(|| position.rests(Mark::State(*looked))) => {}
            // The sender is in `reports`: it cannot be gone.
            _ = changes.changed() => pace.turn().await,
            () = sleep_until(silence) => {}
        }
    }

    async fn look(&mut self) -> Result<Vec<Till>> {
        self.looked = next_look();
        self.changes.mark_unchanged();
        look(&self.owners, (&self.keeper, &self.reports), (self.session, &self.event)).await
    }
}
