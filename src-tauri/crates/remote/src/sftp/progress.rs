//! The deadline of an operation: it counts from the last answer, not from the start, so that a large file may take its time on
//! a slow link.
//!
//! Progress belongs to the channel, not to the operation: servers answer in order, and what waits behind another's work is not
//! stuck.

use std::{pin::pin, time::Duration};

use tokio::{sync::watch, time::sleep};

/// Counts the answers that have moved some work on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress(watch::Sender<u64>);

impl Progress {
    /// Gives every operation that is bound now its whole time again.
    pub(crate) fn made(&self) {
        self.0
            .send_modify(|answers| *answers = answers.wrapping_add(1));
    }

    /// Runs `operation` to its end; `None` once nothing has progressed for `idle`.
    pub(crate) async fn bound<T>(
        &self,
        idle: Duration,
        operation: impl Future<Output = T>,
    ) -> Option<T> {
        let mut answers = self.0.subscribe();
        let mut operation = pin!(operation);
        loop {
            tokio::select! {
                biased;
                done = &mut operation => return Some(done),
                _ = answers.changed() => {}
                () = sleep(idle) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const IDLE: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn an_operation_may_take_long_while_answers_come() {
        let progress = Progress::default();
        let operation = async {
            for _ in 0..20 {
                sleep(IDLE * 9 / 10).await;
                progress.made();
            }
            "done"
        };
        assert_eq!(progress.bound(IDLE, operation).await, Some("done"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_operation_ends_when_the_answers_do() {
        let progress = Progress::default();
        let started = Instant::now();
        let operation = async {
            sleep(Duration::from_secs(10)).await;
            progress.made();
            std::future::pending::<()>().await;
        };
        assert_eq!(progress.bound(IDLE, operation).await, None);
        assert_eq!(started.elapsed(), Duration::from_secs(40));
    }
}
