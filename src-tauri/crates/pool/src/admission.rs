//! Who may dial, and when: the queue, the two limits and eviction.
//!
//! Every dial passes through the queue, so that a late one cannot overtake. Those that somebody waits for come before those of
//! rotations, and what is opened ahead comes last. Limits are looked at again whenever anything
//! changed, by whoever changed it; there is no task that does it.

use std::collections::HashMap;

use tokio::sync::oneshot;

use crate::{
    EntryId, Eviction, ManageConnection, Transition,
    effects::Admitted,
    entry::{Entry, Origin, Slot},
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
pub(crate) struct Promises {
    /// Of each budget: closings not yet promised to anybody.
    left: HashMap<String, usize>,
    /// Places in the pool that are kept free for those promised.
    reserved: usize,
}

impl<M: ManageConnection> State<M> {
    /// Lets queued dials begin, in order, as far as both limits allow, evicting idle connections where that helps.
    ///
    /// A full budget holds up only its own dials; a full pool holds up all. A dial that nobody waits for takes what is left, and one that
    /// was asked for ahead takes what can be spared then, or is forgotten.
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
        let (ahead, rotations): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|id| self.is_ahead(*id));
        for id in rotations {
            if self.has_place(id, &promises) {
                self.start(id);
            }
        }
        for id in ahead {
            if self.can_spare(id, &promises) {
                self.start(id);
            } else {
                self.turn_away(id);
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

    pub(crate) fn wanted(&self, id: EntryId) -> Option<(M::Key, String)> {
        let entry = self.entries.get(&id)?;
        Some((entry.key.clone(), entry.budget.clone()))
    }

    fn is_waited_for(&self, id: EntryId) -> bool {
        let slot = self.entries.get(&id).map(|entry| &entry.slot);
        let has_waiters = matches!(slot, Some(Slot::Queued { waiters }) if !waiters.is_empty());
        has_waiters && !self.is_ahead(id)
    }

    fn is_ahead(&self, id: EntryId) -> bool {
        let entry = self.entries.get(&id);
        entry.is_some_and(|entry| entry.origin == Origin::Ahead)
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
    pub(crate) fn is_dialling(&self, key: &M::Key) -> bool {
        let mut entries = self.entries.values();
        self.config.is_pooling() && entries.any(|entry| entry.is_dialled() && entry.key == *key)
    }

    fn is_full(&self, promises: &Promises) -> bool {
        self.places_left(promises) == 0
    }

    fn is_budget_full(&self, budget: &str) -> bool {
        self.places_left_of(budget) == 0
    }

    /// Places of the pool that no connection has, no dial and no promise.
    pub(crate) fn places_left(&self, promises: &Promises) -> usize {
        let placed = self.entries.values().filter(|entry| !entry.is_queued());
        let taken = placed.count() + promises.reserved;
        self.config.max_size.saturating_sub(taken)
    }

    /// Places of the budget that no connection has, no dial and no closing.
    pub(crate) fn places_left_of(&self, budget: &str) -> usize {
        let placed = |entry: &&Entry<M>| entry.budget == budget && !entry.is_queued();
        let closing = self.closing.get(budget).copied().unwrap_or(0);
        let taken = self.entries.values().filter(placed).count() + closing;
        self.config.max_per_budget.saturating_sub(taken)
    }

    /// Takes out an idle connection, of this budget or of any: one that was opened ahead and never used, else the one that was used
    /// least recently. Returns whether there was one.
    fn evict(&mut self, why: Eviction, budget: Option<&str>) -> bool {
        let least_recent = self
            .sessions()
            .filter(|(_, entry, session)| {
                session.is_idle() && budget.is_none_or(|budget| entry.budget == budget)
            })
            .min_by_key(|(.., session)| {
                let uses = &session.held.uses;
                (!uses.is_unused(), uses.last())
            });
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
