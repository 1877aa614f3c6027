//! Which server this is: the older or the newer one, and what it runs its workspaces on.

use super::{ProviderEndpoint, State};

/// The two servers that are in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerGeneration {
    /// No provider endpoint at all; a model without an override is empty, with the source `default`.
    #[default]
    April2026,
    /// The provider endpoint is retired (410); the model is the effective one, and `unresolved` where
    /// there is none.
    August2026,
}

/// What starts and stops workspaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provisioner {
    /// An instance each: a restart makes another instance. A new model waits for a restart.
    #[default]
    Instances,
    /// Containers of one host: a new model restarts the workspace by itself.
    Docker,
    /// Nothing: restart and resume answer 503 without a code.
    Missing,
}

impl State {
    /// Becomes the server of that time, its provider endpoint included (see
    /// [`State::set_provider_endpoint`]). A lab begins as the older one, but with a provider endpoint,
    /// as servers between the two had it.
    pub fn set_generation(&self, generation: ServerGeneration) {
        let mut world = self.world();
        world.generation = generation;
        world.provider = match generation {
            ServerGeneration::April2026 => ProviderEndpoint::Absent,
            ServerGeneration::August2026 => ProviderEndpoint::Retired,
        };
    }

    /// Chooses what starts and stops workspaces. Defaults to [`Provisioner::Instances`].
    pub fn set_provisioner(&self, provisioner: Provisioner) {
        self.world().provisioner = provisioner;
    }
}
