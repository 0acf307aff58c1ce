//! One subscriber: graphql-transport-ws by hand. It counts frames and reads of each only the sequence, since what the driver
//! does with a frame is done a million times on the server's own cores.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream as Blocking};
use std::time::Duration;

use mio::net::TcpStream;

use super::common::wire::find;

/// A handshake that takes longer has failed.
const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
/// The specification's own example.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
/// What stands before a sequence.
const SEQUENCE: &[u8] = b"\"sequence\":";
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// How a socket begins.
#[derive(Clone)]
pub enum Speech {
    /// As the server wants it: the messages of the client.
    Hangtag {
        /// `connection_init`, with the token.
        init: String,
        /// `subscribe`.
        subscribe: String,
    },
    /// The peer sends to whoever is connected.
    Raw,
}

/// A subscribed socket.
pub struct Subscriber {
    /// For the poll.
    pub stream: TcpStream,
    /// The newest sequence that it has.
    pub last: u64,
    /// Sequences that did not follow the one before.
    pub gaps: usize,
    /// Why it is closed, if it is.
    pub closed: Option<String>,
    /// A frame of which the rest has not come yet.
    rest: Vec<u8>,
    /// Where the sequence stood last time.
    sequence_at: usize,
}

struct Frame<'a> {
    kind: u8,
    payload: &'a [u8],
    length: usize,
}

impl Subscriber {
    /// Connects and subscribes; events after `last` will come.
    pub fn connect(address: SocketAddr, speech: &Speech, last: u64) -> io::Result<Self> {
        let mut stream = Blocking::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(HANDSHAKE_TIME_MAX))?;
        write!(
            stream,
            "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: {KEY}\r\n{}\r\n",
            match speech {
                Speech::Hangtag { .. } => "sec-websocket-protocol: graphql-transport-ws\r\n",
                Speech::Raw => "",
            }
        )?;
        let mut bytes = Vec::new();
        let head = read_until(&mut stream, &mut bytes, |bytes| find(bytes, b"\r\n\r\n").map(|at| at + 4))?;
        if !bytes.starts_with(b"HTTP/1.1 101") {
            return Err(malformed(&bytes[..head]));
        }
        bytes.drain(..head);
        if let Speech::Hangtag { init, subscribe } = speech {
            write_frame(&mut stream, TEXT, init.as_bytes())?;
            expect(&mut stream, &mut bytes, b"connection_ack")?;
            // A socket's messages are taken in order: with the pong, the subscription stands.
            write_frame(&mut stream, TEXT, subscribe.as_bytes())?;
            write_frame(&mut stream, TEXT, br#"{"type":"ping"}"#)?;
            expect(&mut stream, &mut bytes, b"pong")?;
        }
        stream.set_nonblocking(true)?;
        let stream = TcpStream::from_std(stream);
        Ok(Self { stream, last, gaps: 0, closed: None, rest: bytes, sequence_at: 0 })
    }

    /// Reads what has come; calls `delivered` for each event. Answers how many there were.
    pub fn read(&mut self, buffer: &mut [u8], delivered: &mut impl FnMut(&[u8])) -> usize {
        let mut count = 0;
        while self.closed.is_none() {
            let read = match self.stream.read(buffer) {
                Ok(0) => return self.end("the connection ended", count),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return self.end(&error.to_string(), count),
            };
            if self.rest.is_empty() {
                let used = self.take(&buffer[..read], &mut count, delivered);
                self.rest.extend_from_slice(&buffer[used..read]);
            } else {
                let mut rest = std::mem::take(&mut self.rest);
                rest.extend_from_slice(&buffer[..read]);
                let used = self.take(&rest, &mut count, delivered);
                rest.drain(..used);
                self.rest = rest;
            }
            // Less than there is room for: nothing is left, and the next bytes wake the poll again.
            if read < buffer.len() {
                return count;
            }
        }
        count
    }

    /// Takes whole frames; answers how many bytes they were.
    fn take(&mut self, bytes: &[u8], count: &mut usize, delivered: &mut impl FnMut(&[u8])) -> usize {
        let mut used = 0;
        while let Some(frame) = frame(&bytes[used..]) {
            used += frame.length;
            match frame.kind {
                TEXT => match self.sequence(frame.payload) {
                    Some(sequence) => {
                        self.gaps += usize::from(sequence != self.last + 1);
                        self.last = sequence;
                        *count += 1;
                        delivered(frame.payload);
                    }
                    None => drop(self.end(&String::from_utf8_lossy(frame.payload), 0)),
                },
                PING => {
                    if let Err(error) = write_frame(&mut self.stream, PONG, frame.payload) {
                        self.end(&error.to_string(), 0);
                    }
                }
                CLOSE => drop(self.end(&closing(frame.payload), 0)),
                _ => {}
            }
        }
        used
    }

    fn sequence(&mut self, payload: &[u8]) -> Option<u64> {
        let begins = |at: usize| payload.get(at..).is_some_and(|rest| rest.starts_with(SEQUENCE));
        if !begins(self.sequence_at) {
            self.sequence_at = find(payload, SEQUENCE)?;
        }
        let digits = payload[self.sequence_at + SEQUENCE.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        Some(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
    }

    fn end(&mut self, why: &str, count: usize) -> usize {
        self.closed.get_or_insert_with(|| why.to_owned());
        count
    }
}

/// The first frame, if it is whole. A server's frames are not masked.
fn frame(bytes: &[u8]) -> Option<Frame<'_>> {
    let (&kind, &short) = (bytes.first()?, bytes.get(1)?);
    let (start, length): (usize, usize) = match short & 0x7f {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
        length => (2, usize::from(length)),
    };
    let payload = bytes.get(start..start.checked_add(length)?)?;
    Some(Frame { kind: kind & 0x0f, payload, length: start + length })
}

/// A client's frames are masked; a mask of zeros changes nothing.
fn write_frame(stream: &mut impl Write, kind: u8, payload: &[u8]) -> io::Result<()> {
    let mut frame = vec![0x80 | kind];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..=125), _) => frame.push(0x80 | short),
        (_, Ok(length)) => {
            frame.push(0x80 | 0x7e);
            frame.extend(length.to_be_bytes());
        }
        _ => return Err(malformed(b"a message that is too long to be sent")),
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    stream.write_all(&frame)
}

/// Reads frames until one has this in it.
fn expect(stream: &mut Blocking, bytes: &mut Vec<u8>, wanted: &[u8]) -> io::Result<()> {
    loop {
        let length = read_until(stream, bytes, |bytes| frame(bytes).map(|frame| frame.length))?;
        let taken: Vec<u8> = bytes.drain(..length).collect();
        match frame(&taken) {
            Some(frame) if frame.kind == CLOSE => return Err(malformed(closing(frame.payload).as_bytes())),
            Some(frame) if find(frame.payload, wanted).is_some() => return Ok(()),
            Some(frame) if frame.kind == TEXT => return Err(malformed(frame.payload)),
            _ => {}
        }
    }
}

fn read_until(stream: &mut Blocking, bytes: &mut Vec<u8>, end: impl Fn(&[u8]) -> Option<usize>) -> io::Result<usize> {
    let mut buffer = [0; 2_048];
    loop {
        if let Some(end) = end(bytes) {
            return Ok(end);
        }
        match stream.read(&mut buffer)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

fn closing(payload: &[u8]) -> String {
    let code = payload.first_chunk().map_or(1_005, |code| u16::from_be_bytes(*code));
    format!("closed with {code} {}", String::from_utf8_lossy(payload.get(2..).unwrap_or_default()))
}

fn malformed(what: &[u8]) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("the socket did not open: {}", String::from_utf8_lossy(what)))
}
