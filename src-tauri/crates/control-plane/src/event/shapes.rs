//! What events say, where that is more than a field or two. Every field may be missing.

use serde::Deserialize;

use super::Payload;
use crate::{RawCard, WorkspaceId, workspace::valid_id};

/// A workspace that is being started.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Provisioning {
    /// Its name.
    pub name: Option<String>,
    /// Size class.
    pub tier: Option<i64>,
    /// The agent's runtime.
    pub runtime: Option<String>,
    /// The team that it belongs to, where a new one is made in a team.
    pub parent_id: Option<WorkspaceId>,
    /// Where a new one was placed, relative to its parent.
    pub x: Option<f64>,
    /// See `x`.
    pub y: Option<f64>,
    /// The bundle that a new one was made from.
    pub source_bundle_id: Option<String>,
}

impl Provisioning {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        let parent: Option<String> = payload.get("parent_id");
        Self {
            name: payload.get("name"),
            tier: payload.get("tier"),
            runtime: payload.get("runtime"),
            parent_id: parent.and_then(|parent| parent.parse().ok()),
            x: payload.get("x"),
            y: payload.get("y"),
            source_bundle_id: payload.get("source_bundle_id"),
        }
    }
}

/// A workspace whose agent answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Online {
    /// The agent's own address as the server sees it.
    pub url: Option<String>,
    /// The card that it registered, byte for byte; a null one when it has none, `None` when the event says nothing of it.
    pub agent_card: Option<RawCard>,
    /// Its name.
    pub name: Option<String>,
    /// Whether the agent runs elsewhere.
    pub external: Option<bool>,
    /// The status that it had before, when it has recovered.
    pub recovered_from: Option<String>,
}

impl Online {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        Self {
            url: payload.get("url"),
            agent_card: payload.card(),
            name: payload.get("name"),
            external: payload.get("external"),
            recovered_from: payload.get("recovered_from"),
        }
    }
}

/// A workspace whose agent answers, but badly.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Degraded {
    /// Share of the last requests that failed, 0 to 1. Where it is missing, the rate is not 0 but as it was.
    pub error_rate: Option<f64>,
    /// Text of one such failure.
    pub sample_error: Option<String>,
    /// `wedged`: the runtime itself hangs.
    pub runtime_state: Option<String>,
}

impl Degraded {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        Self {
            error_rate: payload.get("error_rate"),
            sample_error: payload.get("sample_error"),
            runtime_state: payload.get("runtime_state"),
        }
    }
}

/// A workspace that could not be started.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProvisionFailed {
    /// Why.
    pub error: Option<String>,
    /// Names of the environment variables that it lacks.
    pub missing: Vec<String>,
    /// The end of its log.
    pub log_tail: Option<String>,
    /// Who noticed.
    pub source: Option<String>,
    /// How long was waited, in seconds.
    pub timeout_secs: Option<f64>,
    /// The agent's runtime.
    pub runtime: Option<String>,
}

impl ProvisionFailed {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        Self {
            error: payload.get("error"),
            missing: payload.list("missing"),
            log_tail: payload.get("log_tail"),
            source: payload.get("source"),
            timeout_secs: payload.get("timeout_secs"),
            runtime: payload.get("runtime"),
        }
    }
}

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Child {
    /// Its id.
    #[serde(default, deserialize_with = "valid_id")]
    pub id: Option<WorkspaceId>,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub role: Option<String>,
}

/// A file that an agent sends along.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Attachment {
    /// Where it is.
    pub uri: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its media type.
    #[serde(default, rename = "mimeType")]
    pub mime_type: Option<String>,
    /// Its size in bytes.
    #[serde(default)]
    pub size: Option<i64>,
}

/// Names of a group of events, and what they say.
macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $kind {
            pub(super) fn of(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The event's name on the wire.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

names! {
    /// What became of an agent.
    AgentChange {
        /// A workspace has one now.
        Assigned = "AGENT_ASSIGNED",
        /// It has another one now.
        Replaced = "AGENT_REPLACED",
        /// It has none any more.
        Removed = "AGENT_REMOVED",
        /// It went to another workspace.
        Moved = "AGENT_MOVED",
    }
}

names! {
    /// How far a delegation has come.
    DelegationStage {
        /// It was handed over.
        Sent = "DELEGATION_SENT",
        /// It goes on.
        Status = "DELEGATION_STATUS",
        /// It is done.
        Complete = "DELEGATION_COMPLETE",
        /// It came to nothing.
        Failed = "DELEGATION_FAILED",
    }
}

names! {
    /// How far an approval has come.
    ApprovalStage {
        /// Somebody is asked.
        Requested = "APPROVAL_REQUESTED",
        /// Somebody else is asked.
        Escalated = "APPROVAL_ESCALATED",
        /// Yes.
        Approved = "APPROVAL_APPROVED",
        /// No.
        Denied = "APPROVAL_DENIED",
    }
}

names! {
    /// What became of something scheduled.
    CronOutcome {
        /// It ran.
        Executed = "CRON_EXECUTED",
        /// It did not.
        Skipped = "CRON_SKIPPED",
    }
}

/// A change of the agent in a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentEvent {
    /// What became of it.
    pub change: AgentChange,
    /// Which agent.
    pub agent_id: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// The model of the one before it.
    pub old_model: Option<String>,
    /// Where it went.
    pub target_workspace_id: Option<String>,
    /// Where it came from.
    pub source_workspace_id: Option<String>,
}

impl AgentEvent {
    pub(super) fn of(change: AgentChange, payload: &Payload<'_>) -> Self {
        Self {
            change,
            agent_id: payload.get("agent_id"),
            model: payload.get("model"),
            old_model: payload.get("old_model"),
            target_workspace_id: payload.get("target_workspace_id"),
            source_workspace_id: payload.get("source_workspace_id"),
        }
    }
}

/// Work that an agent gave to another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub struct Delegation {
    /// How far it has come.
    pub stage: DelegationStage,
    /// Which one.
    pub delegation_id: Option<String>,
    /// To whom; agents that report themselves leave it out.
    pub target_id: Option<String>,
    /// The task, the status, the response or the error, shortened.
    pub text: Option<String>,
    /// By which way the response came.
    pub via: Option<String>,
}

impl Delegation {
    pub(super) fn of(stage: DelegationStage, payload: &Payload<'_>) -> Self {
        let text = match stage {
            DelegationStage::Sent => "task_preview",
            DelegationStage::Status => "status",
            DelegationStage::Complete => "response_preview",
            DelegationStage::Failed => "error",
        };
        Self {
            stage,
            delegation_id: payload.get("delegation_id"),
            target_id: payload.get("target_id"),
            text: payload.get(text),
            via: payload.get("via"),
        }
    }
}

/// Something that a person is to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub struct Approval {
    /// How far it has come.
    pub stage: ApprovalStage,
    /// Which one.
    pub approval_id: Option<String>,
    /// What is to be done.
    pub action: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// For which task.
    pub task_id: Option<String>,
    /// Who asks, when it was escalated.
    pub from_workspace_id: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
}

impl Approval {
    pub(super) fn of(stage: ApprovalStage, payload: &Payload<'_>) -> Self {
        Self {
            stage,
            approval_id: payload.get("approval_id"),
            action: payload.get("action"),
            reason: payload.get("reason"),
            task_id: payload.get("task_id"),
            from_workspace_id: payload.get("from_workspace_id"),
            decided_by: payload.get("decided_by"),
        }
    }
}

/// An entry of the activity log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub struct Activity {
    /// Its kind, such as `a2a_send`.
    pub activity_type: Option<String>,
    /// The method that was called.
    pub method: Option<String>,
    /// One line about it.
    pub summary: Option<String>,
    /// How it ended.
    pub status: Option<String>,
    /// Who did it.
    pub source_id: Option<String>,
    /// To whom.
    pub target_id: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
}

impl Activity {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        Self {
            activity_type: payload.get("activity_type"),
            method: payload.get("method"),
            summary: payload.get("summary"),
            status: payload.get("status"),
            source_id: payload.get("source_id"),
            target_id: payload.get("target_id"),
            duration_ms: payload.get("duration_ms"),
        }
    }
}

/// Something scheduled whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    /// What became of it.
    pub outcome: CronOutcome,
    /// Which schedule.
    pub schedule_id: Option<String>,
    /// Its name.
    pub schedule_name: Option<String>,
    /// How it ended, or why it did not run.
    pub text: Option<String>,
}

impl Cron {
    pub(super) fn of(outcome: CronOutcome, payload: &Payload<'_>) -> Self {
        let text = match outcome {
            CronOutcome::Executed => "status",
            CronOutcome::Skipped => "reason",
        };
        Self {
            outcome,
            schedule_id: payload.get("schedule_id"),
            schedule_name: payload.get("schedule_name"),
            text: payload.get(text),
        }
    }
}

/// A message of a chat that a workspace is connected to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelMessage {
    /// Which channel.
    pub channel_id: Option<String>,
    /// Of which kind.
    pub channel_type: Option<String>,
    /// In or out.
    pub direction: Option<String>,
    /// Whose.
    pub username: Option<String>,
}

impl ChannelMessage {
    pub(super) fn of(payload: &Payload<'_>) -> Self {
        Self {
            channel_id: payload.get("channel_id"),
            channel_type: payload.get("channel_type"),
            direction: payload.get("direction"),
            username: payload.get("username"),
        }
    }
}
