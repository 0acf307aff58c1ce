//! An execution of one subscriber's own: it checks what the subscriber may see, catches up, and ends where a stream goes on.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use async_graphql::{Executor, parser::types::OperationType};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use super::{
    Payload, Said,
    ask::Ask,
    position::{Mark, Position, Start},
    shared::{Reader, Shared},
    steps::{Step, Steps},
};
use crate::{
    domain::access::Viewer,
    graphql::{
        execute::{Answer, Api},
        operation::Operation,
    },
};

/// What does not fit waits in the journal.
const HEARD_MAX: usize = 16;

/// Its task ends with it.
pub(super) struct Alone<E> {
    heard: mpsc::Receiver<Heard<E>>,
    _task: AbortOnDropHandle<()>,
}

pub(super) enum Heard<E> {
    Said(Said),
    /// All else comes from here.
    Joined(Reader<E>),
}

impl<E: Executor> Alone<E> {
    /// A query, or a subscription from where its arguments say.
    pub(super) fn new(api: Api<E>, operation: Operation, viewer: Option<Viewer>) -> Self {
        Self::spawn(|listener| async move {
            if operation.ty == OperationType::Query {
                return listener.answer(api.run(operation, viewer).await).await;
            }
            let ask = Arc::new(Ask::new(&operation, viewer.as_ref()));
            let steps = Steps::new(&api, (operation, viewer), Position::default());
            Run { api, ask, listener, has_begun: false, state: None, stream: None }.go(steps).await;
        })
    }

    /// A subscription that heard everything up to a sequence.
    pub(super) fn after(sequence: u64, (api, ask): (&Api<E>, &Arc<Ask>)) -> Self {
        let (api, ask) = (api.clone(), Arc::clone(ask));
        Self::spawn(move |listener| async move {
            let steps = Steps::new(&api, (ask.operation(), ask.viewer.clone()), Position::starting(Start::After(sequence)));
            Run { api, ask, listener, has_begun: true, state: None, stream: None }.go(steps).await;
        })
    }

    // In a task of its own: it may hold a connection to the database, and a client that does not read must not hold it too.
    fn spawn<F: Future<Output = ()> + Send + 'static>(run: impl FnOnce(Listener<E>) -> F) -> Self {
        let (said, heard) = mpsc::channel(HEARD_MAX);
        Self { heard, _task: AbortOnDropHandle::new(tokio::spawn(run(Listener(said)))) }
    }

    pub(super) fn poll_heard(&mut self, context: &mut Context<'_>) -> Poll<Heard<E>> {
        // A task always says how it ends, unless the runtime stops.
        self.heard.poll_recv(context).map(|heard| heard.unwrap_or(Heard::Said(Said::Complete)))
    }
}

struct Listener<E>(mpsc::Sender<Heard<E>>);

/// Nobody listens any more.
struct Gone;

impl<E> Listener<E> {
    async fn hear(&self, heard: Heard<E>) -> Result<(), Gone> {
        self.0.send(heard).await.map_err(|_| Gone)
    }

    async fn answer(&self, answer: Answer) {
        if answer.is_refusal() {
            return self.end(Said::Failed(answer.errors().into())).await;
        }
        if self.hear(Heard::Said(Said::Results(vec![answer.payload()]))).await.is_ok() {
            self.end(Said::Complete).await;
        }
    }

    async fn end(&self, last: Said) {
        // Who has gone needs no last word.
        drop(self.hear(Heard::Said(last)).await);
    }
}

struct Run<E> {
    api: Api<E>,
    ask: Arc<Ask>,
    listener: Listener<E>,
    has_begun: bool,
    /// The newest of a state.
    state: Option<Payload>,
    /// Kept from the first attempt to join it.
    stream: Option<Arc<Shared<E>>>,
}

impl<E: Executor> Run<E> {
    async fn go(mut self, mut steps: Steps) {
        loop {
            let mark = match steps.next().await {
                Step::Ended => return self.listener.end(Said::Complete).await,
                // Refused, or the stream could not be opened: the client's operation failed as a whole.
                Step::Gave(answer, _) if answer.is_refusal() || (!self.has_begun && answer.has_no_data()) => {
                    return self.listener.end(Said::Failed(answer.errors().into())).await;
                }
                Step::Gave(answer, mark) => {
                    let payload = answer.payload();
                    self.state = matches!(mark, Some(Mark::State(_))).then(|| Arc::clone(&payload));
                    self.has_begun = true;
                    if let Err(Gone) = self.listener.hear(Heard::Said(Said::Results(vec![payload]))).await {
                        return;
                    }
                    // A state rests for as long as its subscriber wants to hear nothing more.
                    match mark {
                        Some(mark @ Mark::Event(_)) => mark,
                        _ => continue,
                    }
                }
                Step::Rests(mark) => mark,
            };
            if let Some(reader) = self.join(mark).await {
                drop(self.listener.hear(Heard::Joined(reader)).await);
                return;
            }
        }
    }

    async fn join(&mut self, mark: Mark) -> Option<Reader<E>> {
        self.stream.take_if(|stream| stream.is_over());
        let stream = self.stream.get_or_insert_with(|| self.api.streams().of(&self.api, &self.ask));
        stream.join(mark, (self.state.clone(), self.has_begun)).await
    }
}
