//! The same key: the same effect once, and the same object as it is now. A key is bound by its first effect.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::caller::{Outcome, cash_sale, event, offline_sale};
use super::harness::{Hall, in_each_hall};

/// Answered as before, and nothing has happened since.
async fn is_replayed(hall: &Hall, (sent, sale): (&Value, &Value), key: &str) {
    let before = hall.till.totals().await;
    assert_eq!(hall.till.record(sent, key).await.expect_sold(), *sale);
    assert_eq!(hall.till.totals().await, before);
}

#[tokio::test]
async fn a_till_that_lost_the_answer_sends_again_and_gets_the_same_sale() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let sent = cash_sale(&tags[..2]);
        let sale = hall.till.record(&sent, "lost").await.expect_sold();
        is_replayed(hall, (&sent, &sale), "lost").await;

        // In other words: printed tags, the default named, blanks, prices as they were charged.
        let mut again = sent.clone();
        let printed = format!(" {}-{}-{} ", &tags[0][..5], &tags[0][5..9], &tags[0][9..]);
        again["lines"][0] = json!({ "tag": printed, "price": "10.0" });
        again["channel"] = json!("POS");
        again["till"] = json!("  ");
        again["tenders"][0]["amount"] = json!("20");
        is_replayed(hall, (&again, &sale), "lost").await;

        // As an offline sale: the till had given up on the server.
        is_replayed(hall, (&offline_sale(&tags[..2], &hall.moment(-5)), &sale), "lost").await;
        again["offlineSoldAt"] = json!(hall.moment(-5));
        is_replayed(hall, (&again, &sale), "lost").await;

        // After a restart, also by another of the organization.
        hall.restart().await;
        is_replayed(hall, (&sent, &sale), "lost").await;
        assert_eq!(hall.organizer.record(&sent, "lost").await.expect_sold(), sale);

        // After the end, and after that.
        hall.organizer.complete("end").await.done();
        is_replayed(hall, (&sent, &sale), "lost").await;
        is_replayed(hall, (&offline_sale(&tags[..2], &hall.moment(-5)), &sale), "lost").await;
        hall.restart().await;
        is_replayed(hall, (&sent, &sale), "lost").await;
    })
    .await;
}

#[tokio::test]
async fn an_offline_sale_that_is_sent_again_is_the_same_one() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        hall.advance(3_600);
        let mut sent = offline_sale(&tags[..1], &hall.moment(-600));
        sent["lines"].as_array_mut().unwrap().push(json!({ "tag": "damaged", "price": "2.50" }));
        let sale = hall.till.record(&sent, "offline").await.expect_sold();
        assert_eq!(sale["reviewReasons"], json!(["UNKNOWN_TAG", "TENDER"]));
        is_replayed(hall, (&sent, &sale), "offline").await;
        // With another time, and without any.
        sent["offlineSoldAt"] = json!(hall.moment(-60));
        is_replayed(hall, (&sent, &sale), "offline").await;
        sent.as_object_mut().unwrap().remove("offlineSoldAt");
        is_replayed(hall, (&sent, &sale), "offline").await;
        hall.restart().await;
        is_replayed(hall, (&sent, &sale), "offline").await;
    })
    .await;
}

#[tokio::test]
async fn a_voided_sale_that_is_sent_again_is_answered_as_it_is_now() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        let sale = hall.till.sell(&tags).await.expect_sold();
        hall.till.void(&sale, "void").await.done();
        let sent = cash_sale(&tags);
        let second = hall.till.record(&sent, "again").await.expect_sold();
        assert_ne!(second["id"], sale["id"]);
        hall.till.void(&second, "void").await.done();

        let before = hall.till.totals().await;
        for _ in 0..2 {
            let replayed = hall.till.record(&sent, "again").await.done();
            assert_eq!((&replayed["id"], &replayed["status"]), (&second["id"], &json!("VOIDED")));
            assert_eq!(replayed["voidReason"], "wrong item");
            assert_eq!(hall.till.void(&second, "void").await.done(), replayed);
            // Late, and when the session is over, the void is still known.
            hall.advance(3_600);
            assert_eq!(hall.till.void(&second, "void").await.done(), replayed);
            assert_eq!(hall.till.totals().await, before);
            hall.restart().await;
        }
        assert_eq!(hall.till.scan(&tags[0]).await["saleStatus"], "AVAILABLE");
        hall.organizer.complete("end").await.done();
        assert_eq!(hall.till.void(&second, "void").await.done()["status"], "VOIDED");
        assert_eq!(hall.till.record(&sent, "again").await.done()["status"], "VOIDED");
    })
    .await;
}

#[tokio::test]
async fn a_refused_cart_is_corrected_and_sent_with_the_same_key() {
    in_each_hall(async |hall| {
        let tags = hall.selling(4).await;
        hall.till.sell(&tags[..1]).await.expect_sold();
        assert_eq!(hall.till.record(&cash_sale(&tags), "cart").await.code(), "ITEM_SOLD");
        let mut corrected = cash_sale(&tags[1..]);
        corrected["tenders"][0]["amount"] = json!("29.00");
        assert_eq!(hall.till.record(&corrected, "cart").await.code(), "TENDER_MISMATCH");
        corrected["tenders"][0]["amount"] = json!("3x");
        assert_eq!(hall.till.record(&corrected, "cart").await.code(), "BAD_USER_INPUT");
        let sold = hall.till.record(&cash_sale(&tags[1..]), "cart").await.expect_sold();
        assert_eq!(sold["lines"].as_array().unwrap().len(), 3);
        // Now it is bound.
        hall.till.record(&cash_sale(&tags), "cart").await.expect_refused(&["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"]);
        // So does a void whose reason was missing.
        let void = |reason| json!({ "saleId": sold["id"], "reason": reason, "idempotencyKey": "void" });
        let refused = hall.till.mutate("saleVoid", void(" ")).await;
        refused.expect_refused(&["INVALID_REASON at reason"]);
        hall.till.mutate("saleVoid", void("torn")).await.done();
    })
    .await;
}

#[tokio::test]
async fn a_sale_with_other_arguments_is_not_the_sale_of_that_key() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let mut sent = cash_sale(&tags[..2]);
        sent["till"] = json!("3");
        sent["cart"] = json!("c");
        sent["lines"].as_array_mut().unwrap().push(json!({ "unknown": { "description": "mug" }, "price": "1.00" }));
        sent["tenders"] = json!([{ "kind": "CASH", "amount": "11.00" }, { "kind": "CARD", "amount": "10.00" }]);
        let sale = hall.till.record(&sent, "k").await.expect_sold();
        let with = |pointer: &str, value: Value| {
            let mut other = sent.clone();
            *other.pointer_mut(pointer).unwrap() = value;
            other
        };
        for other in [
            with("/lines/0/tag", json!(tags[2])),
            with("/lines", json!([sent["lines"][1], sent["lines"][0], sent["lines"][2]])),
            with("/lines", json!([sent["lines"][0], sent["lines"][1]])),
            with("/lines/0", json!({ "tag": tags[0], "price": "9.99" })),
            with("/lines/2/price", json!("1.01")),
            with("/lines/2/unknown/description", json!("cup")),
            with("/lines/2/unknown", json!({ "description": "mug", "consignorNumber": 417 })),
            with("/lines/2", json!({ "tag": "damaged", "price": "1.00" })),
            with("/tenders/0/kind", json!("CHECK")),
            with("/tenders", json!([{ "kind": "CASH", "amount": "21.00" }])),
            with("/tenders", json!([])),
            with("/till", json!("4")),
            with("/till", Value::Null),
            with("/cart", json!("d")),
        ] {
            let outcome = hall.till.record(&other, "k").await;
            assert_eq!(outcome.refusals(), ["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"], "{other} {outcome}");
            let mut offline = other.clone();
            offline["offlineSoldAt"] = json!(hall.moment(0));
            let outcome = hall.till.record(&offline, "k").await;
            assert_eq!(outcome.refusals(), ["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"], "{offline} {outcome}");
        }
        let online = json!({ "channel": "ONLINE", "lines": sent["lines"], "tenders": sent["tenders"], "till": "3", "cart": "c" });
        assert_eq!(hall.organizer.record(&online, "k").await.code(), "IDEMPOTENCY_KEY_MISMATCH");
        is_replayed(hall, (&sent, &sale), "k").await;
    })
    .await;
}

#[tokio::test]
async fn a_key_counts_for_its_mutation_and_its_target_alone() {
    in_each_hall(async |hall| {
        let key = "one for all";
        hall.organizer.mutate("saleEventCreate", json!({ "input": event("A"), "idempotencyKey": key })).await.done();
        let ben = json!({ "input": { "displayName": "Ben" }, "idempotencyKey": key });
        hall.organizer.mutate("consignorAdd", ben).await.done();
        let item = json!([{ "consignorNumber": 417, "title": "Coat", "category": "c", "price": "10.00" }]);
        let mut sold = Vec::new();
        for name in ["B", "C"] {
            hall.work_in(&hall.organizer.create_event(name).await);
            let added = hall.organizer.add_items(&item, key).await.done();
            let tag = [added[0]["tag"].as_str().unwrap().to_owned()];
            hall.open().await;
            hall.organizer.open(key).await.expect_refused(&["ALREADY_ACTIVE at eventId"]);
            hall.organizer.withdraw(&tag, key).await.done();
            hall.organizer.restock(&tag, key).await.done();
            let sale = hall.till.record(&cash_sale(&tag), key).await.expect_sold();
            hall.till.void(&sale, key).await.done();
            hall.organizer.cancel(key).await.done();
            hall.organizer.open(key).await.done();
            sold.push(sale);
        }
        assert_ne!(sold[0]["id"], sold[1]["id"]);
        // A sale of another session of the same event, too.
        let again = hall.organizer.open(key).await.done();
        assert_eq!(again["event"]["id"], hall.event());
        // And another organization's keys are its own.
        let other = hall.caller("other", hangtag::domain::access::Role::Organizer).await;
        other.mutate("saleEventCreate", json!({ "input": event("Z"), "idempotencyKey": key })).await.done();
    })
    .await;
}

/// Each keyed mutation once: its name, its arguments, and the same with another meaning.
fn keyed(hall: &Hall, tags: &[String], sale: &Value) -> Vec<(&'static str, Value, Value)> {
    let (event_id, session) = (hall.event(), hall.session());
    let item = |title: &str| json!({ "consignorNumber": 417, "title": title, "category": "shoes", "price": "3.00" });
    vec![
        ("saleEventCreate", json!({ "input": event("Autumn") }), json!({ "input": event("Winter") })),
        ("consignorAdd", json!({ "input": { "displayName": "Ben" } }), json!({ "input": { "displayName": "Bea" } })),
        (
            "itemsAdd",
            json!({ "eventId": event_id, "input": [item("Boots"), item("Shoes")] }),
            json!({ "eventId": event_id, "input": [item("Boots")] }),
        ),
        ("saleVoid", json!({ "saleId": sale["id"], "reason": "torn" }), json!({ "saleId": sale["id"], "reason": "wet" })),
        (
            "saleSessionWithdraw",
            json!({ "sessionId": session, "tags": [tags[0]], "reason": "recalled" }),
            json!({ "sessionId": session, "tags": [tags[1]], "reason": "recalled" }),
        ),
        (
            "saleSessionRestock",
            json!({ "sessionId": session, "tags": [tags[0]] }),
            json!({ "sessionId": session, "tags": [tags[0], tags[1]] }),
        ),
        (
            "saleSessionCancel",
            json!({ "sessionId": session, "reason": "storm" }),
            json!({ "sessionId": session, "reason": "flood" }),
        ),
    ]
}

fn with_key(arguments: &Value, key: &str) -> Value {
    let mut variables = arguments.clone();
    variables["idempotencyKey"] = json!(key);
    variables
}

/// What moves under an object that stays the same.
fn without_totals(mut outcome: Outcome) -> Outcome {
    if let Some(object) = outcome.object.as_object_mut() {
        object.remove("totals");
    }
    outcome
}

#[tokio::test]
async fn each_keyed_mutation_happens_once_however_often_it_is_sent() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let sale = hall.till.sell(&tags[2..]).await.expect_sold();
        let mut done = Vec::new();
        for (mutation, arguments, other) in keyed(hall, &tags, &sale) {
            let key = format!("{mutation} key");
            let (variables, others) = (with_key(&arguments, &key), with_key(&other, &key));
            // 64 at once: a till that hammers, or a proxy that repeats.
            let callers = (0..64).map(|_| hall.organizer.mutate(mutation, variables.clone()));
            let outcomes: Vec<Outcome> = join_all(callers).await.into_iter().map(without_totals).collect();
            let first = outcomes[0].clone().done();
            for outcome in &outcomes {
                assert_eq!(outcome.object, first, "{mutation}: {outcome}");
            }
            let mismatch = hall.organizer.mutate(mutation, others.clone()).await;
            assert_eq!(mismatch.refusals(), ["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"], "{mutation}: {mismatch}");
            done.push((mutation, variables, others, first["id"].clone()));
        }
        // Created once each, and no number burnt.
        let document = "{ saleEvents { nodes { name } } consignors { nodes { number } } }";
        let all = hall.organizer.data(document, json!({})).await;
        assert_eq!(all["saleEvents"]["nodes"], json!([{ "name": "Spring" }, { "name": "Autumn" }]));
        assert_eq!(all["consignors"]["nodes"], json!([{ "number": 417 }, { "number": 418 }]));
        assert_eq!(hall.items(1).await[0][5..9], *"0006");
        // Opened, locked, sold, voided, withdrawn, restocked, cancelled.
        assert_eq!(hall.till.totals().await["sequence"], 7);
        // Whatever happened since, also in another run.
        hall.restart().await;
        for (mutation, variables, others, id) in done {
            assert_eq!(hall.organizer.mutate(mutation, variables).await.done()["id"], id, "{mutation}");
            let mismatch = hall.organizer.mutate(mutation, others).await;
            assert_eq!(mismatch.code(), "IDEMPOTENCY_KEY_MISMATCH", "{mutation}: {mismatch}");
        }
        assert_eq!(hall.till.totals().await["sequence"], 7);
        assert_eq!(hall.items(1).await[0][5..9], *"0007");
    })
    .await;
}

#[tokio::test]
async fn opening_completing_and_selling_happen_once_however_often_they_are_sent() {
    in_each_hall(async |hall| {
        let tags = hall.items(2).await;
        let opened = join_all((0..64).map(|_| hall.organizer.open("open"))).await;
        let first = opened[0].clone().done();
        assert!(opened.iter().all(|outcome| outcome.object == first), "{opened:?}");
        assert_eq!(hall.organizer.open("other").await.code(), "ALREADY_ACTIVE");
        hall.mean(&first);

        let sale = cash_sale(&tags[..1]);
        let sold = join_all((0..64).map(|_| hall.till.record(&sale, "sale"))).await;
        let first_sale = sold[0].clone().expect_sold();
        assert!(sold.iter().all(|outcome| outcome.object == first_sale), "{sold:?}");
        assert_eq!(hall.till.totals().await["saleCount"], 1);

        let completed = join_all((0..64).map(|_| hall.organizer.complete("end"))).await;
        let end = completed[0].clone().done();
        assert_eq!(end["status"], "COMPLETED");
        assert!(completed.iter().all(|outcome| outcome.object == end), "{completed:?}");
        assert_eq!(hall.organizer.complete("other").await.code(), "SESSION_NOT_ACTIVE");
        assert_eq!(hall.till.totals().await["sequence"], 4);
        // The key of the first session still opens none, when another could be opened.
        assert_eq!(hall.organizer.open("open").await.done()["id"], first["id"]);
        hall.restart().await;
        assert_eq!(hall.organizer.open("open").await.done()["status"], "COMPLETED");
        assert_eq!(hall.organizer.complete("end").await.done(), end);
        assert_ne!(hall.organizer.open("another").await.done()["id"], first["id"]);
    })
    .await;
}

#[tokio::test]
async fn numbers_of_a_refused_call_are_lost_and_a_retry_gets_its_own() {
    in_each_hall(async |hall| {
        let item = |row: &str| json!({ "consignorNumber": 417, "ref": row, "title": "Hat", "category": "c", "price": "1.00" });
        let added = hall.organizer.add_items(&json!([item("a"), item("b")]), "first").await.done();
        assert_eq!(added[1]["tag"].as_str().unwrap()[5..9], *"0002");
        let refused = hall.organizer.add_items(&json!([item("c"), item("b"), item("c")]), "second").await;
        refused.expect_refused(&["REF_TAKEN at input.1.ref", "REF_TAKEN at input.2.ref"]);
        // Corrected, under the same key.
        let corrected = json!([item("c"), item("d")]);
        let tags = hall.organizer.add_items(&corrected, "second").await.done();
        assert_eq!(hall.organizer.add_items(&corrected, "second").await.done(), tags);
        hall.restart().await;
        assert_eq!(hall.organizer.add_items(&corrected, "second").await.done(), tags);
        // What the answer says is as it is now.
        hall.organizer.update(&tags[0], &json!({ "title": "Cap" })).await.done();
        let now = hall.organizer.add_items(&corrected, "second").await.done();
        assert_eq!((&now[0]["title"], &now[0]["tag"], &now[1]), (&json!("Cap"), &tags[0]["tag"], &tags[1]));
    })
    .await;
}

#[tokio::test]
async fn a_key_of_items_is_known_before_anything_else_is_looked_at() {
    in_each_hall(async |hall| {
        let items = |consignor: i64, count: usize| -> Value {
            let item = json!({ "consignorNumber": consignor, "title": "Cap", "category": "clothing", "price": "2.00" });
            vec![item; count].into()
        };
        hall.items(1).await;
        hall.organizer.add_items(&items(417, 1), "k").await.done();
        let reserved = hall.place.count("number_reservation").await;
        for other in [items(417, 0), items(99_999, 1), items(417, 5), items(417, 501)] {
            let outcome = hall.organizer.add_items(&other, "k").await;
            outcome.expect_refused(&["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"]);
        }
        assert_eq!(hall.place.count("number_reservation").await, reserved, "a mismatch burns no numbers");
        let before = hall.organizer.add_items(&items(417, 1), "k").await.done();
        let next = hall.organizer.add_items(&items(417, 1), "another").await.done();
        let number = |items: &Value| items[0]["tag"].as_str().unwrap()[5..9].parse::<u32>().unwrap();
        assert_eq!(number(&next), number(&before) + 1);
    })
    .await;
}
