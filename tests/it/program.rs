//! The real binary: what it prints, how it ends, and that whatever it cannot do is one line and exit code 1.

mod commands;
mod databases;

use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::harness::{Place, on_each_database};

/// Longer than any start takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program on a database, with nothing of our own environment that it would listen to.
pub fn hangtag(place: &Place, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hangtag"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HANGTAG_") {
            command.env_remove(name);
        }
    }
    command.args(words).env("HANGTAG_DATABASE", place.url()).current_dir(place.folder.path()).kill_on_drop(true);
    command
}

pub async fn run(command: &mut Command) -> Output {
    tokio::time::timeout(PATIENCE, command.stdin(Stdio::null()).output()).await.unwrap().unwrap()
}

/// Standard output of a command that succeeds.
pub async fn says(place: &Place, words: &[&str]) -> String {
    let output = run(&mut hangtag(place, words)).await;
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The one line of a command that does not.
pub async fn complains(command: &mut Command) -> String {
    let output = run(command).await;
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with("hangtag: "), "{line}");
    line.trim_end().to_owned()
}

#[track_caller]
pub fn has(line: &str, expected: &str) {
    assert!(line.contains(expected), "{line:?} lacks {expected:?}");
}

/// A server on a free port, and its address.
pub async fn serve(place: &Place) -> (Child, String) {
    let mut child = hangtag(place, &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap().to_owned();
    (child, address)
}

pub async fn ends(child: &mut Child) -> Option<i32> {
    tokio::time::timeout(PATIENCE, child.wait()).await.unwrap().unwrap().code()
}

pub fn signal(child: &Child, name: &str) {
    let pid = child.id().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
}

// ── Settings ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn help_says_every_command_and_every_variable() {
    let place = Place::sqlite();
    let help = says(&place, &["--help"]).await;
    let commands = ["serve", "demo", "token", "schema", "migrate", "verify", "backup", "restore", "watch"];
    for word in commands.into_iter().chain(["--database", "--data-dir", "--log", "Exit codes"]) {
        has(&help, word);
    }
    let variables =
        ["DATABASE", "DATA_DIR", "LOG", "LISTEN", "DEMO_SIZE", "DEMO_SPEED", "DEMO_SEED", "DEMO_UNTIL_DONE", "URL", "TOKEN"];
    for variable in variables.into_iter().chain([
        "LOG_FORMAT",
        "METRICS_LISTEN",
        "OTLP_ENDPOINT",
        "OTLP_RATIO",
        "LAN",
        "LAN_LISTEN",
        "LAN_TRUST_LISTEN",
        "APP",
    ]) {
        has(&help, &format!("HANGTAG_{variable}"));
    }
    assert!(!help.contains(&place.url()), "an address may hold a password");
    for (command, options) in [
        (&["serve"][..], &["--listen", "HANGTAG_LISTEN", "--database", "--data-dir", "--metrics-listen", "--otlp-ratio"][..]),
        (&["demo"], &["--size", "--speed", "--seed", "--until-done", "HANGTAG_DEMO_SIZE", "--database", "HANGTAG_OTLP_ENDPOINT"]),
        (&["token", "create"], &["--organization", "--role", "--consignor", "--database", "organizer"]),
        (&["migrate"], &["up", "down", "status", "--database"]),
        (&["verify"], &["--database", "--data-dir"]),
        (&["backup"], &["<FILE>", "--force", "--database"]),
        (&["restore"], &["<FILE>", "--force", "--database"]),
        (&["watch"], &["<SESSION>", "--after", "--kinds", "--json", "--until-closed", "HANGTAG_URL", "HANGTAG_TOKEN"]),
    ] {
        let help = says(&place, &[command, &["--help"]].concat()).await;
        for option in options {
            has(&help, option);
        }
    }
    has(&says(&place, &["--version"]).await, env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn a_bad_setting_is_one_line() {
    let place = Place::sqlite();
    for (words, expected) in [
        (&["serve", "--listen", "nowhere"][..], "'nowhere' for '--listen <ADDRESS>'"),
        (&["serve", "--color"], "unexpected argument '--color'"),
        (&["demo", "--size", "huge"], "[possible values: small, large]"),
        (&["token", "create", "--organization", "a", "--role", "boss"], "organizer, cashier, consignor"),
        (&["token", "revoke", "x"], "'x' for '<ID>'"),
        (
            &["serve", "--database", "mysql://me:s3cret@db/x"],
            "\"mysql://...@db/x\" begins neither with sqlite: nor with postgres:",
        ),
        (&["serve", "postgres://me:s3cret@db/x"], "unexpected argument 'postgres://...@db/x'"),
        (&["verify", "--database", "postgres://me:s3cret@db:port/x"], "postgres://...@db:port/x cannot be used"),
        (&[], "there is no command"),
    ] {
        let line = complains(&mut hangtag(&place, words)).await;
        has(&line, expected);
        assert!(!line.contains("s3cret"), "{line}");
    }
    for (variable, value) in [("HANGTAG_LISTEN", "nowhere"), ("HANGTAG_LOG", "a=b=c")] {
        has(&complains(hangtag(&place, &["serve"]).env(variable, value)).await, value);
    }
    assert_eq!(std::fs::read_dir(place.folder.path()).unwrap().count(), 0, "nothing was made");
}

#[tokio::test]
async fn each_setting_is_a_variable_too() {
    let place = Place::sqlite();
    let mut command = hangtag(&place, &["migrate", "up"]);
    let output = run(command.env_remove("HANGTAG_DATABASE").env("HANGTAG_DATA_DIR", "elsewhere")).await;
    assert!(output.status.success());
    assert!(place.folder.path().join("elsewhere/hangtag.db").exists());
}

// ── Stopping ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn sigterm_closes_sockets_with_a_code_that_clients_retry() {
    use futures_util::{SinkExt, StreamExt};
    use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

    let place = Place::sqlite();
    let (mut server, address) = serve(&place).await;
    let made = says(&place, &["token", "create", "--organization", "acme", "--role", "organizer"]).await;
    let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
    let authorization = format!("Bearer {}", made.lines().last().unwrap());
    let init = serde_json::json!({ "type": "connection_init", "payload": { "authorization": authorization } });
    socket.send(Message::text(init.to_string())).await.unwrap();
    has(socket.next().await.unwrap().unwrap().to_text().unwrap(), "connection_ack");
    signal(&server, "TERM");
    let closed = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap().unwrap().unwrap();
    let Message::Close(Some(frame)) = closed else { panic!("{closed:?}") };
    assert_eq!(u16::from(frame.code), 1012);
    assert_eq!(ends(&mut server).await, Some(0));
}

#[tokio::test]
async fn who_loses_the_lock_to_another_process_ends() {
    let Some(place) = Place::postgres().await else { return };
    let mut command = hangtag(&place, &["serve", "--listen", "127.0.0.1:0"]);
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
    // The server's connection breaks, and somebody is quicker.
    let _other = place
        .hold(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()); \
             SELECT pg_advisory_lock(7521414243298666289)",
        )
        .await;
    assert_eq!(ends(&mut server).await, Some(1));
    let mut said = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut server.stderr.take().unwrap(), &mut said).await.unwrap();
    has(said.lines().last().unwrap(), "hangtag: the lock on the database was lost to another hangtag");
}

// ── The demo ───────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn the_demo_agrees_to_the_cent_also_when_it_was_interrupted_and_when_it_is_played_again() {
    on_each_database(async |place: Place| {
        let words = ["demo", "--listen", "127.0.0.1:0", "--speed", "5000", "--until-done"];
        let mut child = hangtag(&place, &words).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The first line of progress: doors are open.
        while let Some(line) = tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap() {
            if line.contains("need review") {
                break;
            }
        }
        signal(&child, "TERM");
        assert_eq!(ends(&mut child).await, Some(0));
        for _ in 0..2 {
            let played = says(&place, &words).await;
            has(&played, "salesTotal                       6479.00           6479.00\n");
            has(&played, "verify: journals, rows and totals agree\ndemo: every total is as expected\n");
        }
    })
    .await;
}

#[tokio::test]
async fn a_postgres_that_restarts_costs_no_sale_and_no_cent() {
    if std::env::var_os("HANGTAG_TEST_POSTGRES").is_none() {
        return;
    }
    // A cluster of its own: the other tests need theirs.
    let mut cluster = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/with-postgres"))
        .args(["sh", "-c", "echo $HANGTAG_TEST_POSTGRES; echo $HANGTAG_TEST_POSTGRES_RESTART; exec sleep 600"])
        .env_remove("HANGTAG_TEST_POSTGRES")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(cluster.stdout.take().unwrap()).lines();
    let url = tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
    let restart = lines.next_line().await.unwrap().unwrap();

    let place = Place::sqlite();
    let words = ["demo", "--listen", "127.0.0.1:0", "--speed", "1500", "--until-done", "--database", &url, "--log", "off"];
    let mut demo = hangtag(&place, &words).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(demo.stdout.take().unwrap()).lines();
    let mut last = String::new();
    let mut modes = ["fast", "immediate"].iter();
    while let Some(line) = tokio::time::timeout(PATIENCE, said.next_line()).await.unwrap().unwrap() {
        if line.contains("need review")
            && let Some(mode) = modes.next()
        {
            assert!(Command::new(&restart).arg(mode).status().await.unwrap().success());
        }
        last = line;
    }
    assert_eq!(last, "demo: every total is as expected");
    assert_eq!(modes.len(), 0, "it was restarted twice");
    assert_eq!(ends(&mut demo).await, Some(0));
    signal(&cluster, "TERM");
    cluster.wait().await.unwrap();
}
