//! Noticing that events come faster than the server may have kept them.
//!
//! It keeps 256 for each client and drops the rest without a word. Nothing tells that it did, so that a list follows each burst that
//! could have been too much.

use std::time::Duration;

use tokio::time::Instant;

/// The server's own number.
const SERVER_BUFFER: u32 = 256;
const WINDOW: Duration = Duration::from_secs(1);
/// From the last crowded second to the list, and from the first one at most.
const CALM: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(10);

/// Counts events by the second, each together with the one before: what fills the server's buffer may arrive on both sides of a
/// boundary.
#[derive(Debug, Default)]
pub(super) struct Burst {
    window: Option<Instant>,
    count: u32,
    before: u32,
    began: Option<Instant>,
    list_at: Option<Instant>,
}

impl Burst {
    /// An event came.
    pub(super) fn note(&mut self, now: Instant) {
        if self.window.is_none_or(|window| now >= window + WINDOW) {
            let is_next = self.window.is_some_and(|window| now < window + WINDOW * 2);
            self.before = if is_next { self.count } else { 0 };
            self.window = Some(now);
            self.count = 0;
        }
        self.count += 1;
        if self.before + self.count >= SERVER_BUFFER {
            let began = *self.began.get_or_insert(now);
            self.list_at = Some((now + CALM).min(began + LONGEST));
        }
    }

    /// When a list is due, if one is.
    pub(super) fn list_at(&self) -> Option<Instant> {
        self.list_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(events: u32, every: Duration) -> Option<Duration> {
        let start = Instant::now();
        let mut burst = Burst::default();
        (0..events).for_each(|event| burst.note(start + every * event));
        Some(burst.list_at()?.duration_since(start))
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_that_the_server_may_have_cut_is_followed_by_a_list() {
        assert_eq!(noted(255, Duration::from_micros(10)), None);
        assert_eq!(
            noted(10_000, Duration::from_millis(10)),
            None,
            "100 a second"
        );
        let after = noted(300, Duration::from_millis(1)).unwrap();
        assert_eq!(after, Duration::from_millis(299) + CALM);
        let mut split = Burst::default();
        let start = Instant::now();
        split.note(start);
        let boundary = start + WINDOW;
        (0..128_u32)
            .for_each(|event| split.note(boundary - Duration::from_millis(2) * (128 - event)));
        (0..128_u32).for_each(|event| split.note(boundary + Duration::from_millis(2) * event));
        assert!(split.list_at().is_some(), "on both sides of a boundary");
        let after = noted(60_000, Duration::from_millis(1)).unwrap();
        assert!(
            after <= Duration::from_secs(11),
            "no burst puts it off for ever: {after:?}"
        );
    }
}
