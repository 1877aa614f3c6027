//! The section of one workspace: `ws-…`.
//!
//! ```json
//! {"schema":1,"scope":"…","workspace":"…","versions":[{"raw":"…","sha256":"…","firstSeenMs":1,"confirmedMs":2}],
//!  "parts":{"config":{"value":…,"fetchedMs":3}}}
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StoredCard;

/// Of what is in a section; one with another is left out.
const SCHEMA: u32 = 1;
/// What may be kept of a workspace.
pub(super) const MAX_BYTES: u64 = 2 << 20;
/// Versions of a card that are kept beside the newest.
const MAX_OLDER: usize = 10;

/// All that is kept of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    schema: u32,
    pub(super) scope: String,
    pub(super) workspace: String,
    /// Newest first.
    pub(super) versions: Vec<StoredCard>,
    /// The last answers, by name.
    pub(super) parts: BTreeMap<String, Part>,
}

/// The last answer to one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Part {
    pub(super) value: Value,
    pub(super) fetched_ms: u64,
}

impl Document {
    pub(super) fn new(scope: &str, workspace: &str) -> Self {
        Self {
            schema: SCHEMA,
            scope: scope.to_owned(),
            workspace: workspace.to_owned(),
            versions: Vec::new(),
            parts: BTreeMap::new(),
        }
    }

    /// The document in a section; one of another schema, or of nobody, is none.
    pub(super) fn read(value: Value) -> Option<Self> {
        match serde_json::from_value::<Self>(value) {
            Ok(document) if document.schema == SCHEMA => Some(document),
            Ok(_) => None,
            Err(error) => {
                // A cache: what cannot be read is fetched again.
                tracing::warn!(%error, "what is kept of a workspace is unreadable and is left out");
                None
            }
        }
    }

    pub(super) fn newest_sha256(&self) -> Option<&str> {
        Some(&self.versions.first()?.sha256)
    }

    /// Keeps a card. Whether it has another content than the newest one, which is confirmed otherwise.
    pub(super) fn keep_card(&mut self, raw: &str, sha256: String, confirmed_ms: u64) -> bool {
        if let Some(newest) = self.versions.first_mut()
            && newest.sha256 == sha256
        {
            newest.confirmed_ms = newest.confirmed_ms.max(confirmed_ms);
            return false;
        }
        // A content that comes back is the newest again, and is there once.
        self.versions.retain(|version| version.sha256 != sha256);
        let card = StoredCard {
            raw: raw.to_owned(),
            sha256,
            first_seen_ms: confirmed_ms,
            confirmed_ms,
        };
        self.versions.insert(0, card);
        self.trim();
        true
    }

    pub(super) fn keep_part(&mut self, name: &str, value: Value, fetched_ms: u64) {
        self.parts
            .insert(name.to_owned(), Part { value, fetched_ms });
        self.trim();
    }

    /// Lets go of what there is no room for: the newest card stays, then the answers about the workspace, the small ones first, then
    /// older cards.
    fn trim(&mut self) {
        self.versions.truncate(1 + MAX_OLDER);
        let bytes = |versions: &[StoredCard]| versions.first().map_or(0, StoredCard::bytes);
        let mut left = MAX_BYTES.saturating_sub(bytes(&self.versions));
        let mut fits = |bytes: u64| {
            let fits = bytes <= left;
            left -= if fits { bytes } else { 0 };
            fits
        };
        let mut answers: Vec<_> = std::mem::take(&mut self.parts).into_iter().collect();
        answers.sort_by_key(|(_, part)| part.bytes());
        answers.retain(|(_, part)| fits(part.bytes()));
        let older = self.versions.iter().skip(1);
        let kept = older.take_while(|card| fits(card.bytes())).count();
        self.versions.truncate(1 + kept);
        self.parts = answers.into_iter().collect();
    }
}

impl StoredCard {
    fn bytes(&self) -> u64 {
        size_of(&self.raw)
    }
}

impl Part {
    fn bytes(&self) -> u64 {
        size_of(&self.value)
    }
}

/// Bytes as JSON, with something for the names around it.
fn size_of(value: &impl Serialize) -> u64 {
    const AROUND: u64 = 256;
    let bytes = serde_json::to_vec(value).map_or(0, |json| json.len());
    u64::try_from(bytes).unwrap_or(u64::MAX) + AROUND
}
