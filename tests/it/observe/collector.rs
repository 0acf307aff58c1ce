//! A collector of traces: takes what OTLP over HTTP says and nothing else, and remembers the spans.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Router, routing::post};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::server::PATIENCE;

/// A span, with its attributes as text.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    pub(super) trace: String,
    pub(super) id: String,
    pub(super) parent: String,
    pub(super) name: String,
    pub(super) kind: u64,
    begin: u64,
    end: u64,
    attributes: BTreeMap<String, String>,
}

impl Span {
    /// An attribute, or nothing.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// What came, or what was wrong with it.
#[derive(Debug, Default)]
struct Taken {
    spans: Vec<Span>,
    services: Vec<String>,
    complaints: Vec<String>,
}

/// Listens until the end of the test.
pub(super) struct Collector {
    pub(super) url: String,
    taken: Arc<Mutex<Taken>>,
    serving: JoinHandle<()>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::<Mutex<Taken>>::default();
        let app = Router::new()
            .route("/v1/traces", post(take))
            .fallback(async |State(taken): State<Arc<Mutex<Taken>>>, uri: axum::http::Uri| {
                taken.lock().unwrap().complaints.push(format!("nothing is at {uri}"));
                StatusCode::NOT_FOUND
            })
            .with_state(Arc::clone(&taken));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, taken, serving }
    }

    /// Waits until so many spans came; nothing that came was wrong.
    pub(super) async fn spans(&self, least: usize) -> Vec<Span> {
        let asked = Instant::now();
        loop {
            let taken = self.seen();
            if taken.len() >= least {
                return taken;
            }
            assert!(asked.elapsed() < PATIENCE, "only {taken:?} came");
            sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// What came until now.
    pub(super) fn seen(&self) -> Vec<Span> {
        let taken = self.taken.lock().unwrap();
        assert_eq!(taken.complaints, [""; 0]);
        assert!(taken.services.iter().all(|service| service == "hangtag"), "{:?}", taken.services);
        taken.spans.clone()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(taken): State<Arc<Mutex<Taken>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let read = if headers.get("content-type").is_some_and(|kind| kind == "application/x-protobuf") {
        request(&body)
    } else {
        Err(format!("this is no protobuf: {headers:?}"))
    };
    let mut taken = taken.lock().unwrap();
    match read {
        Ok((service, spans)) => {
            taken.services.push(service);
            taken.spans.extend(spans);
            StatusCode::OK
        }
        Err(complaint) => {
            taken.complaints.push(complaint);
            StatusCode::BAD_REQUEST
        }
    }
}

/// A field of a protobuf message.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn bytes(&self) -> Result<&'a [u8], String> {
        if let Self::Bytes(bytes) = self { Ok(bytes) } else { Err("a number where a message is due".to_owned()) }
    }

    fn number(&self) -> Result<u64, String> {
        if let Self::Number(number) = self { Ok(*number) } else { Err("a message where a number is due".to_owned()) }
    }

    fn text(&self) -> Result<String, String> {
        String::from_utf8(self.bytes()?.to_vec()).map_err(|error| error.to_string())
    }

    fn hex(&self) -> Result<String, String> {
        Ok(self.bytes()?.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
    }
}

/// The fields of a message, by number, in their order.
fn fields(message: &[u8]) -> Result<Vec<(u64, Field<'_>)>, String> {
    let (mut rest, mut fields) = (message, Vec::new());
    while !rest.is_empty() {
        let key = varint(&mut rest)?;
        let field = match key & 7 {
            0 => Field::Number(varint(&mut rest)?),
            1 => Field::Number(u64::from_le_bytes(cut(&mut rest, 8)?.try_into().unwrap())),
            2 => {
                let length = usize::try_from(varint(&mut rest)?).unwrap();
                Field::Bytes(cut(&mut rest, length)?)
            }
            5 => Field::Number(u32::from_le_bytes(cut(&mut rest, 4)?.try_into().unwrap()).into()),
            other => return Err(format!("there is no wire type {other}")),
        };
        fields.push((key >> 3, field));
    }
    Ok(fields)
}

fn varint(rest: &mut &[u8]) -> Result<u64, String> {
    let mut number = 0;
    for place in 0..10 {
        let byte = cut(rest, 1)?[0];
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Ok(number);
        }
    }
    Err("a number that does not end".to_owned())
}

fn cut<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], String> {
    let (first, behind) = rest.split_at_checked(length).ok_or("a message that ends too soon")?;
    *rest = behind;
    Ok(first)
}

/// `ExportTraceServiceRequest`: the service, and its spans.
fn request(body: &[u8]) -> Result<(String, Vec<Span>), String> {
    let (mut service, mut spans) = (String::new(), Vec::new());
    for (_, resource_spans) in fields(body)? {
        for (number, field) in fields(resource_spans.bytes()?)? {
            match number {
                1 => {
                    for (_, attribute) in fields(field.bytes()?)?.into_iter().filter(|(number, _)| *number == 1) {
                        let (name, value) = key_value(attribute.bytes()?)?;
                        if name == "service.name" {
                            service = value;
                        }
                    }
                }
                2 => {
                    for (_, one) in fields(field.bytes()?)?.into_iter().filter(|(number, _)| *number == 2) {
                        spans.push(span(one.bytes()?)?);
                    }
                }
                _ => {}
            }
        }
    }
    Ok((service, spans))
}

fn span(message: &[u8]) -> Result<Span, String> {
    let mut span = Span::default();
    for (number, field) in fields(message)? {
        match number {
            1 => span.trace = field.hex()?,
            2 => span.id = field.hex()?,
            4 => span.parent = field.hex()?,
            5 => span.name = field.text()?,
            6 => span.kind = field.number()?,
            7 => span.begin = field.number()?,
            8 => span.end = field.number()?,
            9 => {
                let (name, value) = key_value(field.bytes()?)?;
                if span.attributes.insert(name, value).is_some() {
                    return Err(format!("an attribute of {} is there twice", span.name));
                }
            }
            _ => {}
        }
    }
    let is_whole = span.trace.len() == 32 && span.id.len() == 16 && [0, 16].contains(&span.parent.len());
    let is_timed = span.begin > 0 && span.begin <= span.end;
    if is_whole && is_timed && !span.name.is_empty() { Ok(span) } else { Err(format!("half a span: {span:?}")) }
}

fn key_value(message: &[u8]) -> Result<(String, String), String> {
    let (mut key, mut value) = (String::new(), String::new());
    for (number, field) in fields(message)? {
        match number {
            1 => key = field.text()?,
            2 => {
                for (kind, field) in fields(field.bytes()?)? {
                    value = match kind {
                        1 => field.text()?,
                        2 | 3 => field.number()?.to_string(),
                        other => return Err(format!("{key} has a value of kind {other}")),
                    };
                }
            }
            _ => {}
        }
    }
    Ok((key, value))
}
