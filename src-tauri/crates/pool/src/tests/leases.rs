//! Poison and channels.

use super::fake::{caller, pool, settle};
use crate::Config;

#[tokio::test(start_paused = true)]
async fn a_poisoned_connection_is_not_handed_out_and_closes_with_its_last_lease() {
    let (pool, world) = pool(Config::default());
    let (first, second) = (pool.get(&"a").await.unwrap(), pool.get(&"a").await.unwrap());
    first.poison("transport closed");
    assert_eq!(pool.get(&"a").await.unwrap().number, 1);
    drop(first);
    settle().await;
    assert_eq!(world.closed(), [0; 0], "the second lease still holds it");
    drop(second);
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn poisoning_a_replaced_connection_leaves_the_new_one_alone() {
    let (pool, world) = pool(Config::default());
    let old = pool.get(&"a").await.unwrap();
    old.poison("once");
    drop(pool.get(&"a").await.unwrap());
    old.poison("twice");
    assert_eq!(pool.get(&"a").await.unwrap().number, 1);
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_panic_while_holding_a_lease_poisons() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"a").await.unwrap();
    let task = tokio::spawn(async move {
        let _held = lease;
        panic!("planned");
    });
    assert!(task.await.unwrap_err().is_panic());
    settle().await;
    assert_eq!(world.closed(), [0]);
    assert_eq!(pool.get(&"a").await.unwrap().number, 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_holder_does_not_poison() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"a").await.unwrap();
    let task = tokio::spawn(async move {
        let _held = lease;
        std::future::pending::<()>().await;
    });
    settle().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    drop(pool.get(&"a").await.unwrap());
    assert_eq!(world.dials(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lease_may_be_dropped_where_there_is_no_runtime() {
    let (pool, world) = pool(Config::default());
    let lease = pool.get(&"a").await.unwrap();
    lease.poison("so that its release closes");
    std::thread::spawn(move || drop(lease)).join().unwrap();
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn channels_are_bounded_per_connection_and_given_in_order() {
    let (pool, _world) = pool(Config {
        max_channels: 2,
        ..Config::default()
    });
    let lease = pool.get(&"a").await.unwrap();
    let first = lease.channel().await;
    let _second = lease.channel().await;
    let order = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut waiting = Vec::new();
    for number in 0..2 {
        let (lease, order) = (pool.get(&"a").await.unwrap(), std::sync::Arc::clone(&order));
        waiting.push(tokio::spawn(async move {
            let _permit = lease.channel().await;
            order.lock().unwrap().push(number);
        }));
        settle().await;
    }
    assert!(
        order.lock().unwrap().is_empty(),
        "two are open, over all leases of the connection"
    );
    drop(first);
    for task in waiting {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), [0, 1]);
    let other = caller(&pool, "b").await.await.unwrap().unwrap();
    drop((other.channel().await, other.channel().await));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_panics_before_it_looks_at_its_lease_does_not_poison() {
    let (pool, world) = pool(Config::default());
    let mut get = Box::pin(async { pool.get(&"a").await });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(get.as_mut().poll(&mut context).is_pending());
    tokio::time::sleep(super::fake::DIAL_TIME * 2).await;
    assert_eq!(pool.status().entries[0].leases, 1);
    let panicking = std::panic::AssertUnwindSafe(|| {
        let _never_polled_again = get;
        std::panic::resume_unwind(Box::new("planned"));
    });
    assert!(std::panic::catch_unwind(panicking).is_err());
    assert_eq!((pool.status().idle, world.closed()), (1, vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_looks_late_does_not_get_what_was_retired_meanwhile() {
    let (pool, world) = pool(Config::default());
    let mut get = Box::pin(async { pool.get(&"a").await });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(get.as_mut().poll(&mut context).is_pending());
    let quick = pool.get(&"a").await.unwrap();
    quick.poison("transport closed");
    let late = get.await.unwrap();
    assert_eq!((quick.number, late.number, world.dials()), (0, 1, 2));
}
