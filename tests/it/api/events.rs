//! `saleSessionEvents`: what each event says, and where a stream begins.

use std::collections::BTreeSet;
use std::time::Duration;

use hangtag::domain::id::GlobalId;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::caller::{cash_sale, offline_sale};
use super::harness::{Hall, in_a_hall, in_each_hall, text};
use super::live::{EVENTS, Live, PATIENCE, jump, sequences};

/// Sells a thing without a tag: as often as one likes.
pub fn unknown_sale() -> Value {
    json!({
        "lines": [{ "unknown": { "description": "a lamp" }, "price": "1.00" }], "tenders": [{ "kind": "CASH", "amount": "1.00" }],
    })
}

/// One line for an event: what a reader of the table wants to know.
fn told(event: &Value) -> String {
    let words = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let kind = words(&event["kind"]);
    let rest = match event["__typename"].as_str().unwrap() {
        "SaleSessionStatusEvent" => words(&event["status"]),
        "SaleSessionItemsEvent" => {
            let tags = event["tags"].as_array().unwrap().len();
            format!("{} of {tags} cart {} reason {}", event["itemCount"], words(&event["cart"]), words(&event["reason"]))
        }
        name => {
            let sale = &event["sale"];
            let lines: Vec<String> = sale["lines"].as_array().unwrap().iter().map(|line| words(&line["status"])).collect();
            let more = match name {
                "SaleVoidedEvent" => format!(" because {}", words(&event["reason"])),
                "SaleChangedEvent" => format!(" by {}", words(&event["change"])),
                _ => String::new(),
            };
            format!("{} {} {} review {}{more}", sale["sequence"], words(&sale["status"]), lines.join(" "), sale["needsReview"])
        }
    };
    format!("{} {kind} {rest}", event["sequence"])
}

/// Everything that can happen in a session that completes.
async fn a_whole_session(hall: &Hall) {
    let tags = hall.selling(5).await;
    hall.till.hold("cart 1", &tags[..2]).await.done();
    hall.till.release("cart 1").await.done();
    let first = hall.till.record(&cash_sale(&tags[..2]), "first").await.expect_sold();
    let again = offline_sale(&tags[..1], &hall.moment(0));
    let second = hall.till.record(&again, "second").await.expect_sold();
    hall.till.record(&again, "third").await.expect_sold();
    hall.till.void(&first, "void first").await.done();
    hall.till.void(&second, "void second").await.done();
    hall.organizer.withdraw(&tags[3..4], "out").await.done();
    hall.organizer.restock(&tags[3..4], "in").await.done();
    hall.till.record(&unknown_sale(), "unknown").await.expect_sold();
    hall.till.hold("cart 2", &tags[4..]).await.done();
    hall.organizer.complete("complete").await.done();
}

const WHOLE_SESSION: [&str; 17] = [
    "1 SESSION_OPENED ACTIVE",
    "2 ITEMS_LOCKED 5 of 5 cart - reason -",
    "3 ITEMS_HELD 2 of 2 cart cart 1 reason -",
    "4 ITEMS_RELEASED 2 of 2 cart cart 1 reason RELEASED",
    "5 SALE_RECORDED 5 RECORDED SOLD SOLD review false",
    "6 SALE_RECORDED 6 RECORDED UNATTRIBUTED review true",
    "7 SALE_RECORDED 7 RECORDED UNATTRIBUTED review true",
    "8 SALE_VOIDED 5 VOIDED SOLD SOLD review false because wrong item",
    "9 SALE_CHANGED 6 RECORDED SOLD review false by ITEM_ATTRIBUTED",
    "10 SALE_VOIDED 6 VOIDED SOLD review false because wrong item",
    "11 SALE_CHANGED 7 RECORDED SOLD review false by ITEM_ATTRIBUTED",
    "12 ITEMS_UNLOCKED 1 of 1 cart - reason recalled",
    "13 ITEMS_LOCKED 1 of 1 cart - reason -",
    "14 SALE_RECORDED 14 RECORDED UNATTRIBUTED review true",
    "15 ITEMS_HELD 1 of 1 cart cart 2 reason -",
    "16 ITEMS_RELEASED 1 of 1 cart - reason SESSION_CLOSED",
    "17 SESSION_COMPLETED COMPLETED",
];

#[tokio::test]
async fn each_kind_of_event_says_what_happened_and_a_sale_stays_as_it_was_then() {
    in_each_hall(async |hall| {
        a_whole_session(hall).await;
        let replayed = Live::events(hall, 0).await.results(17).await;
        assert_eq!(replayed.iter().map(told).collect::<Vec<_>>(), WHOLE_SESSION);
        for event in &replayed {
            assert_eq!(event["sessionId"], json!(hall.session()));
            assert_eq!(event["occurredAt"], json!(hall.moment(0)));
        }
        assert_eq!(
            replayed[2]["tags"],
            json!([text(&replayed[4]["sale"]["lines"][0]["tag"]), text(&replayed[4]["sale"]["lines"][1]["tag"])])
        );
        // The one sale of three chapters: sold, taken back.
        assert_eq!(replayed[4]["sale"]["id"], replayed[7]["sale"]["id"]);
        assert_eq!(replayed[4]["sale"]["voidReason"], json!(null));
        assert_eq!(replayed[7]["sale"]["voidReason"], "wrong item");
        assert_eq!(replayed[5]["sale"]["unattributedTotal"], "10.000000");
        assert_eq!(replayed[8]["sale"]["consignorShareTotal"], "6.500000");
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_watched_says_the_same_as_one_that_replays() {
    in_a_hall(async |hall| {
        let tags = hall.selling(3).await;
        let mut watching = Live::events(hall, 0).await;
        let mut seen = watching.results(2).await;
        let first = hall.till.record(&cash_sale(&tags[..1]), "first").await.expect_sold();
        seen.extend(watching.results(1).await);
        let second = hall.till.record(&offline_sale(&tags[..1], &hall.moment(0)), "second").await.expect_sold();
        hall.till.void(&first, "void").await.done();
        seen.extend(watching.results(3).await);
        hall.till.void(&second, "void").await.done();
        seen.extend(watching.results(1).await);
        assert_eq!(Live::events(hall, 0).await.results(7).await, seen);
        assert_eq!(sequences(&seen), (1..=7).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_session_over_many_items_tells_the_first_hundred_and_how_many_there_are() {
    in_a_hall(async |hall| {
        let tags = hall.selling(130).await;
        let locked = Live::events(hall, 1).await.result().await;
        assert_eq!(locked["itemCount"], 130);
        assert_eq!(locked["tags"], json!(tags[..100]));
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_session_says_so_last() {
    in_a_hall(async |hall| {
        let tags = hall.selling(1).await;
        hall.till.hold("cart", &tags).await.done();
        hall.organizer.cancel("cancel").await.done();
        let told: Vec<String> = Live::events(hall, 2).await.results(3).await.iter().map(told).collect();
        let expected = [
            "3 ITEMS_HELD 1 of 1 cart cart reason -",
            "4 ITEMS_RELEASED 1 of 1 cart - reason SESSION_CLOSED",
            "5 SESSION_CANCELLED CANCELLED",
        ];
        assert_eq!(told, expected);
    })
    .await;
}

#[tokio::test]
async fn kinds_leave_out_the_others_and_keep_the_sequences() {
    in_a_hall(async |hall| {
        a_whole_session(hall).await;
        for (kinds, expected) in [
            (json!(["SALE_RECORDED"]), vec![5, 6, 7, 14]),
            (json!(["SALE_VOIDED", "SALE_CHANGED"]), vec![8, 9, 10, 11]),
            (json!(["SESSION_OPENED", "SESSION_COMPLETED"]), vec![1, 17]),
        ] {
            let mut live = Live::open(hall.server.address, &hall.till.token).await;
            live.subscribe("1", EVENTS, &json!({ "sessionId": hall.session(), "after": 0, "kinds": kinds })).await;
            assert_eq!(sequences(&live.results(expected.len()).await), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_stream_without_after_begins_now_and_one_beyond_the_end_is_refused() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        for after in [3, i64::from(i32::MAX), -1] {
            live.subscribe("1", EVENTS, &json!({ "sessionId": hall.session(), "after": after })).await;
            assert_eq!(live.refusal().await, "BAD_USER_INPUT", "after {after}");
        }
        live.subscribe("1", EVENTS, &json!({ "sessionId": hall.session() })).await;
        // The stream says nothing when it has begun: sales go on until the first is seen.
        let selling = async {
            loop {
                hall.till.record(&unknown_sale(), &hall.till.key()).await.expect_sold();
            }
        };
        let first = tokio::select! { first = live.result() => first, () = selling => unreachable!() };
        let first = first["sequence"].as_i64().unwrap();
        assert!(first > 2, "{first}");
        hall.till.record(&unknown_sale(), "last").await.expect_sold();
        let last = hall.till.totals().await["sequence"].as_i64().unwrap();
        let rest = live.until(|event| event["sequence"] == json!(last)).await;
        assert_eq!(sequences(&rest), (first + 1..=last).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_stream_stays_open_after_completion_and_shows_the_late_sale_of_an_owner_that_slept() {
    in_a_hall(async |hall| {
        let tags = hall.selling(2).await;
        hall.till.sell(&tags[..1]).await.expect_sold();
        hall.organizer.complete("complete").await.done();
        let mut live = Live::events(hall, 0).await;
        assert_eq!(live.until(|event| event["kind"] == "SESSION_COMPLETED").await.len(), 4);

        // Finished and quiet: passivated.
        jump(Duration::from_secs(61)).await;
        let Some(GlobalId::Session(session)) = GlobalId::parse(&hall.session()) else { panic!("no session") };
        let rested = async {
            while hall.server.owners.running_view(session).is_some() {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, rested).await.unwrap();
        hall.till.record(&offline_sale(&tags[1..], &hall.moment(0)), "late").await.expect_sold();
        let late = live.result().await;
        assert_eq!(told(&late), "5 SALE_RECORDED 5 RECORDED UNATTRIBUTED review true");
        assert_eq!(late["sale"]["reviewReasons"], json!(["SESSION_CLOSED"]));
        assert_eq!(sequences(&Live::events(hall, 0).await.results(5).await), [1, 2, 3, 4, 5]);
    })
    .await;
}

#[tokio::test]
async fn a_socket_carries_several_sessions_streams_apart() {
    in_a_hall(async |hall| {
        hall.selling(1).await;
        let first = hall.session();
        let spring = hall.event();
        let autumn = hall.organizer.create_event("Autumn").await;
        hall.work_in(&autumn);
        hall.selling(1).await;
        let second = hall.session();
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        for session in [&first, &second] {
            live.subscribe(session, EVENTS, &json!({ "sessionId": session, "after": 0 })).await;
        }
        let mut heard = BTreeSet::new();
        for _ in 0..4 {
            let message = live.message().await;
            let event = &message["payload"]["data"]["event"];
            assert_eq!(message["id"], event["sessionId"], "{message}");
            heard.insert((text(&message["id"]), event["sequence"].as_i64().unwrap()));
        }
        assert_eq!(heard.len(), 4);
        hall.work_in(&spring);
    })
    .await;
}
