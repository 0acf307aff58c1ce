//! Deciding a batch: pure calls on the state, each isolated, so that a bug costs its own caller only.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::domain::machine::{Entry, Moment};
use crate::domain::time::Timestamp;
use crate::store::{self, Fault, Journal};

use super::directory::{Envelope, Failure, Reply};
use super::task::{Kind, Loaded};

/// A decided batch: the state after it, what to commit, and what to tell each caller after that.
pub(super) struct Batch<K: Kind> {
    pub loaded: Loaded<K>,
    /// In the order in which they were decided.
    pub parts: Vec<Arc<[Entry<K::Event>]>>,
    pub answers: Vec<(Envelope<K>, Reply<K>)>,
}

/// How deciding went.
pub(super) enum Outcome<K: Kind> {
    /// To be committed.
    Decided(Batch<K>),
    /// `apply` panicked: the state cannot be trusted and is dropped. The commands come back undecided.
    Poisoned(Vec<Envelope<K>>),
}

impl<K: Kind> Batch<K> {
    /// Of nothing yet.
    pub(super) fn of(loaded: Loaded<K>) -> Self {
        Self { loaded, parts: Vec::new(), answers: Vec::new() }
    }

    /// Decides each command on the state that the commands before it left. What they change is a part of its own.
    pub(super) fn decide(self, waiting: Vec<Envelope<K>>, now: Timestamp) -> Outcome<K> {
        let Self { loaded: Loaded { claim, mut state }, mut parts, mut answers } = self;
        let mut entries: Vec<Entry<K::Event>> = Vec::new();
        answers.reserve(waiting.len());
        let mut waiting = waiting.into_iter();
        while let Some(envelope) = waiting.next() {
            let (last_seq, last_at) = state.last();
            let moment = Moment { now, at: now.max(last_at) };
            let decided = catch_unwind(AssertUnwindSafe(|| state.decide(&envelope.command, moment)));
            let reply: Reply<K> = match decided {
                Err(_) => Err(Failure::Internal),
                Ok(Err(refusal)) => Ok(Err(refusal)),
                Ok(Ok(decision)) => {
                    let fresh: Vec<_> = (last_seq + 1..)
                        .zip(decision.events)
                        .map(|(seq, (event, key))| Entry { seq, at: moment.at, key, event })
                        .collect();
                    let applied = catch_unwind(AssertUnwindSafe(|| fresh.iter().for_each(|entry| state.apply(entry))));
                    if applied.is_err() {
                        let mut returned: Vec<_> = answers.into_iter().map(|(envelope, _)| envelope).collect();
                        returned.push(envelope);
                        returned.extend(waiting);
                        return Outcome::Poisoned(returned);
                    }
                    entries.extend(fresh);
                    Ok(Ok(decision.answer))
                }
            };
            answers.push((envelope, reply));
        }
        if !entries.is_empty() {
            parts.push(entries.into());
        }
        Outcome::Decided(Self { loaded: Loaded { claim, state }, parts, answers })
    }

    /// What is to be durable of this part. None: there is none.
    pub(super) fn rows(&self, journal: &Journal, part: usize) -> Result<Option<store::Batch>, Fault> {
        let Loaded { claim, state } = &self.loaded;
        self.parts.get(part).map_or(Ok(None), |part| journal.batch(claim, part, state))
    }

    /// Whoever waits for it.
    pub(super) fn envelopes(self) -> Vec<Envelope<K>> {
        self.answers.into_iter().map(|(envelope, _)| envelope).collect()
    }
}

#[cfg(test)]
mod tests;
