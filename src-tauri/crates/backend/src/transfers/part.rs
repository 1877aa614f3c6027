//! A file on its way to this machine: beside its place until it is whole.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use remote::Stat;
use tempfile::TempPath;

use super::{
    names::part_name,
    plan::Plan,
    trouble::{Trouble, blocking},
};
use crate::Existing;

/// So much is gathered before it is written.
const BUFFER_BYTES: usize = 1 << 20;
/// Names that are tried for a file that is on its way.
const NAMES_TRIED: u32 = 100;

/// What has come of a file. Dropping it removes it.
#[derive(Debug)]
pub(super) struct Part {
    plan: Arc<Plan>,
    /// Its place in the plan.
    file: usize,
    /// What tells the file that it is of from a later one.
    size_bytes: u64,
    modified: Duration,
    disk: Option<Disk>,
    written: u64,
    buffer: Vec<u8>,
}

#[derive(Debug)]
struct Disk {
    path: TempPath,
    /// Not while it waits.
    file: Option<fs::File>,
}

impl Part {
    /// Goes on with what was kept, if the file there is still the same and so is what is here; else begins anew.
    pub(super) async fn begin(
        kept: Option<Self>,
        plan: &Arc<Plan>,
        file: usize,
        stat: &Stat,
    ) -> Result<Self, Trouble> {
        let is_same =
            |kept: &Self| (kept.size_bytes, kept.modified) == (stat.size_bytes, stat.modified);
        if let Some(kept) = kept.filter(is_same) {
            return blocking(move || Ok::<_, io::Error>(kept.reopened())).await;
        }
        Ok(Self::new(
            plan.clone(),
            file,
            stat.size_bytes,
            stat.modified,
        ))
    }

    fn new(plan: Arc<Plan>, file: usize, size_bytes: u64, modified: Duration) -> Self {
        Self {
            plan,
            file,
            size_bytes,
            modified,
            disk: None,
            written: 0,
            buffer: Vec::new(),
        }
    }

    fn reopened(mut self) -> Self {
        if let Some(disk) = &mut self.disk
            && let Ok(file) = disk.reopen(self.written)
        {
            disk.file = Some(file);
            return self;
        }
        Self::new(self.plan, self.file, self.size_bytes, self.modified)
    }

    /// What has come.
    pub(super) fn position(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// Whether that is all of it.
    pub(super) fn is_whole(&self) -> bool {
        self.position() == self.size_bytes
    }

    /// Takes the next piece.
    pub(super) async fn push(&mut self, piece: &[u8]) -> Result<(), Trouble> {
        self.buffer.extend_from_slice(piece);
        if self.buffer.len() < BUFFER_BYTES {
            return Ok(());
        }
        self.flush().await
    }

    /// Brings everything that has come into the file.
    async fn flush(&mut self) -> Result<(), Trouble> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let (disk, buffer) = (self.disk.take(), std::mem::take(&mut self.buffer));
        let (plan, file) = (self.plan.clone(), self.file);
        let (disk, mut buffer) = blocking(move || {
            let disk = Disk::with(disk, &plan, file, &buffer)?;
            Ok::<_, io::Error>((disk, buffer))
        })
        .await?;
        self.written += buffer.len() as u64;
        buffer.clear();
        (self.disk, self.buffer) = (Some(disk), buffer);
        Ok(())
    }

    /// Everything that has come is in the file, which is closed until it goes on.
    pub(super) async fn park(mut self) -> Result<Self, Trouble> {
        self.flush().await?;
        self.buffer = Vec::new();
        if let Some(disk) = &mut self.disk {
            disk.file = None;
        }
        Ok(self)
    }

    /// Puts it in its place, with the time of the file there; what it replaces is safe on the disk until it is itself.
    pub(super) async fn finish(self, existing: Existing) -> Result<(), Trouble> {
        blocking(move || {
            let disk = Disk::with(self.disk, &self.plan, self.file, &self.buffer)?;
            let (file, folder) = self.plan.get(self.file).ok_or_else(missing)?;
            disk.put_in_place(&folder.local.join(&file.name), self.modified, existing)
        })
        .await
    }
}

impl Disk {
    /// `disk`, made first if there is none, and `buffer` at its end.
    fn with(disk: Option<Self>, plan: &Plan, file: usize, buffer: &[u8]) -> io::Result<Self> {
        let mut disk = match disk {
            Some(disk) => disk,
            None => Self::create(plan, file)?,
        };
        disk.file.as_mut().ok_or_else(missing)?.write_all(buffer)?;
        Ok(disk)
    }

    /// Never what is there already, and so never through a link.
    fn create(plan: &Plan, file: usize) -> io::Result<Self> {
        let (file, folder) = plan.get(file).ok_or_else(missing)?;
        for n in 1..=NAMES_TRIED {
            let path = folder.local.join(part_name(&file.name, n));
            if plan.takes(&path) {
                continue;
            }
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    return Ok(Self {
                        path: TempPath::try_from_path(path)?,
                        file: Some(file),
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        let message =
            "every name for it while it is on its way is taken: remove the old .part files";
        Err(io::Error::new(io::ErrorKind::AlreadyExists, message))
    }

    /// If it is still what was written.
    fn reopen(&self, written: u64) -> io::Result<fs::File> {
        let metadata = fs::symlink_metadata(&self.path)?;
        if !metadata.is_file() || metadata.len() != written {
            return Err(missing());
        }
        OpenOptions::new().append(true).open(&self.path)
    }

    fn put_in_place(
        self,
        target: &Path,
        modified: Duration,
        existing: Existing,
    ) -> Result<(), Trouble> {
        let file = self.file.ok_or_else(missing)?;
        let old = must_be_free(target, existing)?;
        if let Some(old) = old.as_ref().filter(|old| old.is_file()) {
            file.set_permissions(old.permissions())?;
        }
        if !modified.is_zero() {
            file.set_modified(UNIX_EPOCH + modified)?;
        }
        if old.is_some() {
            file.sync_all()?;
        }
        drop(file);
        let placed = match existing {
            Existing::Skip => self.path.persist_noclobber(target),
            Existing::Replace => self.path.persist(target),
        };
        placed.map_err(|refused| match refused.error.kind() {
            io::ErrorKind::AlreadyExists => skipped(),
            _ => refused.error.into(),
        })
    }
}

/// What is at `target`, if that may be replaced.
///
/// # Errors
///
/// [`Trouble::Problem`] when it may not.
pub(super) fn must_be_free(
    target: &Path,
    existing: Existing,
) -> Result<Option<fs::Metadata>, Trouble> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
        Ok(old) if old.is_dir() => Err(Trouble::Problem(
            "a folder on this machine has its name".to_owned(),
        )),
        Ok(_) if existing == Existing::Skip => Err(skipped()),
        Ok(old) => Ok(Some(old)),
    }
}

fn skipped() -> Trouble {
    Trouble::Problem("it exists already on this machine, so it was skipped".to_owned())
}

fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "what was on its way is gone")
}

#[cfg(test)]
mod tests;
