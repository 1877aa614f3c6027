//! The routes themselves.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Extract};
use axum::middleware;
use axum::response::Response;
use axum::routing::{delete, get, post};
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::auth::AdminAuth;
use super::{
    State, cards, events, guard, lifecycle, patch, reply, rows, settings, templates, tokens,
};
use crate::fleet::WorkspaceSpec;

/// All routes of the workspace server over `state`.
///
/// The socket at `/ws` is a connection upgrade: serve it with a connection that permits those.
pub fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/canvas/viewport", get(viewport))
        .route("/workspaces", get(list))
        .route("/templates", get(templates::list))
        .route("/workspaces/{id}", get(single).patch(patch::patch))
        .route(
            "/workspaces/{id}/model",
            get(settings::model).put(settings::set_model),
        )
        .route(
            "/workspaces/{id}/provider",
            get(settings::provider).put(settings::set_provider),
        )
        .route("/workspaces/{id}/restart", post(lifecycle::restart))
        .route("/workspaces/{id}/pause", post(lifecycle::pause))
        .route("/workspaces/{id}/resume", post(lifecycle::resume))
        .route(
            "/workspaces/{id}/tokens",
            get(tokens::list).post(tokens::mint),
        )
        .route("/workspaces/{id}/tokens/{token_id}", delete(tokens::revoke))
        .route("/registry/update-card", post(cards::update))
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
    let readable = |row: &&WorkspaceSpec| !world.unreadable.contains(&row.id);
    let rows = world.workspaces.iter().filter(readable);
    let rows: Vec<Value> = rows.map(rows::list_row).collect();
    reply::json(StatusCode::OK, &Value::Array(rows))
}

/// Open to anybody inside the tenant guard, as on the real server.
async fn single(Extract(state): Extract<Arc<State>>, Path(id): Path<String>) -> Response {
    let Ok(uuid) = Uuid::parse_str(&id) else {
        return reply::error(StatusCode::BAD_REQUEST, "invalid workspace ID");
    };
    let id = uuid.to_string();
    let world = state.world();
    if world.unreadable.contains(&id) {
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, "query failed");
    }
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
