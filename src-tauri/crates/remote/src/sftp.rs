//! One SFTP channel: asked for, bounded, and ended with its session.
//!
//! A channel takes requests from the moment in which its server was asked for: the first files are read in the round trip that starts it.
//! Whether there is a server shows with the first answer, and [`Sftp::ready`] tells.

mod cell;
mod client;
mod foreseen;
mod handle;
mod mirror;
#[cfg(test)]
mod over;
mod progress;
mod requests;
mod temporary;
mod wire;

use std::{
    fmt,
    future::pending,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::Semaphore,
    time::{Instant, timeout_at},
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

#[cfg(test)]
pub(crate) use self::foreseen::Foreseen;
pub(crate) use self::{
    cell::SftpCell,
    client::{Asking, SftpError},
    foreseen::Told,
    handle::OpenHandle,
    temporary::TemporaryFile,
    wire::{Attributes, Name, StatusCode, flags},
};
use self::{
    client::{Client, Version},
    foreseen::ForeseenFolders,
    progress::Progress,
    wire::Answer,
};
use crate::{
    Access, Error, Phase, RemotePath,
    channel::{OpenChannel, Program, Refused, Start},
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
    opening: Arc<Opening>,
    refused: Refused,
    handles: Arc<Semaphore>,
    foreseen_folders: ForeseenFolders,
    death: Death,
    progress: Progress,
    /// Ends the channel, and with it the client's tasks, which may wait for window for ever.
    ended: CancellationToken,
    _ends: DropGuard,
}

/// A channel on its way.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) access: Access,
    pub(crate) asked: Instant,
    /// From the request for the channel to the server's version.
    pub(crate) took: OnceLock<Duration>,
}

impl Opening {
    /// One that is asked for now.
    pub(crate) fn now(access: Access) -> Arc<Self> {
        Arc::new(Self {
            access,
            asked: Instant::now(),
            took: OnceLock::new(),
        })
    }

    fn deadline(&self) -> Instant {
        self.asked + OPEN_DEADLINE
    }
}

impl fmt::Debug for Sftp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sftp").finish_non_exhaustive()
    }
}

impl Sftp {
    /// Asks for a server on `channel`: the SFTP subsystem as the OS user, or `sftp-server` as root.
    pub(crate) async fn request(
        channel: OpenChannel,
        opening: Arc<Opening>,
        death: Death,
        background: TaskTracker,
    ) -> Result<Arc<Self>, Error> {
        let program = match opening.access {
            Access::User => Program::Subsystem("sftp"),
            Access::Elevated => Program::Command(ELEVATED_SERVER),
        };
        let is_openssh = death.traffic.is_openssh();
        let start = if is_openssh {
            Start::IsPresumed
        } else {
            Start::IsAwaited
        };
        let (stream, refused) = tokio::select! {
            biased;
            () = death.token.cancelled() => return Err(Error::TunnelLost(death.cause())),
            requested = timeout_at(opening.deadline(), channel.request(program, start)) => requested
                .map_err(|_| Error::TimedOut(Phase::OpenSftp))?
                .map_err(|error| Error::TunnelLost(error.to_string()))?,
        };
        let sftp = Self::begin(stream, opening, refused, death, background);
        if !is_openssh {
            // proftpd ends the connection over a handle that it has not given out.
            sftp.client.foresee_nothing();
        }
        Ok(sftp)
    }

    fn begin<S>(
        stream: S,
        opening: Arc<Opening>,
        refused: Refused,
        death: Death,
        background: TaskTracker,
    ) -> Arc<Self>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let ended = death.token.child_token();
        let ends = ended.clone().drop_guard();
        let progress = Progress::default();
        let stream = Ending::new(stream, &ended);
        let client = Client::start(stream, progress.clone(), background, ended.clone());
        Arc::new(Self {
            client,
            opening,
            refused,
            handles: Arc::new(Semaphore::new(MAX_HANDLES)),
            foreseen_folders: ForeseenFolders::default(),
            death,
            progress,
            ended,
            _ends: ends,
        })
    }

    /// Waits until the server has said that it is one.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] when there is no server for the OS user, [`Error::PermissionDenied`] with a hint when there is none for
    /// root; [`Error::TimedOut`], [`Error::TunnelLost`].
    pub(crate) async fn ready(&self) -> Result<(), Error> {
        let version = tokio::select! {
            // A death also ends what has started, which then looks like a server that does not run there.
            biased;
            () = self.death.token.cancelled() => return Err(self.lost()),
            version = timeout_at(self.opening.deadline(), self.client.version()) => version,
        };
        match version {
            Ok(Version::Three(_)) => {
                let Opening { asked, took, .. } = &*self.opening;
                took.get_or_init(|| asked.elapsed());
                Ok(())
            }
            Ok(Version::No | Version::GivenUp) => {
                Err(self.refusal().unwrap_or(Error::TimedOut(Phase::OpenSftp)))
            }
            Err(_) => {
                self.give_up();
                Err(Error::TimedOut(Phase::OpenSftp))
            }
        }
    }

    /// Resolves only when the server does not come in time.
    async fn late(&self) -> Error {
        match self.ready().await {
            Err(late @ Error::TimedOut(_)) => late,
            // What the operation says counts.
            _ => pending().await,
        }
    }

    /// Why there is no server, where that is known: not while it is waited for, and not where we have given it up before that.
    pub(crate) fn refusal(&self) -> Option<Error> {
        if !self.client.has_refused() {
            return None;
        }
        let text = match (self.opening.access, self.refused.is_so()) {
            (Access::Elevated, _) => {
                return Some(Error::PermissionDenied {
                    path: RemotePath::root(),
                    hint: Some(
                        "sftp-server does not start under `sudo -n` there, so files of root cannot be written"
                            .to_owned(),
                    ),
                });
            }
            (Access::User, true) => "sshd offers no SFTP subsystem",
            (Access::User, false) => {
                "its SFTP subsystem does not answer as one: sftp-server is missing, or a file such as .bashrc prints text"
            }
        };
        Some(Error::Unsupported(text.to_owned()))
    }

    fn lost(&self) -> Error {
        Error::TunnelLost(self.death.cause())
    }

    /// Gives the channel up: whatever waits on it ends.
    pub(crate) fn give_up(&self) {
        self.client.give_up();
        self.ended.cancel();
    }

    /// Runs one operation: ended by its answer, by a time without progress, or by the death of the session.
    pub(crate) async fn run<T>(
        &self,
        operation: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let done = tokio::select! {
            // A death also ends the channel: the cause comes first, then what follows from it.
            biased;
            () = self.death.token.cancelled() => Err(self.lost()),
            done = self.progress.bound(IDLE_DEADLINE, operation) => {
                done.unwrap_or(Err(Error::TimedOut(Phase::Operation)))
            }
            late = self.late() => Err(late),
        };
        if matches!(done, Err(Error::TunnelLost(_))) {
            // Nobody reads the channel any more: left open, what the server still sends would freeze the whole session.
            self.ended.cancel();
        }
        done
    }

    /// Whether the server offers an extension. It is known once the channel is ready.
    pub(crate) fn has(&self, extension: &str) -> bool {
        self.client
            .extensions()
            .iter()
            .any(|offered| offered == extension)
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
