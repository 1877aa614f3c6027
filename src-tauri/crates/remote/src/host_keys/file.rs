//! The file with the pins.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
    sync::Arc,
};

use eice::InstanceId;
use russh::keys::{PublicKey, known_hosts};

use crate::Error;

/// sshd's port: the name of a host in the file has no port then.
const PORT: u16 = 22;

/// The pins of an instance, oldest first.
pub(super) fn pins(file: &Path, instance: &InstanceId) -> Result<Vec<PublicKey>, Error> {
    if let Err(error) = fs::metadata(file) {
        return match error.kind() {
            io::ErrorKind::NotFound => Ok(Vec::new()),
            _ => Err(unusable(file, error)),
        };
    }
    let pins = known_hosts::known_host_keys_path(instance.as_str(), PORT, file)
        .map_err(|error| unusable(file, io::Error::other(error)))?;
    Ok(pins.into_iter().map(|(_, pin)| pin).collect())
}

/// Adds a pin.
pub(super) fn append(file: &Path, instance: &InstanceId, key: &PublicKey) -> Result<(), Error> {
    let append = || {
        make_folder(file)?;
        private(OpenOptions::new().append(true).create(true)).open(file)?;
        known_hosts::learn_known_hosts_path(instance.as_str(), PORT, key, file)
            .map_err(io::Error::other)
    };
    append().map_err(|error| unusable(file, error))
}

/// Takes out every pin of an instance and adds `key`, in one step: the file is the old one or the new one. Lines of others stay as
/// they are.
pub(super) fn replace(file: &Path, instance: &InstanceId, key: &PublicKey) -> Result<(), Error> {
    let replace = || {
        make_folder(file)?;
        let text = match fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let mut kept: String = text
            .split_inclusive('\n')
            .filter(|line| !line.trim().is_empty() && !is_of(line, instance))
            .collect();
        if !kept.is_empty() && !kept.ends_with('\n') {
            kept.push('\n');
        }
        let key = key.to_openssh().map_err(io::Error::other)?;
        let beside = file.with_extension("new");
        let mut open =
            private(OpenOptions::new().write(true).create(true).truncate(true)).open(&beside)?;
        writeln!(open, "{kept}{instance} {key}")?;
        open.sync_all()?;
        fs::rename(&beside, file)
    };
    replace().map_err(|error| unusable(file, error))
}

/// A line's first field names its hosts, with commas between them.
fn is_of(line: &str, instance: &InstanceId) -> bool {
    let names = line.split_whitespace().next().unwrap_or_default();
    names.split(',').any(|name| name == instance.as_str())
}

fn make_folder(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)
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
