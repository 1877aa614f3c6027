use tokio::time::advance;

use super::*;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn headers(limit: u64, remaining: u64, reset: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-ratelimit-limit", limit.into());
    headers.insert("x-ratelimit-remaining", remaining.into());
    headers.insert("x-ratelimit-reset", reset.parse().unwrap());
    headers
}

#[tokio::test(start_paused = true)]
async fn a_minute_holds_so_many_requests_wherever_it_begins() {
    let budget = Budget::default();
    let mut sent = Vec::new();
    let began = Instant::now();
    while began.elapsed() < seconds(300) {
        match budget.take() {
            Ok(()) => sent.push(began.elapsed()),
            Err(until) => tokio::time::sleep_until(until).await,
        }
        advance(Duration::from_millis(10)).await;
    }
    for (index, at) in sent.iter().enumerate() {
        let in_a_minute = sent[index..].iter().take_while(|t| **t < *at + WINDOW);
        assert!(in_a_minute.count() <= REQUESTS, "from {at:?} on");
    }
    assert_eq!(sent.len(), 5 * REQUESTS, "and all of them are used");
}

#[tokio::test(start_paused = true)]
async fn what_a_person_asks_for_counts_but_never_waits() {
    let budget = Budget::default();
    for _ in 0..500 {
        budget.count();
    }
    assert_eq!(budget.take(), Err(Instant::now() + WINDOW));
    assert!(!budget.take_repetition());
    advance(WINDOW).await;
    assert_eq!(budget.take(), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn below_a_tenth_of_the_servers_limit_the_background_waits_for_its_next_window() {
    let budget = Budget::default();
    budget.learn(&headers(600, 60, "30"));
    assert_eq!(budget.take(), Ok(()), "a tenth is enough");
    budget.learn(&headers(600, 59, "30"));
    assert_eq!(budget.take(), Err(Instant::now() + seconds(31)));
    assert!(
        budget.take_repetition(),
        "the server said itself when to come back"
    );
    advance(seconds(31)).await;
    assert_eq!(budget.take(), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_shows_room_ends_the_wait() {
    let budget = Budget::default();
    budget.learn(&headers(600, 1, "50"));
    assert!(budget.take().is_err());
    budget.learn(&headers(600, 599, "60"));
    assert_eq!(budget.take(), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn headers_that_make_no_sense_stop_nothing_for_long() {
    let budget = Budget::default();
    budget.learn(&HeaderMap::new());
    assert_eq!(budget.take(), Ok(()));
    budget.learn(&headers(u64::MAX, u64::MAX, "soon"));
    assert_eq!(budget.take(), Ok(()));
    budget.learn(&headers(600, 0, "999999999"));
    assert_eq!(budget.take(), Err(Instant::now() + WINDOW));
}
