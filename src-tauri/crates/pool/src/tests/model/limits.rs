//! A pool's configuration in the numbers of the model: milliseconds, all even.

use std::time::Duration;

use crate::Config;

#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) size: usize,
    pub(super) budget: usize,
    pub(super) lifetime: u64,
    pub(super) lead: u64,
    /// Connections that are opened ahead and unused.
    pub(super) ahead: usize,
    /// Places that stay free when one more is.
    pub(super) reserve: usize,
    pub(super) connect: u64,
    pub(super) wait: u64,
    pub(super) close: u64,
}

/// How long an answer to a probe is waited for.
pub(super) const PROBE_DEADLINE: u64 = 600;
/// How soon a connection that is idle and knows that it is dead is closed.
pub(super) const LOOK_INTERVAL: u64 = 1_000;
/// Dials of one successor.
pub(super) const MAX_ROTATIONS: u32 = 3;

impl Limits {
    /// A pool of `size` connections, `budget` of them in each budget.
    pub(super) const fn new(size: usize, budget: usize) -> Self {
        Self {
            size,
            budget,
            lifetime: 6_000,
            lead: 2_600,
            ahead: 2,
            reserve: 1,
            connect: 3_400,
            wait: 2_200,
            close: 1_200,
        }
    }

    pub(super) fn is_pooling(self) -> bool {
        self.lifetime > 0
    }

    /// When a connection that opened at `opened` is due for rotation.
    pub(super) fn rotation(self, opened: u64) -> Option<u64> {
        let lead = self.lead.min(self.lifetime / 2);
        (lead > 0).then(|| opened + self.lifetime - lead)
    }

    pub(super) fn config(self) -> Config {
        Config {
            max_size: self.size,
            max_per_budget: self.budget,
            max_lifetime: Duration::from_millis(self.lifetime),
            rotation_lead: Duration::from_millis(self.lead),
            max_ahead: self.ahead,
            ahead_reserve: self.reserve,
            max_channels: 8,
            connect_timeout: Duration::from_millis(self.connect),
            wait_timeout: Duration::from_millis(self.wait),
            close_timeout: Duration::from_millis(self.close),
        }
    }
}
