//! The ten promises of the pool that this one follows, and the three places where it was weak, each by its name.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use tokio::time::sleep;

use super::fake::{Plan, caller, pool, settle};
use crate::{Config, Error};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn four_operations_amortise_to_one_set_up() {
    let (pool, world) = pool(Config::default());
    for _ in 0..4 {
        drop(pool.get(&"i-1").await.unwrap());
    }
    assert_eq!((world.dials(), pool.status().setups), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn different_instances_do_not_share() {
    let (pool, world) = pool(Config::default());
    let (a, b) = (pool.get(&"i-1").await, pool.get(&"i-2").await);
    assert_ne!(a.unwrap().number, b.unwrap().number);
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_time_to_live_evicts() {
    let (pool, world) = pool(Config::default());
    drop(pool.get(&"i-1").await.unwrap());
    sleep(SECOND * 50).await;
    settle().await;
    assert_eq!((pool.status().open, world.closed()), (0, vec![0]));
    drop(pool.get(&"i-1").await.unwrap());
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn poison_invalidates() {
    let (pool, world) = pool(Config::default());
    pool.get(&"i-1").await.unwrap().poison("transport closed");
    settle().await;
    assert_eq!(world.closed(), [0]);
    assert_eq!(pool.get(&"i-1").await.unwrap().number, 1);
}

#[tokio::test(start_paused = true)]
async fn concurrent_acquires_make_a_single_set_up() {
    let (pool, world) = pool(Config::default());
    let (a, b) = (caller(&pool, "i-1").await, caller(&pool, "i-1").await);
    let (a, b) = (a.await.unwrap().unwrap(), b.await.unwrap().unwrap());
    assert_eq!((a.number, b.number, world.dials()), (0, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_time_to_live_of_zero_is_an_escape_hatch() {
    let (pool, world) = pool(Config {
        max_lifetime: Duration::ZERO,
        ..Config::default()
    });
    for _ in 0..4 {
        drop(pool.get(&"i-1").await.unwrap());
    }
    settle().await;
    assert_eq!((world.dials(), world.closed().len()), (4, 4));
}

#[tokio::test(start_paused = true)]
async fn the_least_recently_used_is_evicted_at_the_cap() {
    let (pool, world) = pool(Config {
        max_size: 2,
        ..Config::default()
    });
    for key in ["i-1", "j-2", "i-1", "k-3"] {
        drop(pool.get(&key).await.unwrap());
    }
    settle().await;
    assert_eq!(world.closed(), [1], "i-1 was used after j-2");
}

#[tokio::test(start_paused = true)]
async fn errors_are_classified_by_what_they_are() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::FailForNow]);
    let lease = pool.get(&"i-1").await.unwrap();
    assert_eq!(
        world.dials(),
        2,
        "an error that says \"again\" is tried again"
    );
    world.plan(&[Plan::Fail]);
    assert!(pool.get(&"i-2").await.is_err());
    assert_eq!(world.dials(), 3, "another is not");
    lease.is_broken.store(true, SeqCst);
    assert_eq!(
        pool.get(&"i-1").await.unwrap().number,
        3,
        "the dead are replaced"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lease_blocks_expiry_eviction() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"i-1").await.unwrap();
    sleep(SECOND * 500).await;
    assert_eq!((world.closed(), world.alive()), (vec![], 1));
    drop(lease);
    settle().await;
    assert_eq!((world.closed(), world.alive()), (vec![0], 0));
}

#[tokio::test(start_paused = true)]
async fn a_panic_poisons_the_entry() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"i-1").await.unwrap();
    let holder = tokio::spawn(async move {
        let _lease = lease;
        panic!("planned");
    });
    assert!(holder.await.unwrap_err().is_panic());
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_text_never_poisons() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Fail]);
    assert!(pool.get(&"permission denied: broken pipe").await.is_err());
    let lease = pool.get(&"permission denied: broken pipe").await;
    drop(lease.unwrap());
    sleep(SECOND * 10).await;
    assert_eq!((pool.status().idle, world.closed()), (1, vec![]));
}

#[tokio::test(start_paused = true)]
async fn set_up_that_succeeds_and_fails_in_turn_is_bounded_for_every_waiter() {
    let (pool, world) = pool(Config::default());
    let turns = [Plan::OpenBroken, Plan::FailForNow];
    world.plan(&turns.repeat(50));
    let mut waiting = Vec::new();
    for _ in 0..10 {
        waiting.push(caller(&pool, "i-1").await);
    }
    for waiter in waiting {
        let error = waiter.await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Broken), "{error:?}");
    }
    assert_eq!(
        world.dials(),
        3,
        "one dial, and one more that was tried twice"
    );
}

#[tokio::test(start_paused = true)]
async fn set_up_that_fails_and_succeeds_in_turn_fails_its_waiters_once() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Fail, Plan::OpenBroken, Plan::Fail, Plan::OpenBroken]);
    let (a, b) = (caller(&pool, "i-1").await, caller(&pool, "i-1").await);
    assert!(matches!(a.await.unwrap(), Err(Error::Connect(_))));
    assert!(matches!(b.await.unwrap(), Err(Error::Connect(_))));
    assert_eq!(world.dials(), 1);
    assert!(matches!(pool.get(&"i-1").await, Err(Error::Connect(_))));
    assert_eq!(world.dials(), 3);
}
