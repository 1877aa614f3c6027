//! OpenSSH's master connection over a tunnel process.

use std::process::Stdio;

use anyhow::{Result, ensure};
use tempfile::TempDir;

use super::{
    Others,
    ssh::{granted_key, run, ssh},
};

/// Any name: the tunnel leads to one instance.
const HOST: &str = "ubuntu@instance";

pub(super) struct Master {
    folder: TempDir,
}

impl Master {
    /// Makes a key, pushes it, and opens the master connection, which stays in the background.
    pub(super) async fn open(others: &Others<'_>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let key = folder.path().join("key");
        granted_key(others, &key).await?;
        let master = Self { folder };
        let proxy = format!(
            "ProxyCommand={} stdio {}",
            others.program.display(),
            others.stage.instance.private_ip
        );
        let mut ssh = ssh();
        ssh.args(["-M", "-N", "-f", "-S"]).arg(master.socket());
        ssh.arg("-i").arg(key).args(["-o", &proxy, HOST]);
        ssh.envs(others.environment.clone());
        // What stays in the background would keep pipes open.
        ssh.stdout(Stdio::null()).stderr(Stdio::null());
        let opened = ssh.status().await?;
        ensure!(opened.success(), "no master connection");
        Ok(master)
    }

    /// Runs a command through the master connection.
    pub(super) async fn run(&self, command: &str) -> Result<Vec<u8>> {
        run(ssh().arg("-S").arg(self.socket()).args([HOST, command])).await
    }

    /// Ends the master connection.
    pub(super) async fn close(&self) -> Result<()> {
        run(ssh()
            .arg("-S")
            .arg(self.socket())
            .args(["-O", "exit", HOST]))
        .await?;
        Ok(())
    }

    fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join("master")
    }
}
