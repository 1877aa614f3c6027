//! How many requests the app makes of its own accord.
//!
//! All requests count; those that a person waits for are never held back, those that nobody asked for are, as soon as the last
//! minute has seen enough of either. When the server itself is nearly out of patience, they wait for its next window.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::HeaderMap;
use tokio::time::Instant;

/// Requests in a minute, those that a person waits for included. The server's own limit is 600, shared by all who are behind one
/// address.
const REQUESTS: usize = 120;
const WINDOW: Duration = Duration::from_mins(1);
/// Below this share of the server's limit, 1 in so many, it is left alone.
const LOW_SHARE: u64 = 10;

/// The requests of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    /// Held for lines, never across an await.
    spent: Mutex<Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    /// When the last requests went out, at most [`REQUESTS`] of them, oldest first.
    recent: VecDeque<Instant>,
    /// When the server's next window begins, if this one is nearly used up.
    low_until: Option<Instant>,
}

impl Budget {
    /// Counts a request that goes out in any case.
    pub(crate) fn count(&self) {
        self.lock().count(Instant::now());
    }

    /// Counts a request that nobody waits for.
    ///
    /// # Errors
    ///
    /// When it is not its time yet: when to ask again. Nothing is counted then.
    pub(crate) fn take(&self) -> Result<(), Instant> {
        let now = Instant::now();
        let mut spent = self.lock();
        let low_until = spent.low_until.filter(|until| *until > now);
        if let Some(until) = low_until.or_else(|| spent.full_until(now)) {
            return Err(until);
        }
        spent.count(now);
        Ok(())
    }

    /// Counts the repetition of a request, if there is room for it. The server has said when to come back, so its own window is
    /// not looked at.
    pub(crate) fn take_repetition(&self) -> bool {
        let now = Instant::now();
        let mut spent = self.lock();
        let is_free = spent.full_until(now).is_none();
        if is_free {
            spent.count(now);
        }
        is_free
    }

    /// Learns from an answer how the server stands.
    pub(crate) fn learn(&self, headers: &HeaderMap) {
        let number = |name| -> Option<u64> {
            let text = headers.get(name)?.to_str().ok()?;
            text.trim().parse().ok()
        };
        let (Some(limit), Some(remaining)) =
            (number("x-ratelimit-limit"), number("x-ratelimit-remaining"))
        else {
            return;
        };
        let is_low = remaining.saturating_mul(LOW_SHARE) < limit;
        // Whole seconds, rounded down: the window begins within the second after.
        let seconds = number("x-ratelimit-reset").unwrap_or(0).saturating_add(1);
        let wait = Duration::from_secs(seconds).min(WINDOW);
        self.lock().low_until = is_low.then(|| Instant::now() + wait);
    }

    fn lock(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Spent {
    fn count(&mut self, now: Instant) {
        if self.recent.len() == REQUESTS {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
    }

    /// When the oldest of so many requests is a minute ago.
    fn full_until(&self, now: Instant) -> Option<Instant> {
        let oldest = self
            .recent
            .front()
            .filter(|_| self.recent.len() == REQUESTS)?;
        Some(*oldest + WINDOW).filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests;
