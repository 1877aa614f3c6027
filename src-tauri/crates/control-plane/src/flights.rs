//! Reads in flight, so that identical ones are one request.
//!
//! A flight is carried by whoever waits for it: one of them going away changes nothing for the rest, and with the last one the
//! request ends too. Nothing is kept of an answer: a read that begins after it is another request.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::{BoxFuture, FutureExt as _, Shared, WeakShared};
use url::Url;

use crate::{Error, answer::Answer};

/// What all who wait for a flight get.
pub(crate) type Landed = Result<Arc<Answer>, Error>;
type Flight = BoxFuture<'static, Landed>;

/// What makes two reads the same: where to, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Route {
    pub(crate) url: Url,
    pub(crate) timeout: Duration,
}

/// The reads in flight.
#[derive(Default)]
pub(crate) struct Flights {
    /// Held for lines, never across an await.
    by_route: Mutex<HashMap<Route, WeakShared<Flight>>>,
}

impl Flights {
    /// The flight under way to `route`; where there is none, the one that `start` makes, if it may.
    pub(crate) fn join_or_start<E>(
        &self,
        route: &Route,
        start: impl FnOnce() -> Result<Flight, E>,
    ) -> Result<Shared<Flight>, E> {
        let mut by_route = self.lock();
        let under_way = by_route.get(route).and_then(WeakShared::upgrade);
        if let Some(flight) = under_way.filter(|flight| flight.peek().is_none()) {
            return Ok(flight);
        }
        let flight = start()?.shared();
        by_route.retain(|_, flight| flight.upgrade().is_some());
        if let Some(weak) = flight.downgrade() {
            by_route.insert(route.clone(), weak);
        }
        Ok(flight)
    }

    /// Lets nobody else join the flights under way: what they bring may be of before a change.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Route, WeakShared<Flight>>> {
        self.by_route.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flights").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
