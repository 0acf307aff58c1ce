//! A journal of numbers, sources over it that say where they stand, and how often what was executed.

#![expect(clippy::unused_async, reason = "async-graphql's macros want resolvers to be async")]

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Context, Object, Result, Schema, Subscription, ValidationMode};
use futures_util::{Stream, stream};
use tokio::sync::watch;

use super::super::position::{Mark, Position, Start};
use super::PATIENCE;
use crate::{
    domain::access::Viewer,
    graphql::{
        error::{Code, error},
        execute::Api,
    },
};

pub(super) type TestSchema = Schema<Query, async_graphql::EmptyMutation, Live>;

pub(super) struct World {
    pub api: Api<TestSchema>,
    newest: watch::Sender<i64>,
    shown: Arc<Shown>,
}

/// What resolvers see and count.
struct Shown {
    newest: watch::Receiver<i64>,
    fails: watch::Sender<bool>,
    running: watch::Sender<usize>,
    opened: watch::Sender<usize>,
    executed: AtomicUsize,
}

impl World {
    pub(super) fn new() -> Arc<Self> {
        let (newest, receiver) = watch::channel(0);
        let shown = Arc::new(Shown {
            newest: receiver,
            fails: watch::Sender::new(false),
            running: watch::Sender::new(0),
            opened: watch::Sender::new(0),
            executed: AtomicUsize::new(0),
        });
        let schema = Schema::build(Query, async_graphql::EmptyMutation, Live).data(Arc::clone(&shown));
        let schema = schema.validation_mode(ValidationMode::Fast).finish();
        Arc::new(Self { api: Api::new(schema, 7), newest, shown })
    }

    /// So many more events.
    pub(super) fn say(&self, count: i64) {
        self.newest.send_modify(|newest| *newest += count);
    }

    /// Waits until the journal is so long.
    pub(super) async fn newest_when(&self, at_least: i64) -> i64 {
        *self.shown.newest.clone().wait_for(|newest| *newest >= at_least).await.unwrap()
    }

    /// From now on sources fail.
    pub(super) fn fail(&self) {
        self.shown.fails.send_replace(true);
    }

    pub(super) fn heal(&self) {
        self.shown.fails.send_replace(false);
    }

    /// How often an event or a state was executed.
    pub(super) fn executed(&self) -> usize {
        self.shown.executed.load(Ordering::SeqCst)
    }

    pub(super) fn running(&self) -> usize {
        *self.shown.running.borrow()
    }

    /// How many sources were opened, ever.
    pub(super) fn opened(&self) -> usize {
        *self.shown.opened.borrow()
    }

    /// Waits until so many sources run.
    pub(super) async fn runs(&self, count: usize) {
        self.reaches(&self.shown.running, |running| running == count).await;
    }

    /// Waits until so many sources were opened, each subscriber's own too, and only these streams are left.
    pub(super) async fn joined(&self, opened: usize, streams: usize) {
        self.reaches(&self.shown.opened, |count| count >= opened).await;
        self.runs(streams).await;
    }

    /// Waits until there is nothing left.
    pub(super) async fn ends(&self) {
        self.runs(0).await;
        let forgotten = async {
            while self.api.streams().count() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, forgotten).await.unwrap();
        assert_eq!(self.running(), 0);
    }

    async fn reaches(&self, what: &watch::Sender<usize>, is: impl Fn(usize) -> bool) {
        let mut receiver = what.subscribe();
        let reached = tokio::time::timeout(PATIENCE, receiver.wait_for(|count| is(*count))).await;
        assert!(reached.is_ok(), "it stays {}", *what.borrow());
    }
}

/// A source that runs.
struct Running(Arc<Shown>);

impl Running {
    fn new(shown: Arc<Shown>) -> Self {
        shown.opened.send_modify(|count| *count += 1);
        shown.running.send_modify(|count| *count += 1);
        Self(shown)
    }

    /// Waits until there is something new, and says that it rests if nothing is.
    async fn news(&self, seen: i64, (newest, position): (&mut watch::Receiver<i64>, &Position), mark: Mark) -> ControlFlow<()> {
        let mut fails = self.0.fails.subscribe();
        if *newest.borrow() == seen && !*fails.borrow_and_update() {
            position.rests(mark);
        }
        tokio::select! {
            _ = newest.wait_for(|newest| *newest > seen) => ControlFlow::Continue(()),
            _ = fails.wait_for(|fails| *fails) => ControlFlow::Break(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.send_modify(|count| *count -= 1);
    }
}

fn shown(context: &Context<'_>) -> Arc<Shown> {
    Arc::clone(context.data_unchecked::<Arc<Shown>>())
}

fn place(sequence: i64) -> u64 {
    u64::try_from(sequence).unwrap()
}

pub(super) struct Event(i64);

#[Object]
impl Event {
    async fn sequence(&self, context: &Context<'_>) -> i64 {
        shown(context).executed.fetch_add(1, Ordering::SeqCst);
        self.0
    }

    async fn organization(&self, context: &Context<'_>) -> i64 {
        context.data_opt::<Viewer>().map_or(0, |viewer| viewer.organization.0)
    }

    async fn more(&self, than: Option<i32>) -> bool {
        than.is_none_or(|than| self.0 > i64::from(than))
    }
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "world"
    }
}

pub(super) struct Live;

#[Subscription]
impl Live {
    /// Every event, or every `of`-th.
    async fn events(
        &self,
        context: &Context<'_>,
        after: Option<i32>,
        #[graphql(default = 1)] of: i32,
    ) -> Result<impl Stream<Item = Result<Event>> + use<>> {
        let (running, position) = (Running::new(shown(context)), Position::of(context));
        let newest = running.0.newest.clone();
        let now = *newest.borrow();
        let cursor = match (position.start(), after) {
            (Start::Now, _) | (Start::Asked, None) => now,
            (Start::After(sequence), _) => i64::try_from(sequence).unwrap(),
            (Start::Asked, Some(after)) if (0..=now).contains(&i64::from(after)) => i64::from(after),
            (Start::Asked, Some(_)) => return Err(error(Code::BadUserInput, "There is no such place.")),
        };
        Ok(stream::unfold(Some((running, newest, cursor)), move |state| {
            let position = position.clone();
            async move {
                let (running, mut newest, mut cursor) = state?;
                loop {
                    if *newest.borrow() > cursor {
                        cursor += 1;
                        if cursor % i64::from(of) != 0 {
                            continue;
                        }
                        position.gives(Mark::Event(place(cursor)));
                        return Some((Ok(Event(cursor)), Some((running, newest, cursor))));
                    }
                    let mark = Mark::Event(place(cursor));
                    if running.news(cursor, (&mut newest, &position), mark).await.is_break() {
                        return Some((Err(error(Code::NotFound, "The journal is gone.")), None));
                    }
                }
            }
        }))
    }

    /// The newest event, at once and whenever there is a newer one.
    async fn state(&self, context: &Context<'_>) -> impl Stream<Item = Event> + use<> {
        let (running, position) = (Running::new(shown(context)), Position::of(context));
        let newest = running.0.newest.clone();
        stream::unfold((running, newest, None), move |(running, mut newest, seen)| {
            let position = position.clone();
            async move {
                if let Some(seen) = seen {
                    let mark = Mark::State(place(seen));
                    if running.news(seen, (&mut newest, &position), mark).await.is_break() {
                        return None;
                    }
                }
                let now = *newest.borrow_and_update();
                position.gives(Mark::State(place(now)));
                Some((Event(now), (running, newest, Some(now))))
            }
        })
    }

    /// Says nothing about where it stands.
    async fn count(&self) -> impl Stream<Item = i32> {
        stream::iter(1..=3)
    }
}
