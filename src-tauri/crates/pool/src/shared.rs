//! What all handles, leases and tasks of one pool share, and the one way to change it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use tokio::{
    runtime::Handle,
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::{Duration, Instant},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    EntryId, Error, ManageConnection,
    attempt::Attempt,
    closing::Closing,
    config::Config,
    dials::Again,
    effects::Effects,
    entry::{Held, Origin, Outcome},
    lease::Share,
    reaper,
    state::{Found, State},
    waiting::Waiting,
};

/// How often idle connections are asked whether they are dead; a too old one is closed on time, not at the next look.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// The inside of a pool.
pub(crate) struct Shared<M: ManageConnection> {
    pub(crate) manager: M,
    pub(crate) config: Config,
    /// Held for lines, never across an await, and never while the manager's code runs.
    state: Mutex<State<M>>,
    /// The runtime of the first dial: a lease may be dropped on a thread that has none.
    runtime: OnceLock<Handle>,
    /// Every task of this pool.
    tasks: TaskTracker,
    /// Tells the reaper that there is something to do before its next look.
    new_deadline: Arc<Notify>,
    /// Ends the reaper. Dials are abandoned, and closing tasks end by themselves.
    shutdown: CancellationToken,
    /// Counts releases; orders idle connections by last use even within one tick of the clock.
    uses: AtomicU64,
    /// Whether a dial waits for a place. Written under the lock, before those that are idle are looked for.
    has_queue: AtomicBool,
}

/// What a `get` has to do next.
pub(crate) enum Claim<M: ManageConnection> {
    /// Look at this connection and use it.
    Open(Share<M>),
    /// Wait for a dial.
    Wait(Waiting<M>),
}

impl<M: ManageConnection> Shared<M> {
    pub(crate) fn new(manager: M, config: Config) -> Self {
        Self {
            manager,
            state: Mutex::new(State::new(config.clone())),
            config,
            runtime: OnceLock::new(),
            tasks: TaskTracker::new(),
            new_deadline: Arc::default(),
            shutdown: CancellationToken::new(),
            uses: AtomicU64::new(0),
            has_queue: AtomicBool::new(false),
        }
    }

    /// Changes the state by `change`, then does what follows from it: retires what is too old, queues the rotations that are
    /// due, closes what is retired and released, and lets dials in that now have a place.
    pub(crate) fn update<R>(self: &Arc<Self>, change: impl FnOnce(&mut State<M>) -> R) -> R {
        self.update_and_close(change).0
    }

    /// As [`Self::update`]; returns the closings that followed, too.
    fn update_and_close<R>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut State<M>) -> R,
    ) -> (R, Vec<JoinHandle<()>>) {
        let (result, effects) = {
            let mut state = self.lock();
            let now = Instant::now();
            state.retire_expired(now);
            let result = change(&mut state);
            state.rotate(now);
            self.note_queue(&state);
            state.take_released();
            state.admit();
            self.note_queue(&state);
            (result, std::mem::take(&mut state.effects))
        };
        (result, self.follow(effects))
    }

    fn follow(self: &Arc<Self>, effects: Effects<M>) -> Vec<JoinHandle<()>> {
        for (waiter, answer) in effects.answers {
            let outcome = answer.map(Share::new);
            // A caller that gave up just now leaves its share here, to be released.
            drop(waiter.send(outcome));
        }
        drop(effects.turned_away);
        if effects.has_new_deadline {
            self.new_deadline.notify_one();
        }
        // Before the dials that take their places.
        let close = |closing: Closing<M>| self.spawn(closing.run(Arc::clone(self)));
        let closings = effects.closings.into_iter().filter_map(close).collect();
        for admitted in effects.dials {
            self.spawn(Attempt::run(Arc::clone(self), admitted));
        }
        closings
    }

    /// Reads the state, with nothing following from it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State<M>> {
        // Only the rules of `state` run under the lock; a panic there is a bug that the next caller need not share.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leases what `key` has open. The way of nearly every `get`, and so as short as it can be.
    pub(crate) fn lease(self: &Arc<Self>, key: &M::Key) -> Option<Share<M>> {
        let now = Instant::now();
        let held = self.lock().lease(key, now)?;
        Some(Share::new(held))
    }

    /// Gives a lease back, without the lock. Only the last one of a connection can matter to others: when the connection is retired,
    /// or somebody waits for a place.
    ///
    /// Nothing is missed: whoever retires a connection, or queues a dial, says so first (`is_retired`, `has_queue`) and counts its leases
    /// then; here the lease is counted down first and those are looked at then. In the one order that all threads see, one of the two
    /// sees the other.
    pub(crate) fn release(self: &Arc<Self>, held: &Held<M>) {
        let is_idle = held.uses.end_lease(self.next_use());
        if is_idle && (held.uses.is_retired() || self.has_queue.load(Ordering::SeqCst)) {
            self.update(|_| ());
        }
    }

    /// A number above all that were given before.
    pub(crate) fn next_use(&self) -> u64 {
        self.uses.fetch_add(1, Ordering::Relaxed)
    }

    fn note_queue(&self, state: &State<M>) {
        let has_queue = !state.queue.is_empty();
        self.has_queue.store(has_queue, Ordering::SeqCst);
    }

    /// Leases the connection of `key`, joins its dial, or queues one.
    pub(crate) fn claim(self: &Arc<Self>, key: &M::Key) -> Result<Claim<M>, Error<M::Error>> {
        self.runtime.get_or_init(Handle::current);
        let budget = self.manager.budget(key);
        let (waiter, outcome): (_, oneshot::Receiver<Outcome<M>>) = oneshot::channel();
        let found = self.update(|state| {
            if state.is_closed {
                return Err(Error::Closed);
            }
            let is_pooling = self.config.is_pooling();
            let found = if is_pooling {
                state.find(key, waiter)
            } else {
                Found::Nothing(waiter)
            };
            Ok(match found {
                Found::Nothing(waiter) => {
                    let id = state.enqueue(key, budget, vec![waiter], Origin::Caller);
                    if is_pooling {
                        state.make_current(id);
                    }
                    Found::Joined(id)
                }
                found => found,
            })
        })?;
        match found {
            Found::Open(held) => Ok(Claim::Open(Share::new(held))),
            Found::Joined(id) => Ok(Claim::Wait(Waiting::new(Arc::clone(self), id, outcome))),
            Found::Nothing(_) => Err(Error::Closed),
        }
    }

    /// Leases the connection of `key` or joins its dial, for somebody who expects a caller; where there is none, queues a dial that has
    /// its place when this returns, or no one who waits for it. `None` where nothing is to be opened.
    pub(crate) fn claim_ahead(
        self: &Arc<Self>,
        key: &M::Key,
    ) -> Result<Option<Claim<M>>, Error<M::Error>> {
        self.runtime.get_or_init(Handle::current);
        let budget = self.manager.budget(key);
        let (waiter, outcome) = oneshot::channel();
        let found = self.update(|state| match () {
            () if state.is_closed => Err(Error::Closed),
            () if self.config.is_pooling() => Ok(state.open_ahead(key, budget, waiter)),
            () => Ok(Found::Nothing(waiter)),
        })?;
        Ok(match found {
            Found::Open(held) => Some(Claim::Open(Share::new(held))),
            Found::Joined(id) => Some(Claim::Wait(Waiting::new(Arc::clone(self), id, outcome))),
            Found::Nothing(_) => None,
        })
    }

    /// Makes a dialled connection available, first to those who wait for it.
    pub(crate) fn open(self: &Arc<Self>, id: EntryId, connection: M::Connection) {
        let connection = Arc::new(connection);
        let needs_reaper = self.update(|state| {
            state.open(id, connection, Arc::clone(self), Instant::now());
            self.config.is_pooling() && !std::mem::replace(&mut state.has_reaper, true)
        });
        if needs_reaper {
            let (pool, new_deadline) = (Arc::downgrade(self), Arc::clone(&self.new_deadline));
            self.spawn(reaper::reap(pool, new_deadline, self.shutdown.clone()));
        }
    }

    /// Ends a dial with `error` for all who wait for it.
    pub(crate) fn fail(self: &Arc<Self>, id: EntryId, error: Error<M::Error>, again: Again) {
        self.update(|state| state.fail(id, error, again, Instant::now()));
    }

    /// When the reaper looks next; `None` ends it, as nothing is open.
    pub(crate) fn next_look(&self) -> Option<Instant> {
        let mut state = self.lock();
        let now = Instant::now();
        let next = state.next_look(now, now + LOOK_INTERVAL);
        state.has_reaper = next.is_some();
        next
    }

    /// Closes idle connections that are too old or dead, and begins the rotations that are due.
    pub(crate) fn sweep(self: &Arc<Self>) {
        let idle = self.lock().idle();
        let is_dead = |connection: &M::Connection| {
            // A panic must not end the reaper, and says enough of the connection.
            catch_unwind(AssertUnwindSafe(|| self.manager.has_broken(connection))).unwrap_or(true)
        };
        let dead: Vec<EntryId> = idle
            .into_iter()
            .filter(|held| is_dead(&held.connection))
            .map(|held| held.id)
            .collect();
        self.update(|state| {
            for id in dead {
                state.poison(id, "found dead while idle".into());
            }
        });
    }

    /// Changes the state by `change`; returns when everything that it took out is closed.
    pub(crate) async fn close_by(self: &Arc<Self>, change: impl FnOnce(&mut State<M>)) {
        let ((), closings) = self.update_and_close(change);
        for closing in closings {
            // Fails only when the runtime goes down, and the connection with it.
            drop(closing.await);
        }
    }

    /// Refuses new callers, ends the dials, closes what is idle now and what is leased once it is released.
    pub(crate) fn shut(self: &Arc<Self>) {
        self.update(State::shut);
        self.shutdown.cancel();
        self.tasks.close();
    }

    /// Waits until a shut pool has no task left.
    pub(crate) async fn tasks_ended(&self) {
        self.tasks.wait().await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Option<JoinHandle<()>> {
        self.runtime
            .get()
            .map(|runtime| self.tasks.spawn_on(task, runtime))
    }
}
