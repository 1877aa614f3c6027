//! One SFTP channel: opened, bounded, and ended with its session.

mod cell;
mod client;
mod handle;
#[cfg(test)]
mod over;
mod progress;
mod requests;
mod temporary;
mod wire;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{sync::Semaphore, time::timeout};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

pub(crate) use self::{
    cell::SftpCell,
    client::{Asking, SftpError},
    handle::OpenHandle,
    temporary::TemporaryFile,
    wire::{Attributes, Name, StatusCode, flags},
};
use self::{client::Client, progress::Progress, wire::Answer};
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
/// Open at the same time; servers have room for some hundreds in all.
const MAX_HANDLES: usize = 64;
/// Runs the instance's own server as root. Fixed text: nothing of the user's goes into it.
/// The paths are Debian's, Red Hat's and Amazon's, Alpine's and SUSE's.
const ELEVATED_SERVER: &str = "sh -c 'for server in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server \
     /usr/lib/ssh/sftp-server; do [ -x \"$server\" ] && exec sudo -n \"$server\"; done; exit 127'";

/// Replaces a file in one step.
pub(crate) const POSIX_RENAME: &str = "posix-rename@openssh.com";
/// Gives a file a second name.
pub(crate) const HARDLINK: &str = "hardlink@openssh.com";
/// Brings a file onto the disk.
pub(crate) const FSYNC: &str = "fsync@openssh.com";
/// Tells how full a disk is.
pub(crate) const STATVFS: &str = "statvfs@openssh.com";

/// An SFTP channel. Requests of several tasks share it and are pipelined.
pub(crate) struct Sftp {
    client: Client,
    extensions: Vec<Bytes>,
    handles: Arc<Semaphore>,
    death: Death,
    progress: Progress,
    /// Ends the channel, and with it the client's tasks, which may wait for window for ever.
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
        let progress = Progress::default();
        let opened = tokio::select! {
            // A death also ends what has started, which then looks like a server that does not run there.
            biased;
            () = death.token.cancelled() => return Err(lost()),
            opened = timeout(OPEN_DEADLINE, start(channel, program, &ended, progress.clone(), background)) => opened,
        };
        let (client, extensions) =
            opened.map_err(|_| OpenError::Failed(Error::TimedOut(Phase::OpenSftp)))??;
        Ok(Arc::new(Self {
            client,
            extensions,
            handles: Arc::new(Semaphore::new(MAX_HANDLES)),
            death,
            progress,
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

    /// Whether the server offers an extension.
    pub(crate) fn has(&self, extension: &str) -> bool {
        self.extensions.iter().any(|offered| offered == extension)
    }
}

/// A status that says that a request was done.
fn done(answer: Answer) -> Result<(), SftpError> {
    match answer {
        Answer::Status {
            code: StatusCode::Ok,
            ..
        } => Ok(()),
        answer => Err(refusal(answer)),
    }
}

/// What an answer says that is not the one which was asked for.
fn refusal(answer: Answer) -> SftpError {
    match answer {
        Answer::Status { code, message } => SftpError::Status { code, message },
        _ => SftpError::Ended("the server's answer does not fit the question".to_owned()),
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
    progress: Progress,
    background: TaskTracker,
) -> Result<(Client, Vec<Bytes>), OpenError> {
    let started = channel.start(program).await;
    let lost = |error: russh::Error| OpenError::Failed(Error::TunnelLost(error.to_string()));
    if !started.map_err(lost)? {
        return Err(OpenError::Declined);
    }
    let stream = channel.into_stream().ok_or(OpenError::Declined)?;
    let stream = Ending::new(stream, ended);
    Client::start(stream, progress, background, ended.clone())
        .await
        .ok_or(OpenError::NoVersion)
}
