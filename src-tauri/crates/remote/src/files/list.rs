//! Folders: their entries, as they come.

use std::{collections::VecDeque, time::Duration};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::{
    Files, Place,
    names::Leftover,
    open_folder::{open, read_folder},
    sightings::Sighting,
    text::escaped,
};
use crate::{
    Error, RemotePath,
    sftp::{Attributes, Name},
};

/// Folders that are read at the same time when more than one level is asked for.
const FOLDERS_IN_FLIGHT: usize = 16;
/// The most levels below a folder that are listed in one go.
const MAX_DEPTH: u8 = 5;
/// Left out of every listing, as the platform does, unless they are asked for.
const HIDDEN: [&str; 4] = [".git", "__pycache__", "node_modules", ".DS_Store"];

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, not followed.
    Symlink,
    /// A device, a pipe or a socket.
    Other,
}

impl EntryKind {
    pub(super) fn of(attributes: &Attributes) -> Self {
        if attributes.is_folder() {
            Self::Folder
        } else if attributes.is_file() {
            Self::File
        } else if attributes.is_symlink() {
            Self::Symlink
        } else {
            Self::Other
        }
    }
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, without its folder; what is not UTF-8 of it stands as `\xNN`.
    pub name: String,
    /// The name below the folder that was listed; the same for its own entries.
    pub relative: String,
    /// What it is.
    pub kind: EntryKind,
    /// Size; of a folder, what the file system says.
    pub size_bytes: u64,
    /// Last change, since the epoch.
    pub modified: Option<Duration>,
    /// Whether the name is shown otherwise than it is, so that the entry cannot be opened.
    pub is_name_escaped: bool,
}

/// How a folder is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListOptions {
    /// How many levels, 1 to 5.
    pub depth: u8,
    /// Whether what the platform leaves out is listed too.
    pub shows_hidden: bool,
}

impl Default for ListOptions {
    /// The folder's own entries, but for the hidden ones.
    fn default() -> Self {
        Self {
            depth: 1,
            shows_hidden: false,
        }
    }
}

/// A folder as it was listed; entries are in no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The folder as asked for.
    pub path: RemotePath,
    /// Its entries, without those that are hidden.
    pub entries: Vec<Entry>,
    /// What was left out, below `path`.
    pub hidden: Vec<String>,
    /// What writes have left there, or are about to use; among the hidden.
    pub leftovers: Vec<Leftover>,
    /// Why nothing can be written here.
    pub read_only_reason: Option<String>,
}

impl Files<'_> {
    /// Lists a folder. `on_entries` is told of entries as they come, while the rest is on its way.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::PermissionDenied`], [`Error::InvalidPath`] when a link leads out of the root, and for a depth that is
    /// not 1 to 5. Folders below the first one that cannot be read are listed without entries.
    pub async fn list(
        &self,
        path: &RemotePath,
        options: ListOptions,
        on_entries: &mut (dyn FnMut(&[Entry]) + Send),
    ) -> Result<Listing, Error> {
        if !(1..=MAX_DEPTH).contains(&options.depth) {
            return Err(Error::InvalidPath {
                path: path.to_string(),
                reason: format!("folders are listed 1 to {MAX_DEPTH} levels deep"),
            });
        }
        let place = self.place_on_its_way(path).await?;
        let mut has_told = false;
        let mut tell = |entries: &[Entry]| {
            has_told = true;
            on_entries(entries);
        };
        let listed = self.list_at(&place, path, options, &mut tell).await;
        match listed {
            Err(error) if !has_told && self.may_be_repeated(&error) => {
                let place = self.place(path).await?;
                self.list_at(&place, path, options, on_entries).await
            }
            listed => listed,
        }
    }

    async fn list_at(
        &self,
        place: &Place,
        path: &RemotePath,
        options: ListOptions,
        on_entries: &mut (dyn FnMut(&[Entry]) + Send),
    ) -> Result<Listing, Error> {
        let mut listing = Listing {
            path: path.clone(),
            entries: Vec::new(),
            hidden: Vec::new(),
            leftovers: Vec::new(),
            read_only_reason: place.read_only_reason.clone(),
        };
        let walking = walk(place, path, options, &mut listing, on_entries);
        self.run(place, walking).await?;
        Ok(listing)
    }
}

async fn walk(
    place: &Place,
    path: &RemotePath,
    options: ListOptions,
    listing: &mut Listing,
    on_entries: &mut (dyn FnMut(&[Entry]) + Send),
) -> Result<(), Error> {
    let (real, reading) = open(place, path).await?;
    let top = Level {
        real,
        prefix: String::new(),
        depth: 1,
    };
    let mut next = VecDeque::new();
    reading
        .all(place, path, &mut |names| {
            next.extend(take(&top, path, names, options, listing, on_entries));
        })
        .await?;
    remember(place, path, &top.real, listing);
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < FOLDERS_IN_FLIGHT
            && let Some(level) = next.pop_front()
        {
            running.push(async move { (read_names(place, &level).await, level) });
        }
        let Some((names, level)) = running.next().await else {
            return Ok(());
        };
        match names {
            Ok(names) => next.extend(take(&level, path, names, options, listing, on_entries)),
            Err(
                error @ (Error::NotFound(_)
                | Error::PermissionDenied { .. }
                | Error::Refused { .. }),
            ) => {
                tracing::debug!(%error, "a folder below is listed without entries");
            }
            Err(error) => return Err(error),
        }
    }
}

/// A folder on the way down.
struct Level {
    real: RemotePath,
    /// How its entries begin below the folder that was asked for.
    prefix: String,
    depth: u8,
}

async fn read_names(place: &Place, level: &Level) -> Result<Vec<Name>, Error> {
    let mut all = Vec::new();
    read_folder(place, &level.real, &level.real, &mut |names| {
        all.extend(names);
    })
    .await?;
    Ok(all)
}

/// Sorts names into what is listed and what is not, and tells of the first. The folders to go on with.
fn take(
    level: &Level,
    path: &RemotePath,
    names: Vec<Name>,
    options: ListOptions,
    listing: &mut Listing,
    on_entries: &mut (dyn FnMut(&[Entry]) + Send),
) -> Vec<Level> {
    let first = listing.entries.len();
    let mut below = Vec::new();
    for name in names {
        let Some(entry) = entry(&name, &level.prefix) else {
            continue;
        };
        let folder = if level.prefix.is_empty() {
            path
        } else {
            &level.real
        };
        if let Some(leftover) = Leftover::of(folder, &entry.name) {
            listing.leftovers.push(leftover);
            listing.hidden.push(entry.relative);
            continue;
        }
        if !options.shows_hidden && HIDDEN.contains(&entry.name.as_str()) {
            listing.hidden.push(entry.relative);
            continue;
        }
        if entry.kind == EntryKind::Folder
            && level.depth < options.depth
            && !entry.is_name_escaped
            && let Ok(real) = level.real.join(&entry.name)
        {
            below.push(Level {
                real,
                prefix: format!("{}/", entry.relative),
                depth: level.depth + 1,
            });
        }
        listing.entries.push(entry);
    }
    if let Some(new) = listing.entries.get(first..).filter(|new| !new.is_empty()) {
        on_entries(new);
    }
    below
}

/// What was listed can be opened ahead: what is a file or a folder there, and no link, is where it stands.
fn remember(place: &Place, path: &RemotePath, real: &RemotePath, listing: &Listing) {
    let openable = listing
        .entries
        .iter()
        .filter(|entry| !entry.is_name_escaped);
    place.sightings.saw_all(openable.filter_map(|entry| {
        let real = real.join(&entry.relative).ok()?;
        let sighting = match entry.kind {
            EntryKind::File => Sighting::File {
                real,
                size_bytes: entry.size_bytes,
            },
            EntryKind::Folder => Sighting::Folder { real },
            EntryKind::Symlink | EntryKind::Other => return None,
        };
        Some((path.join(&entry.relative).ok()?, sighting))
    }));
}

fn entry(name: &Name, prefix: &str) -> Option<Entry> {
    let bytes = &*name.name;
    // A server that names anything else than an entry of the folder is not believed.
    if matches!(bytes, b"" | b"." | b"..") || bytes.contains(&b'/') || bytes.contains(&0) {
        return None;
    }
    let text = std::str::from_utf8(bytes);
    let shown = text.map_or_else(|_| escaped(bytes), str::to_owned);
    Some(Entry {
        relative: format!("{prefix}{shown}"),
        name: shown,
        kind: EntryKind::of(&name.attributes),
        size_bytes: name.attributes.size_bytes.unwrap_or(0),
        modified: name
            .attributes
            .times
            .map(|(_, seconds)| Duration::from_secs(u64::from(seconds))),
        is_name_escaped: text.is_err(),
    })
}
