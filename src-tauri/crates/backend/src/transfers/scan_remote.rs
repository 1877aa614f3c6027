//! What there is to download: the trees of an instance, listed five levels at a time.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use remote::{Entry, EntryKind, ListOptions, Listing, RemotePath};

use super::{
    names::{local_name, name_of},
    plan::{File, Plan},
    progress::Progress,
    stations::Station,
    trouble::Trouble,
};
use crate::files::absolute;

/// Everything: what is left out of a list that is shown belongs to a folder all the same.
const OPTIONS: ListOptions = ListOptions {
    depth: 5,
    shows_hidden: true,
};
/// Trees that are listed at the same time; each reads many folders at once.
const LISTS_IN_FLIGHT: usize = 4;

struct Scan<'a> {
    plan: Plan,
    progress: &'a Progress,
    /// Folders whose entries are not known yet.
    below: Vec<usize>,
}

/// Everything at and below `sources`, as it is to stand in `into`. What cannot come is told to `progress`.
///
/// # Errors
///
/// Those of a session.
pub(super) async fn scan(
    station: &Station,
    sources: &[String],
    into: &Path,
    progress: &Progress,
) -> Result<Plan, Trouble> {
    let mut scan = Scan {
        plan: Plan::default(),
        progress,
        below: Vec::new(),
    };
    let mut names = HashSet::new();
    for source in sources {
        match scan.source(station, source, into, &mut names).await {
            Ok(()) => {}
            Err(Trouble::Problem(reason)) => progress.problem(source, reason),
            Err(trouble) => return Err(trouble),
        }
    }
    scan.trees(station).await?;
    Ok(scan.plan)
}

impl Scan<'_> {
    /// What somebody has named: a link is followed.
    async fn source(
        &mut self,
        station: &Station,
        source: &str,
        into: &Path,
        names: &mut HashSet<String>,
    ) -> Result<(), Trouble> {
        let path = absolute(source, station.base()).map_err(|error| station.trouble(error))?;
        let name = name_of(&path).map_err(Trouble::Problem)?;
        let looked = station.files().stat(&path).await;
        let Some(stat) = looked.map_err(|error| station.trouble(error))? else {
            return Err(Trouble::Problem(format!("{path} does not exist")));
        };
        if !names.insert(name.to_owned()) {
            let reason = "another one of the same name comes there, too";
            return Err(Trouble::Problem(reason.to_owned()));
        }
        match stat.kind {
            EntryKind::Folder => {
                let found = self.plan.folder(into.join(name), path.clone());
                self.below.push(found);
            }
            EntryKind::File => {
                let parent = path.parent().unwrap_or_else(|| path.clone());
                let folder = self.plan.target(into, &parent);
                self.file(folder, name, stat.size_bytes, true);
            }
            EntryKind::Symlink | EntryKind::Other => {
                return Err(Trouble::Problem(
                    "it is neither a file nor a folder".to_owned(),
                ));
            }
        }
        Ok(())
    }

    fn file(&mut self, folder: usize, name: &str, size_bytes: u64, is_named: bool) {
        self.progress.found(size_bytes);
        self.plan.file(File {
            folder,
            name: name.to_owned(),
            size_bytes,
            is_named,
        });
    }

    async fn trees(&mut self, station: &Station) -> Result<(), Trouble> {
        let mut listings = FuturesUnordered::new();
        loop {
            while listings.len() < LISTS_IN_FLIGHT
                && let Some(index) = self.below.pop()
            {
                let Some(folder) = self.plan.folders.get(index) else {
                    continue;
                };
                let path = folder.remote.clone();
                listings.push(async move {
                    let listed = station.files().list(&path, OPTIONS, &mut |_| {}).await;
                    (index, path, listed)
                });
            }
            let Some((index, path, listed)) = listings.next().await else {
                return Ok(());
            };
            match listed.map_err(|error| station.trouble(error)) {
                Ok(listing) => self.listing(index, &listing),
                Err(Trouble::Problem(reason)) => self.progress.problem(path.as_str(), reason),
                Err(trouble) => return Err(trouble),
            }
        }
    }

    /// Takes what a list has found below a folder of the plan.
    fn listing(&mut self, top: usize, listing: &Listing) {
        let mut folders = HashMap::from([(
            "",
            Found {
                index: top,
                is_asked: true,
            },
        )]);
        let mut complaints = Vec::new();
        for entry in &listing.entries {
            let above = entry
                .relative
                .rsplit_once('/')
                .map_or("", |(above, _)| above);
            let Some(found) = folders.get_mut(above) else {
                // It was told of already that this folder cannot be had.
                continue;
            };
            found.is_asked = true;
            match self.entry(found.index, entry) {
                Ok(Some(index)) => {
                    let found = Found {
                        index,
                        is_asked: false,
                    };
                    folders.insert(&entry.relative, found);
                }
                Ok(None) => {}
                Err(reason) => complaints.push((entry.relative.as_str(), reason)),
            }
        }
        for leftover in &listing.hidden {
            let reason = "a write that has not ended has left it".to_owned();
            complaints.push((leftover, reason));
        }
        for (relative, reason) in complaints {
            self.progress
                .problem(format!("{}/{relative}", listing.path), reason);
        }
        // Those at the lowest level, and those without entries: one that may not be read looks like an empty one until it is asked for by
        // itself.
        let unknown = folders.into_values().filter(|found| !found.is_asked);
        self.below.extend(unknown.map(|found| found.index));
    }

    /// Takes one entry; of a folder, its place in the plan.
    fn entry(&mut self, folder: usize, entry: &Entry) -> Result<Option<usize>, String> {
        if entry.is_name_escaped {
            return Err("its name is not UTF-8, so it cannot be asked for".to_owned());
        }
        let name = local_name(&entry.name)?;
        match entry.kind {
            EntryKind::File => {
                self.file(folder, name, entry.size_bytes, false);
                Ok(None)
            }
            EntryKind::Folder => {
                let Some(above) = self.plan.folders.get(folder) else {
                    return Err("its folder is not in the plan".to_owned());
                };
                let remote = child(&above.remote, name)?;
                let local = above.local.join(name);
                Ok(Some(self.plan.folder(local, remote)))
            }
            EntryKind::Symlink => Err("it is a link, and links are not followed".to_owned()),
            EntryKind::Other => Err("it is neither a file nor a folder".to_owned()),
        }
    }
}

/// A folder of one list.
struct Found {
    index: usize,
    /// Whether its entries are known.
    is_asked: bool,
}

fn child(folder: &RemotePath, name: &str) -> Result<RemotePath, String> {
    folder.join(name).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(relative: &str, kind: EntryKind) -> Entry {
        Entry {
            name: relative.rsplit('/').next().unwrap().to_owned(),
            relative: relative.to_owned(),
            kind,
            size_bytes: 10,
            modified: None,
            is_name_escaped: relative.contains("\\x"),
        }
    }

    fn listing(entries: &[(&str, EntryKind)]) -> Listing {
        Listing {
            path: RemotePath::parse("/workspace/top").unwrap(),
            entries: entries
                .iter()
                .map(|(relative, kind)| entry(relative, *kind))
                .collect(),
            hidden: vec![".x.causeway".to_owned()],
            leftovers: Vec::new(),
            read_only_reason: None,
        }
    }

    #[test]
    fn a_list_becomes_folders_files_and_complaints_and_hostile_names_stay_outside() {
        use EntryKind as K;
        let progress = Progress::default();
        let mut scan = Scan {
            plan: Plan::default(),
            progress: &progress,
            below: Vec::new(),
        };
        let remote = RemotePath::parse("/workspace/top").unwrap();
        let top = scan.plan.folder("/here/top".into(), remote);
        let mut listing = listing(&[
            ("a", K::Folder),
            ("empty", K::Folder),
            ("file", K::File),
            ("link", K::Symlink),
            ("pipe", K::Other),
            ("bad\\xff", K::File),
            ("a/b", K::Folder),
            ("a/node_modules", K::File),
        ]);
        for name in ["..", "../../etc/cron.d/x", "/etc/x", "a/.."] {
            listing.entries.push(Entry {
                name: name.to_owned(),
                ..entry("hostile", K::File)
            });
        }
        scan.listing(top, &listing);
        let locals: Vec<_> = scan
            .plan
            .folders
            .iter()
            .map(|folder| folder.local.clone())
            .collect();
        let expected = [
            "/here/top",
            "/here/top/a",
            "/here/top/empty",
            "/here/top/a/b",
        ];
        assert_eq!(locals, expected.map(std::path::PathBuf::from));
        let mut files: Vec<_> = scan.plan.files.iter().map(|file| &*file.name).collect();
        files.sort_unstable();
        assert_eq!(files, ["file", "node_modules"]);
        let mut below = scan.below.clone();
        below.sort_unstable();
        assert_eq!(
            below,
            [2, 3],
            "what shows no entries is asked for by itself"
        );
        assert_eq!(progress.counts().problem_count, 3 + 4 + 1);
    }
}
