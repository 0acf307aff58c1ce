//! How many requests may be worked on at once. The rest is refused before anybody parses it or asks who sends it, and told when to
//! come again: what is taken is answered soon, however many want in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_graphql::parser::types::OperationType;
use axum::http::StatusCode;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

use super::{answer::Refusal, patience::ComeAgain};
use crate::graphql::error::Code;

/// As many commands as one commit takes: more would only wait, and the one that came last for as long as all before it.
pub const REQUESTS_MAX: usize = 256;
/// Those of them that may be queries: whoever lists and exports leaves places for whoever sells.
pub const QUERIES_MAX: usize = 192;
/// The soonest that a refused client is told to come again: several commits later.
const RETRY_MIN: Duration = Duration::from_millis(250);
/// And so much later at most, each client another time: those who were refused together do not come together.
const RETRY_SPREAD: Duration = Duration::from_millis(500);
/// A crowd is there until nobody was refused for so long: who waits as it is told comes again within it.
const CROWD_MS: u64 = 1_000;
/// A surplus of so many refusals is a flood, most likely of clients that do not wait as they are told. A few commits' worth.
const FLOOD_REFUSED: u32 = 2_000;
/// So many refusals for each request that is let in are no surplus. Clients that wait as they are told are refused twice a second each, so
/// that it takes more of them than are let in within a second.
const REFUSED_FOR_ONE_LET_IN: u32 = 2;

/// Places for requests. Copies share them.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    places: Arc<Semaphore>,
    queries: Arc<Semaphore>,
    refused: Arc<AtomicU32>,
    begun: Instant,
    /// Until when a crowd is there, in milliseconds since `begun`.
    crowd_until_ms: Arc<AtomicU64>,
    /// Refusals beyond [`REFUSED_FOR_ONE_LET_IN`]; twice a flood's at most, so that it is soon forgotten.
    surplus: Arc<AtomicU32>,
}

impl Admission {
    pub(super) fn new(places: usize, queries: usize) -> Self {
        let of = |count| Arc::new(Semaphore::new(count));
        let (places, queries) = (of(places), of(queries));
        let begun = Instant::now();
        Self { places, queries, refused: Arc::default(), begun, crowd_until_ms: Arc::default(), surplus: Arc::default() }
    }

    /// A place until it is dropped, or a refusal that can be sent as it is.
    pub(super) fn admit(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        self.one_of(&self.places)
    }

    /// What an operation needs beside a place, once it is known to be a query: one of the queries' places. From here on it is worked on.
    pub(super) fn let_in(&self, operation: OperationType) -> Result<Option<OwnedSemaphorePermit>, Refusal> {
        let place = (operation == OperationType::Query).then(|| self.one_of(&self.queries)).transpose()?;
        if self.surplus.load(Ordering::Relaxed) > 0 {
            self.change_surplus(|surplus| surplus.saturating_sub(REFUSED_FOR_ONE_LET_IN));
        }
        Ok(place)
    }

    /// Whether somebody was refused just now. Not in a flood, which other threads make worse.
    pub(super) fn is_crowded(&self) -> bool {
        self.now_ms() < self.crowd_until_ms.load(Ordering::Relaxed) && !self.is_flooded()
    }

    /// Whether refusals are most of what there is to do.
    fn is_flooded(&self) -> bool {
        self.surplus.load(Ordering::Relaxed) >= FLOOD_REFUSED
    }

    fn change_surplus(&self, change: impl Fn(u32) -> u32) {
        let changed = self.surplus.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |surplus| Some(change(surplus)));
        debug_assert!(changed.is_ok(), "it is never refused");
    }

    /// Since it began.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn one_of(&self, places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(places).try_acquire_owned().map_err(|_| {
            self.crowd_until_ms.store(self.now_ms().saturating_add(CROWD_MS), Ordering::Relaxed);
            self.change_surplus(|surplus| (surplus + 1).min(2 * FLOOD_REFUSED));
            let after = spread(self.refused.fetch_add(1, Ordering::Relaxed));
            let message = "Too many requests at once. Nothing was done; try again shortly.";
            let refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded, message);
            refusal.come_again(ComeAgain { after, in_flood: self.is_flooded() })
        })
    }
}

/// The multiples of the golden ratio, without their whole part, lie evenly, however many there are.
fn spread(count: u32) -> Duration {
    const GOLDEN: u32 = 2_654_435_769;
    let spread = RETRY_SPREAD * (count.wrapping_mul(GOLDEN) >> 16) / (1 << 16);
    // As clients are told it.
    RETRY_MIN + Duration::from_millis(spread.subsec_millis().into())
}

#[cfg(test)]
mod tests {
    use super::{super::answer::Retry, *};

    #[test]
    fn a_place_is_free_again_when_its_request_is_done() {
        let admission = Admission::new(2, 1);
        let (first, second) = (admission.admit().unwrap(), admission.clone().admit().unwrap());
        let refusal = admission.admit().unwrap_err();
        assert_eq!((refusal.status, refusal.code), (StatusCode::SERVICE_UNAVAILABLE, Code::Overloaded));
        drop(first);
        let third = admission.admit().unwrap();
        assert!(admission.admit().is_err());
        drop((second, third));
        let query = admission.let_in(OperationType::Query).unwrap();
        assert!(query.is_some() && admission.let_in(OperationType::Query).is_err());
        assert!(admission.admit().is_ok(), "a query takes nobody's place but a query's");
        drop(query);
        assert!(admission.let_in(OperationType::Query).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_a_crowd_while_somebody_is_refused() {
        let admission = Admission::new(1, 1);
        let place = admission.admit().unwrap();
        assert!(!admission.is_crowded(), "nobody was refused");
        admission.admit().unwrap_err();
        assert!(admission.clone().is_crowded());
        drop(place);
        tokio::time::advance(Duration::from_millis(CROWD_MS - 1)).await;
        assert!(admission.is_crowded(), "the next ones come in a moment");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!admission.is_crowded());
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_no_crowd() {
        let admission = Admission::new(1, 1);
        let place = admission.admit().unwrap();
        for refused in 1..=10 * FLOOD_REFUSED {
            let told = admission.admit().unwrap_err().retry;
            let is_flood = refused >= FLOOD_REFUSED;
            assert_eq!(admission.is_crowded(), !is_flood, "{refused}");
            assert!(
                matches!(told, Some(Retry::Told(ComeAgain { in_flood, .. })) if in_flood == is_flood),
                "{told:?} at {refused}"
            );
        }
        drop(place);
        // It is forgotten soon, however long it lasted.
        for let_in in 1..=FLOOD_REFUSED / REFUSED_FOR_ONE_LET_IN + 1 {
            assert!(!admission.is_crowded(), "{let_in}");
            drop(admission.admit().unwrap());
            assert!(admission.let_in(OperationType::Mutation).unwrap().is_none());
        }
        assert!(admission.is_crowded());
    }

    #[test]
    fn those_who_were_refused_together_come_again_one_after_the_other() {
        let mut times: Vec<Duration> = (0..1_000).map(spread).collect();
        times.sort_unstable();
        assert!(times[0] >= RETRY_MIN && times[999] < RETRY_MIN + RETRY_SPREAD, "{:?} to {:?}", times[0], times[999]);
        for (tenth, of) in times.chunks(100).enumerate() {
            let lowest = RETRY_MIN + RETRY_SPREAD * u32::try_from(tenth).unwrap() / 10;
            let middle = of[50];
            assert!(middle > lowest && middle < lowest + RETRY_SPREAD / 10, "{middle:?} in tenth {tenth}");
        }
    }
}
