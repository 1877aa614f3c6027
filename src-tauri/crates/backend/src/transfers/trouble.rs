//! Why a file or a whole transfer does not go on: a variant for each thing that is done about it.

use std::io;

use remote::Error;
use tokio_util::sync::CancellationToken;

use crate::{ErrorCode, IpcError};

/// What keeps a file from arriving now.
#[derive(Debug)]
pub(super) enum Trouble {
    /// This file does not arrive; the others go on.
    Problem(String),
    /// The transfer was told to stop.
    Stopped,
    /// The connection failed: another may do.
    Lost(IpcError),
    /// Nothing more can arrive until somebody has done something about it.
    Fatal(IpcError),
}

impl Trouble {
    /// Whether what has come is of use later.
    pub(super) fn keeps(&self) -> bool {
        matches!(self, Self::Stopped | Self::Lost(_))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::TunnelLost(_)
            | Error::TimedOut(_)
            | Error::ChannelRefused
            | Error::Eice(_)
            | Error::TargetUnreachable { .. } => Self::Lost(error.into()),
            Error::HostKeyChanged { .. }
            | Error::HostKeyUnknown { .. }
            | Error::HostKeyNotOffered { .. }
            | Error::KeyRefused { .. }
            | Error::UnsupportedServer(_)
            | Error::HostKeyStore { .. } => Self::Fatal(error.into()),
            Error::Exists(path) => {
                Self::Problem(format!("{path} exists already, so it was skipped"))
            }
            Error::InvalidPath { .. }
            | Error::NotFound(_)
            | Error::PermissionDenied { .. }
            | Error::Conflict { .. }
            | Error::Refused { .. }
            | Error::InvalidSearch(_)
            | Error::SearchUnsupported(_)
            | Error::Unsupported(_) => Self::Problem(error.to_string()),
        }
    }
}

impl From<IpcError> for Trouble {
    /// Of setting up a session.
    fn from(error: IpcError) -> Self {
        match error.code {
            ErrorCode::TunnelLost
            | ErrorCode::TimedOut
            | ErrorCode::Unreachable
            | ErrorCode::TargetUnreachable
            | ErrorCode::Throttled
            | ErrorCode::EndpointFull
            | ErrorCode::Exhausted => Self::Lost(error),
            ErrorCode::InvalidInput
            | ErrorCode::InvalidYaml
            | ErrorCode::NotFound
            | ErrorCode::PermissionDenied
            | ErrorCode::ReadOnly
            | ErrorCode::Conflict
            | ErrorCode::Unauthenticated
            | ErrorCode::CredentialsMissing
            | ErrorCode::CredentialsExpired
            | ErrorCode::AccessDenied
            | ErrorCode::NoInstance
            | ErrorCode::InstanceNotFound
            | ErrorCode::InstanceStopped
            | ErrorCode::NoEndpoint
            | ErrorCode::KeyRefused
            | ErrorCode::HostKeyChanged
            | ErrorCode::PlatformError
            | ErrorCode::Unsupported
            | ErrorCode::Cancelled
            | ErrorCode::Internal => Self::Fatal(error),
        }
    }
}

impl From<io::Error> for Trouble {
    /// Of a file of this machine.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // Each file that follows would fail with it, too.
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Fatal(
                IpcError::new(
                    ErrorCode::InvalidInput,
                    format!("this machine has no room for more: {error}"),
                )
                .with_remedy("Make room on the disk, then resume the transfer."),
            ),
            _ => Self::Problem(error.to_string()),
        }
    }
}

/// `work`, unless it is stopped before it is done.
///
/// # Errors
///
/// [`Trouble::Stopped`], and those of `work`.
pub(super) async fn until<T, E: Into<Trouble>>(
    stop: &CancellationToken,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Trouble> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(Trouble::Stopped),
        done = work => done.map_err(Into::into),
    }
}

/// Runs what waits for a disk where it holds up nobody.
///
/// # Errors
///
/// Those of `work`.
pub(super) async fn blocking<T: Send + 'static, E: Into<Trouble> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Trouble> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(error) => Err(Trouble::Fatal(IpcError::new(
            ErrorCode::Internal,
            format!("work on a file of this machine has failed: {error}"),
        ))),
    }
}
