//! The files of the journal. Everything here blocks.

use std::{
    fmt,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::file::{self, EXTENSION};
use crate::{Draft, Drafts, DropDraft};

/// What a file is called until it is whole: these at both ends.
const UNFINISHED: (&str, &str) = (".draft-", ".new");
/// What a killed process has left unfinished is removed after this. Nobody takes as long to finish it.
const UNFINISHED_FOR: Duration = Duration::from_hours(1);
/// The largest draft, with every byte of it escaped as JSON does it at worst: `\u0001`.
const MAX_FILE_BYTES: u64 = (super::MAX_DRAFT_BYTES as u64) * 6 + (64 << 10);

/// A folder of drafts. `Display` is its path.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Puts a draft in place of the one before it, and onto the disk.
    pub(super) fn keep(&self, draft: &Draft) -> io::Result<()> {
        self.make()?;
        let name = file::name(draft.workspace_id, &draft.instance_id, &draft.path);
        let place = self.0.join(&name);
        self.put_aside(&name, &place)?;
        let bytes = file::encode(draft)?;
        // With mode 0600, as `tempfile` makes all of its files.
        let mut beside = tempfile::Builder::new()
            .prefix(UNFINISHED.0)
            .suffix(UNFINISHED.1)
            .tempfile_in(&self.0)?;
        beside.write_all(&bytes)?;
        beside.as_file().sync_all()?;
        beside.persist(&place)?;
        self.sync()
    }

    /// Removes a draft, unless what is in its place is no draft.
    pub(super) fn remove(&self, args: &DropDraft) -> io::Result<()> {
        let name = file::name(args.workspace_id, &args.instance_id, &args.path);
        let place = self.0.join(&name);
        match read(&name, &place) {
            Ok(_) => {
                fs::remove_file(&place)?;
                self.sync()
            }
            Err(_) if !place.exists() => Ok(()),
            Err(_) => self.put_aside(&name, &place),
        }
    }

    /// Every draft, oldest first, and what could not be read.
    pub(super) fn list(&self) -> io::Result<Drafts> {
        let mut listed = Drafts {
            drafts: Vec::new(),
            unreadable: Vec::new(),
        };
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(listed),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
                sweep(&path);
                continue;
            }
            match read(&name, &path) {
                Ok(draft) => listed.drafts.push(draft),
                // Another process has just removed it.
                Err(_) if !path.exists() => {}
                Err(reason) => listed.unreadable.push(format!("{name}: {reason}")),
            }
        }
        listed.unreadable.sort();
        let order = |draft: &Draft| (draft.changed_ms, draft.path.clone());
        listed.drafts.sort_by_cached_key(order);
        Ok(listed)
    }

    /// Gives what is in a draft's place and no draft another name, under which it is reported from then on.
    fn put_aside(&self, name: &str, place: &Path) -> io::Result<()> {
        if !place.exists() || read(name, place).is_ok() {
            return Ok(());
        }
        let stem = place.with_extension("");
        let stem = stem.display();
        let names = (1..).map(|n| PathBuf::from(format!("{stem}.unreadable-{n}.{EXTENSION}")));
        for aside in names {
            if !aside.exists() {
                tracing::warn!(
                    name,
                    "a file of the drafts cannot be read and was put aside"
                );
                fs::rename(place, aside)?;
                break;
            }
        }
        self.sync()
    }

    fn make(&self) -> io::Result<()> {
        if self.0.is_dir() {
            return Ok(());
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0)?;
        // A new folder is on the disk when the one above it is; that may be new as well.
        self.0.ancestors().skip(1).take(2).try_for_each(sync)
    }

    /// A rename and a removal are on the disk when their folder is.
    fn sync(&self) -> io::Result<()> {
        sync(&self.0)
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn read(name: &str, path: &Path) -> Result<Draft, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err("it is larger than any draft".to_owned());
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    Ok(file::decode(name, &bytes)?)
}

/// Removes what was never finished, once that is certain.
fn sweep(path: &Path) {
    let age = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .map(|modified| {
            SystemTime::now()
                .duration_since(modified)
                .unwrap_or_default()
        });
    if age.is_ok_and(|age| age > UNFINISHED_FOR)
        && let Err(error) = fs::remove_file(path)
    {
        // It costs room, and is tried again.
        tracing::warn!(%error, "an unfinished draft could not be removed");
    }
}
