use std::thread;

use async_graphql::parser::parse_query;
use proptest::prelude::*;

use super::*;

/// What tokio gives its workers.
const STACK_BYTES: usize = 2 * 1024 * 1024;

fn parse_on_a_worker_stack(document: String) {
    thread::Builder::new().stack_size(STACK_BYTES).spawn(move || drop(parse_query(document))).unwrap().join().unwrap();
}

fn nested(open: &str, close: &str, levels: usize) -> String {
    format!("{{a(x:{}1{})}}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn what_clients_send_passes() {
    for document in [
        "{ __typename }",
        "query Q($a: [Int!]! = [1 2], $b: In = {x: 1, y: {x: 2}}) @d(a: \"}\") { a(b: {x: $b, y: [{x: 1} {x: 2}]}) { ...F } }",
        "fragment F on T { a b: a { x: y y: x x: y } }",
        "\u{feff}{ a(s: \"\"\" \\\"\"\" { [ ( \"\"\") # }}}} ((((\n b }",
        "{ a(s: \"\\\"{[(\", t: \"\", u: -1.5e+3) }",
        "{ a(x: {a: RED b: $c d: true}) }",
        "# {\r{ a }",
    ] {
        assert_eq!(check(document), Ok(()), "{document}");
    }
}

#[test]
fn nesting_is_counted_over_all_brackets() {
    assert_eq!(check(&nested("[", "]", 62)), Ok(()));
    for document in [nested("[", "]", 63), nested("{y:", "}", 2_000), "{a".repeat(65), "[(".repeat(40), "[".repeat(60_000)] {
        assert_eq!(check(&document), Err(Refusal::NestedTooDeep), "{document}");
    }
}

#[test]
fn brackets_that_close_nothing_do_not_make_room() {
    assert_eq!(check(&format!("}}}}}}{}", "{".repeat(65))), Err(Refusal::NestedTooDeep));
}

#[test]
fn size_and_tokens_are_counted() {
    let tokens = |count: usize| format!("{{{}}}", "a ".repeat(count - 2));
    assert_eq!(check(&tokens(DOCUMENT_TOKENS_MAX)), Ok(()));
    assert_eq!(check(&tokens(DOCUMENT_TOKENS_MAX + 1)), Err(Refusal::TooManyTokens));
    assert_eq!(check(&format!("{{a}}{}", " ".repeat(DOCUMENT_BYTES_MAX - 3))), Ok(()));
    assert_eq!(check(&format!("{{a}}{}", " ".repeat(DOCUMENT_BYTES_MAX - 2))), Err(Refusal::TooLong));
    // Values that touch each other are still as many tokens.
    assert_eq!(check(&format!("{{a(x:[{}])}}", "1-2\"\"".repeat(5_001))), Err(Refusal::TooManyTokens));
}

#[test]
fn strings_have_to_end() {
    for document in ["{a(x: \"", "{a(x: \"\\\")}", "{a(x: \"\n\")}", "{a(x: \"\"\" \\\"\"\")}", "{a(x: \"\"\"\"\")}"] {
        assert_eq!(check(document), Err(Refusal::UnterminatedString), "{document}");
    }
}

#[test]
fn a_field_given_twice_in_one_object_is_refused() {
    for document in [
        "{ a(x: {y: 1, z: 3, y: 2}) }",
        "{ a(x: [{y: 1}, {z: {y: 1 y: 2}}]) }",
        "query($v: In = {y: 1 y: 1}) { a }",
        "{ a @d(x: {y: {y: 1}, y: 2}) }",
    ] {
        assert_eq!(check(document), Err(Refusal::InputFieldTwice("y".into())), "{document}");
    }
    for document in ["{ a(x: {y: {y: 1}}) }", "{ y: a y: a }", "{ a(x: [{y: 1} {y: 1}]) }", "{ a(x: 1) { b y: c y: c } }"] {
        assert_eq!(check(document), Ok(()), "{document}");
    }
}

#[test]
fn the_deepest_that_passes_does_not_overflow_the_parser() {
    for document in [
        nested("[", "]", 62),
        nested("{y:", "}", 62),
        nested("[{y:", "}]", 31),
        format!("{}a{}", "{a(x:1)".repeat(63), "}".repeat(63)),
        format!("{{{}a{}}}", "...{".repeat(62), "}".repeat(62)),
        format!("query($v:{}Int{}){{a}}", "[".repeat(63), "]".repeat(63)),
    ] {
        assert_eq!(check(&document), Ok(()), "{document}");
        parse_on_a_worker_stack(document);
    }
}

fn fragment() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just("{a"),
        Just("a(x:"),
        Just("x:"),
        Just("y:{"),
        Just("[{"),
        Just("\""),
        Just("\"\"\""),
        Just("\\"),
        Just("#"),
        Just("\n"),
        Just("..."),
        Just("on T"),
        Just("@d"),
        Just("$v"),
        Just("query"),
        Just("fragment F on T"),
        Just("1"),
        Just("-1.5e3"),
        Just("null"),
        Just("!"),
        Just("é"),
        Just("\u{feff}"),
        Just("|"),
        Just("&"),
    ];
    (piece, 1_usize..200).prop_map(|(piece, times)| piece.repeat(times))
}

fn balanced() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![Just(("[", "]")), Just(("{y:", "}")), Just(("[1 ", " 2]"))], 0..300).prop_map(|levels| {
        let open: String = levels.iter().map(|level| level.0).collect();
        let close: String = levels.iter().rev().map(|level| level.1).collect();
        format!("{{a(x:{open}1{close})}}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_passes_does_not_overflow_the_parser(
        document in prop_oneof![prop::collection::vec(fragment(), 0..12).prop_map(|pieces| pieces.concat()), balanced()]
    ) {
        if check(&document).is_ok() {
            parse_on_a_worker_stack(document);
        }
    }

    #[test]
    fn any_text_is_answered(document in ".{0,300}") {
        if check(&document).is_ok() {
            parse_on_a_worker_stack(document);
        }
    }
}
