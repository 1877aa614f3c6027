//! Who may dial, and when: the queue, the two limits and eviction.
//!
//! Every dial passes through the queue, so that a late one cannot overtake. Limits are looked at again whenever anything
//! changed, by whoever changed it; there is no task that does it.

use std::collections::{HashMap, VecDeque};

use tokio::sync::oneshot;

use crate::{
    EntryId, Eviction, ManageConnection, Transition,
    effects::Admitted,
    entry::{Entry, Slot},
    state::State,
};

/// What a queued dial is told.
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
    /// A full budget holds up only its own dials; a full pool holds up all.
    pub(crate) fn admit(&mut self) {
        let mut promises = Promises {
            left: self.closing.clone(),
            reserved: 0,
        };
        let mut waiting = VecDeque::new();
        while let Some(id) = self.queue.pop_front() {
            match self.turn(id, &mut promises) {
                Some(Turn::Start) => self.start(id),
                Some(Turn::Wait) => waiting.push_back(id),
                Some(Turn::HoldUp) => {
                    waiting.push_back(id);
                    break;
                }
                None => {}
            }
        }
        waiting.append(&mut self.queue);
        self.queue = waiting;
    }

    /// What the dial is told, now that all before it had their turn.
    fn turn(&mut self, id: EntryId, promises: &mut Promises) -> Option<Turn> {
        let entry = self.entries.get(&id)?;
        let is_waited_for = matches!(&entry.slot, Slot::Queued { waiters } if !waiters.is_empty());
        let budget = entry.budget.clone();
        if self.config.is_pooling() && self.is_dialling(&entry.key) {
            return Some(Turn::Wait);
        }
        let is_budget_full = self.budget_used(&budget) >= self.config.max_per_budget;
        if !is_waited_for {
            let has_place = !is_budget_full && !self.is_full(promises);
            return Some(if has_place { Turn::Start } else { Turn::Wait });
        }
        if is_budget_full {
            if promises.take(&budget) || self.evict(Eviction::Budget, Some(&budget)) {
                promises.reserved += 1;
            }
            return Some(Turn::Wait);
        }
        while self.is_full(promises) {
            if !self.evict(Eviction::Capacity, None) {
                return Some(Turn::HoldUp);
            }
        }
        Some(Turn::Start)
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

    /// Whether a dial of `key` is in flight, also one that is ending.
    fn is_dialling(&self, key: &M::Key) -> bool {
        let mut entries = self.entries.values();
        entries.any(|entry| entry.is_dialled() && entry.key == *key)
    }

    /// Whether every place of the pool is taken, by a connection, a dial, or a promise.
    fn is_full(&self, promises: &Promises) -> bool {
        let placed = self.entries.values().filter(|entry| !entry.is_queued());
        placed.count() + promises.reserved >= self.config.max_size
    }

    fn budget_used(&self, budget: &str) -> usize {
        let placed = |entry: &&Entry<M>| entry.budget == budget && !entry.is_queued();
        self.entries.values().filter(placed).count()
            + self.closing.get(budget).copied().unwrap_or(0)
    }

    /// Takes out the idle connection, of this budget or of any, that was used least recently. Returns whether there was one.
    fn evict(&mut self, why: Eviction, budget: Option<&str>) -> bool {
        let least_recent = self
            .sessions()
            .filter(|(_, entry, session)| {
                session.is_idle() && budget.is_none_or(|budget| entry.budget == budget)
            })
            .min_by_key(|(.., session)| session.last_used);
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
