//! The commands about the cache.

use crate::{Backend, CacheInfo, ErrorCode, ForgetWorkspace, IpcError};

impl Backend {
    /// What the cache holds.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn read_cache_info(&self) -> Result<CacheInfo, IpcError> {
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Empties the cache.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn clear_cache(&self) -> Result<CacheInfo, IpcError> {
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Removes all that the cache holds of one workspace.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn forget_workspace(&self, args: ForgetWorkspace) -> Result<(), IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }
}
