//! Where things are kept on this machine.

use std::path::PathBuf;

use directories::BaseDirs;

use crate::{ErrorCode, IpcError};

/// Where the app and the CLI keep their files.
#[derive(Debug, Clone)]
pub struct Paths {
    /// `settings.json`.
    pub settings: PathBuf,
    /// `known_hosts`.
    pub known_hosts: PathBuf,
}

impl Paths {
    /// The user's own folders: XDG's on Linux, the platform's elsewhere.
    ///
    /// # Errors
    ///
    /// `invalid_input` when there is no home folder.
    pub fn of_user() -> Result<Self, IpcError> {
        let folders = BaseDirs::new().ok_or_else(|| {
            IpcError::new(ErrorCode::InvalidInput, "there is no home folder: set HOME")
        })?;
        Ok(Self {
            settings: folders.config_dir().join("causeway/settings.json"),
            known_hosts: folders.data_dir().join("causeway/known_hosts"),
        })
    }

    /// `instances.json`, beside the settings: which instance the user has named for which workspace.
    pub(crate) fn instances(&self) -> PathBuf {
        self.settings.with_file_name("instances.json")
    }

    /// `token`, beside the settings: only where the user has chosen that, and there is no keychain.
    pub(crate) fn token(&self) -> PathBuf {
        self.settings.with_file_name("token")
    }

    /// `card_keys.json`, beside the pins: the keys that signatures of cards are checked with.
    pub(crate) fn card_keys(&self) -> PathBuf {
        self.known_hosts.with_file_name("card_keys.json")
    }

    /// The folder of drafts, beside the pins.
    pub(crate) fn drafts(&self) -> PathBuf {
        self.known_hosts.with_file_name("drafts")
    }

    /// The audit log, beside the pins.
    pub(crate) fn audit(&self) -> PathBuf {
        self.known_hosts.with_file_name("audit.jsonl")
    }

    /// The folder of bug reports, beside the pins.
    pub(crate) fn reports(&self) -> PathBuf {
        self.known_hosts.with_file_name("reports")
    }
}
