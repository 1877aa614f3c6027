//! Where credentials come from, and so what renews them.

use std::fmt;

use aws_config::profile::{self, ProfileSet};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

/// Who a profile inherits from at most; one more is a circle.
const MAX_SOURCES: usize = 8;

/// The way to fresh credentials, as the environment and the profile files tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Login {
    /// `aws sso login` renews them.
    Sso {
        /// The profile; `None` for `default`.
        profile: Option<String>,
    },
    /// `aws login` renews them: a session of the AWS console's sign-in.
    Console {
        /// The profile; `None` for `default`.
        profile: Option<String>,
    },
    /// A program prints them.
    Process {
        /// The profile that names it.
        profile: String,
    },
    /// They are written in a profile.
    Profile {
        /// The profile.
        profile: String,
    },
    /// They are in the environment of the process.
    Environment,
    /// Given by whoever made the client.
    Given,
    /// Nothing is set up, or an instance role or a web identity gives them.
    #[default]
    Unknown,
}

impl Login {
    /// Looks where the standard chain will find credentials first. Reads the environment and the profile files; asks nobody.
    pub(crate) async fn of_chain(chosen_profile: Option<&str>) -> Self {
        let env = Env::real();
        // Before any profile, also before one that was chosen: so does the chain.
        if env.get("AWS_ACCESS_KEY_ID").is_ok() {
            return Self::Environment;
        }
        let chosen = chosen_profile.map(|name| name.to_owned().into());
        let loaded = profile::load(&Fs::real(), &env, &EnvConfigFiles::default(), chosen).await;
        match loaded {
            Ok(profiles) => Self::of_profile(&profiles, profiles.selected_profile(), MAX_SOURCES),
            Err(error) => {
                tracing::debug!(%error, "the AWS profile files cannot be read");
                Self::Unknown
            }
        }
    }

    fn of_profile(profiles: &ProfileSet, name: &str, sources_left: usize) -> Self {
        let Some(found) = profiles.get_profile(name) else {
            return Self::Unknown;
        };
        let own = || (name != "default").then(|| name.to_owned());
        if found.get("sso_session").is_some() || found.get("sso_start_url").is_some() {
            Self::Sso { profile: own() }
        } else if found.get("login_session").is_some() {
            Self::Console { profile: own() }
        } else if let Some(source) = found.get("source_profile").filter(|source| *source != name)
            && sources_left > 0
        {
            Self::of_profile(profiles, source, sources_left - 1)
        } else if found.get("credential_process").is_some() {
            Self::Process {
                profile: name.to_owned(),
            }
        } else if found.get("aws_access_key_id").is_some() {
            Self::Profile {
                profile: name.to_owned(),
            }
        } else {
            Self::Unknown
        }
    }

    /// Whether looking for fresh credentials asks no questions and may find some.
    pub fn is_watchable(&self) -> bool {
        match self {
            Self::Sso { .. } | Self::Console { .. } | Self::Profile { .. } | Self::Unknown => true,
            Self::Process { .. } | Self::Environment | Self::Given => false,
        }
    }

    /// The command to type, where there is one.
    pub fn command(&self) -> Option<String> {
        let with = |command: &str, profile: &Option<String>| match profile {
            Some(profile) => format!("{command} --profile {}", quoted(profile)),
            None => command.to_owned(),
        };
        match self {
            Self::Sso { profile } => Some(with("aws sso login", profile)),
            Self::Console { profile } => Some(with("aws login", profile)),
            Self::Profile { profile } => Some(with("aws configure", &Some(profile.clone()))),
            Self::Process { .. } | Self::Environment | Self::Given | Self::Unknown => None,
        }
    }
}

/// What to do, as a sentence without its full stop.
impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(command) = self.command() {
            return write!(f, "run `{command}`");
        }
        match self {
            Self::Process { profile } => write!(
                f,
                "renew what the credential_process of the AWS profile {profile:?} hands out"
            ),
            Self::Environment => f.write_str(
                "set fresh AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN and start Causeway again",
            ),
            Self::Given => f.write_str("start the demo again"),
            _ => f.write_str(
                "set AWS_PROFILE, or choose a profile in the settings, or run `aws configure sso`",
            ),
        }
    }
}

/// For a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.@/:+=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use aws_runtime::env_config::file::EnvConfigFileKind;

    use super::*;

    async fn login(config: &str, profile: &str) -> Login {
        let files = EnvConfigFiles::builder()
            .with_contents(EnvConfigFileKind::Config, config)
            .build();
        let fs = Fs::from_slice(&[]);
        let profile = Some(profile.to_owned().into());
        let profiles = profile::load(&fs, &Env::from_slice(&[]), &files, profile)
            .await
            .unwrap();
        Login::of_profile(&profiles, profiles.selected_profile(), MAX_SOURCES)
    }

    #[tokio::test]
    async fn the_command_is_that_of_the_profile_that_signs_in() {
        const CONFIG: &str = "[default]\nsso_start_url = https://acme.awsapps.com/start\n\
            [profile team-a]\nsso_session = acme\n[sso-session acme]\nsso_region = us-east-2\n\
            [profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = team-a\n\
            [profile process]\ncredential_process = /opt/give --secret hush\n\
            [profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = x\n\
            [profile console]\nlogin_session = arn:aws:iam::111122223333:user/me\n\
            [profile one]\nsource_profile = two\n[profile two]\nsource_profile = one\n";
        for (profile, command) in [
            ("default", Some("aws sso login")),
            ("team-a", Some("aws sso login --profile team-a")),
            ("admin", Some("aws sso login --profile team-a")),
            ("console", Some("aws login --profile console")),
            ("keys", Some("aws configure --profile keys")),
            ("process", None),
            ("one", None),
        ] {
            let login = login(CONFIG, profile).await;
            assert_eq!(login.command().as_deref(), command, "{profile}");
        }
        let said = login(CONFIG, "process").await.to_string();
        assert!(said.contains("process") && !said.contains("hush"), "{said}");
    }
}
