//! The switches: what tests and the demo change about the cloud while it runs.

mod endpoint;
mod files;
mod instances;
mod replace;
mod system;

use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::{Duration, SystemTime},
};

use tokio::sync::OwnedSemaphorePermit;

use crate::{
    cloud::{Cloud, ENDPOINT_CONNECTIONS},
    error::Error,
    faults::{Call, Fault},
    instances::{Machine, RUNNING},
    platform,
};

/// The switches of one lab. An instance is named by its id, its workspace's id or its workspace's
/// name.
#[derive(Debug)]
pub struct World {
    cloud: Arc<Cloud>,
    /// Connections of the endpoint that nobody real holds. Held for lines, never across an await.
    held: Mutex<Vec<OwnedSemaphorePermit>>,
}

impl World {
    pub(crate) fn new(cloud: Arc<Cloud>) -> Self {
        Self {
            cloud,
            held: Mutex::default(),
        }
    }

    /// The workspace server's own switches.
    pub fn platform(&self) -> &Arc<platform::State> {
        &self.cloud.platform
    }

    /// What the lab's clock shows. A client whose signatures are to be accepted after
    /// [`World::advance`] signs by it.
    pub fn now(&self) -> SystemTime {
        self.cloud.clock.now()
    }

    /// Moves the lab's clock forward: grants, signatures and tunnels come to their end. A client that
    /// goes on signing by the machine's clock is refused from one minute (tunnels) or five (the rest)
    /// on; [`World::expire_grants`] and [`World::drop_tunnels`] leave it alone.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when an instance's grants cannot be written.
    pub fn advance(&self, by: Duration) -> Result<(), Error> {
        self.cloud.clock.advance(by);
        self.publish_grants()
    }

    /// Moves the lab's clock back, so that a client's own is too fast: what it signs is of the future
    /// once that is five minutes. All of AWS's answers are dated by the lab's clock, also after
    /// [`World::advance`], which makes a client's clock too slow.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when an instance's grants cannot be written.
    pub fn turn_back(&self, by: Duration) -> Result<(), Error> {
        self.cloud.clock.turn_back(by);
        self.publish_grants()
    }

    /// Ends all grants now, as if their minute were over.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when an instance's grants cannot be written.
    pub fn expire_grants(&self) -> Result<(), Error> {
        self.cloud.grants.expire();
        self.publish_grants()
    }

    /// Sets what a round trip to any server takes, also for connections that are open.
    pub fn set_delay(&self, round_trip: Duration) {
        self.cloud.link.set(round_trip);
    }

    /// Cuts every client off from everything, as a pulled cable does: connections are dropped, event
    /// sockets and tunnels included, and new ones are reset. The ports stay taken.
    pub fn cut_network(&self) {
        self.cloud.cable.set_cut(true);
    }

    /// Undoes [`World::cut_network`]: the same addresses answer again.
    pub fn restore_network(&self) {
        self.cloud.cable.set_cut(false);
    }

    /// Refuses the next call of this kind.
    pub fn refuse_next(&self, call: Call, fault: Fault) {
        self.cloud.faults.refuse(call, fault, Some(1));
    }

    /// Refuses every call of this kind until [`World::accept`].
    pub fn refuse(&self, call: Call, fault: Fault) {
        self.cloud.faults.refuse(call, fault, None);
    }

    /// Refuses calls of this kind no longer.
    pub fn accept(&self, call: Call) {
        self.cloud.faults.accept(call);
    }

    /// Leaves calls of this kind without an answer until [`World::resume`].
    pub fn stall(&self, call: Call) {
        self.cloud.faults.stall(call);
    }

    /// Answers the calls that were stalled, and those to come.
    pub fn resume(&self, call: Call) {
        self.cloud.faults.resume(call);
    }

    /// Sets how many items a page of EC2's lists has at most, whatever the client asks for.
    pub fn set_page_size(&self, items: usize) {
        self.cloud.page_size.store(items, Ordering::Relaxed);
    }

    /// Holds `count` of the endpoint's 20 connections, fewer where not so many are free; 0 gives all
    /// back. Answers how many are held.
    pub fn fill_endpoint(&self, count: usize) -> usize {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.clear();
        let wanted = count.min(ENDPOINT_CONNECTIONS);
        held.extend((0..wanted).map_while(|_| {
            Arc::clone(&self.cloud.network.slots)
                .try_acquire_owned()
                .ok()
        }));
        held.len()
    }

    /// Cuts an instance's tunnels without a close frame.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], as all switches of an instance.
    pub fn drop_tunnels(&self, instance: &str) -> Result<(), Error> {
        self.machine(instance)?.cut_tunnels();
        Ok(())
    }

    /// Lets an instance's tunnels stand, but move no byte, until [`World::thaw_tunnels`].
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn freeze_tunnels(&self, instance: &str) -> Result<(), Error> {
        self.machine(instance)?.set_frozen(true);
        Ok(())
    }

    /// Undoes [`World::freeze_tunnels`]; nothing is lost.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn thaw_tunnels(&self, instance: &str) -> Result<(), Error> {
        self.machine(instance)?.set_frozen(false);
        Ok(())
    }

    /// Drops the endpoint's packets to a running instance, as a missing security group rule does:
    /// keys are granted, tunnels open, and are closed with "Unable to connect to target".
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn block_target(&self, instance: &str) -> Result<(), Error> {
        self.machine(instance)?.set_reachable(false);
        Ok(())
    }

    /// Undoes [`World::block_target`].
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn unblock_target(&self, instance: &str) -> Result<(), Error> {
        self.machine(instance)?.set_reachable(true);
        Ok(())
    }

    /// Sets EC2's state of an instance, such as `stopped`. One that does not run has no tunnels and
    /// no SSH server; its disk stays.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn set_instance_state(&self, instance: &str, state: &str) -> Result<(), Error> {
        let machine = self.machine(instance)?;
        machine.set_state(state);
        if state != RUNNING {
            self.restart(&machine);
        }
        Ok(())
    }

    /// Gives an instance another host key, as a rebuilt one has. Its tunnels are cut.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::HostKey`]
    pub fn rotate_host_key(&self, instance: &str) -> Result<(), Error> {
        let machine = self.machine(instance)?;
        machine.rotate_host_key()?;
        self.restart(&machine);
        Ok(())
    }

    /// An instance's public host key: `ssh-ed25519 AAAA…`.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::HostKey`]
    pub fn host_key(&self, instance: &str) -> Result<String, Error> {
        let key = self.machine(instance)?.host_key();
        let key = key.public_key().to_openssh();
        key.map_err(|error| Error::HostKey(error.to_string()))
    }

    fn publish_grants(&self) -> Result<(), Error> {
        for machine in self.cloud.machines.standing() {
            let published = self.cloud.far_end.publish_grants(&self.cloud, &machine);
            published.map_err(|source| Error::Folder {
                path: machine.disk.clone(),
                source,
            })?;
        }
        Ok(())
    }

    fn restart(&self, machine: &Machine) {
        machine.cut_tunnels();
        self.cloud.far_end.restart(machine);
    }

    fn machine(&self, instance: &str) -> Result<Arc<Machine>, Error> {
        let found = self.cloud.machines.find(instance);
        found.ok_or_else(|| Error::Unknown(instance.to_owned()))
    }
}
