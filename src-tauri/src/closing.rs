//! Whether the window may go when the user closes it: it is asked first, and it may not answer.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// A second request within this closes the window, whatever it says: it may hang. A later one asks anew, as nobody tells us when the
/// user has chosen to stay.
const ASKING: Duration = Duration::from_secs(10);

/// The last asking.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    /// When it began. Held for a look or a change only.
    asked: Mutex<Option<Instant>>,
}

impl Closing {
    /// Whether the window stays for now. `ask` asks it, and says whether there is anybody to ask.
    pub(crate) fn must_wait(&self, ask: impl FnOnce() -> bool) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_being_asked = asked.is_some_and(|at| at.elapsed() < ASKING);
        if is_being_asked || !ask() {
            return false;
        }
        *asked = Some(Instant::now());
        true
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_window_is_asked_once_and_a_second_request_closes_it() {
        let closing = Closing::default();
        assert!(closing.must_wait(|| true));
        assert!(!closing.must_wait(|| true), "it may hang");
        advance(ASKING).await;
        assert!(closing.must_wait(|| true), "the user has stayed in between");
    }

    #[test]
    fn a_window_that_nobody_listens_in_closes_at_once() {
        let closing = Closing::default();
        assert!(!closing.must_wait(|| false));
        assert!(closing.must_wait(|| true), "that was no asking");
    }
}
