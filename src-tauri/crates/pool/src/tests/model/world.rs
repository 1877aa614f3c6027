//! The other end: dials that end when the test says so, and the rules that can be seen from there.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::resume_unwind,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use tokio::sync::oneshot;

use super::ops::{CloseEnd, DialEnd};
use crate::{Config, ManageConnection, Phases};

/// The budget of a key.
pub(super) fn budget(key: u8) -> u8 {
    key / 2
}

/// What is open at the other end, and what should not be.
#[derive(Debug)]
pub(super) struct World {
    config: Config,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
pub(super) struct Inner {
    next: usize,
    /// Tries of dials in flight, by number; the connection takes the number over.
    pub(super) calls: BTreeMap<usize, Call>,
    /// Connections that live, by number, with their key.
    pub(super) alive: BTreeMap<usize, u8>,
    /// Connections that are being closed.
    pub(super) closings: BTreeMap<usize, Option<oneshot::Sender<CloseEnd>>>,
    /// How many hold each connection.
    held: BTreeMap<usize, usize>,
    /// What was seen that may never be.
    pub(super) violations: BTreeSet<String>,
}

#[derive(Debug)]
pub(super) struct Call {
    key: u8,
    pub(super) end: oneshot::Sender<DialEnd>,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) number: usize,
    pub(super) is_broken: AtomicBool,
    pub(super) is_deaf: AtomicBool,
    world: Arc<World>,
}

#[derive(Debug, thiserror::Error)]
#[error("refused")]
pub(super) struct Refused {
    is_retryable: bool,
}

#[derive(Debug)]
pub(super) struct Scripted(pub(super) Arc<World>);

/// A try in flight; takes itself out, however it ends.
struct InFlight<'a> {
    world: &'a World,
    number: usize,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.world.lock().calls.remove(&self.number);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut inner = self.world.lock();
        inner.alive.remove(&self.number);
        inner.closings.remove(&self.number);
        inner.check_unheld(self.number, "dropped");
    }
}

impl World {
    pub(super) fn new(config: Config) -> Arc<Self> {
        Arc::new(Self {
            config,
            inner: Mutex::default(),
        })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(super) fn hold(&self, number: usize) {
        *self.lock().held.entry(number).or_default() += 1;
    }

    pub(super) fn let_go(&self, number: usize) {
        *self.lock().held.entry(number).or_default() -= 1;
    }

    fn begin(&self, key: u8) -> (usize, oneshot::Receiver<DialEnd>) {
        let (end, ended) = oneshot::channel();
        let mut inner = self.lock();
        let number = inner.next;
        inner.next += 1;
        let is_pooling = !self.config.max_lifetime.is_zero();
        if is_pooling && inner.calls.values().any(|call| call.key == key) {
            inner.violate(format!("two dials at once for key {key}"));
        }
        inner.calls.insert(number, Call { key, end });
        inner.check_limits(&self.config);
        (number, ended)
    }
}

impl Inner {
    fn violate(&mut self, what: String) {
        self.violations.insert(what);
    }

    fn check_unheld(&mut self, number: usize, what: &str) {
        if self.held.get(&number).is_some_and(|held| *held > 0) {
            self.violate(format!("connection {number} was {what} under a lease"));
        }
    }

    fn check_limits(&mut self, config: &Config) {
        let calls = self.calls.values().map(|call| call.key);
        let open: Vec<u8> = calls.chain(self.alive.values().copied()).collect();
        if open.len() - self.closings.len() > config.max_size {
            self.violate(format!("more than {} open or dialled", config.max_size));
        }
        for group in open.iter().copied().map(budget) {
            let used = open.iter().filter(|key| budget(**key) == group).count();
            if used > config.max_per_budget {
                self.violate(format!("budget {group} has {used} connections"));
            }
        }
    }
}

impl ManageConnection for Scripted {
    type Key = u8;
    type Connection = Connection;
    type Error = Refused;

    async fn connect(&self, key: &u8, phases: &Phases) -> Result<Connection, Refused> {
        let (number, ended) = self.0.begin(*key);
        let in_flight = InFlight {
            world: &self.0,
            number,
        };
        // The name tells the test which try an entry is at.
        let end = phases.time(name(number), ended).await;
        drop(in_flight);
        match end.unwrap_or(DialEnd::Fail) {
            DialEnd::Panic => resume_unwind(Box::new("planned")),
            DialEnd::Fail => Err(Refused {
                is_retryable: false,
            }),
            DialEnd::FailForNow => Err(Refused { is_retryable: true }),
            end @ (DialEnd::Open | DialEnd::OpenBroken) => {
                self.0.lock().alive.insert(number, *key);
                Ok(Connection {
                    number,
                    is_broken: AtomicBool::new(end == DialEnd::OpenBroken),
                    is_deaf: AtomicBool::new(false),
                    world: Arc::clone(&self.0),
                })
            }
        }
    }

    fn has_broken(&self, connection: &Connection) -> bool {
        connection.is_broken.load(SeqCst)
    }

    async fn probe(&self, connection: &Connection) -> bool {
        if connection.is_deaf.load(SeqCst) {
            std::future::pending::<()>().await;
        }
        !connection.is_broken.load(SeqCst)
    }

    /// Two of three connections close at once, the third when the test says so.
    async fn close(&self, connection: Arc<Connection>) {
        let number = connection.number;
        let (end, ended) = oneshot::channel();
        {
            let mut inner = self.0.lock();
            inner.check_unheld(number, "closed");
            inner.closings.insert(number, Some(end));
        }
        if number % 3 == 2 && ended.await == Ok(CloseEnd::Panic) {
            resume_unwind(Box::new("planned"));
        }
    }

    fn budget(&self, key: &u8) -> String {
        budget(*key).to_string()
    }

    fn is_retryable(&self, error: &Refused) -> bool {
        error.is_retryable
    }
}

/// A name for life: the pool wants static ones, as only tests make any at run time.
fn name(number: usize) -> &'static str {
    static NAMES: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
    let mut names = NAMES.lock().unwrap();
    while names.len() <= number {
        let name = names.len().to_string();
        names.push(name.leak());
    }
    names[number]
}
