//! What changes in the fleet is told at most once a frame, and written now and then.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{
    select,
    sync::Notify,
    time::{Instant, sleep_until},
};

use crate::{Backend, backend::Inner};

/// A frame at 60 Hz.
const FRAME: Duration = Duration::from_millis(16);
/// Rows that events have changed are written at most so often; a list writes them itself.
const WRITE_INTERVAL: Duration = Duration::from_secs(5);

/// Tells what changes until the backend is gone.
pub(crate) async fn tell(backend: Weak<Inner>, changed: Arc<Notify>) {
    let mut told = Instant::now() - FRAME;
    let mut written = Instant::now();
    let mut is_unwritten = false;
    loop {
        select! {
            () = changed.notified() => {
                sleep_until(told + FRAME).await;
                let Some(inner) = backend.upgrade() else { return };
                is_unwritten |= Backend::of(inner).tell_changes();
                told = Instant::now();
            }
            () = sleep_until(written + WRITE_INTERVAL), if is_unwritten => {
                let Some(inner) = backend.upgrade() else { return };
                Backend::of(inner).keep_rows();
                is_unwritten = false;
                written = Instant::now();
            }
        }
    }
}
