//! Connections that are opened before anybody asks for them, on places that nobody needs.
//!
//! Such a dial is an entry like any other, which queues only for as long as the lock is held: it has its place then, or is forgotten.
//! It is unused until a `get` joins it. Up to there it ends with those who wanted it, and once it is open it is the first to go.

use crate::{
    EntryId, ManageConnection,
    admission::Promises,
    entry::{Entry, Origin, Slot, Waiter},
    state::{Found, State},
};

impl<M: ManageConnection> State<M> {
    /// Leases or joins what `key` has; where it has nothing, queues a dial that is admitted or forgotten with the same change.
    pub(crate) fn open_ahead(
        &mut self,
        key: &M::Key,
        budget: String,
        waiter: Waiter<M>,
    ) -> Found<M> {
        let current = self.current_id(key);
        let entry = current.and_then(|id| Some((id, self.entries.get_mut(&id)?)));
        match entry.map(|(id, entry)| (id, &mut entry.slot)) {
            Some((_, Slot::Open(session))) => Found::Open(session.held.grant()),
            Some((id, Slot::Connecting { waiters, .. })) => {
                waiters.push(waiter);
                Found::Joined(id)
            }
            // Whoever waits there is not served sooner by one more.
            Some((_, Slot::Queued { .. })) => Found::Nothing(waiter),
            Some((_, Slot::Abandoned(_))) | None => {
                let id = self.enqueue(key, budget, vec![waiter], Origin::Ahead);
                self.make_current(id);
                Found::Joined(id)
            }
        }
    }

    /// Whether a dial that nobody has asked for may begin.
    pub(crate) fn can_spare(&self, id: EntryId, promises: &Promises) -> bool {
        let reserve = self.config.ahead_reserve;
        self.unused() < self.config.max_ahead
            && self.wanted(id).is_some_and(|(key, budget)| {
                !self.is_dialling(&key)
                    && self.places_left(promises) > reserve
                    && self.places_left_of(&budget) > reserve
            })
    }

    /// Tells whoever wanted a dial ahead that there is no place for it.
    pub(crate) fn turn_away(&mut self, id: EntryId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            self.effects.turned_away.extend(entry.slot.take_waiters());
        }
        self.take(id);
    }

    /// Dials that were begun ahead and connections that were opened so, as long as nobody has asked for them.
    fn unused(&self) -> usize {
        let placed = self.entries.values().filter(|entry| !entry.is_queued());
        placed.filter(|entry| entry.is_unused()).count()
    }
}

impl<M: ManageConnection> Entry<M> {
    /// Whether it was opened ahead, and no caller has asked for it since.
    pub(crate) fn is_unused(&self) -> bool {
        match &self.slot {
            Slot::Open(session) => session.held.uses.is_unused(),
            Slot::Queued { .. } | Slot::Connecting { .. } | Slot::Abandoned(_) => {
                self.origin == Origin::Ahead
            }
        }
    }
}
