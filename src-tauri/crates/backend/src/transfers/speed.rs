//! How fast it goes: over the last few seconds, so that a number is neither jumpy nor of long ago.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// What a speed is measured over.
const OVER: Duration = Duration::from_secs(3);
/// Less than this says nothing.
const SHORTEST: Duration = Duration::from_millis(200);

/// Positions of the last seconds.
#[derive(Debug, Default)]
pub(super) struct Speed(VecDeque<(Instant, u64)>);

impl Speed {
    /// So many bytes have arrived by now.
    pub(super) fn sample(&mut self, now: Instant, bytes: u64) {
        self.0.push_back((now, bytes));
        // The last one that is old enough stays: the speed is measured from there.
        while let Some((second, _)) = self.0.get(1)
            && now.duration_since(*second) >= OVER
        {
            self.0.pop_front();
        }
    }

    /// What comes after a pause has nothing to do with what was before.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// `None` while nothing moves, or nothing is known yet.
    pub(super) fn bytes_per_second(&self) -> Option<f64> {
        let ((since, first), (now, last)) = (self.0.front()?, self.0.back()?);
        let took = now.duration_since(*since);
        let moved = last.checked_sub(*first).filter(|moved| *moved > 0)?;
        #[expect(clippy::cast_precision_loss, reason = "a speed need not be exact")]
        (took >= SHORTEST).then(|| moved as f64 / took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_is_of_the_last_seconds_and_gone_when_nothing_moves() {
        let mut speed = Speed::default();
        let mut bytes = 0;
        let step = Duration::from_millis(250);
        assert_eq!(speed.bytes_per_second(), None);
        for pace in [1_000, 4_000] {
            for _ in 0..40 {
                speed.sample(Instant::now(), bytes);
                bytes += pace / 4;
                tokio::time::advance(step).await;
            }
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let pace = pace as f64;
            let found = speed.bytes_per_second().unwrap();
            assert!((found - pace).abs() < 1.0, "{found}, and not {pace}");
        }
        assert!(speed.0.len() < 20, "old ones are let go of");
        for _ in 0..14 {
            speed.sample(Instant::now(), bytes);
            tokio::time::advance(step).await;
        }
        assert_eq!(speed.bytes_per_second(), None, "it stands still");
        speed.forget();
        assert!(speed.0.is_empty());
    }
}
