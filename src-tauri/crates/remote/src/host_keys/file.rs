//! The file with the pins.
//!
//! It is read and written here, not by russh, whose functions take a file that cannot be opened for an empty one, and lose a line that
//! could not be written. `ssh` writes to the same file; who writes here takes turns by a lock file beside it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::Arc,
};

use eice::InstanceId;
use russh::keys::{PublicKey, known_hosts, parse_public_key_base64};

use crate::Error;

/// sshd's port: the name of a host in the file has no port then.
const PORT: u16 = 22;

/// The pins of an instance, oldest first.
pub(super) fn pins(file: &Path, instance: &InstanceId) -> Result<Vec<PublicKey>, Error> {
    let pins = || {
        let text = read(file)?;
        let mut pins: Vec<_> = text
            .lines()
            .filter(|line| names(line, instance))
            .filter_map(key_of)
            .collect();
        pins.extend(hashed_pins(file, &text, instance)?);
        Ok(pins)
    };
    pins().map_err(|error| unusable(file, error))
}

/// Adds a pin.
pub(super) fn append(file: &Path, instance: &InstanceId, key: &PublicKey) -> Result<(), Error> {
    let append = || {
        let _turn = turn(file)?;
        let text = read(file)?;
        let gap = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let line = format!("{gap}{instance} {}\n", openssh(key)?);
        let mut open = private(OpenOptions::new().append(true).create(true)).open(file)?;
        open.write_all(line.as_bytes())?;
        open.sync_all()
    };
    append().map_err(|error| unusable(file, error))
}

/// Takes out every pin of an instance and adds `key`, in one step: the file is the old one or the new one. Lines of others stay as
/// they are.
pub(super) fn replace(file: &Path, instance: &InstanceId, key: &PublicKey) -> Result<(), Error> {
    let replace = || {
        let _turn = turn(file)?;
        let text = read(file)?;
        let hashed = hashed_pins(file, &text, instance)?;
        let is_of = |line: &str| {
            names(line, instance)
                || is_hashed(line) && key_of(line).is_some_and(|key| hashed.contains(&key))
        };
        let mut kept = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if !is_of(line) {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        let beside = file.with_extension("new");
        let mut open =
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(&beside)?;
        writeln!(open, "{kept}{instance} {}", openssh(key)?)?;
        open.sync_all()?;
        fs::rename(&beside, file)
    };
    replace().map_err(|error| unusable(file, error))
}

/// The pins under a name that `ssh` has hashed, as it does for other files by Debian's default.
fn hashed_pins(file: &Path, text: &str, instance: &InstanceId) -> io::Result<Vec<PublicKey>> {
    if !text.lines().any(is_hashed) {
        return Ok(Vec::new());
    }
    let matching = known_hosts::known_host_keys_path(instance.as_str(), PORT, file)
        .map_err(io::Error::other)?;
    let plain: Vec<_> = text
        .lines()
        .filter(|line| names(line, instance))
        .filter_map(key_of)
        .collect();
    let keys = matching.into_iter().map(|(_, key)| key);
    Ok(keys.filter(|key| !plain.contains(key)).collect())
}

/// A line's first field names its hosts, with commas between them.
fn names(line: &str, instance: &InstanceId) -> bool {
    let hosts = line.split_whitespace().next().unwrap_or_default();
    hosts.split(',').any(|name| name == instance.as_str())
}

fn is_hashed(line: &str) -> bool {
    line.starts_with("|1|")
}

/// The key of a line: its third field.
fn key_of(line: &str) -> Option<PublicKey> {
    parse_public_key_base64(line.split_whitespace().nth(2)?).ok()
}

fn openssh(key: &PublicKey) -> io::Result<String> {
    key.to_openssh().map_err(io::Error::other)
}

/// Nothing, if it is not there.
fn read(file: &Path) -> io::Result<String> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

/// Waits until nobody else of ours writes; held until it is dropped.
fn turn(file: &Path) -> io::Result<File> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let lock = private(OpenOptions::new().write(true).create(true).truncate(false))
        .open(file.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

fn unusable(file: &Path, source: io::Error) -> Error {
    Error::HostKeyStore {
        file: file.display().to_string(),
        source: Arc::new(source),
    }
}
