//! What crosses the boundary to the window and to scripts: every command, every event, every value.
//!
//! `cargo test` writes `ui/src/ipc/contract.ts` from this file. Numbers name their unit and stay below 2^53; times are milliseconds
//! since the epoch.

mod access;
mod doctor;
mod drafts;
mod files;
mod search;
mod settings;
mod transfers;

use std::collections::BTreeMap;

use agent_card::CardView;
use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::{access::*, doctor::*, drafts::*, files::*, search::*, settings::*, transfers::*};
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
    /// Of `open_panel`.
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
    /// The agent card of a workspace, from the store; no network.
    pub read_card: (ReadCard, Option<CardEntry>),
    /// The entries of a folder; those of a large one come over the channel argument `events`.
    pub list_files: (ListFiles, Listing),
    /// One file, for an editor.
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

/// A part of the panel that loads, fails and retries by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Leg {
    /// The workspace's row.
    Workspace,
    /// Its model.
    Model,
    /// Its provider.
    Provider,
    /// Its config.yaml.
    Config,
    /// The entries of its base folder.
    Files,
}

impl Leg {
    /// All five, as a panel opens them.
    pub const ALL: [Self; 5] = [
        Self::Workspace,
        Self::Model,
        Self::Provider,
        Self::Config,
        Self::Files,
    ];
}

/// Argument of `open_panel`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct OpenPanel {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Newer generations of a workspace cancel older ones; the same one adds to itself.
    pub generation: u64,
    /// The legs to load; a retry names one.
    pub legs: Vec<Leg>,
}

/// Argument of `close_panel`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ClosePanel {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Closes this generation and older ones.
    pub generation: u64,
}

/// Argument of `read_card`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ReadCard {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
}

/// Argument of `move_nodes`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct MoveNodes {
    /// Position by workspace id; others stay where they are.
    pub positions: BTreeMap<String, Position>,
}

/// Argument of `close_tunnel`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct CloseTunnel {
    /// Of the tunnel.
    pub id: u64,
}

/// Argument of `set_visible`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct SetVisible {
    /// Whether the window can be seen.
    pub visible: bool,
}

/// A place on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[ts(export_to = "contract.ts")]
pub struct Position {
    /// To the right, in canvas units.
    pub x: f64,
    /// Downwards, in canvas units.
    pub y: f64,
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
    /// A new list.
    Workspaces {
        /// The list.
        list: WorkspaceList,
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
    /// Why it is offline.
    pub error: Option<IpcError>,
    /// Something the user should know, such as that the demo runs on an embedded SSH server.
    pub notice: Option<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Source {
    /// Answered in this session.
    Live,
    /// From the store.
    Store,
}

/// The workspaces of the platform.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct WorkspaceList {
    /// In the platform's order.
    pub workspaces: Vec<Workspace>,
    /// When the platform answered, ms since the epoch.
    pub fetched_ms: u64,
    /// Whether that was in this session.
    pub source: Source,
}

/// A workspace as the canvas shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Workspace {
    /// Lower-case UUID.
    pub id: String,
    /// The platform's name for it.
    pub name: String,
    /// What it is for.
    pub role: Option<String>,
    /// An open list of words: `online`, `offline`, `failed`, …
    pub status: String,
    /// 1 to 4 by convention.
    pub tier: Option<i64>,
    /// Such as `claude-code`.
    pub runtime: String,
    /// The workspace that leads its team.
    pub parent_id: Option<String>,
    /// The EC2 instance, where the platform tells.
    pub instance_id: Option<String>,
    /// Tasks at work.
    pub active_tasks: i64,
    /// What it works on.
    pub current_task: Option<String>,
    /// The last error that it reported.
    pub last_error: Option<String>,
    /// First placement only: the platform's absolute x. (0, 0) was never placed.
    pub x: f64,
    /// First placement only: the platform's absolute y.
    pub y: f64,
}

/// One leg of a panel has settled.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum PanelEvent {
    /// The workspace's row.
    Workspace {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Workspace>,
    },
    /// The model.
    Model {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Model>,
    },
    /// The provider.
    Provider {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Provider>,
    },
    /// config.yaml.
    Config {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<FileContent>,
    },
    /// The base folder.
    Files {
        /// Of the opening.
        generation: u64,
        /// How it settled.
        outcome: Outcome<Listing>,
    },
}

/// How a leg has settled, and how long that took from the opening.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(
    tag = "status",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum Outcome<T> {
    /// A value.
    Ok {
        /// The value.
        value: T,
        /// Milliseconds since the opening.
        ms: f64,
        /// When it arrived, ms since the epoch.
        fetched_ms: u64,
    },
    /// The server does not have this.
    NotOffered {
        /// Milliseconds since the opening.
        ms: f64,
    },
    /// No value.
    Failed {
        /// Why.
        error: IpcError,
        /// Milliseconds since the opening.
        ms: f64,
    },
}

/// The model of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Model {
    /// Empty when none is set.
    pub model: String,
    /// The platform's word for where it comes from.
    pub source: String,
}

/// The provider of a workspace's model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Provider {
    /// Empty when none is set.
    pub provider: String,
    /// The platform's word for where it comes from.
    pub source: String,
}

/// A card from the store.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardEntry {
    /// The workspace.
    pub workspace_id: String,
    /// The card, readable.
    pub view: CardView,
    /// The card as received, pretty-printed JSON.
    pub raw: String,
    /// When the platform last confirmed it, ms since the epoch.
    pub confirmed_ms: u64,
    /// Whether that was in this session.
    pub source: Source,
}

/// Where a tunnel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum TunnelState {
    /// Being set up, or waiting for a place.
    Connecting,
    /// Handed out.
    Open,
    /// The successor of an open one is being set up.
    Reconnecting,
    /// Its set-up failed.
    Failed,
    /// No longer handed out; it closes with the last work on it.
    Closed,
}

/// One step of a set-up. Steps overlap: the key push runs beside the tunnel.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct PhaseTime {
    /// Such as `key push`.
    pub name: String,
    /// Milliseconds from the start of the set-up to the start of the step.
    pub start_ms: f64,
    /// Milliseconds that it took.
    pub ms: f64,
}

/// An SSH session to an instance, or one on its way.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Tunnel {
    /// Grows with every set-up.
    pub id: u64,
    /// The instance.
    pub instance_id: String,
    /// The workspace on it, when it is in the list.
    pub workspace_id: Option<String>,
    /// The user on the instance.
    pub os_user: String,
    /// The endpoint that it goes through.
    pub endpoint: String,
    /// Where it stands.
    pub state: TunnelState,
    /// When it was set up, or asked for, ms since the epoch.
    pub since_ms: u64,
    /// When its successor is dialled, ms since the epoch; null when none will be.
    pub rotates_at_ms: Option<u64>,
    /// When it is no longer handed out, ms since the epoch; null before it is open.
    pub expires_at_ms: Option<u64>,
    /// How many hold it.
    pub leases: u64,
    /// Channels open on it.
    pub channels: u64,
    /// Bytes that came out of it.
    pub bytes_read: u64,
    /// Bytes that went into it.
    pub bytes_written: u64,
    /// Why its last set-up failed or it was given up.
    pub last_error: Option<String>,
    /// What its set-up was spent on.
    pub phases: Vec<PhaseTime>,
}
