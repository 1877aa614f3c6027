//! Size, budgets, eviction and the queue.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use tokio::time::{Instant, advance};

use super::fake::{DIAL_TIME, caller, pool, settle};
use crate::{Config, Error, Status};

fn keys(status: &Status<&'static str>) -> Vec<&'static str> {
    status.entries.iter().map(|entry| entry.key).collect()
}

#[tokio::test(start_paused = true)]
async fn at_the_limit_the_least_recently_used_idle_connection_goes() {
    let (pool, world) = pool(Config {
        max_size: 3,
        ..Config::default()
    });
    for key in ["a", "b", "c", "a"] {
        drop(pool.get(&key).await.unwrap());
    }
    drop(pool.get(&"d").await.unwrap());
    assert_eq!(
        keys(&pool.status()),
        ["a", "c", "d"],
        "b was used least recently"
    );
    drop(pool.get(&"e").await.unwrap());
    assert_eq!(keys(&pool.status()), ["a", "d", "e"]);
    settle().await;
    assert_eq!(world.closed(), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_leased_connection_is_never_evicted() {
    let (pool, world) = pool(Config {
        max_size: 2,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    for key in ["b", "c", "d"] {
        drop(pool.get(&key).await.unwrap());
    }
    settle().await;
    assert_eq!(
        world.closed(),
        [1, 2],
        "only idle ones went, although a was used first"
    );
    assert_eq!(pool.get(&"a").await.unwrap().number, held.number);
}

#[tokio::test(start_paused = true)]
async fn when_all_are_busy_a_caller_waits_and_then_gets_exhausted() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    let asked = Instant::now();
    assert!(matches!(pool.get(&"b").await, Err(Error::Exhausted)));
    assert_eq!(asked.elapsed(), Config::default().wait_timeout);
    assert_eq!(world.dials(), 1, "nothing was dialled beyond the limit");
    assert_eq!(pool.status().queued, 0);
    drop(held);
    assert!(pool.get(&"b").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn places_are_given_in_the_order_they_were_asked_for() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    let mut callers = Vec::new();
    for key in ["d", "b", "c"] {
        callers.push(caller(&pool, key).await);
    }
    assert_eq!(pool.status().queued, 3);
    drop(held);
    for caller in callers {
        drop(caller.await.unwrap().unwrap());
    }
    assert_eq!(*world.dialled.lock().unwrap(), ["a", "d", "b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn a_late_caller_of_a_queued_dial_waits_its_own_full_time() {
    let (pool, _world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let _held = pool.get(&"a").await.unwrap();
    let early = caller(&pool, "b").await;
    advance(Duration::from_secs(20)).await;
    let asked = Instant::now();
    let late = caller(&pool, "b").await;
    assert!(matches!(early.await.unwrap(), Err(Error::Exhausted)));
    assert_eq!(asked.elapsed(), Duration::from_secs(10));
    assert!(matches!(late.await.unwrap(), Err(Error::Exhausted)));
    assert_eq!(asked.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_queued_dial_that_nobody_waits_for_is_given_up() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    let gone = caller(&pool, "b").await;
    gone.abort();
    assert!(gone.await.is_err());
    let next = caller(&pool, "c").await;
    drop(held);
    assert!(next.await.unwrap().is_ok());
    assert_eq!(*world.dialled.lock().unwrap(), ["a", "c"]);
}

#[tokio::test(start_paused = true)]
async fn a_budget_counts_dials_in_flight_open_and_closing_connections() {
    let (pool, world) = pool(Config {
        max_per_budget: 2,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(3);
    let mut callers = Vec::new();
    for key in ["e1", "e2", "e3", "e4"] {
        callers.push(caller(&pool, key).await);
    }
    let status = pool.status();
    assert_eq!(
        (status.connecting, status.queued),
        (2, 2),
        "dials in flight count"
    );
    for caller in callers {
        drop(caller.await.unwrap().unwrap());
    }
    assert_eq!(world.dials(), 4);
    assert_eq!(
        world.most_alive.load(SeqCst),
        2,
        "a closing connection keeps its place"
    );
}

#[tokio::test(start_paused = true)]
async fn a_full_budget_evicts_its_own_and_only_as_many_as_are_waited_for() {
    let (pool, world) = pool(Config {
        max_per_budget: 3,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(3);
    for key in ["f", "e1", "e2", "e3"] {
        drop(pool.get(&key).await.unwrap());
    }
    let waiting = caller(&pool, "e4").await;
    // Any change looks at the queue again.
    drop(pool.get(&"f").await.unwrap());
    drop(pool.get(&"e3").await.unwrap());
    drop(waiting.await.unwrap().unwrap());
    assert_eq!(keys(&pool.status()), ["f", "e2", "e3", "e4"]);
    assert_eq!(world.closed(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_full_budget_makes_a_place_for_each_that_waits_at_the_same_time() {
    let (pool, world) = pool(Config {
        max_per_budget: 2,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(3);
    for key in ["e1", "e2"] {
        drop(pool.get(&key).await.unwrap());
    }
    let asked = Instant::now();
    let (third, fourth) = (caller(&pool, "e3").await, caller(&pool, "e4").await);
    assert!(third.await.unwrap().is_ok() && fourth.await.unwrap().is_ok());
    assert_eq!(
        asked.elapsed(),
        Duration::from_secs(3) + DIAL_TIME,
        "both closed at once"
    );
}

#[tokio::test(start_paused = true)]
async fn a_full_budget_does_not_hold_up_other_budgets() {
    let (pool, _world) = pool(Config {
        max_per_budget: 1,
        ..Config::default()
    });
    let _held = pool.get(&"e1").await.unwrap();
    let stuck = caller(&pool, "e2").await;
    assert!(pool.get(&"f1").await.is_ok());
    assert!(!stuck.is_finished());
    assert!(matches!(stuck.await.unwrap(), Err(Error::Exhausted)));
}

#[tokio::test(start_paused = true)]
async fn a_failed_dial_gives_its_place_to_the_next() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    world.plan(&[super::fake::Plan::Fail]);
    let (fails, waits) = (caller(&pool, "a").await, caller(&pool, "b").await);
    assert!(matches!(fails.await.unwrap(), Err(Error::Connect(_))));
    assert!(waits.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_place_that_a_closing_will_free_is_not_given_to_a_later_caller() {
    let (pool, world) = pool(Config {
        max_size: 2,
        max_per_budget: 1,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(3);
    drop(pool.get(&"e1").await.unwrap());
    let _held = pool.get(&"f1").await.unwrap();
    let asked = Instant::now();
    let (first, later) = (caller(&pool, "e2").await, caller(&pool, "g1").await);
    let held = first.await.unwrap().unwrap();
    assert_eq!(asked.elapsed(), Duration::from_secs(3) + DIAL_TIME);
    assert_eq!(*world.dialled.lock().unwrap(), ["e1", "f1", "e2"]);
    drop(held);
    assert!(later.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_caller_whose_time_is_up_does_not_cost_the_others_their_turn() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    let early = caller(&pool, "b").await;
    advance(Duration::from_secs(10)).await;
    let late = caller(&pool, "b").await;
    advance(Duration::from_secs(10)).await;
    let behind = caller(&pool, "c").await;
    assert!(matches!(early.await.unwrap(), Err(Error::Exhausted)));
    drop(held);
    drop(late.await.unwrap().unwrap());
    drop(behind.await.unwrap().unwrap());
    assert_eq!(*world.dialled.lock().unwrap(), ["a", "b", "c"]);
}
