//! The messages of graphql-transport-ws, read and written.

use async_graphql::ServerError;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{graphql::operation::Request, http::request};

/// A client's ids are counters or UUIDs.
const ID_BYTES_MAX: usize = 255;

/// What a client says.
pub(in crate::http) enum Inbound {
    Init { authorization: Option<String> },
    Ping { payload: Option<Box<RawValue>> },
    Pong,
    Subscribe { id: String, request: Request },
    Complete { id: String },
}

/// Anything that is no message of the protocol.
#[derive(Debug)]
pub(in crate::http) struct Malformed;

#[derive(Deserialize)]
struct Frame<'a> {
    r#type: String,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct InitPayload {
    // Browsers' clients take the name over from the HTTP header.
    #[serde(alias = "Authorization")]
    authorization: Option<String>,
}

pub(in crate::http) fn read(text: &str) -> Result<Inbound, Malformed> {
    let frame: Frame<'_> = serde_json::from_str(text).map_err(|_| Malformed)?;
    let id = || match &frame.id {
        Some(id) if !id.is_empty() && id.len() <= ID_BYTES_MAX => Ok(id.clone()),
        _ => Err(Malformed),
    };
    match frame.r#type.as_str() {
        "connection_init" => {
            let payload = frame
                .payload
                .map_or(Ok(None), |payload| serde_json::from_str::<Option<InitPayload>>(payload.get()).map_err(|_| Malformed))?;
            Ok(Inbound::Init { authorization: payload.and_then(|payload| payload.authorization) })
        }
        "ping" => Ok(Inbound::Ping { payload: frame.payload.map(ToOwned::to_owned) }),
        "pong" => Ok(Inbound::Pong),
        "subscribe" => {
            let payload = frame.payload.ok_or(Malformed)?;
            let request = request::of_json(payload.get().as_bytes()).map_err(|_| Malformed)?;
            Ok(Inbound::Subscribe { id: id()?, request })
        }
        "complete" => Ok(Inbound::Complete { id: id()? }),
        _ => Err(Malformed),
    }
}

#[derive(Serialize)]
struct Outbound<'a, T> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<T>,
}

fn write<T: Serialize>(r#type: &'static str, id: Option<&str>, payload: Option<T>) -> String {
    // Answers are plain values with text as keys: there is nothing that JSON cannot say.
    serde_json::to_string(&Outbound { r#type, id, payload }).unwrap_or_default()
}

pub(in crate::http) fn ack() -> String {
    write::<()>("connection_ack", None, None)
}

pub(in crate::http) fn pong(payload: Option<&RawValue>) -> String {
    write("pong", None, payload)
}

/// As `write` would, without a look at the payload: a thousand sockets are sent the same.
pub(in crate::http) fn next(id: &str, payload: &RawValue) -> String {
    let id = serde_json::to_string(id).unwrap_or_default();
    ["{\"type\":\"next\",\"id\":", &id, ",\"payload\":", payload.get(), "}"].concat()
}

pub(in crate::http) fn error(id: &str, errors: &[ServerError]) -> String {
    write("error", Some(id), Some(errors))
}

pub(in crate::http) fn complete(id: &str) -> String {
    write::<()>("complete", Some(id), None)
}
