//! The machines of the fleet, as EC2 and the endpoint see them.

use std::{
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use russh::keys::{Algorithm, PrivateKey};
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{error::Error, fleet::WorkspaceSpec};

/// The state in which an instance can be reached.
pub(crate) const RUNNING: &str = "running";

/// An instance as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `i-` and 17 hexadecimal digits, new with every lab.
    pub id: String,
    /// The workspace that runs on it.
    pub workspace_id: String,
    /// That workspace's name.
    pub workspace_name: String,
    /// Its address inside the VPC.
    pub private_ip: Ipv4Addr,
    /// EC2's word: `running`, `stopped`, `pending`, …
    pub state: String,
}

/// One machine and what may change about it.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) id: String,
    pub(crate) workspace_id: String,
    pub(crate) workspace_name: String,
    pub(crate) private_ip: Ipv4Addr,
    /// Its root folder on the host.
    pub(crate) disk: PathBuf,
    /// Whether the endpoint's packets get through to port 22.
    reachable: AtomicBool,
    /// Whether tunnels to it move bytes.
    frozen: watch::Sender<bool>,
    /// Held for lines, never across an await.
    changing: Mutex<Changing>,
}

#[derive(Debug)]
struct Changing {
    state: String,
    host_key: PrivateKey,
    /// Cancelled to cut the tunnels that were opened with it.
    tunnels: CancellationToken,
}

impl Machine {
    /// The `index`-th machine of a fleet, if its workspace has one; its disk lies under `dir`.
    pub(crate) fn of(
        workspace: &WorkspaceSpec,
        index: usize,
        dir: &Path,
    ) -> Result<Option<Self>, Error> {
        let Some(spec) = &workspace.instance else {
            return Ok(None);
        };
        let id = new_id("i-", 17);
        let machine = Self {
            disk: dir.join(&id),
            workspace_id: workspace.id.clone(),
            workspace_name: workspace.name.clone(),
            private_ip: address(index),
            reachable: AtomicBool::new(true),
            frozen: watch::Sender::new(false),
            changing: Mutex::new(Changing {
                state: spec.state.clone(),
                host_key: new_host_key()?,
                tunnels: CancellationToken::new(),
            }),
            id,
        };
        Ok(Some(machine))
    }

    /// What the outside may know.
    pub(crate) fn summary(&self) -> Instance {
        Instance {
            id: self.id.clone(),
            workspace_id: self.workspace_id.clone(),
            workspace_name: self.workspace_name.clone(),
            private_ip: self.private_ip,
            state: self.state(),
        }
    }

    pub(crate) fn state(&self) -> String {
        self.changing(|changing| changing.state.clone())
    }

    pub(crate) fn is_running(&self) -> bool {
        self.changing(|changing| changing.state == RUNNING)
    }

    pub(crate) fn set_state(&self, state: &str) {
        self.changing(|changing| state.clone_into(&mut changing.state));
    }

    pub(crate) fn is_reachable(&self) -> bool {
        self.is_running() && self.reachable.load(Ordering::Relaxed)
    }

    pub(crate) fn set_reachable(&self, reachable: bool) {
        self.reachable.store(reachable, Ordering::Relaxed);
    }

    pub(crate) fn host_key(&self) -> PrivateKey {
        self.changing(|changing| changing.host_key.clone())
    }

    /// Gives the machine another host key; whoever serves it must be started anew.
    pub(crate) fn rotate_host_key(&self) -> Result<(), Error> {
        let host_key = new_host_key()?;
        self.changing(|changing| changing.host_key = host_key);
        Ok(())
    }

    /// Cancelled when the tunnels of now are cut.
    pub(crate) fn tunnels_cut(&self) -> CancellationToken {
        self.changing(|changing| changing.tunnels.clone())
    }

    pub(crate) fn cut_tunnels(&self) {
        let renewed = CancellationToken::new();
        self.changing(|changing| std::mem::replace(&mut changing.tunnels, renewed))
            .cancel();
    }

    pub(crate) fn set_frozen(&self, frozen: bool) {
        self.frozen.send_replace(frozen);
    }

    /// Returns at once, or when the machine's tunnels move bytes again.
    pub(crate) async fn flowing(&self) {
        let mut frozen = self.frozen.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        frozen.wait_for(|frozen| !frozen).await.ok();
    }

    fn changing<T>(&self, look: impl FnOnce(&mut Changing) -> T) -> T {
        // Every change is one assignment, so a poisoned lock still holds a whole state.
        look(&mut self.changing.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All machines of the lab.
#[derive(Clone, Debug)]
pub(crate) struct Machines(pub(crate) Arc<[Machine]>);

impl Machines {
    pub(crate) fn by_id(&self, id: &str) -> Option<&Machine> {
        self.0.iter().find(|machine| machine.id == id)
    }

    /// Which machine of the list has this address.
    pub(crate) fn at(&self, address: Ipv4Addr) -> Option<usize> {
        self.0
            .iter()
            .position(|machine| machine.private_ip == address)
    }

    /// By instance id, workspace id or workspace name.
    pub(crate) fn find(&self, name: &str) -> Option<&Machine> {
        self.0.iter().find(|machine| {
            [&machine.id, &machine.workspace_id, &machine.workspace_name]
                .iter()
                .any(|known| *known == name)
        })
    }
}

/// An id as AWS makes them: a prefix and so many hexadecimal digits.
pub(crate) fn new_id(prefix: &str, digits: usize) -> String {
    let random: String = Uuid::new_v4()
        .simple()
        .to_string()
        .chars()
        .take(digits)
        .collect();
    format!("{prefix}{random}")
}

/// 10.20.0.10 onwards, all within 10.20.0.0/16.
fn address(index: usize) -> Ipv4Addr {
    let host = u16::try_from(index).unwrap_or(u16::MAX - 10) + 10;
    let [high, low] = host.to_be_bytes();
    Ipv4Addr::new(10, 20, high, low)
}

fn new_host_key() -> Result<PrivateKey, Error> {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519)
        .map_err(|error| Error::HostKey(error.to_string()))
}
