//! What the metrics ask of owners and store at the moment when somebody looks.

use crate::domain::time::Timestamp;
use crate::http::Checks;
use crate::observe::metrics::{About, Metrics, Outbox, Sample};
use crate::owner::Owners;
use crate::store::{Database, Store};

use super::outside;

/// Counts from now on.
pub(super) fn install(database: &Database) -> Metrics {
    let database = match database {
        Database::Sqlite(_) => "sqlite",
        Database::Postgres(_) => "postgres",
    };
    Metrics::install(About { operations: outside::OPERATIONS, codes: outside::codes(), database })
}

/// This moment. What a database that does not answer would have said is missing after 2 s.
pub(super) async fn sample(owners: &Owners, store: &Store, checks: &Checks) -> Sample {
    let (waiting, checks) = tokio::join!(store.waiting(), checks.passed());
    let outbox = waiting.ok().map(|waiting| Outbox {
        letters: waiting.letters,
        oldest_age_seconds: waiting.oldest.map_or(0.0, |oldest| seconds_between(oldest, owners.now())),
    });
    Sample { outbox, checks, pools: store.pools(), wal_bytes: store.log_bytes().await.unwrap_or_default(), ..owners.sample() }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of an age are far below 2^53")]
fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.milliseconds() - from.milliseconds()).max(0) as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{sample, seconds_between};
    use crate::bus::Bus;
    use crate::domain::time::Timestamp;
    use crate::owner::{Clock, Owners};
    use crate::store::Database;

    #[test]
    fn an_age_is_never_below_nothing() {
        let at = Timestamp::from_milliseconds;
        let ages = (seconds_between(at(1_000), at(2_500)), seconds_between(at(2_500), at(1_000)));
        assert_eq!(ages, (1.5, 0.0));
    }

    #[tokio::test]
    async fn a_moment_has_what_the_database_says_and_goes_on_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::of(None, folder.path()).unwrap();
        database.migrate_up().await.unwrap();
        let store = database.open("test").await.unwrap();
        let clock = Clock::new(|| Timestamp::from_milliseconds(0));
        let owners = Owners::start(store.clone(), clock, Bus::default()).await.unwrap();
        let checks = super::outside::checks(&store, &owners);
        let is_well = |passed: &[(&str, bool)], name| passed.contains(&(name, true));

        let moment = sample(&owners, &store, &checks).await;
        assert!(moment.outbox.is_some_and(|outbox| outbox.letters == 0), "{moment:?}");
        assert_eq!(moment.pools.iter().map(|pool| pool.name).collect::<Vec<_>>(), ["reader", "writer"]);
        assert!(["database", "write", "lock", "courier", "owners"].iter().all(|name| is_well(&moment.checks, name)));

        store.clone().close().await;
        tokio::time::pause();
        // What a check said is kept for a second.
        tokio::time::advance(Duration::from_secs(1)).await;
        let moment = sample(&owners, &store, &checks).await;
        assert_eq!(moment.outbox, None);
        assert!(!is_well(&moment.checks, "database") && is_well(&moment.checks, "courier"), "{moment:?}");
        owners.stop().await;
    }
}
