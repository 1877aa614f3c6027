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
        if self.may_be_given_up() {
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

    /// Waits until the dial has ended, if it has its place already; `None` if it has none.
    pub(crate) async fn outcome_ahead(mut self) -> Option<Outcome<M>> {
        (&mut self.outcome).await.ok()
    }

    fn may_be_given_up(&self) -> bool {
        let state = self.shared.lock();
        let entry = state.entries.get(&self.id);
        entry.is_some_and(|entry| entry.is_queued() || entry.is_unused())
    }

    fn is_queued(&self) -> bool {
        let state = self.shared.lock();
        state.entries.get(&self.id).is_some_and(Entry::is_queued)
    }
}
