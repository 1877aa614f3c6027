//! Who may ask: extractors that a handler names to demand a token.
//!
//! The real server has one answer per kind of route and per mistake; a client that shows which
//! credential was refused needs them told apart.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::{State, reply};

/// Demanded by routes about the whole organisation.
#[derive(Debug)]
pub(super) struct AdminAuth;

/// Demanded by routes about one workspace. The admin token opens these, and the workspace's own.
#[derive(Debug)]
pub(super) struct WorkspaceAuth;

impl FromRequestParts<Arc<State>> for AdminAuth {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Response> {
        match bearer(&parts.headers) {
            Some(token) if token == state.token => Ok(Self),
            Some(_) => Err(unauthorized("invalid admin auth token")),
            None => Err(unauthorized("admin auth required")),
        }
    }
}

impl FromRequestParts<Arc<State>> for WorkspaceAuth {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, Response> {
        let id = parts.uri.path().split('/').nth(2).unwrap_or_default();
        match bearer(&parts.headers) {
            Some(token) if token == state.token => Ok(Self),
            Some(token) if state.world().is_token_of(id, token) => Ok(Self),
            Some(_) => Err(unauthorized("invalid workspace auth token")),
            None => Err(unauthorized("missing workspace auth token")),
        }
    }
}

/// The token after exactly `Bearer ` (case matters), trimmed; an empty one is none.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?.trim();
    (!token.is_empty()).then_some(token)
}

pub(super) fn unauthorized(message: &str) -> Response {
    reply::error(StatusCode::UNAUTHORIZED, message)
}
