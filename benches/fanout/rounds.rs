//! The rounds: one event at a time, and bursts.

use std::io;

use tokio::time::{Duration, Instant};

use super::Options;
use super::common::Failure;
use super::common::figures::{Figures, Latencies, figure, number, rate};
use super::common::process::cpu_seconds;
use super::crowd::Crowd;
use super::source::Source;

/// What a round came to.
struct Round {
    deliveries: usize,
    time: Duration,
    /// Of that time, from the first sign of an event to its last delivery.
    spreading: Duration,
    /// From the moment that the event's sale was sent.
    latencies: Latencies,
    /// From the first sign of it.
    spreads: Latencies,
}

/// Plays what the options ask for. The first source makes events one at a time, the last one makes bursts.
pub fn all<const N: usize>(options: &Options, crowd: &mut Crowd, pid: u32, mut sources: [Source; N]) -> Result<Figures, Failure> {
    let mut figures = Figures::new();
    if options.idle && !options.one && !options.burst {
        return Ok(figures);
    }
    // Warms up, and shows that everybody is there.
    let [lone, ..] = &mut sources[..] else { return Ok(figures) };
    crowd.attend(lone)?;
    play(crowd, lone, 1)?;
    let driver = std::process::id();
    if options.one || options.all() {
        let (server, own) = (cpu_seconds(pid)?, cpu_seconds(driver)?);
        let mut round = Round::new(crowd.len() * options.one_events);
        for _ in 0..options.one_events {
            round.add(&play(crowd, lone, 1)?);
        }
        let [p50, p95, p99, max] = round.latencies.per_mille_ms([500, 950, 990, 1_000]);
        let [spread_p50, spread_p99] = round.spreads.per_mille_ms([500, 990]);
        figures.extend([
            ("one_deliveries_per_second", rate(round.deliveries, round.time)),
            ("one_spread_deliveries_per_second", rate(round.deliveries, round.spreading)),
            ("one_p50_ms", p50),
            ("one_p95_ms", p95),
            ("one_p99_ms", p99),
            ("one_max_ms", max),
            ("one_spread_p50_ms", spread_p50),
            ("one_spread_p99_ms", spread_p99),
            ("one_server_cpu_share", (cpu_seconds(pid)? - server) / round.time.as_secs_f64()),
            ("one_driver_cpu_share", (cpu_seconds(driver)? - own) / round.time.as_secs_f64()),
        ]);
    }
    if options.burst || options.all() {
        let [.., many] = &mut sources[..] else { return Ok(figures) };
        if N > 1 {
            crowd.attend(many)?;
        }
        let (server, own) = (cpu_seconds(pid)?, cpu_seconds(driver)?);
        let round = play(crowd, many, options.burst_events)?;
        figures.extend([
            ("burst_deliveries_per_second", rate(round.deliveries, round.time)),
            ("burst_events", number(options.burst_events)),
            ("burst_seconds", round.time.as_secs_f64()),
            ("burst_server_cpu_share", (cpu_seconds(pid)? - server) / round.time.as_secs_f64()),
            ("burst_driver_cpu_share", (cpu_seconds(driver)? - own) / round.time.as_secs_f64()),
        ]);
    }
    figures.push(("sockets_left", number(crowd.len())));
    Ok(figures)
}

/// A run in one line.
pub fn line(figures: &Figures) -> String {
    let known = figures.iter().filter(|(name, _)| name.ends_with("_deliveries_per_second"));
    let rates: Vec<String> = known.map(|(name, value)| format!("{name} {value:.0}")).collect();
    format!("{}, idle {:.1} KiB", rates.join(", "), figure(figures, "idle_kib_per_socket"))
}

/// So many events, until everybody has all of them.
fn play(crowd: &mut Crowd, source: &mut Source, events: usize) -> io::Result<Round> {
    let mut round = Round::new(crowd.len() * events);
    let started = Instant::now();
    let mut first = None;
    source.make(events)?;
    loop {
        let wanted = source.made();
        if let Some(newest) = wanted {
            first.get_or_insert_with(Instant::now);
            if round.deliveries >= crowd.len() * events && crowd.has(newest) {
                break;
            }
        }
        crowd.turn(source, |now| {
            first.get_or_insert(now);
            round.deliveries += 1;
            round.latencies.add(now - started);
            round.spreads.add(now - first.unwrap_or(now));
        })?;
        if crowd.len() == 0 {
            return Err(io::Error::other("no socket is left"));
        }
    }
    round.time = started.elapsed();
    round.spreading = first.map(|first| first.elapsed()).unwrap_or_default();
    Ok(round)
}

impl Round {
    fn new(deliveries: usize) -> Self {
        Self {
            deliveries: 0,
            time: Duration::ZERO,
            spreading: Duration::ZERO,
            latencies: Latencies::with_capacity(deliveries),
            spreads: Latencies::with_capacity(deliveries),
        }
    }

    fn add(&mut self, other: &Self) {
        self.deliveries += other.deliveries;
        self.time += other.time;
        self.spreading += other.spreading;
        self.latencies.extend(&other.latencies);
        self.spreads.extend(&other.spreads);
    }
}
