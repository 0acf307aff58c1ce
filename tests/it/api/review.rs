//! Review: a person decides what no till could, to the cent, while the session sells and after it has ended.

use serde_json::{Value, json};

use super::caller::Outcome;
use super::harness::{Hall, in_a_hall, in_each_hall, text};
use super::live::Live;

/// An offline sale of these lines, each a tag or `*` and a description, at 8.00 each.
async fn late(hall: &Hall, lines: &[&str]) -> Value {
    let line = |line: &&str| match line.strip_prefix('*') {
        Some(description) => json!({ "unknown": { "description": description }, "price": "8.00" }),
        None => json!({ "tag": line, "price": "8.00" }),
    };
    let lines: Vec<Value> = lines.iter().map(line).collect();
    let cash = format!("{}.00", 8 * lines.len());
    let input = json!({ "lines": lines, "tenders": [{ "kind": "CASH", "amount": cash }], "offlineSoldAt": hall.moment(0) });
    hall.till.record(&input, &hall.till.key()).await.expect_sold()
}

async fn resolve(hall: &Hall, sale: &Value, input: Value) -> Outcome {
    resolve_by(hall, sale, (input, &hall.till.key())).await
}

async fn resolve_by(hall: &Hall, sale: &Value, (mut input, key): (Value, &str)) -> Outcome {
    if input.get("note").is_none() {
        input["note"] = json!("saw the receipt");
    }
    let variables = json!({ "saleId": sale["id"], "input": input, "idempotencyKey": key });
    hall.organizer.mutate("saleReviewResolve", variables).await
}

fn to_item(position: u32, tag: &str) -> Value {
    json!({ "position": position, "resolution": "ATTRIBUTE_TO_ITEM", "tag": tag })
}

fn to_consignor(position: u32, number: i64) -> Value {
    json!({ "position": position, "resolution": "ATTRIBUTE_TO_CONSIGNOR", "consignorNumber": number })
}

/// Status, item, consignor, net, share of each line.
fn lines(sale: &Value) -> Vec<Value> {
    let line = |line: &Value| {
        json!([
            line["status"],
            line["item"]["tag"],
            line["consignorNumber"],
            line["net"],
            line["shareBps"],
            line["consignorShare"]
        ])
    };
    sale["lines"].as_array().unwrap().iter().map(line).collect()
}

async fn earned(hall: &Hall, number: i64) -> Value {
    let document = "query ($event: ID!, $number: Int!) {
        x: consignorByNumber(number: $number) { earnings(eventId: $event) { soldCount grossSales estimatedPayout } } }";
    let variables = json!({ "event": hall.event(), "number": number });
    hall.organizer.data(document, variables).await["x"]["earnings"].take()
}

#[tokio::test]
async fn each_ruling_moves_the_money_of_its_line() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.organizer.add_consignor(418).await;
        hall.till.sell(&tags[..1]).await.expect_sold();
        let sale = late(hall, &[&tags[0], "*boots", "*hat", "*scarf"]).await;
        assert_eq!(sale["unattributedTotal"], "32.000000");
        let sale = resolve(hall, &sale, to_item(0, &tags[1])).await.done();
        let sale = resolve(hall, &sale, to_consignor(1, 418)).await.done();
        let sale = resolve(hall, &sale, json!({ "position": 2, "resolution": "KEEP_FOR_HOUSE" })).await.done();
        assert_eq!((&sale["needsReview"], &sale["reviewReasons"]), (&json!(true), &json!(["UNKNOWN_TAG"])));
        let sale = resolve(hall, &sale, json!({ "position": 3, "resolution": "ACCEPT" })).await.done();
        assert_eq!((&sale["needsReview"], &sale["reviewReasons"]), (&json!(false), &json!([])));
        assert_eq!(
            lines(&sale),
            [
                json!(["SOLD", tags[1], 417, "8.00", 6_500, "5.200000"]),
                json!(["SOLD", null, 418, "8.00", 6_500, "5.200000"]),
                json!(["SOLD", null, null, "8.00", 0, "0.000000"]),
                json!(["UNATTRIBUTED", null, null, "8.00", null, null]),
            ]
        );
        assert_eq!((&sale["lines"][0]["price"], &sale["lines"][0]["discount"]), (&json!("10.00"), &json!("2.00")));
        assert_eq!(hall.till.sale(&sale).await, sale, "and so it is read");
        let totals = hall.till.totals().await;
        let money =
            [&totals["salesTotal"], &totals["unattributedTotal"], &totals["consignorShareTotal"], &totals["houseCutTotal"]];
        assert_eq!(money, ["34.00", "8.000000", "16.900000", "17.100000"]);
        assert_eq!((&totals["soldCount"], &totals["needsReviewCount"]), (&json!(2), &json!(0)));
        assert_eq!(hall.till.scan(&tags[1]).await["sold"]["net"], "8.00");
        assert_eq!(earned(hall, 417).await, json!({ "soldCount": 2, "grossSales": "18.00", "estimatedPayout": "11.70" }));
        assert_eq!(earned(hall, 418).await, json!({ "soldCount": 0, "grossSales": "8.00", "estimatedPayout": "5.20" }));
        let before = hall.till.totals().await;
        hall.restart().await;
        assert_eq!(hall.till.totals().await, before);
        hall.organizer.complete("complete").await.done();
        assert_eq!(earned(hall, 418).await, json!({ "soldCount": 0, "grossSales": "8.00", "estimatedPayout": "5.20" }));
    })
    .await;
}

#[tokio::test]
async fn after_the_end_the_inventory_gives_the_item() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let outside = hall.items(1).await.remove(0);
        hall.till.sell(&tags[..1]).await.expect_sold();
        hall.organizer.complete("complete").await.done();
        let sale = late(hall, &[&tags[1], &outside, "*hat", &tags[0]]).await;
        resolve(hall, &sale, to_item(3, &tags[0])).await.expect_refused(&["ITEM_SOLD at input.tag"]);
        let sale = resolve(hall, &sale, to_item(0, &tags[1])).await.done();
        let sale = resolve(hall, &sale, to_item(1, &outside)).await.done();
        let sale = resolve(hall, &sale, to_consignor(2, 417)).await.done();
        assert_eq!(lines(&sale)[1], json!(["SOLD", outside, 417, "8.00", 6_500, "5.200000"]));
        for tag in [&tags[1], &outside] {
            let item = hall.organizer.scan(tag).await;
            assert_eq!((&item["inventoryState"], &item["sold"]["net"]), (&json!("SOLD"), &json!("8.00")), "{item}");
        }
        let totals = hall.till.totals().await;
        assert_eq!((&totals["itemCount"], &totals["soldCount"], &totals["salesTotal"]), (&json!(4), &json!(3), &json!("34.00")));
        let expected = json!({ "soldCount": 3, "grossSales": "34.00", "estimatedPayout": "22.10" });
        assert_eq!(earned(hall, 417).await, expected);
        hall.restart().await;
        assert_eq!((earned(hall, 417).await, hall.till.totals().await), (expected, totals));
        // What a new session holds is not to be had.
        let first = hall.session();
        hall.open().await;
        resolve(hall, &sale, to_item(3, &tags[2])).await.expect_refused(&["ITEM_LOCKED at input.tag"]);
        hall.organizer.cancel("cancel").await.done();
        let sale = resolve(hall, &sale, to_item(3, &tags[2])).await.done();
        assert_eq!(sale["needsReview"], false);
        assert_ne!(hall.session(), first);
    })
    .await;
}

#[tokio::test]
async fn an_item_that_got_another_price_since_is_sold_here_for_what_was_charged() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        hall.organizer.complete("complete").await.done();
        let item = hall.organizer.scan(&tags[0]).await;
        hall.organizer.update(&item, &json!({ "price": "12.00" })).await.done();
        let sale = late(hall, &["*boots"]).await;
        let sale = resolve(hall, &sale, to_item(0, &tags[0])).await.done();
        let line = &sale["lines"][0];
        assert_eq!((&line["price"], &line["discount"], &line["net"]), (&json!("12.00"), &json!("4.00"), &json!("8.00")));
        hall.restart().await;
        hall.check().await;
    })
    .await;
}

#[tokio::test]
async fn a_sale_is_found_by_what_was_scanned_and_by_what_was_decided() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.till.sell(&tags[..1]).await.expect_sold();
        let sale = late(hall, &["*boots", &tags[0]]).await;
        resolve(hall, &sale, to_item(0, &tags[1])).await.done();
        let sale = resolve(hall, &sale, to_item(1, &tags[2])).await.done();
        let document =
            "query ($s: ID!, $t: String!) { saleSession(id: $s) { sales(filter: { tag: $t }, first: 9) { nodes { id } } } }";
        let found = async |tag: &str| {
            let variables = json!({ "s": hall.session(), "t": tag });
            hall.organizer.data(document, variables).await["saleSession"]["sales"]["nodes"].take()
        };
        assert_eq!(found(&tags[0]).await.as_array().unwrap().len(), 2, "sold once, and scanned again");
        for tag in &tags[1..] {
            assert_eq!(found(tag).await, json!([{ "id": sale["id"] }]), "{tag}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_session_that_took_money_after_all_credits_it() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        hall.organizer.cancel("cancel").await.done();
        let sale = late(hall, &[&tags[0], "*hat"]).await;
        resolve(hall, &sale, to_item(0, &tags[0])).await.done();
        resolve(hall, &sale, to_consignor(1, 417)).await.done();
        assert_eq!(earned(hall, 417).await, json!({ "soldCount": 1, "grossSales": "16.00", "estimatedPayout": "10.40" }));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_decided_says_why() {
    in_a_hall(async |hall| {
        let tags = hall.selling(4).await;
        let outside = hall.items(1).await.remove(0);
        let fine = hall.till.sell(&tags[..1]).await.expect_sold();
        hall.till.hold("cart", &tags[1..2]).await.done();
        let sale = late(hall, &[&tags[0], "*hat"]).await;
        for (input, refusal) in [
            (to_item(0, &tags[0]), "ITEM_SOLD at input.tag"),
            (to_item(0, &tags[1]), "ITEM_PENDING at input.tag"),
            (to_item(0, &outside), "ITEM_NOT_IN_SESSION at input.tag"),
            (to_item(0, "0041799990"), "ITEM_NOT_FOUND at input.tag"),
            (to_item(0, "👗"), "ITEM_NOT_FOUND at input.tag"),
            (to_consignor(0, 999), "CONSIGNOR_NOT_FOUND at input.consignorNumber"),
            (to_consignor(0, -1), "CONSIGNOR_NOT_FOUND at input.consignorNumber"),
            (json!({ "position": 9, "resolution": "ACCEPT" }), "LINE_NOT_FOUND at input.position"),
            (json!({ "position": -1, "resolution": "ACCEPT" }), "LINE_NOT_FOUND at input.position"),
            (json!({ "resolution": "ACCEPT" }), "NOTHING_TO_REVIEW at saleId"),
            (json!({ "resolution": "KEEP_FOR_HOUSE" }), "INVALID_RESOLUTION at input.resolution"),
            (json!({ "position": 0, "resolution": "ATTRIBUTE_TO_ITEM" }), "INVALID_RESOLUTION at input.resolution"),
            (json!({ "position": 0, "resolution": "ATTRIBUTE_TO_CONSIGNOR" }), "INVALID_RESOLUTION at input.resolution"),
            (json!({ "position": 0, "resolution": "ACCEPT", "tag": tags[2] }), "INVALID_RESOLUTION at input.resolution"),
            (json!({ "position": 0, "resolution": "ACCEPT", "note": " " }), "INVALID_NOTE at input.note"),
            (json!({ "position": 0, "resolution": "ACCEPT", "note": "a novel ".repeat(50) }), "INVALID_NOTE at input.note"),
        ] {
            resolve(hall, &sale, input).await.expect_refused(&[refusal]);
        }
        let accept = json!({ "position": 0, "resolution": "ACCEPT" });
        resolve(hall, &fine, accept.clone()).await.expect_refused(&["NOTHING_TO_REVIEW at saleId"]);
        resolve(hall, &json!({ "id": "nonsense" }), accept.clone()).await.expect_refused(&["SALE_NOT_FOUND at saleId"]);
        hall.till.void(&sale, "void").await.done();
        resolve(hall, &sale, accept).await.expect_refused(&["NOTHING_TO_REVIEW at saleId"]);
        assert_eq!(hall.till.totals().await["needsReviewCount"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_ruling_happens_once_under_its_key_also_after_the_end() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        let sale = late(hall, &["*boots"]).await;
        let first = resolve_by(hall, &sale, (to_item(0, &tags[0]), "one")).await.done();
        hall.organizer.complete("complete").await.done();
        assert_eq!(resolve_by(hall, &sale, (to_item(0, &tags[0]), "one")).await.done(), first);
        let other = resolve_by(hall, &sale, (to_item(0, &tags[1]), "one")).await;
        other.expect_refused(&["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"]);

        let sale = late(hall, &["*boots", "*hat"]).await;
        let ruling = || resolve_by(hall, &sale, (to_item(0, &tags[1]), "two"));
        let (one, two, three) = tokio::join!(ruling(), ruling(), ruling());
        assert_eq!((one.clone().done(), two.done()), (three.clone().done(), three.done()), "sent three times at once");
        hall.restart().await;
        assert_eq!(resolve_by(hall, &sale, (to_item(0, &tags[1]), "two")).await.done(), one.done());
        let other = resolve_by(hall, &sale, (to_item(1, &tags[2]), "two")).await;
        other.expect_refused(&["IDEMPOTENCY_KEY_MISMATCH at idempotencyKey"]);
        assert_eq!(hall.organizer.scan(&tags[2]).await["inventoryState"], "MODIFIABLE");
    })
    .await;
}

#[tokio::test]
async fn two_who_decide_one_line_at_once_do_not_both_have_it() {
    in_each_hall(async |hall| {
        let tags = hall.selling(8).await;
        hall.organizer.complete("complete").await.done();
        for pair in tags.chunks(2) {
            let sale = late(hall, &["*boots"]).await;
            let (one, two, three) = tokio::join!(
                resolve(hall, &sale, to_item(0, &pair[0])),
                resolve(hall, &sale, to_item(0, &pair[1])),
                resolve(hall, &sale, to_consignor(0, 417)),
            );
            let done = [&one, &two, &three].into_iter().filter(|outcome| outcome.is_done()).count();
            assert_eq!(done, 1, "{one} {two} {three}");
            let sale = hall.till.sale(&sale).await;
            assert_eq!(sale["needsReview"], false);
            for tag in pair {
                let is_its = sale["lines"][0]["item"]["tag"] == **tag;
                let expected = if is_its { "SOLD" } else { "MODIFIABLE" };
                assert_eq!(hall.organizer.scan(tag).await["inventoryState"], expected, "what lost is free again: {sale}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_who_watches_sees_the_decision() {
    in_a_hall(async |hall| {
        let tags = hall.selling(2).await;
        let sale = late(hall, &["*boots", "*hat"]).await;
        let after = hall.till.totals().await["sequence"].as_i64().unwrap();
        let mut live = Live::open(hall.server.address, &hall.till.token).await;
        let document = "subscription ($s: ID!, $a: Int!) { saleSessionEvents(sessionId: $s, after: $a) { sequence kind
            ... on SaleChangedEvent { change sale { id needsReview unattributedTotal lines { status item { tag } } } } } }";
        live.subscribe("1", document, &json!({ "s": hall.session(), "a": after })).await;
        resolve(hall, &sale, to_item(0, &tags[0])).await.done();
        let seen = live.result().await;
        assert_eq!((&seen["kind"], &seen["change"]), (&json!("SALE_CHANGED"), &json!("REVIEWED")), "{seen}");
        assert_eq!(seen["sale"]["unattributedTotal"], "8.000000");
        assert_eq!(seen["sale"]["lines"][0]["item"]["tag"], tags[0]);
        resolve(hall, &sale, json!({ "position": 1, "resolution": "ACCEPT" })).await.done();
        assert_eq!(live.result().await["sale"]["needsReview"], false);
        // Who comes later is told the same, each as of its event.
        let mut again = Live::open(hall.server.address, &hall.till.token).await;
        again.subscribe("1", document, &json!({ "s": hall.session(), "a": after })).await;
        assert_eq!(again.result().await, seen);
    })
    .await;
}

#[tokio::test]
async fn statistics_and_pack_count_what_was_decided() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let outside = hall.items(1).await.remove(0);
        let sale = late(hall, &["*boots", &outside, "*hat"]).await;
        let document = "query ($s: ID!) { saleSession(id: $s) { tillPack { cursor items { tag status } }
            statistics { sequence byCategory { category offeredCount soldCount salesTotal } byHour { itemCount salesTotal } } } }";
        let ask = async || hall.organizer.data(document, json!({ "s": hall.session() })).await["saleSession"].take();
        let cursor = text(&ask().await["tillPack"]["cursor"]);
        resolve(hall, &sale, to_item(0, &tags[0])).await.done();
        resolve(hall, &sale, json!({ "position": 2, "resolution": "KEEP_FOR_HOUSE" })).await.done();
        let delta = "query ($s: ID!, $c: String) { saleSession(id: $s) { tillPack(after: $c) { items { tag status } } } }";
        let delta = hall.till.data(delta, json!({ "s": hall.session(), "c": cursor })).await;
        assert_eq!(delta["saleSession"]["tillPack"]["items"], json!([{ "tag": tags[0], "status": "SOLD" }]));
        let counted = |statistics: &Value| {
            let rows = statistics["byCategory"].as_array().unwrap().iter();
            let sum = |field: &str| rows.clone().map(|row| row[field].as_i64().unwrap()).sum::<i64>();
            (sum("offeredCount"), sum("soldCount"), text(&statistics["byHour"][0]["salesTotal"]))
        };
        assert_eq!(counted(&ask().await["statistics"]), (2, 1, "16.00".to_owned()));
        hall.organizer.complete("complete").await.done();
        resolve(hall, &sale, to_item(1, &outside)).await.done();
        let statistics = ask().await["statistics"].take();
        assert_eq!(counted(&statistics), (3, 2, "24.00".to_owned()), "what it never had came in: {statistics}");
        assert_eq!(statistics["sequence"], hall.till.totals().await["sequence"]);
    })
    .await;
}
