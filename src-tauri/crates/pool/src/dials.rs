//! How dials end other than well: failed, given up, removed.

use tokio::time::Instant;

use crate::{
    EntryId, Error, Eviction, ManageConnection, Transition,
    entry::{Entry, Origin, Slot},
    state::State,
};

/// Whether a failed rotation may be tried once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    Yes,
    No,
}

impl<M: ManageConnection> State<M> {
    /// Ends a dial in flight with `error` for all who wait for it. Without effect on one that ended already.
    pub(crate) fn fail(&mut self, id: EntryId, error: Error<M::Error>, again: Again, now: Instant) {
        let Some(entry) = self.entries.get_mut(&id).filter(|entry| entry.is_dialled()) else {
            return;
        };
        let waiters = entry.slot.take_waiters();
        let (phases, asked, replaces) = (entry.phases.snapshot(), entry.since, entry.replaces);
        let error = match &entry.slot {
            Slot::Abandoned(why) => why.clone(),
            Slot::Queued { .. } | Slot::Connecting { .. } | Slot::Open(_) => error,
        };
        let refusals = waiters
            .into_iter()
            .map(|waiter| (waiter, Err(error.clone())));
        self.effects.answers.extend(refusals);
        // No trouble with the key: it was not wanted any more.
        if !matches!(error, Error::GivenUp) {
            self.record_dial(id, &phases, now.duration_since(asked), Some(error.clone()));
        }
        self.emit(id, Transition::Failed { error, phases });
        self.take(id);
        if let Some(old) = replaces {
            self.rotation_failed(old, again, now);
        }
    }

    /// Forgets the callers of a dial that are gone, and the dial, if nobody wants it any more: one that still queues, or one that was
    /// begun ahead. Any other in flight goes on.
    pub(crate) fn leave(&mut self, id: EntryId) {
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        match &mut entry.slot {
            Slot::Queued { waiters } => {
                waiters.retain(|waiter| !waiter.is_closed());
                let is_rotation = entry.origin == Origin::Interest;
                let is_held = is_rotation && self.interests.contains_key(&entry.key);
                if waiters.is_empty() && !is_held {
                    self.forget(id);
                }
            }
            Slot::Connecting { waiters, .. } if entry.origin == Origin::Ahead => {
                waiters.retain(|waiter| !waiter.is_closed());
                if waiters.is_empty() {
                    self.abandon(id, &Error::GivenUp);
                }
            }
            Slot::Connecting { .. } | Slot::Abandoned(_) | Slot::Open(_) => {}
        }
    }

    /// Removes what `key` has: ends its dial, and stops handing out its connection.
    pub(crate) fn remove(&mut self, key: &M::Key) {
        let of_key = |entry: &&Entry<M>| entry.key == *key;
        let ids: Vec<EntryId> = self.ids(of_key);
        self.remove_all(ids, &Error::Removed, Eviction::Removed);
    }

    /// Removes everything.
    pub(crate) fn clear(&mut self) {
        let ids = self.ids(|_| true);
        self.remove_all(ids, &Error::Removed, Eviction::Removed);
    }

    /// Removes everything, and lets nothing in any more.
    pub(crate) fn shut(&mut self) {
        self.is_closed = true;
        let ids = self.ids(|_| true);
        self.remove_all(ids, &Error::Closed, Eviction::Shutdown);
    }

    fn remove_all(&mut self, ids: Vec<EntryId>, error: &Error<M::Error>, eviction: Eviction) {
        // Dials first: no connection has a successor then.
        for id in &ids {
            self.abandon(*id, error);
        }
        for id in ids {
            self.retire(id, Transition::Evicted(eviction));
        }
    }

    /// Ends a dial for all who wait for it. One in flight keeps its place until its task has ended.
    fn abandon(&mut self, id: EntryId, error: &Error<M::Error>) {
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        let refusals = entry.slot.take_waiters().into_iter();
        let refusals = refusals.map(|waiter| (waiter, Err(error.clone())));
        self.effects.answers.extend(refusals);
        if entry.is_queued() {
            self.forget(id);
        } else if matches!(entry.slot, Slot::Connecting { .. }) {
            let slot = std::mem::replace(&mut entry.slot, Slot::Abandoned(error.clone()));
            if let Slot::Connecting { alive, .. } = slot {
                self.effects.abandoned.push(alive);
            }
            if let Some(old) = entry.replaces.take() {
                self.no_successor(old);
            }
            self.uncurrent(id);
        }
    }

    /// Takes out a dial that still queues.
    fn forget(&mut self, id: EntryId) {
        self.queue.retain(|queued| *queued != id);
        let entry = self.take(id);
        if let Some(old) = entry.and_then(|entry| entry.replaces) {
            self.no_successor(old);
        }
    }

    fn ids(&self, wanted: impl Fn(&&Entry<M>) -> bool) -> Vec<EntryId> {
        let wanted = self.entries.iter().filter(|(_, entry)| wanted(entry));
        wanted.map(|(id, _)| *id).collect()
    }
}
