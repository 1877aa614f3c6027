//! One dial that has its place: connects, and tells everyone who waits how it ended.

use std::{
    collections::hash_map::RandomState, hash::BuildHasher as _, panic::AssertUnwindSafe, sync::Arc,
    time::Duration,
};

use futures_util::FutureExt as _;
use tokio::{
    sync::oneshot,
    time::{sleep, timeout},
};

use crate::{
    EntryId, Error, ManageConnection, Phases, dials::Again, effects::Admitted, phases::BACKOFF,
    shared::Shared,
};

/// The second try comes after this, plus up to as much again at random, so that clients do not retry in step.
const RETRY_DELAY: Duration = Duration::from_millis(250);

/// A dial that has an entry in the pool. Dropping it unfinished fails the entry, so that no caller waits for nothing.
pub(crate) struct Attempt<M: ManageConnection> {
    shared: Arc<Shared<M>>,
    id: EntryId,
    key: M::Key,
    phases: Phases,
}

impl<M: ManageConnection> Drop for Attempt<M> {
    fn drop(&mut self) {
        // Without effect on an entry that is open or gone.
        self.shared.fail(self.id, Error::Closed, Again::No);
    }
}

impl<M: ManageConnection> Attempt<M> {
    /// The dial, to be run as a task. It holds its entry from here on, also if it never runs.
    pub(crate) fn run(
        shared: Arc<Shared<M>>,
        admitted: Admitted<M>,
    ) -> impl Future<Output = ()> + Send {
        let Admitted {
            id,
            key,
            phases,
            abandoned,
        } = admitted;
        let attempt = Self {
            shared,
            id,
            key,
            phases,
        };
        attempt.run_until(abandoned)
    }

    /// Runs the dial to its end, or until it is abandoned.
    async fn run_until(self, abandoned: oneshot::Receiver<()>) {
        let outcome = tokio::select! {
            biased;
            // The entry knows why, and says so when this is dropped.
            _ = abandoned => return,
            outcome = self.connect() => outcome,
        };
        match outcome {
            Ok(connection) => self.shared.open(self.id, connection),
            Err(error) => {
                tracing::debug!(key = ?self.key, %error, "dial failed");
                let again = self.again(&error);
                self.shared.fail(self.id, error, again);
            }
        }
    }

    async fn connect(&self) -> Result<M::Connection, Error<M::Error>> {
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
        match manager.connect(&self.key, &self.phases).await {
            Err(error) if manager.is_retryable(&error) => {
                tracing::debug!(key = ?self.key, %error, "dialling once more");
                self.phases.time(BACKOFF, sleep(retry_delay())).await;
                manager.connect(&self.key, &self.phases).await
            }
            outcome => outcome,
        }
    }

    /// Whether a rotation that failed like this may be tried once more.
    fn again(&self, error: &Error<M::Error>) -> Again {
        match error {
            Error::Connect(error) if self.shared.manager.is_retryable(error) => Again::Yes,
            Error::TimedOut => Again::Yes,
            _ => Again::No,
        }
    }
}

/// Between one and two times [`RETRY_DELAY`].
fn retry_delay() -> Duration {
    // A fresh `RandomState` has random keys: chance enough to spread retries, without a generator of our own.
    let random = RandomState::new().hash_one(());
    RETRY_DELAY + RETRY_DELAY * u32::try_from(random % 1_000).unwrap_or(0) / 1_000
}
