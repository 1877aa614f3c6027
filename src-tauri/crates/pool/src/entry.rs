//! One entry of the pool: a connection, from the first `get` of its key to its closing.

use std::sync::Arc;

use tokio::{
    sync::{Semaphore, oneshot},
    time::Instant,
};

use crate::{EntryState, EntryStatus, Error, Lease, ManageConnection};

/// Names an entry from its first `get` to its closing. Grows, so that order by id is order of arrival.
pub(crate) type Id = u64;
/// What a caller that waits for a dial gets.
pub(crate) type Outcome<M> = Result<Lease<M>, Error<<M as ManageConnection>::Error>>;
/// A caller that waits for a dial.
pub(crate) type Waiter<M> = oneshot::Sender<Outcome<M>>;

/// One connection, from the first `get` to its closing.
pub(crate) struct Entry<M: ManageConnection> {
    pub(crate) key: M::Key,
    pub(crate) budget: String,
    /// When it was asked for; once open, when it was set up.
    pub(crate) since: Instant,
    pub(crate) slot: Slot<M>,
}

/// How far an entry is.
pub(crate) enum Slot<M: ManageConnection> {
    Queued {
        waiters: Vec<Waiter<M>>,
        admitted: oneshot::Sender<()>,
    },
    Connecting {
        waiters: Vec<Waiter<M>>,
    },
    Open(Session<M>),
}

/// An open connection.
pub(crate) struct Session<M: ManageConnection> {
    pub(crate) connection: Arc<M::Connection>,
    pub(crate) channels: Arc<Semaphore>,
    pub(crate) leases: usize,
    /// [`State::uses`] at the last release.
    pub(crate) last_used: u64,
    pub(crate) is_retired: bool,
}

/// What a lease is made of; counted in the session already.
pub(crate) struct Grant<M: ManageConnection> {
    pub(crate) id: Id,
    pub(crate) connection: Arc<M::Connection>,
    pub(crate) channels: Arc<Semaphore>,
}

impl<M: ManageConnection> Entry<M> {
    pub(crate) fn is_queued(&self) -> bool {
        matches!(self.slot, Slot::Queued { .. })
    }

    pub(crate) fn session(&self) -> Option<&Session<M>> {
        match &self.slot {
            Slot::Open(session) => Some(session),
            Slot::Queued { .. } | Slot::Connecting { .. } => None,
        }
    }

    pub(crate) fn session_mut(&mut self) -> Option<&mut Session<M>> {
        match &mut self.slot {
            Slot::Open(session) => Some(session),
            Slot::Queued { .. } | Slot::Connecting { .. } => None,
        }
    }

    pub(crate) fn status(&self) -> EntryStatus<M::Key> {
        let (state, leases) = match &self.slot {
            Slot::Queued { .. } => (EntryState::Queued, 0),
            Slot::Connecting { .. } => (EntryState::Connecting, 0),
            Slot::Open(session) if session.is_retired => (EntryState::Retired, session.leases),
            Slot::Open(session) if session.leases == 0 => (EntryState::Idle, 0),
            Slot::Open(session) => (EntryState::Leased, session.leases),
        };
        EntryStatus {
            key: self.key.clone(),
            state,
            age: self.since.elapsed(),
            leases,
        }
    }
}

impl<M: ManageConnection> Session<M> {
    pub(crate) fn is_idle(&self) -> bool {
        self.leases == 0
    }

    /// Counts one more lease and returns what it is made of.
    pub(crate) fn grant(&mut self, id: Id) -> Grant<M> {
        self.leases += 1;
        Grant {
            id,
            connection: Arc::clone(&self.connection),
            channels: Arc::clone(&self.channels),
        }
    }
}
