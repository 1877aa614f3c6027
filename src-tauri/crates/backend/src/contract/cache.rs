//! What is kept for the time without a network.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the cache holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CacheInfo {
    /// Bytes on the disk.
    pub bytes: u64,
    /// Bytes that it may have; the least recently used workspaces go first.
    pub limit_bytes: u64,
    /// Workspaces that something is kept of.
    pub workspaces: u64,
    /// Where it is; null when it is in memory only.
    pub folder: Option<String>,
}

/// Argument of `forget_workspace`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ForgetWorkspace {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}
