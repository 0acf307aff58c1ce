//! A lone till: how quickly it sells while all is quiet, and how soon again after the storm.

use std::collections::VecDeque;
use std::rc::Rc;

use tokio::time::{Duration, Instant, sleep};

use super::common::Failure;
use super::common::figures::{Latencies, median};
use super::common::hall::{Hall, Requests, Till};
use super::common::wire::Wire;

/// Sales in quiet, and as many before them that are not counted.
const QUIET_SALES: usize = 300;
/// It has recovered when the median of so many sales in a row is good: one alone may be late, or early, by chance.
const RECOVERED_SALES: usize = 9;
/// Slower than in quiet by no more than this.
const RECOVERED_FACTOR: f64 = 2.0;
/// What has not recovered by then has not recovered.
const RECOVERY_TIME_MAX: Duration = Duration::from_secs(30);

/// A till of its own connection, which stands before the storm.
pub struct Lone {
    hall: Rc<Hall>,
    wire: Wire,
    requests: Requests,
}

impl Lone {
    /// Connects.
    pub async fn connect(hall: &Rc<Hall>, till: &Till) -> Result<Self, Failure> {
        let wire = Wire::connect(&till.address).await?;
        Ok(Self { hall: Rc::clone(hall), wire, requests: Requests::new(till.clone()) })
    }

    /// Sells; answers how long the accepted request took. If it is refused it comes again when it is told to.
    async fn sell(&mut self) -> Result<Duration, Failure> {
        let sale = self.hall.next(0).ok_or("the items are sold out before the lone till sells: more --items are needed")?;
        loop {
            let sent = Instant::now();
            let answer = self.wire.exchange(self.requests.of(&self.hall, sale)?).await?;
            if let Some(sequence) = answer.sequence() {
                self.hall.accepted(sale, sequence);
                return Ok(sent.elapsed());
            }
            let pause = answer.retry_after_ms().ok_or_else(|| format!("the lone till is refused: {}", answer.reason()))?;
            sleep(Duration::from_millis(pause)).await;
        }
    }

    /// The median of its sales while nobody else sells, in milliseconds.
    pub async fn quiet_p50_ms(&mut self) -> Result<f64, Failure> {
        let mut latencies = Latencies::default();
        for _ in 0..QUIET_SALES {
            self.sell().await?;
        }
        for _ in 0..QUIET_SALES {
            latencies.add(self.sell().await?);
        }
        let [p50] = latencies.per_mille_ms([500]);
        Ok(p50)
    }

    /// Milliseconds from `ended` to the answer of the first of the sales that are as quick as in quiet again; not a number
    /// if that never was.
    pub async fn recovery_ms(&mut self, ended: Instant, quiet_p50_ms: f64) -> Result<f64, Failure> {
        let mut window = VecDeque::new();
        while ended.elapsed() < RECOVERY_TIME_MAX {
            let latency = self.sell().await?;
            window.push_back((ended.elapsed(), latency.as_secs_f64() * 1_000.0));
            if window.len() < RECOVERED_SALES {
                continue;
            }
            if median(window.iter().map(|&(_, ms)| ms).collect()) <= RECOVERED_FACTOR * quiet_p50_ms {
                break;
            }
            window.pop_front();
        }
        let first = window.front().filter(|_| window.len() == RECOVERED_SALES);
        Ok(first.map_or(f64::NAN, |(answered, _)| answered.as_secs_f64() * 1_000.0))
    }
}
