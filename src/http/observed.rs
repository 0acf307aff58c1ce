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
    request::{self, ID_BYTES_MAX, RequestId, RequestIds},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// W3C trace context: which trace the caller is in.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Answers under the id that a proxy gave the request, or one of ours; the answer says which. Without ids it is nobody's
/// request, as when Prometheus looks: it has none, and is not counted.
pub(super) async fn answer(
    app: &TowerToHyperService<Router>,
    ids: Option<&RequestIds>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let Some(ids) = ids else { return app.call(request).await };
    let _in_flight = metrics::request();
    let given = request.headers().get(REQUEST_ID);
    let id = given.and_then(|id| RequestId::parse(id.as_bytes())).unwrap_or_else(|| ids.make());
    // What was parsed, or made by us, is a header's value.
    let text = HeaderValue::from_bytes(id.text(&mut [0; ID_BYTES_MAX])).ok();
    let parent = request.headers().get(TRACEPARENT).and_then(|parent| parent.to_str().ok());
    let span = request::span(&id, parent);
    let mut response = request::answering(id, span.clone(), app.call(request)).await?;
    span.record("status", response.status().as_u16());
    span.in_scope(|| tracing::debug!("answered"));
    if let Some(text) = text {
        response.headers_mut().insert(REQUEST_ID, text);
    }
    Ok(response)
}
