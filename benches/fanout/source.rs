//! Who makes the events: tills that sell, or the peer's publisher.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

use super::common::goods::Item;
use super::common::wire::{Request, sequence, whole_body};

/// Makes one event after the other.
pub enum Source {
    /// Sales over HTTP, one item each.
    Tills(Tills),
    /// Lines to the peer.
    Publisher(Publisher),
}

/// Tills, each with one sale at a time.
pub struct Tills {
    all: Vec<Till>,
    items: std::vec::IntoIter<Item>,
    made: usize,
    wanted: usize,
    /// The newest accepted sale.
    newest: u64,
    accepted: usize,
}

struct Till {
    stream: TcpStream,
    request: Request,
    answer: Vec<u8>,
}

/// The peer sends each line of it to all.
pub struct Publisher {
    stream: TcpStream,
    /// What stands before and after the sequence.
    around: (Vec<u8>, Vec<u8>),
    newest: u64,
    waiting: Vec<u8>,
    written: usize,
}

impl Source {
    /// So many tills that sell these items, one after the other.
    pub fn tills(count: usize, address: SocketAddr, request: impl Fn() -> Request, items: Vec<Item>) -> io::Result<Self> {
        let till = |_| {
            let stream = TcpStream::from_std(nonblocking(address)?);
            Ok(Till { stream, request: request(), answer: Vec::new() })
        };
        let tills = (0..count).map(till).collect::<io::Result<_>>()?;
        Ok(Self::Tills(Tills { all: tills, items: items.into_iter(), made: 0, wanted: 0, newest: 0, accepted: 0 }))
    }

    /// A publisher of events like the example, that follow `newest`.
    pub fn publisher(address: SocketAddr, example: &[u8], newest: u64) -> io::Result<Self> {
        let cut = super::common::wire::find(example, b"\"sequence\":").map(|at| at + b"\"sequence\":".len());
        let cut = cut.ok_or_else(|| io::Error::from(ErrorKind::InvalidData))?;
        let end = example[cut..].iter().position(|byte| !byte.is_ascii_digit()).unwrap_or_default();
        let around = (example[..cut].to_vec(), example[cut + end..].to_vec());
        let stream = TcpStream::from_std(nonblocking(address)?);
        Ok(Self::Publisher(Publisher { stream, around, newest, waiting: Vec::new(), written: 0 }))
    }

    /// For the poll; its connections are `first` and those after it.
    pub fn register(&mut self, registry: &Registry, first: usize) -> io::Result<()> {
        match self {
            Self::Tills(tills) => {
                for (at, till) in tills.all.iter_mut().enumerate() {
                    registry.register(&mut till.stream, Token(first + at), Interest::READABLE)?;
                }
                Ok(())
            }
            Self::Publisher(publisher) => registry.register(&mut publisher.stream, Token(first), Interest::WRITABLE),
        }
    }

    /// Begins to make so many events, as quickly as they are taken.
    pub fn make(&mut self, events: usize) -> io::Result<()> {
        match self {
            Self::Tills(tills) => {
                tills.wanted = tills.made + events;
                (0..tills.all.len()).try_for_each(|till| tills.sell(till))
            }
            Self::Publisher(publisher) => {
                for _ in 0..events {
                    publisher.newest += 1;
                    publisher.waiting.extend_from_slice(&publisher.around.0);
                    write!(publisher.waiting, "{}", publisher.newest)?;
                    publisher.waiting.extend_from_slice(&publisher.around.1);
                    publisher.waiting.push(b'\n');
                }
                publisher.flush()
            }
        }
    }

    /// The newest event, once all that were wanted are made.
    pub fn made(&self) -> Option<u64> {
        match self {
            Self::Tills(tills) => (tills.accepted == tills.wanted).then_some(tills.newest),
            Self::Publisher(publisher) => publisher.waiting.is_empty().then_some(publisher.newest),
        }
    }

    /// One of its connections can be read or written.
    pub fn ready(&mut self, connection: usize, buffer: &mut [u8]) -> io::Result<()> {
        match self {
            Self::Tills(tills) => tills.ready(connection, buffer),
            Self::Publisher(publisher) => publisher.flush(),
        }
    }
}

impl Tills {
    fn sell(&mut self, till: usize) -> io::Result<()> {
        if self.made == self.wanted {
            return Ok(());
        }
        let item = self.items.next().ok_or_else(|| io::Error::other("the items are sold out"))?;
        self.made += 1;
        // Two sources of one session never share a key: the lone till is one, the others are many.
        let tills_count = self.all.len();
        let till = &mut self.all[till];
        till.answer.clear();
        let tags = std::iter::once(&item.tag[..]);
        let request = till.request.sale(format_args!("sale-{tills_count}-{:08}", self.made), tags, item.cents)?;
        // One sale at a time never fills a socket's buffer.
        till.stream.write_all(request)
    }

    fn ready(&mut self, at: usize, buffer: &mut [u8]) -> io::Result<()> {
        let till = &mut self.all[at];
        loop {
            match till.stream.read(buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => till.answer.extend_from_slice(&buffer[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let Some(body) = whole_body(&till.answer)? else {
            return Ok(());
        };
        let refused = || io::Error::other(format!("a sale was refused: {}", String::from_utf8_lossy(body)));
        self.newest = self.newest.max(sequence(body).ok_or_else(refused)?);
        self.accepted += 1;
        self.sell(at)
    }
}

impl Publisher {
    fn flush(&mut self) -> io::Result<()> {
        while self.written < self.waiting.len() {
            match self.stream.write(&self.waiting[self.written..]) {
                Ok(written) => self.written += written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.waiting.clear();
        self.written = 0;
        Ok(())
    }
}

fn nonblocking(address: SocketAddr) -> io::Result<std::net::TcpStream> {
    let stream = std::net::TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}
