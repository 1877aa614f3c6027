//! The end of open connections: released, retired, taken out to be closed.

use std::sync::Arc;

use tokio::time::Instant;

use crate::{
    EntryId, Eviction, ManageConnection, Transition,
    closing::Closing,
    entry::{Entry, Slot},
    state::State,
};

impl<M: ManageConnection> State<M> {
    /// Stops handing out an open connection that is dead or in doubt.
    pub(crate) fn poison(&mut self, id: EntryId, reason: Arc<str>) {
        self.retire(id, Transition::Poisoned(reason));
    }

    /// Stops handing out an open connection. The successor that is being dialled, if any, is what the key has from now on.
    pub(crate) fn retire(&mut self, id: EntryId, why: Transition<M::Error>) {
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        let Slot::Open(session) = &mut entry.slot else {
            return;
        };
        if !session.held.uses.retire() {
            return;
        }
        let successor = session.rotation.successor.take();
        if let Transition::Poisoned(reason) = &why {
            self.history.record_error(&entry.key, Arc::clone(reason));
        }
        if self.is_current(id) {
            match successor {
                Some(next) => self.promote(next),
                None => self.uncurrent(id),
            }
        }
        self.emit(id, why);
    }

    /// Retires what is too old.
    pub(crate) fn retire_expired(&mut self, now: Instant) {
        let expired: Vec<EntryId> = self
            .sessions()
            .filter(|(.., session)| !session.is_retired() && session.held.expires <= now)
            .map(|(id, ..)| id)
            .collect();
        for id in expired {
            self.retire(id, Transition::Evicted(Eviction::Age));
        }
    }

    /// Takes out every open connection that is neither handed out any more nor held.
    pub(crate) fn take_released(&mut self) {
        let released: Vec<EntryId> = self
            .sessions()
            .filter(|(.., session)| session.is_retired() && session.is_idle())
            .map(|(id, ..)| id)
            .collect();
        for id in released {
            self.take_closing(id);
        }
    }

    /// Takes out an open connection, to be closed.
    pub(crate) fn take_closing(&mut self, id: EntryId) {
        let Some(entry) = self.take(id) else {
            return;
        };
        let Entry { key, budget, .. } = entry;
        if let Slot::Open(session) = entry.slot {
            *self.closing.entry(budget.clone()).or_default() += 1;
            self.effects.closings.push(Closing {
                id,
                key,
                budget,
                held: session.held,
            });
        }
    }

    /// A connection of this budget is closed.
    pub(crate) fn finish_closing(&mut self, id: EntryId, key: &M::Key, budget: &str) {
        if let Some(count) = self.closing.get_mut(budget) {
            *count -= 1;
            if *count == 0 {
                self.closing.remove(budget);
            }
        }
        self.tell(id, key.clone(), Transition::Closed);
    }

    /// Retires a connection that no other caller may get: the pool is closed, or does not pool.
    pub(crate) fn retire_unwanted(&mut self, id: EntryId) {
        let why = if self.is_closed {
            Eviction::Shutdown
        } else if self.config.is_pooling() {
            Eviction::Removed
        } else {
            Eviction::Age
        };
        self.retire(id, Transition::Evicted(why));
    }
}
