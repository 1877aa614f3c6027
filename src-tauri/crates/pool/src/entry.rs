//! One entry of the pool: a connection, from the first `get` of its key to its closing.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use tokio::{
    sync::{Semaphore, oneshot},
    time::Instant,
};

use crate::{
    EntryId, EntryState, Error, ManageConnection, Phase, Phases, lease::Share, shared::Shared,
};

/// What a caller that waits for a dial gets.
pub(crate) type Outcome<M> = Result<Share<M>, Error<<M as ManageConnection>::Error>>;
/// A caller that waits for a dial.
pub(crate) type Waiter<M> = oneshot::Sender<Outcome<M>>;

/// One connection, from the first `get` to its closing.
pub(crate) struct Entry<M: ManageConnection> {
    pub(crate) key: M::Key,
    pub(crate) budget: String,
    /// When it was asked for; once open, when it was set up.
    pub(crate) since: Instant,
    pub(crate) phases: Phases,
    pub(crate) origin: Origin,
    /// The open entry of the key that this one is to succeed.
    pub(crate) replaces: Option<EntryId>,
    pub(crate) slot: Slot<M>,
}

/// Who wanted an entry first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A caller.
    Caller,
    /// Somebody with an interest in its key, as a successor.
    Interest,
    /// Somebody who expects a caller. A caller that joins the dial makes it its own.
    Ahead,
}

/// How far an entry is.
pub(crate) enum Slot<M: ManageConnection> {
    /// Waits for a place.
    Queued {
        waiters: Vec<Waiter<M>>,
    },
    /// Is dialled. Dropping `alive` ends the dial.
    Connecting {
        waiters: Vec<Waiter<M>>,
        alive: oneshot::Sender<()>,
    },
    /// Was removed while it was dialled. Keeps its place until the dial has ended.
    Abandoned(Error<M::Error>),
    Open(Session<M>),
}

/// An open connection.
pub(crate) struct Session<M: ManageConnection> {
    pub(crate) held: Arc<Held<M>>,
    pub(crate) rotation: Rotation,
}

/// Who uses an open connection.
///
/// Leases are counted up, and the connection is retired, under the pool's lock only. They are counted down without it, so that a
/// release waits for nobody: see [`Shared::release`](crate::shared::Shared::release) for why nothing is missed by that.
pub(crate) struct Uses {
    leases: AtomicUsize,
    /// [`Shared::uses`](crate::shared::Shared) at the last release.
    last: AtomicU64,
    is_retired: AtomicBool,
    /// Opened ahead, and no caller has asked for it since. Written under the pool's lock only.
    is_unused: AtomicBool,
}

/// How far the rotation of an open connection is.
pub(crate) struct Rotation {
    /// When the successor is dialled next; `None` once that was given up.
    pub(crate) next: Option<Instant>,
    /// Dials that failed.
    pub(crate) failures: u32,
    pub(crate) successor: Option<EntryId>,
}

/// What all leases of one connection share, and the little that a warm `get` and its release look at, so that both touch
/// nothing else of the entry.
pub(crate) struct Held<M: ManageConnection> {
    pub(crate) id: EntryId,
    /// The pool. Its entries lead back here; shutting the pool takes them out.
    pub(crate) shared: Arc<Shared<M>>,
    pub(crate) expires: Instant,
    pub(crate) uses: Uses,
    pub(crate) connection: Arc<M::Connection>,
    pub(crate) channels: Arc<Semaphore>,
    pub(crate) phases: Arc<[Phase]>,
}

impl<M: ManageConnection> Entry<M> {
    pub(crate) fn is_queued(&self) -> bool {
        matches!(self.slot, Slot::Queued { .. })
    }

    /// Whether a dial of this entry is in flight.
    pub(crate) fn is_dialled(&self) -> bool {
        matches!(self.slot, Slot::Connecting { .. } | Slot::Abandoned(_))
    }

    pub(crate) fn session(&self) -> Option<&Session<M>> {
        match &self.slot {
            Slot::Open(session) => Some(session),
            Slot::Queued { .. } | Slot::Connecting { .. } | Slot::Abandoned(_) => None,
        }
    }

    pub(crate) fn session_mut(&mut self) -> Option<&mut Session<M>> {
        match &mut self.slot {
            Slot::Open(session) => Some(session),
            Slot::Queued { .. } | Slot::Connecting { .. } | Slot::Abandoned(_) => None,
        }
    }

    pub(crate) fn state(&self) -> EntryState {
        match &self.slot {
            Slot::Queued { .. } => EntryState::Queued,
            Slot::Connecting { .. } if self.replaces.is_some() => EntryState::Rotating,
            Slot::Connecting { .. } => EntryState::Connecting,
            Slot::Abandoned(_) => EntryState::Abandoned,
            Slot::Open(session) if session.is_retired() => EntryState::Retired,
            Slot::Open(session) if session.is_idle() => EntryState::Idle,
            Slot::Open(_) => EntryState::Leased,
        }
    }
}

impl<M: ManageConnection> Slot<M> {
    /// Takes out who waits for the dial.
    pub(crate) fn take_waiters(&mut self) -> Vec<Waiter<M>> {
        match self {
            Self::Queued { waiters } | Self::Connecting { waiters, .. } => std::mem::take(waiters),
            Self::Abandoned(_) | Self::Open(_) => Vec::new(),
        }
    }
}

impl<M: ManageConnection> Session<M> {
    pub(crate) fn is_idle(&self) -> bool {
        self.held.uses.leases() == 0
    }

    pub(crate) fn is_retired(&self) -> bool {
        self.held.uses.is_retired()
    }
}

impl<M: ManageConnection> Held<M> {
    /// As [`Self::grant`], to a caller.
    pub(crate) fn hand_out(self: &Arc<Self>) -> Arc<Self> {
        self.uses.begin();
        self.grant()
    }

    /// Counts one more lease and returns what it holds.
    pub(crate) fn grant(self: &Arc<Self>) -> Arc<Self> {
        self.uses.add_lease();
        Arc::clone(self)
    }
}

impl Uses {
    pub(crate) fn new(leases: usize, last: u64, is_unused: bool) -> Self {
        Self {
            leases: AtomicUsize::new(leases),
            last: AtomicU64::new(last),
            is_retired: AtomicBool::new(false),
            is_unused: AtomicBool::new(is_unused),
        }
    }

    pub(crate) fn leases(&self) -> usize {
        self.leases.load(Ordering::SeqCst)
    }

    pub(crate) fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    /// Whether it was opened ahead, and no caller has asked for it since.
    pub(crate) fn is_unused(&self) -> bool {
        self.is_unused.load(Ordering::Relaxed)
    }

    /// A caller has asked for it. Written only where it changes: a warm `get` shares the line with all others.
    fn begin(&self) {
        if self.is_unused() {
            self.is_unused.store(false, Ordering::Relaxed);
        }
    }

    /// Whether it is no longer handed out.
    pub(crate) fn is_retired(&self) -> bool {
        self.is_retired.load(Ordering::SeqCst)
    }

    /// Stops the handing out. Returns whether that is new.
    pub(crate) fn retire(&self) -> bool {
        !self.is_retired.swap(true, Ordering::SeqCst)
    }

    fn add_lease(&self) {
        self.leases.fetch_add(1, Ordering::SeqCst);
    }

    /// Takes a lease back, as the `last` use. Returns whether it was the only one.
    pub(crate) fn end_lease(&self, last: u64) -> bool {
        self.last.store(last, Ordering::Relaxed);
        self.leases.fetch_sub(1, Ordering::SeqCst) == 1
    }
}
