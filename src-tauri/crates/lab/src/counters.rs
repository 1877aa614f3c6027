//! What clients have done so far, counted where it happens.
//!
//! Tests read the counters to show what a client did *not* do: no second key push, no request too
//! many. They only ever grow, but for the one that says how many tunnels are open now. The workspace
//! server counts its own requests; [`crate::Lab::counters`] puts both together.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

/// A snapshot of what clients have done since the lab was started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Requests per route, answered or refused: `GET /workspaces/:id`, `ec2 DescribeInstances`,
    /// `ec2-instance-connect SendSSHPublicKey`, `GET /openTunnel`.
    pub requests: BTreeMap<String, u64>,
    /// Most of one workspace's metadata requests (workspace, model, provider) that were in flight at
    /// once.
    pub metadata_in_flight_max: u64,
    /// Keys that were granted.
    pub key_pushes: u64,
    /// Tunnels that were opened (answered with 101).
    pub websocket_upgrades: u64,
    /// SSH connections that authenticated.
    pub ssh_authentications: u64,
    /// SFTP servers that were started, by subsystem or under sudo.
    pub sftp_opens: u64,
    /// AWS calls and tunnels that were refused, by error code.
    pub refusals: BTreeMap<String, u64>,
    /// Tunnels that were asked for, by the endpoint's name that the client used.
    pub tunnel_hosts: BTreeMap<String, u64>,
    /// Tunnels that are open now.
    pub tunnels_open: u64,
}

/// Where the lab's parts count. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(Arc<Mutex<Counters>>);

impl Tally {
    /// The counters as they stand.
    pub(crate) fn snapshot(&self) -> Counters {
        self.lock().clone()
    }

    /// A request of `route` came in.
    pub(crate) fn request(&self, route: &str) {
        bump(&mut self.lock().requests, route);
    }

    /// A tunnel was asked for under this name of the endpoint.
    pub(crate) fn tunnel_host(&self, host: &str) {
        bump(&mut self.lock().tunnel_hosts, host);
    }

    /// A key was granted.
    pub(crate) fn key_push(&self) {
        self.lock().key_pushes += 1;
    }

    /// A tunnel is open until the guard is dropped.
    pub(crate) fn tunnel(&self) -> OpenTunnel {
        let mut state = self.lock();
        state.websocket_upgrades += 1;
        state.tunnels_open += 1;
        OpenTunnel(self.clone())
    }

    /// An SSH connection authenticated.
    pub(crate) fn ssh_authentication(&self) {
        self.lock().ssh_authentications += 1;
    }

    /// An SFTP server was started.
    pub(crate) fn sftp_open(&self) {
        self.lock().sftp_opens += 1;
    }

    /// A call was refused with this error code.
    pub(crate) fn refusal(&self, code: &str) {
        bump(&mut self.lock().refusals, code);
    }

    fn lock(&self) -> MutexGuard<'_, Counters> {
        // Counting cannot leave the state half changed, so a poisoned lock is still sound.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bump(counts: &mut BTreeMap<String, u64>, name: &str) {
    *counts.entry(name.to_owned()).or_default() += 1;
}

/// An open tunnel.
#[derive(Debug)]
#[must_use = "the tunnel counts as open while this lives"]
pub(crate) struct OpenTunnel(Tally);

impl Drop for OpenTunnel {
    fn drop(&mut self) {
        self.0.lock().tunnels_open -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_tunnel_stays_counted_as_opened_only() {
        let tally = Tally::default();
        drop(tally.tunnel());
        let counters = tally.snapshot();
        assert_eq!((counters.websocket_upgrades, counters.tunnels_open), (1, 0));
    }
}
