//! What a lab is started with, and what a client needs to reach it.

use std::{fmt, path::PathBuf, time::Duration};

use crate::fleet::Fleet;

/// What a lab is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The workspaces and their instances.
    pub fleet: Fleet,
    /// What stands behind the tunnels. Defaults to [`SshServer::Auto`].
    pub ssh: SshServer,
    /// What a round trip to any of the lab's servers takes, half of it each way. Defaults to zero.
    pub delay: Duration,
    /// How many VPCs the instances are spread over, each with an endpoint of its own and its 20
    /// connections. Defaults to one; [`Lab::endpoint_id`](crate::Lab::endpoint_id) and
    /// [`World::fill_endpoint`](crate::World::fill_endpoint) are about the first.
    pub vpcs: usize,
    /// Where the lab keeps its files. Defaults to a temporary folder that goes with the lab; a
    /// folder given here stays.
    pub dir: Option<PathBuf>,
}

impl Options {
    /// The defaults, with this fleet.
    pub fn new(fleet: Fleet) -> Self {
        Self {
            fleet,
            ssh: SshServer::Auto,
            delay: Duration::ZERO,
            vpcs: 1,
            dir: None,
        }
    }
}

/// What stands behind the tunnels, as asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SshServer {
    /// Real sshd where that is possible, else the embedded server.
    Auto,
    /// Real sshd, or the lab does not start.
    RequireSshd,
    /// The embedded server.
    Embedded,
}

/// What stands behind the tunnels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SshServerKind {
    /// OpenSSH, one process tree per instance.
    Sshd,
    /// The embedded server.
    Embedded {
        /// One sentence for people: why it is not sshd.
        reason: String,
    },
}

/// What the lab accepts signatures of.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`; a request without it is refused.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
