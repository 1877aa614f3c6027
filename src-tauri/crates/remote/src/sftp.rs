//! One SFTP channel: opened, bounded, and ended with its session.

mod cell;
mod handle;
mod progress;
mod temporary;

use std::{fmt, sync::Arc, time::Duration};

use russh_sftp::{
    client::{Config, RawSftpSession, error::Error as SftpError},
    protocol::{StatusCode, Version},
};
use tokio::{sync::Semaphore, time::timeout};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use self::progress::Progress;
pub(crate) use self::{cell::SftpCell, handle::OpenHandle};
use crate::{
    Error, Phase, RemotePath,
    channel::{OpenChannel, Program},
    ending::Ending,
    handshake::Death,
};

/// From the channel's request to the server's version.
const OPEN_DEADLINE: Duration = Duration::from_secs(10);
/// How long an operation may stand still.
const IDLE_DEADLINE: Duration = Duration::from_secs(30);
/// russh-sftp counts from the queueing of a request, so this must cover what is queued before it: megabytes, on a slow link.
const REQUEST_SECONDS: u64 = 300;
/// russh-sftp decodes handles as UTF-8, which breaks above 126 open ones.
const MAX_HANDLES: usize = 64;
/// Runs the instance's own server as root. Fixed text: nothing of the user's goes into it.
/// The paths are Debian's, Red Hat's and Amazon's, Alpine's and SUSE's.
const ELEVATED_SERVER: &str = "sh -c 'for server in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server \
     /usr/lib/ssh/sftp-server; do [ -x \"$server\" ] && exec sudo -n \"$server\"; done; exit 127'";

/// An SFTP channel. Requests of several tasks share it and are pipelined.
pub(crate) struct Sftp {
    raw: RawSftpSession,
    handles: Arc<Semaphore>,
    death: Death,
    progress: Progress,
    /// What tidies up behind abandoned operations; the session waits for it when it closes.
    background: TaskTracker,
    has_posix_rename: bool,
    has_fsync: bool,
    /// Ends the channel, and with it russh-sftp's tasks, which may wait for window for ever.
    ended: CancellationToken,
    _ends: DropGuard,
}

impl fmt::Debug for Sftp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sftp").finish_non_exhaustive()
    }
}

impl Sftp {
    /// The SFTP subsystem, as the OS user.
    pub(crate) async fn open_subsystem(
        channel: OpenChannel,
        death: Death,
        background: TaskTracker,
    ) -> Result<Arc<Self>, Error> {
        Self::open(channel, Program::Subsystem("sftp"), death, background)
            .await
            .map_err(|error| match error {
                OpenError::Declined => {
                    Error::Unsupported("sshd offers no SFTP subsystem".to_owned())
                }
                OpenError::NoVersion => Error::Unsupported(
                    "its SFTP subsystem does not answer as one: sftp-server is missing, or a file such as .bashrc prints text"
                        .to_owned(),
                ),
                OpenError::Failed(error) => error,
            })
    }

    /// `sftp-server` as root.
    ///
    /// # Errors
    ///
    /// [`Error::PermissionDenied`] with a hint when `sudo -n` or the server does not start while the session is alive.
    pub(crate) async fn open_elevated(
        channel: OpenChannel,
        death: Death,
        background: TaskTracker,
    ) -> Result<Arc<Self>, Error> {
        let program = Program::Command(ELEVATED_SERVER);
        Self::open(channel, program, death, background).await.map_err(|error| match error {
            OpenError::Declined | OpenError::NoVersion => Error::PermissionDenied {
                path: RemotePath::root(),
                hint: Some(
                    "sftp-server does not start under `sudo -n` there, so files of root cannot be written"
                        .to_owned(),
                ),
            },
            OpenError::Failed(error) => error,
        })
    }

    async fn open(
        channel: OpenChannel,
        program: Program,
        death: Death,
        background: TaskTracker,
    ) -> Result<Arc<Self>, OpenError> {
        let lost = || OpenError::Failed(Error::TunnelLost(death.cause()));
        let ended = death.token.child_token();
        let ends = ended.clone().drop_guard();
        let opened = tokio::select! {
            // A death also ends what has started, which then looks like a server that does not run there.
            biased;
            () = death.token.cancelled() => return Err(lost()),
            opened = timeout(OPEN_DEADLINE, start(channel, program, &ended)) => opened,
        };
        let (raw, version) =
            opened.map_err(|_| OpenError::Failed(Error::TimedOut(Phase::OpenSftp)))??;
        let offers = |name: &str| version.extensions.contains_key(name);
        Ok(Arc::new(Self {
            has_posix_rename: offers("posix-rename@openssh.com"),
            has_fsync: offers("fsync@openssh.com"),
            raw,
            handles: Arc::new(Semaphore::new(MAX_HANDLES)),
            death,
            progress: Progress::default(),
            background,
            ended,
            _ends: ends,
        }))
    }

    /// Runs one operation: ended by its answer, by a time without progress, or by the death of the session.
    pub(crate) async fn run<T>(
        &self,
        operation: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let done = tokio::select! {
            // A death also ends the channel: the cause comes first, then what follows from it.
            biased;
            () = self.death.token.cancelled() => Err(Error::TunnelLost(self.death.cause())),
            done = self.progress.bound(IDLE_DEADLINE, operation) => {
                done.unwrap_or(Err(Error::TimedOut(Phase::Operation)))
            }
        };
        if matches!(done, Err(Error::TunnelLost(_))) {
            // Nobody reads the channel any more: left open, what the server still sends would freeze the whole session.
            self.ended.cancel();
        }
        done
    }

    /// The requests themselves; every future sends on its first poll, so joined ones are pipelined.
    pub(crate) fn raw(&self) -> &RawSftpSession {
        &self.raw
    }

    /// An answer has moved an operation on, so that it may go on for another while.
    pub(crate) fn progressed(&self) {
        self.progress.made();
    }

    /// Whether a handle can be flushed to the disk.
    pub(crate) fn has_fsync(&self) -> bool {
        self.has_fsync
    }

    /// Replaces `to` by `from` in one step.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] when the server cannot do that in one step.
    pub(crate) async fn posix_rename(&self, from: &str, to: &RemotePath) -> Result<(), Error> {
        if !self.has_posix_rename {
            return Err(Error::Unsupported(
                "it has no posix-rename, so a file cannot be replaced as a whole".to_owned(),
            ));
        }
        let mut data = Vec::with_capacity(from.len() + to.as_str().len() + 8);
        for text in [from, to.as_str()] {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            data.extend_from_slice(&length.to_be_bytes());
            data.extend_from_slice(text.as_bytes());
        }
        let answer = self.raw.extended("posix-rename@openssh.com", data).await;
        match answer.map_err(|error| Error::from_sftp(error, to))? {
            russh_sftp::protocol::Packet::Status(status)
                if status.status_code == StatusCode::Ok =>
            {
                Ok(())
            }
            russh_sftp::protocol::Packet::Status(status) => {
                Err(Error::from_sftp(SftpError::Status(status), to))
            }
            _ => Err(Error::from_sftp(SftpError::UnexpectedPacket, to)),
        }
    }
}

enum OpenError {
    /// The server is refused.
    Declined,
    /// What runs there is not an SFTP server, or it has ended already.
    NoVersion,
    Failed(Error),
}

/// Starts a server on `channel` and exchanges versions with it.
async fn start(
    mut channel: OpenChannel,
    program: Program,
    ended: &CancellationToken,
) -> Result<(RawSftpSession, Version), OpenError> {
    let started = channel.start(program).await;
    let lost = |error: russh::Error| OpenError::Failed(Error::TunnelLost(error.to_string()));
    if !started.map_err(lost)? {
        return Err(OpenError::Declined);
    }
    let stream = channel.into_stream().ok_or(OpenError::Declined)?;
    let config = Config {
        request_timeout_secs: REQUEST_SECONDS,
        ..Config::default()
    };
    let raw = RawSftpSession::new_with_config(Ending::new(stream, ended), config);
    let version = raw.init().await.map_err(|_| OpenError::NoVersion)?;
    Ok((raw, version))
}
