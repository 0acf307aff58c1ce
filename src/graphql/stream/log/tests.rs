//! The log alone, step by step.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

use async_graphql::Value;
use futures_util::task::noop_waker_ref;

use super::*;
use crate::graphql::error::Code;

fn answer(text: &str) -> Answer {
    Answer::of(Value::from(text))
}

fn event(log: &mut Log, sequence: u64) {
    log.append(Mark::Event(sequence), &answer(&sequence.to_string())).wake();
}

fn reader(log: &mut Log, mark: Mark) -> Option<Bookmark> {
    log.open(mark, (None, true))
}

fn look(log: &mut Log, reader: &mut Bookmark) -> Poll<News> {
    log.read(reader, &Context::from_waker(noop_waker_ref()))
}

/// What is found: numbers, or a word for what else it is.
fn found(log: &mut Log, reader: &mut Bookmark) -> String {
    match look(log, reader) {
        Poll::Pending => "nothing".to_owned(),
        Poll::Ready(News::Results(results)) => {
            let data = |result: &Payload| result.get().trim_start_matches("{\"data\":\"").trim_end_matches("\"}").to_owned();
            results.iter().map(data).collect::<Vec<_>>().join(" ")
        }
        Poll::Ready(News::Failed(errors)) => format!("failed: {}", errors[0].message),
        Poll::Ready(News::Behind(sequence)) => format!("behind {sequence}"),
        Poll::Ready(News::Over) => "over".to_owned(),
    }
}

#[test]
fn a_reader_comes_in_only_where_the_log_reaches_back_to() {
    let mut log = Log::default();
    assert!(reader(&mut log, Mark::Event(9)).is_none(), "nobody knows where it begins");
    log.rest(Mark::Event(5)).wake();
    for (sequence, expected) in [(4, false), (5, true), (6, true)] {
        assert_eq!(reader(&mut log, Mark::Event(sequence)).is_some(), expected, "{sequence}");
    }
    let mut log = Log::default();
    event(&mut log, 8);
    for (sequence, expected) in [(6, false), (7, true), (8, true)] {
        assert_eq!(reader(&mut log, Mark::Event(sequence)).is_some(), expected, "{sequence}");
    }
    log.end(None).wake();
    assert!(reader(&mut log, Mark::Event(8)).is_none(), "it is over");
}

#[test]
fn everybody_reads_what_comes_after_its_own_place_once() {
    let mut log = Log::default();
    log.rest(Mark::Event(1)).wake();
    let mut early = reader(&mut log, Mark::Event(1)).unwrap();
    let mut ahead = reader(&mut log, Mark::Event(4)).unwrap();
    // The third is of a kind that was not asked for.
    for sequence in [2, 4, 5] {
        event(&mut log, sequence);
    }
    assert_eq!(found(&mut log, &mut early), "2 4 5");
    assert_eq!(found(&mut log, &mut ahead), "5");
    event(&mut log, 6);
    let mut late = reader(&mut log, Mark::Event(4)).unwrap();
    for (reader, expected) in [(&mut early, "6"), (&mut ahead, "6"), (&mut late, "5 6")] {
        assert_eq!(found(&mut log, reader), expected);
        assert_eq!(found(&mut log, reader), "nothing");
    }
}

#[test]
fn who_is_behind_what_is_kept_is_told_where_it_stood() {
    let mut log = Log::default();
    log.rest(Mark::Event(0)).wake();
    let mut slow = reader(&mut log, Mark::Event(0)).unwrap();
    let last = LOG_ITEMS_MAX as u64 + 10;
    for sequence in 1..=last {
        event(&mut log, sequence);
    }
    assert_eq!(log.items.len(), LOG_ITEMS_MAX);
    assert_eq!(found(&mut log, &mut slow), "behind 0");
    assert!(reader(&mut log, Mark::Event(9)).is_none());
    let mut edge = reader(&mut log, Mark::Event(10)).unwrap();
    assert!(found(&mut log, &mut edge).starts_with("11 12 13 "));
}

#[test]
fn large_results_are_forgotten_by_their_size() {
    let mut log = Log::default();
    log.rest(Mark::Event(0)).wake();
    let slow = reader(&mut log, Mark::Event(0));
    let large = "x".repeat(100_000);
    for sequence in 1..=40 {
        log.append(Mark::Event(sequence), &answer(&large)).wake();
    }
    let kept: usize = log.items.iter().map(|item| item.payload.get().len()).sum();
    assert_eq!(log.bytes, kept);
    assert!((LOG_BYTES_MAX..LOG_BYTES_MAX + 2 * large.len()).contains(&kept), "{kept}");
    assert!(slow.is_some());
}

#[test]
fn what_everybody_has_is_kept_for_a_short_while() {
    let mut log = Log::default();
    log.rest(Mark::Event(0)).wake();
    let mut readers = [0, 1].map(|_| reader(&mut log, Mark::Event(0)).unwrap());
    for sequence in 1..=1_000 {
        event(&mut log, sequence);
        for reader in &mut readers {
            assert_eq!(found(&mut log, reader), sequence.to_string());
            assert_eq!(found(&mut log, reader), "nothing");
        }
    }
    assert_eq!(log.items.len(), TAIL_ITEMS_MAX);
    // One does not look again, and everything is kept for it until it goes.
    let [mut fast, slow] = readers;
    for sequence in 1_001..=1_100 {
        event(&mut log, sequence);
        found(&mut log, &mut fast);
        assert_eq!(found(&mut log, &mut fast), "nothing");
    }
    assert!(log.items.len() > 100);
    log.close(&slow);
    event(&mut log, 1_101);
    assert_eq!(log.items.len(), TAIL_ITEMS_MAX);
}

#[test]
fn one_look_brings_as_much_as_is_written_at_once() {
    let mut log = Log::default();
    log.rest(Mark::Event(0)).wake();
    let mut many = reader(&mut log, Mark::Event(0)).unwrap();
    for sequence in 1..=100 {
        event(&mut log, sequence);
    }
    assert_eq!(found(&mut log, &mut many).split(' ').count(), LOOK_ITEMS_MAX);
    assert_eq!(found(&mut log, &mut many).split(' ').count(), 100 - LOOK_ITEMS_MAX);
    let large = answer(&"x".repeat(LOOK_BYTES_MAX / 2));
    for sequence in 101..=103 {
        log.append(Mark::Event(sequence), &large).wake();
    }
    assert_eq!(found(&mut log, &mut many).split(' ').count(), 2);
    assert_eq!(found(&mut log, &mut many).split(' ').count(), 1);
}

#[test]
fn of_a_state_the_newest_is_read_and_never_the_same_twice() {
    let state = |log: &mut Log, moment, text: &str| log.append(Mark::State(moment), &answer(text)).wake();
    let mut log = Log::default();
    log.rest(Mark::State(1)).wake();
    assert!(reader(&mut log, Mark::State(1)).is_none(), "there is no state yet");
    state(&mut log, 2, "two");
    let mut with_two = log.open(Mark::State(2), (Some(answer("two").payload()), true)).unwrap();
    let mut with_one = log.open(Mark::State(1), (Some(answer("one").payload()), true)).unwrap();
    assert_eq!(found(&mut log, &mut with_two), "nothing");
    assert_eq!(found(&mut log, &mut with_one), "two");
    state(&mut log, 3, "three");
    state(&mut log, 5, "five");
    assert_eq!((log.items.len(), log.bytes), (1, answer("five").payload().get().len()));
    assert_eq!(found(&mut log, &mut with_two), "five");
    // One came with what it saw between two looks: the next look finds what it has, or what it has not.
    let mut has_five = log.open(Mark::State(6), (Some(answer("five").payload()), true)).unwrap();
    let mut has_six = log.open(Mark::State(6), (Some(answer("six").payload()), true)).unwrap();
    assert_eq!(found(&mut log, &mut has_six), "nothing");
    log.rest(Mark::State(7)).wake();
    assert_eq!(found(&mut log, &mut has_five), "nothing");
    assert_eq!(found(&mut log, &mut has_six), "five");
    assert_eq!(found(&mut log, &mut with_one), "five");
    assert_eq!(found(&mut log, &mut with_one), "nothing");
}

#[test]
fn an_error_is_a_failure_before_the_first_result_and_a_result_after_it() {
    let error = Answer::refused(Code::NotFound, "gone");
    let mut log = Log::default();
    log.rest(Mark::Event(0)).wake();
    let mut begun = log.open(Mark::Event(0), (None, true)).unwrap();
    let mut new = log.open(Mark::Event(0), (None, false)).unwrap();
    let mut served = log.open(Mark::Event(0), (None, false)).unwrap();
    event(&mut log, 1);
    assert_eq!(found(&mut log, &mut served), "1");
    let mut late = log.open(Mark::Event(1), (None, false)).unwrap();
    log.end(Some(&error)).wake();
    assert_eq!(found(&mut log, &mut late), "failed: gone");
    for reader in [&mut begun, &mut new, &mut served] {
        let said = found(&mut log, reader);
        assert!(said.contains("gone") && !said.contains("failed"), "{said}");
        assert_eq!(found(&mut log, reader), "over");
    }
}

/// Counts how often it is woken.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn who_waits_is_woken_once_by_what_comes_and_who_has_left_is_not() {
    let mut log = Log::default();
    log.rest(Mark::Event(0)).wake();
    let bells: [Arc<Bell>; 3] = Default::default();
    let mut readers = [0, 1, 2].map(|_| reader(&mut log, Mark::Event(0)).unwrap());
    let rung = || bells.each_ref().map(|bell| bell.0.load(Ordering::SeqCst));
    for (bell, reader) in bells.iter().zip(&mut readers) {
        let waker = Waker::from(Arc::clone(bell));
        assert!(log.read(reader, &Context::from_waker(&waker)).is_pending());
    }
    log.close(&readers[2]);
    event(&mut log, 1);
    assert_eq!(rung(), [1, 1, 0]);
    // Nobody has looked since.
    event(&mut log, 2);
    assert_eq!(rung(), [1, 1, 0]);
    let waker = Waker::from(Arc::clone(&bells[0]));
    assert_eq!(found(&mut log, &mut readers[0]), "1 2");
    assert!(log.read(&mut readers[0], &Context::from_waker(&waker)).is_pending());
    log.end(None).wake();
    assert_eq!(rung(), [2, 1, 0]);
}
