//! While requests are refused for want of a place, those that get one run on threads of their own: who is turned away does not stand in
//! line behind them.

use std::{
    num::NonZero,
    panic::{catch_unwind, resume_unwind},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio_util::{context::TokioContext, task::AbortOnDropHandle};

use crate::{graphql::limits::STACK_BYTES, observe::request};

/// Threads that are there from the first crowd on: half as many as there are processors, and at least one, so that the kernel, which
/// shares the processors out by threads, leaves the larger part to who reads, refuses and commits. Copies share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Offload(Arc<OnceLock<Option<Threads>>>);

#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Offload {
    /// Runs the work on those threads, in the span and under the id of the request that the caller answers. Dropped, the work is
    /// dropped soon, too; its panic is the caller's.
    ///
    /// The threads lend it nothing but their time. What it starts - an owner, a connection to the database, a timer - is the
    /// caller's runtime's, and outlives the crowd; only what a dropped work leaves behind is cleared away by these threads.
    pub(super) async fn run<F>(&self, work: F) -> F::Output
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let threads = self.0.get_or_init(Threads::start).as_ref();
        let Some(runtime) = threads.and_then(|threads| threads.0.as_ref()) else {
            return work.await;
        };
        let work = TokioContext::new(request::carried(work), Handle::current());
        match AbortOnDropHandle::new(runtime.spawn(work)).await {
            Ok(output) => output,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}

impl Threads {
    /// None if there are none to be had: then a crowd's work runs where all other does, until the server is started anew.
    fn start() -> Option<Self> {
        let processors = available_parallelism().map_or(1, NonZero::get);
        let numbered = AtomicUsize::new(1);
        let start = move || {
            Builder::new_multi_thread()
                .worker_threads((processors / 2).max(1))
                .thread_name_fn(move || format!("let-in-{}", numbered.fetch_add(1, Ordering::Relaxed)))
                .thread_stack_size(STACK_BYTES)
                // What is dropped there may still put its connection back, with a timer.
                .enable_all()
                .build()
        };
        // A thread that the system refuses is a panic of the builder's.
        let error = match catch_unwind(start) {
            Ok(Ok(runtime)) => return Some(Self(Some(runtime))),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the system has no more threads".to_owned(),
        };
        tracing::warn!(error, "no threads for what is let in while requests are refused");
        None
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // It is dropped on a thread of a runtime, maybe of this one, which may not wait.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, thread, time::Duration};

    use tokio::{
        sync::oneshot,
        time::{Instant, pause, sleep},
    };
    use tracing::Span;

    use super::*;
    use crate::observe::request::{RequestId, RequestIds};

    #[tokio::test]
    async fn the_work_runs_on_a_thread_of_its_own_as_part_of_the_same_request() {
        let (offload, ids) = (Offload::default(), RequestIds::new(7));
        let here = thread::current().id();
        let id = RequestId::parse(b"given-by-a-proxy").unwrap();
        let work = offload.run(async move { (thread::current().id(), ids.current()) });
        let (there, seen) = request::answering(id.clone(), Span::none(), work).await;
        assert_ne!(there, here);
        assert_eq!(seen, id);
    }

    #[tokio::test]
    async fn what_the_work_starts_is_the_caller_s_runtime_s_and_outlives_the_threads() {
        let offload = Offload::default();
        let here = thread::current().id();
        let begin = Instant::now();
        let (told, started) = oneshot::channel();
        let work = async {
            // By the clock of the caller's runtime, which goes on by itself when it is paused and nothing else is to be done.
            let timer = sleep(Duration::from_mins(1));
            tokio::spawn(async move {
                timer.await;
                told.send(thread::current().id()).unwrap();
            });
        };
        offload.run(work).await;
        drop(offload);
        pause();
        assert_eq!(started.await.unwrap(), here);
        assert!(begin.elapsed() >= Duration::from_mins(1));
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_dropped() {
        let offload = Offload::default();
        let (begun, is_begun) = oneshot::channel();
        let (held, dropped) = oneshot::channel::<()>();
        let copy = offload.clone();
        let caller = tokio::spawn(async move {
            copy.run(async move {
                let _held = held;
                begun.send(()).unwrap();
                pending::<()>().await;
            })
            .await;
        });
        is_begun.await.unwrap();
        caller.abort();
        dropped.await.unwrap_err();
        // And the next is worked on.
        assert_eq!(offload.run(async { 1 }).await, 1);
    }

    #[tokio::test]
    async fn its_panic_is_the_caller_s() {
        let offload = Offload::default();
        let copy = offload.clone();
        let caller = tokio::spawn(async move { copy.run(async { panic!("on purpose") }).await });
        let panic = caller.await.unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
        assert_eq!(offload.run(async { 1 }).await, 1);
    }
}
