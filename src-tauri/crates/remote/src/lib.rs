//! SSH sessions and SFTP files on an instance, over any byte stream.
//!
//! [`SshConnector`] is what the pool calls to dial: it makes a key in memory, pushes it and opens the tunnel at the same time, and
//! authenticates when both are done. A [`Session`] is the shared value; [`Files`] are the file operations on it.
//!
//! # What is promised
//!
//! - The private key lives in memory, for one dial, and is zeroized after authentication.
//! - The host key is pinned by instance id. What is believed of an unknown one is the [`HostKeyStrategy`]; a key that is not the
//!   expected one is [`Error::HostKeyChanged`], and no key of ours is offered to it.
//! - Every operation ends: with its answer, with [`Error::TimedOut`], or with [`Error::TunnelLost`] as soon as the session dies.
//! - A write replaces the file as a whole or leaves it as it was, and tells of what somebody else has written meanwhile.
//! - Files go over SFTP, through a client of this crate: names and handles stay bytes, requests leave in the order in which they are
//!   made, and what nobody waits for any more tidies up behind itself. There is no shell on their path; searching is one `grep`. Roots of the super user are served by the instance's own `sftp-server`
//!   under `sudo -n`. The one command that a shell starts is the `grep` of [`Files::search`].
//!
//! # A dial, step by step
//!
//! 1. Look-up of instance and endpoint, from memory for ten minutes.
//! 2. At the same time: the key push; the websocket and, over it, SSH's key exchange; for an instance without a pin under
//!    [`HostKeyStrategy::ConsoleThenTofu`], the reading of its console.
//! 3. The host key is compared with the console. Nothing was signed for the other side up to here.
//! 4. Authentication, which is what waits for all of that. `russh` probes the key before it signs: one round trip more than
//!    needed, and one more run of the instance's key command.
//! 5. A refused key is tried once more, with a fresh key, push and tunnel.
//!
//! # Layout
//!
//! - `connector`, `key`, `visit`, `handshake`, `host_keys`, `session`: from a [`Target`] to an authenticated session
//! - `classify`: what a failure says of its session, by type; `error`, `remedy`: what a person can do about it
//! - `transport`, `channel`, `ending`: what russh and SFTP clients work on, so that their tasks end when we say so
//! - `sftp`: one SFTP channel: the protocol, its deadlines and limits
//! - `path`, `roots`: which paths exist for the app
//! - `files`: list, read, write, move, remove, search
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
#[cfg(test)]
mod interop;
mod key;
mod path;
mod remedy;
mod roots;
mod session;
mod sftp;
mod transport;
mod visit;

pub use connector::{SshConnector, Target};
pub use error::{Error, Phase};
pub use files::{
    Case, Conflict, Content, ContentKind, Download, Encoding, Entry, EntryKind, Files, Folder,
    Leftover, ListOptions, Listing, Match, Removed, SearchText, Searched, Stat, Upload, UploadMode,
    Version, Whole, WriteMode, Written, decode, encode, sha256,
};
pub use host_keys::{Expectation, HostKeyStrategy, HostKeys, RefusedKey, Verdict};
pub use key::OneTimeKey;
pub use path::RemotePath;
pub use roots::{Access, base_candidates, root_of, roots};
pub use session::{Session, SftpOpening};
pub use visit::Visit;
