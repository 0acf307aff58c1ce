//! Statistics of a session: by hour, category and price.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Result, SimpleObject};
use moka::sync::Cache;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::domain::id::{OrganizationId, SessionId};
use crate::domain::sale::{SaleReviewed, SessionEvent};
use crate::domain::statistics::Statistics;
use crate::owner::Owners;
use crate::store::{self, SaleEvent};

use super::ask::{live, owners, storage, unavailable};
use super::event::event_of;
use super::scalar::{DateTime, Money, int};

/// Sessions whose statistics are kept; some 30 MB for one of 200,000 items.
const SESSIONS_KEPT_MAX: u64 = 32;
/// Statistics that nobody asks for are forgotten, and folded anew for the next who asks.
const IDLE_TIME_MAX: Duration = Duration::from_mins(30);
/// Entries that one look into the journal brings.
const ENTRIES_PER_LOOK: u64 = 500;

/// One consistent moment, named by its sequence.
#[derive(SimpleObject)]
pub(super) struct SaleSessionStatistics {
    /// The event that this is right after.
    sequence: i32,
    /// By the hour in the event's time zone, hours without a sale left out.
    by_hour: Vec<HourStatistics>,
    /// By category, in the order of their names. Under the empty name: what was credited without an item.
    by_category: Vec<CategoryStatistics>,
    /// By the price on the tag, cheapest first.
    by_price_band: Vec<PriceBandStatistics>,
}

/// What was sold in an hour.
#[derive(SimpleObject)]
pub(super) struct HourStatistics {
    /// When it began.
    hour: DateTime,
    /// Standing sales.
    sale_count: i32,
    /// Items that they sold.
    item_count: i32,
    /// Net of all SOLD lines.
    sales_total: Money,
}

/// What was offered and sold of a category.
#[derive(SimpleObject)]
pub(super) struct CategoryStatistics {
    /// As the items were taken in.
    category: String,
    /// Items in the session, sold ones included.
    offered_count: i32,
    /// Items that a standing sale sold.
    sold_count: i32,
    /// Net of all SOLD lines.
    sales_total: Money,
}

/// What was offered and sold for such a price on the tag, `from` and `to` included.
#[derive(SimpleObject)]
pub(super) struct PriceBandStatistics {
    /// The lowest price.
    from: Money,
    /// Null: no upper bound.
    to: Option<Money>,
    /// Items in the session, sold ones included.
    offered_count: i32,
    /// Items that a standing sale sold.
    sold_count: i32,
}

/// Keeps what was folded, so that whoever asks again waits for what is new only. Copies share it.
#[derive(Clone)]
pub(super) struct Keeper(Cache<SessionId, Arc<Mutex<Option<Statistics>>>>);

impl Default for Keeper {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(SESSIONS_KEPT_MAX).time_to_idle(IDLE_TIME_MAX).build())
    }
}

/// What is known of a session, right after the newest event that it has shown.
pub(super) struct Known(OwnedMutexGuard<Option<Statistics>>);

impl Known {
    pub(super) fn statistics(&self) -> Result<&Statistics> {
        self.0.as_ref().ok_or_else(unavailable)
    }
}

impl Keeper {
    /// Folds what is new. Whoever asks meanwhile waits for it, and for nothing else.
    pub(super) async fn known(&self, owners: &Owners, session: SessionId, event: &SaleEvent) -> Result<Known> {
        let place = self.0.get_with(session, Arc::default);
        let mut kept = place.lock_owned().await;
        let (_, head) = live(owners, session).await?;
        // A database that was put back has a shorter journal than what was folded.
        let statistics = kept.take().filter(|statistics| statistics.sequence() <= head.sequence);
        let mut statistics = statistics.unwrap_or_else(|| Statistics::new(event.terms.currency));
        fold(owners, (event.organization, session), &mut statistics, head.sequence).await?;
        *kept = Some(statistics);
        Ok(Known(kept))
    }
}

/// Reads the journal up to a sequence.
async fn fold(
    owners: &Owners,
    (tenant, session): (OrganizationId, SessionId),
    statistics: &mut Statistics,
    newest: u64,
) -> Result<()> {
    let reader = owners.reader();
    while statistics.sequence() < newest {
        let entries = reader.session_entries(session, statistics.sequence(), ENTRIES_PER_LOOK).await;
        let entries = entries.map_err(|fault| storage(&fault))?;
        if entries.is_empty() {
            return Err(unavailable());
        }
        for entry in entries.into_iter().take_while(|entry| entry.seq <= newest) {
            let locked = match &entry.event {
                SessionEvent::ItemsLocked(_) | SessionEvent::SaleReviewed(SaleReviewed { handover: Some(_), .. }) => {
                    reader.described_in(tenant, session, entry.seq).await
                }
                _ => Ok(Vec::new()),
            };
            statistics.apply(&entry, &locked.map_err(|fault| storage(&fault))?);
        }
    }
    Ok(())
}

/// Of a session that the viewer may see.
pub(super) async fn statistics(context: &Context<'_>, session: &store::SaleSession) -> Result<SaleSessionStatistics> {
    let event = event_of(context, session.event).await?.row;
    let known = context.data::<Keeper>()?.known(owners(context), session.id, &event).await?;
    let statistics = known.statistics()?;
    let hours = statistics.by_hour(&event.terms.time_zone).into_iter().map(|(hour, takings)| HourStatistics {
        hour: hour.into(),
        sale_count: int(takings.sale_count),
        item_count: int(takings.item_count),
        sales_total: takings.sales.into(),
    });
    let categories = statistics.by_category().into_iter().map(|(category, offer)| CategoryStatistics {
        category: category.to_string(),
        offered_count: int(offer.offered_count),
        sold_count: int(offer.sold_count),
        sales_total: offer.sales.into(),
    });
    let bands = statistics.by_band().into_iter().map(|(band, offer)| PriceBandStatistics {
        from: band.from.into(),
        to: band.to.map(Into::into),
        offered_count: int(offer.offered_count),
        sold_count: int(offer.sold_count),
    });
    Ok(SaleSessionStatistics {
        sequence: int(statistics.sequence()),
        by_hour: hours.collect(),
        by_category: categories.collect(),
        by_price_band: bands.collect(),
    })
}
