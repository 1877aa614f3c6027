//! The pool's limits. All have defaults; a caller names the ones it changes.

use std::time::Duration;

use tokio::time::Instant;

/// What stands for "never" where a duration is too long for the clock.
const FAR_FUTURE: Duration = Duration::from_hours(24 * 365 * 30);

/// Limits of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Connections open or being dialled, over all keys, rotations included. Defaults to 32.
    pub max_size: usize,
    /// Connections of one budget: being dialled, open, and closing until they are closed. Defaults to 16.
    pub max_per_budget: usize,
    /// How long after its set-up a connection is handed out. Use does not extend it. Zero switches pooling off: each
    /// `get` dials, and its release closes. Defaults to 50 s.
    pub max_lifetime: Duration,
    /// How long before its lifetime ends a connection in which somebody holds an [`Interest`](crate::Interest) is
    /// rotated. Counts as half the lifetime where it is longer than that; zero switches rotation off. Defaults to 15 s.
    pub rotation_lead: Duration,
    /// Connections that were opened ahead and that no `get` has asked for since, dials included, over all keys; see
    /// [`Pool::get_ahead`](crate::Pool::get_ahead). Zero switches that off. Defaults to 4.
    pub max_ahead: usize,
    /// Places of the pool, and of the budget, that stay free when one more connection is opened ahead. Defaults to 2.
    pub ahead_reserve: usize,
    /// Channels open at a time on one connection, see [`Lease::channel`](crate::Lease::channel). Defaults to 8.
    pub max_channels: usize,
    /// Bound on one dial, its second try included. Defaults to 25 s.
    pub connect_timeout: Duration,
    /// How long a `get` waits for its turn when every connection is busy. Defaults to 30 s.
    pub wait_timeout: Duration,
    /// Bound on the polite closing of one connection; after it the connection is dropped. Defaults to 5 s.
    pub close_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_size: 32,
            max_per_budget: 16,
            max_lifetime: Duration::from_secs(50),
            rotation_lead: Duration::from_secs(15),
            max_ahead: 4,
            ahead_reserve: 2,
            max_channels: 8,
            connect_timeout: Duration::from_secs(25),
            wait_timeout: Duration::from_secs(30),
            close_timeout: Duration::from_secs(5),
        }
    }
}

impl Config {
    /// Whether connections are kept for the next caller at all.
    pub(crate) fn is_pooling(&self) -> bool {
        !self.max_lifetime.is_zero()
    }

    /// When a connection that was set up at `opened` is too old.
    pub(crate) fn expiry(&self, opened: Instant) -> Instant {
        later(opened, self.max_lifetime)
    }

    /// When the successor of a connection that was set up at `opened` is dialled.
    pub(crate) fn rotation(&self, opened: Instant) -> Option<Instant> {
        let lead = self.rotation_lead.min(self.max_lifetime / 2);
        (!lead.is_zero()).then(|| later(opened, self.max_lifetime.saturating_sub(lead)))
    }
}

/// `time` plus `wait`, or as good as never.
pub(crate) fn later(time: Instant, wait: Duration) -> Instant {
    time.checked_add(wait).unwrap_or(time + FAR_FUTURE)
}
