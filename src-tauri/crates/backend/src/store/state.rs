//! What of the cache is in memory: the indexes, what is local, and the sections that were looked at last.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use serde::Serialize;
use tokio::time::Instant;

use super::{
    document::Document,
    index::{Entry, Index},
    local::Local,
    names::{self, Names},
};
use crate::{Cache, clock::now_ms};

/// Sections that are held in memory: those of the panels that are open, more or less.
const OPEN: usize = 8;

/// When a change of the index is to be on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Soon,
    /// With the next one of the other kind, or after some minutes: a kill before that costs nothing but ages.
    Later,
}

/// Everything in memory.
pub(super) struct State {
    cache: Arc<dyn Cache>,
    limit_bytes: u64,
    platforms: BTreeMap<String, Platform>,
    /// Least recently used first, by the name of the section.
    open: VecDeque<(String, Document)>,
    /// Of all sections of workspaces, on the disk.
    bytes: u64,
    has_read_indexes: bool,
}

/// One platform.
pub(super) struct Platform {
    names: Names,
    pub(super) index: Index,
    pub(super) local: Local,
    /// The index is to be saved.
    pub(super) is_changed: bool,
    /// Somebody is going to.
    pub(super) is_awaited: bool,
    /// When it was last, or when it was read.
    pub(super) saved_at: Instant,
}

impl State {
    pub(super) fn new(cache: Arc<dyn Cache>, limit_bytes: u64) -> Self {
        Self {
            cache,
            limit_bytes,
            platforms: BTreeMap::new(),
            open: VecDeque::new(),
            bytes: 0,
            has_read_indexes: false,
        }
    }

    /// The platforms that something has been read of.
    pub(super) fn loaded(&self) -> Vec<String> {
        self.platforms.keys().cloned().collect()
    }

    pub(super) fn platforms(&mut self) -> &mut BTreeMap<String, Platform> {
        self.read_indexes();
        &mut self.platforms
    }

    pub(super) fn platform(&mut self, scope: &str) -> &mut Platform {
        self.read_indexes();
        if !self.platforms.contains_key(scope) {
            self.add_platform(Index::new(scope));
        }
        let new = || Platform::new(Index::new(scope), Local::new(scope));
        self.platforms.entry(scope.to_owned()).or_insert_with(new)
    }

    pub(super) fn entry(&mut self, scope: &str, workspace: &str) -> &mut Entry {
        let entries = &mut self.platform(scope).index.entries;
        entries.entry(workspace.to_owned()).or_default()
    }

    /// Somebody has looked at it.
    pub(super) fn used(&mut self, scope: &str, workspace: &str) -> &mut Entry {
        let entry = self.entry(scope, workspace);
        entry.used_ms = now_ms();
        entry
    }

    /// What is kept of a workspace, if anything is.
    pub(super) fn open(&mut self, scope: &str, workspace: &str) -> Option<&mut Document> {
        let platform = self.platform(scope);
        let section = platform.names.workspace(workspace);
        let entry = platform.index.entries.get_mut(workspace)?;
        if !entry.is_stored() {
            // Somebody wants it: the next list may bring it back.
            entry.sha256 = None;
            return None;
        }
        let known = self.open.iter().position(|(name, _)| *name == section);
        let document = match known.and_then(|at| self.open.remove(at)) {
            Some((_, document)) => document,
            None => self.read(scope, workspace, &section)?,
        };
        self.put(section, document)
    }

    /// Changes what is kept of a workspace, and keeps it.
    pub(super) fn change(
        &mut self,
        scope: &str,
        workspace: &str,
        change: impl FnOnce(&mut Document),
    ) {
        if self.open(scope, workspace).is_none() {
            let section = self.platform(scope).names.workspace(workspace);
            self.put(section, Document::new(scope, workspace));
        }
        let Some((section, document)) = self.open.back_mut() else {
            return;
        };
        change(document);
        match serde_json::to_value(&*document) {
            Ok(value) => {
                let (section, bytes) = (section.clone(), bytes_of(&value));
                let sha256 = document.newest_sha256().map(str::to_owned);
                self.cache.write(&section, value);
                self.written(scope, workspace, bytes, sha256);
            }
            Err(error) => tracing::warn!(%error, "a workspace could not be cached"),
        }
    }

    pub(super) fn change_local(&mut self, scope: &str, change: impl FnOnce(&mut Local)) {
        let platform = self.platform(scope);
        change(&mut platform.local);
        let section = platform.names.local();
        let value = serde_json::to_value(&platform.local);
        match value {
            Ok(value) => self.cache.write(&section, value),
            Err(error) => tracing::warn!(%error, "what is local could not be kept"),
        }
    }

    /// Gives the index to the cache, if it has changed.
    pub(super) fn save_index(&mut self, scope: &str) {
        let platform = self.platform(scope);
        platform.saved_at = Instant::now();
        if !std::mem::take(&mut platform.is_changed) {
            return;
        }
        let section = platform.names.index();
        let value = serde_json::to_value(&platform.index);
        match value {
            Ok(value) => self.cache.write(&section, value),
            Err(error) => tracing::warn!(%error, "an index could not be cached"),
        }
    }

    /// Lets go of a workspace.
    pub(super) fn forget(&mut self, scope: &str, workspace: &str) {
        let platform = self.platform(scope);
        let section = platform.names.workspace(workspace);
        if let Some(list) = &mut platform.index.list {
            list.workspaces.retain(|row| row.id != workspace);
        }
        let entry = platform.index.entries.remove(workspace);
        self.remove(&section, entry.unwrap_or_default().bytes_on_disk());
    }

    /// Lets go of the workspaces that were removed too long ago.
    pub(super) fn purge(&mut self, scope: &str, now_ms: u64) {
        for workspace in self.platform(scope).index.to_purge(now_ms) {
            self.forget(scope, &workspace);
        }
    }

    /// Lets go of everything but what is local.
    pub(super) fn clear(&mut self) {
        self.read_indexes();
        for section in self.cache.sections() {
            if !section.starts_with(names::LOCAL) {
                self.cache.remove(&section);
            }
        }
        for (scope, platform) in &mut self.platforms {
            platform.index = Index::new(scope);
            platform.is_changed = false;
        }
        self.open.clear();
        self.bytes = 0;
    }

    fn read_indexes(&mut self) {
        if std::mem::replace(&mut self.has_read_indexes, true) {
            return;
        }
        for section in self.cache.sections() {
            if section.starts_with(names::INDEX)
                && let Some(index) = self.cache.read(&section).and_then(Index::read)
            {
                self.add_platform(index);
            }
        }
    }

    fn add_platform(&mut self, index: Index) {
        let scope = index.scope.clone();
        let names = Names::of(&scope);
        let local = self.cache.read(&names.local());
        let local = local.and_then(|local| serde_json::from_value(local).ok());
        let mut platform = Platform::new(index, local.unwrap_or_else(|| Local::new(&scope)));
        self.adopt(&mut platform);
        let entries = platform.index.entries.values();
        self.bytes += entries.map(Entry::bytes_on_disk).sum::<u64>();
        self.platforms.insert(scope, platform);
    }

    /// Takes in the sections that the index does not know of: it was damaged, or a crash came before it was written.
    fn adopt(&self, platform: &mut Platform) {
        let ids = platform.index.entries.keys();
        let known: BTreeSet<_> = ids.map(|id| platform.names.workspace(id)).collect();
        let prefix = platform.names.workspaces();
        let sections = self.cache.sections().into_iter();
        for section in sections.filter(|name| name.starts_with(&prefix) && !known.contains(name)) {
            let Some(value) = self.cache.read(&section) else {
                continue;
            };
            let bytes = bytes_of(&value);
            if let Some(document) = Document::read(value)
                && document.scope == platform.index.scope
                && platform.names.workspace(&document.workspace) == section
            {
                platform.index.adopt(&document, bytes);
                platform.is_changed = true;
            }
        }
    }

    fn read(&mut self, scope: &str, workspace: &str, section: &str) -> Option<Document> {
        let document = self.cache.read(section).and_then(Document::read);
        let platform = self.platform(scope);
        let entry = platform.index.entries.get_mut(workspace)?;
        let before = entry.bytes_on_disk();
        if let Some(document) = &document {
            entry.agree(document);
        } else {
            entry.sha256 = None;
            entry.gone();
            self.bytes = self.bytes.saturating_sub(before);
        }
        document
    }

    fn put(&mut self, section: String, document: Document) -> Option<&mut Document> {
        if self.open.len() >= OPEN {
            self.open.pop_front();
        }
        self.open.push_back((section, document));
        self.open.back_mut().map(|(_, document)| document)
    }

    fn written(&mut self, scope: &str, workspace: &str, bytes: u64, sha256: Option<String>) {
        let entry = self.used(scope, workspace);
        let before = entry.bytes_on_disk();
        entry.written(bytes);
        entry.sha256 = sha256;
        let after = entry.bytes_on_disk();
        self.bytes = self.bytes.saturating_sub(before) + after;
        self.make_room(scope, workspace);
    }

    /// Lets the least recently used workspaces go until the rest fits. The one that was just written stays.
    fn make_room(&mut self, scope: &str, workspace: &str) {
        while self.bytes > self.limit_bytes {
            let of_platforms = self.platforms.iter_mut();
            let all = of_platforms.flat_map(|(own_scope, platform)| {
                let Platform { names, index, .. } = platform;
                let entries = index.entries.iter_mut();
                entries.map(move |(id, entry)| (own_scope, id, names.workspace(id), entry))
            });
            let others = all.filter(|(own_scope, id, _, entry)| {
                entry.is_stored() && (own_scope.as_str(), id.as_str()) != (scope, workspace)
            });
            let oldest = others.min_by_key(|(_, _, _, entry)| entry.used_ms);
            let Some((_, _, section, entry)) = oldest else {
                return;
            };
            let bytes = entry.bytes_on_disk();
            entry.gone();
            self.remove(&section, bytes);
        }
    }

    fn remove(&mut self, section: &str, bytes: u64) {
        self.cache.remove(section);
        self.open.retain(|(name, _)| name != section);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

impl Platform {
    fn new(index: Index, local: Local) -> Self {
        Self {
            names: Names::of(&index.scope),
            index,
            local,
            is_changed: false,
            is_awaited: false,
            saved_at: Instant::now(),
        }
    }
}

fn bytes_of(value: &impl Serialize) -> u64 {
    let bytes = serde_json::to_vec(value).map_or(0, |json| json.len());
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
