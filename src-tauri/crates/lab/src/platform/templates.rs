//! The templates that the server has in its folder.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use super::auth::AdminAuth;
use super::reply;

/// Models that a workspace has when nobody chose any, by its runtime.
const DEFAULT_MODELS: [(&str, &str); 3] = [
    ("claude-code", "anthropic:claude-sonnet-4-5"),
    ("hermes", "nousresearch:hermes-4-70b"),
    ("langgraph", "anthropic:claude-opus-4-7"),
];

/// The model of the runtime's template.
pub(super) fn default_model(runtime: &str) -> Option<&'static str> {
    let (_, model) = DEFAULT_MODELS.iter().find(|(known, _)| *known == runtime)?;
    Some(model)
}

/// By the names of their folders; what a template leaves out is left out or null.
pub(super) async fn list(_: AdminAuth) -> Response {
    reply::json(StatusCode::OK, &all())
}

fn all() -> Value {
    json!([
        {
            "id": "claude-code-default", "name": "Claude Code", "description": "An agent that codes",
            "tier": 2, "runtime": "claude-code", "model": "anthropic:claude-sonnet-4-5",
            "models": [
                {"id": "anthropic:claude-sonnet-4-5", "name": "Sonnet", "required_env": ["ANTHROPIC_API_KEY"]},
                {"id": "anthropic:claude-opus-4-7"}
            ],
            "required_env": ["ANTHROPIC_API_KEY"], "skills": ["review"], "skill_count": 1,
            "provision_timeout_seconds": 720
        },
        {
            "id": "hermes", "name": "Hermes", "description": "", "tier": 3, "runtime": "hermes",
            "model": "nousresearch:hermes-4-70b", "models": [{"id": "nousresearch:hermes-4-70b"}],
            "skills": null, "skill_count": 0, "provision_timeout_seconds": 900
        },
        {
            "id": "langgraph", "name": "LangGraph", "description": "A graph of steps", "tier": 0,
            "model": "", "skills": null, "skill_count": 0
        }
    ])
}
