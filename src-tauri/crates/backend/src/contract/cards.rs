//! Agent cards: the last known one, the versions before it, and whose keys are believed.

use agent_card::{CardSignature, CardView};
use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Source;

/// Argument of `read_card`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ReadCard {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}

/// A card from the store.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardEntry {
    /// The workspace.
    pub workspace_id: String,
    /// The card, readable.
    pub view: CardView,
    /// The card as received, pretty-printed JSON.
    pub raw: String,
    /// When the platform last confirmed it, ms since the epoch.
    pub confirmed_ms: u64,
    /// Whether that was in this session.
    pub source: Source,
    /// Whether the platform still shows it.
    pub state: CardState,
    /// Names this version: SHA-256 of its canonical form (RFC 8785), in hexadecimal.
    pub sha256: String,
    /// What its signatures are worth.
    pub signature: CardSignature,
    /// Every version that is kept, newest first, this one among them; at most eleven.
    pub versions: Vec<CardVersion>,
}

/// Whether the platform shows a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum CardState {
    /// It does, as far as is known.
    Published,
    /// It says that there is none any more.
    Withdrawn,
    /// The workspace itself is gone.
    Removed,
}

/// One version of a card, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardVersion {
    /// Names it, as in `CardEntry`.
    pub sha256: String,
    /// The version that the card gives itself.
    pub version: Option<String>,
    /// When it was first seen, ms since the epoch.
    pub first_seen_ms: u64,
    /// When the platform last confirmed it, ms since the epoch.
    pub confirmed_ms: u64,
}

/// Argument of `read_card_version`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ReadCardVersion {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Of the version.
    pub sha256: String,
}

/// Argument of `compare_cards`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct CompareCards {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// SHA-256 of the older version.
    pub from: String,
    /// SHA-256 of the newer version.
    pub to: String,
}

/// Argument of `check_card`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct CheckCard {
    /// What was typed.
    pub json: String,
}

/// What text is as a card.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardCheck {
    /// The card, readable, with its problems; null when the text is not JSON.
    pub view: Option<CardView>,
    /// Why it cannot be published: not JSON, not an object, larger than 256 KiB, or with a NUL in a text. null when it can.
    pub problem: Option<String>,
}

/// Argument of `publish_card`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct PublishCard {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// The card.
    pub json: String,
    /// The platform takes a card only with the workspace's own token: have it make one for this once, and revoke it afterwards.
    pub with_own_token: bool,
}

/// A key that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardKey {
    /// RFC 7638, SHA-256, base64url.
    pub thumbprint: String,
    /// Its name in signatures.
    pub kid: Option<String>,
    /// Such as `EC P-256`.
    pub kind: String,
    /// The user's words for whose it is.
    pub label: String,
    /// When it was added, ms since the epoch.
    pub added_ms: u64,
}

/// Argument of `add_card_keys`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct AddCardKeys {
    /// A JWK, or a JWK set.
    pub jwks: String,
    /// The user's words for whose they are.
    pub label: String,
}

/// Argument of `remove_card_key`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct RemoveCardKey {
    /// Of the key.
    pub thumbprint: String,
}
