//! [`backend::Cache`] on the store plugin, so that a crash costs no more than the last second.
//!
//! Values are readable at once and on the disk within a second. Each section has two files, of which a write replaces the older
//! one; a file counts only if its checksum is right. Files are opened for one look or change: a thousand workspaces are no thousand
//! open stores. The folder is the user's alone (0700), as are the files (0600).
//!
//! # Layout
//!
//! - `app`: the app, which comes later
//! - `format`: the bytes of one file
//! - `slots`: the two files of a section
//! - `pending`: what is not on the disk yet
//! - `old`: the files of the format before this one

mod app;
mod format;
mod old;
mod pending;
mod slots;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use backend::Cache;
use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tokio::sync::{Notify, watch};

use self::{
    app::App,
    old::Old,
    pending::{Change, Pending},
    slots::Slots,
};

/// How long changes are gathered before they are written.
const GATHERING: Duration = Duration::from_secs(1);
/// Between two tries while the disk takes nothing.
const RETRY: Duration = Duration::from_secs(30);

const RESTORED: &str = "A file of the cache was damaged. What had been kept before is shown in its place, until the platform is \
                        asked again.";
const LOST: &str = "A file of the cache was damaged, and nothing could be restored of it. The platform is asked again.";

/// The store files.
pub struct StoreCache<R: Runtime> {
    /// Held for the reading or writing of one section.
    slots: Mutex<Slots<R>>,
    /// Held for one look or change only.
    pending: Mutex<Pending>,
    /// Held by the one that flushes.
    flushing: Mutex<()>,
    app: App<R>,
    folder: PathBuf,
    old: Old<R>,
    changed: Arc<Notify>,
    notice: watch::Sender<Option<String>>,
    /// The same, without the trouble of the last flush. Held for one look or change only.
    damage: Mutex<Option<&'static str>>,
}

impl<R: Runtime> fmt::Debug for StoreCache<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreCache")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> StoreCache<R> {
    /// The cache in `folder`, an absolute path, which the first write makes. It can be read at once. What is written is readable at
    /// once too, and on the disk after [`attach`](Self::attach), which a flush waits for, as do the files of the format before this
    /// one: those are looked for in the folder above. Saves until the app ends.
    pub fn open(folder: &Path) -> Arc<Self> {
        let above = folder.parent().unwrap_or(folder).to_owned();
        let app = App::to_come();
        let cache = Arc::new(Self {
            slots: Mutex::new(Slots::new(app.clone(), folder.to_owned())),
            pending: Mutex::default(),
            flushing: Mutex::default(),
            folder: folder.to_owned(),
            old: Old::new(app.clone(), above),
            app,
            changed: Arc::default(),
            notice: watch::channel(None).0,
            damage: Mutex::default(),
        });
        let changed = Arc::clone(&cache.changed);
        let saved = Arc::downgrade(&cache);
        tauri::async_runtime::spawn(async move {
            loop {
                changed.notified().await;
                tokio::time::sleep(GATHERING).await;
                let Some(cache) = saved.upgrade() else { return };
                let flushing = tokio::task::spawn_blocking(move || cache.flush());
                if !matches!(flushing.await, Ok(Ok(()))) {
                    // The user has been told, and the changes are kept for the next try.
                    tokio::time::sleep(RETRY).await;
                    changed.notify_one();
                }
            }
        });
        cache
    }

    /// Has the store plugin of this app write.
    pub fn attach(&self, app: &AppHandle<R>) {
        self.app.set(app.clone());
    }

    fn slots(&self) -> MutexGuard<'_, Slots<R>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, section: &str, change: Change) {
        if !is_safe(section) {
            tracing::warn!(section, "a section of the cache cannot be a file's name");
            return;
        }
        self.pending().add(section, change);
        self.changed.notify_one();
    }

    fn is_damaged(&self, is_lost: bool) {
        let told = if is_lost { LOST } else { RESTORED };
        let mut damage = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        if *damage != Some(LOST) {
            *damage = Some(told);
        }
        drop(damage);
        self.tell(None);
    }

    /// Tells of the trouble of the last flush, else of damage, if that is another notice than before.
    fn tell(&self, trouble: Option<String>) {
        let damage = *self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        let notice = trouble.or_else(|| damage.map(str::to_owned));
        self.notice.send_if_modified(|told| {
            let is_other = *told != notice;
            *told = notice;
            is_other
        });
    }

    fn apply(&self, section: &str, change: &Change) -> io::Result<bool> {
        let slots = self.slots();
        match change {
            Change::Write(value) => {
                slots.make_folder()?;
                slots.write(section, value)
            }
            Change::Remove => slots.remove(section).map(|()| true),
        }
    }

    fn write_pending(&self) -> io::Result<()> {
        let mut failed = None;
        let mut folder_has_changed = false;
        loop {
            let Some((section, change)) = self.pending().begin() else {
                break;
            };
            match self.apply(&section, &change) {
                Ok(is_new) => {
                    folder_has_changed |= is_new;
                    self.pending().end();
                }
                Err(error) => {
                    tracing::warn!(section, %error, "a cache file could not be written");
                    self.pending().put_aside();
                    failed.get_or_insert(error);
                }
            }
        }
        self.pending().take_back();
        if folder_has_changed {
            self.slots().sync_folder()?;
        }
        failed.map_or(Ok(()), Err)
    }
}

impl<R: Runtime> Cache for StoreCache<R> {
    fn read(&self, section: &str) -> Option<Value> {
        if !is_safe(section) {
            return None;
        }
        // Held while the disk is looked at: what is being written leaves the pending changes only afterwards.
        let slots = self.slots();
        match self.pending().of(section) {
            Some(Change::Write(value)) => return Some(Value::clone(&value)),
            Some(Change::Remove) => return None,
            None => {}
        }
        let found = slots.read(section);
        drop(slots);
        if found.is_damaged {
            tracing::warn!(section, "a file of the cache is damaged");
            self.is_damaged(found.value.is_none());
        }
        found.value
    }

    fn write(&self, section: &str, value: Value) {
        self.change(section, Change::Write(Arc::new(value)));
    }

    fn remove(&self, section: &str) {
        self.change(section, Change::Remove);
    }

    fn sections(&self) -> Vec<String> {
        let mut sections: BTreeSet<String> = self.slots().files().map(|(name, _)| name).collect();
        self.pending().apply_to(&mut sections);
        sections.into_iter().collect()
    }

    fn flush(&self) -> io::Result<()> {
        // Before anything is held that a reader waits for.
        self.app.handle();
        let _one_at_a_time = self.flushing.lock().unwrap_or_else(PoisonError::into_inner);
        let written = self.write_pending();
        let trouble = written.as_ref().err();
        self.tell(trouble.map(|error| format!("The cache cannot be written: {error}")));
        written
    }

    fn size_bytes(&self) -> u64 {
        let slots = self.slots();
        let sizes = slots.files().filter_map(|(_, file)| file.metadata().ok());
        sizes.map(|metadata| metadata.len()).sum()
    }

    fn folder(&self) -> Option<PathBuf> {
        Some(self.folder.clone())
    }

    fn notices(&self) -> watch::Receiver<Option<String>> {
        self.notice.subscribe()
    }

    fn old_files(&self) -> Vec<(String, Map<String, Value>)> {
        self.old.read()
    }

    fn remove_old_files(&self) {
        self.old.remove();
    }
}

fn is_safe(section: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !section.is_empty() && section.len() <= 100 && section.bytes().all(is_one)
}
