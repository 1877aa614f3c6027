//! What a panel asks for, and how each part of it settles.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FileContent, Listing, Workspace};
use crate::IpcError;

/// A part of the panel that loads, fails and retries by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Leg {
    /// The workspace's row.
    Workspace,
    /// Its model.
    Model,
    /// Its provider.
    Provider,
    /// Its config.yaml.
    Config,
    /// The entries of its base folder.
    Files,
}

impl Leg {
    /// All five, as a panel opens them.
    pub const ALL: [Self; 5] = [
        Self::Workspace,
        Self::Model,
        Self::Provider,
        Self::Config,
        Self::Files,
    ];
}

/// Argument of `open_panel`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct OpenPanel {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Newer generations of a workspace cancel older ones; the same one adds to itself.
    pub generation: u64,
    /// The legs to load; a retry names one.
    pub legs: Vec<Leg>,
}

/// Argument of `close_panel`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ClosePanel {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Closes this generation and older ones.
    pub generation: u64,
}

/// Argument of `warm_up` and `stop_warm_up`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct WarmUp {
    /// The workspace that is likely to be opened next.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}

/// One leg of a panel has settled.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum PanelEvent {
    /// The workspace's row.
    Workspace {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Workspace>,
    },
    /// The model.
    Model {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Model>,
    },
    /// The provider.
    Provider {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Provider>,
    },
    /// config.yaml.
    Config {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<FileContent>,
    },
    /// The base folder.
    Files {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Listing>,
    },
}

/// How a leg has settled, and how long that took from the opening.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(
    tag = "status",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum Outcome<T> {
    /// What was seen last, from the store, before anybody has answered. Another outcome of the same leg follows.
    Stored {
        /// The value.
        value: T,
        /// When it was fetched, ms since the epoch.
        fetched_ms: u64,
    },
    /// A value.
    Ok {
        /// The value.
        value: T,
        /// Milliseconds since the opening.
        ms: f64,
        /// When it arrived, ms since the epoch.
        fetched_ms: u64,
    },
    /// The server does not have this.
    NotOffered {
        /// Milliseconds since the opening.
        ms: f64,
    },
    /// No value.
    Failed {
        /// Why.
        error: IpcError,
        /// Milliseconds since the opening.
        ms: f64,
    },
}

/// The model of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Model {
    /// Empty when none is set.
    pub model: String,
    /// The platform's word for where it comes from.
    pub source: String,
}

/// The provider of a workspace's model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Provider {
    /// Empty when none is set.
    pub provider: String,
    /// The platform's word for where it comes from.
    pub source: String,
}

impl PanelEvent {
    /// Whether this is what was seen last, with the leg's answer still to come.
    pub fn is_stored(&self) -> bool {
        match self {
            Self::Workspace { outcome, .. } => outcome.is_stored(),
            Self::Model { outcome, .. } => outcome.is_stored(),
            Self::Provider { outcome, .. } => outcome.is_stored(),
            Self::Config { outcome, .. } => outcome.is_stored(),
            Self::Files { outcome, .. } => outcome.is_stored(),
        }
    }
}

impl<T> Outcome<T> {
    fn is_stored(&self) -> bool {
        matches!(self, Self::Stored { .. })
    }
}
