//! The handle that callers hold.

use std::{fmt, sync::Arc, time::Duration};

use tokio::sync::broadcast;

use crate::{
    Config, EntryStatus, Error, Event, Interest, LastDial, Lease, ManageConnection, Status,
    shared::{Claim, Shared},
    state::State,
    verify,
};

/// Why a connection is poisoned that does not pass the look before its hand-out.
const FOUND_DEAD: &str = "found dead before it was handed out";

/// Connections that one `get` looks at, after the one that it found open.
const MAX_CONNECTIONS: u32 = 3;

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
    /// Bounded in time by [`Config::wait_timeout`] and [`Config::connect_timeout`] of each dial that it waits for: one, or two
    /// if the connection of the first is dead on arrival, or three if one was retired before the caller looked.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`], [`Error::TimedOut`] and [`Error::Panicked`] are the dial's, the same for all who waited for it,
    /// and not kept: the next call dials again. [`Error::Exhausted`] when no place fell free within
    /// [`Config::wait_timeout`], [`Error::Broken`] when a fresh connection was dead twice, [`Error::Removed`] when the key
    /// was [removed](Self::remove) meanwhile, [`Error::Closed`] after [`close`](Self::close).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing for other callers. A dial that it started goes on, and its connection is kept
    /// for the next caller; one that still queues for a place is given up when nobody waits for it.
    ///
    /// # Panics
    ///
    /// Without a Tokio runtime, where nothing is open.
    pub async fn get(&self, key: &M::Key) -> Result<Lease<M>, Error<M::Error>> {
        let shared = &self.owner.shared;
        if let Some(share) = shared.lease(key) {
            if !share.has_broken() {
                return Ok(Lease::new(share));
            }
            share.poison(FOUND_DEAD);
        }
        Box::pin(self.dial(key)).await
    }

    /// Waits for a living connection, but not for ever: gives up when the second one is dead on arrival.
    async fn dial(&self, key: &M::Key) -> Result<Lease<M>, Error<M::Error>> {
        let shared = &self.owner.shared;
        let mut was_dead_on_arrival = false;
        for _ in 0..MAX_CONNECTIONS {
            let (share, is_fresh) = match shared.claim(key)? {
                Claim::Open(share) => (share, false),
                Claim::Wait(waiting) => (waiting.outcome().await?, true),
            };
            if share.has_broken() {
                share.poison(FOUND_DEAD);
                if is_fresh && std::mem::replace(&mut was_dead_on_arrival, true) {
                    break;
                }
            } else if !share.is_stale() {
                return Ok(Lease::new(share));
            }
        }
        Err(Error::Broken)
    }

    /// Leases the connection of `key` for somebody who expects that it is needed soon: the open one, else the one being dialled, else a
    /// new one, if one can be spared. `None`, at once, if not.
    ///
    /// This costs no caller anything. It dials while fewer than [`Config::max_ahead`] connections that were opened so are unused, and on a
    /// place that is free, with [`Config::ahead_reserve`] more in the pool and in the budget; it evicts nothing and waits for no
    /// place, nor for a dial that does. A connection is unused until the first [`get`](Self::get) of its key, and the first to go where
    /// a place is needed. Without pooling nothing is opened.
    ///
    /// # Errors
    ///
    /// Those of the dial, as with [`get`](Self::get); [`Error::Broken`] when the connection is dead, [`Error::Removed`],
    /// [`Error::Closed`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the dial, unless a `get` has joined it, or another call of this waits for it. A connection that is open
    /// stays until it is too old.
    ///
    /// # Panics
    ///
    /// Without a Tokio runtime.
    pub async fn get_ahead(&self, key: &M::Key) -> Result<Option<Lease<M>>, Error<M::Error>> {
        let share = match self.owner.shared.claim_ahead(key)? {
            None => return Ok(None),
            Some(Claim::Open(share)) => share,
            Some(Claim::Wait(waiting)) => match waiting.outcome_ahead().await {
                None => return Ok(None),
                Some(outcome) => outcome?,
            },
        };
        if share.has_broken() {
            share.poison(FOUND_DEAD);
            return Err(Error::Broken);
        }
        Ok((!share.is_stale()).then(|| Lease::new(share)))
    }

    /// Keeps what `key` has open fresh while the returned guard lives: [`Config::rotation_lead`] before its lifetime ends,
    /// its successor is dialled, and swapped in as soon as it is open. Leases of the old one go on, and it closes with the
    /// last of them. Any number may be held in a key, at any time, whether anything is open or not.
    ///
    /// An interest opens nothing: it goes on from what a `get` has opened, for as long as that chain holds. A connection
    /// that was poisoned, evicted or removed is not dialled again by it, but the dial of its successor, if begun, goes on.
    ///
    /// A rotation counts in both limits like any dial, and evicts nothing. Where no place is free it waits for one: at the
    /// latest for that of the connection it replaces, which falls free when that is too old and not leased. A dial that
    /// fails is tried again after half of the time that is left, three times at most, and only where its error says "again"
    /// or it took too long; after that the next `get` dials. Nothing is rotated without pooling.
    pub fn hold(&self, key: &M::Key) -> Interest<M> {
        Interest::new(Arc::clone(&self.owner.shared), key.clone())
    }

    /// The limits.
    pub fn config(&self) -> &Config {
        &self.owner.shared.config
    }

    /// What the pool holds at this moment.
    pub fn status(&self) -> Status<M::Key> {
        self.owner.shared.lock().status()
    }

    /// Calls `look` with every entry, oldest first, and with its connection if it is open: for what only the connection
    /// knows, such as its byte counts. The connection may be closing by then.
    pub fn inspect<T>(
        &self,
        mut look: impl FnMut(&EntryStatus<M::Key>, Option<&M::Connection>) -> T,
    ) -> Vec<T> {
        let entries = self.owner.shared.lock().inspect();
        entries
            .into_iter()
            .map(|(status, connection)| look(&status, connection.as_deref()))
            .collect()
    }

    /// How the last dial of `key` went, whether it has a connection now or not. The last 256 keys are remembered.
    pub fn last_dial(&self, key: &M::Key) -> Option<LastDial<M::Error>> {
        self.owner.shared.lock().history.last_dial(key)
    }

    /// Every transition from now on, in the order in which they happen. A receiver that falls 256 events behind is told
    /// that it lagged, and should read [`status`](Self::status); it hears that it is closed when the pool and its last lease
    /// are gone.
    pub fn subscribe(&self) -> broadcast::Receiver<Event<M::Key, M::Error>> {
        self.owner.shared.lock().events.subscribe()
    }

    /// Probes every connection that is handed out, all at the same time, and poisons those that fail or do not answer
    /// within `deadline`; a later `get` dials anew. Returns how many those were. Meant for the moment after a sleep or a
    /// change of network. A connection that is being probed counts as leased and used.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the probes that have no answer yet, without a verdict.
    pub async fn verify(&self, deadline: Duration) -> usize {
        verify::verify(&self.owner.shared, deadline).await
    }

    /// Takes out what `key` has. Its dial, queued or in flight, ends with [`Error::Removed`]; its idle connection is closed
    /// when this returns, a leased one is closed by its last lease. Not an end of the key: the next `get` dials.
    ///
    /// # Cancel safety
    ///
    /// It happens when the future is first polled; dropping it then stops the waiting, not the closing.
    pub async fn remove(&self, key: &M::Key) {
        tracing::debug!(?key, "connection removed");
        self.owner.shared.close_by(|state| state.remove(key)).await;
    }

    /// As [`remove`](Self::remove), for every key.
    ///
    /// # Cancel safety
    ///
    /// As that of [`remove`](Self::remove).
    pub async fn clear(&self) {
        tracing::debug!("all connections removed");
        self.owner.shared.close_by(State::clear).await;
    }

    /// Closes the pool: `get` fails from now on, dials in flight end with [`Error::Closed`], idle connections are closed
    /// before this returns, leased ones when they are released.
    ///
    /// # Cancel safety
    ///
    /// As that of [`remove`](Self::remove).
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
