//! The network between clients and everything that the lab serves.

use std::sync::Arc;

use tokio::sync::watch;

/// The cable that all listeners hang on. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Cable {
    is_cut: Arc<watch::Sender<bool>>,
}

impl Cable {
    pub(crate) fn new() -> Self {
        Self {
            is_cut: Arc::new(watch::Sender::new(false)),
        }
    }

    pub(crate) fn set_cut(&self, is_cut: bool) {
        self.is_cut.send_replace(is_cut);
    }

    pub(crate) fn is_cut(&self) -> bool {
        *self.is_cut.borrow()
    }

    /// Sees every cut and repair from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<bool> {
        self.is_cut.subscribe()
    }
}
