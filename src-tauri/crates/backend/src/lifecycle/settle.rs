//! What has become of something that was sent: the platform's answer says one half, what it reads afterwards the other.

use control_plane::{Error, Parent, Workspace as Row, WorkspacePatch};

use crate::{IpcError, SaveOutcome};

/// Whether something may have been done although it failed: it was sent, and what came back says neither yes nor no.
pub(super) fn leaves_fate_unknown(error: &Error) -> bool {
    match error {
        Error::TimedOut | Error::Malformed(_) | Error::Upstream { .. } => true,
        // Without a connection nothing was sent.
        Error::Unreachable(error) => !error.is_connect(),
        Error::Refused { status, .. } => *status >= 500,
        _ => false,
    }
}

/// Whether it is no use to send more now.
pub(super) fn is_away(error: &Error) -> bool {
    matches!(error, Error::TimedOut | Error::Unreachable(_))
}

/// The outcome of a leg. `sent` is the answer to the change; `read` asks afterwards which fields do not read as they should, and is
/// only asked where that decides something.
pub(super) async fn settle(
    sent: Result<(), Error>,
    read: impl Future<Output = Result<Vec<String>, Error>>,
) -> SaveOutcome {
    match sent {
        Ok(()) => match read.await {
            Ok(fields) if fields.is_empty() => SaveOutcome::Saved,
            Ok(fields) => SaveOutcome::NotAccepted { fields },
            Err(error) => SaveOutcome::Unknown {
                error: but(
                    "the platform said yes, but it could not be read back",
                    error,
                ),
            },
        },
        Err(error) if leaves_fate_unknown(&error) => match read.await {
            Ok(fields) if fields.is_empty() => SaveOutcome::Saved,
            Ok(fields) => {
                let what = format!("not saved, {} read as before", fields.join(", "));
                SaveOutcome::Failed {
                    error: but(&what, error),
                }
            }
            Err(_) => SaveOutcome::Unknown {
                error: but("it is not known whether it was saved", error),
            },
        },
        Err(error) => SaveOutcome::Failed {
            error: error.into(),
        },
    }
}

fn but(what: &str, error: Error) -> IpcError {
    let error = IpcError::from(error);
    IpcError {
        message: format!("{what}: {}", error.message),
        ..error
    }
}

/// Which changes a row does not show: the platform writes each column by itself, and says yes whatever becomes of it.
pub(super) fn not_taken(patch: &WorkspacePatch, row: &Row) -> Vec<String> {
    let role = row.role.as_deref().unwrap_or_default();
    let parent = row.parent_id.map_or(Parent::TopLevel, Parent::Under);
    let fields = [
        (
            "name",
            patch.name.as_ref().is_some_and(|name| *name != row.name),
        ),
        (
            "role",
            patch.role.as_ref().is_some_and(|wanted| wanted != role),
        ),
        ("tier", patch.tier.is_some() && patch.tier != row.tier),
        (
            "runtime",
            patch
                .runtime
                .as_ref()
                .is_some_and(|runtime| *runtime != row.runtime),
        ),
        (
            "parent",
            patch.parent.is_some_and(|wanted| wanted != parent),
        ),
    ];
    let refused = fields.into_iter().filter(|(_, is_refused)| *is_refused);
    refused.map(|(field, _)| field.to_owned()).collect()
}
