//! Switches of what AWS says about an instance.

use super::World;
use crate::{AddressType, Console, error::Error};

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
