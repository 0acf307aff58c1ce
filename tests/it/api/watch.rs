//! `saleSessionTotals`: at once, always the newest, never more often than asked.

use serde_json::{Value, json};
use tokio::time::Instant;

use super::caller::{cash_sale, micros, offline_sale};
use super::events::unknown_sale;
use super::harness::{in_a_hall, in_each_hall};
use super::live::Live;

const TOTALS: &str = "subscription ($sessionId: ID!, $maxPerSecond: Int! = 4) {
    totals: saleSessionTotals(sessionId: $sessionId, maxPerSecond: $maxPerSecond) {
        sequence salesTotal discountTotal taxTotal chargesTotal roundingTotal unattributedTotal consignorShareTotal houseCutTotal
        tenderTotals { kind amount } saleCount voidedCount needsReviewCount itemCount availableCount pendingCount soldCount
    }
}";

/// Every moment is a consistent one.
fn balances(totals: &Value) {
    let of = |name: &str| micros(&totals[name]);
    let tenders: i128 = totals["tenderTotals"].as_array().unwrap().iter().map(|tender| micros(&tender["amount"])).sum();
    let parts = ["salesTotal", "unattributedTotal", "taxTotal", "chargesTotal", "roundingTotal"];
    assert_eq!(tenders, parts.iter().map(|part| of(part)).sum::<i128>(), "{totals}");
    assert_eq!(of("salesTotal"), of("consignorShareTotal") + of("houseCutTotal"), "{totals}");
    let count = |name: &str| totals[name].as_i64().unwrap();
    assert_eq!(count("itemCount"), count("availableCount") + count("pendingCount") + count("soldCount"), "{totals}");
}

#[tokio::test]
async fn totals_come_at_once_and_balance_at_every_moment_until_the_end() {
    in_each_hall(async |hall| {
        let tags = hall.selling(12).await;
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        live.subscribe("1", TOTALS, &json!({ "sessionId": hall.session(), "maxPerSecond": 10 })).await;
        let first = live.result().await;
        assert_eq!((&first["sequence"], &first["saleCount"], &first["itemCount"]), (&json!(2), &json!(0), &json!(12)));
        assert_eq!(first, hall.till.totals().await);

        let working = async {
            for pair in tags.chunks(2) {
                let sale = hall.till.record(&cash_sale(pair), &hall.till.key()).await.expect_sold();
                hall.till.record(&offline_sale(&pair[..1], &hall.moment(0)), &hall.till.key()).await.expect_sold();
                hall.till.void(&sale, &hall.till.key()).await.done();
                hall.till.hold("cart", &pair[1..]).await.done();
                hall.till.record(&unknown_sale(), &hall.till.key()).await.expect_sold();
            }
            hall.organizer.complete("complete").await.done();
            hall.till.totals().await
        };
        let watching = async {
            let mut seen = vec![first.clone()];
            // 6 rounds of 6 events (the void gives the item to the offline sale), then carts and the end.
            while seen.last().unwrap()["sequence"].as_i64().unwrap() < 40 {
                seen.push(live.result().await);
            }
            seen
        };
        let (last, seen) = tokio::join!(working, watching);
        seen.iter().for_each(balances);
        assert!(seen.is_sorted_by(|one, next| one["sequence"].as_i64() < next["sequence"].as_i64()));
        assert_eq!(seen.last(), Some(&last), "the newest comes last");
        assert_eq!((&last["pendingCount"], &last["soldCount"], &last["voidedCount"]), (&json!(0), &json!(6), &json!(6)));
    })
    .await;
}

#[tokio::test]
async fn totals_coalesce_and_never_come_more_often_than_asked() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        for rate in [2, 10] {
            let mut live = Live::open(hall.server.address, &hall.till.token).await;
            live.subscribe("1", TOTALS, &json!({ "sessionId": hall.session(), "maxPerSecond": rate })).await;
            live.result().await;
            let started = Instant::now();
            let mut last = 0;
            for _ in 0..40 {
                last = hall.till.record(&unknown_sale(), &hall.till.key()).await.expect_sold()["sequence"].as_i64().unwrap();
            }
            let seen = live.until(|totals| totals["sequence"].as_i64() == Some(last)).await.len();
            // The first came at the start; each of the others waited its turn.
            let at_most = started.elapsed().as_millis() * rate / 1_000 + 1;
            assert!(seen >= 1 && seen as u128 <= at_most, "{seen} of at most {at_most}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_rate_out_of_its_bounds_is_refused() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        for rate in [0, 11, -1] {
            live.subscribe("1", TOTALS, &json!({ "sessionId": hall.session(), "maxPerSecond": rate })).await;
            assert_eq!(live.refusal().await, "BAD_USER_INPUT", "{rate}");
        }
        live.subscribe("1", TOTALS, &json!({ "sessionId": hall.session() })).await;
        assert_eq!(live.result().await["sequence"], 2);
    })
    .await;
}
