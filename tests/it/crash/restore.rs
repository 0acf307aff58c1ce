//! `hangtag restore`, the program itself: what it refuses, and whom it leaves behind.

use std::path::{Path, PathBuf};

use hangtag::domain::handover::OwnerKey;
use hangtag::domain::inventory::{Inventory, InventoryCommand};
use hangtag::store::{Database, Fault};

use super::backup::{AGREES, another, backup, complaint, names};
use super::probe::Probe;
use super::server::{self, Server, run};
use crate::harness::{Hand, Place, World, on_each_database};

const ITEMS: &str = "SELECT COUNT(*) AS number FROM item";

/// A database with so many items, and a backup of it.
async fn kept(place: &Place, items: u32) -> PathBuf {
    let store = place.open().await;
    World::new(&store).await.stocked(items).await;
    store.close().await;
    let file = place.folder.path().join("friday.hangtag");
    backup(place, &file).await;
    file
}

async fn restored(place: &Place, words: &[&str]) -> String {
    let (end, said) = run(place, &[&["restore"], words].concat()).await;
    assert_eq!(end.code, Some(0), "{said}\n{:?}", end.log);
    assert!(said.contains(AGREES), "{said}");
    said
}

async fn refused(place: &Place, words: &[&str]) -> String {
    complaint(run(place, &[&["restore"], words].concat()).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_into_what_is_there_moves_it_aside_and_only_when_told_to() {
    on_each_database(async |place| {
        let file = kept(&place, 3).await;
        let file = file.to_str().unwrap();
        let store = place.open().await;
        let world = World::new(&store).await;
        World::of("other", &store).await;
        let mut inventory = Hand::<Inventory>::claim(&store, OwnerKey::Inventory(world.event)).await;
        let items = world.items(1, "late").await;
        assert!(refused(&place, &[file]).await.contains("holds data; --force moves it aside and restores the backup"));

        if matches!(place.database, Database::Sqlite(_)) {
            let line = refused(&place, &[file, "--force"]).await;
            assert!(line.ends_with("hangtag.db open; end it first"), "{line}");
            store.clone().close().await;
        }
        let said = restored(&place, &[file, "--force"]).await;
        assert!(said.contains("restore: what was there is "), "{said}");
        // Whoever had claimed an owner before has lost it, though nobody has claimed it since.
        let key = world.key("itemsAdd", "late");
        let add = InventoryCommand::Add { organization: world.organization, items, key };
        if let Database::Postgres(_) = place.database {
            let committed = inventory.tries(add).await;
            assert!(matches!(committed, Err(Fault::Fenced)), "{committed:?}");
            store.close().await;
        }
        let probe = Probe::new(&place).await;
        assert_eq!(probe.number("SELECT COUNT(*) AS number FROM owner WHERE node_id <> 'restore'").await, 0);
        assert_eq!(probe.number("SELECT COUNT(*) AS number FROM organization").await, 1, "the other one came later");
        drop(probe);

        // And back again: what was moved aside is whole.
        if matches!(place.database, Database::Sqlite(_)) {
            let aside = said.lines().find_map(|line| line.strip_prefix("restore: what was there is ")).unwrap();
            let aside = aside.strip_suffix(" now").unwrap().to_owned();
            restored(&place, &[&aside, "--force"]).await;
            assert_eq!(place.count("organization").await, 2);
        } else {
            let schema = said.split("in the schema ").nth(1).unwrap().split(' ').next().unwrap();
            assert_eq!(place.count(&format!("{schema}.organization")).await, 2);
            // It is no part of the next backup.
            let file = place.folder.path().join("saturday.hangtag");
            backup(&place, &file).await;
            restored(&another(&place).await, &[file.to_str().unwrap()]).await;
        }
        let mut server = Server::start(&place).await;
        server::verify(&place).await;
        server.kill().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_restored_is_one_line_and_changes_nothing() {
    on_each_database(async |place| {
        let file = kept(&place, 300).await;
        let folder = tempfile::tempdir().unwrap();
        let other = another(&place).await;
        let store = other.open().await;
        World::new(&store).await.stocked(1).await;
        store.close().await;
        let whole = std::fs::read(&file).unwrap();
        let broken = folder.path().join("broken.hangtag");
        let force = [broken.to_str().unwrap(), "--force"];

        std::fs::write(&broken, "no backup").unwrap();
        assert!(refused(&other, &force).await.ends_with("broken.hangtag is no backup that `hangtag backup` wrote"));
        std::fs::write(&broken, &whole[..whole.len() / 2]).unwrap();
        let line = refused(&other, &force).await;
        assert!(line.contains("malformed") || line.contains("pg_restore: error: "), "{line}");
        if matches!(place.database, Database::Sqlite(_)) {
            let mut damaged = whole.clone();
            let middle = damaged.len() / 2;
            damaged[middle..middle + 8_192].fill(0xA5);
            std::fs::write(&broken, damaged).unwrap();
            refused(&other, &force).await;
        }
        assert!(refused(&other, &["/nowhere", "--force"]).await.contains("/nowhere cannot be read: No such file"));

        newer(&place, &broken).await;
        assert!(refused(&other, &force).await.contains("made by a newer hangtag (it has the migration m20991231_000001_later)"));
        std::fs::write(&broken, &whole).unwrap();
        let mut server = Server::start(&other).await;
        assert!(refused(&other, &force).await.ends_with("another hangtag already runs on this database; stop it first"));
        server.kill().await;
        assert_eq!(names(other.folder.path()), [""; 0]);
        assert_eq!(other.count("item").await, 1);
        server::verify(&other).await;
    })
    .await;
}

/// A backup of the same database, had a later program made it.
async fn newer(place: &Place, file: &Path) {
    match place.database {
        Database::Sqlite(_) => {
            std::fs::remove_file(file).unwrap();
            place.execute(&format!("VACUUM INTO '{}'", file.display())).await;
            let copy = Place { address: format!("sqlite://{}", file.display()), ..Place::sqlite() };
            copy.execute(LATER).await;
        }
        Database::Postgres(_) => {
            place.execute(LATER).await;
            let dump = hangtag::store::Dump::of(&place.address);
            dump.write(file).await.unwrap();
        }
    }
}

const LATER: &str = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_later', 0)";

#[tokio::test]
async fn a_backup_goes_where_its_kind_goes_and_never_over_itself() {
    let place = Place::sqlite();
    let file = kept(&place, 1).await;
    let itself = place.file();
    assert!(refused(&place, &[itself.to_str().unwrap(), "--force"]).await.ends_with("is the database itself"));
    // Data that nobody would miss needs no force.
    let empty = Place::sqlite();
    empty.open().await.close().await;
    restored(&empty, &[file.to_str().unwrap()]).await;
    assert_eq!(Probe::new(&empty).await.number(ITEMS).await, 1);
    // A log that belonged to another file is not played into this one.
    let stale = Place::sqlite();
    let log = stale.file().with_extension("db-wal");
    std::fs::write(stale.file(), "this was a database before the laptop fell".repeat(200)).unwrap();
    std::fs::write(&log, "and this its log".repeat(200)).unwrap();
    assert!(refused(&stale, &[file.to_str().unwrap()]).await.contains("holds data"));
    restored(&stale, &[file.to_str().unwrap(), "--force"]).await;
    assert!(!log.exists());
    server::verify(&stale).await;

    let photos = Place::sqlite();
    photos.execute("CREATE TABLE photo (id INTEGER)").await;
    let line = refused(&place, &[photos.file().to_str().unwrap(), "--force"]).await;
    assert!(line.ends_with("hangtag.db cannot be restored: it is a database, but none of a Hangtag's"), "{line}");
    let Some(postgres) = Place::postgres().await else { return };
    let line = refused(&postgres, &[file.to_str().unwrap()]).await;
    assert!(line.ends_with("friday.hangtag is a copy of SQLite; the database is PostgreSQL"), "{line}");
    let dump = kept(&postgres, 1).await;
    let line = refused(&place, &[dump.to_str().unwrap(), "--force"]).await;
    assert!(line.ends_with("friday.hangtag is a dump of PostgreSQL; --database must be postgres://"), "{line}");
}
