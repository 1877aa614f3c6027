//! The machines of the fleet, as EC2 and the endpoint see them.

mod machine;
mod tunnels;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
    time::SystemTime,
};

use serde::Serialize;
use uuid::Uuid;

pub(crate) use self::machine::Machine;
pub(crate) use self::tunnels::TunnelsEnd;
use crate::{addresses::ipv6, error::Error};

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
/// A machine is never changed for another behind somebody's back: who holds one holds that one,
/// also when another stands in its place.
#[derive(Clone, Debug)]
pub(crate) struct Machines {
    /// Held for lines, never across an await.
    lists: Arc<RwLock<Lists>>,
}

#[derive(Debug)]
struct Lists {
    /// In the order of the fleet's workspaces.
    standing: Vec<Arc<Machine>>,
    /// Those that others stand in for. EC2 goes on describing them for a while.
    replaced: Vec<Arc<Machine>>,
    /// How many places have been given out, each with addresses of its own.
    places: usize,
}

impl Machines {
    /// These machines, whose addresses are of the first `places`.
    pub(crate) fn new(machines: Vec<Machine>, places: usize) -> Self {
        let lists = Lists {
            standing: machines.into_iter().map(Arc::new).collect(),
            replaced: Vec::new(),
            places,
        };
        Self {
            lists: Arc::new(RwLock::new(lists)),
        }
    }

    /// One machine for each workspace that has any.
    pub(crate) fn standing(&self) -> Vec<Arc<Machine>> {
        self.lists().standing.clone()
    }

    /// All that EC2 knows of.
    pub(crate) fn all(&self) -> Vec<Arc<Machine>> {
        let lists = self.lists();
        lists
            .standing
            .iter()
            .chain(&lists.replaced)
            .cloned()
            .collect()
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<Arc<Machine>> {
        self.first(|machine| machine.id == id)
    }

    /// The machine that has this address.
    pub(crate) fn at(&self, address: IpAddr) -> Option<Arc<Machine>> {
        self.first(|machine| machine.has_address(address))
    }

    /// By instance id, workspace id or workspace name. What was replaced has but its id left.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<Machine>> {
        self.first(|machine| {
            [&machine.id, &machine.workspace_id, &machine.workspace_name]
                .iter()
                .any(|known| *known == name)
        })
    }

    /// Puts a new machine with the same disk in the place of a standing one. Answers it, or `None`
    /// where that one does not stand any more.
    pub(crate) fn replace(
        &self,
        old: &Machine,
        launched: SystemTime,
    ) -> Result<Option<Arc<Machine>>, Error> {
        let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
        let Lists {
            standing,
            replaced,
            places,
        } = &mut *lists;
        let Some(place) = standing.iter_mut().find(|machine| machine.id == old.id) else {
            return Ok(None);
        };
        let new = Arc::new(Machine::instead_of(old, *places, launched)?);
        *places += 1;
        replaced.push(std::mem::replace(place, Arc::clone(&new)));
        Ok(Some(new))
    }

    /// The first of those that stand, then of those that were replaced.
    fn first(&self, wanted: impl Fn(&Machine) -> bool) -> Option<Arc<Machine>> {
        let lists = self.lists();
        let mut all = lists.standing.iter().chain(&lists.replaced);
        all.find(|machine| wanted(machine)).cloned()
    }

    fn lists(&self) -> RwLockReadGuard<'_, Lists> {
        // Nothing fails between the changes of a replacement, so a poisoned lock holds whole lists.
        self.lists.read().unwrap_or_else(PoisonError::into_inner)
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
