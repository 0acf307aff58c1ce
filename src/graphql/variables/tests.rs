use async_graphql::{
    Name,
    parser::{parse_query, types::DocumentOperations},
};

use super::*;

fn coerced(declared: &str, given: &str) -> Result<String, String> {
    let document = parse_query(format!("query({declared}) {{ a }}")).unwrap();
    let DocumentOperations::Single(operation) = document.operations else { unreachable!("it has no name") };
    coerce(&operation.node, serde_json::from_str(given).unwrap()).map(|variables| variables.to_string())
}

#[test]
fn what_is_declared_is_kept_and_defaults_are_filled_in() {
    for (declared, given, expected) in [
        ("$a: Int", "{}", "{}"),
        ("$a: Int", r#"{"a": null, "b": 1}"#, "{a: null}"),
        ("$a: Int = 2", "{}", "{a: 2}"),
        ("$a: Int! = 2", "{}", "{a: 2}"),
        ("$a: Int! = 2", r#"{"a": 3}"#, "{a: 3}"),
        ("$a: [Int!]!", r#"{"a": 3}"#, "{a: 3}"),
        ("$a: [Int]!", r#"{"a": [null]}"#, "{a: [null]}"),
    ] {
        assert_eq!(coerced(declared, given), Ok(expected.into()), "{declared} {given}");
    }
}

#[test]
fn null_is_refused_where_the_type_does_not_allow_it_and_the_variable_named() {
    for (declared, given, named) in [
        ("$a: Int!", "{}", "\"$a\""),
        ("$a: Int!", r#"{"a": null}"#, "\"$a\""),
        ("$a: Int! = 2", r#"{"a": null}"#, "\"$a\""),
        ("$a: [[Int!]!]!", r#"{"a": [[1], [1, null]]}"#, "\"$a.1.1\""),
        ("$b: Int, $a: [Int!]", r#"{"a": [null]}"#, "\"$a.0\""),
    ] {
        let message = coerced(declared, given).unwrap_err();
        assert!(message.contains(named), "{message}");
    }
}

#[test]
fn a_number_beyond_int_is_named_where_it_stands() {
    for (given, named) in [
        (r#"{"a": 2147483648}"#, "\"$a\""),
        (r#"{"a": -2147483649}"#, "\"$a\""),
        (r#"{"a": 18446744073709551615}"#, "\"$a\""),
        (r#"{"a": {"lines": [{}, {"count": 4294967296}]}}"#, "\"$a.lines.1.count\""),
    ] {
        let message = coerced("$a: X", given).unwrap_err();
        assert!(message.contains(named), "{message}");
    }
    assert!(coerced("$a: X", r#"{"a": [2147483647, -2147483648, 0.5, "4294967296"]}"#).is_ok());
}

#[test]
fn a_large_variable_is_not_copied_a_thousand_times() {
    let mut variables = Variables::default();
    variables.insert(Name::new("a"), Value::String("x".repeat(1024 * 1024)));
    assert_eq!(check_copies(&variables, 4), Ok(()));
    assert!(check_copies(&variables, 1_000).is_err());
}
