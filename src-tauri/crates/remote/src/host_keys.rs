//! Host keys pinned by instance id, in OpenSSH's `known_hosts` format.
//!
//! The endpoint names an IP address only; the pin is what notices another machine behind it. The file's name for a host is the
//! instance id, so that `ssh -o HostKeyAlias=i-…` can share it.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use eice::InstanceId;
use russh::keys::{HashAlg, PublicKey, known_hosts};

use crate::Error;

/// What the record says of a host key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The pinned one.
    Known,
    /// The instance has no pin yet.
    Unknown,
    /// The instance has another pin: its SHA-256 fingerprint.
    Changed(String),
}

/// The record of pins. Cheap to clone; the file is read at every check, because app and CLI share it.
#[derive(Debug, Clone)]
pub struct HostKeys {
    file: Arc<PathBuf>,
}

impl HostKeys {
    /// Pins in `file`, made at the first use with mode 0600.
    pub fn new(file: PathBuf) -> Self {
        Self {
            file: Arc::new(file),
        }
    }

    /// The file with the pins.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Compares a host key with the record.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyStore`] when the file cannot be read: a key is never accepted because its record was unreadable.
    pub fn check(&self, instance: &InstanceId, key: &PublicKey) -> Result<Verdict, Error> {
        if let Err(error) = std::fs::metadata(&*self.file) {
            return match error.kind() {
                io::ErrorKind::NotFound => Ok(Verdict::Unknown),
                _ => Err(self.unusable(error)),
            };
        }
        let pinned = known_hosts::known_host_keys_path(instance.as_str(), 22, &*self.file)
            .map_err(|error| self.unusable(io::Error::other(error)))?;
        Ok(match pinned.first() {
            None => Verdict::Unknown,
            Some(_)
                if pinned
                    .iter()
                    .any(|(_, pin)| pin.key_data() == key.key_data()) =>
            {
                Verdict::Known
            }
            Some((_, pin)) => Verdict::Changed(fingerprint(pin)),
        })
    }

    /// Records the key of an instance that has no pin yet.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyStore`].
    pub fn trust(&self, instance: &InstanceId, key: &PublicKey) -> Result<(), Error> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| self.unusable(error))?;
        }
        create_private(&self.file).map_err(|error| self.unusable(error))?;
        known_hosts::learn_known_hosts_path(instance.as_str(), 22, key, &*self.file)
            .map_err(|error| self.unusable(io::Error::other(error)))
    }

    fn unusable(&self, source: io::Error) -> Error {
        Error::HostKeyStore {
            file: self.file.display().to_string(),
            source: Arc::new(source),
        }
    }
}

/// OpenSSH's way to write a fingerprint: `SHA256:…`.
pub(crate) fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

fn create_private(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

#[cfg(test)]
mod tests {
    use russh::keys::{Algorithm, PrivateKey, key::safe_rng};

    use super::*;

    fn key() -> PublicKey {
        PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)
            .unwrap()
            .public_key()
            .clone()
    }

    #[test]
    fn the_first_key_is_pinned_and_another_one_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let pins = HostKeys::new(folder.path().join("data/known_hosts"));
        let instance: InstanceId = "i-0123456789abcdef0".parse().unwrap();
        let (first, second) = (key(), key());
        assert_eq!(pins.check(&instance, &first).unwrap(), Verdict::Unknown);
        pins.trust(&instance, &first).unwrap();
        assert_eq!(pins.check(&instance, &first).unwrap(), Verdict::Known);
        assert_eq!(
            pins.check(&instance, &second).unwrap(),
            Verdict::Changed(fingerprint(&first))
        );
        let other: InstanceId = "i-0123456789abcdef1".parse().unwrap();
        assert_eq!(pins.check(&other, &second).unwrap(), Verdict::Unknown);
    }

    #[test]
    fn a_record_that_cannot_be_read_accepts_no_key_and_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let pins = HostKeys::new(folder.path().to_owned());
        let error = pins
            .check(&"i-0123abcd".parse().unwrap(), &key())
            .unwrap_err();
        assert!(matches!(error, Error::HostKeyStore { .. }), "{error:?}");
        assert!(
            error
                .to_string()
                .contains(&folder.path().display().to_string()),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let pins = HostKeys::new(folder.path().join("known_hosts"));
        pins.trust(&"i-0123abcd".parse().unwrap(), &key()).unwrap();
        let mode = std::fs::metadata(pins.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
