//! What tells one content of a card from another.

use serde_json::Value;

/// SHA-256 of a card in hexadecimal: the same for the same content, whatever its white space and the order of its members. Text that
/// is no JSON counts as it is.
pub(super) fn content_sha256(raw: &str) -> String {
    match serde_json::from_str(raw) {
        Ok(value) => remote::sha256(sorted(value).to_string().as_bytes()),
        Err(_) => remote::sha256(raw.as_bytes()),
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(mut members) => {
            members.sort_keys();
            let members = members.into_iter();
            members.map(|(name, value)| (name, sorted(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}
