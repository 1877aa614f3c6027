//! The lab with its one workspace, and what its panel is to show.

use std::{fs, time::Duration};

use anyhow::{Context, Result};
use backend::WorkspaceId;
use lab::{Fleet, Instance, Lab, Options, SshServer};
use tokio::time::{Instant, sleep};

use crate::contents::{Contents, folder_of};

/// The base folder of the workspace's runtime. It is root's, so that everybody reads it through `sudo -n`.
pub(crate) const FOLDER: &str = "/configs";
/// How long connections that were closed may take to be gone.
const QUIET_DEADLINE: Duration = Duration::from_secs(10);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(5);

/// Where everybody measures.
pub(crate) struct Stage {
    pub(crate) lab: Lab,
    pub(crate) workspace: WorkspaceId,
    pub(crate) instance: Instance,
    pub(crate) expected: Contents,
}

impl Stage {
    pub(crate) async fn set() -> Result<Self> {
        let options = Options {
            ssh: SshServer::RequireSshd,
            ..Options::new(Fleet::small(1))
        };
        let lab = Lab::start(options).await;
        let lab = lab.context("the lab needs root and sshd")?;
        lab.world().platform().set_rate_limit(u32::MAX);
        let instance = lab.instances().into_iter().next();
        let instance = instance.context("a lab without instances")?;
        let row = lab.fleet().workspaces.first();
        let row = row.context("a lab without workspaces")?;
        let folder = lab.disk(&instance.id, FOLDER);
        let folder = folder.context("an instance without a disk")?;
        let expected = Contents {
            name: row.name.clone(),
            model: row.model.clone(),
            provider: row.provider.clone(),
            config: fs::read_to_string(folder.join("config.yaml"))?,
            folder: folder_of(&folder)?,
        };
        Ok(Self {
            workspace: instance.workspace_id.parse()?,
            lab,
            instance,
            expected,
        })
    }

    /// Waits until no tunnel is open.
    pub(crate) async fn quiet(&self) -> Result<()> {
        let deadline = Instant::now() + QUIET_DEADLINE;
        while self.lab.counters().tunnels_open > 0 {
            anyhow::ensure!(Instant::now() < deadline, "tunnels are left open");
            sleep(LOOK).await;
        }
        Ok(())
    }

    /// SSH connections that have authenticated so far.
    pub(crate) fn logins(&self) -> u64 {
        self.lab.counters().ssh_authentications
    }

    /// How many of `count` things there were for each login since there were `before`.
    pub(crate) fn per_login(&self, count: usize, before: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "hundreds")]
        let (count, logins) = (count as f64, (self.logins() - before) as f64);
        count / logins
    }
}
