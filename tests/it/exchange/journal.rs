//! Sales that a till saved: each is recorded once, however often and by whichever way it comes.

use serde_json::{Value, json};

use super::Hall;
use crate::harness::on_each_database;
use crate::program::{has, says};

const RECORD: &str = "mutation ($session: ID!, $input: SaleRecordInput!, $key: String!) {
    saleRecord(sessionId: $session, input: $input, idempotencyKey: $key) { sale { id } userErrors { code } } }";

struct Till {
    session: String,
    tags: Vec<String>,
    /// When it sells: a moment after the session opened.
    now: String,
}

impl Till {
    async fn in_hall(hall: &Hall, items: usize) -> Self {
        let item = json!({ "consignorNumber": 417, "title": "Coat", "category": "clothing", "price": "5.00" });
        let add = "mutation ($event: ID!, $input: [ItemInput!]!) {
            itemsAdd(eventId: $event, input: $input, idempotencyKey: \"items\") { items { tag } } }";
        let added = hall.ask(add, &json!({ "event": hall.event, "input": vec![item; items] })).await;
        let tags = added["itemsAdd"]["items"].as_array().unwrap();
        let tags = tags.iter().map(|item| item["tag"].as_str().unwrap().to_owned()).collect();
        let open = "mutation ($event: ID!) { saleSessionOpen(eventId: $event, idempotencyKey: \"open\") { session { id } } }";
        let opened = hall.ask(open, &json!({ "event": hall.event })).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let now = text(&hall.ask("{ viewer { serverTime } }", &json!({})).await["viewer"]["serverTime"]);
        Self { session: text(&opened["saleSessionOpen"]["session"]["id"]), tags, now }
    }

    fn input(&self, item: usize) -> Value {
        json!({ "till": "3", "offlineSoldAt": self.now, "lines": [{ "tag": self.tags[item], "price": "5.00" }],
            "tenders": [{ "kind": "CASH", "amount": "5.00" }] })
    }

    fn line(&self, key: &str, input: &Value) -> String {
        json!({ "version": 1, "sessionId": self.session, "idempotencyKey": key, "input": input, "savedAt": 7 }).to_string() + "\n"
    }

    async fn totals(&self, hall: &Hall) -> Value {
        let document = "query ($id: ID!) { saleSession(id: $id) { totals { saleCount salesTotal unattributedTotal } } }";
        hall.ask(document, &json!({ "id": self.session })).await["saleSession"]["totals"].clone()
    }
}

#[tokio::test]
async fn a_tills_sales_come_in_once_and_a_wrong_line_stops_no_other() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        let till = Till::in_hall(&hall, 4).await;
        // The first did reach the server; its answer was lost.
        let sent = json!({ "session": till.session, "input": till.input(0), "key": "0" });
        assert!(hall.ask(RECORD, &sent).await["saleRecord"]["sale"]["id"].is_string());
        let mut text: String = (0..3).map(|item| till.line(&item.to_string(), &till.input(item))).collect();
        text += "\n";
        text += &till.line("1", &till.input(1));
        // The same thing again, sold under another key: cash was taken, so it is in, for a person to decide.
        text += &till.line("again", &till.input(2));
        let wrong = [
            till.line("0", &till.input(3)),
            till.line("online", &json!({ "lines": [], "tenders": [] })),
            till.line("none", &json!({ "lines": [], "tenders": [], "offlineSoldAt": "2026-11-20T10:15:00Z" })),
            till.line("typed", &json!({ "lines": "all", "tenders": [], "offlineSoldAt": "2026-11-20T10:15:00Z" })),
            till.line("3", &till.input(3)).replace(&till.session, "nowhere"),
            "{\"version\":1,\"sess\n".to_owned(),
            format!("{{\"version\":1,\"more\":\"{}\"}}\n", "x".repeat(300_000)),
        ];
        let last = till.line("3", &till.input(3));
        hall.file("till.jsonl", text + &wrong.concat() + last.trim_end());
        let said = hall.fails(&["journal", "till.jsonl", "--errors", "rest.jsonl"]).await;
        has(&said.out, "till.jsonl: 4 accepted, 2 duplicate, 7 failed; 1 of the accepted ones need a review");
        for why in [
            "line 7 has the key of a sale that was recorded with other lines or tenders",
            "line 8 does not say when it was sold (input.offlineSoldAt)",
            "line 9 was refused by the server: NO_LINES at",
            "line 10 was refused by the server: ",
            "line 11 was refused by the server: SESSION_NOT_FOUND at sessionId",
            "line 12 ends in the middle",
            "line 13 is longer than any sale",
            "7 of the sales failed and are not in; their lines are in rest.jsonl",
        ] {
            has(&said.err, why);
        }
        let rest = hall.read("rest.jsonl");
        assert_eq!(rest.lines().take(6).collect::<Vec<_>>(), wrong[..6].iter().map(|line| line.trim_end()).collect::<Vec<_>>());
        let totals = till.totals(&hall).await;
        assert_eq!(totals, json!({ "saleCount": 5, "salesTotal": "20.00", "unattributedTotal": "5.000000" }));

        let cashier = says(&hall.place, &["token", "create", "--organization", "acme", "--role", "cashier"]).await;
        let words = ["journal", "till.jsonl", "--token", cashier.lines().last().unwrap()];
        has(&hall.fails(&words).await.out, "0 accepted, 6 duplicate, 7 failed");
        assert_eq!(till.totals(&hall).await, totals);
        hall.ends().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_may_not_sell_and_a_file_that_is_not_there_end_the_import() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        let till = Till::in_hall(&hall, 1).await;
        hall.file("till.jsonl", till.line("0", &till.input(0)));
        let consignor = ["token", "create", "--organization", "acme", "--role", "consignor", "--consignor", "417"];
        let consignor = says(&hall.place, &consignor).await;
        hall.fails(&["journal", "till.jsonl", "--token", consignor.lines().last().unwrap()]).await;
        has(&hall.fails(&["journal", "till.jsonl", "--token", "ht_nobody"]).await.err, "the server does not know this token");
        has(&hall.fails(&["journal", "nothing.jsonl"]).await.err, "nothing.jsonl: ");
        assert_eq!(till.totals(&hall).await["saleCount"], 0);
        assert_eq!(hall.imports(&["journal", "till.jsonl"]).await, "till.jsonl: 1 accepted, 0 duplicate, 0 failed\n");
        hall.ends().await;
    })
    .await;
}
