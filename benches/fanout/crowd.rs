//! All subscribers, and whoever makes the events, behind one poll.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use mio::{Events, Interest, Poll, Token};
use tokio::time::{Duration, Instant};

use super::source::Source;
use super::subscriber::{Speech, Subscriber};

/// What one read takes: a burst's frames wait in the kernel's buffer.
const BUFFER_BYTES: usize = 64 * 1_024;
const EVENTS_MAX: usize = 1_024;
/// Nothing came for so long: whatever is missing will never come.
const SILENCE_MAX: Duration = Duration::from_secs(10);
/// The source's place behind all subscribers.
const SOURCE: usize = 1 << 32;

/// Subscribers of one session.
pub struct Crowd {
    poll: Poll,
    events: Events,
    buffer: Vec<u8>,
    subscribers: Vec<Subscriber>,
    /// An event as it was sent, without its frame.
    pub example: Vec<u8>,
}

impl Crowd {
    /// Nobody.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS_MAX),
            buffer: vec![0; BUFFER_BYTES],
            subscribers: Vec::new(),
            example: Vec::new(),
        })
    }

    /// So many more, who have everything up to `last`.
    pub fn join(&mut self, count: usize, (address, speech): (SocketAddr, &Speech), last: u64) -> io::Result<()> {
        for _ in 0..count {
            let mut subscriber = Subscriber::connect(address, speech, last)?;
            let token = Token(self.subscribers.len());
            self.poll.registry().register(&mut subscriber.stream, token, Interest::READABLE)?;
            self.subscribers.push(subscriber);
        }
        Ok(())
    }

    /// Listens to the source's connections too.
    pub fn attend(&mut self, source: &mut Source) -> io::Result<()> {
        source.register(self.poll.registry(), SOURCE)
    }

    /// Waits for whatever comes next; calls `delivered` with the time for each event of each subscriber.
    pub fn turn(&mut self, source: &mut Source, mut delivered: impl FnMut(Instant)) -> Result<(), io::Error> {
        if let Err(error) = self.poll.poll(&mut self.events, Some(SILENCE_MAX))
            && error.kind() != ErrorKind::Interrupted
        {
            return Err(error);
        }
        if self.events.is_empty() {
            return Err(io::Error::new(ErrorKind::TimedOut, format!("nothing came for {SILENCE_MAX:?}; {}", self.missing())));
        }
        for event in &self.events {
            if let Some(connection) = event.token().0.checked_sub(SOURCE) {
                source.ready(connection, &mut self.buffer)?;
                continue;
            }
            let Some(subscriber) = self.subscribers.get_mut(event.token().0) else { continue };
            let mut now = None;
            let example = &mut self.example;
            subscriber.read(&mut self.buffer, &mut |payload| {
                if example.is_empty() {
                    example.extend_from_slice(payload);
                }
                delivered(*now.get_or_insert_with(Instant::now));
            });
        }
        Ok(())
    }

    /// Those who are still connected.
    pub fn len(&self) -> usize {
        self.subscribers.iter().filter(|subscriber| subscriber.closed.is_none()).count()
    }

    /// Whether everybody who is still connected has everything up to here.
    pub fn has(&self, sequence: u64) -> bool {
        self.subscribers.iter().all(|subscriber| subscriber.last >= sequence || subscriber.closed.is_some())
    }

    /// What went wrong: gaps, and why sockets were closed.
    pub fn wrong(&self) -> Vec<String> {
        let mut wrong = BTreeMap::<String, usize>::new();
        for subscriber in &self.subscribers {
            if subscriber.gaps > 0 {
                *wrong.entry("sockets with a gap or an event twice".to_owned()).or_default() += 1;
            }
            if let Some(why) = &subscriber.closed {
                *wrong.entry(format!("sockets lost: {why}")).or_default() += 1;
            }
        }
        wrong.into_iter().map(|(what, count)| format!("{count} {what}")).collect()
    }

    fn missing(&self) -> String {
        let newest = self.subscribers.iter().map(|subscriber| subscriber.last).max().unwrap_or_default();
        let behind = self.subscribers.iter().filter(|subscriber| subscriber.last < newest).count();
        format!("{behind} sockets are behind sequence {newest}")
    }
}
