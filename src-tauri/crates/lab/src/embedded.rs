//! An SSH and SFTP server in this process, for where there is no sshd or no right to start one.
//!
//! It keeps what a client can tell apart: keys are asked for at each login, the subsystem works with
//! the user's rights and `sudo … sftp-server` with root's, handles and failures are OpenSSH's. There
//! is no shell. A folder of the host stands for the instance's disk.

mod attributes;
mod connection;
mod disk;
mod handles;
mod jail;
mod owners;
mod sftp;

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::server::{Config, run_stream};
use russh::{MethodKind, MethodSet, SshId};
use tokio::io::{AsyncRead, AsyncWrite};

use self::connection::Connection;
use self::disk::Disk;

/// Says whether a user may log in with a key, given as an OpenSSH line (`ssh-ed25519 AAAA…`).
pub(crate) type Grants = Arc<dyn Fn(&str, &str) -> bool + Send + Sync>;

/// Called when something has happened.
pub(crate) type Hook = Arc<dyn Fn() + Send + Sync>;

/// Login attempts on one connection; sshd's `MaxAuthTries`.
const MOST_ATTEMPTS: usize = 6;

/// One machine: its disk, its host key and who may log in.
pub(crate) struct Instance {
    disk: Arc<Disk>,
    /// Read at each connection. Held for lines, never across an await.
    host_key: Mutex<PrivateKey>,
    grants: Grants,
    on_authenticated: Hook,
    on_sftp: Hook,
}

impl Instance {
    /// A machine whose `/` is the host's folder `root`.
    ///
    /// Under `root` exist, as far as they were made, `configs`, `home`, `opt`, `plugins`, `tmp` and
    /// `workspace`, nothing else.
    pub(crate) fn new(root: PathBuf, host_key: PrivateKey, grants: Grants) -> Self {
        Self {
            disk: Arc::new(Disk::new(root)),
            host_key: Mutex::new(host_key),
            grants,
            on_authenticated: Arc::new(|| {}),
            on_sftp: Arc::new(|| {}),
        }
    }

    /// Calls `hook` for each connection that has logged in.
    pub(crate) fn on_authenticated(mut self, hook: Hook) -> Self {
        self.on_authenticated = hook;
        self
    }

    /// Calls `hook` for each SFTP server that is started, as subsystem or as command.
    pub(crate) fn on_sftp(mut self, hook: Hook) -> Self {
        self.on_sftp = hook;
        self
    }

    /// Replaces the host key; connections made from now on see the new one.
    pub(crate) fn set_host_key(&self, host_key: PrivateKey) {
        *self.host_key.lock().unwrap_or_else(PoisonError::into_inner) = host_key;
    }

    fn config(&self) -> Config {
        let host_key = self
            .host_key
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Config {
            server_id: SshId::Standard(Cow::Borrowed("SSH-2.0-Causeway_lab")),
            methods: MethodSet::from([MethodKind::PublicKey].as_slice()),
            // The keys are good for a minute and the server is on loopback: no need to be slow.
            auth_rejection_time: Duration::ZERO,
            max_auth_attempts: MOST_ATTEMPTS,
            keys: vec![host_key],
            inactivity_timeout: None,
            ..Config::default()
        }
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Instance")
            .field("disk", &self.disk)
            .finish_non_exhaustive()
    }
}

/// Serves one SSH connection over any stream, until either side ends it.
///
/// # Errors
///
/// What ended it, if that was not an orderly goodbye.
///
/// # Cancel safety
///
/// Dropping the future does not end a connection whose handshake has begun; dropping the other end
/// of the stream does.
pub(crate) async fn serve<S>(stream: S, instance: Arc<Instance>) -> Result<(), russh::Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let config = Arc::new(instance.config());
    run_stream(config, stream, Connection::new(instance))
        .await?
        .await
}

#[cfg(test)]
mod tests;
