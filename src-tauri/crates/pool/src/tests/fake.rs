//! A world without sockets: dials take as long as a test says, and everything that happens is written down.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use tokio::{task::yield_now, time::sleep};

use crate::{Config, Error, Lease, ManageConnection, Phases, Pool};

/// How the next dial goes. A dial without a plan takes [`DIAL_TIME`] and succeeds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plan {
    Take(Duration),
    Fail,
    /// Fails with an error that says "again".
    FailForNow,
    Panic,
    Hang,
    OpenBroken,
}

/// What a connection answers when it is probed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Answer {
    /// What the trait does where nothing else is known.
    #[default]
    Unknown,
    Yes,
    No,
    Never,
    Panic,
}

pub(super) const DIAL_TIME: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct World {
    plans: Mutex<VecDeque<Plan>>,
    pub(super) dials: AtomicUsize,
    /// Dials in flight and connections that live, now and at most.
    alive: AtomicUsize,
    pub(super) most_alive: AtomicUsize,
    /// Keys in the order in which they were dialled.
    pub(super) dialled: Mutex<Vec<&'static str>>,
    /// Connections in the order in which they were closed politely.
    pub(super) closed: Mutex<Vec<usize>>,
    pub(super) close_hangs: AtomicBool,
    pub(super) close_panics: AtomicBool,
    pub(super) close_time: Mutex<Duration>,
    /// What happens at the very moment at which the next dial succeeds.
    pub(super) meanwhile: Mutex<Option<Act>>,
}

pub(super) struct Act(pub(super) Box<dyn FnOnce() + Send>);

impl fmt::Debug for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Act")
    }
}

/// Counts itself while it lives: from the start of the dial to the drop of the connection.
#[derive(Debug)]
struct Alive(Arc<World>);

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) number: usize,
    pub(super) is_broken: AtomicBool,
    pub(super) answer: Mutex<Answer>,
    _alive: Alive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("refused")]
pub(super) struct Refused {
    is_retryable: bool,
}

#[derive(Debug)]
pub(super) struct Fake(Arc<World>);

pub(super) type Outcome = Result<Lease<Fake>, Error<Refused>>;

impl World {
    pub(super) fn plan(&self, plans: &[Plan]) {
        self.plans.lock().unwrap().extend(plans);
    }

    pub(super) fn forget_plans(&self) {
        self.plans.lock().unwrap().clear();
    }

    pub(super) fn dials(&self) -> usize {
        self.dials.load(SeqCst)
    }

    pub(super) fn alive(&self) -> usize {
        self.alive.load(SeqCst)
    }

    pub(super) fn closed(&self) -> Vec<usize> {
        self.closed.lock().unwrap().clone()
    }
}

impl Alive {
    fn new(world: &Arc<World>) -> Self {
        let alive = world.alive.fetch_add(1, SeqCst) + 1;
        world.most_alive.fetch_max(alive, SeqCst);
        Self(Arc::clone(world))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, SeqCst);
    }
}

impl ManageConnection for Fake {
    /// The budget of a key is its first letter.
    type Key = &'static str;
    type Connection = Connection;
    type Error = Refused;

    async fn connect(&self, key: &&'static str, phases: &Phases) -> Result<Connection, Refused> {
        phases.time("dial", self.dial(key)).await
    }

    fn has_broken(&self, connection: &Connection) -> bool {
        connection.is_broken.load(SeqCst)
    }

    async fn probe(&self, connection: &Connection) -> bool {
        let answer = *connection.answer.lock().unwrap();
        match answer {
            Answer::Unknown => Bare.probe(connection).await,
            Answer::Yes => true,
            Answer::No => false,
            Answer::Never => std::future::pending().await,
            Answer::Panic => panic!("planned"),
        }
    }

    async fn close(&self, connection: Arc<Connection>) {
        let time = *self.0.close_time.lock().unwrap();
        if !time.is_zero() {
            sleep(time).await;
        }
        assert!(!self.0.close_panics.load(SeqCst), "planned");
        if self.0.close_hangs.load(SeqCst) {
            std::future::pending::<()>().await;
        }
        self.0.closed.lock().unwrap().push(connection.number);
    }

    fn budget(&self, key: &&'static str) -> String {
        key[..1].to_owned()
    }

    fn is_retryable(&self, error: &Refused) -> bool {
        error.is_retryable
    }
}

impl Fake {
    async fn dial(&self, key: &'static str) -> Result<Connection, Refused> {
        let alive = Alive::new(&self.0);
        let number = self.0.dials.fetch_add(1, SeqCst);
        self.0.dialled.lock().unwrap().push(key);
        let plan = self
            .0
            .plans
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Plan::Take(DIAL_TIME));
        match plan {
            Plan::Take(time) => sleep(time).await,
            Plan::Hang => std::future::pending().await,
            Plan::Fail | Plan::FailForNow | Plan::Panic | Plan::OpenBroken => {
                sleep(DIAL_TIME).await;
            }
        }
        match plan {
            Plan::Panic => panic!("planned"),
            Plan::Fail => Err(Refused {
                is_retryable: false,
            }),
            Plan::FailForNow => Err(Refused { is_retryable: true }),
            Plan::Take(_) | Plan::Hang | Plan::OpenBroken => {
                let is_broken = AtomicBool::new(matches!(plan, Plan::OpenBroken));
                if let Some(Act(act)) = self.0.meanwhile.lock().unwrap().take() {
                    act();
                }
                Ok(Connection {
                    number,
                    is_broken,
                    answer: Mutex::default(),
                    _alive: alive,
                })
            }
        }
    }
}

/// A manager with nothing but what must be there. Its dials fail with an error that only [`Fake`] would try again.
#[derive(Debug)]
pub(super) struct Bare;

impl ManageConnection for Bare {
    type Key = &'static str;
    type Connection = Connection;
    type Error = Refused;

    async fn connect(&self, _: &&'static str, phases: &Phases) -> Result<Connection, Refused> {
        let refused = Refused { is_retryable: true };
        phases.time("dial", async { Err(refused) }).await
    }

    fn has_broken(&self, connection: &Connection) -> bool {
        connection.is_broken.load(SeqCst)
    }

    async fn close(&self, _: Arc<Connection>) {}

    fn budget(&self, _: &&'static str) -> String {
        String::new()
    }
}

/// A pool in a world of its own.
pub(super) fn pool(config: Config) -> (Pool<Fake>, Arc<World>) {
    let world = Arc::new(World::default());
    (Pool::new(Fake(Arc::clone(&world)), config), world)
}

/// A caller of its own, already waiting.
pub(super) async fn caller(
    pool: &Pool<Fake>,
    key: &'static str,
) -> tokio::task::JoinHandle<Outcome> {
    let pool = pool.clone();
    let task = tokio::spawn(async move { pool.get(&key).await });
    settle().await;
    task
}

/// Lets every task run as far as it comes without time passing.
pub(super) async fn settle() {
    for _ in 0..50 {
        yield_now().await;
    }
}
