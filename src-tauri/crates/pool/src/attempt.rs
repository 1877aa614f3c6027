//! One dial: waits for its place, connects, and tells everyone who waits how it ended.

use std::{
    collections::hash_map::RandomState, hash::BuildHasher as _, panic::AssertUnwindSafe, sync::Arc,
    time::Duration,
};

use futures_util::FutureExt as _;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;

use crate::{Error, ManageConnection, entry::Id, shared::Shared};

/// The second try comes after this, plus up to as much again at random, so that clients do not retry in step.
const RETRY_DELAY: Duration = Duration::from_millis(250);

/// A dial that has an entry in the pool. Dropping it unfinished fails the entry, so that no caller waits for nothing.
pub(crate) struct Attempt<M: ManageConnection> {
    shared: Arc<Shared<M>>,
    id: Id,
    key: M::Key,
}

impl<M: ManageConnection> Drop for Attempt<M> {
    fn drop(&mut self) {
        // Without effect on an entry that is open or gone.
        self.shared.fail(self.id, &Error::Closed);
    }
}

impl<M: ManageConnection> Attempt<M> {
    pub(crate) fn new(shared: Arc<Shared<M>>, id: Id, key: M::Key) -> Self {
        Self { shared, id, key }
    }

    /// Runs the dial to its end, or to `shutdown`.
    pub(crate) async fn run(
        self,
        admitted: oneshot::Receiver<()>,
        deadline: Instant,
        shutdown: CancellationToken,
    ) {
        let outcome = tokio::select! {
            biased;
            () = shutdown.cancelled() => Err(Error::Closed),
            outcome = self.connect(admitted, deadline) => outcome,
        };
        match outcome {
            Ok(connection) => self.shared.open(self.id, connection),
            Err(error) => {
                tracing::debug!(key = ?self.key, %error, "dial failed");
                self.shared.fail(self.id, &error);
            }
        }
    }

    async fn connect(
        &self,
        mut admitted: oneshot::Receiver<()>,
        deadline: Instant,
    ) -> Result<M::Connection, Error<M::Error>> {
        let has_place = match timeout_at(deadline, &mut admitted).await {
            Ok(answer) => answer.is_ok(),
            // The place may have come at the very deadline.
            Err(_) => admitted.try_recv().is_ok(),
        };
        if !has_place {
            return Err(Error::Exhausted);
        }
        let dial = AssertUnwindSafe(self.dial()).catch_unwind();
        match timeout(self.shared.config.connect_timeout, dial).await {
            Ok(Ok(Ok(connection))) => Ok(connection),
            Ok(Ok(Err(error))) => Err(Error::Connect(Arc::new(error))),
            Ok(Err(_)) => Err(Error::Panicked),
            Err(_) => Err(Error::TimedOut),
        }
    }

    async fn dial(&self) -> Result<M::Connection, M::Error> {
        let manager = &self.shared.manager;
        match manager.connect(&self.key).await {
            Err(error) if manager.is_retryable(&error) => {
                tracing::debug!(key = ?self.key, %error, "dialling once more");
                sleep(retry_delay()).await;
                manager.connect(&self.key).await
            }
            outcome => outcome,
        }
    }
}

/// Between one and two times [`RETRY_DELAY`].
fn retry_delay() -> Duration {
    // A fresh `RandomState` has random keys: chance enough to spread retries, without a generator of our own.
    let random = RandomState::new().hash_one(());
    RETRY_DELAY + RETRY_DELAY * u32::try_from(random % 1_000).unwrap_or(0) / 1_000
}
