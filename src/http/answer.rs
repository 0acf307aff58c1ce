//! Answers on the wire: one shape of JSON for every one of them, refusals too.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};

use super::{negotiate::MediaType, patience::ComeAgain};
use crate::graphql::{error::Code, execute::Answer};

/// Why a request never became an operation.
#[derive(Debug)]
pub(super) struct Refusal {
    pub status: StatusCode,
    pub code: Code,
    pub message: String,
    /// One more header: what is allowed, or that the connection ends.
    pub header: Option<(HeaderName, &'static str)>,
    /// When the same may be asked again, if it may.
    pub retry: Option<Retry>,
}

/// When the same may be asked again.
#[derive(Clone, Copy, Debug)]
pub(super) enum Retry {
    After(Duration),
    /// And who does not wait is made to.
    Told(ComeAgain),
}

impl Retry {
    fn after(self) -> Duration {
        match self {
            Self::After(after) | Self::Told(ComeAgain { after, .. }) => after,
        }
    }
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None, retry: None }
    }

    pub(super) fn with(self, name: HeaderName, value: &'static str) -> Self {
        Self { header: Some((name, value)), ..self }
    }

    /// To the millisecond in the body, and in whole seconds for proxies.
    pub(super) fn retry_after(self, after: Duration) -> Self {
        Self { retry: Some(Retry::After(after)), ..self }
    }

    /// As `retry_after`, to who found no place.
    pub(super) fn come_again(self, told: ComeAgain) -> Self {
        Self { retry: Some(Retry::Told(told)), ..self }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::BadUserInput, message)
    }

    pub(super) fn into_response(self, media: MediaType) -> Response<Body> {
        let mut response = response(media, self.status, &self.answer());
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if let Some(retry) = self.retry {
            let seconds = u64::try_from(retry.after().as_millis().div_ceil(1_000)).unwrap_or(u64::MAX);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(Retry::Told(told)) = self.retry {
            response.extensions_mut().insert(told);
        }
        response
    }

    /// For a transport without statuses.
    pub(super) fn answer(&self) -> Answer {
        match self.retry {
            Some(retry) => Answer::refused_until(self.code, &*self.message, retry.after()),
            None => Answer::refused(self.code, &*self.message),
        }
    }
}

/// An operation's answer. One that was refused before it ran has a status of its media type's.
pub(super) fn of_operation(media: MediaType, answer: &Answer) -> Response<Body> {
    let status = match (answer.is_refusal(), media) {
        (true, MediaType::GraphqlResponse) => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    response(media, status, answer)
}

/// Every path that is none.
pub(super) async fn not_found() -> Response<Body> {
    Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, "There is nothing here; the API is at /graphql.")
        .into_response(MediaType::Json)
}

fn response(media: MediaType, status: StatusCode, answer: &Answer) -> Response<Body> {
    match serde_json::to_vec(answer) {
        Ok(json) => json_response(media, status, json),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            let masked = Answer::refused(Code::InternalServerError, "Something went wrong on our side.");
            json_response(media, StatusCode::INTERNAL_SERVER_ERROR, serde_json::to_vec(&masked).unwrap_or_default())
        }
    }
}

/// JSON that nobody keeps and nobody takes for something else.
pub(super) fn json_response(media: MediaType, status: StatusCode, json: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.name()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
