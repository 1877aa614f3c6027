//! What paths have led to.
//!
//! A file that was seen is opened ahead: while the server is asked where its path leads and what is there, it is asked for its bytes in the
//! same breath. The answers are held against what was seen, and what was opened on a belief that is not true any more is thrown away. So
//! a path that was never seen costs one look more, and nothing outside of a root is opened on the word of somebody who has only asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use eice::InstanceId;

use crate::RemotePath;

/// Paths of one instance that are remembered; what comes when there are more begins anew.
const MAX_PATHS: usize = 4_096;
/// Entries of one listing that are remembered.
const MAX_ENTRIES: usize = 1_000;
/// Instances whose paths are remembered.
const MAX_INSTANCES: usize = 256;

/// Where a path leads, once its links are followed, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sighting {
    /// A regular file.
    File {
        /// Where it is.
        real: RemotePath,
        /// When it was seen last.
        size_bytes: u64,
    },
    /// A folder.
    Folder {
        /// Where it is.
        real: RemotePath,
    },
}

/// What was seen on one instance. All clones are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sightings(Arc<Mutex<HashMap<RemotePath, Sighting>>>);

impl Sightings {
    pub(super) fn of(&self, path: &RemotePath) -> Option<Sighting> {
        self.paths().get(path).cloned()
    }

    pub(super) fn saw(&self, path: RemotePath, sighting: Sighting) {
        let mut paths = self.paths();
        if paths.len() >= MAX_PATHS && !paths.contains_key(&path) {
            paths.clear();
        }
        paths.insert(path, sighting);
    }

    /// Takes on what a listing shows, as far as there is room for it.
    pub(super) fn saw_all(&self, entries: impl Iterator<Item = (RemotePath, Sighting)>) {
        entries
            .take(MAX_ENTRIES)
            .for_each(|(path, sighting)| self.saw(path, sighting));
    }

    pub(super) fn forget(&self, path: &RemotePath) {
        self.paths().remove(path);
    }

    fn paths(&self) -> MutexGuard<'_, HashMap<RemotePath, Sighting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was seen, by instance: it outlives the sessions.
#[derive(Debug, Clone, Default)]
pub(crate) struct AllSightings(Arc<Mutex<HashMap<InstanceId, Sightings>>>);

impl AllSightings {
    pub(crate) fn on(&self, instance: &InstanceId) -> Sightings {
        let mut instances = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if instances.len() >= MAX_INSTANCES && !instances.contains_key(instance) {
            instances.clear();
        }
        instances.entry(instance.clone()).or_default().clone()
    }
}
