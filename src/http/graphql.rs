//! GraphQL over HTTP: POST runs queries and mutations, GET runs queries.

use std::{sync::Arc, time::Duration};

use async_graphql::{Executor, parser::types::OperationType};
use axum::{
    body::Body,
    extract::{self, FromRequestParts, WebSocketUpgrade},
    http::{HeaderMap, Method, Request, Response, StatusCode, header, request::Parts},
};

use super::{
    State,
    answer::{self, Refusal},
    body,
    negotiate::{self, MediaType},
    request, socket,
    viewer::{Credentials, Denied},
};
use crate::{
    domain::access::Viewer,
    graphql::{error::Code, execute::Answer, operation},
};

/// A store that does not answer may be back by then.
const TOKEN_RETRY: Duration = Duration::from_millis(500);

pub(super) async fn post<E: Executor>(
    extract::State(state): extract::State<Arc<State<E>>>,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let media = match accepted(&headers) {
        Ok(media) => media,
        Err(refusal) => {
            body::discard(&headers, body);
            return refusal.into_response(MediaType::Json);
        }
    };
    if !negotiate::is_json(&headers) {
        body::discard(&headers, body);
        let message = "A POST needs the content type application/json.";
        return Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadUserInput, message).into_response(media);
    }
    // A body that comes slowly takes nobody's place.
    let json = match body::read(&headers, body, state.times.body).await {
        Ok(json) => json,
        Err(refusal) => return refusal.into_response(media),
    };
    let read = move || request::of_json(&json);
    in_a_place(state, (media, &headers), (read, Method::POST)).await
}

pub(super) async fn get<E: Executor>(
    extract::State(state): extract::State<Arc<State<E>>>,
    request: Request<Body>,
) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    if parts.method == Method::HEAD {
        return other_method().await;
    }
    if is_upgrade(&parts.headers) {
        return upgrade(state, &mut parts).await;
    }
    let headers = &parts.headers;
    let media = match accepted(headers) {
        Ok(media) => media,
        Err(refusal) => return refusal.into_response(MediaType::Json),
    };
    let uri = parts.uri;
    let read = move || request::of_url_query(uri.query().unwrap_or_default());
    in_a_place(state, (media, headers), (read, Method::GET)).await
}

/// Answers what `read` gives, if there is a place: on threads of their own while others are refused.
async fn in_a_place<E: Executor>(
    state: Arc<State<E>>,
    (media, headers): (MediaType, &HeaderMap),
    (read, method): (impl FnOnce() -> Result<operation::Request, String> + Send + 'static, Method),
) -> Response<Body> {
    let place = match state.admission.admit() {
        Ok(place) => place,
        Err(refusal) => return refusal.into_response(media),
    };
    let credentials = Credentials::of_headers(headers);
    let offload = state.admission.is_crowded().then(|| state.offload.clone());
    let work = async move {
        let _place = place;
        match run(&state, credentials, (read, method)).await {
            Ok(answer) => answer::of_operation(media, &answer),
            Err(refusal) => refusal.into_response(media),
        }
    };
    match offload {
        Some(offload) => offload.run(work).await,
        None => work.await,
    }
}

async fn run<E: Executor>(
    state: &State<E>,
    credentials: Credentials,
    (read, method): (impl FnOnce() -> Result<operation::Request, String>, Method),
) -> Result<Answer, Refusal> {
    let viewer = viewer(state, &credentials).await?;
    match state.api.prepare(read().map_err(Refusal::bad_request)?) {
        Ok(operation) if operation.ty == OperationType::Mutation && method == Method::GET => Err(mutation_by_get()),
        Ok(operation) => {
            let _place = state.admission.let_in(operation.ty)?;
            Ok(state.api.run(operation, viewer).await)
        }
        Err(answer) => Ok(answer),
    }
}

pub(super) async fn other_method() -> Response<Body> {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::BadUserInput, "GraphQL takes POST and GET.")
        .with(header::ALLOW, "GET, POST")
        .into_response(MediaType::Json)
}

/// A GET may be repeated and prefetched by anybody on the way.
fn mutation_by_get() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::BadUserInput, "A GET does not run a mutation; POST it.")
        .with(header::ALLOW, "POST")
}

fn accepted(headers: &HeaderMap) -> Result<MediaType, Refusal> {
    MediaType::accepted(headers).ok_or_else(|| {
        let message = "Answers are application/graphql-response+json or application/json, in UTF-8.";
        Refusal::new(StatusCode::NOT_ACCEPTABLE, Code::BadUserInput, message)
    })
}

async fn viewer<E>(state: &State<E>, credentials: &Credentials) -> Result<Option<Viewer>, Refusal> {
    credentials.viewer(&*state.authenticate).await.map_err(|denied| match denied {
        Denied::NotValid => {
            Refusal::new(StatusCode::UNAUTHORIZED, Code::Unauthenticated, "The token is not valid, or was revoked.")
                .with(header::WWW_AUTHENTICATE, "Bearer")
        }
        Denied::Unavailable => {
            let message = "The token cannot be checked now.";
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, Code::StorageUnavailable, message).retry_after(TOKEN_RETRY)
        }
    })
}

fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

async fn upgrade<E: Executor>(state: Arc<State<E>>, parts: &mut Parts) -> Response<Body> {
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => socket::open(state, upgrade, Credentials::of_headers(&parts.headers)),
        Err(_) => Refusal::bad_request("This is no WebSocket handshake.").into_response(MediaType::Json),
    }
}
