//! The doctor: the whole way to an instance, step by step.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::IpcError;

/// Argument of `run_doctor`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct RunDoctor {
    /// The workspace to go to; null stops before the instance.
    #[ts(type = "string | null")]
    pub workspace_id: Option<WorkspaceId>,
}

/// A step of the way, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum DoctorStep {
    /// The workspace server answers.
    Platform,
    /// The region is known.
    Region,
    /// There are AWS credentials, and they are good.
    Credentials,
    /// As whom AWS knows them.
    Identity,
    /// Which instance is the workspace's, and that it runs.
    Instance,
    /// Which endpoint leads there.
    Endpoint,
    /// Our own connections through it; those of others cannot be seen.
    Quota,
    /// A key is accepted for the instance.
    KeyPush,
    /// The signed websocket opens.
    Websocket,
    /// sshd answers behind it.
    Banner,
    /// sshd's host key is the expected one.
    HostKey,
    /// sshd accepts the key.
    Authentication,
    /// SFTP works.
    Sftp,
    /// `sudo -n` starts sftp-server.
    Sudo,
    /// A file root can be listed; one step for each.
    FileRoot,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum DoctorStatus {
    /// As it should be.
    Ok,
    /// It works, and something about it should be known.
    Warning,
    /// It does not work; what depends on it was skipped.
    Failed,
    /// Not tried, as something before it failed.
    Skipped,
}

/// The result of one step.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct DoctorResult {
    /// The step.
    pub step: DoctorStep,
    /// Its name for people, such as `file root /configs`.
    pub title: String,
    /// How it went.
    pub status: DoctorStatus,
    /// What was found, one sentence; no secret.
    pub detail: String,
    /// Why it failed, with the remedy.
    pub error: Option<IpcError>,
    /// Milliseconds that it took; null when it was skipped.
    pub ms: Option<f64>,
}

/// All steps, in order.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct DoctorReport {
    /// Whether no step failed.
    pub is_well: bool,
    /// The steps.
    pub results: Vec<DoctorResult>,
}

/// A report for whoever helps, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct BugReport {
    /// The file that it was written to.
    pub path: String,
    /// What is in it.
    pub text: String,
}
