//! Host keys that were refused, for the user to decide about.

use remote::Expectation;

use crate::{AcceptHostKey, Backend, HostKeyExpectation, IpcError, ReadHostKey, RefusedHostKey};

impl Backend {
    /// The host key of a workspace's instance that was refused last, if one was since the start.
    ///
    /// # Errors
    ///
    /// `no_instance`, and those of a row that is not known yet.
    pub async fn read_host_key(
        &self,
        args: ReadHostKey,
    ) -> Result<Option<RefusedHostKey>, IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        let refused = connection.aws().await?.host_keys().refused(&site.instance);
        Ok(refused.map(|refused| RefusedHostKey {
            instance_id: site.instance.to_string(),
            expected: refused.expected,
            expectation: match refused.expectation {
                Expectation::Pin => HostKeyExpectation::Pin,
                Expectation::Console => HostKeyExpectation::Console,
            },
            offered: refused.offered,
        }))
    }

    /// Pins the host key that was refused, in place of what was pinned. Only the very key that was shown is accepted.
    ///
    /// # Errors
    ///
    /// `invalid_input` when the instance has not offered such a key, or the pins cannot be written.
    pub async fn accept_host_key(&self, args: AcceptHostKey) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        let host_keys = connection.aws().await?.host_keys();
        host_keys.accept(&site.instance, &args.fingerprint)?;
        Ok(())
    }
}
