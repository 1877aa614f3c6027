//! Why a `get` failed.

use std::sync::Arc;

/// Why the pool has no connection to hand out. Cheap to clone: all who waited for one dial get the same.
#[derive(Debug, thiserror::Error)]
pub enum Error<E> {
    /// The dial failed; every caller that waited for it shares this error.
    #[error("could not connect")]
    Connect(#[source] Arc<E>),
    /// The dial took longer than [`Config::connect_timeout`](crate::Config::connect_timeout).
    #[error("the connection was not set up in time")]
    TimedOut,
    /// Every connection stayed busy for [`Config::wait_timeout`](crate::Config::wait_timeout).
    #[error("all connections are busy")]
    Exhausted,
    /// The key was removed while the caller waited.
    #[error("the connection was removed while it was being set up")]
    Removed,
    /// The dial was begun [ahead](crate::Pool::get_ahead), and is not wanted any more. No caller ever gets this: nobody waited.
    #[error("the connection was not wanted any more")]
    GivenUp,
    /// The pool was closed, before or while the caller waited.
    #[error("the connection pool is closed")]
    Closed,
    /// The dial panicked. The next `get` dials again.
    #[error("setting up the connection panicked")]
    Panicked,
    /// The connection was dead as soon as it was set up, twice in a row.
    #[error("the connection broke as soon as it was set up")]
    Broken,
}

impl<E> Clone for Error<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Connect(error) => Self::Connect(Arc::clone(error)),
            Self::TimedOut => Self::TimedOut,
            Self::Exhausted => Self::Exhausted,
            Self::Removed => Self::Removed,
            Self::GivenUp => Self::GivenUp,
            Self::Closed => Self::Closed,
            Self::Panicked => Self::Panicked,
            Self::Broken => Self::Broken,
        }
    }
}
