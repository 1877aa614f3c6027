//! The only error that the window and scripts see, and the whole mapping onto it.

use std::error::Error as StdError;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A failed command, as the UI receives it: `{ "code": "timed_out", "message": "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export_to = "contract.ts")]
pub struct IpcError {
    /// What the UI may branch on.
    pub code: ErrorCode,
    /// For people and logs: what happened. Never parsed, never with a secret.
    pub message: String,
    /// What to do about it, where that is more than the code says: sentences, commands, an IAM statement on lines of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remedy: Option<String>,
}

/// One code per remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum ErrorCode {
    /// Correct what was typed or passed.
    InvalidInput,
    /// Correct the YAML.
    InvalidYaml,
    /// The workspace, file or folder is not there.
    NotFound,
    /// The OS user may not do this.
    PermissionDenied,
    /// Writing is switched off.
    ReadOnly,
    /// The file has changed since it was loaded.
    Conflict,
    /// The platform does not accept the token.
    Unauthenticated,
    /// No AWS credentials.
    CredentialsMissing,
    /// AWS credentials are past their end.
    CredentialsExpired,
    /// AWS says no to this identity.
    AccessDenied,
    /// Too many calls: wait.
    Throttled,
    /// All 20 connections of the endpoint are taken.
    EndpointFull,
    /// All of our own sessions are busy.
    Exhausted,
    /// The workspace has no instance.
    NoInstance,
    /// EC2 does not know the instance.
    InstanceNotFound,
    /// The instance does not run.
    InstanceStopped,
    /// The VPC has no usable endpoint.
    NoEndpoint,
    /// The platform or AWS cannot be reached.
    Unreachable,
    /// The instance does not answer behind the endpoint.
    TargetUnreachable,
    /// sshd does not accept the pushed key.
    KeyRefused,
    /// The instance shows another host key than the pinned one.
    HostKeyChanged,
    /// The connection broke in the middle.
    TunnelLost,
    /// The platform answered with an error, or with something that is not its API.
    PlatformError,
    /// The other side lacks what this needs.
    Unsupported,
    /// No answer in time.
    TimedOut,
    /// Given up by the user, or by a newer request.
    Cancelled,
    /// A bug of ours.
    Internal,
}

impl IpcError {
    /// An error with its own text.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: None,
        }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn with_remedy(self, remedy: impl Into<String>) -> Self {
        Self {
            remedy: Some(remedy.into()),
            ..self
        }
    }

    /// `error` and its causes, joined by ": ".
    fn chain(code: ErrorCode, error: &(dyn StdError + 'static)) -> Self {
        let causes = std::iter::successors(Some(error), |&error| error.source());
        let mut texts: Vec<String> = Vec::new();
        for text in causes.map(ToString::to_string) {
            if !texts.iter().any(|known| known.contains(&text)) {
                texts.push(text);
            }
        }
        Self::new(code, texts.join(": "))
    }

    /// The answer belongs to a connection that is not in force any more.
    pub(crate) fn replaced() -> Self {
        Self::new(
            ErrorCode::Cancelled,
            "the connection was replaced in the meantime",
        )
    }

    /// Nothing has been set up to do this with.
    pub(crate) fn not_connected() -> Self {
        Self::new(
            ErrorCode::InvalidInput,
            "no platform is set: set CAUSEWAY_PLATFORM_URL, or enter it in the settings",
        )
    }
}

impl From<&eice::Error> for IpcError {
    fn from(error: &eice::Error) -> Self {
        use eice::Error as E;
        let code = match error {
            E::InvalidInstanceId(_)
            | E::InvalidSetting(_)
            | E::NoRegion
            | E::NoFipsName { .. }
            | E::ClockSkew { .. } => ErrorCode::InvalidInput,
            E::CredentialsMissing { .. } => ErrorCode::CredentialsMissing,
            E::CredentialsExpired { .. } => ErrorCode::CredentialsExpired,
            // Signing in again does not help against either.
            E::AccessDenied { .. } | E::CredentialsRefused { .. } => ErrorCode::AccessDenied,
            E::Throttled { .. } => ErrorCode::Throttled,
            E::InstanceNotFound(_) => ErrorCode::InstanceNotFound,
            E::InstanceStopped { .. } => ErrorCode::InstanceStopped,
            E::NoEndpoint { .. } | E::NoAddress { .. } => ErrorCode::NoEndpoint,
            E::EndpointFull { .. } => ErrorCode::EndpointFull,
            E::Refused { .. } => ErrorCode::PlatformError,
            E::Unreachable { .. } | E::Proxy { .. } => ErrorCode::Unreachable,
            E::TimedOut { .. } => ErrorCode::TimedOut,
        };
        Self::chain(code, error).with_remedy(error.remedy())
    }
}

impl From<eice::Error> for IpcError {
    fn from(error: eice::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&remote::Error> for IpcError {
    fn from(error: &remote::Error) -> Self {
        use remote::Error as E;
        let code = match error {
            E::Eice(error) => return Self::from(&**error),
            E::TargetUnreachable { .. } => ErrorCode::TargetUnreachable,
            E::HostKeyChanged { .. } | E::HostKeyUnknown { .. } => ErrorCode::HostKeyChanged,
            E::KeyRefused { .. } => ErrorCode::KeyRefused,
            E::UnsupportedServer(_) | E::Unsupported(_) | E::SearchUnsupported(_) => {
                ErrorCode::Unsupported
            }
            E::TunnelLost(_) => ErrorCode::TunnelLost,
            E::ChannelRefused => ErrorCode::Exhausted,
            E::TimedOut(_) => ErrorCode::TimedOut,
            E::InvalidPath { .. }
            | E::InvalidSearch(_)
            | E::HostKeyStore { .. }
            | E::HostKeyNotOffered { .. } => ErrorCode::InvalidInput,
            E::NotFound(_) => ErrorCode::NotFound,
            E::PermissionDenied { .. } => ErrorCode::PermissionDenied,
            E::Conflict { .. } | E::Exists(_) => ErrorCode::Conflict,
            E::Refused { .. } => ErrorCode::PlatformError,
        };
        Self {
            remedy: error.remedy(),
            ..Self::chain(code, error)
        }
    }
}

impl From<remote::Error> for IpcError {
    fn from(error: remote::Error) -> Self {
        Self::from(&error)
    }
}

impl From<pool::Error<remote::Error>> for IpcError {
    fn from(error: pool::Error<remote::Error>) -> Self {
        use pool::Error as E;
        let code = match &error {
            E::Connect(error) => return Self::from(&**error),
            E::TimedOut => ErrorCode::TimedOut,
            E::Exhausted => ErrorCode::Exhausted,
            E::Closed | E::GivenUp => ErrorCode::Cancelled,
            E::Panicked => ErrorCode::Internal,
            // Somebody else has closed it: who needs it asks again.
            E::Broken | E::Removed => ErrorCode::TunnelLost,
        };
        Self::chain(code, &error)
    }
}

impl From<control_plane::Error> for IpcError {
    fn from(error: control_plane::Error) -> Self {
        let (code, remedy) = remedy_of(&error);
        let mut error = Self::chain(code, &error);
        error.message = format!("{}: {remedy}", error.message);
        error
    }
}

/// What to do about an error of the platform.
fn remedy_of(error: &control_plane::Error) -> (ErrorCode, &'static str) {
    use control_plane::Error as E;
    match error {
        E::Unauthorized { .. } => (
            ErrorCode::Unauthenticated,
            "check the token in the settings (CAUSEWAY_PLATFORM_TOKEN)",
        ),
        E::OriginRefused => (
            ErrorCode::PlatformError,
            "ask its operator to allow this app",
        ),
        E::WrongOrganization => (
            ErrorCode::Unauthenticated,
            "check the organization id in the settings (CAUSEWAY_ORG_ID)",
        ),
        E::NotFound { .. } | E::Deleted => (
            ErrorCode::NotFound,
            "the workspace is gone from the platform; refresh the list",
        ),
        E::Gone { .. } => (
            ErrorCode::Unsupported,
            "this platform does not offer it any more",
        ),
        E::EndpointUnknown | E::NotJson { .. } | E::Malformed(_) | E::TooLarge { .. } => (
            ErrorCode::PlatformError,
            "check the platform URL in the settings (CAUSEWAY_PLATFORM_URL)",
        ),
        E::WrongState { .. } => (
            ErrorCode::Conflict,
            "it is in that state already, or gone; refresh the list",
        ),
        E::Conflict { .. } => (ErrorCode::Conflict, "do that first, then try again"),
        E::BadRequest { .. } => (
            ErrorCode::InvalidInput,
            "correct what was entered; nothing else of it was saved",
        ),
        E::InvalidInput { .. } => (ErrorCode::InvalidInput, "nothing was sent"),
        E::RateLimited { .. } => (ErrorCode::Throttled, "try again after that"),
        E::TokenLimit { .. } => (
            ErrorCode::Conflict,
            "revoke tokens of the workspace that nobody uses, then try again",
        ),
        E::Unsupported { .. } => (ErrorCode::Unsupported, "nothing was changed"),
        E::NoProvisioner { .. } => (
            ErrorCode::Unsupported,
            "this server cannot restart or resume workspaces; trying again does not help, its operator can tell why",
        ),
        E::Unavailable { .. } => (
            ErrorCode::PlatformError,
            "its database is away for the moment; try again in some seconds",
        ),
        E::Upstream { .. } | E::Refused { .. } => {
            (ErrorCode::PlatformError, "try again in a moment")
        }
        E::Unreachable(_) => (
            ErrorCode::Unreachable,
            "check the network and the platform URL",
        ),
        E::TimedOut => (ErrorCode::TimedOut, "try again in a moment"),
        E::InvalidSetting { .. } => (ErrorCode::InvalidInput, "correct it in the settings"),
    }
}
