use std::io;

use super::*;

/// Every kind of `russh`'s that can be made from outside. The others (a joined task's, signatures, encodings) are in the match above,
/// and end the session.
#[expect(clippy::too_many_lines, reason = "a table: one row a kind")]
async fn ssh_errors() -> Vec<(SshError, Fate)> {
    let elapsed = tokio::time::timeout(std::time::Duration::ZERO, std::future::pending::<()>());
    let not_utf8 = String::from_utf8(vec![0xff]).unwrap_err().utf8_error();
    let io = |kind| SshError::IO(io::Error::new(kind, "Permission denied"));
    vec![
        (
            SshError::ChannelOpenFailure(ChannelOpenFailure::ConnectFailed),
            Fate::Busy,
        ),
        (
            SshError::ChannelOpenFailure(ChannelOpenFailure::ResourceShortage),
            Fate::Busy,
        ),
        (
            SshError::ChannelOpenFailure(ChannelOpenFailure::AdministrativelyProhibited),
            Fate::Busy,
        ),
        (
            SshError::ChannelOpenFailure(ChannelOpenFailure::UnknownChannelType),
            Fate::Refused,
        ),
        (SshError::RequestDenied, Fate::Refused),
        (SshError::WrongChannel, Fate::Refused),
        (SshError::UnsupportedAuthMethod, Fate::Refused),
        (SshError::NoAuthMethod, Fate::Refused),
        (SshError::UnknownAlgo, Fate::Unsupported),
        (SshError::Version, Fate::Unsupported),
        (SshError::KexInit, Fate::Unsupported),
        (SshError::Kex, Fate::Unsupported),
        (
            SshError::NoCommonAlgo {
                kind: russh::AlgorithmKind::Key,
                ours: Vec::new(),
                theirs: Vec::new(),
            },
            Fate::Unsupported,
        ),
        (SshError::UnknownKey, Fate::WrongHost),
        (SshError::KeyChanged { line: 1 }, Fate::WrongHost),
        (SshError::WrongServerSig, Fate::WrongHost),
        (SshError::CouldNotReadKey, Fate::Dead),
        (SshError::PacketAuth, Fate::Dead),
        (SshError::Inconsistent, Fate::Dead),
        (SshError::NotAuthenticated, Fate::Dead),
        (SshError::IndexOutOfBounds, Fate::Dead),
        (SshError::PacketSize(1), Fate::Dead),
        (SshError::Disconnect, Fate::Dead),
        (SshError::NoHomeDir, Fate::Dead),
        (SshError::HUP, Fate::Dead),
        (SshError::ConnectionTimeout, Fate::Dead),
        (SshError::KeepaliveTimeout, Fate::Dead),
        (SshError::InactivityTimeout, Fate::Dead),
        (SshError::SendError, Fate::Dead),
        (SshError::Pending, Fate::Dead),
        (SshError::DecryptionError, Fate::Dead),
        (
            SshError::Keys(russh::keys::Error::CouldNotReadKey),
            Fate::Dead,
        ),
        (io(io::ErrorKind::BrokenPipe), Fate::Dead),
        (io(io::ErrorKind::PermissionDenied), Fate::Dead),
        (io(io::ErrorKind::Other), Fate::Dead),
        (SshError::Utf8(not_utf8), Fate::Dead),
        (SshError::Elapsed(elapsed.await.unwrap_err()), Fate::Dead),
        (
            SshError::StrictKeyExchangeViolation {
                message_type: 1,
                sequence_number: 1,
            },
            Fate::Dead,
        ),
        (
            SshError::SshKey(russh::keys::ssh_key::Error::FormatEncoding),
            Fate::Dead,
        ),
        (
            SshError::InvalidConfig("broken pipe".to_owned()),
            Fate::Dead,
        ),
        (SshError::RecvError, Fate::Dead),
    ]
}

#[tokio::test]
async fn every_ssh_failure_is_judged_by_its_kind() {
    for (error, fate) in ssh_errors().await {
        assert_eq!(of_ssh(&error), fate, "{error:?}");
    }
}

fn status(code: StatusCode, text: &str) -> SftpError {
    SftpError::Status {
        code,
        message: text.to_owned(),
    }
}

#[test]
fn every_sftp_failure_is_judged_by_its_kind_whatever_its_text() {
    for text in [
        "",
        "Permission denied",
        "broken pipe",
        "connection reset by peer",
        "EOF",
    ] {
        for (code, fate) in [
            (StatusCode::Ok, SftpFate::Answered),
            (StatusCode::Eof, SftpFate::Answered),
            (StatusCode::NoSuchFile, SftpFate::Answered),
            (StatusCode::PermissionDenied, SftpFate::Answered),
            (StatusCode::Failure, SftpFate::Answered),
            (StatusCode::BadMessage, SftpFate::Answered),
            (StatusCode::Unsupported, SftpFate::Answered),
            (StatusCode::Other(99), SftpFate::Answered),
            (StatusCode::NoConnection, SftpFate::ChannelGone),
            (StatusCode::ConnectionLost, SftpFate::ChannelGone),
        ] {
            assert_eq!(of_sftp(&status(code, text)), fate, "{code:?} {text:?}");
        }
        let ended = SftpError::Ended(text.to_owned());
        assert_eq!(of_sftp(&ended), SftpFate::ChannelGone);
    }
}
