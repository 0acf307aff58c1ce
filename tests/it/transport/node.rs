//! Outside clients that are not ours: graphql-http's audits and graphql-ws, under node.

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

use super::{Server, client::PATIENCE, patient};

/// Where the outside clients are; they must be installed.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    assert!(
        folder.join("node_modules/graphql-http").exists() && folder.join("node_modules/graphql-ws").exists(),
        "the outside clients are not installed: run `make test`, or `npm ci` in tests/node"
    );
    folder
}

/// A script of the folder, to be run.
pub fn node(arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.args(arguments).current_dir(folder()).kill_on_drop(true);
    command
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn all_61_audits_pass() {
    let server = Server::start().await;
    let output = node(&["audit.mjs", &server.url("/graphql")]).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.trim() == "61/61", "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn graphql_ws_gets_every_result_and_the_end() {
    let server = Server::start().await;
    let url = server.url("/graphql");
    let document = "subscription($to: Int!) { numbers(to: $to) }";
    let output = node(&["subscribe.mjs", &url, "till", document, r#"{"to":3}"#]).output().await.unwrap();
    let expected: Vec<Value> = (1..=3).map(|n| json!({ "data": { "numbers": n } })).collect();
    assert_eq!(lines(&output), expected, "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
}

#[tokio::test]
async fn graphql_ws_is_told_what_is_wrong() {
    let server = Server::start().await;
    let output = node(&["subscribe.mjs", &server.url("/graphql"), "", "subscription { missing }"]).output().await.unwrap();
    assert_eq!(lines(&output)[0]["errors"][0]["extensions"]["code"], "NOT_FOUND");
    assert!(!output.status.success());
}

#[tokio::test]
async fn graphql_ws_comes_back_after_a_restart_and_goes_on_where_it_was() {
    let server = Server::start().await;
    let address = server.address.to_string();
    let document = "subscription($after: Int!) { events(after: $after) { sequence } }";
    let url = server.url("/graphql");
    let mut client = node(&["subscribe.mjs", &url, "till", document, r#"{"after":41}"#]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(client.stdout.take().unwrap()).lines();
    let mut line = async || timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
    assert_eq!(line().await, r#"{"data":{"events":{"sequence":42}}}"#);
    server.shutdown.cancel();
    server.serving.await.unwrap();
    let _restarted = Server::at(&address, patient(), vec![]).await;
    assert_eq!(line().await, r#"{"data":{"events":{"sequence":43}}}"#);
}
