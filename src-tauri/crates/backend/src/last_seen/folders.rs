//! The folders that were listed last, of each workspace; as many as are looked at in a day's work.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::{
    Listing,
    store::{Seen, Store},
};

const FOLDERS: &str = "folders";
/// Of a larger folder the first rows are kept; `total` tells how many there were.
const MOST_ENTRIES_OF_ONE: usize = 1_000;
/// Of a workspace; some 500 KiB. The folders that were not listed for the longest time go first.
const MOST_ENTRIES: usize = 3_000;
const MOST_FOLDERS: usize = 60;

/// Keeps and finds listings.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    /// Held while one is added to those that are kept: several folders of a tree are listed at the same time.
    adding: Mutex<()>,
}

/// One listing as kept: the entries of the folder itself, not of folders in it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    shows_hidden: bool,
    fetched_ms: u64,
    listing: Listing,
}

impl Kept {
    /// As much of a listing of depth 1 as is kept.
    pub(crate) fn new(listing: &Listing, shows_hidden: bool, fetched_ms: u64) -> Self {
        let entries = listing.entries.iter().take(MOST_ENTRIES_OF_ONE);
        let listing = Listing {
            entries: entries.cloned().collect(),
            base: listing.base.clone(),
            path: listing.path.clone(),
            total: listing.total,
            hidden: listing.hidden.clone(),
            read_only_reason: listing.read_only_reason.clone(),
            stored: None,
        };
        Self {
            shows_hidden,
            fetched_ms,
            listing,
        }
    }

    fn is_of(&self, path: &str, shows_hidden: bool) -> bool {
        self.listing.path == path && self.shows_hidden == shows_hidden
    }
}

impl Folders {
    /// Keeps a listing in place of the one before.
    pub(crate) fn keep(&self, store: &Store, workspace: &str, newest: Kept) {
        let _one_at_a_time = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let fetched_ms = newest.fetched_ms;
        let mut kept = kept(store, workspace);
        kept.retain(|kept| !kept.is_of(&newest.listing.path, newest.shows_hidden));
        kept.insert(0, newest);
        trim(&mut kept);
        store.keep_last(workspace, FOLDERS, &kept, fetched_ms);
    }
}

/// What was seen last of the folder at `path`: absolute, or relative to the base folder, which is `base` or the one of the newest
/// listing. Where it was only listed with its hidden entries, or without, that is what there is.
pub(crate) fn find(
    store: &Store,
    workspace: &str,
    path: &str,
    shows_hidden: bool,
    base: Option<&str>,
) -> Option<Seen<Listing>> {
    let kept = kept(store, workspace);
    let base = base.or_else(|| Some(kept.first()?.listing.base.as_str()))?;
    let path = crate::files::absolute(path, &remote::RemotePath::parse(base).ok()?).ok()?;
    let is_same = |kept: &Kept| kept.is_of(path.as_str(), shows_hidden);
    let place = kept.iter().position(is_same).or_else(|| {
        kept.iter()
            .position(|kept| kept.is_of(path.as_str(), !shows_hidden))
    })?;
    let found = kept.into_iter().nth(place)?;
    Some(Seen {
        value: found.listing,
        fetched_ms: found.fetched_ms,
    })
}

fn kept(store: &Store, workspace: &str) -> Vec<Kept> {
    let seen = store.last::<Vec<Kept>>(workspace, FOLDERS);
    seen.map(|seen| seen.value).unwrap_or_default()
}

/// Newest first: drops the rest once there is enough.
fn trim(kept: &mut Vec<Kept>) {
    let mut entries = 0;
    let fits = |kept: &&Kept| {
        entries += kept.listing.entries.len();
        entries <= MOST_ENTRIES
    };
    let folders = kept.iter().take(MOST_FOLDERS).take_while(fits).count();
    kept.truncate(folders);
}

#[cfg(test)]
mod tests;
