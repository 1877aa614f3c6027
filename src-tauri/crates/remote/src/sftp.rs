//! One SFTP channel: opened, bounded, and ended with its session.

mod handle;
mod progress;
mod temporary;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use russh::{Channel, ChannelMsg, client::Msg};
use russh_sftp::{
    client::{Config, RawSftpSession, error::Error as SftpError},
    protocol::StatusCode,
};
use tokio::{sync::Semaphore, time::timeout};
use tokio_util::task::TaskTracker;

pub(crate) use self::handle::OpenHandle;
use self::progress::Progress;
use crate::{Error, Phase, RemotePath, handshake::Death};

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
}

impl fmt::Debug for Sftp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sftp").finish_non_exhaustive()
    }
}

impl Sftp {
    /// The SFTP subsystem, as the OS user.
    pub(crate) async fn open_subsystem(
        channel: Channel<Msg>,
        death: Death,
        background: TaskTracker,
    ) -> Result<Arc<Self>, Error> {
        let asked = channel.request_subsystem(true, "sftp").await;
        Self::open(channel, death, background, asked)
            .await
            .map_err(|error| match error {
                OpenError::Declined => {
                    Error::Unsupported("sshd offers no SFTP subsystem".to_owned())
                }
                OpenError::Failed(error) => error,
            })
    }

    /// `sftp-server` as root.
    ///
    /// # Errors
    ///
    /// [`Error::PermissionDenied`] with a hint when `sudo -n` or the server does not start while the session is alive.
    pub(crate) async fn open_elevated(
        channel: Channel<Msg>,
        death: Death,
        background: TaskTracker,
    ) -> Result<Arc<Self>, Error> {
        let asked = channel.exec(true, ELEVATED_SERVER).await;
        Self::open(channel, death, background, asked).await.map_err(|error| match error {
            OpenError::Declined => Error::PermissionDenied {
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
        mut channel: Channel<Msg>,
        death: Death,
        background: TaskTracker,
        asked: Result<(), russh::Error>,
    ) -> Result<Arc<Self>, OpenError> {
        let lost = || OpenError::Failed(Error::TunnelLost(death.cause()));
        asked.map_err(|_| lost())?;
        let opening = async {
            wait_for_success(&mut channel).await?;
            let config = Config {
                request_timeout_secs: REQUEST_SECONDS,
                ..Config::default()
            };
            let raw = RawSftpSession::new_with_config(channel.into_stream(), config);
            let version = raw.init().await.map_err(|_| OpenError::Declined)?;
            Ok((raw, version))
        };
        let opened = tokio::select! {
            opened = timeout(OPEN_DEADLINE, opening) => opened,
            () = death.token.cancelled() => return Err(lost()),
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
        }))
    }

    /// Runs one operation: ended by its answer, by a time without progress, or by the death of the session.
    pub(crate) async fn run<T>(
        &self,
        operation: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        tokio::select! {
            done = self.progress.bound(IDLE_DEADLINE, operation) => {
                done.unwrap_or(Err(Error::TimedOut(Phase::Operation)))
            }
            () = self.death.token.cancelled() => Err(Error::TunnelLost(self.death.cause())),
        }
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
    /// The server does not run there.
    Declined,
    Failed(Error),
}

/// Waits for the answer to a channel request; window adjustments may come before it.
async fn wait_for_success(channel: &mut Channel<Msg>) -> Result<(), OpenError> {
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => return Ok(()),
            Some(ChannelMsg::WindowAdjusted { .. }) => {}
            _ => return Err(OpenError::Declined),
        }
    }
}

/// A place for one SFTP channel: opened once for all who ask at the same time, opened again after it was discarded or has failed.
#[derive(Debug, Default)]
pub(crate) struct SftpCell {
    /// Held for a clone or a swap only.
    cell: Mutex<Arc<tokio::sync::OnceCell<Arc<Sftp>>>>,
}

impl SftpCell {
    pub(crate) async fn get_or_open<F>(&self, open: impl FnOnce() -> F) -> Result<Arc<Sftp>, Error>
    where
        F: Future<Output = Result<Arc<Sftp>, Error>>,
    {
        let cell = self
            .cell
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        cell.get_or_try_init(open).await.cloned()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.cell
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .initialized()
    }

    pub(crate) fn discard(&self, sftp: &Arc<Sftp>) {
        let mut cell = self.cell.lock().unwrap_or_else(PoisonError::into_inner);
        if cell.get().is_some_and(|present| Arc::ptr_eq(present, sftp)) {
            *cell = Arc::default();
        }
    }
}
