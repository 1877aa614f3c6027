//! How much is asked for ahead: as much as makes it faster, and no more, so that a slow link is not filled with minutes of work.

use std::time::Duration;

use tokio::time::Instant;

/// To begin with: as much as OpenSSH asks for, and as its server takes in one channel.
const FIRST_BYTES: usize = 2 << 20;
/// At the most.
const MOST_BYTES: usize = 8 << 20;
/// A wider window is worth it when it brings more than this.
const WORTH: f64 = 1.15;
/// Rounds shorter than this say nothing.
const SHORTEST: Duration = Duration::from_micros(100);

/// A window that doubles as long as that makes the transfer faster.
#[derive(Debug)]
pub(super) struct Window {
    bytes: usize,
    in_flight: usize,
    arrived: usize,
    since: Instant,
    /// Bytes per second of the round before.
    rate: f64,
    is_growing: bool,
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            bytes: FIRST_BYTES,
            in_flight: 0,
            arrived: 0,
            since: Instant::now(),
            rate: 0.0,
            is_growing: true,
        }
    }

    /// Whether `length` more may be asked for.
    pub(super) fn has_room(&self, length: usize) -> bool {
        self.in_flight == 0 || self.in_flight + length <= self.bytes
    }

    pub(super) fn asked(&mut self, length: usize) {
        self.in_flight += length;
    }

    /// `length` bytes that were asked for have been settled.
    pub(super) fn settled(&mut self, length: usize) {
        self.in_flight = self.in_flight.saturating_sub(length);
        self.arrived += length;
        let took = self.since.elapsed();
        if self.arrived < self.bytes || took < SHORTEST {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
        let rate = self.arrived as f64 / took.as_secs_f64();
        if self.is_growing && rate > self.rate * WORTH && self.bytes < MOST_BYTES {
            self.bytes *= 2;
        } else {
            // One round that brought nothing may be chance; the next decides again.
            self.is_growing = !self.is_growing;
        }
        self.rate = self.rate.max(rate);
        self.arrived = 0;
        self.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a window over a line of `rate` bytes per second and `trip` there and back; its width at the end.
    async fn run(rate: f64, trip: Duration) -> usize {
        let mut window = Window::new();
        for _ in 0..100 {
            let width = window.bytes;
            window.asked(width);
            #[expect(clippy::cast_precision_loss, reason = "as above")]
            let sending = Duration::from_secs_f64(width as f64 / rate);
            tokio::time::sleep(trip.max(sending)).await;
            window.settled(width);
        }
        window.bytes
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_fast_line_gets_a_wide_window_and_a_slow_one_a_narrow_one() {
        assert_eq!(run(1e9, Duration::from_millis(150)).await, MOST_BYTES);
        assert!(run(400e3, Duration::from_millis(50)).await <= 2 * FIRST_BYTES);
    }

    #[test]
    fn there_is_always_room_for_one() {
        let mut window = Window::new();
        assert!(window.has_room(MOST_BYTES * 2));
        window.asked(FIRST_BYTES);
        assert!(!window.has_room(1));
    }
}
