//! Sales at tills: what is refused and how, what is recorded, and what every other view then says.

use hangtag::domain::access::Role;
use serde_json::{Value, json};

use super::caller::{cash_sale, micros};
use super::harness::{Hall, in_each_hall, text};

/// A line for each tag, in cash.
fn sale(lines: &Value, cash: &str) -> Value {
    json!({ "lines": lines, "tenders": [{ "kind": "CASH", "amount": cash }] })
}

#[tokio::test]
async fn a_cashier_sees_everything_that_is_wrong_with_a_cart_at_once() {
    in_each_hall(async |hall| {
        let tags = hall.selling(6).await;
        let outside = hall.items(1).await.remove(0);
        hall.till.sell(&tags[..1]).await.expect_sold();
        hall.till.hold("other", &tags[1..2]).await.done();
        // Of the consignor, and right, but no item.
        let unknown = crate::harness::tag(9_999).digits();
        let lines = json!([
            { "tag": tags[0] },
            { "tag": tags[1] },
            { "tag": outside },
            { "tag": "0041700019" },
            { "tag": "rubbish" },
            { "tag": tags[2] },
            { "tag": format!("{} ", tags[2]) },
            { "tag": tags[3], "price": "9.00" },
            { "tag": tags[3], "unknown": { "description": "?" }, "price": "1.00" },
            { "price": "1.00" },
            { "unknown": { "description": "mug" } },
            { "unknown": { "description": " " }, "price": "1.00" },
            { "tag": tags[4], "price": "10.00" },
            { "tag": unknown },
        ]);
        let before = hall.till.totals().await;
        let outcome = hall.till.record(&sale(&lines, "1.00"), "k").await;
        outcome.expect_refused(&[
            "ITEM_SOLD at input.lines.0.tag",
            "ITEM_PENDING at input.lines.1.tag",
            "ITEM_NOT_IN_SESSION at input.lines.2.tag",
            "ITEM_NOT_FOUND at input.lines.3.tag",
            "ITEM_NOT_FOUND at input.lines.4.tag",
            "DUPLICATE_LINE at input.lines.6.tag",
            "PRICE_CHANGED at input.lines.7.price",
            "INVALID_LINE at input.lines.8",
            "INVALID_LINE at input.lines.9",
            "INVALID_LINE at input.lines.10.price",
            "INVALID_LINE at input.lines.11",
            "ITEM_NOT_FOUND at input.lines.13.tag",
        ]);
        let errors = &outcome.user_errors;
        // Each tag as it was sent, and the item where there is one: since when and where it is sold or held.
        let tags_sent: Vec<&Value> = errors.iter().map(|error| &error["tag"]).collect();
        assert_eq!((tags_sent[0], tags_sent[5]), (&json!(tags[0]), &json!(format!("{} ", tags[2]))));
        assert_eq!((tags_sent[4], tags_sent[9]), (&json!("rubbish"), &Value::Null));
        assert_eq!(errors[0]["item"]["sold"]["at"], hall.moment(0));
        assert_eq!(errors[1]["item"]["hold"]["cart"], "other");
        assert_eq!(errors[2]["item"]["inventoryState"], "MODIFIABLE");
        assert_eq!(errors[3]["item"], Value::Null);
        assert_eq!((&errors[6]["expected"], &errors[6]["item"]["price"]), (&json!("10.00"), &json!("10.00")));
        assert!(errors.iter().all(|error| !text(&error["message"]).is_empty()));
        assert_eq!(hall.till.totals().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_sale_as_a_whole_is_refused_for_one_reason() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let tender = json!({ "kind": "CASH", "amount": "1.00" });
        let outcome = hall.till.record(&sale(&json!([{ "tag": tags[0] }, { "tag": tags[1] }]), "19.99"), "k").await;
        outcome.expect_refused(&["TENDER_MISMATCH at input.tenders"]);
        assert_eq!(outcome.user_errors[0]["expected"], "20.00");
        let eleven = json!({ "lines": [{ "tag": tags[0] }], "tenders": vec![tender; 11] });
        hall.till.record(&eleven, "k").await.expect_refused(&["TOO_MANY_TENDERS at input.tenders"]);
        hall.till.record(&sale(&json!([]), "0.00"), "k").await.expect_refused(&["NO_LINES at input.lines"]);
        let many = json!(vec![json!({ "unknown": { "description": "cup" }, "price": "1.00" }); 201]);
        hall.till.record(&sale(&many, "201.00"), "k").await.expect_refused(&["TOO_MANY_LINES at input.lines"]);
        let most = json!(vec![json!({ "unknown": { "description": "cup" }, "price": "1.00" }); 200]);
        assert_eq!(hall.till.record(&sale(&most, "200.00"), "most").await.expect_sold()["unattributedTotal"], "200.000000");

        hall.organizer.complete("end").await.done();
        hall.till.record(&cash_sale(&tags), "k").await.expect_refused(&["SESSION_NOT_ACTIVE at sessionId"]);
        let variables = json!({ "sessionId": "rubbish", "input": cash_sale(&tags), "idempotencyKey": "k" });
        hall.till.mutate("saleRecord", variables).await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
    })
    .await;
}

#[tokio::test]
async fn every_cent_of_a_mixed_sale_is_accounted_for() {
    in_each_hall(async |hall| {
        let rates = json!({ "baseShareBps": 6499, "maxShareBps": 7000 });
        let mut event = super::caller::event("Odd");
        event["rates"] = rates;
        let event = hall.organizer.mutate("saleEventCreate", json!({ "input": event, "idempotencyKey": "odd" })).await.done();
        hall.work_in(&text(&event["id"]));
        hall.organizer.add_consignor(9).await;
        let item = |number: i64, price: &str| json!({ "consignorNumber": number, "title": "T", "category": "c", "price": price });
        let items = json!([item(9, "0.01"), item(417, "3.33"), item(9, "10000000.00")]);
        let added = hall.organizer.add_items(&items, "items").await.done();
        hall.open().await;
        let lines = json!([
            { "tag": added[0]["tag"] },
            { "unknown": { "description": "mug", "consignorNumber": 9 }, "price": "0.50" },
            { "tag": added[1]["tag"], "price": "3.33" },
        ]);
        let tenders = json!([
            { "kind": "CASH", "amount": "3.00" }, { "kind": "CARD", "amount": "0.5" }, { "kind": "CASH", "amount": "0.34" },
        ]);
        let input = json!({
            "lines": lines, "tenders": tenders, "shopperCode": "S1", "till": "3", "receipt": "3-0412", "cart": "nothing in it",
        });
        let sale = hall.till.record(&input, "k").await.expect_sold();
        assert_eq!((&sale["total"], &sale["unattributedTotal"]), (&json!("3.84"), &json!("0.500000")));
        // 3.34 x 0.6499.
        assert_eq!((&sale["consignorShareTotal"], &sale["houseCutTotal"]), (&json!("2.170666"), &json!("1.169334")));
        assert_eq!((&sale["needsReview"], &sale["reviewReasons"]), (&json!(true), &json!(["UNKNOWN_TAG"])));
        assert_eq!((&sale["shopperCode"], &sale["till"], &sale["receipt"]), (&json!("S1"), &json!("3"), &json!("3-0412")));
        assert_eq!(sale["lines"][0]["consignorNumber"], 9);
        assert_eq!(sale["lines"][0]["consignorShare"], "0.006499");
        let mug = json!({
            "position": 1, "status": "UNATTRIBUTED", "tag": null, "item": null, "consignorNumber": null, "description": "mug",
            "price": "0.50", "discount": "0.00", "net": "0.50", "shareBps": null, "consignorShare": null,
        });
        assert_eq!(sale["lines"][1], mug);
        assert_eq!(hall.till.sale(&sale).await, sale);

        let dear = json!({ "lines": [{ "tag": added[2]["tag"] }], "tenders": [{ "kind": "CHECK", "amount": "10000000.00" }] });
        hall.till.record(&dear, "dear").await.expect_sold();
        let totals = hall.till.totals().await;
        assert_eq!(totals["salesTotal"], "10000003.34");
        assert_eq!(micros(&totals["consignorShareTotal"]), 6_499_000_000_000 + 2_170_666);
        let by_kind = json!([
            { "kind": "CASH", "amount": "3.34" }, { "kind": "CARD", "amount": "0.50" }, { "kind": "CHECK", "amount": "10000000.00" },
        ]);
        assert_eq!((&totals["tenderTotals"], &totals["needsReviewCount"]), (&by_kind, &json!(1)));
        // Given away for nothing: a free item does not exist, an unknown thing may cost nothing, and needs no tender.
        let free = json!({ "lines": [{ "unknown": { "description": "bag" }, "price": "0" }], "tenders": [] });
        assert_eq!(hall.till.record(&free, "free").await.expect_sold()["total"], "0.00");
    })
    .await;
}

#[tokio::test]
async fn a_cashier_voids_within_ten_minutes_and_an_organizer_any_time() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let sales = [hall.till.sell(&tags[..1]).await.done(), hall.till.sell(&tags[1..2]).await.done()];
        hall.advance(600);
        let voided = hall.till.void(&sales[0], "v0").await.done();
        assert_eq!((&voided["status"], &voided["voidReason"]), (&json!("VOIDED"), &json!("wrong item")));
        // It keeps its amounts; the totals leave it out.
        assert_eq!((&voided["total"], &voided["lines"]), (&sales[0]["total"], &sales[0]["lines"]));
        let totals = hall.till.totals().await;
        assert_eq!(
            (&totals["salesTotal"], &totals["voidedCount"], &totals["saleCount"]),
            (&json!("10.00"), &json!(1), &json!(1))
        );
        hall.advance(1);
        hall.till.void(&sales[1], "v1").await.expect_refused(&["TOO_LATE at saleId"]);
        hall.organizer.void(&sales[1], "v1").await.done();
        hall.organizer.void(&sales[1], "v2").await.expect_refused(&["ALREADY_VOIDED at saleId"]);
        let mut missing = sales[0].clone();
        missing["id"] = json!("rubbish");
        hall.till.void(&missing, "v3").await.expect_refused(&["SALE_NOT_FOUND at saleId"]);
        // An item's or session's id is no sale's.
        missing["id"] = hall.till.scan(&tags[0]).await["id"].clone();
        hall.till.void(&missing, "v3").await.expect_refused(&["SALE_NOT_FOUND at saleId"]);
        let last = hall.till.sell(&tags[2..]).await.done();
        for reason in ["", " ", "a\nb", &"x".repeat(201)] {
            let variables = json!({ "saleId": last["id"], "reason": reason, "idempotencyKey": "v4" });
            hall.till.mutate("saleVoid", variables).await.expect_refused(&["INVALID_REASON at reason"]);
        }
        hall.organizer.complete("end").await.done();
        hall.organizer.void(&last, "v5").await.expect_refused(&["SESSION_NOT_ACTIVE at saleId"]);
    })
    .await;
}

/// `inventoryState saleStatus`, as a scan says.
async fn state(hall: &Hall, tag: &str) -> String {
    let item = hall.till.scan(tag).await;
    format!("{} {}", text(&item["inventoryState"]), item["saleStatus"].as_str().unwrap_or("-"))
}

#[tokio::test]
async fn a_scan_tells_an_items_life() {
    in_each_hall(async |hall| {
        let tags = hall.items(4).await;
        assert_eq!(state(hall, &tags[0]).await, "MODIFIABLE -");
        let item = hall.organizer.scan(&tags[0]).await;
        let better = json!({ "title": "Better coat", "size": "4T" });
        let updated = hall.organizer.update(&item, &better).await.done();
        assert_eq!((&updated["version"], &updated["title"], &updated["size"]), (&json!(2), &json!("Better coat"), &json!("4T")));
        // Sent again, the values stand; another editor of the first version is told what stands.
        assert_eq!(hall.organizer.update(&item, &better).await.done(), updated);
        let conflict = hall.organizer.update(&item, &json!({ "title": "Worse coat" })).await;
        assert_eq!(
            (conflict.refusals(), &conflict.user_errors[0]["item"]),
            (vec!["VERSION_CONFLICT at version".to_owned()], &updated)
        );
        hall.open().await;

        assert_eq!(state(hall, &tags[0]).await, "LOCKED AVAILABLE");
        let locked = hall.organizer.update(&updated, &json!({ "title": "No" })).await;
        assert_eq!(locked.refusals(), ["ITEM_LOCKED at id"]);
        hall.till.hold("c", &tags[..2]).await.done();
        assert_eq!(state(hall, &tags[0]).await, "LOCKED PENDING");
        let cart =
            json!({ "lines": [{ "tag": tags[0] }], "cart": "c", "till": "7", "tenders": [{ "kind": "CARD", "amount": "10" }] });
        hall.till.record(&cart, "k").await.expect_sold();
        let item = hall.till.scan(&tags[0]).await;
        assert_eq!((&item["saleStatus"], &item["hold"]), (&json!("SOLD"), &Value::Null));
        let sold = json!({
            "at": hall.moment(0), "channel": "POS", "till": "7", "price": "10.00", "discount": "0.00", "net": "10.00",
            "consignorShare": "6.500000",
        });
        assert_eq!(item["sold"], sold);
        hall.organizer.withdraw(&tags[2..3], "out").await.done();
        assert_eq!(state(hall, &tags[2]).await, "MODIFIABLE -");

        hall.organizer.complete("end").await.done();
        let item = hall.till.scan(&tags[0]).await;
        assert_eq!((&item["inventoryState"], &item["saleStatus"], &item["sold"]), (&json!("SOLD"), &Value::Null, &sold));
        assert_eq!(hall.organizer.update(&item, &json!({ "title": "No" })).await.refusals(), ["ITEM_SOLD at id"]);
        for tag in &tags[1..] {
            assert_eq!(state(hall, tag).await, "MODIFIABLE -");
        }
        // What is left sells again.
        hall.open().await;
        assert_eq!(hall.till.totals().await["itemCount"], 3);
        hall.till.sell(&tags[..2]).await.expect_refused(&["ITEM_NOT_IN_SESSION at input.lines.0.tag"]);
        hall.till.sell(&tags[1..]).await.expect_sold();
    })
    .await;
}

#[tokio::test]
async fn what_comes_and_goes_during_a_session_is_refused_tag_by_tag() {
    in_each_hall(async |hall| {
        let tags = hall.selling(4).await;
        let new = hall.items(2).await;
        hall.work_in(&hall.organizer.create_event("Other").await);
        let elsewhere = hall.items(1).await.remove(0);
        hall.till.sell(&tags[..1]).await.expect_sold();
        hall.till.hold("c", &tags[1..2]).await.done();
        let all = [tags[0].clone(), tags[1].clone(), new[0].clone(), elsewhere.clone(), "x".to_owned(), tags[2].clone()];
        let refused = hall.organizer.withdraw(&all, "w").await;
        refused.expect_refused(&[
            "ITEM_SOLD at tags.0",
            "ITEM_PENDING at tags.1",
            "ITEM_NOT_IN_SESSION at tags.2",
            "ITEM_NOT_IN_SESSION at tags.3",
            "ITEM_NOT_FOUND at tags.4",
        ]);
        assert_eq!(refused.user_errors[4]["tag"], "x");
        let refused = hall.organizer.restock(&all, "r").await;
        refused.expect_refused(&[
            "ITEM_LOCKED at tags.0",
            "ITEM_LOCKED at tags.1",
            "ITEM_NOT_FOUND at tags.3",
            "ITEM_NOT_FOUND at tags.4",
            "ITEM_LOCKED at tags.5",
        ]);
        for none in [hall.organizer.withdraw(&[], "w").await, hall.organizer.restock(&[], "r").await] {
            none.expect_refused(&["NO_ITEMS at tags"]);
        }
        assert_eq!(state(hall, &new[0]).await, "MODIFIABLE -");
        // A lapsed hold holds nothing back; a tag that is named twice counts once.
        hall.advance(901);
        let twice = [tags[1].clone(), tags[1].clone()];
        assert_eq!(hall.organizer.withdraw(&twice, "w").await.done()["totals"]["itemCount"], 3);
        let back = [new[0].clone(), tags[1].clone(), new[0].clone()];
        assert_eq!(hall.organizer.restock(&back, "r").await.done()["totals"]["itemCount"], 5);
        hall.organizer.cancel("c").await.expect_refused(&["SALES_STAND at sessionId"]);
        hall.organizer.complete("e").await.done();
        for over in [hall.organizer.withdraw(&twice, "w2").await, hall.organizer.restock(&back, "r2").await] {
            over.expect_refused(&["SESSION_NOT_ACTIVE at sessionId"]);
        }
        for over in [hall.organizer.complete("e2").await, hall.organizer.cancel("c2").await] {
            over.expect_refused(&["SESSION_NOT_ACTIVE at sessionId"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_is_cancelled_as_if_it_never_was() {
    in_each_hall(async |hall| {
        hall.organizer.open("empty").await.expect_refused(&["NO_ITEMS at eventId"]);
        let tags = hall.selling(2).await;
        let sale = hall.till.sell(&tags[..1]).await.expect_sold();
        hall.organizer.cancel("c").await.expect_refused(&["SALES_STAND at sessionId"]);
        hall.till.void(&sale, "v").await.done();
        hall.till.hold("cart", &tags[1..]).await.done();
        let cancelled = hall.organizer.cancel("c").await.done();
        assert_eq!((&cancelled["status"], &cancelled["closedAt"]), (&json!("CANCELLED"), &json!(hall.moment(0))));
        for tag in &tags {
            assert_eq!(state(hall, tag).await, "MODIFIABLE -");
        }
        for gone in [hall.till.hold("d", &tags).await, hall.till.release("cart").await] {
            gone.expect_refused(&["SESSION_NOT_ACTIVE at sessionId"]);
        }
        let stranger = hall.caller("other", Role::Organizer).await;
        stranger.open("o").await.expect_refused(&["EVENT_NOT_FOUND at eventId"]);
        stranger.complete("o").await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        hall.open().await;
        hall.till.sell(&tags).await.expect_sold();
    })
    .await;
}
