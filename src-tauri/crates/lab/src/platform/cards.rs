//! `POST /registry/update-card`: who may publish a card, and what becomes of it.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::body::Object;
use super::{State, auth, reply};

/// Asks for the workspace's own token once it has one: the admin's is not good here. Checks neither
/// the card nor that there is such a workspace.
pub(super) async fn update(
    Extract(state): Extract<Arc<State>>,
    headers: HeaderMap,
    Object(body): Object,
) -> Response {
    let (Some(Value::String(id)), Some(card)) = (body.get("workspace_id"), body.get("agent_card"))
    else {
        return reply::error(StatusCode::BAD_REQUEST, "invalid request body");
    };
    if let Some(refusal) = refusal_of(&state, &headers, id) {
        return refusal;
    }
    if Uuid::parse_str(id).is_err() || card.to_string().contains("\\u0000") {
        let message = "failed to update card";
        return reply::error(StatusCode::INTERNAL_SERVER_ERROR, message);
    }
    let stored = Some(as_jsonb(card)).filter(|card| !card.is_null());
    state.change(id, |row| row.card = stored);
    state.broadcast("AGENT_CARD_UPDATED", id, &json!({ "agent_card": card }));
    reply::json(StatusCode::OK, &json!({ "status": "updated" }))
}

fn refusal_of(state: &State, headers: &HeaderMap, id: &str) -> Option<Response> {
    let world = state.world();
    if !world.has_tokens(id) {
        return None;
    }
    match auth::bearer(headers) {
        Some(token) if world.is_token_of(id, token) => None,
        Some(_) => Some(auth::unauthorized("invalid workspace auth token")),
        None => Some(auth::unauthorized("missing workspace auth token")),
    }
}

/// The same value as the database gives it back: keys by length, then by bytes.
fn as_jsonb(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(key, _)| (key.len(), key.as_str().to_owned()));
            let members = sorted.into_iter();
            let members = members.map(|(key, value)| (key.clone(), as_jsonb(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(elements) => elements.iter().map(as_jsonb).collect(),
        scalar => scalar.clone(),
    }
}
