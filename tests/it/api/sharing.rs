//! Subscribers who share a stream: each has its own rights, its own pace and its own end.

use futures_util::future::join_all;
use hangtag::domain::access::Role;
use serde_json::{Value, json};

use super::caller::Caller;
use super::events::unknown_sale;
use super::follow::large_sale;
use super::harness::{Hall, in_a_hall, in_each_hall};
use super::live::{EVENTS, Live, sequences};

/// Watches a session's events behind a sequence, as somebody may.
async fn watch(hall: &Hall, caller: &Caller, variables: Value) -> Live {
    let mut live = Live::open(hall.server.address, &caller.token).await;
    subscribe(hall, &mut live, "events", variables).await;
    live
}

async fn subscribe(hall: &Hall, live: &mut Live, id: &str, mut variables: Value) {
    variables["sessionId"] = json!(hall.session());
    live.subscribe(id, EVENTS, &variables).await;
}

async fn sell(hall: &Hall) -> Value {
    hall.till.record(&unknown_sale(), &hall.till.key()).await.expect_sold()
}

#[tokio::test]
async fn everybodys_rights_are_checked_though_the_same_is_sent_to_others() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let other_till = hall.caller("acme", Role::Cashier).await;
        let mut served = Vec::new();
        for caller in [&hall.till, &other_till, &hall.organizer] {
            let mut live = watch(hall, caller, json!({ "after": 0 })).await;
            assert_eq!(sequences(&live.results(2).await), [1, 2]);
            served.push(live);
        }
        let refused =
            [hall.caller("other", Role::Cashier).await, hall.caller("other", Role::Organizer).await, hall.consignor(417).await];
        for caller in &refused {
            let mut live = watch(hall, caller, json!({ "after": 0 })).await;
            assert_eq!(live.refusal().await, "NOT_FOUND");
            sell(hall).await;
            live.say(&json!({ "type": "ping" })).await;
            assert_eq!(live.message().await, json!({ "type": "pong" }), "nothing else came");
        }
        let mut heard = Vec::new();
        for live in &mut served {
            heard.push(live.results(3).await);
        }
        assert_eq!(sequences(&heard[0]), [3, 4, 5]);
        assert!(heard.iter().all(|events| *events == heard[0]));
    })
    .await;
}

#[tokio::test]
async fn who_reads_slowly_catches_up_without_a_gap_and_the_others_do_not_wait() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let mut fast = Vec::new();
        for _ in 0..3 {
            fast.push(Live::events(hall, 0).await);
        }
        let mut slow = Live::open_narrow(hall.server.address, &hall.till.token).await;
        subscribe(hall, &mut slow, "events", json!({ "after": 0 })).await;
        assert_eq!(sequences(&slow.results(2).await), [1, 2]);
        // 3.6 MB, of which the stream keeps one; it all passes the slow one by.
        for sequence in 3..63 {
            hall.till.record(&large_sale(), &hall.till.key()).await.expect_sold();
            if sequence == 3 {
                for live in &mut fast {
                    assert_eq!(sequences(&live.results(2).await), [1, 2]);
                }
            }
            for live in &mut fast {
                assert_eq!(sequences(&live.results(1).await), [sequence]);
            }
        }
        assert_eq!(sequences(&slow.results(60).await), (3..63).collect::<Vec<i64>>());
        sell(hall).await;
        for live in fast.iter_mut().chain([&mut slow]) {
            assert_eq!(sequences(&live.results(1).await), [63], "all are at the live edge");
        }
    })
    .await;
}

#[tokio::test]
async fn one_operation_ends_alone() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let mut two = watch(hall, &hall.till, json!({ "after": 2 })).await;
        subscribe(hall, &mut two, "more", json!({ "after": 2 })).await;
        let mut other = watch(hall, &hall.till, json!({ "after": 2 })).await;
        sell(hall).await;
        let mut ids: Vec<String> = Vec::new();
        for _ in 0..2 {
            ids.push(two.message().await["id"].as_str().unwrap().to_owned());
        }
        ids.sort_unstable();
        assert_eq!(ids, ["events", "more"], "each under its own id");
        assert_eq!(sequences(&other.results(1).await), [3]);

        two.say(&json!({ "type": "complete", "id": "events" })).await;
        two.say(&json!({ "type": "ping" })).await;
        assert_eq!(two.message().await, json!({ "type": "pong" }));
        sell(hall).await;
        let message = two.message().await;
        assert_eq!((&message["id"], &message["payload"]["data"]["event"]["sequence"]), (&json!("more"), &json!(4)));
        assert_eq!(sequences(&other.results(1).await), [4]);
        drop(two);
        sell(hall).await;
        assert_eq!(sequences(&other.results(1).await), [5]);
        // The id may be used again.
        other.say(&json!({ "type": "complete", "id": "events" })).await;
        subscribe(hall, &mut other, "events", json!({ "after": 3 })).await;
        assert_eq!(sequences(&other.results(2).await), [4, 5]);
    })
    .await;
}

#[tokio::test]
async fn who_wants_some_kinds_only_hears_those_and_resumes_between_them() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let voids = |after: i64| json!({ "after": after, "kinds": ["SALE_VOIDED"] });
        let mut watchers = Vec::new();
        for _ in 0..3 {
            watchers.push(watch(hall, &hall.till, voids(2)).await);
        }
        let mut all = Live::events(hall, 2).await;
        // Sequences 3 to 14: every third one is a void.
        for _ in 0..4 {
            let sale = sell(hall).await;
            sell(hall).await;
            hall.till.void(&sale, &hall.till.key()).await.done();
        }
        for live in &mut watchers {
            assert_eq!(sequences(&live.results(2).await), [5, 8]);
        }
        assert_eq!(sequences(&all.results(12).await), (3..15).collect::<Vec<i64>>());
        // One comes in the middle of what was skipped, one before its end, one behind it.
        for (after, missed) in [(9, vec![11, 14]), (13, vec![14]), (14, vec![])] {
            let mut live = watch(hall, &hall.till, voids(after)).await;
            assert_eq!(sequences(&live.results(missed.len()).await), missed);
            watchers.push(live);
        }
        let sale = sell(hall).await;
        hall.till.void(&sale, &hall.till.key()).await.done();
        for live in &mut watchers[..3] {
            assert_eq!(sequences(&live.results(2).await), [11, 14]);
        }
        for live in &mut watchers {
            assert_eq!(sequences(&live.results(1).await), [16]);
        }
    })
    .await;
}

#[tokio::test]
async fn fifty_dashboards_come_while_it_sells_and_see_everything_once() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let hall = &*hall;
        let come = async |place: i64| {
            // Each when it sells already, from where it stood; half of them come a second time.
            let mut first = Live::events(hall, 0).await;
            let mut seen = sequences(&first.until(|event| event["sequence"].as_i64() > Some(place)).await);
            if place % 2 == 0 {
                drop(first);
                first = Live::events(hall, *seen.last().unwrap()).await;
            }
            seen.extend(sequences(&first.until(|event| event["sequence"] == 122).await));
            assert_eq!(seen, (1..=122).collect::<Vec<i64>>());
        };
        let selling = async {
            for _ in 0..120 {
                sell(hall).await;
            }
        };
        tokio::join!(join_all((0..50).map(come)), selling);
    })
    .await;
}

#[tokio::test]
async fn totals_are_sent_to_all_who_watch_and_at_once_to_who_comes_late() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let totals =
            "subscription ($s: ID!) { totals: saleSessionTotals(sessionId: $s, maxPerSecond: 10) { sequence saleCount } }";
        let watch = async || {
            let mut live = Live::open(hall.server.address, &hall.till.token).await;
            live.subscribe("1", totals, &json!({ "s": hall.session() })).await;
            live
        };
        let mut watchers = Vec::new();
        for round in 0..3 {
            let mut late = watch().await;
            assert_eq!(late.result().await, json!({ "sequence": 2 + 20 * round, "saleCount": 20 * round }));
            watchers.push(late);
            for _ in 0..20 {
                sell(hall).await;
            }
            for live in &mut watchers {
                let seen = live.until(|totals| totals["saleCount"] == 20 * (round + 1)).await;
                assert!(sequences(&seen).is_sorted_by(|one, next| one < next), "{seen:?}");
            }
        }
    })
    .await;
}
