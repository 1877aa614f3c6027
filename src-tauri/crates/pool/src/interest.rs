//! Wanting a connection to stay fresh.

use std::{fmt, sync::Arc};

use crate::{ManageConnection, shared::Shared};

/// Keeps what a key has open fresh: while any interest in a key lives, its connection is replaced before it is too old, so
/// that a `get` finds an open one. See [`Pool::hold`](crate::Pool::hold). Dropping it ends the interest.
///
/// It neither dials by itself nor keeps the pool open.
pub struct Interest<M: ManageConnection> {
    shared: Arc<Shared<M>>,
    key: M::Key,
}

impl<M: ManageConnection> Interest<M> {
    pub(crate) fn new(shared: Arc<Shared<M>>, key: M::Key) -> Self {
        shared.update(|state| state.hold(&key));
        Self { shared, key }
    }

    /// What it is held in.
    pub fn key(&self) -> &M::Key {
        &self.key
    }
}

impl<M: ManageConnection> Drop for Interest<M> {
    fn drop(&mut self) {
        self.shared.update(|state| state.let_go(&self.key));
    }
}

impl<M: ManageConnection> fmt::Debug for Interest<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Interest").field(&self.key).finish()
    }
}
