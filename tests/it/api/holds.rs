//! Carts: what they hold, for how long, and who takes over.

use serde_json::{Value, json};

use super::caller::cash_sale;
use super::harness::{Hall, in_each_hall};
use crate::harness::tag;

async fn status(hall: &Hall, tag: &str) -> Value {
    hall.till.scan(tag).await["saleStatus"].take()
}

#[tokio::test]
async fn a_cart_holds_its_items_until_its_time_is_over() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let input = json!({ "cart": "a", "tags": tags[..2], "till": "3", "seconds": 30 });
        let held = hall.till.mutate("itemsHold", json!({ "sessionId": hall.session(), "input": input })).await.done();
        let expected = json!({ "cart": "a", "channel": "POS", "kind": "CART", "till": "3", "expiresAt": hall.moment(30) });
        assert_eq!((&held[0]["tag"], &held[0]["hold"], &held[1]["hold"]), (&json!(tags[0]), &expected, &expected));
        assert_eq!(hall.till.totals().await["pendingCount"], 2);

        // Its own cart buys it, another does not.
        hall.till.sell(&tags[..1]).await.expect_refused(&["ITEM_PENDING at input.lines.0.tag"]);
        let refused = hall.till.hold("b", &tags).await;
        refused.expect_refused(&["ITEM_PENDING at input.tags.0", "ITEM_PENDING at input.tags.1"]);
        assert_eq!((&refused.user_errors[0]["tag"], &refused.user_errors[0]["item"]["hold"]), (&json!(tags[0]), &expected));
        assert_eq!(status(hall, &tags[2]).await, "AVAILABLE");

        // Holding again renews; a restart forgets nothing.
        hall.advance(29);
        hall.till.hold("a", &tags[1..2]).await.done();
        hall.restart().await;
        hall.advance(1);
        assert_eq!(status(hall, &tags[0]).await, "AVAILABLE");
        assert_eq!(status(hall, &tags[1]).await, "PENDING");
        // A cart whose hold lapsed may still buy what is there.
        let mut sale = cash_sale(&tags[..1]);
        sale["cart"] = json!("a");
        hall.till.record(&sale, "k").await.expect_sold();
        hall.till.hold("b", &tags[..1]).await.expect_refused(&["ITEM_SOLD at input.tags.0"]);
        hall.advance(899);
        let released = hall.till.release("a").await.done();
        assert_eq!(released, json!([]), "its time was over");
        hall.till.hold("b", &tags[1..]).await.done();
        assert_eq!(hall.till.totals().await["pendingCount"], 2);
    })
    .await;
}

#[tokio::test]
async fn a_cart_is_released_in_part_or_as_a_whole() {
    in_each_hall(async |hall| {
        let tags = hall.selling(4).await;
        hall.till.hold("a", &tags[..3]).await.done();
        hall.till.hold("b", &tags[3..]).await.done();
        // What is not held, or by another, or no tag at all, is no error.
        let some = json!({ "cart": "a", "tags": [tags[3], tags[0], tags[0], "rubbish", tag(9_999).digits()] });
        let released = hall.till.mutate("itemsRelease", json!({ "sessionId": hall.session(), "input": some })).await.done();
        assert_eq!((released.as_array().unwrap().len(), &released[0]["tag"]), (1, &json!(tags[0])));
        assert_eq!(released[0]["saleStatus"], "AVAILABLE");
        assert_eq!(hall.till.release("a").await.done().as_array().unwrap().len(), 2);
        assert_eq!(hall.till.release("a").await.done(), json!([]));
        assert_eq!((status(hall, &tags[2]).await, status(hall, &tags[3]).await), (json!("AVAILABLE"), json!("PENDING")));
    })
    .await;
}

#[tokio::test]
async fn who_has_the_thing_in_hand_takes_over_a_web_cart() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let online = |cart: &str, channel: &str| json!({ "cart": cart, "tags": tags, "channel": channel });
        let forbidden = hall.till.hold_as(&online("web", "ONLINE")).await;
        assert_eq!(forbidden.codes(), ["FORBIDDEN"]);
        hall.organizer.hold_as(&online("web", "ONLINE")).await.done();
        // Web carts do not take over from each other.
        let refused = hall.organizer.hold_as(&online("shop", "SHOPIFY")).await;
        assert_eq!(refused.codes(), ["ITEM_PENDING"; 3]);
        // A till's cart and a till's sale do.
        let taken = hall.till.hold("hall", &tags[..1]).await.done();
        assert_eq!((&taken[0]["hold"]["cart"], &taken[0]["hold"]["channel"]), (&json!("hall"), &json!("POS")));
        hall.till.sell(&tags[1..2]).await.expect_sold();
        // The shopper is told, item by item.
        let mut sale = cash_sale(&tags);
        sale["cart"] = json!("web");
        sale["channel"] = json!("ONLINE");
        assert_eq!(hall.till.record(&sale, "web").await.codes(), ["FORBIDDEN"]);
        let told = hall.organizer.record(&sale, "web").await;
        told.expect_refused(&["ITEM_PENDING at input.lines.0.tag", "ITEM_SOLD at input.lines.1.tag"]);
        // And buys the rest.
        let mut rest = cash_sale(&tags[2..]);
        rest["cart"] = json!("web");
        rest["channel"] = json!("ONLINE");
        assert_eq!(hall.organizer.record(&rest, "web").await.expect_sold()["channel"], "ONLINE");
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_makes_no_sense_is_refused() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let outside = hall.items(1).await.remove(0);
        let too_many = vec![tags[0].clone(); 501];
        for (input, refusals) in [
            (json!({ "cart": " ", "tags": tags }), vec!["INVALID_CART at input.cart"]),
            (json!({ "cart": "a\u{0}", "tags": tags }), vec!["INVALID_CART at input.cart"]),
            (json!({ "cart": "x".repeat(201), "tags": tags }), vec!["INVALID_CART at input.cart"]),
            (json!({ "cart": "a", "tags": [] }), vec!["NO_ITEMS at input.tags"]),
            (json!({ "cart": "a", "tags": too_many }), vec!["TOO_MANY_ITEMS at input.tags"]),
            (json!({ "cart": "a", "tags": tags, "seconds": 29 }), vec!["INVALID_SECONDS at input.seconds"]),
            (json!({ "cart": "a", "tags": tags, "seconds": 3601 }), vec!["INVALID_SECONDS at input.seconds"]),
            (json!({ "cart": "a", "tags": tags, "seconds": -2_147_483_648 }), vec!["INVALID_SECONDS at input.seconds"]),
            (
                json!({ "cart": "a", "tags": [tags[0], outside, tag(9_999).digits(), ""] }),
                vec!["ITEM_NOT_IN_SESSION at input.tags.1", "ITEM_NOT_FOUND at input.tags.2", "ITEM_NOT_FOUND at input.tags.3"],
            ),
        ] {
            hall.till.hold_as(&input).await.expect_refused(&refusals);
        }
        hall.till.release("\t").await.expect_refused(&["INVALID_CART at input.cart"]);
        let nowhere = json!({ "sessionId": "x", "input": { "cart": "a", "tags": tags } });
        hall.till.mutate("itemsHold", nowhere.clone()).await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        let nowhere = json!({ "sessionId": "x", "input": { "cart": "a" } });
        hall.till.mutate("itemsRelease", nowhere).await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        assert_eq!(hall.till.totals().await["sequence"], 2);
        // The longest list that is allowed.
        let most = json!({ "cart": "a", "tags": too_many[..500], "seconds": 3600 });
        assert_eq!(hall.till.hold_as(&most).await.done().as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_consignor_sees_that_an_item_is_held_but_not_where() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        let ada = hall.consignor(417).await;
        hall.till.hold_as(&json!({ "cart": "a", "till": "3", "tags": tags })).await.done();
        let hold = ada.scan(&tags[0]).await["hold"].take();
        assert_eq!((&hold["cart"], &hold["till"], &hold["expiresAt"]), (&Value::Null, &Value::Null, &json!(hall.moment(900))));
        for forbidden in [ada.hold("mine", &tags).await, ada.release("a").await, ada.sell(&tags).await] {
            assert_eq!(forbidden.codes(), ["FORBIDDEN"]);
        }
    })
    .await;
}
