//! Replacing a connection before it is too old, while somebody holds an interest in it.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use tokio::time::{Instant, sleep};

use super::fake::{DIAL_TIME, Fake, Plan, caller, pool, settle};
use crate::{Config, EntryState, Pool};

const SECOND: Duration = Duration::from_secs(1);
/// When a connection set up at the start of a test is due for rotation, and when it is too old.
const DUE: Duration = Duration::from_secs(36);
const TOO_OLD: Duration = Duration::from_secs(51);
const NEARLY_TOO_OLD: Duration = Duration::from_secs(50);

fn states(pool: &Pool<Fake>) -> Vec<EntryState> {
    let entries = pool.status().entries;
    entries.iter().map(|entry| entry.state).collect()
}

/// Sleeps until `time` after `start`, and a little more.
async fn until(start: Instant, time: Duration) {
    tokio::time::sleep_until(start + time + Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_held_connection_is_replaced_before_it_is_too_old_and_nobody_waits() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    for second in 0..300 {
        until(start, SECOND * second).await;
        let asked = Instant::now();
        drop(pool.get(&"a").await.unwrap());
        let waited = asked.elapsed();
        assert!(
            second == 0 || waited.is_zero(),
            "waited {waited:?} at {second} s"
        );
    }
    assert_eq!(world.dials(), 9, "one dial each 36 s");
    assert_eq!(world.closed().len(), 8, "each closed as its successor came");
}

#[tokio::test(start_paused = true)]
async fn without_an_interest_nothing_is_rotated() {
    let (pool, world) = pool(Config::default());
    drop(pool.hold(&"a"));
    drop(pool.get(&"a").await.unwrap());
    sleep(SECOND * 200).await;
    assert_eq!((world.dials(), pool.status().open), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn an_interest_opens_nothing_by_itself() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    sleep(SECOND * 200).await;
    assert_eq!(world.dials(), 0);
    let lease = pool.get(&"a").await.unwrap();
    lease.poison("dead");
    drop(lease);
    sleep(SECOND * 200).await;
    assert_eq!(
        world.dials(),
        1,
        "a poisoned connection is not dialled again"
    );
}

#[tokio::test(start_paused = true)]
async fn leases_of_a_rotated_connection_go_on_and_its_last_one_closes_it() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    let old = pool.get(&"a").await.unwrap();
    until(start, DUE).await;
    assert_eq!(states(&pool), [EntryState::Leased, EntryState::Rotating]);
    until(start, DUE + DIAL_TIME).await;
    let new = pool.get(&"a").await.unwrap();
    assert_eq!((old.number, new.number), (0, 1));
    assert_eq!(states(&pool), [EntryState::Retired, EntryState::Leased]);
    assert_eq!(world.closed(), [0; 0]);
    drop(old);
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn many_interests_in_a_key_are_one_rotation_and_the_last_one_ends_it() {
    let (pool, world) = pool(Config::default());
    let (first, second) = (pool.hold(&"a"), pool.hold(&"a"));
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    drop(first);
    assert_eq!(pool.status().entries[0].interests, 1);
    until(start, DUE + DIAL_TIME).await;
    assert_eq!(world.dials(), 2);
    drop(second);
    sleep(SECOND * 100).await;
    assert_eq!((world.dials(), pool.status().open), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn an_interest_that_comes_late_rotates_at_once() {
    let (pool, world) = pool(Config::default());
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    until(start, SECOND * 45).await;
    let _interest = pool.hold(&"a");
    settle().await;
    assert_eq!(states(&pool), [EntryState::Idle, EntryState::Rotating]);
    until(start, TOO_OLD).await;
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_outlasts_the_old_connection_is_joined() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    world.plan(&[Plan::Take(SECOND * 20)]);
    until(start, TOO_OLD).await;
    assert_eq!(
        states(&pool),
        [EntryState::Connecting],
        "the old one is closed in time"
    );
    let lease = pool.get(&"a").await.unwrap();
    assert_eq!((lease.number, world.dials()), (1, 2), "no second dial");
    assert_eq!(start.elapsed(), DUE + SECOND * 20);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_is_joined_when_the_old_connection_dies_meanwhile() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    let old = pool.get(&"a").await.unwrap();
    until(start, DUE).await;
    old.poison("transport closed");
    let new = pool.get(&"a").await.unwrap();
    assert_eq!((new.number, world.dials()), (1, 2));
    assert!(start.elapsed() < DUE + DIAL_TIME + SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_failed_rotation_is_tried_again_within_what_is_left() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    world.plan(&[Plan::FailForNow, Plan::FailForNow]);
    until(start, TOO_OLD).await;
    assert_eq!(world.dials(), 4, "two tries of one dial, and one more dial");
    let asked = Instant::now();
    assert_eq!(pool.get(&"a").await.unwrap().number, 3);
    assert!(asked.elapsed().is_zero(), "nobody noticed");
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_keeps_failing_is_bounded_and_left_to_the_next_get() {
    let (pool, world) = pool(Config {
        max_lifetime: SECOND * 200,
        rotation_lead: SECOND * 100,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    drop(pool.get(&"a").await.unwrap());
    world.plan(&[Plan::FailForNow; 20]);
    sleep(SECOND * 199).await;
    assert_eq!(
        world.dials(),
        1 + 3 * 2,
        "three dials, two tries each, although there is time for more"
    );
    sleep(SECOND * 2).await;
    assert_eq!((world.dials(), pool.status().open), (7, 0));
    world.forget_plans();
    assert!(pool.get(&"a").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_is_refused_for_good_is_not_tried_again() {
    for plan in [Plan::Fail, Plan::Panic] {
        let (pool, world) = pool(Config::default());
        let _interest = pool.hold(&"a");
        let old = pool.get(&"a").await.unwrap();
        world.plan(&[plan]);
        sleep(SECOND * 49).await;
        assert_eq!(world.dials(), 2);
        assert_eq!(
            old.number,
            pool.get(&"a").await.unwrap().number,
            "handed out to its end"
        );
        sleep(SECOND * 2).await;
        assert_eq!(world.dials(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hung_rotation_is_tried_again_where_there_is_time() {
    let (pool, world) = pool(Config {
        max_lifetime: SECOND * 200,
        rotation_lead: SECOND * 60,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    drop(pool.get(&"a").await.unwrap());
    world.plan(&[Plan::Hang]);
    sleep(SECOND * 200).await;
    assert_eq!(world.dials(), 3);
    assert_eq!(pool.get(&"a").await.unwrap().number, 2);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_takes_a_free_place_and_evicts_nobody() {
    let (pool, world) = pool(Config {
        max_size: 2,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    until(start, SECOND * 20).await;
    drop(pool.get(&"b").await.unwrap());
    until(start, NEARLY_TOO_OLD).await;
    assert_eq!(
        states(&pool),
        [EntryState::Idle, EntryState::Idle, EntryState::Queued],
        "it waits for a place"
    );
    until(start, TOO_OLD).await;
    assert_eq!(
        states(&pool),
        [EntryState::Idle, EntryState::Connecting],
        "it has that of the connection it replaces"
    );
    until(start, TOO_OLD + DIAL_TIME).await;
    assert_eq!((world.dials(), pool.status().idle), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn a_rotation_in_a_full_pool_does_not_hold_up_callers() {
    let (pool, _world) = pool(Config {
        max_size: 2,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    let _held = pool.get(&"a").await.unwrap();
    let busy = pool.get(&"b").await.unwrap();
    until(start, DUE).await;
    let waiting = caller(&pool, "c").await;
    drop(busy);
    assert!(
        waiting.await.unwrap().is_ok(),
        "the caller goes first, and may evict"
    );
}

#[tokio::test(start_paused = true)]
async fn a_rotation_counts_in_the_budget() {
    let (pool, world) = pool(Config {
        max_per_budget: 2,
        ..Config::default()
    });
    let _interest = pool.hold(&"e1");
    let start = Instant::now();
    let _first = pool.get(&"e1").await.unwrap();
    world.plan(&[Plan::Take(SECOND * 5)]);
    until(start, DUE).await;
    let other = caller(&pool, "e2").await;
    assert_eq!((pool.status().connecting, pool.status().queued), (1, 1));
    assert!(other.await.unwrap().is_ok());
    assert_eq!(
        start.elapsed(),
        DUE + SECOND * 5 + DIAL_TIME,
        "it had to wait for the rotation, whose idle connection then gave way"
    );
    assert_eq!(world.most_alive.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_in_the_queue_ends_with_its_interest() {
    let (pool, world) = pool(Config {
        max_size: 1,
        ..Config::default()
    });
    let interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    until(start, DUE).await;
    assert_eq!(pool.status().queued, 1);
    drop(interest);
    assert_eq!(pool.status().queued, 0);
    let _again = pool.hold(&"a");
    assert_eq!(pool.status().queued, 1, "a new interest takes it up again");
    until(start, TOO_OLD + DIAL_TIME).await;
    assert_eq!((world.dials(), pool.status().idle), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_rotation_begun_goes_on_without_its_interest() {
    let (pool, world) = pool(Config::default());
    let interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    until(start, DUE).await;
    drop(interest);
    until(start, DUE + DIAL_TIME).await;
    assert_eq!((world.dials(), pool.status().idle), (2, 1));
    assert_eq!(pool.get(&"a").await.unwrap().number, 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_rotated_without_pooling_or_without_a_lead() {
    for (max_lifetime, rotation_lead) in
        [(Duration::ZERO, SECOND * 15), (SECOND * 50, Duration::ZERO)]
    {
        let (pool, world) = pool(Config {
            max_lifetime,
            rotation_lead,
            ..Config::default()
        });
        let _interest = pool.hold(&"a");
        let lease = pool.get(&"a").await.unwrap();
        sleep(SECOND * 100).await;
        drop(lease);
        sleep(SECOND * 100).await;
        assert_eq!(world.dials(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_lead_counts_as_half_the_lifetime() {
    let (pool, world) = pool(Config {
        max_lifetime: SECOND * 20,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    until(start, SECOND * 10).await;
    assert_eq!(world.dials(), 1);
    until(start, SECOND * 11).await;
    assert_eq!(world.dials(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_removed_key_is_not_rotated() {
    let (pool, world) = pool(Config::default());
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    until(start, DUE).await;
    assert_eq!(pool.status().connecting, 1);
    pool.remove(&"a").await;
    settle().await;
    assert!(pool.status().entries.is_empty());
    sleep(SECOND * 100).await;
    assert_eq!((world.dials(), world.alive()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn an_evicted_connection_leaves_its_rotation_to_callers() {
    let (pool, world) = pool(Config {
        max_size: 2,
        ..Config::default()
    });
    let _interest = pool.hold(&"a");
    let start = Instant::now();
    drop(pool.get(&"a").await.unwrap());
    world.plan(&[Plan::Take(SECOND * 5)]);
    until(start, DUE).await;
    drop(pool.get(&"b").await.unwrap());
    assert_eq!(states(&pool), [EntryState::Connecting, EntryState::Idle]);
    assert_eq!(
        pool.get(&"a").await.unwrap().number,
        1,
        "the rotation was joined"
    );
}
