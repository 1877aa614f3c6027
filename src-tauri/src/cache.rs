//! [`backend::Cache`] on the store plugin: one file a section, in the app's data folder.
//!
//! Values are in the plugin's memory at once and on the disk within a second; the plugin's own automatic saving is off, because it
//! would write a file at every change.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use backend::Cache;
use serde_json::Value;
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreExt};
use tokio::sync::Notify;

/// How long changes are gathered before they are written.
const GATHERING: Duration = Duration::from_secs(1);

/// The store files.
pub(crate) struct StoreCache<R: Runtime> {
    app: AppHandle<R>,
    /// Held for one look or change only; the plugin's stores have locks of their own.
    files: Mutex<Files<R>>,
    changed: Arc<Notify>,
}

struct Files<R: Runtime> {
    open: HashMap<String, Arc<Store<R>>>,
    unsaved: HashSet<String>,
}

impl<R: Runtime> fmt::Debug for StoreCache<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreCache").finish_non_exhaustive()
    }
}

impl<R: Runtime> StoreCache<R> {
    /// Opens files as they are needed, and saves them until the app ends.
    pub(crate) fn open(app: AppHandle<R>) -> Arc<Self> {
        let files = Files {
            open: HashMap::new(),
            unsaved: HashSet::new(),
        };
        let cache = Arc::new(Self {
            app,
            files: Mutex::new(files),
            changed: Arc::default(),
        });
        let changed = Arc::clone(&cache.changed);
        let saved = Arc::downgrade(&cache);
        tauri::async_runtime::spawn(async move {
            loop {
                changed.notified().await;
                tokio::time::sleep(GATHERING).await;
                let Some(cache) = saved.upgrade() else { return };
                if let Err(error) = tokio::task::spawn_blocking(move || cache.flush()).await {
                    tracing::warn!(%error, "the cache could not be saved");
                }
            }
        });
        cache
    }

    /// The store of a section; `None` when the plugin cannot open one, which only costs the cache.
    fn store(&self, section: &str) -> Option<Arc<Store<R>>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = files.open.get(section) {
            return Some(store.clone());
        }
        match self
            .app
            .store_builder(format!("{section}.json"))
            .disable_auto_save()
            .build()
        {
            Ok(store) => {
                files.open.insert(section.to_owned(), store.clone());
                Some(store)
            }
            Err(error) => {
                tracing::warn!(section, %error, "a cache file could not be opened");
                None
            }
        }
    }

    fn has_changed(&self, section: &str) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.unsaved.insert(section.to_owned());
        self.changed.notify_one();
    }
}

impl<R: Runtime> Cache for StoreCache<R> {
    fn get(&self, section: &str, key: &str) -> Option<Value> {
        self.store(section)?.get(key)
    }

    fn set(&self, section: &str, key: &str, value: Value) {
        if let Some(store) = self.store(section) {
            store.set(key, value);
            self.has_changed(section);
        }
    }

    fn remove(&self, section: &str, key: &str) {
        if let Some(store) = self.store(section) {
            store.delete(key);
            self.has_changed(section);
        }
    }

    fn flush(&self) {
        let unsaved = {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut files.unsaved)
        };
        for section in unsaved {
            if let Some(Err(error)) = self.store(&section).map(|store| store.save()) {
                tracing::warn!(section, %error, "a cache file could not be saved");
                self.has_changed(&section);
            }
        }
    }
}
