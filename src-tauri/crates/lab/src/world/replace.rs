//! A new instance in the place of an old one.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::World;
use crate::{Instance, cloud::Cloud, error::Error, instances::TERMINATED, platform::Replacement};

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
        let workspace_id = self.machine(instance)?.workspace_id.clone();
        let new = self.swap_instance(instance, || {
            self.platform().set_status(&workspace_id, "provisioning");
        })?;
        self.platform().set_status(&workspace_id, "online");
        Ok(new)
    }

    /// The same without a word of the platform. `replaced` is called once there is another one.
    fn swap_instance(&self, instance: &str, replaced: impl FnOnce()) -> Result<Instance, Error> {
        let unknown = || Error::Unknown(instance.to_owned());
        let old = self.machine(instance)?;
        let launched = self.cloud.clock.now();
        let new = self.cloud.machines.replace(&old, launched)?;
        let new = new.ok_or_else(unknown)?;
        replaced();
        old.set_state(TERMINATED);
        self.restart(&old);
        let withdrawn = self.cloud.far_end.withdraw_grants(&old);
        withdrawn.map_err(|source| Error::Folder {
            path: old.disk.clone(),
            source,
        })?;
        self.platform()
            .set_instance_id(&old.workspace_id, Some(new.id.clone()));
        Ok(new.summary())
    }

    /// Replaces the instances of workspaces that the platform restarts, until the lab is stopped.
    pub(crate) fn replace_for_platform(cloud: &Arc<Cloud>) {
        // One for each restart at most, and taken at once.
        let (sender, mut replacements) = mpsc::unbounded_channel::<Replacement>();
        cloud.platform.replace_instances_by(sender);
        let world = Self::new(Arc::clone(cloud));
        cloud.spawn(async move {
            while let Some(replacement) = replacements.recv().await {
                if let Err(error) = world.swap_instance(&replacement.workspace_id, || ()) {
                    // A workspace without an instance starts all the same.
                    tracing::debug!(%error, "no instance was replaced");
                }
                drop(replacement.done);
            }
        });
    }
}
