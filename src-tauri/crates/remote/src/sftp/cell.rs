//! Where a session keeps an SFTP channel.

use std::sync::{Arc, Mutex, PoisonError};

use super::Sftp;
use crate::Error;

/// A place for one SFTP channel: opened once for all who ask at the same time, opened again after it was discarded or has failed.
#[derive(Debug, Default)]
pub(crate) struct SftpCell {
    /// Held for a clone or a swap only.
    cell: Mutex<Arc<tokio::sync::OnceCell<Arc<Sftp>>>>,
}

impl SftpCell {
    pub(crate) async fn get_or_open<F>(&self, open: impl FnOnce() -> F) -> Result<Arc<Sftp>, Error>
    where
        F: Future<Output = Result<Arc<Sftp>, Error>>,
    {
        let cell = self
            .cell
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        cell.get_or_try_init(open).await.cloned()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.cell
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .initialized()
    }

    pub(crate) fn discard(&self, sftp: &Arc<Sftp>) {
        let mut cell = self.cell.lock().unwrap_or_else(PoisonError::into_inner);
        if cell.get().is_some_and(|present| Arc::ptr_eq(present, sftp)) {
            *cell = Arc::default();
        }
    }
}
