//! What all handles, leases and tasks of one pool share, and the one way to change it.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::{
    runtime::Handle,
    sync::oneshot,
    task::JoinHandle,
    time::{Duration, Instant},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Error, Lease, ManageConnection,
    attempt::Attempt,
    config::Config,
    entry::{Grant, Id, Outcome},
    reaper,
    state::{Found, State},
};

/// How often idle connections are asked whether they are dead; a too old one is closed on time, not at the next look.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// The inside of a pool.
pub(crate) struct Shared<M: ManageConnection> {
    pub(crate) manager: M,
    pub(crate) config: Config,
    /// Held for lines, never across an await, and never while the user's code runs.
    state: Mutex<State<M>>,
    /// The runtime of the first `get`: a lease may be dropped on a thread that has none.
    runtime: OnceLock<Handle>,
    /// Every task of this pool.
    tasks: TaskTracker,
    /// Ends the dials and the reaper. Closing tasks end by themselves.
    shutdown: CancellationToken,
}

/// What a `get` has to do next.
pub(crate) enum Claim<M: ManageConnection> {
    /// Look at this connection and use it.
    Open(Lease<M>),
    /// Wait for a dial.
    Wait(oneshot::Receiver<Outcome<M>>),
}

impl<M: ManageConnection> Shared<M> {
    pub(crate) fn new(manager: M, config: Config) -> Self {
        Self {
            manager,
            config,
            state: Mutex::new(State::new()),
            runtime: OnceLock::new(),
            tasks: TaskTracker::new(),
            shutdown: CancellationToken::new(),
        }
    }

    /// Changes the state by `change`, then does what follows from it: retires what is too old, closes what is retired and
    /// released, and lets dials in that now have a place.
    pub(crate) fn update<R>(self: &Arc<Self>, change: impl FnOnce(&mut State<M>) -> R) -> R {
        let (result, closings) = {
            let mut state = self.lock();
            state.retire_expired(self.config.max_lifetime);
            let result = change(&mut state);
            let mut closings = state.take_released();
            closings.extend(state.admit(&self.config));
            (result, closings)
        };
        for closing in closings {
            self.spawn(closing.run(Arc::clone(self)));
        }
        result
    }

    /// Reads the state, with nothing following from it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State<M>> {
        // Only the rules of `state` run under the lock; a panic there is a bug that the next caller need not share.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leases the connection of `key`, joins its dial, or starts one that must have its place by `deadline`.
    pub(crate) fn claim(
        self: &Arc<Self>,
        key: &M::Key,
        deadline: Instant,
    ) -> Result<Claim<M>, Error<M::Error>> {
        self.runtime.get_or_init(Handle::current);
        let budget = self.manager.budget(key);
        let is_pooling = self.config.is_pooling();
        let (waiter, outcome) = oneshot::channel();
        let found = self.update(|state| {
            if state.is_closed {
                return Err(Error::Closed);
            }
            let found = if is_pooling {
                state.find(key, waiter)
            } else {
                Found::Nothing(waiter)
            };
            Ok(match found {
                Found::Open(grant) => Step::Lease(grant),
                Found::Joined => Step::Wait,
                Found::Nothing(waiter) => {
                    let (id, admitted) = state.enqueue(key, budget, waiter, is_pooling);
                    Step::Dial(id, admitted)
                }
            })
        })?;
        match found {
            Step::Lease(grant) => return Ok(Claim::Open(Lease::new(Arc::clone(self), grant))),
            Step::Wait => {}
            Step::Dial(id, admitted) => {
                let attempt = Attempt::new(Arc::clone(self), id, key.clone());
                self.spawn(attempt.run(admitted, deadline, self.shutdown.clone()));
            }
        }
        Ok(Claim::Wait(outcome))
    }

    /// Makes a dialled connection available, first to those who wait for it.
    pub(crate) fn open(self: &Arc<Self>, id: Id, connection: M::Connection) {
        let connection = Arc::new(connection);
        let (granted, needs_reaper) = self.update(|state| {
            let granted = state.open(id, connection, &self.config);
            (
                granted,
                self.config.is_pooling() && !std::mem::replace(&mut state.has_reaper, true),
            )
        });
        for (waiter, grant) in granted {
            // A caller that gave up just now leaves its lease here, to be released.
            drop(waiter.send(Ok(Lease::new(Arc::clone(self), grant))));
        }
        if needs_reaper {
            self.spawn(reaper::reap(Arc::downgrade(self), self.shutdown.clone()));
        }
    }

    /// Ends a dial with `error` for all who wait for it.
    pub(crate) fn fail(self: &Arc<Self>, id: Id, error: &Error<M::Error>) {
        for waiter in self.update(|state| state.fail(id)) {
            // A caller that gave up needs no error.
            drop(waiter.send(Err(error.clone())));
        }
    }

    /// When the reaper looks next; `None` ends it, as nothing is open.
    pub(crate) fn next_look(&self) -> Option<Instant> {
        let mut state = self.lock();
        let next = state.next_expiry(self.config.max_lifetime, Instant::now() + LOOK_INTERVAL);
        state.has_reaper = next.is_some();
        next
    }

    /// Closes idle connections that are too old or dead.
    pub(crate) fn sweep(self: &Arc<Self>) {
        let idle = self.lock().idle_connections();
        let is_dead = |connection: &Arc<_>| self.manager.has_broken(connection);
        let dead: Vec<Id> = idle
            .into_iter()
            .filter(|(_, idle)| is_dead(idle))
            .map(|(id, _)| id)
            .collect();
        self.update(|state| dead.into_iter().for_each(|id| state.retire(id)));
    }

    /// Stops handing out what `key` has; returns when it is closed, if nobody holds it.
    pub(crate) async fn remove(self: &Arc<Self>, key: &M::Key) {
        let closings = self.update(|state| {
            state.retire_key(key);
            state.take_released()
        });
        let tasks: Vec<_> = closings
            .into_iter()
            .filter_map(|closing| self.spawn(closing.run(Arc::clone(self))))
            .collect();
        for task in tasks {
            // Fails only when the runtime goes down, and the connection with it.
            drop(task.await);
        }
    }

    /// Refuses new callers, ends the dials, closes what is idle now and what is leased once it is released.
    pub(crate) fn shut(self: &Arc<Self>) {
        self.update(|state| {
            state.is_closed = true;
            state.retire_all();
        });
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

/// What [`Shared::claim`] decided under the lock.
enum Step<M: ManageConnection> {
    Lease(Grant<M>),
    Wait,
    Dial(Id, oneshot::Receiver<()>),
}
