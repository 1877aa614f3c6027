//! Settings: the user's file, overruled by the environment, checked before they are used.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use remote::HostKeyStrategy;
use secrecy::SecretString;
use serde::Serialize;
use url::Url;

use crate::{ErrorCode, HostKeyPolicy, IpcError, Settings, SettingsView, TokenKept, token::Tokens};

mod environment;
mod paths;
mod token;
mod way;
mod workspaces;

pub use environment::Environment;
pub use paths::Paths;
use token::Held;
pub(crate) use way::Way;

/// The endpoint cuts a tunnel at 3,600 s; a session must end before.
const MAX_POOL_TTL_SECONDS: u64 = 3_300;

impl Default for Settings {
    fn default() -> Self {
        Self {
            platform_url: None,
            org_id: None,
            pool_ttl_seconds: 50,
            os_user: "ubuntu".to_owned(),
            extra_ca_file: None,
            region: None,
            aws_profile: None,
            instance_tag: "Name".to_owned(),
            endpoint_id: None,
            endpoint_dns_name: None,
            host_keys: HostKeyPolicy::default(),
            read_only: false,
            event_origin: None,
            token_in_file: false,
            legacy_signatures: false,
            workspaces: BTreeMap::new(),
        }
    }
}

impl From<HostKeyPolicy> for HostKeyStrategy {
    fn from(policy: HostKeyPolicy) -> Self {
        match policy {
            HostKeyPolicy::ConsoleThenTofu => Self::ConsoleThenTofu,
            HostKeyPolicy::Tofu => Self::Tofu,
            HostKeyPolicy::Pinned => Self::Pinned,
            HostKeyPolicy::Off => Self::Off,
        }
    }
}

impl From<HostKeyStrategy> for HostKeyPolicy {
    fn from(strategy: HostKeyStrategy) -> Self {
        match strategy {
            HostKeyStrategy::ConsoleThenTofu => Self::ConsoleThenTofu,
            HostKeyStrategy::Tofu => Self::Tofu,
            HostKeyStrategy::Pinned => Self::Pinned,
            HostKeyStrategy::Off => Self::Off,
        }
    }
}

/// What a connection is made from: every value checked.
#[derive(Debug, Clone)]
pub(crate) struct Destination {
    pub(crate) platform_url: Url,
    pub(crate) token: Option<SecretString>,
    pub(crate) org_id: Option<String>,
    pub(crate) pool_ttl: Duration,
    pub(crate) instance_tag: Option<String>,
    /// What the event socket names as its origin.
    pub(crate) event_origin: Option<String>,
    pub(crate) way: Way,
}

/// The settings in force and where they are kept.
#[derive(Debug)]
pub(crate) struct SettingsStore {
    paths: Paths,
    environment: Environment,
    tokens: Tokens,
    /// Held for a look or a change only.
    kept: Mutex<Kept>,
    /// Held while the file is written, so that no change is lost to another one.
    saving: Mutex<()>,
}

#[derive(Debug, Default)]
struct Kept {
    values: Settings,
    held: Held,
    /// Why the file could not be read.
    problem: Option<IpcError>,
}

impl SettingsStore {
    /// Reads the file; one that cannot be read is reported by [`SettingsStore::view`] and left as it is.
    pub(crate) fn load(paths: Paths, environment: Environment) -> Self {
        let kept = match read(&paths.settings) {
            Ok(values) => Kept {
                values,
                ..Kept::default()
            },
            Err(problem) => Kept {
                problem: Some(problem),
                ..Kept::default()
            },
        };
        Self {
            tokens: Tokens::new(environment.keychain, paths.token()),
            paths,
            environment,
            kept: Mutex::new(kept),
            saving: Mutex::default(),
        }
    }

    /// What the settings lead to; `None` when no platform is set.
    pub(crate) fn destination(&self) -> Result<Option<Destination>, IpcError> {
        let values = self.in_force()?;
        let own = self.environment.token.clone();
        let token = own.or_else(|| self.kept().held.value());
        let known_hosts = self.paths.known_hosts.clone();
        destination(&values, token, known_hosts, self.environment.clone())
    }

    /// The values, the environment's first.
    pub(crate) fn in_force(&self) -> Result<Settings, IpcError> {
        let kept = self.kept();
        if let Some(problem) = &kept.problem {
            return Err(problem.clone());
        }
        self.environment.over(&kept.values)
    }

    pub(crate) fn view(&self) -> SettingsView {
        let problem = self.destination().err();
        let kept = self.kept();
        let values = self
            .environment
            .over(&kept.values)
            .unwrap_or_else(|_| kept.values.clone());
        SettingsView {
            values,
            has_token: self.environment.token.is_some() || kept.held.value().is_some(),
            token_kept: match &self.environment.token {
                Some(_) => TokenKept::Environment,
                None => kept.held.kept(),
            },
            token_notice: kept
                .held
                .notice()
                .filter(|_| self.environment.token.is_none()),
            from_environment: self.environment.sources(),
            problem,
        }
    }

    /// Checks and keeps the settings; on an error nothing changes. The token is for [`SettingsStore::keep_token`].
    pub(crate) fn save(&self, values: Settings) -> Result<(), IpcError> {
        let _one_at_a_time = self.saving();
        let values = self.not_from_environment(trimmed(values))?;
        workspaces::check(&values.workspaces)?;
        destination(&values, None, PathBuf::new(), Environment::default())?;
        write(&self.paths.settings, &values)?;
        let mut kept = self.kept();
        kept.values = values;
        kept.problem = None;
        Ok(())
    }

    /// `values`, but for the fields that the environment sets: what is kept of those stays, or it would outlive the variable.
    fn not_from_environment(&self, values: Settings) -> Result<Settings, IpcError> {
        let unusable = |error: serde_json::Error| invalid(error.to_string());
        let kept = serde_json::to_value(&self.kept().values).map_err(unusable)?;
        let mut merged = serde_json::to_value(values).map_err(unusable)?;
        for (field, _) in self.environment.sources() {
            if let (Some(fields), Some(value)) = (merged.as_object_mut(), kept.get(&field)) {
                fields.insert(field, value.clone());
            }
        }
        serde_json::from_value(merged).map_err(unusable)
    }

    fn saving(&self) -> MutexGuard<'_, ()> {
        self.saving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A destination from an environment alone, as the demo's.
pub(crate) fn given(
    environment: Environment,
    known_hosts: PathBuf,
) -> Result<Destination, IpcError> {
    let values = environment.over(&Settings::default())?;
    let token = environment.token.clone();
    destination(&values, token, known_hosts, environment)?.ok_or_else(IpcError::not_connected)
}

fn destination(
    values: &Settings,
    token: Option<SecretString>,
    known_hosts: PathBuf,
    environment: Environment,
) -> Result<Option<Destination>, IpcError> {
    if values.pool_ttl_seconds > MAX_POOL_TTL_SECONDS {
        return Err(invalid(format!(
            "the pool TTL is {} s: give 0 to {MAX_POOL_TTL_SECONDS} s (EIC_TUNNEL_POOL_TTL)",
            values.pool_ttl_seconds
        )));
    }
    let way = Way::new(values, known_hosts, environment)?;
    let Some(url) = &values.platform_url else {
        return Ok(None);
    };
    Ok(Some(Destination {
        platform_url: platform_url(url)?,
        token,
        org_id: values.org_id.clone(),
        pool_ttl: Duration::from_secs(values.pool_ttl_seconds),
        instance_tag: Some(values.instance_tag.clone()).filter(|tag| !tag.is_empty()),
        event_origin: values.event_origin.clone(),
        way,
    }))
}

fn platform_url(text: &str) -> Result<Url, IpcError> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    });
    url.ok_or_else(|| {
        invalid("the platform URL is not usable: give something like https://acme.example.com")
    })
}

fn trimmed(values: Settings) -> Settings {
    let non_empty = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    Settings {
        platform_url: non_empty(values.platform_url),
        org_id: non_empty(values.org_id),
        pool_ttl_seconds: values.pool_ttl_seconds,
        os_user: values.os_user.trim().to_owned(),
        extra_ca_file: non_empty(values.extra_ca_file),
        region: non_empty(values.region),
        aws_profile: non_empty(values.aws_profile),
        instance_tag: values.instance_tag.trim().to_owned(),
        endpoint_id: non_empty(values.endpoint_id),
        endpoint_dns_name: non_empty(values.endpoint_dns_name),
        host_keys: values.host_keys,
        read_only: values.read_only,
        event_origin: non_empty(values.event_origin),
        token_in_file: values.token_in_file,
        legacy_signatures: values.legacy_signatures,
        workspaces: workspaces::tidy(values.workspaces),
    }
}

fn read(file: &Path) -> Result<Settings, IpcError> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(unreadable(file, &error)),
    };
    serde_json::from_str(&text).map_err(|error| unreadable(file, &error))
}

fn unreadable(file: &Path, error: &dyn std::fmt::Display) -> IpcError {
    invalid(format!(
        "{} cannot be read: {error}; correct or remove it",
        file.display()
    ))
}

/// Writes beside the file and renames, so that a crash leaves the old values or the new.
pub(crate) fn write(file: &Path, values: &impl Serialize) -> Result<(), IpcError> {
    let kept = || -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = file.with_extension("json.new");
        let text = serde_json::to_string_pretty(values)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = options.open(&beside)?;
        io::Write::write_all(&mut open, text.as_bytes())?;
        open.sync_all()?;
        fs::rename(&beside, file)
    };
    kept().map_err(|error| {
        IpcError::new(
            ErrorCode::Internal,
            format!("{} could not be written: {error}", file.display()),
        )
    })
}

pub(crate) fn invalid(message: impl Into<String>) -> IpcError {
    IpcError::new(ErrorCode::InvalidInput, message)
}

/// Field name to the variable that sets it.
pub(crate) type Sources = BTreeMap<String, String>;

#[cfg(test)]
mod tests;
