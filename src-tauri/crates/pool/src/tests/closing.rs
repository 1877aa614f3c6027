//! Closing: of one key, of the pool, and by dropping it.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use futures_util::FutureExt as _;
use tokio::time::{Instant, sleep};

use super::fake::{Act, DIAL_TIME, caller, pool, settle};
use crate::{Config, EntryState, Error, Eviction, Transition};

#[tokio::test(start_paused = true)]
async fn closing_refuses_new_callers_and_closes_idle_now_and_leased_at_release() {
    let (pool, world) = pool(Config::default());
    let held = pool.get(&"a").await.unwrap();
    drop(pool.get(&"b").await.unwrap());
    pool.close().await;
    assert_eq!(world.closed(), [1]);
    let refused = pool.get(&"a").now_or_never();
    assert!(
        matches!(refused, Some(Err(Error::Closed))),
        "refused at once"
    );
    assert_eq!(held.number, 0, "a lease outlives the closing");
    drop(held);
    settle().await;
    assert_eq!((world.closed(), world.alive()), (vec![1, 0], 0));
}

#[tokio::test(start_paused = true)]
async fn closing_ends_dials_in_flight_and_in_the_queue() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let (dialling, queued) = (caller(&pool, "a").await, caller(&pool, "b").await);
    pool.close().await;
    assert!(matches!(dialling.await.unwrap(), Err(Error::Closed)));
    assert!(matches!(queued.await.unwrap(), Err(Error::Closed)));
    assert_eq!(world.alive(), 0, "the dial in flight was dropped");
    assert!(pool.status().entries.is_empty());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_last_handle_closes_everything_and_leaves_no_task() {
    let (pool, world) = pool(Config::default());
    let held = pool.get(&"a").await.unwrap();
    drop(pool.get(&"b").await.unwrap());
    let waiting = caller(&pool, "c").await;
    waiting.abort();
    assert!(waiting.await.is_err());
    drop(pool.clone());
    settle().await;
    assert_eq!(world.alive(), 3, "a clone is not the pool");
    drop(pool);
    settle().await;
    assert_eq!(
        world.alive(),
        1,
        "the dial and the idle connection are gone"
    );
    drop(held);
    settle().await;
    assert_eq!((world.alive(), world.closed()), (0, vec![1, 0]));
    assert_eq!(
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks(),
        0
    );
}

#[tokio::test(start_paused = true)]
async fn a_removed_key_is_closed_when_the_call_returns() {
    let (pool, world) = pool(Config::default());
    *world.close_time.lock().unwrap() = Duration::from_secs(2);
    drop(pool.get(&"a").await.unwrap());
    drop(pool.get(&"b").await.unwrap());
    pool.remove(&"a").await;
    pool.remove(&"never seen").await;
    assert_eq!((world.closed(), pool.status().open), (vec![0], 1));
}

#[tokio::test(start_paused = true)]
async fn clearing_closes_the_idle_ends_the_dials_and_retires_the_leased() {
    let (pool, world) = pool(Config {
        max_per_budget: 2,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(2);
    let held = pool.get(&"e1").await.unwrap();
    drop(pool.get(&"f1").await.unwrap());
    let (dialling, queued) = (caller(&pool, "e2").await, caller(&pool, "e3").await);
    assert_eq!((pool.status().connecting, pool.status().queued), (1, 1));
    pool.clear().await;
    assert!(matches!(dialling.await.unwrap(), Err(Error::Removed)));
    assert!(matches!(queued.await.unwrap(), Err(Error::Removed)));
    assert_eq!((world.alive(), world.closed()), (1, vec![1]));
    assert_ne!(pool.get(&"e1").await.unwrap().number, held.number);
    drop(held);
    drop(pool.get(&"f1").await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_key_removed_while_it_is_dialled_is_dialled_anew_and_never_twice_at_once() {
    let (pool, world) = pool(Config::default());
    let gone = caller(&pool, "a").await;
    let asked = Instant::now();
    pool.remove(&"a").await;
    let next = pool.get(&"a");
    let states: Vec<_> = pool.status().entries.iter().map(|e| e.state).collect();
    assert_eq!(states, [EntryState::Abandoned]);
    assert_eq!(next.await.unwrap().number, 1);
    assert!(matches!(gone.await.unwrap(), Err(Error::Removed)));
    assert_eq!(asked.elapsed(), DIAL_TIME);
    assert_eq!(world.most_alive.load(SeqCst), 1, "the first dial had ended");
}

#[tokio::test(start_paused = true)]
async fn a_removed_dial_that_has_not_ended_yet_keeps_the_next_one_waiting() {
    let (pool, _world) = pool(Config::default());
    let _gone = caller(&pool, "a").await;
    assert!(pool.remove(&"a").now_or_never().is_some());
    let mut next = Box::pin(async { pool.get(&"a").await });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(next.as_mut().poll(&mut context).is_pending());
    let states: Vec<_> = pool.status().entries.iter().map(|e| e.state).collect();
    assert_eq!(states, [EntryState::Abandoned, EntryState::Queued]);
    assert_eq!(next.await.unwrap().number, 1);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_set_up_as_its_key_or_the_pool_goes_is_closed_at_once() {
    for why in [Eviction::Removed, Eviction::Shutdown] {
        let (pool, world) = pool(Config::default());
        let mut events = pool.subscribe();
        let other_thread = pool.clone();
        let act = Act(Box::new(move || {
            let _ = match why {
                Eviction::Removed => other_thread.remove(&"a").now_or_never(),
                _ => other_thread.close().now_or_never(),
            };
        }));
        *world.meanwhile.lock().unwrap() = Some(act);
        let refused = pool.get(&"a").await;
        assert!(matches!(refused, Err(Error::Removed | Error::Closed)));
        settle().await;
        assert_eq!((world.closed(), pool.status().open), (vec![0], 0));
        let evictions: Vec<_> = std::iter::from_fn(|| events.try_recv().ok())
            .filter_map(|event| match event.transition {
                Transition::Evicted(why) => Some(why),
                _ => None,
            })
            .collect();
        assert_eq!(evictions, [why]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hung_or_panicking_close_is_bounded_and_its_place_falls_free() {
    let (pool, world) = pool(Config {
        max_per_budget: 1,
        ..Config::default()
    });
    for fault in [&world.close_hangs, &world.close_panics] {
        fault.store(true, SeqCst);
        drop(pool.get(&"e1").await.unwrap());
        let asked = Instant::now();
        drop(pool.get(&"e2").await.unwrap());
        assert!(
            asked.elapsed() <= Duration::from_secs(6),
            "took {:?}",
            asked.elapsed()
        );
        fault.store(false, SeqCst);
    }
    sleep(Duration::from_mins(1)).await;
    assert_eq!(world.alive(), 0);
}

#[test]
fn a_pool_whose_runtime_is_gone_refuses_rather_than_hangs() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().start_paused(true).build().unwrap()
    };
    let (pool, world) = pool(Config::default());
    let first = runtime();
    drop(first.block_on(async { pool.get(&"a").await.unwrap() }));
    drop(first);
    let refused = runtime().block_on(async { pool.get(&"b").await });
    assert!(matches!(refused, Err(Error::Closed)));
    assert!(pool.status().entries.iter().all(|entry| entry.key == "a"));
    drop(pool);
    assert_eq!(world.alive(), 0);
}
