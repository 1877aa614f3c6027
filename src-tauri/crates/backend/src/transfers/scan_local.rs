//! What there is to upload: a walk over folders of this machine that follows no link.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use remote::RemotePath;
use tokio_util::sync::CancellationToken;

use super::{
    plan::{File, Plan},
    progress::Progress,
    trouble::Trouble,
};

struct Walk<'a> {
    plan: Plan,
    progress: &'a Progress,
    /// Folders that were not read yet.
    below: Vec<usize>,
}

/// Everything at and below `sources`, as it is to stand in `into`. What cannot go is told to `progress`.
///
/// # Errors
///
/// [`Trouble::Stopped`].
pub(super) fn scan(
    sources: &[PathBuf],
    into: &RemotePath,
    progress: &Progress,
    stop: &CancellationToken,
) -> Result<Plan, Trouble> {
    let mut walk = Walk {
        plan: Plan::default(),
        progress,
        below: Vec::new(),
    };
    let mut names = HashSet::new();
    for source in sources {
        let problem = |reason: String| progress.problem(source.display().to_string(), reason);
        match named(source) {
            Ok((_, name)) if !names.insert(name.clone()) => {
                problem("another one of the same name goes there, too".to_owned());
            }
            Ok((folder, name)) => {
                if let Err(reason) = walk.source(&folder, &name, into) {
                    problem(reason);
                }
            }
            Err(reason) => problem(reason),
        }
    }
    while let Some(folder) = walk.below.pop() {
        if stop.is_cancelled() {
            return Err(Trouble::Stopped);
        }
        walk.folder(folder);
    }
    Ok(walk.plan)
}

/// The folder that holds `source`, and its name there.
fn named(source: &Path) -> Result<(PathBuf, String), String> {
    let to_reason = |error: io::Error| error.to_string();
    let absolute = match source.file_name() {
        Some(_) => std::path::absolute(source),
        None => fs::canonicalize(source),
    }
    .map_err(to_reason)?;
    match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => Ok((folder.to_owned(), text(name)?)),
        _ => Err("it has no name of its own".to_owned()),
    }
}

fn text(name: &std::ffi::OsStr) -> Result<String, String> {
    let text = name.to_str().map(str::to_owned);
    text.ok_or_else(|| "its name is not UTF-8, so it cannot be kept there".to_owned())
}

impl Walk<'_> {
    /// What somebody has chosen: a link is followed.
    fn source(&mut self, folder: &Path, name: &str, into: &RemotePath) -> Result<(), String> {
        let path = folder.join(name);
        let metadata = fs::metadata(&path).map_err(|error| error.to_string())?;
        let remote = into.join(name).map_err(|error| error.to_string())?;
        let target = self.plan.target(folder, into);
        if metadata.is_dir() {
            let found = self.plan.folder(path, remote);
            self.below.push(found);
            return Ok(());
        }
        if !metadata.is_file() {
            return Err("it is neither a file nor a folder".to_owned());
        }
        self.file(target, name.to_owned(), metadata.len(), true);
        Ok(())
    }

    fn file(&mut self, folder: usize, name: String, size_bytes: u64, is_named: bool) {
        self.progress.found(size_bytes);
        self.plan.file(File {
            folder,
            name,
            size_bytes,
            is_named,
        });
    }

    fn folder(&mut self, index: usize) {
        let Some(folder) = self.plan.folders.get(index).cloned() else {
            return;
        };
        let entries = match fs::read_dir(&folder.local) {
            Ok(entries) => entries,
            Err(error) => {
                let path = folder.local.display().to_string();
                return self.progress.problem(path, error.to_string());
            }
        };
        for entry in entries {
            let (path, found) = match entry {
                Ok(entry) => (entry.path(), self.entry(index, &folder.remote, &entry)),
                Err(error) => (folder.local.clone(), Err(error.to_string())),
            };
            if let Err(reason) = found {
                self.progress.problem(path.display().to_string(), reason);
            }
        }
    }

    fn entry(
        &mut self,
        folder: usize,
        remote: &RemotePath,
        entry: &fs::DirEntry,
    ) -> Result<(), String> {
        let name = text(&entry.file_name())?;
        let remote = remote.join(&name).map_err(|error| error.to_string())?;
        // Of the entry itself: nothing is followed.
        let metadata = entry.metadata().map_err(|error| error.to_string())?;
        if metadata.is_dir() {
            let found = self.plan.folder(entry.path(), remote);
            self.below.push(found);
        } else if metadata.is_file() {
            self.file(folder, name, metadata.len(), false);
        } else if metadata.is_symlink() {
            return Err("it is a link, and links are not followed".to_owned());
        } else {
            return Err("it is neither a file nor a folder".to_owned());
        }
        Ok(())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    fn sorted<T: Ord>(found: impl Iterator<Item = T>) -> Vec<T> {
        let mut found: Vec<_> = found.collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn everything_is_found_or_told() {
        let home = tempfile::tempdir().unwrap();
        let top = home.path().join("top");
        fs::create_dir_all(top.join("a/empty")).unwrap();
        fs::create_dir_all(top.join("node_modules")).unwrap();
        fs::write(top.join("a/one"), "12345").unwrap();
        fs::write(top.join("node_modules/two"), "1").unwrap();
        std::os::unix::fs::symlink("/etc", top.join("link")).unwrap();
        fs::write(top.join(std::ffi::OsStr::from_bytes(b"\xff")), "").unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(top.join("socket")).unwrap();
        let progress = Progress::default();
        let into = RemotePath::parse("/workspace/in").unwrap();
        let sources = [
            top.clone(),
            top.join("a/one"),
            home.path().join("none"),
            top.clone(),
        ];
        let plan = scan(&sources, &into, &progress, &CancellationToken::new()).unwrap();
        let folders = plan.folders.iter().map(|folder| folder.remote.as_str());
        assert_eq!(
            sorted(folders),
            [
                "/workspace/in",
                "/workspace/in",
                "/workspace/in/top",
                "/workspace/in/top/a",
                "/workspace/in/top/a/empty",
                "/workspace/in/top/node_modules"
            ]
        );
        let files = (0..plan.files.len()).filter_map(|file| plan.get(file));
        let files = files
            .map(|(file, folder)| format!("{}/{} {}", folder.remote, file.name, file.is_named));
        assert_eq!(
            sorted(files),
            [
                "/workspace/in/one true",
                "/workspace/in/top/a/one false",
                "/workspace/in/top/node_modules/two false"
            ]
        );
        let counts = progress.counts();
        assert_eq!((counts.files_total, counts.bytes_total), (3, 11));
        let reasons: Vec<_> = counts
            .problems
            .iter()
            .map(|problem| &*problem.reason)
            .collect();
        for reason in ["link", "UTF-8", "neither", "No such file", "same name"] {
            assert!(
                reasons.iter().any(|told| told.contains(reason)),
                "{reason}: {reasons:?}"
            );
        }
        assert_eq!(counts.problem_count, 5);
    }

    #[test]
    fn a_walk_can_be_stopped() {
        let home = tempfile::tempdir().unwrap();
        let stop = CancellationToken::new();
        stop.cancel();
        let into = RemotePath::parse("/workspace").unwrap();
        let sources = [home.path().to_owned()];
        let ended = scan(&sources, &into, &Progress::default(), &stop);
        assert!(matches!(ended, Err(Trouble::Stopped)));
    }
}
