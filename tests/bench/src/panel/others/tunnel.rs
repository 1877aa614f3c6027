//! A tunnel process with its key, and logins through it.

use std::{net::Ipv4Addr, time::Duration};

use anyhow::{Result, ensure};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    time::{Instant, sleep},
};

use super::{
    Others,
    ssh::{granted_key, run, ssh},
};

/// Between two looks whether the process listens.
const LOOK: Duration = Duration::from_millis(5);
const LISTENS_WITHIN: Duration = Duration::from_secs(10);

pub(super) struct Tunnel {
    folder: TempDir,
    port: u16,
    /// Killed when dropped.
    _process: Child,
}

impl Tunnel {
    /// Makes a key, pushes it, starts the process and waits until its port answers: one after the other.
    pub(super) async fn open(others: &Others<'_>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        granted_key(others, &folder.path().join("key")).await?;
        let port = free_port().await?;
        let process = Command::new(&others.program)
            .args(["listen", &port.to_string()])
            .arg(others.stage.instance.private_ip.to_string())
            .envs(others.environment.clone())
            .kill_on_drop(true)
            .spawn()?;
        listens(port).await?;
        Ok(Self {
            folder,
            port,
            _process: process,
        })
    }

    /// Logs in and runs a command.
    pub(super) async fn run(&self, command: &str) -> Result<Vec<u8>> {
        let mut ssh = ssh();
        ssh.arg("-i").arg(self.folder.path().join("key"));
        ssh.args(["-p", &self.port.to_string(), "ubuntu@127.0.0.1", command]);
        run(&mut ssh).await
    }
}

async fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    Ok(listener.local_addr()?.port())
}

/// Waits until somebody listens.
async fn listens(port: u16) -> Result<()> {
    let deadline = Instant::now() + LISTENS_WITHIN;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .is_err()
    {
        ensure!(Instant::now() < deadline, "the tunnel does not listen");
        sleep(LOOK).await;
    }
    Ok(())
}
