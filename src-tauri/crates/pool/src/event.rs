//! What happens in the pool, told as it happens.

use std::{fmt, sync::Arc};

use crate::{Error, Phase};

/// Names an entry of the pool: a connection, from the `get` that asked for it to its closing. Grows, so that order by id
/// is order of arrival; never used twice in one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub(crate) u64);

impl EntryId {
    /// The plain number.
    pub fn as_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One transition of one entry.
///
/// The events of an entry keep this order: [`Dialling`](Transition::Dialling) or [`Rotating`](Transition::Rotating); then
/// [`Failed`](Transition::Failed), which is the last one, or [`Open`](Transition::Open); then one
/// [`Poisoned`](Transition::Poisoned) or [`Evicted`](Transition::Evicted); then [`Closed`](Transition::Closed).
#[derive(Debug)]
pub struct Event<K, E> {
    /// What the connection is shared by.
    pub key: K,
    /// The entry.
    pub id: EntryId,
    /// What became of it.
    pub transition: Transition<E>,
}

/// What became of an entry.
#[derive(Debug)]
pub enum Transition<E> {
    /// It has a place and is being dialled.
    Dialling,
    /// It has a place and is being dialled as the successor of an open one, which is handed out meanwhile.
    Rotating {
        /// The entry that it is to succeed.
        replaces: EntryId,
    },
    /// It is set up, and handed out from now on.
    Open {
        /// Where the time of its dial went.
        phases: Arc<[Phase]>,
    },
    /// Its dial failed, for all who waited for it.
    Failed {
        /// Why.
        error: Error<E>,
        /// Where the time of its dial went.
        phases: Arc<[Phase]>,
    },
    /// It is not handed out any more, as it is dead or in doubt. It closes with its last lease.
    Poisoned(Arc<str>),
    /// It is not handed out any more, although it is well. It closes with its last lease.
    Evicted(Eviction),
    /// It is closed, and its place is free.
    Closed,
}

/// Why a connection that is well is not handed out any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Eviction {
    /// Its lifetime is over.
    Age,
    /// Its successor is open.
    Rotated,
    /// The pool was full, and it was the least recently used idle connection.
    Capacity,
    /// Its budget was full, and it was the budget's least recently used idle connection.
    Budget,
    /// Somebody asked for it, see [`Pool::remove`](crate::Pool::remove) and [`Pool::clear`](crate::Pool::clear).
    Removed,
    /// The pool is closed.
    Shutdown,
}

impl<K: Clone, E> Clone for Event<K, E> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            id: self.id,
            transition: self.transition.clone(),
        }
    }
}

impl<E> Clone for Transition<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Dialling => Self::Dialling,
            Self::Rotating { replaces } => Self::Rotating {
                replaces: *replaces,
            },
            Self::Open { phases } => Self::Open {
                phases: Arc::clone(phases),
            },
            Self::Failed { error, phases } => Self::Failed {
                error: error.clone(),
                phases: Arc::clone(phases),
            },
            Self::Poisoned(reason) => Self::Poisoned(Arc::clone(reason)),
            Self::Evicted(reason) => Self::Evicted(*reason),
            Self::Closed => Self::Closed,
        }
    }
}
