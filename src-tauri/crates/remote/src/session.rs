//! An authenticated SSH session and the SFTP channels on it.

use std::{
    fmt,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use eice::TunnelMonitor;
use russh::{
    Disconnect,
    client::{Handle, Msg},
};
use tokio::{
    sync::OnceCell,
    time::{Instant, timeout},
};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use crate::{
    Access, Error, Phase,
    classify::{self, Fate},
    handshake::{Callbacks, Death},
    sftp::{Sftp, SftpCell},
};

/// Between two looks of the watchdog, and how long it waits for an answer.
const WATCHDOG_INTERVAL: Duration = Duration::from_secs(20);
const WATCHDOG_DEADLINE: Duration = Duration::from_secs(10);
/// Opening a channel has no time-out of its own in russh.
const CHANNEL_DEADLINE: Duration = Duration::from_secs(10);
/// What the watchdog's question and russh's own are shorter than, while work is longer.
const QUESTION_BYTES: u64 = 4 << 10;
/// How long what tidies up may take when a session is closed, and then its polite end.
const CLOSE_DEADLINE: Duration = Duration::from_secs(2);

/// An authenticated SSH session, shared by everything that works on an instance.
///
/// Any number of tasks may use it at the same time. When the connection dies, every operation on it ends at once with
/// [`Error::TunnelLost`], and [`Session::is_dead`] stays true.
pub struct Session {
    handle: Arc<Handle<Callbacks>>,
    death: Death,
    monitor: TunnelMonitor,
    user_sftp: SftpCell,
    elevated_sftp: SftpCell,
    created: Instant,
    /// Held for one look or change only.
    openings: Mutex<Vec<SftpOpening>>,
    /// Why files of root are served as the OS user, once that is known.
    elevation_refused: OnceCell<String>,
    /// What tidies up behind abandoned operations.
    background: TaskTracker,
    _watchdog: AbortOnDropHandle<()>,
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
        let watchdog = tokio::spawn(watch(handle.clone(), death.clone(), monitor.clone()));
        Self {
            handle,
            death,
            monitor,
            user_sftp: SftpCell::default(),
            elevated_sftp: SftpCell::default(),
            created: Instant::now(),
            openings: Mutex::default(),
            elevation_refused: OnceCell::new(),
            background: TaskTracker::new(),
            _watchdog: AbortOnDropHandle::new(watchdog),
        }
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
        [&self.user_sftp, &self.elevated_sftp]
            .iter()
            .filter(|cell| cell.is_open())
            .count()
    }

    /// What the SFTP channels cost to open, oldest first.
    pub fn sftp_openings(&self) -> Vec<SftpOpening> {
        self.openings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks the instance for a sign of life and waits for it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the session as it was.
    pub async fn probe(&self) -> bool {
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
        let goodbye = self.handle.disconnect(Disconnect::ByApplication, "", "");
        if let Ok(Err(error)) = timeout(CLOSE_DEADLINE, goodbye).await {
            tracing::debug!(%error, "closing a session");
        }
        self.death.token.cancel();
    }

    /// The SFTP channel for `access`, opened on first use, and why it is not elevated, when it should be.
    pub(crate) async fn sftp(&self, access: Access) -> Result<(Arc<Sftp>, Option<String>), Error> {
        if access == Access::User {
            return Ok((self.user_sftp().await?, None));
        }
        if let Some(reason) = self.elevation_refused.get() {
            return Ok((self.user_sftp().await?, Some(reason.clone())));
        }
        let elevated = self.elevated_sftp.get_or_open(|| async {
            self.timed("SFTP as root", async {
                Sftp::open_elevated(
                    self.open_channel().await?,
                    self.death.clone(),
                    self.background.clone(),
                )
                .await
            })
            .await
        });
        match elevated.await {
            Ok(sftp) => Ok((sftp, None)),
            Err(Error::PermissionDenied { hint, .. }) if !self.is_dead() => {
                let reason = hint.unwrap_or_default();
                tracing::warn!(reason, "files of root are read-only");
                self.elevation_refused.set(reason.clone()).ok();
                Ok((self.user_sftp().await?, Some(reason)))
            }
            Err(error) => Err(error),
        }
    }

    /// Gives up an SFTP channel that did not answer, so that the next operation opens a new one.
    pub(crate) fn discard_sftp(&self, sftp: &Arc<Sftp>) {
        self.user_sftp.discard(sftp);
        self.elevated_sftp.discard(sftp);
    }

    async fn user_sftp(&self) -> Result<Arc<Sftp>, Error> {
        self.user_sftp
            .get_or_open(|| async {
                self.timed("SFTP", async {
                    Sftp::open_subsystem(
                        self.open_channel().await?,
                        self.death.clone(),
                        self.background.clone(),
                    )
                    .await
                })
                .await
            })
            .await
    }

    async fn timed<T>(&self, name: &'static str, opening: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let opened = opening.await;
        let opening = SftpOpening {
            name,
            after: started - self.created,
            took: started.elapsed(),
        };
        self.openings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(opening);
        opened
    }

    async fn open_channel(&self) -> Result<russh::Channel<Msg>, Error> {
        let opening = async {
            tokio::select! {
                opened = timeout(CHANNEL_DEADLINE, self.handle.channel_open_session()) => opened,
                () = self.death.token.cancelled() => Ok(Err(russh::Error::Disconnect)),
            }
        };
        match opening.await {
            Err(_) => Err(Error::TimedOut(Phase::OpenSftp)),
            Ok(Ok(channel)) => Ok(channel),
            Ok(Err(error)) => match classify::of_ssh(&error) {
                Fate::Busy | Fate::Refused => Err(Error::ChannelRefused),
                Fate::Dead | Fate::Unsupported | Fate::WrongHost => {
                    Err(Error::TunnelLost(self.death.cause()))
                }
            },
        }
    }
}

/// Finds a session whose event loop is parked, which keep-alive cannot: asks for an answer and declares the session dead without.
async fn watch(handle: Arc<Handle<Callbacks>>, death: Death, monitor: TunnelMonitor) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(WATCHDOG_INTERVAL) => {}
            () = death.token.cancelled() => return,
        }
        let moved = || (monitor.bytes_read(), monitor.bytes_written());
        let is_alive = tokio::select! {
            is_alive = answers(handle.send_ping(), moved) => is_alive,
            () = death.token.cancelled() => return,
        };
        if !is_alive || handle.is_closed() {
            tracing::warn!("an SSH session did not answer its watchdog");
            death.token.cancel();
            return;
        }
    }
}

/// Whether `ping` is answered. Behind a long queue that takes longer than the deadline: it starts again as long as the tunnel's
/// bytes, read and written, show that the queue moves.
async fn answers<E>(
    ping: impl Future<Output = Result<(), E>>,
    moved: impl Fn() -> (u64, u64),
) -> bool {
    let mut ping = pin!(ping);
    loop {
        let (read, written) = moved();
        if let Ok(answer) = timeout(WATCHDOG_DEADLINE, &mut ping).await {
            return answer.is_ok();
        }
        let (read_now, written_now) = moved();
        if read_now == read && written_now < written + QUESTION_BYTES {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::pending};

    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_session_that_moves_bytes_is_not_dead_before_it_can_answer() {
        let written = Cell::new(0);
        let moved = || {
            written.set(written.get() + (1 << 20));
            (0, written.get())
        };
        let late = async {
            sleep(WATCHDOG_DEADLINE * 5).await;
            Ok::<_, ()>(())
        };
        assert!(answers(late, moved).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_only_asks_and_hears_nothing_is_dead() {
        let started = Instant::now();
        let written = Cell::new(0);
        let moved = || {
            written.set(written.get() + 100);
            (7, written.get())
        };
        assert!(!answers(pending::<Result<(), ()>>(), moved).await);
        assert_eq!(started.elapsed(), WATCHDOG_DEADLINE);
    }
}
