//! The name of a workspace.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

/// A workspace's id: a UUID, always shown and sent in lower case with hyphens.
///
/// The server's routes differ in which spellings they take; this one all of them do. Braces, `urn:uuid:`, upper case and
/// missing hyphens are understood and normalised; anything else is refused before any request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct WorkspaceId(Uuid);

/// A text that is not a workspace id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a workspace id (a UUID such as 7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11)")]
pub struct InvalidWorkspaceId;

impl FromStr for WorkspaceId {
    type Err = InvalidWorkspaceId;

    fn from_str(text: &str) -> Result<Self, InvalidWorkspaceId> {
        Uuid::try_parse(text.trim())
            .map(Self)
            .map_err(|_| InvalidWorkspaceId)
    }
}

impl From<Uuid> for WorkspaceId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl<'de> Deserialize<'de> for WorkspaceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORMAL: &str = "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11";

    #[test]
    fn every_spelling_of_a_uuid_becomes_lower_case_with_hyphens() {
        for text in [
            NORMAL,
            "7F0C1F7E-9A2B-4A0E-8C1D-2F5C0A9B1E11",
            "{7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11}",
            "urn:uuid:7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11",
            "7f0c1f7e9a2b4a0e8c1d2f5c0a9b1e11",
            " 7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11\n",
        ] {
            assert_eq!(
                text.parse::<WorkspaceId>().unwrap().to_string(),
                NORMAL,
                "{text}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused_also_when_deserialized() {
        for text in [
            "",
            "ws_9b3k1m",
            "../etc",
            "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e1g",
        ] {
            assert!(text.parse::<WorkspaceId>().is_err(), "{text}");
            assert!(
                serde_json::from_value::<WorkspaceId>(text.into()).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn it_is_a_plain_string_in_json() {
        let id: WorkspaceId =
            serde_json::from_str(&format!("\"{}\"", NORMAL.to_uppercase())).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{NORMAL}\""));
    }
}
