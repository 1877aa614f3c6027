//! Sessions that are opened before anybody asks for a file: of the workspace that the pointer rests on. And before that, while it is
//! under way among them, the connections to the endpoints, which are the first steps of a session to any of them.
//!
//! A warm-up may cost nobody anything. The [pool](pool::Pool::get_ahead) sees to the places; here is what else speaks against one:
//! an instance that does not run, credentials that are not at hand, a network that is not there, a host key that somebody has to decide
//! about. It never waits for credentials, so nobody is asked for any, and nothing of it is shown: what is in the way is told when the
//! panel opens.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use eice::InstanceId;
use remote::{HostKeyStrategy, ListOptions};
use tokio_util::sync::CancellationToken;

use crate::{
    Backend, ConnectionStatus, IpcError, WarmUp, Workspace, WorkspaceId,
    aws::Aws,
    connection::Connection,
    files::{self, CONFIG_FILE, Opened, Site},
};

/// At the same time; no more sessions may be unused in the pool.
const MOST_AT_WORK: usize = 4;

/// The platform's words for a workspace whose instance does not run, or is only being made.
const NOT_RUNNING: [&str; 10] = [
    "provisioning",
    "failed",
    "paused",
    "hibernating",
    "hibernated",
    "stopping",
    "stopped",
    "terminating",
    "terminated",
    "removed",
];

/// The warm-ups at work.
#[derive(Debug, Default)]
pub(crate) struct WarmUps {
    /// Held for one look or change only.
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    begun: u64,
    at_work: HashMap<WorkspaceId, (u64, CancellationToken)>,
}

/// One warm-up; over when it is dropped.
struct AtWork<'a> {
    warm_ups: &'a WarmUps,
    workspace: WorkspaceId,
    number: u64,
    stopped: CancellationToken,
}

impl WarmUps {
    /// One for `workspace`, unless it has one, or enough others have.
    fn begin(&self, workspace: WorkspaceId) -> Option<AtWork<'_>> {
        let mut inner = self.inner();
        if inner.at_work.len() >= MOST_AT_WORK || inner.at_work.contains_key(&workspace) {
            return None;
        }
        inner.begun += 1;
        let (number, stopped) = (inner.begun, CancellationToken::new());
        inner.at_work.insert(workspace, (number, stopped.clone()));
        Some(AtWork {
            warm_ups: self,
            workspace,
            number,
            stopped,
        })
    }

    fn stop(&self, workspace: &WorkspaceId) {
        if let Some((_, stopped)) = self.inner().at_work.remove(workspace) {
            stopped.cancel();
        }
    }

    /// Ends all, for another connection.
    pub(crate) fn clear(&self) {
        for (_, (_, stopped)) in self.inner().at_work.drain() {
            stopped.cancel();
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        let mut inner = self.warm_ups.inner();
        // Another one may have begun after this was stopped.
        let at_work = inner.at_work.get(&self.workspace);
        if at_work.is_some_and(|(number, _)| *number == self.number) {
            inner.at_work.remove(&self.workspace);
        }
    }
}

impl Backend {
    /// Opens the session of a workspace that is likely to be opened next, with its SFTP channel, and has the instance look at what the
    /// panel will ask for: the opening joins it, or finds it done. Where it cannot be done at no cost to anybody, nothing happens.
    ///
    /// # Cancel safety
    ///
    /// As [`Backend::stop_warm_up`].
    pub async fn warm_up(&self, args: &WarmUp) {
        let workspace = args.workspace_id;
        let Some(at_work) = self.warm_ups().begin(workspace) else {
            return;
        };
        let warming = Box::pin(self.warm(&workspace));
        match at_work.stopped.run_until_cancelled(warming).await {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                tracing::debug!(%workspace, code = ?error.code, "not warmed up: {error}");
            }
            None => tracing::debug!(%workspace, "a warm-up was stopped"),
        }
    }

    /// Somebody has come to the workspaces, and may open one: connects to the endpoints, where a warm-up would be at no cost to anybody.
    /// To be called as often as one likes, in a Tokio runtime: see [`eice::Client::preconnect`].
    pub fn preconnect(&self) {
        if let Ok(connection) = self.connection()
            && let Some(aws) = connection.aws_now()
            && self.objection_to_any(aws).is_none()
        {
            aws.eice().preconnect();
        }
    }

    /// The workspace is not likely to be opened any more: a set-up that nobody has joined is given up. A session that is open stays for
    /// its time.
    pub fn stop_warm_up(&self, args: &WarmUp) {
        self.warm_ups().stop(&args.workspace_id);
    }

    async fn warm(&self, workspace: &WorkspaceId) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let Some(aws) = connection.aws_now() else {
            return Ok(());
        };
        let site = match self.expected_site(&connection, aws, workspace).await? {
            Ok(site) => site,
            Err(objection) => {
                tracing::debug!(%workspace, "not warmed up: {objection}");
                return Ok(());
            }
        };
        if let Some(opened) = files::open_ahead(&connection, aws, &site).await? {
            look_ahead(&opened).await?;
        }
        Ok(())
    }

    /// Where the files of a workspace are, or what speaks against a session there that nobody has asked for.
    async fn expected_site(
        &self,
        connection: &Connection,
        aws: &Aws,
        workspace: &WorkspaceId,
    ) -> Result<Result<Site, &'static str>, IpcError> {
        let Some(mut row) = self.state().workspace(&workspace.to_string()) else {
            return Ok(Err("it is not known"));
        };
        if let Some(objection) = self.objection(aws, &row) {
            return Ok(Err(objection));
        }
        if row.instance_id.is_none() {
            // Lists do not tell it.
            row = self.read_row_in_background(connection, workspace).await?;
        }
        let site = self.site_of(connection, *workspace, &row)?;
        let objection = self.objection(aws, &row);
        let objection = objection.or_else(|| objection_to(aws, &site.instance));
        Ok(objection.map_or(Ok(site), Err))
    }

    fn objection(&self, aws: &Aws, row: &Workspace) -> Option<&'static str> {
        if NOT_RUNNING.contains(&row.status.as_str()) {
            Some("its instance does not run, as the platform says")
        } else {
            self.objection_to_any(aws)
        }
    }

    /// What speaks against a session anywhere.
    fn objection_to_any(&self, aws: &Aws) -> Option<&'static str> {
        let is_online = self.status() == ConnectionStatus::Online && !self.interests().is_paused();
        let has_problem = aws.renewal().problem().is_some() || !aws.eice().has_credentials();
        if !is_online {
            Some("the platform does not answer, or the window is hidden")
        } else if aws.pool().config().max_lifetime.is_zero() {
            Some("sessions are not kept")
        } else if has_problem {
            Some("there are no good credentials at hand")
        } else {
            None
        }
    }
}

fn objection_to(aws: &Aws, instance: &InstanceId) -> Option<&'static str> {
    let known = aws.eice().known_instance(instance);
    if known.is_some_and(|known| !known.is_dialable()) {
        Some("its instance does not run, as AWS says")
    } else if is_undecided(aws, instance) {
        Some("its host key is to be decided about")
    } else {
        None
    }
}

/// Whether the instance's host key waits for somebody's decision, or would.
fn is_undecided(aws: &Aws, instance: &InstanceId) -> bool {
    let host_keys = aws.host_keys();
    let is_unknown = || !host_keys.has_pin(instance).unwrap_or(false);
    let is_asked_for = host_keys.strategy() == HostKeyStrategy::Pinned && is_unknown();
    is_asked_for || host_keys.refused(instance).is_some()
}

/// Looks at what a panel shows first, and forgets it: the channel is open then, and the instance has it at hand.
async fn look_ahead(opened: &Opened) -> Result<(), remote::Error> {
    let files = opened.files();
    let config = opened.base.join(CONFIG_FILE)?;
    let mut nobody = |_: &[remote::Entry]| {};
    let listing = files.list(&opened.base, ListOptions::default(), &mut nobody);
    let (config, listing) = futures_util::join!(files.read(&config), listing);
    config.map(drop).and(listing.map(drop))
}
