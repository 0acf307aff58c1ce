use super::*;
use crate::domain::money::Money;
use crate::domain::tag::ConsignorNumber;

fn header(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

fn said<T: std::fmt::Debug>(read: Result<T, Vec<RowFault>>) -> Vec<String> {
    read.unwrap_err().iter().map(ToString::to_string).collect()
}

// ── The templates ───────────────────────────────────────────────────────────────────────────────────────────────

fn own(names: &str) -> ItemForm {
    ItemForm::new(&header(names), "USD", "00ff").unwrap()
}

#[test]
fn a_row_of_the_template_is_an_item() {
    let form = own("Ref,Consignor,title,category,size,price,discountable,donate");
    let item = form.read(&Record::of(2, &["A-1", "00417", " Rain coat ", "clothing", "4T", "$6.50", "no", "x"])).unwrap();
    assert_eq!(
        (item.reference.as_str(), item.consignor.get(), item.title.as_str(), item.size.as_deref()),
        ("A-1", 417, "Rain coat", Some("4T"))
    );
    assert_eq!((item.price, item.discountable, item.donate), (Money::from_minor(650), false, true));
    let item = form.read(&Record::of(3, &["", "417", "'=sum", "c", "", "1", "", ""])).unwrap();
    assert_eq!((item.reference.as_str(), item.title.as_str(), item.size.as_deref()), ("file-00ff-row-3", "=sum", None));
    assert!(item.discountable && !item.donate && item.is_unnamed());
}

#[test]
fn columns_may_be_in_any_order_and_only_four_are_needed() {
    let item = own("price,title,consignor,category").read(&Record::of(2, &["1.5", "Coat", "7", "clothing"])).unwrap();
    assert_eq!((item.price, item.consignor.get(), item.size), (Money::from_minor(150), 7, None));
    // As an export has them, and as mended rows come back.
    own("ref,consignor,title,category,size,price,discountable,donate,tag,status,sold_price,sold at,error_row,error_column,error");
}

#[test]
fn everything_wrong_with_a_row_is_told_at_once() {
    let form = own("ref,consignor,title,category,size,price,discountable,donate");
    let long = "x".repeat(201);
    assert_eq!(
        said(form.read(&Record::of(17, &[&long, "4l7", "", "a\u{1}b", "", "1,234", "maybe", ""]))),
        [
            format!("row 17, Ref {:?} has more than 200 characters", "x".repeat(40) + "…").replace("Ref", "ref"),
            "row 17, consignor \"4l7\" is no consignor's number, which is 1 to 99999".to_owned(),
            "row 17, title is empty".to_owned(),
            "row 17, category \"a\\u{1}b\" holds a control character".to_owned(),
            "row 17, price \"1,234\" can be read in two ways; write 1234.00 if it is that much, else two decimals".to_owned(),
            "row 17, discountable \"maybe\" is neither yes nor no".to_owned(),
        ]
    );
    for (cells, expected) in [
        (&["", "1", "coat", "c", "", "1", "yes"][..], "row 2 has 7 cells, but the header has 8; fill it up with empty cells"),
        (
            &["", "1", "coat", "warm", "c", "", "1", "yes", "no"],
            "row 2 has 9 cells, but the header has 8; a text with the delimiter",
        ),
    ] {
        let said = said(form.read(&Record::of(2, cells)));
        assert!(said.len() == 1 && said[0].starts_with(expected), "{said:?}");
    }
    form.read(&Record::of(2, &["", "1", "coat", "c", "", "1", "yes", "no", "", " "])).unwrap();
}

#[test]
fn a_header_that_is_not_the_templates_is_told_with_its_column() {
    for (names, expected) in [
        ("ref,consignor,title,category,pirce", "row 1, column 5: the template has no column \"pirce\"; it has ref, consignor"),
        ("ref,consignor,title,category", "the column price is missing; `--template` prints the header"),
        ("title,consignor,title,category,price", "two columns are called \"title\"; remove one"),
        ("title,,consignor", "row 1, column 2: the template has no column \"\""),
    ] {
        let fault = ItemForm::new(&header(names), "USD", "").err().unwrap().to_string();
        assert!(fault.contains(expected), "{fault:?} lacks {expected:?}");
    }
    assert!(
        ItemForm::new(&header("title,consignor,category,price,,"), "USD", "").is_ok(),
        "delimiters at the end are no columns"
    );
}

#[test]
fn a_consignor_is_known_by_ref_else_by_number_else_by_its_place() {
    let form = ConsignorForm::new(&header("ref,number,name"), "00ff").unwrap();
    for (cells, reference, number) in [
        (["a", "417", "Ada"], "ref-a", Some(417)),
        (["", "417", "Ada"], "number-417", Some(417)),
        (["", "", "Ada"], "file-00ff-row-2", None),
    ] {
        let consignor = form.read(&Record::of(2, &cells)).unwrap();
        assert_eq!((consignor.reference.as_str(), consignor.number.map(ConsignorNumber::get)), (reference, number));
    }
    let said = said(form.read(&Record::of(2, &["", "100000", ""])));
    assert_eq!(said.len(), 2, "{said:?}");
}

// ── Shopify ─────────────────────────────────────────────────────────────────────────────────────────────────────

const OLD: &str = "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
                   Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src,Status";
const NEW: &str = "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,\
                   Option1 name,Option1 value,Option2 name,Option2 value,Price,Inventory quantity,Product image URL";

/// A form, and a row of it by the names that both headers have.
struct Shop {
    form: ShopifyForm,
    header: Vec<String>,
    row: u64,
}

impl Shop {
    fn of(names: &str) -> Self {
        let header = header(names);
        assert!(ShopifyForm::is(&header));
        let vendors = Vendors::of(&[("Ada's Attic", 417), ("Ben", 12)]);
        Self { form: ShopifyForm::new(&header, "USD", (vendors, None)).unwrap(), header, row: 1 }
    }

    fn reads(&mut self, cells: &[(&str, &str)]) -> Result<Goods, Vec<RowFault>> {
        let alias = |name: &str| match name {
            "handle" => ["handle", "url handle"],
            "sku" => ["variant sku", "sku"],
            "price" => ["variant price", "price"],
            "quantity" => ["variant inventory qty", "inventory quantity"],
            "category" => ["product category", ""],
            _ => [name, ""].map(|name| Box::leak(name.to_owned().into_boxed_str()) as &str),
        };
        let cell = |column: &String| {
            let column = column.to_lowercase();
            cells.iter().find(|(name, _)| alias(name).contains(&column.as_str())).map_or("", |(_, value)| *value)
        };
        self.row += 1;
        let cells: Vec<&str> = self.header.iter().map(cell).collect();
        self.form.read(&Record::of(self.row, &cells))
    }
}

fn items(read: Result<Goods, Vec<RowFault>>) -> (Item, u32) {
    match read {
        Ok(Goods::Items(item, count)) => (item, count),
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_forms_of_shopify_say_the_same() {
    for names in [OLD, NEW] {
        let mut shop = Shop::of(names);
        let product = [
            ("handle", "coat"),
            ("title", "Rain coat"),
            ("vendor", "ada's attic"),
            ("category", "Apparel > Coats"),
            ("option1 name", "Size"),
            ("option1 value", "4T"),
            ("option2 name", "Color"),
            ("option2 value", "Blue"),
            ("sku", "RC-4"),
            ("price", "6.50"),
            ("quantity", "2"),
        ];
        let (item, count) = items(shop.reads(&product));
        assert_eq!(count, 2);
        assert_eq!((item.title.as_str(), item.size.as_deref(), item.category.as_str()), ("Rain coat, Blue", Some("4T"), "Coats"));
        assert_eq!((item.consignor.get(), item.price.minor(), item.reference.as_str()), (417, 650, "coat/RC-4"));
        assert_eq!((item.piece(1).reference.as_str(), item.piece(2).reference.as_str()), ("coat/RC-4", "coat/RC-4#2"));

        let variant = [("handle", "coat"), ("option1 value", "6"), ("option2 value", "Red"), ("price", "7"), ("quantity", "")];
        let (item, count) = items(shop.reads(&variant));
        assert_eq!((item.title.as_str(), item.size.as_deref(), count), ("Rain coat, Red", Some("6"), 1));
        assert_eq!(item.reference, "coat/6/Red", "without a SKU, the options name the variant");

        assert_eq!(shop.reads(&[("handle", "coat"), ("image src", "https://x/2.jpg")]), Ok(Goods::Nothing));
        let sold_out = [("handle", "coat"), ("option1 value", "8"), ("sku", "RC-8"), ("price", "7"), ("quantity", "-1")];
        assert_eq!(shop.reads(&sold_out), Ok(Goods::Nothing));

        let plain = [
            ("handle", "train"),
            ("title", "Train"),
            ("vendor", "Ben"),
            ("type", "toys"),
            ("category", "Toys & Games > Trains"),
            ("option1 name", "Title"),
            ("option1 value", "Default Title"),
            ("price", "12.00"),
        ];
        let (item, _) = items(shop.reads(&plain));
        assert_eq!((item.title.as_str(), item.category.as_str(), item.reference.as_str()), ("Train", "toys", "train/"));
    }
}

#[test]
fn what_is_wrong_with_a_product_is_told_where_it_stands() {
    let mut shop = Shop::of(OLD);
    let product = [("handle", "a"), ("title", "A"), ("vendor", "Nobody & Co"), ("sku", "1"), ("price", "1")];
    assert_eq!(
        said(shop.reads(&product)),
        [
            "row 2, Vendor \"Nobody & Co\" is not in the --vendors file; add it there with its consignor's number",
            "row 2, Type is empty, and so is the product category; fill one in, or say --category NAME for all",
        ]
    );
    assert_eq!(
        said(shop.reads(&[("handle", "a"), ("price", "1")])),
        ["row 3, Handle \"a\" is of a product whose first row is wrong"]
    );
    let product = [
        ("handle", "b"),
        ("title", "B"),
        ("vendor", "Ben"),
        ("type", "toys"),
        ("sku", "1"),
        ("price", "free"),
        ("quantity", "1.5"),
    ];
    assert_eq!(
        said(shop.reads(&product)),
        [
            "row 4, Variant Price \"free\" is no amount; write it like 12.50",
            "row 4, Variant Inventory Qty \"1.5\" is no whole number; write how many there are",
        ]
    );
    let stray = said(shop.reads(&[("handle", "c"), ("sku", "2"), ("price", "1")]));
    assert_eq!(stray, ["row 5, Title is empty, and the row before is another product's; keep the rows of a product together"]);
    assert_eq!(said(shop.reads(&[("handle", "d"), ("title", "D"), ("vendor", "Ben"), ("type", "t")])).len(), 1, "no price");
}

#[test]
fn a_long_handle_is_bounded_and_stays_one_name() {
    let name = |handle: &str| {
        let product = [("handle", handle), ("title", "A"), ("vendor", "Ben"), ("type", "t"), ("price", "1"), ("sku", "s")];
        items(Shop::of(NEW).reads(&product)).0.piece(9_999).reference
    };
    let (one, other) = ("h".repeat(300), format!("{}x", "h".repeat(299)));
    assert_eq!(name(&one), name(&one));
    assert_ne!(name(&one), name(&other));
    assert!(name(&one).chars().count() <= 200);
}
