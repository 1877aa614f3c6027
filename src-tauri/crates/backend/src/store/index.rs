//! The section of one platform: `index-…`, the only one that a start reads.
//!
//! ```json
//! {"schema":1,"scope":"…","list":{"workspaces":[…],"fetched_ms":1},
//!  "entries":{"<workspace>":{"sha256":"…","confirmedMs":1,"usedMs":2,"bytes":3,"bytesBefore":3,"withdrawnMs":null,"removedMs":null}}}
//! ```

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{StoredList, document::Document};

const SCHEMA: u32 = 1;
/// How long what is kept of a removed workspace stays.
const BURIED: Duration = Duration::from_hours(30 * 24);

/// What is known of a platform's workspaces without a look at their own sections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Index {
    schema: u32,
    pub(super) scope: String,
    pub(super) list: Option<StoredList>,
    pub(super) entries: BTreeMap<String, Entry>,
}

/// One workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Entry {
    /// Of the newest card. It stays when the section has gone for want of room, so that the next list does not bring it back at the
    /// cost of another one.
    pub(super) sha256: Option<String>,
    pub(super) confirmed_ms: u64,
    /// When somebody looked at it last, or it changed.
    pub(super) used_ms: u64,
    /// Of its section; 0 when there is none.
    pub(super) bytes: u64,
    /// Of the generation before.
    pub(super) bytes_before: u64,
    pub(super) withdrawn_ms: Option<u64>,
    pub(super) removed_ms: Option<u64>,
}

impl Index {
    pub(super) fn new(scope: &str) -> Self {
        Self {
            schema: SCHEMA,
            scope: scope.to_owned(),
            list: None,
            entries: BTreeMap::new(),
        }
    }

    /// The index in a section; one of another schema is none.
    pub(super) fn read(value: Value) -> Option<Self> {
        match serde_json::from_value::<Self>(value) {
            Ok(index) if index.schema == SCHEMA => Some(index),
            Ok(_) => None,
            Err(error) => {
                tracing::warn!(%error, "an index of the cache is unreadable and is made anew");
                None
            }
        }
    }

    /// Takes in a section that it does not know of, such as one that was written just before a crash.
    pub(super) fn adopt(&mut self, document: &Document, bytes: u64) {
        let entry = self.entries.entry(document.workspace.clone()).or_default();
        entry.agree(document);
        entry.bytes = bytes;
        let confirmed = document.versions.first().map(|card| card.confirmed_ms);
        entry.confirmed_ms = confirmed.unwrap_or_default();
        entry.used_ms = entry.used_ms.max(entry.confirmed_ms);
    }

    /// The workspaces that were removed too long ago.
    pub(super) fn to_purge(&self, now_ms: u64) -> Vec<String> {
        let buried = u64::try_from(BURIED.as_millis()).unwrap_or(u64::MAX);
        let is_old = |entry: &Entry| {
            let removed = entry.removed_ms;
            removed.is_some_and(|removed| now_ms.saturating_sub(removed) > buried)
        };
        let old = self.entries.iter().filter(|(_, entry)| is_old(entry));
        old.map(|(id, _)| id.clone()).collect()
    }
}

impl Entry {
    /// What it takes on the disk: both generations.
    pub(super) fn bytes_on_disk(&self) -> u64 {
        self.bytes.saturating_add(self.bytes_before)
    }

    pub(super) fn is_stored(&self) -> bool {
        self.bytes > 0
    }

    /// Its section has been written anew.
    pub(super) fn written(&mut self, bytes: u64) {
        self.bytes_before = std::mem::replace(&mut self.bytes, bytes);
    }

    /// Its section is gone.
    pub(super) fn gone(&mut self) {
        (self.bytes, self.bytes_before) = (0, 0);
    }

    /// Believes the section: that may be older, when a damaged file has been restored, or newer, after a crash.
    pub(super) fn agree(&mut self, document: &Document) {
        if self.sha256.as_deref() != document.newest_sha256() {
            self.sha256 = document.newest_sha256().map(str::to_owned);
            let newest = document.versions.first();
            self.confirmed_ms = newest.map_or(0, |card| card.confirmed_ms);
        }
    }
}
