//! What may be changed about the endpoint while it runs.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How the body of a refusal goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefusalBody {
    /// With its length, and in one piece with the head.
    #[default]
    Whole,
    /// Without a length, so that it ends when it ends: as a body that comes after its head.
    Pieces {
        /// How long a piece is at most.
        bytes: usize,
        /// What passes before each.
        pause: Duration,
    },
}

/// The switches as they stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) refusal_body: RefusalBody,
}

/// The endpoint's switches.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    /// Held for lines, never across an await.
    settings: Mutex<Settings>,
}

impl Switches {
    /// How they stand now.
    pub(crate) fn settings(&self) -> Settings {
        self.change(|settings| settings.clone())
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        // Every change is one assignment, so a poisoned lock still holds whole settings.
        change(&mut self.settings.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
