//! What the operating system says about this process. Read when metrics are asked for.

use rustix::process::{Resource, getrlimit};

/// Memory and descriptors; none where the system does not say, as on a Mac.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Process {
    /// Resident memory.
    pub resident_bytes: Option<u64>,
    /// Files, sockets and the rest.
    pub open_descriptors: Option<u64>,
    /// What there may be of them; none is no limit.
    pub max_descriptors: Option<u64>,
}

impl Process {
    pub(super) fn read() -> Self {
        Self {
            resident_bytes: std::fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident_bytes),
            // The folder that is read is one of them.
            open_descriptors: std::fs::read_dir("/proc/self/fd").ok().map(|open| (open.count() as u64).saturating_sub(1)),
            max_descriptors: getrlimit(Resource::Nofile).current,
        }
    }
}

/// From the line `VmRSS:     1234 kB`.
fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::{Process, resident_bytes};

    #[test]
    fn memory_is_read_from_its_line() {
        assert_eq!(resident_bytes("VmPeak:\t    9 kB\nVmRSS:\t   1234 kB\nThreads: 1"), Some(1_263_616));
        assert_eq!(resident_bytes("VmRSS: much"), None);
        assert_eq!(resident_bytes(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_memory_and_descriptors() {
        let process = Process::read();
        assert!(process.resident_bytes.is_some_and(|bytes| bytes > 1 << 20), "{process:?}");
        assert!(process.open_descriptors.is_some_and(|open| open > 2), "{process:?}");
    }
}
