//! The way to one instance for a program that speaks SSH itself: its public key put there for a minute, and a byte stream to
//! sshd.
//!
//! This needs AWS only. No platform is asked or even set, and nothing is pooled: the stream belongs to that program, which
//! authenticates and checks the host key by itself.

use std::{fs, io, path::Path, sync::OnceLock, time::Duration};

use eice::{InstanceId, Place, Tunnel, TunnelMonitor};

use crate::{Backend, ErrorCode, IpcError, aws, tls};

/// sshd, and what an endpoint allows.
const SSH_PORT: u16 = 22;

/// One instance, and whom to log in there as.
#[derive(Debug)]
pub struct SshAccess {
    eice: eice::Client,
    instance: InstanceId,
    os_user: String,
    /// Where the instance was found.
    place: OnceLock<Place>,
}

impl Backend {
    /// The way to `instance` as `os_user`, by default the settings'. Asks nobody yet; the file of host key pins is there
    /// afterwards, so that `ssh` can write to it.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a setting that cannot be used, `credentials_missing`.
    pub async fn ssh_access(
        &self,
        instance: InstanceId,
        os_user: Option<String>,
    ) -> Result<SshAccess, IpcError> {
        let settings = self.settings().way(os_user)?;
        let tls = tls::client_config(settings.extra_ca_pem.as_deref())?;
        let http = tls::http_client(&tls, &settings.environment.proxy(), tls::Protocols::Any)?;
        let addresses = self.choices().addresses();
        let eice = aws::eice_client(&settings, addresses, tls, http).await?;
        self.watch_accesses(&eice, &settings.os_user);
        make_private(&settings.known_hosts).map_err(|error| {
            let file = settings.known_hosts.display();
            IpcError::new(
                ErrorCode::InvalidInput,
                format!("the host keys cannot be kept in {file}: {error}"),
            )
        })?;
        Ok(SshAccess {
            eice,
            instance,
            os_user: settings.os_user,
            place: OnceLock::new(),
        })
    }
}

impl SshAccess {
    /// Puts `public_key` (one OpenSSH line) on the instance for 60 s.
    ///
    /// # Errors
    ///
    /// Those of AWS, as [`eice::Client::send_ssh_public_key`] has them.
    pub async fn push_key(&self, public_key: &str) -> Result<(), IpcError> {
        let pushing = self
            .eice
            .send_ssh_public_key(&self.instance, &self.os_user, public_key);
        Ok(pushing.await?)
    }

    /// Finds the instance and opens a tunnel to its sshd, for at most `max_duration` (1 s to 3,600 s).
    ///
    /// # Errors
    ///
    /// Those of AWS and of the endpoint. A tunnel that opens does not mean that the instance answers:
    /// [`SshAccess::did_not_answer`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing open.
    pub async fn open_tunnel(&self, max_duration: Duration) -> Result<Tunnel, IpcError> {
        let place = self.eice.locate(&self.instance).await?;
        let place = self.place.get_or_init(|| place);
        let opening = self.eice.open_tunnel(place, SSH_PORT, max_duration);
        Ok(opening.await?)
    }

    /// What it means that the tunnel has ended, or stayed silent, before the instance had said anything.
    pub fn did_not_answer(&self, tunnel: &TunnelMonitor) -> IpcError {
        let reason = tunnel.close_reason();
        let error = remote::Error::TargetUnreachable {
            instance: self.instance.clone(),
            reason: reason.unwrap_or_else(|| "no answer".to_owned()),
            rule: String::new(),
        };
        IpcError::from(match self.place.get() {
            Some(place) => error.at(place),
            None => error,
        })
    }
}

/// An empty file of mode 0600, with its folder, unless it is there. `ssh` would go on without a pin if it could not write one.
fn make_private(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}
