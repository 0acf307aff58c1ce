//! What a consignor earns: computed as settlement would, live and afterwards.

use std::time::Duration;

use serde_json::{Value, json};

use super::caller::{event, offline_sale};
use super::harness::{Hall, in_a_hall, in_each_hall, text};
use super::live::{Live, jump};

const EARNINGS: &str = "itemCount soldCount grossSales shareBps estimatedPayout final sequence session { id } event { id }
    consignor { number }";

/// What consignor 417 has earned, as somebody sees it.
async fn earned(hall: &Hall) -> Value {
    let document =
        format!("query ($event: ID!) {{ x: consignorByNumber(number: 417) {{ earnings(eventId: $event) {{ {EARNINGS} }} }} }}");
    hall.organizer.data(&document, json!({ "event": hall.event() })).await["x"]["earnings"].take()
}

/// Items sold, gross, estimated payout.
fn figures(earnings: &Value) -> [String; 3] {
    [earnings["soldCount"].to_string(), text(&earnings["grossSales"]), text(&earnings["estimatedPayout"])]
}

/// An event of this share, in which callers work from now on.
async fn event_of(hall: &Hall, share: i64) {
    let mut input = event("Rates");
    input["rates"] = json!({ "baseShareBps": share });
    let created = hall.organizer.mutate("saleEventCreate", json!({ "input": input, "idempotencyKey": hall.till.key() })).await;
    hall.work_in(&text(&created.done()["id"]));
}

/// Takes in items of consignor 417 at these prices; their tags.
async fn items_at(hall: &Hall, prices: &[&str]) -> Vec<String> {
    let item = |price: &&str| json!({ "consignorNumber": 417, "title": "Bib", "category": "clothing", "price": price });
    let input: Vec<Value> = prices.iter().map(item).collect();
    let added = hall.organizer.add_items(&json!(input), &hall.till.key()).await.done();
    added.as_array().unwrap().iter().map(|item| text(&item["tag"])).collect()
}

/// Sells each in a sale of its own, for its price.
async fn sell_each(hall: &Hall, tags: &[String], price: &str) -> Vec<Value> {
    let mut sales = Vec::new();
    for tag in tags {
        let input = json!({ "lines": [{ "tag": tag }], "tenders": [{ "kind": "CASH", "amount": price }] });
        sales.push(hall.till.record(&input, &hall.till.key()).await.expect_sold());
    }
    sales
}

#[tokio::test]
async fn a_payout_is_rounded_once_for_all_items_half_away_from_zero() {
    in_a_hall(async |hall| {
        for (share, count, price, expected) in [
            // 3 x 0.0065: rounded one by one it would be 0.03.
            (6_500, 3, "0.01", "0.02"),
            // 5 x 0.005 = 0.025: the bankers' way it would be 0.02, one by one 0.05.
            (5_000, 5, "0.01", "0.03"),
            // 3 x 0.3333 = 0.9999: one by one 0.99.
            (3_333, 3, "1.00", "1.00"),
            // 7 x 0.0333 = 0.2331: one by one 0.21.
            (3_330, 7, "0.10", "0.23"),
            (0, 2, "5.00", "0.00"),
            (10_000, 2, "5.01", "10.02"),
        ] {
            event_of(hall, share).await;
            let tags = items_at(hall, &vec![price; count]).await;
            hall.open().await;
            sell_each(hall, &tags, price).await;
            let earned = earned(hall).await;
            assert_eq!(earned["estimatedPayout"], expected, "{share} of {count} x {price}: {earned}");
            assert_eq!((&earned["soldCount"], &earned["shareBps"]), (&json!(count), &json!(share)));
        }
    })
    .await;
}

#[tokio::test]
async fn earnings_follow_voids_completion_and_a_second_session() {
    in_each_hall(async |hall| {
        let before = earned(hall).await;
        assert_eq!((&before["sequence"], &before["session"], &before["itemCount"]), (&json!(0), &json!(null), &json!(0)));
        let tags = items_at(hall, &["0.01"; 4]).await;
        hall.open().await;
        let first = hall.session();
        let sales = sell_each(hall, &tags[..3], "0.01").await;
        let sold = earned(hall).await;
        assert_eq!(figures(&sold), ["3", "0.03", "0.02"]);
        assert_eq!((&sold["itemCount"], &sold["final"], &sold["session"]["id"]), (&json!(4), &json!(false), &json!(first)));
        assert_eq!(sold["sequence"], hall.till.totals().await["sequence"]);

        hall.till.void(&sales[2], "void").await.done();
        assert_eq!(figures(&earned(hall).await), ["2", "0.02", "0.01"]);
        hall.organizer.complete("complete").await.done();
        let completed = earned(hall).await;
        assert_eq!(figures(&completed), ["2", "0.02", "0.01"]);
        assert_eq!(completed["sequence"], hall.till.totals().await["sequence"]);
        hall.restart().await;
        assert_eq!(earned(hall).await, completed);

        // The second session sells what the first left over; cents of both are rounded together.
        hall.open().await;
        assert_ne!(hall.session(), first);
        sell_each(hall, &tags[2..3], "0.01").await;
        let both = earned(hall).await;
        assert_eq!(figures(&both), ["3", "0.03", "0.02"]);
        assert_eq!((&both["session"]["id"], &both["sequence"]), (&json!(hall.session()), &json!(3)));
        hall.organizer.complete("complete again").await.done();
        assert_eq!(figures(&earned(hall).await), ["3", "0.03", "0.02"]);
    })
    .await;
}

#[tokio::test]
async fn what_an_offline_sale_could_not_credit_is_earned_when_the_first_sale_is_voided() {
    in_a_hall(async |hall| {
        let tags = items_at(hall, &["10.00"]).await;
        hall.open().await;
        let sale = sell_each(hall, &tags, "10.00").await.remove(0);
        let mut cheaper = offline_sale(&tags, &hall.moment(0));
        cheaper["lines"][0]["price"] = json!("8.00");
        cheaper["tenders"][0]["amount"] = json!("8.00");
        hall.till.record(&cheaper, "offline").await.expect_sold();
        assert_eq!(figures(&earned(hall).await), ["1", "10.00", "6.50"]);
        hall.till.void(&sale, "void").await.done();
        assert_eq!(figures(&earned(hall).await), ["1", "8.00", "5.20"]);
    })
    .await;
}

/// Watches the earnings of consignor 417 as its own token may.
async fn watch(hall: &Hall) -> Live {
    let consignor = hall.consignor(417).await;
    let id = consignor.data("{ viewer { consignor { id } } }", json!({})).await["viewer"]["consignor"]["id"].take();
    let mut live = Live::open(hall.server.address, &consignor.token).await;
    let document =
        format!("subscription ($c: ID!, $e: ID!) {{ consignorEarnings(consignorId: $c, eventId: $e) {{ {EARNINGS} }} }}");
    live.subscribe("1", &document, &json!({ "c": id, "e": hall.event() })).await;
    live
}

#[tokio::test]
async fn a_consignor_sees_its_earnings_at_once_and_after_each_sale_void_and_delivery() {
    in_each_hall(async |hall| {
        let tags = items_at(hall, &["10.00"; 3]).await;
        hall.open().await;
        let mut live = watch(hall).await;
        let first = live.result().await;
        assert_eq!(figures(&first), ["0", "0.00", "0.00"]);
        assert_eq!(
            (&first["itemCount"], &first["session"], &first["consignor"]["number"]),
            (&json!(3), &json!(null), &json!(417))
        );
        let sale = sell_each(hall, &tags[..1], "10.00").await.remove(0);
        assert_eq!(figures(&live.result().await), ["1", "10.00", "6.50"]);
        hall.till.void(&sale, "void").await.done();
        assert_eq!(figures(&live.result().await), ["0", "0.00", "0.00"]);
        // No session announces what is taken in; it is looked for.
        items_at(hall, &["10.00"]).await;
        jump(Duration::from_secs(6)).await;
        assert_eq!(live.result().await["itemCount"], 4);
    })
    .await;
}

#[tokio::test]
async fn earnings_wait_for_a_session_and_outlive_it() {
    in_a_hall(async |hall| {
        let tags = items_at(hall, &["10.00"; 2]).await;
        let mut live = watch(hall).await;
        assert_eq!(figures(&live.result().await), ["0", "0.00", "0.00"]);
        hall.open().await;
        sell_each(hall, &tags[..1], "10.00").await;
        jump(Duration::from_secs(3)).await;
        assert_eq!(figures(&live.result().await), ["1", "10.00", "6.50"]);
        sell_each(hall, &tags[1..], "10.00").await;
        assert_eq!(figures(&live.result().await), ["2", "20.00", "13.00"]);
        hall.organizer.complete("complete").await.done();
        items_at(hall, &["10.00"]).await;
        jump(Duration::from_secs(6)).await;
        let later = live.result().await;
        assert_eq!((figures(&later)[1].as_str(), &later["itemCount"]), ("20.00", &json!(3)));
    })
    .await;
}

#[tokio::test]
async fn other_peoples_sales_say_nothing_to_a_consignor() {
    in_a_hall(async |hall| {
        hall.organizer.add_consignor(418).await;
        let other = hall.items_of(418, 3).await;
        let mine = items_at(hall, &["10.00"]).await;
        hall.open().await;
        let mut live = watch(hall).await;
        assert_eq!(live.result().await["soldCount"], 0);
        hall.till.sell(&other).await.expect_sold();
        let mut second = watch(hall).await;
        assert_eq!(second.result().await["soldCount"], 0);
        sell_each(hall, &mine, "10.00").await;
        let next = live.result().await;
        assert_eq!(figures(&next), ["1", "10.00", "6.50"], "the next that is heard is the own sale");
        assert_eq!(second.result().await, next, "on its other screen too");
    })
    .await;
}
