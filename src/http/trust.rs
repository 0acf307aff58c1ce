//! What a phone that does not trust this machine yet gets over plain HTTP: the certificate to trust, how, and where to go then.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderValue, Response, header},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::answer;

const PAGE: &str = include_str!("trust.html");
/// By this type phones know that it is for them to trust.
const CERTIFICATE: HeaderValue = HeaderValue::from_static("application/x-x509-ca-cert");

/// What the page says.
#[derive(Clone, Debug)]
pub struct TrustPage {
    /// In DER.
    pub certificate: Vec<u8>,
    /// SHA-256 of it, as phones show it.
    pub fingerprint: String,
    /// Where to go when it is trusted.
    pub url: String,
}

impl TrustPage {
    pub(super) fn router(self) -> Router {
        let html: Arc<str> =
            PAGE.replace("{{url}}", &escaped(&self.url)).replace("{{fingerprint}}", &escaped(&self.fingerprint)).into();
        let certificate = Bytes::from(self.certificate);
        let page = move || {
            let html = Arc::clone(&html);
            async move { page(&html) }
        };
        let download = move || {
            let certificate = certificate.clone();
            async move { file(certificate) }
        };
        Router::new()
            .route("/", get(page).fallback(answer::not_found))
            .route("/hangtag-ca.crt", get(download).fallback(answer::not_found))
            .fallback(answer::not_found)
    }
}

fn page(html: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(html.to_owned()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let policy = policy(html).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Nothing is loaded and nothing runs; the one style is named by its hash.
fn policy(html: &str) -> Option<HeaderValue> {
    let (_, rest) = html.split_once("<style>")?;
    let (style, _) = rest.split_once("</style>")?;
    let hash = BASE64_STANDARD.encode(Sha256::digest(style));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'");
    HeaderValue::from_str(&policy).ok()
}

fn file(certificate: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(certificate));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, CERTIFICATE);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_nothing_and_its_style_is_allowed() {
        assert!(policy(PAGE).unwrap().to_str().unwrap().contains("'sha256-"));
        for foreign in ["<script", "<link", "<img", "<iframe", "style=\"", "@import", "url("] {
            assert!(!PAGE.contains(foreign), "{foreign}");
        }
        for part in ["{{url}}", "{{fingerprint}}", "/hangtag-ca.crt", "color-scheme: light dark"] {
            assert!(PAGE.contains(part), "{part}");
        }
        assert_eq!(escaped("<a href=\"&\">"), "&lt;a href=&quot;&amp;&quot;&gt;");
    }
}
