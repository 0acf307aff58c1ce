//! The door to the local network: HTTPS, and behind it this server and the app as one origin, so that phones get a secure page.
//!
//! Hangtag's own paths are `/healthz`, `/readyz` and `/graphql`; with an app all others are passed on to it. A request for
//! `/graphql` that brings a cookie goes to the app too: Hangtag knows no cookies, and the app keeps the person's token in one.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri, Version, header, uri::Authority},
};
use hyper::{service::Service, upgrade::OnUpgrade};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
    service::TowerToHyperService,
};
use tokio::{io::copy_bidirectional, net::TcpListener, sync::Semaphore, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::trust::TrustPage;

/// The app is on this machine or beside it.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// The app renders a page in milliseconds; it may be waiting for us.
const ANSWER_TIME: Duration = Duration::from_secs(30);
/// Tills and dashboards of a hall, ten times over.
const SOCKETS_PASSED_MAX: usize = 2_000;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Headers that are about one connection (RFC 9110, 7.6.1), and no business of the next.
const OF_ONE_CONNECTION: [HeaderName; 6] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The local network's door.
pub struct Lan {
    /// For HTTPS.
    pub listener: TcpListener,
    /// With the certificate of the moment.
    pub tls: Arc<rustls::ServerConfig>,
    /// The app, if one stands behind this origin.
    pub app: Option<Behind>,
    /// For phones that do not trust it yet.
    pub trust: Trust,
}

/// Where phones learn to trust.
pub struct Trust {
    /// For plain HTTP.
    pub listener: TcpListener,
    /// What it says.
    pub page: TrustPage,
}

/// An HTTP server that requests are passed on to.
#[derive(Clone)]
pub struct Behind {
    authority: Authority,
    client: Client<HttpConnector, Body>,
    places: Arc<Semaphore>,
}

impl Behind {
    /// The server at `http://HOST:PORT`; none if the text is no such address.
    pub fn at(url: &str) -> Option<Self> {
        let uri: Uri = url.trim_end_matches('/').parse().ok()?;
        let is_plain = uri.scheme_str() == Some("http") && uri.path() == "/" && uri.query().is_none();
        let authority = uri.authority().filter(|authority| is_plain && !authority.as_str().contains('@'))?.clone();
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIME));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Some(Self { authority, client, places: Arc::new(Semaphore::new(SOCKETS_PASSED_MAX)) })
    }
}

/// Hangtag and, if there is one, the app.
pub(super) fn router(own: Router, app: Option<Behind>, sockets: (TaskTracker, CancellationToken)) -> Router {
    let Some(app) = app else { return own };
    let own = TowerToHyperService::new(own);
    Router::new().fallback(move |request: Request<Body>| {
        let (own, app, sockets) = (own.clone(), app.clone(), sockets.clone());
        async move {
            if is_own(&request) {
                // It cannot fail.
                return own.call(request).await.unwrap_or_default();
            }
            app.answer(request, sockets).await
        }
    })
}

fn is_own(request: &Request<Body>) -> bool {
    match request.uri().path() {
        "/healthz" | "/readyz" => true,
        "/graphql" => !request.headers().contains_key(header::COOKIE),
        _ => false,
    }
}

impl Behind {
    async fn answer(self, mut request: Request<Body>, sockets: (TaskTracker, CancellationToken)) -> Response<Body> {
        let upgrade = request.headers().get(header::UPGRADE).cloned();
        let client_side = upgrade.as_ref().map(|_| hyper::upgrade::on(&mut request));
        let Some(request) = self.turned_to_app(request, upgrade.as_ref()) else {
            return failed(StatusCode::BAD_REQUEST, "The address of this page cannot be passed on.");
        };
        let answer = match timeout(ANSWER_TIME, self.client.request(request)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the app cannot be reached");
                return failed(
                    StatusCode::BAD_GATEWAY,
                    "The app does not answer. Is it running, at the address that --app names?",
                );
            }
            Err(_) => return failed(StatusCode::GATEWAY_TIMEOUT, "The app takes too long. Try again."),
        };
        let mut answer = answer.map(Body::new);
        if let (StatusCode::SWITCHING_PROTOCOLS, Some(client_side)) = (answer.status(), client_side) {
            let app_side = hyper::upgrade::on(&mut answer);
            if !self.join((client_side, app_side), sockets) {
                return failed(StatusCode::SERVICE_UNAVAILABLE, "There are too many sockets already. Try again later.");
            }
            return answer;
        }
        remove_hops(answer.headers_mut());
        answer
    }

    /// The same request to the app, which is told under what address a person sees it.
    fn turned_to_app(&self, request: Request<Body>, upgrade: Option<&HeaderValue>) -> Option<Request<Body>> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = Uri::builder().scheme("http").authority(self.authority.clone()).path_and_query(path).build().ok()?;
        parts.version = Version::HTTP_11;
        remove_hops(&mut parts.headers);
        if let Some(upgrade) = upgrade {
            parts.headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            parts.headers.insert(header::UPGRADE, upgrade.clone());
        }
        // Whoever speaks to us is no proxy that the app may believe.
        parts.headers.remove(FORWARDED_FOR);
        parts.headers.insert(FORWARDED_PROTO, HeaderValue::from_static("https"));
        match parts.headers.get(header::HOST).cloned() {
            Some(host) => parts.headers.insert(FORWARDED_HOST, host),
            None => parts.headers.remove(FORWARDED_HOST),
        };
        Some(Request::from_parts(parts, body))
    }

    /// Carries bytes between both until one of them ends, or the server does.
    fn join(&self, (client, app): (OnUpgrade, OnUpgrade), (tracker, shutdown): (TaskTracker, CancellationToken)) -> bool {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return false };
        tracker.spawn(async move {
            let _place = place;
            let carried = async {
                let (client, app) = tokio::try_join!(client, app).ok()?;
                copy_bidirectional(&mut TokioIo::new(client), &mut TokioIo::new(app)).await.ok()
            };
            tokio::select! {
                _ = carried => {}
                // The app's socket ends as if the network had; its page comes back.
                () = shutdown.cancelled() => {}
            }
        });
        true
    }
}

fn remove_hops(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in OF_ONE_CONNECTION.iter().chain(&named) {
        headers.remove(name);
    }
}

fn failed(status: StatusCode, why: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(why));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_an_address_and_nothing_else() {
        for url in ["http://127.0.0.1:3000", "http://127.0.0.1:3000/", "http://app", "http://[::1]:3000"] {
            assert!(Behind::at(url).is_some(), "{url}");
        }
        for url in ["", "127.0.0.1:3000", "https://app", "http://me@app", "http://app/page", "http://app/?a=b", "ftp://app"] {
            assert!(Behind::at(url).is_none(), "{url}");
        }
    }

    #[test]
    fn what_is_about_one_connection_ends_with_it() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("connection", "close, x-hop"), ("x-hop", "1"), ("te", "trailers"), ("accept", "text/html")] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        remove_hops(&mut headers);
        assert_eq!(headers.keys().collect::<Vec<_>>(), ["accept"]);
    }
}
