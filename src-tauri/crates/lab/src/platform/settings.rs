//! A workspace's model and provider: secrets of the server, so nobody checks what is put into them.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::auth::WorkspaceAuth;
use super::body::Object;
use super::templates;
use super::{ProviderEndpoint, Provisioner, ServerGeneration, State, World, reply};
use crate::fleet::WorkspaceSpec;

/// Does not check that the workspace exists: an unknown one simply has no model of its own.
pub(super) async fn model(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    if Uuid::parse_str(&id).is_err() {
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, "query failed");
    }
    let (model, source) = state.world().model(&id);
    let body = json!({ "model": model, "source": source });
    reply::json(StatusCode::OK, &body)
}

pub(super) async fn set_model(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
    Object(body): Object,
) -> Response {
    let answer = set(&state, &id, "model", body.get("model"), |row| {
        &mut row.model
    });
    if answer.status().is_success() && state.restarts_for_a_model(&id) {
        state.boot(&id);
    }
    answer
}

pub(super) async fn provider(
    auth: Result<WorkspaceAuth, Response>,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    if let Some(refusal) = provider_refusal(&state, auth) {
        return refusal;
    }
    if Uuid::parse_str(&id).is_err() {
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, "query failed");
    }
    let mut world = state.world();
    let provider = world.row(&id).map(|row| row.provider.clone());
    let provider = provider.unwrap_or_default();
    let source = if provider.is_empty() {
        "default"
    } else {
        "workspace_secrets"
    };
    let body = json!({ "provider": provider, "source": source });
    reply::json(StatusCode::OK, &body)
}

pub(super) async fn set_provider(
    auth: Result<WorkspaceAuth, Response>,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
    body: Result<Object, Response>,
) -> Response {
    if let Some(refusal) = provider_refusal(&state, auth) {
        return refusal;
    }
    let Object(body) = match body {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let answer = set(&state, &id, "provider", body.get("provider"), |row| {
        &mut row.provider
    });
    if answer.status().is_success() && state.restarts_for_a_model(&id) {
        state.boot(&id);
    }
    answer
}

fn provider_refusal(state: &State, auth: Result<WorkspaceAuth, Response>) -> Option<Response> {
    match (state.world().provider, auth) {
        // A route that was never built is unknown before anybody asks for a token.
        (ProviderEndpoint::Absent, _) => Some(reply::unknown_route()),
        (_, Err(refusal)) => Some(refusal),
        (ProviderEndpoint::Retired, Ok(WorkspaceAuth)) => {
            let error = "the provider is derived from the runtime and the model";
            let body = json!({ "error": error, "code": "PROVIDER_ENDPOINT_RETIRED" });
            Some(reply::json(StatusCode::GONE, &body))
        }
        (ProviderEndpoint::Offered, Ok(WorkspaceAuth)) => None,
    }
}

/// Saves or, with nothing, clears. An unknown workspace breaks a foreign key.
fn set(
    state: &State,
    id: &str,
    name: &str,
    value: Option<&Value>,
    field: impl Fn(&mut WorkspaceSpec) -> &mut String,
) -> Response {
    let is_strict = Uuid::parse_str(id).is_ok_and(|uuid| uuid.to_string() == id);
    if !is_strict {
        return reply::error(StatusCode::BAD_REQUEST, "invalid workspace ID");
    }
    let value = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(value)) => value.clone(),
        Some(_) => return reply::error(StatusCode::BAD_REQUEST, "invalid request body"),
    };
    let mut world = state.world();
    let Some(row) = world.row(id) else {
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, "failed to save secret");
    };
    value.clone_into(field(row));
    let body = if value.is_empty() {
        json!({ "status": "cleared" })
    } else {
        json!({ "status": "saved", name: value })
    };
    reply::json(StatusCode::OK, &body)
}

impl World {
    fn model(&mut self, id: &str) -> (String, &'static str) {
        let generation = self.generation;
        let Some(row) = self.row(id) else {
            return match generation {
                ServerGeneration::April2026 => (String::new(), "default"),
                ServerGeneration::August2026 => (String::new(), "unresolved"),
            };
        };
        if !row.model.is_empty() {
            return (row.model.clone(), "workspace_secrets");
        }
        match (generation, templates::default_model(&row.runtime)) {
            (ServerGeneration::April2026, _) => (String::new(), "default"),
            (ServerGeneration::August2026, Some(model)) => (model.to_owned(), "default"),
            (ServerGeneration::August2026, None) => (String::new(), "unresolved"),
        }
    }
}

impl State {
    /// Containers are restarted by a new model, unless something says that they are not to run.
    fn restarts_for_a_model(&self, id: &str) -> bool {
        let mut world = self.world();
        let is_docker = world.provisioner == Provisioner::Docker;
        let is_under_pause = world.paused_ancestor(id).is_some();
        let row = world.row(id);
        let may_run = row.is_some_and(|row| {
            let is_off = matches!(row.status.as_str(), "paused" | "hibernated" | "removed");
            !is_off && row.runtime != "external"
        });
        is_docker && may_run && !is_under_pause
    }
}
