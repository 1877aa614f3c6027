//! Paths of an instance, as files of the host: a folder of the host is the instance's `/`.
//!
//! Every symlink on the way is followed by hand and within the jail, so that an absolute link means
//! what it would mean on the instance. A path that climbs out is refused, and at the top there is
//! nothing but the folders in [`TOP_FOLDERS`].

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::{fs, io};

use russh_sftp::protocol::StatusCode;

use super::attributes::status;

/// What exists directly under `/`.
pub(super) const TOP_FOLDERS: [&str; 6] = ["configs", "home", "opt", "plugins", "tmp", "workspace"];

/// Where a relative path begins.
pub(super) const HOME: &str = "/home/ubuntu";

/// Symlinks followed for one path before it counts as a loop; the kernel's own number.
const MOST_LINKS: usize = 40;

/// What to do when the last part of a path is a symlink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// Go where it points.
    Follow,
    /// Take the link itself.
    Keep,
}

/// The host's folder that is an instance's `/`.
#[derive(Debug)]
pub(super) struct Jail {
    root: PathBuf,
}

impl Jail {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The host's path for an instance's path, which need not exist.
    ///
    /// # Errors
    ///
    /// `PermissionDenied` for a path that climbs out, `NoSuchFile` for one outside the top folders
    /// or in a loop of links.
    pub(super) fn resolve(&self, path: &str, last: Last) -> Result<PathBuf, StatusCode> {
        let mut pending = parts(&absolute(path));
        let mut found: Vec<String> = Vec::new();
        let mut links = 0;
        while let Some(part) = pending.pop_front() {
            if part == ".." {
                found.pop().ok_or(StatusCode::PermissionDenied)?;
                continue;
            }
            found.push(part);
            if pending.is_empty() && last == Last::Keep {
                break;
            }
            let Some(target) = self.link_target(&found)? else {
                continue;
            };
            links += 1;
            if links > MOST_LINKS {
                return Err(StatusCode::NoSuchFile);
            }
            found.pop();
            if target.starts_with('/') {
                found.clear();
            }
            for part in parts(&target).into_iter().rev() {
                pending.push_front(part);
            }
        }
        self.host_path(&found)
    }

    /// The instance's path for a resolved host path.
    pub(super) fn remote(&self, host: &Path) -> String {
        let inside = host.strip_prefix(&self.root).unwrap_or(Path::new(""));
        format!("/{}", inside.display())
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where the last of these parts points, if it is a symlink.
    fn link_target(&self, parts: &[String]) -> Result<Option<String>, StatusCode> {
        let path = self.host_path(parts)?;
        match fs::read_link(&path) {
            Ok(target) => Ok(Some(target.to_string_lossy().into_owned())),
            // Not a link, or nothing at all: the operation itself will say so.
            Err(error) if is_no_link(&error) => Ok(None),
            Err(error) => Err(status(&error)),
        }
    }

    fn host_path(&self, parts: &[String]) -> Result<PathBuf, StatusCode> {
        if let Some(top) = parts.first()
            && !TOP_FOLDERS.contains(&top.as_str())
        {
            return Err(StatusCode::NoSuchFile);
        }
        Ok(self.root.join(parts.iter().collect::<PathBuf>()))
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{HOME}/{path}")
    }
}

/// The parts of a path that mean something; `..` among them.
fn parts(path: &str) -> VecDeque<String> {
    let parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    parts.map(str::to_owned).collect()
}

fn is_no_link(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
