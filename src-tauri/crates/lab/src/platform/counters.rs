//! What was asked of the server, for tests to read.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A reading of the server's counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests by route pattern, such as `"GET /workspaces/:id"`; those to no route at all are
    /// under their own method and path. A refused or faulted request counts too.
    pub requests: BTreeMap<String, u64>,
    /// By workspace id, the most of its metadata legs (workspace, model, provider) that were ever
    /// in flight at the same moment. Two requests for one leg count as one.
    pub metadata_legs: BTreeMap<String, usize>,
    /// Event sockets accepted.
    pub sockets_opened: u64,
    /// Event sockets connected right now.
    pub sockets_open: usize,
    /// Events that a socket did not get because its client did not read.
    pub events_dropped: u64,
}

impl Counters {
    /// How many requests came for `route`, such as `"GET /workspaces/:id"`.
    pub fn requests_to(&self, route: &str) -> u64 {
        self.requests.get(route).copied().unwrap_or_default()
    }

    /// The most metadata legs that any one workspace ever had in flight at once.
    pub fn most_metadata_legs(&self) -> usize {
        self.metadata_legs
            .values()
            .copied()
            .max()
            .unwrap_or_default()
    }
}

/// Requests by route, as they come in.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Held for lines, never across an await.
    requests: Mutex<BTreeMap<String, u64>>,
}

impl Tally {
    pub(super) fn count(&self, route: &str) {
        *self.lock().entry(route.to_owned()).or_default() += 1;
    }

    pub(super) fn requests(&self) -> BTreeMap<String, u64> {
        self.lock().clone()
    }

    pub(super) fn reset(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
