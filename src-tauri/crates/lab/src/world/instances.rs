//! Switches of an instance: what AWS says about it, and who answers there.

use super::World;
use crate::{AddressType, Console, Peer, error::Error};

impl World {
    /// Sets what an instance's console shows. Defaults to [`Console::Normal`].
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn set_console(&self, instance: &str, console: Console) -> Result<(), Error> {
        self.machine(instance)?.set_console(console);
        Ok(())
    }

    /// Sets which addresses an instance has. Defaults to [`AddressType::Ipv4`].
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn set_address_type(&self, instance: &str, address_type: AddressType) -> Result<(), Error> {
        self.machine(instance)?.set_address_type(address_type);
        Ok(())
    }

    /// Sets who answers at an instance's port 22, in tunnels opened from now on. Defaults to
    /// [`Peer::Sshd`].
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn set_peer(&self, instance: &str, peer: Peer) -> Result<(), Error> {
        self.machine(instance)?.set_peer(peer);
        Ok(())
    }

    /// Closes an instance's tunnels in order, whatever goes through them, with a close frame of this
    /// code and reason. [`World::drop_tunnels`] cuts them without one.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn close_tunnels(&self, instance: &str, code: u16, reason: &str) -> Result<(), Error> {
        self.machine(instance)?.close_tunnels(code, reason);
        Ok(())
    }

    /// Sets a tag of an instance; `None` takes it away. An instance begins with `Name` (its
    /// workspace's name), `Role` (`workspace`) and `WorkspaceId`.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn set_tag(&self, instance: &str, key: &str, value: Option<&str>) -> Result<(), Error> {
        self.machine(instance)?.set_tag(key, value);
        Ok(())
    }
}
