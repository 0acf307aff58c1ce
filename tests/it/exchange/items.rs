//! Items from the template: each row once, whatever becomes of the file.

use super::{Hall, Said, rows};
use crate::harness::{Place, on_each_database};
use crate::program::has;

const HEADER: &str = "ref,consignor,title,category,size,price,discountable,donate\n";

fn row(reference: &str, title: &str, price: &str) -> String {
    format!("{reference},417,{title},clothing,4T,{price},yes,no\n")
}

#[tokio::test]
async fn a_ref_makes_one_item_also_when_the_file_is_mended_sorted_and_extended() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        let rows = [row("A", "Coat", "6.50"), row("B", "Train", "12,3456"), row("C", "Doll", "3")];
        hall.file("items.csv", format!("{HEADER}{}", rows.concat()));
        let Said { out, err, .. } = hall.fails(&["items", "items.csv"]).await;
        has(&out, "items.csv: 2 accepted, 0 duplicate, 1 failed\n");
        has(&err, "row 3 has 9 cells, but the header has 8");
        has(&err, "hangtag: 1 of the rows failed; mend them and import the file again, which takes nothing in twice");
        let before = hall.items().await;
        assert_eq!(before.len(), 2);

        let Said { out, .. } = hall.fails(&["items", "items.csv"]).await;
        has(&out, "0 accepted, 2 duplicate, 1 failed");
        assert_eq!(hall.items().await, before);

        // Mended, sorted anew, longer, and with another price for what stands.
        let rows = [row("D", "Ball", "1"), row("C", "Doll", "4"), row("B", "Train", "12.34"), row("A", "Coat", "6.50")];
        hall.file("items.csv", format!("{HEADER}{}", rows.concat()));
        let out = hall.imports(&["items", "items.csv"]).await;
        has(&out, "2 accepted, 2 duplicate, 0 failed; 1 of the duplicates stand with other values");
        let mut items = hall.items().await;
        items.sort();
        let items: Vec<_> = items.iter().map(|[reference, _, _, price]| (reference.as_str(), price.as_str())).collect();
        assert_eq!(items, [("A", "6.50"), ("B", "12.34"), ("C", "3.00"), ("D", "1.00")], "nothing that stood was changed");
        hall.ends().await;
    })
    .await;
}

#[tokio::test]
async fn rows_without_a_ref_are_as_many_items_as_rows_once() {
    let hall = Hall::open(Place::sqlite()).await;
    let same = "417,Coat,clothing,5\n";
    hall.file("items.csv", format!("consignor,title,category,price\n{same}{same}\n{same}"));
    has(&hall.imports(&["items", "items.csv"]).await, "3 accepted, 0 duplicate, 0 failed");
    let items = hall.items().await;
    assert_eq!(items.len(), 3);
    assert!(items[2][0].starts_with("file-") && items[2][0].ends_with("-row-5"), "{items:?}");
    has(&hall.imports(&["items", "items.csv"]).await, "0 accepted, 3 duplicate, 0 failed");
    assert_eq!(hall.items().await, items);

    // Who mends such a file would bring in all of it again, and is told.
    hall.file("items.csv", format!("consignor,title,category,price\n{same}417,Coat,clothing,free\n"));
    let said = hall.fails(&["items", "items.csv"]).await;
    has(&said.err, "mend the failed ones in a file of their own, which --errors FILE.csv writes");
    hall.ends().await;
}

#[tokio::test]
async fn a_ref_that_stands_twice_in_a_file_is_one_item_or_an_error() {
    let hall = Hall::open(Place::sqlite()).await;
    let rows = [row("A", "Coat", "5"), row("A", "Coat", "5.00"), row("A", "Coat", "6"), row("a", "Coat", "6")];
    let other = "A,12,Coat,clothing,4T,5,yes,no\n";
    hall.file("items.csv", format!("{HEADER}{}{other}", rows.concat()));
    let said = hall.fails(&["items", "items.csv"]).await;
    has(&said.out, "3 accepted, 1 duplicate, 1 failed");
    has(&said.err, "row 4, ref \"A\" names this row as row 2, which says otherwise");
    assert_eq!(hall.items().await.len(), 3, "another consignor may have the same names");
    hall.ends().await;
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let hall = Hall::open(Place::sqlite()).await;
    hall.file("one.csv", format!("{HEADER}{}", row("A", "Coat", "5")));
    hall.imports(&["items", "one.csv"]).await;
    let rows = [row("A", "Coat", "5"), row("B", "Train", "5"), row("C", "Doll", "-1")];
    hall.file("items.csv", format!("{HEADER}{}D,99,Ball,toys,,1,,\n", rows.concat()));
    let said = hall.fails(&["items", "items.csv", "--dry-run", "--errors", "wrong.csv"]).await;
    has(&said.out, "1 would be accepted, 1 duplicate, 2 failed");
    has(&said.err, "row 4, price \"-1\" is negative");
    has(&said.err, "row 5, consignor \"99\" is no consignor's number yet; `hangtag import consignors` adds them");
    assert_eq!(hall.items().await.len(), 1);
    has(&hall.fails(&["items", "items.csv"]).await.out, "1 accepted, 1 duplicate, 2 failed");
    hall.ends().await;
}

#[tokio::test]
async fn rows_that_failed_are_mended_in_a_file_of_their_own() {
    let hall = Hall::open(Place::sqlite()).await;
    let header = "title;consignor;category;price;ref\r\n";
    hall.file("items.csv", format!("{header}Coat, warm;417;clothing;5;\r\n=Doll;417;toys;1.234;\r\n"));
    let said = hall.fails(&["items", "items.csv", "--errors", "wrong.csv"]).await;
    has(&said.err, "hangtag: 1 of the rows failed; mend them in wrong.csv and import that");
    let wrong = hall.read("wrong.csv");
    let mut lines = wrong.lines();
    assert_eq!(lines.next(), Some("title,consignor,category,price,ref,error_row,error_column,error"));
    has(lines.next().unwrap(), "\"'=Doll\",417,toys,1.234,,3,price,\"row 3, price \"\"1.234\"\" can be read in two ways");
    hall.file("wrong.csv", wrong.replace("toys,1.234", "toys,1.23"));
    has(&hall.imports(&["items", "wrong.csv"]).await, "1 accepted, 0 duplicate, 0 failed");
    let mut titles: Vec<_> = hall.items().await.into_iter().map(|[_, title, ..]| title).collect();
    titles.sort();
    assert_eq!(titles, ["=Doll", "Coat, warm"]);
    hall.imports(&["items", "wrong.csv", "--errors", "wrong2.csv"]).await;
    assert_eq!(hall.read("wrong2.csv").lines().count(), 1, "nothing was wrong");
    hall.ends().await;
}

#[tokio::test]
async fn more_rows_than_a_call_takes_are_numbered_as_they_stand_and_a_full_consignor_takes_what_fits() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        hall.place.execute("UPDATE consignor SET next_item_number = 9998 WHERE number = 12").await;
        let mut text = HEADER.to_owned();
        for number in 0..1_203 {
            text += &row(&format!("R{number}"), &format!("Thing {number}"), "2.50");
            if number % 100 == 0 {
                text += &["F", &number.to_string(), ",12,Full,toys,,1,,\n"].concat();
            }
        }
        hall.file("items.csv", &text);
        let said = hall.fails(&["items", "items.csv"]).await;
        has(&said.out, "1205 accepted, 0 duplicate, 11 failed");
        has(&said.err, "row 205, consignor was refused by the server: This consignor has no item number left");
        let items = hall.items().await;
        let titles: Vec<String> = items.into_iter().map(|[_, title, ..]| title).filter(|title| title != "Full").collect();
        assert_eq!(titles, (0..1_203).map(|number| format!("Thing {number}")).collect::<Vec<_>>());
        has(&hall.fails(&["items", "items.csv"]).await.out, "0 accepted, 1205 duplicate, 11 failed");
        hall.ends().await;
    })
    .await;
}

#[tokio::test]
async fn the_longest_texts_fit_into_calls() {
    let hall = Hall::open(Place::sqlite()).await;
    let wide = "漢".repeat(200);
    let rows = rows(600, |number| format!("{}{number:03},417,{wide},{wide},{wide},1,,\n", &wide[..3 * 197]));
    hall.file("items.csv", format!("{HEADER}{rows}"));
    has(&hall.imports(&["items", "items.csv"]).await, "600 accepted, 0 duplicate, 0 failed");
    hall.ends().await;
}

#[tokio::test]
async fn an_import_that_was_killed_is_finished_by_the_same_again() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        let rows = rows(4_000, |number| format!("417,Thing {number},toys,1\n"));
        hall.file("items.csv", format!("consignor,title,category,price\n{rows}"));
        let mut child = hall.command(&["import", "items", "items.csv"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        let count = "query ($event: ID!) { saleEvent(id: $event) { items(first: 1) { nodes { tag } } } }";
        let is_begun = async || {
            let data = hall.ask(count, &serde_json::json!({ "event": hall.event })).await;
            !data["saleEvent"]["items"]["nodes"].as_array().unwrap().is_empty()
        };
        while !is_begun().await {}
        child.kill().await.unwrap();
        let out = hall.imports(&["items", "items.csv"]).await;
        has(&out, "0 failed");
        let mut titles: Vec<_> = hall.items().await.into_iter().map(|[_, title, ..]| title).collect();
        titles.sort();
        titles.dedup();
        assert_eq!((titles.len(), hall.items().await.len()), (4_000, 4_000));
        hall.ends().await;
    })
    .await;
}

#[tokio::test]
async fn two_imports_of_a_file_at_once_make_each_item_once() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        let rows = rows(1_500, |number| row(&format!("R{number}"), "Thing", "1"));
        hall.file("items.csv", format!("{HEADER}{rows}"));
        // The other has a row more at its beginning, so that no two calls are alike.
        hall.file("longer.csv", format!("{HEADER}{}{rows}", row("X", "Thing", "1")));
        let (one, other) = tokio::join!(hall.imports(&["items", "items.csv"]), hall.imports(&["items", "longer.csv"]));
        let mut refs: Vec<_> = hall.items().await.into_iter().map(|[reference, ..]| reference).collect();
        assert_eq!(refs.len(), 1_501, "{one}{other}");
        refs.sort();
        refs.dedup();
        assert_eq!(refs.len(), 1_501);
        hall.ends().await;
    })
    .await;
}

#[tokio::test]
async fn every_spreadsheets_csv_is_read() {
    let hall = Hall::open(Place::sqlite()).await;
    let table = |delimiter: &str, end: &str| {
        let cells = [["ref", "consignor", "title", "category", "price"], ["A", "417", "Mütze für 5 €", "Kleidung", "5"]];
        cells.map(|row| row.join(delimiter) + end).concat()
    };
    let windows = |text: &str| -> Vec<u8> {
        text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }).collect()
    };
    for (name, bytes) in [
        ("utf8.csv", table(",", "\n").into_bytes()),
        ("mark.csv", format!("\u{FEFF}{}", table(";", "\r\n")).into_bytes()),
        ("excel.csv", windows(&table(";", "\r\n"))),
        ("sep.csv", windows(&format!("sep=\t\r\n{}", table("\t", "\r\n")))),
        ("mac.csv", windows(&table("\t", "\r"))),
    ] {
        hall.file(name, bytes);
        let out = hall.imports(&["items", name]).await;
        let expected = if name == "utf8.csv" { "1 accepted, 0 duplicate" } else { "0 accepted, 1 duplicate, 0 failed\n" };
        has(&out, expected);
    }
    assert_eq!(hall.items().await, [["A", "Mütze für 5 €", "", "5.00"].map(str::to_owned)]);
    hall.ends().await;
}

#[tokio::test]
async fn the_template_can_be_imported_as_it_is_printed() {
    let hall = Hall::open(Place::sqlite()).await;
    let printed = hall.runs(&["import", "items", "--template"]).await;
    assert_eq!((printed.code, printed.out.lines().next()), (Some(0), Some(HEADER.trim_end())));
    hall.file("items.csv", &printed.out);
    has(&hall.imports(&["items", "items.csv"]).await, "2 accepted");
    let printed = hall.runs(&["import", "consignors", "--template"]).await;
    hall.file("consignors.csv", printed.out.replace("417", "418"));
    has(&hall.imports(&["consignors", "consignors.csv"]).await, "2 accepted");
    hall.ends().await;
}

#[tokio::test]
async fn the_event_is_named_where_there_are_several() {
    let hall = Hall::open(Place::sqlite()).await;
    let autumn = hall.create_event("Autumn").await;
    hall.file("items.csv", format!("{HEADER}{}", row("A", "Coat", "5")));
    let said = hall.fails(&["items", "items.csv"]).await;
    has(&said.err, &format!("hangtag: there are several events; say which with --event: {autumn} (\"Autumn\"), {}", hall.event));
    let said = hall.fails(&["items", "items.csv", "--event", "Winter"]).await;
    has(&said.err, "not one event has the id or name \"Winter\"");
    has(&hall.imports(&["items", "items.csv", "--event", "Autumn"]).await, "1 accepted");
    has(&hall.imports(&["items", "items.csv", "--event", &hall.event]).await, "1 accepted");
    assert_eq!((hall.items().await.len(), hall.items_of(&autumn).await.len()), (1, 1));
    hall.ends().await;
}
