//! What the small commands say.

use std::time::Duration;

use hangtag::app::{Authenticator, Secret};
use hangtag::domain::access::Role;

use crate::harness::{Place, TEN_FIFTEEN, World, on_each_database};

use super::{complains, hangtag, has, run, says};

#[tokio::test]
async fn tokens_are_made_listed_and_revoked() {
    on_each_database(async |place: Place| {
        let line = complains(&mut hangtag(&place, &["token", "list"])).await;
        has(&line, "run `hangtag migrate up` first");
        says(&place, &["migrate", "up"]).await;
        let create = ["token", "create", "--organization", "Acme & Töchter", "--role"];
        let made = says(&place, &[&create[..], &["organizer"]].concat()).await;
        has(&made, "token 1 for organization \"Acme & Töchter\": organizer");
        let token = made.lines().last().unwrap();
        assert!(token.len() == 46 && token.starts_with("ht_"), "{token}");

        let line = complains(&mut hangtag(&place, &[&create[..], &["consignor", "--consignor", "417"]].concat())).await;
        has(&line, "organization \"Acme & Töchter\" has no consignor 417");
        let line = complains(&mut hangtag(&place, &[&create[..], &["cashier", "--consignor", "417"]].concat())).await;
        has(&line, "--consignor goes with --role consignor only");

        let store = place.open().await;
        World::of("Acme & Töchter", &store).await;
        store.close().await;
        let made = says(&place, &[&create[..], &["consignor", "--consignor", "417"]].concat()).await;
        has(&made, "consignor 417");

        let list = says(&place, &["token", "list"]).await;
        assert!(!list.contains("ht_"), "{list}");
        let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[0], ["ID", "ORGANIZATION", "ROLE", "CONSIGNOR", "CREATED", "REVOKED"]);
        assert_eq!(rows[1][..5], ["1", "Acme", "&", "Töchter", "organizer"]);
        assert_eq!(rows.last().unwrap()[4..6], ["consignor", "417"]);

        has(&says(&place, &["token", "revoke", "1"]).await, "token 1 is revoked");
        for id in ["1", "99"] {
            let line = complains(&mut hangtag(&place, &["token", "revoke", id])).await;
            has(&line, &format!("there is no token {id} that is not revoked"));
        }
    })
    .await;
}

async fn passes(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_viewer_is_kept_for_five_seconds_and_a_stranger_for_one() {
    let place = Place::sqlite();
    let store = place.open().await;
    let authenticator = Authenticator::new(store.reader.clone());
    let secret = Secret::new(&[7; 32]);
    let bearer = secret.to_string();
    assert_eq!(authenticator.viewer(&bearer).await.unwrap(), None);
    let about = ("acme", Role::Cashier, None);
    assert!(store.records.create_token(about, &secret.hash(), TEN_FIFTEEN).await.unwrap());
    assert_eq!(authenticator.viewer(&bearer).await.unwrap(), None, "the store is not asked again at once");
    passes(1).await;
    let viewer = authenticator.viewer(&bearer).await.unwrap().unwrap();
    assert_eq!((&*viewer.organization_name, &viewer.roles[..]), ("acme", &[Role::Cashier][..]));

    assert!(store.records.revoke_token(1, TEN_FIFTEEN).await.unwrap());
    assert_eq!(authenticator.viewer(&bearer).await.unwrap(), Some(viewer));
    passes(5).await;
    assert_eq!(authenticator.viewer(&bearer).await.unwrap(), None);
    store.close().await;
    assert_eq!(authenticator.viewer("no token at all").await.unwrap(), None, "nobody needs to be asked");
    passes(5).await;
    assert!(authenticator.viewer(&bearer).await.is_err(), "not known is not the same as not allowed");
}

#[tokio::test]
async fn migrations_go_up_say_where_they_are_and_refuse_to_lose_data() {
    on_each_database(async |place: Place| {
        has(&says(&place, &["migrate", "up"]).await, "taken    m20261120_000001_core");
        has(&says(&place, &["migrate", "down"]).await, "missing  m20261130_000003_numbered_sales");
        has(&says(&place, &["migrate", "down"]).await, "missing  m20261129_000002_review");
        has(&says(&place, &["migrate", "status"]).await, "taken    m20261120_000001_core");
        has(&says(&place, &["migrate", "down"]).await, "missing  m20261120_000001_core");
        has(&says(&place, &["migrate", "status"]).await, "missing  m20261120_000001_core");
        has(&says(&place, &["migrate", "up"]).await, "taken");
        says(&place, &["token", "create", "--organization", "acme", "--role", "cashier"]).await;
        has(&says(&place, &["migrate", "down"]).await, "missing  m20261130_000003_numbered_sales");
        has(&says(&place, &["migrate", "down"]).await, "missing  m20261129_000002_review");
        let line = complains(&mut hangtag(&place, &["migrate", "down"])).await;
        assert_eq!(line, "hangtag: the table organization holds data that going down would lose");
        has(&says(&place, &["migrate", "status"]).await, "taken");
    })
    .await;
}

#[tokio::test]
async fn verify_says_what_it_compared_and_what_it_found() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        World::new(&store).await.stocked(3).await;
        store.close().await;
        let clean = says(&place, &["verify"]).await;
        assert_eq!(
            clean,
            "verify: 1 journals with 1 entries folded, 0 sales and 3 items compared\n\
             verify: journals, rows and totals agree\n"
        );
        place.execute("UPDATE item SET price = 1 WHERE tag % 10000 = 2").await;
        let output = run(&mut hangtag(&place, &["verify"])).await;
        let (out, error) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(out.lines().filter(|line| line.starts_with("inventory ")).count(), 1, "{out}");
        has(&error, "verify: 1 finding;");
    })
    .await;
}
