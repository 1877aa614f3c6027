//! Sessions that are opened before anybody asks for a file: of the workspace that the pointer rests on.

use crate::{Backend, IpcError, WarmUp, files};

impl Backend {
    /// Opens the session of a workspace that is likely to be opened next, and its SFTP channel. What is in the way of that is told
    /// when the panel opens.
    pub async fn warm_up(&self, args: &WarmUp) {
        if let Err(error) = self.warm(args).await {
            tracing::debug!(workspace = %args.workspace_id, code = ?error.code, "not warmed up: {error}");
        }
    }

    /// The workspace is not likely to be opened any more.
    pub fn stop_warm_up(&self, args: &WarmUp) {
        tracing::trace!(workspace = %args.workspace_id, "nobody waits for it");
    }

    async fn warm(&self, args: &WarmUp) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        files::open(&connection, &site).await.map(drop)
    }
}
