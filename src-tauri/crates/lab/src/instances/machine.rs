//! One machine: what it is, and what may change about it.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use russh::keys::{Algorithm, PrivateKey, PublicKey};
use tokio::sync::watch;

use super::{
    Instance, RUNNING, TERMINATED, addresses, new_id,
    tunnels::{Tunnels, TunnelsEnd},
};
use crate::{
    addresses::AddressType, console::Console, error::Error, fleet::WorkspaceSpec, peers::Peer,
    system::System,
};

/// One machine and what may change about it.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) id: String,
    pub(crate) workspace_id: String,
    pub(crate) workspace_name: String,
    pub(crate) private_ip: Ipv4Addr,
    ipv6: Ipv6Addr,
    /// Counted from 0, in the order in which machines came.
    place: usize,
    /// By the lab's clock.
    pub(crate) launched: SystemTime,
    /// Its root folder on the host.
    pub(crate) disk: PathBuf,
    /// What it printed about itself at its first boot, and never again.
    first_host_key: PublicKey,
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
    address_type: AddressType,
    tags: BTreeMap<String, String>,
    console: Console,
    host_key: PrivateKey,
    /// Those that are open now.
    tunnels: Tunnels,
    peer: Peer,
    /// What its server is to be when it is started next.
    system: System,
}

impl Machine {
    /// The `index`-th machine of a fleet, if its workspace has one; its disk lies under `dir`.
    pub(crate) fn of(
        workspace: &WorkspaceSpec,
        index: usize,
        dir: &Path,
        launched: SystemTime,
    ) -> Result<Option<Self>, Error> {
        let Some(spec) = &workspace.instance else {
            return Ok(None);
        };
        let id = new_id("i-", 17);
        let disk = dir.join(&id);
        let workspace = (workspace.id.as_str(), workspace.name.as_str());
        let machine = Self::launch(id, workspace, disk, index, launched)?;
        machine.set_state(&spec.state);
        Ok(Some(machine))
    }

    /// A machine that stands in for another one: with its disk, its system and its work, all else is new.
    pub(super) fn instead_of(
        old: &Self,
        index: usize,
        launched: SystemTime,
    ) -> Result<Self, Error> {
        let workspace = (old.workspace_id.as_str(), old.workspace_name.as_str());
        let disk = old.disk.clone();
        let new = Self::launch(new_id("i-", 17), workspace, disk, index, launched)?;
        new.set_system(old.system());
        Ok(new)
    }

    fn launch(
        id: String,
        (workspace_id, workspace_name): (&str, &str),
        disk: PathBuf,
        index: usize,
        launched: SystemTime,
    ) -> Result<Self, Error> {
        let host_key = new_host_key()?;
        let (private_ip, ipv6) = addresses(index);
        Ok(Self {
            id,
            workspace_id: workspace_id.to_owned(),
            workspace_name: workspace_name.to_owned(),
            private_ip,
            ipv6,
            place: index,
            launched,
            disk,
            first_host_key: host_key.public_key().clone(),
            reachable: AtomicBool::new(true),
            frozen: watch::Sender::new(false),
            changing: Mutex::new(Changing {
                state: RUNNING.to_owned(),
                address_type: AddressType::default(),
                tags: first_tags(workspace_id, workspace_name),
                console: Console::default(),
                host_key,
                tunnels: Tunnels::default(),
                peer: Peer::default(),
                system: System::default(),
            }),
        })
    }

    /// Its place in the order in which machines came, from 0.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// What the outside may know.
    pub(crate) fn summary(&self) -> Instance {
        Instance {
            id: self.id.clone(),
            workspace_id: self.workspace_id.clone(),
            workspace_name: self.workspace_name.clone(),
            private_ip: self.private_ip,
            ipv6: self.ipv6(),
            state: self.state(),
        }
    }

    pub(crate) fn state(&self) -> String {
        self.changing(|changing| changing.state.clone())
    }

    pub(crate) fn address_type(&self) -> AddressType {
        self.changing(|changing| changing.address_type)
    }

    pub(crate) fn set_address_type(&self, address_type: AddressType) {
        self.changing(|changing| changing.address_type = address_type);
    }

    /// Its IPv4 address, if it has one.
    pub(crate) fn ipv4(&self) -> Option<Ipv4Addr> {
        self.address_type().has_ipv4().then_some(self.private_ip)
    }

    /// Its IPv6 address, if it has one.
    pub(crate) fn ipv6(&self) -> Option<Ipv6Addr> {
        self.address_type().has_ipv6().then_some(self.ipv6)
    }

    /// Whether packets to this address are the machine's.
    pub(crate) fn has_address(&self, address: IpAddr) -> bool {
        let own = match address {
            IpAddr::V4(address) => self.ipv4() == Some(address),
            IpAddr::V6(address) => self.ipv6() == Some(address),
        };
        own && self.state() != TERMINATED
    }

    /// The name that EC2 gives to a machine by its address.
    pub(crate) fn host_name(&self) -> String {
        format!("ip-{}", self.private_ip.to_string().replace('.', "-"))
    }

    pub(crate) fn tags(&self) -> BTreeMap<String, String> {
        self.changing(|changing| changing.tags.clone())
    }

    /// `None` takes the tag away.
    pub(crate) fn set_tag(&self, key: &str, value: Option<&str>) {
        self.changing(|changing| match value {
            Some(value) => changing.tags.insert(key.to_owned(), value.to_owned()),
            None => changing.tags.remove(key),
        });
    }

    pub(crate) fn console(&self) -> Console {
        self.changing(|changing| changing.console.clone())
    }

    pub(crate) fn set_console(&self, console: Console) {
        self.changing(|changing| changing.console = console);
    }

    pub(crate) fn first_host_key(&self) -> &PublicKey {
        &self.first_host_key
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

    /// How the tunnels of now come to their end.
    pub(crate) fn tunnels_end(&self) -> TunnelsEnd {
        self.changing(|changing| changing.tunnels.end())
    }

    pub(crate) fn cut_tunnels(&self) {
        self.take_tunnels().cut();
    }

    pub(crate) fn close_tunnels(&self, code: u16, reason: &str) {
        self.take_tunnels().close(code, reason);
    }

    fn take_tunnels(&self) -> Tunnels {
        self.changing(|changing| std::mem::take(&mut changing.tunnels))
    }

    pub(crate) fn peer(&self) -> Peer {
        self.changing(|changing| changing.peer)
    }

    pub(crate) fn set_peer(&self, peer: Peer) {
        self.changing(|changing| changing.peer = peer);
    }

    pub(crate) fn system(&self) -> System {
        self.changing(|changing| changing.system.clone())
    }

    pub(crate) fn set_system(&self, system: System) {
        self.changing(|changing| changing.system = system);
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

/// The tags with which the platform launches an instance.
fn first_tags(workspace_id: &str, workspace_name: &str) -> BTreeMap<String, String> {
    let tags = [
        ("Name", workspace_name),
        ("Role", "workspace"),
        ("WorkspaceId", workspace_id),
    ];
    let owned = tags.map(|(key, value)| (key.to_owned(), value.to_owned()));
    BTreeMap::from(owned)
}

fn new_host_key() -> Result<PrivateKey, Error> {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519)
        .map_err(|error| Error::HostKey(error.to_string()))
}
