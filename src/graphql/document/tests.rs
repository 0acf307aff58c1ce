use async_graphql::parser::parse_query;

use super::*;

fn cost(document: &str) -> Result<(), String> {
    check_cost(&parse_query(document).unwrap()).map(drop)
}

fn numbered(numbers: impl Iterator<Item = usize>, piece: impl Fn(usize) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

fn chain(length: usize) -> String {
    let fragments = numbered(0..length, |n| format!("fragment F{n} on T {{ ...F{} }} ", n + 1));
    format!("{{ ...F0 }} {fragments} fragment F{length} on T {{ a }}")
}

#[test]
fn fragments_may_not_contain_themselves() {
    for document in [
        "{ ...A } fragment A on T { b { ...A } }",
        "{ ...A } fragment A on T { ...B ...B } fragment B on T { ...A ...A }",
        "{ a } fragment A on T { ...B } fragment B on T { ... on T { ...A } }",
    ] {
        assert!(cost(document).unwrap_err().contains("contains itself"), "{document}");
    }
}

#[test]
fn fragments_nest_to_a_depth_and_a_size() {
    assert_eq!(cost(&chain(FRAGMENT_DEPTH_MAX - 1)), Ok(()));
    assert!(cost(&chain(1_000)).unwrap_err().contains("nested deeper"));
    let doubling = numbered(0..18, |n| format!("fragment F{n} on T {{ ...F{0} ...F{0} }} ", n + 1));
    let document = format!("{{ ...F0 }} {doubling} fragment F18 on T {{ a }}");
    assert!(cost(&document).unwrap_err().contains("written out"));
}

#[test]
fn lists_of_an_introspection_do_not_multiply() {
    let standard = include_str!("introspection.graphql");
    assert_eq!(cost(standard), Ok(()));
    for document in [
        "{ __schema { types { fields { type { fields { name } } } } } }".to_owned(),
        "{ __schema { types { ...F } } } fragment F on __Type { fields { type { interfaces { name } } } }".to_owned(),
        format!("{{ __schema {{ {} }} }}", "types { name } ".repeat(21)),
    ] {
        assert!(cost(&document).unwrap_err().contains("introspection"), "{document}");
    }
    assert_eq!(cost("{ types { fields { types { fields { types { fields } } } } } }"), Ok(()));
}

#[test]
fn floods_are_refused() {
    let arguments = numbered(0..=ARGUMENTS_MAX, |n| format!("a{n}:1 "));
    let variables = numbered(0..=VARIABLES_MAX, |n| format!("$a{n}:Int "));
    let operations = numbered(0..=OPERATIONS_MAX, |n| format!("query Q{n}{{a}} "));
    assert!(cost(&format!("{{a({arguments})}}")).unwrap_err().contains("arguments"));
    assert!(cost(&format!("query({variables}){{a}}")).unwrap_err().contains("variables"));
    assert!(cost(&operations).unwrap_err().contains("operations"));
    assert!(cost(&format!("{{ {} }}", "a ".repeat(SELECTIONS_MAX + 1))).unwrap_err().contains("selects"));
}

fn settled(document: &str) -> Result<Vec<String>, String> {
    let mut document = parse_query(document).unwrap();
    settle_root(&mut document, None)?;
    let operation = operation(&document.operations, None)?;
    Ok(operation
        .selection_set
        .node
        .items
        .iter()
        .map(|selection| match &selection.node {
            Selection::Field(field) => format!("{} {}", field.node.name, field.node.selection_set.node.items.len()),
            _ => "fragment".into(),
        })
        .collect())
}

#[test]
fn a_subscription_has_one_field_also_inside_fragments() {
    for document in [
        "subscription { a { x } }",
        "subscription { ... { a { x } } }",
        "subscription { ...F } fragment F on Subscription { ... on Subscription { a { x } } }",
        "subscription { ...F a { x } } fragment F on Subscription { a }",
    ] {
        assert_eq!(settled(document), Ok(vec!["a 1".into()]), "{document}");
    }
    for document in [
        "subscription { a b }",
        "subscription { a ...F } fragment F on Subscription { b }",
        "subscription { a @skip(if: true) }",
        "subscription { ... on Query { a } }",
        "subscription { ...Missing }",
    ] {
        assert!(settled(document).unwrap_err().contains("exactly one field"), "{document}");
    }
}

#[test]
fn a_mutation_runs_a_field_once_however_often_it_stands_there() {
    assert_eq!(settled("mutation { a(x: 1) { x } a(x: 1) { y } b }"), Ok(vec!["a 2".into(), "b 0".into()]));
    assert_eq!(settled("mutation { a { x } ...F } fragment F on Mutation { a { y } }"), Ok(vec!["a 2".into()]));
    assert!(settled("mutation { a(x: 1) a(x: 2) }").is_err());
    assert!(settled("mutation { a: b a: c }").is_err());
    assert!(settled("mutation { a a @include(if: true) }").is_err());
    assert_eq!(settled("mutation { a b: a }"), Ok(vec!["a 0".into(), "a 0".into()]));
}

#[test]
fn a_fragment_that_was_written_out_is_not_left_as_unused() {
    let fragments = |document: &str| {
        let mut document = parse_query(document).unwrap();
        settle_root(&mut document, None).unwrap();
        let mut names: Vec<String> = document.fragments.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    let written_out = "subscription { ...F } fragment F on Subscription { a { ...G } } fragment G on T { x }";
    assert_eq!(fragments(written_out), ["G"]);
    assert_eq!(fragments("subscription { a } fragment Unused on T { x }"), ["Unused"]);
}
