//! Carts that wait aside until a till takes them.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::caller::cash_sale;
use super::harness::in_each_hall;
use crate::harness::tag;

#[tokio::test]
async fn a_basket_is_parked_by_a_helper_and_sold_at_any_till() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.till.hold("basket", &tags[..2]).await.done();
        let parked = hall.till.park("basket").await.done();
        assert_eq!((&parked[0]["tag"], &parked[1]["tag"]), (&json!(tags[0]), &json!(tags[1])));
        let hold = &parked[0]["hold"];
        // 2026-11-20 ends in New York at five in the morning of UTC.
        let expected = json!({ "cart": "basket", "channel": "POS", "kind": "PARKED", "till": "scout", "expiresAt": "2026-11-21T05:00:00.000Z" });
        assert_eq!(hold, &expected);
        hall.till.sell(&tags[..1]).await.expect_refused(&["ITEM_PENDING at input.lines.0.tag"]);

        // It outlives the process, and is found by anything in it, however that is written.
        hall.restart().await;
        let by_item = json!({ "tag": format!(" {}-{}", &tags[1][..5], &tags[1][5..]) });
        for _ in 0..2 {
            let taken = hall.till.take(&by_item, "till 3").await;
            assert_eq!((&taken.object[0]["tag"], &taken.object[1]["tag"]), (&json!(tags[0]), &json!(tags[1])));
            let hold = taken.done()[0]["hold"].take();
            let expected = json!({ "cart": "till 3", "channel": "POS", "kind": "CART", "till": "3", "expiresAt": hall.moment(900) });
            assert_eq!(hold, expected);
        }
        let mut sale = cash_sale(&tags[..2]);
        sale["cart"] = json!("till 3");
        hall.till.record(&sale, "k").await.expect_sold();
        hall.till.take(&by_item, "till 4").await.expect_refused(&["CART_NOT_FOUND at input"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_written_on_a_cart_and_where_it_went_is_answered() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        hall.till.hold("basket", &tags).await.done();
        hall.till.park("basket").await.done();
        let document = "mutation ($id: ID!, $input: CartTakeInput!) { cartTake(sessionId: $id, input: $input) {
            cart note items { tag } userErrors { code } } }";
        let input = json!({ "cart": "basket", "into": "till 3", "till": "3" });
        let taken = hall.till.data(document, json!({ "id": hall.session(), "input": input })).await;
        let expected = json!({ "cart": "till 3", "note": "fetches cash", "items": [{ "tag": tags[0] }], "userErrors": [] });
        assert_eq!(taken["cartTake"], expected);
    })
    .await;
}

#[tokio::test]
async fn sixty_four_tills_want_one_parked_cart_and_one_gets_it() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.till.hold("basket", &tags).await.done();
        hall.till.park("basket").await.done();
        let carts: Vec<String> = (0..64).map(|till| format!("till {till}")).collect();
        let basket = json!({ "cart": "basket" });
        let outcomes = join_all(carts.iter().map(|into| hall.till.take(&basket, into))).await;
        let mut winners = Vec::new();
        for (into, outcome) in carts.iter().zip(outcomes) {
            match outcome.user_errors.first() {
                None => winners.push((into, outcome.done())),
                Some(_) => outcome.expect_refused(&["CART_NOT_FOUND at input"]),
            }
        }
        let [(into, items)] = &winners[..] else { panic!("{} winners", winners.len()) };
        assert_eq!(items.as_array().map(Vec::len), Some(3));
        for tag in &tags {
            assert_eq!(hall.till.scan(tag).await["hold"]["cart"], json!(into));
        }
    })
    .await;
}

#[tokio::test]
async fn a_till_is_told_what_is_wrong() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        hall.till.park("basket").await.expect_refused(&["CART_EMPTY at input.cart"]);
        hall.till.park(" ").await.expect_refused(&["INVALID_CART at input.cart"]);
        hall.till.park(&"x".repeat(201)).await.expect_refused(&["INVALID_CART at input.cart"]);
        hall.till.hold("basket", &tags).await.done();
        for which in [json!({ "cart": "basket" }), json!({ "tag": tags[0] }), json!({ "tag": tag(9_999).digits() })] {
            hall.till.take(&which, "till 3").await.expect_refused(&["CART_NOT_FOUND at input"]);
        }
        hall.till.take(&json!({ "tag": "a novel" }), "till 3").await.expect_refused(&["CART_NOT_FOUND at input"]);
        for which in [json!({}), json!({ "cart": "basket", "tag": tags[0] }), json!({ "cart": "\u{0}" })] {
            hall.till.take(&which, "till 3").await.expect_refused(&["INVALID_CART at input"]);
        }
        hall.till.take(&json!({ "cart": "basket" }), "").await.expect_refused(&["INVALID_CART at input"]);
        let nowhere = |input: Value| json!({ "sessionId": "nonsense", "input": input });
        let park = nowhere(json!({ "cart": "c", "till": "3" }));
        hall.till.mutate("cartPark", park).await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        let take = nowhere(json!({ "cart": "c", "into": "d", "till": "3" }));
        hall.till.mutate("cartTake", take).await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        hall.organizer.complete("end").await.done();
        hall.till.park("basket").await.expect_refused(&["SESSION_NOT_ACTIVE at sessionId"]);
        hall.till.take(&json!({ "cart": "basket" }), "d").await.expect_refused(&["SESSION_NOT_ACTIVE at sessionId"]);
    })
    .await;
}
