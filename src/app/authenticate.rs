//! From a bearer token to a viewer: asked of the store, and kept for a moment.

use std::sync::Arc;

use moka::sync::Cache;
use tokio::time::{Duration, Instant};

use crate::domain::access::Viewer;
use crate::store::{Fault, Reader};

use super::{Hash, Secret};

/// A revoked token still works so long. A socket asks every 3 s (`Times::socket_token`) and may be told what was known 2 s
/// before: together no more than the 5 s in which a revoked token must be refused everywhere.
const KNOWN_SECONDS_MAX: u64 = 2;
/// More tills and dashboards than one server has sockets.
const KNOWN_MAX: u64 = 10_000;
/// Somebody who guesses, or a till whose token was revoked, asks the store once in this time.
const UNKNOWN_SECONDS_MAX: u64 = 1;
/// Guesses fill this and push out each other, never a token that is known.
const UNKNOWN_MAX: u64 = 10_000;

/// Who knows the tokens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Authenticator {
    reader: Reader,
    known: Cache<Hash, (Instant, Arc<Viewer>)>,
    unknown: Cache<Hash, Instant>,
}

impl Authenticator {
    /// Asks this store.
    pub fn new(reader: Reader) -> Self {
        Self { reader, known: Cache::new(KNOWN_MAX), unknown: Cache::new(UNKNOWN_MAX) }
    }

    /// Whose token it is; none if it is unknown, malformed or revoked.
    pub async fn viewer(&self, bearer: &str) -> Result<Option<Viewer>, Fault> {
        let Some(secret) = Secret::parse(bearer) else { return Ok(None) };
        let hash = secret.hash();
        let is_fresh = |since: Instant, seconds: u64| since.elapsed() < Duration::from_secs(seconds);
        if let Some((since, viewer)) = self.known.get(&hash)
            && is_fresh(since, KNOWN_SECONDS_MAX)
        {
            return Ok(Some(Viewer::clone(&viewer)));
        }
        if self.unknown.get(&hash).is_some_and(|since| is_fresh(since, UNKNOWN_SECONDS_MAX)) {
            return Ok(None);
        }
        // Before the question: an answer is never older than the time that it is kept for.
        let asked = Instant::now();
        let viewer = self.reader.viewer(&hash).await?;
        if let Some(viewer) = &viewer {
            self.known.insert(hash, (asked, Arc::new(viewer.clone())));
        } else {
            self.known.invalidate(&hash);
            self.unknown.insert(hash, asked);
        }
        Ok(viewer)
    }
}
