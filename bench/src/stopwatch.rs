//! How long something took, and what many such times say together.

use std::time::{Duration, Instant};

/// Runs from its making.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a benchmark measures the machine's time"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn read(self) -> Duration {
        #[expect(
            clippy::disallowed_methods,
            reason = "a measurement is the machine's own time"
        )]
        self.0.elapsed()
    }
}

/// Jobs done side by side: how long all took, and each.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub whole: Duration,
    pub each: Vec<Duration>,
}

impl Run {
    pub fn per_second(&self) -> f64 {
        let jobs = f64::from(u32::try_from(self.each.len()).unwrap_or(u32::MAX));
        jobs / self.whole.as_secs_f64().max(f64::EPSILON)
    }
}

/// The rounds of one way of doing a thing.
#[derive(Debug, Clone, Default)]
pub struct Rounds(pub Vec<Run>);

impl Rounds {
    /// The round in the middle.
    pub fn per_second(&self) -> f64 {
        middle(self.0.iter().map(Run::per_second).collect())
    }

    /// The time within which this many per cent of all jobs were done.
    pub fn within(&self, per_cent: usize) -> Duration {
        let mut all: Vec<Duration> = self.0.iter().flat_map(|run| run.each.clone()).collect();
        all.sort_unstable();
        let at = (all.len() * per_cent / 100).min(all.len().saturating_sub(1));
        all.get(at).copied().unwrap_or_default()
    }

    /// How many times faster than `self` the others are, round beside round: the
    /// smallest, the middle and the greatest answer.
    pub fn beaten_by(&self, others: &Rounds) -> (f64, f64, f64) {
        let mut times: Vec<f64> = self
            .0
            .iter()
            .zip(&others.0)
            .map(|(ours, theirs)| theirs.per_second() / ours.per_second().max(f64::EPSILON))
            .collect();
        times.sort_by(f64::total_cmp);
        let least = times.first().copied().unwrap_or_default();
        let most = times.last().copied().unwrap_or_default();
        (least, middle(times), most)
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
