//! The app, which comes after the cache: a start reads what is kept while the toolkit sets itself up.

use std::sync::{Arc, OnceLock};

use tauri::{AppHandle, Runtime};

/// The app whose plugin writes, once it is there.
pub(super) struct App<R: Runtime>(Arc<OnceLock<AppHandle<R>>>);

impl<R: Runtime> App<R> {
    pub(super) fn to_come() -> Self {
        Self(Arc::default())
    }

    /// The first one stays.
    pub(super) fn set(&self, app: AppHandle<R>) {
        self.0.set(app).ok();
    }

    /// Waits for it: not to be called on the thread that starts it.
    pub(super) fn handle(&self) -> &AppHandle<R> {
        self.0.wait()
    }
}

impl<R: Runtime> Clone for App<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
