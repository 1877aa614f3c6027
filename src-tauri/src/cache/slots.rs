//! The two files of each section: `NAME.a.json` and `NAME.b.json`.
//!
//! Writes take turns between them. The one that is overwritten is never the last good one, so that whatever ends a write in the
//! middle leaves the generation before it. The plugin writes. Reading is done here: the plugin takes a torn file for an empty one,
//! and there is no plugin yet when a start reads.

use std::{
    collections::HashMap,
    fs::{self, DirEntry},
    io,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tauri::Runtime;
use tauri_plugin_store::StoreExt;

use super::{
    app::App,
    format::{self, GENERATION_KEY, VALUES_KEY},
};

const ENDINGS: [&str; 2] = [".a.json", ".b.json"];

/// The files of all sections. Not to be used by two at a time.
pub(super) struct Slots<R: Runtime> {
    app: App<R>,
    folder: PathBuf,
}

/// One file, as it is on the disk.
struct File {
    slot: Slot,
    path: PathBuf,
    bytes: Vec<u8>,
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
    pub(super) fn new(app: App<R>, folder: PathBuf) -> Self {
        Self { app, folder }
    }

    /// The value of the highest good generation.
    pub(super) fn read(&self, section: &str) -> Found {
        let files = self.look(section);
        let is_damaged = files.iter().any(|file| file.slot == Slot::Damaged);
        let [_, newest] = files;
        let value = match newest.slot {
            Slot::Good(_) => format::values_of(&newest.bytes)
                // It costs the cache, and that is fetched again.
                .inspect_err(|error| tracing::warn!(section, %error, "a cache file is unreadable"))
                .ok(),
            Slot::Missing | Slot::Damaged => None,
        };
        Found { value, is_damaged }
    }

    /// Puts a value in place of the generation before the last one. Whether a file was added to the folder.
    pub(super) fn write(&self, section: &str, value: &Value) -> io::Result<bool> {
        let [File { path, .. }, newest] = self.look(section);
        let generation = match newest.slot {
            Slot::Good(generation) => generation + 1,
            Slot::Missing | Slot::Damaged => 1,
        };
        let is_new = make_private(&path)?;
        let values = HashMap::from([
            (GENERATION_KEY.to_owned(), Value::from(generation)),
            (VALUES_KEY.to_owned(), value.clone()),
        ]);
        // As defaults of a new store: setting a value would send it to every window.
        let builder = self.app.handle().store_builder(&path);
        let builder = builder.disable_auto_save().serialize(format::encode);
        let builder = builder.create_new().defaults(values);
        let store = builder.build().map_err(io::Error::other)?;
        let saved = store.save();
        store.close_resource();
        saved.map_err(io::Error::other)?;
        sync_all(&path)?;
        Ok(is_new)
    }

    /// Removes both files, the older one first: what is left by a kill in between is the newest.
    pub(super) fn remove(&self, section: &str) -> io::Result<()> {
        for File { path, .. } in self.look(section) {
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

    /// The files of all sections, each with the section's name.
    pub(super) fn files(&self) -> impl Iterator<Item = (String, DirEntry)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let section = ENDINGS.iter().find_map(|end| name.strip_suffix(end))?;
            Some((section.to_owned(), entry))
        })
    }

    /// Both files of a section, the better one last.
    fn look(&self, section: &str) -> [File; 2] {
        let read = |end| File::read(self.folder.join(format!("{section}{end}")));
        let mut files = ENDINGS.map(read);
        files.sort_by_key(|file| file.slot);
        files
    }
}

impl File {
    fn read(path: PathBuf) -> Self {
        let (slot, bytes) = match fs::read(&path) {
            Ok(bytes) => {
                let generation = format::generation_of(&bytes);
                (generation.map_or(Slot::Damaged, Slot::Good), bytes)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Slot::Missing, Vec::new()),
            Err(_) => (Slot::Damaged, Vec::new()),
        };
        Self { slot, path, bytes }
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
        sync_all(folder)?;
    }
    Ok(())
}

fn sync_all(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}
