//! Owners in a world that fails: the real tasks of sessions, inventories and the courier, on a simulated store, on one thread
//! with a clock that stands still; every chance is drawn from a seed, so that a seed that fails can be played again.
//!
//! Statements and commits fail, answers of commits are lost, the process dies at any step, two processes claim the same
//! owners, letters come late and again. People ask again under the same key. Then what was promised is looked at
//! (`check.rs`), and while it runs whatever somebody is told (`world.rs`, `screen.rs`). docs/robustness.md has the figures.

mod check;
mod client;
mod errand;
mod screen;
mod template;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::bus::Bus;
use crate::domain::id::SessionId;
use crate::store::{Fate, Letter, Plays, Simulated, Weather, lock};

use client::{Client, Post};
use screen::Screen;
use template::Template;
use world::World;

use super::{Clock, Owners};

/// What CI plays.
const SEEDS: u64 = 2_000;
/// A life with faults lasts so long at most.
const LIFE_SECONDS_MAX: u64 = 300;
/// Within it everything is answered and delivered, once nothing fails any more.
const CALM_SECONDS_MAX: u64 = 1_200;
/// The life that ends well.
const LAST_LIFE: u64 = 99;
/// It may begin with faults, for so long at most.
const STORM_MS_MAX: u64 = 20_000;
/// Lines of a trace that a failing seed shows.
const TRACE_LINES: usize = 120;

/// What came of a seed.
struct Played {
    findings: Vec<String>,
    trace: Vec<String>,
}

/// Those who come and go in one life after another.
struct Cast {
    clients: Vec<Client>,
    screens: Vec<Screen>,
}

fn play(template: &Template, seed: u64) -> Played {
    let fate = Arc::new(Fate::of(seed));
    let plays = if seed.is_multiple_of(2) { Plays::Sqlite } else { Plays::Postgres };
    let database = Simulated::copy_of(&template.database, plays, Arc::clone(&fate));
    let world = Arc::new(World::new(template, database, Arc::clone(&fate)));
    let mut clients = vec![Client::new("office".to_owned(), Post::Office, 5 + fate.pick(8))];
    clients.push(Client::new("store".to_owned(), Post::Store, fate.pick(8)));
    clients.extend((1..=2 + fate.pick(2)).map(|till| Client::new(format!("till {till}"), Post::Till, 4 + fate.pick(8))));
    let screens = (1..=2).map(|ordinal| Screen::of(SessionId::of(world.event, ordinal))).collect();
    let cast = Arc::new(Cast { clients, screens });
    // Nobody counts the seeds without faults: they would pass here if nothing else.
    let fails = [0, 300, 60][fate.place(3)];
    let loses = [0, 40, 12][fate.place(3)];
    let pause_ms_max = [0, 2, 10, 40][fate.place(4)];
    for life in 0..fate.pick(5) {
        let dies_in = Some(1 + fate.pick(400));
        let weather = Weather { fails, loses, pause_ms_max, dies_in };
        live(&world, &cast, (life, weather));
    }
    // The last life begins in calm, or gets there without a start: what an owner owes after a fault it owes without one too.
    let is_stormy = fate.one_in(2);
    let weather = if is_stormy { Weather { fails, loses, pause_ms_max, dies_in: None } } else { Weather::default() };
    world.is_calm.store(!is_stormy, Ordering::Relaxed);
    live(&world, &cast, (LAST_LIFE, weather));
    Played { findings: world.findings(), trace: fate.trace() }
}

/// From a start of the process to its death; the last life ends well.
fn live(world: &Arc<World>, cast: &Arc<Cast>, (life, weather): (u64, Weather)) {
    let fate = &world.fate;
    world.database.begins(weather);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        fate.life_begins();
        fate.note(format_args!("life {life}: {weather:?}"));
        if life == LAST_LIFE {
            let calm = Box::pin(async {
                let storm = async {
                    if !world.is_calm() {
                        fate.pause(STORM_MS_MAX).await;
                        fate.note("nothing fails any more");
                        world.database.calms();
                        world.is_calm.store(true, Ordering::Relaxed);
                    }
                };
                let ((nodes, _screens), ()) = tokio::join!(run(world, cast, life), storm);
                check::examine(world, &nodes.newest(), &cast.screens).await;
            });
            if tokio::time::timeout(Duration::from_secs(CALM_SECONDS_MAX), calm).await.is_err() {
                world.finds("nothing fails any more, and it does not come to an end");
            }
        } else {
            tokio::select! {
                biased;
                () = world.database.death() => {}
                () = tokio::time::sleep(Duration::from_secs(1 + fate.pick(LIFE_SECONDS_MAX))) => fate.note("the power fails"),
                _ = run(world, cast, life) => {}
            }
        }
        fate.life_ends();
    });
    drop(runtime);
    Simulated::ends();
}

/// The processes of one life: the newest is the one that people reach; the others do not know that they were replaced.
#[derive(Default)]
struct Nodes(Mutex<Vec<Owners>>);

impl Nodes {
    fn count(&self) -> usize {
        lock(&self.0).len()
    }

    fn newest(&self) -> Owners {
        lock(&self.0).last().cloned().expect("one was started first")
    }

    fn any(&self, fate: &Fate) -> Owners {
        let nodes = lock(&self.0);
        nodes[fate.place(nodes.len())].clone()
    }

    async fn start(&self, world: &World, life: u64) {
        let owners = start(world, &format!("node {life}.{}", self.count())).await;
        lock(&self.0).push(owners);
    }
}

/// Until everybody has every answer, and every letter is delivered. Screens go on as long as their set is kept: a hold may lapse
/// at any time.
async fn run(world: &Arc<World>, cast: &Arc<Cast>, life: u64) -> (Arc<Nodes>, JoinSet<()>) {
    let fate = &world.fate;
    let nodes = Arc::new(Nodes::default());
    nodes.start(world, life).await;
    let (mut watching, mut screens) = (JoinSet::new(), JoinSet::new());
    if life != LAST_LIFE && fate.one_in(4) {
        // Another process takes over, and the first one lives on: the fence alone keeps them apart.
        let (world, nodes) = (Arc::clone(world), Arc::clone(&nodes));
        watching.spawn(async move {
            world.fate.pause(if world.fate.one_in(2) { 0 } else { 5_000 }).await;
            nodes.start(&world, life).await;
        });
    }
    let mut tasks = JoinSet::new();
    for index in 0..cast.clients.len() {
        let (world, cast, nodes) = (Arc::clone(world), Arc::clone(cast), Arc::clone(&nodes));
        tasks.spawn(async move { cast.clients[index].work(&world, &nodes).await });
    }
    for index in 0..cast.screens.len() {
        let (world, cast, nodes) = (Arc::clone(world), Arc::clone(cast), Arc::clone(&nodes));
        screens.spawn(async move { cast.screens[index].follow(&world, &nodes).await });
    }
    if !world.is_calm() {
        let (world, nodes) = (Arc::clone(world), Arc::clone(&nodes));
        watching.spawn(async move { repeat_letters(&world, &nodes).await });
    }
    while let Some(done) = tasks.join_next().await {
        if let Err(error) = done {
            world.finds(format!("a client ended: {error}"));
        }
    }
    loop {
        let waiting = world.database.numbers("SELECT COUNT(*) FROM outbox")[0][0];
        tokio::time::sleep(Duration::from_secs(3)).await;
        if waiting == 0 && (life != LAST_LIFE || world.is_calm()) {
            return (nodes, screens);
        }
    }
}

async fn start(world: &World, node: &str) -> Owners {
    let fate = Arc::clone(&world.fate);
    let clock = Clock::new(move || fate.now());
    loop {
        match Owners::start(world.database.store(node), clock.clone(), Bus::default()).await {
            Ok(owners) => return owners,
            // Whoever started the process starts it again.
            Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
}

/// What was delivered comes again, late, from any process that ever carried it.
async fn repeat_letters(world: &World, nodes: &Nodes) {
    let fate = &world.fate;
    loop {
        fate.pause(2_000).await;
        if world.is_calm() {
            return;
        }
        let owners = nodes.any(fate);
        let surroundings = &owners.surroundings;
        let Ok(waiting) = surroundings.store.journal.letters(None).await else { continue };
        let again: Vec<Letter> = {
            let mut letters = lock(&world.letters);
            letters.retain(|letter| !waiting.contains(letter));
            letters.extend(waiting.iter().cloned());
            let count = letters.len() - waiting.len();
            // In the order in which a process would find them: one that waits is never overtaken.
            if fate.one_in(3) { waiting } else { letters.get(fate.place(count)).into_iter().cloned().collect() }
        };
        for letter in again {
            fate.note(format_args!("again: {letter:?}"));
            assert!(surroundings.letters.send(letter).is_ok(), "the courier lives");
        }
    }
}

fn say(seed: u64, played: &Played) -> String {
    let begin = played.trace.len().saturating_sub(TRACE_LINES);
    let trace = played.trace[begin..].join("\n");
    let findings = played.findings.join("\n  ");
    format!("seed {seed} fails:\n  {findings}\nthe end of its trace:\n{trace}\nplay it alone: make simulate SEED={seed}\n")
}

#[test]
fn every_seed_keeps_every_promise() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("HANGTAG_SIMULATION_SEED") {
        let played = play(&Template::new(), seed);
        println!("{}", played.trace.join("\n"));
        assert!(played.findings.is_empty(), "{}", say(seed, &played));
        return;
    }
    let seeds = number("HANGTAG_SIMULATION_SEEDS").unwrap_or(SEEDS);
    let (next, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let template = Template::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        return;
                    }
                    let played = play(&template, seed);
                    // One is enough to look at; the others are counted.
                    if !played.findings.is_empty() && failed.fetch_add(1, Ordering::Relaxed) == 0 {
                        println!("{}", say(seed, &played));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner();
    println!("{seeds} seeds, {failed} fail");
    assert_eq!(failed, 0, "of {seeds} seeds");
}

#[test]
fn a_seed_is_played_twice_in_the_same_way() {
    let template = Template::new();
    for seed in 0..20 {
        let (one, two) = (play(&template, seed).trace, play(&template, seed).trace);
        let differs = one.iter().zip(&two).find(|(one, two)| one != two);
        assert_eq!((differs, one.len()), (None, two.len()), "seed {seed}");
    }
}

/// A world in which little happens proves little: how often each of these is in the traces of so many seeds.
#[test]
fn all_that_can_go_wrong_does() {
    const SEEDS: u64 = 200;
    let happens = [
        ("is told Sale", 150),
        ("is told Opened", 60),
        ("is told Parked", 20),
        ("is told Taken", 5),
        ("Void(", 30),
        ("Complete(", 30),
        ("Cancel(", 15),
        ("ItemSold", 80),
        ("KeyMismatch", 20),
        ("nobody hears", 30),
        ("fails: ", 80),
        ("the process dies", 40),
        ("the power fails", 3),
        ("again: ", 60),
        ("UNATTRIBUTED", 60),
        ("HandedBack", 1),
        ("sale_changed.1", 1),
    ];
    let template = Template::new();
    let traces: Vec<String> = (0..SEEDS).map(|seed| play(&template, seed).trace.join("\n")).collect();
    let counts = happens.map(|(what, _)| (what, traces.iter().map(|trace| trace.matches(what).count()).sum::<usize>()));
    println!("{counts:?}");
    for ((what, count), (_, wanted)) in counts.into_iter().zip(happens) {
        assert!(count >= wanted, "{what}: {count} in {SEEDS} seeds, and {wanted} are wanted");
    }
}
