//! HTTP/1.1 by hand: a driver that shares two cores with its server must cost next to nothing.

use std::io::{self, ErrorKind, Write as _};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer to one sale is far smaller; what is larger is read in pieces.
const BUFFER_BYTES: usize = 8 * 1_024;

/// One keep-alive connection.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    body: Vec<u8>,
}

/// An answer as it came.
pub struct Answer<'a> {
    head: &'a [u8],
    /// What stands behind the head.
    pub body: &'a [u8],
}

/// What is kept of an answer that says no code.
const QUOTE_BYTES_MAX: usize = 120;

/// The request of a sale: everything that never changes is rendered once.
pub struct Request {
    head: String,
    body_start: String,
    head_and_body: Vec<u8>,
    body: Vec<u8>,
}

impl Request {
    /// A request to sell in a session; `headers` are more lines of its head.
    pub fn new(address: &str, (token, headers): (&str, &str), session_id: &str) -> Self {
        let document = "mutation($s:ID!,$k:String!,$i:SaleRecordInput!){saleRecord(sessionId:$s,input:$i,idempotencyKey:$k)\
                        {sale{id sequence total}userErrors{code}}}";
        Self {
            head: format!(
                "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
                 accept: application/graphql-response+json\r\nauthorization: Bearer {token}\r\n{headers}content-length: "
            ),
            body_start: format!(
                "{{\"query\":\"{document}\",\"variables\":{{\"s\":{},\"k\":\"",
                serde_json::Value::from(session_id)
            ),
            head_and_body: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The bytes of one sale, paid in cash.
    pub fn sale<'a>(
        &mut self,
        key: std::fmt::Arguments<'_>,
        tags: impl Iterator<Item = &'a [u8]>,
        cents: u64,
    ) -> io::Result<&[u8]> {
        self.body.clear();
        self.body.extend_from_slice(self.body_start.as_bytes());
        write!(self.body, "{key}\",\"i\":{{\"lines\":[")?;
        for (at, tag) in tags.enumerate() {
            self.body.extend_from_slice(if at == 0 { b"{\"tag\":\"" } else { b",{\"tag\":\"" });
            self.body.extend_from_slice(tag);
            self.body.extend_from_slice(b"\"}");
        }
        write!(self.body, "],\"tenders\":[{{\"kind\":\"CASH\",\"amount\":\"{}.{:02}\"}}]}}}}}}", cents / 100, cents % 100)?;
        self.head_and_body.clear();
        write!(self.head_and_body, "{}{}\r\n\r\n", self.head, self.body.len())?;
        self.head_and_body.extend_from_slice(&self.body);
        Ok(&self.head_and_body)
    }
}

impl Answer<'_> {
    /// The sequence of an accepted sale; none for anything else.
    pub fn sequence(&self) -> Option<u64> {
        sequence(self.body)
    }

    /// What it is counted as: its HTTP status and the first code that it says, or how it begins.
    pub fn reason(&self) -> String {
        let status = self.head.get(9..12).map(String::from_utf8_lossy).unwrap_or_default();
        let code = text_after(self.body, b"\"code\":\"").and_then(|text| text.split('"').next());
        let quote = || String::from_utf8_lossy(&self.body[..self.body.len().min(QUOTE_BYTES_MAX)]).into_owned();
        format!("{status} {}", code.map_or_else(quote, str::to_owned))
    }

    /// When to come again, if it says so.
    pub fn retry_after_ms(&self) -> Option<u64> {
        let text = text_after(self.body, b"\"retryAfterMs\":")?;
        text.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
    }

    /// How long the server says that it took (`Server-Timing`), if it says so.
    pub fn server_ms(&self) -> Option<f64> {
        let head = std::str::from_utf8(self.head).ok()?;
        let (_, value) =
            head.lines().filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("server-timing"))?;
        let (_, duration) = value.split_once("dur=")?;
        duration.split([',', ';']).next()?.trim().parse().ok()
    }
}

fn text_after<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a str> {
    std::str::from_utf8(&bytes[find(bytes, mark)? + mark.len()..]).ok()
}

impl Wire {
    /// Connects.
    pub async fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(BUFFER_BYTES), body: Vec::new() })
    }

    /// Sends a request and reads the answer.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head_len = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.read_more().await?;
        };
        match body_length(&self.buffer[..head_len])? {
            Length::Known(length) => {
                while self.buffer.len() < head_len + length {
                    self.read_more().await?;
                }
                let (head, rest) = self.buffer.split_at(head_len);
                Ok(Answer { head, body: &rest[..length] })
            }
            Length::Chunked => {
                self.chunks(head_len).await?;
                Ok(Answer { head: &self.buffer[..head_len], body: &self.body })
            }
        }
    }

    /// Puts the body together.
    async fn chunks(&mut self, mut at: usize) -> io::Result<()> {
        self.body.clear();
        loop {
            let line_end = loop {
                if let Some(end) = find(&self.buffer[at..], b"\r\n") {
                    break at + end;
                }
                self.read_more().await?;
            };
            let size = std::str::from_utf8(&self.buffer[at..line_end])
                .ok()
                .and_then(|size| usize::from_str_radix(size.trim(), 16).ok())
                .ok_or_else(|| malformed("chunk size"))?;
            at = line_end + 2;
            while self.buffer.len() < at + size + 2 {
                self.read_more().await?;
            }
            self.body.extend_from_slice(&self.buffer[at..at + size]);
            at += size + 2;
            if size == 0 {
                return Ok(());
            }
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// The body of a whole answer of known length at the beginning of `bytes`, if all of it is there.
pub fn whole_body(bytes: &[u8]) -> io::Result<Option<&[u8]>> {
    let Some(head_len) = find(bytes, b"\r\n\r\n").map(|at| at + 4) else {
        return Ok(None);
    };
    match body_length(&bytes[..head_len])? {
        Length::Known(length) => Ok(bytes.get(head_len..head_len + length)),
        Length::Chunked => Err(malformed("an answer in chunks")),
    }
}

enum Length {
    Known(usize),
    Chunked,
}

fn body_length(head: &[u8]) -> io::Result<Length> {
    let head = std::str::from_utf8(head).map_err(|_| malformed("head"))?;
    for line in head.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-length") {
            return value.trim().parse().map(Length::Known).map_err(|_| malformed("content-length"));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok(Length::Chunked);
        }
    }
    Err(malformed("answer without a length"))
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("malformed HTTP: {what}"))
}

/// Where `needle` begins.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// The sequence of an accepted sale; none for anything else.
pub fn sequence(body: &[u8]) -> Option<u64> {
    find(body, b"\"userErrors\":[]")?;
    let digits = &body[find(body, b"\"sequence\":")? + 11..];
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}
