//! The lock on PostgreSQL: advisory, on a connection of its own that is listened to, so that its end is noticed at once.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sea_orm::sqlx::{self, AssertSqlSafe};
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr, SqlxError, Statement};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::Fault;
use super::connect::{ACQUIRE_SECONDS_MAX, POSTGRES_KEEPALIVES};
use super::lock::{Standing, not_ours};

/// "hangtag1" as a number: the advisory lock that every Hangtag takes on its PostgreSQL database.
const KEY: i64 = 0x6861_6e67_7461_6731;
/// A connection that nobody closed may be gone all the same: asked so often.
const ASK_SECONDS: u64 = 1;
/// And answers within this.
const ANSWER_SECONDS_MAX: u64 = 5;
/// The server needs a moment to notice that a killed process is gone; its successor, started at once, waits so long.
const LINGER_MS_MAX: u64 = 1_000;
/// A new connection and three questions; a network that swallows them is tried anew.
const ASK_SECONDS_MAX: u64 = 15;
/// A database that is away is asked again after this,
const PAUSE_MS_MIN: u64 = 50;
/// then after twice as long and so on, up to this: every question is a new connection.
const PAUSE_MS_MAX: u64 = 2_000;

/// A lock that a task of its own looks after; dropped, it is free.
#[derive(Debug)]
pub struct Advisory {
    standing: watch::Receiver<Standing>,
    keeping: JoinHandle<()>,
}

/// A process of the database server. Numbers come again, so the moment of its start belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Backend {
    process: i32,
    started: Option<String>,
}

impl Backend {
    /// Certainly: of one that is just ending, the start may be unknown already.
    fn is_another_than(&self, other: &Self) -> bool {
        self.process != other.process || (self.started.is_some() && self.started != other.started)
    }
}

/// Whoever answered: ours with the server's process, or the process that has it.
enum Answer {
    Ours(PgListener, Backend),
    Theirs(Option<Backend>),
}

/// Takes it; none if another has it and keeps it for a moment.
pub(super) async fn take(url: &str) -> Result<Option<Advisory>, DbErr> {
    let until = Instant::now() + Duration::from_millis(LINGER_MS_MAX);
    loop {
        match ask(url, None).await.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))? {
            Answer::Theirs(_) if Instant::now() < until => sleep(Duration::from_millis(PAUSE_MS_MIN)).await,
            Answer::Theirs(_) => return Ok(None),
            Answer::Ours(connection, backend) => {
                let (sender, standing) = watch::channel(Standing::Held(backend.process));
                let keeping = tokio::spawn(keep(url.to_owned(), (connection, backend), sender));
                return Ok(Some(Advisory { standing, keeping }));
            }
        }
    }
}

impl Advisory {
    pub(super) fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.clone()
    }

    pub(super) async fn lost(&self) {
        // Without its keeper nobody knows whether it is ours.
        let _ = self.standing().wait_for(|standing| *standing == Standing::ByAnother).await;
    }
}

impl Drop for Advisory {
    fn drop(&mut self) {
        self.keeping.abort();
    }
}

/// Until another has it.
async fn keep(url: String, held: (PgListener, Backend), standing: watch::Sender<Standing>) {
    let (mut connection, mut before) = held;
    loop {
        let why = ended(&mut connection).await;
        standing.send_replace(Standing::Asking);
        tracing::warn!(why, "the connection with the lock on the database is lost; the lock is asked for again");
        let mut pause_ms = PAUSE_MS_MIN;
        loop {
            match ask_in_time(&url, &before).await {
                Ok(Answer::Ours(again, backend)) => {
                    standing.send_replace(Standing::Held(backend.process));
                    (connection, before) = (again, backend);
                    tracing::info!("the lock on the database is taken again");
                    break;
                }
                Ok(Answer::Theirs(Some(other))) if other.is_another_than(&before) => {
                    standing.send_replace(Standing::ByAnother);
                    return;
                }
                // Our own lost connection, which the server is about to end; or a database that is away.
                Ok(Answer::Theirs(_)) | Err(_) => sleep(Duration::from_millis(pause_ms)).await,
            }
            pause_ms = Ord::min(2 * pause_ms, PAUSE_MS_MAX);
        }
    }
}

/// Waits until the connection ends, and says how.
async fn ended(connection: &mut PgListener) -> String {
    loop {
        tokio::select! {
            // Nobody notifies it: whatever comes is its end.
            end = connection.try_recv() => match end {
                Ok(Some(_)) => {}
                Ok(None) => return "it was closed".to_owned(),
                Err(error) => return error.to_string(),
            },
            () = sleep(Duration::from_secs(ASK_SECONDS)) => {
                let answer = sqlx::query("SELECT 1").execute(&mut *connection);
                match timeout(Duration::from_secs(ANSWER_SECONDS_MAX), answer).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => return error.to_string(),
                    Err(_) => return "it does not answer".to_owned(),
                }
            }
        }
    }
}

async fn ask_in_time(url: &str, before: &Backend) -> Result<Answer, SqlxError> {
    let late = |_| SqlxError::Io(std::io::ErrorKind::TimedOut.into());
    timeout(Duration::from_secs(ASK_SECONDS_MAX), ask(url, Some(before))).await.map_err(late)?
}

/// On a new connection. A former one of ours that still has it, because the server has yet to notice its end, is ended.
async fn ask(url: &str, before: Option<&Backend>) -> Result<Answer, SqlxError> {
    let options: PgConnectOptions = url.parse()?;
    // One connection that lives as long as the process: no idle time, no age.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.application_name("hangtag lock").options(POSTGRES_KEEPALIVES))
        .await?;
    let mut connection = PgListener::connect_with(&pool).await?;
    // A new connection has no lock: it is not made behind our back.
    connection.eager_reconnect(false);
    let sql = format!("SELECT pg_try_advisory_lock({KEY}), pid, {STARTED} FROM pg_stat_activity WHERE pid = pg_backend_pid()");
    let (is_ours, process, started): (bool, i32, _) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut connection).await?;
    if is_ours {
        return Ok(Answer::Ours(connection, Backend { process, started }));
    }
    let sql = format!("SELECT pid, (SELECT {STARTED} FROM pg_stat_activity AS a WHERE a.pid = pg_locks.pid) FROM {LOCKS}");
    let holder: Option<(i32, _)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_optional(&mut connection).await?;
    let holder = holder.map(|(process, started)| Backend { process, started });
    if let (Some(holder), Some(before)) = (&holder, before)
        && holder == before
    {
        sqlx::query("SELECT pg_terminate_backend($1)").bind(holder.process).execute(&mut connection).await?;
    }
    Ok(Answer::Theirs(holder))
}

/// When a process of the server began, exactly.
const STARTED: &str = "CAST(EXTRACT(EPOCH FROM backend_start) AS TEXT)";

/// The rows of `pg_locks` that are this lock.
const LOCKS: &str = "pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid = 1751215719 AND objid = 1952540465";

/// Does the server's process still have it? Asked in a claim's own transaction, so that nobody who has lost the lock
/// takes an owner from the one who has it.
pub(super) async fn refuse_lost(connection: &impl ConnectionTrait, process: i32) -> Result<(), Fault> {
    let sql = format!("SELECT pid FROM {LOCKS} AND pid = {process}");
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    row.map_or_else(|| Err(not_ours()), |_| Ok(()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::{Answer, Backend, KEY, LOCKS, ask};

    /// Even a slow machine ends a backend within it.
    const PATIENCE: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn a_former_connection_of_ours_is_ended_and_nobody_elses() {
        let Ok(url) = std::env::var("HANGTAG_TEST_POSTGRES") else { return };
        let Answer::Ours(former, backend) = ask(&url, None).await.unwrap() else { panic!("held") };
        let reused = Backend { started: Some("1".to_owned()), ..backend.clone() };
        for other in [None, Some(&reused)] {
            for _ in 0..2 {
                let Answer::Theirs(Some(holder)) = ask(&url, other).await.unwrap() else { panic!("it was ended") };
                assert_eq!(holder, backend);
                assert!(holder.is_another_than(&reused));
            }
        }
        let again = async {
            loop {
                match ask(&url, Some(&backend)).await.unwrap() {
                    Answer::Ours(_, again) => return again,
                    Answer::Theirs(holder) => assert!(!holder.is_some_and(|holder| holder.is_another_than(&backend))),
                }
            }
        };
        assert!(timeout(PATIENCE, again).await.unwrap().is_another_than(&backend));
        drop(former);
    }

    #[test]
    fn the_lock_is_found_under_the_two_halves_of_its_key() {
        let halves = (KEY >> 32, KEY & 0xffff_ffff);
        assert!(LOCKS.ends_with(&format!("classid = {} AND objid = {}", halves.0, halves.1)));
    }
}
