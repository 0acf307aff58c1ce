//! On a database that no server runs on.

use super::Hall;
use crate::harness::{Place, on_each_database};
use crate::program::{complains, ends, hangtag, has, says, signal};

const ITEMS: &str = "ref,consignor,title,category,price\nA,417,Coat,clothing,5\n";

#[tokio::test]
async fn a_stopped_database_is_imported_into_and_exported_from() {
    on_each_database(async |place| {
        let mut hall = Hall::open(place).await;
        std::fs::write(hall.place.folder.path().join("items.csv"), ITEMS).unwrap();
        let acme = ["--organization", "acme"];
        let words = [&["import", "items", "items.csv"], &acme[..]].concat();
        let line = complains(&mut hangtag(&hall.place, &words)).await;
        has(&line, "another hangtag already runs on this database; stop it first");

        signal(&hall.server, "TERM");
        assert_eq!(ends(&mut hall.server).await, Some(0));
        for expected in ["1 accepted, 0 duplicate", "0 accepted, 1 duplicate"] {
            has(&says(&hall.place, &words).await, expected);
        }
        let exported = says(&hall.place, &[&["export", "items", "-"], &acme[..]].concat()).await;
        has(&exported, "\r\nA,417,Coat,clothing,,5.00,yes,no,");

        let tokens = says(&hall.place, &["token", "list"]).await;
        let rows: Vec<Vec<&str>> = tokens.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows.len(), 4, "{tokens}");
        assert!(rows[1..].iter().all(|row| row.len() == 5 && row[2] == "organizer"), "each is revoked: {tokens}");
        has(&says(&hall.place, &["verify"]).await, "agree");
    })
    .await;
}

#[tokio::test]
async fn a_name_with_a_typing_error_makes_nothing() {
    let place = Place::sqlite();
    std::fs::write(place.folder.path().join("items.csv"), ITEMS).unwrap();
    let words = ["import", "items", "items.csv", "--organization", "amce"];
    has(&complains(&mut hangtag(&place, &words)).await, "run `hangtag migrate up` first");
    assert!(!place.file().exists());
    says(&place, &["migrate", "up"]).await;
    says(&place, &["token", "create", "--organization", "acme", "--role", "cashier"]).await;
    has(&complains(&mut hangtag(&place, &words)).await, "there is no organization \"amce\"");
    assert_eq!(place.count("organization").await, 1);
    assert_eq!(place.count("token").await, 1);
}
