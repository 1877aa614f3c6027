//! All platforms' caches together: what they share is the room on the disk, and the one who writes the indexes.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{runtime::Handle, time::sleep};

use super::{
    PLATFORM, migrate,
    state::{State, When},
};
use crate::{Cache, CacheInfo};

/// What may be on the disk, both generations of each section counted.
const LIMIT_BYTES: u64 = 200 << 20;
/// Between two writes of an index: changes come in bursts.
const PAUSE: Duration = Duration::from_millis(500);
/// After this a change that can wait is written, too.
const LATER: Duration = Duration::from_mins(5);

/// Every [`Store`](super::Store) is a part of this. Cheap to clone.
#[derive(Clone)]
pub struct Shelves(Arc<Inner>);

struct Inner {
    cache: Arc<dyn Cache>,
    /// Held for a look or a change, and for the reading of one section.
    state: Mutex<State>,
}

impl fmt::Debug for Shelves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelves").finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        save_all(state);
    }
}

impl Shelves {
    /// Everything that `cache` holds. Reads nothing yet.
    pub fn new(cache: Arc<dyn Cache>) -> Self {
        Self::with_limit(cache, LIMIT_BYTES)
    }

    pub(super) fn with_limit(cache: Arc<dyn Cache>, limit_bytes: u64) -> Self {
        let state = State::new(cache.clone(), limit_bytes);
        Self(Arc::new(Inner {
            cache,
            state: Mutex::new(state),
        }))
    }

    /// Takes in what an older version has left: to be called before anything is read. Where there is something, which is once in the
    /// life of a cache, it blocks until that is on the disk, which may wait for the app.
    pub(crate) fn migrate(&self) {
        migrate::migrate(self);
    }

    /// Puts everything on the disk.
    ///
    /// # Errors
    ///
    /// Those of [`Cache::flush`].
    pub fn flush(&self) -> std::io::Result<()> {
        save_all(&mut self.state());
        self.cache().flush()
    }

    /// What is kept. Looks at the disk.
    pub(crate) fn info(&self) -> CacheInfo {
        let mut state = self.state();
        let platforms = state.platforms().values();
        let entries = platforms.flat_map(|platform| &platform.index.entries);
        let workspaces = entries.filter(|(id, entry)| *id != PLATFORM && entry.is_stored());
        let workspaces = workspaces.count();
        drop(state);
        CacheInfo {
            bytes: self.cache().size_bytes(),
            limit_bytes: LIMIT_BYTES,
            workspaces: u64::try_from(workspaces).unwrap_or(u64::MAX),
            folder: self
                .cache()
                .folder()
                .map(|folder| folder.display().to_string()),
        }
    }

    /// Lets go of everything but what the user has done on this machine.
    pub(crate) fn clear(&self) {
        self.state().clear();
    }

    pub(crate) fn cache(&self) -> &dyn Cache {
        &*self.0.cache
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the index of `scope` has changed, and sees to it that it is written.
    pub(super) fn save_index(&self, state: &mut State, scope: &str, when: When) {
        let platform = state.platform(scope);
        platform.is_changed = true;
        let since = platform.saved_at.elapsed();
        if platform.is_awaited || (when == When::Later && since < LATER) {
            return;
        }
        match Handle::try_current() {
            Ok(runtime) if since < PAUSE => {
                platform.is_awaited = true;
                let (inner, scope) = (Arc::downgrade(&self.0), scope.to_owned());
                // It has no owner, as it ends by itself; if everything is gone before, that has saved it.
                drop(runtime.spawn(async move {
                    sleep(PAUSE).await;
                    if let Some(inner) = inner.upgrade() {
                        let shelves = Self(inner);
                        let mut state = shelves.state();
                        state.platform(&scope).is_awaited = false;
                        state.save_index(&scope);
                    }
                }));
            }
            Ok(_) | Err(_) => state.save_index(scope),
        }
    }
}

fn save_all(state: &mut State) {
    for scope in state.loaded() {
        state.save_index(&scope);
    }
}
