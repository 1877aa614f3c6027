//! The model and the provider of a workspace.

use serde::{Deserialize, Deserializer, Serialize};

/// Which model a workspace runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// The model's slug; empty when none was chosen. A model that is set overrides the one in `config.yaml`.
    #[serde(default, deserialize_with = "null_is_default")]
    pub model: String,
    /// Where it comes from: `workspace_secrets`, `default` or `unresolved`; open to more.
    #[serde(default, deserialize_with = "null_is_default")]
    pub source: String,
}

/// Which provider a workspace's model comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// The provider's slug; empty when none was chosen.
    #[serde(default, deserialize_with = "null_is_default")]
    pub provider: String,
    /// Where it comes from; empty on servers that do not say.
    #[serde(default, deserialize_with = "null_is_default")]
    pub source: String,
}

/// `null` means what a missing member means.
pub(crate) fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
