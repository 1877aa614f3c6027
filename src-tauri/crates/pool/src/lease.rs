//! Holding a connection, and a channel on it.

use std::{fmt, ops::Deref, sync::Arc, thread};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    ManageConnection,
    entry::{Grant, Id},
    shared::Shared,
};

/// A share in an open connection. The connection is not closed while any lease of it lives; dropping the lease gives it
/// back.
///
/// A lease that is dropped while its thread panics poisons the connection: nobody knows in which state it was left.
pub struct Lease<M: ManageConnection> {
    shared: Arc<Shared<M>>,
    id: Id,
    connection: Arc<M::Connection>,
    channels: Arc<Semaphore>,
}

impl<M: ManageConnection> Lease<M> {
    pub(crate) fn new(shared: Arc<Shared<M>>, grant: Grant<M>) -> Self {
        let Grant {
            id,
            connection,
            channels,
        } = grant;
        Self {
            shared,
            id,
            connection,
            channels,
        }
    }

    /// Stops the pool from handing out this connection; it closes with its last lease. `reason` is for the log.
    pub fn poison(&self, reason: impl Into<String>) {
        let reason: String = reason.into();
        tracing::debug!(id = self.id, reason, "connection poisoned");
        self.shared.update(|state| state.retire(self.id));
    }

    /// Waits for one of the connection's channels: at most [`Config::max_channels`](crate::Config::max_channels) permits
    /// live at a time, over all leases of the connection, given out in the order they were asked for.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up the place in the queue.
    pub async fn channel(&self) -> ChannelPermit {
        // Fails only on a closed semaphore, and nothing closes this one.
        let permit = Arc::clone(&self.channels).acquire_owned().await.ok();
        ChannelPermit { _permit: permit }
    }

    /// Whether the connection is known to be dead.
    pub(crate) fn has_broken(&self) -> bool {
        self.shared.manager.has_broken(&self.connection)
    }
}

impl<M: ManageConnection> Deref for Lease<M> {
    type Target = M::Connection;

    fn deref(&self) -> &M::Connection {
        &self.connection
    }
}

impl<M: ManageConnection> Drop for Lease<M> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.poison("panicked while holding a lease");
        }
        self.shared.update(|state| state.release(self.id));
    }
}

impl<M: ManageConnection> fmt::Debug for Lease<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The right to have one channel open; dropping it passes it on.
#[derive(Debug)]
pub struct ChannelPermit {
    _permit: Option<OwnedSemaphorePermit>,
}
