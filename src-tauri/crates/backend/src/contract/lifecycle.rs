//! Changing a workspace on the platform: its row, model and provider; restart, pause and resume.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Model, Provider, Workspace};
use crate::IpcError;

/// What can be done to a workspace as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum WorkspaceAction {
    /// Starts it anew, whatever its state.
    Restart,
    /// Pauses it and all below it.
    Pause,
    /// Resumes it and all below it.
    Resume,
}

/// Argument of `control_workspace`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ControlWorkspace {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// What to do.
    pub action: WorkspaceAction,
}

/// What the platform has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Controlled {
    /// The status that it answered.
    pub status: String,
    /// How many workspaces that was done to.
    pub count: u64,
}

/// Where a workspace is to belong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum NewParent {
    /// To no team.
    None,
    /// Under another workspace.
    Workspace {
        /// Its id.
        #[ts(type = "string")]
        id: WorkspaceId,
    },
}

/// What is to change in the row of a workspace; null leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(export_to = "contract.ts")]
pub struct WorkspaceChanges {
    /// At most 255 bytes, one line, without any of `{}[]|>*&!`.
    pub name: Option<String>,
    /// At most 1,000 bytes, one line, without any of `{}[]|>*&!`; "" takes it away.
    pub role: Option<String>,
    /// 1 to 4.
    pub tier: Option<i64>,
    /// At most 100 bytes, one line.
    pub runtime: Option<String>,
    /// Refused when the workspace would come to be below itself.
    pub parent: Option<NewParent>,
}

/// Argument of `save_workspace`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct SaveWorkspace {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Of its row.
    pub changes: WorkspaceChanges,
    /// The model that is to override config.yaml; at most 100 bytes, one line; "" takes the override away, null leaves it.
    pub model: Option<String>,
    /// The same for the provider, where the platform offers one.
    pub provider: Option<String>,
    /// Restart it at the end, unless a part before has failed.
    pub restart: bool,
}

/// A part of saving a workspace, in the order in which they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum SaveLeg {
    /// Its row.
    Row,
    /// Its model.
    Model,
    /// Its provider.
    Provider,
    /// Its restart.
    Restart,
}

/// What has become of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "status",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum SaveOutcome {
    /// Done, and read back where it can be.
    Saved,
    /// The server has said yes, and reads differently.
    NotAccepted {
        /// Names of the fields, as in `WorkspaceChanges`, or `model`, `provider`.
        fields: Vec<String>,
    },
    /// Not done.
    Failed {
        /// Why.
        error: IpcError,
    },
    /// It may be done or not: there was no answer, and it could not be read back either.
    Unknown {
        /// What came instead of an answer.
        error: IpcError,
    },
    /// Not tried.
    Skipped {
        /// Why, for people.
        reason: String,
    },
}

/// One part of a `SaveReport`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct SavedLeg {
    /// Which part.
    pub leg: SaveLeg,
    /// What has become of it.
    pub outcome: SaveOutcome,
}

/// What has become of `save_workspace`: one entry for each part that something was asked of.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct SaveReport {
    /// In order.
    pub legs: Vec<SavedLeg>,
    /// The row as read back; null when that failed or was not needed.
    pub workspace: Option<Workspace>,
    /// The model as read back.
    pub model: Option<Model>,
    /// The provider as read back.
    pub provider: Option<Provider>,
}

/// Argument of `dismiss_restart`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct DismissRestart {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}

/// What workspaces are made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Template {
    /// Its name on the platform.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The runtime; empty for the default one.
    pub runtime: String,
    /// The model that it starts with; empty when it names none.
    pub model: String,
    /// The models that it suggests.
    pub models: Vec<TemplateModel>,
}

/// A model that a template suggests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct TemplateModel {
    /// Its slug.
    pub id: String,
    /// Its name for people.
    pub name: Option<String>,
    /// Environment variables that it needs.
    pub required_env: Vec<String>,
}
