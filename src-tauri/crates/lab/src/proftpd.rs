//! proftpd's `mod_sftp`: an SFTP server that owes OpenSSH nothing.
//!
//! It speaks SSH itself and gives no shell, so what a client asks `sudo` for it refuses. It serves a
//! folder of the host on a port of its own. Some of its status codes are of later versions of SFTP
//! than the one it speaks: 11 where a rename meets a file that exists.

pub(crate) mod config;
pub(crate) mod keys;

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    os::{
        fd::OwnedFd,
        unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    },
    path::{Path, PathBuf},
    process::Stdio,
};

use russh::keys::{Algorithm, PrivateKey, ssh_key::LineEnding};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    process::Command,
    task::JoinSet,
};
use tokio_util::task::AbortOnDropHandle;

use self::config::Config;
use crate::{error::Error, programs::program};

const MODULE: &str = "/usr/lib/proftpd/mod_sftp.so";

/// Whether a server offers what OpenSSH added to SFTP version 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extensions {
    /// As `mod_sftp` comes: `posix-rename@openssh.com`, `fsync@openssh.com`, `hardlink@openssh.com`,
    /// `statvfs@openssh.com` and some of its own.
    Offered,
    /// None at all: a rename onto a file that exists is refused, and nothing can be made durable.
    #[default]
    None,
}

/// A proftpd on loopback that serves the host's own files, as the user who runs the test.
///
/// A session begins in the folder; absolute paths are the host's. Dropping it kills it and all its
/// sessions.
#[derive(Debug)]
pub struct Proftpd {
    address: SocketAddr,
    host_key: String,
    /// Its configuration and keys; goes with it.
    _files: TempDir,
    _serve: AbortOnDropHandle<()>,
}

impl Proftpd {
    /// Who may log in, as on an instance. The rights are those of whoever runs the test.
    pub const USER: &str = "ubuntu";

    /// Starts one on a free port. Whoever has the key of `authorized_key`, an OpenSSH line
    /// (`ssh-ed25519 AAAA…`), may log in as [`Proftpd::USER`].
    ///
    /// # Errors
    ///
    /// [`Error::NoProftpd`] where it is not installed or does not like what it is told;
    /// [`Error::Folder`], [`Error::HostKey`], [`Error::Listen`]
    pub async fn start(
        folder: &Path,
        authorized_key: &str,
        extensions: Extensions,
    ) -> Result<Self, Error> {
        let binary = find().map_err(Error::NoProftpd)?;
        let key = keys::rfc4716(authorized_key);
        let key = key.ok_or_else(|| Error::NoProftpd("that is no public key".to_owned()))?;
        let host_key = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519);
        let host_key = host_key.map_err(|error| Error::HostKey(error.to_string()))?;
        let files = tempfile::Builder::new()
            .prefix("causeway-proftpd-")
            .tempdir();
        let files = files.map_err(|source| failed(&std::env::temp_dir(), source))?;
        let written = write(files.path(), folder, &key, &host_key, extensions);
        let config = written.map_err(|source| failed(files.path(), source))?;
        check(&binary, &config).await.map_err(Error::NoProftpd)?;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(Error::Listen)?;
        Ok(Self {
            address: listener.local_addr().map_err(Error::Listen)?,
            host_key: openssh(&host_key)?,
            _serve: AbortOnDropHandle::new(tokio::spawn(serve(listener, binary, config))),
            _files: files,
        })
    }

    /// Where it listens: 127.0.0.1 and its port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its public host key: `ssh-ed25519 AAAA…`.
    pub fn host_key(&self) -> &str {
        &self.host_key
    }
}

/// The program, or one sentence that says what is missing.
pub(crate) fn find() -> Result<PathBuf, String> {
    let binary = program("proftpd").ok_or("proftpd is not installed (package proftpd-core)")?;
    if Path::new(MODULE).exists() {
        return Ok(binary);
    }
    Err("its mod_sftp is not installed (package proftpd-mod-crypto)".to_owned())
}

/// Writes all that the server reads; answers its configuration file.
fn write(
    files: &Path,
    folder: &Path,
    key: &str,
    host_key: &PrivateKey,
    extensions: Extensions,
) -> io::Result<PathBuf> {
    let own = fs::metadata("/proc/self")?;
    let folder = folder.canonicalize()?;
    let users = format!(
        "{}:x:{}:{}::{}:/bin/sh\n",
        Proftpd::USER,
        own.uid(),
        own.gid(),
        folder.display()
    );
    let groups = format!("{}:x:{}:\n", Proftpd::USER, own.gid());
    let host_key = host_key
        .to_openssh(LineEnding::LF)
        .map_err(io::Error::other)?;
    let keep = |name: &str, text: &str| {
        let path = files.join(name);
        write_secret(&path, text).map(|()| path.display().to_string())
    };
    let config = Config {
        port: None,
        runs_as: (
            &name_of("/etc/passwd", own.uid())?,
            &name_of("/etc/group", own.gid())?,
        ),
        users: &keep("users", &users)?,
        groups: &keep("groups", &groups)?,
        host_key: &keep("host-key", &host_key)?,
        keys: &keep("keys", key)?,
        extensions,
    };
    keep("proftpd.conf", &config.to_string()).map(PathBuf::from)
}

/// proftpd refuses files of users that others could read.
fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    io::Write::write_all(&mut file, text.as_bytes())
}

/// The name that a file like `/etc/passwd` has for an id: proftpd takes no number.
fn name_of(file: &str, id: u32) -> io::Result<String> {
    let id = id.to_string();
    let text = fs::read_to_string(file)?;
    let named = text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id).then(|| name.to_owned())
    });
    named.ok_or_else(|| io::Error::other(format!("{file} has no name for {id}")))
}

/// Lets the server read its configuration, so that a mistake is told once and not to each client.
async fn check(binary: &Path, config: &Path) -> Result<(), String> {
    let tried = Command::new(binary)
        .args(["-t", "-c"])
        .arg(config)
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| error.to_string())?;
    if tried.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&tried.stderr).trim().to_owned())
}

/// Starts a server per connection, as inetd does. They end with this task.
async fn serve(listener: TcpListener, binary: PathBuf, config: PathBuf) {
    let mut sessions = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = sessions.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    sessions.spawn(session(socket, binary.clone(), config.clone()));
                }
                Err(error) => return tracing::error!(%error, "proftpd's port is lost"),
            }
        }
    }
}

async fn session(socket: TcpStream, binary: PathBuf, config: PathBuf) {
    let ran = async {
        let socket = socket.into_std()?;
        socket.set_nonblocking(false)?;
        Command::new(binary)
            .args(["-n", "-q", "-c"])
            .arg(config)
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(socket)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?
            .wait()
            .await
    };
    match ran.await {
        Ok(status) => tracing::debug!(%status, "a proftpd ended"),
        Err(error) => tracing::warn!(%error, "a proftpd did not run"),
    }
}

fn openssh(host_key: &PrivateKey) -> Result<String, Error> {
    let line = host_key.public_key().to_openssh();
    line.map_err(|error| Error::HostKey(error.to_string()))
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::Folder {
        path: path.to_owned(),
        source,
    }
}
