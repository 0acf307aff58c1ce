//! What the metrics ask of owners and store at the moment when somebody looks.

use crate::domain::time::Timestamp;
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

/// This moment. A database that does not answer within 2 s is one that is down.
pub(super) async fn sample(owners: &Owners, store: &Store) -> Sample {
    let outbox = store.waiting().await.ok().map(|waiting| Outbox {
        letters: waiting.letters,
        oldest_age_seconds: waiting.oldest.map_or(0.0, |oldest| seconds_between(oldest, owners.now())),
    });
    Sample {
        outbox,
        lock_held: store.holds_lock(),
        pools: store.pools(),
        wal_bytes: store.log_bytes().await.unwrap_or_default(),
        ..owners.sample()
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of an age are far below 2^53")]
fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.milliseconds() - from.milliseconds()).max(0) as f64 / 1_000.0
}
