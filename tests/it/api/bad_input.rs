//! What no honest client sends: a typed refusal, or `BAD_USER_INPUT` that names the argument. Nothing changes, and the
//! process lives.

use hangtag::domain::access::Role;
use serde_json::{Value, json};

use super::caller::{cash_sale, event};
use super::harness::{Hall, in_a_hall, in_each_hall};

/// Everything that a mutation could leave behind. The outbox is none of it: letters are forgotten after their answer.
async fn traces(hall: &Hall) -> Vec<Value> {
    let mut traces = vec![hall.till.totals().await];
    for table in ["journal", "request", "item", "consignor", "sale_event", "sale", "session_item", "number_reservation"] {
        traces.push(json!([table, hall.place.count(table).await]));
    }
    traces
}

/// The arguments with one of them replaced, or added to its parent.
fn with(arguments: &Value, pointer: &str, value: Value) -> Value {
    let mut arguments = arguments.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = arguments.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(index) => parent[index] = value,
        Err(_) => parent[name] = value,
    }
    arguments
}

/// Amounts that are none.
fn amounts() -> Vec<Value> {
    let mut amounts: Vec<Value> =
        ["12.345", "-1", "+1", "1e3", "", " 1", "1 ", ".5", "1.", "1,00", "0x1", "NaN", "10000000.01", "١"]
            .map(Value::from)
            .to_vec();
    amounts.extend([
        json!("9".repeat(31)),
        json!("9".repeat(10_000)),
        json!(12),
        json!(12.5),
        json!(true),
        json!(["1"]),
        json!({}),
    ]);
    amounts
}

/// Texts that are too long, or hold what no line holds.
fn lines() -> Vec<Value> {
    let mut lines: Vec<Value> = ["a\u{0}b", "a\nb", "\u{1b}[2J", "a\u{85}b"].map(Value::from).to_vec();
    lines.extend([json!("x".repeat(201)), json!("é".repeat(100_000)), json!(1), json!([1])]);
    lines
}

#[tokio::test]
async fn a_sale_of_nonsense_names_what_is_wrong() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.till.sell(&tags[2..]).await.expect_sold();
        let sale = json!({ "sessionId": hall.session(), "input": cash_sale(&tags[..1]), "idempotencyKey": "k" });
        let mut cases: Vec<(Value, &str)> = Vec::new();
        for amount in amounts() {
            cases.push((with(&sale, "/input/tenders/0/amount", amount.clone()), "tenders.0.amount"));
            cases.push((with(&sale, "/input/lines/0/price", amount), "lines.0.price"));
        }
        for line in lines() {
            cases.push((with(&sale, "/input/till", line.clone()), "till"));
            cases.push((with(&sale, "/input/cart", line.clone()), "cart"));
            cases.push((with(&sale, "/input/receipt", line.clone()), "receipt"));
            cases.push((with(&sale, "/input/shopperCode", line), "shopperCode"));
        }
        cases.extend([
            (with(&sale, "/idempotencyKey", json!("")), "idempotencyKey"),
            (with(&sale, "/idempotencyKey", json!("k".repeat(256))), "idempotencyKey"),
            (with(&sale, "/idempotencyKey", json!("a\nb")), "idempotencyKey"),
            (with(&sale, "/idempotencyKey", Value::Null), "idempotencyKey"),
            (with(&sale, "/input/lines/0/tag", json!("9".repeat(201))), "lines.0.tag"),
            (with(&sale, "/input/lines/0/tag", json!(417)), "lines.0.tag"),
            (
                with(&sale, "/input/lines/0", json!({ "unknown": { "description": "x".repeat(201) }, "price": "1" })),
                "description",
            ),
            (with(&sale, "/input/lines/0/unknown", json!({})), "description"),
            (with(&sale, "/input/lines/0/colour", json!("red")), "colour"),
            (with(&sale, "/input/lines", json!([null])), "lines.0"),
            (with(&sale, "/input/lines", Value::Null), "lines"),
            (with(&sale, "/input/tenders/0/kind", json!("GOLD")), "tenders.0.kind"),
            (with(&sale, "/input/tenders/0/kind", json!(1)), "tenders.0.kind"),
            (with(&sale, "/input/channel", json!("FAX")), "channel"),
            (with(&sale, "/input/channel", Value::Null), "channel"),
            (with(&sale, "/input/offlineSoldAt", json!("yesterday")), "offlineSoldAt"),
            (with(&sale, "/input/offlineSoldAt", json!("2026-13-01T00:00:00Z")), "offlineSoldAt"),
            (with(&sale, "/input/offlineSoldAt", json!("+12026-01-01T00:00:00Z")), "offlineSoldAt"),
            (with(&sale, "/input/offlineSoldAt", json!(0)), "offlineSoldAt"),
        ]);
        for number in [json!(0), json!(100_000), json!(-1), json!(2_147_483_648_i64), json!(1.5), json!("417")] {
            let line = json!({ "unknown": { "description": "mug", "consignorNumber": number }, "price": "10.00" });
            cases.push((with(&sale, "/input/lines/0", line), "consignorNumber"));
        }
        let before = traces(hall).await;
        for (variables, says) in cases {
            let outcome = hall.till.mutate("saleRecord", variables.clone()).await;
            assert_eq!(outcome.code(), "BAD_USER_INPUT", "{variables} {outcome}");
            assert!(outcome.message().contains(says), "{says}: {outcome}");
        }
        assert_eq!(traces(hall).await, before);
        // And the key is as free as it was.
        hall.till.mutate("saleRecord", sale).await.expect_sold();
    })
    .await;
}

#[tokio::test]
async fn an_item_of_nonsense_names_its_row() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let item = json!({ "consignorNumber": 417, "title": "Hat", "category": "c", "price": "1.00" });
        let items = json!({ "eventId": hall.event(), "input": [item, item], "idempotencyKey": "k" });
        let before = traces(hall).await;
        for amount in amounts() {
            let outcome = hall.organizer.mutate("itemsAdd", with(&items, "/input/1/price", amount.clone())).await;
            assert_eq!(outcome.code(), "BAD_USER_INPUT", "{amount} {outcome}");
            assert!(outcome.message().contains("input.1.price"), "{amount} {outcome}");
        }
        for (pointer, value, refusal) in [
            ("/input", json!([]), "NO_ITEMS at input"),
            ("/input", json!(vec![item.clone(); 501]), "TOO_MANY_ITEMS at input"),
            ("/input/1/price", json!("0.00"), "INVALID_PRICE at input.1.price"),
            ("/input/1/consignorNumber", json!(0), "CONSIGNOR_NOT_FOUND at input.1.consignorNumber"),
            ("/input/1/consignorNumber", json!(418), "CONSIGNOR_NOT_FOUND at input.1.consignorNumber"),
            ("/input/1/consignorNumber", json!(-417), "CONSIGNOR_NOT_FOUND at input.1.consignorNumber"),
            ("/input/1/title", json!(" "), "INVALID_TEXT at input.1.title"),
            ("/input/1/title", json!("a\u{0}"), "INVALID_TEXT at input.1.title"),
            ("/input/1/title", json!("x".repeat(201)), "INVALID_TEXT at input.1.title"),
            ("/input/1/category", json!(""), "INVALID_TEXT at input.1.category"),
            ("/input/1/size", json!("x".repeat(201)), "INVALID_TEXT at input.1.size"),
            ("/input/1/ref", json!("a\tb"), "INVALID_TEXT at input.1.ref"),
            ("/eventId", json!("x"), "EVENT_NOT_FOUND at eventId"),
            ("/eventId", json!(hall.session()), "EVENT_NOT_FOUND at eventId"),
            ("/eventId", json!(""), "EVENT_NOT_FOUND at eventId"),
        ] {
            hall.organizer.mutate("itemsAdd", with(&items, pointer, value)).await.expect_refused(&[refusal]);
        }
        // Every row at once.
        let all = json!([{ "consignorNumber": 1, "title": "", "category": "c", "price": "1" }, item, { "consignorNumber": 417, "title": "T", "category": "c", "price": "0" }]);
        let refused = hall.organizer.add_items(&all, "k").await;
        refused.expect_refused(&["CONSIGNOR_NOT_FOUND at input.0.consignorNumber", "INVALID_PRICE at input.2.price"]);
        for (pointer, value, says) in [
            ("/input/1/consignorNumber", json!(4_294_967_296_i64), "input.1.consignorNumber"),
            ("/input/1/discountable", json!("yes"), "input.1.discountable"),
            ("/input/1/donate", Value::Null, "input.1.donate"),
            ("/idempotencyKey", json!(""), "idempotencyKey"),
            ("/eventId", json!(["x"]), "eventId"),
        ] {
            let outcome = hall.organizer.mutate("itemsAdd", with(&items, pointer, value)).await;
            assert_eq!(outcome.code(), "BAD_USER_INPUT", "{outcome}");
            assert!(outcome.message().contains(says), "{says}: {outcome}");
        }
        assert_eq!(traces(hall).await, before);
        // The most that are allowed, under the key that nothing was done with.
        let most = with(&items, "/input", json!(vec![item; 500]));
        assert_eq!(hall.organizer.mutate("itemsAdd", most).await.done().as_array().unwrap().len(), 500);
    })
    .await;
}

#[tokio::test]
async fn an_edit_of_nonsense_changes_nothing() {
    in_each_hall(async |hall| {
        let tags = hall.items(1).await;
        let item = hall.organizer.scan(&tags[0]).await;
        let edit = json!({ "id": item["id"], "version": 1, "input": { "title": "Cap" } });
        for (pointer, value, refusal) in [
            ("/input/title", json!(""), "INVALID_TEXT at input.title"),
            ("/input/category", json!("a\nb"), "INVALID_TEXT at input.category"),
            ("/input/size", json!("x".repeat(201)), "INVALID_TEXT at input.size"),
            ("/input/price", json!("0"), "INVALID_PRICE at input.price"),
            ("/version", json!(0), "VERSION_CONFLICT at version"),
            ("/version", json!(-1), "VERSION_CONFLICT at version"),
            ("/version", json!(i32::MAX), "VERSION_CONFLICT at version"),
            ("/id", json!("x"), "ITEM_NOT_FOUND at id"),
            ("/id", json!(hall.event()), "ITEM_NOT_FOUND at id"),
        ] {
            let outcome = hall.organizer.mutate("itemUpdate", with(&edit, pointer, value)).await;
            assert_eq!(outcome.refusals(), [refusal], "{outcome}");
        }
        for amount in amounts() {
            let outcome = hall.organizer.mutate("itemUpdate", with(&edit, "/input/price", amount.clone())).await;
            assert_eq!(outcome.code(), "BAD_USER_INPUT", "{amount} {outcome}");
            assert!(outcome.message().contains("input.price"), "{amount} {outcome}");
        }
        let huge = hall.organizer.mutate("itemUpdate", with(&edit, "/version", json!(2_147_483_648_i64))).await;
        assert_eq!((huge.code(), huge.message().contains("version")), ("BAD_USER_INPUT", true), "{huge}");
        assert_eq!(hall.organizer.scan(&tags[0]).await, item);
    })
    .await;
}

#[tokio::test]
async fn an_event_or_consignor_of_nonsense_is_not_kept() {
    in_each_hall(async |hall| {
        hall.selling(1).await;
        let before = traces(hall).await;
        let new = json!({ "input": event("E"), "idempotencyKey": "k" });
        for (pointer, value, refusal) in [
            ("/input/name", json!(" "), "INVALID_NAME at input.name"),
            ("/input/name", json!("x".repeat(201)), "INVALID_NAME at input.name"),
            ("/input/timeZone", json!("Mars/Olympus"), "INVALID_TIME_ZONE at input.timeZone"),
            ("/input/timeZone", json!(""), "INVALID_TIME_ZONE at input.timeZone"),
            ("/input/endsAt", json!("2026-11-20T09:00:00Z"), "INVALID_PERIOD at input.endsAt"),
            ("/input/rates", json!({ "baseShareBps": 10_001 }), "INVALID_RATES at input.rates"),
            ("/input/rates", json!({ "baseShareBps": -1 }), "INVALID_RATES at input.rates"),
            ("/input/rates", json!({ "baseShareBps": 6_000, "maxShareBps": 5_999 }), "INVALID_RATES at input.rates"),
        ] {
            hall.organizer.mutate("saleEventCreate", with(&new, pointer, value)).await.expect_refused(&[refusal]);
        }
        for (pointer, value, says) in [
            ("/input/startsAt", json!("now"), "startsAt"),
            ("/input/endsAt", json!("2026-11-22"), "endsAt"),
            ("/input/currency", json!("DOGE"), "currency"),
            ("/input/rates/baseShareBps", json!(4_294_967_296_i64), "baseShareBps"),
            ("/input/rates/baseShareBps", json!("6500"), "baseShareBps"),
            ("/idempotencyKey", json!("\u{7}"), "idempotencyKey"),
        ] {
            let outcome = hall.organizer.mutate("saleEventCreate", with(&new, pointer, value)).await;
            assert_eq!(outcome.code(), "BAD_USER_INPUT", "{outcome}");
            assert!(outcome.message().contains(says), "{says}: {outcome}");
        }
        let new = json!({ "input": { "number": 1, "displayName": "Ben" }, "idempotencyKey": "k" });
        for (pointer, value, refusal) in [
            ("/input/number", json!(0), "INVALID_NUMBER at input.number"),
            ("/input/number", json!(100_000), "INVALID_NUMBER at input.number"),
            ("/input/number", json!(-5), "INVALID_NUMBER at input.number"),
            ("/input/number", json!(417), "NUMBER_TAKEN at input.number"),
            ("/input/displayName", json!(""), "INVALID_NAME at input.displayName"),
            ("/input/displayName", json!("\u{0}"), "INVALID_NAME at input.displayName"),
        ] {
            hall.organizer.mutate("consignorAdd", with(&new, pointer, value)).await.expect_refused(&[refusal]);
        }
        assert_eq!(traces(hall).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_session_is_not_moved_by_nonsense() {
    in_each_hall(async |hall| {
        let tags = hall.selling(2).await;
        let session = hall.session();
        let before = traces(hall).await;
        let many = json!(vec![tags[0].clone(); 501]);
        let withdraw = json!({ "sessionId": session, "tags": tags, "reason": "r", "idempotencyKey": "k" });
        let restock = json!({ "sessionId": session, "tags": tags, "idempotencyKey": "k" });
        for (mutation, variables) in [("saleSessionWithdraw", &withdraw), ("saleSessionRestock", &restock)] {
            let none = hall.organizer.mutate(mutation, with(variables, "/tags", json!([]))).await;
            none.expect_refused(&["NO_ITEMS at tags"]);
            let too_many = hall.organizer.mutate(mutation, with(variables, "/tags", many.clone())).await;
            too_many.expect_refused(&["TOO_MANY_ITEMS at tags"]);
            let long = hall.organizer.mutate(mutation, with(variables, "/tags", json!(["9".repeat(100_000)]))).await;
            long.expect_refused(&["ITEM_NOT_FOUND at tags.0"]);
        }
        let cancel = json!({ "sessionId": session, "reason": "r", "idempotencyKey": "k" });
        for reason in lines().into_iter().chain([json!(""), json!(" ")]) {
            for (mutation, variables) in [("saleSessionWithdraw", &withdraw), ("saleSessionCancel", &cancel)] {
                let outcome = hall.organizer.mutate(mutation, with(variables, "/reason", reason.clone())).await;
                assert_eq!((outcome.code(), outcome.message().contains("reason")), ("BAD_USER_INPUT", true), "{outcome}");
            }
        }
        // Whatever is no session of ours: rubbish, another kind, another organization's, one that is to come.
        let other = hall.caller("other", Role::Organizer).await;
        let foreign = other.create_event("Theirs").await;
        let variables = [("saleSessionWithdraw", withdraw), ("saleSessionRestock", restock), ("saleSessionCancel", cancel)];
        for id in ["", "x", "\u{0}", &hall.event(), &foreign, &"9".repeat(10_000), "c2Vzc2lvbjoxOjk5"] {
            for (mutation, variables) in &variables {
                let outcome = hall.organizer.mutate(mutation, with(variables, "/sessionId", json!(id))).await;
                outcome.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
            }
            let variables = json!({ "sessionId": id, "idempotencyKey": "k" });
            let outcome = hall.organizer.mutate("saleSessionComplete", variables).await;
            outcome.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        }
        for (mutation, variables) in variables {
            other.mutate(mutation, variables).await.expect_refused(&["SESSION_NOT_FOUND at sessionId"]);
        }
        let after = traces(hall).await;
        assert_eq!((&after[0], &after[1]), (&before[0], &before[1]));
    })
    .await;
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused_by_argument() {
    in_a_hall(async |hall| {
        hall.selling(3).await;
        let document = "{ saleEvents { pageInfo { endCursor } } consignors { pageInfo { endCursor } } }";
        let cursors = hall.organizer.data(document, json!({})).await;
        let event_cursor = cursors["saleEvents"]["pageInfo"]["endCursor"].as_str().unwrap();
        let connections = [
            "consignors(ARGUMENTS) { nodes { id } }".to_owned(),
            format!("saleEvent(id: \"{}\") {{ items(ARGUMENTS) {{ nodes {{ id }} }} }}", hall.event()),
            format!("saleEvent(id: \"{}\") {{ sessions(ARGUMENTS) {{ nodes {{ id }} }} }}", hall.event()),
            format!("saleSession(id: \"{}\") {{ sales(ARGUMENTS) {{ nodes {{ id }} }} }}", hall.session()),
            format!("saleSession(id: \"{}\") {{ items(ARGUMENTS) {{ nodes {{ id }} }} }}", hall.session()),
        ];
        for connection in &connections {
            for (arguments, says) in [
                ("first: 0", "first"),
                ("first: 101", "first"),
                ("first: -1", "first"),
                ("last: 0", "last"),
                ("last: 101", "last"),
                ("first: 1, last: 1", "first"),
                ("first: 3000000000", "first"),
                ("first: \"1\"", "first"),
                ("after: \"rubbish\"", "after"),
                ("before: \"\"", "before"),
                (&format!("after: \"{event_cursor}\""), "after"),
                (&format!("before: \"{}\"", "A".repeat(10_000)), "before"),
            ] {
                let document = format!("{{ {} }}", connection.replace("ARGUMENTS", arguments));
                let answer = hall.organizer.ask(&document, json!({})).await;
                let error = &answer["errors"][0];
                assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{document} {answer}");
                assert!(error["message"].as_str().unwrap().contains(says), "{document} {answer}");
            }
            let answer = hall.organizer.ask(&format!("{{ {} }}", connection.replace("ARGUMENTS", "first: 100")), json!({})).await;
            assert!(answer["errors"].is_null(), "{answer}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_null() {
    in_each_hall(async |hall| {
        let tags = hall.selling(1).await;
        let other = hall.caller("other", Role::Organizer).await;
        let event = hall.event();
        for id in ["", "x", "\u{0}", &"A".repeat(10_000), "aXRlbToxOi0x", "c2FsZTo5OTk5OTk5OTk5OTk5OTk5OTk5OTk6MQ"] {
            let document = "query ($id: ID!) { node(id: $id) { id } saleEvent(id: $id) { id } saleSession(id: $id) { id }
                sale(id: $id) { id } item(id: $id) { id } consignor(id: $id) { id } itemByTag(tag: $id) { id } }";
            for (name, value) in hall.organizer.data(document, json!({ "id": id })).await.as_object().unwrap() {
                assert!(value.is_null(), "{name} {id}: {value}");
            }
        }
        let document =
            "query ($id: ID!, $tag: String!) { node(id: $id) { id } saleEvent(id: $id) { id } itemByTag(tag: $tag) { id }
            low: consignorByNumber(number: -2147483648) { id } high: consignorByNumber(number: 2147483647) { id } }";
        for (name, value) in other.data(document, json!({ "id": event, "tag": tags[0] })).await.as_object().unwrap() {
            assert!(value.is_null(), "{name}: {value}");
        }
        let answer =
            hall.organizer.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": vec!["x"; 101] })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("ids"), "{answer}");
    })
    .await;
}

#[tokio::test]
async fn a_filter_of_nonsense_names_what_is_wrong() {
    in_each_hall(async |hall| {
        hall.selling(2).await;
        let ask = async |filter: &str, value: Value| {
            let document = format!(
                "query ($id: ID!, $value: [String!]) {{ saleSession(id: $id) {{ {filter} {{ nodes {{ id }} }} }} }}"
            );
            hall.till.ask(&document, json!({ "id": hall.session(), "value": value })).await
        };
        for (filter, value, argument) in [
            ("items(filter: { category: $value })", json!(vec!["x"; 101]), "`filter.category`"),
            ("items(filter: { category: $value })", json!(["a", "x".repeat(201)]), "`filter.category.1`"),
            ("items(filter: { category: $value, saleStatus: [SOLD] })", json!(["a\u{0}b"]), "`filter.category.0`"),
        ] {
            let answer = ask(filter, value).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
            assert!(answer["errors"][0]["message"].as_str().unwrap().contains(argument), "{answer}");
        }
        for field in ["till", "shopperCode", "tag"] {
            let document = format!(
                "query ($id: ID!, $value: String) {{ saleSession(id: $id) {{ sales(filter: {{ {field}: $value }}) {{ nodes {{ id }} }} }} }}"
            );
            for value in ["x".repeat(201), "a\u{0}b".to_owned()] {
                let answer = hall.till.ask(&document, json!({ "id": hall.session(), "value": value })).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
                assert!(answer["errors"][0]["message"].as_str().unwrap().contains(&format!("`filter.{field}`")), "{answer}");
            }
        }
    })
    .await;
}
