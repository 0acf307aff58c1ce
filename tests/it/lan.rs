//! `hangtag serve --lan`, the real program, as a phone of the hall meets it: under a name of the machine, by its own authority.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, WebSocketUpgrade, ws};
use axum::routing::{any, get};
use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Child;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

use crate::harness::Place;
use crate::program::{complains, hangtag, has, says};

const PATIENCE: Duration = Duration::from_secs(20);

/// A server that lets the local network in, and what it says about that.
struct Hall {
    place: Place,
    server: Child,
    said: Vec<String>,
    address: SocketAddr,
    trust: String,
    certificate: Vec<u8>,
}

impl Hall {
    async fn open(place: Place, app: Option<SocketAddr>) -> Self {
        let app = app.map(|address| format!("http://{address}"));
        let mut words = vec!["serve", "--listen", "127.0.0.1:0", "--lan"];
        words.extend(["--lan-listen", "127.0.0.1:0", "--lan-trust-listen", "127.0.0.1:0"]);
        words.extend(app.iter().flat_map(|url| ["--app", url.as_str()]));
        let mut server = hangtag(&place, &words).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut said: Vec<String> = Vec::new();
        // The code is the last.
        while said.iter().filter(|line| line.contains('█')).count() < 15 {
            said.push(timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap());
        }
        let behind = |start: &str| said.iter().find_map(|line| line.strip_prefix(start)).unwrap().to_owned();
        let address = behind("phones and tablets: https://").parse().unwrap();
        let trust = behind("first, on each of them: ");
        let certificate = reqwest::get(format!("{trust}/hangtag-ca.crt")).await.unwrap();
        assert_eq!(certificate.headers()["content-type"], "application/x-x509-ca-cert");
        let certificate = certificate.bytes().await.unwrap().to_vec();
        Self { place, server, said, address, trust, certificate }
    }

    /// A name of the machine in its network.
    fn name(&self) -> String {
        let names = self.said.iter().filter_map(|line| line.strip_prefix("  or https://"));
        let local = names
            .filter_map(|name| name.rsplit_once(':'))
            .map(|(name, _)| name)
            .find(|name| name.rsplit('.').next() == Some("local"));
        local.unwrap_or_else(|| panic!("no name of the network: {:?}", self.said)).to_owned()
    }

    /// A connection of somebody who trusts this authority and goes to this name.
    async fn connect(&self, name: &str) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.certificate.clone())).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(builder.with_root_certificates(roots).with_no_client_auth());
        let stream = TcpStream::connect(self.address).await.unwrap();
        TlsConnector::from(config).connect(ServerName::try_from(name.to_owned()).unwrap(), stream).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: &str) -> (u16, String) {
        let stream = TokioIo::new(self.connect(&self.name()).await.unwrap());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let request = request.header("host", self.name()).body(Body::from(body.to_owned())).unwrap();
        let response = timeout(PATIENCE, sender.send_request(request)).await.unwrap().unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(Body::new(response.into_body()), 1_000_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn ask(&self, token: &str, cookie: Option<&str>) -> (u16, String) {
        let mut request = hyper::Request::post("/graphql").header("content-type", "application/json");
        request = request.header("authorization", format!("Bearer {token}"));
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        self.send(request, &json!({ "query": "{ viewer { organizationName } }" }).to_string()).await
    }

    async fn token(&self) -> String {
        let made = says(&self.place, &["token", "create", "--organization", "acme", "--role", "cashier"]).await;
        made.lines().last().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_phone_that_trusts_the_authority_asks_and_listens_under_a_name_of_the_network() {
    let mut hall = Hall::open(Place::sqlite(), None).await;
    let page = reqwest::get(&hall.trust).await.unwrap();
    has(page.headers()["content-security-policy"].to_str().unwrap(), "default-src 'none'; style-src 'sha256-");
    let page = page.text().await.unwrap();
    let fingerprint: Vec<String> = Sha256::digest(&hall.certificate).iter().map(|byte| format!("{byte:02X}")).collect();
    for part in [&fingerprint.join(":"), &format!("href=\"https://{}/\"", hall.address), "iPhone", "Android"] {
        has(&page, part);
    }
    assert!(hall.said.contains(&fingerprint.join(":")), "{:?}", hall.said);
    assert_eq!(reqwest::get(format!("{}/graphql", hall.trust)).await.unwrap().status(), 404, "nothing else is plain");

    let token = hall.token().await;
    let (status, answer) = hall.ask(&token, None).await;
    assert_eq!((status, answer.as_str()), (200, "{\"data\":{\"viewer\":{\"organizationName\":\"acme\"}}}"));
    for name in ["localhost", "127.0.0.1"] {
        hall.connect(name).await.unwrap();
    }
    for name in ["example.org", "other.local", "203.0.113.9"] {
        let refused = hall.connect(name).await.unwrap_err();
        has(&refused.to_string(), "not valid for name");
    }

    let stream = hall.connect(&hall.name()).await.unwrap();
    let mut request = format!("wss://{}/graphql", hall.name()).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let (mut socket, _) = client_async(request, stream).await.unwrap();
    let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
    socket.send(Message::text(init.to_string())).await.unwrap();
    let acknowledged = timeout(PATIENCE, socket.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(serde_json::from_str::<Value>(acknowledged.to_text().unwrap()).unwrap(), json!({ "type": "connection_ack" }));

    // The next start is the same authority: phones are set up once.
    hall.server.kill().await.unwrap();
    let again = Hall::open(hall.place, None).await;
    assert_eq!(again.certificate, hall.certificate);
}

/// An app as SvelteKit's server is one: pages, and a socket of its own.
async fn app() -> SocketAddr {
    let seen = |request: Request| async move {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
        let said = ["host", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-for", "connection", "cookie"].map(header);
        format!("{} {} {}", request.method(), request.uri(), said.join(" "))
    };
    let echo = |upgrade: WebSocketUpgrade| async move {
        upgrade.on_upgrade(|mut socket: ws::WebSocket| async move {
            while let Some(Ok(ws::Message::Text(text))) = socket.next().await {
                socket.send(ws::Message::Text(format!("app heard {text}").into())).await.unwrap();
            }
        })
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/live", get(echo)).fallback(any(seen));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(router.clone());
            let http = hyper::server::conn::http1::Builder::new();
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
        }
    });
    address
}

#[tokio::test]
async fn the_app_stands_behind_the_same_origin() {
    let hall = Hall::open(Place::sqlite(), Some(app().await)).await;
    let (name, token) = (hall.name(), hall.token().await);
    let page = hyper::Request::get("/till?practice=1").header("x-forwarded-for", "10.0.0.1").header("connection", "keep-alive");
    let (status, said) = hall.send(page, "").await;
    assert_eq!((status, said), (200, format!("GET /till?practice=1 {name} https {name} - - -")));
    let root = hall.send(hyper::Request::get("/"), "").await.1;
    has(&root, "GET / ");

    // Hangtag's own paths; what brings a cookie to /graphql is the app's, which has the person's token.
    has(&hall.ask(&token, None).await.1, "\"acme\"");
    has(&hall.ask(&token, Some("session=1")).await.1, "POST /graphql ");
    assert_eq!(hall.send(hyper::Request::get("/healthz"), "").await.0, 200);

    let stream = hall.connect(&name).await.unwrap();
    let (mut socket, _) = client_async(format!("wss://{name}/live"), stream).await.unwrap();
    for word in ["one", "two"] {
        socket.send(Message::text(word)).await.unwrap();
        let heard = timeout(PATIENCE, socket.next()).await.unwrap().unwrap().unwrap();
        assert_eq!(heard.to_text().unwrap(), format!("app heard {word}"));
    }
}

#[tokio::test]
async fn an_app_that_is_not_there_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = listener.local_addr().unwrap();
    drop(listener);
    let hall = Hall::open(Place::sqlite(), Some(gone)).await;
    let (status, said) = hall.send(hyper::Request::get("/"), "").await;
    assert_eq!(status, 502);
    has(&said, "The app does not answer. Is it running, at the address that --app names?");

    let place = Place::sqlite();
    let words = ["serve", "--listen", "127.0.0.1:0", "--lan", "--lan-listen", "127.0.0.1:0", "--app", "https://app"];
    has(&complains(&mut hangtag(&place, &words)).await, "--app \"https://app\" is no address such as http://127.0.0.1:3000");
    assert!(!place.file().exists(), "a start that fails has changed nothing");
}
