//! The environment's part of the settings.

use std::{fmt, time::SystemTime};

use chrono::DateTime;
use eice::{ProxySettings, StaticCredentials};
use remote::HostKeyStrategy;
use secrecy::SecretString;
use url::Url;

use super::{Sources, invalid};
use crate::{IpcError, Settings, token::Keychain};

/// The variables that Causeway reads, taken once at start. What is unset comes from the settings file, or from the AWS chain.
#[derive(Clone)]
pub struct Environment {
    pub(super) token: Option<SecretString>,
    platform_url: Option<String>,
    org_id: Option<String>,
    pool_ttl: Option<String>,
    os_user: Option<String>,
    extra_ca_file: Option<String>,
    ec2_url: Option<String>,
    instance_connect_url: Option<String>,
    sts_url: Option<String>,
    region: Option<String>,
    aws_profile: Option<String>,
    instance_tag: Option<String>,
    endpoint_id: Option<String>,
    endpoint_dns_name: Option<String>,
    host_keys: Option<String>,
    read_only: Option<String>,
    event_origin: Option<String>,
    credentials: Option<StaticCredentials>,
    proxy: ProxySettings,
    pub(super) keychain: Keychain,
}

/// No variable is set, and the keychain is left alone.
impl Default for Environment {
    fn default() -> Self {
        Self::read(|_| None)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("sources", &self.sources())
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// The process's own. Credentials are left to the AWS chain, which reads more than the environment.
    ///
    /// `CAUSEWAY_KEYCHAIN=0` leaves the system's keychain alone, as tests must.
    pub fn of_process() -> Self {
        let is_off = std::env::var("CAUSEWAY_KEYCHAIN").is_ok_and(|value| value.trim() == "0");
        Self {
            keychain: if is_off {
                Keychain::Off
            } else {
                Keychain::of_user()
            },
            ..Self::read(|name| std::env::var(name).ok())
        }
    }

    /// A given set of variables, complete with credentials: nothing else is looked at, nor is the keychain.
    pub fn given<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let pairs: Vec<_> = pairs.into_iter().collect();
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
        };
        let credentials = value("AWS_ACCESS_KEY_ID").zip(value("AWS_SECRET_ACCESS_KEY"));
        Self {
            credentials: credentials.map(|(access_key_id, secret_access_key)| StaticCredentials {
                access_key_id,
                secret_access_key,
                session_token: value("AWS_SESSION_TOKEN"),
                // As `aws configure export-credentials --format env` writes it.
                end: value("AWS_CREDENTIAL_EXPIRATION")
                    .and_then(|text| DateTime::parse_from_rfc3339(text.trim()).ok())
                    .map(SystemTime::from),
            }),
            ..Self::read(value)
        }
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        Self {
            token: set("CAUSEWAY_PLATFORM_TOKEN").map(SecretString::from),
            platform_url: set("CAUSEWAY_PLATFORM_URL"),
            org_id: set("CAUSEWAY_ORG_ID"),
            pool_ttl: set("EIC_TUNNEL_POOL_TTL"),
            os_user: set("WORKSPACE_EC2_OS_USER"),
            extra_ca_file: set("CAUSEWAY_EXTRA_CA_FILE"),
            ec2_url: set("AWS_ENDPOINT_URL_EC2").or_else(|| set("AWS_ENDPOINT_URL")),
            instance_connect_url: set("AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT")
                .or_else(|| set("AWS_ENDPOINT_URL")),
            sts_url: set("AWS_ENDPOINT_URL_STS").or_else(|| set("AWS_ENDPOINT_URL")),
            region: set("AWS_REGION"),
            aws_profile: set("AWS_PROFILE"),
            instance_tag: set("CAUSEWAY_INSTANCE_TAG"),
            endpoint_id: set("CAUSEWAY_ENDPOINT_ID"),
            endpoint_dns_name: set("CAUSEWAY_ENDPOINT_DNS_NAME"),
            host_keys: set("CAUSEWAY_HOST_KEYS"),
            read_only: set("CAUSEWAY_READ_ONLY"),
            event_origin: set("CAUSEWAY_EVENT_ORIGIN"),
            credentials: None,
            proxy: ProxySettings::from_env(&variable),
            keychain: Keychain::Off,
        }
    }

    /// `values` with the environment's over them.
    pub(super) fn over(&self, values: &Settings) -> Result<Settings, IpcError> {
        let pool_ttl_seconds = match &self.pool_ttl {
            None => values.pool_ttl_seconds,
            Some(text) => text.trim().parse().map_err(|_| {
                invalid(format!(
                    "EIC_TUNNEL_POOL_TTL is {text:?}: give a whole number of seconds, 0 to 3300"
                ))
            })?,
        };
        let host_keys = match &self.host_keys {
            None => values.host_keys,
            Some(text) => {
                let strategy = text.trim().parse::<HostKeyStrategy>();
                strategy
                    .map_err(|error| invalid(format!("CAUSEWAY_HOST_KEYS: {error}")))?
                    .into()
            }
        };
        let read_only = match self.read_only.as_deref().map(str::trim) {
            None => values.read_only,
            Some("1") => true,
            Some("0") => false,
            Some(other) => {
                let message = format!("CAUSEWAY_READ_ONLY is {other:?}: give 1 or 0");
                return Err(invalid(message));
            }
        };
        let or = |own: &Option<String>, kept: &Option<String>| own.clone().or_else(|| kept.clone());
        Ok(Settings {
            platform_url: or(&self.platform_url, &values.platform_url),
            org_id: or(&self.org_id, &values.org_id),
            pool_ttl_seconds,
            os_user: self
                .os_user
                .clone()
                .unwrap_or_else(|| values.os_user.clone()),
            extra_ca_file: or(&self.extra_ca_file, &values.extra_ca_file),
            region: or(&self.region, &values.region),
            aws_profile: or(&self.aws_profile, &values.aws_profile),
            instance_tag: self
                .instance_tag
                .clone()
                .unwrap_or_else(|| values.instance_tag.clone()),
            endpoint_id: or(&self.endpoint_id, &values.endpoint_id),
            endpoint_dns_name: or(&self.endpoint_dns_name, &values.endpoint_dns_name),
            host_keys,
            read_only,
            event_origin: or(&self.event_origin, &values.event_origin),
            token_in_file: values.token_in_file,
            legacy_signatures: values.legacy_signatures,
            workspaces: values.workspaces.clone(),
        })
    }

    pub(super) fn sources(&self) -> Sources {
        let fields = [
            (
                "platformUrl",
                "CAUSEWAY_PLATFORM_URL",
                self.platform_url.is_some(),
            ),
            ("token", "CAUSEWAY_PLATFORM_TOKEN", self.token.is_some()),
            ("orgId", "CAUSEWAY_ORG_ID", self.org_id.is_some()),
            (
                "poolTtlSeconds",
                "EIC_TUNNEL_POOL_TTL",
                self.pool_ttl.is_some(),
            ),
            ("osUser", "WORKSPACE_EC2_OS_USER", self.os_user.is_some()),
            (
                "extraCaFile",
                "CAUSEWAY_EXTRA_CA_FILE",
                self.extra_ca_file.is_some(),
            ),
            ("region", "AWS_REGION", self.region.is_some()),
            ("awsProfile", "AWS_PROFILE", self.aws_profile.is_some()),
            (
                "instanceTag",
                "CAUSEWAY_INSTANCE_TAG",
                self.instance_tag.is_some(),
            ),
            (
                "endpointId",
                "CAUSEWAY_ENDPOINT_ID",
                self.endpoint_id.is_some(),
            ),
            (
                "endpointDnsName",
                "CAUSEWAY_ENDPOINT_DNS_NAME",
                self.endpoint_dns_name.is_some(),
            ),
            ("hostKeys", "CAUSEWAY_HOST_KEYS", self.host_keys.is_some()),
            ("readOnly", "CAUSEWAY_READ_ONLY", self.read_only.is_some()),
            (
                "eventOrigin",
                "CAUSEWAY_EVENT_ORIGIN",
                self.event_origin.is_some(),
            ),
        ];
        fields
            .into_iter()
            .filter(|(_, _, is_set)| *is_set)
            .map(|(field, variable, _)| (field.to_owned(), variable.to_owned()))
            .collect()
    }

    pub(crate) fn credentials(&self) -> Option<StaticCredentials> {
        self.credentials.clone()
    }

    pub(crate) fn proxy(&self) -> ProxySettings {
        self.proxy.clone()
    }

    pub(crate) fn ec2_url(&self) -> Result<Option<Url>, IpcError> {
        url("AWS_ENDPOINT_URL_EC2", self.ec2_url.as_deref())
    }

    pub(crate) fn sts_url(&self) -> Result<Option<Url>, IpcError> {
        url("AWS_ENDPOINT_URL_STS", self.sts_url.as_deref())
    }

    pub(crate) fn instance_connect_url(&self) -> Result<Option<Url>, IpcError> {
        url(
            "AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT",
            self.instance_connect_url.as_deref(),
        )
    }
}

fn url(variable: &str, text: Option<&str>) -> Result<Option<Url>, IpcError> {
    text.map(|text| Url::parse(text).map_err(|_| invalid(format!("{variable} is not a URL"))))
        .transpose()
}
