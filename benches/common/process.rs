//! What the system knows of a process: its memory and its time; and how many files a driver may open.

use std::process::Stdio;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Duration, timeout};

use super::Failure;

/// What does not listen by then never will.
const START_SECONDS_MAX: u64 = 60;
/// What a server prints before its address.
const LISTENING: &str = "listening on ";

/// A child that listens; it dies with the driver.
pub struct Listening {
    /// What it printed: its address.
    pub address: String,
    /// Its process.
    pub pid: u32,
    child: Child,
}

impl Listening {
    /// Starts it, and waits until it says where it listens.
    pub async fn start(mut command: Command) -> Result<Self, Failure> {
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let pid = child.id().ok_or("the server ended at once")?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, address)) = line.split_once(LISTENING) {
                    return Ok(address.trim().to_owned());
                }
            }
            Err(Failure::from("the server ended before it listened"))
        };
        let address = timeout(Duration::from_secs(START_SECONDS_MAX), listening).await??;
        // Read on, or the server would one day wait for its own output.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { address, pid, child })
    }

    /// This driver again, as a comparison peer: a process of its own, as the server is.
    pub async fn peer(words: &[&str]) -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(words);
        Self::start(command).await
    }

    /// `kill -9`, and waits for its end.
    pub async fn kill(&mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}

/// Where a run keeps its data: on the disk of the build, since /tmp is often memory, where a commit costs nothing.
pub fn directory() -> Result<tempfile::TempDir, Failure> {
    Ok(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?)
}

/// Its memory in KiB: `VmRSS` now, `VmHWM` at most.
pub fn memory_kib(pid: u32, what: &str) -> Result<f64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'));
    Ok(line.ok_or_else(|| format!("no {what}"))?.trim().trim_end_matches("kB").trim().parse()?)
}

/// Seconds that it has had of the processors.
pub fn cpu_seconds(pid: u32) -> Result<f64, Failure> {
    // The name in parentheses may hold blanks: count from behind it. Ticks are hundredths on every Linux.
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).ok_or("no processor time");
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}

/// Raises the driver's limit of open files as far as it may; an error if that is less than it needs.
pub fn open_files(needed: usize) -> Result<(), Failure> {
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    let needed = u64::try_from(needed)?;
    match maximum {
        Some(maximum) if maximum < needed => {
            Err(format!("{needed} open files are needed, and the hard limit is {maximum} (ulimit -Hn)").into())
        }
        _ => Ok(()),
    }
}
