//! The settings that `ssh` of one's own needs: all but the platform's.

use std::path::{Path, PathBuf};

use super::{Environment, SettingsStore, check_os_user, read_ca};
use crate::{IpcError, openssh::HostKeyChecking};

/// What leads to an instance without a platform: every value checked.
#[derive(Debug, Clone)]
pub(crate) struct SshSettings {
    pub(crate) os_user: String,
    pub(crate) extra_ca_pem: Option<Vec<u8>>,
    pub(crate) known_hosts: PathBuf,
    pub(crate) host_keys: HostKeyChecking,
    pub(crate) environment: Environment,
}

impl SettingsStore {
    /// The settings in force, for `os_user` if one is given.
    pub(crate) fn ssh(&self, os_user: Option<String>) -> Result<SshSettings, IpcError> {
        let kept = self.kept();
        if let Some(problem) = &kept.problem {
            return Err(problem.clone());
        }
        let values = self.environment.over(&kept.values)?;
        drop(kept);
        let os_user = os_user.unwrap_or(values.os_user);
        check_os_user(&os_user)?;
        Ok(SshSettings {
            os_user,
            extra_ca_pem: values.extra_ca_file.as_deref().map(read_ca).transpose()?,
            known_hosts: self.paths.known_hosts.clone(),
            // The one place where the host key strategy of the settings reaches `ssh`.
            host_keys: HostKeyChecking::default(),
            environment: self.environment.clone(),
        })
    }

    /// Causeway's own part of the user's ssh configuration, beside the settings.
    pub(crate) fn ssh_config_file(&self) -> PathBuf {
        beside(&self.paths.settings, "ssh_config")
    }
}

fn beside(file: &Path, name: &str) -> PathBuf {
    file.with_file_name(name)
}
