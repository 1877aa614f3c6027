//! An instance's disk and what may be done with it, one method per kind of change.
//!
//! Calls block: the disk is the host's own, and SFTP answers one request at a time anyway.

use std::fs::{self, DirBuilder, File, FileTimes, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use russh_sftp::protocol::{File as Entry, FileAttributes, OpenFlags, StatusCode};

use super::attributes::{attributes, status};
use super::jail::{Jail, Last, TOP_FOLDERS};
use super::owners::{Access, Owners, Rights};

/// The permission bits that SFTP may set.
const MODE_BITS: u32 = 0o7777;

/// One instance's disk.
#[derive(Debug)]
pub(super) struct Disk {
    jail: Jail,
    owners: Owners,
}

impl Disk {
    pub(super) fn new(root: PathBuf) -> Self {
        let owners = Owners::new(&root);
        Self {
            jail: Jail::new(root),
            owners,
        }
    }

    pub(super) fn stat(&self, path: &str, last: Last) -> Result<FileAttributes, StatusCode> {
        let path = self.jail.resolve(path, last)?;
        let metadata = fs::symlink_metadata(&path).map_err(|error| status(&error))?;
        Ok(attributes(&metadata, self.owners.of(&path)))
    }

    pub(super) fn stat_open(&self, file: &File, path: &Path) -> Result<FileAttributes, StatusCode> {
        let metadata = file.metadata().map_err(|error| status(&error))?;
        Ok(attributes(&metadata, self.owners.of(path)))
    }

    pub(super) fn open(
        &self,
        path: &str,
        flags: OpenFlags,
        wanted: &FileAttributes,
        rights: Rights,
    ) -> Result<(File, PathBuf), StatusCode> {
        let path = self.jail.resolve(path, Last::Follow)?;
        let is_new = !path.exists();
        if is_new && flags.contains(OpenFlags::CREATE) {
            self.owners.check_folder(&path, rights)?;
        } else {
            self.check_open(&path, flags, rights)?;
        }
        let mode = wanted.permissions.unwrap_or(0o666) & MODE_BITS;
        let opened = OpenOptions::from(flags).mode(mode).open(&path);
        let file = opened.map_err(|error| status(&error))?;
        if is_new {
            self.owners.set(&path, rights.uid());
        }
        Ok((file, path))
    }

    fn check_open(&self, path: &Path, flags: OpenFlags, rights: Rights) -> Result<(), StatusCode> {
        if flags.contains(OpenFlags::READ) {
            self.owners.check(path, rights, Access::Read)?;
        }
        if flags.intersects(OpenFlags::WRITE | OpenFlags::APPEND | OpenFlags::TRUNCATE) {
            self.owners.check(path, rights, Access::Write)?;
        }
        Ok(())
    }

    /// The entries of a folder, `.` and `..` among them; at the top only what is to be seen there.
    pub(super) fn list(
        &self,
        path: &str,
        rights: Rights,
    ) -> Result<(Vec<Entry>, PathBuf), StatusCode> {
        let path = self.jail.resolve(path, Last::Follow)?;
        self.owners.check(&path, rights, Access::Read)?;
        let is_top = path == self.jail.root();
        let mut entries = Vec::new();
        for name in [".", ".."] {
            entries.push(self.entry(name, &path)?);
        }
        for item in fs::read_dir(&path).map_err(|error| status(&error))? {
            let item = item.map_err(|error| status(&error))?;
            let name = item.file_name().to_string_lossy().into_owned();
            if is_top && !TOP_FOLDERS.contains(&name.as_str()) {
                continue;
            }
            // One that vanished meanwhile is not there any more.
            if let Ok(entry) = self.entry(&name, &item.path()) {
                entries.push(entry);
            }
        }
        Ok((entries, path))
    }

    fn entry(&self, name: &str, path: &Path) -> Result<Entry, StatusCode> {
        let metadata = fs::symlink_metadata(path).map_err(|error| status(&error))?;
        Ok(Entry::new(
            name,
            attributes(&metadata, self.owners.of(path)),
        ))
    }

    pub(super) fn change(
        &self,
        path: &str,
        wanted: &FileAttributes,
        rights: Rights,
    ) -> Result<(), StatusCode> {
        let path = self.jail.resolve(path, Last::Follow)?;
        self.change_host(&path, wanted, rights)
    }

    /// Sets what `wanted` names: size, mode, times, owner.
    pub(super) fn change_host(
        &self,
        path: &Path,
        wanted: &FileAttributes,
        rights: Rights,
    ) -> Result<(), StatusCode> {
        if let Some(size) = wanted.size {
            self.owners.check(path, rights, Access::Write)?;
            resize(path, size).map_err(|error| status(&error))?;
        }
        if wanted.permissions.is_none() && wanted.mtime.is_none() && wanted.uid.is_none() {
            return Ok(());
        }
        self.owners.check_owner(path, rights)?;
        if let Some(uid) = wanted.uid {
            self.change_owner(path, uid, rights)?;
        }
        set_mode_and_times(path, wanted).map_err(|error| status(&error))
    }

    /// Only root gives files away.
    fn change_owner(&self, path: &Path, uid: u32, rights: Rights) -> Result<(), StatusCode> {
        fs::symlink_metadata(path).map_err(|error| status(&error))?;
        if rights == Rights::User && uid != self.owners.of(path) {
            return Err(StatusCode::PermissionDenied);
        }
        self.owners.set(path, uid);
        Ok(())
    }

    pub(super) fn remove(&self, path: &str, rights: Rights) -> Result<(), StatusCode> {
        self.unlink(path, rights, |path| fs::remove_file(path))
    }

    pub(super) fn remove_folder(&self, path: &str, rights: Rights) -> Result<(), StatusCode> {
        self.unlink(path, rights, |path| fs::remove_dir(path))
    }

    fn unlink(
        &self,
        path: &str,
        rights: Rights,
        unlink: impl Fn(&Path) -> io::Result<()>,
    ) -> Result<(), StatusCode> {
        let path = self.jail.resolve(path, Last::Keep)?;
        self.check_not_top(&path)?;
        self.owners.check_folder(&path, rights)?;
        unlink(&path).map_err(|error| status(&error))?;
        self.owners.remove(&path);
        Ok(())
    }

    pub(super) fn create_folder(
        &self,
        path: &str,
        wanted: &FileAttributes,
        rights: Rights,
    ) -> Result<(), StatusCode> {
        let path = self.jail.resolve(path, Last::Keep)?;
        self.owners.check_folder(&path, rights)?;
        let mode = wanted.permissions.unwrap_or(0o777) & MODE_BITS;
        let created = DirBuilder::new().mode(mode).create(&path);
        created.map_err(|error| status(&error))?;
        self.owners.set(&path, rights.uid());
        Ok(())
    }

    /// Moves a file or folder to a name that must be free.
    pub(super) fn rename(&self, from: &str, to: &str, rights: Rights) -> Result<(), StatusCode> {
        let target = self.jail.resolve(to, Last::Keep)?;
        if fs::symlink_metadata(target).is_ok() {
            return Err(StatusCode::Failure);
        }
        self.replace(from, to, rights)
    }

    /// Moves a file or folder, in place of whatever has the name.
    pub(super) fn replace(&self, from: &str, to: &str, rights: Rights) -> Result<(), StatusCode> {
        let (from, to) = (
            self.jail.resolve(from, Last::Keep)?,
            self.jail.resolve(to, Last::Keep)?,
        );
        for path in [&from, &to] {
            self.check_not_top(path)?;
            self.owners.check_folder(path, rights)?;
        }
        let uid = self.owners.of(&from);
        fs::rename(&from, &to).map_err(|error| status(&error))?;
        self.owners.remove(&from);
        self.owners.set(&to, uid);
        Ok(())
    }

    /// The absolute path without links. Its last part need not exist, its folder must.
    pub(super) fn real_path(&self, path: &str) -> Result<String, StatusCode> {
        let path = self.jail.resolve(path, Last::Follow)?;
        let folder = path.parent().filter(|_| path != self.jail.root());
        fs::metadata(folder.unwrap_or(&path)).map_err(|error| status(&error))?;
        Ok(self.jail.remote(&path))
    }

    pub(super) fn read_link(&self, path: &str) -> Result<String, StatusCode> {
        let path = self.jail.resolve(path, Last::Keep)?;
        let target = fs::read_link(path).map_err(|error| status(&error))?;
        Ok(target.to_string_lossy().into_owned())
    }

    /// Makes `link` point to `target`, whatever that is: links are checked when they are followed.
    pub(super) fn link(&self, target: &str, link: &str, rights: Rights) -> Result<(), StatusCode> {
        let link = self.jail.resolve(link, Last::Keep)?;
        self.owners.check_folder(&link, rights)?;
        symlink(target, &link).map_err(|error| status(&error))?;
        self.owners.set(&link, rights.uid());
        Ok(())
    }

    /// The top folders are part of the machine.
    fn check_not_top(&self, path: &Path) -> Result<(), StatusCode> {
        let is_top = path == self.jail.root() || path.parent() == Some(self.jail.root());
        if is_top {
            Err(StatusCode::PermissionDenied)
        } else {
            Ok(())
        }
    }
}

fn resize(path: &Path, size: u64) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.set_len(size)
}

fn set_mode_and_times(path: &Path, wanted: &FileAttributes) -> io::Result<()> {
    if let (Some(accessed), Some(modified)) = (wanted.atime, wanted.mtime) {
        let time = |seconds: u32| UNIX_EPOCH + Duration::from_secs(seconds.into());
        let times = FileTimes::new()
            .set_accessed(time(accessed))
            .set_modified(time(modified));
        File::open(path)?.set_times(times)?;
    }
    if let Some(mode) = wanted.permissions {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & MODE_BITS))?;
    }
    Ok(())
}
