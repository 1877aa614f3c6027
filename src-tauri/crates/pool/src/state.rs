//! The pool's data and its rules, all under one lock.
//!
//! Nothing here waits, spawns or calls the user's code. Connections that a rule takes out are returned as [`Closing`], for
//! the caller to close once the lock is free. Counts are not kept but counted: the pool is small, and they cannot drift.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use tokio::{sync::Semaphore, time::Instant};

use crate::{
    EntryState, ManageConnection, Status,
    closing::Closing,
    config::Config,
    entry::{Entry, Grant, Id, Session, Slot, Waiter},
};

/// Everything that the lock protects.
pub(crate) struct State<M: ManageConnection> {
    /// The entry that a `get` of the key joins. Retired and unpooled entries are not here.
    pub(crate) current: HashMap<M::Key, Id>,
    pub(crate) entries: BTreeMap<Id, Entry<M>>,
    /// Entries in [`Slot::Queued`], in order of arrival.
    pub(crate) queue: VecDeque<Id>,
    /// Connections of each budget that are being closed.
    pub(crate) closing: HashMap<String, usize>,
    pub(crate) next_id: Id,
    /// Counts releases; orders idle connections by last use even within one tick of the clock.
    uses: u64,
    /// Dials that succeeded.
    setups: u64,
    /// No entry is made any more.
    pub(crate) is_closed: bool,
    /// A reaper looks after the open entries.
    pub(crate) has_reaper: bool,
}

/// What a `get` found.
pub(crate) enum Found<M: ManageConnection> {
    /// An open connection.
    Open(Grant<M>),
    /// A dial to wait for, with the caller's waiter handed to it.
    Joined,
    /// Nothing; the waiter comes back.
    Nothing(Waiter<M>),
}

impl<M: ManageConnection> State<M> {
    pub(crate) fn new() -> Self {
        Self {
            current: HashMap::new(),
            entries: BTreeMap::new(),
            queue: VecDeque::new(),
            closing: HashMap::new(),
            next_id: 0,
            uses: 0,
            setups: 0,
            is_closed: false,
            has_reaper: false,
        }
    }

    /// Leases or joins what `key` has. The entry must be young enough: see [`Self::retire_expired`].
    pub(crate) fn find(&mut self, key: &M::Key, waiter: Waiter<M>) -> Found<M> {
        let Some(id) = self.current.get(key).copied() else {
            return Found::Nothing(waiter);
        };
        match self.entries.get_mut(&id).map(|entry| &mut entry.slot) {
            Some(Slot::Queued { waiters, .. } | Slot::Connecting { waiters }) => {
                waiters.push(waiter);
                Found::Joined
            }
            Some(Slot::Open(session)) => Found::Open(session.grant(id)),
            None => Found::Nothing(waiter),
        }
    }

    /// Makes a dialled connection an open entry, with one grant for each caller that waited.
    ///
    /// Only the dial itself takes out its entry, so that there is one to open.
    pub(crate) fn open(
        &mut self,
        id: Id,
        connection: Arc<M::Connection>,
        config: &Config,
    ) -> Vec<(Waiter<M>, Grant<M>)> {
        self.setups += 1;
        let last_used = self.next_use();
        let Some(entry) = self.entries.get_mut(&id) else {
            return Vec::new();
        };
        let is_retired = self.current.get(&entry.key) != Some(&id);
        let mut session = Session {
            connection,
            channels: Arc::new(Semaphore::new(config.max_channels)),
            leases: 0,
            last_used,
            is_retired,
        };
        let waiters = match &mut entry.slot {
            Slot::Queued { waiters, .. } | Slot::Connecting { waiters } => std::mem::take(waiters),
            Slot::Open(_) => Vec::new(),
        };
        let granted = waiters
            .into_iter()
            .map(|waiter| (waiter, session.grant(id)))
            .collect();
        entry.since = Instant::now();
        entry.slot = Slot::Open(session);
        granted
    }

    /// Takes out a dial that failed; returns who waited for it.
    pub(crate) fn fail(&mut self, id: Id) -> Vec<Waiter<M>> {
        match self.entries.get(&id).map(|entry| &entry.slot) {
            Some(Slot::Queued { .. } | Slot::Connecting { .. }) => {}
            Some(Slot::Open(_)) | None => return Vec::new(),
        }
        match self.take(id).map(|entry| entry.slot) {
            Some(Slot::Queued { waiters, .. } | Slot::Connecting { waiters }) => waiters,
            Some(Slot::Open(_)) | None => Vec::new(),
        }
    }

    /// Gives a lease back. A connection that is no longer handed out goes with its last lease.
    pub(crate) fn release(&mut self, id: Id) {
        let last_used = self.next_use();
        if let Some(session) = self.entries.get_mut(&id).and_then(Entry::session_mut) {
            session.leases = session.leases.saturating_sub(1);
            session.last_used = last_used;
        }
    }

    /// Stops handing out an entry. A dial in flight goes on for those who wait.
    pub(crate) fn retire(&mut self, id: Id) {
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        if let Slot::Open(session) = &mut entry.slot {
            session.is_retired = true;
        }
        if self.current.get(&entry.key) == Some(&id) {
            self.current.remove(&entry.key);
        }
    }

    /// Stops handing out what `key` has.
    pub(crate) fn retire_key(&mut self, key: &M::Key) {
        if let Some(id) = self.current.get(key).copied() {
            self.retire(id);
        }
    }

    /// Stops handing out everything.
    pub(crate) fn retire_all(&mut self) {
        let ids: Vec<Id> = self.entries.keys().copied().collect();
        for id in ids {
            self.retire(id);
        }
    }

    /// Stops handing out what is too old.
    pub(crate) fn retire_expired(&mut self, max_lifetime: Duration) {
        let now = Instant::now();
        let expired: Vec<Id> = self
            .sessions()
            .filter(|(_, entry, _)| now.duration_since(entry.since) >= max_lifetime)
            .map(|(id, ..)| id)
            .collect();
        for id in expired {
            self.retire(id);
        }
    }

    /// Takes out every open connection that is neither handed out any more nor held.
    pub(crate) fn take_released(&mut self) -> Vec<Closing<M>> {
        let released: Vec<Id> = self
            .sessions()
            .filter(|(.., session)| session.is_retired && session.leases == 0)
            .map(|(id, ..)| id)
            .collect();
        released
            .into_iter()
            .filter_map(|id| self.take_closing(id))
            .collect()
    }

    /// A connection of this budget is closed.
    pub(crate) fn finish_closing(&mut self, budget: &str) {
        if let Some(count) = self.closing.get_mut(budget) {
            *count -= 1;
            if *count == 0 {
                self.closing.remove(budget);
            }
        }
    }

    /// The idle connections, for the reaper to ask whether they are dead.
    pub(crate) fn idle_connections(&self) -> Vec<(Id, Arc<M::Connection>)> {
        self.sessions()
            .filter(|(.., session)| session.is_idle())
            .map(|(id, _, session)| (id, Arc::clone(&session.connection)))
            .collect()
    }

    /// When the next connection still handed out is too old. `None` when there is no open connection at all.
    pub(crate) fn next_expiry(&self, max_lifetime: Duration, at_most: Instant) -> Option<Instant> {
        let mut next = None;
        for (_, entry, session) in self.sessions() {
            let expiry = if session.is_retired {
                at_most
            } else {
                entry.since + max_lifetime
            };
            next = Some(next.unwrap_or(at_most).min(expiry));
        }
        next
    }

    pub(crate) fn status(&self) -> Status<M::Key> {
        let entries: Vec<_> = self.entries.values().map(Entry::status).collect();
        let count = |of: EntryState| entries.iter().filter(|entry| entry.state == of).count();
        Status {
            queued: count(EntryState::Queued),
            connecting: count(EntryState::Connecting),
            open: self.sessions().count(),
            idle: count(EntryState::Idle),
            setups: self.setups,
            entries,
        }
    }

    pub(crate) fn take_closing(&mut self, id: Id) -> Option<Closing<M>> {
        let Entry {
            key, budget, slot, ..
        } = self.take(id)?;
        let Slot::Open(session) = slot else {
            return None;
        };
        *self.closing.entry(budget.clone()).or_default() += 1;
        Some(Closing {
            key,
            budget,
            connection: session.connection,
        })
    }

    pub(crate) fn take(&mut self, id: Id) -> Option<Entry<M>> {
        let entry = self.entries.remove(&id)?;
        if self.current.get(&entry.key) == Some(&id) {
            self.current.remove(&entry.key);
        }
        Some(entry)
    }

    pub(crate) fn sessions(&self) -> impl Iterator<Item = (Id, &Entry<M>, &Session<M>)> {
        self.entries
            .iter()
            .filter_map(|(id, entry)| Some((*id, entry, entry.session()?)))
    }

    fn next_use(&mut self) -> u64 {
        self.uses += 1;
        self.uses
    }
}
