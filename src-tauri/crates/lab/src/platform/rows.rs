//! A workspace as the server writes it: in a list, alone, and in the event of a new status.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value, json};

use crate::fleet::WorkspaceSpec;

/// What only a list says.
const LIST_ONLY: [&str; 5] = [
    "last_sample_error",
    "current_task",
    "workspace_dir",
    "monthly_spend",
    "budget_limit",
];

/// Runtimes whose template declares how long a start may take, in milliseconds.
const SLOW_STARTERS: [(&str, u64); 2] = [("claude-code", 720_000), ("hermes", 900_000)];

/// A row of `GET /workspaces`.
pub(super) fn list_row(row: &WorkspaceSpec) -> Value {
    Value::Object(fields(row))
}

/// The answer of `GET /workspaces/:id`, with the instance's id where there is one.
pub(super) fn single_row(row: &WorkspaceSpec, instance_id: Option<&str>) -> Value {
    let mut fields = fields(row);
    for name in LIST_ONLY {
        fields.remove(name);
    }
    fields.insert("last_outbound_at".to_owned(), Value::Null);
    if let Some(id) = instance_id {
        fields.insert("instance_id".to_owned(), id.into());
    }
    Value::Object(fields)
}

/// The event that announces a status.
pub(super) fn status_event(status: &str) -> String {
    match status {
        "failed" => "WORKSPACE_PROVISION_FAILED".to_owned(),
        other => format!("WORKSPACE_{}", other.to_uppercase()),
    }
}

/// What that event says about the workspace, which has the status already.
pub(super) fn status_payload(row: &WorkspaceSpec) -> Value {
    match row.status.as_str() {
        "provisioning" => json!({ "name": row.name, "tier": row.tier, "runtime": row.runtime }),
        "online" => json!({ "url": url(row), "agent_card": row.card }),
        "degraded" => json!({ "error_rate": error_rate(row), "sample_error": row.last_error }),
        "paused" => json!({ "name": row.name }),
        "hibernated" => json!({ "name": row.name, "tier": row.tier }),
        "failed" => json!({ "error": row.last_error }),
        _ => json!({}),
    }
}

fn fields(row: &WorkspaceSpec) -> Map<String, Value> {
    let whole = json!({
        "id": row.id,
        "name": row.name,
        "role": row.role,
        "tier": row.tier,
        "status": row.status,
        "agent_card": row.card,
        "url": url(row),
        "parent_id": row.parent_id,
        "active_tasks": row.active_tasks,
        "max_concurrent_tasks": 1,
        "last_error_rate": error_rate(row),
        "last_sample_error": row.last_error,
        "uptime_seconds": uptime_seconds(row),
        "current_task": row.current_task,
        "runtime": row.runtime,
        "workspace_dir": row.workspace_dir,
        "monthly_spend": spread(row, 9_000),
        "budget_limit": null,
        "x": row.x,
        "y": row.y,
        "collapsed": row.collapsed,
    });
    let Value::Object(mut fields) = whole else {
        return Map::new();
    };
    if let Some((_, ms)) = SLOW_STARTERS
        .iter()
        .find(|(runtime, _)| *runtime == row.runtime)
    {
        fields.insert("provision_timeout_ms".to_owned(), (*ms).into());
    }
    fields
}

fn is_up(row: &WorkspaceSpec) -> bool {
    matches!(row.status.as_str(), "online" | "degraded")
}

/// Where the platform itself reaches the agent: empty when it is not up.
fn url(row: &WorkspaceSpec) -> String {
    if is_up(row) {
        format!("http://127.0.0.1:{}", 49_153 + spread(row, 10_000))
    } else {
        String::new()
    }
}

fn error_rate(row: &WorkspaceSpec) -> f64 {
    if row.status == "degraded" { 0.42 } else { 0.0 }
}

fn uptime_seconds(row: &WorkspaceSpec) -> u64 {
    if is_up(row) {
        600 + spread(row, 400_000)
    } else {
        0
    }
}

/// A number below `below` that is the workspace's own, the same each time.
fn spread(row: &WorkspaceSpec, below: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.id.hash(&mut hasher);
    hasher.finish() % below
}
