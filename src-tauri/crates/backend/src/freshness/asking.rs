//! When the answer that is waited for was asked for.
//!
//! The client makes one request of identical ones, so that the answer to the second caller may be as old as the first caller's
//! question. Whoever asks while another does counts as asking with them.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use control_plane::WorkspaceId;
use tokio::time::Instant;

use crate::{clock::now_ms, fleet::Asked};

/// What is asked for: one workspace, or with `None` the list.
type What = Option<WorkspaceId>;

/// The questions that wait for an answer.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    /// Since when, and by how many. Held for a look or a change only.
    open: Mutex<HashMap<What, (Instant, usize)>>,
}

/// One question; over when it is dropped.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    asking: &'a Asking,
    what: What,
    started: Instant,
}

impl Asking {
    /// Somebody asks.
    pub(crate) fn begin(&self, what: What) -> Question<'_> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (started, count) = open.entry(what).or_insert_with(|| (Instant::now(), 0));
        *count += 1;
        Question {
            asking: self,
            what,
            started: *started,
        }
    }
}

impl Question<'_> {
    /// The answer is there.
    pub(crate) fn answered(&self) -> Asked {
        Asked {
            started: self.started,
            answered_ms: now_ms(),
        }
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let open = &self.asking.open;
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = open.get_mut(&self.what) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.what);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_asks_while_another_does_may_get_an_answer_as_old_as_the_other_s_question() {
        let asking = Asking::default();
        let began = Instant::now();
        let first = asking.begin(None);
        tokio::time::advance(Duration::from_secs(3)).await;
        let second = asking.begin(None);
        assert_eq!(second.answered().started, began);
        drop((first, second));
        let alone = asking.begin(None);
        assert_eq!(alone.answered().started, began + Duration::from_secs(3));
    }
}
