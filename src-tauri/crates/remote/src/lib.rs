//! SSH sessions and SFTP files on an instance, over any byte stream.
//!
//! [`SshConnector`] is what the pool calls to dial: it makes a key in memory, pushes it and opens the tunnel at the same time, and
//! authenticates when both are done. A [`Session`] is the shared value; [`Files`] are the file operations on it.
//!
//! # What is promised
//!
//! - The private key lives in memory, for one dial, and is zeroized after authentication.
//! - The host key is pinned by instance id: the first use is recorded, a change is [`Error::HostKeyChanged`].
//! - Every operation ends: with its answer, with [`Error::TimedOut`], or with [`Error::TunnelLost`] as soon as the session dies.
//! - A write replaces the file as a whole or leaves it as it was.
//! - Files go over SFTP; there is no shell on their path. Roots of the super user are served by the instance's own `sftp-server`
//!   under `sudo -n`.
//!
//! `russh` probes a key before it signs, which costs one round trip and one more run of the instance's key command.
//!
//! # Layout
//!
//! - `connector`, `handshake`, `host_keys`, `session`: from a [`Target`] to an authenticated session
//! - `classify`: what a failure says of its session, by type
//! - `transport`, `channel`, `ending`: what russh and russh-sftp work on, so that their tasks end when we say so
//! - `sftp`: one SFTP channel with its deadlines and limits
//! - `path`, `roots`: which paths exist for the app
//! - `files`: list, read, write, remove
//!
//! # Example
//!
//! ```no_run
//! # async fn example(session: &remote::Session) -> Result<(), remote::Error> {
//! use remote::{Files, RemotePath};
//!
//! let files = Files::new(session);
//! let config = files.read(&RemotePath::parse("/configs/config.yaml")?).await?;
//! println!("{} bytes", config.version.size_bytes);
//! # Ok(())
//! # }
//! ```

mod channel;
mod classify;
mod connector;
mod ending;
mod error;
#[cfg(test)]
mod faults;
mod files;
mod handshake;
mod host_keys;
mod path;
mod roots;
mod session;
mod sftp;
mod transport;

pub use connector::{SshConnector, Target};
pub use error::{Error, Phase};
pub use files::{
    Content, ContentKind, Entry, EntryKind, Files, Listing, Version, WriteMode, sha256,
};
pub use host_keys::{HostKeys, Verdict};
pub use path::RemotePath;
pub use roots::{Access, base_candidates, root_of};
pub use session::{Session, SftpOpening};
