//! The model and the provider of a workspace.

use serde::{Deserialize, Deserializer, Serialize};

use crate::Error;

/// Longest model and provider, in bytes: what the server itself takes when a workspace is made.
const MAX_SLUG_BYTES: usize = 100;

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

/// A model or provider as it is sent; empty clears. The server stores whatever it gets.
pub(crate) fn check_slug<'a>(name: &str, slug: &'a str) -> Result<&'a str, Error> {
    let slug = slug.trim();
    let what = if slug.len() > MAX_SLUG_BYTES {
        format!("the {name} is longer than {MAX_SLUG_BYTES} bytes")
    } else if slug.contains(['\r', '\n']) {
        format!("the {name} must be on one line")
    } else {
        return Ok(slug);
    };
    Err(Error::InvalidInput { what })
}
