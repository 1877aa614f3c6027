//! OpenSSH's `sftp` over one master connection, whose tunnel is `causeway proxy`.

use std::{ffi::OsStr, path::PathBuf, process::Stdio, time::Duration};

use anyhow::{Context, Result, ensure};
use lab::Lab;
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt, process::Command};

use crate::{Job, timed, tree};

pub(crate) struct OpenSsh {
    environment: Vec<(&'static str, String)>,
    config: PathBuf,
    socket: PathBuf,
    host: String,
    disk: PathBuf,
}

impl OpenSsh {
    /// Opens the master connection.
    pub(crate) async fn connect(lab: &Lab, home: &TempDir) -> Result<Self> {
        let mut environment = lab.exports();
        environment.push(("HOME", home.path().display().to_string()));
        environment.push((
            "XDG_DATA_HOME",
            home.path().join("data").display().to_string(),
        ));
        environment.push((
            "XDG_CONFIG_HOME",
            home.path().join("config").display().to_string(),
        ));
        let causeway = std::env::current_exe()?.with_file_name("causeway");
        let printed = Command::new(causeway)
            .arg("ssh-config")
            .envs(environment.clone())
            .output()
            .await?;
        ensure!(printed.status.success(), "causeway ssh-config has failed");
        let config = home.path().join("ssh_config");
        tokio::fs::write(&config, &printed.stdout).await?;
        let instances = lab.instances();
        let instance = instances.first().context("a lab without instances")?;
        let it = Self {
            environment,
            config,
            socket: home.path().join("master"),
            host: instance.workspace_id.clone(),
            disk: lab
                .disk(&instance.id, "/workspace/theirs")
                .context("an instance without a disk")?,
        };
        it.run("ssh", ["-M", "-f", "-N", &it.host]).await?;
        it.run("ssh", [&it.host, "mkdir -p /workspace/theirs"])
            .await?;
        Ok(it)
    }

    pub(crate) async fn put(&self, job: &Job) -> Result<Duration> {
        let batch = format!("put -r {} /workspace/theirs/\n", job.folder().display());
        let (took, ()) = timed(self.sftp(&batch)).await?;
        tree::same(&self.disk.join(job.name), &job.folder())?;
        Ok(took)
    }

    pub(crate) async fn get(&self, job: &Job) -> Result<Duration> {
        let into = tempfile::tempdir()?;
        let batch = format!(
            "get -r /workspace/theirs/{} {}\n",
            job.name,
            into.path().display()
        );
        let (took, ()) = timed(self.sftp(&batch)).await?;
        tree::same(&into.path().join(job.name), &job.folder())?;
        Ok(took)
    }

    /// Ends the master connection.
    pub(crate) async fn close(&self) -> Result<()> {
        self.run("ssh", ["-O", "exit", &self.host]).await
    }

    async fn sftp(&self, batch: &str) -> Result<()> {
        let mut sftp = self
            .command("sftp")
            .args(["-q", "-b", "-", &self.host])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        let mut input = sftp.stdin.take().context("sftp without an input")?;
        input.write_all(batch.as_bytes()).await?;
        drop(input);
        ensure!(sftp.wait().await?.success(), "sftp has failed");
        Ok(())
    }

    async fn run(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Result<()> {
        let ended = self.command(program).args(arguments).status().await?;
        ensure!(ended.success(), "{program} has failed");
        Ok(())
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .envs(self.environment.clone())
            .arg("-F")
            .arg(&self.config)
            .arg("-o")
            .arg(format!("ControlPath={}", self.socket.display()))
            .kill_on_drop(true);
        command
    }
}
