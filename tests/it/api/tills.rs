//! What the organizer sees beside the totals: statistics, and the tills.

use serde_json::{Value, json};

use super::caller::offline_sale;
use super::harness::{Hall, in_a_hall, in_each_hall};
use super::live::Live;

const TILL: &str = "name state lastReportAt lastSaleAt saleCount salesTotal pendingSales oldestPendingAt clockSkewSeconds";

async fn of_session(hall: &Hall, fields: &str) -> Value {
    let document = format!("query ($id: ID!) {{ saleSession(id: $id) {{ {fields} }} }}");
    hall.organizer.data(&document, json!({ "id": hall.session() })).await["saleSession"].take()
}

async fn tills(hall: &Hall) -> Value {
    of_session(hall, &format!("tills {{ {TILL} }}")).await["tills"].take()
}

async fn statistics(hall: &Hall) -> Value {
    let fields = "statistics { sequence byHour { hour saleCount itemCount salesTotal }
        byCategory { category offeredCount soldCount salesTotal } byPriceBand { from to offeredCount soldCount } }
        totals { sequence salesTotal itemCount soldCount saleCount }";
    let mut session = of_session(hall, fields).await;
    let (statistics, totals) = (session["statistics"].take(), session["totals"].take());
    // Counts, and amounts in cents.
    let number = |value: &Value| match value {
        Value::String(amount) => amount.replace('.', "").parse::<i64>().unwrap(),
        count => count.as_i64().unwrap(),
    };
    let sum =
        |list: &str, field: &str| -> i64 { statistics[list].as_array().unwrap().iter().map(|row| number(&row[field])).sum() };
    // Both are of one moment, since nobody sells between them.
    assert_eq!(statistics["sequence"], totals["sequence"]);
    for (list, field, total) in [
        ("byHour", "saleCount", "saleCount"),
        ("byHour", "itemCount", "soldCount"),
        ("byHour", "salesTotal", "salesTotal"),
        ("byCategory", "offeredCount", "itemCount"),
        ("byCategory", "soldCount", "soldCount"),
        ("byCategory", "salesTotal", "salesTotal"),
        ("byPriceBand", "offeredCount", "itemCount"),
        ("byPriceBand", "soldCount", "soldCount"),
    ] {
        assert_eq!(sum(list, field), number(&totals[total]), "{list}.{field}: {statistics} {totals}");
    }
    statistics
}

#[tokio::test]
async fn statistics_add_up_to_the_totals_at_every_step() {
    in_each_hall(async |hall| {
        let tags = hall.selling(6).await;
        let first = statistics(hall).await;
        assert_eq!(first["byHour"], json!([]));
        assert_eq!(first["byCategory"][0]["offeredCount"], 6);
        let band = json!({ "from": "5.01", "to": "10.00", "offeredCount": 6, "soldCount": 0 });
        assert_eq!((&first["byPriceBand"][2], &first["byPriceBand"][4]["to"]), (&band, &Value::Null));

        let sold = hall.till.sell(&tags[..2]).await.expect_sold();
        hall.organizer.withdraw(&tags[5..], "w").await.done();
        statistics(hall).await;
        // Sold again by a till that was offline: waits for a person, until the first sale is taken back.
        let offline = offline_sale(&tags[1..3], "2026-11-20T09:59:00Z");
        hall.till.record(&offline, "offline").await.expect_sold();
        let hours = statistics(hall).await["byHour"].take();
        let hour = |hour: &str, items: i32, total: &str| json!({ "hour": hour, "saleCount": 1, "itemCount": items, "salesTotal": total });
        let expected = [hour("2026-11-20T09:00:00.000Z", 1, "10.00"), hour("2026-11-20T10:00:00.000Z", 2, "20.00")];
        assert_eq!(hours, json!(expected));
        hall.till.void(&sold, "void").await.done();
        assert_eq!(statistics(hall).await["byHour"], json!([hour("2026-11-20T09:00:00.000Z", 2, "20.00")]));
        hall.organizer.restock(&tags[5..], "r").await.done();
        let before = statistics(hall).await;
        hall.restart().await;
        assert_eq!(statistics(hall).await, before, "folded anew it is the same");
        hall.organizer.complete("end").await.done();
        let after = statistics(hall).await;
        assert_eq!(after["byHour"], before["byHour"]);
    })
    .await;
}

async fn report(hall: &Hall, till: &str, more: Value) -> Value {
    let mut input = json!({ "till": till, "state": "OPEN", "clock": hall.moment(0) });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let document = "mutation ($id: ID!, $input: TillReportInput!) { tillReport(sessionId: $id, input: $input) {
        serverTime sequence userErrors { code field } } }";
    hall.till.data(document, json!({ "id": hall.session(), "input": input })).await["tillReport"].take()
}

#[tokio::test]
async fn a_till_is_seen_by_what_it_says_and_by_what_it_sells() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        assert_eq!(tills(hall).await, json!([]));
        let answer =
            report(hall, "7", json!({ "clock": hall.moment(-90), "pendingSales": 2, "oldestPendingAt": hall.moment(-30) })).await;
        assert_eq!(answer, json!({ "serverTime": hall.moment(0), "sequence": 2, "userErrors": [] }));
        let mut sale = super::caller::cash_sale(&tags[..2]);
        sale["till"] = json!("3");
        hall.till.record(&sale, "k").await.expect_sold();
        let (three, seven) = (
            json!({ "name": "3", "state": "OPEN", "lastReportAt": null, "lastSaleAt": hall.moment(0), "saleCount": 1,
                "salesTotal": "20.00", "pendingSales": 0, "oldestPendingAt": null, "clockSkewSeconds": null }),
            json!({ "name": "7", "state": "OPEN", "lastReportAt": hall.moment(0), "lastSaleAt": null, "saleCount": 0,
                "salesTotal": "0.00", "pendingSales": 2, "oldestPendingAt": hall.moment(-30), "clockSkewSeconds": -90 }),
        );
        assert_eq!(tills(hall).await, json!([three, seven]));
        let states = async |hall: &Hall| {
            let tills = tills(hall).await;
            tills.as_array().unwrap().iter().map(|till| till["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        hall.advance(29);
        assert_eq!(states(hall).await, ["OPEN", "OPEN"]);
        report(hall, "7", json!({ "pendingSales": 2, "oldestPendingAt": hall.moment(-60) })).await;
        assert_eq!(states(hall).await, ["OPEN", "STALLED"]);
        hall.advance(30);
        assert_eq!(states(hall).await, ["OPEN", "OFFLINE"]);
        report(hall, "3", json!({ "state": "PAUSED" })).await;
        report(hall, "7", json!({ "state": "CLOSED" })).await;
        hall.advance(20);
        assert_eq!(states(hall).await, ["PAUSED", "CLOSED"]);
        hall.advance(3_600);
        assert_eq!(states(hall).await, ["OFFLINE", "CLOSED"]);
        hall.restart().await;
        assert_eq!(states(hall).await, ["OFFLINE"], "what a till sold is in the journal; what it said is heard again soon");
    })
    .await;
}

#[tokio::test]
async fn tills_are_followed_live() {
    in_a_hall(async |hall| {
        let tags = hall.selling(2).await;
        let document = format!("subscription ($id: ID!) {{ tills(sessionId: $id) {{ {TILL} }} }}");
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        live.subscribe("tills", &document, &json!({ "id": hall.session() })).await;
        let names = |tills: &Value| -> Vec<(String, String)> {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            tills.as_array().unwrap().iter().map(|till| (text(&till["name"]), text(&till["salesTotal"]))).collect()
        };
        assert_eq!(names(&live.result().await), []);
        report(hall, "7", json!({})).await;
        assert_eq!(names(&live.result().await), [("7".to_owned(), "0.00".to_owned())]);
        let mut sale = super::caller::cash_sale(&tags[..1]);
        sale["till"] = json!("7");
        hall.till.record(&sale, "k").await.expect_sold();
        let newest = live.result().await;
        assert_eq!(names(&newest), [("7".to_owned(), "10.00".to_owned())]);
        assert_eq!(newest[0]["state"], "OPEN");
        // One falls silent; another's word is when it shows at the latest.
        hall.advance(30);
        report(hall, "8", json!({})).await;
        loop {
            let newest = live.result().await;
            if newest.as_array().map(Vec::len) == Some(2) {
                assert_eq!((&newest[0]["state"], &newest[1]["state"]), (&json!("OFFLINE"), &json!("OPEN")));
                break;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_report_that_no_till_can_send_is_refused() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        for till in ["", " ", "a\nb", &"x".repeat(201)] {
            let refused = report(hall, till, json!({})).await;
            assert_eq!(refused["userErrors"], json!([{ "code": "INVALID_TILL", "field": ["input", "till"] }]), "{till}");
        }
        let document = "mutation ($id: ID!, $input: TillReportInput!) { tillReport(sessionId: $id, input: $input) {
            sequence userErrors { code field } } }";
        let good = json!({ "till": "7", "state": "OPEN", "clock": hall.moment(0) });
        let nowhere = hall.till.data(document, json!({ "id": "nonsense", "input": good })).await;
        assert_eq!(nowhere["tillReport"]["userErrors"], json!([{ "code": "SESSION_NOT_FOUND", "field": ["sessionId"] }]));
        for (field, value) in [("clock", json!("noon")), ("pendingSales", json!(-1)), ("oldestPendingAt", json!("long ago"))] {
            let mut input = good.clone();
            input[field] = value;
            let answer = hall.till.ask(document, json!({ "id": hall.session(), "input": input })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{field} {answer}");
        }
        assert_eq!(tills(hall).await, json!([]));
    })
    .await;
}
