//! What leads the user's own `ssh`, `scp`, `rsync` and editors to the workspaces: a block of `ssh_config(5)` for each.
//!
//! The `ProxyCommand` is `causeway proxy`, named by its absolute path, with the instance, the user and the agent's socket as
//! arguments: it asks no platform, and depends on no folder that the environment might name otherwise later. The window and
//! the terminal make the same blocks; where they differ is the path of the program, which they pass.
//!
//! # Layout
//!
//! - `names`: what a workspace is called on a command line
//! - `block`: one workspace's lines, quoted for `ssh` and for the shell
//! - `file`: causeway's own file, and the one line in the user's that includes it

mod block;
mod file;
mod names;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use directories::BaseDirs;
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream};

use self::block::{Block, Common};
pub use self::file::InstalledSshConfig;
use crate::{Backend, ConnectionMode, ErrorCode, InstanceId, IpcError, WorkspaceId};

/// First line of all that is generated.
const HEADING: &str = "# Made by `causeway ssh-config`. Changes to it are lost.\n";
/// Requests for workspaces whose instance the list does not tell.
const ASKED_AT_ONCE: usize = 8;

/// Where the agent for an instance listens while it is needed: in `$XDG_RUNTIME_DIR/causeway`, else in a folder of the user's
/// own among the temporary ones.
pub fn agent_path(instance: &InstanceId) -> PathBuf {
    let runtime = BaseDirs::new().and_then(|dirs| Some(dirs.runtime_dir()?.to_owned()));
    let folder = match runtime.filter(|folder| folder.is_dir()) {
        Some(folder) => folder.join("causeway"),
        None => std::env::temp_dir().join(format!("causeway-{}", user_id())),
    };
    folder.join(instance.as_str())
}

impl Backend {
    /// The blocks of `workspaces`, or of all that have an instance, for an `ssh` that starts `program` (`causeway`, absolute).
    ///
    /// # Errors
    ///
    /// Those of [`Backend::workspaces`]; `not_found` and `no_instance` for one that was asked for; `invalid_input` for a path
    /// that `ssh` could not read; `unsupported` in the demo.
    pub async fn ssh_config(
        &self,
        program: &Path,
        workspaces: &[WorkspaceId],
    ) -> Result<String, IpcError> {
        let mut named = self.named().await?;
        if !workspaces.is_empty() {
            named = workspaces
                .iter()
                .map(|id| found(&named, id).cloned())
                .collect::<Result<_, _>>()?;
        }
        let settings = self.settings().way(None)?;
        let common = Common {
            program,
            os_user: &settings.os_user,
            known_hosts: &settings.known_hosts,
            host_keys: settings.host_keys,
        };
        let mut text = HEADING.to_owned();
        for (one, instance) in named.iter().zip(self.instances(&named).await) {
            match instance {
                Ok(instance) => text += &block(&common, one, &instance)?,
                Err(error) if !workspaces.is_empty() => return Err(error),
                // One that is in trouble is no reason to leave out the others. Writing to a string cannot fail.
                Err(error) => {
                    let why = error.message.replace(char::is_control, " ");
                    writeln!(text, "\n# {}: {why}", one.name).unwrap_or_default();
                }
            }
        }
        Ok(text)
    }

    /// The instance of a workspace. The platform is asked when the list does not tell.
    ///
    /// # Errors
    ///
    /// `no_instance`, and those of the platform.
    pub async fn instance(&self, workspace: &WorkspaceId) -> Result<InstanceId, IpcError> {
        let connection = self.connection()?;
        Ok(self.site(&connection, workspace).await?.instance)
    }

    /// Writes all blocks to causeway's own file, and includes that in the user's `~/.ssh/config`, once. Nothing else in there is
    /// touched.
    ///
    /// # Errors
    ///
    /// As [`Backend::ssh_config`], and `invalid_input` when a file cannot be written.
    pub async fn install_ssh_config(&self, program: &Path) -> Result<InstalledSshConfig, IpcError> {
        let file = self.write_ssh_config(program).await?;
        file::include(&file, &file::of_user()?)
    }

    /// The command that opens a shell on a workspace, for a terminal to run. It reads causeway's own file, which is brought up to
    /// date first, and needs no line in the user's.
    ///
    /// # Errors
    ///
    /// As [`Backend::ssh_config`].
    pub async fn ssh_command(
        &self,
        program: &Path,
        workspace: &WorkspaceId,
    ) -> Result<Vec<String>, IpcError> {
        let alias = self.reachable(program, workspace).await?;
        let file = self.write_ssh_config(program).await?;
        let file = file.display().to_string();
        Ok(vec!["ssh".to_owned(), "-F".to_owned(), file, alias])
    }

    /// The command that opens `folder` of a workspace in VS Code, over its Remote-SSH. That reads the user's own configuration.
    ///
    /// # Errors
    ///
    /// As [`Backend::ssh_config`], and `invalid_input` when [`Backend::install_ssh_config`] has not been done.
    pub async fn code_command(
        &self,
        program: &Path,
        workspace: &WorkspaceId,
        folder: &str,
    ) -> Result<Vec<String>, IpcError> {
        let alias = self.reachable(program, workspace).await?;
        let file = self.write_ssh_config(program).await?;
        if !file::is_included(&file, &file::of_user()?)? {
            return Err(IpcError::new(
                ErrorCode::InvalidInput,
                "VS Code reads ~/.ssh/config: let `causeway ssh-config --install` include the workspaces there",
            ));
        }
        let host = format!("ssh-remote+{alias}");
        Ok(["code", "--remote", &host, folder]
            .map(str::to_owned)
            .into())
    }

    /// The name of a workspace that has an instance.
    async fn reachable(&self, program: &Path, id: &WorkspaceId) -> Result<String, IpcError> {
        self.ssh_config(program, &[*id]).await?;
        Ok(found(&self.named().await?, id)?.name.clone())
    }

    async fn write_ssh_config(&self, program: &Path) -> Result<PathBuf, IpcError> {
        let text = self.ssh_config(program, &[]).await?;
        let file = self.settings().ssh_config_file();
        file::write(&file, &text)?;
        Ok(file)
    }

    /// Every workspace with its name on the command line, which depends on the others'.
    async fn named(&self) -> Result<Vec<Named>, IpcError> {
        self.must_not_be_demo()?;
        let workspaces = self.workspaces().await?.workspaces;
        let all = workspaces.iter().zip(names::of(&workspaces));
        // A row whose id is none cannot be asked for either.
        let named = all.filter_map(|(workspace, name)| {
            let id = workspace.id.parse().ok()?;
            Some(Named { id, name })
        });
        Ok(named.collect())
    }

    pub(crate) fn must_not_be_demo(&self) -> Result<(), IpcError> {
        if self.state().shown().connection.mode == ConnectionMode::Demo {
            return Err(IpcError::new(
                ErrorCode::Unsupported,
                "the demo's instances are inside the app: ssh cannot reach them from outside",
            ));
        }
        Ok(())
    }

    /// The instance of each, in their order, or why it has none.
    async fn instances(&self, named: &[Named]) -> Vec<Result<InstanceId, IpcError>> {
        // Boxed, as a stream of borrowing futures cannot be sent to another thread otherwise.
        let asking: Vec<BoxFuture<'_, _>> = named
            .iter()
            .map(|one| self.instance(&one.id).boxed())
            .collect();
        stream::iter(asking).buffered(ASKED_AT_ONCE).collect().await
    }
}

/// A workspace, and what it is called on a command line.
#[derive(Debug, Clone)]
struct Named {
    id: WorkspaceId,
    name: String,
}

fn block(common: &Common<'_>, named: &Named, instance: &InstanceId) -> Result<String, IpcError> {
    let block = Block {
        names: [&named.name, &named.id.to_string()],
        instance,
        agent: &agent_path(instance),
    };
    block.text(common)
}

fn found<'a>(named: &'a [Named], id: &WorkspaceId) -> Result<&'a Named, IpcError> {
    named.iter().find(|one| one.id == *id).ok_or_else(|| {
        let message = format!("there is no workspace {id}: refresh the list");
        IpcError::new(ErrorCode::NotFound, message)
    })
}

#[cfg(unix)]
fn user_id() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Temporary folders are the user's own there.
#[cfg(not(unix))]
fn user_id() -> u32 {
    0
}
