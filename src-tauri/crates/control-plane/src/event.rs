//! What the server tells of: one type per event, read as far as it can be.
//!
//! Payloads differ from one sender to the next, and from the server's own documentation; what is missing or of another type is
//! `None`, never a reason to lose the event. Names that are not known here are kept.

mod payload;
mod shapes;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use self::payload::Payload;
use crate::{RawCard, WorkspaceId};

pub use self::shapes::{
    Activity, AgentChange, AgentEvent, Approval, ApprovalStage, Attachment, ChannelMessage, Child,
    Cron, CronOutcome, Degraded, Delegation, DelegationStage, Online, ProvisionFailed,
    Provisioning,
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// To which workspace; `None` where the server sends no such id.
    pub workspace_id: Option<WorkspaceId>,
    /// When, by the server's clock, to the nanosecond; `None` where it cannot be read. What comes late is told by this.
    pub timestamp: Option<DateTime<Utc>>,
}

/// What happened, with what the server says about it.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// `WORKSPACE_PROVISIONING`: it is being started, also for the first time. Its instance is another one from now on.
    Provisioning(Provisioning),
    /// `WORKSPACE_ONLINE`: its agent has registered, or is well again.
    Online(Online),
    /// `WORKSPACE_OFFLINE`.
    Offline,
    /// `WORKSPACE_DEGRADED`.
    Degraded(Degraded),
    /// `WORKSPACE_PAUSED`.
    Paused,
    /// `WORKSPACE_HIBERNATED`.
    Hibernated,
    /// `WORKSPACE_AWAITING_AGENT`: an agent that runs elsewhere has not registered yet.
    AwaitingAgent,
    /// `WORKSPACE_PROVISION_FAILED`.
    ProvisionFailed(ProvisionFailed),
    /// `WORKSPACE_REMOVED`. One event for each below it follows.
    Removed {
        /// How many went with it.
        cascade_deleted: Option<i64>,
    },
    /// `WORKSPACE_EXPANDED`: it became a team.
    Expanded {
        /// Its new members.
        children: Vec<Child>,
    },
    /// `WORKSPACE_COLLAPSED`: it is no team any more.
    Collapsed {
        /// The names of those that were removed.
        removed_children: Vec<String>,
    },
    /// `WORKSPACE_HEARTBEAT`, about every 30 s from each.
    Heartbeat {
        /// Tasks that run now.
        active_tasks: Option<i64>,
        /// Seconds since the agent started.
        uptime_seconds: Option<i64>,
    },
    /// `TASK_UPDATED`.
    TaskUpdated {
        /// What it is working on; empty when nothing.
        current_task: Option<String>,
        /// Tasks that run now.
        active_tasks: Option<i64>,
    },
    /// `AGENT_CARD_UPDATED`.
    CardUpdated {
        /// The new card, byte for byte; a null one when there is none any more, `None` when the event says nothing of it.
        agent_card: Option<RawCard>,
    },
    /// `AGENT_ASSIGNED`, `AGENT_REPLACED`, `AGENT_REMOVED` or `AGENT_MOVED`: its model may be another one.
    Agent(AgentEvent),
    /// `AGENT_MESSAGE`.
    Message {
        /// What the agent says.
        message: Option<String>,
        /// The agent's name.
        name: Option<String>,
        /// What it sends along.
        attachments: Vec<Attachment>,
    },
    /// `A2A_RESPONSE`.
    A2aResponse {
        /// The method that was called.
        method: Option<String>,
        /// How long it took, in milliseconds.
        duration_ms: Option<i64>,
    },
    /// `ACTIVITY_LOGGED`.
    Activity(Activity),
    /// `DELEGATION_SENT`, `DELEGATION_STATUS`, `DELEGATION_COMPLETE` or `DELEGATION_FAILED`.
    Delegation(Delegation),
    /// `APPROVAL_REQUESTED`, `APPROVAL_ESCALATED`, `APPROVAL_APPROVED` or `APPROVAL_DENIED`.
    Approval(Approval),
    /// `CRON_EXECUTED` or `CRON_SKIPPED`.
    Cron(Cron),
    /// `CHANNEL_MESSAGE`.
    ChannelMessage(ChannelMessage),
    /// A name that is not known here.
    Other(String),
}

/// An event as it is on the wire.
#[derive(Deserialize)]
struct Envelope<'a> {
    event: String,
    #[serde(default)]
    workspace_id: Option<serde_json::Value>,
    #[serde(default)]
    timestamp: Option<serde_json::Value>,
    #[serde(borrow, default)]
    payload: Option<&'a RawValue>,
}

impl Event {
    /// The event that a frame of the socket is.
    ///
    /// # Errors
    ///
    /// When it is no JSON object with an `event`.
    pub fn parse(frame: &str) -> Result<Self, serde_json::Error> {
        let envelope: Envelope<'_> = serde_json::from_str(frame)?;
        let text = |value: &Option<serde_json::Value>| {
            let text = value.as_ref().and_then(serde_json::Value::as_str);
            text.map(str::to_owned)
        };
        let id = text(&envelope.workspace_id).and_then(|id| id.parse().ok());
        let time = text(&envelope.timestamp);
        let time = time.and_then(|time| DateTime::parse_from_rfc3339(&time).ok());
        Ok(Self {
            kind: EventKind::of(envelope.event, &Payload::of(envelope.payload)),
            workspace_id: id,
            timestamp: time.map(|time| time.with_timezone(&Utc)),
        })
    }
}

impl EventKind {
    fn of(name: String, payload: &Payload<'_>) -> Self {
        match name.as_str() {
            "WORKSPACE_PROVISIONING" => Self::Provisioning(Provisioning::of(payload)),
            "WORKSPACE_ONLINE" => Self::Online(Online::of(payload)),
            "WORKSPACE_OFFLINE" => Self::Offline,
            "WORKSPACE_DEGRADED" => Self::Degraded(Degraded::of(payload)),
            "WORKSPACE_PAUSED" => Self::Paused,
            "WORKSPACE_HIBERNATED" => Self::Hibernated,
            "WORKSPACE_AWAITING_AGENT" => Self::AwaitingAgent,
            "WORKSPACE_PROVISION_FAILED" => Self::ProvisionFailed(ProvisionFailed::of(payload)),
            "WORKSPACE_REMOVED" => Self::Removed {
                cascade_deleted: payload.get("cascade_deleted"),
            },
            "WORKSPACE_EXPANDED" => Self::Expanded {
                children: payload.list("children"),
            },
            "WORKSPACE_COLLAPSED" => Self::Collapsed {
                removed_children: payload.list("removed_children"),
            },
            "WORKSPACE_HEARTBEAT" => Self::Heartbeat {
                active_tasks: payload.get("active_tasks"),
                uptime_seconds: payload.get("uptime_seconds"),
            },
            "TASK_UPDATED" => Self::TaskUpdated {
                current_task: payload.get("current_task"),
                active_tasks: payload.get("active_tasks"),
            },
            "AGENT_CARD_UPDATED" => Self::CardUpdated {
                agent_card: payload.card(),
            },
            _ => Self::of_work(name, payload),
        }
    }

    /// The events about what agents do, rather than about the workspaces themselves.
    fn of_work(name: String, payload: &Payload<'_>) -> Self {
        if let Some(change) = AgentChange::of(&name) {
            return Self::Agent(AgentEvent::of(change, payload));
        }
        if let Some(stage) = DelegationStage::of(&name) {
            return Self::Delegation(Delegation::of(stage, payload));
        }
        if let Some(stage) = ApprovalStage::of(&name) {
            return Self::Approval(Approval::of(stage, payload));
        }
        if let Some(outcome) = CronOutcome::of(&name) {
            return Self::Cron(Cron::of(outcome, payload));
        }
        match name.as_str() {
            "AGENT_MESSAGE" => Self::Message {
                message: payload.get("message"),
                name: payload.get("name"),
                attachments: payload.list("attachments"),
            },
            "A2A_RESPONSE" => Self::A2aResponse {
                method: payload.get("method"),
                duration_ms: payload.get("duration_ms"),
            },
            "ACTIVITY_LOGGED" => Self::Activity(Activity::of(payload)),
            "CHANNEL_MESSAGE" => Self::ChannelMessage(ChannelMessage::of(payload)),
            _ => Self::Other(name),
        }
    }

    /// The event's name on the wire.
    pub fn name(&self) -> &str {
        match self {
            Self::Provisioning(_) => "WORKSPACE_PROVISIONING",
            Self::Online(_) => "WORKSPACE_ONLINE",
            Self::Offline => "WORKSPACE_OFFLINE",
            Self::Degraded(_) => "WORKSPACE_DEGRADED",
            Self::Paused => "WORKSPACE_PAUSED",
            Self::Hibernated => "WORKSPACE_HIBERNATED",
            Self::AwaitingAgent => "WORKSPACE_AWAITING_AGENT",
            Self::ProvisionFailed(_) => "WORKSPACE_PROVISION_FAILED",
            Self::Removed { .. } => "WORKSPACE_REMOVED",
            Self::Expanded { .. } => "WORKSPACE_EXPANDED",
            Self::Collapsed { .. } => "WORKSPACE_COLLAPSED",
            Self::Heartbeat { .. } => "WORKSPACE_HEARTBEAT",
            Self::TaskUpdated { .. } => "TASK_UPDATED",
            Self::CardUpdated { .. } => "AGENT_CARD_UPDATED",
            Self::Agent(event) => event.change.name(),
            Self::Message { .. } => "AGENT_MESSAGE",
            Self::A2aResponse { .. } => "A2A_RESPONSE",
            Self::Activity(_) => "ACTIVITY_LOGGED",
            Self::Delegation(delegation) => delegation.stage.name(),
            Self::Approval(approval) => approval.stage.name(),
            Self::Cron(cron) => cron.outcome.name(),
            Self::ChannelMessage(_) => "CHANNEL_MESSAGE",
            Self::Other(name) => name,
        }
    }

    /// Whether workspaces came or went, so that a list from before this event lacks something.
    pub fn changes_the_list(&self) -> bool {
        matches!(
            self,
            Self::Provisioning(_)
                | Self::Removed { .. }
                | Self::Expanded { .. }
                | Self::Collapsed { .. }
        )
    }
}

#[cfg(test)]
mod tests;
