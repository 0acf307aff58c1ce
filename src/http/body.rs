//! A request's body: bounded in bytes and time.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::answer::Refusal;
use crate::graphql::error::Code;

/// A sale of 200 lines has 40 kB; 500 items to add have 150 kB.
pub(super) const BODY_BYTES_MAX: usize = 1024 * 1024;
/// A refused client goes on sending. Closing at once would reset the connection under our answer, so what comes is read
/// and dropped so long: enough for 100 MB on a fast line; who is slower has seen the answer.
const LINGER: Duration = Duration::from_secs(2);

/// Reads a body whole.
pub(super) async fn read(headers: &HeaderMap, body: Body, within: Duration) -> Result<Vec<u8>, Refusal> {
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse::<u64>().ok());
    let announced = announced.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > BODY_BYTES_MAX) {
        discard(headers, body);
        return Err(too_large());
    }
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0));
    let reading = async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Refusal::bad_request("The body ended early."))?;
            if bytes.len() + chunk.len() > BODY_BYTES_MAX {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(())
    };
    match timeout(within, reading).await {
        Ok(Ok(())) => Ok(bytes),
        Ok(Err(refusal)) => {
            discard(headers, Body::from_stream(chunks));
            Err(refusal)
        }
        Err(_) => Err(too_slow()),
    }
}

/// Lets a client finish sending what nobody reads, so that it sees our answer.
pub(super) fn discard(headers: &HeaderMap, body: Body) {
    // Such a client has not begun to send.
    if headers.contains_key(header::EXPECT) {
        return;
    }
    tokio::spawn(timeout(LINGER, async move {
        let mut chunks = body.into_data_stream();
        while let Some(Ok(_)) = chunks.next().await {}
    }));
}

fn too_large() -> Refusal {
    let message = format!("The body is larger than {BODY_BYTES_MAX} bytes.");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, Code::BadUserInput, message).with(header::CONNECTION, "close")
}

fn too_slow() -> Refusal {
    Refusal::new(StatusCode::REQUEST_TIMEOUT, Code::BadUserInput, "The body did not come in time.")
        .with(header::CONNECTION, "close")
}
