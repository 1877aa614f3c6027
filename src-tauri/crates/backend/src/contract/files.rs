//! Files on an instance: what can be asked of them, and what is told.

use control_plane::WorkspaceId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::IpcError;

/// Argument of `list_files`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ListFiles {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Absolute under a root, or relative to the base folder; "" is the base folder.
    pub path: String,
    /// How many folders deep, 1 to 5. Defaults to 1: the folder's own entries.
    #[serde(default = "one")]
    pub depth: u8,
    /// Whether to list what is left out otherwise, such as `.git` and `node_modules`.
    #[serde(default)]
    pub shows_hidden: bool,
}

impl ListFiles {
    /// The entries of a folder, but for the hidden ones.
    pub fn of(workspace_id: WorkspaceId, path: impl Into<String>) -> Self {
        Self {
            workspace_id,
            path: path.into(),
            depth: one(),
            shows_hidden: false,
        }
    }
}

fn one() -> u8 {
    1
}

/// A part of a folder with many entries, on the way to the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum ListingPart {
    /// The first entries that came, in order among themselves, to be shown until the whole is there.
    First {
        /// At most 500.
        entries: Vec<Entry>,
    },
    /// How many have come.
    Count {
        /// Entries.
        entries: u64,
    },
    /// All of them in order, in several chunks.
    Chunk {
        /// At most 2,000.
        entries: Vec<Entry>,
    },
}

/// Argument of `read_file`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct ReadFile {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Absolute under a root, or relative to the base folder.
    pub path: String,
}

/// Argument of `write_file`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct WriteFile {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Absolute under a root, or relative to the base folder.
    pub path: String,
    /// The whole new content.
    pub text: String,
    /// How `text` stands for bytes; what the file was read with. Defaults to UTF-8.
    #[serde(default)]
    pub encoding: TextEncoding,
    /// The instance that the editor loaded it from; the write is refused when the workspace has another one by now. null: any.
    #[serde(default)]
    pub instance_id: Option<String>,
    /// The version that the editor loaded; null creates the file and fails with `conflict` if it exists.
    pub base: Option<FileVersion>,
    /// Skips the comparison with `base`.
    pub overwrite: bool,
}

/// How a text stands for the bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum TextEncoding {
    /// As UTF-8.
    #[default]
    Utf8,
    /// As UTF-8, but for bytes that are not: 0x80 to 0xFF stand as U+10FF80 to U+10FFFF.
    Utf8WithBytes,
}

/// How a write ended. Whatever else is in the way is an error, and nothing was written then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "status",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[ts(export_to = "contract.ts")]
pub enum WriteOutcome {
    /// The text is the file.
    Saved {
        /// The file as it is now.
        version: FileVersion,
        /// It was read back and compared; files above 1 MiB are not.
        is_verified: bool,
        /// What the user should know, such as that the server cannot flush to the disk.
        notes: Vec<String>,
    },
    /// Somebody else has changed the file.
    Conflict {
        /// What they made of it; null when they removed it.
        theirs: Option<FileContent>,
        /// The text was written all the same: they were faster than the last look, and `theirs` is what it took the place of. To go
        /// on from here, this is the base. null: nothing was written.
        written: Option<FileVersion>,
        /// Where `theirs` is kept on the instance because it is too large to come along.
        kept_path: Option<String>,
    },
}

/// Argument of `remove_file`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct RemoveFile {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Absolute under a root, or relative to the base folder.
    pub path: String,
    /// The instance that the file was seen on; the removal is refused when the workspace has another one by now. null: any.
    #[serde(default)]
    pub instance_id: Option<String>,
}

/// Argument of `remove_folder`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct RemoveFolder {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Absolute under a root, or relative to the base folder.
    pub path: String,
    /// The instance that this is meant for; refused with `conflict` when the workspace has another one by now. null: any.
    #[serde(default)]
    pub instance_id: Option<String>,
    /// The folder's name, as the user has typed it; refused when it is another.
    pub confirmed_name: String,
}

/// What a removal has removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Removed {
    /// Files and links.
    pub files: u64,
    /// Folders.
    pub folders: u64,
}

/// Argument of `create_folder`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct CreateFolder {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// Absolute under a root, or relative to the base folder. Missing folders above it are made.
    pub path: String,
    /// The instance that this is meant for; refused with `conflict` when the workspace has another one by now. null: any.
    #[serde(default)]
    pub instance_id: Option<String>,
}

/// Argument of `move_entry`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct MoveEntry {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// What is moved or renamed: a file, a link or a folder.
    pub from: String,
    /// Its new path; refused with `conflict` when something is there.
    pub to: String,
    /// The instance that this is meant for; refused with `conflict` when the workspace has another one by now. null: any.
    #[serde(default)]
    pub instance_id: Option<String>,
}

/// Argument of `stat_files`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct StatFiles {
    /// The workspace.
    #[ts(type = "string")]
    pub workspace_id: WorkspaceId,
    /// At most 100, each as in `read_file`.
    pub paths: Vec<String>,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct FileStat {
    /// Absolute path.
    pub path: String,
    /// The instance that was asked.
    pub instance_id: String,
    /// null: there is no such file.
    pub stat: Option<Stat>,
}

/// What the file system says of an entry, links followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Stat {
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Last change, ms since the epoch; whole seconds, SFTP has no more.
    pub modified_ms: u64,
    /// Permission bits, such as 0o644.
    pub mode: u32,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Symlink,
    /// A device, a pipe or a socket.
    Other,
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Entry {
    /// Without its folder.
    pub name: String,
    /// Absolute path.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Last change, ms since the epoch.
    pub modified_ms: Option<u64>,
    /// Why it cannot be opened, such as a name that is not UTF-8.
    pub locked_reason: Option<String>,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Listing {
    /// The workspace's base folder on the instance.
    pub base: String,
    /// Absolute path of the folder.
    pub path: String,
    /// Folders first, then by name, numbers in names by their value. Empty when they came as chunks.
    pub entries: Vec<Entry>,
    /// How many there are.
    pub total: u64,
    /// Names that were left out, such as `.git`, as paths below `path`.
    pub hidden: Vec<String>,
    /// Why nothing can be written here, such as a refused sudo.
    pub read_only_reason: Option<String>,
    /// This is what was seen last, since the instance could not be asked; null when it was.
    pub stored: Option<StoredAge>,
}

/// That something comes from the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct StoredAge {
    /// When it was fetched, ms since the epoch.
    pub fetched_ms: u64,
    /// Why it could not be fetched now.
    pub error: IpcError,
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export_to = "contract.ts")]
pub struct FileVersion {
    /// Size in bytes.
    pub size_bytes: u64,
    /// Last change, ms since the epoch; whole seconds, SFTP has no more.
    pub modified_ms: u64,
    /// SHA-256 in hexadecimal; null when the content was not read.
    pub sha256: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum ContentKind {
    /// Can be edited as text.
    Text,
    /// Anything else.
    Binary,
    /// More than 5 MiB; not read.
    TooLarge,
}

/// A file for an editor.
/// As the answer of `read_file` and in a `PanelEvent`, one with a text crosses as raw bytes: the length of a head, 4 bytes, big-endian;
/// the head, the JSON of the answer or of the whole event with `text: null`; the text, UTF-8, to the end. Anywhere else, and without a
/// text, it is JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct FileContent {
    /// Absolute path.
    pub path: String,
    /// The instance that it lies on.
    pub instance_id: String,
    /// What it holds.
    pub kind: ContentKind,
    /// null unless kind is "text"; and in the head of raw bytes, where the text follows.
    pub text: Option<String>,
    /// How `text` stands for the file's bytes.
    pub encoding: TextEncoding,
    /// The beginning and the end of a file that is too large; null otherwise.
    pub excerpt: Option<Excerpt>,
    /// Permission bits, such as 0o644.
    pub mode: u32,
    /// Which state of it.
    pub version: FileVersion,
    /// Why it cannot be written.
    pub read_only_reason: Option<String>,
}

/// The two ends of a large file, for reading only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct Excerpt {
    /// The first 64 KiB, at most, cut at a line.
    pub head: String,
    /// The last 64 KiB, at most, cut at a line.
    pub tail: String,
    /// Bytes between the two.
    pub omitted_bytes: u64,
}
