//! Searching the content of files on an instance.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Argument of `search_files`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct SearchFiles {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// The folder to search, with all below it.
    pub folder: String,
    /// What to find: a text, not a pattern.
    pub text: String,
    /// Whether upper and lower case differ.
    pub is_case_sensitive: bool,
    /// Chosen by the window; `stop_search` names it. A newer search of a workspace stops the one before it.
    pub search_id: u64,
}

/// Argument of `stop_search`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct StopSearch {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Of the search.
    pub search_id: u64,
}

/// Lines of one file that hold the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct SearchMatch {
    /// Absolute path of the file.
    pub path: String,
    /// Counts from 1.
    pub line: u64,
    /// The line, at most 400 characters of it around the first find.
    pub text: String,
}

/// How a search ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct SearchEnd {
    /// Matching lines that were told.
    pub matches: u64,
    /// It was stopped at 2,000 lines.
    pub is_cut: bool,
    /// What could not be searched, such as folders without permission: at most 20.
    pub problems: Vec<String>,
}
