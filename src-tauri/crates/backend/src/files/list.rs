//! The order of a folder, and how a large one reaches the window: its first rows at once, the whole in chunks.

use std::{cmp::Ordering, time::Duration};

use remote::RemotePath;
use tokio::time::Instant;

use super::convert::to_entry;
use crate::{Entry, EntryKind, ListingPart};

/// Up to so many entries come as one.
const MOST_AT_ONCE: usize = 1_000;
/// Shown until the whole is there.
const FIRST: usize = 500;
/// In one event: milliseconds of work for a window.
const CHUNK: usize = 2_000;
/// Between two counts.
const COUNT_INTERVAL: Duration = Duration::from_millis(100);

/// Folders first, then by name, numbers in names by their value.
pub(crate) fn in_order(listing: &remote::Listing) -> Vec<Entry> {
    sorted(&listing.entries, &listing.path)
}

/// What the window is told of a folder while its entries come.
pub(super) struct Feed<'a> {
    folder: RemotePath,
    on_part: &'a mut (dyn FnMut(ListingPart) + Send),
    first: Vec<remote::Entry>,
    count: usize,
    told_first: bool,
    told_count: Option<Instant>,
}

impl<'a> Feed<'a> {
    pub(super) fn new(
        folder: RemotePath,
        on_part: &'a mut (dyn FnMut(ListingPart) + Send),
    ) -> Self {
        Self {
            folder,
            on_part,
            first: Vec::new(),
            count: 0,
            told_first: false,
            told_count: None,
        }
    }

    pub(super) fn take(&mut self, entries: &[remote::Entry]) {
        self.count += entries.len();
        let missing = FIRST.saturating_sub(self.first.len());
        self.first.extend(entries.iter().take(missing).cloned());
        if self.count <= MOST_AT_ONCE {
            return;
        }
        if !self.told_first {
            self.told_first = true;
            let entries = sorted(&self.first, &self.folder);
            (self.on_part)(ListingPart::First { entries });
        }
        if self
            .told_count
            .is_none_or(|told| told.elapsed() >= COUNT_INTERVAL)
        {
            self.told_count = Some(Instant::now());
            let entries = self.count as u64;
            (self.on_part)(ListingPart::Count { entries });
        }
    }

    /// All entries in order where they are few; else none, since they have been told in chunks.
    pub(super) fn finish(self, entries: Vec<Entry>) -> Vec<Entry> {
        if entries.len() <= MOST_AT_ONCE {
            return entries;
        }
        let mut entries = entries.into_iter();
        loop {
            let entries: Vec<_> = entries.by_ref().take(CHUNK).collect();
            if entries.is_empty() {
                return entries;
            }
            (self.on_part)(ListingPart::Chunk { entries });
        }
    }
}

fn sorted(entries: &[remote::Entry], folder: &RemotePath) -> Vec<Entry> {
    let mut keyed: Vec<_> = entries
        .iter()
        .map(|entry| (entry.relative.to_lowercase(), to_entry(entry, folder)))
        .collect();
    keyed.sort_unstable_by(|(one, one_entry), (other, other_entry)| {
        let is_file = |entry: &Entry| entry.kind != EntryKind::Folder;
        is_file(one_entry)
            .cmp(&is_file(other_entry))
            .then_with(|| by_name(one, other))
            .then_with(|| one_entry.name.cmp(&other_entry.name))
    });
    keyed.into_iter().map(|(_, entry)| entry).collect()
}

fn by_name(one: &str, other: &str) -> Ordering {
    natord::compare(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, kind: remote::EntryKind) -> remote::Entry {
        remote::Entry {
            name: name.to_owned(),
            relative: name.to_owned(),
            kind,
            size_bytes: 0,
            modified: None,
            is_name_escaped: false,
        }
    }

    fn names(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.name.as_str()).collect()
    }

    #[test]
    fn folders_come_first_and_numbers_count() {
        let folder = RemotePath::parse("/workspace").unwrap();
        let entries: Vec<_> = ["log10", "log9", "B", "a", "log1"]
            .map(|name| entry(name, remote::EntryKind::File))
            .into_iter()
            .chain([entry("z", remote::EntryKind::Folder)])
            .collect();
        let sorted = sorted(&entries, &folder);
        assert_eq!(names(&sorted), ["z", "a", "B", "log1", "log9", "log10"]);
        assert_eq!(sorted[0].path, "/workspace/z");
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_folder_shows_its_first_rows_and_comes_whole_in_chunks() {
        let folder = RemotePath::parse("/workspace").unwrap();
        let entries: Vec<_> = (0..5_000)
            .map(|number| entry(&format!("f{number}"), remote::EntryKind::File))
            .collect();
        let mut parts = Vec::new();
        let mut on_part = |part| parts.push(part);
        let mut feed = Feed::new(folder.clone(), &mut on_part);
        for batch in entries.chunks(100) {
            feed.take(batch);
        }
        assert!(feed.finish(sorted(&entries, &folder)).is_empty());
        let ListingPart::First { entries: first } = &parts[0] else {
            panic!("the first rows come first: {:?}", parts[0]);
        };
        assert_eq!(first.len(), FIRST);
        let chunks = parts.iter().filter_map(|part| match part {
            ListingPart::Chunk { entries } => Some(entries.as_slice()),
            _ => None,
        });
        let whole: Vec<_> = chunks.flat_map(names).collect();
        assert_eq!(whole.len(), 5_000);
        assert_eq!(whole[4_999], "f4999");
        let counts = parts
            .iter()
            .filter(|part| matches!(part, ListingPart::Count { .. }));
        assert_eq!(counts.count(), 1, "the clock stands still");
    }

    #[test]
    fn a_small_folder_comes_as_one() {
        let folder = RemotePath::parse("/workspace").unwrap();
        let entries = [entry("a", remote::EntryKind::File)];
        let mut on_part = |part| panic!("nothing is told apart: {part:?}");
        let mut feed = Feed::new(folder.clone(), &mut on_part);
        feed.take(&entries);
        assert_eq!(feed.finish(sorted(&entries, &folder)).len(), 1);
    }
}
