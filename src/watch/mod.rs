//! `hangtag watch`: follows a session in the terminal, through every restart of the server, without gap or duplicate.
//!
//! It is a client like any other and knows the public API alone. Reading order: `socket` speaks graphql-transport-ws,
//! `event` reads what comes, `screen` writes it down.

mod event;
mod screen;
mod socket;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::time::Duration;

use rand::{Rng, RngExt};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::time::{Instant, sleep};

use event::Event;
use screen::Screen;
pub use screen::Style;
pub use socket::Patience;
use socket::{Lost, Socket};

/// The first pause before a lost connection is tried again; each further one is twice as long.
const PAUSE_MS_MIN: u64 = 100;
/// The longest pause: who watches should notice soon that the server is back.
const PAUSE_MS_MAX: u64 = 5_000;
/// A connection that held so long was a good one: the next pause is short again.
const GOOD_CONNECTION_SECONDS: u64 = 10;

const SESSION: &str = "query ($id: ID!) { saleSession(id: $id) {
  status event { name currency timeZone } totals { sequence saleCount tenderTotals { amount } } } }";

const EVENTS: &str = "subscription ($id: ID!, $after: Int!, $kinds: [SaleSessionEventKind!]) {
  saleSessionEvents(sessionId: $id, after: $after, kinds: $kinds) {
    sequence kind occurredAt
    ... on SaleRecordedEvent { sale { ...sale } }
    ... on SaleVoidedEvent { reason sale { ...sale } }
    ... on SaleChangedEvent { change sale { ...sale } }
    ... on SaleSessionItemsEvent { itemCount tags cart reason }
    ... on SaleSessionStatusEvent { status } } }
  fragment sale on Sale {
    id sequence soldAt channel till receipt status needsReview total
    tenders { kind amount }
    lines { position tag description price discount status } }";

/// What to follow, and how to get there.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Of the server, for example `http://127.0.0.1:8080`.
    pub url: String,
    /// Who asks.
    pub token: String,
    /// Its id.
    pub session: String,
    /// The last sequence that is known already; none: from now on.
    pub after: Option<u32>,
    /// Names of the only kinds to show; empty: all.
    pub kinds: Vec<String>,
    /// End with the session.
    pub until_closed: bool,
    /// How to show it.
    pub style: Style,
    /// How long to wait for a server.
    pub patience: Patience,
}

/// Why it ended before anybody told it to. One line for the person who watches.
#[derive(Debug)]
pub enum Ended {
    /// Trying again would not help.
    Refused(String),
    /// Nobody reads any more: the pipe is closed.
    NobodyReads,
    /// What is read cannot be written.
    Unwritable(io::Error),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::NobodyReads } else { Self::Unwritable(error) }
    }
}

/// How one connection ended.
enum Connection {
    Lost(Lost),
    Ended(Ended),
    /// The session is over, and that was waited for.
    Closed,
}

impl From<Lost> for Connection {
    fn from(lost: Lost) -> Self {
        Self::Lost(lost)
    }
}

impl From<io::Error> for Connection {
    fn from(error: io::Error) -> Self {
        Self::Ended(error.into())
    }
}

/// Follows until the session's end, if that was asked for; else for ever. `chance` spreads the many who come back to a
/// server that was restarted.
pub async fn follow(watch: &Watch, chance: &mut impl Rng, (out, status): (impl Write, impl Write)) -> Result<(), Ended> {
    let mut follower =
        Follower { watch, screen: Screen::new(watch.style, out, status), cursor: None, closes_at: None, lost: None, pause_ms: 0 };
    loop {
        let began = Instant::now();
        let why = match follower.connect().await {
            Ok(never) => match never {},
            Err(Connection::Closed) => return Ok(()),
            Err(Connection::Ended(ended)) => return Err(ended),
            Err(Connection::Lost(Lost::Refused(why))) => return Err(Ended::Refused(why)),
            Err(Connection::Lost(Lost::Away(why))) => why,
        };
        if follower.lost.is_none() {
            follower.lost = Some(Instant::now());
            follower.screen.status(&format!("{why}; trying again"));
        }
        if began.elapsed() >= Duration::from_secs(GOOD_CONNECTION_SECONDS) {
            follower.pause_ms = 0;
        }
        let pause_ms = (2 * follower.pause_ms).clamp(PAUSE_MS_MIN, PAUSE_MS_MAX);
        follower.pause_ms = pause_ms;
        sleep(Duration::from_millis(chance.random_range(pause_ms / 2..=pause_ms))).await;
    }
}

/// What is kept from one connection to the next.
struct Follower<'a, Out, Status> {
    watch: &'a Watch,
    screen: Screen<Out, Status>,
    /// The last sequence seen; none until the server was asked once.
    cursor: Option<u64>,
    /// The sequence with which a session that had ended before ends here too.
    closes_at: Option<u64>,
    /// Since when there is no connection.
    lost: Option<Instant>,
    pause_ms: u64,
}

enum Never {}

impl<Out: Write, Status: Write> Follower<'_, Out, Status> {
    /// One connection, from its beginning to its end.
    async fn connect(&mut self) -> Result<Never, Connection> {
        let watch = self.watch;
        let mut socket = Socket::open(&watch.url, &watch.token, watch.patience).await?;
        let cursor = match self.cursor {
            Some(cursor) => cursor,
            None => self.begin(&mut socket).await?,
        };
        if let Some(lost) = self.lost.take() {
            self.screen.status(&format!("connected after {:.1} s; goes on behind {cursor}", lost.elapsed().as_secs_f64()));
        }
        if self.closes_at.is_some_and(|end| end <= cursor) {
            return Err(Connection::Closed);
        }
        socket.ask("events", EVENTS, &json!({ "id": watch.session, "after": cursor, "kinds": self.kinds() })).await?;
        loop {
            let data = socket.answer("events").await?;
            self.show(&data)?;
        }
    }

    /// The end of the session is told too where it is waited for.
    fn kinds(&self) -> Option<Vec<&str>> {
        let watch = self.watch;
        let ends = if watch.until_closed { &event::ENDS[..] } else { &[] };
        let kinds = watch.kinds.iter().map(String::as_str);
        (!watch.kinds.is_empty()).then(|| kinds.chain(ends.iter().copied()).collect())
    }

    /// Asks once how the session stands: sums go on from there, and an unknown session is told from a quiet one.
    async fn begin(&mut self, socket: &mut Socket) -> Result<u64, Connection> {
        let watch = self.watch;
        socket.ask("session", SESSION, &json!({ "id": watch.session })).await?;
        let data = socket.answer("session").await?;
        let Some(sale_session) = read::<Found>(&data)?.sale_session else {
            return Err(Lost::Refused(format!("there is no session {}, or the token may not see it", watch.session)).into());
        };
        let newest = sale_session.totals.sequence;
        let cursor = watch.after.map_or(newest, u64::from);
        if watch.until_closed && sale_session.status != "ACTIVE" {
            self.closes_at = Some(newest);
        }
        self.screen.begin(&sale_session, cursor, watch)?;
        self.cursor = Some(cursor);
        Ok(cursor)
    }

    /// Shows one event; ends behind the last one that is waited for.
    fn show(&mut self, data: &RawValue) -> Result<(), Connection> {
        let raw = read::<Events>(data)?.sale_session_events;
        let event: Event = read(raw)?;
        let cursor = self.cursor.unwrap_or_default();
        if event.sequence <= cursor {
            return Ok(());
        }
        // The server promises none; it is asked again rather than believed.
        if self.watch.kinds.is_empty() && event.sequence != cursor + 1 {
            return Err(Lost::Away(format!("behind {cursor} came {}", event.sequence)).into());
        }
        self.screen.event(&event, raw.get())?;
        self.cursor = Some(event.sequence);
        self.pause_ms = 0;
        let is_over = self.closes_at.map_or_else(|| event.ends_session(), |end| event.sequence >= end);
        if self.watch.until_closed && is_over { Err(Connection::Closed) } else { Ok(()) }
    }
}

fn read<'a, T: Deserialize<'a>>(json: &'a RawValue) -> Result<T, Lost> {
    serde_json::from_str(json.get()).map_err(|error| Lost::unreadable(&error))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    sale_session: Option<Session>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Events<'a> {
    #[serde(borrow)]
    sale_session_events: &'a RawValue,
}

/// How the session stood when it was asked for.
#[derive(Debug, Deserialize)]
struct Session {
    status: String,
    event: SaleEvent,
    totals: Totals,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SaleEvent {
    name: String,
    currency: String,
    time_zone: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    sequence: u64,
    sale_count: u64,
    #[serde(rename = "tenderTotals")]
    tenders: Vec<event::Tender>,
}
