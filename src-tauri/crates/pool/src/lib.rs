//! A pool of shared connections, one per key, for whatever is dear to set up.
//!
//! Unlike a pool of exclusive connections, a [`Lease`] shares: any number of callers hold the connection of a key at
//! once, as with HTTP/2 or SSH, and open channels on it. The pool knows nothing of what a connection is: it calls
//! [`ManageConnection`] to dial, to ask whether a connection is dead, and to close one.
//!
//! What it promises:
//!
//! - **One dial for all.** Callers of a key that has no connection share one dial, which is a task of its own: a caller
//!   that gives up takes nothing from the others. All get the connection, or the same error; errors are not kept.
//! - **A connection under a lease is never closed.** One that is too old, poisoned, evicted or removed is only no longer
//!   handed out, and is closed when its last lease is dropped.
//! - **Age counts from set-up** and is not extended by use ([`Config::max_lifetime`]). An idle connection that is too old
//!   is closed at once, not at the next [`Pool::get`].
//! - **Two limits**, on the whole pool ([`Config::max_size`]) and on each group of keys that shares a scarce thing
//!   ([`Config::max_per_budget`]). At a limit the least recently used idle connection goes; if all are busy, dials queue in
//!   the order they were asked for, until [`Config::wait_timeout`].
//! - **Dropping the pool closes everything**, and leaves no task behind.
//!
//! # Layout
//!
//! `pool` is what callers see, `manage` what they implement. `state`, `entry` and `admission` are the locked data and its rules, free
//! of tasks and waiting; `shared` runs those rules and starts the tasks: `attempt` (one dial), `reaper` (age), `closing`.
//!
//! # Example
//!
//! ```
//! use std::{convert::Infallible, sync::Arc};
//!
//! use pool::{Config, ManageConnection, Pool};
//!
//! struct Greeter;
//!
//! impl ManageConnection for Greeter {
//!     type Key = String;
//!     type Connection = String;
//!     type Error = Infallible;
//!
//!     async fn connect(&self, key: &String) -> Result<String, Infallible> {
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
mod attempt;
mod closing;
mod config;
mod entry;
mod error;
mod lease;
mod manage;
mod pool;
mod reaper;
mod shared;
mod state;
mod status;

#[cfg(test)]
mod tests;

pub use crate::config::Config;
pub use crate::error::Error;
pub use crate::lease::{ChannelPermit, Lease};
pub use crate::manage::ManageConnection;
pub use crate::pool::Pool;
pub use crate::status::{EntryState, EntryStatus, Status};
