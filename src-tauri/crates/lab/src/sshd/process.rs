//! One instance's sshd as a process of the host.

use std::{
    ffi::OsString,
    io,
    net::Ipv4Addr,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream, unix::pipe},
    process::{Child, ChildStdin, Command},
    task::yield_now,
    time::timeout,
};
use tokio_util::task::AbortOnDropHandle;

use super::{
    chroot, grants,
    log::{Log, Progress},
    possible::Binaries,
    start,
};
use crate::{
    counters::Tally,
    error::Error,
    instances::Machine,
    proftpd,
    system::{SftpServer, System},
};

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
        let system = machine.system();
        let to_make = chroot::write(machine, binaries, &system)?;
        let mut reason = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt(binaries, machine, tally, &system, &to_make).await {
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
        system: &System,
        to_make: &[OsString],
    ) -> io::Result<Result<Self, String>> {
        let port = free_port().await?;
        let server = server(binaries, machine, system, port)?;
        let (to_log, from_sshd) = pipe::pipe()?;
        let socket = machine.disk.join(grants::FOLDER).join("log");
        let log = Arc::new(Log::new(from_sshd, &socket, tally.clone())?);
        let mut child = Command::new(&binaries.unshare)
            .args(NAMESPACES)
            .args(["--", "/bin/sh", "-c", start::SCRIPT, "lab"])
            .arg(&machine.disk)
            .arg(machine.host_name())
            .args(to_make)
            .args(server)
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
        if let Err(last_words) = process.listening().await {
            return Ok(Err(last_words));
        }
        if matches!(system.sftp, SftpServer::Proftpd(_)) {
            return Ok(process.answering().await.map(|()| process));
        }
        Ok(Ok(process))
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

    /// proftpd says a moment too early that it listens.
    async fn answering(&self) -> Result<(), String> {
        let answers = async {
            while self.connect().await.is_err() {
                yield_now().await;
            }
        };
        let answered = timeout(START_DEADLINE, answers).await;
        answered.map_err(|_| "nobody listens".to_owned())
    }

    /// The process that made its namespaces, as long as it is not told to end.
    pub(super) fn pid(&self) -> Option<u32> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref()?.child.id()
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

/// The server's command line, with what it reads written.
fn server(
    binaries: &Binaries,
    machine: &Machine,
    system: &System,
    port: u16,
) -> io::Result<Vec<OsString>> {
    let port_text = port.to_string();
    let (program, arguments) = match system.sftp {
        SftpServer::External | SftpServer::Internal => {
            let config = "/etc/ssh/sshd_config";
            (
                binaries.sshd.clone(),
                vec!["-D", "-e", "-f", config, "-p", &port_text],
            )
        }
        SftpServer::Proftpd(extensions) => {
            chroot::write_proftpd(machine, extensions, port)?;
            let binary = proftpd::find().map_err(io::Error::other)?;
            (binary, vec!["-n", "-q", "-c", "/etc/proftpd/proftpd.conf"])
        }
    };
    let mut words = vec![program.into_os_string()];
    words.extend(arguments.into_iter().map(OsString::from));
    Ok(words)
}

async fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    Ok(listener.local_addr()?.port())
}
