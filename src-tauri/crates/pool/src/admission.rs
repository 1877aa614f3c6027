//! Who may dial, and when: the queue, the two limits and eviction.
//!
//! Every dial passes through the queue, so that a late one cannot overtake. Those that somebody waits for come before those of
//! rotations. Limits are looked at again whenever anything
//! changed, by whoever changed it; there is no task that does it.

use std::collections::HashMap;

use tokio::sync::oneshot;

use crate::{
    EntryId, Eviction, ManageConnection, Transition,
    effects::Admitted,
    entry::{Entry, Slot},
    state::State,
};

/// What a queued dial that somebody waits for is told.
enum Turn {
    /// Begin.
    Start,
    /// Stay in the queue; those behind may have their turn.
    Wait,
    /// Stay in the queue, and so must all behind.
    HoldUp,
}

/// Places that closings will free, promised to those who waited for them.
struct Promises {
    /// Of each budget: closings not yet promised to anybody.
    left: HashMap<String, usize>,
    /// Places in the pool that are kept free for those promised.
    reserved: usize,
}

impl<M: ManageConnection> State<M> {
    /// Lets queued dials begin, in order, as far as both limits allow, evicting idle connections where that helps.
    ///
    /// A full budget holds up only its own dials; a full pool holds up all. A dial that nobody waits for takes what is left.
    pub(crate) fn admit(&mut self) {
        let mut promises = Promises {
            left: self.closing.clone(),
            reserved: 0,
        };
        let queue = std::mem::take(&mut self.queue);
        let (waited_for, others): (Vec<_>, Vec<_>) =
            queue.iter().partition(|id| self.is_waited_for(**id));
        for id in waited_for {
            match self.turn(id, &mut promises) {
                Turn::Start => self.start(id),
                Turn::Wait => {}
                Turn::HoldUp => break,
            }
        }
        for id in others {
            if self.has_place(id, &promises) {
                self.start(id);
            }
        }
        self.queue = queue;
        let entries = &self.entries;
        self.queue
            .retain(|id| entries.get(id).is_some_and(Entry::is_queued));
    }

    /// What a dial is told that somebody waits for, now that all before it had their turn.
    fn turn(&mut self, id: EntryId, promises: &mut Promises) -> Turn {
        let Some((key, budget)) = self.wanted(id) else {
            return Turn::Wait;
        };
        if self.is_dialling(&key) {
            return Turn::Wait;
        }
        if self.is_budget_full(&budget) {
            if promises.take(&budget) || self.evict(Eviction::Budget, Some(&budget)) {
                promises.reserved += 1;
            }
            return Turn::Wait;
        }
        while self.is_full(promises) {
            if !self.evict(Eviction::Capacity, None) {
                return Turn::HoldUp;
            }
        }
        Turn::Start
    }

    /// Whether there is a place for a dial that may not evict anything.
    fn has_place(&self, id: EntryId, promises: &Promises) -> bool {
        self.wanted(id).is_some_and(|(key, budget)| {
            !self.is_dialling(&key) && !self.is_budget_full(&budget) && !self.is_full(promises)
        })
    }

    fn wanted(&self, id: EntryId) -> Option<(M::Key, String)> {
        let entry = self.entries.get(&id)?;
        Some((entry.key.clone(), entry.budget.clone()))
    }

    fn is_waited_for(&self, id: EntryId) -> bool {
        let slot = self.entries.get(&id).map(|entry| &entry.slot);
        matches!(slot, Some(Slot::Queued { waiters }) if !waiters.is_empty())
    }

    fn start(&mut self, id: EntryId) {
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        let (alive, abandoned) = oneshot::channel();
        let waiters = entry.slot.take_waiters();
        entry.slot = Slot::Connecting { waiters, alive };
        entry.phases.end_queue();
        let transition = match entry.replaces {
            Some(replaces) => Transition::Rotating { replaces },
            None => Transition::Dialling,
        };
        self.effects.dials.push(Admitted {
            id,
            key: entry.key.clone(),
            phases: entry.phases.clone(),
            abandoned,
        });
        self.emit(id, transition);
    }

    /// Whether a dial of `key` is in flight, also one that is ending. Without pooling each dial is for itself.
    fn is_dialling(&self, key: &M::Key) -> bool {
        let mut entries = self.entries.values();
        self.config.is_pooling() && entries.any(|entry| entry.is_dialled() && entry.key == *key)
    }

    /// Whether every place of the pool is taken, by a connection, a dial, or a promise.
    fn is_full(&self, promises: &Promises) -> bool {
        let placed = self.entries.values().filter(|entry| !entry.is_queued());
        placed.count() + promises.reserved >= self.config.max_size
    }

    /// Whether every place of the budget is taken, by a connection, a dial, or a closing.
    fn is_budget_full(&self, budget: &str) -> bool {
        let placed = |entry: &&Entry<M>| entry.budget == budget && !entry.is_queued();
        let closing = self.closing.get(budget).copied().unwrap_or(0);
        self.entries.values().filter(placed).count() + closing >= self.config.max_per_budget
    }

    /// Takes out the idle connection, of this budget or of any, that was used least recently. Returns whether there was one.
    fn evict(&mut self, why: Eviction, budget: Option<&str>) -> bool {
        let least_recent = self
            .sessions()
            .filter(|(_, entry, session)| {
                session.is_idle() && budget.is_none_or(|budget| entry.budget == budget)
            })
            .min_by_key(|(.., session)| session.held.uses.last());
        let Some((id, ..)) = least_recent else {
            return false;
        };
        self.retire(id, Transition::Evicted(why));
        self.take_closing(id);
        true
    }
}

impl Promises {
    /// Promises one of the budget's closings, if one is left.
    fn take(&mut self, budget: &str) -> bool {
        match self.left.get_mut(budget).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                true
            }
            None => false,
        }
    }
}
