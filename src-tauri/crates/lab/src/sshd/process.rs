//! One instance's sshd as a process of the host.

use std::{
    io,
    net::Ipv4Addr,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream, unix::pipe},
    process::{Child, ChildStdin, Command},
    time::timeout,
};
use tokio_util::task::AbortOnDropHandle;

use super::{
    chroot, grants,
    log::{Log, Progress},
    possible::Binaries,
};
use crate::{counters::Tally, error::Error, instances::Machine};

/// What an instance has to itself. When `unshare` dies its child is killed, and with it, as the
/// first process of its namespace, all that runs in there.
pub(super) const NAMESPACES: [&str; 6] = [
    "--mount",
    "--uts",
    "--pid",
    "--fork",
    "--kill-child",
    "--propagation=private",
];
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Between the choice of a free port and its use somebody else may take it.
const ATTEMPTS: usize = 5;
const START_DEADLINE: Duration = Duration::from_secs(20);
const STOP_DEADLINE: Duration = Duration::from_secs(3);

/// A running sshd. Dropping it kills it and all it runs.
#[derive(Debug)]
pub(super) struct Process {
    port: u16,
    log: Arc<Log>,
    /// Taken by whoever ends it. Held for lines, never across an await.
    running: Mutex<Option<Running>>,
    _follow: AbortOnDropHandle<()>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    /// The instance ends when this is closed; the system does that too when the lab is killed.
    lifeline: Option<ChildStdin>,
}

impl Process {
    /// Starts a machine's sshd; returns when it listens.
    pub(super) async fn start(
        binaries: &Binaries,
        machine: &Machine,
        tally: &Tally,
    ) -> Result<Self, Error> {
        chroot::write(machine, binaries)?;
        let mut reason = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt(binaries, machine, tally).await {
                Ok(Ok(process)) => return Ok(process),
                Ok(Err(last_words)) => reason = last_words,
                Err(error) => reason = error.to_string(),
            }
            if !reason.contains("Address already in use") {
                break;
            }
        }
        Err(Error::Sshd {
            instance: machine.id.clone(),
            reason,
        })
    }

    /// One start on one port; the inner error is what sshd said.
    async fn attempt(
        binaries: &Binaries,
        machine: &Machine,
        tally: &Tally,
    ) -> io::Result<Result<Self, String>> {
        let port = free_port().await?;
        let (to_log, from_sshd) = pipe::pipe()?;
        let socket = machine.disk.join(grants::FOLDER).join("log");
        let log = Arc::new(Log::new(from_sshd, &socket, tally.clone())?);
        let mut child = Command::new(&binaries.unshare)
            .args(NAMESPACES)
            .args(["--", "/bin/sh", "-c", chroot::START, "lab"])
            .arg(&machine.disk)
            .arg(machine.host_name())
            .arg(&binaries.sshd)
            .args([
                "-D",
                "-e",
                "-f",
                "/etc/ssh/sshd_config",
                "-p",
                &port.to_string(),
            ])
            .env_clear()
            .env("PATH", PATH)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::from(to_log.into_blocking_fd()?))
            .kill_on_drop(true)
            .spawn()?;
        let follow = tokio::spawn({
            let log = Arc::clone(&log);
            async move { log.follow().await }
        });
        let process = Self {
            port,
            running: Mutex::new(Some(Running {
                lifeline: child.stdin.take(),
                child,
            })),
            _follow: AbortOnDropHandle::new(follow),
            log,
        };
        Ok(process.listening().await.map(|()| process))
    }

    async fn listening(&self) -> Result<(), String> {
        let mut progress = self.log.progress();
        let settled = progress.wait_for(|progress| *progress != Progress::Starting);
        match timeout(START_DEADLINE, settled).await {
            Ok(Ok(progress)) if *progress == Progress::Listening => Ok(()),
            Ok(_) => Err(self.log.last_words()),
            Err(_) => Err(format!("no sign of life; {}", self.log.last_words())),
        }
    }

    /// Connects to it, as the endpoint does.
    pub(super) async fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Counts what it has logged so far.
    pub(super) fn count_logged(&self) {
        self.log.read_pending();
    }

    /// Kills it with all it runs.
    pub(super) fn kill(&self) {
        if let Some(mut running) = self.take()
            && let Err(error) = running.child.start_kill()
        {
            // It has ended by itself.
            tracing::debug!(%error, "an sshd could not be killed");
        }
    }

    /// Ends it and waits for that. When the first process of its namespace has ended, the system has
    /// ended all others.
    pub(super) async fn stop(&self) {
        let Some(mut running) = self.take() else {
            return;
        };
        drop(running.lifeline.take());
        if timeout(STOP_DEADLINE, running.child.wait()).await.is_err()
            && let Err(error) = running.child.kill().await
        {
            tracing::warn!(%error, "an sshd could not be killed");
        }
    }

    fn take(&self) -> Option<Running> {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

async fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    Ok(listener.local_addr()?.port())
}
