//! Finding the dead after a sleep.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use tokio::time::Instant;

use super::fake::{Answer, pool, settle};
use crate::Config;

const DEADLINE: Duration = Duration::from_secs(2);

#[tokio::test(start_paused = true)]
async fn verifying_poisons_what_fails_panics_or_does_not_answer_in_time() {
    let (pool, world) = pool(Config::default());
    let answers = [Answer::Yes, Answer::No, Answer::Never, Answer::Panic];
    let keys = ["a", "b", "c", "d"];
    for (key, answer) in keys.iter().zip(answers) {
        let lease = pool.get(key).await.unwrap();
        *lease.answer.lock().unwrap() = answer;
    }
    let asked = Instant::now();
    assert_eq!(pool.verify(DEADLINE).await, 3);
    assert_eq!(asked.elapsed(), DEADLINE, "all were asked at the same time");
    settle().await;
    assert_eq!(world.closed(), [1, 3, 2], "each as soon as it was known");
    let kept: Vec<_> = pool.inspect(|entry, _| entry.key);
    assert_eq!(kept, ["a"]);
    assert_eq!(
        pool.get(&"b").await.unwrap().number,
        4,
        "a later get dials anew"
    );
}

#[tokio::test(start_paused = true)]
async fn a_leased_connection_that_does_not_answer_is_replaced_and_closed_with_its_last_lease() {
    let (pool, world) = pool(Config::default());
    let old = pool.get(&"a").await.unwrap();
    *old.answer.lock().unwrap() = Answer::No;
    assert_eq!(pool.verify(DEADLINE).await, 1);
    assert_eq!(
        pool.verify(DEADLINE).await,
        0,
        "it is not handed out any more"
    );
    assert_eq!(pool.get(&"a").await.unwrap().number, 1);
    assert_eq!(world.closed(), [0; 0]);
    drop(old);
    settle().await;
    assert_eq!(world.closed(), [0]);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_else_is_known_a_connection_answers_unless_it_is_broken() {
    let (pool, _world) = pool(Config::default());
    let (a, b) = (pool.get(&"a").await.unwrap(), pool.get(&"b").await.unwrap());
    a.is_broken.store(true, SeqCst);
    assert_eq!(pool.verify(DEADLINE).await, 1);
    assert_ne!(pool.get(&"a").await.unwrap().number, a.number);
    assert_eq!(pool.get(&"b").await.unwrap().number, b.number);
}
