//! `hangtag backup`, the program itself, while tills sell.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use hangtag::store::Database;

use super::disk::SmallDisk;
use super::hall::{self, Books, Door};
use super::load::{Load, replay, sales, unacknowledged};
use super::probe::Probe;
use super::server::{self, End, Server, run};
use crate::harness::{Place, World, on_each_database};

pub(super) const AGREES: &str = "verify: journals, rows and totals agree\n";

/// Backs up to this file of the place.
pub(super) async fn backup(place: &Place, file: &Path) {
    let (end, said) = run(place, &["backup", file.to_str().unwrap()]).await;
    assert_eq!(end.code, Some(0), "{said}\n{:?}", end.log);
    assert!(said.starts_with(&format!("backup: {} has ", file.display())) && said.ends_with(AGREES), "{said}");
}

/// The only line of a command that fails.
#[track_caller]
pub(super) fn complaint((end, said): (End, String)) -> String {
    assert_eq!((end.code, end.log.len()), (Some(1), 1), "{said}\n{:?}", end.log);
    end.log[0].clone()
}

/// An empty database of the same kind.
pub(super) async fn another(place: &Place) -> Place {
    match place.database {
        Database::Sqlite(_) => Place::sqlite(),
        Database::Postgres(_) => Place::postgres().await.unwrap(),
    }
}

/// Names in a folder, but for the database's own.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with("hangtag.db")).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_while_tills_sell_has_every_sale_from_before_it_and_sells_on() {
    on_each_database(async |place| {
        let mut server = Server::start(&place).await;
        let token = server::token(&place).await;
        let (_sign, door) = Door::new(&server.url, &token);
        let (event, tags) = hall::event(&door, 1_500, "spring").await;
        let session = hall::open(&door, &event, "open").await;
        let load = Load::start(&door, (&session, &tags), super::kills::seed());
        load.progress(60).await;
        let before = load.acknowledged();
        let file = place.folder.path().join("friday.hangtag");
        backup(&place, &file).await;
        load.progress(20).await;
        let acknowledged = load.stop().await;
        assert!(server.lives(), "{:?}", server.log());
        assert_eq!(unacknowledged(&Books::read(&door.client(), &session).await, &acknowledged), 0);
        server.kill().await;
        assert_eq!(names(place.folder.path()), ["friday.hangtag"]);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "it has names and earnings");

        let restored = another(&place).await;
        let (end, said) = run(&restored, &["restore", file.to_str().unwrap()]).await;
        assert_eq!(end.code, Some(0), "{said}\n{:?}", end.log);
        assert!(said.contains(AGREES), "{said}");
        let mut server = Server::start(&restored).await;
        let (_sign, door) = Door::new(&server.url, &token);
        let books = Books::read(&door.client(), &session).await;
        let later = unacknowledged(&books, &before);
        println!("{} sales before the backup, {later} while it began", sales(&before).count());
        // Its keys are known, its tags are sold, and it sells.
        replay(&door, &before).await;
        let load = Load::start(&door, (&session, &tags[750..]), super::kills::seed());
        load.abandon().await;
        server::verify(&restored).await;
        server.kill().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_that_cannot_be_is_one_line_and_leaves_nothing() {
    let place = Place::sqlite();
    let folder = place.folder.path();
    let to = async |words: &[&str]| complaint(run(&place, &[&["backup"], words].concat()).await);
    let file = folder.join("friday.hangtag");
    let file = file.to_str().unwrap();
    assert!(to(&[file]).await.contains("hangtag.db; run `hangtag migrate up` first"));
    let store = place.open().await;
    World::new(&store).await.stocked(3).await;
    assert_eq!(to(&[folder.to_str().unwrap()]).await, format!("hangtag: {} is no name of a file", folder.display()));
    let itself = place.file();
    let itself = itself.to_str().unwrap();
    assert_eq!(to(&[itself, "--force"]).await, format!("hangtag: {itself} is the database itself"));
    assert!(to(&["/nowhere/friday.hangtag"]).await.contains("/nowhere/friday.hangtag.partial cannot be written: No such file"));

    std::fs::write(file, "thursday").unwrap();
    assert_eq!(to(&[file]).await, format!("hangtag: {file} exists; --force replaces it"));
    assert_eq!(std::fs::read_to_string(file).unwrap(), "thursday");
    // What a killed backup left is no hindrance; what a living one writes is.
    let partial = folder.join("friday.hangtag.partial");
    std::fs::write(&partial, "half of it").unwrap();
    let another = std::fs::File::open(&partial).unwrap();
    another.lock().unwrap();
    assert!(to(&[file, "--force"]).await.contains("another hangtag is writing"));
    drop(another);
    assert_eq!(run(&place, &["backup", file, "--force"]).await.0.code, Some(0));
    assert!(std::fs::read(file).unwrap().starts_with(b"SQLite format 3\0"));
    assert_eq!(names(folder), ["friday.hangtag"]);

    place.execute("UPDATE item SET title = 'Umbrella' WHERE tag % 10000 = 1").await;
    let (end, said) = run(&place, &["backup", file, "--force"]).await;
    assert_eq!(end.code, Some(1), "{said}");
    assert!(said.contains("is not described as in the journal"), "{said}");
    assert_eq!(end.log, ["hangtag: verify: 1 finding; journals, rows and totals do not agree"]);
}

#[tokio::test]
async fn a_backup_on_a_full_disk_is_one_line_and_the_database_does_not_care() {
    let place = Place::sqlite();
    let store = place.open().await;
    World::new(&store).await.stocked(100).await;
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()).await else {
        println!("SKIPPED: only root may mount the small disk that this test fills");
        return;
    };
    disk.fill();
    let file = folder.path().join("friday.hangtag");
    let line = complaint(run(&place, &["backup", file.to_str().unwrap()]).await);
    assert!(line.contains("hangtag.db cannot be copied: database or disk is full"), "{line}");
    assert_eq!(names(folder.path()), ["ballast"]);
    server::verify(&place).await;
    drop(disk);
}

#[tokio::test]
async fn a_dump_is_read_through_where_no_database_may_be_made_for_it_and_none_stays() {
    let Some(place) = Place::postgres().await else { return };
    let store = place.open().await;
    World::new(&store).await.stocked(3).await;
    store.close().await;
    let file = place.folder.path().join("friday.hangtag");
    backup(&place, &file).await;
    let probe = Probe::new(&place).await;
    let left = "SELECT COUNT(*) AS number FROM pg_database WHERE datname LIKE 'hangtag_verify_%'";
    // Other tests make theirs.
    let asked = tokio::time::Instant::now();
    while probe.number(left).await > 0 {
        assert!(asked.elapsed() < server::PATIENCE, "it stays");
    }

    let role = format!("clerk_{}", std::process::id());
    probe.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'a:b/c@d%'")).await;
    probe.execute(&format!("GRANT pg_read_all_data TO {role}")).await;
    let (_, server) = place.address.rsplit_once('@').unwrap();
    let humble = Place::postgres_at(&format!("postgres://{role}:a%3Ab%2Fc%40d%25@{server}"));
    let (end, said) = run(&humble, &["backup", "--force", file.to_str().unwrap()]).await;
    assert_eq!(end.code, Some(0), "{said}\n{:?}", end.log);
    assert!(said.contains("every byte of the dump was read by pg_restore, but no row was compared"), "{said}");
    probe.execute(&format!("DROP OWNED BY {role}")).await;
    probe.execute(&format!("DROP ROLE {role}")).await;
}
