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
//!   made, and what nobody waits for any more tidies up behind itself. There is no shell on their path. Roots of the super user are
//!   served by the instance's own `sftp-server` under `sudo -n`. The one command that a shell starts is the `grep` of [`Files::search`].
//!
//! # A dial, step by step
//!
//! What waits for what, from nothing to the first bytes of a file: eleven round trips to the far end, and nine where somebody has come near
//! to the instance before, as whoever opens a panel has: steps 1 and 2 are done then, ahead of everything else
//! ([`eice::Client::preconnect`]). Look-ups of instance and endpoint come from memory, for ten minutes, and so do credentials.
//!
//! | round trip | what is sent | once this is there |
//! |---:|---|---|
//! | 1 | TCP connection to the endpoint; beside it, until step 7, the key push | – |
//! | 2 | TLS 1.3 | the connection |
//! | 3 | the upgrade to a websocket, signed | the TLS session |
//! | 4 | our banner; the algorithms, once sshd's banner is there | the upgrade |
//! | 5 | our half of the key exchange | sshd's algorithms |
//! | 6 | the request for the authentication service | sshd's half, the host key held to its pin, and the key push |
//! | 7 | the question whether our key would do | the service |
//! | 8 | the signature | the answer to that |
//! | 9 | the request for a channel | the word that we are in |
//! | 10 | the request for the server | the channel |
//! | 11 | in one packet: SFTP's version, REALPATH twice, STAT, OPEN, FSTAT, the READs; and the same for the folder | the window |
//!
//! Four of them are `russh`'s. sshd would take the service, a signature that nobody has asked about, and the channel in the same packet as
//! step 8; `russh` waits for the answer to each, and its probe of the key is one more run of the instance's key command. And it keeps to
//! the window of RFC 4254, which OpenSSH opens for a session only with its program: it would take what is sent along with step 10. Servers
//! that give a window with the channel save that one.
//!
//! A path that this process has not seen on the instance yet is looked at before it is opened: one more. A server that is no OpenSSH's
//! numbers its handles otherwise: one more again, as the READs wait for the handle (`sftp::mirror`, and `files::sightings` for what may be
//! opened ahead at all). Where sshd does not say that it is OpenSSH's, nothing is foreseen, and its program and version are waited for
//! first. On a session that is open, step 11 is all there is.
//!
//! - For an instance without a pin under [`HostKeyStrategy::ConsoleThenTofu`], its console is read beside steps 1 to 5, and the host key is
//!   compared with that. Nothing is signed for the other side before.
//! - A refused key is tried once more, with a fresh key, push and tunnel.
//!
//! The tests in `faults::round_trips` count from step 4 on, with a server that gives a window with the channel.
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
