//! Causeway's own part of the user's ssh configuration, and the one line in the user's that includes it.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use directories::BaseDirs;

use super::block::word;
use crate::{ErrorCode, IpcError};

/// For a file of one's own.
const PRIVATE: u32 = 0o600;

/// Where the workspaces are in the user's ssh configuration now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledSshConfig {
    /// Causeway's own file.
    pub file: PathBuf,
    /// The user's, which includes it.
    pub included_in: PathBuf,
    /// Whether that was changed; it included the file before, else.
    pub is_new: bool,
}

/// The user's configuration: `~/.ssh/config`.
pub(super) fn of_user() -> Result<PathBuf, IpcError> {
    let folders = BaseDirs::new().ok_or_else(|| {
        IpcError::new(ErrorCode::InvalidInput, "there is no home folder: set HOME")
    })?;
    Ok(folders.home_dir().join(".ssh/config"))
}

/// Writes causeway's own file, as a whole or not at all.
pub(super) fn write(file: &Path, text: &str) -> Result<(), IpcError> {
    make_folder(file)
        .and_then(|()| replace(file, text.as_bytes(), PRIVATE))
        .map_err(|error| unusable(file, &error))
}

/// Whether `user_file` has the line that includes `file`.
pub(super) fn is_included(file: &Path, user_file: &Path) -> Result<bool, IpcError> {
    let content = read(user_file).map_err(|error| unusable(user_file, &error))?;
    Ok(has_line(&content, &include_line(file)?))
}

/// Puts the line that includes `file` before all else in `user_file`, unless it has it. A file that is a link stays one, and its
/// mode stays.
pub(super) fn include(file: &Path, user_file: &Path) -> Result<InstalledSshConfig, IpcError> {
    let line = include_line(file)?;
    let added = || -> io::Result<bool> {
        let old = read(user_file)?;
        if has_line(&old, &line) {
            return Ok(false);
        }
        make_folder(user_file)?;
        let target = target_of(user_file)?;
        // Before all else: a line after a `Host` would be that host's, and the first value that `ssh` finds counts.
        let new = [line.as_bytes(), b"\n", &old].concat();
        replace(&target, &new, mode_of(&target)?)?;
        Ok(true)
    };
    Ok(InstalledSshConfig {
        file: file.to_owned(),
        included_in: user_file.to_owned(),
        is_new: added().map_err(|error| unusable(user_file, &error))?,
    })
}

/// Newer versions of `ssh` expand tokens there, older ones do not; all expand patterns.
fn include_line(file: &Path) -> Result<String, IpcError> {
    let word = word(file)?;
    if word.contains(['%', '*', '?', '[']) {
        return Err(IpcError::new(
            ErrorCode::InvalidInput,
            format!(
                "{word} cannot be included: choose a configuration folder without %, *, ? and ["
            ),
        ));
    }
    Ok(format!("Include {word}"))
}

fn has_line(content: &[u8], line: &str) -> bool {
    content
        .split(|&byte| byte == b'\n')
        .any(|one| one.trim_ascii() == line.as_bytes())
}

/// Nothing, if it is not there.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    }
}

fn make_folder(file: &Path) -> io::Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes beside the file and renames, so that a crash leaves the old content or the new.
fn replace(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    // Its name is nobody else's, and it is gone if it is not kept.
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    set_mode(beside.as_file(), mode)?;
    beside.write_all(content)?;
    beside.as_file().sync_all()?;
    beside.persist(file)?;
    Ok(())
}

/// Where a file lies that may be a link; one that leads nowhere yet is followed, too.
fn target_of(file: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(file) {
            Ok(target) => Ok(file.parent().unwrap_or(Path::new(".")).join(target)),
            Err(_) => Ok(file.to_owned()),
        },
        found => found,
    }
}

#[cfg(unix)]
fn set_mode(file: &fs::File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn set_mode(_file: &fs::File, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn mode_of(file: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.permissions().mode() & 0o777),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(PRIVATE),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn mode_of(_file: &Path) -> io::Result<u32> {
    Ok(PRIVATE)
}

fn unusable(file: &Path, error: &io::Error) -> IpcError {
    IpcError::new(
        ErrorCode::InvalidInput,
        format!(
            "{} cannot be brought up to date: {error}; look at who owns it",
            file.display()
        ),
    )
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(file: &Path) -> u32 {
        fs::metadata(file).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_configuration_that_is_not_there_is_made_for_its_user_alone() {
        let home = tempfile::tempdir().unwrap();
        let user_file = home.path().join(".ssh/config");
        let done = include(Path::new("/a b/ssh_config"), &user_file).unwrap();
        assert!(done.is_new);
        assert_eq!(
            fs::read_to_string(&user_file).unwrap(),
            "Include \"/a b/ssh_config\"\n"
        );
        assert_eq!(mode(&user_file), 0o600);
        assert_eq!(mode(user_file.parent().unwrap()), 0o700);
    }

    #[test]
    fn the_line_comes_first_and_once_and_the_rest_stays_as_it_was() {
        let home = tempfile::tempdir().unwrap();
        let (kept, user_file) = (home.path().join("dotfile"), home.path().join("config"));
        let own = b"Host *\n  User \xff\n\n# end without a newline";
        fs::write(&kept, own).unwrap();
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&kept, &user_file).unwrap();
        let file = Path::new("/causeway/ssh_config");
        assert!(!is_included(file, &user_file).unwrap());
        assert!(include(file, &user_file).unwrap().is_new);
        assert!(!include(file, &user_file).unwrap().is_new, "once");
        assert!(is_included(file, &user_file).unwrap());
        let expected = [b"Include \"/causeway/ssh_config\"\n".as_slice(), own].concat();
        assert_eq!(fs::read(&kept).unwrap(), expected);
        assert_eq!(mode(&kept), 0o640);
        assert!(user_file.is_symlink(), "the link stays one");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_link_that_leads_nowhere_yet_stays_one() {
        let home = tempfile::tempdir().unwrap();
        let (kept, user_file) = (home.path().join("dotfile"), home.path().join("config"));
        symlink("dotfile", &user_file).unwrap();
        include(Path::new("/causeway/ssh_config"), &user_file).unwrap();
        assert!(user_file.is_symlink() && kept.is_file());
        assert_eq!(mode(&kept), 0o600);
    }

    #[test]
    fn causeway_s_own_file_is_private_and_replaced_as_a_whole() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("causeway/ssh_config");
        write(&file, "a longer text\n").unwrap();
        write(&file, "new\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new\n");
        assert_eq!(mode(&file), 0o600);
    }
}
