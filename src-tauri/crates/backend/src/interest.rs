//! Which sessions are kept ahead of their time: those of open panels, while somebody can look at them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use pool::{Interest, Pool};
use remote::{SshConnector, Target};

use crate::WorkspaceId;

/// Why no session is kept ahead of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pause {
    /// The window has been hidden for a while.
    Hidden,
    /// The platform does not answer.
    Offline,
}

/// The targets of open panels. Unless it is paused, each is held in the pool, so that its session is replaced before it ends.
#[derive(Debug, Default)]
pub(crate) struct Interests {
    /// Held for one look or change only.
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    pauses: Vec<Pause>,
    panels: HashMap<WorkspaceId, Panel>,
}

#[derive(Debug)]
struct Panel {
    pool: Pool<SshConnector>,
    target: Target,
    interest: Option<Interest<SshConnector>>,
}

impl Interests {
    /// A panel works with this target from now on.
    pub(crate) fn hold(&self, panel: WorkspaceId, pool: &Pool<SshConnector>, target: Target) {
        let mut inner = self.inner();
        let interest = inner.pauses.is_empty().then(|| pool.hold(&target));
        inner.panels.insert(
            panel,
            Panel {
                pool: pool.clone(),
                target,
                interest,
            },
        );
    }

    /// A panel was closed.
    pub(crate) fn release(&self, panel: WorkspaceId) {
        self.inner().panels.remove(&panel);
    }

    /// All panels are gone.
    pub(crate) fn clear(&self) {
        self.inner().panels.clear();
    }

    /// Whether sessions are left to come to their end.
    pub(crate) fn is_paused(&self) -> bool {
        !self.inner().pauses.is_empty()
    }

    /// Lets every session come to its end.
    pub(crate) fn pause(&self, why: Pause) {
        let mut inner = self.inner();
        if !inner.pauses.contains(&why) {
            inner.pauses.push(why);
        }
        inner
            .panels
            .values_mut()
            .for_each(|panel| panel.interest = None);
    }

    /// Keeps the sessions of the open panels again, unless there is another reason not to.
    pub(crate) fn resume(&self, why: Pause) {
        let mut inner = self.inner();
        inner.pauses.retain(|known| *known != why);
        if inner.pauses.is_empty() {
            for panel in inner.panels.values_mut() {
                panel
                    .interest
                    .get_or_insert_with(|| panel.pool.hold(&panel.target));
            }
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
