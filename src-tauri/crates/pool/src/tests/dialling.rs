//! Single flight, errors, cancelling.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, advance};

use super::fake::{Bare, DIAL_TIME, Plan, caller, pool, settle};
use crate::{Config, Error, Pool};

#[tokio::test(start_paused = true)]
async fn concurrent_callers_of_a_key_share_one_dial() {
    let (pool, world) = pool(Config::default());
    let mut callers = Vec::new();
    for _ in 0..20 {
        callers.push(caller(&pool, "a").await);
    }
    assert_eq!(pool.status().connecting, 1);
    let mut leases = Vec::new();
    for caller in callers {
        leases.push(caller.await.unwrap().unwrap());
    }
    assert_eq!(world.dials(), 1);
    assert!(
        leases.iter().all(|lease| lease.number == 0),
        "all hold the same connection"
    );
    let status = pool.status();
    assert_eq!(
        (status.connecting, status.open, status.idle, status.setups),
        (0, 1, 0, 1)
    );
    assert_eq!(status.entries[0].leases, 20);
}

#[tokio::test(start_paused = true)]
async fn different_keys_never_share_a_connection() {
    let (pool, world) = pool(Config::default());
    let (a, b) = (
        pool.get(&"a1").await.unwrap(),
        pool.get(&"a2").await.unwrap(),
    );
    assert_ne!(a.number, b.number);
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_open_connection_is_leased_without_a_dial() {
    let (pool, world) = pool(Config::default());
    drop(pool.get(&"a").await.unwrap());
    let asked = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    assert_eq!(asked.elapsed(), Duration::ZERO);
    assert_eq!((world.dials(), pool.status().setups), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_failed_dial_fails_every_waiter_with_one_error_and_is_not_cached() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Fail]);
    let (first, second) = (caller(&pool, "a").await, caller(&pool, "a").await);
    let errors = (
        first.await.unwrap().unwrap_err(),
        second.await.unwrap().unwrap_err(),
    );
    let (Error::Connect(first), Error::Connect(second)) = errors else {
        panic!("both should see the dial's error, got {errors:?}")
    };
    assert!(
        Arc::ptr_eq(&first, &second),
        "the error is shared, not repeated"
    );
    assert_eq!(
        world.dials(),
        1,
        "a failed dial is not repeated for its waiters"
    );
    assert!(
        pool.status().entries.is_empty(),
        "nothing is left of the failed dial"
    );
    assert!(pool.get(&"a").await.is_ok(), "the next caller dials again");
    assert_eq!(
        (world.dials(), pool.status().setups),
        (2, 1),
        "only the second dial succeeded"
    );
}

#[tokio::test(start_paused = true)]
async fn cancelling_one_caller_or_the_first_changes_nothing_for_the_others() {
    for cancelled in 0..3 {
        let (pool, world) = pool(Config::default());
        let mut callers = Vec::new();
        for _ in 0..3 {
            callers.push(caller(&pool, "a").await);
        }
        let gone = callers.remove(cancelled);
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        for caller in callers {
            assert_eq!(caller.await.unwrap().unwrap().number, 0);
        }
        assert_eq!(world.dials(), 1);
        settle().await;
        assert_eq!(pool.status().idle, 1, "a cancelled caller holds no lease");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dial_whose_callers_all_left_is_kept_for_the_next() {
    let (pool, world) = pool(Config::default());
    let gone = caller(&pool, "a").await;
    gone.abort();
    assert!(gone.await.is_err());
    advance(DIAL_TIME / 2).await;
    let asked = Instant::now();
    let lease = pool.get(&"a").await.unwrap();
    assert_eq!(
        asked.elapsed(),
        DIAL_TIME / 2,
        "the running dial was joined"
    );
    assert_eq!((lease.number, world.dials()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_came_too_late_for_its_caller_is_released() {
    let (pool, _world) = pool(Config::default());
    let mut get = Box::pin(async { pool.get(&"a").await });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(get.as_mut().poll(&mut context).is_pending());
    settle().await;
    advance(DIAL_TIME).await;
    settle().await;
    assert_eq!(
        pool.status().entries[0].leases,
        1,
        "the lease waits to be picked up"
    );
    drop(get);
    assert_eq!(pool.status().entries[0].leases, 0);
}

#[tokio::test(start_paused = true)]
async fn a_panicking_dial_fails_its_waiters_and_does_not_poison_its_key() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Panic]);
    let (first, second) = (caller(&pool, "a").await, caller(&pool, "a").await);
    assert!(matches!(first.await.unwrap(), Err(Error::Panicked)));
    assert!(matches!(second.await.unwrap(), Err(Error::Panicked)));
    assert!(pool.get(&"a").await.is_ok());
    assert_eq!(world.alive(), 1, "the panicked dial left nothing open");
}

#[tokio::test(start_paused = true)]
async fn a_hung_dial_times_out_and_its_place_is_free() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    world.plan(&[Plan::Hang]);
    let asked = Instant::now();
    assert!(matches!(pool.get(&"a").await, Err(Error::TimedOut)));
    assert_eq!(asked.elapsed(), Config::default().connect_timeout);
    assert_eq!(world.alive(), 0);
    assert!(pool.get(&"b").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_dial_is_tried_once_more_when_its_error_says_again() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::FailForNow]);
    let asked = Instant::now();
    assert!(pool.get(&"a").await.is_ok());
    let took = asked.elapsed().as_millis() - (DIAL_TIME * 2).as_millis();
    assert!((250..=500).contains(&took), "backed off for {took} ms");
    assert_eq!((world.dials(), pool.status().setups), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn the_pauses_before_second_tries_are_spread_so_that_clients_do_not_retry_in_step() {
    let mut pauses = Vec::new();
    for _ in 0..40 {
        let (pool, world) = pool(Config::default());
        world.plan(&[Plan::FailForNow]);
        pauses.push(pool.get(&"a").await.unwrap().phases()[1].took);
    }
    let (least, most) = (pauses.iter().min().unwrap(), pauses.iter().max().unwrap());
    assert!(
        most.abs_diff(*least) > Duration::from_millis(100),
        "40 pauses of up to 250 ms more than the least: {pauses:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_is_not_tried_again_unless_the_manager_says_so() {
    let pool = Pool::new(Bare, Config::default());
    assert!(matches!(pool.get(&"a").await, Err(Error::Connect(_))));
    let phases = pool.last_dial(&"a").unwrap().phases;
    let names: Vec<_> = phases.iter().map(|phase| phase.name).collect();
    assert_eq!(names, ["dial"]);
}

#[tokio::test(start_paused = true)]
async fn a_dial_is_never_tried_three_times() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::FailForNow, Plan::FailForNow]);
    assert!(matches!(pool.get(&"a").await, Err(Error::Connect(_))));
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn both_tries_share_one_deadline() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::FailForNow, Plan::Hang]);
    let asked = Instant::now();
    assert!(matches!(pool.get(&"a").await, Err(Error::TimedOut)));
    assert_eq!(asked.elapsed(), Config::default().connect_timeout);
}

#[tokio::test(start_paused = true)]
async fn a_broken_connection_is_replaced_before_it_is_handed_out() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"a").await.unwrap();
    lease
        .is_broken
        .store(true, std::sync::atomic::Ordering::SeqCst);
    drop(lease);
    assert_eq!(pool.get(&"a").await.unwrap().number, 1);
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_always_born_broken_is_an_error() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::OpenBroken, Plan::OpenBroken]);
    assert!(matches!(pool.get(&"a").await, Err(Error::Broken)));
    settle().await;
    assert_eq!((world.dials(), world.alive()), (2, 0));
}
