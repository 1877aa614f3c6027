//! What an event says about a workspace, field by field: the table of the platform's events.

use control_plane::{EventKind, RawCard};

/// What a workspace shows that could not be started for no reason that the platform tells.
const UNKNOWN_ERROR: &str = "Unknown provisioning error";

/// What one event tells. A field that it leaves out stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct News {
    /// Whether the workspace is there.
    pub(super) presence: Option<Presence>,
    pub(super) status: Option<&'static str>,
    /// Empty: none.
    pub(super) current_task: Option<String>,
    pub(super) active_tasks: Option<i64>,
    pub(super) uptime_seconds: Option<i64>,
    pub(super) error_rate: Option<f64>,
    /// Empty: none.
    pub(super) last_error: Option<String>,
    /// A null one: the workspace has none any more.
    pub(super) card: Option<RawCard>,
    /// Only a list can say what has changed.
    pub(super) wants_list: bool,
}

/// What an event says about whether a workspace is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is started, on a new instance where it has one.
    Provisioned,
    /// It is gone.
    Removed,
}

impl News {
    /// What the fleet takes from an event; `None` when it is about something else.
    pub(super) fn of(kind: EventKind) -> Option<Self> {
        let status = |status| Self {
            status: Some(status),
            ..Self::default()
        };
        Some(match kind {
            EventKind::Provisioning(_) => Self {
                presence: Some(Presence::Provisioned),
                current_task: Some(String::new()),
                ..status("provisioning")
            },
            EventKind::Online(online) => Self {
                card: online.agent_card,
                ..status("online")
            },
            EventKind::Offline => status("offline"),
            EventKind::Degraded(degraded) => Self {
                error_rate: degraded.error_rate,
                last_error: degraded.sample_error,
                ..status("degraded")
            },
            EventKind::Paused => Self {
                current_task: Some(String::new()),
                ..status("paused")
            },
            EventKind::Hibernated => status("hibernated"),
            EventKind::AwaitingAgent => status("awaiting_agent"),
            EventKind::ProvisionFailed(failed) => {
                let told = failed.error.filter(|error| !error.is_empty());
                Self {
                    last_error: Some(told.unwrap_or_else(|| UNKNOWN_ERROR.to_owned())),
                    ..status("failed")
                }
            }
            EventKind::Removed { .. } => Self {
                presence: Some(Presence::Removed),
                ..Self::default()
            },
            other => return Self::of_work(other),
        })
    }

    /// The same of events that leave presence and status as they are.
    fn of_work(kind: EventKind) -> Option<Self> {
        Some(match kind {
            EventKind::Expanded { .. } | EventKind::Collapsed { .. } => Self {
                wants_list: true,
                ..Self::default()
            },
            EventKind::Heartbeat {
                active_tasks,
                uptime_seconds,
            } => Self {
                active_tasks,
                uptime_seconds,
                ..Self::default()
            },
            EventKind::TaskUpdated {
                current_task,
                active_tasks,
            } => Self {
                current_task,
                active_tasks,
                ..Self::default()
            },
            EventKind::CardUpdated { agent_card } => Self {
                card: agent_card,
                ..Self::default()
            },
            EventKind::Provisioning(_)
            | EventKind::Online(_)
            | EventKind::Offline
            | EventKind::Degraded(_)
            | EventKind::Paused
            | EventKind::Hibernated
            | EventKind::AwaitingAgent
            | EventKind::ProvisionFailed(_)
            | EventKind::Removed { .. }
            | EventKind::Agent(_)
            | EventKind::Message { .. }
            | EventKind::A2aResponse { .. }
            | EventKind::Activity(_)
            | EventKind::Delegation(_)
            | EventKind::Approval(_)
            | EventKind::Cron(_)
            | EventKind::ChannelMessage(_)
            | EventKind::Other(_) => return None,
        })
    }
}
