//! The workspace server's REST interface and its event socket, as far as the app uses them.
//!
//! The server is met as it is, not as it should be: fields come and go between versions, a 404 has five meanings, and a
//! wrong address often answers with a web page. So parsing takes what is there, one bad row never spoils a list, and
//! [`Error`] has one variant per thing that the caller can do about it.
//!
//! Not here: caching, merging with what the app already knows, and deciding what to show.
//!
//! # Layout
//!
//! `client` is the interface, with its reads and its changes; `tokens` a workspace's own credentials; `fetch` one request with its
//! deadline, size limit and single retry; `flights` makes identical reads one, `budget` holds back those that nobody waits for;
//! `answer` tells what an answer means; `events` is the socket, `event` what comes over it; the rest are the shapes on the wire, and
//! what is refused before it is sent.
//!
//! # Example
//!
//! ```no_run
//! # async fn run(token: secrecy::SecretString) -> Result<(), Box<dyn std::error::Error>> {
//! let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let platform = "https://acme.example".parse()?;
//! let client = control_plane::Client::new(http, platform, None, Some(token));
//! for workspace in client.workspaces().await? {
//!     let model = client.model(&workspace.id).await?;
//!     assert!(!model.source.is_empty(), "{} says where its model comes from", workspace.name);
//! }
//! # Ok(())
//! # }
//! ```

mod answer;
mod budget;
mod card;
mod client;
mod error;
mod event;
mod events;
mod fetch;
mod flights;
mod id;
mod model;
mod patch;
mod publish;
mod template;
mod tokens;
mod workspace;

pub use crate::card::{InvalidCard, RawCard};
pub use crate::client::{Client, Patched, Restarted};
pub use crate::error::Error;
pub use crate::event::{
    Activity, AgentChange, AgentEvent, Approval, ApprovalStage, Attachment, ChannelMessage, Child,
    Cron, CronOutcome, Degraded, Delegation, DelegationStage, Event, EventKind, Online,
    ProvisionFailed, Provisioning,
};
pub use crate::events::EventStream;
pub use crate::id::{InvalidWorkspaceId, WorkspaceId};
pub use crate::model::{Model, Provider};
pub use crate::patch::{Parent, WorkspacePatch};
pub use crate::template::{Template, TemplateModel};
pub use crate::tokens::WorkspaceToken;
pub use crate::workspace::{Workspace, WorkspaceRows};
