//! What the app keeps in its [`Cache`](crate::Cache): the last list, cards with their older versions, the last answers, the layout.
//!
//! Each workspace has a section of its own, read when somebody looks at it; beside them there is a small index of each platform,
//! which is all that a start reads, and a section with what the user has done here. So a list that brings nothing new writes nothing
//! but, once in a while, the index. What has been removed from the platform stays for 30 days. At most 200 MiB are kept on the disk,
//! of which the least recently used workspaces go first, and 2 MiB of a workspace. Contents are kept as they came, and of files
//! `config.yaml` only: it names secrets, and other files might hold them.
//!
//! | section | holds | schema |
//! |---|---|---|
//! | `index-PLATFORM` | the list; of each workspace the hash of its card, ages, sizes, whether it was withdrawn or removed | `index` |
//! | `ws-PLATFORM-WORKSPACE` | cards, newest first; the last answers by name: `config`, `model`, `provider`, `folders` | `document` |
//! | `local-PLATFORM` | layout, base folders, due restarts; not cleared with the cache | `local` |
//!
//! `PLATFORM` and `WORKSPACE` are hashes. Sections are written one after the other, so that a crash may leave an index that is older
//! than the sections it speaks of, or the other way round when a damaged file was restored: the section is believed.
//!
//! # Layout
//!
//! - `names`, `index`, `document`, `local`: the sections
//! - `shelves`: all platforms' together, with the limits; `state`: what of it is in memory
//! - `hash`: what tells two cards apart
//! - `migrate`: from the format before this one

mod document;
mod hash;
mod index;
mod local;
mod migrate;
mod names;
mod shelves;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use self::shelves::Shelves;
use self::{hash::content_sha256, state::When};
use crate::{NeedsRestart, Position, Workspace};

/// Stands for the platform as a whole where a workspace is named: its templates are kept so.
pub(crate) const PLATFORM: &str = "platform";

/// The typed cache of one platform.
#[derive(Debug, Clone)]
pub struct Store {
    shelves: Shelves,
    scope: String,
}

/// The last list, as kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredList {
    /// In the platform's order.
    pub workspaces: Vec<Workspace>,
    /// When the platform answered, ms since the epoch.
    pub fetched_ms: u64,
}

/// A card, as kept: unchanged, so that a better parser can read it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredCard {
    /// The text as received.
    pub raw: String,
    /// Of its content: white space and the order of members do not count.
    pub sha256: String,
    /// When it came first, ms since the epoch.
    pub first_seen_ms: u64,
    /// When the platform had it last, ms since the epoch.
    pub confirmed_ms: u64,
}

/// The cards of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCards {
    /// Newest first; there is at least one.
    pub versions: Vec<StoredCard>,
    /// Since when the platform has none, ms since the epoch.
    pub withdrawn_ms: Option<u64>,
    /// Since when the platform does not have the workspace, ms since the epoch.
    pub removed_ms: Option<u64>,
}

/// A value that was seen once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<T> {
    /// As it was answered.
    pub value: T,
    /// When it was answered, ms since the epoch.
    pub fetched_ms: u64,
}

impl Store {
    /// `scope` tells platforms apart: the same workspace id elsewhere is another workspace.
    pub fn new(shelves: &Shelves, scope: String) -> Self {
        Self {
            shelves: shelves.clone(),
            scope,
        }
    }

    /// The last list.
    pub fn list(&self) -> Option<StoredList> {
        let mut state = self.shelves.state();
        state.platform(&self.scope).index.list.clone()
    }

    /// Keeps a list, and lets go of what was removed too long ago.
    pub fn set_list(&self, list: &StoredList) {
        let mut state = self.shelves.state();
        state.purge(&self.scope, list.fetched_ms);
        let known = &mut state.platform(&self.scope).index.list;
        let when = match known {
            Some(known) if known.workspaces == list.workspaces => When::Later,
            _ => When::Soon,
        };
        match known {
            Some(known) if when == When::Later => known.fetched_ms = list.fetched_ms,
            _ => *known = Some(list.clone()),
        }
        self.shelves.save_index(&mut state, &self.scope, when);
    }

    /// All cards of a workspace; `None` when there never was one.
    pub fn cards(&self, workspace: &str) -> Option<StoredCards> {
        let mut state = self.shelves.state();
        let mut versions = state.open(&self.scope, workspace)?.versions.clone();
        let entry = state.used(&self.scope, workspace);
        let newest = versions.first_mut()?;
        newest.confirmed_ms = newest.confirmed_ms.max(entry.confirmed_ms);
        let (withdrawn_ms, removed_ms) = (entry.withdrawn_ms, entry.removed_ms);
        self.shelves
            .save_index(&mut state, &self.scope, When::Later);
        Some(StoredCards {
            versions,
            withdrawn_ms,
            removed_ms,
        })
    }

    /// Keeps a card that the platform has now. Whether what is shown of it changes: it has another content than the last one, or was
    /// withdrawn. The same content only becomes younger, and that is not written at once.
    pub fn keep_card(&self, workspace: &str, raw: &str, confirmed_ms: u64) -> bool {
        let sha256 = content_sha256(raw);
        let mut state = self.shelves.state();
        let entry = state.entry(&self.scope, workspace);
        let was_gone = entry.withdrawn_ms.take().is_some() | entry.removed_ms.take().is_some();
        entry.confirmed_ms = entry.confirmed_ms.max(confirmed_ms);
        let is_same = entry.sha256.as_deref() == Some(&sha256);
        let mut is_other = false;
        if !is_same {
            state.change(&self.scope, workspace, |document| {
                is_other = document.keep_card(raw, sha256, confirmed_ms);
            });
        }
        let when = if was_gone || !is_same {
            When::Soon
        } else {
            When::Later
        };
        self.shelves.save_index(&mut state, &self.scope, when);
        was_gone || is_other
    }

    /// The platform has no card for it any more. What was there stays as history.
    pub fn withdraw_card(&self, workspace: &str, at_ms: u64) {
        self.mark(workspace, |entry| &mut entry.withdrawn_ms, at_ms);
    }

    /// The platform does not have the workspace any more. What is kept of it goes after 30 days, unless it comes back.
    pub fn bury(&self, workspace: &str, at_ms: u64) {
        self.mark(workspace, |entry| &mut entry.removed_ms, at_ms);
    }

    /// The last answer to a question about a workspace: `config`, `model`, `provider`, `folders`.
    pub fn last<T: DeserializeOwned>(&self, workspace: &str, part: &str) -> Option<Seen<T>> {
        let mut state = self.shelves.state();
        let found = state.open(&self.scope, workspace)?.parts.get(part)?.clone();
        state.used(&self.scope, workspace);
        self.shelves
            .save_index(&mut state, &self.scope, When::Later);
        drop(state);
        match serde_json::from_value(found.value) {
            Ok(value) => Some(Seen {
                value,
                fetched_ms: found.fetched_ms,
            }),
            Err(error) => {
                // A cache: what cannot be read is fetched again.
                tracing::warn!(part, %error, "a cached value is unreadable and is left out");
                None
            }
        }
    }

    /// Keeps an answer.
    pub fn keep_last(&self, workspace: &str, part: &str, value: &impl Serialize, fetched_ms: u64) {
        match serde_json::to_value(value) {
            Ok(value) => {
                let mut state = self.shelves.state();
                state.change(&self.scope, workspace, |document| {
                    document.keep_part(part, value, fetched_ms);
                });
                self.shelves.save_index(&mut state, &self.scope, When::Soon);
            }
            Err(error) => tracing::warn!(part, %error, "a value could not be cached"),
        }
    }

    /// Where the user has put the nodes.
    pub fn layout(&self) -> BTreeMap<String, Position> {
        let mut state = self.shelves.state();
        state.platform(&self.scope).local.layout.clone()
    }

    /// Keeps where the nodes are.
    pub fn set_layout(&self, layout: &BTreeMap<String, Position>) {
        let mut state = self.shelves.state();
        state.change_local(&self.scope, |local| local.layout.clone_from(layout));
    }

    /// The base folder that was found on an instance of this workspace.
    pub fn base(&self, workspace: &str) -> Option<String> {
        let mut state = self.shelves.state();
        let bases = &state.platform(&self.scope).local.bases;
        bases.get(workspace).cloned()
    }

    /// Keeps which base folder was found, or that none was.
    pub fn set_base(&self, workspace: &str, base: Option<&str>) {
        let mut state = self.shelves.state();
        state.change_local(&self.scope, |local| {
            match base {
                Some(base) => local.bases.insert(workspace.to_owned(), base.to_owned()),
                None => local.bases.remove(workspace),
            };
        });
    }

    /// The workspaces that a restart is due for.
    pub fn needs_restart(&self) -> BTreeMap<String, NeedsRestart> {
        let mut state = self.shelves.state();
        state.platform(&self.scope).local.needs_restart.clone()
    }

    /// Keeps that a restart is due, or that it is not any more.
    pub fn set_needs_restart(&self, workspace: &str, needs: Option<NeedsRestart>) {
        let mut state = self.shelves.state();
        state.change_local(&self.scope, |local| {
            match needs {
                Some(needs) => local.needs_restart.insert(workspace.to_owned(), needs),
                None => local.needs_restart.remove(workspace),
            };
        });
    }

    /// Lets go of all of a workspace, but for where its node lies.
    pub fn forget(&self, workspace: &str) {
        let mut state = self.shelves.state();
        state.forget(&self.scope, workspace);
        state.change_local(&self.scope, |local| {
            local.bases.remove(workspace);
            local.needs_restart.remove(workspace);
        });
        self.shelves.save_index(&mut state, &self.scope, When::Soon);
    }

    /// Sets a time once: the first one counts. A workspace that nothing is kept of needs no mark.
    fn mark(
        &self,
        workspace: &str,
        field: impl Fn(&mut index::Entry) -> &mut Option<u64>,
        at_ms: u64,
    ) {
        let mut state = self.shelves.state();
        let entries = &mut state.platform(&self.scope).index.entries;
        if let Some(entry) = entries.get_mut(workspace)
            && field(entry).is_none()
        {
            *field(entry) = Some(at_ms);
            self.shelves.save_index(&mut state, &self.scope, When::Soon);
        }
    }
}
