//! Who may dial, and when: the queue, the two limits and eviction.
//!
//! Every dial passes through the queue, so that a late one cannot overtake. Limits are looked at again whenever anything
//! changed, by whoever changed it; there is no task that does it.

use std::collections::VecDeque;

use tokio::{sync::oneshot, time::Instant};

use crate::{
    ManageConnection,
    closing::Closing,
    config::Config,
    entry::{Entry, Id, Slot, Waiter},
    state::State,
};

impl<M: ManageConnection> State<M> {
    /// Queues a dial. A shared one is what later callers of the key join. The receiver hears when it may begin; it hears
    /// nothing when nobody waits for it any more.
    pub(crate) fn enqueue(
        &mut self,
        key: &M::Key,
        budget: String,
        waiter: Waiter<M>,
        is_shared: bool,
    ) -> (Id, oneshot::Receiver<()>) {
        let (admitted, on_admitted) = oneshot::channel();
        let id = self.next_id;
        self.next_id += 1;
        let slot = Slot::Queued {
            waiters: vec![waiter],
            admitted,
        };
        let entry = Entry {
            key: key.clone(),
            budget,
            since: Instant::now(),
            slot,
        };
        self.entries.insert(id, entry);
        self.queue.push_back(id);
        if is_shared {
            self.current.insert(key.clone(), id);
        }
        (id, on_admitted)
    }

    /// Lets queued dials begin, in order, as far as both limits allow, evicting idle connections where that helps.
    ///
    /// A full budget holds up only its own dials; a full pool holds up all.
    pub(crate) fn admit(&mut self, config: &Config) -> Vec<Closing<M>> {
        let mut evicted = Vec::new();
        // A connection that is being closed is a place promised to the first in the queue: nothing is evicted for it.
        let mut promised = self.closing.clone();
        let mut waiting = VecDeque::new();
        while let Some(id) = self.queue.pop_front() {
            let Some(budget) = self.wanted_budget(id) else {
                continue;
            };
            if self.budget_used(&budget) >= config.max_per_budget {
                match promised.get_mut(&budget).filter(|places| **places > 0) {
                    Some(places) => *places -= 1,
                    None => evicted.extend(self.evict(Some(&budget))),
                }
                waiting.push_back(id);
            } else if self.size() < config.max_size {
                self.start(id);
            } else if let Some(closing) = self.evict(None) {
                evicted.push(closing);
                self.start(id);
            } else {
                waiting.push_back(id);
                break;
            }
        }
        waiting.append(&mut self.queue);
        self.queue = waiting;
        evicted
    }

    /// The budget of a queued dial that somebody still waits for; forgets it otherwise.
    fn wanted_budget(&mut self, id: Id) -> Option<String> {
        let entry = self.entries.get(&id)?;
        match &entry.slot {
            Slot::Queued { waiters, .. } if waiters.iter().all(oneshot::Sender::is_closed) => {
                self.take(id);
                None
            }
            Slot::Queued { .. } => Some(entry.budget.clone()),
            Slot::Connecting { .. } | Slot::Open(_) => None,
        }
    }

    fn start(&mut self, id: Id) {
        let Some(entry) = self.entries.get_mut(&id) else {
            return;
        };
        let taken = std::mem::replace(
            &mut entry.slot,
            Slot::Connecting {
                waiters: Vec::new(),
            },
        );
        match taken {
            Slot::Queued { waiters, admitted } => {
                entry.slot = Slot::Connecting { waiters };
                // Nobody listens when the attempt has ended; it takes the entry out by itself.
                let _ = admitted.send(());
            }
            other => entry.slot = other,
        }
    }

    /// Connections open or being dialled.
    fn size(&self) -> usize {
        self.entries
            .values()
            .filter(|entry| !entry.is_queued())
            .count()
    }

    fn budget_used(&self, budget: &str) -> usize {
        let placed = |entry: &&Entry<M>| entry.budget == budget && !entry.is_queued();
        self.entries.values().filter(placed).count()
            + self.closing.get(budget).copied().unwrap_or(0)
    }

    /// Takes out the idle connection, of this budget or of any, that was used least recently.
    fn evict(&mut self, budget: Option<&str>) -> Option<Closing<M>> {
        let (id, ..) = self
            .sessions()
            .filter(|(_, entry, session)| {
                session.is_idle() && budget.is_none_or(|budget| entry.budget == budget)
            })
            .min_by_key(|(.., session)| session.last_used)?;
        tracing::debug!(id, "evicting the least recently used idle connection");
        self.take_closing(id)
    }
}
