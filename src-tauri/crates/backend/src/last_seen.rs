//! What panels have shown of a workspace, kept for when nobody answers: its model and provider, its config.yaml, and the folders
//! that were listed.
//!
//! Only answers are kept, never failures: a workspace that is away keeps what was known of it. Nothing that is typed goes through
//! here, and nothing here is ever sent.

mod folders;

use remote::RemotePath;

pub(crate) use self::folders::{Folders, Kept, find as find_folder};
pub(crate) use crate::store::Seen;
use crate::{
    ContentKind, ErrorCode, FileContent, FileVersion, Model, Provider, clock::now_ms, files::Site,
    store::Store,
};

const MODEL: &str = "model";
const PROVIDER: &str = "provider";
const CONFIG: &str = "config";
/// A config.yaml is a few KiB; a larger one is read again rather than kept.
const MOST_CONFIG_BYTES: u64 = 512 << 10;
/// Of a config.yaml that was never seen before it was written.
const NEW_FILE_MODE: u32 = 0o644;

pub(crate) fn keep_model(store: &Store, workspace: &str, model: &Model, fetched_ms: u64) {
    store.keep_last(workspace, MODEL, model, fetched_ms);
}

pub(crate) fn model(store: &Store, workspace: &str) -> Option<Seen<Model>> {
    store.last(workspace, MODEL)
}

/// `None`: the platform has said that it offers none.
pub(crate) fn keep_provider(
    store: &Store,
    workspace: &str,
    provider: Option<&Provider>,
    fetched_ms: u64,
) {
    store.keep_last(workspace, PROVIDER, &provider, fetched_ms);
}

pub(crate) fn provider(store: &Store, workspace: &str) -> Option<Seen<Provider>> {
    let Seen { value, fetched_ms } = store.last::<Option<Provider>>(workspace, PROVIDER)?;
    Some(Seen {
        value: value?,
        fetched_ms,
    })
}

/// Text only, of a usual size.
pub(crate) fn keep_config(store: &Store, workspace: &str, config: &FileContent, fetched_ms: u64) {
    if config.kind == ContentKind::Text && config.version.size_bytes <= MOST_CONFIG_BYTES {
        store.keep_last(workspace, CONFIG, config, fetched_ms);
    }
}

/// The app itself has written config.yaml.
pub(crate) fn config_written(
    store: &Store,
    site: &Site,
    path: &RemotePath,
    content: &[u8],
    version: FileVersion,
) {
    let Ok((text, encoding)) = remote::decode(content.to_vec()) else {
        return;
    };
    let workspace = site.workspace.to_string();
    let before = config(store, &workspace).map(|seen| seen.value);
    let config = FileContent {
        path: path.to_string(),
        instance_id: site.instance.to_string(),
        kind: ContentKind::Text,
        text: Some(text),
        encoding: encoding.into(),
        excerpt: None,
        mode: before.map_or(NEW_FILE_MODE, |before| before.mode),
        version,
        read_only_reason: None,
    };
    keep_config(store, &workspace, &config, now_ms());
}

pub(crate) fn config(store: &Store, workspace: &str) -> Option<Seen<FileContent>> {
    store.last(workspace, CONFIG)
}

/// Whether an error says that the instance could not be asked, so that what was seen last may stand in for its answer.
///
/// Not so for what the instance has answered (`not_found`, `permission_denied`), for what asks the user for a decision
/// (`host_key_changed`: nobody knows who is there), for what has to be corrected, and for what was given up.
pub(crate) fn cannot_be_asked(code: ErrorCode) -> bool {
    use ErrorCode as E;
    match code {
        // No way to the platform, or it does not answer.
        E::Unreachable
        | E::TimedOut
        | E::Unauthenticated
        | E::PlatformError
        // No way to AWS, or it says no.
        | E::CredentialsMissing
        | E::CredentialsExpired
        | E::AccessDenied
        | E::Throttled
        | E::EndpointFull
        | E::Exhausted
        | E::NoEndpoint
        // No instance, or none that lets us in.
        | E::NoInstance
        | E::InstanceNotFound
        | E::InstanceStopped
        | E::TargetUnreachable
        | E::KeyRefused
        | E::TunnelLost => true,
        E::NotFound
        | E::PermissionDenied
        | E::HostKeyChanged
        | E::InvalidInput
        | E::InvalidYaml
        | E::ReadOnly
        | E::Conflict
        | E::Unsupported
        | E::Cancelled
        | E::Internal => false,
    }
}
