//! Every metric by name, with what it is. `docs/operations/README.md` has the same list, and a test compares the two.

use super::meters::Register;

/// One metric.
pub(super) struct Metric {
    /// With its unit last; counters end in `_total`.
    pub name: &'static str,
    pub is: Is,
    /// For whoever meets it in Prometheus.
    pub help: &'static str,
}

/// What kind of metric.
#[derive(Clone, Copy)]
pub(super) enum Is {
    Counter,
    Gauge,
    /// With the upper bounds of its buckets.
    Histogram(&'static [f64]),
}

/// From a commit on a fast disk to the 10 s after which PostgreSQL is given up.
const SECONDS: &[f64] = &[0.000_25, 0.000_5, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1.0, 2.5, 10.0];
/// A batch is 256 commands at most.
const COMMANDS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

macro_rules! metrics {
    ($($constant:ident = $name:literal, $is:expr, $help:literal;)+) => {
        $(pub(super) const $constant: Metric = Metric { name: $name, is: $is, help: $help };)+
        /// All of them.
        pub(super) const CATALOG: &[Metric] = &[$($constant),+];
    };
}

metrics! {
    BUILD = "hangtag_build_info", Is::Gauge, "Always 1; the labels say what runs.";
    UPTIME = "hangtag_uptime_seconds", Is::Gauge, "Since the server began to count.";
    RESIDENT = "hangtag_process_resident_bytes", Is::Gauge, "Resident memory of the process.";
    DESCRIPTORS = "hangtag_process_open_descriptors", Is::Gauge, "Open file descriptors of the process.";
    DESCRIPTORS_MAX = "hangtag_process_max_descriptors", Is::Gauge, "Limit of open file descriptors.";

    REQUESTS = "hangtag_requests_in_flight", Is::Gauge, "HTTP requests that are being answered.";
    OPERATION = "hangtag_operation_seconds", Is::Histogram(SECONDS),
        "Time of a query or mutation from parsed to answered, of a subscription until its first event, by root field.";
    ERRORS = "hangtag_errors_total", Is::Counter, "Errors at the top level of answers, by code.";
    REFUSALS = "hangtag_refusals_total", Is::Counter, "Refusals in userErrors, by code.";

    SOCKETS = "hangtag_sockets", Is::Gauge, "Open WebSockets.";
    SUBSCRIPTIONS = "hangtag_subscriptions", Is::Gauge, "Running subscriptions.";
    OPENED = "hangtag_subscriptions_opened_total", Is::Counter, "Subscriptions that began, by root field.";
    DELIVERED = "hangtag_events_delivered_total", Is::Counter, "Events handed to the sockets of subscribers.";
    CLOSED = "hangtag_sockets_closed_total", Is::Counter, "WebSockets that the server closed, by close code.";
    SLOW = "hangtag_slow_readers_closed_total", Is::Counter, "WebSockets closed because their client stopped reading.";

    OWNERS = "hangtag_owners", Is::Gauge, "Running owners, by kind and state: loaded, loading, damaged.";
    MAILBOX_MAX = "hangtag_mailbox_depth_max", Is::Gauge, "Commands in the fullest mailbox, by kind of owner.";
    MAILBOX_SUM = "hangtag_mailbox_depth_sum", Is::Gauge, "Commands in all mailboxes, by kind of owner.";
    BATCH = "hangtag_batch_commands", Is::Histogram(COMMANDS), "Commands decided together, by kind of owner.";
    COMMIT = "hangtag_commit_seconds", Is::Histogram(SECONDS), "Time of a commit that succeeded, by kind of owner.";
    COMMITS_FAILED = "hangtag_commits_failed_total", Is::Counter, "Commits that failed, by kind of owner and reason.";
    FENCES = "hangtag_owner_fences_total", Is::Counter, "Commits refused because another process had claimed the owner.";
    LOADS = "hangtag_owner_loads_total", Is::Counter, "Loads of an owner from its journal, by kind and outcome.";
    RELOADS = "hangtag_owner_reloads_total", Is::Counter, "Times that an owner dropped its memory to load again, by kind.";
    STATE_MAX = "hangtag_owner_state_entries_max", Is::Gauge, "Entries of the largest owner, by kind and what they are.";
    STATE_SUM = "hangtag_owner_state_entries_sum", Is::Gauge, "Entries of all owners in memory, by kind and what they are.";

    OUTBOX = "hangtag_outbox_letters", Is::Gauge, "Messages between owners that wait to be delivered.";
    OUTBOX_AGE = "hangtag_outbox_oldest_age_seconds", Is::Gauge, "Age of the oldest message that waits; 0 if none does.";
    QUEUES = "hangtag_courier_queues_stopped", Is::Gauge, "Queues that stopped at a message that cannot be applied.";

    DATABASE_UP = "hangtag_database_up", Is::Gauge, "1 if the database answered just now.";
    LOCK_HELD = "hangtag_lock_held", Is::Gauge, "1 if this process holds the lock on the database.";
    CONNECTIONS = "hangtag_database_connections", Is::Gauge, "Connections to the database, by pool and state.";
    CONNECTIONS_MAX = "hangtag_database_connections_max", Is::Gauge, "Most connections that a pool makes.";
    WAL = "hangtag_sqlite_wal_bytes", Is::Gauge, "Length of SQLite's write-ahead log; 0 on PostgreSQL.";
    CHECKPOINT = "hangtag_sqlite_checkpoint_seconds", Is::Histogram(SECONDS), "Time of a checkpoint that succeeded.";
    CHECKPOINTS_FAILED = "hangtag_sqlite_checkpoints_failed_total", Is::Counter, "Checkpoints that failed.";

    SPANS = "hangtag_trace_spans_total", Is::Counter, "Spans for the collector, by outcome: exported, failed, dropped.";
}

/// Says of each what it is.
pub(super) fn describe(register: &Register<'_>) {
    for metric in CATALOG {
        register.describe(metric);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CATALOG, Is};

    #[test]
    fn names_say_whose_they_are_and_what_they_count() {
        let names: BTreeSet<&str> = CATALOG.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), CATALOG.len(), "two have one name");
        for metric in CATALOG {
            assert!(metric.name.starts_with("hangtag_"), "{}", metric.name);
            assert_eq!(metric.name.ends_with("_total"), matches!(metric.is, Is::Counter), "{}", metric.name);
            assert!(metric.help.ends_with('.'), "{}", metric.name);
            if let Is::Histogram(bounds) = metric.is {
                assert!(bounds.is_sorted() && !bounds.is_empty(), "{}", metric.name);
            }
        }
    }
}
