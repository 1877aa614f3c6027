//! The machines of the fleet, as EC2 and the endpoint see them.

mod machine;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use serde::Serialize;
use uuid::Uuid;

pub(crate) use self::machine::Machine;
use crate::addresses::ipv6;

/// The state in which an instance can be reached.
pub(crate) const RUNNING: &str = "running";
/// The state from which an instance never comes back.
pub(crate) const TERMINATED: &str = "terminated";

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
    /// Its address inside the VPC, unless it was made to have an IPv6 address only.
    pub private_ip: Ipv4Addr,
    /// Its IPv6 address, if it was given one.
    pub ipv6: Option<Ipv6Addr>,
    /// EC2's word: `running`, `stopped`, `pending`, …
    pub state: String,
}

/// All machines of the lab. Clones share the list.
///
/// A machine is never changed for another behind somebody's back: who holds one holds that one.
#[derive(Clone, Debug)]
pub(crate) struct Machines {
    /// In the order of the fleet's workspaces. Held for lines, never across an await.
    standing: Arc<RwLock<Vec<Arc<Machine>>>>,
}

impl Machines {
    pub(crate) fn new(machines: Vec<Machine>) -> Self {
        let machines = machines.into_iter().map(Arc::new).collect();
        Self {
            standing: Arc::new(RwLock::new(machines)),
        }
    }

    /// The list as it stands now.
    pub(crate) fn all(&self) -> Vec<Arc<Machine>> {
        self.standing().clone()
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<Arc<Machine>> {
        self.first(|machine| machine.id == id)
    }

    /// The machine that has this address.
    pub(crate) fn at(&self, address: IpAddr) -> Option<Arc<Machine>> {
        self.first(|machine| machine.has_address(address))
    }

    /// By instance id, workspace id or workspace name.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<Machine>> {
        self.first(|machine| {
            [&machine.id, &machine.workspace_id, &machine.workspace_name]
                .iter()
                .any(|known| *known == name)
        })
    }

    fn first(&self, wanted: impl Fn(&Machine) -> bool) -> Option<Arc<Machine>> {
        let standing = self.standing();
        standing.iter().find(|machine| wanted(machine)).cloned()
    }

    fn standing(&self) -> RwLockReadGuard<'_, Vec<Arc<Machine>>> {
        // Every change is one assignment, so a poisoned lock still holds a whole list.
        self.standing.read().unwrap_or_else(PoisonError::into_inner)
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

/// 10.20.0.10 onwards, all within 10.20.0.0/16, and an IPv6 address with the same last digits.
fn addresses(index: usize) -> (Ipv4Addr, Ipv6Addr) {
    let host = u16::try_from(index).unwrap_or(u16::MAX - 10) + 10;
    let [high, low] = host.to_be_bytes();
    (Ipv4Addr::new(10, 20, high, low), ipv6(host))
}
