//! How the source of a subscription says where it stands, beside the results that the executor makes of what it gives.
//!
//! A source that says nothing works as any other; its subscribers are executed alone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::Context;

/// A place in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Every event up to this sequence was given out, or is of a kind that was not asked for.
    Event(u64),
    /// The state at this moment. Who has it wants a newer one only.
    State(u64),
}

/// Where a source begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Where its arguments say.
    #[default]
    Asked,
    /// Now, whatever its arguments say.
    Now,
    /// Behind this sequence, whatever its arguments say.
    After(u64),
}

/// Where one source begins and where it stands. Its executor hands it in with the request.
#[derive(Clone, Debug, Default)]
pub struct Position {
    start: Start,
    marks: Arc<Mutex<Marks>>,
}

#[derive(Debug, Default)]
struct Marks {
    given: Option<Mark>,
    rests: Option<Mark>,
}

impl Position {
    /// The position of the source that runs in this context.
    pub fn of(context: &Context<'_>) -> Self {
        context.data_opt::<Self>().cloned().unwrap_or_default()
    }

    pub(super) fn starting(start: Start) -> Self {
        Self { start, marks: Arc::default() }
    }

    /// Where the source has to begin.
    pub fn start(&self) -> Start {
        self.start
    }

    /// The source says: what I give now is this.
    pub fn gives(&self, mark: Mark) {
        *self.marks() = Marks { given: Some(mark), rests: None };
    }

    /// The source says: I have given everything up to here, and wait for news.
    pub fn rests(&self, mark: Mark) {
        self.marks().rests = Some(mark);
    }

    /// What was given last, once.
    pub(super) fn take_given(&self) -> Option<Mark> {
        self.marks().given.take()
    }

    /// Where the source rests, once.
    pub(super) fn take_rest(&self) -> Option<Mark> {
        self.marks().rests.take()
    }

    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_source_says_is_taken_once() {
        let position = Position::starting(Start::After(4));
        let source = position.clone();
        assert_eq!((source.start(), position.take_given(), position.take_rest()), (Start::After(4), None, None));
        source.gives(Mark::Event(5));
        assert_eq!((position.take_given(), position.take_given()), (Some(Mark::Event(5)), None));
        source.rests(Mark::Event(6));
        assert_eq!((position.take_rest(), position.take_rest()), (Some(Mark::Event(6)), None));
    }

    #[test]
    fn a_source_that_gives_more_does_not_rest() {
        let (position, source) = (Position::default(), Position::starting(Start::Now));
        source.rests(Mark::State(1));
        source.gives(Mark::State(2));
        assert_eq!((source.take_rest(), source.take_given()), (None, Some(Mark::State(2))));
        assert_eq!((position.start(), position.take_given()), (Start::Asked, None), "another subscriber's is another");
    }
}
