//! Replacing a connection before it is too old, while somebody holds an interest in its key.
//!
//! The successor is an entry like any other: it queues for a place and is dialled, while the old one is handed out. It becomes
//! what its key has when it is open, or when the old one ends before that; a `get` then joins it. Nobody waits for it before,
//! and so it evicts nothing and holds up nobody: it takes a place that is free.

use tokio::time::Instant;

use crate::{
    EntryId, Eviction, ManageConnection, Transition,
    dials::Again,
    entry::{Entry, Origin},
    state::State,
};

/// Dials of one successor, each tried at most twice as any dial is.
const MAX_DIALS: u32 = 3;

impl<M: ManageConnection> State<M> {
    /// Queues the successors that are due.
    pub(crate) fn rotate(&mut self, now: Instant) {
        for id in self.due(now) {
            let Some((key, budget)) = self
                .entries
                .get(&id)
                .map(|entry| (entry.key.clone(), entry.budget.clone()))
            else {
                continue;
            };
            let successor = self.enqueue(&key, budget, Vec::new(), Origin::Interest);
            if let Some(entry) = self.entries.get_mut(&successor) {
                entry.replaces = Some(id);
            }
            self.set_successor(id, Some(successor));
        }
    }

    /// One more interest in `key`.
    pub(crate) fn hold(&mut self, key: &M::Key) {
        *self.interests.entry(key.clone()).or_default() += 1;
    }

    /// One interest in `key` less. Without any, a successor that still queues is given up; one in flight goes on.
    pub(crate) fn let_go(&mut self, key: &M::Key) {
        if let Some(count) = self.interests.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                self.interests.remove(key);
            }
        }
        let queued: Vec<EntryId> = self.queue.iter().copied().collect();
        for id in queued {
            self.leave(id);
        }
    }

    /// Makes the successor what its key has, and retires the old one.
    pub(crate) fn succeed(&mut self, id: EntryId, old: EntryId) {
        self.set_successor(old, None);
        self.retire(old, Transition::Evicted(Eviction::Rotated));
        self.make_current(id);
    }

    /// The old connection ended before its successor was open: from now on a `get` joins the dial.
    pub(crate) fn promote(&mut self, successor: EntryId) {
        if let Some(entry) = self.entries.get_mut(&successor) {
            entry.replaces = None;
        }
        self.make_current(successor);
    }

    /// The dial of a successor failed: tries again after half of the time that is left, or leaves it to the next `get`.
    pub(crate) fn rotation_failed(&mut self, old: EntryId, again: Again, now: Instant) {
        let Some(session) = self.entries.get_mut(&old).and_then(Entry::session_mut) else {
            return;
        };
        let rotation = &mut session.rotation;
        rotation.successor = None;
        rotation.failures += 1;
        let left = session.held.expires.saturating_duration_since(now);
        let is_tried_again = again == Again::Yes && rotation.failures < MAX_DIALS;
        rotation.next = is_tried_again.then(|| now + left / 2);
        self.effects.has_new_deadline = true;
    }

    /// The successor was given up; another one may follow.
    pub(crate) fn no_successor(&mut self, old: EntryId) {
        self.set_successor(old, None);
    }

    fn set_successor(&mut self, id: EntryId, successor: Option<EntryId>) {
        if let Some(session) = self.entries.get_mut(&id).and_then(Entry::session_mut) {
            session.rotation.successor = successor;
        }
    }

    fn due(&self, now: Instant) -> Vec<EntryId> {
        self.sessions()
            .filter(|(_, entry, session)| {
                !session.is_retired()
                    && session.rotation.successor.is_none()
                    && session.rotation.next.is_some_and(|next| next <= now)
                    && self.interests.contains_key(&entry.key)
            })
            .map(|(id, ..)| id)
            .collect()
    }
}
