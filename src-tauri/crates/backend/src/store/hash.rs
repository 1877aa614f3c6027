//! What tells one content of a card from another.

use serde_json::Value;

/// SHA-256 of a card's canonical form in hexadecimal: the same for the same content, whatever its white space and the order of its
/// members. Text that is no JSON counts as it is.
pub(super) fn content_sha256(raw: &str) -> String {
    match serde_json::from_str::<Value>(raw) {
        Ok(value) => agent_card::sha256_of(&value),
        Err(_) => remote::sha256(raw.as_bytes()),
    }
}
