//! What surrounds the answering of each HTTP request: its id, and while somebody looks, its span.

use std::convert::Infallible;

use axum::{
    Router,
    body::Body,
    http::{HeaderName, HeaderValue, Request, Response},
};
use hyper::{body::Incoming, service::Service};
use hyper_util::service::TowerToHyperService;

use crate::observe::{
    metrics,
    request::{self, RequestId, RequestIds},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C trace context: which trace the caller is in.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Answers under the id that a proxy gave the request, or one of ours; the answer says which.
pub(super) async fn answer(
    app: &TowerToHyperService<Router>,
    ids: &RequestIds,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let _in_flight = metrics::request();
    let given = request.headers().get(REQUEST_ID);
    let id = given.and_then(|id| RequestId::parse(id.as_bytes())).unwrap_or_else(|| ids.make());
    let text = id.to_string();
    let parent = request.headers().get(TRACEPARENT).and_then(|parent| parent.to_str().ok());
    let span = request::span(&id, parent);
    let mut response = request::answering(id, span.clone(), app.call(request)).await?;
    span.record("status", response.status().as_u16());
    span.in_scope(|| tracing::debug!("answered"));
    // What was parsed, or made by us, is a header's value.
    if let Ok(text) = HeaderValue::try_from(text) {
        response.headers_mut().insert(REQUEST_ID, text);
    }
    Ok(response)
}
