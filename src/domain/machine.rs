//! What every owner's state has in common: a pure decision, and a pure application of what was decided.

use super::key::Key;
use super::time::Timestamp;

/// One row of a journal: something that happened, in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<Event> {
    /// Dense from 1.
    pub seq: u64,
    /// For the record: never before the entry above.
    pub at: Timestamp,
    /// What bound it, if a client's key did.
    pub key: Option<Key>,
    /// What happened.
    pub event: Event,
}

/// What a command comes to: events to journal (none: nothing changes), and what the caller is told after the commit.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<Event, Answer> {
    /// In order; the key, if any, belongs to the one that is the command's effect.
    pub events: Vec<(Event, Option<Key>)>,
    /// For the caller.
    pub answer: Answer,
}

/// When a command is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The clock's: what ends of holds and limits of voids compare with.
    pub now: Timestamp,
    /// For the record: `max(now, last at)`.
    pub at: Timestamp,
}

/// An owner's state.
pub trait StateMachine: Sized + Send + 'static {
    /// What can be asked of it.
    type Command: Send + 'static;
    /// What can happen to it.
    type Event: Clone + Send + Sync + 'static;
    /// What a caller is told when it happened.
    type Answer: Send + 'static;
    /// What a caller is told when it may not happen.
    type Refusal: Send + 'static;

    /// Pure: looks at this state and the command, and changes nothing.
    fn decide(&self, command: &Self::Command, moment: Moment) -> Result<Decision<Self::Event, Self::Answer>, Self::Refusal>;

    /// Pure: what the entry means for the state. Never refuses: it happened.
    fn apply(&mut self, entry: &Entry<Self::Event>);

    /// The sequence and time of the newest entry applied; zero before the first.
    fn last(&self) -> (u64, Timestamp);

    /// A command that the owner gives itself when its time has come, for what lapses.
    fn due(&self) -> Option<(Timestamp, Self::Command)>;
}
