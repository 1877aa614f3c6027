//! What subscribers hear, and what the phases say.

use std::time::Duration;

use tokio::{sync::broadcast::Receiver, time::sleep};

use super::fake::{DIAL_TIME, Plan, Refused, caller, pool, settle};
use crate::{Config, Error, Event, Eviction, PhaseEnd, Transition};

const SECOND: Duration = Duration::from_secs(1);

/// What was heard up to now, one line each.
fn heard(events: &mut Receiver<Event<&'static str, Refused>>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Ok(Event {
        key,
        id,
        transition,
    }) = events.try_recv()
    {
        let what = match transition {
            Transition::Dialling => "dialling".to_owned(),
            Transition::Rotating { replaces } => format!("rotating {replaces}"),
            Transition::Open { phases } => format!("open, {} phases", phases.len()),
            Transition::Failed { error, .. } => format!("failed: {error}"),
            Transition::Poisoned(reason) => format!("poisoned: {reason}"),
            Transition::Evicted(reason) => format!("evicted: {reason:?}"),
            Transition::Closed => "closed".to_owned(),
        };
        lines.push(format!("{key}{id} {what}"));
    }
    lines
}

#[tokio::test(start_paused = true)]
async fn each_transition_is_told_in_order() {
    let (pool, _world) = pool(Config::default());
    let mut events = pool.subscribe();
    let lease = pool.get(&"a").await.unwrap();
    lease.poison("transport closed");
    lease.poison("told once");
    drop(lease);
    drop(pool.get(&"b").await.unwrap());
    settle().await;
    sleep(SECOND * 51).await;
    assert_eq!(
        heard(&mut events),
        [
            "a0 dialling",
            "a0 open, 1 phases",
            "a0 poisoned: transport closed",
            "b1 dialling",
            "a0 closed",
            "b1 open, 1 phases",
            "b1 evicted: Age",
            "b1 closed",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_rotation_is_told_as_such() {
    let (pool, _world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    drop(pool.get(&"a").await.unwrap());
    let mut events = pool.subscribe();
    sleep(SECOND * 40).await;
    assert_eq!(
        heard(&mut events),
        [
            "a1 rotating 0",
            "a1 open, 1 phases",
            "a0 evicted: Rotated",
            "a0 closed"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_eviction_says_which_limit_asked_for_it() {
    let (pool, _world) = pool(Config {
        max_size: 2,
        max_per_budget: 1,
        ..Config::default()
    });
    for key in ["a1", "b1"] {
        drop(pool.get(&key).await.unwrap());
    }
    let mut events = pool.subscribe();
    for key in ["a2", "c1"] {
        drop(pool.get(&key).await.unwrap());
    }
    pool.remove(&"c1").await;
    pool.close().await;
    let evicted: Vec<_> = heard(&mut events)
        .into_iter()
        .filter(|line| line.contains("evicted"))
        .collect();
    assert_eq!(
        evicted,
        [
            "a10 evicted: Budget",
            "b11 evicted: Capacity",
            "c13 evicted: Removed",
            "a22 evicted: Shutdown"
        ]
    );
    assert_ne!(Eviction::Age, Eviction::Rotated);
}

#[tokio::test(start_paused = true)]
async fn a_failed_dial_is_told_with_its_error_and_is_the_end_of_its_entry() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Fail, Plan::Hang, Plan::Panic]);
    let mut events = pool.subscribe();
    for _ in 0..3 {
        assert!(pool.get(&"a").await.is_err());
    }
    let gone = caller(&pool, "a").await;
    pool.remove(&"a").await;
    assert!(matches!(gone.await.unwrap(), Err(Error::Removed)));
    settle().await;
    assert_eq!(
        heard(&mut events),
        [
            "a0 dialling",
            "a0 failed: could not connect",
            "a1 dialling",
            "a1 failed: the connection was not set up in time",
            "a2 dialling",
            "a2 failed: setting up the connection panicked",
            "a3 dialling",
            "a3 failed: the connection was removed while it was being set up",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn without_pooling_the_life_of_a_connection_is_told_too() {
    let (pool, _world) = pool(Config {
        max_lifetime: Duration::ZERO,
        ..Config::default()
    });
    let mut events = pool.subscribe();
    drop(pool.get(&"a").await.unwrap());
    settle().await;
    assert_eq!(
        heard(&mut events),
        [
            "a0 dialling",
            "a0 open, 1 phases",
            "a0 evicted: Age",
            "a0 closed"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn subscribers_hear_that_the_pool_is_gone() {
    let (pool, _world) = pool(Config::default());
    let mut events = pool.subscribe();
    drop(pool.get(&"a").await.unwrap());
    drop(pool);
    while events.recv().await.is_ok() {}
    assert!(matches!(
        events.recv().await,
        Err(tokio::sync::broadcast::error::RecvError::Closed)
    ));
}

#[tokio::test(start_paused = true)]
async fn the_phases_of_a_dial_count_its_wait_its_tries_and_its_pause() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    let waiting = caller(&pool, "b").await;
    sleep(SECOND * 3).await;
    world.plan(&[Plan::FailForNow]);
    drop(held);
    let lease = waiting.await.unwrap().unwrap();
    let phases = lease.phases();
    let names: Vec<_> = phases.iter().map(|phase| phase.name).collect();
    assert_eq!(names, [crate::QUEUE, "dial", crate::BACKOFF, "dial"]);
    assert_eq!(
        (phases[0].after, phases[0].took),
        (Duration::ZERO, SECOND * 3)
    );
    assert_eq!((phases[1].after, phases[1].took), (SECOND * 3, DIAL_TIME));
    assert_eq!(phases[2].after, SECOND * 3 + DIAL_TIME);
    assert_eq!(phases[3].after, phases[2].after + phases[2].took);
    assert!(phases.iter().all(|phase| phase.end == PhaseEnd::Done));
    assert_eq!(pool.status().entries[0].phases, phases);
}

#[tokio::test(start_paused = true)]
async fn a_phase_that_hangs_is_seen_running_and_then_cut_off() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Hang]);
    let waiting = caller(&pool, "a").await;
    sleep(SECOND * 2).await;
    let running = pool.status().entries[0].phases[0];
    assert_eq!((running.took, running.end), (SECOND * 2, PhaseEnd::Running));
    assert!(matches!(waiting.await.unwrap(), Err(Error::TimedOut)));
    let dial = pool.last_dial(&"a").unwrap();
    assert_eq!(dial.phases[0].end, PhaseEnd::CutOff);
    assert_eq!(dial.phases[0].took, Config::default().connect_timeout);
    assert_eq!(dial.took, Config::default().connect_timeout);
    assert!(matches!(dial.error, Some(Error::TimedOut)));
}

#[tokio::test(start_paused = true)]
async fn phases_that_overlap_are_each_timed() {
    let phases = crate::Phases::new();
    tokio::join!(
        phases.time("long", sleep(SECOND * 3)),
        phases.time("short", sleep(SECOND))
    );
    let seen: Vec<_> = phases
        .snapshot()
        .iter()
        .map(|phase| (phase.name, phase.after, phase.took))
        .collect();
    assert_eq!(
        seen,
        [
            ("long", Duration::ZERO, SECOND * 3),
            ("short", Duration::ZERO, SECOND)
        ]
    );
}
