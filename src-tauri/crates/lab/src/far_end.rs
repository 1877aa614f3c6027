//! What an open tunnel leads to: an instance's SSH server.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::io::{AsyncRead, AsyncWrite};

use crate::{
    cloud::Cloud,
    embedded,
    error::Error,
    instances::Machine,
    options::{SshServer, SshServerKind},
    peers::{self, Peer},
    sshd,
    system::SftpServer,
};

/// Bytes between a tunnel and the embedded server.
const PIPE_BYTES: usize = 256 << 10;

/// The SSH servers of all instances.
#[derive(Debug)]
pub(crate) enum FarEnd {
    /// One OpenSSH per instance, started when first needed.
    Sshd(sshd::Servers),
    /// The embedded server, and why.
    Embedded { servers: Embedded, reason: String },
}

/// The embedded servers that were needed so far, by instance id.
#[derive(Debug, Default)]
pub(crate) struct Embedded {
    /// Held for lines, never across an await.
    by_instance: Mutex<HashMap<String, Arc<embedded::Instance>>>,
}

/// A connection to an instance's port 22.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl FarEnd {
    /// The best that was asked for and is possible here.
    pub(crate) async fn choose(asked: SshServer) -> Result<Self, Error> {
        let reason = match asked {
            SshServer::Embedded => "the embedded server was asked for".to_owned(),
            SshServer::Auto | SshServer::RequireSshd => match sshd::possible().await {
                Ok(binaries) => return Ok(Self::Sshd(sshd::Servers::new(binaries))),
                Err(reason) if asked == SshServer::RequireSshd => {
                    return Err(Error::NoSshd(reason));
                }
                Err(reason) => reason,
            },
        };
        Ok(Self::Embedded {
            servers: Embedded::default(),
            reason,
        })
    }

    /// What it is, for people.
    pub(crate) fn kind(&self) -> SshServerKind {
        match self {
            Self::Sshd(_) => SshServerKind::Sshd,
            Self::Embedded { reason, .. } => SshServerKind::Embedded {
                reason: reason.clone(),
            },
        }
    }

    /// The real servers, if that is what there is.
    pub(crate) fn servers(&self) -> Option<&sshd::Servers> {
        match self {
            Self::Sshd(servers) => Some(servers),
            Self::Embedded { .. } => None,
        }
    }

    /// Ends a machine's server; the next connection finds a new one, with the machine's host key of
    /// then.
    pub(crate) fn restart(&self, machine: &Machine) {
        match self {
            Self::Sshd(servers) => servers.kill(&machine.id),
            Self::Embedded { servers, .. } => servers.set_host_key(machine),
        }
    }

    /// Ends all servers, at once and without waiting for it.
    pub(crate) fn kill(&self) {
        if let Self::Sshd(servers) = self {
            servers.kill_all();
        }
    }

    /// Ends all servers and waits until nothing of them is left.
    pub(crate) async fn stop(&self) {
        if let Self::Sshd(servers) = self {
            servers.stop_all().await;
        }
    }

    /// Makes the servers see the grants as they are now.
    pub(crate) fn publish_grants(&self, cloud: &Cloud, machine: &Machine) -> io::Result<()> {
        match self {
            Self::Sshd(_) => {
                let grants = cloud.grants.of_instance(&machine.id);
                sshd::publish_grants(&machine.disk, &grants, cloud.clock.offset())
            }
            // It asks the lab itself.
            Self::Embedded { .. } => Ok(()),
        }
    }

    /// Takes back what was published of a machine's grants; whoever uses its disk next begins with
    /// none.
    pub(crate) fn withdraw_grants(&self, machine: &Machine) -> io::Result<()> {
        match self {
            Self::Sshd(_) => sshd::withdraw_grants(&machine.disk),
            Self::Embedded { .. } => Ok(()),
        }
    }

    /// Counts what the servers have logged but nobody has read yet.
    pub(crate) fn count_logged(&self) {
        if let Self::Sshd(servers) = self {
            servers.count_logged();
        }
    }

    /// Opens a connection to port 22 of a machine, whoever answers there.
    pub(crate) async fn connect(
        &self,
        cloud: &Cloud,
        machine: &Machine,
    ) -> Result<Box<dyn Stream>, Error> {
        let peer = machine.peer();
        if peer != Peer::Sshd {
            let (ours, theirs) = tokio::io::duplex(PIPE_BYTES);
            cloud.spawn(peers::play(peer, theirs));
            return Ok(Box::new(ours));
        }
        match self {
            Self::Sshd(servers) => {
                if matches!(machine.system().sftp, SftpServer::Proftpd(_)) {
                    // It does not judge by itself which grants have expired.
                    let published = self.publish_grants(cloud, machine);
                    published.map_err(|source| Error::Folder {
                        path: machine.disk.clone(),
                        source,
                    })?;
                }
                Ok(Box::new(servers.connect(machine, &cloud.tally).await?))
            }
            Self::Embedded { servers, .. } => {
                let (ours, theirs) = tokio::io::duplex(PIPE_BYTES);
                let instance = servers.instance(cloud, machine);
                cloud.spawn(async move {
                    if let Err(error) = embedded::serve(theirs, instance).await {
                        tracing::debug!(%error, "an SSH connection ended early");
                    }
                });
                Ok(Box::new(ours))
            }
        }
    }
}

impl Embedded {
    fn instance(&self, cloud: &Cloud, machine: &Machine) -> Arc<embedded::Instance> {
        let mut servers = self
            .by_instance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let server = servers
            .entry(machine.id.clone())
            .or_insert_with(|| Arc::new(new_embedded(cloud, machine)));
        Arc::clone(server)
    }

    fn set_host_key(&self, machine: &Machine) {
        let servers = self
            .by_instance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = servers.get(&machine.id) {
            server.set_host_key(machine.host_key());
        }
    }
}

fn new_embedded(cloud: &Cloud, machine: &Machine) -> embedded::Instance {
    let (grants, id) = (cloud.grants.clone(), machine.id.clone());
    let allows = Arc::new(move |user: &str, key: &str| grants.allows(&id, user, key));
    let (logins, sftp) = (cloud.tally.clone(), cloud.tally.clone());
    embedded::Instance::new(machine.disk.clone(), machine.host_key(), allows)
        .on_authenticated(Arc::new(move || logins.ssh_authentication()))
        .on_sftp(Arc::new(move || sftp.sftp_open()))
}
