//! Keeping the list current: when it is read again, and what a first panel needs loaded ahead.
//!
//! Two tasks share a [`Pulse`]: one reads lists, the other [follows the events](crate::events). While events come, they keep the list
//! current, and it is read only when they fall silent or cannot tell; while they do not, it is polled. Whoever needs a list asks for
//! one; those that are asked for while another is being read, or shortly after, are one.

mod asking;
mod due;
mod frames;
mod heard;
mod pulse;

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::time::{Instant, timeout};
use tokio_util::task::AbortOnDropHandle;

pub(crate) use self::{
    asking::Asking,
    frames::tell,
    heard::is_an_answer,
    pulse::{Pulse, Socket},
};
use crate::{Backend, ConnectionStatus, IpcError, backend::Inner, connection::Connection, events};

/// So long a list that can wait, because an earlier one is shown, waits for the event socket: what happens before that is open, it
/// would have to be read again for.
const SOCKET_PATIENCE: Duration = Duration::from_secs(1);

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

    /// Starts to follow the platform's events and to read the list whenever they do not keep it current: at once, every 10 s while
    /// there are no events, and after 30 s in which none came. Needs neither network nor credentials to start, and ends with the
    /// connection.
    pub fn keep_fresh(&self) {
        let backend = self.downgrade();
        let pulse = Arc::new(Pulse::default());
        let mut connected = self.connected();
        let Some(connection) = connected.connection.as_ref().map(Arc::downgrade) else {
            return;
        };
        let listing = keep_listing(backend.clone(), connection.clone(), pulse.clone());
        connected.refresher = Some(AbortOnDropHandle::new(tokio::spawn(listing)));
        let following = events::follow(backend, connection, pulse.clone());
        connected.follower = Some(AbortOnDropHandle::new(tokio::spawn(following)));
        connected.pulse = Some(pulse);
    }

    /// Has the list read again soon, if it is being kept current at all.
    pub(crate) fn want_list(&self) {
        if let Some(pulse) = &self.connected().pulse {
            pulse.want_list();
        }
    }

    async fn preload_instances(&self) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let instances: Vec<_> = {
            let shown = self.state().shown();
            let ids = shown.fleet.instances();
            ids.filter_map(|id| id.parse().ok()).collect()
        };
        connection.aws().await?.preload(&instances).await
    }
}

/// Reads the list until the connection is not in force any more.
async fn keep_listing(backend: Weak<Inner>, connection: Weak<Connection>, pulse: Arc<Pulse>) {
    if has_list(&backend) {
        timeout(SOCKET_PATIENCE, pulse.settled()).await.ok();
    }
    let mut preloading = None;
    loop {
        let (Some(inner), Some(current)) = (backend.upgrade(), connection.upgrade()) else {
            return;
        };
        let backend_now = Backend::of(inner);
        pulse.list_begins();
        let was_offline = backend_now.status() == ConnectionStatus::Offline;
        match backend_now.refresh_in_background(&current).await {
            Ok(()) => {
                if was_offline {
                    pulse.try_socket();
                }
                preloading.get_or_insert_with(|| preload(backend_now.clone()));
            }
            Err(error) => tracing::info!("the list could not be read: {error}"),
        }
        drop((backend_now, current));
        pulse.wait_for_next(Instant::now()).await;
    }
}

fn has_list(backend: &Weak<Inner>) -> bool {
    let shown = |inner| Backend::of(inner).state().shown().list().is_some();
    backend.upgrade().is_some_and(shown)
}

/// Without AWS, canvas and cards go on.
fn preload(backend: Backend) -> AbortOnDropHandle<()> {
    AbortOnDropHandle::new(tokio::spawn(async move {
        if let Err(error) = backend.preload_instances().await {
            tracing::info!("instances could not be looked up ahead: {error}");
        }
    }))
}
