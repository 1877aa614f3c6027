//! What differs between two versions of a card.

use serde::Serialize;
use ts_rs::TS;

/// What differs, in the parts that matter to who calls the agent, and elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardDiff {
    /// Of its skills, by id.
    pub skills: Vec<CardChange>,
    /// Of its interfaces, by address and binding.
    pub interfaces: Vec<CardChange>,
    /// Of its security schemes and requirements.
    pub security: Vec<CardChange>,
    /// Everything else, by JSON pointer.
    pub other: Vec<CardChange>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardChange {
    /// What it is about: a skill's name, an address, a JSON pointer.
    pub subject: String,
    /// What was there, as text; null when nothing was.
    pub before: Option<String>,
    /// What is there, as text; null when nothing is.
    pub after: Option<String>,
}
