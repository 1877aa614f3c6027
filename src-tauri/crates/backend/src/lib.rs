//! What the app does: one method per command, for the window and for the terminal alike.
//!
//! [`Backend`] is cheap to clone and is the whole state. It joins the control plane, the pool of SSH sessions and the store, and
//! tells whoever subscribes what has changed. Nothing here knows a window: the shell and the CLI are wiring around it.
//!
//! # Layout
//!
//! - [`contract`](Commands): every command, event and value that crosses the boundary
//! - `error`: [`IpcError`] and the whole mapping onto it
//! - `settings`: environment and file, checked
//! - `connection`: what the settings lead to: control plane, AWS, pool
//! - `backend`: what it holds, and how it comes to a connection; `freshness`, `events`, `subscription`
//! - `workspaces`, `panel`, `files`, `cards`, `instances`, `host_keys`: the commands
//! - `last_seen`: what panels have shown, for when nobody answers
//! - `lifecycle`, `needs_restart`: changing, restarting, pausing and resuming a workspace; whether a restart is due
//! - `transfers`: files and folders on their way between this machine and an instance
//! - `doctor`, `report`: the whole way to an instance, step by step, and what of it may be passed on
//! - `renewal`: work that waits for AWS credentials
//! - `ssh_access`, `openssh`, `tools`: the way to an instance for `ssh` of one's own, and the configuration that leads it there
//! - `tunnels`, `interest`, `warm_up`, `wake`: the pool shown, kept ahead of time, filled ahead of time, and checked after a sleep
//! - `drafts`: text that was typed and is not saved; `drops`: files of this machine that were dropped onto the window
//! - `read_only`, `audit`: what may change nothing, and what is written down of what was changed
//! - `cache`, `store`: what is kept between two starts; `token`: where the token is
//! - `log`: which dependencies may trace

mod audit;
mod aws;
mod backend;
mod cache;
mod cache_commands;
mod card_commands;
mod card_keys;
mod cards;
mod clock;
mod connection;
mod contract;
mod doctor;
mod drafts;
mod drops;
mod error;
mod events;
mod files;
mod fleet;
mod freshness;
mod host_keys;
mod instances;
mod interest;
mod last_seen;
mod lifecycle;
mod log;
mod needs_restart;
mod openssh;
mod panel;
mod read_only;
mod renewal;
mod report;
mod settings;
mod ssh_access;
mod state;
mod store;
mod subscription;
mod tls;
mod token;
mod tools;
mod transfers;
mod tunnels;
mod wake;
mod warm_up;
mod way;
mod workspaces;
mod yaml;

pub use agent_card;
pub use audit::{AuditAction, AuditLine};
pub use backend::Backend;
pub use cache::{Cache, MemoryCache};
pub use contract::*;
pub use control_plane::WorkspaceId;
pub use drops::Dragging;
pub use eice::{InstanceId, Tunnel as SshTunnel, TunnelMonitor};
pub use error::{ErrorCode, IpcError};
pub use log::{RecentLog, is_safe_to_log};
pub use openssh::{InstalledSshConfig, agent_path};
pub use remote::HostKeyStrategy;
pub use report::doctor_text;
pub use settings::{Environment, Paths};
pub use ssh_access::SshAccess;
// For the kill test of the shell, which keeps cards on the store plugin.
#[doc(hidden)]
pub use store::{Seen, Shelves, Store, StoredCard, StoredCards, StoredList};
pub use subscription::Subscription;
