//! What a stream has said lately, read by every subscriber at its own pace.

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    task::{Context, Poll, Waker},
};

use async_graphql::ServerError;

use super::{Payload, position::Mark};
use crate::graphql::execute::Answer;

/// Some thousand events: what a burst brings while a thousand sockets are written once.
const LOG_BYTES_MAX: usize = 1024 * 1024;
/// Each costs some memory beside its bytes.
const LOG_ITEMS_MAX: usize = 4_096;
/// What everybody has read is kept for those who are just catching up, one or two events behind.
const TAIL_BYTES_MAX: usize = 64 * 1024;
const TAIL_ITEMS_MAX: usize = 64;
/// One look brings what makes a handful of writes; the rest waits here, where it costs nothing.
const LOOK_BYTES_MAX: usize = 16 * 1024;
const LOOK_ITEMS_MAX: usize = 64;
/// Behind every event and every state.
const LAST: u64 = u64::MAX;

/// The newest results, and who waits for more.
#[derive(Default)]
pub(super) struct Log {
    /// In order; of a state the newest only.
    items: VecDeque<Item>,
    bytes: usize,
    /// Whatever came after this is here. None before the first word.
    floor: Option<u64>,
    is_over: bool,
    readers: usize,
    readers_ever: u64,
    waiting: HashMap<u64, Waker>,
}

struct Item {
    mark: u64,
    payload: Payload,
    /// Of a result that is nothing but errors.
    errors: Option<Arc<[ServerError]>>,
}

/// Where a reader stands.
pub(super) struct Bookmark {
    id: u64,
    mark: u64,
    /// Of a state: the newest that it has. Two moments may be equal.
    state: Option<Payload>,
    /// Has it heard anything? Errors before that mean that its subscription failed.
    has_begun: bool,
}

/// What a reader finds.
pub(super) enum News {
    Results(Vec<Payload>),
    Failed(Arc<[ServerError]>),
    /// What comes next for it is here no more; it stands behind this sequence.
    Behind(u64),
    Over,
}

/// Who must be woken, outside of the lock.
#[must_use]
pub(super) struct Waking(Vec<Waker>);

impl Waking {
    pub(super) fn wake(self) {
        self.0.into_iter().for_each(Waker::wake);
    }
}

impl Log {
    /// A reader that has everything up to `mark`; none if that is not where the log begins, or it is over.
    pub(super) fn open(&mut self, mark: Mark, (state, has_begun): (Option<Payload>, bool)) -> Option<Bookmark> {
        let (mark, state) = match (mark, self.floor) {
            (_, None) => return None,
            (Mark::Event(sequence), Some(floor)) if sequence < floor => return None,
            (Mark::Event(sequence), _) => (sequence, None),
            (Mark::State(moment), _) => (moment, state),
        };
        if self.is_over {
            return None;
        }
        self.readers += 1;
        self.readers_ever += 1;
        Some(Bookmark { id: self.readers_ever, mark, state, has_begun })
    }

    pub(super) fn close(&mut self, reader: &Bookmark) {
        self.readers -= 1;
        self.waiting.remove(&reader.id);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    pub(super) fn append(&mut self, mark: Mark, answer: &Answer) -> Waking {
        let mark = match mark {
            Mark::Event(sequence) => {
                self.floor.get_or_insert(sequence.saturating_sub(1));
                self.forget();
                sequence
            }
            Mark::State(moment) => {
                self.floor.get_or_insert(0);
                self.items.clear();
                self.bytes = 0;
                moment
            }
        };
        self.push(mark, answer)
    }

    /// The source stands here without a new word.
    pub(super) fn rest(&mut self, mark: Mark) -> Waking {
        match (mark, self.items.back_mut()) {
            (Mark::Event(sequence), _) => {
                self.floor.get_or_insert(sequence);
                Waking(Vec::new())
            }
            // The same state again, at a later moment: somebody may have come with one from in between.
            (Mark::State(moment), Some(newest)) => {
                newest.mark = moment;
                self.wake_all()
            }
            (Mark::State(_), None) => Waking(Vec::new()),
        }
    }

    /// Nothing comes any more, but for this.
    pub(super) fn end(&mut self, last: Option<&Answer>) -> Waking {
        self.is_over = true;
        match last {
            Some(answer) => self.push(LAST, answer),
            None => self.wake_all(),
        }
    }

    /// What comes after a bookmark, or the promise to wake.
    pub(super) fn read(&mut self, reader: &mut Bookmark, context: &Context<'_>) -> Poll<News> {
        if self.floor.is_some_and(|floor| reader.mark < floor) {
            return Poll::Ready(News::Behind(reader.mark));
        }
        let first = self.items.partition_point(|item| item.mark <= reader.mark);
        let (mut found, mut bytes) = (Vec::new(), 0);
        for item in self.items.range(first..).take(LOOK_ITEMS_MAX) {
            reader.mark = item.mark;
            if reader.state.as_ref().is_some_and(|state| state.get() == item.payload.get()) {
                continue;
            }
            if let (false, Some(errors)) = (reader.has_begun, &item.errors) {
                return Poll::Ready(News::Failed(Arc::clone(errors)));
            }
            reader.has_begun = true;
            if let Some(state) = &mut reader.state {
                *state = Arc::clone(&item.payload);
            }
            bytes += item.payload.get().len();
            found.push(Arc::clone(&item.payload));
            if bytes >= LOOK_BYTES_MAX {
                break;
            }
        }
        if !found.is_empty() {
            return Poll::Ready(News::Results(found));
        }
        if self.is_over {
            return Poll::Ready(News::Over);
        }
        self.waiting.insert(reader.id, context.waker().clone());
        Poll::Pending
    }

    fn push(&mut self, mark: u64, answer: &Answer) -> Waking {
        let payload = answer.payload();
        self.bytes += payload.get().len();
        let errors = answer.has_no_data().then(|| answer.errors().into());
        self.items.push_back(Item { mark, payload, errors });
        self.wake_all()
    }

    /// Makes room for one more event.
    fn forget(&mut self) {
        let all_have_it = self.waiting.len() == self.readers;
        let (bytes, items) = if all_have_it { (TAIL_BYTES_MAX, TAIL_ITEMS_MAX) } else { (LOG_BYTES_MAX, LOG_ITEMS_MAX) };
        while self.bytes > bytes || self.items.len() >= items {
            let Some(oldest) = self.items.pop_front() else { return };
            self.bytes -= oldest.payload.get().len();
            self.floor = Some(oldest.mark);
        }
    }

    fn wake_all(&mut self) -> Waking {
        Waking(self.waiting.drain().map(|(_, waker)| waker).collect())
    }
}
