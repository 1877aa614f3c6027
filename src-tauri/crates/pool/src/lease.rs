//! Holding a connection, and a channel on it.

use std::{fmt, ops::Deref, sync::Arc, thread};

use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use crate::{EntryId, ManageConnection, Phase, entry::Held, shared::Shared};

/// A share in an open connection. The connection is not closed while any lease of it lives; dropping the lease gives it
/// back.
///
/// A lease that is dropped while its thread panics poisons the connection: nobody knows in which state it was left.
pub struct Lease<M: ManageConnection> {
    share: Share<M>,
}

/// One counted lease, also on its way to the caller. Gives itself back when dropped.
pub(crate) struct Share<M: ManageConnection> {
    held: Arc<Held<M>>,
}

impl<M: ManageConnection> Share<M> {
    /// A share that the state has counted already.
    pub(crate) fn new(held: Arc<Held<M>>) -> Self {
        Self { held }
    }

    fn shared(&self) -> &Arc<Shared<M>> {
        &self.held.shared
    }

    /// Whether the connection is known to be dead.
    pub(crate) fn has_broken(&self) -> bool {
        self.shared().manager.has_broken(&self.held.connection)
    }

    /// Whether the other end answers.
    pub(crate) async fn probe(&self) -> bool {
        self.shared().manager.probe(&self.held.connection).await
    }

    /// Whether the connection was retired on the way to the caller, who did not look for a while.
    pub(crate) fn is_stale(&self) -> bool {
        let state = self.shared().lock();
        self.shared().config.is_pooling() && !state.is_handed_out(self.held.id, Instant::now())
    }

    pub(crate) fn poison(&self, reason: impl Into<Arc<str>>) {
        let reason: Arc<str> = reason.into();
        tracing::debug!(id = %self.held.id, %reason, "connection poisoned");
        self.shared()
            .update(|state| state.poison(self.held.id, reason));
    }
}

impl<M: ManageConnection> Drop for Share<M> {
    fn drop(&mut self) {
        self.shared().release(&self.held);
    }
}

impl<M: ManageConnection> Lease<M> {
    pub(crate) fn new(share: Share<M>) -> Self {
        Self { share }
    }

    /// Stops the pool from handing out this connection; it closes with its last lease. `reason` is for status, events and
    /// log.
    pub fn poison(&self, reason: impl Into<Arc<str>>) {
        self.share.poison(reason);
    }

    /// Waits for one of the connection's channels: at most [`Config::max_channels`](crate::Config::max_channels) permits
    /// live at a time, over all leases of the connection, given out in the order they were asked for. Drop the permit before
    /// the lease: it does not keep the connection open.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future gives up the place in the queue.
    pub async fn channel(&self) -> ChannelPermit {
        // Fails only on a closed semaphore, and nothing closes this one.
        let permit = Arc::clone(&self.share.held.channels).acquire_owned().await;
        ChannelPermit {
            _permit: permit.ok(),
        }
    }

    /// The entry that this is a share in.
    pub fn id(&self) -> EntryId {
        self.share.held.id
    }

    /// Whether the connection was opened [ahead](crate::Pool::get_ahead), and no `get` has asked for it since.
    pub fn is_unused(&self) -> bool {
        self.share.held.uses.is_unused()
    }

    /// Where the time of the connection's dial went.
    pub fn phases(&self) -> Arc<[Phase]> {
        Arc::clone(&self.share.held.phases)
    }
}

impl<M: ManageConnection> Deref for Lease<M> {
    type Target = M::Connection;

    fn deref(&self) -> &M::Connection {
        &self.share.held.connection
    }
}

impl<M: ManageConnection> Drop for Lease<M> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.poison("panicked while holding a lease");
        }
    }
}

impl<M: ManageConnection> fmt::Debug for Lease<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease")
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}

/// The right to have one channel open; dropping it passes it on.
#[derive(Debug)]
pub struct ChannelPermit {
    _permit: Option<OwnedSemaphorePermit>,
}
