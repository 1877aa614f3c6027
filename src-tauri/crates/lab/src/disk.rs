//! What lies on an instance's disk: a folder of the host that is the instance's root.

pub(crate) mod fill;

use std::{
    fs, io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Component, Path, PathBuf},
};

use crate::{
    error::Error,
    fleet::{FileSpec, Owner},
};

/// The login user's id, and the id of its group.
pub(crate) const USER_ID: u32 = 1000;
/// The id of another user, and of its group.
pub(crate) const AGENT_ID: u32 = 1001;
/// The login user's home.
pub(crate) const HOME: &str = "/home/ubuntu";
/// Folders that every instance has, with whose they are and their modes.
const FOLDERS: [(&str, Owner, u32); 4] = [
    (HOME, Owner::User, FOLDER_MODE),
    ("/workspace", Owner::User, FOLDER_MODE),
    ("/plugins", Owner::Root, FOLDER_MODE),
    ("/tmp", Owner::Root, 0o1777),
];
const FOLDER_MODE: u32 = 0o755;

/// Lays out a fresh disk at `root`.
///
/// Owners are set only where the lab runs as root; elsewhere all is the lab's own.
pub(crate) fn lay_out(root: &Path, files: &[FileSpec]) -> Result<(), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Folder { path, source }
    };
    fs::create_dir_all(root).map_err(failed(root))?;
    for (folder, owner, mode) in FOLDERS {
        let path = on_host(root, folder);
        create_folders(root, &path, owner).map_err(failed(&path))?;
        set_mode(&path, mode).map_err(failed(&path))?;
    }
    for file in files {
        let path = on_host(root, &file.path);
        write_file(root, &path, file).map_err(failed(&path))?;
    }
    Ok(())
}

/// Where an absolute path of the instance lies on the host. `..` leads nowhere.
pub(crate) fn on_host(root: &Path, remote_path: &str) -> PathBuf {
    let parts = Path::new(remote_path).components();
    let names = parts.filter(|part| matches!(part, Component::Normal(_)));
    names.fold(root.to_owned(), |path, name| path.join(name))
}

fn write_file(root: &Path, path: &Path, file: &FileSpec) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        create_folders(root, folder, file.owner)?;
    }
    fs::write(path, &file.content)?;
    set_mode(path, file.mode)?;
    set_owner(path, file.owner)
}

/// Creates what is missing of a folder; what lies right under `root` or `/home` is root's.
fn create_folders(root: &Path, folder: &Path, owner: Owner) -> io::Result<()> {
    if folder == root || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folders(root, parent, owner)?;
    }
    fs::create_dir(folder)?;
    set_mode(folder, FOLDER_MODE)?;
    let is_home = folder == root.join("home");
    set_owner(folder, if is_home { Owner::Root } else { owner })
}

fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

fn set_owner(path: &Path, owner: Owner) -> io::Result<()> {
    let id = owner.id();
    if !is_root() {
        return Ok(());
    }
    chown(path, Some(id), Some(id))
}

/// Whether this process may do everything: the owner of its own entry in `/proc` tells.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_instance_never_leads_out_of_its_disk() {
        let root = Path::new("/lab/i-1");
        assert_eq!(
            on_host(root, "/configs/a.yaml"),
            Path::new("/lab/i-1/configs/a.yaml")
        );
        assert_eq!(
            on_host(root, "/../../etc/shadow"),
            Path::new("/lab/i-1/etc/shadow")
        );
    }

    #[test]
    fn files_have_their_bytes_and_modes() {
        let dir = tempfile::tempdir().unwrap();
        let file = FileSpec {
            path: "/configs/prompts/system.md".to_owned(),
            content: b"be kind".to_vec(),
            mode: 0o640,
            owner: Owner::User,
        };
        lay_out(dir.path(), &[file]).unwrap();
        let path = dir.path().join("configs/prompts/system.md");
        assert_eq!(fs::read(&path).unwrap(), b"be kind");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(dir.path().join("home/ubuntu").is_dir());
    }
}
