//! The commands about the cache, and its notices.

use std::{
    io,
    sync::{Arc, Weak},
};

use tokio::{sync::watch, task::spawn_blocking};

use crate::{
    AppEvent, Backend, CacheInfo, ErrorCode, ForgetWorkspace, IpcError, backend::Inner,
    store::Shelves,
};

impl Backend {
    /// What the cache holds.
    ///
    /// # Errors
    ///
    /// `internal` when the app is ending.
    pub async fn read_cache_info(&self) -> Result<CacheInfo, IpcError> {
        self.with_cache(Shelves::info).await
    }

    /// Empties the cache of all platforms. What is shown stays until it is read again; the layout, due restarts and base folders
    /// stay altogether.
    ///
    /// # Errors
    ///
    /// `internal` when the disk does not take it.
    pub async fn clear_cache(&self) -> Result<CacheInfo, IpcError> {
        let cleared = self.with_cache(|shelves| {
            shelves.clear();
            shelves.flush().map(|()| shelves.info())
        });
        let info = cleared.await?.map_err(|error| failed(&error))?;
        self.announce_snapshot();
        Ok(info)
    }

    /// Removes all that the cache holds of one workspace: cards, configuration, listings, its row. It comes back with the next list
    /// if the platform has it.
    ///
    /// # Errors
    ///
    /// `invalid_input` when nothing is connected; `internal` when the disk does not take it.
    pub async fn forget_workspace(&self, args: ForgetWorkspace) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let workspace_id = args.workspace_id.to_string();
        connection.store.forget(&workspace_id);
        let flushed = self.with_cache(Shelves::flush);
        flushed.await?.map_err(|error| failed(&error))?;
        self.state()
            .announce(AppEvent::CardChanged { workspace_id });
        Ok(())
    }

    /// What the user should know of the cache.
    pub(crate) fn cache_notice(&self) -> Option<String> {
        self.shelves().cache().notices().borrow().clone()
    }

    /// Puts the cache on the disk. That it cannot be has been told by the cache itself.
    pub(crate) async fn flush_cache(&self) {
        match self.with_cache(Shelves::flush).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the cache could not be saved"),
            Err(error) => tracing::warn!(%error, "the cache was not saved"),
        }
    }

    /// Does what waits for the disk where waiting holds up nobody.
    async fn with_cache<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shelves) -> T + Send + 'static,
    ) -> Result<T, IpcError> {
        let shelves = self.shelves().clone();
        let working = spawn_blocking(move || work(&shelves));
        working.await.map_err(|error| failed(&error.into()))
    }
}

fn failed(error: &io::Error) -> IpcError {
    IpcError::new(
        ErrorCode::Internal,
        format!("the cache could not be written: {error}"),
    )
}

/// Announces the notices of the cache until the cache or the backend is gone.
pub(crate) async fn tell(backend: Weak<Inner>, mut notices: watch::Receiver<Option<String>>) {
    while notices.changed().await.is_ok() {
        let Some(inner) = backend.upgrade() else {
            return;
        };
        let notice = notices.borrow_and_update().clone();
        Backend::of(Arc::clone(&inner))
            .state()
            .announce(AppEvent::CacheNotice { notice });
    }
}
