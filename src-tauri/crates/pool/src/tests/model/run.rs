//! Runs a sequence of operations on a real pool, beside the reference.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{Arc, Mutex, atomic::Ordering::SeqCst},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_util::FutureExt as _;
use tokio::{
    sync::broadcast::error::RecvError,
    task::{JoinHandle, yield_now},
    time::{Instant, sleep},
};

use super::{
    limits::{Limits, PROBE_DEADLINE},
    ops::{DialEnd, KEYS, Op},
    spec::{Kind, Seen, Sight, Spec, Tally, Verdict, must},
    world::{Connection, Refused, Scripted, World},
};
use crate::{EntryState, Error, Interest, Lease, Pool};

type Outcome = Result<Lease<Scripted>, Error<Refused>>;

/// What all tasks of a run write down.
#[derive(Default)]
struct Notes {
    seen: Vec<Seen>,
    /// Leases that callers got, by caller.
    leases: BTreeMap<usize, Lease<Scripted>>,
}

enum Asker {
    Eager(JoinHandle<()>),
    Lazy(Pin<Box<dyn Future<Output = Outcome>>>),
}

pub(super) struct Run {
    pool: Pool<Scripted>,
    world: Arc<World>,
    notes: Arc<Mutex<Notes>>,
    spec: Spec,
    askers: BTreeMap<usize, Asker>,
    interests: Vec<Interest<Scripted>>,
    start: Instant,
    asked: usize,
}

/// Runs `ops` on a new pool; then closes it, or drops it with everything going on, and looks for what is left.
pub(super) fn run(limits: Limits, ops: &[Op]) -> Result<Tally, String> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut run = Run::new(limits);
        for (index, op) in ops.iter().enumerate() {
            run.step(*op)
                .await
                .map_err(|rule| format!("operation {index}, {op:?}: {rule}"))?;
        }
        run.end(ops.len().is_multiple_of(2)).await
    })
}

impl Run {
    fn new(limits: Limits) -> Self {
        let world = World::new(limits.config());
        let pool = Pool::new(Scripted(Arc::clone(&world)), limits.config());
        let notes = Arc::new(Mutex::new(Notes::default()));
        let start = Instant::now();
        let (mut events, recorder) = (pool.subscribe(), Arc::clone(&notes));
        tokio::spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) => note(&recorder, start, Sight::Event(event)),
                    Err(RecvError::Lagged(_)) => resume_unwind(Box::new("events were lost")),
                    Err(RecvError::Closed) => return,
                }
            }
        });
        Self {
            pool,
            world,
            notes,
            spec: Spec::new(limits),
            askers: BTreeMap::new(),
            interests: Vec::new(),
            start,
            asked: 0,
        }
    }

    async fn step(&mut self, op: Op) -> Verdict {
        self.apply(op).await;
        self.look().await?;
        // Operations happen at even times, as timers do; this is where they meet.
        sleep(Duration::from_millis(1)).await;
        Ok(())
    }

    async fn apply(&mut self, op: Op) {
        match op {
            Op::Get(key) => self.get(key),
            Op::GetAhead(key) => self.get_ahead(key),
            Op::GetLazily(key) => self.get_lazily(key),
            Op::Poll(pick) => self.poll(pick),
            Op::Cancel(pick) => self.cancel(pick),
            Op::Release(pick) => drop(self.take_lease(pick)),
            Op::Poison(pick) => self.poison(pick),
            Op::Panic(pick) => self.panic(pick),
            Op::Hold(key) => {
                self.spec.interests[usize::from(key)] += 1;
                self.interests.push(self.pool.hold(&key));
            }
            Op::LetGo(pick) => {
                if let Some(index) = pick_from(pick, self.interests.len()) {
                    let interest = self.interests.swap_remove(index);
                    self.spec.interests[usize::from(*interest.key())] -= 1;
                }
            }
            Op::EndDial(pick, end) => self.end_dial(pick, end),
            Op::EndClosing(pick, end) => {
                let mut inner = self.world.lock();
                if let Some(index) = pick_from(pick, inner.closings.len()) {
                    let closing = inner.closings.values_mut().nth(index).unwrap().take();
                    let _ = closing.map(|closing| closing.send(end));
                }
            }
            Op::Break(pick) => self.change(pick, true),
            Op::Deafen(pick) => self.change(pick, false),
            Op::Verify => {
                self.spec.probe(self.now());
                let pool = self.pool.clone();
                let deadline = Duration::from_millis(PROBE_DEADLINE);
                tokio::spawn(async move { pool.verify(deadline).await });
            }
            Op::Remove(key) => {
                self.spec.remove(key);
                // What follows goes on although nobody waits for it.
                let _ = self.pool.remove(&key).now_or_never();
            }
            Op::Clear => {
                (0..KEYS).for_each(|key| self.spec.remove(key));
                let _ = self.pool.clear().now_or_never();
            }
            Op::Pass(milliseconds) => sleep(Duration::from_millis(milliseconds.into())).await,
        }
    }

    fn get(&mut self, key: u8) {
        let caller = self.new_caller(key, false);
        let (pool, notes, world) = (self.pool.clone(), self.notes.clone(), self.world.clone());
        let start = self.start;
        let asker = tokio::spawn(async move {
            let outcome = pool.get(&key).await;
            write_down(&notes, &world, start, caller, outcome);
        });
        self.askers.insert(caller, Asker::Eager(asker));
    }

    fn get_ahead(&mut self, key: u8) {
        self.asked += 1;
        let caller = self.asked;
        self.spec.ask_ahead(caller, key, self.now());
        let (pool, notes, world) = (self.pool.clone(), self.notes.clone(), self.world.clone());
        let start = self.start;
        let asker = tokio::spawn(async move {
            match pool.get_ahead(&key).await.transpose() {
                Some(outcome) => write_down(&notes, &world, start, caller, outcome),
                None => note(&notes, start, Sight::TurnedAway(caller)),
            }
        });
        self.askers.insert(caller, Asker::Eager(asker));
    }

    fn get_lazily(&mut self, key: u8) {
        let caller = self.new_caller(key, true);
        let pool = self.pool.clone();
        let asker = Box::pin(async move { pool.get(&key).await });
        self.askers.insert(caller, Asker::Lazy(asker));
        self.poll_caller(caller);
    }

    fn new_caller(&mut self, key: u8, is_lazy: bool) -> usize {
        self.asked += 1;
        self.spec.ask(self.asked, key, self.now(), is_lazy);
        self.asked
    }

    fn poll(&mut self, pick: u8) {
        let is_lazy = |asker: &&usize| matches!(self.askers[*asker], Asker::Lazy(_));
        let lazy: Vec<usize> = self.askers.keys().filter(is_lazy).copied().collect();
        if let Some(index) = pick_from(pick, lazy.len()) {
            self.poll_caller(lazy[index]);
        }
    }

    fn poll_caller(&mut self, caller: usize) {
        let Some(Asker::Lazy(asker)) = self.askers.get_mut(&caller) else {
            return;
        };
        match asker.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => {
                self.askers.remove(&caller);
                write_down(&self.notes, &self.world, self.start, caller, outcome);
            }
            Poll::Pending => self.spec.waits_on(caller, self.now()),
        }
    }

    fn cancel(&mut self, pick: u8) {
        let waiting: Vec<usize> = self.askers.keys().copied().collect();
        let Some(index) = pick_from(pick, waiting.len()) else {
            return;
        };
        let caller = waiting[index];
        self.spec.cancel(caller, self.now());
        match self.askers.remove(&caller).unwrap() {
            Asker::Eager(task) => task.abort(),
            Asker::Lazy(asker) => drop(asker),
        }
    }

    /// A lease, given up in the reference and in the world already.
    fn take_lease(&mut self, pick: u8) -> Option<Lease<Scripted>> {
        let lease = {
            let mut notes = self.notes.lock().unwrap();
            let index = pick_from(pick, notes.leases.len())?;
            let caller = *notes.leases.keys().nth(index)?;
            notes.leases.remove(&caller)?
        };
        self.world.let_go(lease.number);
        self.spec.release(lease.id().as_u64(), self.now());
        Some(lease)
    }

    fn poison(&mut self, pick: u8) {
        let notes = self.notes.lock().unwrap();
        if let Some(index) = pick_from(pick, notes.leases.len()) {
            let lease = notes.leases.values().nth(index).unwrap();
            self.spec.window.poisoned = Some(lease.id().as_u64());
            lease.poison("planned");
        }
    }

    fn panic(&mut self, pick: u8) {
        if let Some(lease) = self.take_lease(pick) {
            self.spec.window.poisoned = Some(lease.id().as_u64());
            let panicking = AssertUnwindSafe(|| {
                let _held = lease;
                resume_unwind(Box::new("planned"))
            });
            drop(catch_unwind(panicking).map(|(): ()| ()));
        }
    }

    fn end_dial(&mut self, pick: u8, end: DialEnd) {
        let mut inner = self.world.lock();
        if let Some(index) = pick_from(pick, inner.calls.len()) {
            let number = *inner.calls.keys().nth(index).unwrap();
            let call = inner.calls.remove(&number).unwrap();
            self.spec.end_call(number, end);
            let _ = call.end.send(end);
        }
    }

    /// Breaks a connection, or deafens it.
    fn change(&mut self, pick: u8, is_broken: bool) {
        let now = self.now();
        let mut open: Vec<_> = self
            .spec
            .sessions
            .iter_mut()
            .filter(|(_, it)| it.closing.is_none())
            .collect();
        let Some(index) = pick_from(pick, open.len()) else {
            return;
        };
        let (id, session) = &mut open[index];
        let since = if is_broken {
            &mut session.broken
        } else {
            &mut session.deaf
        };
        since.get_or_insert(now);
        let change = |connection: &Connection| {
            let flag = if is_broken {
                &connection.is_broken
            } else {
                &connection.is_deaf
            };
            flag.store(true, SeqCst);
        };
        self.pool.inspect(|entry, connection| {
            if entry.id.as_u64() == **id {
                connection.map(change);
            }
        });
    }

    /// Lets the pool do what there is to do, and compares.
    async fn look(&mut self) -> Verdict {
        sleep(Duration::from_millis(1)).await;
        for _ in 0..10 {
            yield_now().await;
        }
        let status = self.pool.status();
        let is_still_queued = |id: u64| {
            let mut queued = status
                .entries
                .iter()
                .filter(|it| it.state == EntryState::Queued);
            queued.any(|entry| entry.id.as_u64() == id)
        };
        self.spec
            .window
            .queued
            .retain(|(id, _)| is_still_queued(*id));
        let seen = std::mem::take(&mut self.notes.lock().unwrap().seen);
        self.spec.foresee(&seen);
        for seen in seen {
            self.spec.see(&seen)?;
        }
        self.askers
            .retain(|caller, _| self.spec.callers.contains_key(caller));
        let violations = self.world.lock().violations.pop_first();
        violations.map_or(Ok(()), Err)?;
        self.spec.at_rest(self.now(), &status)?;
        self.spec.begin_window(&status);
        Ok(())
    }

    /// Ends the pool, and looks for what it left.
    async fn end(mut self, is_closed_first: bool) -> Result<Tally, String> {
        if is_closed_first {
            let pool = self.pool.clone();
            tokio::spawn(async move { pool.close().await });
            self.spec.close();
            self.look().await?;
            let eager = self
                .askers
                .values()
                .filter(|it| matches!(it, Asker::Eager(_)));
            must(eager.count() == 0, || {
                "a caller still waits for a closed pool".into()
            })?;
        }
        let Self {
            pool,
            world,
            notes,
            askers,
            interests,
            ..
        } = self;
        for asker in askers.into_values() {
            if let Asker::Eager(task) = asker {
                task.abort();
            }
        }
        drop((pool, interests));
        let leases = std::mem::take(&mut notes.lock().unwrap().leases);
        sleep(Duration::from_millis(
            PROBE_DEADLINE + self.spec.limits.close + 2,
        ))
        .await;
        must(world.lock().calls.is_empty(), || {
            "a dial outlives the pool".into()
        })?;
        for lease in leases.into_values() {
            world.let_go(lease.number);
            drop(lease);
        }
        sleep(Duration::from_millis(self.spec.limits.close + 2)).await;
        let mut inner = world.lock();
        must(inner.alive.is_empty(), || {
            format!("left open: {:?}", inner.alive)
        })?;
        inner.violations.pop_first().map_or(Ok(()), Err)?;
        let tasks = tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks();
        must(tasks == 0, || format!("{tasks} tasks are left"))?;
        Ok(self.spec.tally)
    }

    fn now(&self) -> u64 {
        millis(self.start)
    }
}

/// Which of `count` things is meant.
fn pick_from(pick: u8, count: usize) -> Option<usize> {
    usize::from(pick).checked_rem(count)
}

fn millis(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap()
}

fn note(notes: &Mutex<Notes>, start: Instant, what: Sight) {
    let at = millis(start);
    notes.lock().unwrap().seen.push(Seen { at, what });
}

fn write_down(
    notes: &Mutex<Notes>,
    world: &World,
    start: Instant,
    caller: usize,
    outcome: Outcome,
) {
    let got = match outcome {
        Ok(lease) => {
            let number = lease.number;
            world.hold(number);
            notes.lock().unwrap().leases.insert(caller, lease);
            Ok(number)
        }
        Err(error) => Err(Kind::from(&error)),
    };
    note(notes, start, Sight::Got(caller, got));
}
