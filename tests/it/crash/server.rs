//! The program as a process of its own.

use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hangtag::store::Database;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::harness::Place;

/// A test that waits longer has failed.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
const BINARY: &str = env!("CARGO_BIN_EXE_hangtag");

/// A running server; it dies with the test.
pub(super) struct Server {
    pub(super) url: String,
    pub(super) pid: u32,
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    logging: tokio::task::JoinHandle<()>,
}

/// How a process ended, and what it said on standard error.
#[derive(Debug)]
pub(super) struct End {
    pub(super) code: Option<i32>,
    pub(super) log: Vec<String>,
}

impl Server {
    pub(super) async fn start(place: &Place) -> Self {
        Self::spawn(program(place, &SERVE)).await
    }

    /// With a signal ignored that a system sends for a file that grows too large: the write fails instead.
    pub(super) async fn start_without_file_size_signal(place: &Place) -> Self {
        let program = program(place, &SERVE);
        let mut shell = Command::new("bash");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", BINARY]).args(program.as_std().get_args());
        Self::spawn(shell).await
    }

    async fn spawn(mut command: Command) -> Self {
        let mut child = prepared(&mut command).spawn().unwrap();
        let log = Arc::default();
        let logging = tokio::spawn(read(child.stderr.take().unwrap(), Arc::clone(&log)));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
        let Some(url) = url.as_deref().and_then(|line| line.strip_prefix("listening on ")) else {
            logging.await.unwrap();
            panic!("the server does not listen: {:?}", log.lock().unwrap());
        };
        Self { url: url.to_owned(), pid: child.id().unwrap(), child, log, logging }
    }

    /// `kill -9`.
    pub(super) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM.
    pub(super) async fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Waits until it ends.
    pub(super) async fn ended(mut self) -> End {
        let status: ExitStatus = timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        self.logging.await.unwrap();
        End { code: status.code(), log: self.log.lock().unwrap().clone() }
    }

    pub(super) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(super) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// Runs a command to its end; gives its standard output too.
pub(super) async fn run(place: &Place, words: &[&str]) -> (End, String) {
    let output = timeout(PATIENCE, prepared(&mut program(place, words)).output()).await.unwrap().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let log = text(&output.stderr).lines().map(str::to_owned).collect();
    (End { code: output.status.code(), log }, text(&output.stdout))
}

/// A server that is expected not to start.
pub(super) async fn refused_start(place: &Place) -> End {
    run(place, &SERVE).await.0
}

/// `hangtag verify` finds nothing.
pub(super) async fn verify(place: &Place) {
    let (end, said) = run(place, &["verify"]).await;
    assert_eq!(end.code, Some(0), "{said}\n{:?}", end.log);
}

/// A new organizer's token.
pub(super) async fn token(place: &Place) -> String {
    let (end, said) = run(place, &["token", "create", "--organization", "acme", "--role", "organizer"]).await;
    assert_eq!(end.code, Some(0), "{:?}", end.log);
    said.lines().last().unwrap().to_owned()
}

pub(super) fn program(place: &Place, words: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(words).args(["--log", "warn"]);
    match &place.database {
        Database::Sqlite(file) => command.arg("--data-dir").arg(file.parent().unwrap()),
        Database::Postgres(url) => command.args(["--database", url]),
    };
    command
}

pub(super) fn prepared(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HANGTAG_")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true)
}

pub(super) async fn read(pipe: impl AsyncRead + Unpin, into: Arc<Mutex<Vec<String>>>) {
    let mut lines = BufReader::new(pipe).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        println!("  server: {line}");
        into.lock().unwrap().push(line);
    }
}
