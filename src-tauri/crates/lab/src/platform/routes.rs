//! The routes themselves.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Extract};
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::auth::{AdminAuth, WorkspaceAuth};
use super::{ProviderEndpoint, State, events, guard, reply, rows};

/// All routes of the workspace server over `state`.
///
/// The socket at `/ws` is a connection upgrade: serve it with a connection that permits those.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/canvas/viewport", get(viewport))
        .route("/workspaces", get(list))
        .route("/workspaces/{id}", get(single))
        .route("/workspaces/{id}/model", get(model))
        .route("/workspaces/{id}/provider", get(provider))
        .route("/ws", get(events::upgrade))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&state),
            guard::guard,
        ))
        .with_state(state)
}

async fn unknown() -> Response {
    reply::unknown_route()
}

async fn health() -> Response {
    reply::json(StatusCode::OK, &json!({ "status": "ok" }))
}

async fn viewport() -> Response {
    reply::json(StatusCode::OK, &json!({ "x": 0, "y": 0, "zoom": 1 }))
}

async fn list(_: AdminAuth, Extract(state): Extract<Arc<State>>) -> Response {
    let world = state.world();
    let rows: Vec<Value> = world.workspaces.iter().map(rows::list_row).collect();
    reply::json(StatusCode::OK, &Value::Array(rows))
}

/// Open to anybody inside the tenant guard, as on the real server.
async fn single(Extract(state): Extract<Arc<State>>, Path(id): Path<String>) -> Response {
    let Ok(uuid) = Uuid::parse_str(&id) else {
        return reply::error(StatusCode::BAD_REQUEST, "invalid workspace ID");
    };
    let id = uuid.to_string();
    let world = state.world();
    match world.workspaces.iter().find(|row| row.id == id) {
        Some(row) => {
            let shown = world.instance_ids.get(&id);
            let shown = shown.filter(|_| world.instance_ids_shown);
            let instance_id = shown.map(String::as_str);
            reply::json(StatusCode::OK, &rows::single_row(row, instance_id))
        }
        None => reply::error(StatusCode::NOT_FOUND, "workspace not found"),
    }
}

/// Does not check that the workspace exists: an unknown one simply has no model of its own.
async fn model(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    setting(&state, &id, "model", |row| &row.model)
}

async fn provider(
    auth: Result<WorkspaceAuth, Response>,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    let offered = state.world().provider;
    match (offered, auth) {
        // A route that was never built is unknown before anybody asks for a token.
        (ProviderEndpoint::Absent, _) => reply::unknown_route(),
        (_, Err(refusal)) => refusal,
        (ProviderEndpoint::Retired, Ok(WorkspaceAuth)) => {
            let error = "the provider is derived from the runtime and the model";
            let body = json!({ "error": error, "code": "PROVIDER_ENDPOINT_RETIRED" });
            reply::json(StatusCode::GONE, &body)
        }
        (ProviderEndpoint::Offered, Ok(WorkspaceAuth)) => {
            setting(&state, &id, "provider", |row| &row.provider)
        }
    }
}

/// `{name: value, "source": …}`, the shape shared by model and provider.
fn setting(
    state: &State,
    id: &str,
    name: &str,
    read: impl Fn(&crate::fleet::WorkspaceSpec) -> &String,
) -> Response {
    if Uuid::parse_str(id).is_err() {
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, "query failed");
    }
    let world = state.world();
    let row = world.workspaces.iter().find(|row| row.id == id);
    let value = row.map(read).filter(|value| !value.is_empty());
    let source = if value.is_some() {
        "workspace_secrets"
    } else {
        "default"
    };
    let body = json!({ name: value.map_or("", String::as_str), "source": source });
    reply::json(StatusCode::OK, &body)
}
