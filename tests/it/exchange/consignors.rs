//! Consignors from the template.

use serde_json::json;

use super::Hall;
use crate::harness::on_each_database;
use crate::program::has;

async fn consignors(hall: &Hall) -> Vec<(u64, String)> {
    let data = hall.ask("{ consignors(first: 100) { nodes { number displayName } } }", &json!({})).await;
    let nodes = data["consignors"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| (node["number"].as_u64().unwrap(), node["displayName"].as_str().unwrap().to_owned())).collect()
}

#[tokio::test]
async fn consignors_come_in_once_and_nobody_gets_a_number_of_a_later_row() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        let text = "ref;number;name\n;;Zoe\n;;Zoe\nben;;Ben Jürgens\n;418;Cleo\n;417;Consignor 417\n;12;Somebody else\nx;;\n";
        hall.file("consignors.csv", text);
        let said = hall.fails(&["consignors", "consignors.csv", "--dry-run"]).await;
        has(&said.out, "4 would be accepted, 1 duplicate, 2 failed");
        assert_eq!(consignors(&hall).await.len(), 2);

        let said = hall.fails(&["consignors", "consignors.csv"]).await;
        has(&said.out, "4 accepted, 1 duplicate, 2 failed");
        has(&said.err, "row 7, number \"12\" belongs to \"Consignor 12\"; correct the name, or leave the number out");
        has(&said.err, "row 8, name is empty");
        let expected =
            [(12, "Consignor 12"), (417, "Consignor 417"), (418, "Cleo"), (419, "Zoe"), (420, "Zoe"), (421, "Ben Jürgens")];
        let expected = expected.map(|(number, name)| (number, name.to_owned()));
        assert_eq!(consignors(&hall).await, expected);

        has(&hall.fails(&["consignors", "consignors.csv"]).await.out, "0 accepted, 5 duplicate, 2 failed");
        assert_eq!(consignors(&hall).await, expected);

        hall.file("consignors.csv", "ref,name\nben,Ben Jürgens\nben,Benjamin\n");
        let said = hall.fails(&["consignors", "consignors.csv"]).await;
        has(&said.out, "0 accepted, 1 duplicate, 1 failed");
        has(&said.err, "row 3 has the ref or number of row 2, which says otherwise");
        hall.file("consignors.csv", "ref,name\nben,Benjamin\n");
        let said = hall.fails(&["consignors", "consignors.csv"]).await;
        has(&said.err, "row 2, ref \"ben\" names a row that was imported before with another name or number");
        assert_eq!(consignors(&hall).await, expected);
        hall.ends().await;
    })
    .await;
}
