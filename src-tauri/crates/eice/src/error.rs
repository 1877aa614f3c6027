//! Why a step towards an instance failed: a variant for each decision that a caller can take.

use std::{fmt, io};

use crate::InstanceId;

/// A step of the way that has a deadline of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// An EC2 read call.
    LookUp,
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
    #[error("no AWS region is set: set AWS_REGION, or a region in your AWS profile")]
    NoRegion,
    /// The credential chain found nothing.
    #[error(
        "no AWS credentials were found: set AWS_PROFILE, or run `aws configure` or `aws sso login`"
    )]
    CredentialsMissing(#[source] BoxError),
    /// The credentials are past their end.
    #[error("the AWS credentials have expired: run `aws sso login` or renew them: {message}")]
    CredentialsExpired {
        /// AWS's own text.
        message: String,
    },
    /// AWS knows the caller and says no, or does not accept the signature.
    #[error("AWS denied {action}: {message}")]
    AccessDenied {
        /// The IAM action, such as `ec2:DescribeInstances`.
        action: &'static str,
        /// AWS's own text.
        message: String,
    },
    /// Too many calls.
    #[error("AWS is throttling {action}: wait a moment and try again")]
    Throttled {
        /// The IAM action.
        action: &'static str,
    },
    /// The instance is not there, or not in this region or account.
    #[error("instance {0} was not found in this region and account")]
    InstanceNotFound(InstanceId),
    /// The instance does not run.
    #[error("instance {id} is {state}: start it and try again")]
    InstanceStopped {
        /// The instance.
        id: InstanceId,
        /// EC2's state name, such as `stopped`.
        state: String,
    },
    /// No usable endpoint in the instance's VPC.
    #[error("no EC2 Instance Connect Endpoint was found in {vpc_id}: create one in that VPC")]
    NoEndpoint {
        /// The instance's VPC.
        vpc_id: String,
    },
    /// All connections of the endpoint are taken.
    #[error(
        "the endpoint has no free connection (20 at most): close other tunnels and try again: {message}"
    )]
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
    #[error("{phase} failed: check the network connection")]
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
            | Self::CredentialsMissing(_)
            | Self::CredentialsExpired { .. }
            | Self::AccessDenied { .. }
            | Self::InstanceNotFound(_)
            | Self::InstanceStopped { .. }
            | Self::NoEndpoint { .. }
            | Self::EndpointFull { .. } => false,
        }
    }

    /// An error from AWS's own code; the HTTP status does not decide, the wire has 400 for most of them.
    pub(crate) fn from_aws(action: &'static str, code: &str, message: &str) -> Self {
        let message: String = message.chars().take(500).collect();
        match code {
            "ExpiredToken" | "ExpiredTokenException" => Self::CredentialsExpired { message },
            // Signed for another minute than AWS has: new credentials would not help.
            "RequestExpired" | "RequestTimeTooSkewed" => Self::AccessDenied {
                action,
                message: format!(
                    "{message} This computer's clock may be wrong: set it, then try again"
                ),
            },
            "AccessDenied"
            | "AccessDeniedException"
            | "AuthException"
            | "AuthFailure"
            | "UnauthorizedOperation"
            | "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "InvalidClientTokenId"
            | "IncompleteSignature"
            | "UnrecognizedClientException" => Self::AccessDenied { action, message },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_of_another_time_is_about_the_clock_and_not_about_credentials() {
        let error = Error::from_aws(
            "ec2:DescribeInstances",
            "RequestExpired",
            "Request has expired.",
        );
        assert!(matches!(error, Error::AccessDenied { .. }), "{error:?}");
        assert!(error.to_string().contains("clock"), "{error}");
        let error = Error::from_aws("ec2:DescribeInstances", "ExpiredToken", "The token is old.");
        assert!(
            matches!(error, Error::CredentialsExpired { .. }),
            "{error:?}"
        );
    }
}
