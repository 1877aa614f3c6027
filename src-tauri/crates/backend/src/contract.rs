//! What crosses the boundary to the window and to scripts: every command, every event, every value.
//!
//! `cargo test` writes `ui/src/ipc/contract.ts` from this file. Numbers name their unit and stay below 2^53; times are milliseconds
//! since the epoch.

mod access;
mod cache;
mod cards;
mod doctor;
mod drafts;
mod files;
mod lifecycle;
mod panel;
mod search;
mod settings;
mod transfers;
mod tunnels;
mod workspaces;

use std::collections::BTreeMap;

use agent_card::CardDiff;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::{
    access::*, cache::*, cards::*, doctor::*, drafts::*, files::*, lifecycle::*, panel::*,
    search::*, settings::*, transfers::*, tunnels::*, workspaces::*,
};
use crate::IpcError;

/// The whole contract; exported as one, so that one test writes the file.
#[derive(Debug, TS)]
#[ts(export, export_to = "contract.ts")]
pub struct Contract {
    /// What can be asked.
    pub commands: Commands,
    /// What is told without asking.
    pub events: Events,
}

/// What each command's channel argument `events` carries.
#[derive(Debug, TS)]
#[ts(export_to = "contract.ts")]
pub struct Events {
    /// Of `subscribe`.
    pub subscribe: AppEvent,
    /// Of `open_panel`. One whose file has a text comes as raw bytes, as `FileContent` tells; the others are JSON.
    pub open_panel: PanelEvent,
    /// Of `run_doctor`.
    pub run_doctor: DoctorResult,
    /// Of `list_files`.
    pub list_files: ListingPart,
    /// Of `search_files`: what was found since the last one.
    pub search_files: Vec<SearchMatch>,
}

/// Every command: its argument (passed as `args`) and its reply.
#[derive(Debug, TS)]
#[ts(export_to = "contract.ts")]
pub struct Commands {
    /// Pushes an `AppEvent` snapshot first, then every change, over the channel argument `events`.
    pub subscribe: ((), ()),
    /// Lists the workspaces again; the answer arrives as an event.
    pub refresh: ((), ()),
    /// Opens a panel: each leg arrives as a `PanelEvent` over the channel argument `events`; resolves after the last leg.
    pub open_panel: (OpenPanel, ()),
    /// Stops the work of a panel.
    pub close_panel: (ClosePanel, ()),
    /// Somebody has come to the workspaces and may open one: connects to the endpoints, where that costs nobody anything.
    pub preconnect: ((), ()),
    /// Opens the session of a workspace that is likely to be opened next. Resolves when that is done, or was not to be: what is in the
    /// way is told when the panel opens.
    pub warm_up: (WarmUp, ()),
    /// The workspace is not likely to be opened any more.
    pub stop_warm_up: (WarmUp, ()),
    /// The agent card of a workspace, from the store; no network.
    pub read_card: (ReadCard, Option<CardEntry>),
    /// An older version of a card, from the store; null when it is not kept any more.
    pub read_card_version: (ReadCardVersion, Option<CardEntry>),
    /// What differs between two kept versions of a card.
    pub compare_cards: (CompareCards, CardDiff),
    /// Reads text as a card, for the editor; nobody is asked.
    pub check_card: (CheckCard, CardCheck),
    /// Registers a card on the platform in place of the agent's own.
    pub publish_card: (PublishCard, ()),
    /// The keys that signatures of cards are checked with.
    pub list_card_keys: ((), Vec<CardKey>),
    /// Adds keys to check signatures with; answers all.
    pub add_card_keys: (AddCardKeys, Vec<CardKey>),
    /// Takes a key away; answers the others.
    pub remove_card_key: (RemoveCardKey, Vec<CardKey>),
    /// Changes a workspace on the platform, part by part, and reads back what has become of each.
    pub save_workspace: (SaveWorkspace, SaveReport),
    /// Restarts, pauses or resumes a workspace.
    pub control_workspace: (ControlWorkspace, Controlled),
    /// The user does not want to be told any more that a restart is due.
    pub dismiss_restart: (DismissRestart, ()),
    /// What workspaces are made from: runtimes and their models.
    pub list_templates: ((), Vec<Template>),
    /// What the cache holds.
    pub read_cache_info: ((), CacheInfo),
    /// Empties the cache: lists, cards, configurations and listings. Layout, drafts and settings stay.
    pub clear_cache: ((), CacheInfo),
    /// Removes all that the cache holds of one workspace.
    pub forget_workspace: (ForgetWorkspace, ()),
    /// The entries of a folder; those of a large one come over the channel argument `events`.
    pub list_files: (ListFiles, Listing),
    /// One file, for an editor. With a text it comes as raw bytes, as `FileContent` tells; else it is JSON.
    pub read_file: (ReadFile, FileContent),
    /// Replaces a file as a whole, if it is still `base`.
    pub write_file: (WriteFile, WriteOutcome),
    /// Removes a file or a link; never a folder.
    pub remove_file: (RemoveFile, ()),
    /// Removes a folder with all in it, after its name was typed. Links in it are removed, not followed.
    pub remove_folder: (RemoveFolder, Removed),
    /// Makes a folder.
    pub create_folder: (CreateFolder, ()),
    /// Renames or moves a file or a folder.
    pub move_entry: (MoveEntry, ()),
    /// Looks at files without reading them.
    pub stat_files: (StatFiles, Vec<FileStat>),
    /// Finds a text in files; what is found comes over the channel argument `events`.
    pub search_files: (SearchFiles, SearchEnd),
    /// Stops a search; `search_files` ends with `cancelled`.
    pub stop_search: (StopSearch, ()),
    /// Every draft on this machine.
    pub list_drafts: ((), Drafts),
    /// Keeps unsaved text on the disk; answers once it is there.
    pub keep_draft: (Draft, ()),
    /// Forgets a draft that was saved or dropped.
    pub drop_draft: (DropDraft, ()),
    /// Closes the window, once it has asked; a second try of the user closes it without.
    pub close_window: ((), ()),
    /// Asks for files of this machine and takes them to the instance; false when the user chose none.
    pub choose_upload: (ChooseUpload, bool),
    /// Takes files to the instance that were dropped onto the window.
    pub upload_dropped: (UploadDropped, ()),
    /// Asks for a folder of this machine and fetches files into it; false when the user chose none.
    pub choose_download: (ChooseDownload, bool),
    /// Pauses, resumes, cancels or dismisses a transfer.
    pub control_transfer: (ControlTransfer, ()),
    /// Sets what differs for one workspace.
    pub set_workspace: (SetWorkspace, SettingsView),
    /// The settings as they are in force.
    pub read_settings: ((), SettingsView),
    /// Checks, keeps and applies settings.
    pub save_settings: (SaveSettings, SettingsView),
    /// Starts the demo fleet inside the app and connects to it.
    pub connect_demo: ((), ()),
    /// Back to the platform of the settings, or to the welcome screen.
    pub leave_demo: ((), ()),
    /// Keeps node positions locally; they are never sent to the platform.
    pub move_nodes: (MoveNodes, ()),
    /// Closes one session; work on it goes on and closes it when it is done.
    pub close_tunnel: (CloseTunnel, ()),
    /// Closes every session.
    pub close_all_tunnels: ((), ()),
    /// Whether the window can be seen; sessions are kept ahead of time only while it can.
    pub set_visible: (SetVisible, ()),
    /// Looks for the instance of a workspace whose row names none.
    pub find_instance: (FindInstance, InstanceSearch),
    /// Keeps the instance that the user has named or confirmed.
    pub choose_instance: (ChooseInstance, ()),
    /// The host key of a workspace's instance that was refused last, if one was.
    pub read_host_key: (ReadHostKey, Option<RefusedHostKey>),
    /// Pins the host key that was refused, in place of the pinned one.
    pub accept_host_key: (AcceptHostKey, ()),
    /// Asks for AWS credentials again, after the user has signed in; work that waits for them goes on.
    pub renew_credentials: ((), ()),
    /// Ends the work that waits for credentials, with their error.
    pub stop_waiting_for_credentials: ((), ()),
    /// Goes the whole way to an instance; each step's result comes over the channel argument `events` as it settles.
    pub run_doctor: (RunDoctor, DoctorReport),
    /// Runs the doctor and writes a report for whoever helps, without secrets.
    pub write_bug_report: (RunDoctor, BugReport),
    /// Opens the instance of a workspace in another program.
    pub open_in: (OpenIn, OpenedIn),
}

/// Argument of `set_visible`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct SetVisible {
    /// Whether the window can be seen.
    pub visible: bool,
}

/// What the window is told without asking.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum AppEvent {
    /// Everything; the first event, and the first after a lag.
    Snapshot {
        /// The whole state.
        state: Box<AppState>,
    },
    /// A new list: the first one, or one in another order.
    Workspaces {
        /// The list.
        list: WorkspaceList,
    },
    /// Rows that have changed since the last event; at most one a frame. Rows that are new come last in the order.
    WorkspacesChanged {
        /// The changed and the new ones, whole.
        rows: Vec<Workspace>,
        /// Ids of those that are gone.
        removed: Vec<String>,
        /// When the platform last answered a list, ms since the epoch.
        fetched_ms: u64,
        /// Whether that was in this session.
        source: Source,
    },
    /// The connection changed.
    Connection {
        /// Its state.
        connection: Connection,
    },
    /// The sessions to instances changed.
    Tunnels {
        /// All of them.
        tunnels: Vec<Tunnel>,
    },
    /// The settings changed.
    Settings {
        /// As they are in force.
        settings: Box<SettingsView>,
    },
    /// AWS credentials have to be renewed, or are good again.
    Credentials {
        /// What is wrong; null once they are good.
        problem: Option<CredentialsProblem>,
    },
    /// A workspace has another instance: what was open on the old one belongs to nothing any more.
    InstanceReplaced {
        /// The workspace.
        workspace_id: String,
        /// The instance that it had.
        instance_id: String,
    },
    /// The transfers changed; at most four times a second.
    Transfers {
        /// All of them, oldest first.
        transfers: Vec<Transfer>,
    },
    /// Files were dragged over the window, or dropped onto it.
    Dragged {
        /// What happens.
        drag: Drag,
    },
    /// The user wants to close the window, and it asks whether that is fine: `close_window` answers.
    CloseRequested,
    /// The cache was damaged and has been restored as far as possible, or cannot be written.
    CacheNotice {
        /// What happened; null when it is over.
        notice: Option<String>,
    },
    /// The stored card of a workspace changed.
    CardChanged {
        /// The workspace.
        workspace_id: String,
    },
}

/// Everything that is pushed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct AppState {
    /// The connection to the platform.
    pub connection: Connection,
    /// The last list, from the platform or from the store.
    pub workspaces: Option<WorkspaceList>,
    /// Where the user has put the nodes, by workspace id.
    pub layout: BTreeMap<String, Position>,
    /// The SSH sessions to instances.
    pub tunnels: Vec<Tunnel>,
    /// Files on their way, oldest first.
    pub transfers: Vec<Transfer>,
    /// What is wrong with the AWS credentials, while work waits for them.
    pub credentials: Option<CredentialsProblem>,
    /// The settings in force.
    pub settings: SettingsView,
    /// What the user should know of the cache, such as that a damaged file was restored.
    pub cache_notice: Option<String>,
}

/// What the app is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum ConnectionMode {
    /// Nothing is set up.
    None,
    /// The platform of the settings.
    Platform,
    /// The demo fleet inside the app.
    Demo,
}

/// Whether the platform answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum ConnectionStatus {
    /// No platform is set.
    NotConfigured,
    /// No answer yet.
    Connecting,
    /// The last list request was answered.
    Online,
    /// The last list request failed.
    Offline,
}

/// Where the platform's event socket stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum EventsStatus {
    /// Not wanted: nothing is connected.
    #[default]
    Off,
    /// Open.
    Open,
    /// Lost, or not open yet; it is being tried again.
    Reconnecting,
}

/// The connection to the platform.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Connection {
    /// What it is connected to.
    pub mode: ConnectionMode,
    /// Whether it answers.
    pub status: ConnectionStatus,
    /// The platform.
    pub platform_url: Option<String>,
    /// Why it is offline: `unreachable` and `timed_out` are the network, `unauthenticated` the token, anything else the server.
    pub error: Option<IpcError>,
    /// When the platform last answered anything in this session, ms since the epoch. While it is offline, all is stale since then.
    pub answered_ms: Option<u64>,
    /// Whether changes arrive as they happen.
    pub events: EventsStatus,
    /// Something the user should know, such as that the demo runs on an embedded SSH server.
    pub notice: Option<String>,
}
