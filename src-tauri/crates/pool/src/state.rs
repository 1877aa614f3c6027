//! The pool's data and its basic rules, all under one lock.
//!
//! Nothing here waits, spawns or calls the user's code, but for a key's `Hash`, `Eq` and `Clone`. What is to happen outside is
//! left in [`Effects`]. Counts are not kept but counted: the pool is small, and they cannot drift.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use tokio::{
    sync::{Semaphore, broadcast},
    time::Instant,
};

use crate::{
    EntryId, Error, Event, LastDial, ManageConnection, Phase, Phases, Transition,
    config::Config,
    effects::Effects,
    entry::{Entry, Held, Origin, Rotation, Session, Slot, Uses, Waiter},
    history::History,
    shared::Shared,
};

/// Events kept for a slow subscriber. One that falls further behind is told so, and has [`Pool::status`](crate::Pool::status).
const EVENTS_KEPT: usize = 256;

/// Everything that the lock protects.
pub(crate) struct State<M: ManageConnection> {
    pub(crate) config: Config,
    /// The entry that a `get` of the key joins. Retired, unpooled and not yet needed successors are not here.
    pub(crate) current: HashMap<M::Key, Current<M>>,
    pub(crate) entries: BTreeMap<EntryId, Entry<M>>,
    /// Entries in [`Slot::Queued`], in order of arrival.
    pub(crate) queue: VecDeque<EntryId>,
    /// Connections of each budget that are being closed.
    pub(crate) closing: HashMap<String, usize>,
    /// How many interests are held in each key.
    pub(crate) interests: HashMap<M::Key, usize>,
    pub(crate) history: History<M>,
    pub(crate) events: broadcast::Sender<Event<M::Key, M::Error>>,
    pub(crate) effects: Effects<M>,
    next_id: u64,
    /// Dials that succeeded.
    pub(crate) setups: u64,
    /// No entry is made any more.
    pub(crate) is_closed: bool,
    /// A reaper looks after the open entries.
    pub(crate) has_reaper: bool,
}

/// The entry of a key, and its connection once it is open: a warm `get` looks no further.
pub(crate) struct Current<M: ManageConnection> {
    id: EntryId,
    open: Option<Arc<Held<M>>>,
}

/// What a `get` found.
pub(crate) enum Found<M: ManageConnection> {
    /// An open connection.
    Open(Arc<Held<M>>),
    /// A dial to wait for, with the caller's waiter handed to it.
    Joined(EntryId),
    /// Nothing; the waiter comes back.
    Nothing(Waiter<M>),
}

impl<M: ManageConnection> State<M> {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            config,
            current: HashMap::new(),
            entries: BTreeMap::new(),
            queue: VecDeque::new(),
            closing: HashMap::new(),
            interests: HashMap::new(),
            history: History::new(),
            events: broadcast::Sender::new(EVENTS_KEPT),
            effects: Effects::default(),
            next_id: 0,
            setups: 0,
            is_closed: false,
            has_reaper: false,
        }
    }

    /// Leases what `key` has open and young enough. Nothing follows from it for anybody else.
    pub(crate) fn lease(&mut self, key: &M::Key, now: Instant) -> Option<Arc<Held<M>>> {
        let held = self.current.get(key)?.open.as_ref()?;
        (now < held.expires).then(|| held.hand_out())
    }

    /// Leases everything that is handed out.
    pub(crate) fn lease_all(&mut self) -> Vec<Arc<Held<M>>> {
        let handed_out = self.sessions().filter(|(.., open)| !open.is_retired());
        handed_out.map(|(.., open)| open.held.grant()).collect()
    }

    /// Leases or joins what `key` has, for a caller.
    pub(crate) fn find(&mut self, key: &M::Key, waiter: Waiter<M>) -> Found<M> {
        let id = self.current_id(key);
        let Some((id, entry)) = id.and_then(|id| Some((id, self.entries.get_mut(&id)?))) else {
            return Found::Nothing(waiter);
        };
        match &mut entry.slot {
            Slot::Queued { waiters } | Slot::Connecting { waiters, .. } => {
                waiters.push(waiter);
                if entry.origin == Origin::Ahead {
                    entry.origin = Origin::Caller;
                }
                Found::Joined(id)
            }
            Slot::Open(session) => Found::Open(session.held.hand_out()),
            Slot::Abandoned(_) => Found::Nothing(waiter),
        }
    }

    /// Queues a dial.
    pub(crate) fn enqueue(
        &mut self,
        key: &M::Key,
        budget: String,
        waiters: Vec<Waiter<M>>,
        origin: Origin,
    ) -> EntryId {
        let id = EntryId(self.next_id);
        self.next_id += 1;
        let entry = Entry {
            key: key.clone(),
            budget,
            since: Instant::now(),
            phases: Phases::new(),
            origin,
            replaces: None,
            slot: Slot::Queued { waiters },
        };
        self.entries.insert(id, entry);
        self.queue.push_back(id);
        id
    }

    /// Makes a dialled connection an open entry, leased to each caller that waited; the one that it replaces retires.
    pub(crate) fn open(
        &mut self,
        id: EntryId,
        connection: Arc<M::Connection>,
        shared: Arc<Shared<M>>,
        now: Instant,
    ) {
        self.setups += 1;
        let Some(entry) = self.entries.get_mut(&id).filter(|entry| entry.is_dialled()) else {
            return;
        };
        let is_unused = entry.is_unused();
        let waiters = entry.slot.take_waiters();
        let asked = std::mem::replace(&mut entry.since, now);
        let replaces = entry.replaces.take();
        let phases = entry.phases.snapshot();
        let held = Arc::new(Held {
            id,
            expires: self.config.expiry(now),
            uses: Uses::new(waiters.len(), shared.next_use(), is_unused),
            shared,
            connection,
            channels: Arc::new(Semaphore::new(self.config.max_channels)),
            phases: Arc::clone(&phases),
        });
        entry.slot = Slot::Open(Session {
            held: Arc::clone(&held),
            rotation: Rotation {
                next: self.config.rotation(now),
                failures: 0,
                successor: None,
            },
        });
        let grants = waiters
            .into_iter()
            .map(|waiter| (waiter, Ok(Arc::clone(&held))));
        self.effects.answers.extend(grants);
        self.record_dial(id, &phases, now.duration_since(asked), None);
        self.emit(id, Transition::Open { phases });
        match replaces {
            Some(old) => self.succeed(id, old),
            None if self.is_current(id) => self.make_current(id),
            None => self.retire_unwanted(id),
        }
    }

    /// Takes out an entry.
    pub(crate) fn take(&mut self, id: EntryId) -> Option<Entry<M>> {
        self.uncurrent(id);
        self.entries.remove(&id)
    }

    /// What `key` has.
    pub(crate) fn current_id(&self, key: &M::Key) -> Option<EntryId> {
        self.current.get(key).map(|current| current.id)
    }

    /// Whether the entry is what its key has.
    pub(crate) fn is_current(&self, id: EntryId) -> bool {
        let entry = self.entries.get(&id);
        entry.is_some_and(|entry| self.current_id(&entry.key) == Some(id))
    }

    /// Makes the entry, as it is now, what its key has.
    pub(crate) fn make_current(&mut self, id: EntryId) {
        if let Some(entry) = self.entries.get(&id) {
            let open = entry.session().map(|session| Arc::clone(&session.held));
            self.current.insert(entry.key.clone(), Current { id, open });
        }
    }

    /// The key has nothing any more, if this was it.
    pub(crate) fn uncurrent(&mut self, id: EntryId) {
        if self.is_current(id)
            && let Some(entry) = self.entries.get(&id)
        {
            self.current.remove(&entry.key);
        }
    }

    pub(crate) fn is_handed_out(&self, id: EntryId, now: Instant) -> bool {
        let session = self.entries.get(&id).and_then(Entry::session);
        session.is_some_and(|session| !session.is_retired() && now < session.held.expires)
    }

    pub(crate) fn sessions(&self) -> impl Iterator<Item = (EntryId, &Entry<M>, &Session<M>)> {
        self.entries
            .iter()
            .filter_map(|(id, entry)| Some((*id, entry, entry.session()?)))
    }

    /// Remembers how the dial of an entry went.
    pub(crate) fn record_dial(
        &mut self,
        id: EntryId,
        phases: &Arc<[Phase]>,
        took: std::time::Duration,
        error: Option<Error<M::Error>>,
    ) {
        if let Some(entry) = self.entries.get(&id) {
            let dial = LastDial {
                phases: Arc::clone(phases),
                took,
                ended: Instant::now(),
                error,
            };
            self.history.record_dial(&entry.key, dial);
        }
    }

    /// Tells the subscribers what became of an entry.
    pub(crate) fn emit(&self, id: EntryId, transition: Transition<M::Error>) {
        if let Some(entry) = self.entries.get(&id) {
            self.tell(id, entry.key.clone(), transition);
        }
    }

    pub(crate) fn tell(&self, id: EntryId, key: M::Key, transition: Transition<M::Error>) {
        let event = Event {
            key,
            id,
            transition,
        };
        // Fails when nobody listens.
        drop(self.events.send(event));
    }
}
