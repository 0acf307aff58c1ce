//! What must hold for bodies, frames and headers, whatever is in them: see `crate::fuzzing`.

#![expect(clippy::panic, reason = "a broken promise ends the fuzzer")]

use serde_json::{Value, value::RawValue};

use super::{
    request,
    socket::message::{self, Inbound},
    viewer::Credentials,
};
use crate::graphql::{guard, operation};

/// A body is read as JSON says, and a document passes the guard before it meets a parser, which lives.
pub fn graphql_body(bytes: &[u8]) {
    let Ok(request) = request::of_json(bytes) else { return };
    // A member that nobody reads may be what a whole reader refuses: 1e999, a thousand brackets, bytes that are no UTF-8.
    let Ok(Value::Object(object)) = serde_json::from_slice::<Value>(bytes) else { return drop(operation::prepare(request)) };
    assert_eq!(object.get("query").and_then(Value::as_str), Some(request.query.as_str()));
    let opens = request.query.bytes().filter(|byte| b"{[(".contains(byte)).count();
    match guard::check(&request.query) {
        Err(guard::Refusal::TooLong) => assert!(request.query.len() > guard::DOCUMENT_BYTES_MAX),
        Err(guard::Refusal::NestedTooDeep) => assert!(opens > guard::DOCUMENT_NESTING_MAX),
        Err(guard::Refusal::TooManyTokens) => assert!(request.query.len() > guard::DOCUMENT_TOKENS_MAX),
        Err(guard::Refusal::UnterminatedString) => assert!(request.query.contains('"')),
        Err(guard::Refusal::InputFieldTwice(name)) => assert!(request.query.matches(&name).count() > 1),
        Ok(()) => assert!(request.query.len() <= guard::DOCUMENT_BYTES_MAX),
    }
    drop(operation::prepare(request));
}

/// A message is one of the protocol's, its id can be answered under, and what is answered is JSON.
pub fn websocket_frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(inbound) = message::read(text) else { return };
    // A member that nobody reads may be what a whole reader refuses.
    let Ok(frame) = serde_json::from_str::<Value>(text) else { return };
    let said = frame.get("type").and_then(Value::as_str);
    match inbound {
        Inbound::Init { .. } => assert_eq!(said, Some("connection_init")),
        Inbound::Pong => assert_eq!(said, Some("pong")),
        Inbound::Ping { payload } => {
            assert_eq!(said, Some("ping"));
            let Ok(pong) = serde_json::from_str::<Value>(&message::pong(payload.as_deref())) else { panic!("no JSON") };
            assert_eq!((pong.get("payload"), pong.get("type")), (frame.get("payload"), Some(&"pong".into())));
        }
        Inbound::Subscribe { id, request } => {
            assert_eq!(said, Some("subscribe"));
            is_answered_under(&id, &frame);
            drop(operation::prepare(request));
        }
        Inbound::Complete { id } => {
            assert_eq!(said, Some("complete"));
            is_answered_under(&id, &frame);
        }
    }
}

fn is_answered_under(id: &str, frame: &Value) {
    assert!((1..=255).contains(&id.len()));
    assert_eq!(frame.get("id").and_then(Value::as_str), Some(id));
    let Ok(payload) = RawValue::from_string("{\"data\":null}".to_owned()) else { unreachable!("it is JSON") };
    for answer in [message::next(id, &payload), message::error(id, &[]), message::complete(id)] {
        let Ok(answer) = serde_json::from_str::<Value>(&answer) else { panic!("{answer} is no JSON") };
        assert_eq!(answer.get("id"), frame.get("id"));
    }
}

/// A token stands in its header, without blanks around it, and is read again from itself.
pub fn token_header(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Credentials::Bearer(token) = Credentials::of_authorization(text) {
        assert!(!token.is_empty() && token.trim() == token && text.contains(&token));
        assert_eq!(Credentials::of_authorization(&format!("BEARER  {token} ")), Credentials::Bearer(token));
    }
}
