//! Files on their way between this machine and an instance.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::IpcError;

/// Argument of `choose_upload`: the window never names files of this machine, a dialog does.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ChooseUpload {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// The folder on the instance.
    pub folder: String,
    /// What the dialog offers.
    pub kind: UploadKind,
    /// What happens to files that are there already.
    pub existing: Existing,
}

/// Argument of `upload_dropped`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct UploadDropped {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Of the event `files_dropped`; good once.
    pub drop_id: u64,
    /// The folder on the instance.
    pub folder: String,
    /// What happens to files that are there already.
    pub existing: Existing,
}

/// Argument of `choose_download`: a dialog asks for the folder on this machine.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ChooseDownload {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Files and folders on the instance.
    pub paths: Vec<String>,
    /// What happens to files that are there already.
    pub existing: Existing,
}

/// What a dialog offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum UploadKind {
    /// Files.
    Files,
    /// One folder.
    Folder,
}

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Existing {
    /// It stays, and is reported as skipped.
    Skip,
    /// It is replaced as a whole.
    Replace,
}

/// Argument of `control_transfer`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ControlTransfer {
    /// Of the transfer.
    pub id: u64,
    /// What it is to do.
    pub action: TransferAction,
}

/// What a transfer can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum TransferAction {
    /// Stop for now, and keep what has come.
    Pause,
    /// Go on where it stopped, after a pause or a failure.
    Resume,
    /// Stop for good; half files are removed.
    Cancel,
    /// Take it off the list, once it has ended.
    Dismiss,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum Direction {
    /// To the instance.
    Upload,
    /// To this machine.
    Download,
}

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum TransferState {
    /// Waits for its turn.
    Queued,
    /// Looks what there is to do.
    Scanning,
    /// At work.
    Running,
    /// Waits for `resume`.
    Paused,
    /// Everything is there, but for what `problems` names.
    Done,
    /// Stopped; `resume` goes on where it stopped.
    Failed,
    /// Stopped for good.
    Cancelled,
}

/// One file, or one choice of files and folders, on its way.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Transfer {
    /// Grows with every transfer.
    pub id: u64,
    /// Which way.
    pub direction: Direction,
    /// The workspace.
    pub workspace_id: String,
    /// The instance.
    pub instance_id: String,
    /// The name of what goes, such as `notes.md` or `12 files`.
    pub name: String,
    /// Where it goes: a folder on the instance, or the name of one on this machine.
    pub to: String,
    /// Where it stands.
    pub state: TransferState,
    /// Bytes that have arrived.
    pub bytes_done: u64,
    /// Bytes in all, as far as they are known.
    pub bytes_total: u64,
    /// Files that have arrived.
    pub files_done: u64,
    /// Files in all, as far as they are known.
    pub files_total: u64,
    /// Of the last few seconds; null while nothing moves.
    pub bytes_per_second: Option<f64>,
    /// Until the end at that speed; null while that is not known.
    pub seconds_left: Option<f64>,
    /// What did not arrive, with the reason: at most 100, then how many more.
    pub problems: Vec<TransferProblem>,
    /// Problems in all.
    pub problem_count: u64,
    /// Why it failed.
    pub error: Option<IpcError>,
}

/// A file that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct TransferProblem {
    /// Of the file, on the side that it comes from.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Files of this machine over the window, in CSS pixels from its upper left corner.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum Drag {
    /// They are over it.
    Over {
        /// To the right.
        x: f64,
        /// Downwards.
        y: f64,
    },
    /// They have left it.
    Left,
    /// They were dropped.
    Dropped {
        /// To the right.
        x: f64,
        /// Downwards.
        y: f64,
        /// For `upload_dropped`.
        drop_id: u64,
        /// Their names, without folders.
        names: Vec<String>,
    },
}
