//! The server as a child process: the release binary, on a free port.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Duration, timeout};

use super::Failure;

/// A server that does not listen by then never will.
const START_SECONDS_MAX: u64 = 60;
/// What the server prints before its address.
const LISTENING: &str = "listening on ";

/// A running server; it dies with the driver.
pub struct Server {
    /// Its address.
    pub url: String,
    /// Its process.
    pub pid: u32,
    child: Child,
    data_dir: PathBuf,
    database: Option<String>,
}

impl Server {
    /// Starts a server and waits until it listens.
    pub async fn start(data_dir: &Path, database: Option<&str>) -> Result<Self, Failure> {
        let mut child = command(data_dir, database, &["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let pid = child.id().ok_or("the server ended at once")?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, url)) = line.split_once(LISTENING) {
                    return Ok(url.trim().to_owned());
                }
            }
            Err(Failure::from("the server ended before it listened"))
        };
        let url = timeout(Duration::from_secs(START_SECONDS_MAX), listening).await??;
        // Read on, or the server would one day wait for its own output.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let database = database.map(str::to_owned);
        Ok(Self { url, pid, child, data_dir: data_dir.to_owned(), database })
    }

    /// Makes an organizer's token.
    pub async fn token(&self, organization: &str) -> Result<String, Failure> {
        let words = ["token", "create", "--organization", organization, "--role", "organizer"];
        let output = command(&self.data_dir, self.database.as_deref(), &words).output().await?;
        if !output.status.success() {
            return Err(format!("token create: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let text = String::from_utf8(output.stdout)?;
        Ok(text.lines().last().ok_or("token create printed nothing")?.trim().to_owned())
    }

    /// The `host:port` of its address.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://").trim_end_matches('/')
    }

    /// Its resident memory.
    pub fn rss_mib(&self) -> Result<f64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1_024.0)
    }

    /// `kill -9`, and waits for its end.
    pub async fn kill(&mut self) -> Result<(), Failure> {
        Ok(self.child.kill().await?)
    }
}

fn command(data_dir: &Path, database: Option<&str>, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hangtag"));
    command.args(words).arg("--data-dir").arg(data_dir);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    command
}
