//! What a failure says of the session it happened on: by type, never by text.
//!
//! A text can come from anywhere: a file that is named "broken pipe" or holds "Permission denied" says nothing of the session. The
//! match over `russh`'s errors is complete on purpose: a new kind in a new version does not compile until somebody has judged it. What an
//! SFTP server does wrong ends its channel, not the session.

use russh::{ChannelOpenFailure, Error as SshError};

use crate::sftp::{SftpError, StatusCode};

/// What is left after an SSH failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The session is gone, or cannot be trusted: it is never handed out again.
    Dead,
    /// The session is alive and has no room.
    Busy,
    /// The session is alive; what was asked for was refused.
    Refused,
    /// The server cannot be spoken to at all.
    Unsupported,
    /// The server is not who it should be.
    WrongHost,
}

/// What is left after an SFTP failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SftpFate {
    /// The server has answered: channel and session are alive.
    Answered,
    /// The channel is of no more use; the session may be.
    ChannelGone,
}

/// Judges an SSH failure.
pub(crate) fn of_ssh(error: &SshError) -> Fate {
    match error {
        SshError::ChannelOpenFailure(
            ChannelOpenFailure::ConnectFailed
            | ChannelOpenFailure::ResourceShortage
            | ChannelOpenFailure::AdministrativelyProhibited,
        ) => Fate::Busy,
        SshError::ChannelOpenFailure(_)
        | SshError::RequestDenied
        | SshError::WrongChannel
        | SshError::UnsupportedAuthMethod
        | SshError::NoAuthMethod => Fate::Refused,
        SshError::NoCommonAlgo { .. }
        | SshError::UnknownAlgo
        | SshError::Version
        | SshError::KexInit
        | SshError::Kex => Fate::Unsupported,
        SshError::UnknownKey | SshError::KeyChanged { .. } | SshError::WrongServerSig => {
            Fate::WrongHost
        }
        SshError::CouldNotReadKey
        | SshError::PacketAuth
        | SshError::Inconsistent
        | SshError::NotAuthenticated
        | SshError::IndexOutOfBounds
        | SshError::PacketSize(_)
        | SshError::Disconnect
        | SshError::NoHomeDir
        | SshError::HUP
        | SshError::ConnectionTimeout
        | SshError::KeepaliveTimeout
        | SshError::InactivityTimeout
        | SshError::SendError
        | SshError::Pending
        | SshError::DecryptionError
        | SshError::Keys(_)
        | SshError::IO(_)
        | SshError::Utf8(_)
        | SshError::Join(_)
        | SshError::Elapsed(_)
        | SshError::StrictKeyExchangeViolation { .. }
        | SshError::Signature(_)
        | SshError::SshKey(_)
        | SshError::SshEncoding(_)
        | SshError::InvalidConfig(_)
        | SshError::RecvError => Fate::Dead,
    }
}

/// Judges an SFTP failure.
pub(crate) fn of_sftp(error: &SftpError) -> SftpFate {
    match error {
        SftpError::Status { code, .. } => match code {
            StatusCode::NoConnection | StatusCode::ConnectionLost => SftpFate::ChannelGone,
            StatusCode::Ok
            | StatusCode::Eof
            | StatusCode::NoSuchFile
            | StatusCode::PermissionDenied
            | StatusCode::Failure
            | StatusCode::BadMessage
            | StatusCode::Unsupported
            | StatusCode::Other(_) => SftpFate::Answered,
        },
        SftpError::Ended(_) => SftpFate::ChannelGone,
    }
}

#[cfg(test)]
mod tests;
