//! A pool of shared connections, one per key, for whatever is dear to set up.
//!
//! Unlike a pool of exclusive connections, a [`Lease`] shares: any number of callers hold the connection of a key at
//! once, as with HTTP/2 or SSH, and open channels on it. The pool knows nothing of what a connection is: it calls
//! [`ManageConnection`] to dial, to ask whether a connection is dead, and to close one.
//!
//! # Lifetime
//!
//! - **A connection under a lease is never closed.** One that is too old, poisoned, evicted or removed is only no longer
//!   handed out, and is closed when its last lease is dropped.
//! - **Age counts from set-up** and is not extended by use ([`Config::max_lifetime`]). An idle connection that is too old
//!   is closed at once, one that is found dead within a second, neither waits for the next [`Pool::get`].
//! - **While somebody holds an [`Interest`]** in a key, its connection is replaced before it is too old ([`Pool::hold`]).
//! - **Two limits**, on the whole pool ([`Config::max_size`]) and on each group of keys that shares a scarce thing
//!   ([`Config::max_per_budget`]), hold at every moment, dials and rotations included. At a limit the least recently used
//!   idle connection goes.
//! - **What is opened ahead of its caller costs nobody anything** ([`Pool::get_ahead`]): it takes a place that is free, with others to
//!   spare, ends with those who wanted it, and is the first to go.
//! - **Dropping the pool closes everything**, and leaves no task behind once the last lease is dropped.
//!
//! # Cancellation
//!
//! Any future of this crate may be dropped at any await point. A dial is a task of its own: a caller that gives up, also the
//! first one, takes nothing from the others, and the connection is kept for the next. A dial that waits for a place, or was begun
//! ahead, is given up when nobody wants it any more. A lease that is dropped while its thread panics poisons the connection.
//!
//! # Ordering
//!
//! A key has at most one dial at a time, and one connection that is handed out. Dials get their places in the order in which
//! they were asked for, until [`Config::wait_timeout`]; only a dial whose own budget is full lets others pass. Channels of a
//! connection are given out in the order they were asked for. Events come in the order of the transitions ([`Event`]).
//!
//! # Errors
//!
//! All who wait for a dial get the same [`Error`], and it is not kept: the next `get` dials again. A dial is tried twice at
//! most, and only where [`ManageConnection::is_retryable`] says so. Every `get` ends in bounded time. What a connection is
//! dead of is not read from texts: a connection is poisoned by [`ManageConnection::has_broken`], by a failed
//! [probe](Pool::verify), by [`Lease::poison`] and by a panic.
//!
//! # Layout
//!
//! `pool` is what callers see, `manage` what they implement. `state`, `entry`, `dials`, `sessions`, `rotation`, `admission`,
//! `ahead` and `look` are the locked data and its rules, free of tasks and waiting; `shared` runs those rules and does what follows (`effects`):
//! `attempt` (one dial), `closing`, `reaper` (age).
//!
//! # Example
//!
//! ```
//! use std::{convert::Infallible, sync::Arc};
//!
//! use pool::{Config, ManageConnection, Phases, Pool};
//!
//! struct Greeter;
//!
//! impl ManageConnection for Greeter {
//!     type Key = String;
//!     type Connection = String;
//!     type Error = Infallible;
//!
//!     async fn connect(&self, key: &String, _: &Phases) -> Result<String, Infallible> {
//!         Ok(format!("hello, {key}"))
//!     }
//!     fn has_broken(&self, _: &String) -> bool {
//!         false
//!     }
//!     async fn close(&self, _: Arc<String>) {}
//!     fn budget(&self, _: &String) -> String {
//!         String::new()
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let pool = Pool::new(Greeter, Config::default());
//! let lease = pool.get(&"world".to_owned()).await?;
//! assert_eq!(lease.as_str(), "hello, world");
//! # Ok::<_, pool::Error<Infallible>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod admission;
mod ahead;
mod attempt;
mod closing;
mod config;
mod dials;
mod effects;
mod entry;
mod error;
mod event;
mod history;
mod interest;
mod lease;
mod look;
mod manage;
mod phases;
mod pool;
mod reaper;
mod rotation;
mod sessions;
mod shared;
mod state;
mod status;
mod verify;
mod waiting;

#[cfg(test)]
mod tests;

pub use crate::config::Config;
pub use crate::error::Error;
pub use crate::event::{EntryId, Event, Eviction, Transition};
pub use crate::history::LastDial;
pub use crate::interest::Interest;
pub use crate::lease::{ChannelPermit, Lease};
pub use crate::manage::ManageConnection;
pub use crate::phases::{BACKOFF, Phase, PhaseEnd, Phases, QUEUE};
pub use crate::pool::Pool;
pub use crate::status::{EntryState, EntryStatus, LastError, Status};
