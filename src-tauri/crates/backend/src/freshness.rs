//! Keeping the list current, and what a first panel needs loaded ahead.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio_util::task::AbortOnDropHandle;

use crate::{Backend, ErrorCode, IpcError, backend::Inner, events};

/// Between two lists while the platform answers; the platform's own canvas does the same.
const REFRESH_INTERVAL: Duration = Duration::from_secs(30);
/// Between two tries while it does not.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);
impl Backend {
    /// Loads credentials, the list and the places of its instances, so that the first panel does not pay for them. Opens no
    /// tunnel.
    ///
    /// # Errors
    ///
    /// The platform's, then AWS's; what could be loaded is loaded.
    pub async fn preload(&self) -> Result<(), IpcError> {
        self.refresh().await?;
        self.preload_instances().await
    }

    /// Starts to list again and again: at once, then every 30 s, and every 5 s while the platform does not answer; and to follow the
    /// platform's events. Ends with the connection.
    pub fn keep_fresh(&self) {
        let backend = self.downgrade();
        let refresher = AbortOnDropHandle::new(tokio::spawn(keep_fresh(backend.clone())));
        let mut connected = self.connected();
        connected.refresher = Some(refresher);
        if let Some(connection) = connected.connection.as_ref().map(Arc::downgrade) {
            let following = events::follow(backend, connection);
            connected.follower = Some(AbortOnDropHandle::new(tokio::spawn(following)));
        }
    }

    async fn preload_instances(&self) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let instances: Vec<_> = {
            let shown = self.state().shown();
            let rows = shown.list.iter().flat_map(|list| &list.workspaces);
            rows.filter_map(|row| row.instance_id.as_deref()?.parse().ok())
                .collect()
        };
        connection.aws()?.preload(&instances).await
    }
}

async fn keep_fresh(backend: Weak<Inner>) {
    let mut is_first = true;
    loop {
        let pause = {
            let Some(inner) = backend.upgrade() else {
                return;
            };
            let backend = Backend::of(inner);
            let listed = backend.refresh().await;
            if is_first && listed.is_ok() {
                is_first = false;
                if let Err(error) = backend.preload_instances().await {
                    tracing::info!("instances could not be looked up ahead: {error}");
                }
            }
            match listed.map_err(|error| error.code) {
                Err(ErrorCode::Unreachable | ErrorCode::TimedOut) => RETRY_INTERVAL,
                // Nothing gets better by asking a server soon that has answered.
                Ok(()) | Err(_) => REFRESH_INTERVAL,
            }
        };
        tokio::time::sleep(pause).await;
    }
}
