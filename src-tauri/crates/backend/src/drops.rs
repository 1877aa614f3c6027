//! Files of this machine that are dragged over the window.
//!
//! The window learns their names and a number, never where they lie: what is taken to an instance is what was dropped, and the
//! window cannot name anything else.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{AppEvent, Backend, Drag};

/// A drop that nobody has asked for in this time was given up.
const GOOD_FOR: Duration = Duration::from_mins(10);
/// So many are kept; the oldest goes first.
const KEPT: usize = 16;
/// Between two events while files are moved over the window.
const PAUSE: Duration = Duration::from_millis(50);

/// What the shell sees happen, in CSS pixels from the window's upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub enum Dragging {
    /// Something was dragged onto the window, with these files.
    Entered {
        /// Absolute; empty when it is no files.
        paths: Vec<PathBuf>,
        /// To the right.
        x: f64,
        /// Downwards.
        y: f64,
    },
    /// It was moved.
    Moved {
        /// To the right.
        x: f64,
        /// Downwards.
        y: f64,
    },
    /// It has left.
    Left,
    /// It was dropped.
    Dropped {
        /// Absolute; empty when it is no files.
        paths: Vec<PathBuf>,
        /// To the right.
        x: f64,
        /// Downwards.
        y: f64,
    },
}

/// The drops that wait to be asked for.
#[derive(Debug, Default)]
pub(crate) struct Drops(Mutex<Waiting>);

/// Held for a look or a change only.
#[derive(Debug, Default)]
struct Waiting {
    last_id: u64,
    /// Oldest first.
    drops: VecDeque<Dropped>,
    /// Whether files are over the window, and when it was told so last.
    over: Option<Instant>,
}

#[derive(Debug)]
struct Dropped {
    id: u64,
    at: Instant,
    paths: Vec<PathBuf>,
}

impl Backend {
    /// Tells the window what is dragged over it. What is no file is not told of.
    pub fn dragged(&self, dragging: Dragging) {
        let drag = self.drops().waiting().take(dragging);
        if let Some(drag) = drag {
            self.state().announce(AppEvent::Dragged { drag });
        }
    }

    /// The files of a drop. Good once, and for ten minutes.
    pub fn take_drop(&self, id: u64) -> Option<Vec<PathBuf>> {
        let mut waiting = self.drops().waiting();
        waiting.forget_old();
        let at = waiting.drops.iter().position(|dropped| dropped.id == id)?;
        waiting.drops.remove(at).map(|dropped| dropped.paths)
    }
}

impl Drops {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// What the window is told of it, if anything.
    fn take(&mut self, dragging: Dragging) -> Option<Drag> {
        match dragging {
            Dragging::Entered { paths, x, y } => {
                self.over = (!paths.is_empty()).then(Instant::now);
                self.over.map(|_| Drag::Over { x, y })
            }
            Dragging::Moved { x, y } => {
                let told = self.over.as_mut()?;
                if told.elapsed() < PAUSE {
                    return None;
                }
                *told = Instant::now();
                Some(Drag::Over { x, y })
            }
            Dragging::Left => self.over.take().map(|_| Drag::Left),
            Dragging::Dropped { paths, x, y } => {
                let was_over = self.over.take();
                if paths.is_empty() {
                    return was_over.map(|_| Drag::Left);
                }
                Some(self.keep(paths, x, y))
            }
        }
    }

    fn keep(&mut self, paths: Vec<PathBuf>, x: f64, y: f64) -> Drag {
        self.forget_old();
        if self.drops.len() == KEPT {
            self.drops.pop_front();
        }
        let names = paths.iter().filter_map(|path| path.file_name());
        let names = names
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        self.last_id += 1;
        self.drops.push_back(Dropped {
            id: self.last_id,
            at: Instant::now(),
            paths,
        });
        Drag::Dropped {
            x,
            y,
            drop_id: self.last_id,
            names,
        }
    }

    fn forget_old(&mut self) {
        self.drops.retain(|dropped| dropped.at.elapsed() < GOOD_FOR);
    }
}

#[cfg(test)]
mod tests;
