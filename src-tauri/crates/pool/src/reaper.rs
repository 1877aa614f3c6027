//! The background sweep: closes idle connections once they are too old, or dead, and begins rotations.
//!
//! Runs while anything is open and ends with the last connection, so that an idle app does not wake up for nothing. It
//! holds the pool weakly: a forgotten reaper cannot keep a pool alive.

use std::sync::{Arc, Weak};

use tokio::{sync::Notify, time::sleep_until};
use tokio_util::sync::CancellationToken;

use crate::{ManageConnection, shared::Shared};

/// Sweeps until nothing is open, the pool is gone, or `shutdown`.
pub(crate) async fn reap<M: ManageConnection>(
    pool: Weak<Shared<M>>,
    new_deadline: Arc<Notify>,
    shutdown: CancellationToken,
) {
    while let Some(next) = pool.upgrade().and_then(|shared| shared.next_look()) {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            () = new_deadline.notified() => {}
            () = sleep_until(next) => {}
        }
        if let Some(shared) = pool.upgrade() {
            shared.sweep();
        }
    }
}
