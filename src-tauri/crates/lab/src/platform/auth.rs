//! Who may ask: extractors that a handler names to demand a token.
//!
//! The real server has one answer per kind of route and per mistake; a client that shows which
//! credential was refused needs them told apart.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::StatusCode;
use http::header::AUTHORIZATION;
use http::request::Parts;

use super::{State, reply};

/// Demanded by routes about the whole organisation.
#[derive(Debug)]
pub(super) struct AdminAuth;

/// Demanded by routes about one workspace. The admin token opens these as well.
#[derive(Debug)]
pub(super) struct WorkspaceAuth;

impl FromRequestParts<Arc<State>> for AdminAuth {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Response> {
        match bearer(parts) {
            Some(token) if token == state.token => Ok(Self),
            Some(_) => Err(unauthorized("invalid admin auth token")),
            None => Err(unauthorized("admin auth required")),
        }
    }
}

impl FromRequestParts<Arc<State>> for WorkspaceAuth {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Response> {
        match bearer(parts) {
            Some(token) if token == state.token => Ok(Self),
            Some(_) => Err(unauthorized("invalid workspace auth token")),
            None => Err(unauthorized("missing workspace auth token")),
        }
    }
}

/// The token after exactly `Bearer ` (case matters), trimmed; an empty one is none.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?.trim();
    (!token.is_empty()).then_some(token)
}

fn unauthorized(message: &str) -> Response {
    reply::error(StatusCode::UNAUTHORIZED, message)
}
