//! What is counted, by a server that has sold, held, voided, refused and served a subscription.

use std::collections::BTreeSet;

use futures_util::{SinkExt, StreamExt};
use hangtag::store::Database;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::hall::{Hall, NAME, TITLE};
use super::server::{PATIENCE, Scrape, Server, more};
use crate::harness::{Place, on_each_database};

const EVENTS: &str = "subscription ($id: ID!) { saleSessionEvents(sessionId: $id, after: 0) { sequence } }";

/// A screen that follows the session from its beginning.
struct Screen(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Screen {
    async fn open(server: &Server, session: &str) -> Self {
        let mut request = format!("{}/graphql", server.url.replacen("http", "ws", 1)).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let mut screen = Self(connect_async(request).await.unwrap().0);
        let bearer = format!("Bearer {}", server.token);
        screen.say(&json!({ "type": "connection_init", "payload": { "authorization": bearer } })).await;
        assert_eq!(screen.hear().await["type"], "connection_ack");
        let payload = json!({ "query": EVENTS, "variables": { "id": session } });
        screen.say(&json!({ "type": "subscribe", "id": "1", "payload": payload })).await;
        screen
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn hear(&mut self) -> Value {
        match timeout(PATIENCE, self.0.next()).await.unwrap().unwrap().unwrap() {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("no message, but {other:?}"),
        }
    }

    /// Does what no client may, and is closed for it.
    async fn misbehave(mut self) -> u16 {
        self.say(&json!({ "type": "connection_init" })).await;
        loop {
            if let Message::Close(Some(frame)) = timeout(PATIENCE, self.0.next()).await.unwrap().unwrap().unwrap() {
                return frame.code.into();
            }
        }
    }
}

/// Scrapes until it is so.
async fn scraped(server: &Server, is_so: impl Fn(&Scrape) -> bool) -> Scrape {
    let asked = tokio::time::Instant::now();
    loop {
        let scrape = server.scrape().await;
        if is_so(&scrape) {
            return scrape;
        }
        assert!(asked.elapsed() < PATIENCE, "it never comes: {}", scrape.text);
    }
}

async fn asks(server: &Server, token: &str, document: &str) -> u16 {
    let request = server.http.post(format!("{}/graphql", server.url)).bearer_auth(token);
    request.json(&json!({ "query": document })).send().await.unwrap().status().as_u16()
}

#[track_caller]
fn check(before: &Scrape, after: &Scrape, moved: &[(&str, f64)]) {
    for (series, by) in moved {
        assert!(after.has(series), "there is no {series} in {}", after.text);
        let moved = more(before, after, series);
        assert!((moved - by).abs() < f64::EPSILON, "{series} moved by {moved} instead of {by}");
    }
}

/// What stands now, whatever was before.
#[track_caller]
fn stands(now: &Scrape, values: &[(&str, f64)]) {
    for (series, value) in values {
        assert!(now.has(series), "there is no {series} in {}", now.text);
        assert!(now.is(series, *value), "{series} is {} instead of {value}", now.of(series));
    }
}

/// Nothing travels between owners any more.
fn is_quiet(scrape: &Scrape) -> bool {
    scrape.has("hangtag_outbox_letters") && scrape.of("hangtag_outbox_letters") == 0.0
}

#[tokio::test]
async fn what_tills_and_screens_do_is_counted_to_the_last_one() {
    on_each_database(async |place: Place| {
        let server = Server::start(&place, &[]).await;
        let hall = Hall::open(&server, 6).await;
        let before = scraped(&server, is_quiet).await;
        stands(
            &before,
            &[
                ("hangtag_requests_in_flight", 0.0),
                ("hangtag_owners{kind=\"session\",state=\"loaded\"}", 1.0),
                ("hangtag_owners{kind=\"inventory\",state=\"loaded\"}", 1.0),
                ("hangtag_owner_state_entries_sum{kind=\"session\",of=\"items\"}", 6.0),
                ("hangtag_mailbox_depth_max{kind=\"session\"}", 0.0),
                ("hangtag_courier_queues_stopped", 0.0),
                ("hangtag_outbox_oldest_age_seconds", 0.0),
            ],
        );
        for check in ["database", "write", "lock", "courier", "owners"] {
            stands(&before, &[(&*format!("hangtag_ready{{check=\"{check}\"}}"), 1.0)]);
        }

        let first = hall.sell(&hall.tags[0], "first").await;
        assert!(hall.sell(&hall.tags[1], "second").await.is_done() && hall.sell(&hall.tags[1], "second").await.is_done());
        let third = hall.sell(&hall.tags[2], "third").await;
        assert!(first.is_done() && hall.sell(&hall.tags[0], "late").await.has_code("ITEM_SOLD"));
        hall.hold(&hall.tags[3]).await;
        hall.void(&third.object).await;
        assert_eq!(asks(&server, &server.token, "query Known { viewer { __typename } }").await, 200);
        asks(&server, &server.token, "mutation Odd_Operation { dropTables }").await;
        asks(&server, &server.token, "query Odder { passwords { all } }").await;
        assert_eq!(asks(&server, "ht_odd-token", "{ viewer { __typename } }").await, 401);
        let mut screen = Screen::open(&server, &hall.session).await;
        // Opened in two steps, three sales, a hold and a void.
        for sequence in 1..=7 {
            let event = screen.hear().await;
            assert_eq!(event["payload"]["data"]["saleSessionEvents"]["sequence"], sequence, "{event}");
        }
        let after = scraped(&server, |scrape| more(&before, scrape, "hangtag_events_delivered_total") >= 7.0).await;
        check(&before, &after, &of_tills());
        check(&before, &after, &of_screens());
        stands(
            &after,
            &[
                ("hangtag_requests_in_flight", 0.0),
                ("hangtag_owner_state_entries_sum{kind=\"session\",of=\"sales\"}", 3.0),
                ("hangtag_owner_state_entries_max{kind=\"session\",of=\"holds\"}", 1.0),
            ],
        );

        assert_eq!(screen.misbehave().await, 4429);
        let closed = scraped(&server, |scrape| scrape.of("hangtag_sockets") == 0.0).await;
        check(&after, &closed, &[("hangtag_sockets_closed_total{code=\"4429\"}", 1.0), ("hangtag_subscriptions", -1.0)]);
        assert!(closed.is("hangtag_slow_readers_closed_total", 0.0));
        labels_are_of_known_sets(&closed, &server);
        server.stop().await;
    })
    .await;
}

/// Four sales, of which one is told again and one refused.
fn of_tills() -> [(&'static str, f64); 17] {
    [
        ("hangtag_operation_seconds_count{type=\"mutation\",operation=\"saleRecord\"}", 5.0),
        ("hangtag_operation_seconds_bucket{type=\"mutation\",operation=\"saleRecord\",le=\"+Inf\"}", 5.0),
        ("hangtag_operation_seconds_count{type=\"mutation\",operation=\"itemsHold\"}", 1.0),
        ("hangtag_operation_seconds_count{type=\"mutation\",operation=\"saleVoid\"}", 1.0),
        ("hangtag_operation_seconds_count{type=\"query\",operation=\"viewer\"}", 1.0),
        ("hangtag_operation_seconds_count{type=\"mutation\",operation=\"other\"}", 1.0),
        ("hangtag_operation_seconds_count{type=\"query\",operation=\"other\"}", 1.0),
        ("hangtag_batch_commands_count{kind=\"session\"}", 7.0),
        ("hangtag_batch_commands_sum{kind=\"session\"}", 7.0),
        // What is told again, or refused, is no commit.
        ("hangtag_commit_seconds_count{kind=\"session\"}", 5.0),
        ("hangtag_commit_seconds_count{kind=\"inventory\"}", 0.0),
        ("hangtag_commits_failed_total{kind=\"session\",reason=\"unavailable\"}", 0.0),
        ("hangtag_refusals_total{code=\"ITEM_SOLD\"}", 1.0),
        ("hangtag_errors_total{code=\"GRAPHQL_VALIDATION_FAILED\"}", 2.0),
        ("hangtag_errors_total{code=\"UNAUTHENTICATED\"}", 1.0),
        ("hangtag_errors_total{code=\"INTERNAL_SERVER_ERROR\"}", 0.0),
        ("hangtag_owner_loads_total{kind=\"session\",outcome=\"loaded\"}", 0.0),
    ]
}

fn of_screens() -> [(&'static str, f64); 5] {
    [
        ("hangtag_sockets", 1.0),
        ("hangtag_subscriptions", 1.0),
        ("hangtag_subscriptions_opened_total{operation=\"saleSessionEvents\"}", 1.0),
        ("hangtag_operation_seconds_count{type=\"subscription\",operation=\"saleSessionEvents\"}", 1.0),
        ("hangtag_events_delivered_total", 7.0),
    ]
}

/// Whatever a caller makes up is no label, and nobody is named.
fn labels_are_of_known_sets(scrape: &Scrape, server: &Server) {
    let roots: BTreeSet<&str> = hangtag::graphql::root::ROOTS.iter().map(|(_, field)| *field).collect();
    assert_eq!(scrape.values_of("operation"), roots);
    let kinds = [("kind", &["inventory", "session"][..]), ("type", &["mutation", "query", "subscription"])];
    for (label, values) in kinds.into_iter().chain([("check", &["courier", "database", "lock", "owners", "write"][..])]) {
        assert_eq!(scrape.values_of(label), values.iter().copied().collect(), "{label}");
    }
    for text in ["Odd", "dropTables", "passwords", "Checkout", "Known", "acme", "odd-token", NAME, TITLE, &server.token] {
        assert!(!scrape.text.contains(text), "{text} is in {}", scrape.text);
    }
}

#[tokio::test]
async fn what_waits_is_seen_while_it_waits() {
    on_each_database(async |place: Place| {
        let server = Server::start(&place, &[]).await;
        let hall = Hall::open(&server, 10).await;
        scraped(&server, is_quiet).await;
        // Another program holds the database for a moment, within which nobody gives up.
        let sql = match &place.database {
            Database::Sqlite(_) => "BEGIN IMMEDIATE",
            Database::Postgres(_) => "BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE",
        };
        let held = place.hold(sql).await;
        let mut tills = JoinSet::new();
        for tag in hall.tags.clone() {
            let (client, variables) = (hall.client.clone(), hall.sale(&tag, &tag));
            tills.spawn(async move { client.ask(super::hall::RECORD, &variables).await.unwrap() });
        }
        let is_sqlite = matches!(place.database, Database::Sqlite(_));
        // What a check said is kept for a second. SQLite has one connection that writes, and it waits.
        let write = if is_sqlite { 0.0 } else { 1.0 };
        let is_noticed = |scrape: &Scrape| scrape.is("hangtag_ready{check=\"write\"}", write);
        let waiting = scraped(&server, |scrape| scrape.is("hangtag_requests_in_flight", 10.0) && is_noticed(scrape)).await;
        let depth = waiting.of("hangtag_mailbox_depth_max{kind=\"session\"}");
        assert!((1.0..10.0).contains(&depth), "{depth} behind those that are being committed");
        stands(&waiting, &[("hangtag_mailbox_depth_sum{kind=\"session\"}", depth), ("hangtag_ready{check=\"database\"}", 1.0)]);
        held.close().await.unwrap();
        while let Some(answer) = tills.join_next().await {
            let answer = answer.unwrap();
            assert!(answer["saleRecord"]["sale"]["id"].is_string(), "{answer}");
        }
        let quiet = scraped(&server, |scrape| scrape.of("hangtag_requests_in_flight") == 0.0).await;
        stands(&quiet, &[("hangtag_mailbox_depth_sum{kind=\"session\"}", 0.0)]);
        server.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_waits_and_its_age_are_seen() {
    on_each_database(async |place: Place| {
        let server = Server::start(&place, &[]).await;
        let _hall = Hall::open(&server, 1).await;
        scraped(&server, is_quiet).await;
        let letter = "INSERT INTO outbox (owner_id, seq, target_kind, target_key, body)
            SELECT MIN(owner_id), 1, 'inventory', 0, '{}' FROM journal WHERE seq = 1";
        assert_eq!(place.execute(letter).await, 1);
        let scrape = server.scrape().await;
        stands(&scrape, &[("hangtag_outbox_letters", 1.0)]);
        let age = scrape.of("hangtag_outbox_oldest_age_seconds");
        assert!(age > 0.0 && age < 2.0 * PATIENCE.as_secs_f64(), "{age}");
    })
    .await;
}

#[tokio::test]
async fn an_owner_that_another_process_claimed_is_counted() {
    on_each_database(async |place: Place| {
        let server = Server::start(&place, &[]).await;
        let hall = Hall::open(&server, 1).await;
        let before = scraped(&server, is_quiet).await;
        place.execute("UPDATE owner SET epoch = epoch + 1").await;
        let told = hall.client.ask(super::hall::RECORD, &hall.sale(&hall.tags[0], "fenced")).await;
        assert!(matches!(told, Err(hangtag::client::Fault::Error { code, .. }) if code == "STORAGE_UNAVAILABLE"));
        let after = scraped(&server, |scrape| scrape.is("hangtag_owners{kind=\"session\",state=\"loaded\"}", 1.0)).await;
        check(
            &before,
            &after,
            &[
                ("hangtag_commits_failed_total{kind=\"session\",reason=\"fenced\"}", 1.0),
                ("hangtag_owner_fences_total{kind=\"session\"}", 1.0),
                ("hangtag_owner_reloads_total{kind=\"session\"}", 1.0),
                ("hangtag_owner_loads_total{kind=\"session\",outcome=\"loaded\"}", 1.0),
                ("hangtag_commit_seconds_count{kind=\"session\"}", 0.0),
                ("hangtag_errors_total{code=\"STORAGE_UNAVAILABLE\"}", 1.0),
            ],
        );
        assert!(hall.sell(&hall.tags[0], "fenced").await.is_done(), "the same again sells it");
    })
    .await;
}
