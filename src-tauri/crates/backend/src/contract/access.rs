//! Getting at an instance: which one it is, whose credentials, which host key, and with which other tools.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::IpcError;

/// Argument of `find_instance`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct FindInstance {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}

/// Where the instance of a workspace may be, for the user to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct InstanceSearch {
    /// The tag that was looked for; null when the look-up is switched off.
    pub tag: Option<String>,
    /// The instances whose tag names the workspace; newest first.
    pub candidates: Vec<InstanceCandidate>,
    /// What the user has decided before.
    pub chosen: Option<ChosenInstance>,
    /// Why there was no look-up, such as a missing right; the user may still name the instance.
    pub problem: Option<IpcError>,
}

/// An instance that may be the workspace's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct InstanceCandidate {
    /// The instance.
    pub instance_id: String,
    /// Its tag `Name`.
    pub name: Option<String>,
    /// EC2's word: `running`, `stopped`, …
    pub state: String,
    /// Its private address.
    pub address: Option<String>,
    /// When it was launched, RFC 3339.
    pub launch_time: Option<String>,
}

/// The instance that a user has named or confirmed for a workspace. What the platform tells comes before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ChosenInstance {
    /// The instance.
    pub instance_id: String,
    /// Its private address, where EC2 may not be asked.
    #[serde(default)]
    pub private_ip: Option<String>,
}

/// Argument of `choose_instance`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ChooseInstance {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Its instance; null forgets the choice.
    pub instance: Option<ChosenInstance>,
}

/// Argument of `read_host_key`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ReadHostKey {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}

/// Where an expectation of a host key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum HostKeyExpectation {
    /// It was pinned at an earlier connection.
    Pin,
    /// The instance has printed it on its console.
    Console,
}

/// A host key that was refused, for the user to decide about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct RefusedHostKey {
    /// The instance that offers it.
    pub instance_id: String,
    /// SHA-256 fingerprints of the keys that were expected; empty where only pinned ones are accepted and there is none.
    pub expected: Vec<String>,
    /// What expects them.
    pub expectation: HostKeyExpectation,
    /// SHA-256 fingerprint of the key that it offers.
    pub offered: String,
}

/// Argument of `accept_host_key`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct AcceptHostKey {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// The offered fingerprint, as it was shown to the user.
    pub fingerprint: String,
}

/// AWS credentials that have to be renewed before work goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CredentialsProblem {
    /// What is wrong.
    pub error: IpcError,
    /// The command that renews them, to be typed as it is; null where there is none.
    pub command: Option<String>,
    /// Since when, ms since the epoch.
    pub since_ms: u64,
    /// How much work waits for them; it goes on by itself once they are good.
    pub waiting: u64,
}

/// A program that an instance is opened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Tool {
    /// VS Code, through its Remote-SSH extension.
    VsCode,
    /// The terminal of the desktop, with `ssh`.
    Terminal,
}

/// Argument of `open_in`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct OpenIn {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// What to open it in.
    pub tool: Tool,
}

/// What was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct OpenedIn {
    /// The same as a command line, for the user to copy.
    pub command: String,
}
