//! Where values that can be fetched again are kept between two starts.
//!
//! A section is the unit of everything here: it is read, written, damaged and restored as a whole. What is in one is the business
//! of `store`; how it comes onto the disk in one piece is that of whoever implements [`Cache`].

use std::{
    collections::BTreeMap,
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};
use tokio::sync::watch;

/// A place for values by section. Losing it loses nothing but time.
///
/// A section's name has lower-case letters, digits and dashes only. [`Cache::write`] and [`Cache::remove`] return at once; what was
/// changed is read back at once, and is on the disk some moments later, or after [`Cache::flush`]. Sections reach the disk in the
/// order of their last changes, so that one that speaks of others can be written after them. Secrets never go in.
pub trait Cache: Send + Sync + 'static {
    /// The last good value of a section, if there is one.
    fn read(&self, section: &str) -> Option<Value>;
    /// Keeps the value of a section.
    fn write(&self, section: &str, value: Value);
    /// Forgets a section.
    fn remove(&self, section: &str);
    /// The names of all sections.
    fn sections(&self) -> Vec<String>;

    /// Puts everything on the disk.
    ///
    /// # Errors
    ///
    /// The first one of the disk's; what could not be written is tried again at the next flush.
    fn flush(&self) -> io::Result<()> {
        Ok(())
    }

    /// Bytes on the disk, with what lies beside the current values to fall back on.
    fn size_bytes(&self) -> u64 {
        0
    }

    /// Where it is; `None` in memory.
    fn folder(&self) -> Option<PathBuf> {
        None
    }

    /// What the user should know, such as that a damaged file was restored; `None` while all is well.
    fn notices(&self) -> watch::Receiver<Option<String>> {
        // The receiver keeps its value when the sender is gone.
        watch::channel(None).1
    }

    /// The files of the format before this one, by name without extension; empty when there are none.
    fn old_files(&self) -> Vec<(String, Map<String, Value>)> {
        Vec::new()
    }

    /// Removes those files: what was in them is on the disk in this format.
    fn remove_old_files(&self) {}
}

/// A cache that lasts as long as the process.
#[derive(Debug, Default)]
pub struct MemoryCache {
    /// Held for one look or change only.
    values: Mutex<BTreeMap<String, Value>>,
}

impl MemoryCache {
    fn values(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Value>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache for MemoryCache {
    fn read(&self, section: &str) -> Option<Value> {
        self.values().get(section).cloned()
    }

    fn write(&self, section: &str, value: Value) {
        self.values().insert(section.to_owned(), value);
    }

    fn remove(&self, section: &str) {
        self.values().remove(section);
    }

    fn sections(&self) -> Vec<String> {
        self.values().keys().cloned().collect()
    }
}
