//! A new instance in the place of an old one.

use super::World;
use crate::{Instance, error::Error, instances::TERMINATED};

impl World {
    /// Replaces an instance, as a restart on the platform does.
    ///
    /// The old one is terminated: its tunnels are cut, nobody is at its address, no key is granted to
    /// it, and EC2 goes on describing it. Another one stands in, with the same disk and with an id, a
    /// host key, an address, a console and a launch time of its own. The platform's row has the new
    /// `instance_id`, and its sockets get `WORKSPACE_PROVISIONING` and `WORKSPACE_ONLINE`. Answers
    /// the new one.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], also for one that was replaced before; [`Error::HostKey`];
    /// [`Error::Folder`] when the old one's grants cannot be taken back.
    pub fn replace_instance(&self, instance: &str) -> Result<Instance, Error> {
        let unknown = || Error::Unknown(instance.to_owned());
        let old = self.machine(instance)?;
        let launched = self.cloud.clock.now();
        let new = self.cloud.machines.replace(&old, launched)?;
        let new = new.ok_or_else(unknown)?;
        self.platform()
            .set_status(&old.workspace_id, "provisioning");
        old.set_state(TERMINATED);
        self.restart(&old);
        let withdrawn = self.cloud.far_end.withdraw_grants(&old);
        withdrawn.map_err(|source| Error::Folder {
            path: old.disk.clone(),
            source,
        })?;
        self.platform()
            .set_instance_id(&old.workspace_id, Some(new.id.clone()));
        self.platform().set_status(&old.workspace_id, "online");
        Ok(new.summary())
    }
}
