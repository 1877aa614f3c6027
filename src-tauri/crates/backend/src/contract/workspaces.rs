//! The fleet, and where its cards lie on the canvas.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `move_nodes`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct MoveNodes {
    /// Position by workspace id; others stay where they are.
    pub positions: BTreeMap<String, Position>,
}

/// A place on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Position {
    /// To the right, in canvas units.
    pub x: f64,
    /// Downwards, in canvas units.
    pub y: f64,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Source {
    /// Answered in this session.
    Live,
    /// From the store.
    Store,
}

/// The workspaces of the platform.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct WorkspaceList {
    /// In the platform's order.
    pub workspaces: Vec<Workspace>,
    /// When the platform answered, ms since the epoch.
    pub fetched_ms: u64,
    /// Whether that was in this session.
    pub source: Source,
}

/// A workspace as the canvas shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Workspace {
    /// Lower-case UUID.
    pub id: String,
    /// The platform's name for it.
    pub name: String,
    /// What it is for.
    pub role: Option<String>,
    /// An open list of words: `online`, `offline`, `failed`, …
    pub status: String,
    /// 1 to 4 by convention.
    pub tier: Option<i64>,
    /// Such as `claude-code`.
    pub runtime: String,
    /// The workspace that leads its team.
    pub parent_id: Option<String>,
    /// The EC2 instance, where the platform tells.
    pub instance_id: Option<String>,
    /// Tasks at work.
    pub active_tasks: i64,
    /// What it works on.
    pub current_task: Option<String>,
    /// The last error that it reported.
    pub last_error: Option<String>,
    /// Seconds since the agent started, as last told.
    #[serde(default)]
    pub uptime_seconds: Option<i64>,
    /// Share of its last requests that failed, 0 to 1.
    #[serde(default)]
    pub error_rate: Option<f64>,
    /// How long provisioning may take, ms, where the platform says.
    #[serde(default)]
    pub provision_timeout_ms: Option<i64>,
    /// Since when it is being provisioned, as far as this app has seen, ms since the epoch; null otherwise.
    #[serde(default)]
    pub provisioning_since_ms: Option<u64>,
    /// Names of the skills on its card, for the search: at most 64, of 100 characters each.
    #[serde(default)]
    pub skills: Vec<String>,
    /// It runs with a configuration that has changed since.
    #[serde(default)]
    pub needs_restart: Option<NeedsRestart>,
    /// First placement only: the platform's absolute x. (0, 0) was never placed.
    pub x: f64,
    /// First placement only: the platform's absolute y.
    pub y: f64,
}

/// A restart is due. Kept on this machine; the platform has no word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct NeedsRestart {
    /// What has changed.
    pub reason: RestartReason,
    /// When, ms since the epoch.
    pub since_ms: u64,
}

/// What has changed since a workspace was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum RestartReason {
    /// A file below its base folder.
    Files,
    /// Its tier or runtime.
    Row,
    /// Its model or provider.
    Model,
    /// Something that the platform says needs a restart.
    Platform,
}
