//! The SSH sessions to instances, as they are shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `close_tunnel`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct CloseTunnel {
    /// Of the tunnel.
    pub id: u64,
}

/// Where a tunnel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum TunnelState {
    /// Being set up, or waiting for a place.
    Connecting,
    /// Handed out.
    Open,
    /// The successor of an open one is being set up.
    Reconnecting,
    /// Its set-up failed.
    Failed,
    /// No longer handed out; it closes with the last work on it.
    Closed,
}

/// One step of a set-up. Steps overlap: the key push runs beside the tunnel.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct PhaseTime {
    /// Such as `key push`.
    pub name: String,
    /// Milliseconds from the start of the set-up to the start of the step.
    pub start_ms: f64,
    /// Milliseconds that it took.
    pub ms: f64,
}

/// An SSH session to an instance, or one on its way.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Tunnel {
    /// Grows with every set-up.
    pub id: u64,
    /// The instance.
    pub instance_id: String,
    /// The workspace on it, when it is in the list.
    pub workspace_id: Option<String>,
    /// The user on the instance.
    pub os_user: String,
    /// The endpoint that it goes through.
    pub endpoint: String,
    /// Where it stands.
    pub state: TunnelState,
    /// When it was set up, or asked for, ms since the epoch.
    pub since_ms: u64,
    /// When its successor is dialled, ms since the epoch; null when none will be.
    pub rotates_at_ms: Option<u64>,
    /// When it is no longer handed out, ms since the epoch; null before it is open.
    pub expires_at_ms: Option<u64>,
    /// How many hold it.
    pub leases: u64,
    /// Channels open on it.
    pub channels: u64,
    /// Bytes that came out of it.
    pub bytes_read: u64,
    /// Bytes that went into it.
    pub bytes_written: u64,
    /// Why its last set-up failed or it was given up.
    pub last_error: Option<String>,
    /// What its set-up was spent on.
    pub phases: Vec<PhaseTime>,
}
