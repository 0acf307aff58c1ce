//! Deciding a batch: pure calls on the state, each isolated, so that a bug costs its own caller only.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::domain::machine::{Entry, Moment};
use crate::domain::time::Timestamp;

use super::directory::{Envelope, Failure, Reply};
use super::task::{Kind, Loaded};

/// A decided batch: the state after it, what to commit, and what to tell each caller after that.
pub(super) struct Batch<K: Kind> {
    pub loaded: Loaded<K>,
    pub entries: Vec<Entry<K::Event>>,
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
    /// Decides each command on the state that the commands before it left.
    pub(super) fn decide(loaded: Loaded<K>, waiting: Vec<Envelope<K>>, now: Timestamp) -> Outcome<K> {
        let Loaded { claim, mut state } = loaded;
        let mut entries: Vec<Entry<K::Event>> = Vec::new();
        let mut answers = Vec::with_capacity(waiting.len());
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
        Outcome::Decided(Self { loaded: Loaded { claim, state }, entries, answers })
    }
}

#[cfg(test)]
mod tests;
