//! A workspace as the server shows it, in a list and on its own.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, value::RawValue};

use crate::{RawCard, WorkspaceId, card::present, model::null_is_default};

/// One workspace.
///
/// The list and the single read answer different members: what one of them lacks is `None` here, see
/// [`with_list_fields_of`](Self::with_list_fields_of). Members that this version does not know are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name; up to 255 bytes, not unique.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub role: Option<String>,
    /// Size class, by convention 1 to 4.
    #[serde(default)]
    pub tier: Option<i64>,
    /// `provisioning`, `online`, `offline`, `degraded`, `failed`, `paused`, `hibernated`, `removed`; open to more.
    pub status: String,
    /// The agent card, byte for byte. A null one when the server says that there is none, `None` when it says nothing.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub agent_card: Option<RawCard>,
    /// The agent's own address as the server sees it; empty when it has none.
    #[serde(default, deserialize_with = "null_is_default")]
    pub url: String,
    /// The team that it belongs to. May name a workspace that is not in the list.
    #[serde(default, deserialize_with = "valid_id")]
    pub parent_id: Option<WorkspaceId>,
    /// Tasks that run now.
    #[serde(default, deserialize_with = "null_is_default")]
    pub active_tasks: i64,
    /// Tasks that may run at a time.
    #[serde(default)]
    pub max_concurrent_tasks: Option<i64>,
    /// Share of the last requests that failed, 0 to 1.
    #[serde(default)]
    pub last_error_rate: Option<f64>,
    /// Text of one such failure; empty when there was none. List only.
    #[serde(default)]
    pub last_sample_error: Option<String>,
    /// Seconds since the agent started.
    #[serde(default)]
    pub uptime_seconds: Option<i64>,
    /// What it is working on; empty when nothing. List only.
    #[serde(default)]
    pub current_task: Option<String>,
    /// The agent's runtime, such as `langgraph` or `claude-code`.
    #[serde(default, deserialize_with = "null_is_default")]
    pub runtime: String,
    /// Folder on the server's host. List only.
    #[serde(default)]
    pub workspace_dir: Option<String>,
    /// Spent this month, in US cents. List only.
    #[serde(default)]
    pub monthly_spend: Option<i64>,
    /// Budget of a month, in US cents. List only.
    #[serde(default)]
    pub budget_limit: Option<i64>,
    /// Absolute horizontal position on the platform's canvas. (0, 0) was never placed.
    #[serde(default, deserialize_with = "null_is_default")]
    pub x: f64,
    /// Absolute vertical position on the platform's canvas.
    #[serde(default, deserialize_with = "null_is_default")]
    pub y: f64,
    /// Whether its children are folded away on the platform's canvas.
    #[serde(default, deserialize_with = "null_is_default")]
    pub collapsed: bool,
    /// How long provisioning may take, in milliseconds, where the template says so.
    #[serde(default)]
    pub provision_timeout_ms: Option<i64>,
    /// RFC 3339, as the server wrote it. Single read only.
    #[serde(default)]
    pub last_outbound_at: Option<String>,
    /// The EC2 instance that it runs on, where the server tells.
    #[serde(default)]
    pub instance_id: Option<String>,
}

impl Workspace {
    /// Fills what a single read does not answer from what the list said before.
    #[must_use]
    pub fn with_list_fields_of(mut self, listed: &Self) -> Self {
        fn fill<T: Clone>(field: &mut Option<T>, listed: Option<&T>) {
            if field.is_none() {
                *field = listed.cloned();
            }
        }
        fill(&mut self.agent_card, listed.agent_card.as_ref());
        fill(
            &mut self.last_sample_error,
            listed.last_sample_error.as_ref(),
        );
        fill(&mut self.current_task, listed.current_task.as_ref());
        fill(&mut self.workspace_dir, listed.workspace_dir.as_ref());
        fill(&mut self.monthly_spend, listed.monthly_spend.as_ref());
        fill(&mut self.budget_limit, listed.budget_limit.as_ref());
        self
    }
}

/// A list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkspaceRows {
    /// The rows that are workspaces.
    pub rows: Vec<Workspace>,
    /// How many others there were.
    pub left_out: usize,
}

/// The rows of a list that are workspaces; others are logged, left out and counted.
///
/// # Errors
///
/// Fails when the text is not a JSON array.
pub(crate) fn parse_list(json: &[u8]) -> Result<WorkspaceRows, serde_json::Error> {
    let rows: Vec<&RawValue> = serde_json::from_slice(json)?;
    let all = rows.len();
    let parse = |(index, row): (usize, &RawValue)| match serde_json::from_str(row.get()) {
        Ok(workspace) => Some(workspace),
        Err(error) => {
            // One workspace less is better than no canvas; the next list may have it again.
            tracing::warn!(index, %error, "left out a workspace that could not be read");
            None
        }
    };
    let rows: Vec<_> = rows.into_iter().enumerate().filter_map(parse).collect();
    Ok(WorkspaceRows {
        left_out: all - rows.len(),
        rows,
    })
}

/// A parent that is not an id is no parent.
pub(crate) fn valid_id<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<WorkspaceId>, D::Error> {
    let parent = Value::deserialize(deserializer)?;
    Ok(parent.as_str().and_then(|text| text.parse().ok()))
}

#[cfg(test)]
mod tests;
