use async_graphql::Variables;
use async_graphql::parser::parse_query;
use serde_json::{Value, json};

use super::Inputs;
use crate::graphql::document;

const SDL: &str = "
    scalar Money
    enum Kind { CASH CARD }
    input Line { tag: String price: Money count: Int! = 1 }
    input Sale { lines: [Line!]! kind: Kind! note: String }
    input Either @oneOf { a: Int b: Int }
    type Query { sell(sale: Sale!): Int }
";

fn fits(ty: &str, value: &Value) -> bool {
    let parsed = parse_query(format!("query ($it: {ty}) {{ sell }}")).unwrap();
    let variables = Variables::from_json(json!({ "it": value }));
    Inputs::of_sdl(SDL).surely_fit(document::operation(&parsed.operations, None).unwrap(), &variables)
}

#[test]
fn a_value_of_its_type_fits() {
    for (ty, value) in [
        ("Int", json!(7)),
        ("Int", json!(null)),
        ("Float!", json!(7.5)),
        ("Boolean!", json!(true)),
        ("ID!", json!("7")),
        ("Money!", json!("6.50")),
        ("Kind", json!("CASH")),
        ("[Int!]!", json!([])),
        ("[[Int]]", json!([[1, null], null])),
        ("Line!", json!({})),
        ("Line!", json!({ "tag": null, "count": 2 })),
        ("Sale!", json!({ "kind": "CARD", "lines": [{ "tag": "0041700230", "price": "6.50" }] })),
    ] {
        assert!(fits(ty, &value), "{value} is a {ty}");
    }
}

#[test]
fn what_is_not_plainly_right_goes_the_long_way() {
    for (ty, value) in [
        ("Int", json!("7")),
        ("Int", json!(7.0)),
        ("Int", json!(2_147_483_648_u64)),
        ("Boolean", json!(1)),
        ("String", json!(7)),
        ("ID", json!(7)),
        ("Money", json!(6.5)),
        ("Kind", json!("GOLD")),
        ("Kind", json!(0)),
        ("Int!", json!(null)),
        ("[Int]", json!(7)),
        ("[Int!]", json!([null])),
        ("Line", json!("0041700230")),
        ("Line", json!({ "colour": "red" })),
        ("Line", json!({ "count": null })),
        ("Sale", json!({ "kind": "CARD" })),
        ("Sale", json!({ "kind": "CARD", "lines": [{ "price": 6 }] })),
        ("Either", json!({ "a": 1, "b": 2 })),
        ("Nobody", json!({})),
    ] {
        assert!(!fits(ty, &value), "{value} is no {ty}");
    }
}

#[test]
fn every_type_that_the_schema_takes_is_known() {
    let inputs = Inputs::of_sdl(&crate::graphql::sdl());
    for name in ["Money", "DateTime", "SaleChannel", "SaleRecordInput", "SaleLineInput", "TenderInput"] {
        assert!(inputs.0.contains_key(name), "{name}");
    }
}
