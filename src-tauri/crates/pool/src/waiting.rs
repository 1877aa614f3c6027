//! A caller that waits for a dial.

use std::sync::Arc;

use tokio::{sync::oneshot, time::timeout};

use crate::{
    EntryId, Error, ManageConnection,
    entry::{Entry, Outcome},
    shared::Shared,
};

/// A place among those who wait for a dial. Dropping it gives the place up.
pub(crate) struct Waiting<M: ManageConnection> {
    shared: Arc<Shared<M>>,
    id: EntryId,
    outcome: oneshot::Receiver<Outcome<M>>,
}

impl<M: ManageConnection> Drop for Waiting<M> {
    fn drop(&mut self) {
        self.outcome.close();
        if self.is_queued() {
            self.shared.update(|state| state.leave(self.id));
        }
    }
}

impl<M: ManageConnection> Waiting<M> {
    pub(crate) fn new(
        shared: Arc<Shared<M>>,
        id: EntryId,
        outcome: oneshot::Receiver<Outcome<M>>,
    ) -> Self {
        Self {
            shared,
            id,
            outcome,
        }
    }

    /// Waits until the dial has ended. It must have its place in time; from then on it has a bound of its own.
    pub(crate) async fn outcome(mut self) -> Outcome<M> {
        let limit = self.shared.config.wait_timeout;
        let outcome = match timeout(limit, &mut self.outcome).await {
            Ok(outcome) => outcome,
            Err(_) if self.is_queued() => return Err(Error::Exhausted),
            Err(_) => (&mut self.outcome).await,
        };
        // Not answered at all: there is no runtime left to dial on.
        outcome.unwrap_or(Err(Error::Closed))
    }

    fn is_queued(&self) -> bool {
        let state = self.shared.lock();
        state.entries.get(&self.id).is_some_and(Entry::is_queued)
    }
}
