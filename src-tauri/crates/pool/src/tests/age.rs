//! Time to live, and no pooling at all.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use futures_util::FutureExt as _;
use tokio::{
    runtime::Handle,
    time::{advance, sleep},
};

use super::fake::{DIAL_TIME, caller, pool, settle};
use crate::{Config, EntryState};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn an_idle_connection_past_its_lifetime_is_closed_without_another_get() {
    let (pool, world) = pool(Config::default());
    drop(pool.get(&"a").await.unwrap());
    sleep(Duration::from_millis(49_999)).await;
    assert_eq!((pool.status().open, world.alive()), (1, 1));
    sleep(SECOND).await;
    assert_eq!((pool.status().open, world.alive()), (0, 0));
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_not_handed_out_when_its_lifetime_ends_even_before_the_reaper_saw_it() {
    let (pool, world) = pool(Config::default());
    drop(pool.get(&"a").await.unwrap());
    for past_its_end in [Duration::ZERO, SECOND] {
        let moved = advance(SECOND * 50 + past_its_end).now_or_never();
        assert!(moved.is_none(), "no task had its turn");
        drop(pool.get(&"a").await.unwrap());
    }
    assert_eq!(world.dials(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_looks_when_the_lifetime_ends_does_not_get_what_it_waited_for() {
    for past_its_end in [Duration::ZERO, SECOND] {
        let (pool, _world) = pool(Config::default());
        let mut get = Box::pin(async { pool.get(&"a").await });
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(get.as_mut().poll(&mut context).is_pending());
        drop(pool.get(&"a").await.unwrap());
        let moved = advance(SECOND * 50 + past_its_end).now_or_never();
        assert!(moved.is_none(), "no task had its turn");
        assert_eq!(get.await.unwrap().number, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lifetime_too_long_for_the_clock_is_as_good_as_never_over() {
    let (pool, _world) = pool(Config {
        max_lifetime: Duration::MAX,
        ..Config::default()
    });
    let _lease = pool.get(&"a").await.unwrap();
    let left = pool.status().entries[0].expires_in.unwrap();
    assert!(left > Duration::from_hours(24 * 365 * 29), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn one_task_looks_after_all_connections_and_none_after_those_that_are_not_kept() {
    for (max_lifetime, tasks) in [(SECOND * 50, 1), (Duration::ZERO, 0)] {
        let (pool, _world) = pool(Config {
            max_lifetime,
            ..Config::default()
        });
        let _leases = (pool.get(&"a").await.unwrap(), pool.get(&"b").await.unwrap());
        settle().await;
        assert_eq!(Handle::current().metrics().num_alive_tasks(), tasks);
        drop(pool);
        settle().await;
    }
}

#[tokio::test(start_paused = true)]
async fn use_does_not_extend_a_lifetime() {
    let (pool, world) = pool(Config::default());
    for _ in 0..5 {
        drop(pool.get(&"a").await.unwrap());
        sleep(SECOND * 9).await;
    }
    assert_eq!(world.dials(), 1);
    sleep(SECOND * 6).await;
    assert_eq!(pool.status().open, 0, "51 s after its set-up");
}

#[tokio::test(start_paused = true)]
async fn an_aged_connection_is_replaced_while_its_old_leases_live_on() {
    let (pool, world) = pool(Config::default());
    let old = pool.get(&"a").await.unwrap();
    sleep(SECOND * 60).await;
    assert_eq!(
        world.closed(),
        [0; 0],
        "a leased connection is never closed for its age"
    );
    let new = pool.get(&"a").await.unwrap();
    assert_eq!((old.number, new.number), (0, 1));
    let states: Vec<_> = pool
        .status()
        .entries
        .iter()
        .map(|entry| entry.state)
        .collect();
    assert_eq!(states, [EntryState::Retired, EntryState::Leased]);
    drop(old);
    settle().await;
    assert_eq!(world.closed(), [0], "its last release closes it");
    drop(new);
    settle().await;
    assert_eq!(pool.status().idle, 1, "the young one stays");
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_found_dead_is_closed_within_a_second() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"a").await.unwrap();
    lease.is_broken.store(true, SeqCst);
    drop(lease);
    sleep(SECOND).await;
    settle().await;
    assert_eq!((pool.status().open, world.closed()), (0, vec![0]));
}

#[tokio::test(start_paused = true)]
async fn the_reaper_starts_again_after_everything_was_closed() {
    let (pool, world) = pool(Config::default());
    for round in 1..=3 {
        drop(pool.get(&"a").await.unwrap());
        sleep(SECOND * 55).await;
        assert_eq!((world.dials(), world.closed().len()), (round, round));
    }
}

#[tokio::test(start_paused = true)]
async fn without_pooling_each_get_dials_and_its_release_closes() {
    let (pool, world) = pool(Config {
        max_lifetime: Duration::ZERO,
        ..Config::default()
    });
    let (first, second) = (caller(&pool, "a").await, caller(&pool, "a").await);
    assert_eq!(
        pool.status().connecting,
        2,
        "concurrent callers dial each for themselves"
    );
    let (first, second) = (
        first.await.unwrap().unwrap(),
        second.await.unwrap().unwrap(),
    );
    assert_ne!(first.number, second.number);
    drop(second);
    settle().await;
    assert_eq!(world.closed(), [1]);
    drop(first);
    settle().await;
    assert_eq!((world.closed(), pool.status().open), (vec![1, 0], 0));
}

#[tokio::test(start_paused = true)]
async fn without_pooling_a_dial_that_nobody_waits_for_is_closed() {
    let (pool, world) = pool(Config {
        max_lifetime: Duration::ZERO,
        ..Config::default()
    });
    let gone = caller(&pool, "a").await;
    gone.abort();
    assert!(gone.await.is_err());
    advance(DIAL_TIME).await;
    settle().await;
    assert_eq!(
        (world.dials(), world.closed(), pool.status().open),
        (1, vec![0], 0)
    );
}
