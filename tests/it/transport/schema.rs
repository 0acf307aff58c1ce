//! A schema that has one of everything a transport can meet.

#![expect(clippy::unused_async, reason = "async-graphql's macros want resolvers to be async")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    Context, InputObject, InputValueError, InputValueResult, Object, Result, Scalar, ScalarType, Schema, SimpleObject,
    Subscription, Value,
};
use futures_util::{Stream, StreamExt, stream};
use hangtag::{
    domain::access::Viewer,
    graphql::{
        error::{Code, error, error_retry_after},
        limits::limits,
    },
};
use tokio::sync::Notify;

pub(super) type TestSchema = Schema<Query, Mutation, Numbers>;

pub(super) fn schema(stream_dropped: Arc<Notify>) -> TestSchema {
    let mutation = Mutation { count: AtomicI32::new(0) };
    limits(Schema::build(Query, mutation, Numbers { stream_dropped })).finish()
}

/// Whole numbers as text.
pub(super) struct Amount(i64);

#[Scalar]
impl ScalarType for Amount {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text.parse().map_err(|_| "digits only")?)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(InputObject)]
pub(super) struct Line {
    amount: Amount,
    count: i32,
}

fn panics() -> i32 {
    panic!("seen in the log only")
}

pub(super) struct Person;

#[Object]
impl Person {
    async fn name(&self) -> &str {
        "Ada"
    }

    async fn friend(&self) -> Person {
        Person
    }
}

#[derive(SimpleObject)]
pub(super) struct Event {
    sequence: i32,
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "world"
    }

    async fn who(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data_opt::<Viewer>().map(|viewer| viewer.organization_name.to_string())
    }

    async fn person(&self) -> Person {
        Person
    }

    async fn amount(&self, of: Amount) -> Amount {
        of
    }

    async fn total(&self, lines: Vec<Line>) -> i64 {
        lines.iter().map(|line| line.amount.0 * i64::from(line.count)).sum()
    }

    async fn length(&self, texts: Vec<String>) -> usize {
        texts.len()
    }

    async fn secret(&self) -> Result<i32> {
        Err(std::io::Error::other("password is 12345").into())
    }

    async fn panics(&self) -> i32 {
        panics()
    }

    async fn forbidden(&self) -> Result<i32> {
        Err(error(Code::Forbidden, "Not for cashiers."))
    }

    /// Nullable, so that the rest of the answer stands: `Result<Option<i32>>` would take its parent along.
    async fn busy(&self) -> Option<Result<i32>> {
        Some(Err(error_retry_after(Code::Overloaded, "The session is busy.", Duration::from_millis(250))))
    }

    /// Answers when the client is gone: never.
    async fn waits(&self) -> i32 {
        std::future::pending().await
    }
}

pub(super) struct Mutation {
    count: AtomicI32,
}

#[Object]
impl Mutation {
    async fn add(&self, #[graphql(default = 1)] by: i32) -> i32 {
        self.count.fetch_add(by, Ordering::SeqCst) + by
    }

    /// The name of the thread that works on it.
    async fn thread(&self) -> String {
        std::thread::current().name().unwrap_or_default().to_owned()
    }

    /// Done when the client is gone: never.
    async fn wait(&self) -> i32 {
        std::future::pending().await
    }
}

pub(super) struct Numbers {
    stream_dropped: Arc<Notify>,
}

/// Tells when it is dropped.
struct Told(Arc<Notify>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Numbers {
    fn told<T>(&self, stream: impl Stream<Item = T>) -> impl Stream<Item = T> {
        let told = Told(Arc::clone(&self.stream_dropped));
        stream.map(move |item| {
            let _told = &told;
            item
        })
    }
}

#[Subscription]
impl Numbers {
    /// From the one after `after` to `to`.
    async fn numbers(&self, #[graphql(default)] after: i32, to: i32) -> impl Stream<Item = i32> {
        self.told(stream::iter(after + 1..=to))
    }

    /// The event after `after`, then silence.
    async fn events(&self, after: i32) -> impl Stream<Item = Event> {
        let event = Event { sequence: after + 1 };
        self.told(stream::once(async { event }).chain(stream::pending()))
    }

    /// One number, then silence.
    async fn first(&self) -> impl Stream<Item = i32> {
        self.told(stream::once(async { 1 }).chain(stream::pending()))
    }

    /// As much as is read.
    async fn flood(&self) -> impl Stream<Item = String> {
        self.told(stream::repeat_with(|| "x".repeat(16 * 1024)))
    }

    async fn missing(&self) -> Result<stream::Empty<i32>> {
        Err(error(Code::NotFound, "There is no such session."))
    }

    async fn panicking(&self) -> impl Stream<Item = i32> {
        stream::once(async { 1 }).chain(stream::once(async { panics() }))
    }
}
