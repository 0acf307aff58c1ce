//! File descriptors: a shell's usual 1,024 are soon taken by sockets.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The database's, the log's, the runtime's: some 30, and room.
const DESCRIPTORS_OF_OURS: usize = 240;

/// Raises this process's limit as far as it may; says so where that is less than so many connections need.
pub(super) fn raise(connections: usize) {
    let needed = u64::try_from(connections + DESCRIPTORS_OF_OURS).unwrap_or(u64::MAX);
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    // None is no limit at all.
    let limit = getrlimit(Resource::Nofile).current;
    if limit.is_some_and(|limit| limit < needed) {
        tracing::warn!(
            limit,
            needed,
            ?raised,
            "few file descriptors: connections beyond them wait; raise the hard limit (nofile)"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{Resource, getrlimit, raise};

    #[test]
    fn the_limit_is_what_the_system_allows() {
        raise(10);
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }
}
