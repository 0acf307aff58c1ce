//! A GraphQL request as it comes over the wire: in a body, a URL or a socket's message.

use async_graphql::Variables;
use serde::Deserialize;
use serde_json::Value;

use crate::graphql::operation::Request;

/// The parameters of GraphQL over HTTP. Others are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: String,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Variables,
    /// Only its type is checked: there is no extension yet.
    #[serde(rename = "extensions")]
    _extensions: Option<serde_json::Map<String, Value>>,
}

const SHAPE: &str = "`query` (a string) and, if wanted, `operationName` (a string), `variables` and `extensions` (objects)";

/// The error says what is wrong with it, without quoting it.
pub(super) fn of_json(json: &[u8]) -> Result<Request, String> {
    // A list would be taken for the fields in their order.
    if json.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(format!("A request is one JSON object with {SHAPE}."));
    }
    let parameters: Parameters = serde_json::from_slice(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => {
                format!("A request is one JSON object with {SHAPE}; see line {line}, column {column}.")
            }
            _ => format!("The JSON is not well-formed at line {line}, column {column}."),
        }
    })?;
    let Parameters { query, operation_name, variables, .. } = parameters;
    Ok(Request { query, operation_name, variables })
}

/// From a URL, where `variables` and `extensions` are JSON.
pub(super) fn of_url_query(url_query: &str) -> Result<Request, String> {
    let mut request = Request::default();
    let mut query = None;
    for (name, value) in form_urlencoded::parse(url_query.as_bytes()) {
        match name.as_ref() {
            "query" => query = Some(value.into_owned()),
            "operationName" if !value.is_empty() => {
                request.operation_name = Some(value.into_owned());
            }
            "variables" if !value.is_empty() => {
                request.variables = serde_json::from_str(&value).map_err(|_| "`variables` is not a JSON object.".to_owned())?;
            }
            "extensions" if !value.is_empty() => {
                serde_json::from_str::<Option<serde_json::Map<String, Value>>>(&value)
                    .map_err(|_| "`extensions` is not a JSON object.".to_owned())?;
            }
            _ => {}
        }
    }
    request.query = query.ok_or_else(|| format!("The URL has no `query`; a request has {SHAPE}."))?;
    Ok(request)
}
