//! The app's own transfers, in this process.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use backend::{AppEvent, Backend, Existing, ListFiles, TransferState, WorkspaceId};
use bench::app;
use lab::Lab;
use tempfile::TempDir;

use crate::{Job, timed, tree};

pub(crate) struct Ours {
    backend: Backend,
    workspace: WorkspaceId,
    disk: PathBuf,
}

impl Ours {
    /// Connects and opens a session.
    pub(crate) async fn connect(lab: &Lab, home: &TempDir) -> Result<Self> {
        let mut variables = lab.exports();
        variables.push(("EIC_TUNNEL_POOL_TTL", "3000".to_owned()));
        let backend = app::connected(home.path(), variables).await?;
        let instances = lab.instances();
        let instance = instances.first().context("a lab without instances")?;
        let workspace = instance.workspace_id.parse()?;
        backend
            .list_files(ListFiles::of(workspace, "/workspace"), |_| {})
            .await?;
        let disk = lab
            .disk(&instance.id, "/workspace/ours")
            .context("an instance without a disk")?;
        Ok(Self {
            backend,
            workspace,
            disk,
        })
    }

    pub(crate) async fn put(&self, job: &Job) -> Result<Duration> {
        let upload = async {
            let id = self
                .backend
                .upload(
                    self.workspace,
                    vec![job.folder()],
                    "/workspace/ours",
                    Existing::Skip,
                )
                .await?;
            self.ended(id).await
        };
        let (took, ()) = timed(upload).await?;
        tree::same(&self.disk.join(job.name), &job.folder())?;
        Ok(took)
    }

    pub(crate) async fn get(&self, job: &Job) -> Result<Duration> {
        let into = tempfile::tempdir()?;
        let path = format!("/workspace/ours/{}", job.name);
        let download = async {
            let id = self
                .backend
                .download(
                    self.workspace,
                    vec![path],
                    into.path().to_owned(),
                    Existing::Skip,
                )
                .await?;
            self.ended(id).await
        };
        let (took, ()) = timed(download).await?;
        tree::same(&into.path().join(job.name), &job.folder())?;
        Ok(took)
    }

    pub(crate) async fn close(&self) {
        self.backend.close().await;
    }

    async fn ended(&self, id: u64) -> Result<()> {
        let mut events = self.backend.subscribe();
        while let Some(event) = events.next().await {
            let transfers = match event {
                AppEvent::Snapshot { state } => state.transfers,
                AppEvent::Transfers { transfers } => transfers,
                _ => continue,
            };
            let Some(transfer) = transfers.into_iter().find(|transfer| transfer.id == id) else {
                continue;
            };
            match transfer.state {
                TransferState::Done if transfer.problem_count == 0 => return Ok(()),
                TransferState::Done | TransferState::Failed | TransferState::Cancelled => {
                    bail!("{:?} {:?}", transfer.problems, transfer.error)
                }
                _ => {}
            }
        }
        bail!("the backend has ended")
    }
}
