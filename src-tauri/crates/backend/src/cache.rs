//! Where values that can be fetched again are kept between two starts.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

/// A place for values by section and key. Losing it loses nothing but time.
///
/// Methods return at once; what was set is on the disk some moments later, or after [`Cache::flush`]. Secrets never go in.
pub trait Cache: Send + Sync + 'static {
    /// The value, if there is one.
    fn get(&self, section: &str, key: &str) -> Option<Value>;
    /// Keeps a value.
    fn set(&self, section: &str, key: &str, value: Value);
    /// Forgets a value.
    fn remove(&self, section: &str, key: &str);
    /// Puts everything on the disk.
    fn flush(&self) {}
}

/// A cache that lasts as long as the process.
#[derive(Debug, Default)]
pub struct MemoryCache {
    /// Held for one look or change only.
    values: Mutex<HashMap<(String, String), Value>>,
}

impl Cache for MemoryCache {
    fn get(&self, section: &str, key: &str) -> Option<Value> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.get(&(section.to_owned(), key.to_owned())).cloned()
    }

    fn set(&self, section: &str, key: &str, value: Value) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.insert((section.to_owned(), key.to_owned()), value);
    }

    fn remove(&self, section: &str, key: &str) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.remove(&(section.to_owned(), key.to_owned()));
    }
}
