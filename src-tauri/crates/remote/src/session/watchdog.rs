//! Finds a session that does not answer any more, whatever keeps it from answering.
//!
//! Keep-alive and the limit of inactivity are timers of `russh`'s event loop: neither goes off while that loop waits for the reader of a
//! channel. The question of the watchdog goes through the loop, so that it finds that out too, and in half of the time.

use std::{pin::pin, sync::Arc, time::Duration};

use russh::client::Handle;
use tokio::{sync::Notify, time::timeout};

use crate::handshake::{Callbacks, Death};

/// Between two looks, and how long one waits for an answer.
const INTERVAL: Duration = Duration::from_secs(20);
const DEADLINE: Duration = Duration::from_secs(10);
/// The same for somebody who has a reason to doubt it, such as a computer that has slept: work on a dead session waits no longer than this.
const DOUBTED_DEADLINE: Duration = Duration::from_secs(3);
/// What the question and russh's own are shorter than, while work is longer.
const QUESTION_BYTES: u64 = 4 << 10;

/// Asks for an answer now and then, and when it is `doubted`, and declares the session dead without.
pub(super) async fn watch(handle: Arc<Handle<Callbacks>>, death: Death, doubted: Arc<Notify>) {
    loop {
        let deadline = tokio::select! {
            () = tokio::time::sleep(INTERVAL) => DEADLINE,
            () = doubted.notified() => DOUBTED_DEADLINE,
            () = death.token.cancelled() => return,
        };
        let moved = || (death.traffic.bytes_read(), death.traffic.bytes_written());
        let is_alive = tokio::select! {
            is_alive = answers(handle.send_ping(), moved, deadline) => is_alive,
            () = death.token.cancelled() => return,
        };
        if !is_alive || handle.is_closed() {
            tracing::warn!("an SSH session did not answer its watchdog");
            death.record("the instance has stopped answering".to_owned());
            death.token.cancel();
            return;
        }
    }
}

/// Whether `ping` is answered. Behind a long queue that takes longer than `deadline`: it starts again as long as the tunnel's
/// bytes, read and written, show that the queue moves.
async fn answers<E>(
    ping: impl Future<Output = Result<(), E>>,
    moved: impl Fn() -> (u64, u64),
    deadline: Duration,
) -> bool {
    let mut ping = pin!(ping);
    loop {
        let (read, written) = moved();
        if let Ok(answer) = timeout(deadline, &mut ping).await {
            return answer.is_ok();
        }
        let (read_now, written_now) = moved();
        if read_now == read && written_now < written + QUESTION_BYTES {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::pending};

    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_session_that_moves_bytes_is_not_dead_before_it_can_answer() {
        let written = Cell::new(0);
        let moved = || {
            written.set(written.get() + (1 << 20));
            (0, written.get())
        };
        let late = async {
            sleep(DEADLINE * 5).await;
            Ok::<_, ()>(())
        };
        assert!(answers(late, moved, DEADLINE).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_only_asks_and_hears_nothing_is_dead() {
        let started = Instant::now();
        let written = Cell::new(0);
        let moved = || {
            written.set(written.get() + 100);
            (7, written.get())
        };
        assert!(!answers(pending::<Result<(), ()>>(), moved, DEADLINE).await);
        assert_eq!(started.elapsed(), DEADLINE);
    }
}
