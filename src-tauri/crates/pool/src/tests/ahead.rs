//! Opening connections ahead of their callers, on what can be spared.

use std::time::Duration;

use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::fake::{DIAL_TIME, Fake, Plan, Refused, caller, pool, settle};
use crate::{Config, EntryState, Error, Lease, Pool, Status, Transition};

type Ahead = Result<Option<Lease<Fake>>, Error<Refused>>;

/// Somebody who expects to need `key`, already waiting.
async fn ahead(pool: &Pool<Fake>, key: &'static str) -> JoinHandle<Ahead> {
    let pool = pool.clone();
    let task = tokio::spawn(async move { pool.get_ahead(&key).await });
    settle().await;
    task
}

/// Opens `key` ahead and lets go of it; whether there was a place.
async fn open(pool: &Pool<Fake>, key: &'static str) -> bool {
    let asked = Instant::now();
    let is_open = pool.get_ahead(&key).await.unwrap().is_some();
    assert!(
        is_open || asked.elapsed().is_zero(),
        "whoever cannot be served is told at once"
    );
    is_open
}

fn unused(status: &Status<&'static str>) -> Vec<&'static str> {
    let unused = status.entries.iter().filter(|entry| entry.is_unused);
    unused.map(|entry| entry.key).collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_opened_ahead_is_there_for_its_caller_and_is_used_from_then_on() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get_ahead(&"a").await.unwrap().unwrap();
    assert!(lease.is_unused());
    let number = lease.number;
    drop(lease);
    assert_eq!(unused(&pool.status()), ["a"]);
    let asked = Instant::now();
    let used = pool.get(&"a").await.unwrap();
    assert_eq!((used.number, asked.elapsed()), (number, Duration::ZERO));
    assert!(!used.is_unused());
    assert!(unused(&pool.status()).is_empty());
    assert_eq!(world.dials(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_more_than_four_are_unused_at_a_time() {
    let (pool, world) = pool(Config::default());
    let mut waiting = Vec::new();
    for key in ["a", "b", "c", "d", "e", "f"] {
        waiting.push(ahead(&pool, key).await);
    }
    let status = pool.status();
    assert_eq!((status.connecting, status.queued), (4, 0));
    let mut opened = 0;
    for task in waiting {
        opened += usize::from(task.await.unwrap().unwrap().is_some());
    }
    assert_eq!((opened, world.dials()), (4, 4));
    assert!(!open(&pool, "e").await, "four are open and unused");
    drop(pool.get(&"b").await.unwrap());
    assert!(open(&pool, "e").await, "one of them is in use");
    assert!(!open(&pool, "f").await);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_too_old_is_not_counted_any_more() {
    let (pool, _world) = pool(Config {
        max_ahead: 1,
        ..Config::default()
    });
    assert!(open(&pool, "a").await);
    sleep(Duration::from_secs(49)).await;
    assert!(!open(&pool, "b").await);
    sleep(Duration::from_secs(2)).await;
    assert!(open(&pool, "b").await);
}

#[tokio::test(start_paused = true)]
async fn it_can_be_switched_off() {
    let (pool, world) = pool(Config {
        max_ahead: 0,
        ..Config::default()
    });
    assert!(!open(&pool, "a").await);
    assert_eq!(world.dials(), 0);
    let _held = pool.get(&"a").await.unwrap();
    assert!(open(&pool, "a").await, "what is open is there for all");
}

#[tokio::test(start_paused = true)]
async fn two_places_of_the_budget_stay_free() {
    let (pool, world) = pool(Config {
        max_per_budget: 4,
        ..Config::default()
    });
    let _used = pool.get(&"e1").await.unwrap();
    assert!(open(&pool, "e2").await, "two are left after it");
    assert!(!open(&pool, "e3").await, "only one would be left");
    assert!(open(&pool, "f1").await, "another budget is not concerned");
    assert_eq!(world.closed(), [0_usize; 0], "nothing is evicted for it");
}

#[tokio::test(start_paused = true)]
async fn two_places_of_the_pool_stay_free() {
    let (pool, world) = pool(Config {
        max_size: 4,
        ..Config::default()
    });
    drop(pool.get(&"a").await.unwrap());
    assert!(open(&pool, "b").await);
    assert!(!open(&pool, "c").await, "an idle connection is not evicted");
    assert_eq!(world.closed(), [0_usize; 0]);
    assert_eq!(pool.config().max_size, 4);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_closing_keeps_its_place_in_the_budget() {
    let (pool, world) = pool(Config {
        max_per_budget: 1,
        ahead_reserve: 0,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(3);
    let lease = pool.get(&"e1").await.unwrap();
    lease.poison("dead");
    drop(lease);
    assert!(!open(&pool, "e2").await);
    sleep(Duration::from_secs(4)).await;
    assert!(open(&pool, "e2").await);
}

#[tokio::test(start_paused = true)]
async fn a_place_that_is_promised_to_a_caller_is_not_taken() {
    let (pool, world) = pool(Config {
        max_size: 2,
        max_per_budget: 1,
        ahead_reserve: 0,
        ..Config::default()
    });
    *world.close_time.lock().unwrap() = Duration::from_secs(3);
    drop(pool.get(&"e1").await.unwrap());
    let _held = pool.get(&"f1").await.unwrap();
    let waits = caller(&pool, "e2").await;
    assert!(!open(&pool, "g1").await);
    assert!(waits.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_rotation_comes_before_what_nobody_has_asked_for() {
    let (pool, world) = pool(Config {
        max_size: 2,
        ahead_reserve: 0,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    drop(pool.get(&"a").await.unwrap());
    sleep(Duration::from_secs(20)).await;
    let held = pool.get(&"b").await.unwrap();
    sleep(Duration::from_secs(20)).await;
    assert_eq!(pool.status().queued, 1, "the successor waits for a place");
    drop(held);
    pool.remove(&"b").await;
    assert!(!open(&pool, "c").await);
    assert_eq!(*world.dialled.lock().unwrap(), ["a", "b", "a"]);
}

#[tokio::test(start_paused = true)]
async fn where_a_caller_queues_nobody_waits_beside_it() {
    let (pool, _world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let held = pool.get(&"a").await.unwrap();
    let waits = caller(&pool, "b").await;
    assert!(!open(&pool, "b").await);
    assert_eq!(pool.status().queued, 1, "the caller queues on");
    drop(held);
    assert!(waits.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_caller_s_dial_is_joined_and_goes_on_without_those_who_joined() {
    let (pool, world) = pool(Config::default());
    let waits = caller(&pool, "a").await;
    let gone = ahead(&pool, "a").await;
    gone.abort();
    assert!(gone.await.is_err());
    let stays = ahead(&pool, "a").await;
    let lease = waits.await.unwrap().unwrap();
    let joined = stays.await.unwrap().unwrap().unwrap();
    assert_eq!((joined.number, world.dials()), (lease.number, 1));
    assert!(!joined.is_unused(), "a caller has it");
}

#[tokio::test(start_paused = true)]
async fn a_dial_that_was_begun_ahead_ends_with_those_who_wanted_it() {
    let (pool, world) = pool(Config::default());
    let mut events = pool.subscribe();
    let (first, second) = (ahead(&pool, "a").await, ahead(&pool, "a").await);
    first.abort();
    assert!(first.await.is_err());
    settle().await;
    assert_eq!((world.alive(), world.dials()), (1, 1), "one still wants it");
    second.abort();
    assert!(second.await.is_err());
    settle().await;
    assert_eq!(world.alive(), 0);
    assert!(
        pool.status().entries.is_empty(),
        "its place is free: {:?}",
        pool.status()
    );
    let dialling = events.recv().await.unwrap().transition;
    assert!(matches!(dialling, Transition::Dialling));
    let failed = events.recv().await.unwrap().transition;
    assert!(
        matches!(
            &failed,
            Transition::Failed {
                error: Error::GivenUp,
                ..
            }
        ),
        "{failed:?}"
    );
    assert!(pool.last_dial(&"a").is_none(), "that was no failure");
    let lease = pool.get(&"a").await.unwrap();
    assert_eq!(lease.number, 1);
    assert!(pool.status().entries[0].last_error.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_joins_takes_the_dial_over() {
    let (pool, world) = pool(Config {
        max_ahead: 1,
        ..Config::default()
    });
    let expects = ahead(&pool, "a").await;
    assert!(!open(&pool, "b").await);
    let joins = caller(&pool, "a").await;
    assert!(unused(&pool.status()).is_empty(), "it is in use");
    for task in [expects.abort_handle(), joins.abort_handle()] {
        task.abort();
        settle().await;
    }
    assert_eq!(pool.status().entries[0].state, EntryState::Connecting);
    let asked = Instant::now();
    let lease = pool.get(&"a").await.unwrap();
    assert!(!lease.is_unused());
    assert_eq!((asked.elapsed(), world.dials()), (DIAL_TIME, 1));
    assert!(open(&pool, "b").await);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_open_stays_when_those_who_wanted_it_are_gone() {
    let (pool, world) = pool(Config::default());
    let expects = ahead(&pool, "a").await;
    sleep(DIAL_TIME).await;
    drop(expects.await);
    settle().await;
    assert_eq!((world.alive(), pool.status().idle), (1, 1));
    sleep(Duration::from_secs(51)).await;
    assert_eq!(world.alive(), 0, "until it is too old");
}

#[tokio::test(start_paused = true)]
async fn a_caller_dials_anew_while_one_that_was_given_up_is_ending() {
    let (pool, world) = pool(Config::default());
    let mut expects = Box::pin(pool.get_ahead(&"a"));
    assert!(futures_util::poll!(&mut expects).is_pending());
    settle().await;
    drop(expects);
    assert_eq!(pool.status().entries[0].state, EntryState::Abandoned);
    assert!(!open(&pool, "a").await, "one dial of a key at a time");
    let lease = pool.get(&"a").await.unwrap();
    assert!(!lease.is_unused());
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_unused_go_first_whatever_was_used_before_them() {
    let (pool, _world) = pool(Config {
        max_size: 4,
        ahead_reserve: 0,
        ..Config::default()
    });
    for key in ["e1", "f1", "f2"] {
        drop(pool.get(&key).await.unwrap());
    }
    assert!(open(&pool, "f3").await);
    drop(pool.get(&"g1").await.unwrap());
    let keys = |status: Status<&'static str>| -> Vec<_> {
        status.entries.iter().map(|entry| entry.key).collect()
    };
    assert_eq!(keys(pool.status()), ["e1", "f1", "f2", "g1"]);
    drop(pool.get(&"g2").await.unwrap());
    assert_eq!(
        keys(pool.status()),
        ["f1", "f2", "g1", "g2"],
        "then the least recently used"
    );
}

#[tokio::test(start_paused = true)]
async fn being_asked_for_a_sign_of_life_is_no_use() {
    let (pool, _world) = pool(Config::default());
    assert!(open(&pool, "a").await);
    assert_eq!(pool.verify(Duration::from_secs(1)).await, 0);
    assert_eq!(unused(&pool.status()), ["a"]);
    assert!(open(&pool, "a").await);
    assert_eq!(unused(&pool.status()), ["a"], "nor is to expect it twice");
}

#[tokio::test(start_paused = true)]
async fn a_dial_that_fails_is_told_and_not_kept() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Fail]);
    let failed = pool.get_ahead(&"a").await;
    assert!(matches!(failed, Err(Error::Connect(_))));
    assert!(pool.last_dial(&"a").unwrap().error.is_some());
    assert!(open(&pool, "a").await);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_dead_is_not_handed_out() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::OpenBroken]);
    assert!(matches!(pool.get_ahead(&"a").await, Err(Error::Broken)));
    assert_eq!(world.dials(), 1, "there is no second try");
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn one_that_was_removed_on_the_way_is_not_handed_out() {
    let (pool, _world) = pool(Config::default());
    let expects = ahead(&pool, "a").await;
    pool.remove(&"a").await;
    assert!(matches!(expects.await.unwrap(), Err(Error::Removed)));
    let mut expects = Box::pin(pool.get_ahead(&"a"));
    assert!(futures_util::poll!(&mut expects).is_pending());
    sleep(DIAL_TIME).await;
    settle().await;
    pool.remove(&"a").await;
    assert!(expects.await.unwrap().is_none(), "it looked too late");
}

#[tokio::test(start_paused = true)]
async fn without_pooling_nothing_is_opened_ahead() {
    let (pool, world) = pool(Config {
        max_lifetime: Duration::ZERO,
        ..Config::default()
    });
    let _held = pool.get(&"a").await.unwrap();
    assert!(!open(&pool, "a").await);
    assert_eq!(world.dials(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_closed_pool_opens_nothing_ahead() {
    let (pool, world) = pool(Config::default());
    let expects = ahead(&pool, "a").await;
    pool.close().await;
    assert!(matches!(expects.await.unwrap(), Err(Error::Closed)));
    assert!(matches!(pool.get_ahead(&"a").await, Err(Error::Closed)));
    assert_eq!(world.alive(), 0);
}
