//! The one trait that a user of the pool implements.

use std::{error, fmt, future::Future, hash::Hash, sync::Arc};

use crate::Phases;

/// Dials, judges and closes the connections of a [`Pool`](crate::Pool).
pub trait ManageConnection: Send + Sync + 'static {
    /// What a connection is shared by. Two different keys never share one.
    type Key: Clone + Eq + Hash + fmt::Debug + Send + Sync + 'static;
    /// An established connection, used by several callers at once.
    type Connection: Send + Sync + 'static;
    /// Why a dial failed.
    type Error: error::Error + Send + Sync + 'static;

    /// Sets up a connection to `key`, naming what takes time with [`Phases::time`].
    ///
    /// Runs as a task of its own, bounded by [`Config::connect_timeout`](crate::Config::connect_timeout). A key has at most
    /// one dial at a time. A panic fails the dial, and nothing else.
    ///
    /// # Cancel safety
    ///
    /// Dropped at the timeout, when the key is removed and when the pool closes: nothing may be left open then.
    fn connect(
        &self,
        key: &Self::Key,
        phases: &Phases,
    ) -> impl Future<Output = Result<Self::Connection, Self::Error>> + Send;

    /// Whether the connection is known to be dead. Asked before each hand-out: cheap, and never blocks.
    fn has_broken(&self, connection: &Self::Connection) -> bool;

    /// Whether the other end still answers, asked by [`Pool::verify`](crate::Pool::verify) and cut off at its deadline.
    /// Defaults to what [`has_broken`](Self::has_broken) knows.
    fn probe(&self, connection: &Self::Connection) -> impl Future<Output = bool> + Send {
        let answers = !self.has_broken(connection);
        async move { answers }
    }

    /// Closes politely. Bounded by [`Config::close_timeout`](crate::Config::close_timeout), after which the future and
    /// with it the connection are dropped.
    fn close(&self, connection: Arc<Self::Connection>) -> impl Future<Output = ()> + Send;

    /// The group that `key` shares a scarce thing with; [`Config::max_per_budget`](crate::Config::max_per_budget) bounds
    /// each group.
    fn budget(&self, key: &Self::Key) -> String;

    /// Whether the same dial may succeed a moment later. Such a dial is tried once more. Defaults to never.
    fn is_retryable(&self, error: &Self::Error) -> bool {
        let _ = error;
        false
    }
}
