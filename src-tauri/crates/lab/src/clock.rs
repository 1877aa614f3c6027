//! The lab's clock: the machine's own, and what a test has moved it by.
//!
//! Everything that expires by a date (grants, signatures, tunnels) asks this clock and nothing
//! else, so that a test can let a minute pass without waiting for one.

use std::time::{Duration, SystemTime};

use tokio::sync::watch;

/// Wall-clock time that can be moved. Clones show the same time.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    offset: watch::Sender<Offset>,
}

/// What lies between the machine's clock and another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Offset {
    /// Moved forward so far in all.
    pub(crate) ahead: Duration,
    /// Moved back so far in all.
    pub(crate) behind: Duration,
}

impl Offset {
    /// What the machine's clock shows when the other one shows `date`.
    pub(crate) fn by_the_machine(self, date: SystemTime) -> SystemTime {
        date + self.behind - self.ahead
    }
}

impl Clock {
    /// A clock that shows the machine's time.
    pub(crate) fn new() -> Self {
        Self {
            offset: watch::Sender::default(),
        }
    }

    /// The time it shows.
    pub(crate) fn now(&self) -> SystemTime {
        let Offset { ahead, behind } = self.offset();
        SystemTime::now() + ahead - behind
    }

    /// How it differs from the machine's.
    pub(crate) fn offset(&self) -> Offset {
        *self.offset.borrow()
    }

    /// Moves it forward; whoever waits for a date looks again.
    pub(crate) fn advance(&self, by: Duration) {
        self.offset.send_modify(|offset| offset.ahead += by);
    }

    /// Moves it back; whoever waits for a date waits so much longer.
    pub(crate) fn turn_back(&self, by: Duration) {
        self.offset.send_modify(|offset| offset.behind += by);
    }

    /// Returns once the clock shows `date` or later.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future only stops the wait.
    pub(crate) async fn reached(&self, date: SystemTime) {
        let mut moved = self.offset.subscribe();
        while let Ok(left) = date.duration_since(self.now()) {
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = moved.changed() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_date_is_reached_as_soon_as_the_clock_is_moved_past_it() {
        let clock = Clock::new();
        let date = clock.now() + Duration::from_hours(1);
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reached(date).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished(), "an hour has not passed");
        clock.advance(Duration::from_hours(2));
        waiting.await.unwrap();
    }
}
