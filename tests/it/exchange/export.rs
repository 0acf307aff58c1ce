//! Items and sales as CSV, safe to open and to bring in again.

use serde_json::{Value, json};

use super::{Hall, rows};
use crate::harness::{Place, on_each_database};
use crate::program::has;

const ITEMS: &str = "\
ref,consignor,title,category,size,price,discountable,donate
A,417,'=HYPERLINK(\"\"x\"\"),clothing,4T,6.50,no,yes
-1,417,-5,@home,'+1,12,,
C,12,\"Doll, \"\"old\"\"\",toys,,3,,
";

#[tokio::test]
async fn an_export_is_safe_to_open_and_comes_in_again_as_it_was() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        hall.file("items.csv", ITEMS.replace("\"\"x\"\"", "x"));
        has(&hall.imports(&["items", "items.csv"]).await, "3 accepted");
        let said = hall.runs(&["export", "items", "out.csv"]).await;
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", "out.csv: 3 rows\n"));
        let expected = "\
ref,consignor,title,category,size,price,discountable,donate,tag,status,sold_price,sold_at\r
C,12,\"Doll, \"\"old\"\"\",toys,,3.00,yes,no,TAG,modifiable,,\r
A,417,\"'=HYPERLINK(x)\",clothing,4T,6.50,no,yes,TAG,modifiable,,\r
-1,417,-5,\"'@home\",\"'+1\",12.00,yes,no,TAG,modifiable,,\r
";
        assert_eq!(without_tags(&hall.read("out.csv")), expected);

        let out = hall.imports(&["items", "out.csv"]).await;
        has(&out, "0 accepted, 3 duplicate, 0 failed\n");
        let autumn = hall.create_event("Autumn").await;
        has(&hall.imports(&["items", "out.csv", "--event", "Autumn"]).await, "3 accepted");
        assert_eq!(hall.items_of(&autumn).await, hall.items().await);
        let again = hall.runs(&["export", "items", "-", "--event", "Autumn", "--bom"]).await;
        assert_eq!(without_tags(again.out.strip_prefix('\u{FEFF}').unwrap()), expected);
        hall.ends().await;
    })
    .await;
}

/// The ten digits differ from event to event.
fn without_tags(text: &str) -> String {
    let cells = text.split(',').map(|cell| if cell.len() == 10 && cell.parse::<u64>().is_ok() { "TAG" } else { cell });
    cells.collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn every_page_is_exported() {
    let hall = Hall::open(Place::sqlite()).await;
    let rows = rows(350, |number| format!("417,Thing {number},toys,1\n"));
    hall.file("items.csv", format!("consignor,title,category,price\n{rows}"));
    hall.imports(&["items", "items.csv"]).await;
    let said = hall.runs(&["export", "items", "-"]).await;
    let titles: Vec<&str> = said.out.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(titles, (0..350).map(|number| format!("Thing {number}")).collect::<Vec<_>>());
    hall.ends().await;
}

#[tokio::test]
async fn sales_are_a_row_a_line_and_their_money_stands_once() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        hall.file("items.csv", ITEMS);
        hall.imports(&["items", "items.csv"]).await;
        let tags = "query ($event: ID!) { saleEvent(id: $event) { items { nodes { tag } } } }";
        let data = hall.ask(tags, &json!({ "event": hall.event })).await;
        let tags: Vec<&str> = data["saleEvent"]["items"]["nodes"].as_array().unwrap().iter().map(|item| item["tag"].as_str().unwrap()).collect();
        let open = "mutation ($event: ID!) { saleSessionOpen(eventId: $event, idempotencyKey: \"open\") { session { id } } }";
        let session = hall.ask(open, &json!({ "event": hall.event })).await["saleSessionOpen"]["session"]["id"].clone();
        let cash_and_card = json!([{ "kind": "CASH", "amount": "8.00" }, { "kind": "CARD", "amount": "10.50" }]);
        let lines = json!([{ "tag": tags[1] }, { "tag": tags[2] }]);
        sells(&hall, &session, &json!({ "lines": lines, "tenders": cash_and_card, "till": "=1", "receipt": "1-1" })).await;
        let unknown = json!([{ "unknown": { "description": "+ a hat" }, "price": "2.00" }]);
        let sale = sells(&hall, &session, &json!({ "lines": unknown, "tenders": [{ "kind": "CASH", "amount": "2.00" }], "till": "2" })).await;
        let void = "mutation ($sale: ID!) { saleVoid(saleId: $sale, reason: \"no\", idempotencyKey: \"void\") { sale { id } } }";
        hall.ask(void, &json!({ "sale": sale })).await;

        let said = hall.runs(&["export", "sales", "sales.csv"]).await;
        assert_eq!((said.code, said.err.as_str()), (Some(0), "sales.csv: 3 rows\n"));
        let text = hall.read("sales.csv");
        let id = session.as_str().unwrap();
        let rows: Vec<String> = text.lines().map(|line| line.replace(id, "S")).collect();
        assert!(rows[0].starts_with("session,sale,sold_at,till,channel,receipt,line,tag,title,consignor,price,discount,share"));
        let expected = [
            format!(",\"'=1\",pos,1-1,0,{},\"'=HYPERLINK(\"\"\"\"x\"\"\"\")\",417,6.50,0.00,4.225000,sold,recorded,no,18.50,cash 8.00 + card 10.50", tags[1]),
            format!(",\"'=1\",pos,1-1,1,{},-5,417,12.00,0.00,7.800000,sold,recorded,no,,", tags[2]),
            ",2,pos,,0,,\"'+ a hat\",,2.00,0.00,,unattributed,voided,".to_owned(),
        ];
        for (row, expected) in rows[1..].iter().zip(&expected) {
            has(row, expected);
            assert!(row.starts_with("S,"), "{row}");
        }
        let said = hall.runs(&["export", "items", "-"]).await;
        has(&said.out, ",sold,6.50,2");
        has(&said.out, ",available,,");

        let one = hall.runs(&["export", "sales", "-", "--session", id]).await;
        assert_eq!(one.out, text);
        let none = hall.runs(&["export", "sales", "none.csv", "--session", "nothing"]).await;
        assert_eq!((none.code, none.err.as_str()), (Some(1), "hangtag: there is no session \"nothing\" of this event\n"));
        assert!(!hall.place.folder.path().join("none.csv").exists());
        hall.ends().await;
    })
    .await;
}

async fn sells(hall: &Hall, session: &Value, input: &Value) -> Value {
    let record = "mutation ($session: ID!, $key: String!, $input: SaleRecordInput!) {
        saleRecord(sessionId: $session, idempotencyKey: $key, input: $input) { sale { id } userErrors { message } } }";
    let variables = json!({ "session": session, "key": input.to_string(), "input": input });
    let sold = hall.ask(record, &variables).await;
    assert_eq!(sold["saleRecord"]["userErrors"], json!([]));
    sold["saleRecord"]["sale"]["id"].clone()
}
