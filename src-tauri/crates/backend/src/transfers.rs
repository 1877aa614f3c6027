//! Transfers: files on their way between this machine and an instance, with as much in flight as the line carries.
//!
//! A transfer works on one pooled session at a time, over a channel of its own, and moves to the next session when that one gets old or
//! is lost. It looks first what there is to do, then makes the folders, then brings file after file into its place, many small ones at
//! the same time. What it cannot bring it tells of, and goes on. A file is replaced as a whole or not at all, on either side.
//!
//! Nothing of a transfer outlives the connection: the list of what is done, and half files, are of the running app.
//!
//! # Layout
//!
//! - `queue`, `slot`: what the user sees and controls; `turns`: whose turn it is
//! - `run`: a transfer at work; `stations`: its sessions; `trouble`: what becomes of a failure
//! - `job`, `plan`: what was asked for and what there is to do; `scan_local`, `scan_remote`: how that is found; `names`: what may be a name here
//! - `folders`, `up`, `down`: doing it; `source`, `part`: a file of this machine that is read, or written
//! - `progress`, `speed`: the figures

mod down;
mod folders;
mod job;
mod names;
mod part;
mod plan;
mod progress;
mod queue;
mod run;
mod scan_local;
mod scan_remote;
mod slot;
mod source;
mod speed;
mod stations;
mod trouble;
mod turns;
mod up;

use std::path::PathBuf;

use self::job::{Order, What};
pub(crate) use self::queue::Transfers;
use crate::{Backend, ControlTransfer, Existing, IpcError, WorkspaceId, settings::invalid};

impl Backend {
    /// Takes files and folders of this machine into a folder on the instance, which is made if it does not exist. The number of the
    /// transfer; how it goes is told by [`AppEvent::Transfers`](crate::AppEvent::Transfers).
    ///
    /// # Errors
    ///
    /// `invalid_input` when there is nothing to take, `read_only`, and those of finding the workspace's instance.
    pub async fn upload(
        &self,
        workspace: WorkspaceId,
        local_paths: Vec<PathBuf>,
        folder: &str,
        existing: Existing,
    ) -> Result<u64, IpcError> {
        if local_paths.is_empty() {
            return Err(invalid("choose at least one file to upload"));
        }
        self.must_be_writable(&workspace)?;
        let what = What::Upload {
            from: local_paths,
            folder: folder.to_owned(),
        };
        self.enqueue(workspace, existing, what).await
    }

    /// Fetches files and folders of the instance into the folder `into` of this machine. The number of the transfer, as of
    /// [`Backend::upload`].
    ///
    /// # Errors
    ///
    /// `invalid_input` when there is nothing to fetch or `into` is no folder, and those of finding the workspace's instance.
    pub async fn download(
        &self,
        workspace: WorkspaceId,
        paths: Vec<String>,
        into: PathBuf,
        existing: Existing,
    ) -> Result<u64, IpcError> {
        if paths.is_empty() {
            return Err(invalid("choose at least one file to download"));
        }
        let is_folder = tokio::fs::metadata(&into)
            .await
            .is_ok_and(|into| into.is_dir());
        if !is_folder {
            return Err(invalid(
                "what was chosen to download into is no folder of this machine",
            ));
        }
        let into = std::path::absolute(&into).unwrap_or(into);
        self.enqueue(workspace, existing, What::Download { from: paths, into })
            .await
    }

    /// Pauses, resumes, cancels or dismisses a transfer.
    ///
    /// # Errors
    ///
    /// `not_found` for one that is not in the list; `invalid_input` for what it cannot do now; of `resume`: `conflict` when the workspace
    /// is on another instance by now, `read_only`, and those of finding that out.
    pub async fn control_transfer(&self, args: ControlTransfer) -> Result<(), IpcError> {
        if args.action == crate::TransferAction::Resume {
            let (workspace, instance, is_upload) = self.transfers().whereabouts(args.id)?;
            if is_upload {
                self.must_be_writable(&workspace)?;
            }
            let connection = self.connection()?;
            let site = self.site(&connection, &workspace).await?;
            site.must_be(Some(instance.as_str()))?;
        }
        self.tell_transfer(args.id, args.action)
    }

    async fn enqueue(
        &self,
        workspace: WorkspaceId,
        existing: Existing,
        what: What,
    ) -> Result<u64, IpcError> {
        let connection = self.connection()?;
        // Without AWS there is nothing to wait for in a queue.
        connection.aws().await?;
        let site = self.site(&connection, &workspace).await?;
        let added = self.while_current(&connection, || {
            self.transfers().add(|id| Order {
                id,
                workspace,
                instance: site.instance,
                existing,
                what,
            })
        });
        let id = added.ok_or_else(IpcError::replaced)?;
        self.take_turns();
        Ok(id)
    }
}
