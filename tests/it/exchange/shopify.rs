//! Goods from a shop's product CSV, in both header forms.

use super::Hall;
use crate::harness::{Place, on_each_database};
use crate::program::has;

const VENDORS: &str = "Vendor;Consignor\r\nAda's Attic;417\r\nBen;12\r\n";

const OLD: &str = "\
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Image Src,Status
rain-coat,Rain coat,\"<p>Dry,
always</p>\",Ada's Attic,Apparel & Accessories > Clothing > Coats,,kids,true,Size,4T,Color,Blue,RC-4,100,2,6.50,https://x/1.jpg,active
rain-coat,,,,,,,,,6,,Red,RC-6,100,1,7.00,https://x/2.jpg,
rain-coat,,,,,,,,,,,,,,,,https://x/3.jpg,
train,Wooden train,,Ben,Toys,toys,,true,Title,Default Title,,,T-1,300,0,12.00,,active
doll,Doll,,Ben,,toys,,true,Title,Default Title,,,D-1,300,1,12.00,,active
";

const NEW: &str = "\
Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,\
Option1 value,Option2 name,Option2 value,Price,Inventory quantity,Product image URL,Image position
Rain coat,rain-coat,,ada's attic,Apparel & Accessories > Clothing > Coats,,kids,TRUE,active,RC-4,,Size,4T,Color,Blue,6.50,3,https://x/1.jpg,1
,rain-coat,,,,,,,,RC-6,,,6,,Red,7.00,1,https://x/2.jpg,2
,rain-coat,,,,,,,,,,,,,,,,https://x/3.jpg,3
Wooden train,train,,BEN,Toys,toys,,TRUE,active,T-1,,Title,Default Title,,,12.00,0,,
Doll,doll,,Ben,,toys,,TRUE,active,D-1,,Title,Default Title,,,12.00,1,,
";

#[tokio::test]
async fn both_forms_make_the_same_items_once_and_more_pieces_only_what_is_new() {
    on_each_database(async |place| {
        let hall = Hall::open(place).await;
        hall.file("vendors.csv", VENDORS);
        hall.file("old.csv", OLD);
        hall.file("new.csv", NEW);
        let out = hall.imports(&["items", "old.csv", "--vendors", "vendors.csv"]).await;
        has(&out, "4 accepted, 0 duplicate, 0 failed; 2 rows make no item");
        let expected = [
            ["doll/D-1", "Doll", "", "12.00"],
            ["rain-coat/RC-4", "Rain coat, Blue", "4T", "6.50"],
            ["rain-coat/RC-4#2", "Rain coat, Blue", "4T", "6.50"],
            ["rain-coat/RC-6", "Rain coat, Red", "6", "7.00"],
        ];
        assert_eq!(hall.items().await, expected.map(|item| item.map(str::to_owned)));
        has(&hall.imports(&["items", "old.csv", "--vendors", "vendors.csv"]).await, "0 accepted, 4 duplicate, 0 failed");
        // The other form, with a third blue coat.
        let out = hall.imports(&["items", "new.csv", "--vendors", "vendors.csv"]).await;
        has(&out, "1 accepted, 4 duplicate, 0 failed; 2 rows make no item");
        assert_eq!(hall.items().await[4][0], "rain-coat/RC-4#3");
        hall.ends().await;
    })
    .await;
}

#[tokio::test]
async fn a_vendor_without_a_consignor_is_named() {
    let hall = Hall::open(Place::sqlite()).await;
    hall.file("old.csv", OLD);
    let said = hall.fails(&["items", "old.csv"]).await;
    has(&said.err, "old.csv: is Shopify's product CSV; say with --vendors FILE.csv which consignor each vendor is");

    hall.file("vendors.csv", "vendor,consignor\nBen,12\n");
    let said = hall.fails(&["items", "old.csv", "--vendors", "vendors.csv"]).await;
    has(&said.err, "row 2, Vendor \"Ada's Attic\" is not in the --vendors file; add it there with its consignor's number");
    has(&said.out, "1 accepted, 0 duplicate, 2 failed; 2 rows");

    for (vendors, expected) in [
        ("vendor,consignor\nBen,twelve\n", "vendors.csv: row 2, consignor \"twelve\" is no consignor's number"),
        ("vendor,consignor\nBen,12\nben,13\n", "vendors.csv: row 3, vendor \"ben\" has consignor 12 in a row before"),
        (
            "name,consignor\nBen,12\n",
            "vendors.csv: row 1, column 1: the template has no column \"name\"; it has vendor, consignor",
        ),
        ("vendor,consignor\n", "vendors.csv: has a header and no rows"),
    ] {
        hall.file("vendors.csv", vendors);
        let said = hall.fails(&["items", "old.csv", "--vendors", "vendors.csv"]).await;
        has(&said.err, expected);
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    }
    assert_eq!(hall.items().await.len(), 1);
    hall.ends().await;
}

#[tokio::test]
async fn a_category_can_be_given_for_all_that_have_none() {
    let hall = Hall::open(Place::sqlite()).await;
    hall.file("vendors.csv", VENDORS);
    hall.file("new.csv", NEW.replace(",toys,", ",,"));
    let said = hall.fails(&["items", "new.csv", "--vendors", "vendors.csv"]).await;
    has(&said.err, "row 6, Type is empty, and so is the product category; fill one in, or say --category NAME for all");
    let out = hall.imports(&["items", "new.csv", "--vendors", "vendors.csv", "--category", "various"]).await;
    has(&out, "1 accepted, 4 duplicate");
    hall.ends().await;
}
