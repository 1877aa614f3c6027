//! Text that was typed and is not saved: kept on this machine, so that nothing ends it but saving or dropping it.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FileVersion, TextEncoding};

/// Argument of `keep_draft`, and what `list_drafts` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct Draft {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// The instance that the file was loaded from; drafts of another one are kept apart.
    pub instance_id: String,
    /// Absolute path of the file.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// How `text` stands for bytes.
    pub encoding: TextEncoding,
    /// The version that the editor loaded; null for a file that did not exist.
    pub base: Option<FileVersion>,
    /// The text of that version, for merging.
    pub base_text: Option<String>,
    /// When it was typed, ms since the epoch.
    pub changed_ms: u64,
}

/// What the journal of drafts holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Drafts {
    /// Oldest first.
    pub drafts: Vec<Draft>,
    /// Files of the journal that could not be read, with the reason; they are left where they are.
    pub unreadable: Vec<String>,
}

/// Argument of `drop_draft`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct DropDraft {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// As in the draft.
    pub instance_id: String,
    /// As in the draft.
    pub path: String,
}
