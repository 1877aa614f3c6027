//! An SSH connection on its way, step by step: answered, host key held to the record, signed in.

use std::fmt;

use eice::{Place, Tunnel, TunnelMonitor};

use crate::{
    Error, HostKeys, OneTimeKey, Session,
    handshake::{Greeted, greet},
};

/// An SSH server that has answered over a tunnel. Nothing was signed for it yet.
pub struct Visit {
    greeted: Greeted,
    monitor: TunnelMonitor,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit")
            .field("host_key", &self.host_key())
            .finish_non_exhaustive()
    }
}

impl Visit {
    /// Exchanges banners and keys over `tunnel`, and holds the host key to its pin.
    ///
    /// # Errors
    ///
    /// [`Error::TargetUnreachable`], [`Error::UnsupportedServer`], [`Error::HostKeyChanged`], [`Error::HostKeyUnknown`],
    /// [`Error::HostKeyStore`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the tunnel.
    pub async fn begin(tunnel: Tunnel, place: &Place, host_keys: &HostKeys) -> Result<Self, Error> {
        let monitor = tunnel.monitor();
        let end = monitor.clone();
        let greeted = greet(tunnel, &place.instance.id, host_keys, move || {
            end.close_reason()
        });
        Ok(Self {
            greeted: greeted.await?,
            monitor,
        })
    }

    /// The fingerprint (`SHA256:…`) of the key that the server has shown.
    pub fn host_key(&self) -> Option<String> {
        self.greeted.host_key()
    }

    /// Holds a host key that has no pin to those that are `printed` on the instance's console, if there are any.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyChanged`].
    pub fn verify(&self, printed: &[String]) -> Result<(), Error> {
        self.greeted.verify(printed)
    }

    /// Signs in, and pins the host key at first use.
    ///
    /// # Errors
    ///
    /// [`Error::KeyRefused`], [`Error::TunnelLost`], [`Error::TimedOut`], [`Error::HostKeyStore`].
    pub async fn sign_in(self, os_user: &str, key: OneTimeKey) -> Result<Session, Error> {
        let signing_in = self.greeted.authenticate(os_user, key.into_inner());
        let (handle, death) = signing_in.await?;
        Ok(Session::new(handle, death, self.monitor))
    }
}
