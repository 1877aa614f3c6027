//! Looking in: status, the connections themselves, and the past of a key.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use tokio::time::sleep;

use super::fake::{DIAL_TIME, Plan, caller, pool};
use crate::{Config, EntryState};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn an_entry_tells_its_age_its_end_its_leases_and_its_channels() {
    let (pool, _world) = pool(Config::default());
    let lease = pool.get(&"a").await.unwrap();
    let (_first, _second) = (lease.channel().await, lease.channel().await);
    sleep(SECOND * 10).await;
    let waiting = caller(&pool, "b").await;
    sleep(DIAL_TIME / 2).await;
    let status = pool.status();
    let [open, dialled] = &status.entries[..] else {
        panic!("two entries, got {status:?}")
    };
    assert_eq!(
        (open.key, open.state, open.id),
        ("a", EntryState::Leased, lease.id())
    );
    assert_eq!(open.age, SECOND * 10 + DIAL_TIME / 2);
    assert_eq!(open.expires_in, Some(Duration::from_millis(39_500)));
    assert_eq!(open.rotates_in, None, "nobody holds an interest");
    assert_eq!((open.leases, open.channels), (1, 2));
    assert_eq!((dialled.key, dialled.state), ("b", EntryState::Connecting));
    assert_eq!((dialled.age, dialled.expires_in), (DIAL_TIME / 2, None));
    let interest = pool.hold(&"a");
    let open = &pool.status().entries[0];
    assert_eq!(open.rotates_in, Some(Duration::from_millis(24_500)));
    assert_eq!(open.interests, 1);
    drop((interest, waiting.await));
}

#[tokio::test(start_paused = true)]
async fn inspecting_shows_the_connections_of_open_entries() {
    let (pool, _world) = pool(Config::default());
    drop(pool.get(&"a").await.unwrap());
    let _dialling = caller(&pool, "b").await;
    let seen = pool.inspect(|entry, connection| {
        // Looking in again from here must not lock up.
        assert_eq!(pool.status().entries.len(), 2);
        (entry.key, connection.map(|connection| connection.number))
    });
    assert_eq!(seen, [("a", Some(0)), ("b", None)]);
}

#[tokio::test(start_paused = true)]
async fn the_last_error_of_a_key_is_kept_with_its_causes_and_its_age() {
    let (pool, world) = pool(Config::default());
    world.plan(&[Plan::Fail]);
    assert!(pool.get(&"a").await.is_err());
    sleep(SECOND * 5).await;
    let lease = pool.get(&"a").await.unwrap();
    let error = pool.status().entries[0].last_error.clone().unwrap();
    assert_eq!(&*error.text, "could not connect: refused");
    assert_eq!(error.age, SECOND * 5 + DIAL_TIME);
    lease.poison("keep-alive lost");
    let error = pool.status().entries[0].last_error.clone().unwrap();
    assert_eq!(
        (&*error.text, error.age),
        ("keep-alive lost", Duration::ZERO)
    );
    drop(pool.get(&"b").await.unwrap());
    assert_eq!(
        pool.status().entries[1].last_error,
        None,
        "each key has its own"
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_dial_of_a_key_is_known_after_its_connection_is_gone() {
    let (pool, _world) = pool(Config::default());
    assert!(pool.last_dial(&"a").is_none());
    drop(pool.get(&"a").await.unwrap());
    pool.remove(&"a").await;
    let dial = pool.last_dial(&"a").unwrap();
    assert_eq!((dial.took, dial.error.is_none()), (DIAL_TIME, true));
    assert_eq!(
        (dial.phases[0].name, dial.phases[0].took),
        ("dial", DIAL_TIME)
    );
    assert_eq!(dial.ended.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_past_of_no_more_than_256_keys_is_kept() {
    let (pool, world) = pool(Config::default());
    let key = |number: usize| -> &'static str { format!("{number:03}").leak() };
    let keys: Vec<_> = (0..258).map(key).collect();
    for known in &keys {
        world.plan(&[Plan::Take(Duration::from_millis(1))]);
        drop(pool.get(known).await.unwrap());
        if *known == keys[255] {
            let lease = pool.get(&keys[0]).await.unwrap();
            lease.poison("so that it was written last");
        }
    }
    let kept: Vec<_> = keys
        .iter()
        .map(|key| pool.last_dial(key).is_some())
        .collect();
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 256);
    assert!(kept[0] && !kept[1] && !kept[2] && kept[3] && kept[257]);
}

#[tokio::test(start_paused = true)]
async fn a_closing_connection_is_counted_until_it_is_closed() {
    let (pool, world) = pool(Config::default());
    *world.close_time.lock().unwrap() = SECOND;
    let lease = pool.get(&"a").await.unwrap();
    lease.poison("dead");
    assert_eq!((pool.status().open, pool.status().closing), (1, 0));
    drop(lease);
    assert_eq!((pool.status().open, pool.status().closing), (0, 1));
    sleep(SECOND * 2).await;
    assert_eq!(pool.status().closing, 0);
    world.close_hangs.store(true, SeqCst);
}
