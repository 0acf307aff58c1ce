//! Sales that a till made without the server: cash was taken, so they are recorded whatever the state, and a person
//! decides what cannot be credited.

use serde_json::{Value, json};

use super::caller::offline_sale;
use super::harness::{Hall, in_each_hall};
use crate::harness::tag;

fn reasons(sale: &Value) -> Vec<&str> {
    sale["reviewReasons"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// An offline sale of this moment with these lines.
fn offline(hall: &Hall, lines: &Value, cash: &str) -> Value {
    json!({ "lines": lines, "tenders": [{ "kind": "CASH", "amount": cash }], "offlineSoldAt": hall.moment(0) })
}

#[tokio::test]
async fn what_cannot_be_credited_waits_for_a_person() {
    in_each_hall(async |hall| {
        let tags = hall.selling(5).await;
        let outside = hall.items(1).await.remove(0);
        hall.till.sell(&tags[..1]).await.expect_sold();
        let ten = |tag: &str| json!({ "tag": tag, "price": "10.00" });
        for (lines, cash, expected, unattributed) in [
            (json!([ten(&tags[0])]), "10.00", vec!["ALREADY_SOLD"], "10.000000"),
            (json!([ten(&tags[1]), ten(&tags[1])]), "20.00", vec!["ALREADY_SOLD"], "10.000000"),
            (json!([ten("0041700019")]), "10.00", vec!["UNKNOWN_TAG"], "10.000000"),
            (json!([ten(&tag(9_999).digits())]), "10.00", vec!["UNKNOWN_TAG"], "10.000000"),
            (json!([ten("")]), "10.00", vec!["UNKNOWN_TAG"], "10.000000"),
            (json!([{ "unknown": { "description": "" }, "price": "1" }]), "1", vec!["UNKNOWN_TAG"], "1.000000"),
            (json!([ten(&outside)]), "10.00", vec!["NOT_IN_SESSION"], "10.000000"),
            (json!([{ "tag": tags[2], "price": "8.00" }]), "8.00", vec!["PRICE"], "0.000000"),
            (json!([{ "tag": tags[3], "price": "12.50" }]), "12.00", vec!["PRICE", "TENDER"], "-0.500000"),
        ] {
            let sale = hall.till.record(&offline(hall, &lines, cash), &hall.till.key()).await.expect_sold();
            assert_eq!((reasons(&sale), &sale["needsReview"]), (expected, &json!(true)), "{sale}");
            assert_eq!(sale["unattributedTotal"], unattributed, "{sale}");
        }
        // As if the server had been there: nothing to look at.
        let sale = hall.till.record(&offline(hall, &json!([ten(&tags[4])]), "10.00"), "fine").await.expect_sold();
        assert_eq!((reasons(&sale), &sale["needsReview"]), (vec![], &json!(false)));
        let totals = hall.till.totals().await;
        assert_eq!((&totals["needsReviewCount"], &totals["soldCount"], &totals["saleCount"]), (&json!(9), &json!(5), &json!(11)));
        assert_eq!(totals["salesTotal"], "50.50");
        // What a line says that is not an item's.
        let raw = hall.till.record(&offline(hall, &json!([ten(" tor\u{7}n ")]), "10.00"), "raw").await.expect_sold();
        assert_eq!((&raw["lines"][0]["tag"], &raw["lines"][0]["status"]), (&json!(" tor\u{fffd}n "), &json!("UNATTRIBUTED")));
        assert_eq!(raw["lines"][0]["item"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn it_happened_when_the_till_says_unless_that_cannot_be() {
    in_each_hall(async |hall| {
        let tags = hall.selling(4).await;
        hall.advance(3_600);
        for (sold, seconds, sold_at, expected) in
            [(&tags[0], -1_800, -1_800, vec![]), (&tags[1], 86_400, 0, vec![]), (&tags[2], -3_601, -3_601, vec!["CLOCK"])]
        {
            let sale = offline_sale(std::slice::from_ref(sold), &hall.moment(seconds));
            let sale = hall.till.record(&sale, &hall.till.key()).await.expect_sold();
            assert_eq!((reasons(&sale), &sale["soldAt"]), (expected, &json!(hall.moment(sold_at))), "{sale}");
            assert_eq!(sale["recordedAt"], hall.moment(0));
        }
        hall.organizer.complete("end").await.done();
        hall.advance(60);
        let late = offline_sale(&tags[3..], &hall.moment(-120));
        let late = hall.till.record(&late, "late").await.expect_sold();
        assert_eq!((reasons(&late), &late["unattributedTotal"]), (vec!["SESSION_CLOSED"], &json!("10.000000")));
        let later = offline_sale(&tags[3..], &hall.moment(-30));
        assert_eq!(reasons(&hall.till.record(&later, "later").await.expect_sold()), ["SESSION_CLOSED", "CLOCK"]);
        // The item stays with the Inventory until a person decides.
        assert_eq!(hall.till.scan(&tags[3]).await["inventoryState"], "MODIFIABLE");
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_session_still_takes_the_cash() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        hall.organizer.cancel("storm").await.done();
        let sale = hall.till.record(&offline_sale(&tags, &hall.moment(0)), "k").await.expect_sold();
        assert_eq!(reasons(&sale), ["SESSION_CLOSED"]);
        assert_eq!(hall.till.totals().await["unattributedTotal"], "10.000000");
        hall.open().await;
        hall.till.sell(&tags).await.expect_sold();
    })
    .await;
}

#[tokio::test]
async fn an_offline_sale_breaks_a_cart_and_inherits_from_a_void() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        hall.till.hold("cart", &tags[1..]).await.done();
        let broken = hall.till.record(&offline_sale(&tags[1..], &hall.moment(0)), "b").await.expect_sold();
        assert_eq!((reasons(&broken), &broken["lines"][0]["status"]), (vec![], &json!("SOLD")));

        let first = hall.till.sell(&tags[..1]).await.expect_sold();
        let sale = offline_sale(&tags[..1], &hall.moment(0));
        let second = hall.till.record(&sale, "second").await.expect_sold();
        let third = hall.till.record(&sale, "third").await.expect_sold();
        assert_eq!((reasons(&second), reasons(&third)), (vec!["ALREADY_SOLD"], vec!["ALREADY_SOLD"]));
        // The oldest that waits gets the item, and so on; only the last void frees it.
        for (void, heir) in [(&first, Some(&second)), (&second, Some(&third)), (&third, None)] {
            hall.organizer.void(void, &hall.organizer.key()).await.done();
            if let Some(heir) = heir {
                let heir = hall.till.sale(heir).await;
                assert_eq!((reasons(&heir), &heir["lines"][0]["status"]), (vec![], &json!("SOLD")));
                assert_eq!(heir["consignorShareTotal"], "6.500000");
                assert_eq!(hall.till.scan(&tags[0]).await["saleStatus"], "SOLD");
            }
        }
        assert_eq!(hall.till.scan(&tags[0]).await["saleStatus"], "AVAILABLE");
    })
    .await;
}

#[tokio::test]
async fn only_what_no_till_can_send_is_refused() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let tag = &tags[0];
        let cup = json!({ "unknown": { "description": "cup" }, "price": "1.00" });
        for (lines, refusals) in [
            (json!([]), vec!["NO_LINES at input.lines"]),
            (json!(vec![cup.clone(); 201]), vec!["TOO_MANY_LINES at input.lines"]),
            (
                json!([{ "tag": tag }, { "price": "1.00" }, { "unknown": { "description": "cup" } }, { "tag": "x" }]),
                vec![
                    "INVALID_LINE at input.lines.0.price",
                    "INVALID_LINE at input.lines.1",
                    "INVALID_LINE at input.lines.2.price",
                    "INVALID_LINE at input.lines.3.price",
                ],
            ),
        ] {
            hall.till.record(&offline(hall, &lines, "1.00"), "k").await.expect_refused(&refusals);
        }
        // Odd labels are kept as they can be; the cash was taken.
        let mut odd = offline(hall, &json!([{ "tag": tag, "price": "10.00" }, cup]), "11.00");
        odd["till"] = json!("3\n4");
        odd["lines"][1]["unknown"] = json!({ "description": "c\tup", "consignorNumber": -1 });
        let sale = hall.till.record(&odd, "k").await.expect_sold();
        assert_eq!((&sale["till"], &sale["lines"][1]["description"]), (&json!("3\u{fffd}4"), &json!("c\u{fffd}up")));
    })
    .await;
}
