//! Real OpenSSH, one per instance, each in its own small system.
//!
//! An instance's sshd sees the instance's disk as `/`, with the host's `/usr` read-only in it, its
//! own users, its own `/dev`, and no process but its own: mounts, process ids and host name are
//! private to it. It is started by the first tunnel to its instance, so that a fleet costs nothing
//! until somebody looks. It is no jail: its root is the host's.

mod chroot;
mod grants;
mod log;
mod possible;
mod process;
mod processes;
mod start;
mod usr;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustix::process::Signal;
use tokio::{
    net::TcpStream,
    sync::{OnceCell, Semaphore},
};

pub(crate) use self::grants::{publish as publish_grants, withdraw as withdraw_grants};
pub(crate) use self::possible::{Binaries, find as possible};
use self::process::Process;
pub(crate) use self::processes::Kind;
use crate::{counters::Tally, error::Error, instances::Machine};

/// Servers that start at the same time. More would only slow each other down.
const STARTING_AT_ONCE: usize = 4;

/// The servers that run.
#[derive(Debug)]
pub(crate) struct Servers {
    binaries: Binaries,
    starting: Semaphore,
    /// By instance id. Held for lines, never across an await.
    by_instance: Mutex<HashMap<String, Arc<OnceCell<Process>>>>,
}

impl Servers {
    /// None yet.
    pub(crate) fn new(binaries: Binaries) -> Self {
        Self {
            binaries,
            starting: Semaphore::new(STARTING_AT_ONCE),
            by_instance: Mutex::default(),
        }
    }

    /// Connects to a machine's server, starting it if it is not there. Starts are single-flight.
    pub(crate) async fn connect(
        &self,
        machine: &Machine,
        tally: &Tally,
    ) -> Result<TcpStream, Error> {
        let cell = Arc::clone(self.lock().entry(machine.id.clone()).or_default());
        let process = cell
            .get_or_try_init(|| async {
                // The semaphore is never closed; were it, starting without it would do no harm.
                let _permit = self.starting.acquire().await;
                let first = Process::start(&self.binaries, machine, tally).await;
                let Err(error) = first else { return first };
                // Somebody else may have taken the port that was free before sshd had it.
                tracing::debug!(%error, "sshd is started once more");
                Process::start(&self.binaries, machine, tally).await
            })
            .await?;
        let connected = process.connect().await;
        if connected.is_err() {
            self.forget(&machine.id, &cell);
        }
        connected.map_err(|error| Error::Sshd {
            instance: machine.id.clone(),
            reason: error.to_string(),
        })
    }

    /// Kills a machine's server with all that runs in it.
    pub(crate) fn kill(&self, instance: &str) {
        let killed = self.lock().remove(instance);
        if let Some(process) = killed.as_ref().and_then(|cell| cell.get()) {
            process.count_logged();
            process.kill();
        }
    }

    /// Sends a signal to a machine's processes of these kinds; answers to how many.
    pub(crate) fn signal(&self, instance: &str, kinds: &[Kind], signal: Signal) -> usize {
        let unshare = self.pid(instance);
        unshare.map_or(0, |unshare| processes::signal(unshare, kinds, signal))
    }

    /// A process of the host, for as long as a machine's server runs, that sees the machine's mounts.
    pub(crate) fn pid(&self, instance: &str) -> Option<u32> {
        let cell = self.lock().get(instance).map(Arc::clone)?;
        cell.get()?.pid()
    }

    /// Counts what all servers have logged so far.
    pub(crate) fn count_logged(&self) {
        for cell in self.lock().values() {
            if let Some(process) = cell.get() {
                process.count_logged();
            }
        }
    }

    /// Kills all servers.
    pub(crate) fn kill_all(&self) {
        let instances: Vec<_> = self.lock().keys().cloned().collect();
        for instance in instances {
            self.kill(&instance);
        }
    }

    /// Stops all servers and waits until they and all they ran are gone.
    pub(crate) async fn stop_all(&self) {
        let stopped: Vec<_> = self.lock().drain().map(|(_, cell)| cell).collect();
        for process in stopped.iter().filter_map(|cell| cell.get()) {
            process.count_logged();
            process.stop().await;
        }
    }

    /// Takes a server out that nobody can connect to, unless it was replaced already.
    fn forget(&self, instance: &str, dead: &Arc<OnceCell<Process>>) {
        let mut servers = self.lock();
        if servers
            .get(instance)
            .is_some_and(|cell| Arc::ptr_eq(cell, dead))
        {
            servers.remove(instance);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<OnceCell<Process>>>> {
        self.by_instance
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
