//! Many at once over the same things: one outcome, and a typed answer for everybody else.

use std::collections::{BTreeMap, HashSet};

use futures_util::future::{join, join_all};
use serde_json::json;

use super::caller::{Outcome, cash_sale};
use super::harness::{Hall, in_each_hall, text};

/// More callers than a hall has tills.
const CALLERS: usize = 64;

/// How often each code was answered; done is the empty one.
fn counts(outcomes: &[Outcome]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for outcome in outcomes {
        *counts.entry(outcome.code()).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sixty_four_callers_one_gets_the_item() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let outcomes = join_all((0..CALLERS).map(|_| hall.till.sell(&tags[..1]))).await;
        assert_eq!(counts(&outcomes), [("", 1), ("ITEM_SOLD", CALLERS - 1)].into());
        for loser in outcomes.iter().filter(|outcome| !outcome.is_done()) {
            loser.expect_refused(&["ITEM_SOLD at input.lines.0.tag"]);
            assert_eq!(loser.user_errors[0]["item"]["saleStatus"], "SOLD", "{loser}");
            assert_eq!(loser.user_errors[0]["item"]["sold"]["net"], "10.00", "{loser}");
        }
        let totals = hall.till.totals().await;
        assert_eq!((&totals["saleCount"], &totals["salesTotal"]), (&json!(1), &json!("10.00")));
        // Opened, locked, sold: the losers left no trace.
        assert_eq!(totals["sequence"], 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn carts_that_overlap_are_sold_whole_or_not_at_all() {
    in_each_hall(async |hall| {
        let tags = hall.selling(8).await;
        let pairs = (0..8).flat_map(|one| (0..8).map(move |other| (one, other))).filter(|(one, other)| one != other);
        let carts: Vec<Vec<String>> = pairs.map(|(one, other)| vec![tags[one].clone(), tags[other].clone()]).collect();
        let outcomes = join_all(carts.iter().map(|cart| hall.till.sell(cart))).await;
        let mut sold = HashSet::new();
        for (cart, outcome) in carts.iter().zip(&outcomes) {
            if outcome.is_done() {
                assert!(cart.iter().all(|tag| sold.insert(tag.clone())), "{cart:?} {sold:?}");
            }
        }
        for outcome in outcomes.iter().filter(|outcome| !outcome.is_done()) {
            assert!(outcome.codes().iter().all(|code| *code == "ITEM_SOLD"), "{outcome}");
            assert!(outcome.user_errors.iter().all(|error| sold.contains(&text(&error["tag"]))), "{outcome}");
        }
        assert!(sold.len() >= 6, "two items that nobody bought were a cart that nobody lost: {sold:?}");
        assert_eq!(hall.till.totals().await["soldCount"], sold.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_or_a_sale_gets_the_item_never_both() {
    in_each_hall(async |hall| {
        let tags = hall.selling(6).await;
        for tag in tags.chunks(1) {
            let holds = join_all((0..16).map(async |cart| hall.till.hold(&format!("cart {cart}"), tag).await));
            let sales = join_all((0..16).map(|_| hall.till.sell(tag)));
            let (holds, sales) = join(holds, sales).await;
            let scan = hall.till.scan(&tag[0]).await;
            let (status, winners) = match (counts(&holds).get(""), counts(&sales).get("")) {
                (Some(1), None) => ("PENDING", &holds),
                (None, Some(1)) => ("SOLD", &sales),
                both => panic!("{both:?}"),
            };
            assert_eq!(scan["saleStatus"], status);
            assert_eq!(winners.iter().filter(|outcome| outcome.is_done()).count(), 1);
            let refused = format!("ITEM_{status}");
            assert_eq!(holds.iter().chain(&sales).filter(|outcome| outcome.code() == refused).count(), 31, "{holds:?} {sales:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_voided_item_is_sold_once_more_at_most() {
    in_each_hall(async |hall| {
        for tag in hall.selling(5).await.chunks(1) {
            let sale = hall.till.sell(tag).await.expect_sold();
            let keys: Vec<String> = (0..4).map(|_| hall.till.key()).collect();
            let voids = join_all(keys.iter().map(|key| hall.till.void(&sale, key)));
            let sales = join_all((0..16).map(|_| hall.till.sell(tag)));
            let (voids, sales) = join(voids, sales).await;
            assert_eq!(counts(&voids), [("", 1), ("ALREADY_VOIDED", 3)].into());
            let won = counts(&sales).remove("").unwrap_or(0);
            assert!(won <= 1, "{sales:?}");
            assert_eq!(counts(&sales).get("ITEM_SOLD"), Some(&(16 - won)));
            let scan = hall.till.scan(&tag[0]).await;
            assert_eq!(scan["saleStatus"], if won == 1 { "SOLD" } else { "AVAILABLE" });
            assert_eq!(hall.till.sale(&sale).await["status"], "VOIDED");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_is_before_the_end_of_its_session_or_refused() {
    in_each_hall(async |hall| {
        let tags = hall.selling(CALLERS).await;
        let key = hall.organizer.key();
        let sales = join_all(tags.chunks(1).map(|tag| hall.till.sell(tag)));
        let (sales, completed) = join(sales, hall.organizer.complete(&key)).await;
        assert_eq!(completed.done()["status"], "COMPLETED");
        for (tag, sale) in tags.iter().zip(&sales) {
            let scan = hall.till.scan(tag).await;
            let expected = if sale.is_done() { "SOLD" } else { "MODIFIABLE" };
            assert_eq!((&scan["inventoryState"], &scan["saleStatus"]), (&json!(expected), &json!(null)), "{sale}");
            assert!(["", "SESSION_NOT_ACTIVE"].contains(&sale.code()), "{sale}");
        }
        let sold = sales.iter().filter(|sale| sale.is_done()).count();
        assert_eq!(hall.till.totals().await["soldCount"], sold);
    })
    .await;
}

/// Events one after another, each with this many items.
async fn next_event(hall: &Hall, items: usize) -> Vec<String> {
    hall.work_in(&hall.organizer.create_event("Next").await);
    hall.items(items).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_is_in_the_session_or_refused() {
    in_each_hall(async |hall| {
        for _ in 0..6 {
            let tags = next_event(hall, 1).await;
            let item = hall.organizer.scan(&tags[0]).await;
            let cheaper = json!({ "price": "7.50" });
            let (edit, _) = join(hall.organizer.update(&item, &cheaper), hall.open()).await;
            assert!(["", "ITEM_LOCKED"].contains(&edit.code()), "{edit}");
            let price = if edit.is_done() { "7.50" } else { "10.00" };
            assert_eq!(hall.till.scan(&tags[0]).await["price"], price);
            let sale = json!({ "lines": [{ "tag": tags[0] }], "tenders": [{ "kind": "CASH", "amount": price }] });
            assert_eq!(hall.till.record(&sale, &hall.till.key()).await.expect_sold()["lines"][0]["price"], price);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_has_one_running_session() {
    in_each_hall(async |hall| {
        hall.items(3).await;
        let keys: Vec<String> = (0..16).map(|_| hall.organizer.key()).collect();
        let opens = join_all(keys.iter().map(|key| hall.organizer.open(key))).await;
        assert_eq!(counts(&opens), [("", 1), ("ALREADY_ACTIVE", 15)].into());
        let document = "query ($id: ID!) { saleEvent(id: $id) { sessions { nodes { id } } activeSession { id } } }";
        let event = hall.till.data(document, json!({ "id": hall.event() })).await["saleEvent"].take();
        let opened = opens.iter().find(|open| open.is_done()).unwrap();
        assert_eq!(event["sessions"]["nodes"], json!([{ "id": opened.object["id"] }]));
        assert_eq!(event["activeSession"]["id"], opened.object["id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restock_is_in_the_session_before_its_end_or_refused() {
    in_each_hall(async |hall| {
        let mut came_late = 0;
        for round in 0..12 {
            next_event(hall, 1).await;
            hall.open().await;
            let tags = hall.items(3).await;
            let (restock, end) = (hall.organizer.key(), hall.organizer.key());
            let ending =
                async { if round % 2 == 0 { hall.organizer.complete(&end).await } else { hall.organizer.cancel(&end).await } };
            let (restocked, ended) = join(hall.organizer.restock(&tags, &restock), ending).await;
            ended.done();
            assert!(["", "SESSION_NOT_ACTIVE"].contains(&restocked.code()), "{restocked}");
            came_late += usize::from(!restocked.is_done());
            let totals = hall.till.totals().await;
            assert_eq!(totals["itemCount"], if restocked.is_done() { 4 } else { 1 }, "{totals}");
            // Sent again it is answered as before.
            assert_eq!(hall.organizer.restock(&tags, &restock).await.code(), restocked.code());
            for tag in &tags {
                let scan = hall.till.scan(tag).await;
                assert_eq!((&scan["inventoryState"], &scan["saleStatus"]), (&json!("MODIFIABLE"), &json!(null)));
            }
            // And all four can be sold in the next session.
            hall.open().await;
            assert_eq!(hall.till.totals().await["availableCount"], 4);
            hall.till.sell(&tags).await.expect_sold();
        }
        println!("{came_late} of 12 came too late");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_once() {
    in_each_hall(async |hall| {
        for _ in 0..4 {
            next_event(hall, 1).await;
            hall.open().await;
            let keys: Vec<String> = (0..8).map(|_| hall.organizer.key()).collect();
            let completions = join_all(keys[..4].iter().map(|key| hall.organizer.complete(key)));
            let cancellations = join_all(keys[4..].iter().map(|key| hall.organizer.cancel(key)));
            let (mut ends, others) = join(completions, cancellations).await;
            ends.extend(others);
            assert_eq!(counts(&ends), [("", 1), ("SESSION_NOT_ACTIVE", 7)].into());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_goes_out_and_in_again_without_a_moment_of_two_owners() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let tag = &tags[..1];
        for round in 1..=5 {
            let withdrawn = hall.organizer.withdraw(tag, &hall.organizer.key()).await.done();
            assert_eq!(withdrawn["totals"]["itemCount"], 1);
            let item = hall.till.scan(&tag[0]).await;
            assert_eq!((&item["inventoryState"], &item["saleStatus"]), (&json!("MODIFIABLE"), &json!(null)));
            hall.till.sell(tag).await.expect_refused(&["ITEM_NOT_IN_SESSION at input.lines.0.tag"]);
            let price = json!({ "price": format!("{round}.00") });
            hall.organizer.update(&item, &price).await.done();
            let restocked = hall.organizer.restock(tag, &hall.organizer.key()).await.done();
            assert_eq!(restocked["totals"]["itemCount"], 2);
            assert_eq!(hall.till.scan(&tag[0]).await["saleStatus"], "AVAILABLE");
            let sale = json!({ "lines": [{ "tag": tag[0] }], "tenders": [{ "kind": "CARD", "amount": price["price"] }] });
            let sold = hall.till.record(&sale, &hall.till.key()).await.expect_sold();
            hall.till.void(&sold, &hall.till.key()).await.done();
        }
        // Both ways and a sale at once, again and again: each is done or says why not.
        for _ in 0..8 {
            let keys: Vec<String> = (0..3).map(|_| hall.organizer.key()).collect();
            let ways = join(hall.organizer.withdraw(tag, &keys[0]), hall.organizer.restock(tag, &keys[1]));
            let ((out, back), sold) = join(ways, hall.till.record(&cash_sale(tag), &keys[2])).await;
            assert!(["", "ITEM_NOT_IN_SESSION"].contains(&out.code()), "{out}");
            assert!(["", "ITEM_LOCKED"].contains(&back.code()), "{back}");
            assert!(["TENDER_MISMATCH", "ITEM_NOT_IN_SESSION"].contains(&sold.code()), "{sold}");
            let item = hall.till.scan(&tag[0]).await;
            let is_in = item["inventoryState"] == "LOCKED";
            assert_eq!(item["saleStatus"], if is_in { json!("AVAILABLE") } else { json!(null) }, "{item}");
            assert_eq!(hall.till.totals().await["itemCount"], if is_in { 2 } else { 1 });
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_taken_in_at_once_in_two_events_have_numbers_of_their_own() {
    in_each_hall(async |hall| {
        let events = [hall.event(), hall.organizer.create_event("Autumn").await];
        let item = json!({ "consignorNumber": 417, "title": "Boots", "category": "shoes", "price": "3.00" });
        let calls = (0..16).map(async |call| {
            let variables = json!({
                "eventId": events[call % 2], "input": [item, item, item], "idempotencyKey": hall.organizer.key(),
            });
            hall.organizer.mutate("itemsAdd", variables).await.done()
        });
        let added = join_all(calls).await;
        let tags: HashSet<String> =
            added.iter().flat_map(|items| items.as_array().unwrap()).map(|item| text(&item["tag"])).collect();
        assert_eq!(tags.len(), 48);
        // Without gaps: nothing was given twice and thrown away.
        let numbers: HashSet<u32> = tags.iter().map(|tag| tag[5..9].parse().unwrap()).collect();
        assert_eq!(numbers, (1..=48).collect());
    })
    .await;
}
