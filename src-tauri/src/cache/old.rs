//! The files of the format before this one: one for each kind of value, as the plugin writes them by itself.

use std::{fs, io, path::PathBuf};

use serde_json::{Map, Value};
use tauri::Runtime;
use tauri_plugin_store::StoreExt;

use super::app::App;

const NAMES: [&str; 4] = ["workspaces", "cards", "layout", "bases"];

/// Where they were.
pub(super) struct Old<R: Runtime> {
    app: App<R>,
    folder: PathBuf,
}

impl<R: Runtime> Old<R> {
    pub(super) fn new(app: App<R>, folder: PathBuf) -> Self {
        Self { app, folder }
    }

    /// What is in them; of one that is damaged there is nothing, as ever.
    pub(super) fn read(&self) -> Vec<(String, Map<String, Value>)> {
        let mut files = Vec::new();
        for name in NAMES {
            let path = self.path(name);
            if !path.is_file() {
                continue;
            }
            let builder = self.app.handle().store_builder(&path);
            match builder.disable_auto_save().build() {
                Ok(store) => {
                    files.push((name.to_owned(), store.entries().into_iter().collect()));
                    store.close_resource();
                }
                Err(error) => tracing::warn!(name, %error, "an old cache file cannot be opened"),
            }
        }
        files
    }

    pub(super) fn remove(&self) {
        for name in NAMES {
            match fs::remove_file(self.path(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    // It costs room, and is tried again at the next start.
                    tracing::warn!(name, %error, "an old cache file could not be removed");
                }
                Ok(()) | Err(_) => {}
            }
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }
}
