//! What went wrong, as the caller sees it: a code, whether to try again, and nothing that is not meant for it.

use serde_json::json;

use super::{Server, code, message};

#[tokio::test]
async fn each_kind_of_mistake_has_its_code() {
    let server = Server::start().await;
    for (document, expected, says) in [
        ("{", "GRAPHQL_PARSE_FAILED", "line 1, column 2"),
        ("{ secretWord(\"hunter2\" }", "GRAPHQL_PARSE_FAILED", "Syntax error at line 1"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED", "nope"),
        ("{ helo }", "GRAPHQL_VALIDATION_FAILED", "Unknown field \"helo\" on type \"Query\"."),
        ("{ amount }", "GRAPHQL_VALIDATION_FAILED", "\"of\""),
        ("query A { hello } query B { hello }", "GRAPHQL_VALIDATION_FAILED", "operationName"),
        ("{ total(lines: [{amount: \"1\", amount: \"2\", count: 1}]) }", "GRAPHQL_VALIDATION_FAILED", "amount"),
        ("subscription { first }", "GRAPHQL_VALIDATION_FAILED", "WebSocket"),
        ("mutation { add(by: 1) add(by: 2) }", "GRAPHQL_VALIDATION_FAILED", "add"),
        ("{ length(texts: [1]) }", "BAD_USER_INPUT", "texts.0"),
        ("{ total(lines: [{amount: \"1\", count: \"x\"}]) }", "BAD_USER_INPUT", "lines.0.count"),
        ("{ amount(of: \"12.345\") }", "BAD_USER_INPUT", "argument \"of\": Failed to parse \"Amount\": digits only"),
        ("{ a: total(lines: [{amount: \"x\", count: 1}]) }", "BAD_USER_INPUT", "argument \"lines\""),
        ("mutation { add(by: 3000000000) }", "BAD_USER_INPUT", "argument \"by\""),
    ] {
        let (_, answer) = server.post(document).await;
        assert_eq!(code(&answer), expected, "{document}: {answer}");
        assert!(message(&answer).contains(says), "{document}: {answer}");
        assert_eq!(answer["errors"][0]["extensions"]["retryable"], false, "{answer}");
        assert!(!answer.to_string().contains("hunter2"), "{answer}");
        assert!(!message(&answer).contains("Did you mean"), "{answer}");
    }
}

#[tokio::test]
async fn a_wrong_variable_is_named_before_anything_runs() {
    let server = Server::start().await;
    let document = "query($lines: [Line!]!, $of: Amount! = \"1\", $on: Boolean = true) { total(lines: $lines) amount(of: $of) hello @include(if: $on) }";
    for (variables, says) in [
        (json!({}), "\"$lines\""),
        (json!({ "lines": null }), "\"$lines\""),
        (json!({ "lines": [null] }), "\"$lines.0\""),
        (json!({ "lines": [], "of": null }), "\"$of\""),
        (json!({ "lines": [{ "amount": "1" }] }), "lines.0"),
        (json!({ "lines": [{ "amount": "1", "count": 1, "more": 1 }] }), "more"),
    ] {
        let (status, answer) = server.post_json(&json!({ "query": document, "variables": variables })).await;
        assert_eq!((status, code(&answer)), (400, "BAD_USER_INPUT"), "{variables}: {answer}");
        assert!(message(&answer).contains(says), "{variables}: {answer}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
    let (status, answer) = server.post_json(&json!({ "query": document, "variables": { "lines": [] } })).await;
    assert_eq!((status, &answer), (200, &json!({ "data": { "total": 0, "amount": "1", "hello": "world" } })));
}

#[tokio::test]
async fn what_a_resolver_means_for_the_caller_arrives_and_nothing_else() {
    let server = Server::start().await;
    let (status, answer) = server.post("{ forbidden }").await;
    assert_eq!((status, code(&answer)), (200, "FORBIDDEN"));
    assert_eq!(answer["errors"][0]["path"], json!(["forbidden"]));
    assert!(answer["data"].is_null() && answer.get("data").is_some(), "{answer}");

    let (_, answer) = server.post("{ hello busy }").await;
    assert_eq!(answer["data"], json!({ "hello": "world", "busy": null }));
    let extensions = json!({ "code": "OVERLOADED", "retryable": true, "retryAfterMs": 250 });
    assert_eq!(answer["errors"][0]["extensions"], extensions);

    let mut ids = vec![];
    for document in ["{ secret }", "{ panics }"] {
        let (status, answer) = server.post(document).await;
        assert_eq!((status, code(&answer)), (200, "INTERNAL_SERVER_ERROR"), "{answer}");
        assert!(!answer.to_string().contains("12345") && !answer.to_string().contains("log only"), "{answer}");
        ids.push(answer["errors"][0]["extensions"]["requestId"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    // And the connection that panicked is not the server.
    assert_eq!(server.post("{ hello }").await.1, json!({ "data": { "hello": "world" } }));
}

#[tokio::test]
async fn a_field_of_a_mutation_runs_once() {
    let server = Server::start().await;
    let document = "mutation { add(by: 1) add(by: 1) ...F } fragment F on Mutation { add(by: 1) }";
    assert_eq!(server.post(document).await.1, json!({ "data": { "add": 1 } }));
    let (_, answer) = server.post("mutation { add(by: 1) }").await;
    assert_eq!(answer, json!({ "data": { "add": 2 } }), "the first has added one");
}
