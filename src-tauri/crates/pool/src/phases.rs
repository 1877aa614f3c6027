//! Where the time of a dial went.
//!
//! The recorder is told the phases by whoever dials; it knows no names but the pool's own two. A phase counts even if it
//! fails, hangs or is dropped: that is the phase one wants to see.

use std::{
    fmt,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The time that a dial waited for its place; recorded by the pool where there was any.
pub const QUEUE: &str = "queue";
/// The pause before the second try of a dial; recorded by the pool.
pub const BACKOFF: &str = "backoff";

/// Records the phases of one dial, from the `get` that asked for it.
///
/// Cheap to clone; clones record into the same list.
#[derive(Clone)]
pub struct Phases {
    asked: Instant,
    /// In order of beginning. Held for lines, never across an await.
    spans: Arc<Mutex<Vec<Span>>>,
}

/// One phase of a dial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// As the dialler calls it. Names repeat when a dial is tried twice.
    pub name: &'static str,
    /// From the `get` that asked for the dial to the beginning of the phase. Phases may overlap.
    pub after: Duration,
    /// How long it took; so far, if it is running.
    pub took: Duration,
    /// How it ended.
    pub end: PhaseEnd,
}

/// How a phase ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseEnd {
    /// It is still running.
    Running,
    /// It came to its end, with success or without.
    Done,
    /// It was dropped before its end: by a deadline, or because another phase failed.
    CutOff,
}

#[derive(Clone, Copy)]
struct Span {
    name: &'static str,
    began: Instant,
    ended: Option<(Instant, PhaseEnd)>,
}

/// Ends its span when dropped.
struct Running<'a> {
    phases: &'a Phases,
    index: usize,
    end: PhaseEnd,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let end = (Instant::now(), self.end);
        self.phases.with(|spans| {
            if let Some(span) = spans.get_mut(self.index) {
                span.ended = Some(end);
            }
        });
    }
}

impl Phases {
    /// A recorder that counts from now.
    pub fn new() -> Self {
        Self {
            asked: Instant::now(),
            spans: Arc::default(),
        }
    }

    /// Runs `phase` and records how long it takes, also when it fails.
    ///
    /// # Cancel safety
    ///
    /// As that of `phase`; a dropped phase is recorded as [`PhaseEnd::CutOff`].
    pub async fn time<T>(&self, name: &'static str, phase: impl Future<Output = T>) -> T {
        let mut running = self.begin(name);
        let output = phase.await;
        running.end = PhaseEnd::Done;
        output
    }

    /// What was recorded up to now, in order of beginning.
    pub fn snapshot(&self) -> Arc<[Phase]> {
        let now = Instant::now();
        self.with(|spans| {
            spans
                .iter()
                .map(|span| span.phase(self.asked, now))
                .collect()
        })
    }

    /// Records the time since the dial was asked for as spent in the queue.
    pub(crate) fn end_queue(&self) {
        let now = Instant::now();
        if now > self.asked {
            let began = self.asked;
            let ended = Some((now, PhaseEnd::Done));
            self.with(|spans| {
                spans.push(Span {
                    name: QUEUE,
                    began,
                    ended,
                });
            });
        }
    }

    fn begin(&self, name: &'static str) -> Running<'_> {
        let began = Instant::now();
        let index = self.with(|spans| {
            spans.push(Span {
                name,
                began,
                ended: None,
            });
            spans.len() - 1
        });
        Running {
            phases: self,
            index,
            end: PhaseEnd::CutOff,
        }
    }

    fn with<R>(&self, look: impl FnOnce(&mut Vec<Span>) -> R) -> R {
        look(&mut self.spans.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for Phases {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Phases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Phases").field(&self.snapshot()).finish()
    }
}

impl Span {
    fn phase(&self, asked: Instant, now: Instant) -> Phase {
        let (ended, end) = self.ended.unwrap_or((now, PhaseEnd::Running));
        Phase {
            name: self.name,
            after: self.began.duration_since(asked),
            took: ended.duration_since(self.began),
            end,
        }
    }
}
