//! Chance for the plan: whole numbers only, so that a seed means the same plan on every machine.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Intervals of a quantile table.
const INTERVALS: u32 = 20;
/// Steps of interpolation inside an interval.
const STEPS: u32 = 1_000;

/// Twenty-one quantiles of a distribution, from its 0.3 % to its 99.7 % point in steps of 5 %.
pub(super) type Quantiles = [u32; 21];

/// Lognormal with mean 1,000 and sigma 0.8: items a consignor, items a basket.
pub(super) const LOGNORMAL_MEAN_1000: Quantiles =
    [81, 195, 260, 317, 370, 423, 477, 534, 593, 657, 726, 803, 889, 988, 1105, 1246, 1424, 1664, 2024, 2707, 6542];
/// Lognormal with median 400 and sigma 0.75: prices in cents.
pub(super) const PRICES_CENTS: Quantiles =
    [51, 116, 153, 184, 213, 241, 270, 300, 331, 364, 400, 440, 484, 534, 593, 663, 752, 870, 1046, 1373, 3141];

/// The plan's only source of chance.
pub(super) struct Chance(StdRng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number from `from` to `to`, both possible.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        self.0.random_range(from..=to.max(from))
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// One of a list's places. An empty list answers 0.
    pub(super) fn place(&mut self, len: usize) -> usize {
        if len == 0 { 0 } else { self.0.random_range(0..len) }
    }

    /// One of the words; nothing of nothing.
    pub(super) fn word(&mut self, words: &'static [&'static str]) -> Option<&'static str> {
        words.get(self.place(words.len())).copied()
    }

    /// A draw from a distribution.
    pub(super) fn draw(&mut self, quantiles: &Quantiles) -> u32 {
        let point = self.0.random_range(0..INTERVALS * STEPS);
        let mut places = quantiles.iter().skip((point / STEPS) as usize);
        let (low, high) = (places.next().copied().unwrap_or(0), places.next().copied().unwrap_or(0));
        low + (high - low) * (point % STEPS) / STEPS
    }

    /// The list in an order of chance.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        use rand::seq::SliceRandom;
        list.shuffle(&mut self.0);
    }

    /// Moves the counts one by one, within the bounds, until they add up to `total`; zeros stay zero.
    pub(super) fn settle(&mut self, counts: &mut [u32], total: u32, bounds: (u32, u32)) {
        let open: Vec<usize> = (0..counts.len()).filter(|at| counts[*at] > 0).collect();
        for at in &open {
            counts[*at] = counts[*at].clamp(bounds.0, bounds.1);
        }
        let mut sum: u32 = counts.iter().sum();
        while sum != total && !open.is_empty() {
            let count = &mut counts[open[self.place(open.len())]];
            if sum < total && *count < bounds.1 {
                *count += 1;
                sum += 1;
            } else if sum > total && *count > bounds.0 {
                *count -= 1;
                sum -= 1;
            }
        }
    }
}
