//! Why a step towards an instance failed: a variant for each decision that a caller can take.

use std::{fmt, io};

use crate::{InstanceId, Login};

/// A step of the way that has a deadline of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// An EC2 read call.
    LookUp,
    /// `GetCallerIdentity`.
    Identity,
    /// `SendSSHPublicKey`.
    KeyPush,
    /// DNS, TCP and TLS to the endpoint.
    Connect,
    /// The way to the proxy and its answer to CONNECT.
    Proxy,
    /// The websocket upgrade.
    Upgrade,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LookUp => "the EC2 look-up",
            Self::Identity => "asking AWS who we are",
            Self::KeyPush => "the key push",
            Self::Connect => "the connection to the endpoint",
            Self::Proxy => "the connection through the proxy",
            Self::Upgrade => "the websocket upgrade",
        })
    }
}

/// Why a look-up, a key push or a tunnel failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not an instance id.
    #[error("{0:?} is not an EC2 instance id (i- and 8 or 17 hexadecimal digits)")]
    InvalidInstanceId(String),
    /// A setting cannot be used.
    #[error("{0}")]
    InvalidSetting(String),
    /// No region in the environment, the profile or the settings.
    #[error("no AWS region is set")]
    NoRegion,
    /// The credential chain found nothing.
    #[error("no AWS credentials were found")]
    CredentialsMissing {
        /// What would bring some.
        login: Login,
        /// What the chain says.
        #[source]
        source: BoxError,
    },
    /// The credentials are past their end.
    #[error("the AWS credentials have expired: {message}")]
    CredentialsExpired {
        /// What renews them.
        login: Login,
        /// AWS's own text.
        message: String,
    },
    /// AWS does not know the credentials, or the secret key does not belong to them.
    #[error("AWS does not accept the credentials for {action}: {message}")]
    CredentialsRefused {
        /// The IAM action.
        action: &'static str,
        /// AWS's own text.
        message: String,
    },
    /// A signature was refused, and this computer's clock is far from AWS's.
    #[error("this computer's clock is {} AWS's, which refuses its signatures", offset(*ahead_seconds))]
    ClockSkew {
        /// How far this computer is ahead of AWS; negative when it is behind.
        ahead_seconds: i64,
    },
    /// AWS knows the caller and says no.
    #[error("AWS denied {action}: {message}")]
    AccessDenied {
        /// The IAM action, such as `ec2:DescribeInstances`.
        action: &'static str,
        /// The ARN that it was asked for, as far as it is known.
        resource: Option<String>,
        /// AWS's own text.
        message: String,
    },
    /// Too many calls.
    #[error("AWS is throttling {action}")]
    Throttled {
        /// The IAM action.
        action: &'static str,
    },
    /// The instance is not there, or not in this region or account.
    #[error("instance {0} was not found in this region and account")]
    InstanceNotFound(InstanceId),
    /// The instance does not run.
    #[error("instance {id} is {state}")]
    InstanceStopped {
        /// The instance.
        id: InstanceId,
        /// EC2's state name, such as `stopped`.
        state: String,
    },
    /// No usable endpoint in the instance's VPC.
    #[error("no usable EC2 Instance Connect Endpoint was found in {vpc_id}")]
    NoEndpoint {
        /// The instance's VPC.
        vpc_id: String,
    },
    /// FIPS is asked for, and the endpoint has no such name.
    #[error("endpoint {endpoint} has no FIPS name")]
    NoFipsName {
        /// The endpoint's id.
        endpoint: String,
    },
    /// The instance has no address of the kind that the endpoint reaches.
    #[error("instance {id} has no {family} address, and its endpoint reaches no other")]
    NoAddress {
        /// The instance.
        id: InstanceId,
        /// `IPv4` or `IPv6`.
        family: &'static str,
    },
    /// All connections of the endpoint are taken.
    #[error("the endpoint has no free connection: {message}")]
    EndpointFull {
        /// The endpoint's own text.
        message: String,
    },
    /// AWS or the endpoint answered with something else than yes.
    #[error("{action} was refused ({code}): {message}")]
    Refused {
        /// What was asked.
        action: &'static str,
        /// AWS's error code, or the HTTP status.
        code: String,
        /// AWS's own text; at most 500 characters.
        message: String,
        /// Whether the same call may succeed later.
        retryable: bool,
    },
    /// AWS or the endpoint could not be reached.
    #[error("{phase} failed")]
    Unreachable {
        /// Where it failed.
        phase: Phase,
        /// The cause.
        #[source]
        source: BoxError,
    },
    /// The proxy on the way to the endpoint says no, or cannot be used.
    #[error("the proxy {proxy} {problem}")]
    Proxy {
        /// Its host and port, or the variable that names it; never with a user or password.
        proxy: String,
        /// What is wrong and what to do about it.
        problem: String,
        /// The status that it answered with; `None` when it was not asked, because of its setting.
        status: Option<u16>,
    },
    /// A step took too long.
    #[error("{phase} took too long")]
    TimedOut {
        /// The step.
        phase: Phase,
    },
}

/// AWS refuses signatures that are older, or younger, than five minutes; those of tunnels, than one.
const TOLERATED_SKEW_SECONDS: i64 = 50;

/// Any cause; shown, never matched on.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    /// Whether a second try soon may succeed: throttling, a server error, or no answer.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::TimedOut { .. } | Self::Unreachable { .. } => true,
            Self::Refused { retryable, .. } => *retryable,
            Self::Proxy { status, .. } => status.is_some_and(|status| status >= 500),
            Self::InvalidInstanceId(_)
            | Self::InvalidSetting(_)
            | Self::NoRegion
            | Self::CredentialsMissing { .. }
            | Self::CredentialsExpired { .. }
            | Self::CredentialsRefused { .. }
            | Self::ClockSkew { .. }
            | Self::AccessDenied { .. }
            | Self::InstanceNotFound(_)
            | Self::InstanceStopped { .. }
            | Self::NoEndpoint { .. }
            | Self::NoFipsName { .. }
            | Self::NoAddress { .. }
            | Self::EndpointFull { .. } => false,
        }
    }

    /// An error from AWS's own code; the HTTP status does not decide, the wire has 400 for most of them.
    pub(crate) fn from_aws(action: &'static str, code: &str, message: &str) -> Self {
        let message: String = message.chars().take(500).collect();
        match code {
            "ExpiredToken" | "ExpiredTokenException" => Self::CredentialsExpired {
                login: Login::default(),
                message,
            },
            "AuthFailure"
            | "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "InvalidClientTokenId"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "RequestExpired"
            | "RequestTimeTooSkewed"
            | "UnrecognizedClientException" => Self::CredentialsRefused { action, message },
            "AccessDenied"
            | "AccessDeniedException"
            | "AuthException"
            | "UnauthorizedOperation" => Self::AccessDenied {
                action,
                resource: named_resource(&message),
                message,
            },
            "Throttling" | "ThrottlingException" | "RequestLimitExceeded" => {
                Self::Throttled { action }
            }
            _ => Self::Refused {
                action,
                code: code.to_owned(),
                message,
                retryable: matches!(
                    code,
                    "EC2InstanceUnavailableException"
                        | "ServiceException"
                        | "InternalError"
                        | "InternalFailure"
                        | "ServiceUnavailable"
                        | "Unavailable"
                ),
            },
        }
    }

    /// Names what was asked for, where AWS did not.
    pub(crate) fn about(mut self, arn: impl FnOnce() -> String) -> Self {
        if let Self::AccessDenied {
            resource: resource @ None,
            ..
        } = &mut self
        {
            *resource = Some(arn());
        }
        self
    }

    /// A refused signature is the clock's fault where the clocks differ by more than AWS tolerates.
    pub(crate) fn weighing(self, ahead_seconds: Option<i64>) -> Self {
        match (self, ahead_seconds) {
            (Self::CredentialsRefused { .. }, Some(ahead_seconds))
                if ahead_seconds.abs() > TOLERATED_SKEW_SECONDS =>
            {
                Self::ClockSkew { ahead_seconds }
            }
            (error, _) => error,
        }
    }

    /// Names what renews the credentials.
    pub(crate) fn renewed_by(mut self, known: &Login) -> Self {
        if let Self::CredentialsExpired { login, .. } | Self::CredentialsMissing { login, .. } =
            &mut self
        {
            login.clone_from(known);
        }
        self
    }

    pub(crate) fn unreachable(phase: Phase, source: impl Into<BoxError>) -> Self {
        Self::Unreachable {
            phase,
            source: source.into(),
        }
    }

    pub(crate) fn io(phase: Phase, source: io::Error) -> Self {
        Self::unreachable(phase, source)
    }
}

/// `4 min ahead of`, `90 s behind`.
fn offset(ahead_seconds: i64) -> String {
    let seconds = ahead_seconds.unsigned_abs();
    let far = if seconds >= 120 {
        format!("{} min", (seconds + 30) / 60)
    } else {
        format!("{seconds} s")
    };
    let direction = if ahead_seconds < 0 {
        "behind"
    } else {
        "ahead of"
    };
    format!("{far} {direction}")
}

/// The ARN that AWS's sentence ends with: "… is not authorized to perform: ACTION on resource: ARN because …".
fn named_resource(message: &str) -> Option<String> {
    let (_, after) = message.split_once("on resource: ")?;
    let arn = after
        .split_whitespace()
        .next()?
        .trim_end_matches(['.', ',']);
    arn.starts_with("arn:").then(|| arn.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> Error {
        Error::from_aws("ec2:DescribeInstances", code, "Request has expired.")
    }

    #[test]
    fn a_signature_that_is_refused_is_about_the_clock_only_when_the_clocks_differ() {
        for code in [
            "RequestExpired",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
        ] {
            let error = refused(code).weighing(Some(-420));
            assert!(
                matches!(
                    error,
                    Error::ClockSkew {
                        ahead_seconds: -420
                    }
                ),
                "{error:?}"
            );
            assert_eq!(
                error.to_string(),
                "this computer's clock is 7 min behind AWS's, which refuses its signatures"
            );
            for ahead in [None, Some(3)] {
                let error = refused(code).weighing(ahead);
                assert!(
                    matches!(error, Error::CredentialsRefused { .. }),
                    "{error:?}"
                );
            }
        }
        let error = refused("UnauthorizedOperation").weighing(Some(-420));
        assert!(
            matches!(error, Error::AccessDenied { .. }),
            "a denial is one by any clock: {error:?}"
        );
    }

    #[test]
    fn the_resource_of_a_denial_is_the_one_that_aws_names_else_the_one_that_was_asked_for() {
        let arn = "arn:aws:ec2:us-east-2:111122223333:instance/i-0123abcd";
        let said = format!(
            "User: arn:aws:iam::111122223333:user/a is not authorized to perform: x on resource: {arn} because no"
        );
        for (message, expected) in [(said.as_str(), arn), ("no", "arn:ours")] {
            let error = Error::from_aws(
                "ec2-instance-connect:SendSSHPublicKey",
                "AccessDeniedException",
                message,
            )
            .about(|| "arn:ours".to_owned());
            let Error::AccessDenied { resource, .. } = &error else {
                panic!("{error:?}");
            };
            assert_eq!(resource.as_deref(), Some(expected));
        }
    }
}
