//! Host keys pinned by instance id, in OpenSSH's `known_hosts` format.
//!
//! The endpoint names an IP address only; the pin is what notices another machine behind it. The file's name for a host is the
//! instance id, so that `ssh -o HostKeyAlias=i-…` can share it.

mod file;

use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use eice::InstanceId;
use russh::keys::{HashAlg, PublicKey};

use crate::Error;

/// What is believed of the host key of an instance that has no pin yet. A pin is always held to, but by [`HostKeyStrategy::Off`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HostKeyStrategy {
    /// It must be among those that the instance has printed on its console, where AWS tells them; else the first one is taken.
    #[default]
    ConsoleThenTofu,
    /// The first one is taken: trust on first use.
    Tofu,
    /// None: every pin must be there before.
    Pinned,
    /// Anything is taken, and nothing is recorded. For experiments; every use is logged.
    Off,
}

impl HostKeyStrategy {
    /// All, as they are written.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("console-then-tofu", Self::ConsoleThenTofu),
        ("tofu", Self::Tofu),
        ("pinned", Self::Pinned),
        ("off", Self::Off),
    ];
}

impl fmt::Display for HostKeyStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, strategy)| strategy == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl FromStr for HostKeyStrategy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, strategy)| *strategy).ok_or_else(|| {
            let names: Vec<_> = Self::NAMES.iter().map(|(name, _)| *name).collect();
            format!("{text:?} is none of {}", names.join(", "))
        })
    }
}

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

/// Where the expectation comes from that a host key did not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// The record of pins.
    Pin,
    /// The instance's console, as AWS keeps it.
    Console,
}

/// A host key that was not accepted, for somebody to decide about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedKey {
    /// SHA-256 fingerprints that were expected; none where an unknown key is not accepted.
    pub expected: Vec<String>,
    /// What expects them.
    pub expectation: Expectation,
    /// SHA-256 fingerprint of the key that was offered.
    pub offered: String,
    key: PublicKey,
}

/// The record of pins. Cheap to clone; the file is read at every check, because app and CLI share it.
#[derive(Debug, Clone)]
pub struct HostKeys {
    file: Arc<PathBuf>,
    strategy: HostKeyStrategy,
    /// The last key of each instance that was not accepted. Held for one look or change only.
    refused: Arc<Mutex<HashMap<InstanceId, RefusedKey>>>,
}

impl HostKeys {
    /// Pins in `file`, made at the first use with mode 0600.
    pub fn new(file: PathBuf, strategy: HostKeyStrategy) -> Self {
        Self {
            file: Arc::new(file),
            strategy,
            refused: Arc::default(),
        }
    }

    /// The file with the pins.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What is believed of unknown keys.
    pub fn strategy(&self) -> HostKeyStrategy {
        self.strategy
    }

    /// Compares a host key with the record.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyStore`] when the file cannot be read: a key is never accepted because its record was unreadable.
    pub fn check(&self, instance: &InstanceId, key: &PublicKey) -> Result<Verdict, Error> {
        let pinned = file::pins(&self.file, instance)?;
        Ok(match pinned.first() {
            None => Verdict::Unknown,
            Some(_) if pinned.iter().any(|pin| pin.key_data() == key.key_data()) => Verdict::Known,
            Some(pin) => Verdict::Changed(fingerprint(pin)),
        })
    }

    /// Whether the instance has a pin.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyStore`].
    pub fn has_pin(&self, instance: &InstanceId) -> Result<bool, Error> {
        Ok(!file::pins(&self.file, instance)?.is_empty())
    }

    /// Records the key of an instance that has no pin yet.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyStore`].
    pub fn trust(&self, instance: &InstanceId, key: &PublicKey) -> Result<(), Error> {
        file::append(&self.file, instance, key)
    }

    /// The key of this instance that was not accepted last, until another one is.
    pub fn refused(&self, instance: &InstanceId) -> Option<RefusedKey> {
        self.refusals().get(instance).cloned()
    }

    /// Pins the key that was refused, in place of what was pinned. `fingerprint` must be the one that was shown to whoever decided.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyNotOffered`] when the instance has not offered such a key since the start; [`Error::HostKeyStore`].
    pub fn accept(&self, instance: &InstanceId, fingerprint: &str) -> Result<(), Error> {
        let refused = self.refused(instance);
        let refused = refused
            .filter(|refused| refused.offered == fingerprint)
            .ok_or_else(|| Error::HostKeyNotOffered {
                instance: instance.clone(),
                fingerprint: fingerprint.to_owned(),
            })?;
        file::replace(&self.file, instance, &refused.key)?;
        tracing::warn!(%instance, fingerprint, "another host key was accepted by the user");
        self.refusals().remove(instance);
        Ok(())
    }

    /// Remembers a key that is not accepted, and says so.
    pub(crate) fn refuse(
        &self,
        instance: &InstanceId,
        key: &PublicKey,
        expectation: Expectation,
        expected: &[String],
    ) -> Error {
        let offered = fingerprint(key);
        let refused = RefusedKey {
            expected: expected.to_vec(),
            expectation,
            offered: offered.clone(),
            key: key.clone(),
        };
        self.refusals().insert(instance.clone(), refused);
        let (instance, file) = (instance.clone(), self.file.display().to_string());
        if expected.is_empty() {
            return Error::HostKeyUnknown {
                instance,
                offered,
                file,
            };
        }
        Error::HostKeyChanged {
            instance,
            expected: expected.join(" or "),
            expectation,
            offered,
        }
    }

    /// Accepts a key that is pinned, or that was taken at first sight.
    pub(crate) fn accepted(&self, instance: &InstanceId) {
        self.refusals().remove(instance);
    }

    fn refusals(&self) -> MutexGuard<'_, HashMap<InstanceId, RefusedKey>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// OpenSSH's way to write a fingerprint: `SHA256:…`.
pub(crate) fn fingerprint(key: &PublicKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

#[cfg(test)]
mod tests;
