//! Databases and files that cannot be used: one line, and nothing touched.

use crate::harness::{Place, on_each_database};

use super::{complains, ends, hangtag, has, says, serve, signal};

#[tokio::test]
async fn a_used_port_is_one_line_and_touches_no_data() {
    let place = Place::sqlite();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for command in ["serve", "demo"] {
        let line = complains(&mut hangtag(&place, &[command, "--listen", &address])).await;
        has(&line, &format!("cannot listen on {address}: Address already in use"));
    }
    assert!(!place.file().exists());
}

#[tokio::test]
async fn one_process_has_a_database_and_kill_9_frees_it() {
    on_each_database(async |place: Place| {
        let (mut first, address) = serve(&place).await;
        for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate", "up"], &["migrate", "down"]] {
            let line = complains(&mut hangtag(&place, words)).await;
            has(&line, "another hangtag already runs on this database");
        }
        // These run beside it.
        says(&place, &["token", "create", "--organization", "acme", "--role", "cashier"]).await;
        says(&place, &["token", "list"]).await;
        has(&says(&place, &["migrate", "status"]).await, "taken");
        has(&says(&place, &["verify"]).await, "agree");
        tokio::net::TcpStream::connect(&address).await.unwrap();

        first.kill().await.unwrap();
        let (mut second, _) = serve(&place).await;
        signal(&second, "TERM");
        assert_eq!(ends(&mut second).await, Some(0));
        let (mut third, _) = serve(&place).await;
        signal(&third, "INT");
        assert_eq!(ends(&mut third).await, Some(0));
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_is_one_line() {
    let place = Place::sqlite();
    std::fs::write(place.file(), "this was a database before the laptop fell".repeat(200)).unwrap();
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["verify"], &["token", "list"], &["migrate", "status"]] {
        let line = complains(&mut hangtag(&place, words)).await;
        has(&line, "hangtag.db cannot be used");
        has(&line, "file is not a database");
    }
}

#[tokio::test]
async fn a_file_that_another_program_has_locked_is_one_line() {
    let place = Place::sqlite();
    says(&place, &["migrate", "up"]).await;
    let held = place.hold("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE mine (id INTEGER)").await;
    let line = complains(&mut hangtag(&place, &["serve", "--listen", "127.0.0.1:0"])).await;
    has(&line, "hangtag.db was not free within 5 s; another program holds it");
    drop(held);
}

#[tokio::test]
async fn a_newer_schema_is_one_line() {
    on_each_database(async |place: Place| {
        says(&place, &["migrate", "up"]).await;
        place.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_later', 0)").await;
        for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["verify"], &["migrate", "up"], &["migrate", "status"]] {
            let line = complains(&mut hangtag(&place, words)).await;
            has(&line, "made by a newer hangtag (it has the migration m20991231_000001_later)");
        }
    })
    .await;
}

#[tokio::test]
async fn a_command_that_looks_makes_no_database() {
    let place = Place::sqlite();
    for words in [&["verify"][..], &["token", "list"], &["migrate", "status"], &["migrate", "down"]] {
        if words != ["migrate", "down"] {
            has(&complains(&mut hangtag(&place, words)).await, "run `hangtag migrate up` first");
        }
        assert!(!place.file().exists(), "{words:?}");
    }
}

#[tokio::test]
async fn a_postgres_that_does_not_answer_is_one_line() {
    let place = Place::sqlite();
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("postgres://me:s3cret@{nobody}/x");
    for words in [&["serve", "--listen", "127.0.0.1:0", "--database", &url][..], &["verify", "--database", &url]] {
        let line = complains(&mut hangtag(&place, words)).await;
        has(&line, &format!("postgres://...@{nobody}/x cannot be"));
        assert!(!line.contains("s3cret"), "{line}");
    }
}
