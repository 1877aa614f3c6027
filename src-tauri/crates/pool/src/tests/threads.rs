//! What only shows with several threads at once.

use std::{convert::Infallible, sync::Arc, time::Duration};

use futures_util::future::join_all;

use crate::{Config, ManageConnection, Phases, Pool};

/// Dials and closes in no time. Holds a token for as long as it lives.
struct AtOnce {
    _token: Arc<()>,
}

impl ManageConnection for AtOnce {
    type Key = u32;
    type Connection = u32;
    type Error = Infallible;

    async fn connect(&self, key: &u32, _: &Phases) -> Result<u32, Infallible> {
        Ok(*key)
    }

    fn has_broken(&self, _: &u32) -> bool {
        false
    }

    async fn close(&self, _: Arc<u32>) {}

    fn budget(&self, _: &u32) -> String {
        String::new()
    }
}

/// Releases wait for no lock: one that comes while another thread queues a dial must not be missed by it, or a caller waits until it gives
/// up.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_release_on_any_thread_lets_in_who_waits_for_its_place() {
    const KEYS: u32 = 5;
    const ROUNDS: u32 = 2_000;
    let config = Config {
        max_size: 2,
        ..Config::default()
    };
    let pool = Pool::new(
        AtOnce {
            _token: Arc::default(),
        },
        config,
    );
    let tasks = (0..8).map(|task| {
        let pool = pool.clone();
        tokio::spawn(async move {
            for round in 0..ROUNDS {
                let key = (task + round) % KEYS;
                let lease = pool.get(&key).await.unwrap();
                assert_eq!(*lease, key);
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    pool.close().await;
    assert_eq!(pool.status().entries.len(), 0);
}

/// Connections lead back to their pool; what takes them out must take that apart.
#[tokio::test]
async fn a_dropped_pool_is_gone_from_memory_with_its_last_lease() {
    let token = Arc::new(());
    let pool = Pool::new(
        AtOnce {
            _token: Arc::clone(&token),
        },
        Config::default(),
    );
    let lease = pool.get(&1).await.unwrap();
    drop(pool.get(&2).await.unwrap());
    drop(pool);
    assert!(Arc::strong_count(&token) > 1, "a lease keeps it");
    drop(lease);
    let is_gone = async {
        while Arc::strong_count(&token) > 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), is_gone)
        .await
        .unwrap();
}
