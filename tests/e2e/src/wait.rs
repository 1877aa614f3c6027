//! Waiting for a condition, with a deadline.

use std::time::Duration;

use tokio::time::{Instant, interval};

use crate::Outcome;

/// What a condition may take: generous, because a loaded machine is no reason to fail.
pub const DEADLINE: Duration = Duration::from_secs(40);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Waits until `look` finds something. Fails after [`DEADLINE`], naming `what` did not happen.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let deadline = Instant::now() + DEADLINE;
    let mut ticks = interval(LOOK_EVERY);
    while Instant::now() < deadline {
        ticks.tick().await;
        if let Some(found) = look().await? {
            return Ok(found);
        }
    }
    Err(format!("waited {} s in vain: {what}", DEADLINE.as_secs()).into())
}
