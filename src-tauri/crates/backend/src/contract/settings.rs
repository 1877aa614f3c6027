//! What can be set.

use std::collections::BTreeMap;

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::IpcError;

/// What is believed of the host key of an instance that was never seen. A pinned key is always held to, but by `off`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export_to = "contract.ts")]
pub enum HostKeyPolicy {
    /// It must be on the instance's console, where AWS tells that; else the first one is taken.
    #[default]
    ConsoleThenTofu,
    /// The first one is taken.
    Tofu,
    /// Only pinned ones.
    Pinned,
    /// Anything, for experiments.
    Off,
}

/// The settings that a user can keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(export_to = "contract.ts")]
pub struct Settings {
    /// The workspace server, such as `https://acme.example.com`.
    pub platform_url: Option<String>,
    /// Sent as `X-Molecule-Org-Id`.
    pub org_id: Option<String>,
    /// How long a session is shared, 0 to 3,300 s; 0 switches sharing off. Defaults to 50.
    pub pool_ttl_seconds: u64,
    /// The user on the instances. Defaults to `ubuntu`.
    pub os_user: String,
    /// A PEM file with certificate authorities to trust beside the system's.
    pub extra_ca_file: Option<String>,
    /// The AWS region; null leaves it to the AWS chain.
    pub region: Option<String>,
    /// The profile of the AWS files; null leaves it to the AWS chain.
    pub aws_profile: Option<String>,
    /// The tag of instances that names their workspace, by id or name; "" switches the look-up off. Defaults to `Name`.
    pub instance_tag: String,
    /// An endpoint by hand, with its name, so that none has to be looked up: both or neither.
    pub endpoint_id: Option<String>,
    /// The DNS name of that endpoint.
    pub endpoint_dns_name: Option<String>,
    /// What is believed of unknown host keys.
    pub host_keys: HostKeyPolicy,
    /// Nothing is written, moved or removed on any instance.
    pub read_only: bool,
    /// The `Origin` of the event socket, where the server accepts only certain ones; null tries none, then the platform's own.
    pub event_origin: Option<String>,
    /// Keep the token in a file that only the user can read, when there is no keychain. Defaults to no: in memory only.
    pub token_in_file: bool,
    /// Accept signatures of cards in the form of old Python SDKs, too.
    pub legacy_signatures: bool,
    /// What differs for single workspaces, by id.
    pub workspaces: BTreeMap<String, WorkspaceSettings>,
}

/// Where the token is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum TokenKept {
    /// There is none.
    #[default]
    None,
    /// In a variable of the environment.
    Environment,
    /// In the system's keychain.
    Keychain,
    /// In a file that only the user can read.
    File,
    /// In memory: it is to be entered again after the next start.
    Memory,
}

/// What differs for one workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(export_to = "contract.ts")]
pub struct WorkspaceSettings {
    /// Nothing is written, moved or removed on its instance.
    pub read_only: bool,
    /// Its base folder, absolute, in place of its runtime's; under a root, or a root of its own.
    pub base_folder: Option<String>,
}

/// Argument of `set_workspace`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct SetWorkspace {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// All of what differs.
    pub values: WorkspaceSettings,
}

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct SettingsView {
    /// The values, the environment's first.
    pub values: Settings,
    /// Whether there is a token; it never leaves the app.
    pub has_token: bool,
    /// Where it is kept.
    pub token_kept: TokenKept,
    /// What the user should know of that, such as why there is no keychain.
    pub token_notice: Option<String>,
    /// Field name to the environment variable that sets it; such a field cannot be edited. `token` may be among them.
    pub from_environment: BTreeMap<String, String>,
    /// What is wrong with them.
    pub problem: Option<IpcError>,
}

/// Argument of `save_settings`.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct SaveSettings {
    /// The settings to keep.
    pub values: Settings,
    /// null keeps the present token; "" forgets it.
    pub token: Option<String>,
}

impl std::fmt::Debug for SaveSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SaveSettings")
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}
