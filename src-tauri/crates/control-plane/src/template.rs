//! The templates that workspaces are made from: what runtimes and models there are to choose from.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, value::RawValue};

use crate::model::null_is_default;

/// A template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// The name of its folder.
    pub id: String,
    /// The name shown to people; may be empty.
    #[serde(default, deserialize_with = "null_is_default")]
    pub name: String,
    /// One line about it.
    #[serde(default, deserialize_with = "null_is_default")]
    pub description: String,
    /// Size class; 0 where the template says none.
    #[serde(default, deserialize_with = "null_is_default")]
    pub tier: i64,
    /// The runtime; may be empty.
    #[serde(default, deserialize_with = "null_is_default")]
    pub runtime: String,
    /// The model that it starts with; may be empty.
    #[serde(default, deserialize_with = "null_is_default")]
    pub model: String,
    /// The models that its runtime offers.
    #[serde(default, deserialize_with = "null_is_default")]
    pub models: Vec<TemplateModel>,
    /// Names of the environment variables that it needs.
    #[serde(default, deserialize_with = "strings")]
    pub required_env: Vec<String>,
    /// The skills that it brings. The server says null where there are none.
    #[serde(default, deserialize_with = "strings")]
    pub skills: Vec<String>,
    /// How many skills that are, by the server's count.
    #[serde(default, deserialize_with = "null_is_default")]
    pub skill_count: i64,
    /// How long provisioning may take, in seconds, where it says so.
    #[serde(default)]
    pub provision_timeout_seconds: Option<f64>,
}

/// A model that a template offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateModel {
    /// The model's slug.
    pub id: String,
    /// The name shown to people; empty when it has none.
    #[serde(default, deserialize_with = "null_is_default")]
    pub name: String,
    /// Names of the environment variables that it needs.
    #[serde(default, deserialize_with = "strings")]
    pub required_env: Vec<String>,
}

/// The entries of a list that are templates; others are logged and left out.
///
/// # Errors
///
/// Fails when the text is not a JSON array.
pub(crate) fn parse_list(json: &[u8]) -> Result<Vec<Template>, serde_json::Error> {
    let rows: Vec<&RawValue> = serde_json::from_slice(json)?;
    let parse = |row: &RawValue| match serde_json::from_str(row.get()) {
        Ok(template) => Some(template),
        Err(error) => {
            // They only feed suggestions: one less does no harm.
            tracing::warn!(%error, "left out a template that could not be read");
            None
        }
    };
    Ok(rows.into_iter().filter_map(parse).collect())
}

/// The strings of a list; null and what is no string are passed over.
fn strings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let Value::Array(values) = Value::deserialize(deserializer)? else {
        return Ok(Vec::new());
    };
    let text = |value| match value {
        Value::String(text) => Some(text),
        _ => None,
    };
    Ok(values.into_iter().filter_map(text).collect())
}
