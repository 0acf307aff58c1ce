//! Sorts an answer's errors: each gets a code, and what is not meant for the caller goes to the log.

use async_graphql::{
    ErrorExtensionValues, PathSegment, Pos, Positioned, ServerError, Value,
    parser::{
        parse_query,
        types::{ExecutableDocument, Field, Selection, SelectionSet},
    },
};

use super::error::Code;
use super::variables::too_large_at;

/// A message may quote what the caller sent; more than this helps nobody.
const MESSAGE_CHARS_MAX: usize = 400;
/// One rule can find fault with each of thousands of fields.
const REFUSAL_ERRORS_MAX: usize = 20;

/// Gives each error its code. `request_id` is asked once, if there is anything to mask.
pub(super) fn sort(errors: &mut Vec<ServerError>, query: &str, request_id: impl FnOnce() -> String) {
    let mut arguments = None;
    let mut masked = Vec::new();
    for (index, error) in errors.iter_mut().enumerate() {
        match code(error) {
            Some(Code::BadUserInput) if !has_code(error) => {
                let arguments = arguments.get_or_insert_with(|| parse_query(query).ok());
                name_argument(error, arguments.as_ref());
                error.extensions = Some(Code::BadUserInput.extensions());
            }
            Some(code) => complete(error.extensions.get_or_insert_default(), code),
            None => masked.push(index),
        }
    }
    if !masked.is_empty() {
        mask(errors, &masked, &request_id());
    }
    shorten(errors);
}

/// Cuts messages, and a refusal's list of errors, to a size that is worth reading.
pub(super) fn shorten(errors: &mut Vec<ServerError>) {
    if errors.iter().all(|error| error.path.is_empty()) {
        errors.truncate(REFUSAL_ERRORS_MAX);
    }
    for error in errors {
        if let Some(code) = given_code(error) {
            crate::observe::metrics::error(code.name());
        }
        if let Some((end, _)) = error.message.char_indices().nth(MESSAGE_CHARS_MAX) {
            error.message.truncate(end);
            error.message.push('…');
        }
    }
}

fn has_code(error: &ServerError) -> bool {
    given_code(error).is_some()
}

fn given_code(error: &ServerError) -> Option<Code> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(name) => Code::of_name(name),
        Value::Enum(name) => Code::of_name(name),
        _ => None,
    }
}

/// What an error is; none if only the log may know.
fn code(error: &ServerError) -> Option<Code> {
    if let Some(code) = given_code(error) {
        return Some(code);
    }
    // async-graphql's own have no source; a resolver's `?` on any other error type gives them one.
    let own = error.source.is_none() && error.extensions.is_none();
    let of_value = ["Invalid value for argument ", "Failed to parse \"", "Expected input type \""]
        .iter()
        .any(|beginning| error.message.starts_with(beginning));
    match (own, of_value) {
        (true, true) => Some(Code::BadUserInput),
        (true, false) if error.path.is_empty() => Some(Code::GraphqlValidationFailed),
        _ => None,
    }
}

fn complete(extensions: &mut ErrorExtensionValues, code: Code) {
    extensions.set("code", code.name());
    if !matches!(extensions.get("retryable"), Some(Value::Boolean(_))) {
        extensions.set("retryable", code.retryable());
    }
}

/// Logged once for the request, with the first message and how many there were.
fn mask(errors: &mut [ServerError], masked: &[usize], request_id: &str) {
    if let Some(first) = masked.first().and_then(|index| errors.get(*index)) {
        let path = path(&first.path);
        tracing::error!(request_id, path, errors = masked.len(), message = first.message, "a resolver failed");
    }
    for index in masked {
        let Some(error) = errors.get_mut(*index) else {
            continue;
        };
        let mut extensions = Code::InternalServerError.extensions();
        extensions.set("requestId", request_id);
        error.message = "Something went wrong on our side; the log has it under this request id.".into();
        error.source = None;
        error.extensions = Some(extensions);
    }
}

fn path(path: &[PathSegment]) -> String {
    let segments: Vec<String> = path
        .iter()
        .map(|segment| match segment {
            PathSegment::Field(name) => name.clone(),
            PathSegment::Index(index) => index.to_string(),
        })
        .collect();
    segments.join(".")
}

/// Says which argument was wrong: a scalar's own parser knows only its type, but the error stands where the value does.
fn name_argument(error: &mut ServerError, document: Option<&ExecutableDocument>) {
    // The validation's message names it already.
    if error.message.starts_with("Invalid value for argument ") {
        return;
    }
    let position = error.locations.first().copied();
    if let Some(argument) = position.zip(document).and_then(|(position, document)| argument_at(document, position)) {
        error.message = format!("Invalid value for argument \"{argument}\": {}", error.message);
    }
}

fn argument_at(document: &ExecutableDocument, position: Pos) -> Option<String> {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).find_map(|set| argument_in(set, position))
}

fn argument_in(set: &SelectionSet, position: Pos) -> Option<String> {
    set.items.iter().find_map(|selection| match &selection.node {
        Selection::Field(field) => field
            .node
            .arguments
            .iter()
            .find(|(_, value)| value.pos == position)
            .map(|(name, _)| name.node.to_string())
            // What an argument costs is asked before it is read: then the error stands where the field does.
            .or_else(|| (selection.pos == position).then(|| argument_beyond_int(&field.node)).flatten())
            .or_else(|| argument_in(&field.node.selection_set.node, position)),
        Selection::InlineFragment(fragment) => argument_in(&fragment.node.selection_set.node, position),
        Selection::FragmentSpread(_) => None,
    })
}

/// The argument that holds a number beyond Int. One in a variable was found before anything ran.
fn argument_beyond_int(field: &Field) -> Option<String> {
    let has_large = |value: &Value| too_large_at(value).is_some();
    let literal = |value: &Positioned<async_graphql_value::Value>| value.node.clone().into_const();
    field
        .arguments
        .iter()
        .find(|(_, value)| literal(value).as_ref().is_some_and(has_large))
        .map(|(name, _)| name.node.to_string())
}
