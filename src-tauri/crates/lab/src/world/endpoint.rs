//! Switches of the endpoint itself.

use super::World;
use crate::RefusalBody;

impl World {
    /// Sets how the bodies of the endpoint's refusals go out. Defaults to [`RefusalBody::Whole`].
    pub fn set_refusal_body(&self, sent: RefusalBody) {
        self.cloud
            .endpoint
            .change(|settings| settings.refusal_body = sent);
    }
}
