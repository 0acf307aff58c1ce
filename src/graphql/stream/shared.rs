//! One stream and those who read it: it lives as long as it has a reader, and is executed once for all of them.

use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
    task::{Context, Poll},
};

use async_graphql::Executor;
use dashmap::DashMap;
use tokio::sync::SetOnce;
use tokio_util::task::AbortOnDropHandle;

use super::{
    Payload,
    ask::{Ask, Key},
    log::{Bookmark, Log, News},
    position::{Mark, Position, Start},
    steps::{Step, Steps},
};
use crate::graphql::execute::Api;

/// Every stream that has a reader.
pub(in crate::graphql) struct Streams<E>(Arc<DashMap<Key, Weak<Shared<E>>>>);

impl<E> Clone for Streams<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E> Default for Streams<E> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// One stream.
pub(super) struct Shared<E> {
    api: Api<E>,
    ask: Arc<Ask>,
    log: Mutex<Log>,
    /// Set with the stream's first word, or its end.
    begun: SetOnce<()>,
    feeder: OnceLock<AbortOnDropHandle<()>>,
}

impl<E: Executor> Streams<E> {
    /// The stream of all who ask for this; made if there is none.
    pub(super) fn of(&self, api: &Api<E>, ask: &Arc<Ask>) -> Arc<Shared<E>> {
        let mut entry = self.0.entry(ask.key.clone()).or_default();
        if let Some(shared) = entry.upgrade() {
            return shared;
        }
        let shared = Arc::new(Shared {
            api: api.clone(),
            ask: Arc::clone(ask),
            log: Mutex::default(),
            begun: SetOnce::new(),
            feeder: OnceLock::new(),
        });
        *entry = Arc::downgrade(&shared);
        let feeder = tokio::spawn(feed(Arc::downgrade(&shared), api.clone(), Arc::clone(ask)));
        // Nobody else has seen it yet.
        drop(shared.feeder.set(AbortOnDropHandle::new(feeder)));
        shared
    }
}

impl<E> Streams<E> {
    /// How many there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whoever comes now begins another.
    fn forget(&self, shared: &Shared<E>) {
        self.0.remove_if(&shared.ask.key, |_, other| std::ptr::eq(other.as_ptr(), shared));
    }
}

impl<E> Shared<E> {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Executor> Shared<E> {
    /// A reader of what comes after `mark`; none if the stream does not reach back so far, or is over.
    pub(super) async fn join(self: &Arc<Self>, mark: Mark, heard: (Option<Payload>, bool)) -> Option<Reader<E>> {
        self.begun.wait().await;
        let bookmark = self.log().open(mark, heard)?;
        Some(Reader { shared: Arc::clone(self), bookmark })
    }

    pub(super) fn is_over(&self) -> bool {
        self.log().is_over()
    }

    /// Takes a step of the source. Answers whether another one comes.
    fn take(&self, step: &Step) -> bool {
        let mut log = self.log();
        let (waking, goes_on) = match step {
            Step::Gave(answer, Some(mark)) => (log.append(*mark, answer), true),
            Step::Gave(answer, None) => (log.end(Some(answer)), false),
            Step::Rests(mark) => (log.rest(*mark), true),
            Step::Ended => (log.end(None), false),
        };
        drop(log);
        waking.wake();
        // It may be set already.
        drop(self.begun.set(()));
        goes_on
    }
}

impl<E> Drop for Shared<E> {
    fn drop(&mut self) {
        self.api.streams().forget(self);
    }
}

/// Fills the log of a stream until the stream ends or nobody reads it.
async fn feed<E: Executor>(shared: Weak<Shared<E>>, api: Api<E>, ask: Arc<Ask>) {
    let mut steps = Steps::new(&api, (ask.operation(), ask.viewer.clone()), Position::starting(Start::Now));
    loop {
        let step = steps.next().await;
        let Some(shared) = shared.upgrade() else { return };
        if !shared.take(&step) {
            return api.streams().forget(&shared);
        }
    }
}

/// One subscriber's place in a stream.
pub(super) struct Reader<E> {
    shared: Arc<Shared<E>>,
    bookmark: Bookmark,
}

impl<E> Reader<E> {
    pub(super) fn poll_read(&mut self, context: &Context<'_>) -> Poll<News> {
        self.shared.log().read(&mut self.bookmark, context)
    }

    pub(super) fn ask(&self) -> (&Api<E>, &Arc<Ask>) {
        (&self.shared.api, &self.shared.ask)
    }
}

impl<E> Drop for Reader<E> {
    fn drop(&mut self) {
        self.shared.log().close(&self.bookmark);
    }
}
