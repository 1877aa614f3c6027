//! The two files of each section: `NAME.a.json` and `NAME.b.json`.
//!
//! Writes take turns between them. The one that is overwritten is never the last good one, so that whatever ends a write in the
//! middle leaves the generation before it. The plugin writes and parses; that a file is whole is checked here, as the plugin takes
//! a torn file for an empty one.

use std::{
    collections::HashMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreBuilder, StoreExt};

use super::format::{self, GENERATION_KEY, VALUES_KEY};

const ENDINGS: [&str; 2] = [".a.json", ".b.json"];

/// The files of all sections. Not to be used by two at a time.
pub(super) struct Slots<R: Runtime> {
    app: AppHandle<R>,
    folder: PathBuf,
}

/// What a look at a section has found.
pub(super) struct Found {
    pub(super) value: Option<Value>,
    /// A file of it is there and is not whole.
    pub(super) is_damaged: bool,
}

/// What is known of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Missing,
    Damaged,
    Good(u64),
}

impl<R: Runtime> Slots<R> {
    pub(super) fn new(app: AppHandle<R>, folder: PathBuf) -> Self {
        Self { app, folder }
    }

    /// The value of the highest good generation.
    pub(super) fn read(&self, section: &str) -> Found {
        let slots = self.look(section);
        let is_damaged = slots.iter().any(|(slot, _)| *slot == Slot::Damaged);
        let [_, newest] = slots;
        let value = match newest {
            (Slot::Good(_), path) => self.load(&path),
            (Slot::Missing | Slot::Damaged, _) => None,
        };
        Found { value, is_damaged }
    }

    /// Puts a value in place of the generation before the last one. Whether a file was added to the folder.
    pub(super) fn write(&self, section: &str, value: &Value) -> io::Result<bool> {
        let [(_, path), (newest, _)] = self.look(section);
        let generation = match newest {
            Slot::Good(generation) => generation + 1,
            Slot::Missing | Slot::Damaged => 1,
        };
        let is_new = make_private(&path)?;
        let values = HashMap::from([
            (GENERATION_KEY.to_owned(), Value::from(generation)),
            (VALUES_KEY.to_owned(), value.clone()),
        ]);
        // As defaults of a new store: setting a value would send it to every window.
        let builder = self.builder(&path).create_new().defaults(values);
        let store = builder.build().map_err(io::Error::other)?;
        let saved = store.save();
        store.close_resource();
        saved.map_err(io::Error::other)?;
        File::open(&path)?.sync_all()?;
        Ok(is_new)
    }

    /// Removes both files, the older one first: what is left by a kill in between is the newest.
    pub(super) fn remove(&self, section: &str) -> io::Result<()> {
        for (_, path) in self.look(section) {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Makes the folder, for its owner alone.
    pub(super) fn make_folder(&self) -> io::Result<()> {
        if self.folder.is_dir() {
            return Ok(());
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)?;
        self.folder.parent().map_or(Ok(()), sync)
    }

    /// New files and removals are on the disk when their folder is.
    pub(super) fn sync_folder(&self) -> io::Result<()> {
        sync(&self.folder)
    }

    /// The section of each file with its size in bytes.
    pub(super) fn files(&self) -> Vec<(String, u64)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let files = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let section = ENDINGS.iter().find_map(|end| name.strip_suffix(end))?;
            Some((section.to_owned(), entry.metadata().ok()?.len()))
        });
        files.collect()
    }

    /// Both files of a section, the better one last.
    fn look(&self, section: &str) -> [(Slot, PathBuf); 2] {
        let mut slots = ENDINGS.map(|end| {
            let path = self.folder.join(format!("{section}{end}"));
            let slot = match fs::read(&path) {
                Ok(bytes) => format::generation_of(&bytes).map_or(Slot::Damaged, Slot::Good),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Slot::Missing,
                Err(_) => Slot::Damaged,
            };
            (slot, path)
        });
        slots.sort_by_key(|(slot, _)| *slot);
        slots
    }

    fn load(&self, path: &Path) -> Option<Value> {
        let store: Arc<Store<R>> = match self.builder(path).build() {
            Ok(store) => store,
            Err(error) => {
                // It costs the cache, and that is fetched again.
                tracing::warn!(%error, "a cache file could not be opened");
                return None;
            }
        };
        let value = store.get(VALUES_KEY);
        store.close_resource();
        value
    }

    fn builder(&self, path: &Path) -> StoreBuilder<R> {
        self.app
            .store_builder(path)
            .disable_auto_save()
            .serialize(format::encode)
            .deserialize(format::decode)
    }
}

/// Makes a file that only its owner can read, for the plugin to fill; whether it was not there.
fn make_private(path: &Path) -> io::Result<bool> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
