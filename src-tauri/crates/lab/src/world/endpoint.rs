//! Switches of the endpoint itself.

use super::World;
use crate::{AddressType, Framing, RefusalBody, eice::Settings};

impl World {
    /// Sets how the bodies of the endpoint's refusals go out. Defaults to [`RefusalBody::Whole`].
    pub fn set_refusal_body(&self, sent: RefusalBody) {
        self.change_endpoint(|settings| settings.refusal_body = sent);
    }

    /// Sets how the bytes of instances come to clients, also in tunnels that are open. Defaults to
    /// [`Framing::Normal`].
    pub fn set_framing(&self, framing: Framing) {
        self.change_endpoint(|settings| settings.framing = framing);
    }

    /// Takes the endpoint's FIPS names out of what EC2 says of it.
    pub fn hide_fips_name(&self) {
        self.change_endpoint(|settings| settings.has_fips = false);
    }

    /// Undoes [`World::hide_fips_name`].
    pub fn show_fips_name(&self) {
        self.change_endpoint(|settings| settings.has_fips = true);
    }

    /// Sets which addresses the endpoint reaches. Defaults to [`AddressType::Ipv4`].
    pub fn set_endpoint_address_type(&self, address_type: AddressType) {
        self.change_endpoint(|settings| settings.address_type = address_type);
    }

    /// Sets EC2's state of the endpoint. Defaults to `create-complete`; it opens tunnels in this one
    /// and in `update-in-progress`, `update-complete` and `update-failed`.
    pub fn set_endpoint_state(&self, state: &str) {
        self.change_endpoint(|settings| state.clone_into(&mut settings.state));
    }

    /// Sets what EC2 says of `preserveClientIp`; nothing else depends on it. Defaults to `false`.
    pub fn set_preserve_client_ip(&self, is_preserved: bool) {
        self.change_endpoint(|settings| settings.preserves_client_ip = is_preserved);
    }

    fn change_endpoint(&self, change: impl FnOnce(&mut Settings)) {
        self.cloud.endpoint.change(change);
    }
}
