//! Closing a connection that was taken out of the pool, as a task of its own.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt as _;
use tokio::time::timeout;

use crate::{EntryId, ManageConnection, entry::Held, shared::Shared};

/// A connection that nobody holds and nobody gets any more. Its place in the budget is free once it is closed.
pub(crate) struct Closing<M: ManageConnection> {
    pub(crate) id: EntryId,
    pub(crate) key: M::Key,
    pub(crate) budget: String,
    pub(crate) held: Arc<Held<M>>,
}

/// Frees the place when the closing ends, however it ends.
struct Place<M: ManageConnection> {
    shared: Arc<Shared<M>>,
    id: EntryId,
    key: M::Key,
    budget: String,
}

impl<M: ManageConnection> Drop for Place<M> {
    fn drop(&mut self) {
        self.shared
            .update(|state| state.finish_closing(self.id, &self.key, &self.budget));
    }
}

impl<M: ManageConnection> Closing<M> {
    /// Closes the connection politely, or drops it at [`close_timeout`](crate::Config::close_timeout).
    pub(crate) fn run(self, shared: Arc<Shared<M>>) -> impl Future<Output = ()> + Send {
        let Self {
            id,
            key,
            budget,
            held,
        } = self;
        // Made before the task first runs, so that a task that never runs frees its place, too.
        let place = Place {
            shared,
            id,
            key,
            budget,
        };
        let connection = Arc::clone(&held.connection);
        drop(held);
        async move {
            let manager = &place.shared.manager;
            let close = AssertUnwindSafe(async { manager.close(connection).await }).catch_unwind();
            let key = &place.key;
            match timeout(place.shared.config.close_timeout, close).await {
                Ok(Ok(())) => tracing::debug!(?key, "connection closed"),
                Ok(Err(_)) => tracing::warn!(?key, "closing a connection panicked; it is dropped"),
                Err(_) => tracing::warn!(?key, "closing a connection took too long; it is dropped"),
            }
        }
    }
}
