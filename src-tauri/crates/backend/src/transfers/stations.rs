//! The session that a transfer works on, exchanged for a fresh one before its tunnel ends.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use pool::Interest;
use remote::{Files, Folder, RemotePath, Session, SshConnector};
use tokio::{
    sync::{OnceCell, Semaphore},
    time::Instant,
};

use super::{plan::Plan, trouble::Trouble};
use crate::{
    ErrorCode, IpcError,
    aws::give_back,
    connection::Connection,
    files::{Opened, Site, open},
};

/// After this what begins does so on another session, if there is one by then.
const FRESH_FOR: Duration = Duration::from_mins(1);
/// After this what has begun goes on on another one: a tunnel lasts for 250 s more than its session is handed out.
const GOOD_FOR: Duration = Duration::from_secs(200);

/// A session, with what is known of the folders on it.
#[derive(Debug)]
pub(super) struct Station {
    opened: Opened,
    since: Instant,
    /// By their place in the plan.
    folders: OnceLock<Vec<OnceCell<Folder>>>,
}

/// Where sessions come from.
pub(super) struct Stations {
    connection: Arc<Connection>,
    site: Site,
    /// One set-up at a time.
    opening: Semaphore,
    /// Held for a look or a change only.
    current: Mutex<Option<Arc<Station>>>,
    /// Has a successor ready before a session is too old.
    _interest: Interest<SshConnector>,
}

impl Stations {
    pub(super) async fn new(connection: Arc<Connection>, site: Site) -> Result<Self, IpcError> {
        let aws = connection.aws().await?;
        let target = aws.target(&site.instance).await?;
        let interest = aws.pool().hold(&target);
        Ok(Self {
            connection,
            site,
            opening: Semaphore::new(1),
            current: Mutex::default(),
            _interest: interest,
        })
    }

    /// A session that is fresh enough to begin with something.
    ///
    /// # Errors
    ///
    /// Those of a set-up.
    pub(super) async fn current(&self) -> Result<Arc<Station>, Trouble> {
        if let Some(station) = self.known() {
            return Ok(station);
        }
        let _one_at_a_time = self.opening.acquire().await;
        if let Some(station) = self.known() {
            return Ok(station);
        }
        let station = Arc::new(Station {
            opened: open(&self.connection, &self.site).await?,
            since: Instant::now(),
            folders: OnceLock::new(),
        });
        self.lock().replace(station.clone());
        Ok(station)
    }

    /// Where they lead.
    pub(super) fn site(&self) -> &Site {
        &self.site
    }

    fn known(&self) -> Option<Arc<Station>> {
        self.lock().clone().filter(|station| station.is_fresh())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Station>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Station {
    /// The work of a transfer, on a channel of its own.
    pub(super) fn files(&self) -> Files<'_> {
        self.opened.bulk_files()
    }

    /// The workspace's base folder.
    pub(super) fn base(&self) -> &RemotePath {
        &self.opened.base
    }

    /// A folder of the plan, looked for once.
    pub(super) async fn folder<'a>(
        &'a self,
        plan: &Plan,
        index: usize,
    ) -> Result<&'a Folder, Trouble> {
        let (cell, remote) = self.place(plan, index)?;
        let found = cell.get_or_try_init(|| async { self.files().folder(&remote).await });
        found.await.map_err(|error| self.trouble(error))
    }

    /// A folder of the plan, made first where it does not exist. Why nothing can be written there, if so.
    pub(super) async fn make_folder(
        &self,
        plan: &Plan,
        index: usize,
    ) -> Result<Option<IpcError>, Trouble> {
        let (cell, remote) = self.place(plan, index)?;
        let made = cell.get_or_try_init(|| async { self.files().make_folder(&remote).await });
        match made.await {
            Ok(folder) => Ok(folder.read_only_reason().map(|reason| {
                let message = format!("nothing can be written to {remote}: {reason}");
                IpcError::new(ErrorCode::PermissionDenied, message)
            })),
            Err(error) => {
                let refusal = IpcError::from(&error);
                match self.trouble(error) {
                    Trouble::Problem(_) => Ok(Some(refusal)),
                    trouble => Err(trouble),
                }
            }
        }
    }

    fn place<'a>(
        &'a self,
        plan: &Plan,
        index: usize,
    ) -> Result<(&'a OnceCell<Folder>, RemotePath), Trouble> {
        let cells = self
            .folders
            .get_or_init(|| plan.folders.iter().map(|_| OnceCell::new()).collect());
        match cells.get(index).zip(plan.folders.get(index)) {
            Some((cell, folder)) => Ok((cell, folder.remote.clone())),
            None => Err(Trouble::Problem("its folder is not in the plan".to_owned())),
        }
    }

    /// What an error means; a session that has died of it is not handed out again.
    pub(super) fn trouble(&self, error: remote::Error) -> Trouble {
        give_back(&self.opened.lease, &error);
        error.into()
    }

    /// Whether it may end soon.
    pub(super) fn is_worn(&self) -> bool {
        self.since.elapsed() > GOOD_FOR
    }

    fn is_fresh(&self) -> bool {
        self.since.elapsed() < FRESH_FOR && !Session::is_dead(&self.opened.lease)
    }
}
