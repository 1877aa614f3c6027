//! The handle that callers hold.

use std::{fmt, sync::Arc};

use tokio::time::Instant;

use crate::{
    Config, Error, Lease, ManageConnection, Status,
    shared::{Claim, Shared},
};

/// Shared connections by key. Cheap to clone; all clones are one pool.
///
/// The last clone to be dropped closes the pool as [`close`](Self::close) does, without waiting.
pub struct Pool<M: ManageConnection> {
    owner: Arc<Owner<M>>,
}

/// Closes the pool when the last handle is gone. Leases and tasks hold only what is inside.
struct Owner<M: ManageConnection> {
    shared: Arc<Shared<M>>,
}

impl<M: ManageConnection> Drop for Owner<M> {
    fn drop(&mut self) {
        self.shared.shut();
    }
}

impl<M: ManageConnection> Pool<M> {
    /// A pool with nothing in it. Dials happen on the runtime of the first [`get`](Self::get).
    pub fn new(manager: M, config: Config) -> Self {
        Self {
            owner: Arc::new(Owner {
                shared: Arc::new(Shared::new(manager, config)),
            }),
        }
    }

    /// Leases the connection of `key`: the open one, else the one being dialled, else a new one.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`], [`Error::TimedOut`] and [`Error::Panicked`] are the dial's, the same for all who waited for it,
    /// and not kept: the next call dials again. [`Error::Exhausted`] when no place fell free within
    /// [`Config::wait_timeout`], [`Error::Broken`] when a fresh connection was dead twice, [`Error::Closed`] after
    /// [`close`](Self::close).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing for other callers. A dial that it started goes on, and its connection is kept
    /// for the next caller; one that still queues for a place is given up when nobody waits for it.
    pub async fn get(&self, key: &M::Key) -> Result<Lease<M>, Error<M::Error>> {
        let shared = &self.owner.shared;
        let deadline = Instant::now() + shared.config.wait_timeout;
        let mut was_broken = false;
        loop {
            let (lease, is_fresh) = match shared.claim(key, deadline)? {
                Claim::Open(lease) => (lease, false),
                Claim::Wait(outcome) => match outcome.await.unwrap_or(Err(Error::Closed)) {
                    Ok(lease) => (lease, true),
                    // An earlier caller's time was up, not ours.
                    Err(Error::Exhausted) if Instant::now() < deadline => continue,
                    Err(error) => return Err(error),
                },
            };
            if !lease.has_broken() {
                return Ok(lease);
            }
            lease.poison("found dead before it was handed out");
            if is_fresh && std::mem::replace(&mut was_broken, true) {
                return Err(Error::Broken);
            }
        }
    }

    /// What the pool holds at this moment.
    pub fn status(&self) -> Status<M::Key> {
        self.owner.shared.lock().status()
    }

    /// Stops handing out the connection of `key`; it closes with its last lease. A dial in flight ends for those who wait
    /// for it, and is not kept. `reason` is for the log.
    pub fn poison(&self, key: &M::Key, reason: impl Into<String>) {
        let reason: String = reason.into();
        tracing::debug!(?key, reason, "connection poisoned");
        self.owner.shared.update(|state| state.retire_key(key));
    }

    /// As [`poison`](Self::poison), for a connection that is well but not wanted any more; returns when an idle one is
    /// closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops the waiting, not the closing.
    pub async fn remove(&self, key: &M::Key) {
        tracing::debug!(?key, "connection removed");
        self.owner.shared.remove(key).await;
    }

    /// Closes the pool: `get` fails from now on, dials in flight end with [`Error::Closed`], idle connections are closed
    /// before this returns, leased ones when they are released.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops the waiting, not the closing.
    pub async fn close(&self) {
        self.owner.shared.shut();
        self.owner.shared.tasks_ended().await;
    }
}

impl<M: ManageConnection> Clone for Pool<M> {
    fn clone(&self) -> Self {
        Self {
            owner: Arc::clone(&self.owner),
        }
    }
}

impl<M: ManageConnection> fmt::Debug for Pool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("config", &self.owner.shared.config)
            .finish_non_exhaustive()
    }
}
