//! What has arrived, what is on its way, and what will not arrive.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::time::Instant;

use super::speed::Speed;
use crate::TransferProblem;

/// So many problems are kept with their reasons; the rest is counted.
const PROBLEMS_KEPT: usize = 100;

/// The figures of one transfer.
#[derive(Debug, Default)]
pub(super) struct Progress(Mutex<Counts>);

/// Held for a look or a change only.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) bytes_done: u64,
    pub(super) bytes_total: u64,
    pub(super) files_done: u64,
    pub(super) files_total: u64,
    pub(super) problems: Vec<TransferProblem>,
    pub(super) problem_count: u64,
    speed: Speed,
    /// Files that have begun, by their place in the plan.
    moving: HashMap<usize, Moving>,
}

/// A file on its way, and how it is counted.
#[derive(Debug, Clone, Copy)]
struct Moving {
    bytes: u64,
    size_bytes: u64,
}

impl Progress {
    /// For a look.
    pub(super) fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is to do is looked for anew.
    pub(super) fn restart(&self) {
        *self.counts() = Counts::default();
    }

    /// A file is to go.
    pub(super) fn found(&self, bytes: u64) {
        let mut counts = self.counts();
        counts.files_total += 1;
        counts.bytes_total += bytes;
    }

    /// A file that was taken to have `planned` bytes has `size_bytes`.
    pub(super) fn opened(&self, file: usize, planned: u64, size_bytes: u64) {
        let mut counts = self.counts();
        let moving = counts.moving.entry(file).or_insert(Moving {
            bytes: 0,
            size_bytes: planned,
        });
        let before = std::mem::replace(&mut moving.size_bytes, size_bytes);
        counts.bytes_total = counts.bytes_total.saturating_sub(before) + size_bytes;
    }

    /// So many bytes of a file have arrived.
    pub(super) fn at(&self, file: usize, bytes: u64) {
        let mut counts = self.counts();
        let Some(moving) = counts.moving.get_mut(&file) else {
            return;
        };
        let before = std::mem::replace(&mut moving.bytes, bytes);
        counts.bytes_done = counts.bytes_done.saturating_sub(before) + bytes;
    }

    /// A file is there, whole. Its size.
    pub(super) fn arrived(&self, file: usize) -> u64 {
        let mut counts = self.counts();
        counts.files_done += 1;
        let Some(Moving { bytes, size_bytes }) = counts.moving.remove(&file) else {
            return 0;
        };
        counts.bytes_done = counts.bytes_done.saturating_sub(bytes) + size_bytes;
        size_bytes
    }

    /// A file will not arrive: what it would have been is not waited for.
    pub(super) fn given_up(&self, file: usize, planned: u64, problem: TransferProblem) {
        let mut counts = self.counts();
        let moving = counts.moving.remove(&file).unwrap_or(Moving {
            bytes: 0,
            size_bytes: planned,
        });
        counts.bytes_done = counts.bytes_done.saturating_sub(moving.bytes);
        counts.bytes_total = counts.bytes_total.saturating_sub(moving.size_bytes);
        counts.tell(problem);
    }

    /// Something that was not even counted will not arrive.
    pub(super) fn problem(&self, path: impl Into<String>, reason: impl Into<String>) {
        self.counts().tell(TransferProblem {
            path: path.into(),
            reason: reason.into(),
        });
    }

    /// Takes the time.
    pub(super) fn sample(&self) {
        let mut counts = self.counts();
        let bytes = counts.bytes_done;
        counts.speed.sample(Instant::now(), bytes);
    }

    /// Nothing goes on for now.
    pub(super) fn rest(&self) {
        self.counts().speed.forget();
    }

    /// Grows with everything that arrives.
    pub(super) fn mark(&self) -> (u64, u64) {
        let counts = self.counts();
        (counts.bytes_done, counts.files_done + counts.problem_count)
    }
}

impl Counts {
    pub(super) fn bytes_per_second(&self) -> Option<f64> {
        self.speed.bytes_per_second()
    }

    /// At the speed of now.
    pub(super) fn seconds_left(&self) -> Option<f64> {
        let left = self.bytes_total.saturating_sub(self.bytes_done);
        #[expect(clippy::cast_precision_loss, reason = "a guess")]
        self.bytes_per_second().map(|speed| left as f64 / speed)
    }

    fn tell(&mut self, problem: TransferProblem) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS_KEPT {
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> TransferProblem {
        TransferProblem {
            path: "a".to_owned(),
            reason: "b".to_owned(),
        }
    }

    #[test]
    fn done_meets_total_whatever_becomes_of_each_file() {
        let progress = Progress::default();
        for bytes in [10, 20, 30, 40] {
            progress.found(bytes);
        }
        progress.opened(0, 10, 15);
        progress.at(0, 7);
        progress.at(0, 3);
        assert_eq!(progress.counts().bytes_done, 3, "it began anew");
        progress.arrived(0);
        progress.opened(1, 20, 20);
        progress.at(1, 5);
        progress.given_up(1, 20, problem());
        progress.given_up(2, 30, problem());
        progress.opened(3, 40, 0);
        progress.arrived(3);
        let counts = progress.counts();
        assert_eq!((counts.bytes_done, counts.bytes_total), (15, 15));
        assert_eq!((counts.files_done, counts.files_total), (2, 4));
        assert_eq!(counts.problem_count, 2);
    }

    #[test]
    fn a_hundred_problems_are_kept_and_all_are_counted() {
        let progress = Progress::default();
        (0..250).for_each(|_| progress.problem("a", "b"));
        assert_eq!(progress.counts().problems.len(), PROBLEMS_KEPT);
        assert_eq!(progress.counts().problem_count, 250);
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_left_follows_from_the_speed() {
        let progress = Progress::default();
        progress.found(1_000);
        progress.opened(0, 1_000, 1_000);
        assert_eq!(progress.counts().seconds_left(), None);
        progress.sample();
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        progress.at(0, 200);
        progress.sample();
        let left = progress.counts().seconds_left().unwrap();
        assert!((left - 4.0).abs() < 0.01, "{left}");
        progress.rest();
        assert_eq!(progress.counts().bytes_per_second(), None);
    }
}
