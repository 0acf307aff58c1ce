//! A socket that speaks graphql-transport-ws, from a client's side: answers pings, notices silence, and tells an end that
//! passes from one that stays.

use std::borrow::Cow;
use std::error::Error as _;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{error::Elapsed, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError, UrlError};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

const SUBPROTOCOL: HeaderValue = HeaderValue::from_static("graphql-transport-ws");
/// A sale of a hundred lines has some 30 kB.
const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// What is quoted of an answer that nobody can read.
const QUOTE_CHARACTERS_MAX: usize = 200;
/// Close codes after which the same again ends the same: the token, and what only a fault of a program can cause.
const UNAUTHORIZED: [u16; 2] = [4401, 4403];
const FAULTS: [u16; 5] = [1009, 4400, 4406, 4409, 4429];

/// How long to wait for a server.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// A connection that is not there by then will not come.
    pub connect: Duration,
    /// Without any sign of the server, it is pinged. It pings on its own every 25 s.
    pub silence: Duration,
    /// And answers within this, as it does to the greeting.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), silence: Duration::from_secs(15), answer: Duration::from_secs(10) }
    }
}

/// Why there is no connection any more.
#[derive(Debug)]
pub(super) enum Lost {
    /// For now.
    Away(String),
    /// For good.
    Refused(String),
}

impl Lost {
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        Self::Refused(format!("the server sent what cannot be read ({error}); is it a Hangtag of this version?"))
    }
}

/// A socket whose server has greeted.
pub(super) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    patience: Patience,
}

impl Socket {
    /// Connects to the server at `url`, and says who asks.
    pub(super) async fn open(url: &str, token: &str, patience: Patience) -> Result<Self, Lost> {
        let mut request = endpoint(url).into_client_request().map_err(|error| refused(url, &error))?;
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL);
        let config = WebSocketConfig::default().max_message_size(Some(MESSAGE_BYTES_MAX)).max_frame_size(Some(MESSAGE_BYTES_MAX));
        let connecting = timeout(patience.connect, connect_async_with_config(request, Some(config), true));
        let (stream, _) = connecting
            .await
            .map_err(|_: Elapsed| Lost::Away(format!("{url} did not answer within {:?}", patience.connect)))?
            .map_err(|error| unopened(url, &error))?;
        let mut socket = Self { stream, patience };
        socket.say(&json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } })).await?;
        let greeting = async {
            loop {
                let text = socket.hear().await?;
                if Inbound::of(&text)?.kind == "connection_ack" {
                    return Ok(());
                }
            }
        };
        match timeout(patience.answer, greeting).await {
            Ok(greeted) => greeted.map(|()| socket),
            Err(_) => Err(Lost::Away(format!("{url} does not greet"))),
        }
    }

    /// Sends an operation.
    pub(super) async fn ask(&mut self, id: &str, document: &str, variables: &Value) -> Result<(), Lost> {
        let payload = json!({ "query": document, "variables": variables });
        self.say(&json!({ "type": "subscribe", "id": id, "payload": payload })).await
    }

    /// Waits for the `data` of the operation's next answer.
    pub(super) async fn answer(&mut self, id: &str) -> Result<Box<RawValue>, Lost> {
        loop {
            let text = self.hear().await?;
            let message = Inbound::of(&text)?;
            match &*message.kind {
                // That a query which is answered is complete too is no news.
                "next" | "error" | "complete" if message.id.as_deref() != Some(id) => {}
                "next" => return data(message.payload),
                "error" => return Err(failed(message.payload.map_or("[]", RawValue::get))),
                "complete" => return Err(Lost::Away("the server ended the subscription".to_owned())),
                "ping" => self.say(&json!({ "type": "pong" })).await?,
                _ => {}
            }
        }
    }

    async fn say(&mut self, message: &Value) -> Result<(), Lost> {
        let sending = timeout(self.patience.answer, self.stream.send(Message::text(message.to_string())));
        match sending.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(broken(&error)),
            Err(_) => Err(Lost::Away("the server does not read".to_owned())),
        }
    }

    /// The next text. While the stream is read, it answers the server's pings on its own.
    async fn hear(&mut self) -> Result<String, Lost> {
        let mut is_pinged = false;
        loop {
            let patience = if is_pinged { self.patience.answer } else { self.patience.silence };
            let message = match timeout(patience, self.stream.next()).await {
                Err(_) if is_pinged => return Err(Lost::Away("the server is silent".to_owned())),
                Err(_) => {
                    is_pinged = true;
                    let ping = timeout(patience, self.stream.send(Message::Ping(Bytes::new())));
                    ping.await.map_err(|_| Lost::Away("the server does not read".to_owned()))?.map_err(|error| broken(&error))?;
                    continue;
                }
                Ok(None) => return Err(Lost::Away("the connection was closed".to_owned())),
                Ok(Some(message)) => message.map_err(|error| broken(&error))?,
            };
            is_pinged = false;
            match message {
                Message::Text(text) => return Ok(text.as_str().to_owned()),
                Message::Close(frame) => return Err(closed(frame.as_ref())),
                _ => {}
            }
        }
    }
}

/// A message of the server.
#[derive(Deserialize)]
struct Inbound<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl<'a> Inbound<'a> {
    fn of(text: &'a str) -> Result<Self, Lost> {
        serde_json::from_str(text).map_err(|error| Lost::unreadable(&error))
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Box<RawValue>>,
    #[serde(default)]
    errors: Vec<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
struct Extensions {
    #[serde(default)]
    code: String,
    #[serde(default)]
    retryable: bool,
}

/// `data`, of an answer without errors.
fn data(payload: Option<&RawValue>) -> Result<Box<RawValue>, Lost> {
    let answer: Answer = serde_json::from_str(payload.map_or("{}", RawValue::get)).map_err(|error| Lost::unreadable(&error))?;
    match (answer.errors.first(), answer.data) {
        (Some(failure), _) => Err(failure.lost()),
        (None, Some(data)) => Ok(data),
        (None, None) => Err(Lost::Away("the server sent nothing".to_owned())),
    }
}

/// Why an operation was not done.
fn failed(errors: &str) -> Lost {
    match serde_json::from_str::<Vec<Failure>>(errors) {
        Ok(failures) => failures.first().map_or_else(|| Lost::Away("the server failed".to_owned()), Failure::lost),
        Err(error) => Lost::unreadable(&error),
    }
}

impl Failure {
    fn lost(&self) -> Lost {
        let message: String = self.message.chars().take(QUOTE_CHARACTERS_MAX).collect();
        let why = format!("the server says {}: {message}", self.extensions.code);
        if self.extensions.retryable { Lost::Away(why) } else { Lost::Refused(why) }
    }
}

/// `http://host/base` is `ws://host/base/graphql`; the path may be there already.
fn endpoint(url: &str) -> String {
    let base = url.trim_end_matches('/').trim_end_matches("/graphql").trim_end_matches('/');
    match base.split_once("://") {
        Some(("https" | "wss", rest)) => format!("wss://{rest}/graphql"),
        Some((_, rest)) => format!("ws://{rest}/graphql"),
        None => format!("ws://{base}/graphql"),
    }
}

fn refused(url: &str, why: &impl std::fmt::Display) -> Lost {
    Lost::Refused(format!("{url} is no Hangtag: {why}"))
}

/// Why no socket was opened: nobody is there, nobody has the time, or it is somebody else.
fn unopened(url: &str, error: &Error) -> Lost {
    let away = |why: &dyn std::fmt::Display| Lost::Away(format!("{url} cannot be reached ({why})"));
    match error {
        Error::Http(response) => match response.status() {
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => away(&status),
            status => refused(url, &format!("it answers a WebSocket with {status}")),
        },
        Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidCertificate(why)) => {
                Lost::Refused(format!("{url} has a certificate that cannot be trusted ({why:?})"))
            }
            Some(rustls::Error::InvalidMessage(_)) => Lost::Refused(format!("{url} speaks no TLS; try http://")),
            _ => away(error),
        },
        // It was stopped in the middle of a word.
        Error::Protocol(ProtocolError::HandshakeIncomplete)
        | Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Url(UrlError::UnableToConnect(_)) => away(error),
        error => refused(url, &error.source().map_or_else(|| error.to_string(), ToString::to_string)),
    }
}

fn broken(error: &Error) -> Lost {
    Lost::Away(format!("the connection broke ({error})"))
}

fn closed(frame: Option<&CloseFrame>) -> Lost {
    let Some(frame) = frame else { return Lost::Away("the server closed the connection".to_owned()) };
    let code = u16::from(frame.code);
    let reason: String = frame.reason.chars().take(QUOTE_CHARACTERS_MAX).collect();
    if UNAUTHORIZED.contains(&code) {
        return Lost::Refused("the token is not valid, or was revoked".to_owned());
    }
    let why = format!("the server closed the connection ({code} {reason})");
    if FAULTS.contains(&code) { Lost::Refused(why) } else { Lost::Away(why) }
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn an_endpoint_is_found_behind_any_base() {
        for (url, expected) in [
            ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/graphql"),
            ("https://sale.example.org/", "wss://sale.example.org/graphql"),
            ("https://example.org/hangtag", "wss://example.org/hangtag/graphql"),
            ("http://[::1]:8080/graphql", "ws://[::1]:8080/graphql"),
        ] {
            assert_eq!(endpoint(url), expected);
        }
    }
}
