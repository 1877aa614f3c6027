//! The settings that lead to an instance: all but the platform's. `ssh` of one's own needs no more.

use std::{fs, path::PathBuf};

use eice::GivenEndpoint;
use remote::HostKeyStrategy;
use url::Url;

use super::{Environment, SettingsStore, invalid};
use crate::{IpcError, Settings};

/// What leads to an instance without a platform: every value checked.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) os_user: String,
    pub(crate) extra_ca_pem: Option<Vec<u8>>,
    pub(crate) region: Option<String>,
    pub(crate) aws_profile: Option<String>,
    pub(crate) endpoint: Option<GivenEndpoint>,
    pub(crate) host_keys: HostKeyStrategy,
    pub(crate) known_hosts: PathBuf,
    pub(crate) environment: Environment,
}

impl Way {
    pub(super) fn new(
        values: &Settings,
        known_hosts: PathBuf,
        environment: Environment,
    ) -> Result<Self, IpcError> {
        check_os_user(&values.os_user)?;
        Ok(Self {
            os_user: values.os_user.clone(),
            extra_ca_pem: values.extra_ca_file.as_deref().map(read_ca).transpose()?,
            region: values.region.clone(),
            aws_profile: values.aws_profile.clone(),
            endpoint: given_endpoint(values)?,
            host_keys: values.host_keys.into(),
            known_hosts,
            environment,
        })
    }
}

impl SettingsStore {
    /// The settings in force, for `os_user` if one is given.
    pub(crate) fn way(&self, os_user: Option<String>) -> Result<Way, IpcError> {
        let mut values = self.in_force()?;
        if let Some(os_user) = os_user {
            values.os_user = os_user;
        }
        let known_hosts = self.paths.known_hosts.clone();
        Way::new(&values, known_hosts, self.environment.clone())
    }

    /// Causeway's own part of the user's ssh configuration, beside the settings.
    pub(crate) fn ssh_config_file(&self) -> PathBuf {
        self.paths.settings.with_file_name("ssh_config")
    }
}

fn given_endpoint(values: &Settings) -> Result<Option<GivenEndpoint>, IpcError> {
    match (&values.endpoint_id, &values.endpoint_dns_name) {
        (None, None) => Ok(None),
        (Some(id), Some(dns_name)) => {
            let is_id = id.strip_prefix("eice-").is_some_and(|rest| {
                !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric())
            });
            let is_name = Url::parse(&format!("https://{dns_name}/"))
                .is_ok_and(|url| url.path() == "/" && url.username().is_empty() && url.has_host());
            if !is_id || !is_name {
                return Err(invalid(
                    "the endpoint is not usable: give an id such as eice-0123456789abcdef0 and its DNS name \
                     (CAUSEWAY_ENDPOINT_ID, CAUSEWAY_ENDPOINT_DNS_NAME)",
                ));
            }
            Ok(Some(GivenEndpoint {
                id: id.clone(),
                dns_name: dns_name.clone(),
            }))
        }
        _ => Err(invalid(
            "an endpoint needs both its id and its DNS name: give both or neither \
             (CAUSEWAY_ENDPOINT_ID, CAUSEWAY_ENDPOINT_DNS_NAME)",
        )),
    }
}

/// What `SendSSHPublicKey` accepts, less its exotic forms.
fn check_os_user(user: &str) -> Result<(), IpcError> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "@._$-".contains(c);
    let starts_well = user.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if user.len() <= 32 && starts_well && user.chars().all(is_allowed) {
        return Ok(());
    }
    Err(invalid(
        "the OS user is not usable: give 1 to 32 letters, digits or @._$- (WORKSPACE_EC2_OS_USER)",
    ))
}

fn read_ca(path: &str) -> Result<Vec<u8>, IpcError> {
    fs::read(path).map_err(|error| {
        invalid(format!(
            "the extra CA file {path} cannot be read ({error}) (CAUSEWAY_EXTRA_CA_FILE)"
        ))
    })
}
