//! An authenticated SSH session and the SFTP channels on it.

mod watchdog;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use eice::TunnelMonitor;
use russh::{Disconnect, client::Handle};
use tokio::{
    sync::{Notify, OnceCell, Semaphore, SemaphorePermit, oneshot},
    time::{Instant, timeout},
};
use tokio_util::{
    sync::DropGuard,
    task::{AbortOnDropHandle, TaskTracker},
};

use crate::{
    Access, Error, Phase,
    channel::OpenChannel,
    classify::{self, Fate},
    files::Sightings,
    handshake::{Callbacks, Death},
    sftp::{Opening, Sftp, SftpCell},
};

/// Opening a channel has no time-out of its own in russh.
const CHANNEL_DEADLINE: Duration = Duration::from_secs(10);
/// How long what tidies up may take when a session is closed, and then its polite end.
const CLOSE_DEADLINE: Duration = Duration::from_secs(2);

/// Searches at the same time: with six SFTP channels, the eight channels of a session.
const MAX_SEARCHES: usize = 2;

/// An authenticated SSH session, shared by everything that works on an instance.
///
/// Any number of tasks may use it at the same time. When the connection dies, every operation on it ends at once with
/// [`Error::TunnelLost`], and [`Session::is_dead`] stays true.
pub struct Session {
    handle: Arc<Handle<Callbacks>>,
    death: Death,
    monitor: TunnelMonitor,
    interactive: Channels,
    bulk: Channels,
    second_bulk: Channels,
    created: Instant,
    /// Held for one look or change only.
    openings: Mutex<Vec<Arc<Opening>>>,
    /// Why files of root are served as the OS user, once that is known.
    elevation_refused: OnceCell<String>,
    searches: Semaphore,
    sightings: Sightings,
    /// What tidies up behind abandoned operations.
    background: TaskTracker,
    _watchdog: AbortOnDropHandle<()>,
    /// Has the watchdog look at once.
    doubted: Arc<Notify>,
    /// Lets go of the tunnel: what still holds a channel would keep russh's task, and so the connection.
    _ends: DropGuard,
}

/// What an SFTP channel is for. Answers come in order, so that each kind of work has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Somebody waits for it.
    Interactive,
    /// A transfer.
    Bulk,
    /// A transfer that fills one channel: a server takes 2 MiB a round trip into each.
    SecondBulk,
}

/// The SFTP channels of one lane.
#[derive(Debug, Default)]
struct Channels {
    user: SftpCell,
    elevated: SftpCell,
}

/// What one SFTP channel cost to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpOpening {
    /// `SFTP`, or `SFTP as root`.
    pub name: &'static str,
    /// Time from the session's set-up to the request for the channel.
    pub after: Duration,
    /// Time from the request to the server's version.
    pub took: Duration,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("is_dead", &self.is_dead())
            .finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(handle: Handle<Callbacks>, death: Death, monitor: TunnelMonitor) -> Self {
        let handle = Arc::new(handle);
        let doubted = Arc::new(Notify::new());
        let watch = watchdog::watch(handle.clone(), death.clone(), doubted.clone());
        let watchdog = tokio::spawn(watch);
        Self {
            handle,
            _ends: death.token.clone().drop_guard(),
            death,
            monitor,
            interactive: Channels::default(),
            bulk: Channels::default(),
            second_bulk: Channels::default(),
            created: Instant::now(),
            openings: Mutex::default(),
            elevation_refused: OnceCell::new(),
            searches: Semaphore::new(MAX_SEARCHES),
            sightings: Sightings::default(),
            background: TaskTracker::new(),
            _watchdog: AbortOnDropHandle::new(watchdog),
            doubted,
        }
    }

    /// The same, with what was seen on its instance before.
    pub(crate) fn with_sightings(self, sightings: Sightings) -> Self {
        Self { sightings, ..self }
    }

    /// Whether its server takes what is asked of a program before it says that the program has started.
    pub(crate) fn takes_requests_ahead(&self) -> bool {
        self.death.traffic.is_openssh()
    }

    /// What was seen on its instance.
    pub(crate) fn sightings(&self) -> &Sightings {
        &self.sightings
    }

    /// Whether the connection is gone. A dead session never comes back.
    pub fn is_dead(&self) -> bool {
        self.death.token.is_cancelled() || self.handle.is_closed()
    }

    /// The tunnel's byte counts and end.
    pub fn monitor(&self) -> &TunnelMonitor {
        &self.monitor
    }

    /// SFTP channels that are open.
    pub fn channels(&self) -> usize {
        [&self.interactive, &self.bulk, &self.second_bulk]
            .iter()
            .flat_map(|lane| [&lane.user, &lane.elevated])
            .filter(|cell| cell.is_open())
            .count()
    }

    /// What the SFTP channels cost to open, oldest first.
    pub fn sftp_openings(&self) -> Vec<SftpOpening> {
        self.openings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter_map(|opening| {
                Some(SftpOpening {
                    name: match opening.access {
                        Access::User => "SFTP",
                        Access::Elevated => "SFTP as root",
                    },
                    after: opening.asked - self.created,
                    took: *opening.took.get()?,
                })
            })
            .collect()
    }

    /// Opens SFTP as the OS user, if it is not open.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`], [`Error::ChannelRefused`], [`Error::TimedOut`], [`Error::TunnelLost`].
    pub async fn open_sftp(&self) -> Result<(), Error> {
        self.sftp(Access::User, Lane::Interactive).await.map(drop)
    }

    /// Opens SFTP as root, if it is not open. Why that is refused, when it is: files of root can be read at most then.
    ///
    /// # Errors
    ///
    /// As [`Self::open_sftp`].
    pub async fn elevation_refusal(&self) -> Result<Option<String>, Error> {
        self.sftp(Access::Elevated, Lane::Interactive)
            .await
            .map(|(_, refusal)| refusal)
    }

    /// Asks the instance for a sign of life and waits for it. Without one for three seconds, in which nothing else comes or goes either, the
    /// session is dead, also for those who wait on it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves that to the session's own watchdog.
    pub async fn probe(&self) -> bool {
        self.doubted.notify_one();
        tokio::select! {
            answered = self.handle.send_ping() => answered.is_ok() && !self.is_dead(),
            () = self.death.token.cancelled() => false,
        }
    }

    /// Lets abandoned operations tidy up, says goodbye and closes the tunnel; bounded, and without an error, since nothing
    /// depends on it.
    pub async fn close(&self) {
        self.background.close();
        tokio::select! {
            tidied = timeout(CLOSE_DEADLINE, self.background.wait()) => {
                if tidied.is_err() {
                    tracing::debug!("a session is closed before everything was tidied up");
                }
            }
            () = self.death.token.cancelled() => {}
        }
        let goodbye = async {
            if let Err(error) = self
                .handle
                .disconnect(Disconnect::ByApplication, "", "")
                .await
            {
                tracing::debug!(%error, "closing a session");
            }
            // Cancelled once russh's task has ended, and that is when the goodbye is on its way.
            self.death.token.cancelled().await;
        };
        if timeout(CLOSE_DEADLINE, goodbye).await.is_err() {
            tracing::debug!("a session is closed without a goodbye");
        }
        self.death.token.cancel();
    }

    /// The SFTP channel for `access`, ready, and why it is not elevated, when it should be.
    pub(crate) async fn sftp(
        &self,
        access: Access,
        lane: Lane,
    ) -> Result<(Arc<Sftp>, Option<String>), Error> {
        let (mut sftp, mut reason) = self.sftp_on_its_way(access, lane).await?;
        if let Err(Error::PermissionDenied { .. }) = sftp.ready().await {
            self.give_up_sftp(&sftp);
            (sftp, reason) = self.sftp_on_its_way(access, lane).await?;
        }
        match sftp.ready().await {
            Ok(()) => Ok((sftp, reason)),
            Err(error) => {
                self.discard_sftp(&sftp);
                Err(error)
            }
        }
    }

    /// The same, asked for on first use and not waited for. It may turn out that there is no such server: [`Sftp::ready`] tells.
    pub(crate) async fn sftp_on_its_way(
        &self,
        access: Access,
        lane: Lane,
    ) -> Result<(Arc<Sftp>, Option<String>), Error> {
        let channels = self.lane(lane);
        let reason = self.elevation_refused.get();
        let (cell, access, reason) = match (access, reason) {
            (Access::User, _) => (&channels.user, Access::User, None),
            (Access::Elevated, Some(reason)) => (&channels.user, Access::User, Some(reason)),
            (Access::Elevated, None) => (&channels.elevated, Access::Elevated, None),
        };
        let sftp = cell.get_or_open(|| self.request_sftp(access)).await?;
        Ok((sftp, reason.cloned()))
    }

    /// Gives up an SFTP channel that has ended or does not answer, so that the next operation opens a new one; as the OS user, where it
    /// turned out that there is none for root.
    pub(crate) fn give_up_sftp(&self, sftp: &Arc<Sftp>) {
        self.discard_sftp(sftp);
        if let Some(Error::PermissionDenied { hint, .. }) = sftp.refusal()
            && !self.is_dead()
        {
            let reason = hint.unwrap_or_default();
            tracing::warn!(reason, "files of root are read-only");
            self.elevation_refused.set(reason).ok();
        }
        sftp.give_up();
    }

    /// Lets the next operation open a new SFTP channel.
    pub(crate) fn discard_sftp(&self, sftp: &Arc<Sftp>) {
        for lane in [&self.interactive, &self.bulk, &self.second_bulk] {
            lane.user.discard(sftp);
            lane.elevated.discard(sftp);
        }
    }

    async fn request_sftp(&self, access: Access) -> Result<Arc<Sftp>, Error> {
        let opening = Opening::now(access);
        self.openings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(opening.clone());
        let channel = self.open_channel().await?;
        let (death, background) = (self.death.clone(), self.background.clone());
        Sftp::request(channel, opening, death, background).await
    }

    fn lane(&self, lane: Lane) -> &Channels {
        match lane {
            Lane::Interactive => &self.interactive,
            Lane::Bulk => &self.bulk,
            Lane::SecondBulk => &self.second_bulk,
        }
    }

    /// Room for one more search; it waits for that as long as for a channel.
    pub(crate) async fn search_permit(&self) -> Result<SemaphorePermit<'_>, Error> {
        match timeout(CHANNEL_DEADLINE, self.searches.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Error::ChannelRefused),
        }
    }

    /// Waits for the end of the session, and tells why it came.
    pub(crate) async fn lost(&self) -> Error {
        self.death.token.cancelled().await;
        Error::TunnelLost(self.death.cause())
    }

    /// A channel that nothing runs on yet.
    pub(crate) async fn open_channel(&self) -> Result<OpenChannel, Error> {
        let (handle, death) = (self.handle.clone(), self.death.clone());
        let background = self.background.clone();
        let (give, opened) = oneshot::channel();
        // A task of its own: a channel that the server opens after its caller has gone must be closed again.
        self.background.spawn(async move {
            let opened = tokio::select! {
                opened = handle.channel_open_session() => opened,
                () = death.token.cancelled() => Err(russh::Error::Disconnect),
            };
            // Without a caller the channel is dropped here, which closes it.
            give.send(opened.map(|channel| OpenChannel::new(channel, background)))
                .ok();
        });
        match timeout(CHANNEL_DEADLINE, opened).await {
            Err(_) => Err(Error::TimedOut(Phase::OpenSftp)),
            Ok(Ok(Ok(channel))) => Ok(channel),
            Ok(Err(_)) => Err(Error::TunnelLost(self.death.cause())),
            Ok(Ok(Err(error))) => match classify::of_ssh(&error) {
                Fate::Busy | Fate::Refused => Err(Error::ChannelRefused),
                Fate::Dead | Fate::Unsupported | Fate::WrongHost => {
                    Err(Error::TunnelLost(self.death.cause()))
                }
            },
        }
    }
}
