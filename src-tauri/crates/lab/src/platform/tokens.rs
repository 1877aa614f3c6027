//! Workspaces' own tokens.

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Path, State as Extract};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::auth::WorkspaceAuth;
use super::{State, World, reply};
use crate::date;
use crate::instances::new_id;

/// Live tokens of one workspace.
const MOST: usize = 50;
/// Characters of a token that the list shows.
const PREFIX: usize = 8;

/// A live token.
#[derive(Debug)]
pub(super) struct Token {
    id: String,
    workspace_id: String,
    text: String,
    created_at: String,
}

impl World {
    pub(super) fn has_tokens(&self, workspace_id: &str) -> bool {
        let mut tokens = self.tokens.iter();
        tokens.any(|token| token.workspace_id == workspace_id)
    }

    pub(super) fn is_token_of(&self, workspace_id: &str, sent: &str) -> bool {
        let mut tokens = self.tokens.iter();
        tokens.any(|token| token.workspace_id == workspace_id && token.text == sent)
    }

    /// Another live token of a workspace: its text.
    fn mint(&mut self, workspace_id: &str) -> String {
        let text = new_id("", 32) + &new_id("", 11);
        self.tokens.push(Token {
            id: Uuid::new_v4().to_string(),
            workspace_id: workspace_id.to_owned(),
            text: text.clone(),
            created_at: date::rfc3339(SystemTime::now()),
        });
        text
    }
}

impl State {
    /// How many live tokens a workspace has.
    pub fn tokens_of(&self, workspace_id: &str) -> usize {
        let world = self.world();
        let tokens = world.tokens.iter();
        tokens
            .filter(|token| token.workspace_id == workspace_id)
            .count()
    }

    /// Gives a workspace a live token, as one has whose agent has registered itself: from then on only such
    /// a token publishes its card.
    pub fn give_token(&self, workspace_id: &str) {
        self.world().mint(workspace_id);
    }
}

pub(super) async fn mint(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    if state.tokens_of(&id) >= MOST {
        // Unlike the limit on requests, this has no `Retry-After`.
        let message = "maximum of 50 active tokens per workspace";
        return reply::error(StatusCode::TOO_MANY_REQUESTS, message);
    }
    let mut world = state.world();
    if world.row(&id).is_none() {
        return reply::error(StatusCode::NOT_FOUND, "workspace not found");
    }
    let token = world.mint(&id);
    let message = "save this token now, it will not be shown again";
    let body = json!({ "auth_token": token, "workspace_id": id, "message": message });
    reply::json(StatusCode::CREATED, &body)
}

pub(super) async fn list(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    let world = state.world();
    let tokens = world.tokens.iter().filter(|token| token.workspace_id == id);
    let tokens: Vec<Value> = tokens
        .map(|token| {
            let prefix: String = token.text.chars().take(PREFIX).collect();
            json!({
                "id": token.id, "prefix": prefix, "created_at": token.created_at,
                "last_used_at": null
            })
        })
        .collect();
    let body = json!({ "tokens": tokens, "count": tokens.len() });
    reply::json(StatusCode::OK, &body)
}

pub(super) async fn revoke(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path((id, token_id)): Path<(String, String)>,
) -> Response {
    let mut world = state.world();
    let before = world.tokens.len();
    world
        .tokens
        .retain(|token| token.workspace_id != id || token.id != token_id);
    if world.tokens.len() == before {
        reply::error(StatusCode::NOT_FOUND, "token not found")
    } else {
        reply::json(StatusCode::OK, &json!({ "status": "revoked" }))
    }
}
