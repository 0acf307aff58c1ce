//! How long PostgreSQL may take: a network that swallows an answer would let an owner wait for ever.

use std::future::Future;
use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::{DatabaseBackend, SqlxError};
use tokio::time::timeout;

use super::Fault;

/// One transaction or question. More than the 5 s that a row, or a connection, is waited for.
pub(super) const WORK_TIME_MAX: Duration = Duration::from_secs(10);
/// A whole load, of which each page has [`WORK_TIME_MAX`]: a million entries take some 10 s.
pub(super) const LOAD_TIME_MAX: Duration = Duration::from_mins(2);
/// A connection that was dropped in the middle may still finish what it does; then it is closed.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(5);

/// Gives up when PostgreSQL takes longer; SQLite is a file, and always answers. What was dropped may have been committed:
/// the next claim waits for it, or fences it.
pub(super) fn in_time<T>(
    backend: DatabaseBackend,
    limit: Duration,
    work: impl Future<Output = Result<T, Fault>>,
) -> impl Future<Output = Result<T, Fault>> {
    #[cfg(test)]
    let work = async {
        super::simulated::before_begin().await;
        work.await
    };
    // Outside of the caller's future, which would be too large for a stack.
    let work = Box::pin(work);
    async move {
        if backend == DatabaseBackend::Sqlite {
            return work.await;
        }
        let late = |_| Fault::Unavailable(format!("no answer within {} s", limit.as_secs()));
        timeout(limit, work).await.map_err(late)?
    }
}

/// Before a connection goes back to its pool. The driver asks too, but waits for ever, with a place of the pool in its hand.
pub(super) async fn is_drained(connection: &mut PgConnection) -> Result<bool, SqlxError> {
    let late = |_| SqlxError::Io(std::io::ErrorKind::TimedOut.into());
    timeout(DRAIN_TIME_MAX, connection.ping()).await.map_err(late)??;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::time::Duration;

    use sea_orm::DatabaseBackend::{Postgres, Sqlite};
    use tokio::time::{Instant, timeout};

    use super::{WORK_TIME_MAX, in_time};
    use crate::store::Fault;

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_never_comes_is_a_fault() {
        let begin = Instant::now();
        let late = in_time(Postgres, WORK_TIME_MAX, pending::<Result<(), Fault>>()).await;
        assert!(matches!(late, Err(Fault::Unavailable(_))), "{late:?}");
        assert_eq!(begin.elapsed(), WORK_TIME_MAX);
        in_time(Postgres, WORK_TIME_MAX, ready(Ok(()))).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_is_waited_for() {
        let work = in_time(Sqlite, WORK_TIME_MAX, pending::<Result<(), Fault>>());
        assert!(timeout(Duration::from_hours(1), work).await.is_err());
    }
}
