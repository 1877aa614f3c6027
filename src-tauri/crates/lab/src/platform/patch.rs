//! `PATCH /workspaces/:id`, with all that is wrong about it.
//!
//! Every column is an update of its own; one that fails is swallowed and the answer is "updated" all
//! the same. No cycle is noticed, nobody is told, and a tier of null spoils the row for good.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::auth::WorkspaceAuth;
use super::body::Object;
use super::{State, World, reply};

/// Fields of text with their longest length in bytes.
const LENGTHS: [(&str, usize); 3] = [("name", 255), ("role", 1_000), ("runtime", 100)];
const YAML_SIGNS: [char; 9] = ['{', '}', '[', ']', '|', '>', '*', '&', '!'];
const SYSTEM_FOLDERS: [&str; 10] = [
    "/etc", "/var", "/proc", "/sys", "/dev", "/boot", "/sbin", "/bin", "/lib", "/usr",
];

impl State {
    /// Makes these columns fail in every `PATCH` from now on: it says "updated", and they stay as they
    /// were.
    pub fn swallow_columns(&self, columns: &[&str]) {
        self.world().swallowed = columns.iter().map(|&column| column.to_owned()).collect();
    }
}

pub(super) async fn patch(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
    Object(body): Object,
) -> Response {
    let bad = |message: &str| reply::error(StatusCode::BAD_REQUEST, message);
    let Ok(id) = Uuid::parse_str(&id).map(|id| id.to_string()) else {
        return bad("invalid workspace ID");
    };
    if let Err(message) = check(&body) {
        return bad(&message);
    }
    let mut world = state.world();
    if !world.workspaces.iter().any(|row| row.id == id) {
        return reply::error(StatusCode::NOT_FOUND, "workspace not found");
    }
    for (column, value) in &body {
        if column != "workspace_dir" && !world.swallowed.contains(column) {
            world.update(&id, column, value, &body);
        }
    }
    let Some(folder) = body.get("workspace_dir") else {
        return reply::json(StatusCode::OK, &json!({ "status": "updated" }));
    };
    let folder = folder.as_str().unwrap_or_default();
    if !is_folder_allowed(folder) {
        // What came before it in the body is written by now.
        return bad("invalid workspace directory");
    }
    if !world.swallowed.contains("workspace_dir")
        && let Some(row) = world.row(&id)
    {
        row.workspace_dir = Some(folder.to_owned());
    }
    let body = json!({ "status": "updated", "needs_restart": true });
    reply::json(StatusCode::OK, &body)
}

fn check(body: &Map<String, Value>) -> Result<(), String> {
    for (field, max_bytes) in LENGTHS {
        let Some(text) = body.get(field).and_then(Value::as_str) else {
            continue;
        };
        if text.len() > max_bytes {
            return Err(format!("{field} must be at most {max_bytes} characters"));
        }
        if text.contains(['\r', '\n']) {
            return Err(format!("{field} must not contain line breaks"));
        }
        if field != "runtime" && text.contains(YAML_SIGNS) {
            return Err(format!("{field} contains invalid characters"));
        }
    }
    Ok(())
}

fn is_folder_allowed(folder: &str) -> bool {
    let is_system = SYSTEM_FOLDERS.iter().any(|root| {
        let rest = folder.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    folder.starts_with('/') && !folder.contains("..") && !is_system
}

impl World {
    /// One column's update; a value that the database would refuse changes nothing.
    fn update(&mut self, id: &str, column: &str, value: &Value, body: &Map<String, Value>) {
        let parent_exists = |world: &Self| {
            let parent = value.as_str().unwrap_or_default();
            world.workspaces.iter().any(|row| row.id == parent)
        };
        if column == "tier" && value.is_null() {
            self.unreadable.insert(id.to_owned());
            return;
        }
        if column == "parent_id" && !value.is_null() && !parent_exists(self) {
            return;
        }
        let Some(row) = self.row(id) else { return };
        let text = value.as_str().map(str::to_owned);
        match (column, value) {
            ("name", Value::String(name)) => name.clone_into(&mut row.name),
            ("role", _) => row.role = text.filter(|role| !role.is_empty()),
            ("tier", _) => row.tier = value.as_i64().unwrap_or(row.tier),
            ("runtime", Value::String(runtime)) => runtime.clone_into(&mut row.runtime),
            ("parent_id", _) => row.parent_id = text,
            ("collapsed", _) => row.collapsed = value.as_bool().unwrap_or(row.collapsed),
            ("x" | "y", _) => {
                let number = |field| body.get(field).and_then(Value::as_f64);
                if let (Some(x), Some(y)) = (number("x"), number("y")) {
                    (row.x, row.y) = (x, y);
                }
            }
            _ => {}
        }
    }
}
