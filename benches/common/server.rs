//! The server as a child process: the release binary, on a free port.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::Failure;
use super::process::{self, Listening};

/// A running server; it dies with the driver.
pub struct Server {
    /// Its address.
    pub url: String,
    process: Listening,
    data_dir: PathBuf,
    database: Option<String>,
}

impl Server {
    /// Starts a server and waits until it listens.
    pub async fn start(data_dir: &Path, database: Option<&str>) -> Result<Self, Failure> {
        let process = Listening::start(command(data_dir, database, &["serve", "--listen", "127.0.0.1:0"])).await?;
        let (url, database) = (process.address.clone(), database.map(str::to_owned));
        Ok(Self { url, process, data_dir: data_dir.to_owned(), database })
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

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.pid
    }

    /// Its resident memory.
    pub fn rss_mib(&self) -> Result<f64, Failure> {
        Ok(process::memory_kib(self.pid(), "VmRSS")? / 1_024.0)
    }

    /// `kill -9`, and waits for its end.
    pub async fn kill(&mut self) -> Result<(), Failure> {
        self.process.kill().await
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
