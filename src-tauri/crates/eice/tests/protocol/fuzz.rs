//! Random frames and random bytes, for as long as `CAUSEWAY_FUZZ_SECONDS` says, 20 by default.

use std::time::Duration;

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::{
    runtime::Builder,
    time::{Instant, timeout},
};

use crate::frames::{Script, expected, play, script};

fn duration() -> Duration {
    let seconds = std::env::var("CAUSEWAY_FUZZ_SECONDS").ok();
    let seconds = seconds.map_or(20.0, |text| text.parse().unwrap());
    Duration::from_secs_f64(seconds)
}

/// A tunnel hands on the same bytes and comes to the same end as a naive reading, however the bytes come.
fn is_as_expected(script: &Script) -> Result<(), TestCaseError> {
    // With a paused clock a time-out comes when nothing can go on: whatever hangs is found at once.
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let played = runtime.block_on(async { timeout(Duration::from_hours(1), play(script)).await });
    let Ok((payload, end)) = played else {
        return Err(TestCaseError::fail("it never ends"));
    };
    let (expected_payload, expected_end) = expected(&script.bytes);
    if end != expected_end {
        return Err(TestCaseError::fail(format!(
            "{end:?} and not {expected_end:?}"
        )));
    }
    if payload != expected_payload {
        return Err(TestCaseError::fail("other bytes"));
    }
    Ok(())
}

#[test]
fn any_bytes_of_a_peer_are_read_as_the_protocol_says_and_always_end() {
    let end = Instant::now() + duration();
    let config = Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    };
    let mut rounds = 0;
    while rounds == 0 || Instant::now() < end {
        // A runner counts the cases of all its runs: each round has its own.
        let found =
            TestRunner::new(config.clone()).run(&script(), |script| is_as_expected(&script));
        assert!(found.is_ok(), "{}", found.unwrap_err());
        rounds += 1;
    }
}
