//! What stands in the cloud before anybody looks: workspaces, and what is on their instances' disks.
//!
//! A fleet is plain data. The workspace server answers from it, the AWS side makes one instance per
//! [`InstanceSpec`], and whoever plays the instance (sshd or the embedded server) lays the
//! [`FileSpec`]s out on disk. Nothing here is random: the same fleet has the same bytes each time,
//! so that a test may compare what it reads with what was put there.

mod demo;
mod many;
mod small;

use crate::disk::{AGENT_ID, USER_ID};

/// All workspaces of one organisation.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// In the order in which the server lists them.
    pub workspaces: Vec<WorkspaceSpec>,
}

impl Fleet {
    /// A believable organisation: three teams, several runtimes, every state, trees and cards of
    /// many shapes.
    pub fn demo() -> Self {
        Self {
            workspaces: demo::workspaces(),
        }
    }

    /// `n` online workspaces, each with a running instance and a handful of small files.
    ///
    /// Workspace `i` (from 1) is named `small-i` and has the id [`Fleet::small_id`]`(i)`.
    pub fn small(n: usize) -> Self {
        Self {
            workspaces: (1..=n).map(small::workspace).collect(),
        }
    }

    /// `n` workspaces without an instance, for what is about many rows: teams of ten under a lead,
    /// several runtimes and statuses, and a card with skills each.
    ///
    /// Workspace `i` (from 1) is named `many-i` and has the id [`Fleet::many_id`]`(i)`.
    pub fn many(n: usize) -> Self {
        Self {
            workspaces: (1..=n).map(many::workspace).collect(),
        }
    }

    /// The id of the `i`-th workspace (from 1) of [`Fleet::many`].
    pub fn many_id(i: usize) -> String {
        many::id(i)
    }

    /// The id of the `i`-th workspace (from 1) of [`Fleet::small`].
    pub fn small_id(i: usize) -> String {
        small::id(i)
    }
}

/// One workspace as the platform knows it.
#[derive(Clone, Debug)]
pub struct WorkspaceSpec {
    /// A uuid, lower case.
    pub id: String,
    /// The name shown to people.
    pub name: String,
    /// What the agent is for; absent is sent as null.
    pub role: Option<String>,
    /// `online`, `provisioning`, `offline`, `degraded`, `failed`, `paused`, `hibernated`, or
    /// anything a newer server may say.
    pub status: String,
    /// 1 to 4 by convention.
    pub tier: i64,
    /// Names the program that runs the agent, and by that the base folder of its files.
    pub runtime: String,
    /// The id of the workspace this one belongs under.
    pub parent_id: Option<String>,
    /// Absolute canvas position; `x` and `y` both 0 means never placed.
    pub x: f64,
    /// See `x`.
    pub y: f64,
    /// The effective model, empty when unresolved.
    pub model: String,
    /// Who serves the model, empty when unknown.
    pub provider: String,
    /// The A2A card as registered, of whatever JSON type.
    pub card: Option<serde_json::Value>,
    /// Tasks running at this moment.
    pub active_tasks: i64,
    /// One line on the running task, empty when idle.
    pub current_task: String,
    /// The last error the agent reported, empty when none.
    pub last_error: String,
    /// Whether its children are folded away on the platform's canvas.
    pub collapsed: bool,
    /// A folder of the server's host that it works in.
    pub workspace_dir: Option<String>,
    /// The machine behind it, if one was ever started.
    pub instance: Option<InstanceSpec>,
}

/// The machine behind a workspace.
#[derive(Clone, Debug)]
pub struct InstanceSpec {
    /// EC2's word for its state: `running` or `stopped`.
    pub state: String,
    /// What lies on its disk beyond the system itself.
    pub files: Vec<FileSpec>,
}

/// One regular file; its folders are implied.
#[derive(Clone, Debug)]
pub struct FileSpec {
    /// Absolute on the instance, e.g. `/configs/config.yaml`.
    pub path: String,
    /// The bytes.
    pub content: Vec<u8>,
    /// Permission bits, e.g. `0o644`.
    pub mode: u32,
    /// Whom the file (and the folders made for it) belongs to.
    pub owner: Owner,
}

/// Who owns a file on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// `root:root`.
    Root,
    /// The login user, `ubuntu:ubuntu`.
    User,
    /// Somebody else who is not root, `agent:agent`, with the id 1001.
    Agent,
}

impl Owner {
    /// The id of the user, and of the group.
    pub(crate) fn id(self) -> u32 {
        match self {
            Self::Root => 0,
            Self::User => USER_ID,
            Self::Agent => AGENT_ID,
        }
    }
}

#[cfg(test)]
mod tests;
